"""WebVTT and SRT: dialects, and every way in which a cue can be broken."""

from __future__ import annotations

import pytest

from analyzer.errors import MalformedError
from analyzer.readers import read
from analyzer.types import Session

T1, T2, T3 = (f"00:00:0{i}.000 --> 00:00:0{i + 2}.500" for i in (1, 4, 7))


def vtt(*blocks: str, head: str = "WEBVTT") -> Session:
    return read("\n\n".join((head, *blocks, "")).encode())


def said(session: Session) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in session.turns]


def times(session: Session) -> list[tuple[int | None, int | None]]:
    return [(turn.start_ms, turn.end_ms) for turn in session.turns]


def test_zoom() -> None:
    data = (
        b"WEBVTT\r\n\r\n1\r\n00:02:49.720 --> 00:02:50.600\r\nAnna Lee: Hello.\r\n\r\n"
        b"2\r\n00:02:51.000 --> 00:02:53.000\r\nAnna Lee: How are you?\r\n\r\n"
        b"3\r\n00:02:54.000 --> 00:02:55.000\r\npotuz: Fine: really.\r\n\r\n"
    )
    session = read(data)
    assert session.source.format == "zoom_vtt"
    assert said(session) == [("Anna Lee", "Hello. How are you?"), ("potuz", "Fine: really.")]
    assert times(session) == [(169720, 173000), (174000, 175000)]
    assert [(s.start, s.end, s.start_ms, s.source_line) for s in session.turns[0].segments] == [
        (0, 6, 169720, 5),
        (7, 19, 171000, 9),
    ]
    assert session.source.timing.overlap == "not_measurable"
    assert session.source.accounting.model_dump() == {
        "unit": "line",
        "total": 10,
        "talk": 3,
        "markup": 7,
        "unread": 0,
    }


@pytest.mark.parametrize("name", ["Karim T. (mk)", "Tom | Acme", "14155550100", "Anna's iPhone (2)", "a.b@example.org",
                                  "Михаил К.", "鈴木 一郎", "So Yeon", "Note Taker", "the-quiet-one"])  # fmt: skip
def test_zoom_names_are_whatever_stands_before_the_colon(name: str) -> None:
    cues = [f"{T1}\n{name}: words", *[f"{T2}\nBen: words"] * 4]
    assert said(vtt(*cues)) == [(name, "words"), ("Ben", "words words words words")]


def test_teams() -> None:
    session = vtt(
        f"6f1c2a5e-0b7d-4d0e-9a51-3f2b8c7d0001/12-0\n{T1}\n<v Lee, Anna (HR)>R&amp;D &lt;now&gt;\nand later</v>",
        f"6f1c2a5e-0b7d-4d0e-9a51-3f2b8c7d0001/12-1\n{T2}\n<v Lee, Anna (HR)>then.",
        f"6f1c2a5e-0b7d-4d0e-9a51-3f2b8c7d0002\n{T3}\n<v.loud Ben O&#39;Hara>Yes: <i>no</i>.</v>",
        head="\ufeffWEBVTT",
    )
    assert session.source.format == "teams_vtt"
    assert said(session) == [("Lee, Anna (HR)", "R&D <now> and later then."), ("Ben O'Hara", "Yes: no.")]


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ("<v Anna>a</v><v Ben>b</v>", [("Anna", "a"), ("Ben", "b")]),
        ("<v Anna>a\n<v Ben>b", [("Anna", "a"), ("Ben", "b")]),
        ("<v Anna>a</v> and so", [("Anna", "a"), ("Unknown speaker", "and so")]),
        ("Anna: a\nBen: b", [("Anna", "a"), ("Ben", "b")]),
        ("Anna: a\ngoes on", [("Anna", "a goes on")]),
        ("Anna: a\nI told him: no", [("Anna", "a I told him: no")]),
    ],
)
def test_several_voices_in_one_cue(payload: str, expected: list[tuple[str, str]]) -> None:
    more = [f"{T2}\nAnna: x\n", f"{T3}\nBen: x\n"] if "<v" not in payload else []
    session = vtt(f"{T1}\n{payload}", *more)
    assert said(session)[: len(expected)][:-1] == expected[:-1]
    assert said(session)[len(expected) - 1][1].startswith(expected[-1][1])
    assert session.unread == ()


def test_whisperx_leaves_out_hours_and_names_at_times() -> None:
    session = vtt(
        "00:01.000 --> 00:02.500\n[SPEAKER_00]: hi",
        "00:03.000 --> 00:04.000\nwho knows",
        "01:00:00.000 --> 01:00:01.000\n[SPEAKER_01]: yes",
    )
    assert session.source.format == "whisperx_vtt"
    assert said(session) == [("SPEAKER_00", "hi"), ("Unknown speaker", "who knows"), ("SPEAKER_01", "yes")]
    assert times(session)[0] == (1000, 2500)
    assert times(session)[2] == (3_600_000, 3_601_000)


def test_noscribe_stamps_and_pauses_are_markup() -> None:
    session = vtt(
        f"{T1}\n<v S00>[00:01:16]",
        f"{T1}\n<v S00>I begin",
        f"{T2}\n<v >(1 Minute[n] Pause)",
        f"{T2}\n<v >(..)",
        f"{T3}\n<v S01>(laughs)",
    )
    assert said(session) == [("S00", "I begin"), ("S01", "(laughs)")]
    assert session.unread == ()


def test_no_names_at_all() -> None:
    session = vtt(f"{T1}\nI told him: no.", f"{T2}\nand then", f"{T3}\nhe left.")
    assert session.source.format == "vtt"
    # A turn ends with a sentence: nobody knows whether the same person goes on.
    assert said(session) == [("Unknown speaker", "I told him: no."), ("Unknown speaker", "and then he left.")]


def test_notes_styles_and_settings_are_markup() -> None:
    session = vtt(
        "NOTE\nwritten by hand\non two lines", "STYLE\n::cue { color: red }", "REGION\nid:fred width:40%",
        f"intro-1\n{T1} align:start position:0%\nAnna: a", "NOTE one line", f"{T2}\nBen: b",
        head="WEBVTT - a title\nKind: captions\nLanguage: en",
    )  # fmt: skip
    assert said(session) == [("Anna", "a"), ("Ben", "b")]
    assert session.unread == ()


BAD = "a time line that cannot be read; the words below it are kept, without times"


@pytest.mark.parametrize(
    "bad",
    [
        "00:00:09.000 -> 00:00:11.000", "00:00:09.000 –> 00:00:11.000", "00:00:09.000 → 00:00:11.000",
        "00:00:09.000 --&gt; 00:00:11.000", "00:00:09.000 - 00:00:11.000", "00:00:99.000 --> 00:01:11.000",
        "00:00:09.000 -->", "x --> 00:00:11.000",
    ],
)  # fmt: skip
def test_a_broken_arrow_loses_no_words_and_glues_none(bad: str) -> None:
    session = vtt(f"1\n{T1}\nAnna: a", f"2\n{bad}\nBen: b", f"3\n{T3}\nAnna: c")
    assert said(session) == [("Anna", "a"), ("Ben", "b"), ("Anna", "c")]
    assert times(session)[1] == (None, None)
    assert [(line.line, line.reason) for line in session.unread] == [(8, BAD)]


@pytest.mark.parametrize(
    "near", ["I saw it at 10:30 - 11:00 or so", "from 00:01 to 00:02", "a -> b", "x --> y", "00:00:09.000"]
)
def test_talk_about_times_is_talk(near: str) -> None:
    session = vtt(f"{T1}\nAnna: a\n{near}", f"{T2}\nBen: b")
    assert said(session) == [("Anna", f"a {near}"), ("Ben", "b")]


def test_cues_without_a_blank_line_between() -> None:
    session = vtt(f"1\n{T1}\nAnna: a\n2\n{T2}\nBen: b\n{T3}\nAnna: c")
    assert said(session) == [("Anna", "a"), ("Ben", "b"), ("Anna", "c")]
    assert session.unread == ()


def test_words_outside_a_cue() -> None:
    session = vtt(
        f"{T1}\nAnna: a", "he hit me", "Ben: I heard", f"{T2}\nBen: b", f"some words\n{T3}\nAnna: c"
    )
    assert said(session) == [("Anna", "a"), ("Ben", "I heard b"), ("Anna", "c")]
    assert [(line.line, line.text) for line in session.unread] == [(6, "he hit me"), (13, "some words")]


def test_a_lost_line_end_loses_no_words() -> None:
    session = vtt(f"{T1} Anna: a", f"{T2}\nBen: b", head="WEBVTT 00:00:00.000 --> 00:00:00.900\nAnna: zero")
    assert said(session) == [("Anna", "zero a"), ("Ben", "b")]


def test_times_that_cannot_be() -> None:
    session = vtt(
        "00:00:09.000 --> 00:00:05.000\nAnna: a",
        "00:00:01.000 --> 00:00:02.000\nBen: b",
        "00:00:02.000 --> 00:00:03.000\nAnna: c",
    )
    assert said(session) == [("Anna", "a"), ("Ben", "b"), ("Anna", "c")]
    assert times(session)[0] == (9000, None)
    assert session.notices == (
        "Times go backwards in 1 place; the order of the file was kept.",
        "1 piece of talk ended before the start; the end was taken as unknown.",
    )


@pytest.mark.parametrize("text", ["WEBVTT\n", "WEBVTT\n\nNOTE nothing here\n", f"WEBVTT\n\n{T1}\n\n{T2}\n"])
def test_captions_without_talk(text: str) -> None:
    with pytest.raises(MalformedError, match="no talk"):
        read(text.encode(), format="vtt")


SRT = "1\n00:00:01,000 --> 00:00:02,000\n{}\n\n2\n00:00:03,000 --> 00:00:04,000\n{}\n"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Anna: a", "Ben: b", [("Anna", "a"), ("Ben", "b")]),
        ("[SPEAKER_00]: a", "[SPEAKER_01]: b", [("SPEAKER_00", "a"), ("SPEAKER_01", "b")]),
        ("<i>Anna:</i> a", r"{\an8}Ben: b", [("Anna", "a"), ("Ben", "b")]),
        ("I told him: no", "he left", [("Unknown speaker", "I told him: no he left")]),
        ("Anna: a\nBen: b", "Ben: c", [("Anna", "a"), ("Ben", "b c")]),
    ],
)
def test_srt(first: str, second: str, expected: list[tuple[str, str]]) -> None:
    session = read(SRT.format(first, second).encode())
    assert session.source.format == "srt"
    assert said(session) == expected
    assert session.turns[0].start_ms == 1000


def test_srt_broken_arrow() -> None:
    session = read(
        (SRT.format("Anna: a", "Ben: b") + "\n3\n00:00:05,000 -> 00:00:06,000\nAnna: c\n").encode()
    )
    assert said(session) == [("Anna", "a"), ("Ben", "b"), ("Anna", "c")]
    assert [line.line for line in session.unread] == [10]
