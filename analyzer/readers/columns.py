"""Which column of a table holds the talk, who says it, and when: by the header, else by the content."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from analyzer.readers.cells import range_of, time_of

Rows = Sequence[Sequence[str]]

SAMPLE = 300
_ABOVE = 10
_PART = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![a-z])|\d+")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Columns:
    """Places of the columns, from 0.

    Args:
        header: Index of the header's row; None where there is none.
        width: Columns that a row should have.
        units: Column -> ms of one unit, where the header says it.
        guessed: The speaker's column was found by its content only.
        extra: Columns that are not read, as the header names them.
        session: Column that tells sessions apart.
        header_known: The names in the header are known; otherwise its row only looks like one.
    """

    text: int
    speaker: int | None = None
    start: int | None = None
    end: int | None = None
    duration: int | None = None
    header: int | None = None
    width: int = 0
    units: tuple[tuple[int, int], ...] = ()
    guessed: bool = False
    extra: tuple[str, ...] = ()
    session: int | None = None
    header_known: bool = True


@cache
def _names() -> dict[str, Any]:
    return tomllib.loads(files("analyzer.readers").joinpath("columns.toml").read_text("utf-8"))


@cache
def _order(role: str) -> dict[str, int]:
    return {name: place for place, name in enumerate(_names()[role].split())}


@cache
def _key(cell: str) -> tuple[str, int | None]:
    """A header without case, marks and unit, and ms of the unit.

    >>> _key("Start Time (ms)"), _key("speaker_name"), _key("endTime")
    (('starttime', 1), ('speakername', None), ('endtime', None))
    """
    parts = [part.casefold() for part in _PART.findall(cell[:60])]
    whole = "".join(parts)
    units: dict[str, int] = _names()["units"]
    for count in (1, 2):  # "in ms" has a word before the unit
        rest = "".join(parts[:-count])
        if len(parts) > count and parts[-1] in units and (rest in _order("start") or rest in _times()):
            return rest, units[parts[-1]]
    return whole, None


@cache
def _times() -> frozenset[str]:
    return frozenset((*_order("end"), *_order("duration")))


def decide(rows: Rows) -> Columns | None:
    """The columns of a table, from its first rows; None where nothing in it looks like talk."""
    found = [(index, row) for index, row in enumerate(rows[:SAMPLE]) if any(cell.strip() for cell in row)]
    if not found:
        return None
    for index, row in found[:_ABOVE]:
        if _is_header(row):
            rest = [later for place, later in found if place > index]
            columns = _by_header(index, row, rest)
            if columns is not None:
                return columns
    return _by_content(found)


def _is_header(row: Sequence[str]) -> bool:
    keys = {_key(cell)[0] for cell in row if cell.strip()}
    roles = [role for role in ("speaker", "text", "start", "end") if keys & _order(role).keys()]
    if any(len(cell.split()) > 5 for cell in row):
        return False
    return "text" in roles or len(roles) > 1


def _by_header(index: int, header: Sequence[str], rows: Rows) -> Columns | None:
    keys = [_key(cell) for cell in header]
    views = [_View(rows, place) for place in range(len(header))]

    def best(role: str, taken: set[int]) -> int | None:
        fits = [
            (_order(role)[key], place)
            for place, (key, _) in enumerate(keys)
            if key in _order(role) and place not in taken and views[place].may_be(role)
        ]
        return min(fits)[1] if fits else None

    taken: set[int] = set()
    places: dict[str, int | None] = {}
    for role in ("start", "end", "duration", "speaker"):
        places[role] = best(role, taken)
        taken |= {place for place in [places[role]] if place is not None}
    text = best("text", taken)
    if text is None and any(key in _order("text") and views[p].filled for p, (key, _) in enumerate(keys)):
        return None  # it names a column of talk, and no talk stands there: the rows are out of step with it
    if text is None:
        text = _wordiest(views, taken)
    elif (words := _wordiest(views, taken)) is not None and views[words].words > 3 * views[text].words + 3:
        text = words if keys[words][0] in _order("text") else text
    if text is None:
        return None
    taken.add(text)
    guessed = False
    if places["speaker"] is None:
        speaker = _recurring(views, taken)
        if speaker is not None:
            places["speaker"], guessed = speaker, True
            taken.add(speaker)
    extra = [
        cell.strip() or f"column {place + 1}"
        for place, cell in enumerate(header)
        if place not in taken and views[place].filled
    ]
    sessions = [
        place for place, (key, _) in enumerate(keys) if key in _order("session") and place not in taken
    ]
    units = tuple((place, unit) for place, (_, unit) in enumerate(keys) if unit is not None)
    width = max((place + 1 for place, cell in enumerate(header) if cell.strip()), default=len(header))
    return Columns(
        text, places["speaker"], places["start"], places["end"], places["duration"], index, width, units,
        guessed, tuple(extra), sessions[0] if sessions else None,
    )  # fmt: skip


def _by_content(found: list[tuple[int, Sequence[str]]]) -> Columns | None:
    rows = [row for _, row in found]
    width = Counter(len(_trimmed(row)) for row in rows).most_common(1)[0][0]
    if width < 2:
        return None
    # The first row may be a header; where all rows together say enough, it is not one.
    for part in (rows, rows[1:]):
        views = [_View(part, place) for place in range(width)]
        text = _wordiest(views, set())
        if text is None:
            continue
        times = [
            place for place, view in enumerate(views) if place != text and view.timed >= 0.8 and view.rising
        ]
        taken = {text, *times[:2]}
        speaker = _recurring(views, taken)
        if speaker is not None or times:
            break
    else:
        return None
    if speaker is not None:
        taken.add(speaker)
    below = [_View(rows[1:], place) for place in range(width)]
    header = found[0][0] if _names_columns(rows[0], below, text, speaker, times) else None
    start, end = (*times, None, None)[:2]
    # Without names for its columns, words in a column that is not read may be what was said.
    others = [view for place, view in enumerate(views) if place not in taken]
    if any(view.words >= (1.5 if header is not None else 0.1) for view in others):
        return None
    extra = tuple(
        f"column {place + 1}" for place in range(width) if place not in taken and views[place].filled
    )
    guessed = speaker is not None and (header is not None or width > 2)
    return Columns(text, speaker, start, end, None, header, width, (), guessed, extra, header_known=False)


def _names_columns(
    row: Sequence[str], views: list[_View], text: int, speaker: int | None, times: list[int]
) -> bool:
    """Whether the first row, though no name in it is known, is a header: unlike what stands below it."""
    if any(time_of(cell) is not None or len(cell.split()) > 3 for cell in row):
        return False
    if any(place < len(row) and row[place].strip() for place in times):
        return True
    if speaker is None or speaker >= len(row) or text >= len(row) or times:
        return False
    return (
        row[speaker].strip() not in views[speaker].values
        and len(row[text].split()) <= 2
        and len(views[text].cells) > 2
    )


def _wordiest(views: list[_View], taken: set[int]) -> int | None:
    fits = [(view.words, -place) for place, view in enumerate(views) if place not in taken and view.words > 0]
    if not fits:
        return None
    words, place = max(fits)
    return -place if words >= 1.5 else None


def _recurring(views: list[_View], taken: set[int]) -> int | None:
    fits = [
        (len(view.values), place) for place, view in enumerate(views) if place not in taken and view.names
    ]
    return min(fits)[1] if fits else None


def _trimmed(row: Sequence[str]) -> Sequence[str]:
    """The row without empty cells at its end."""
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return row[:end]


class _View:
    """What one column looks like."""

    def __init__(self, rows: Rows, place: int) -> None:
        cells = [row[place].strip() if place < len(row) else "" for row in rows]
        self.cells = [cell for cell in cells if cell]
        self.filled = bool(self.cells)
        self.values = Counter(self.cells)
        count = max(1, len(self.cells))
        times = [time_of(cell) or (range_of(cell) or (None,))[0] for cell in self.cells]
        self.timed = sum(1 for time in times if time is not None) / count
        known = [time.value for time in times if time is not None]
        down = sum(1 for before, after in pairwise(known) if after < before)
        self.rising = len(known) > 1 and down <= len(known) // 10 and known[0] != known[-1]
        lengths = [len(cell.split()) for cell in self.cells if _LETTER.search(cell) and time_of(cell) is None]
        self.words = sum(lengths) / count
        self.longest = max(lengths, default=0)

    def may_be(self, role: str) -> bool:
        """Whether the content allows what the header says. An empty column allows all."""
        if not self.filled:
            return role != "text"
        if role in ("start", "end", "duration"):
            return self.timed >= 0.6
        if role == "speaker":  # speakers may be numbers, and then they come back
            clock = self.timed >= 0.6 and len(self.values) > max(3, len(self.cells) // 2)
            return not clock and self.words <= 5
        return self.words > 0

    @property
    def names(self) -> bool:
        """Few short values that come back in turn: as speakers do, and no times."""
        cells, values = self.cells, self.values
        if not 2 <= len(values) <= max(2, min(12, len(cells) // 2)) or len(cells) < 3 or self.longest > 4:
            return False
        if not any(_LETTER.search(value) for value in values) or any(len(value) > 40 for value in values):
            return False
        changes = sum(1 for before, after in pairwise(cells) if before != after)
        return changes * 4 >= len(cells) and max(values.values()) > 1
