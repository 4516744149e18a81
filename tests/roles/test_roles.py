"""Roles: what the user says, what names say, how people talk; and never a silent guess."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.errors import UsageError
from analyzer.roles import assign_roles, coach_probability, find_swap
from analyzer.types import Accounting, Session, Source, Speaker, Turn

COACHLIKE = [
    "Where would you like to start today?",
    "And what would that give you?",
    "So you're carrying two jobs at once.",
    "How do you know when it is enough?",
    "It sounds like you had hoped for more.",
    "What would you like to do before we meet?",
]
CLIENTLIKE = [
    "Well I took on the rota in May and I've not had a weekend since.",
    "Yeah. I suppose I wanted my dad to see it.",
    "I told them I'd do it and then I lay awake over my own diary.",
    "No, not really, I just get on with it.",
    "I went to my manager and I said I can't, and she laughed.",
    "I think I'll ring my sister.",
]


def session(*rows: tuple[str, str], aliases: dict[str, tuple[str, ...]] | None = None) -> Session:
    turns = tuple(Turn(index=i, speaker=s, text=t) for i, (s, t) in enumerate(rows))
    speakers = tuple(
        Speaker(name=n, aliases=(aliases or {}).get(n, ())) for n in dict.fromkeys(s for s, _ in rows)
    )
    account = Accounting(total=len(turns), talk=len(turns), markup=0, unread=0)
    source = Source(format="test", name="test", sha256="0" * 64, accounting=account)
    return Session(session_id="0", turns=turns, speakers=speakers, source=source)


def talk(coach: str, client: str, rounds: int = 1) -> list[tuple[str, str]]:
    return [
        row
        for _ in range(rounds)
        for a, b in zip(COACHLIKE, CLIENTLIKE, strict=True)
        for row in ((coach, a), (client, b))
    ]


def roles(s: Session) -> dict[str, str]:
    return {p.name: p.role for p in s.speakers}


def test_the_flag_decides_against_everything_else() -> None:
    done = assign_roles(session(*talk("Coach", "Bea")), coach="bea")
    assert roles(done) == {"Coach": "client", "Bea": "coach"}
    assert [t.role for t in done.turns[:2]] == ["client", "coach"]


def test_a_flag_against_the_talk_gives_a_notice() -> None:
    done = assign_roles(session(*talk("Al", "Bea", 3)), coach="Bea")
    assert roles(done) == {"Al": "client", "Bea": "coach"}
    assert any("wrong way round" in n for n in done.notices)


@pytest.mark.parametrize("name", ["ann marie", "ANN", "Marie O'Neill", "annie"])
def test_the_flag_takes_any_casing_a_part_or_an_alias(name: str) -> None:
    s = session(*talk("Ann Marie O'Neill", "Bea"), aliases={"Ann Marie O'Neill": ("Annie",)})
    assert roles(assign_roles(s, coach=name))["Ann Marie O'Neill"] == "coach"


@pytest.mark.parametrize(
    ("kwargs", "says"),
    [
        ({"coach": "Zoe"}, "is no speaker"),
        ({"coach": "Speaker"}, "fits several"),
        ({"coach": ""}, "is no speaker"),
        ({"coach": "Speaker 1", "client": "speaker 1"}, "two different"),
    ],
)
def test_a_wrong_name_is_an_error_that_lists_the_speakers(kwargs: dict[str, str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        assign_roles(session(*talk("Speaker 1", "Speaker 2")), **kwargs)


@pytest.mark.parametrize(
    ("one", "two", "coach"),
    [
        ("Coach", "Client", "Coach"),
        ("Coach Ama", "Declan", "Coach Ama"),
        ("Declan", "MENTOR", "MENTOR"),
        ("Patient", "Dr. Lee", "Dr. Lee"),
        ("T", "P", "T"),
        ("P:", "T:", "T:"),
        ("C", "K", "C"),
        ("Counsellor 2", "Jo", "Counsellor 2"),
        ("jo_the_coachee", "Max", "Max"),
    ],
)
def test_names_that_say_it(one: str, two: str, coach: str) -> None:
    done = assign_roles(session((one, "Right."), (two, "Right.")))
    assert [p.name for p in done.speakers if p.role == "coach"] == [coach]
    assert all(p.reason for p in done.speakers)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Coachman Bill", "Clientele"),
        ("C", "M"),
        ("Ann", "Bea"),
        ("A", "B"),
        ("Speaker 1", "Speaker 2"),
        ("Petra", "Tim"),
    ],
)
def test_names_that_do_not_say_it(one: str, two: str) -> None:
    done = assign_roles(session((one, "Right."), (two, "Right.")))
    assert roles(done) == {one: "unknown", two: "unknown"}
    assert all("--coach" in p.reason for p in done.speakers)


@pytest.mark.parametrize(("coach", "client"), [("Speaker 1", "Speaker 2"), ("Speaker 2", "Speaker 1")])
def test_how_they_talk(coach: str, client: str) -> None:
    rows = talk(coach, client)
    done = assign_roles(session(*(rows if coach == "Speaker 1" else rows[1:])))
    assert roles(done)[coach] == "coach"
    assert "asks in" in done.speakers[0].reason
    assert 0.8 <= (done.speakers[0].confidence or 0) < 1


def test_talk_that_does_not_decide_leaves_both_unknown() -> None:
    done = assign_roles(
        session(("A", "Nice weather."), ("B", "It is."), ("A", "Rain later."), ("B", "Possibly."))
    )
    assert roles(done) == {"A": "unknown", "B": "unknown"}


def test_a_coach_who_dominates_is_not_taken_for_the_client_by_amount() -> None:
    rows = [
        (s, t + " That is worth staying with for you, for a while, before you go on." * 3 if s == "A" else t)
        for s, t in talk("A", "B", 2)
    ]
    assert roles(assign_roles(session(*rows)))["A"] == "coach"


def test_a_third_voice_that_says_little_is_other() -> None:
    rows = [*talk("A", "B", 2), ("Host", "I'll leave you to it.")]
    assert roles(assign_roles(session(*rows))) == {"A": "coach", "B": "client", "Host": "other"}


def test_three_equal_voices_are_unknown() -> None:
    rows = [row for a, b in zip(COACHLIKE, CLIENTLIKE, strict=True) for row in (("A", a), ("B", b), ("C", b))]
    assert set(roles(assign_roles(session(*rows))).values()) == {"unknown"}


def test_one_voice_and_none() -> None:
    assert roles(assign_roles(session(("A", "What would you like?")))) == {"A": "unknown"}
    assert assign_roles(session()).turns == ()


def test_a_swap_in_the_middle_is_noticed_where_it_is() -> None:
    rows = talk("A", "B", 6) + talk("B", "A", 6)
    s = session(*rows)
    at = find_swap(s.turns, ("A", "B"))
    assert at is not None
    assert abs(at - 72) <= 4
    done = assign_roles(s)
    assert any("changed places" in n for n in done.notices)
    assert roles(done) == {"A": "unknown", "B": "unknown"}


def test_no_swap_in_a_session_that_has_none() -> None:
    s = session(*talk("A", "B", 12))
    assert find_swap(s.turns, ("A", "B")) is None
    assert not assign_roles(s).notices


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("AB"), st.one_of(st.sampled_from(COACHLIKE + CLIENTLIKE), st.text(max_size=40))
        ),
        max_size=30,
    )
)
def test_swapping_the_names_mirrors_the_probability(rows: list[tuple[str, str]]) -> None:
    s = session(*rows)
    p, q = coach_probability(s.turns, ("A", "B")), coach_probability(s.turns, ("B", "A"))
    assert p + q == pytest.approx(1)
    assert assign_roles(s) == assign_roles(s)
