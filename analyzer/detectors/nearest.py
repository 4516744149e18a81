"""The written cue that comes nearest to a passage that no cue names: something a person can hold a model's finding against."""

from __future__ import annotations

import re
from functools import cache

from analyzer.detectors.boundaries import boundary_table
from analyzer.detectors.disclosures import disclosure_table
from analyzer.phrases import Entry
from analyzer.taxonomy import load_toml

_WORD = re.compile(r"[a-z']+")
_TABLES = {"disclosure": disclosure_table, "boundary": boundary_table}


def nearest(kind: str, label: str, text: str) -> tuple[Entry, str] | None:
    """The label's entry, and its example, that shares most content words with the text; None where none shares two.

    Args:
        kind: `disclosure` or `boundary`.

    >>> entry, example = nearest("disclosure", "financial_abuse", "Every month my wages land in his account.")
    >>> "wages" in example
    True
    """
    said = _content(text)
    best: tuple[float, str, Entry, str] | None = None
    for entry, example, words in _examples(kind, label):
        shared = len(said & words)
        if shared >= 2:
            share = shared / len(said | words)
            if best is None or (share, best[1]) > (best[0], entry.id):
                best = (share, entry.id, entry, example)
    return best and (best[2], best[3])


@cache
def _examples(kind: str, label: str) -> tuple[tuple[Entry, str, frozenset[str]], ...]:
    entries = [e for e in _TABLES[kind]().entries if e.label == label]
    return tuple((e, hit, _content(hit)) for e in entries for hit in e.hits)


def _content(text: str) -> frozenset[str]:
    stopwords = load_toml("moves.toml")["stopwords"].split()
    return frozenset(_WORD.findall(text.lower())) - set(stopwords)
