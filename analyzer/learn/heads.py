"""The questions that a model answers of every passage."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.learn.corpus import ACTORS, ASSERTIONS, EXPERIENCERS, HANDLINGS, TEMPORALITIES
from analyzer.taxonomy.catalogue import labels


@dataclass(frozen=True)
class Head:
    """One question to a unit.

    Args:
        choices: Its answers.
        several: Each may hold at once (sigmoid); otherwise one of them (softmax).
    """

    name: str
    choices: tuple[str, ...]
    several: bool


def heads() -> tuple[Head, ...]:
    """All heads, by the labels of the taxonomy."""
    ids = {
        kind: tuple(label.id for label in labels(kind))
        for kind in ("disclosure", "boundary", "response", "moves")
    }
    return (
        Head("referral", ("referral",), several=True),
        Head("disclosure", ids["disclosure"], several=True),  # which, where there is one
        Head("crossing", ("crossing",), several=True),
        Head("boundary", ids["boundary"], several=True),  # which, where there is one
        Head("response", tuple(r for r in ids["response"] if r != "resp_none"), several=True),
        Head("moves", ids["moves"], several=True),
        Head("assertion", ASSERTIONS, several=False),
        Head("experiencer", EXPERIENCERS, several=False),
        Head("temporality", TEMPORALITIES, several=False),
        Head("actor", ACTORS, several=False),
        Head("level", ("1", "2", "3", "4", "5"), several=False),
        Head("handling", HANDLINGS, several=False),
        Head("severity", ("crossing", "violation"), several=False),
    )
