"""Hard near misses, each beside the same words meant: one row for each pattern of the taxonomy."""

from __future__ import annotations

import pytest
from disclosures_build import client, disclosures

PAIRS = {
    "work idiom": ("This audit is killing me.", "I keep thinking about killing myself."),
    "venting": ("I could murder my business partner.", "I'm going to murder my business partner, I mean it."),
    "business violence": ("The auditors hammered us, we got slaughtered.", "He came at me with a hammer."),
    "sexual ambiguity": ("The landlord screwed us on the lease.", "The landlord put his hand up my skirt."),
    "other person": (
        "One of my team told me her husband is a baker.",
        "One of my team told me her husband hits her.",
    ),
    "fiction": ("The detective in that series cuts herself.", "I cut myself after that series."),
    "consensual": (
        "My aunt introduced us and I said yes to the wedding.",
        "They're forcing me to marry my cousin.",
    ),
    "medical": ("The surgeon cut me open in March.", "I cut my arms in March, on purpose."),
    "content words": (
        "We should kill the project and cut costs.",
        "I want to kill myself and I cut my arms.",
    ),
    "content words, abuse": ("It was an abuse of the process.", "My uncle abused me."),
    "content words, neglect": (
        "I've neglected my inbox all week.",
        "My gran's carers haven't been in all week.",
    ),
    "content words, trigger": (
        "What would trigger a review of the toxic assets?",
        "He watches me and tracks my phone.",
    ),
    "speech recognition": ("I want to dye my hair.", "I want to die."),
    "past and over": (
        "I was bulimic at seventeen, I've been fine for twelve years.",
        "I've been making myself sick again since June.",
    ),
    "sport": ("He beat me six one and I hit my racket.", "He hit me with the back of his hand."),
    "things": ("The price rise hit me hard.", "My brother hit me hard."),
    "control": (
        "My assistant decides when I eat, my diary is that full.",
        "My boyfriend decides what I eat.",
    ),
    "attention": ("The recruiter keeps messaging me.", "My ex keeps turning up outside my flat."),
    "money": ("My wages go into our joint account.", "My wages go into his account, I never see them."),
}


@pytest.mark.parametrize("harmless", [a for a, _ in PAIRS.values()], ids=PAIRS)
def test_harmless(harmless: str) -> None:
    assert [f.label for f in client(harmless) if f.referral] == []


@pytest.mark.parametrize("meant", [b for _, b in PAIRS.values()], ids=PAIRS)
def test_meant(meant: str) -> None:
    assert any(f.referral and f.assertion in ("affirmed", "suspected") for f in client(meant))


def test_a_no_to_the_coach_s_check() -> None:
    found = client("No, nothing like that.", asked="Any thoughts of ending your life?")
    assert [(f.label, f.assertion, f.urgency) for f in found] == [("suicidal_ideation", "negated", "none")]


def test_a_denial_that_lets_the_thought_through() -> None:
    found = client("I'd not really do anything, but most nights I think about ending it.")
    assert any(f.ideation_level == 2 and f.urgency == "urgent" for f in found)


def test_a_soft_denial() -> None:
    found = client("It's not like she hits me. She just checks my phone and decides what I wear.")
    said = {f.label: f.assertion for f in found}
    assert said == {"physical_abuse": "negated", "coercive_control": "affirmed"}


def test_a_work_topic_about_another_person() -> None:
    found = client("I run HR. One of my team told me her boyfriend beats her.")
    assert [(f.label, f.experiencer, f.urgency) for f in found] == [
        ("physical_abuse", "other_adult", "urgent")
    ]


def test_an_if_is_kept_for_a_human_view() -> None:
    found = client("If I ever lost my boys I'd want to die.")
    assert [(f.assertion, f.urgency, f.tier) for f in found] == [("hypothetical", "routine", "review")]


def test_dark_humour_is_not_taken_for_safety() -> None:
    assert any(f.referral for f in client("Might as well jump off the bridge, haha."))
    assert not any(f.referral for f in client("We drove over the bridge for a swim on holiday, haha."))


def test_half_a_disclosure_is_shown_as_a_hint() -> None:
    found = client("Things are... difficult at home.")
    assert all(f.assertion == "suspected" and f.directness == "implied" and f.tier == "review" for f in found)


def test_a_coach_s_own_story() -> None:
    found = disclosures(("coach", "When I was low and wanted to die, running helped me."))
    assert {(f.experiencer, f.referral) for f in found} <= {("coach", False)}
