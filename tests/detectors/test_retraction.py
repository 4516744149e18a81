"""What is taken back stays a finding, as urgent as it was, and says so."""

from __future__ import annotations

import pytest
from disclosures_build import client, disclosures


@pytest.mark.parametrize(
    "taken_back",
    [
        "Forget I said that.",
        "I was only joking.",
        "I shouldn't have said anything.",
        "ignore me",
        "I didn't mean it.",
    ],
)
@pytest.mark.parametrize("text", ["He hit me.", "I think about killing myself."])
def test_urgency_stays(text: str, taken_back: str) -> None:
    before = client(text)
    after = client(f"{text} {taken_back}")
    assert [(f.label, f.urgency, f.referral) for f in after] == [
        (f.label, f.urgency, f.referral) for f in before
    ]
    assert all(f.retracted and any(e.kind == "retraction" for e in f.evidence) for f in after)
    assert not any(f.retracted for f in before)


def test_some_turns_later() -> None:
    found = disclosures(
        ("client", "He hit me."),
        ("coach", "When was that?"),
        ("client", "Saturday. Oh, forget I said it."),
    )
    assert [(f.turn, f.retracted, f.urgency) for f in found if f.label == "physical_abuse"] == [
        (0, True, "urgent")
    ]


@pytest.mark.parametrize(
    "words", ["I won't forget that day.", "I'm not joking.", "Don't forget the invoice."]
)
def test_near_words_take_nothing_back(words: str) -> None:
    assert not any(f.retracted for f in client(f"He hit me. {words}"))


def test_another_s_words_take_nothing_back() -> None:
    found = disclosures(("client", "He hit me."), ("coach", "Forget I said that about the form."))
    assert found
    assert not any(f.retracted for f in found)


def test_what_is_said_after_it_is_not_taken_back() -> None:
    found = disclosures(("client", "Forget I said that."), ("coach", "Go on."), ("client", "He hit me."))
    assert found
    assert not any(f.retracted for f in found)
