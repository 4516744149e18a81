"""CSV, TSV and XLSX: columns in any order and naming, times in any unit."""

from __future__ import annotations

import io
from datetime import time, timedelta
from typing import Any

import openpyxl
import pytest

from analyzer.readers.assemble import assemble
from analyzer.readers.base import Draft, Reader
from analyzer.readers.decode import decode
from analyzer.readers.delimited import Csv, Tsv
from analyzer.readers.xlsx import Xlsx


def parse(text: str, reader: Reader | None = None) -> Draft:
    raw = decode("x.csv", text.encode())
    reader = reader or max((Csv(), Tsv()), key=lambda r: r.recognise(raw))
    draft = reader.parse(raw)
    assert draft.total == draft.talk + draft.markup + len(draft.unread)
    return draft


def said(draft: Draft) -> list[tuple[Any, ...]]:
    return [(cue.speaker, cue.text, cue.start_ms, cue.end_ms) for cue in draft.cues]


TWO = [("Ann", "Hello there you", 1000, 2000), ("Bob", "Yes hello you", 2000, 3000)]


@pytest.mark.parametrize(
    "text",
    [
        "Speaker,Start,End,Text\nAnn,1.0,2.0,Hello there you\nBob,2.0,3.0,Yes hello you\n",
        "start_ms,end_ms,speaker_name,utterance\n1000,2000,Ann,Hello there you\n2000,3000,Bob,Yes hello you\n",
        "start;end;who;content\n1000;2000;Ann;Hello there you\n2000;3000;Bob;Yes hello you\n",
        "from\tmessage\ttime\tto\nAnn\tHello there you\t0:01\t0:02\nBob\tYes hello you\t0:02\t0:03\n",
        "role|begin|stop|transcript\nAnn|00:00:01.000|00:00:02,000|Hello there you\nBob|00:00:02|00:00:03|Yes hello you\n",
        "time,participant,text\n0:01 - 0:02,Ann,Hello there you\n0:02 - 0:03,Bob,Yes hello you\n",
        "Text;Interlocutor;Start (s);Duration (s)\nHello there you;Ann;1,0;1,0\nYes hello you;Bob;2,0;1,0\n",
        "sep=;\nSpeaker;Start;End;Text\nAnn;1;2;Hello there you\nBob;2;3;Yes hello you\n",
        "\ufeffSpeaker,Start,End,Text\r\nAnn,1s,2s,Hello there you\r\nBob,2000 ms,3000 ms,Yes hello you\r\n",
        '"Speaker", "Start", "End", "Text"\n"Ann", "1", "2", "Hello there you"\n"Bob", "2", "3", "Yes hello you"\n',
    ],
)
def test_columns_and_times(text: str) -> None:
    draft = parse(text)
    assert said(draft) == TWO
    assert not draft.unread


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "Coach,What brings you here?\nClient,My work does.\nCoach,Tell me more.\n",
            ["Coach", "Client", "Coach"],
        ),
        ("speaker,text\n1,What brings you here?\n2,My work.\n", ["Speaker 1", "Speaker 2"]),
        ("ID,Type,Utterance\n0,T,What brings you?\n1,P,My work.\n2,T,I see.\n", ["T", "P", "T"]),
        ("text,start\nWhat brings you here?,1\nMy work.,3\n", [None, None]),
        (
            "start,text\n1,Coach: What brings you?\n3,Client: My work.\n5,Coach: I see.\n",
            ["Coach", "Client", "Coach"],
        ),
        ("speaker,text\nAnn,What brings you?\n,And then?\nBob,My work.\n", ["Ann", "Ann", "Bob"]),
        ("Speaker:,Text\nAnn:,What brings you?\nBob:,My work.\n", ["Ann", "Bob"]),
    ],
)
def test_speakers(text: str, speakers: list[str | None]) -> None:
    assert [cue.speaker for cue in parse(text, Csv()).cues] == speakers


@pytest.mark.parametrize(
    "text",
    [
        "Coach: Well, I see, yes.\nClient: Yes, I do, I think.\nCoach: Good, so, then?\n",
        "Just a letter, with commas.\nIt has lines, too.\nAnd no table, at all.\n",
        "1,2,3\n4,5,6\n7,8,9\n",
        "Coach:\tHello there\nClient:\tHello you\nCoach:\tHow are you\n",
        '{"a": "b", "c": "d"}\n{"a": "e", "c": "f"}\n{"a": "g", "c": "h"}\n',
        "WEBVTT\n\n00:00.000 --> 00:01.000\nHi, you\n",
        "name,age,city\nAnn,30,Rome\nBob,40,Oslo\n",
        "word\n",
        ",\n,\n",
    ],
)
def test_what_is_no_table_of_talk(text: str) -> None:
    raw = decode("x", text.encode())
    assert max(Csv().recognise(raw), Tsv().recognise(raw)) in (0, 70 if "age" in text else 0)


def test_rows_that_do_not_fit_are_listed() -> None:
    draft = parse(
        "speaker,start,text,note\nAnn,1,Hello,x\nBob,soon we said\nAnn,some words,Hi,x\n,,,\nBob,2,,x\n"
        "Bob,3,Yes,\nAnn,4,No,\n"
    )
    assert [(line.line, line.reason) for line in draft.unread] == [
        (3, "ends before the column of talk"),
        (4, "has words where a time should be"),
    ]
    assert (draft.total, draft.talk, draft.markup) == (7, 3, 2)
    assert "Columns that were not read: note." in draft.notices


def test_a_text_with_delimiters_and_no_quotes_is_joined() -> None:
    draft = parse("speaker,text\nAnn,Well, I said, no\nBob,Yes\n")
    assert [cue.text for cue in draft.cues] == ["Well, I said, no", "Yes"]
    draft = parse("text,speaker\nWell, I said, no,Ann\nYes,Bob\n")
    assert [line.line for line in draft.unread] == [2]


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_rest() -> None:
    draft = parse('speaker,text\nAnn,"Hello\nBob,Yes\nAnn,No\n')
    assert [cue.text for cue in draft.cues] == ['"Hello', "Yes", "No"]
    assert any("never closed" in notice for notice in draft.notices)


def test_lines_of_quoted_texts() -> None:
    draft = parse('speaker,text\nAnn,"Hello\nyou, ""friend"""\nBob,Yes\n')
    assert [(cue.text, cue.line) for cue in draft.cues] == [('Hello\nyou, "friend"', 2), ("Yes", 4)]


@pytest.mark.parametrize(
    ("rows", "unit"),
    [
        ("0,2000\n2000,4000", "milliseconds"),
        ("0,2\n2,4", "seconds"),
        ("0,0.00002\n0.00002,0.00004", "parts of a day"),
    ],
)
def test_the_unit_comes_from_how_fast_people_talk(rows: str, unit: str) -> None:
    text = "start,end,text\n" + "\n".join(f"{row},so many words in here" for row in rows.split("\n")) + "\n"
    draft = parse(text, Csv())
    assert any(unit in notice for notice in draft.notices)
    assert 1700 <= (draft.cues[0].end_ms or 0) <= 2000


def workbook(*sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx(*sheets: list[list[Any]]) -> Draft:
    raw = decode("x.xlsx", workbook(*sheets))
    assert Xlsx().recognise(raw) == 95
    draft = Xlsx().parse(raw)
    assemble(draft, raw, "xlsx")
    return draft


@pytest.mark.parametrize("start", [1, 1.0, "0:01", time(0, 0, 1), timedelta(seconds=1), "1 s"])
def test_cells_with_times(start: Any) -> None:
    draft = xlsx([["Speaker", "Start", "Text"], ["Ann", start, "Hello there you"], ["Bob", "0:03", "Yes"]])
    assert said(draft)[0] == ("Ann", "Hello there you", 1000, None)


def test_sheets_are_read_one_after_the_other() -> None:
    rows = [["Speaker", "Text"], ["Ann", "Hello there"], ["Bob", "Yes"]]
    draft = xlsx(rows, [["a", 1], ["b", 2]], [["A remark of several words"]], rows)
    assert (draft.talk, draft.markup, len(draft.unread)) == (4, 4, 1)
    assert draft.unread[0].reason.startswith("sheet 3: ")
    assert any("Sheets 1, 4" in notice for notice in draft.notices)


def test_a_formula_without_its_result_is_unread() -> None:
    draft = xlsx(
        [["Speaker", "Text"], ["Ann", "Hello there"], ["Bob", '=CONCATENATE("a";"b")'], ["Bob", "Yes"]]
    )
    assert [(line.line, line.reason) for line in draft.unread] == [
        (3, "holds a formula whose result is not stored")
    ]
