"""Practice checks: cues, labels, who says it, where, and what is said where nothing can be told."""

from __future__ import annotations

import pytest
from response_build import disclosure, material, with_findings

from analyzer.checks import run_checks
from analyzer.checks.heard import check_table
from analyzer.config import AnalysisConfig
from analyzer.detectors.base import Material
from analyzer.phrases import Entry
from analyzer.response import build_exchanges
from analyzer.taxonomy import catalogue
from analyzer.text import read_turn
from analyzer.types import Check, Role

ENTRIES = check_table().entries
LABELS = catalogue.labels("checks")
FILLER: list[tuple[Role, str]] = [
    ("client", "The van broke down near the bridge and we had to wait for hours in the rain."),
    ("coach", "What was that like?"),
] * 12


def matches(entry: Entry, text: str) -> bool:
    return any(h.entry.id == entry.id for s in read_turn(text, 0).sentences for h in check_table().find(s))


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


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.id)
def test_cue_is_complete(entry: Entry) -> None:
    assert len(entry.hits) >= 2
    assert len(entry.misses) >= 2
    assert entry.extra.get("who") in (None, "coach", "client")
    assert entry.extra.get("part") in (None, "opening", "closing")
    assert set(entry.extra.get("completes", ())) <= {e.id for e in ENTRIES}


def check(m: Material, name: str, config: AnalysisConfig | None = None) -> Check:
    exchanges = build_exchanges(m, m.found, ())  # type: ignore[arg-type]
    return next(c for c in run_checks(m, exchanges, config or AnalysisConfig()) if c.id == name)


def said(example: str) -> list[tuple[Role, str]]:
    """Rows of an example such as "coach: What? client: That." """
    rows: list[tuple[Role, str]] = []
    for word in example.split():
        if word in ("coach:", "client:"):
            rows.append(("coach" if word == "coach:" else "client", ""))
        else:
            rows[-1] = (rows[-1][0], f"{rows[-1][1]} {word}".strip())
    return rows


def in_place(label: str, rows: list[tuple[Role, str]]) -> Material:
    """The rows where the check expects them, in a session with both roles."""
    return material(*FILLER, *rows) if label == "check_next_steps" else material(*rows, *FILLER)


@pytest.mark.parametrize(("label", "text"), [(x.id, t) for x in LABELS for t in x.examples_hit])
def test_label_hits(label: str, text: str) -> None:
    got = check(in_place(label, said(text)), label)
    # What needs the calendar can only be hinted at: the place is shown.
    assert got.status == "present" or (got.status == "cannot_tell" and got.quotes)


@pytest.mark.parametrize(("label", "text"), [(x.id, t) for x in LABELS for t in x.examples_miss])
def test_label_misses(label: str, text: str) -> None:
    got = check(in_place(label, said(text)), label)
    assert got.status != "present"
    assert got.status != "cannot_tell" or not got.quotes


def test_every_check_is_answered_in_order_with_words_for_the_coach() -> None:
    checks = run_checks(material(*FILLER), (), AnalysisConfig())
    assert [c.id for c in checks] == [x.id for x in LABELS]
    assert all(c.reason for c in checks if c.status != "present")
    assert not any("missing" in c.reason.lower() for c in checks)
    assert all(x.definition and x.source and x.more["kind"] in ("heard", "own") for x in LABELS)


def test_without_a_coach_nothing_can_be_told() -> None:
    checks = run_checks(material(("unknown", "Is it okay if I record?")), (), AnalysisConfig())
    assert {c.status for c in checks} == {"cannot_tell"}


def test_empty_session() -> None:
    assert {c.status for c in run_checks(material(), (), AnalysisConfig())} == {"cannot_tell"}


def test_confidential_alone_is_partial_and_a_promise_is_no_limit() -> None:
    name = "check_confidentiality_limits"
    assert check(material(("coach", "This is confidential."), *FILLER), name).status == "partial"
    assert (
        check(material(("coach", "Nothing leaves this room, I promise."), *FILLER), name).status == "absent"
    )


def test_recording_mentioned_without_agreement_is_partial() -> None:
    got = check(material(("coach", "It's recording."), *FILLER), "check_recording_consent")
    assert got.status == "partial"


@pytest.mark.parametrize(
    ("first", "name", "status"),
    [
        (True, "check_progress_review", "not_applicable"),
        (False, "check_progress_review", "absent"),
        (None, "check_progress_review", "absent"),
        (False, "check_contract_roles", "not_applicable"),
        (True, "check_contract_roles", "absent"),
    ],
)
def test_the_first_session_changes_what_is_expected(first: bool | None, name: str, status: str) -> None:
    got = check(material(*FILLER), name, AnalysisConfig(first_session=first))
    assert got.status == status


def test_next_steps_before_the_close_are_partial() -> None:
    row: tuple[Role, str] = ("client", "I'll ring the college tomorrow.")
    assert check(material(row, *FILLER, *FILLER), "check_next_steps").status == "partial"


def test_who_chose_the_topic() -> None:
    name = "check_goal_owned_by_client"
    assert check(material(*FILLER), name).status == "cannot_tell"
    asked = material(
        ("coach", "What would you like from today?"), ("client", "Tea."), ("coach", "Ha."), *FILLER
    )
    assert check(asked, name).status in ("partial", "present")


@pytest.mark.parametrize(
    ("close", "status"),
    [
        ("If it gets bad tonight you ring 999.", "present"),
        ("I'll call you tomorrow at nine.", "partial"),
        ("Right, see you.", "absent"),
    ],
)
def test_a_plan_at_the_close_after_a_disclosure(close: str, status: str) -> None:
    m = material(("client", "He hits me."), ("coach", "Mm."), *FILLER, ("coach", close))
    m = with_findings(m, disclosure(m, 0, "physical_abuse"))
    assert check(m, "check_closing_safety").status == status


def test_after_a_disclosure_scope_and_referral_are_looked_for() -> None:
    m = material(
        ("client", "He hits me."), ("coach", "That's more than I'm trained for. There's a helpline."), *FILLER
    )
    m = with_findings(m, disclosure(m, 0, "physical_abuse"))
    assert check(m, "check_scope_boundary").status == "present"
    assert check(m, "check_referral_made").status == "present"
    assert check(material(*FILLER), "check_scope_boundary").status == "not_applicable"
    assert check(material(*FILLER), "check_referral_made").status == "not_applicable"


@pytest.mark.parametrize(
    ("waits", "status"), [((4000, 3500, 0), "present"), ((4000, 0, 0), "partial"), ((200, 900, 0), "absent")]
)
def test_pauses_after_questions(waits: tuple[int, int, int], status: str) -> None:
    rows: list[tuple[Role, str]] = []
    times: list[tuple[int, int]] = []
    now = 0
    for wait in waits:
        rows += [("coach", "Right. What does that tell you?"), ("client", "That I am tired.")]
        times += [(now, now + 2000), (now + 2000 + wait, now + 4000 + wait)]
        now = times[-1][1]
    got = check(material(*rows, times=tuple(times)), "check_silence_space")
    assert got.status == status
    if got.quotes:
        turn, start, end = got.quotes[0]
        assert rows[turn][1][start:end] == "What does that tell you?"


def test_pauses_need_times() -> None:
    assert check(material(*FILLER), "check_silence_space").status == "cannot_tell"


def test_quotes_lie_in_their_turns() -> None:
    m = material(("coach", "I've got the recorder on, is that all right?"), *FILLER)
    for got in run_checks(m, (), AnalysisConfig()):
        for turn, start, end in got.quotes:
            assert 0 <= start < end <= len(m.session.turns[turn].text)


def test_the_note_checks_follow_the_note() -> None:
    m = material(*FILLER)
    assert check(m, "check_note_adequacy").status == "not_applicable"
    config = AnalysisConfig(note="Good chat. Bit of a drama queen.")
    assert check(m, "check_note_adequacy", config).status == "absent"
    assert check(m, "check_note_minimised", config).status == "partial"
