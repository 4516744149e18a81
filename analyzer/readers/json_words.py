"""Words of a recogniser to cues: split where another speaks, at a pause, at the end of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analyzer.readers.base import Cue, CueWord

# Longer than this between two words is silence and not talk.
PAUSE_MS = 1_000

_END = re.compile(r"[.?!…。？！][\"'”’)\]]*$")
# Scripts that put no space between words.
_SOLID = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u0e00-\u0e7f]")


@dataclass(frozen=True)
class Token:
    """One word or mark. `glued`: it stands directly after the one before (a comma)."""

    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    confidence: float | None = None
    speaker: str | None = None
    glued: bool = False


def cue_of(tokens: Sequence[Token], speaker: str | None, text: str | None = None) -> Cue:
    """One cue. `text` where the source gives it, else the words joined."""
    starts = [token.start_ms for token in tokens if token.start_ms is not None]
    ends = [token.end_ms for token in tokens if token.end_ms is not None]
    start, end = min(starts, default=None), max(ends, default=None)
    if start is not None and end is not None and end < start:
        end = None
    return Cue(speaker, join(tokens) if text is None else text, start, end, words=_words(tokens))


def join(tokens: Sequence[Token]) -> str:
    """The words as a text.

    >>> join([Token("Yes"), Token(",", glued=True), Token("it"), Token("is")])
    'Yes, it is'
    """
    parts: list[str] = []
    last = ""
    for token in tokens:
        text = token.text.strip()
        if not text:
            continue
        solid = last and _SOLID.match(last) and _SOLID.match(text)
        parts.append(text if not parts or token.glued or solid else f" {text}")
        last = text[-1]
    return "".join(parts)


def runs(tokens: Iterable[Token]) -> list[Cue]:
    """Cues from the words of a whole recording, in their order."""
    cues: list[Cue] = []
    run: list[Token] = []
    for token in tokens:
        if run and not token.glued and _parts(run[-1], token):
            cues.append(cue_of(run, run[0].speaker))
            run = []
        run.append(token)
    if run:
        cues.append(cue_of(run, run[0].speaker))
    return [cue for cue in cues if cue.text]


def split(text: str, tokens: Sequence[Token], whole: Cue) -> list[Cue]:
    """A segment's text as cues, one per run of words by one speaker.

    All of the text is kept: it is cut before the first word of each run. A word without a speaker is
    the one's who spoke before. Where the words do not stand in the text, it stays whole.

    Args:
        text: The segment's own text.
        tokens: Its words; those with a speaker decide.
        whole: The segment as one cue, for what the words do not tell.
    """
    if not any(token.speaker for token in tokens):
        return [Cue(whole.speaker, text, whole.start_ms, whole.end_ms, words=_words(tokens))]
    first = next(token.speaker for token in tokens if token.speaker)
    speaker = first
    groups: list[tuple[str | None, int, list[Token]]] = []
    at = 0
    for token in tokens:
        speaker = token.speaker or speaker
        found = text.find(token.text.strip(), at)
        if groups and groups[-1][0] == speaker:
            groups[-1][2].append(token)
        elif not groups or found >= 0:
            groups.append((speaker, found if groups else 0, [token]))
        else:  # where it begins cannot be seen in the text: the next word that can be will tell
            groups[-1][2].append(token)
        at = found + len(token.text.strip()) if found >= 0 else at
    if len(groups) == 1:
        return [Cue(groups[0][0], text, whole.start_ms, whole.end_ms, words=_words(tokens))]
    cues = []
    for index, (who, begin, group) in enumerate(groups):
        stop = groups[index + 1][1] if index + 1 < len(groups) else len(text)
        cue = cue_of(group, who, text[begin:stop].strip())
        if cue.text:
            start = whole.start_ms if index == 0 and cue.start_ms is None else cue.start_ms
            end = whole.end_ms if index == len(groups) - 1 and cue.end_ms is None else cue.end_ms
            cues.append(Cue(who, cue.text, start, end, words=cue.words))
    return cues


def _parts(before: Token, after: Token) -> bool:
    if before.speaker != after.speaker or _END.search(before.text):
        return True
    if before.end_ms is None or after.start_ms is None:
        return False
    return after.start_ms - before.end_ms >= PAUSE_MS


def _words(tokens: Sequence[Token]) -> tuple[CueWord, ...]:
    return tuple(
        CueWord(token.text.strip(), token.start_ms, token.end_ms, token.confidence)
        for token in tokens
        if token.text.strip() and not token.glued
    )
