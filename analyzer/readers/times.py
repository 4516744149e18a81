"""Time stamps as transcripts write them, to integer milliseconds."""

from __future__ import annotations

import re

# `M:SS`, `MM:SS`, `H:MM:SS`, with or without a fraction. Up to 3 digits: a longer number is no time.
STAMP = r"(?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?"

_PARTS = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?", re.ASCII)


def stamp_ms(text: str) -> int | None:
    """Milliseconds of a stamp, or None where it is not one (60 seconds, 75 minutes past an hour).

    Minutes without hours may run to 999: Otter and Plaud write an hour as `61:05` at times.

    >>> stamp_ms("01:02.500"), stamp_ms("1:00:00"), stamp_ms("00:61"), stamp_ms("10h")
    (62500, 3600000, None, None)
    """
    match = _PARTS.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes, seconds, fraction = match.groups()
    if int(seconds) > 59 or (hours is not None and int(minutes) > 59):
        return None
    millis = int((fraction or "0").ljust(3, "0"))
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + millis
