"""Read every transcript in a folder and hold the result against an independent count.

    python bench/transcripts.py FOLDER

The count on the right looks at the raw text with plain patterns of its own and knows nothing of the
readers: words that are no stamp, number or mark of the format, and stamps. `lost` are words of that
count in no turn, no name and no unread line; `?` where the source is no text. Prints no words.
"""

from __future__ import annotations

import csv
import html
import io
import re
import sys
import time
from collections import Counter
from pathlib import Path

from analyzer.errors import InputError
from analyzer.readers import read
from analyzer.types import Session

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
STAMP = re.compile(r"(?<!\d)(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?(?!\d)")
NOT_TALK = re.compile(
    r"^WEBVTT.*$|^NOTE.*$|^.*-->.*$|^.*Transcribed by .*$|^.*\tReacted to \".*$|^(?:.*\t)?Replying to \".*$"
    r"|</?[a-z][^<>]*>|^#.*$|^[0-9a-f-]{32,36}\S*$",
    re.MULTILINE,
)
HEADER = (
    "file",
    "format",
    "turns",
    "speakers",
    "words",
    "unread",
    "ms",
    "| words in source",
    "lost",
    "stamps",
    "times",
)


def words_of(session: Session) -> Counter[str]:
    return Counter(w.casefold() for turn in session.turns for w in WORD.findall(turn.text))


def talk_of(text: str, kind: str) -> str:
    """The part of a source that can hold talk: of a table the wordiest column, of a TextGrid its texts."""
    if kind in ("csv", "tsv"):
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="," if kind == "csv" else "\t"))
        columns = [[row[i] for row in rows[1:] if i < len(row)] for i in range(len(rows[0]))]
        return "\n".join(max(columns, key=lambda cells: sum(len(WORD.findall(cell)) for cell in cells)))
    if kind == "textgrid":
        return "\n".join(re.findall(r'text = "((?:[^"]|"")*)"', text))
    return html.unescape(NOT_TALK.sub(" ", text.replace("\r", "")))


def lost_words(text: str, session: Session) -> tuple[int, int]:
    """Words counted in the source, and how many of them the session has nowhere."""
    counted = Counter(w.casefold() for w in WORD.findall(talk_of(text, session.source.format)))
    kept = words_of(session)
    lines = re.split(r"\r\n|\n|\r", text)
    for piece in session.unread:
        shown = lines[piece.line - 1] if piece.unit == "line" else piece.text
        kept.update(w.casefold() for w in WORD.findall(shown))
    # A name stands in the source as often as the format likes, so it never counts as lost.
    names = {w.casefold() for s in session.speakers for n in (s.name, *s.aliases) for w in WORD.findall(n)}
    return sum(counted.values()), sum((counted - kept)[w] for w in counted - kept if w not in names)


def row(path: Path) -> tuple[str, ...]:
    started = time.perf_counter()
    try:
        session = read(path)
    except InputError as error:
        return (path.name[:44], type(error).__name__, *("-" for _ in HEADER[2:]))
    spent = round((time.perf_counter() - started) * 1000)
    known = sum(
        (s.start_ms is not None) + (s.end_ms is not None) for turn in session.turns for s in turn.segments
    )
    data = path.read_bytes()
    counted, lost, stamps = "?", "?", "?"
    if data[:2] != b"PK" and not session.source.format.endswith("_json"):
        text = data.decode(session.source.encoding or "utf-8", errors="replace").lstrip("\ufeff")
        counted, lost = (str(n) for n in lost_words(text, session))
        stamps = str(len(STAMP.findall(text)))
    return (
        path.name[:44], session.source.format, str(len(session.turns)), str(len(session.speakers)),
        str(sum(words_of(session).values())), str(len(session.unread)), str(spent), f"| {counted}", lost, stamps, str(known),
    )  # fmt: skip


def main(folder: str) -> int:
    paths = sorted(p for p in Path(folder).rglob("*") if p.is_file() and not p.name.startswith("."))
    rows = [HEADER, *(row(path) for path in paths)]
    widths = [max(len(r[i]) for r in rows) for i in range(len(HEADER))]
    for found in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(found, widths, strict=True)).rstrip())
    differ = [r[0] for r in rows[1:] if r[8] not in ("0", "?", "-")]
    print(
        f"\n{len(paths)} files; the counts differ in {len(differ)}"
        + (": " + ", ".join(differ) if differ else ".")
    )
    return 1 if differ or any(r[1].endswith("Error") for r in rows[1:]) else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
