"""Otter, Rev, Meet, Zoom chat, Markdown, plain text, our own JSON: one table a format."""

from __future__ import annotations

import json

import pytest

from analyzer.errors import MalformedError, UnknownFormatError
from analyzer.readers import read
from analyzer.types import Session

Turns = list[tuple[str, str, int | None]]


def said(session: Session) -> Turns:
    return [(turn.speaker, turn.text, turn.start_ms) for turn in session.turns]


def unread(session: Session) -> list[int]:
    return [line.line for line in session.unread]


# --- Otter, Rev, Plaud -------------------------------------------------------------------------

OTTER = "Anna  0:03  \nHello there.\nAnd more.\n\nUnknown Speaker  0:09  \nYes.\n\nAnna  1:02:03  \nBye.\n\n"
OTTER_TURNS: Turns = [
    ("Anna", "Hello there. And more.", 3000),
    ("Unknown Speaker", "Yes.", 9000),
    ("Anna", "Bye.", 3723000),
]


@pytest.mark.parametrize(
    "text",
    [
        OTTER,
        OTTER + "Transcribed by https://otter.ai\n",
        OTTER.replace("\n", "\r\n"),
        OTTER.replace("  \n", "\n"),
        "SUMMARY KEYWORDS\n\nwork, rest\n\nSPEAKERS\n\nAnna, Ben\n\n" + OTTER,
        "".join(f"0:00 {line}\n" if line else "\n" for line in OTTER.split("\n")),
    ],
)
def test_otter(text: str) -> None:
    session = read(text.encode())
    assert session.source.format == "otter_txt"
    assert said(session) == OTTER_TURNS
    assert session.unread == ()
    assert all(turn.end_ms is None for turn in session.turns)
    assert session.source.timing.end == "absent"
    assert session.source.timing.start == "measured"


def test_otter_with_one_space_before_the_time() -> None:
    session = read(b"Anna Lee 0:03\nWe meet at 10:30\n\nBen 0:09\nYes.\n\nso see you at 11:00\n")
    assert said(session) == [
        ("Anna Lee", "We meet at 10:30", 3000),
        ("Ben", "Yes. so see you at 11:00", 9000),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Speaker 1 (00:00):\nHi.\n\nSpeaker 2 (00:04):\nYes.\nMore.\n", [("Speaker 1", "Hi.", 0), ("Speaker 2", "Yes. More.", 4000)]),
        ("Anna (00:00): Hi.\nBen (01:00:04): Yes.\n", [("Anna", "Hi.", 0), ("Ben", "Yes.", 3604000)]),
        ("Speaker 1    00:00\nHi.\n\nSpeaker 2    00:04\nYes.\n", [("Speaker 1", "Hi.", 0), ("Speaker 2", "Yes.", 4000)]),
        ("Speaker 1\t00:00\nHi.\n\nSpeaker 2\t00:04\nYes.\n", [("Speaker 1", "Hi.", 0), ("Speaker 2", "Yes.", 4000)]),
        ("Ann (HR) (00:00):\nHi.\nBen (00:04):\nAt (10:30) then.\n", [("Ann (HR)", "Hi.", 0), ("Ben", "At (10:30) then.", 4000)]),
        ("Anna (00:00):\nHi.\nBen (00:99):\nYes.\n", [("Anna", "Hi.", 0), ("Ben", "Yes.", None)]),
    ],
)  # fmt: skip
def test_rev(text: str, expected: Turns) -> None:
    session = read(text.encode())
    assert session.source.format == "rev_txt"
    assert said(session) == expected
    assert session.unread == ()


def test_what_stands_above_the_first_block_is_unread() -> None:
    session = read(b"A call with Ben\n\n" + OTTER.encode())
    assert unread(session) == [1]


def test_a_block_without_words_is_unread_where_nobody_has_that_name() -> None:
    session = read((OTTER + "he hit me  1:03:00\n\nAnna  1:04:00\n").encode())
    assert unread(session) == [11]


# --- Google Meet -------------------------------------------------------------------------------

MEET = (
    "Team call (2024-05-01 10:00 GMT+1) - Transcript\nAttendees\n\nAnna Lee, ben o'hara, Zoë\n\nTranscript\n\n"
    "This editable transcript was computer generated and might contain errors.\n\n00:00:00\n \n"
    "Anna Lee: Hello. It is 10:30: late.\nben o'hara: Yes.\nAnna Lee: So.\n\n00:05:10\n\nZoë: Hi\nand more.\n\n"
    "Transcription ended after 00:50:12\n"
)


@pytest.mark.parametrize("text", [MEET, MEET.replace("Transcript\n\nThis", "\U0001f4d6 Transcript\n\nThis"),
                                  MEET.replace("\nAnna Lee:", "\n**Anna Lee:**")])  # fmt: skip
def test_meet(text: str) -> None:
    session = read(text.encode())
    assert session.source.format == "google_meet"
    assert said(session) == [
        ("Anna Lee", "Hello. It is 10:30: late.", 0),
        ("ben o'hara", "Yes.", None),
        ("Anna Lee", "So.", None),
        ("Zoë", "Hi and more.", 310000),
    ]
    assert session.unread == ()
    assert session.source.timing.start == "estimated"


def test_meet_words_above_the_talk_are_unread() -> None:
    session = read(MEET.replace("Attendees", "he hit me\nAttendees").encode())
    assert [line.text for line in session.unread] == ["he hit me"]


# --- Zoom chat ---------------------------------------------------------------------------------


def test_zoom_chat() -> None:
    session = read(
        b'00:03:42\tAnna Lee:\thttps://example.org/a\r\n00:04:30\tBen:\tReacted to "https://ex..." with \xf0\x9f\x91\x8f\r\n'
        b'00:05:00\tAnna\'s phone :\tReplying to "so..."\r\n\r\nslot: one\r\nlast line\r\n00:06:00\tBen:\tok\r\n'
    )
    assert session.source.format == "zoom_chat"
    assert said(session) == [
        ("Anna Lee", "https://example.org/a", 222000),
        ("Anna's phone", "slot: one last line", 300000),
        ("Ben", "ok", 360000),
    ]
    assert session.unread == ()
    assert "typed" in session.notices[0]


@pytest.mark.parametrize(
    "line",
    [
        "10:03:22 From Anna Lee to Everyone : hi", "10:03:22 From  Anna Lee  to  Everyone: hi",
        "10:03:22\t From Anna Lee : hi", "10:03:22 From Anna Lee to Ben(Direct Message): hi",
        "2024-05-01 10:03:22 From Anna Lee to Everyone:\n\thi",
    ],
)  # fmt: skip
def test_zoom_chat_older_forms(line: str) -> None:
    assert said(read(f"{line}\n{line}\n".encode()))[0][:2] == ("Anna Lee", "hi hi")


def test_a_quoted_reaction_amid_words_is_talk() -> None:
    session = read(b'00:03:42\tAnna:\tI said Reacted to "x" with joy\n00:03:43\tBen:\tok\n')
    assert len(session.turns) == 2


# --- Markdown ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Anna:** Hi.\n\nMore.\n\n**Ben:** Yes.\n", [("Anna", "Hi. More.", None), ("Ben", "Yes.", None)]),
        ("**Anna**: Hi.\n**Ben**: Yes.\n", [("Anna", "Hi.", None), ("Ben", "Yes.", None)]),
        ("__Anna:__ Hi.\n__Ben:__ Yes.\n", [("Anna", "Hi.", None), ("Ben", "Yes.", None)]),
        ("**Anna**\nHi.\n\n**Ben**\nYes.\n\n**Anna**\nSo.\n\n**Ben**\nNo.\n",
         [("Anna", "Hi.", None), ("Ben", "Yes.", None), ("Anna", "So.", None), ("Ben", "No.", None)]),
        ("**Anna (00:03):** Hi.\n**Ben** [1:00:04]: Yes.\n", [("Anna", "Hi.", 3000), ("Ben", "Yes.", 3604000)]),
        ("**Anna:** \\[04:13\\] Hi.\n\n\\[05:00\\] More.\n\n**Ben:** Yes.\n", [("Anna", "Hi. More.", 253000), ("Ben", "Yes.", None)]),
        ("**Ann B. Lee, Psy.D:** it&#39;s \\[laughs\\] **so** *good*\n**Ben:** 2 * 3 * 4 [here](https://example.org/x)\n",
         [("Ann B. Lee, Psy.D", "it's [laughs] so good", None), ("Ben", "2 * 3 * 4 here", None)]),
        ("---\ntitle: x\n---\n# Interview\n\n**Anna:** Hi.\n\n---\n\n> quoted\n\n**Ben:** Yes.\n",
         [("Anna", "Hi. quoted", None), ("Ben", "Yes.", None)]),
        ("**Anna:** I said **no way!** and **Ben:** too\n**Ben:** so\n\n**Really?** yes\n",
         [("Anna", "I said no way! and Ben: too", None), ("Ben", "so Really? yes", None)]),
        ("- **Anna:** Hi.\n- **SPEAKER_01:** Yes.\n", [("Anna", "Hi.", None), ("SPEAKER_01", "Yes.", None)]),
    ],
)  # fmt: skip
def test_markdown(text: str, expected: Turns) -> None:
    session = read(text.encode())
    assert session.source.format == "markdown_interview"
    assert said(session) == expected
    assert session.unread == ()


def test_markdown_before_the_first_name_is_unread() -> None:
    session = read(b"# Title\n\nA paragraph of words.\n\n**Anna:** Hi.\n\n**Ben:** Yes.\n")
    assert unread(session) == [3]


# --- plain text --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Coach: a\nClient: b\nmore\n\nand more\n", [("Coach", "a", None), ("Client", "b more and more", None)]),
        ("[00:01:23] Anna: a\n[00:01:30] Ben: b\n", [("Anna", "a", 83000), ("Ben", "b", 90000)]),
        ("(1:23) Anna: a\n(1:30) Ben: b\n", [("Anna", "a", 83000), ("Ben", "b", 90000)]),
        ("00:01:23 Anna: a\n00:01:30 Ben: b\n", [("Anna", "a", 83000), ("Ben", "b", 90000)]),
        ("00:01:23 - Anna: a\n00:01:30 - Ben: b\n", [("Anna", "a", 83000), ("Ben", "b", 90000)]),
        ("1:23 Anna: a\n1:30 Ben: b\n", [("Anna", "a", 83000), ("Ben", "b", 90000)]),
        ("[00:01:23]\nAnna: a\n[00:01:30]\nBen: b\n", [("Anna", "a", 83000), ("Ben", "b", 90000)]),
        ("Anna [00:01:23]: a\nBen [00:01:30]: b\nAnna [00:01:40]: c\n", None),
        ("Anna: a\n[00:01:30] goes on\nBen: b\n", [("Anna", "a goes on", 90000), ("Ben", "b", None)]),
        ("Anna:\na\n\nBen:\nb\n", [("Anna", "a", None), ("Ben", "b", None)]),
        ("Anna - a\nBen - b\nAnna - c\nBen - d - e\n",
         [("Anna", "a", None), ("Ben", "b", None), ("Anna", "c", None), ("Ben", "d - e", None)]),
        ("Anna: a\nBen: b\n10:30 Meeting: c\n", [("Anna", "a", None), ("Ben", "b 10:30 Meeting: c", None)]),
        ("Anna: a\nBen: b\n10:30 AM Lunch: c\n", [("Anna", "a", None), ("Ben", "b 10:30 AM Lunch: c", None)]),
        ("Anna: a\nBen: https://example.org\nhttps://example.org\n",
         [("Anna", "a", None), ("Ben", "https://example.org https://example.org", None)]),
        ("Anna: a\nBen: b &amp; c\n*****\nEnd of transcript\n", [("Anna", "a", None), ("Ben", "b & c", None)]),
        ("Date: 3 May\nParticipants: Anna, Ben\n\nAnna: a\nBen: b\n", [("Anna", "a", None), ("Ben", "b", None)]),
        ("李雷\uff1a你好\n韩梅梅\uff1a再见\n", [("李雷", "你好", None), ("韩梅梅", "再见", None)]),
        ("T:hello\nC:yes\n", [("T", "hello", None), ("C", "yes", None)]),
        ("[00:00.000 --> 00:04.000]  a\n[00:04.000 --> 00:08.000]  b.\n", [("Unknown speaker", "a b.", 0)]),
        ("00:00:00 a.\n\n00:00:03 b.\n", [("Unknown speaker", "a.", 0), ("Unknown speaker", "b.", 3000)]),
    ],
)  # fmt: skip
def test_plain_text(text: str, expected: Turns | None) -> None:
    session = read(text.encode())
    if expected is None:  # a name and a time after it: Rev's form, and read as such
        assert session.source.format == "rev_txt"
        return
    assert session.source.format == "plain_text"
    assert said(session) == expected
    assert session.unread == ()


def test_a_title_is_unread_with_a_reason() -> None:
    session = read(b"My session with Anna\n\nAnna: a\nBen: b\n")
    assert unread(session) == [1]
    assert "before the first speaker" in session.unread[0].reason


def test_ends_only_where_they_are() -> None:
    session = read(b"[00:00.000 --> 00:04.000] Anna: a\n[00:04.000 --> 00:08.000] Ben: b\n")
    assert [(t.start_ms, t.end_ms) for t in session.turns] == [(0, 4000), (4000, 8000)]


# --- our own JSON ------------------------------------------------------------------------------


def test_round_trip() -> None:
    session = read(OTTER.encode(), coach="Anna")
    assert read(session.model_dump_json().encode()) == session
    assert read(session.model_dump_json(indent=1).encode("utf-16")) == session


def test_the_session_inside_a_report() -> None:
    session = read(OTTER.encode())
    report = json.dumps(
        {"schema_version": 1, "session": json.loads(session.model_dump_json()), "findings": []}
    )
    assert read(report.encode()) == session


def test_roles_may_be_named_anew() -> None:
    session = read(OTTER.encode(), coach="Anna")
    again = read(session.model_dump_json().encode(), coach="Unknown Speaker")
    assert again.speaker_with_role("coach") == ("Unknown Speaker",)


def test_a_broken_session_names_the_field_and_no_words() -> None:
    value = json.loads(read(OTTER.encode()).model_dump_json())
    value["turns"][1]["index"] = "he hit me"
    with pytest.raises(MalformedError, match=r"turns\.1\.index") as caught:
        read(json.dumps(value).encode())
    assert "he hit me" not in str(caught.value)


def test_a_list_of_turns() -> None:
    turns = [
        {"speaker": "Anna", "text": "a", "start_ms": 0, "end_ms": 900},
        {"speaker": "Ben", "text": "b"},
        {"text": 3},
    ]
    session = read(json.dumps({"turns": turns}).encode())
    assert [(t.speaker, t.text, t.start_ms, t.end_ms) for t in session.turns] == [
        ("Anna", "a", 0, 900),
        ("Ben", "b", None, None),
    ]
    assert unread(session) == [3]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"turns": [', "line 1, column 12"), ('{"turns": 1, "turns": 2}', "a key stands twice"), ("{" + '"a":[' * 100_000, "line 1|nested too deep"),
        ('{"turns": ' + "9" * 5000 + "}", "number is too long"), ("{'turns': []}", "line 1, column 2"),
    ],
)  # fmt: skip
def test_json_that_is_none(text: str, problem: str) -> None:
    with pytest.raises(UnknownFormatError, match=problem):
        read(text.encode())
