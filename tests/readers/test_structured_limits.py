"""Hostile input to the structured readers: refused with the limit and what to do, and soon."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Iterator

import pytest

from analyzer import readers
from analyzer.errors import InputError, MalformedError, TooLargeError, UnknownFormatError
from analyzer.readers import base, json_common
from analyzer.readers.base import Reader
from analyzer.readers.decode import decode
from analyzer.readers.delimited import Csv
from analyzer.readers.docx import DocxOtter, DocxTeams, DocxWord
from analyzer.readers.elan import Elan
from analyzer.readers.json_whisper import WhisperxJson
from analyzer.readers.textgrid import TextGrid
from analyzer.readers.xlsx import Xlsx

WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
BOOK = b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/></workbook>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
)


@pytest.fixture(autouse=True)
def soon() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < 4


def archive(**parts: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/") + ".xml", data)
    return out.getvalue()


def many_members() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("word/document.xml", WORD)
        for i in range(6_000):
            made.writestr(f"word/{i}.xml", "")
    return out.getvalue()


CASES: dict[str, tuple[Callable[[], bytes], type[InputError], str]] = {
    "a bomb": (lambda: archive(word__document=b" " * 60_000_000), TooLargeError, "unpacks to more than the limit of 8 MiB"),
    "members": (many_members, TooLargeError, "limit of 5,000 parts"),
    "laughs": (lambda: archive(word__document=LAUGHS + "]><w>&j;</w>"), MalformedError, "entity declaration"),
    "an external entity": (lambda: archive(word__document='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'), MalformedError, "entity declaration"),
    "a deep tree": (lambda: archive(word__document=WORD.format("<w:p>" * 5_000)), TooLargeError, "200 nested"),
    "broken xml": (lambda: archive(word__document=WORD.format("<w:p>")), MalformedError, "not well-formed"),
    "no bytes": (lambda: b"PK\x03\x04", MalformedError, "broken Office file"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_word_documents(name: str) -> None:
    build, error, message = CASES[name]
    raw = decode("x.docx", build())
    for reader in (DocxTeams(), DocxOtter(), DocxWord(), Xlsx()):
        reader.recognise(raw)
    with pytest.raises(error, match=message) as found:
        DocxWord().parse(raw)
    assert str(found.value).count(". ") >= 1  # says what to do


def sheet(rows: str) -> bytes:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{main}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{rel}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet {space}><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_a_sheet_that_lies_about_its_size() -> None:
    rows = (
        '<row r="1">'
        + cell("A1", "Speaker")
        + cell("B1", "Text")
        + '</row><row r="2">'
        + cell("A2", "Ann")
        + cell("B2", "Hello there")
        + "</row>"
    )
    assert len(Xlsx().parse(decode("x", sheet(rows))).cues) == 1
    far = "".join(f'<row r="{i}">{cell(f"XFD{i}", "x")}</row>' for i in range(1, 200))
    with pytest.raises(TooLargeError, match="1,000,000 cells"):
        Xlsx().parse(decode("x", sheet(far)))
    with pytest.raises(TooLargeError, match="1,000,000 cells"):
        Xlsx().parse(decode("x", sheet('<row r="1048576">' + cell("A1048576", "x") + "</row>")))


@pytest.mark.parametrize("part", ["word__document", "xl__workbook"])
def test_a_workbook_that_is_none(part: str) -> None:
    for data in (archive(**{part: BOOK}), archive(**{part: b"\x00\xff"})):
        with pytest.raises(InputError):
            Xlsx().parse(decode("x", data))


@pytest.mark.parametrize(
    ("xml", "error", "message"),
    [
        (LAUGHS + "]><ANNOTATION_DOCUMENT>&j;</ANNOTATION_DOCUMENT>", MalformedError, "entities"),
        ("<ANNOTATION_DOCUMENT>" + "<a>" * 100_000, TooLargeError, "200 nested"),
        ("<ANNOTATION_DOCUMENT><TIER>", MalformedError, "not well-formed"),
        ('<?xml version="1.0" encoding="x"?><ANNOTATION_DOCUMENT/>', MalformedError, "no tier"),
    ],
)
def test_elan(xml: str, error: type[InputError], message: str) -> None:
    with pytest.raises(error, match=message):
        Elan().parse(decode("x.eaf", xml.encode()))


def test_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_common, "MAX_NODES", 1_000)
    raw = decode("x", b'{"segments": [' + b"[],[]," * 1_000 + b"[]]}")
    assert WhisperxJson().recognise(raw) == 60
    with pytest.raises(TooLargeError, match="limit of 1,000 JSON values"):
        WhisperxJson().parse(raw)


@pytest.mark.parametrize(
    ("reader", "data"),
    [
        (TextGrid(), b'File type = "ooTextFile"\nObject class = "TextGrid"\n' + b'"' * 200_001),
        (TextGrid(), b'File type = "ooTextFile"\nObject class = "TextGrid"\n' + b"\n1 " * 200_000),
        (TextGrid(), b"ooBinaryFile\x08TextGrid" + b"\x7f" * 200),
        (Csv(), b"speaker,text\n" + b'"' * 300_001),
        (Csv(), b"speaker,text\n" + b"," * 300_000),
        (Csv(), b"a,b\n" * 50_000),
    ],
)
def test_small_and_hostile(reader: Reader, data: bytes) -> None:
    raw = decode("x", data)
    reader.recognise(raw)
    try:
        draft = reader.parse(raw)
    except InputError:
        return
    assert draft.total == draft.talk + draft.markup + len(draft.unread)


def test_values_are_counted_before_the_memory_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "MAX_JSON_VALUES", 1_000)
    with pytest.raises(UnknownFormatError, match="limit of 1,000 values"):
        readers.read(b"[" + b"[]," * 1_000 + b"[]]")
