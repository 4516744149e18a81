"""CSV and TSV: text cut into rows and cells. What the columns mean is decided in `columns`, read in `tabular`."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import Literal

from analyzer.errors import MalformedError, TooLargeError
from analyzer.readers.base import Draft, Raw, Times
from analyzer.readers.columns import Columns, decide
from analyzer.readers.tabular import Sheet, build

# More cells than this in 64 MiB are delimiters without talk.
MAX_CELLS = 5_000_000
_CHARS = 200_000
# No text holds it: control characters are blanks by now.
_LAST = "\x1e"
_DELIMITERS = (",", ";", "\t", "|")
_EXCEL = re.compile(r"\s*sep=(.)\s*", re.IGNORECASE)
# Pieces of broken JSON fall into cells very evenly. A first line without such signs names columns.
_JSON = re.compile(r"""["']\s*:\s*(?:["\[{\d-]|null|true|false)""")
_KNOWN = re.compile(r"[^\n\r{}\[\]:]{4,500}[\n\r]")
_NOT_A_TABLE = ("WEBVTT", "{", "<", "@UTF8", "@Begin", "File type")


@dataclass(frozen=True)
class _Cut:
    """A text cut at one delimiter: rows and the line on which each begins."""

    delimiter: str
    rows: list[list[str]]
    lines: list[int]
    columns: Columns | None
    quoted: bool = True


class Csv:
    """Cells between commas, semicolons or bars."""

    name: str = "csv"
    title: str = "Table (CSV: speaker, text, times in any order)"
    extensions: tuple[str, ...] = (".csv",)
    times: Times = "depends on the file"
    delimiters: tuple[str, ...] = (",", ";", "|")

    def recognise(self, raw: Raw) -> int:
        """By column names that are known; by cells that look like speakers and talk, less surely."""
        found = _sniff(raw)
        if found is None or found[0].delimiter not in self.delimiters:
            return 0
        return found[1]

    def parse(self, raw: Raw) -> Draft:
        """Read every row.

        Raises:
            MalformedError: It cannot be cut into rows.
            TooLargeError: More than `MAX_CELLS` cells.
        """
        text = raw.text or ""
        found = _sniff(raw)
        delimiter = found[0].delimiter if found else self.delimiters[0]
        if text.count(delimiter) > MAX_CELLS:
            count = f"{text.count(delimiter):,}"
            raise TooLargeError(raw.name, f"over the limit of {MAX_CELLS:,} cells", count, "Split the file.")
        cut = _cut(text, delimiter)
        if cut is None:
            raise MalformedError(raw.name, "cannot be cut into rows", do="Export it again with quoted texts.")
        notices = []
        if not cut.quoted:
            notices.append(
                "A quotation mark is opened and never closed; the marks were read as part of the text."
            )
        draft = build(Sheet(cut.rows, cut.lines, delimiter, notices=notices))
        first = raw.head[0] if raw.head else ""
        if _EXCEL.fullmatch(first):
            draft.total, draft.markup = draft.total + 1, draft.markup + 1
        return draft


class Tsv(Csv):
    """Cells between tabs."""

    name = "tsv"
    title = "Table (TSV: speaker, text, times in any order)"
    extensions = (".tsv", ".tab")
    delimiters = ("\t",)


def _sniff(raw: Raw) -> tuple[_Cut, int] | None:
    """The delimiter that makes the best table, and how sure it is one."""
    if raw.text is None or raw.text[:200].lstrip().startswith(_NOT_A_TABLE):
        return None
    head = raw.text[:_CHARS]
    if len(_JSON.findall(head[:5_000])) > 3 and not _KNOWN.match(head):
        return None
    told = _EXCEL.fullmatch(raw.head[0]) if raw.head else None
    best: tuple[_Cut, int] | None = None
    for delimiter in (told[1],) if told and told[1] in _DELIMITERS else _DELIMITERS:
        if delimiter not in head:
            continue
        cut = _cut(head, delimiter, whole=len(head) == len(raw.text))
        score = _score(cut) if cut is not None else 0
        if cut is not None and score and (best is None or score > best[1]):
            best = cut, score
    return best


def _score(cut: _Cut) -> int:
    columns = cut.columns
    if columns is None:
        return 0
    rows = [row for row in cut.rows if any(cell.strip() for cell in row)]
    start = 0 if columns.header is None else 1
    even = sum(1 for row in rows[start:] if len(row) == columns.width) / max(1, len(rows) - start)
    known = columns.header is not None and (columns.speaker is not None or columns.start is not None)
    if known and not columns.guessed and even >= 0.5 and columns.width > 1:
        return 94 if even >= 0.8 else 85  # before text with a time at the end of each line
    if sum(1 for row in rows for cell in row if cell.rstrip().endswith(":")) * 4 > len(rows):
        return 0  # `Name:<TAB>text` is plain text
    if columns.header is not None and even >= 0.8 and columns.width > 1:
        return 70
    if columns.start is not None and even >= 0.9:
        return 60
    return 45 if even == 1 and len(rows) >= 3 else 0


def _cut(text: str, delimiter: str, *, whole: bool = True) -> _Cut | None:
    """Rows of a text; where a quotation mark is never closed, marks are taken as part of the text."""
    skip = 1 if _EXCEL.fullmatch(text.lstrip("\r\n").split("\n", 1)[0]) else 0
    modes: tuple[Literal[0, 3], ...] = (csv.QUOTE_MINIMAL, csv.QUOTE_NONE)
    for quoting in modes:
        try:
            rows, lines, closed = _rows(text, delimiter, quoting)
        except csv.Error:  # a cell beyond all bounds: a mark that is never closed
            continue
        if not closed and whole and quoting == csv.QUOTE_MINIMAL:
            continue
        if not whole and len(rows) > 1:
            rows, lines = rows[:-1], lines[:-1]  # the last one is cut off
        rows, lines = rows[skip:], lines[skip:]
        return _Cut(delimiter, rows, lines, decide(rows), quoting == csv.QUOTE_MINIMAL)
    return None


def _rows(text: str, delimiter: str, quoting: Literal[0, 3]) -> tuple[list[list[str]], list[int], bool]:
    """Rows, the line on which each begins, and whether the last quotation mark is closed.

    Python's reader takes the end of the file for a closing mark. A row of our own after the end shows
    it: it is not seen where a mark is open.
    """
    source = io.StringIO(f"{text}\n{_LAST}", newline="")
    blank = f'{delimiter} "' in text[:_CHARS]  # `a, "b, c"`: without this the marks would not count
    reader = csv.reader(source, delimiter=delimiter, quoting=quoting, skipinitialspace=blank)
    rows: list[list[str]] = []
    lines: list[int] = []
    line = 1
    for row in reader:
        rows.append(row)
        lines.append(line)
        line = reader.line_num + 1
    if rows[-1] == [_LAST]:
        return rows[:-1], lines[:-1], True
    return [*rows[:-1], [cell.replace(_LAST, "") for cell in rows[-1]]], lines, False
