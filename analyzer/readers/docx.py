"""Word documents: transcripts of Teams, Otter and Word itself, `Name: text`, and tables of talk."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from analyzer.errors import InputError
from analyzer.readers.archive import holds
from analyzer.readers.base import Cue, Draft, Raw, Times
from analyzer.readers.columns import decide
from analyzer.readers.docx_xml import Paragraph, Table, document
from analyzer.readers.flow import Flow
from analyzer.readers.headed import Head, heads
from analyzer.readers.names import shape_of, split_prefix
from analyzer.readers.tabular import Sheet, build
from analyzer.readers.times import STAMP, stamp_ms
from analyzer.types import Timing

_TIME_NAME = re.compile(rf"\s*[\[(]?({STAMP})[\])]?\s+[-–—]?\s*(\S.{{0,79}}?)\s*:?\s*")
# What such documents hold above the talk, and what they hold anywhere.
_ABOVE = re.compile(
    r"\s*(?:audio file|transcript(?:ion)?|[\w .()-]{1,100}\.(?:mp3|mp4|m4a|wav|webm|mov)"
    r"|(?:\d{1,2}h )?\d{1,3}m(?: \d{1,2}s)?|\d{1,2}s|(?:\w+,? )?\w+ \d{1,2},? \d{4}(?:,? \d{1,2}:\d\d ?(?:[AP]M)?)?"
    r"|summary keywords|keywords|speakers)\s*",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\s*(?:\S.{0,79} (?:started|stopped) transcription|transcribed by https?://\S+)\s*", re.IGNORECASE
)
_TITLE_WORDS = 15
_REASON = (
    "The document gives a start for each block of talk and no end; ends are estimated from the next start."
)


@dataclass
class _Lines:
    """Lines of the document with a blank one after each paragraph, as text readers expect them.

    Args:
        number: Ordinal of each line among those that are not blank.
    """

    text: list[str] = field(default_factory=list)
    number: list[int] = field(default_factory=list)
    headings: set[int] = field(default_factory=set)
    count: int = 0

    def add(self, paragraph: Paragraph) -> None:
        for line in paragraph.text.split("\n"):
            if line.strip():
                self.count += 1
                if paragraph.heading:
                    self.headings.add(len(self.text))
                self.text.append(line)
                self.number.append(self.count)
        self.text.append("")
        self.number.append(self.count)


def _lines(raw: Raw) -> tuple[_Lines, list[Draft]]:
    """All lines, but for the tables that have a column of talk: these are read as tables."""
    lines, tables = _Lines(), []
    for block in document(raw).blocks:
        if isinstance(block, Paragraph):
            lines.add(block)
            continue
        draft = _table(block)
        if draft is not None:
            tables.append(draft)
        else:
            for cell in (cell for row in block.rows for cell in row):
                for paragraph in cell:
                    lines.add(paragraph)
    return lines, tables


def _table(table: Table) -> Draft | None:
    rows = [[" ".join(paragraph.text for paragraph in cell) for cell in row] for row in table.rows]
    columns = decide(rows) if len(rows) > 1 else None
    if columns is None or (columns.speaker is None and columns.start is None):
        return None
    return build(Sheet(rows, columns=columns))


def _kind(raw: Raw) -> str:
    """Which of the three made the document. Each one is told by the lines that open its blocks."""
    try:
        lines, tables = _lines(raw)
    except InputError:
        return "docx_word"
    found = [head for head in heads(lines.text) if head is not None and head.start_ms is not None]
    if tables or not found or _word_heads(lines.text).count(None) < len(lines.text) - len(found):
        return "docx_word"
    if any("otter.ai" in line for line in lines.text[-12:]):
        return "docx_otter"
    near = sum(1 for head in found if head.gap in ("  ", " "))
    return "docx_otter" if 2 * near > len(found) else "docx_teams"


def _word_heads(lines: list[str]) -> list[Head | None]:
    """`00:00:12 Name` on a line of its own."""
    found: list[Head | None] = []
    for line in lines:
        match = _TIME_NAME.fullmatch(line) if len(line) < 120 else None
        good = (
            match is not None
            and stamp_ms(match[1]) is not None
            and shape_of(match[2]) in ("label", "full", "capital")
        )
        found.append(Head(match[2], stamp_ms(match[1]), "", "") if match is not None and good else None)
    return found


class DocxTeams:
    """Teams: `Name   0:03`, then what was said, in the same paragraph or the next."""

    name: str = "docx_teams"
    title: str = "Teams transcript (DOCX)"
    extensions: tuple[str, ...] = (".docx",)
    times: Times = "start only"

    def recognise(self, raw: Raw) -> int:
        """By the parts inside the archive, and by the lines that open its blocks."""
        return 95 if holds(raw, "word/document.xml") and _kind(raw) == self.name else 0

    def parse(self, raw: Raw) -> Draft:
        """Read every paragraph; a line break divides one into pieces.

        Raises:
            MalformedError: Broken, with a password, or not a Word document.
            TooLargeError: Over a limit, before or after unpacking.
        """
        lines, tables = _lines(raw)
        return _whole(raw, self._draft(raw, lines), tables)

    def _draft(self, raw: Raw, lines: _Lines) -> Draft:  # noqa: ARG002 - DocxWord needs it
        return _headed(lines, heads(lines.text))


class DocxOtter(DocxTeams):
    """Otter: the same with two spaces, and a footer."""

    name = "docx_otter"
    title = "Otter transcript (DOCX)"


class DocxWord(DocxTeams):
    """Word's own transcripts (`00:00:12 Name`), `Name: text`, tables, and all other documents."""

    name = "docx_word"
    title = "Word document (transcript, Name: text, or a table)"
    extensions = (".docx", ".docm")
    times: Times = "depends on the file"

    def _draft(self, raw: Raw, lines: _Lines) -> Draft:
        timed = _word_heads(lines.text)
        if sum(1 for head in timed if head is not None) > 1 or (any(timed) and lines.count < 6):
            return _headed(lines, timed)
        return _plain(raw, lines)


def _headed(lines: _Lines, found: list[Head | None]) -> Draft:
    flow = Flow(plain=lambda text: text)
    for place, (line, head) in enumerate(zip(lines.text, found, strict=True)):
        if not line.strip():
            continue
        if head is not None:
            flow.open(head.name, lines.number[place], head.rest, head.start_ms)
        elif (
            _NOTE.fullmatch(line) or place in lines.headings or (not flow.is_open and _ABOVE.fullmatch(line))
        ):
            flow.markup()
        elif flow.is_open:
            flow.go_on(line)
        elif lines.number[place] == 1 and len(line.split()) < _TITLE_WORDS:
            flow.markup()  # the title: such a document begins with one
        else:
            flow.early(lines.number[place], line, "Delete it, or put a line with name and time above it.")
    draft = flow.close()
    if draft.cues:
        draft.timing = Timing(start="measured", end="absent", reason=_REASON)
    return draft


def _plain(raw: Raw, lines: _Lines) -> Draft:
    """`Name: text`, as the reader of plain text has it; headings are not talk."""
    from analyzer.readers.plain_text import PlainText

    kept = list(lines.text)
    for place in lines.headings:
        prefix = split_prefix(kept[place])
        if prefix is None or prefix.shape == "none" or not prefix.rest:
            kept[place] = ""
    dropped = sum(1 for line, was in zip(kept, lines.text, strict=True) if was.strip() and not line.strip())
    text = "\n".join(kept)
    draft = PlainText().parse(Raw(raw.name, raw.data, text, None)) if text.strip() else Draft()
    draft.unread = [line.replace(line=lines.number[line.line - 1]) for line in draft.unread]
    draft.total, draft.markup = draft.total + dropped, draft.markup + dropped
    return draft


def _whole(raw: Raw, draft: Draft, tables: list[Draft]) -> Draft:
    """Paragraphs, then tables, then what stands beside the page, all counted in one unit."""
    aside = document(raw).aside
    for table in tables:
        draft.cues += table.cues
        draft.unread += table.unread
        draft.notices += table.notices
        draft.total, draft.talk = draft.total + table.total, draft.talk + table.talk
        draft.markup += table.markup
        draft.timing = table.timing if draft.timing.start == "absent" else draft.timing
    if aside:
        draft.total, draft.markup = draft.total + len(aside), draft.markup + len(aside)
        draft.notices.append(
            f"{len(aside):,} paragraphs in headers, notes or comments are not talk; left out."
        )
    draft.unit = "paragraph"
    draft.unread = [line.replace(unit="paragraph") for line in draft.unread]
    # A Word document has no lines that anybody could look up.
    draft.cues = [Cue(cue.speaker, cue.text, cue.start_ms, cue.end_ms, None, cue.words) for cue in draft.cues]
    return draft
