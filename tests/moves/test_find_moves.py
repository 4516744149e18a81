"""Moves of a whole session: what is carried over turns, counts, rates, bands and edges."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moves_build import coach, material, moves

from analyzer.moves import find_moves
from analyzer.types import Measure, Moves, Role

STORY = "The rota changed again and I missed the school play because of it."
MINUTE = 60_000


def measure(found: Moves, name: str) -> Measure:
    return next(m for m in found.measures if m.name == name)


# --- reflections ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "So you missed the play.",
        "It sounds like that hurt.",
        "so the rota cost you the school play",
        "You missed the school play because of it?",
        "It was the play that mattered to you more than the rota.",
    ],
)
def test_reflects_what_was_said(text: str) -> None:
    assert coach(text, STORY)[0] in ("simple_reflection", "complex_reflection")


@pytest.mark.parametrize(
    "text",
    [
        "You're welcome.",
        "That's nice.",
        "Thank you.",
        "I missed a school play once myself.",
        "You could ask for the rota in writing.",
        "My wife runs a school.",
        "Sounds good.",
        "See you on Tuesday, then.",
        "I'll send you the form tonight.",
    ],
)
def test_other_talk_is_no_reflection(text: str) -> None:
    assert not {"simple_reflection", "complex_reflection"} & set(coach(text, STORY))


def test_reflection_goes_on_after_the_client_says_yeah() -> None:
    found = moves(
        ("client", STORY),
        ("coach", "So you missed the play-"),
        ("client", "Yeah."),
        ("coach", "-and the bus home."),
    )
    assert [m.label for m in found.moves] == ["simple_reflection", "simple_reflection"]


def test_echo_is_of_the_clients_words_not_of_the_coachs() -> None:
    found = moves(
        ("coach", "We hired a van for the fair."),
        ("client", "Hm, oh really."),
        ("coach", "A van for a fair."),
    )
    assert not {"simple_reflection", "complex_reflection"} & {m.label for m in found.moves}


# --- advice and leave ------------------------------------------------------------------------------


def permission(*rows: tuple[Role, str]) -> bool | None:
    return next(m.permission for m in moves(*rows).moves if m.label == "advice")


def test_advice_nobody_asked_for() -> None:
    assert permission(("client", STORY), ("coach", "You should talk to her.")) is False


def test_leave_in_the_same_turn() -> None:
    assert permission(("coach", "Can I offer a thought? You should talk to her.")) is True


def test_leave_asked_just_before() -> None:
    asked = ("coach", "Would it be okay if I shared an idea?")
    assert permission(asked, ("client", "Go on."), ("coach", "You should talk to her.")) is True
    assert permission(asked, ("client", "No, not now."), ("coach", "You should talk to her.")) is False


def test_leave_does_not_last() -> None:
    rows: list[tuple[Role, str]] = [
        ("coach", "Would it be okay if I shared an idea?"), ("client", "Go on."), ("coach", "So, the rota."),
        ("client", STORY), ("coach", "You should talk to her."),
    ]  # fmt: skip
    assert permission(*rows) is False


def test_client_asks_for_advice() -> None:
    assert permission(("client", "What should I do?"), ("coach", "You should talk to her.")) is True


# --- counts and rates ------------------------------------------------------------------------------


def test_counts_and_rate_per_ten_minutes() -> None:
    found = moves(
        ("coach", "What happened? How was it?"),
        ("client", STORY),
        ("coach", "Did she know?"),
        talk_ms=5 * MINUTE,
    )
    assert found.counts["open_question"] == 2
    assert found.counts["closed_question"] == 1
    assert found.counts["question_turns"] == 2
    assert found.counts["stacked_turns"] == 1
    rate = measure(found, "question_rate")
    assert (rate.value, rate.unit, rate.n) == (6.0, "per 10 min", 3)
    assert measure(found, "stacked_questions").value == 0.5


def test_without_times_rates_are_per_thousand_words() -> None:
    rate = measure(moves(("coach", "What happened?"), ("client", "It rained all day here.")), "question_rate")
    assert rate.unit == "per 1,000 words"
    assert rate.value == pytest.approx(1000 / 7)
    assert rate.band is None


def test_too_few_for_a_share() -> None:
    found = moves(("coach", "What happened?"), ("client", STORY), ("coach", "So you missed the play."))
    for name in ("open_question_pct", "reflection_to_question", "complex_reflection_pct"):
        assert measure(found, name).value is None
        assert "too few" in measure(found, name).basis


def long_session(question: str) -> list[tuple[Role, str]]:
    return [("coach", question), ("client", STORY)] * 25


@pytest.mark.parametrize(
    ("question", "band"), [("What happened next?", "in_range"), ("Did it rain?", "watch")]
)
def test_open_share_has_a_band_in_coaching_only(question: str, band: str) -> None:
    rows = long_session(question)
    assert measure(moves(*rows, talk_ms=30 * MINUTE), "open_question_pct").band == band
    assert measure(moves(*rows, talk_ms=30 * MINUTE, mode="mentoring"), "open_question_pct").band is None


def test_interrogation_is_watched() -> None:
    rows = long_session("Did it rain?")
    assert measure(moves(*rows, talk_ms=15 * MINUTE), "question_rate").band == "watch"
    assert measure(moves(*rows, talk_ms=30 * MINUTE), "question_rate").band == "in_range"


def test_short_sessions_have_no_band() -> None:
    found = moves(*long_session("Did it rain?")[:12], talk_ms=2 * MINUTE)
    assert all(m.band is None for m in found.measures)


def test_advice_in_mentoring_is_for_information() -> None:
    found = moves(("coach", "You should ask."), ("client", STORY), mode="mentoring", talk_ms=MINUTE)
    assert "for information" in measure(found, "advice_rate").basis


# --- edges -----------------------------------------------------------------------------------------


def test_no_coach_no_values() -> None:
    found = moves(("unknown", "What happened?"), ("unknown", STORY))
    assert found.moves == ()
    assert all(m.value is None and "--coach" in m.basis for m in found.measures)
    assert set(found.counts.values()) == {0}


def test_client_turns_have_no_moves() -> None:
    assert {m.turn for m in moves(("client", "What shall I do?"), ("coach", "What would help?")).moves} == {1}


def test_back_channel_is_a_whole_turn() -> None:
    found = moves(("client", STORY), ("coach", "Mm-hmm."), ("client", "And then it rained."))
    assert [(m.label, m.start, m.end) for m in found.moves] == [("backchannel", 0, 7)]


def test_empty_turns() -> None:
    assert moves(("coach", ""), ("client", ""), ("coach", "...")).moves == ()


WORDS = st.sampled_from(
    "so you i what did how me it sounds like right ? . , - okay should have a play the van".split()
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["coach", "client"]), st.lists(WORDS, max_size=20).map(" ".join)),
        max_size=8,
    )
)
def test_any_words_give_moves_in_order_inside_their_turns(rows: list[tuple[Role, str]]) -> None:
    found = find_moves(material(*rows), None)
    assert found == find_moves(material(*rows), None)
    assert list(found.moves) == sorted(found.moves, key=lambda m: (m.turn, m.start))
    for move in found.moves:
        assert rows[move.turn][0] == "coach"
        assert 0 <= move.start < move.end <= max(len(rows[move.turn][1]), 1)
        assert (move.permission is None) == (move.label != "advice")
    assert sum(found.counts[x] for x in ("open_question", "closed_question")) == found.counts["questions"]


def test_time_grows_with_length() -> None:
    rows = long_session("So you missed the play, and what would you say to her now?")
    once, many = material(*rows * 2), material(*rows * 8)
    find_moves(once, None)
    start = time.perf_counter()
    find_moves(once, None)
    middle = time.perf_counter()
    find_moves(many, None)
    assert time.perf_counter() - middle < 12 * (middle - start) + 0.05
