"""Make each example's `session.*` from its `script.txt`: the same words, as a transcript tool exports them.

    python data/examples/build.py [NAME ...]

Pace, pauses and cue lengths are drawn with the seed in `expected.toml`: same script, same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
START_MS = 41_000  # recordings start before the talk does
WORDS_PER_SECOND = (2.35, 2.85)


@dataclass(frozen=True)
class Line:
    """A turn of the script with its times in ms."""

    role: str
    name: str
    text: str
    start_ms: int
    end_ms: int


def timed_lines(script: str, expected: dict) -> list[Line]:
    """The script's turns, placed in time."""
    draw = random.Random(expected.get("seed", 1))
    pace = {role: draw.uniform(*WORDS_PER_SECOND) for role in ("coach", "client")}
    now = START_MS
    lines: list[Line] = []
    for raw in script.splitlines():
        raw = raw.strip()
        if not raw or raw.startswith("#"):
            continue
        if pause := re.fullmatch(r"\[pause (\d+)\]", raw):
            now += int(pause[1]) * 1000
            continue
        role, _, text = raw.partition(":")
        role, text = role.strip().lower(), text.strip()
        if role not in pace:
            raise SystemExit(f"not a turn: {raw[:30]!r}")
        overlap = text.startswith("[overlap]")
        text = text.removeprefix("[overlap]").strip()
        start = now - draw.randint(400, 900) if overlap and lines else now + draw.randint(150, 900)
        end = start + max(350, int(len(text.split()) / (pace[role] * draw.uniform(0.88, 1.12)) * 1000))
        lines.append(Line(role, expected[role], text, start, end))
        now = max(now, end)
    return lines


def cues(lines: list[Line], longest_s: float = 9.0) -> list[Line]:
    """Lines cut into captions at sentence ends or commas, time shared out by words."""
    out = []
    for line in lines:
        words = line.text.split()
        per_word = (line.end_ms - line.start_ms) / len(words)
        first = 0
        for i, word in enumerate(words, 1):
            seconds = (i - first) * per_word / 1000
            if i == len(words) or seconds > longest_s or (seconds > longest_s / 2 and word[-1] in ".,?!"):
                start = line.start_ms + int(first * per_word)
                end = line.end_ms if i == len(words) else line.start_ms + int(i * per_word) - 40
                out.append(Line(line.role, line.name, " ".join(words[first:i]), start, end))
                first = i
    return out


def stamp(ms: int, sep: str = ".") -> str:
    """HH:MM:SS.mmm"""
    s, ms = divmod(ms, 1000)
    return f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}{sep}{ms:03}"


def clock(ms: int) -> str:
    """M:SS, or H:MM:SS from an hour on."""
    s = ms // 1000
    return f"{s // 3600}:{s // 60 % 60:02}:{s % 60:02}" if s >= 3600 else f"{s // 60}:{s % 60:02}"


def zoom_vtt(lines: list[Line]) -> bytes:
    """WebVTT with numbered cues and `Name: text`, CRLF."""
    rows = ["WEBVTT", ""]
    for i, c in enumerate(cues(lines), 1):
        rows += [str(i), f"{stamp(c.start_ms)} --> {stamp(c.end_ms)}", f"{c.name}: {c.text}", ""]
    return "\r\n".join(rows).encode()


def teams_vtt(lines: list[Line]) -> bytes:
    """WebVTT with voice tags and GUID cue ids."""
    rows = ["WEBVTT", ""]
    for i, c in enumerate(cues(lines)):
        text = c.text.replace("&", "&amp;").replace("<", "&lt;")
        rows += [f"6f1c0d7e-3a52-4b1e-9c3a-52d1be0a7f10/{i + 11}-{i % 3}"]
        rows += [f"{stamp(c.start_ms)} --> {stamp(c.end_ms)}", f"<v {c.name}>{text}</v>", ""]
    return "\n".join(rows).encode("utf-8-sig")


def otter_txt(lines: list[Line]) -> bytes:
    """Name and start time on a line, then the words."""
    rows = []
    for line in lines:
        rows += [f"{line.name}  {clock(line.start_ms)}  ", line.text, ""]
    return "\n".join([*rows, "Transcribed by https://otter.ai", ""]).encode()


def plain_text(lines: list[Line]) -> bytes:
    """`[HH:MM:SS] Name: text`"""
    return "".join(f"[{stamp(i.start_ms)[:8]}] {i.name}: {i.text}\n" for i in lines).encode()


def whisperx_json(lines: list[Line]) -> bytes:
    """Segments with words; some words without times, as the aligner leaves numbers."""
    segments = []
    for c in cues(lines, 14.0):
        words = []
        pieces = c.text.split()
        step = (c.end_ms - c.start_ms) / len(pieces) / 1000
        for i, piece in enumerate(pieces):
            word: dict = {"word": piece}
            if not any(ch.isdigit() for ch in piece):
                begin = c.start_ms / 1000 + i * step
                word |= {"start": round(begin, 3), "end": round(begin + step * 0.9, 3), "score": 0.83}
            words.append(word | {"speaker": c.name})
        segments.append(
            {
                "start": c.start_ms / 1000,
                "end": c.end_ms / 1000,
                "text": " " + c.text,
                "words": words,
                "speaker": c.name,
            }
        )
    return (json.dumps({"segments": segments, "language": "en"}, indent=1) + "\n").encode()


def csv_file(lines: list[Line]) -> bytes:
    """Speaker, start and end as hh:mm:ss.mmm, text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["start", "end", "speaker", "text"])
    for line in lines:
        writer.writerow([stamp(line.start_ms), stamp(line.end_ms), line.name, line.text])
    return out.getvalue().encode()


def xlsx(lines: list[Line]) -> bytes:
    """A sheet with a heading row, as a research assistant keeps it."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "Transcript"
    sheet.append(["Speaker", "Start (s)", "End (s)", "Utterance"])
    for line in lines:
        sheet.append([line.name, line.start_ms / 1000, line.end_ms / 1000, line.text])
    out = io.BytesIO()
    book.save(out)
    return _same_bytes(out.getvalue())


def docx_teams(lines: list[Line]) -> bytes:
    """Name and time in one paragraph, the words in the next."""
    from docx import Document

    document = Document()
    for line in lines:
        document.add_paragraph(f"{line.name}   {clock(line.start_ms)}")
        document.add_paragraph(line.text)
    out = io.BytesIO()
    document.save(out)
    return _same_bytes(out.getvalue())


def _same_bytes(archive: bytes) -> bytes:
    """The archive without the time at which it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w") as new:
        for info in sorted(old.infolist(), key=lambda i: i.filename):
            data = old.read(info)
            if info.filename == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-05T09:00:00Z", data)
            new.writestr(zipfile.ZipInfo(info.filename, (2026, 1, 5, 9, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


WRITERS = {
    "zoom_vtt": ("session.vtt", zoom_vtt),
    "teams_vtt": ("session.vtt", teams_vtt),
    "otter_txt": ("session.txt", otter_txt),
    "plain_text": ("session.txt", plain_text),
    "whisperx_json": ("session.json", whisperx_json),
    "csv": ("session.csv", csv_file),
    "xlsx": ("session.xlsx", xlsx),
    "docx_teams": ("session.docx", docx_teams),
}


def build(folder: Path) -> tuple[Path, bytes]:
    """Path and bytes of one example's `session.*`."""
    expected = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))
    name, write = WRITERS[expected["format"]]
    return folder / name, write(timed_lines((folder / "script.txt").read_text(encoding="utf-8"), expected))


def main(names: list[str]) -> None:
    """Write the sessions of the named examples, or of all."""
    for folder in sorted(p.parent for p in HERE.glob("*/script.txt")):
        if not names or folder.name in names:
            path, data = build(folder)
            path.write_bytes(data)
            print(f"{path.relative_to(HERE)}  {len(data):,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
