"""The text of a Word document in its order: paragraphs and tables.

Read from the XML itself: python-docx gives a paragraph's text without what was inserted with tracked
changes, what stands in content controls, and what stands in text boxes.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field

from analyzer.errors import MalformedError, TooLargeError
from analyzer.readers.archive import elements, local, unpack
from analyzer.readers.base import Raw

MAX_PARAGRAPHS = 500_000
_MAIN = "word/document.xml"
_ASIDE = re.compile(r"word/(?:footnotes|endnotes|comments|header\d*|footer\d*)\.xml")
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Deleted with tracked changes, or written a second time for old programs.
_SKIPPED = frozenset(("moveFrom", "del", "Fallback"))


@dataclass
class Paragraph:
    """One paragraph; `text` with its line breaks. `heading`: its style is that of a title or heading."""

    text: str
    heading: bool = False


@dataclass
class Table:
    """The outermost table: rows of cells, each with its paragraphs."""

    rows: list[list[list[Paragraph]]] = field(default_factory=list)


@dataclass
class Document:
    """Blocks in order, and the text of paragraphs beside the page: notes, comments, headers."""

    blocks: list[Paragraph | Table]
    aside: list[str]


def document(raw: Raw) -> Document:
    """The document of a `.docx`, kept with `raw` for the readers that ask for it.

    Raises:
        MalformedError: Broken, with a password, or not a Word document.
        TooLargeError: Over a limit.
    """
    kept = raw.__dict__.get("_docx")
    if isinstance(kept, Document):
        return kept
    parts = unpack(raw)
    if _MAIN not in parts:
        raise MalformedError(raw.name, "is not a Word document", do="Check the format.")
    aside = [
        block.text
        for name in sorted(parts)
        if _ASIDE.fullmatch(name)
        for block in _blocks(raw.name, name, parts[name])
        if isinstance(block, Paragraph)
    ]
    found = Document(_blocks(raw.name, _MAIN, parts[_MAIN]), [text for text in aside if text.strip()])
    raw.__dict__["_docx"] = found  # as a cached property does: `Raw` itself is frozen
    return found


@dataclass
class _Open:
    parts: list[str] = field(default_factory=list)
    heading: bool = False


def _blocks(name: str, part: str, data: bytes) -> list[Paragraph | Table]:
    blocks: list[Paragraph | Table] = []
    paragraphs: list[_Open] = []
    table: Table | None = None
    depth = skipped = count = 0
    for event, element in elements(name, io.BytesIO(data), part):
        tag = local(element.tag)
        if event == "start":
            if tag in _SKIPPED:
                skipped += 1
            elif tag == "p":
                paragraphs.append(_Open())
            elif tag == "tbl":
                depth += 1
                table = Table() if table is None else table
            elif table is not None and depth == 1 and tag == "tr":
                table.rows.append([])
            elif table is not None and depth == 1 and tag == "tc" and table.rows:
                table.rows[-1].append([])
            continue
        if tag in _SKIPPED:
            skipped -= 1
        elif tag == "p" and paragraphs:
            done = paragraphs.pop()
            text = Paragraph("".join(done.parts), done.heading)
            count += 1
            if count > MAX_PARAGRAPHS:
                raise TooLargeError(
                    name, f"over the limit of {MAX_PARAGRAPHS:,} paragraphs", do="Split the file."
                )
            if text.text.strip():
                _put(blocks, table, text)
            element.clear()
        elif tag == "tbl" and table is not None:
            depth -= 1
            if depth == 0:
                blocks.append(table)
                table = None
        elif paragraphs and not skipped:
            _add(paragraphs[-1], tag, element.text, element.attrib)
    return blocks


def _put(blocks: list[Paragraph | Table], table: Table | None, paragraph: Paragraph) -> None:
    if table is not None and table.rows and table.rows[-1]:
        table.rows[-1][-1].append(paragraph)
    else:
        blocks.append(paragraph)


def _add(paragraph: _Open, tag: str, text: str | None, attributes: dict[str, str]) -> None:
    if tag == "t":
        paragraph.parts.append(text or "")
    elif tag in _BREAKS:
        # A tab with attributes is a tab stop of the paragraph's format, not one in its text.
        paragraph.parts.append(_BREAKS[tag] if tag != "tab" or not attributes else "")
    elif tag == "pStyle":
        value = next(iter(attributes.values()), "")
        paragraph.heading = value.casefold().startswith(("title", "heading", "subtitle"))
