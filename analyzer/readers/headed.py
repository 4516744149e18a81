"""Text in blocks under a line with name and time: Otter (`Name  0:03`), Rev and Plaud (`Name (00:03):`)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyzer.readers.base import Draft, Raw, Times
from analyzer.readers.flow import Flow
from analyzer.readers.names import shape_of
from analyzer.readers.times import STAMP, stamp_ms
from analyzer.types import Timing

_GAP = re.compile(rf"\s*(\S[^\t]{{0,79}}?)(\t+ *| {{2,}}\t?|\u00a0+ *)({STAMP})\s*")
_PARENS = re.compile(rf"\s*([^\s()][^()]{{0,79}}?(?:\([^()]{{1,40}}\))?)\s*[(\[]({STAMP})[)\]]\s*(:?)\s*(.*)")
_ONE_SPACE = re.compile(rf"\s*(\S.{{0,79}}?) ({STAMP})\s*")
_LED = re.compile(rf"\s*{STAMP}\s(?=\s*\S)")
_SENTENCE = re.compile(r"[?!]|\w{3,}[.,] .*\s|, .*, ")
_FOOTER = re.compile(r"\s*transcribed by https?://(?:www\.)?[\w.]+/?\s*", re.IGNORECASE)
# What Otter puts above the talk when asked to: each is followed by one line of content.
_SECTION = re.compile(r"\s*(?:SUMMARY KEYWORDS|KEYWORDS|SPEAKERS)\s*")
_REASON = "The file gives a start for each block of talk and no end; ends are estimated from the next start."


@dataclass(frozen=True)
class Head:
    """A line that opens a block. `gap` is what stands between name and time."""

    name: str
    start_ms: int | None
    rest: str
    gap: str


def head_of(line: str) -> Head | None:
    """Name and time of a block's first line; None for any other line."""
    match = _GAP.fullmatch(line)
    if match is not None and len(match[1].split()) <= 6 and not _SENTENCE.search(match[1]):
        return Head(match[1], stamp_ms(match[3]), "", match[2])
    match = _PARENS.fullmatch(line) if "(" in line[:200] or "[" in line[:200] else None
    if match is None or (not match[3] and match[4]):  # words after `(0:03)` without a colon: a remark
        return None
    named = shape_of(match[1].rstrip(":").strip()) != "none" or (match[3] and not match[4])
    return Head(match[1].rstrip(": "), stamp_ms(match[2]), match[4], "(") if named else None


def strip_led(lines: list[str]) -> list[str]:
    """Take off a stamp that leads every line (an export within an export), if names follow it."""
    filled = [line for line in lines if line.strip()]
    led = [line for line in filled if _LED.match(line)]
    if len(led) < 2 or len(led) * 10 < 9 * len(filled):
        return lines
    if sum(1 for line in led if head_of(_LED.sub("", line, count=1))) < 2:
        return lines
    return [_LED.sub("", line, count=1) for line in lines]


def heads(lines: list[str]) -> list[Head | None]:
    """For each line the block it opens. One space before the time counts only where nothing else does."""
    found = [head_of(line) if line.strip() else None for line in lines]
    if any(found):
        return found
    loose: list[Head | None] = []
    blank = True
    for line in lines:
        match = _ONE_SPACE.fullmatch(line) if blank and len(line) < 120 else None
        good = match is not None and shape_of(match[1]) in ("label", "full", "capital")
        loose.append(Head(match[1], stamp_ms(match[2]), "", " ") if match is not None and good else None)
        blank = not line.strip()
    return loose if sum(1 for head in loose if head) > 1 else found


class _Headed:
    name = ""
    title = ""
    extensions: tuple[str, ...] = (".txt",)
    times: Times = "start only"

    def recognise(self, raw: Raw) -> int:
        """By its heading lines; a footer makes it surer."""
        if raw.text is None:
            return 0
        lines = strip_led(raw.lines[: 4 * len(raw.head)])
        found = [head for head in heads(lines) if head is not None]
        if not found:
            return 0
        footer = any("otter.ai" in line for line in raw.lines[-5:] if _footer(line))
        otter = footer or 2 * sum(1 for head in found if head.gap in ("  ", " ")) >= len(found)
        if otter != (self.name == "otter_txt"):
            return 0
        return 92 if footer else 86 if len(found) > 1 else 60

    def parse(self, raw: Raw) -> Draft:
        """Read every block."""
        lines = strip_led(raw.lines)
        flow = Flow()
        section = False
        for number, (line, head) in enumerate(zip(lines, heads(lines), strict=True), 1):
            if not line.strip():
                continue
            if head is not None:
                flow.open(head.name, number, head.rest, head.start_ms)
            elif _footer(line) or (not flow.is_open and (section or _SECTION.fullmatch(line))):
                section = not section and _SECTION.fullmatch(line) is not None
                flow.markup()
            elif flow.is_open:
                flow.go_on(line)
            else:
                flow.early(number, line, "Delete it, or put a line with name and time above it.")
        draft = flow.close()
        draft.timing = Timing(start="measured", end="absent", reason=_REASON)
        return draft


def _footer(line: str) -> bool:
    return _FOOTER.fullmatch(line) is not None


class OtterTxt(_Headed):
    """Otter: name, two spaces, time; then what was said."""

    name = "otter_txt"
    title = "Otter transcript (text)"


class RevTxt(_Headed):
    """Rev, Plaud and others: `Name (00:00):`, or name and time far apart."""

    name = "rev_txt"
    title = "Rev or Plaud transcript (text)"
