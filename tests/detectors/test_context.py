"""What the words around a cue say about it: claimed or not, whose, by whom, when."""

from __future__ import annotations

import pytest
from disclosures_build import client, last

from analyzer.types import DisclosureFinding


def of(label: str, found: list[DisclosureFinding]) -> list[DisclosureFinding]:
    return [f for f in found if f.label == label]


@pytest.mark.parametrize(
    ("text", "label", "assertion"),
    [
        ("He slapped me on Sunday.", "physical_abuse", "affirmed"),
        ("He has never slapped me.", "physical_abuse", "negated"),
        ("She never punched or kicked me.", "physical_abuse", "negated"),
        ("He doesn't hit me.", "physical_abuse", "negated"),
        ("It was not that he hit me.", "physical_abuse", "negated"),
        ("I am not suicidal.", "suicidal_ideation", "negated"),
        ("I don't want to kill myself.", "suicidal_ideation", "negated"),
        ("I've never cut myself.", "self_harm", "negated"),
        ("nobody ever raped me", "sexual_abuse", "negated"),
        ("I can't say he never hit me.", "physical_abuse", "affirmed"),
        ("I'm not joking, I want to kill myself.", "suicidal_ideation", "affirmed"),
        ("He never apologised when he hit me.", "physical_abuse", "affirmed"),
        ("I didn't tell anyone that he raped me.", "sexual_abuse", "affirmed"),
        ("I don't know why he hits me.", "physical_abuse", "affirmed"),
        ("No one at work knows that he beats me.", "physical_abuse", "affirmed"),
        ("It's not just that he punched me.", "physical_abuse", "affirmed"),
        ("If he slapped me I would be gone.", "physical_abuse", "hypothetical"),
        ("If I lost the children I'd want to die.", "suicidal_ideation", "hypothetical"),
        ("Suppose a client says she wants to kill herself.", "suicidal_ideation", "hypothetical"),
        ("In that film the mother kills herself.", "suicidal_ideation", "quoted"),
        ("I read a novel where the father beats his son.", "physical_abuse", "quoted"),
        ("We had safeguarding training on people who self-harm.", "self_harm", "quoted"),
        ("We were watching telly when he punched me.", "physical_abuse", "affirmed"),
        ("This traffic makes me want to kill myself laughing.", "suicidal_ideation", "idiomatic"),
        ("I could strangle my co-founder.", "harm_to_others", "idiomatic"),
        ("I'm frightened of my husband.", "emotional_abuse", "suspected"),
    ],
)
def test_assertion(text: str, label: str, assertion: str) -> None:
    found = of(label, client(text))
    if assertion in ("idiomatic", "quoted") and not found:
        return  # set aside before it became a finding at all
    assert [f.assertion for f in found] == [assertion]


@pytest.mark.parametrize(
    ("coach", "label"),
    [
        ("Are you thinking of killing yourself?", "suicidal_ideation"),
        ("Does he ever hit you?", "physical_abuse"),
        ("Do you hurt yourself when it gets bad?", "self_harm"),
    ],
)
def test_a_coach_s_question_is_no_disclosure(coach: str, label: str) -> None:
    found = of(label, last(("client", "It was a long week."), ("coach", coach)))
    assert all(f.assertion == "coach_question" and not f.referral for f in found)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I'm not going to act on it, but killing myself is on my mind every night.", "suicidal_ideation"),
        ("I'd never do it, I just think about killing myself a lot.", "suicidal_ideation"),
        ("I don't want to kill myself, but mostly I wish I were dead.", "suicidal_ideation"),
        ("He doesn't beat me, he just throws me against the wall.", "physical_abuse"),
        ("I'm not saying he's a monster but he hit me.", "physical_abuse"),
        ("It's not like he hits me. He just decides what I wear.", "coercive_control"),
        ("She isn't violent, though she does check my phone.", "coercive_control"),
    ],
)
def test_a_denial_lets_what_follows_through(text: str, label: str) -> None:
    assert any(f.referral for f in of(label, client(text)))


@pytest.mark.parametrize(
    "text",
    [
        "It's not like he hits me, pushes me or anything.",
        "No, he has never laid a finger on me.",
        "I have never wanted to hurt myself or end my life.",
        "He isn't the kind of man to hit me.",
        "I don't cut myself, I don't starve myself.",
    ],
)
def test_a_full_denial_lets_nothing_through(text: str) -> None:
    assert not [f.label for f in client(text) if f.referral]


@pytest.mark.parametrize(
    ("text", "label", "experiencer"),
    [
        ("My husband hits me.", "physical_abuse", "client"),
        ("My stepdad beat us with a belt.", "physical_abuse", "client"),
        ("My brother in law beats my sister.", "physical_abuse", "other_adult"),
        ("My ex hits our son.", "physical_abuse", "child"),
        ("My son is being hit. His dad hits him.", "physical_abuse", "child"),
        ("One of my team says her husband beats her.", "physical_abuse", "other_adult"),
        ("My daughter wants to kill herself.", "suicidal_ideation", "child"),
        ("My mate told me he wants to kill himself.", "suicidal_ideation", "other_adult"),
        ("I told my sister that I want to die.", "suicidal_ideation", "client"),
        ("My daughter has been cutting herself.", "self_harm", "child"),
        ("My wife found out that I cut myself.", "self_harm", "client"),
    ],
)
def test_whose_it_is(text: str, label: str, experiencer: str) -> None:
    assert {f.experiencer for f in of(label, client(text))} == {experiencer}


@pytest.mark.parametrize(
    ("text", "label", "actor"),
    [
        ("My husband punched me.", "physical_abuse", "partner"),
        ("My ex punched me.", "physical_abuse", "ex_partner"),
        ("My ex-husband follows me home.", "stalking_harassment", "ex_partner"),
        ("My manager shoved me against the wall.", "physical_abuse", "colleague_manager"),
        ("My dad used to beat us.", "physical_abuse", "family"),
        ("My boyfriend is lovely to others. He punched me.", "physical_abuse", "partner"),
        ("My mum rang. My husband was there. He hit me.", "physical_abuse", "partner"),
        ("I was punched by my brother.", "physical_abuse", "family"),
        ("He hit me.", "physical_abuse", "unknown"),
        ("I cut myself.", "self_harm", "self"),
    ],
)
def test_who_does_it(text: str, label: str, actor: str) -> None:
    assert {f.actor for f in of(label, client(text))} == {actor}


@pytest.mark.parametrize(
    ("text", "label", "when"),
    [
        ("He hits me most weekends.", "physical_abuse", "ongoing"),
        ("He hits me.", "physical_abuse", "ongoing"),
        ("He hit me on Saturday.", "physical_abuse", "recent"),
        ("He hit me. That was last night.", "physical_abuse", "recent"),
        ("My dad hit me when I was nine.", "physical_abuse", "past"),
        ("He hit me years ago.", "physical_abuse", "past"),
        ("He used to hit me.", "physical_abuse", "past"),
        ("I'm terrified he will kill me.", "physical_abuse", "feared_future"),
        ("He hit me.", "physical_abuse", "unclear"),
        ("I was bulimic at university, and I've been well for ten years.", "mental_health_concern", "past"),
    ],
)
def test_when_it_is(text: str, label: str, when: str) -> None:
    assert {f.temporality for f in of(label, client(text))} == {when}


@pytest.mark.parametrize(
    ("text", "called_for"),
    [
        ("I was depressed in my twenties. I got help and it's all behind me.", False),
        ("I've been depressed for months now.", True),
        ("I used to cut myself. I still do when it's bad.", True),
    ],
)
def test_past_and_over(text: str, called_for: bool) -> None:
    assert any(f.referral for f in client(text)) == called_for


def test_a_coach_s_own_life_is_no_matter_for_referral() -> None:
    found = last(("client", "It was a bad week."), ("coach", "When my marriage ended I wanted to die."))
    assert found
    assert all(f.experiencer == "coach" and f.urgency == "none" and not f.referral for f in found)


def test_whether_it_is_domestic_follows_from_who_does_it() -> None:
    assert "domestic_abuse" in of("physical_abuse", client("My husband punched me."))[0].derived
    assert "domestic_abuse" not in of("physical_abuse", client("My manager punched me."))[0].derived


def test_abuse_in_childhood_is_seen_as_such() -> None:
    found = of("physical_abuse", client("My dad beat me when I was eight."))
    assert "historic_child_abuse" in found[0].derived
    assert found[0].urgency == "urgent"
    assert "historic_child_abuse" not in of("physical_abuse", client("My ex beat me years ago."))[0].derived


def test_a_child_in_the_house_is_at_risk() -> None:
    found = of("physical_abuse", client("My husband punched me in front of the kids."))
    assert "child_at_risk" in found[0].derived
    assert "child_at_risk" not in of("physical_abuse", client("My husband punched me."))[0].derived
