"""Zoom chat: `00:03:42<TAB>Name:<TAB>text`, or `00:03:42 From Name to Everyone: text`."""

from __future__ import annotations

import re

from analyzer.readers.base import Draft, Raw, Times
from analyzer.readers.flow import Flow
from analyzer.readers.times import stamp_ms
from analyzer.types import Timing

_TABS = re.compile(r"(\d{1,2}:\d{2}:\d{2})\t\s*([^\t]{1,120}?)\s*:(?:\t(.*))?")
_FROM = re.compile(
    r"(?:\d{4}-\d\d-\d\d )?(\d{1,2}:\d{2}:\d{2})\s+From\s+(.{1,120}?)"
    r"(?:\s+to\s+[^:]{1,120}?(?:\s*\((?:direct message|privately)\))?)?\s*:(?:\s(.*)|\s*)",
    re.IGNORECASE,
)
# They repeat what another person wrote, and add a sign to it.
_REACTION = re.compile(r"(?:Reacted to \".*\" with \S+|Removed an? \S+ reaction from \".*\")\s*")
_REPLY = re.compile(r"Replying to \".*\"\s*")


def _message(line: str) -> re.Match[str] | None:
    return _TABS.fullmatch(line) or _FROM.fullmatch(line)


class ZoomChat:
    """The chat of a Zoom meeting. Reactions are markup; a message may run over several lines."""

    name = "zoom_chat"
    title = "Zoom chat"
    extensions: tuple[str, ...] = (".txt",)
    times: Times = "start only"

    def recognise(self, raw: Raw) -> int:
        """By the first line, or by half of the lines where something stands above it."""
        if not raw.head:
            return 0
        hits = sum(1 for line in raw.head if _message(line))
        return 94 if _message(raw.head[0]) or 2 * hits > len(raw.head) else 0

    def parse(self, raw: Raw) -> Draft:
        """Read every message."""
        flow = Flow()
        for number, line in enumerate(raw.lines, 1):
            if not line.strip():
                continue
            match = _message(line)
            said = (match[3] or "") if match else line
            if _REACTION.fullmatch(said.strip()) or _REPLY.fullmatch(said.strip()):
                said = ""
            if match is not None:
                flow.open(match[2], number, said, stamp_ms(match[1]), sure=True)
            elif not flow.is_open:
                flow.early(number, line, "Delete it, or put a line with time and name above it.")
            elif said:
                flow.go_on(said)
            else:
                flow.markup()
        draft = flow.close()
        draft.notices.append("This is a chat: the words were typed, not spoken.")
        why = "A chat says when a message was sent, not how long it took."
        draft.timing = Timing(start="measured", reason=why)
        return draft
