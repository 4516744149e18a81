"""Which words carried a score: the few words without which the model would be least sure (occlusion).

What is shown is checked by deletion: the score beside the words is the model's own, read without them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.learn.units import Unit

WINDOW, STEP = 4, 2  # words left out at a time, and how far to the next
_WORD = re.compile(r"\S+")

Read = Callable[[Sequence[Unit]], Mapping[str, np.ndarray]]


@dataclass(frozen=True)
class Carried:
    """Words that carried a score.

    Args:
        start: Offsets in the turn's text.
        without: The score when they are left out.
    """

    start: int
    end: int
    without: float


def carried(units: Sequence[Unit], head: str, read: Read) -> list[Carried]:
    """For each unit the words whose absence lowers this head's score most; all read in one batch."""
    trials: list[Unit] = []
    places: list[tuple[int, int, int]] = []
    for k, unit in enumerate(units):
        role, _, said = unit.said.partition(": ")
        words = [m.span() for m in _WORD.finditer(said)]
        for first in range(0, max(1, len(words) - WINDOW + STEP), STEP):
            chosen = words[first : first + WINDOW]
            start, end = chosen[0][0], chosen[-1][1]
            left = f"{said[:start].rstrip()} {said[end:].lstrip()}".strip() or "..."
            trials.append(Unit(unit.turn, unit.start, unit.end, unit.context, f"{role}: {left}"))
            places.append((k, unit.start + start, unit.start + end))
    if not trials:
        return []
    scores = read(trials)[head][:, 0]
    best: list[Carried | None] = [None] * len(units)
    for (k, start, end), score in zip(places, map(float, scores), strict=True):
        so_far = best[k]
        if so_far is None or score < so_far.without:
            best[k] = Carried(start, end, score)
    return [b for b in best if b is not None]
