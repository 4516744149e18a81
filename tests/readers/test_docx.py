"""Word documents of four kinds."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from analyzer.errors import InputError, MalformedError
from analyzer.readers.assemble import assemble
from analyzer.readers.base import Draft
from analyzer.readers.decode import decode
from analyzer.readers.docx import DocxOtter, DocxTeams, DocxWord
from analyzer.readers.xlsx import Xlsx

KINDS = (DocxTeams(), DocxOtter(), DocxWord())


def document(*paragraphs: str, table: list[list[str]] | None = None, title: str = "") -> bytes:
    made = docx.Document()
    if title:
        made.add_heading(title, 0)
    for text in paragraphs:
        made.add_paragraph(text)
    if table:
        grid = made.add_table(0, len(table[0]))
        for row in table:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def parse(data: bytes, name: str) -> Draft:
    raw = decode("x.docx", data)
    assert {kind.name: kind.recognise(raw) for kind in KINDS if kind.recognise(raw)} == {name: 95}
    draft = next(kind for kind in KINDS if kind.name == name).parse(raw)
    assert draft.unit == "paragraph"
    assert draft.total == draft.talk + draft.markup + len(draft.unread)
    return draft


def said(draft: Draft) -> list[tuple[str | None, str, int | None]]:
    return [(cue.speaker, cue.text, cue.start_ms) for cue in draft.cues]


TALK = [("Ann Lee", "Hello there.", 3000), ("Bob", "Hi. See you at 10:30", 67000)]


@pytest.mark.parametrize(
    ("paragraphs", "name"),
    [
        (["Ann Lee started transcription", "Ann Lee   0:03\nHello there.", "Bob   1:07\nHi. See you at 10:30"], "docx_teams"),
        (["Ann Lee   0:03", "Hello there.", "Bob   1:07", "Hi. See you at 10:30", "Bob stopped transcription"], "docx_teams"),
        (["Ann Lee  0:03", "Hello there.", "Bob  1:07", "Hi. See you at 10:30", "Transcribed by https://otter.ai"], "docx_otter"),
        (["Audio file", "talk.mp3", "Transcript", "00:00:03 Ann Lee", "Hello there.", "00:01:07 Bob", "Hi. See you at 10:30"], "docx_word"),
    ],
)  # fmt: skip
def test_name_and_time_above_the_talk(paragraphs: list[str], name: str) -> None:
    draft = parse(document(*paragraphs, title="Weekly talk"), name)
    assert said(draft) == TALK
    assert not draft.unread
    assert (draft.timing.start, draft.timing.end) == ("measured", "absent")


def test_plain_names_and_headings() -> None:
    draft = parse(
        document(
            "A note by nobody in particular", "Coach: Hello: you.", "and more", "Client: Hi.", title="Talk"
        ),
        "docx_word",
    )
    assert said(draft) == [("Coach", "Hello: you. and more", None), ("Client", "Hi.", None)]
    assert [(line.line, line.unit) for line in draft.unread] == [(2, "paragraph")]


def test_a_table_of_talk() -> None:
    table = [["Speaker", "Text"], ["Ann:", "Hello there"], ["Bob:", "Hi"]]
    draft = parse(document(table=table), "docx_word")
    assert said(draft) == [("Ann", "Hello there", None), ("Bob", "Hi", None)]


def test_a_table_for_the_layout_is_read_as_paragraphs() -> None:
    draft = parse(document(table=[["Coach: Hello there, how are you?"], ["Client: I am well."]]), "docx_word")
    assert [cue.speaker for cue in draft.cues] == ["Coach", "Client"]


def test_inserted_text_is_read_and_deleted_text_is_not() -> None:
    source = document("Coach: Hello MARK there.", "Client: Hi.")
    inserted = '</w:t></w:r><w:ins w:id="1"><w:r><w:t>dear</w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>not</w:delText></w:r></w:del><w:r><w:t xml:space="preserve">'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "word/document.xml":
                data = data.replace(b"MARK", inserted.encode())
            new.writestr(info.filename, data)
    assert parse(out.getvalue(), "docx_word").cues[0].text == "Hello dear there."


@pytest.mark.parametrize("cut", [30, 200, 5000, -100, -1])
def test_a_broken_archive(cut: int) -> None:
    data = document("Coach: Hello.")[:cut]
    raw = decode("x.docx", data)
    assert Xlsx().recognise(raw) == 0
    with pytest.raises(MalformedError, match="broken Office file"):
        DocxWord().parse(raw)


def test_a_zip_of_something_else() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "Coach: hello")
    raw = decode("x.docx", out.getvalue())
    assert not any(reader.recognise(raw) for reader in (*KINDS, Xlsx()))
    with pytest.raises(InputError, match="is not a Word document"):
        DocxWord().parse(raw)


def test_no_talk_in_it() -> None:
    raw = decode("x.docx", document("A letter."))
    with pytest.raises(MalformedError, match="no talk"):
        assemble(DocxWord().parse(raw), raw, "docx_word")
