"""Google Meet transcript as text: attendees, then `Name: text` under a time every few minutes."""

from __future__ import annotations

import re

from analyzer.readers.base import Draft, Raw, Times
from analyzer.readers.flow import Flow
from analyzer.readers.names import Names, Prefix, fold, split_prefix, study
from analyzer.readers.times import STAMP, stamp_ms
from analyzer.types import Timing

_DECOR = r"[\s#*_>\W]*"
_TRANSCRIPT = re.compile(rf"{_DECOR}transcript{_DECOR}", re.IGNORECASE)
_ATTENDEES = re.compile(rf"{_DECOR}(?:attendees|participants|invited)\b{_DECOR}(.*)", re.IGNORECASE)
_TIME = re.compile(rf"[\s#*]*({STAMP})[\s*]*")
_TITLE = re.compile(r".*(?:\btranscript\W*|\b\d{4}[-/]\d\d[-/]\d\d\b.*)", re.IGNORECASE)
_BOILERPLATE = re.compile(
    r".*\btranscript was computer.generated\b.*|\W*(?:meeting|transcription) ended after [\d:]+.*"
    r"|\W*people can also change the text after it was created\W*",
    re.IGNORECASE,
)
_DO = "Delete it, or put a name and a colon before it."
_REASON = "Meet gives a time every few minutes only: who talked how long cannot be measured from it."


class GoogleMeet:
    """The Google Doc that Meet writes, saved as text."""

    name = "google_meet"
    title = "Google Meet transcript (text)"
    extensions: tuple[str, ...] = (".txt", ".md")
    times: Times = "coarse"

    def recognise(self, raw: Raw) -> int:
        """By the headings `Attendees` and `Transcript`, or by the sentence that Meet always writes."""
        head = raw.head[:80]
        marks = sum(
            any(pattern.fullmatch(line[:300]) for line in head)
            for pattern in (_TRANSCRIPT, _ATTENDEES, _BOILERPLATE)
        )
        return 88 if marks > 1 else 0

    def parse(self, raw: Raw) -> Draft:
        """Read every line. The first words after a time have that start; all others have none."""
        lines = [(number, line) for number, line in enumerate(raw.lines, 1) if line.strip()]
        flow = Flow()
        start = self._preface(lines, flow)
        names = _names(lines[:start], lines[start:])
        heading: int | None = None
        for number, line in lines[start:]:
            time = _TIME.fullmatch(line)
            prefix = names.take(split_prefix(_bare(line)))
            if time is not None or _BOILERPLATE.fullmatch(line):
                heading = stamp_ms(time[1]) if time else heading
                flow.markup()
            elif prefix is not None:
                flow.open(prefix.name, number, prefix.rest, heading)
                heading = None
            elif flow.is_open:
                flow.go_on(line)
            else:
                flow.early(number, line, _DO)
        draft = flow.close()
        some = any(cue.start_ms is not None for cue in draft.cues)
        draft.timing = Timing(start="estimated" if some else "absent", reason=_REASON)
        return draft

    @staticmethod
    def _preface(lines: list[tuple[int, str]], flow: Flow) -> int:
        """Account for what stands above the talk; index of the first line of the talk."""
        marks = (i for i, (_, line) in enumerate(lines) if _TRANSCRIPT.fullmatch(line[:300]))
        end = next(marks, -1) + 1
        below = False
        for i, (number, line) in enumerate(lines[:end]):
            attendees = _ATTENDEES.fullmatch(line[:300])
            title = below or (i < 3 and _TITLE.fullmatch(line[:300]))
            if attendees or i == end - 1 or (title and ": " not in line):
                flow.markup()
            else:
                flow.early(number, line, _DO)
            below = attendees is not None and not attendees[1]
        return end


def _names(preface: list[tuple[int, str]], body: list[tuple[int, str]]) -> Names:
    """Names in the list of attendees are names wherever they stand; others must look like one."""
    listed: set[str] = set()
    below = False
    for _, line in preface:
        attendees = _ATTENDEES.fullmatch(line[:300])
        shown = attendees[1] if attendees else line if below else ""
        listed.update(fold(name) for name in shown.split(",") if name.strip())
        below = attendees is not None and not attendees[1]
    prefixes: list[Prefix | None] = [split_prefix(_bare(line)) for _, line in body]
    return Names(study(prefixes, len(body)).accepted | listed)


def _bare(line: str) -> str:
    """Without the bold marks of a Markdown export around the name."""
    return re.sub(r"^\s*\*\*(.{1,80}?)\*\*", r"\1", line) if line.lstrip()[:2] == "**" else line
