"""Every entry of every cue table fires on its own hits and not on its own misses."""

from __future__ import annotations

import pytest

from analyzer.phrases import Entry, PhraseTable, load_table
from analyzer.taxonomy import files
from analyzer.text import read_turn

TABLES = [name for name in files() if name.startswith("cues/")]


def fires(entry: Entry, sentence: str) -> bool:
    table = PhraseTable([entry], "test")
    return any(table.find(s) for s in read_turn(sentence, 0).sentences)


@pytest.mark.parametrize("name", TABLES)
def test_entries_hit_their_hits_and_miss_their_misses(name: str) -> None:
    wrong = []
    for entry in load_table(name).entries:
        if min(len(entry.hits), len(entry.misses)) < 2:
            wrong.append((entry.id, "needs two hits and two misses at least"))
        wrong += [(entry.id, "does not fire on", h) for h in entry.hits if not fires(entry, h)]
        wrong += [(entry.id, "fires on", m) for m in entry.misses if fires(entry, m)]
    assert wrong == []


@pytest.mark.parametrize("kind", sorted({name.split("/")[1] for name in TABLES if name.count("/") == 2}))
def test_ids_are_unique_over_the_tables_of_a_kind(kind: str) -> None:
    assert load_table(*(name for name in TABLES if name.startswith(f"cues/{kind}/"))).entries
