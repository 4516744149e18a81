"""Times as tables write them, and their unit where the table does not say it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from analyzer.readers.times import stamp_ms

# Words a second between which people talk, over a whole session and with some silence in it.
_SLOWEST, _FASTEST = 0.05, 15.0
_NUMBER = re.compile(
    r"([+-]?(?:\d{1,15}(?:[.,]\d{1,20})?|[.,]\d{1,20})(?:[eE][+-]?\d{1,3})?)\s*(ms|s|sec|secs|seconds)?"
)
_FRACTION = re.compile(r"(?<=[.,]\d{3})\d+$")
_FRAMES = re.compile(r"(\d{1,2}:\d\d:\d\d)[:;]\d\d")
_RANGE = re.compile(r"([\d:.,]+)\s*(?:-->|->|→|–|—|-|to)\s*([\d:.,]+)")
_CUT = 40


class Time(NamedTuple):
    """A time as written. `clock` is in ms already, `date` in ms since 1970, `number` has no unit yet."""

    kind: Literal["clock", "date", "number"]
    value: float


def time_of(cell: str) -> Time | None:
    """The time in a cell, None where there is none.

    >>> time_of("1:02.5"), time_of("12,5"), time_of("900 ms"), time_of("soon")
    (Time(kind='clock', value=62500), Time(kind='number', value=12.5), Time(kind='clock', value=900.0), None)
    """
    text = cell.strip().strip("[]()")
    if not text or len(text) > _CUT or not (text[0].isdigit() or text[0] in "+-.,"):
        return None
    match = _NUMBER.fullmatch(text)
    if match is not None:
        value = float(match[1].replace(",", "."))
        if not math.isfinite(value):
            return None
        if match[2]:
            return Time("clock", value * (1 if match[2] == "ms" else 1000))
        return Time("number", value)
    frames = _FRAMES.fullmatch(text)
    stamp = stamp_ms(_FRACTION.sub("", frames[1] if frames else text))
    if stamp is not None:
        return Time("clock", stamp)
    return _date(text) if text[:4].isdigit() and text[4:5] in "-/" else None


def range_of(cell: str) -> tuple[Time, Time] | None:
    """Both times of `0:01 - 0:05`, None for all else."""
    text = cell.strip().strip("[]()")
    match = _RANGE.fullmatch(text) if len(text) <= 2 * _CUT else None
    if match is None:
        return None
    start, end = time_of(match[1]), time_of(match[2])
    return (start, end) if start is not None and end is not None else None


def _date(text: str) -> Time | None:
    try:
        found = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    try:
        return Time("date", found.timestamp() * 1000)
    except (OverflowError, ValueError):
        return None


def unit_of(spans: Sequence[tuple[float, int]]) -> int | None:
    """How many ms a number is, so that people talk at a speed that is possible; None where none fits.

    Args:
        spans: Length in the unknown unit, and words said in it.
    """
    length = sum(length for length, _ in spans if length > 0)
    words = sum(words for length, words in spans if length > 0)
    if not words or length <= 0:
        return None
    for unit in (1000, 1, 86_400_000):  # seconds, milliseconds, parts of a day (spreadsheets)
        if _SLOWEST <= words / (length * unit / 1000) <= _FASTEST:
            return unit
    return None
