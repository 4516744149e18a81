"""Moves as a trained model reads them, laid over those of the rules.

The rules know where a sentence begins and ends, the model knows what a passage does. A move that the rules found stays
unless the model is all but sure that the passage holds none; what only the model hears is a move of the whole passage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from analyzer.detectors.base import Passage, Reading
from analyzer.taxonomy import load_toml
from analyzer.types import Move


def with_reading(
    moves: Sequence[Move], reading: Reading | None, coach_turns: Iterable[int]
) -> tuple[Move, ...]:
    """The moves of the coach's turns with the model's reading of each; unchanged without one.

    Args:
        moves: What the rules found.
        coach_turns: Turns of the coach that hold more than a sign of listening.
    """
    if reading is None:
        return tuple(moves)
    turns = set(coach_turns)
    out = [m for m in moves if m.turn not in turns or m.label == "backchannel"]
    for turn in sorted(turns):
        mine = [m for m in moves if m.turn == turn and m.label != "backchannel"]
        for passage in reading.of_turn(turn):
            inside = [m for m in mine if m.start < passage.unit.end and m.end > passage.unit.start]
            out += _of_passage(inside, passage, reading)
    return tuple(sorted(dict.fromkeys(out), key=lambda m: (m.turn, m.start, m.end, m.label)))


def _of_passage(found: Sequence[Move], passage: Passage, reading: Reading) -> Iterator[Move]:
    scores = passage.scores["moves"]
    known = load_toml("moves.toml")["read"]
    adds, keeps = known["adds_from"], known["keeps_from"]
    kept = [m for m in found if scores[m.label] >= keeps.get(m.label, 0.0)]
    heard = {label for label, least in adds.items() if scores[label] >= least} - {m.label for m in kept}
    yield from (m for m in kept if m.label != "other" or not heard)
    unit = passage.unit
    for label in sorted(heard):
        yield Move(
            turn=unit.turn, start=unit.start, end=unit.end, label=cast("Any", label), rule=reading.name
        )
