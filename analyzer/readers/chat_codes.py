"""The words of a CHAT line without the codes of the transcriber (CHAT manual, part 1).

What was said stays, also where the speaker took it back or said it twice: pylangacq and CLAN leave
these words and fillers out, as the study of grammar asks; a report on what was said may not.
"""

from __future__ import annotations

import re

# `gonna [: going to]`, `<bad word> [: target]`: the target is read.
_TARGET = re.compile(r"(?:<([^<>\[\]]*)>|(\S+))\s+\[:\s+([^\[\]]*)\]")
_BRACKET = re.compile(r"\[[^\[\]]*\]")
# Another one's short answer within a line: `&*CLI:mhm`.
ASIDE = re.compile(r"&\*([A-Za-z0-9_]{1,12}):(\S+)")
# In old files all that is no word in a dictionary stands behind a bare `&`.
_FILLER = re.compile(r"&-?(?=\w)")
_EVENT = re.compile(r"&[=~+{}]\S*")
_PAUSE = re.compile(r"\(\s*(?:\.{1,3}|\d*:?\d*\.?\d*)\s*\)|(?<!\S)#[\d_.]*(?!\S)")
_OMITTED = re.compile(r"(?<!\S)0(?:[^\W\d]\S*)?(?!\S)")
_UNHEARD = re.compile(r"(?<!\S)(?:xxx?|yyy?|www)(?:@\S*)?(?!\S)")
_LINKER = re.compile(r"(?<!\S)\+(?:[<^,\"≈≋+]|\"/\.)(?!\S)")
_ASKS = re.compile(r"(?<!\S)\+(?:\.\.\?|//?\?|!\?)")
_TRAILS = re.compile(r"(?<!\S)\+(?:\.\.\.)")
_BREAKS = re.compile(r"(?<!\S)\+[/\"]{0,2}\.")
_FORM = re.compile(r"(?<=\w)@[a-z:+&$]+(?:\w*)", re.IGNORECASE)
_LONG = re.compile(r"(?<=[^\W\d_]):+(?=[^\W\d_]|\s|$)")
_MARKS = re.compile("[<>↑↓⇗↗→↘⇘∞≈≋≡∙⌈⌉⌊⌋∆∇⁎⁇°◉▁▔☺♋Ϋ∮↫∾↻⟳∲§∬ˈˌ^]|[⌈⌉⌊⌋]\\d")
_COMMA = re.compile(r"\s*[‡„]")
_BEFORE = re.compile(r"\s+([.?!,;:…])")


def words(line: str) -> str:
    """What was said, with plain punctuation. Empty where there are no words.

    >>> words("<I mean> [//] &-uh (be)cause he &=laughs was gonna [: going to] xxx 0is go@s:eng +...")
    'I mean uh because he was going to go…'
    """
    text = _TARGET.sub(lambda match: match[3], line)
    for _ in range(4):  # codes within codes
        text, count = _BRACKET.subn(" ", text)
        if not count:
            break
    text = _EVENT.sub(" ", _FILLER.sub("", ASIDE.sub(" ", text)))
    text = _UNHEARD.sub(" ", _OMITTED.sub(" ", _PAUSE.sub(" ", text)))
    text = _TRAILS.sub("…", _ASKS.sub("?", _LINKER.sub(" ", text)))
    text = _BREAKS.sub(".", text)
    text = _LONG.sub("", _FORM.sub("", _MARKS.sub("", text)))
    text = _COMMA.sub(",", text)
    text = re.sub(r"(?<=\w)[_]+(?=\w)", " ", re.sub(r"(?<=\w)\+(?=\w)", "", text))
    text = text.replace("(", "").replace(")", "")
    text = _BEFORE.sub(r"\1", " ".join(text.split())).strip()
    return text if re.search(r"\w", text) else ""
