"""What a detector is given and gives back.

A spaCy Doc has no speaker, role or time, and abuse often shows only across turns: a detector
therefore sees the whole session, with the sentences of every turn beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from analyzer.text import TurnText
from analyzer.types import Finding, Mode, Session


class Place(Protocol):
    """Where a passage stands: offsets in the text of a turn."""

    @property
    def turn(self) -> int: ...  # noqa: D102
    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


class Passage(Protocol):
    """A passage as a trained model reads it: how likely each answer of each head is."""

    @property
    def unit(self) -> Place: ...  # noqa: D102
    @property
    def scores(self) -> Mapping[str, Mapping[str, float]]: ...  # noqa: D102
    def best(self, head: str) -> tuple[str, float]:
        """The likeliest answer."""
        ...

    def at_least(self, head: str, least: float) -> list[tuple[str, float]]:
        """Answers from this probability, the likeliest first."""
        ...


class Carried(Protocol):
    """Words that carried a score: offsets in the turn's text, and the score without them."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def without(self) -> float: ...  # noqa: D102


class Reading(Protocol):
    """A trained model's reading of a session (`analyzer.learn.reader`); the detectors need nothing else of it."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def passages(self) -> Sequence[Passage]: ...  # noqa: D102
    @property
    def thresholds(self) -> Mapping[str, float]: ...  # noqa: D102
    def of_turn(self, turn: int) -> Sequence[Passage]:
        """The passages of one turn."""
        ...

    def carried(self, passages: Sequence[Passage], head: str) -> Sequence[Carried]:
        """For each passage the words that carried this head's score."""
        ...


@dataclass(frozen=True)
class Material:
    """What a detector looks at.

    Args:
        session: With roles.
        texts: The sentences of each turn; `texts[i]` belongs to `session.turns[i]`.
        found: Findings of the detectors that ran before (own stories near a disclosure need them).
        reading: What a trained model makes of each passage; None without one.
    """

    session: Session
    texts: tuple[TurnText, ...]
    mode: Mode = "coaching"
    found: tuple[Finding, ...] = ()
    reading: Reading | None = None


class Detector(Protocol):
    """Finds one kind of thing. Pure: same material, same findings, in order of (turn, start, label).

    A detector that is faster over many sessions at once (a model) may also have
    `detect_many(materials) -> list[tuple[Finding, ...]]`, in the order given.
    """

    name: str

    def detect(self, material: Material) -> Iterable[Finding]:
        """All findings in the session."""
        ...
