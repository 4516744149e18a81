"""Short answers say what the question before them asked, and nothing after any other question."""

from __future__ import annotations

import pytest
from disclosures_build import client, last

ASKED = (
    ("Does he ever hit you?", "physical_abuse"),
    ("Have you had thoughts of ending your life?", "suicidal_ideation"),
    ("Are you hurting yourself?", "self_harm"),
    ("Has anyone touched you without your consent?", "sexual_abuse"),
    ("Do you ever hear voices?", "mental_health_concern"),
)
YES = ("Yes, most nights.", "Sometimes.", "yeah", "A couple of times.", "Yes. Last week.")
NO = ("No, nothing like that.", "No.", "Never.", "not at all", "God no.")
OTHER = (
    "Did the rota change again?",
    "Do you have a plan for Monday?",
    "Are you sleeping with the window open?",
    "Have you spoken to your manager?",
)


@pytest.mark.parametrize("yes", YES)
@pytest.mark.parametrize(("question", "label"), ASKED)
def test_a_yes_says_what_was_asked(question: str, label: str, yes: str) -> None:
    found = [f for f in client(yes, asked=question) if f.label == label]
    assert [(f.assertion, f.referral) for f in found] == [("affirmed", True)]
    assert any(e.kind == "previous" and e.turn == 0 for e in found[0].evidence)


@pytest.mark.parametrize("no", NO)
@pytest.mark.parametrize(("question", "label"), ASKED)
def test_a_no_is_shown_and_calls_for_nothing(question: str, label: str, no: str) -> None:
    found = [f for f in client(no, asked=question) if f.label == label]
    assert [(f.assertion, f.urgency, f.referral) for f in found] == [("negated", "none", False)]


@pytest.mark.parametrize("words", YES + NO)
@pytest.mark.parametrize("question", OTHER)
def test_the_same_words_after_another_question_say_nothing(question: str, words: str) -> None:
    assert client(words, asked=question) == []


@pytest.mark.parametrize("words", YES + NO)
def test_the_same_words_after_nothing_say_nothing(words: str) -> None:
    assert client(words) == []


@pytest.mark.parametrize("words", ["No. Well. Sometimes at night.", "Not really. Only on bad days."])
def test_a_no_that_lets_a_yes_through(words: str) -> None:
    found = client(words, asked="Do you have thoughts of ending your life?")
    assert [(f.label, f.referral) for f in found] == [("suicidal_ideation", True)]


@pytest.mark.parametrize("words", ["I'd rather not say.", "Not exactly.", "It depends what you mean."])
def test_an_answer_that_is_neither(words: str) -> None:
    found = client(words, asked="Does he hit you?")
    assert [(f.label, f.assertion, f.referral) for f in found] == [("physical_abuse", "suspected", True)]


def test_not_any_more_is_a_yes_of_the_past() -> None:
    found = client("Not any more.", asked="Did he hit you?")
    assert [(f.assertion, f.temporality) for f in found] == [("affirmed", "past")]


def test_an_answer_to_something_asked_since() -> None:
    said = last(
        (
            "coach",
            "Does he hit you? Sorry, before that, tell me, did the new contract with the council come in?",
        ),
        ("client", "Yes, on Monday."),
    )
    assert not [f for f in said if f.referral]


def test_the_answer_to_a_question_two_turns_back() -> None:
    said = last(
        ("coach", "Does he hit you?"),
        ("client", "Can I get some water?"),
        ("coach", "Of course. Is that window too cold?"),
        ("client", "Yes."),
    )
    assert said == []


def test_own_words_count_for_more_than_the_first_word() -> None:
    found = client("No. He hits me.", asked="Does he shout, or does he hit you?")
    assert any(f.label == "physical_abuse" and f.assertion == "affirmed" for f in found)


def test_a_client_s_question_is_nothing_to_answer() -> None:
    assert not last(("client", "Do you think he hits me too hard?"), ("coach", "Yes.")) or not any(
        f.referral for f in last(("client", "Do you think he hits me?"), ("coach", "Yes."))
    )
