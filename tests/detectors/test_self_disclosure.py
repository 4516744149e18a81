"""The coach's own stories: amount, length, handing back, burden, and how near to a client's disclosure."""

from __future__ import annotations

from dataclasses import replace

import pytest
from disclosures_build import told

from analyzer.config import AnalysisConfig
from analyzer.detectors.base import Material
from analyzer.detectors.disclosures import DisclosureDetector
from analyzer.detectors.self_disclosure import excess, own_stories
from analyzer.types import BoundaryFinding

DIVORCE = (
    "When I got divorced I moved into my brother's box room with two bin bags and a kettle. "
    "I was forty one and I remember lying there listening to his boiler, I thought my life had finished. "
    "My own solicitor wouldn't ring me back and I had started going in to work at six just to be somewhere."
)
LONG = DIVORCE + (
    " After I sold the flat I met a woman called Jess, and we were married within the year, which my mother said was mad. "
    "I left the bank, I had a shop for a while, I lost money on that shop and I still have the sign in my garage. "
    "My first wife came in once and bought a lamp, and I remember I wrapped it, I wrapped it so badly, and I never said a word. "
    "I was a different man then. When I turned fifty I got ill, I had a stent, and my daughter started speaking to me again, "
    "and I found out that I had been angry with my father the whole time, I was angry with him and I took it out on her mother."
)
ASKS = " What comes up for you when you hear that?"
BRIEF = "I've been through a divorce myself, so I know the forms are a lot."
TALK = ("client", "We had the board in on Tuesday and they want the numbers by region, which nobody has.")
QUESTION = (
    "coach",
    "What would you want them to see, if you had all the time there is, and who else could look at it with you?",
)


def stories_of(*said: tuple[str, str]) -> list[BoundaryFinding]:
    m = told(*said)
    disclosures = tuple(DisclosureDetector(AnalysisConfig()).detect(m))
    return excess(replace(m, found=m.found + disclosures))


def session(*middle: tuple[str, str]) -> list[tuple[str, str]]:
    return [TALK, QUESTION, *middle, *[TALK, QUESTION] * 30]


@pytest.mark.parametrize(
    ("middle", "reason"),
    [
        ([("coach", LONG)], "words of the coach's own story"),
        ([("client", "He hits me when he's had a drink."), ("coach", DIVORCE)], "right after the client's disclosure"),
        ([("coach", DIVORCE + " You're helping me more than I'm helping you, honestly.")], "asks the client to carry it"),
    ],
)  # fmt: skip
def test_what_is_too_much(middle: list[tuple[str, str]], reason: str) -> None:
    (finding,) = stories_of(*session(*middle))
    assert reason in finding.evidence[0].note
    assert finding.label == "self_disclosure_excess"


@pytest.mark.parametrize(
    "said",
    [
        BRIEF,
        "I'm a dad of two and I've coached for nine years.",
        "I noticed I felt sad as you said that.",
        "Another way people go about it is to write the letter and leave it in a drawer for a week.",
        "My colleague and I run a group on Thursdays, the leaflet is by the door.",
    ],
)
def test_a_little_is_no_fault(said: str) -> None:
    assert stories_of(*session(("coach", said))) == []


def test_a_burden_is_a_violation_and_length_a_crossing() -> None:
    (burden,) = stories_of(
        *session(("coach", DIVORCE + " You're helping me more than I'm helping you, honestly."))
    )
    (length,) = stories_of(*session(("coach", LONG)))
    assert (burden.severity, length.severity) == ("violation", "crossing")


def test_a_back_channel_does_not_break_a_story_and_words_of_the_client_do() -> None:
    half = len(LONG) // 2 + LONG[len(LONG) // 2 :].index(". ") + 1
    two = [("coach", LONG[:half]), ("client", "Mm, yeah."), ("coach", LONG[half:])]
    (story,) = own_stories(told(*session(*two)))
    assert story.turns == (2, 4)
    apart = [two[0], TALK, two[2]]
    assert [s.turns for s in own_stories(told(*session(*apart)))] == [(2,), (4,)]


def test_whether_it_is_handed_back_is_said() -> None:
    (kept,) = stories_of(*session(("coach", LONG)))
    (handed,) = stories_of(*session(("coach", LONG + ASKS)))
    assert "not handed back" in kept.evidence[0].note
    assert "handed back with a question" in handed.evidence[0].note
    assert "not handed back" not in handed.evidence[0].note


def test_a_share_of_the_words_counts_only_where_it_is_not_handed_back() -> None:
    short = [TALK, QUESTION, ("coach", DIVORCE), *[TALK, QUESTION] * 4]
    (finding,) = stories_of(*short)
    assert "of the coach's words" in finding.evidence[0].note
    asked = [TALK, QUESTION, ("coach", DIVORCE + ASKS), *[TALK, QUESTION] * 4]
    assert stories_of(*asked) == []


def test_a_client_s_story_is_none() -> None:
    m: Material = told(*session(("client", LONG)))
    assert own_stories(m) == ()
