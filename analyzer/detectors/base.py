"""What a detector is given and gives back.

A spaCy Doc has no speaker, role or time, and abuse often shows only across turns: a detector
therefore sees the whole session, with the sentences of every turn beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from analyzer.text import TurnText
from analyzer.types import Finding, Mode, Session


@dataclass(frozen=True)
class Material:
    """What a detector looks at.

    Args:
        session: With roles.
        texts: The sentences of each turn; `texts[i]` belongs to `session.turns[i]`.
        found: Findings of the detectors that ran before (own stories near a disclosure need them).
    """

    session: Session
    texts: tuple[TurnText, ...]
    mode: Mode = "coaching"
    found: tuple[Finding, ...] = ()


class Detector(Protocol):
    """Finds one kind of thing. Pure: same material, same findings, in order of (turn, start, label).

    A detector that is faster over many sessions at once (a model) may also have
    `detect_many(materials) -> list[tuple[Finding, ...]]`, in the order given.
    """

    name: str

    def detect(self, material: Material) -> Iterable[Finding]:
        """All findings in the session."""
        ...
