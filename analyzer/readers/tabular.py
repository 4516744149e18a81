"""Tables of talk: rows with who, when and what in any order. CSV, TSV, XLSX and DOCX end here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from analyzer.readers.base import Cue, Draft
from analyzer.readers.cells import Time, range_of, time_of, unit_of
from analyzer.readers.columns import Columns, Rows, decide
from analyzer.readers.names import Names, split_prefix, study
from analyzer.types import Timing, UnreadLine

_UNITS = {1: "milliseconds", 1000: "seconds", 86_400_000: "parts of a day", 60_000: "minutes"}
_NAMED = 6
_NAMES = "If it is one, name the columns `speaker`, `start`, `end` and `text`."


@dataclass
class Sheet:
    """Rows of one table with their line in the source, and what to say of them.

    Args:
        first: Number of the first row, for messages.
        lines: Line of each row; empty where the source has no lines.
    """

    rows: Rows
    lines: Sequence[int] = ()
    delimiter: str = " "
    first: int = 1
    columns: Columns | None = None
    notices: list[str] = field(default_factory=list)


def build(sheet: Sheet) -> Draft:
    """A draft in rows. A table without a column of talk gives none: all its rows are unread."""
    columns = sheet.columns or decide(sheet.rows)
    draft = Draft(unit="row", notices=list(sheet.notices))
    if columns is None:
        for index, row in enumerate(sheet.rows):
            if any(cell.strip() for cell in row):
                _unread(
                    draft, sheet, index, row, "no column of the table looks like talk", "Name one `text`."
                )
        return draft
    kept: list[tuple[int, Sequence[str]]] = []
    speakers = _speakers(sheet.rows, columns)
    for index, row in enumerate(sheet.rows):
        if not any(cell.strip() for cell in row):
            continue
        if columns.header is not None and index <= columns.header:
            if index == columns.header and _runs_on(row):
                _unread(draft, sheet, index, row, "is a header that runs into a row", "Break the line.")
            elif index == columns.header and columns.header_known:
                draft.total, draft.markup = draft.total + 1, draft.markup + 1
            elif index == columns.header:
                _unread(
                    draft, sheet, index, row, "looks like a header, with names that are not known", _NAMES
                )
            else:
                _unread(draft, sheet, index, row, "stands above the names of the columns", "Delete it.")
        elif _is_rule(row):
            draft.total, draft.markup = draft.total + 1, draft.markup + 1
        else:
            _sort(draft, sheet, columns, index, row, kept, speakers)
    _cues(draft, sheet, columns, kept)
    draft.unread.sort(key=lambda line: line.line)
    return draft


def _sort(
    draft: Draft,
    sheet: Sheet,
    columns: Columns,
    index: int,
    row: Sequence[str],
    kept: list[tuple[int, Sequence[str]]],
    speakers: frozenset[str],
) -> None:
    fitted = _fit(row, columns, sheet.delimiter)
    if fitted is None:
        why = f"has {len(row)} columns and not {columns.width}, and it cannot be seen where the talk ends"
        _unread(draft, sheet, index, row, why, "Put the text in quotes.")
    elif columns.text >= len(fitted):
        if _says_more(fitted, columns, speakers) or _shifted(fitted, columns):
            _unread(draft, sheet, index, row, "ends before the column of talk", "Complete the row.")
        else:
            draft.total, draft.markup = draft.total + 1, draft.markup + 1
    elif _shifted(fitted, columns):
        _unread(draft, sheet, index, row, "has words where a time should be", "Put each value in its column.")
    else:
        if fitted[columns.text].strip():
            draft.total, draft.talk = draft.total + 1, draft.talk + 1
            kept.append((index, fitted))
        elif _nobody(fitted, columns, speakers):
            _unread(
                draft,
                sheet,
                index,
                row,
                "has words where the speaker should be",
                "Put each value in its column.",
            )
        else:
            draft.total, draft.markup = draft.total + 1, draft.markup + 1


def _runs_on(header: Sequence[str]) -> bool:
    """Whether a header holds times or a sentence: a line end is missing behind it."""
    times = [time_of(cell) for cell in header]
    return any(t is not None and t.kind != "number" for t in times) or any(
        cell.rstrip()[-1:] in (".", "?", "!") and " " in cell.strip() for cell in header
    )


def _speakers(rows: Rows, columns: Columns) -> frozenset[str]:
    """Who says something in any row."""
    who, text = columns.speaker, columns.text
    if who is None:
        return frozenset()
    return frozenset(row[who].strip() for row in rows if max(who, text) < len(row) and row[text].strip())


def _nobody(row: Sequence[str], columns: Columns, speakers: frozenset[str]) -> bool:
    """Whether the cell of the speaker names nobody who ever says anything: a piece of talk has slipped there."""
    place = columns.speaker
    cell = row[place].strip() if place is not None and place < len(row) else ""
    return bool(cell) and cell not in speakers


def _says_more(row: Sequence[str], columns: Columns, speakers: frozenset[str]) -> bool:
    known = (columns.speaker, columns.start, columns.end, columns.duration)
    loose = any(cell.strip() and place not in known for place, cell in enumerate(row))
    return loose or _nobody(row, columns, speakers)


def _shifted(row: Sequence[str], columns: Columns) -> bool:
    """Whether words stand in a column of times: a cell is missing, or one too many."""
    for place in (columns.start, columns.end, columns.duration):
        cell = row[place] if place is not None and place < len(row) else ""
        words = [word for word in cell.split() if any(char.isalpha() for char in word)]
        if (
            words
            and time_of(cell) is None
            and range_of(cell) is None
            and (len(words) > 1 or len(words[0]) > 3)
        ):
            return True
    return False


def _is_rule(row: Sequence[str]) -> bool:
    """The line under the header of a Markdown table."""
    return all(not set(cell.strip()) - set("-:=") for cell in row) and any("--" in cell for cell in row)


def _fit(row: Sequence[str], columns: Columns, delimiter: str) -> Sequence[str] | None:
    """The row with as many cells as there are columns: a text with delimiters in it is joined again."""
    over = len(row) - columns.width
    if over <= 0 or not any(cell.strip() for cell in row[columns.width :]):
        return row
    at = columns.text
    joined = [*row[:at], delimiter.join(row[at : at + over + 1]), *row[at + over + 1 :]]
    for place in (columns.start, columns.end, columns.duration):
        if place is not None and joined[place].strip() and time_of(joined[place]) is None:
            return None
    times = [place for place in (columns.start, columns.end, columns.duration) if place is not None]
    after = columns.width - 1 - at
    return joined if after == 0 or any(place > at for place in times) else None


def _cues(draft: Draft, sheet: Sheet, columns: Columns, kept: list[tuple[int, Sequence[str]]]) -> None:
    clock = _Clock(columns, [row for _, row in kept])
    names: Names | None = None
    if columns.speaker is None:
        prefixes = [split_prefix(row[columns.text].strip()) for _, row in kept]
        names = study(prefixes, len(kept), careful=True)
    last: str | None = None
    carried = 0
    for index, row in kept:
        text, speaker = row[columns.text].strip(), None
        if columns.speaker is not None:
            speaker = _name(row[columns.speaker]) if columns.speaker < len(row) else None
            carried += speaker is None and last is not None
            speaker = last = speaker or last
        elif names is not None and (prefix := names.take(split_prefix(text))) is not None:
            speaker, text = prefix.name, prefix.rest or text
        start, end = clock.times(row)
        line = sheet.lines[index] if sheet.lines else None
        draft.cues.append(Cue(speaker, text, start, end, line))
    draft.timing = clock.timing(draft.cues)
    _tell(draft, columns, clock, kept, carried)


def _name(cell: str) -> str | None:
    shown = cell.strip().rstrip(":").strip()
    return (f"Speaker {shown}" if shown.isdigit() else shown) or None


def _tell(
    draft: Draft,
    columns: Columns,
    clock: _Clock,
    kept: list[tuple[int, Sequence[str]]],
    carried: int,
) -> None:
    notices = draft.notices
    if columns.guessed and columns.speaker is not None:
        notices.append(
            f"No column is named as the speaker's; column {columns.speaker + 1} was taken, by its content."
        )
    if columns.speaker is None and draft.cues and not any(cue.speaker for cue in draft.cues):
        notices.append("No column says who speaks, so the speakers are unknown.")
    if carried:
        notices.append(f"In {carried:,} rows the speaker is empty; taken as going on from the row above.")
    if columns.extra:
        shown = [name[:40] for name in columns.extra[:_NAMED]]
        more = " and others" if len(columns.extra) > _NAMED else ""
        notices.append(f"Columns that were not read: {', '.join(shown)}{more}.")
    if columns.session is not None:
        count = len({row[columns.session] for _, row in kept if columns.session < len(row)})
        if count > 1:
            notices.append(
                f"The table seems to hold {count:,} sessions; they were read as one. Split the file."
            )
    notices.extend(clock.notices)


class _Clock:
    """Times of the rows in ms. The unit comes from the header, else from how fast people can talk."""

    def __init__(self, columns: Columns, rows: Rows) -> None:
        self.columns = columns
        self.notices: list[str] = []
        self._unit = 1000
        self._origin = 0.0
        places = [p for p in (columns.start, columns.end, columns.duration) if p is not None]
        found = [time for row in rows for place in places if (time := _at(row, place)) is not None]
        said = dict(columns.units)
        if any(time.kind == "number" for time in found) and not all(place in said for place in places):
            self._guess(rows)
        dates = [time.value for time in found if time.kind == "date"]
        if dates:
            self._origin = min(dates)
            self.notices.append(
                "Times of day were counted from the first row, not from the start of the recording."
            )
        self._said = said

    def _guess(self, rows: Rows) -> None:
        spans: list[tuple[float, int]] = []
        steps: list[tuple[float, int]] = []
        before: tuple[float, int] | None = None
        for row in rows:
            start, end = self._plain(row, self.columns.start), self._plain(row, self.columns.end)
            length = self._plain(row, self.columns.duration)
            words = len(row[self.columns.text].split())
            if length is None and start is not None and end is not None:
                length = end - start
            if length is not None:
                spans.append((length, words))
            if start is not None:
                if before is not None:
                    steps.append((start - before[0], before[1]))
                before = (start, words)
        unit = unit_of(spans) or unit_of(steps)
        self._unit = unit or 1000
        why = (
            "that fits how fast people talk" if unit else "no unit fits how fast people talk: check the times"
        )
        self.notices.append(f"The times have no unit and were read as {_UNITS[self._unit]}; {why}.")

    def _plain(self, row: Sequence[str], place: int | None) -> float | None:
        time = _at(row, place)
        return time.value if time is not None and time.kind == "number" else None

    def times(self, row: Sequence[str]) -> tuple[int | None, int | None]:
        """Start and end of a row in ms."""
        place = self.columns.start
        both = range_of(row[place]) if place is not None and place < len(row) else None
        if both is not None:
            return self._ms(both[0], place), self._ms(both[1], place)
        start, end = (self._place(row, place) for place in (self.columns.start, self.columns.end))
        if end is None and start is not None and (length := _at(row, self.columns.duration)) is not None:
            end = start + (self._ms(length, self.columns.duration) or 0)
        return start, end

    def _place(self, row: Sequence[str], place: int | None) -> int | None:
        time = _at(row, place)
        return None if time is None else self._ms(time, place)

    def _ms(self, time: Time, place: int | None) -> int | None:
        value = time.value
        if time.kind == "number":
            value *= self._said.get(place if place is not None else -1, self._unit)
        elif time.kind == "date":
            value -= self._origin
        return round(value) if abs(value) < 1e12 else None

    def timing(self, cues: list[Cue]) -> Timing:
        """What the table tells about time."""
        starts = sum(1 for cue in cues if cue.start_ms is not None)
        ends = sum(1 for cue in cues if cue.end_ms is not None)
        if not starts:
            return Timing(reason="The table gives no times.")
        return Timing(
            start="measured",
            end="measured" if ends else "absent",
            reason=f"{starts:,} of {len(cues):,} rows have a start, {ends:,} have an end.",
        )


def _at(row: Sequence[str], place: int | None) -> Time | None:
    return time_of(row[place]) if place is not None and place < len(row) else None


def _unread(draft: Draft, sheet: Sheet, index: int, row: Sequence[str], reason: str, do: str) -> None:
    text = sheet.delimiter.join(row)[:2000]
    draft.unread.append(UnreadLine(line=sheet.first + index, unit="row", text=text, reason=reason, do=do))
    draft.total += 1
