"""Excel workbooks: each sheet with a column of talk is read, one after the other."""

from __future__ import annotations

import importlib
import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from analyzer.errors import MalformedError, TooLargeError
from analyzer.readers.archive import holds, unpack
from analyzer.readers.base import Draft, Raw, Times
from analyzer.readers.columns import decide
from analyzer.readers.tabular import Sheet, build
from analyzer.types import UnreadLine

# About 20 columns of 50,000 rows; openpyxl reads some 400,000 cells a second.
MAX_CELLS = 1_000_000
MAX_SHEETS = 100
_PROSE_WORDS = 3
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_DO = "Save it again as .xlsx, or as CSV."


class Xlsx:
    """`.xlsx`; macros and charts are not looked at."""

    name = "xlsx"
    title = "Excel workbook (speaker, text, times in any order)"
    extensions: tuple[str, ...] = (".xlsx", ".xlsm")
    times: Times = "depends on the file"

    def recognise(self, raw: Raw) -> int:
        """By the parts inside the archive."""
        return 95 if holds(raw, "xl/workbook.xml") else 0

    def parse(self, raw: Raw) -> Draft:
        """Read every row of every sheet.

        Raises:
            MalformedError: Broken, with a password, or not a workbook.
            TooLargeError: Over a limit, before or after unpacking.
        """
        parts = unpack(raw)
        if "xl/workbook.xml" not in parts:
            raise MalformedError(raw.name, "is not an Excel workbook", do="Check the format.")
        formulas = any(
            name.startswith("xl/worksheets/") and _FORMULA.search(data) for name, data in parts.items()
        )
        sheets = _sheets(raw, values=True)
        sources = _sheets(raw, values=False) if formulas else []
        draft = Draft(unit="row")
        read: list[int] = []
        for number, rows in enumerate(sheets, 1):
            if any(cell for row in rows for cell in row):
                empty = _lost(rows, sources[number - 1]) if formulas else {}
                _sheet(draft, number, rows, empty, read, several=len(sheets) > 1)
        if len(read) > 1:
            shown = ", ".join(map(str, read))
            draft.notices.append(
                f"Sheets {shown} were read one after the other; split the file if they are sessions."
            )
        return draft


def _sheet(
    draft: Draft,
    number: int,
    rows: list[list[str]],
    empty: dict[int, list[str]],
    read: list[int],
    *,
    several: bool,
) -> None:
    where = f"sheet {number}: " if several else ""
    columns = decide(rows)
    if columns is None and not any(len(cell.split()) >= _PROSE_WORDS for row in rows for cell in row):
        filled = sum(1 for row in rows if any(cell.strip() for cell in row))  # numbers, lists of codes
        draft.total, draft.markup = draft.total + filled, draft.markup + filled
        return
    one = build(Sheet(rows, columns=columns))
    for index, formulas in empty.items():
        why = "holds a formula whose result is not stored"
        do = "Open it in Excel, save it, and read it again."
        text = columns.text if columns is not None else 0
        if text < len(rows[index]) and rows[index][text].strip():
            one.notices.append(f"Row {index + 1} {why}. {do}")
            continue
        shown = " ".join(formulas)[:2000]
        one.unread.append(UnreadLine(line=index + 1, unit="row", text=shown, reason=why, do=do))
        if any(cell.strip() for cell in rows[index]):
            one.markup -= 1  # a row without talk, as it seemed
        else:
            one.total += 1
    if one.cues:
        read.append(number)
        draft.timing = one.timing if draft.timing.start == "absent" else draft.timing
    draft.cues += one.cues
    draft.unread += [line.replace(reason=where + line.reason) for line in one.unread]
    draft.total, draft.talk, draft.markup = (
        draft.total + one.total,
        draft.talk + one.talk,
        draft.markup + one.markup,
    )
    draft.notices += [where + notice for notice in one.notices]


def _sheets(raw: Raw, *, values: bool) -> list[list[list[str]]]:
    """Rows of every sheet as texts; `values` gives the results of formulas, else the formulas."""
    openpyxl: Any = importlib.import_module("openpyxl")  # slow to import, and without types
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that do not matter here
            book = openpyxl.load_workbook(
                io.BytesIO(raw.data), read_only=True, data_only=values, keep_links=False
            )
            try:
                return _read(raw, book.worksheets)
            finally:
                book.close()
    except TooLargeError:
        raise
    except MemoryError:
        raise
    except Exception as error:
        raise MalformedError(raw.name, "is a broken Excel workbook", type(error).__name__, _DO) from error


def _read(raw: Raw, worksheets: list[Any]) -> list[list[list[str]]]:
    if len(worksheets) > MAX_SHEETS:
        what = f"over the limit of {MAX_SHEETS} sheets"
        raise TooLargeError(raw.name, what, f"{len(worksheets)}", "Keep the sheets of one session.")
    found: list[list[list[str]]] = []
    cells = 0
    for sheet in worksheets:
        if hasattr(sheet, "reset_dimensions"):
            sheet.reset_dimensions()  # what the file says of its size need not be true
        rows: list[list[str]] = []
        for row in _rows(sheet):
            cells += max(1, len(row))
            if cells > MAX_CELLS:
                raise TooLargeError(
                    raw.name, f"over the limit of {MAX_CELLS:,} cells", do="Delete empty rows and columns."
                )
            rows.append([_text(cell) for cell in row])
        found.append(rows)
    return found


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    if hasattr(sheet, "iter_rows"):  # a sheet that is only a chart has none
        yield from sheet.iter_rows(values_only=True)


def _text(cell: Any) -> str:
    """A cell as a table of text would write it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, timedelta):
        return _clock(cell)
    if isinstance(cell, time):
        span = timedelta(
            hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond
        )
        return _clock(span)
    if isinstance(cell, datetime):
        # Excel's day zero: a time of more than 24 hours that was typed as a time.
        return _clock(cell - datetime(1899, 12, 31)) if cell.year < 1901 else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _clock(span: timedelta) -> str:
    millis = max(0, round(span.total_seconds() * 1000))
    seconds, millis = divmod(millis, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{millis:03}"


def _lost(rows: list[list[str]], sources: list[list[str]]) -> dict[int, list[str]]:
    """Rows with a formula of text whose result was never stored, as programs write it that do not calculate."""
    lost: dict[int, list[str]] = {}
    for index, (row, source) in enumerate(zip(rows, sources, strict=False)):
        formulas = [
            cell
            for place, cell in enumerate(source)
            if cell.startswith("=") and not (place < len(row) and row[place])
        ]
        if formulas:
            lost[index] = formulas
    return lost
