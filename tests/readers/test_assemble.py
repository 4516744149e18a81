"""Cues to turns: merging, names, times, words, and the account of lines."""

from __future__ import annotations

import time

import pytest

from analyzer.errors import InputError, MalformedError, TooLargeError
from analyzer.readers import assemble as module
from analyzer.readers.assemble import assemble, lost_words
from analyzer.readers.base import Cue, CueWord, Draft, Raw
from analyzer.types import Session, UnreadLine

RAW = Raw("x.vtt", b"x", "x", "utf-8")


def make(*cues: Cue, **draft: object) -> Session:
    return assemble(Draft(cues=list(cues), total=len(cues), talk=len(cues), **draft), RAW, "vtt")  # type: ignore[arg-type]


def test_consecutive_cues_of_one_speaker_are_one_turn() -> None:
    session = make(
        Cue("A", "one  two", 0, 900, 3), Cue("a ", "three", 1000, 2000, 6), Cue("B", "four", 2000, None, 9)
    )
    assert [(t.speaker, t.text, t.start_ms, t.end_ms, t.source_line) for t in session.turns] == [
        ("A", "one two three", 0, 2000, 3),
        ("B", "four", 2000, None, 9),
    ]
    assert [(s.start, s.end, s.start_ms, s.end_ms, s.source_line) for s in session.turns[0].segments] == [
        (0, 7, 0, 900, 3),
        (8, 13, 1000, 2000, 6),
    ]


def test_names_are_one_person_under_any_casing() -> None:
    session = make(
        Cue("Potuz", "a"),
        Cue("B", "b"),
        Cue("potuz", "c"),
        Cue("POTUZ ", "d"),
        Cue("Zoe\u0308", "e"),
        Cue("Zoë", "f"),
    )
    assert [(s.name, s.aliases) for s in session.speakers] == [
        ("Potuz", ("potuz", "POTUZ")),
        ("B", ()),
        ("Zoë", ()),
    ]
    assert "more than one spelling" in session.notices[0]


@pytest.mark.parametrize("other", ["Tom (Acme)", "Tom | Acme", "Tomas", "Tom."])
def test_other_names_are_other_people(other: str) -> None:
    assert len(make(Cue("Tom", "a"), Cue(other, "b")).speakers) == 2


def test_nobody_named() -> None:
    session = make(
        Cue(None, "I was", 0, 900),
        Cue(None, "there.", 900, 2000),
        Cue("", "Yes", 2000, 2500),
        Cue(None, "no", 9000, 9500),
    )
    assert [t.text for t in session.turns] == ["I was there.", "Yes", "no"]
    assert [s.name for s in session.speakers] == ["Unknown speaker"]
    mixed = make(Cue("A", "a"), Cue(None, "b"))
    assert "1 piece of talk named no speaker" in mixed.notices[0]


@pytest.mark.parametrize(
    ("cues", "times", "notice"),
    [
        ([("A", 0, 900), ("B", 800, 900)], [(0, 900), (800, 900)], ""),
        ([("A", 900, 100)], [(900, None)], "ended before the start"),
        ([("A", 900, 1000), ("B", 100, 200)], [(900, 1000), (100, 200)], "go backwards in 1 place"),
        ([("A", 900, 1000), ("A", 100, 200)], [(100, 1000)], "go backwards in 1 place"),
        ([("A", -5, 1000)], [(None, None)], "could not be true"),
        ([("A", 0, 10**15)], [(0, None)], "could not be true"),
        ([("A", None, 5), ("A", 10, None)], [(10, None)], ""),
        ([("A", 0, 5), ("A", None, None)], [(0, None)], ""),
    ],
)
def test_times(
    cues: list[tuple[str, int | None, int | None]], times: list[tuple[int | None, int | None]], notice: str
) -> None:
    session = make(*(Cue(name, "x", start, end) for name, start, end in cues))
    assert [(t.start_ms, t.end_ms) for t in session.turns] == times
    assert notice in " ".join(session.notices)
    assert bool(notice) == bool(session.notices)


def test_words_keep_their_place() -> None:
    words = (
        CueWord("the", 0, 100, 0.5),
        CueWord("gone", 1, 2),
        CueWord("the", 100, 50),
        CueWord(" end.", 200, 300),
    )
    session = make(Cue("A", "first"), Cue("A", "the  the end.", words=words))
    found = session.turns[0].words
    assert found is not None
    assert [
        (session.turns[0].text[w.start : w.end], w.start, w.start_ms, w.end_ms, w.confidence) for w in found
    ] == [
        ("the", 6, 0, 100, 0.5),
        ("the", 10, 100, None, None),
        ("end.", 14, 200, 300, None),
    ]


def test_text_is_cleaned() -> None:
    session = make(Cue("A\x00B", "a\x00b\u2028c\ud800d\u00a0e"))
    assert (session.speakers[0].name, session.turns[0].text) == ("A B", "a b c\ufffdd e")


def test_unread_lines_are_shortened_for_show() -> None:
    long = UnreadLine(line=1, text="word " * 500, reason="r")
    session = assemble(Draft(cues=[Cue("A", "a")], unread=[long], total=2, talk=1), RAW, "vtt")
    assert len(session.unread[0].text) == 200
    assert session.unread[0].text.endswith("…")


def test_a_reader_that_loses_a_line_is_found_out() -> None:
    with pytest.raises(InputError, match="the vtt reader accounts for 1 of 3 lines"):
        assemble(Draft(cues=[Cue("A", "a")], total=3, talk=1), RAW, "vtt")


def test_no_talk() -> None:
    with pytest.raises(MalformedError, match="no talk"):
        make(Cue("A", " \x00 "))


def test_too_many_cues(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CUES", 10)
    with pytest.raises(TooLargeError, match="10 cues"):
        make(*(Cue("A", "a") for _ in range(11)))


def test_session_id_is_of_the_bytes() -> None:
    session = make(Cue("A", "a"))
    assert session.source.sha256 == "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    assert session.session_id == session.source.sha256[:16]


def test_no_word_is_lost_in_assembly() -> None:
    cues = [Cue("ab"[i % 2], f"w{i}  x{i}\x00y{i}") for i in range(50)]
    draft = Draft(cues=cues, total=50, talk=50)
    session = assemble(draft, RAW, "vtt")
    assert lost_words(draft, session) == {}
    shorter = session.replace(turns=session.turns[:-1])
    assert sorted(lost_words(draft, shorter)) == ["w49", "x49", "y49"]


def test_time_grows_with_length_and_no_faster() -> None:
    def spent(count: int) -> float:
        cues = [
            Cue("A" if i % 9 else "B", "some words here", i * 1000, i * 1000 + 900, i) for i in range(count)
        ]
        draft = Draft(cues=cues, total=count, talk=count)
        started = time.process_time()
        assemble(draft, RAW, "vtt")
        return time.process_time() - started

    spent(1000)
    assert spent(40_000) < 40 * max(spent(4_000), 0.01)  # 10 times the cues; quadratic would be 100 times
