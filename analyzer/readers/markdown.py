"""Interviews in Markdown: `**Name:** text`, paragraphs without a name go on with the speaker above."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from analyzer.readers.base import Cue, Draft, Raw, Times
from analyzer.readers.flow import Flow
from analyzer.readers.names import fold, shape_of
from analyzer.readers.payload import unescape
from analyzer.readers.times import STAMP, stamp_ms
from analyzer.types import Timing

_TIME = rf"\\?[\[(]({STAMP})\\?[\])]"
_BOLD = re.compile(
    rf"(?:[-+>*]\s{{1,4}})?(?:{_TIME}\s{{0,4}})?(\*\*|__)\s?((?:(?!\2).){{1,80}}?)\s?(?:{_TIME}\s?)?(:?)\s?\2"
    rf"\s{{0,4}}(?:{_TIME}\s{{0,4}})?(:?)"
)
_LEAD = re.compile(rf"\s*{_TIME}\s*(.*)")
_HEADING = re.compile(
    r"\s{0,3}#{1,6}\s.*|\s*(?:[-*_=]\s*){3,}|\s*<!--(?:(?!-->).)*-->\s*|\s*!\[[^\]]*\]\([^)\s]*\)\s*"
)
_YAML = re.compile(r"\s*(?:[\w-]+\s*:(?:\s.*)?|-\s.*)")
_LINK = re.compile(r"\[([^\[\]]*)\]\((?:https?:|/|#|\.|mailto:)[^)\s]*\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+?)\1")
_EMPHASIS = re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*]*[^\s*\\])\*(?![\w*])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>~|\"'$&:])")


class _Named(NamedTuple):
    name: str
    start_ms: int | None
    rest: str
    colon: bool


def plain(text: str) -> str:
    """Markdown to the words a reader sees: marks, escapes, links and entities resolved.

    >>> plain(r"\\[laughs\\] **No**, it&#39;s [here](https://example.org)")
    "[laughs] No, it's here"
    """
    if "[" in text:
        text = _LINK.sub(r"\1", text)
    if "*" in text or "__" in text:
        text = _EMPHASIS.sub(r"\1", _STRONG.sub(r"\2", text))
    return unescape(_ESCAPED.sub(r"\1", text) if "\\" in text else text)


def _named(line: str) -> _Named | None:
    line = line.strip()
    # Bounded: a pattern with optional blanks in many places must not see a line of blanks.
    match = _BOLD.match(line[:240]) if "**" in line[:60] or "__" in line[:60] else None
    if match is None:
        return None
    before, _, name, inner, colon_in, after, colon_out = match.groups()
    rest = line[match.end() :].strip()
    stamp = before or inner or after
    name = plain(name).strip()
    if (
        not any(char.isalnum() for char in name)
        or re.search(r"[?!]|\w{4,}\. ", name)
        or len(name.split()) > 8
    ):
        return None
    return _Named(name, stamp_ms(stamp) if stamp else None, rest, bool(colon_in or colon_out or stamp))


class MarkdownInterview:
    """`**Name:** text`, `**Name**: text`, with or without a time."""

    name = "markdown_interview"
    title = "Interview in Markdown (**Name:** text)"
    extensions: tuple[str, ...] = (".md", ".markdown", ".txt")
    times: Times = "depends on the file"

    def recognise(self, raw: Raw) -> int:
        """By bold names with a colon at the start of lines."""
        hits = len(_speakers(raw.head))
        return 0 if not hits else 78 if sum(1 for line in raw.head if _named(line)) > 1 else 55

    def parse(self, raw: Raw) -> Draft:
        """Read every line."""
        names = _speakers(raw.lines)
        matter = _front_matter(raw.lines)
        flow = Flow(plain)
        for number, line in enumerate(raw.lines, 1):
            if not line.strip():
                continue
            named = _named(line)
            if named is not None and fold(named.name) not in names:
                named = None
            lead = _LEAD.fullmatch(line) if line.lstrip()[:1] in "\\[(" else None
            if number <= matter or (named is None and _HEADING.fullmatch(line)):
                flow.markup()
            elif named is not None:
                flow.open(named.name, number, named.rest, named.start_ms)
            elif not flow.is_open:
                flow.early(number, line, "Delete it, or put **Name:** before it.")
            elif lead is not None and stamp_ms(lead[1]) is not None:
                flow.open(flow.speaker, number, lead[2], stamp_ms(lead[1]))
            else:
                flow.go_on(re.sub(r"^\s*>\s?", "", line))
        draft = flow.close()
        draft.timing = _timing(draft.cues)
        return draft


def _speakers(lines: list[str]) -> set[str]:
    """Bold names with a colon; where there are none, bold names that come back."""
    found = [named for line in lines if (named := _named(line)) is not None]
    names = {fold(named.name) for named in found if named.colon}
    if names:
        return names
    counts = Counter(
        fold(named.name) for named in found if shape_of(named.name) in ("label", "full", "capital")
    )
    again = {name for name, count in counts.items() if count > 1}
    return again if len(again) > 1 else set()


def _front_matter(lines: list[str]) -> int:
    """Number of the last line of a YAML head, 0 where there is none."""
    if lines[0].strip() != "---":
        return 0
    for number, line in enumerate(lines[1:60], 2):
        if line.strip() == "---":
            return number
        if line.strip() and not _YAML.fullmatch(line):
            return 0
    return 0


def _timing(cues: list[Cue]) -> Timing:
    starts = sum(1 for cue in cues if cue.start_ms is not None)
    if not starts:
        return Timing(reason="The file gives no times.")
    some = f"{starts:,} of {len(cues):,} pieces of talk have a start, none an end."
    return Timing(start="measured" if 2 * starts >= len(cues) else "estimated", reason=some)
