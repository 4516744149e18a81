"""Boundary language: every example of the labels, whose words they are, and how the coach handles pressure."""

from __future__ import annotations

import pytest

from analyzer.config import AnalysisConfig
from analyzer.detectors.base import Material
from analyzer.detectors.boundaries import BoundaryDetector
from analyzer.detectors.self_disclosure import own_stories
from analyzer.taxonomy.catalogue import labels
from analyzer.text import read_turns
from analyzer.types import Accounting, BoundaryFinding, Role, Session, Source, Speaker, Turn


def material(*said: str, roles: bool = True) -> Material:
    """A session of lines like `coach: words`."""
    turns = []
    for i, line in enumerate(said):
        who, _, text = line.partition(": ")
        role: Role = ("coach" if who == "coach" else "client") if roles else "unknown"
        turns.append(Turn(index=i, speaker=who, role=role, text=text))
    account = Accounting(total=len(turns), talk=len(turns), markup=0, unread=0)
    session = Session(
        session_id="0",
        turns=tuple(turns),
        speakers=tuple(Speaker(name=n) for n in dict.fromkeys(t.speaker for t in turns)),
        source=Source(format="test", name="test", sha256="0" * 64, accounting=account),
    )
    return Material(session=session, texts=read_turns(session.turns))


def found(*said: str, roles: bool = True) -> list[BoundaryFinding]:
    m = material(*said, roles=roles)
    return [f for f in BoundaryDetector(AnalysisConfig()).detect(m) if isinstance(f, BoundaryFinding)]


EXAMPLES = [(x.id, e) for x in labels("boundary") for e in x.examples_hit]
NEAR = [(x.id, e) for x in labels("boundary") for e in x.examples_miss]


@pytest.mark.parametrize(("label", "line"), EXAMPLES)
def test_examples_are_found(label: str, line: str) -> None:
    assert label in {f.label for f in found(line)}


@pytest.mark.parametrize(("label", "line"), NEAR)
def test_near_examples_are_not(label: str, line: str) -> None:
    assert label not in {f.label for f in found(line)}


@pytest.mark.parametrize(
    ("answer", "response"),
    [
        ("I'm going to stop us there. I keep our contact to sessions.", "named_and_held"),
        ("I'd like to take that to my supervisor.", "consulted"),
        ("We agreed at the start that we only meet here.", "explained_contract"),
        ("Let's get back to the interview.", "redirected"),
        ("Any time, of course you can.", "accepted"),
        ("I feel the same.", "reciprocated"),
        ("How was the interview?", "ignored"),
    ],
)
def test_how_pressure_is_handled(answer: str, response: str) -> None:
    (finding,) = found("client: I think I'm falling for you.", f"coach: {answer}")
    assert (finding.severity, finding.boundary_response) == ("client_pressure", response)


def test_without_an_answer_there_is_no_handling() -> None:
    (finding,) = found("client: I think I'm falling for you.")
    assert finding.boundary_response is None


def test_the_client_never_violates_and_the_coach_never_presses() -> None:
    assert {f.severity for f in found("client: I love you.", "coach: Night, gorgeous.")} == {
        "client_pressure",
        "crossing",
    }


def test_a_pet_name_beside_flirting_is_a_violation() -> None:
    labels_ = {f.label: f.severity for f in found("coach: You look stunning in that. Night, gorgeous.")}
    assert labels_["overfamiliar_language"] == "violation"


def test_unknown_roles_are_read_with_a_lower_score() -> None:
    (known,) = found("client: I think I'm falling for you.")
    (unknown,) = found("x: I think I'm falling for you.", roles=False)
    assert unknown.score < known.score
    assert unknown.speaker_role == "unknown"


STORY = (
    "When I was forty I left the bank. I had a small flat in Hull and my own business failed within the year. I lost the car, "
    "I slept on my brother's floor, I walked to the job centre every morning in my good shoes. "
)


@pytest.mark.parametrize(("times", "flagged"), [(1, False), (4, True)])
def test_an_own_story_is_too_much_by_its_length(times: int, flagged: bool) -> None:
    said = ["client: I wonder what to do.", f"coach: {STORY * times}", "client: Right.", "coach: Go on?"]
    said += [
        "client: Well, I would like to change jobs soon.",
        "coach: " + "What would that give you in the end, do you think? " * 90,
    ]
    assert any(f.label == "self_disclosure_excess" for f in found(*said)) is flagged


def test_a_back_channel_does_not_end_a_story() -> None:
    m = material(f"coach: {STORY}", "client: Mm.", f"coach: {STORY}", "client: Yeah.", f"coach: {STORY}")
    (story,) = own_stories(m)
    assert story.turns == (0, 2, 4)


def test_a_story_handed_back_is_marked_so() -> None:
    (story,) = own_stories(material(f"coach: {STORY} What is it like for you?"))
    assert story.handed_back
