"""Each cue and each label of a response finds its own examples, and none of its misses."""

from __future__ import annotations

import pytest

from analyzer.phrases import Entry
from analyzer.response import rate
from analyzer.response.marks import EXCEPTION, GUARD, PIVOT
from analyzer.response.rules import response_table, rules
from analyzer.taxonomy import catalogue
from analyzer.text import read_turn

ENTRIES = response_table().entries
LABELS = catalogue.labels("response")
TOLD = {"text": "He hits me most weekends.", "label": "physical_abuse", "urgency": "urgent"}


def matches(entry: Entry, text: str) -> bool:
    return any(h.entry.id == entry.id for s in read_turn(text, 0).sentences for h in response_table().find(s))


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
    assert entry.label in {x.id for x in LABELS} | {PIVOT, GUARD, EXCEPTION}
    assert (entry.label == GUARD) == ("cancels" in entry.extra) == ("reach" in entry.extra)


def heard(text: str) -> tuple[str, ...]:
    rating = rate(TOLD, [text])
    return rating.positive + rating.negative


@pytest.mark.parametrize(("label", "text"), [(x.id, t) for x in LABELS for t in x.examples_hit])
def test_label_hits(label: str, text: str) -> None:
    assert label in heard(text)


@pytest.mark.parametrize(("label", "text"), [(x.id, t) for x in LABELS for t in x.examples_miss])
def test_label_misses(label: str, text: str) -> None:
    assert label not in heard(text)


def test_rules_name_known_labels() -> None:
    known = {x.id for x in LABELS}
    asked = {label for rows in rules().required.values() for row in rows for label in row}
    assert asked <= rules().helpful
    assert set(rules().harm) - {"default"} <= known - rules().helpful
    assert rules().acknowledged | rules().coached_after <= rules().helpful
    assert set(rules().matter) == {x.id for x in catalogue.labels("disclosure")}
    assert all(x.definition and x.source for x in LABELS)
