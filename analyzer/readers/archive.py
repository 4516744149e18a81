"""Office files are ZIP archives: opened within limits, so that a small file cannot fill the memory."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from analyzer.errors import MalformedError, TooLargeError
from analyzer.readers.base import Raw

MAX_MEMBERS = 5_000
MAX_UNPACKED = 200 * 2**20
# Real documents shrink to a tenth or less; a hundredth or less is a bomb, unless it is small anyway.
MAX_RATIO = 60
_SMALL = 8 * 2**20
MAX_DEPTH = 200
_ENDS = 64 * 1024
# Office files declare no document type; one that does is made to harm its reader.
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)|<\x00!\x00D|\x00<\x00!\x00D")
_DO = "Open it in Office and save it again."


def holds(raw: Raw, member: str) -> bool:
    """Whether the bytes are a ZIP archive with this member. Never raises."""
    return raw.text is None and member in _members(raw.data)


def _members(data: bytes) -> frozenset[str]:
    if data[:4] != b"PK\x03\x04":
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist()[: MAX_MEMBERS + 1])
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError, EOFError):
        # Broken, but its first bytes may still tell what it was meant to be.
        head = data[:_ENDS] + data[-_ENDS:]
        return frozenset(name for name in ("word/document.xml", "xl/workbook.xml") if name.encode() in head)


def unpack(raw: Raw) -> dict[str, bytes]:
    """The XML parts of an Office file.

    Raises:
        MalformedError: Broken, encrypted, or with a document type of its own.
        TooLargeError: Over a limit.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw.data)) as archive:
            infos = archive.infolist()
            _check(raw, infos)
            parts = [info for info in infos if info.filename.endswith((".xml", ".rels"))]
            found = {info.filename: archive.read(info) for info in parts}
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError) as error:
        why = str(error)[:80] if isinstance(error, zipfile.BadZipFile) else type(error).__name__
        raise MalformedError(raw.name, "is a broken Office file", why, "Export it again.") from error
    except RuntimeError as error:  # how zipfile says that a password is needed
        raise MalformedError(raw.name, "needs a password", do="Save it without one.") from error
    for data in found.values():
        if _DOCTYPE.search(data):
            raise MalformedError(raw.name, "holds a document type or entity declaration", do=_DO)
    return found


def _check(raw: Raw, infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_MEMBERS:
        what = f"over the limit of {MAX_MEMBERS:,} parts in an Office file"
        raise TooLargeError(raw.name, what, f"{len(infos):,}", _DO)
    total = sum(info.file_size for info in infos)
    limit = min(MAX_UNPACKED, max(_SMALL, MAX_RATIO * len(raw.data)))
    if total > limit:
        what = f"unpacks to more than the limit of {limit // 2**20} MiB"
        raise TooLargeError(raw.name, what, f"{total / 2**20:.0f} MiB", _DO)


def elements(name: str, source: IO[bytes], part: str = "") -> Iterator[tuple[str, Element]]:
    """`start` and `end` events of an XML text, with entities refused.

    Args:
        name: Of the file, for messages.
        part: Of the part inside it.

    Raises:
        MalformedError: Not well-formed, or with entities.
        TooLargeError: Nested deeper than `MAX_DEPTH`.
    """
    depth = 0
    where = f"{name}:{part}" if part else name
    try:
        for event, element in iterparse(source, events=("start", "end"), forbid_dtd=False):
            depth += 1 if event == "start" else -1
            if depth > MAX_DEPTH:
                what = f"over the limit of {MAX_DEPTH} nested XML elements"
                raise TooLargeError(where, what, do="Export it again.")
            yield event, element
    except ParseError as error:
        line, column = error.position
        raise MalformedError(
            f"{where}:{line}", "is not well-formed XML", f"column {column}", "Export it again."
        ) from error
    except DefusedXmlException as error:
        why = "entities are not read, for safety"
        raise MalformedError(where, "declares XML entities", why, "Export it again.") from error
    except (LookupError, ValueError) as error:  # an encoding that does not exist
        raise MalformedError(
            where, "is not well-formed XML", type(error).__name__, "Export it again."
        ) from error


def local(tag: object) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
