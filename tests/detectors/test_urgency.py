"""The urgency table: its order, every rule reached, and what the words of a client come to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from disclosures_build import client

from analyzer.config import AnalysisConfig
from analyzer.detectors.urgency import Facts, calls_for_referral, decide
from analyzer.errors import ConfigError
from analyzer.taxonomy import load_toml
from analyzer.types import Assertion

RULES = load_toml("urgency.toml")["rule"]
NOW = Facts("physical_abuse", "affirmed", "ongoing", "client")
CASES = {
    "U-01": replace(NOW, assertion="negated"),
    "U-02": replace(NOW, experiencer="coach"),
    "U-26": replace(NOW, label="suicidal_ideation", experiencer="other_adult", temporality="past", level=2),
    "U-03": replace(NOW, label="self_harm", assertion="hypothetical"),
    "U-25": replace(NOW, assertion="hypothetical"),
    "U-04": replace(NOW, label="suicidal_ideation", level=5),
    "U-05": replace(NOW, label="suicidal_behaviour", level="B"),
    "U-06": replace(NOW, risk_cues=("strangulation",)),
    "U-07": replace(NOW, risk_cues=("weapon",)),
    "U-08": replace(NOW, risk_cues=("perpetrator_present",)),
    "U-09": replace(NOW, experiencer="child"),
    "U-10": replace(NOW, label="harm_to_others", risk_cues=("named_target",)),
    "U-11": replace(NOW, label="self_harm", risk_cues=("in_progress",)),
    "U-12": replace(NOW, temporality="past", resolved=True),
    "U-13": replace(NOW, label="suicidal_ideation", level=3),
    "U-14": replace(NOW, label="suicidal_ideation", level=1, co_label=True),
    "U-15": replace(NOW, label="suicidal_ideation", level=1),
    "U-16": replace(NOW, label="suicidal_behaviour", level="B", temporality="past"),
    "U-17": replace(NOW, label="self_harm"),
    "U-18": replace(NOW, temporality="past", childhood=True),
    "U-19": NOW,
    "U-20": replace(NOW, label="mental_health_concern", subtype="psychosis_mania"),
    "U-21": replace(NOW, temporality="past"),
    "U-22": replace(NOW, label="mental_health_concern", subtype="low_mood"),
    "U-23": replace(NOW, label="mental_health_concern", temporality="past"),
    "U-24": replace(NOW, label="something_new"),
}


@pytest.mark.parametrize(("rule", "facts"), CASES.items(), ids=CASES)
def test_every_rule_is_reached(rule: str, facts: Facts) -> None:
    urgency = {r["id"]: r["urgency"] for r in RULES}[rule]
    assert decide(facts) == (urgency, rule)


def test_the_table_and_its_order_are_pinned() -> None:
    """A change of order changes urgencies: it must be meant."""
    assert [r["id"] for r in RULES] == list(CASES)


def test_ids_are_unique_and_reasons_given() -> None:
    assert len({r["id"] for r in RULES}) == len(RULES)
    assert all(r["why"].endswith((".", ")")) for r in RULES)


def test_the_last_rule_has_no_conditions_and_no_other_is_without() -> None:
    conditions = [set(r) - {"id", "urgency", "why", "safety_layer", "floor"} for r in RULES]
    assert conditions[-1] == set()
    assert all(conditions[:-1])


def test_what_the_safety_layer_holds_is_an_emergency_and_no_other_rule_is() -> None:
    assert {r["urgency"] for r in RULES if r.get("safety_layer")} == {"emergency"}
    assert all(r.get("safety_layer") for r in RULES if r["urgency"] == "emergency")


def test_an_unknown_condition_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from analyzer.detectors import urgency

    urgency._rules.cache_clear()
    monkeypatch.setattr(urgency, "load_toml", lambda _: {"rule": [{"id": "U-99", "colour": "red"}]})
    with pytest.raises(ConfigError, match=r"U-99.*colour"):
        decide(NOW)
    monkeypatch.undo()
    urgency._rules.cache_clear()


def test_an_office_can_raise_a_wish_to_be_dead() -> None:
    text = "I wish I was dead."
    assert [f.urgency for f in client(text)] == ["routine"]
    assert decide(CASES["U-15"], {"wish_to_be_dead_urgency": "urgent"}) == ("urgent", "U-15")
    assert AnalysisConfig(wish_to_be_dead_urgency="urgent").wish_to_be_dead_urgency == "urgent"


@pytest.mark.parametrize(
    ("assertion", "called_for"),
    [
        ("affirmed", True),
        ("suspected", True),
        ("hypothetical", True),
        ("negated", False),
        ("quoted", False),
        ("idiomatic", False),
        ("coach_question", False),
    ],
)
def test_what_calls_for_a_referral(assertion: Assertion, called_for: bool) -> None:
    assert calls_for_referral(assertion, "client", "urgent") == called_for
    assert not calls_for_referral(assertion, "coach", "urgent")
    assert not calls_for_referral(assertion, "client", "none")


@pytest.mark.parametrize(
    ("text", "label", "urgency"),
    [
        ("He put his hands round my neck.", "physical_abuse", "emergency"),
        ("He held a knife and hit me.", "physical_abuse", "emergency"),
        ("He hit me, and he's downstairs.", "physical_abuse", "emergency"),
        ("He hit me.", "physical_abuse", "urgent"),
        ("My husband hits our daughter.", "physical_abuse", "emergency"),
        ("I'm going to kill myself tonight.", "suicidal_ideation", "emergency"),
        ("I tried to kill myself last week.", "suicidal_behaviour", "emergency"),
        ("I tried to kill myself twenty years ago.", "suicidal_behaviour", "routine"),
        ("I think about killing myself.", "suicidal_ideation", "urgent"),
        ("I wish I was dead.", "suicidal_ideation", "routine"),
        ("I wish I was dead. He hits me.", "suicidal_ideation", "urgent"),
        ("I cut myself last night.", "self_harm", "urgent"),
        ("My ex beat me years ago.", "physical_abuse", "routine"),
        ("My dad beat me when I was seven.", "physical_abuse", "urgent"),
        ("I hear voices.", "mental_health_concern", "urgent"),
        ("I can't get out of bed most mornings.", "mental_health_concern", "routine"),
        ("I'm going to stab him.", "harm_to_others", "emergency"),
    ],
)
def test_from_words_to_urgency(text: str, label: str, urgency: str) -> None:
    assert [f.urgency for f in client(text) if f.label == label] == [urgency]
