"""Every id has its words, and the words keep to the rules of their file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

import factory
import pytest

from analyzer.report.words import clean, how_sure, phrase, urgency_reason, wording
from analyzer.taxonomy import load_toml
from analyzer.types import (
    Actor,
    Assertion,
    Band,
    BoundaryResponse,
    CheckStatus,
    Evidence,
    Experiencer,
    IdeationLevel,
    Mode,
    Move,
    RatingStatus,
    Role,
    Severity,
    TalkTime,
    Temporality,
    Urgency,
)

DISCLOSURE = "suicidal_ideation suicidal_behaviour self_harm physical_abuse sexual_abuse emotional_abuse coercive_control financial_abuse neglect exploitation stalking_harassment harm_to_others mental_health_concern"
BOUNDARY = "self_disclosure_excess sexualised_romantic overfamiliar_language out_of_hours_contact personal_space dual_relationship gift_favour financial_entanglement confidentiality_breach scope_overreach undue_pressure overpromise dependency_secrecy derogatory_language"
RESPONSE = "resp_validate resp_listen resp_check_safety resp_confidentiality_limits resp_signpost_refer resp_client_choice resp_next_step resp_scope_statement resp_minimise resp_doubt_blame resp_promise_secrecy resp_investigate resp_direct_advice resp_confront_contact resp_change_subject resp_self_disclose resp_shock_judge resp_coach_through resp_none"
CHECK = "recording_consent contract_roles confidentiality_statement confidentiality_limits session_goal success_measure goal_owned_by_client silence_space next_steps progress_review scope_boundary closing_safety reschedule_pattern start_end_on_time note_adequacy note_minimised referral_made"
RISK = "extreme_fear separation escalation strangulation stalking sexual_abuse weapons weapon pregnancy threats_to_kill honour_based means_to_hand child_in_household perpetrator_present no_support named_target in_progress"
SUBTYPE = "low_mood anxiety_panic trauma eating substance psychosis_mania other"

IDS: dict[str, list[str]] = {
    "disclosure": DISCLOSURE.split(),
    "boundary": BOUNDARY.split(),
    "response": RESPONSE.split(),
    "check": ["check_" + c for c in CHECK.split()],
    "risk_cue": RISK.split(),
    "subtype": SUBTYPE.split(),
    "derived": ["domestic_abuse", "child_at_risk", "historic_child_abuse"],
    "move": list(get_args(Move.model_fields["label"].annotation)),
    "boundary_response": list(get_args(BoundaryResponse)),
    "severity": list(get_args(Severity)),
    "urgency": list(get_args(Urgency)),
    "assertion": list(get_args(Assertion)),
    "temporality": list(get_args(Temporality)),
    "experiencer": list(get_args(Experiencer)),
    "actor": list(get_args(Actor)),
    "ideation": [str(i) for i in get_args(IdeationLevel)],
    "evidence": list(get_args(Evidence.model_fields["kind"].annotation)),
    "rating": list(get_args(RatingStatus)),
    "check_status": list(get_args(CheckStatus)),
    "band": list(get_args(Band)),
    "mode": list(get_args(Mode)),
    "role": list(get_args(Role)),
    "dynamics": list(get_args(TalkTime.model_fields["dynamics"].annotation)),
    "measure": [m.name for m in (*factory.full_report().talk_time.measures, *factory.full_report().moves.measures)],
}  # fmt: skip


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for v in value.values():
            yield from strings(v)
    elif isinstance(value, list):
        for v in value:
            yield from strings(v)


@pytest.mark.parametrize(("group", "key"), [(g, k) for g, keys in IDS.items() for k in keys])
def test_every_id_has_wording(group: str, key: str) -> None:
    assert key in load_toml("wording.toml")[group]
    assert wording(group, key).title


@pytest.mark.parametrize(
    "group", ["disclosure", "boundary", "response", "boundary_response", "check", "move"]
)
def test_labels_have_a_sentence_too(group: str) -> None:
    assert not [k for k in IDS[group] if not wording(group, k).sentence]
    if group in ("disclosure", "boundary"):
        assert not [k for k in IDS[group] if not wording(group, k).look]


@pytest.mark.parametrize("layer", ["disclosure", "boundary", "response", "checks", "moves"])
def test_every_label_of_the_catalogue_has_wording(layer: str) -> None:
    group = {"checks": "check", "moves": "move"}.get(layer, layer)
    rows = load_toml(f"labels/{layer}.toml")["label"]
    assert not [r["id"] for r in rows if r["id"] not in load_toml("wording.toml")[group]]


def test_no_word_says_that_somebody_is_in_or_out_of_danger_and_none_diagnoses() -> None:
    banned = re.compile(
        r"\b(safe|unsafe|safely|disorder|addict\w*|alcoholi\w*|depressi\w*|ptsd|psychotic|psychosis|suicid\w+ risk|"
        r"high risk|low risk|victim|perpetrator|abuser|malpractice|committed|guilty|fail(ed|ure)?)\b",
        re.IGNORECASE,
    )
    found = [t for t in strings(load_toml("wording.toml")) if banned.search(t)]
    assert not found


def test_titles_hold_no_method_and_are_short() -> None:
    method = re.compile(
        r"\b(cut\w*|hang\w*|overdose|pills?|knife|rope|neck|throat|strangl\w*|burn\w*)\b", re.IGNORECASE
    )
    titles = [wording(g, k).title for g in ("disclosure", "boundary", "response", "check") for k in IDS[g]]
    assert not [t for t in titles if method.search(t) or len(t) > 48 or t.endswith(".")]


def test_an_unknown_id_is_shown_as_its_own_words() -> None:
    assert phrase("disclosure", "brand_new_label") == "Brand new label"
    assert phrase("response", "resp_sings") == "Sings"
    assert phrase("risk_cue", "") == "Without a name"


def test_the_reason_for_an_urgency_comes_from_its_table() -> None:
    assert "Strangulation" in urgency_reason("U-06")
    assert urgency_reason("U-999") == ""


@pytest.mark.parametrize(
    ("tier", "score", "words"),
    [("alert", 0.9, "clear"), ("alert", 0.7, "fairly"), ("review", 0.9, "possible")],
)
def test_how_sure_is_said_without_a_number(tier: str, score: float, words: str) -> None:
    found = factory.full_report().disclosures[0].replace(tier=tier, score=score)
    assert words in how_sure(found)
    assert not re.search(r"\d", how_sure(found))


@pytest.mark.parametrize(
    "text", ["a\x00b", "\x1b[31m", "\u202eabc", "a\u2028b", "\ud800", "né", "a\nb\tc", "שלום"]
)
def test_cleaning_keeps_the_length(text: str) -> None:
    assert len(clean(text)) == len(text)
    assert not re.search("[\x00\x1b\u202e\u2028\ud800]", clean(text))
