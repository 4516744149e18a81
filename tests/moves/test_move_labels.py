"""Each cue and each label finds its own examples, and none of its misses."""

from __future__ import annotations

import pytest
from moves_build import coach

from analyzer.moves.rules import cues
from analyzer.phrases import Entry
from analyzer.taxonomy import load_toml
from analyzer.text import read_turn
from analyzer.types import Move

ENTRIES = cues().entries
LABELS = load_toml("labels/moves.toml")["label"]


def matches(entry: Entry, text: str) -> bool:
    return any(h.entry.id == entry.id for s in read_turn(text, 0).sentences for h in cues().find(s))


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
def test_cue_has_examples(entry: Entry) -> None:
    assert len(entry.hits) >= 2
    assert len(entry.misses) >= 2
    assert entry.label != "reflection" or isinstance(entry.extra["points"], int)


def heard(example: str) -> set[str]:
    before, _, words = example.rpartition(" coach: ")
    return set(coach(words, before.removeprefix("client: ") or None))


@pytest.mark.parametrize(("label", "text"), [(x["id"], t) for x in LABELS for t in x.get("examples_hit", ())])
def test_label_hits(label: str, text: str) -> None:
    assert label in heard(text)


@pytest.mark.parametrize(
    ("label", "text"), [(x["id"], t) for x in LABELS for t in x.get("examples_miss", ())]
)
def test_label_misses(label: str, text: str) -> None:
    assert label not in heard(text)


def test_every_label_is_described_and_counted() -> None:
    described = [x["id"] for x in LABELS]
    assert described == load_toml("moves.toml")["labels"]
    assert set(described) == set(Move.model_fields["label"].annotation.__args__)  # type: ignore[union-attr]
    assert all(x["definition"] and x["source"] for x in LABELS)
