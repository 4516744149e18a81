"""The whole detector on the tables' own sentences, and on the examples of the labels."""

from __future__ import annotations

import pytest
from disclosures_build import client

from analyzer.detectors.disclosures import disclosure_table
from analyzer.phrases import Entry
from analyzer.taxonomy import load_toml

# Entries that stand only beside another cue make no finding of their own.
ENTRIES = [e for e in disclosure_table().entries if not (e.extra.get("needs") or e.extra.get("silent"))]


@pytest.mark.parametrize("entry", ENTRIES, ids=[e.id for e in ENTRIES])
def test_an_entry_makes_a_finding_of_its_hits(entry: Entry) -> None:
    if entry.extra.get("idiom"):
        wrong = [h for h in entry.hits if any(f.referral for f in client(h))]
        assert wrong == [], "a figure of speech must be set aside"
        return
    if entry.extra.get("temporality") == "past":
        assert all(any(f.label == entry.label for f in client(h)) for h in entry.hits)
        return
    missed = [h for h in entry.hits if not any(f.label == entry.label and f.referral for f in client(h))]
    over = [h for h in missed if any(f.label == entry.label and f.temporality == "past" for f in client(h))]
    assert [h for h in missed if h not in over] == []
    assert len(over) < len(entry.hits), "at least one hit must call for a referral"


@pytest.mark.parametrize("row", load_toml("labels/disclosure.toml")["label"], ids=lambda row: row["id"])
def test_the_examples_of_a_label_hold(row: dict[str, list[str]]) -> None:
    hits = [e for e in row["examples_hit"] if not any(f.label == row["id"] and f.referral for f in client(e))]
    misses = [e for e in row["examples_miss"] if any(f.referral for f in client(e))]
    assert (hits, misses) == ([], [])
