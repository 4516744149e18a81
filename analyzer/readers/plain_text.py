"""Plain text: `Name: text`, with or without a time stamp before or after the name.

Lines that begin with no name go on with what the speaker above says. What stands before the first
speaker is a title or a heading: fields such as `Date:` are markup, all else is listed as unread.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.readers.base import Cue, Draft, Raw, Times
from analyzer.readers.captions import is_header
from analyzer.readers.flow import Flow
from analyzer.readers.names import Names, Prefix, fold, shape_of, split_prefix, study
from analyzer.readers.times import STAMP, stamp_ms
from analyzer.types import Timing

_CLOSED = re.compile(
    rf"\s*(?:\[({STAMP})(?:\s*(?:-->|-+|–|—|to)\s*({STAMP}))?\]|\(({STAMP})\)|<({STAMP})>)\s*(?:[-–—:|]\s+)?(.*)"
)
_BARE = re.compile(
    rf"\s*({STAMP})(?:\s*(?:-->|-|–|—)\s*({STAMP}))?(?![\w:.,/]|\s*[AaPp]\.?[Mm]\b)(?:\s+[-–—|])?\s*(.*)"
)
# `Name [00:01:23]: text`, `Name (00:01): text`
_AFTER = re.compile(rf"([^\s:\[\]][^:\[\]]{{0,79}}?)\s{{0,4}}[\[(]({STAMP})[\])]\s{{0,4}}:?")
_DASH = re.compile(r"\s*([^:\d\s-][^:]{0,59}?)\s{1,4}[-–—]\s{1,4}(\S.*)")
_FIELD = re.compile(
    r"\s*(?:date|time|duration|length|title|subject|topic|location|place|venue|file|filename|recorded|recording"
    r"|recorded on|session|session no|session number|meeting|participants|attendees|present|language|version"
    r"|transcribed by|transcript|source|mode)\s*:.*",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*(?:[-=_*~#•·.]\s*){3,}")
_FOOTER = re.compile(
    r"\s*(?:transcribed by https?://\S+|\[?end of (?:transcript|recording|session)\]?\.?)\s*", re.IGNORECASE
)


@dataclass(frozen=True)
class Line:
    """A line without its stamp. `sure`: the stamp cannot be a clock time (brackets, or hours)."""

    number: int
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    sure: bool = False
    prefix: Prefix | None = None
    whole: str = ""


def scan(lines: list[str]) -> Iterator[Line]:
    """Each non-blank line, its stamp taken off where it has one."""
    after_blank = True
    for number, text in enumerate(lines, 1):
        if not text.strip():
            after_blank = True
            continue
        yield _line(number, text, after_blank)
        after_blank = False


def _line(number: int, text: str, after_blank: bool) -> Line:
    start: int | None = None
    end: int | None = None
    rest, sure = text, False
    match = _CLOSED.fullmatch(text) if text.lstrip()[:1] in ("[", "(", "<") else None
    if match is not None:
        start, rest, sure = stamp_ms(match[1] or match[3] or match[4]), match[5], True
        end = stamp_ms(match[2]) if match[2] else None
    elif text.lstrip()[:1].isdigit() and (match := _BARE.fullmatch(text)) is not None:
        start, rest, sure = stamp_ms(match[1]), match[3], match[1].count(":") == 2
        end = stamp_ms(match[2]) if match[2] else None
    if start is None:
        end, rest, sure = None, text, False
        match = _AFTER.match(text.strip()[:200])  # bounded, as all patterns with blanks on both sides
        if match is not None and stamp_ms(match[2]) is not None and shape_of(match[1]) != "none":
            rest = text.strip()[match.end() :].strip()
            named = Prefix(match[1], rest, shape_of(match[1]), True, after_blank)
            return Line(number, rest, stamp_ms(match[2]), None, True, named, text)
    prefix = split_prefix(rest, after_blank)
    if sure and prefix is not None and prefix.shape == "capital":  # a time before it makes it a name
        prefix = prefix._replace(shape="full")
    return Line(number, rest, start, end, sure, prefix, text)


class PlainText:
    """`Name: text`."""

    name = "plain_text"
    title = "Plain text (Name: text, with or without times)"
    extensions: tuple[str, ...] = (".txt",)
    times: Times = "depends on the file"

    def recognise(self, raw: Raw) -> int:
        """Low: any format with a mark of its own goes before. 0 where no line has a name or a time."""
        if raw.text is None or not raw.head or is_header(raw.head[0].lstrip()):
            return 0
        lines, names, stamped = _learned(raw.lines[: 4 * len(raw.head)])
        spoken = sum(1 for line in lines if names.take(line.prefix))
        if spoken:
            return 30 + 10 * spoken // len(lines)
        timed = sum(1 for line in lines if line.start_ms is not None and (line.sure or stamped))
        return 20 if 2 * timed > len(lines) else 0

    def parse(self, raw: Raw) -> Draft:
        """Read every line."""
        return build(*_learned(raw.lines))


def _learned(source: list[str]) -> tuple[list[Line], Names, bool]:
    """Lines with their names; `Name - text` is looked for only where nothing is `Name: text`."""
    lines = list(scan(source))
    names, stamped = _learn(lines)
    if not any(names.take(line.prefix) for line in lines):
        dashed = _with_dashes(lines)
        others, _ = _learn(dashed)
        if len(others.accepted) > 1:
            return dashed, others, stamped
    return lines, names, stamped


def _learn(lines: list[Line]) -> tuple[Names, bool]:
    """Names of the file, and whether bare stamps (`10:30`) are its custom rather than clock times."""
    bare = [line for line in lines if line.start_ms is not None and not line.sure]
    stamped = len(bare) > 1 and len(bare) * 10 >= 3 * len(lines)
    asked = [line for line in lines if line.start_ms is None or line.sure or stamped]
    spoken = [line for line in asked if line.prefix is not None]
    # Share among lines with a colon and paragraphs, so that wrapped lines do not make names look rare.
    return study((line.prefix for line in spoken), len(asked)), stamped


def _with_dashes(lines: list[Line]) -> list[Line]:
    """`Name - text`; each name must come back."""
    matches = (_DASH.fullmatch(line.text) for line in lines)
    counts = Counter(fold(match[1]) for match in matches if match is not None)
    found = []
    for line in lines:
        match = _DASH.fullmatch(line.text)
        shape = shape_of(match[1]) if match else "none"
        again = match is not None and shape != "none" and counts[fold(match[1])] > 1
        prefix = Prefix(match[1], match[2], shape, True) if match is not None and again else None
        found.append(Line(line.number, line.text, line.start_ms, line.end_ms, line.sure, prefix, line.whole))
    return found


def build(lines: list[Line], names: Names, stamped: bool) -> Draft:
    """Cues from lines: a name begins one, a stamp begins one by the same speaker, all else goes on."""
    flow = Flow()
    pending: Line | None = None
    has_names = any(names.take(line.prefix) for line in lines)
    for line in lines:
        timed = line.start_ms is not None and (line.sure or stamped)
        prefix = names.take(line.prefix) if line.start_ms is None or timed else None
        text = line.text.strip() if timed else line.whole.strip()
        clock = line if line.start_ms is not None or pending is None else pending
        if prefix is None and _is_markup(line, flow.is_open):
            flow.markup()
        elif prefix is not None:
            flow.open(prefix.name, line.number, prefix.rest, clock.start_ms, clock.end_ms)
            pending = None
        elif timed and not text:  # a stamp on a line of its own is that of the next line
            pending = line
            flow.markup()
        elif (timed or pending is not None) and (flow.is_open or not has_names):
            flow.open(flow.speaker, line.number, text, clock.start_ms, clock.end_ms)
            pending = None
        elif flow.is_open:
            flow.go_on(text)
        else:
            flow.early(line.number, line.whole, "Delete it, or put a name and a colon before it.")
    draft = flow.close()
    draft.timing = _timing(draft.cues)
    return draft


def _is_markup(line: Line, started: bool) -> bool:
    if _RULE.fullmatch(line.whole) or _FOOTER.fullmatch(line.whole):
        return True
    return not started and _FIELD.fullmatch(line.whole) is not None


def _timing(cues: list[Cue]) -> Timing:
    starts = sum(1 for cue in cues if cue.start_ms is not None)
    ends = sum(1 for cue in cues if cue.end_ms is not None)
    if not starts:
        return Timing(reason="The file gives no times.")
    some = f"{starts:,} of {len(cues):,} pieces of talk have a start, {ends:,} have an end."
    return Timing(start="measured", end="measured" if ends else "absent", reason=some)
