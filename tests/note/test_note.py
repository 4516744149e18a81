"""A coach's note held against the session: points held and lacking, and what it is better without."""

from __future__ import annotations

import pytest
from response_build import disclosure, material, with_findings

from analyzer.config import AnalysisConfig
from analyzer.detectors.base import Material
from analyzer.note import check_note
from analyzer.note.points import note_rules, note_table
from analyzer.phrases import Entry
from analyzer.response import build_exchanges
from analyzer.taxonomy import load_toml
from analyzer.text import read_turn
from analyzer.types import NoteCheck

ENTRIES = note_table().entries
PLAIN = material(
    ("coach", "What would you like from today, Rowan?"),
    ("client", "I want to prepare the talk with Dervla about the night rota and the parking."),
    ("coach", "And what will you do?"),
    ("client", "I'll tell Dervla on Monday."),
)
TOLD = material(
    (
        "client",
        "My stepfather locks the kitchen cupboards and keeps the keys on his belt, so I ask for bread.",
    ),
    ("coach", "I'm so sorry. There's a helpline."),
)
GOOD = """Date: 4 March 2026
Present: Ines Achebe, Rowan Pike
Goal: prepare a talk about the rota.
Key points: parking and nights were discussed.
Action: client tells her manager on Monday.
Next session: 18 March 2026"""


def matches(entry: Entry, text: str) -> bool:
    return any(h.entry.id == entry.id for s in read_turn(text, 0).sentences for h in note_table().find(s))


@pytest.mark.parametrize(
    ("entry", "text"), [pytest.param(e, t, id=f"{e.id}: {t}") for e in ENTRIES for t in e.hits]
)
def test_cue_hits(entry: Entry, text: str) -> None:
    assert matches(entry, text)


@pytest.mark.parametrize(
    ("entry", "text"), [pytest.param(e, t, id=f"{e.id}: {t}") for e in ENTRIES for t in e.misses]
)
def test_cue_misses(entry: Entry, text: str) -> None:
    assert not matches(entry, text)


def check(note: str, m: Material = PLAIN) -> NoteCheck:
    return check_note(note, m, build_exchanges(m, m.found, ()), AnalysisConfig())  # type: ignore[arg-type]


def told() -> Material:
    return with_findings(TOLD, disclosure(TOLD, 0, "coercive_control"))


def test_a_full_note_of_a_plain_session() -> None:
    got = check(GOOD)
    assert got.missing == ()
    assert got.too_much == ()
    assert got.reasons == {}
    assert {"date", "attendees", "goal", "key_points", "actions", "next_date"} <= set(got.held)


def test_points_keep_their_order_and_have_reasons() -> None:
    got = check("")
    assert got.missing == ("date", "attendees", "goal", "key_points", "actions", "next_date")
    assert set(got.reasons) == set(got.missing)
    assert got.words == 0


@pytest.mark.parametrize(
    ("note", "held"),
    [
        ("Session of 4.3.2026", True),
        ("2026-03-04, Teams", True),
        ("4th of March", True),
        ("Next one 26 March, 10.00.", False),
        ("Client will ring the school by 4 March", False),
        ("A good session", False),
    ],
)
def test_the_day_of_the_session_is_not_the_next_one(note: str, held: bool) -> None:
    assert ("date" in check(note).held) == held


@pytest.mark.parametrize(
    ("note", "held"),
    [
        ("Next session: Tuesday 10.00", True),
        ("Follow-up call tomorrow", True),
        ("Next time we look at the rota", False),
        ("Tuesday was bad", False),
    ],
)
def test_the_next_date(note: str, held: bool) -> None:
    assert ("next_date" in check(note).held) == held


def test_a_disclosure_is_asked_for_only_where_there_was_one() -> None:
    points = {"disclosures", "response", "referrals", "reasons"}
    assert points <= set(check(GOOD, told()).missing)
    assert not points & set(check(GOOD).missing)


def test_the_clients_own_words_are_a_disclosure_noted() -> None:
    note = 'She said: "My stepfather locks the kitchen cupboards and keeps the keys".'
    assert "disclosures" in check(note, told()).held


@pytest.mark.parametrize(
    ("note", "kinds"),
    [
        ("Dervla has ADHD and is on tablets.", {"third_party_diagnosis"}),
        ("Her brother is having an affair.", {"third_party"}),
        ("Client clearly has depression.", {"diagnosis", "opinion"}),
        ("Client said her GP diagnosed depression.", set()),
        ("A bit of a control freak.", {"opinion"}),
        ('She said "I am a control freak".', set()),
        ("He put his hands round her throat.", {"abuse_detail"}),
        ("She pushed back on the deadline.", set()),
        ("A private matter of a colleague was mentioned; no detail is kept.", set()),
    ],
)
def test_what_a_note_is_better_without(note: str, kinds: set[str]) -> None:
    got = check(note)
    assert set(got.too_much) == kinds
    assert kinds <= set(got.reasons)


def test_every_point_has_a_reason_and_a_title() -> None:
    rules = note_rules()
    titles = load_toml("wording.toml")["note_point"]
    for point in (*rules.order, *rules.too_much):
        assert rules.reasons[point]
        assert titles[point]
    assert {e.label for e in ENTRIES} <= {*rules.order, *rules.too_much}
    assert set(rules.always) | set(rules.disclosure) == set(rules.order)


def test_reasons_hold_no_words_of_the_client() -> None:
    got = check("Bit of a control freak.", told())
    assert not any("cupboard" in r or "control freak" in r for r in got.reasons.values())
