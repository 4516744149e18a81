"""From labelled sessions to what the network is taught: a unit and its answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from analyzer.learn.corpus import LabelledSession, LabelledTurn, Mark
from analyzer.learn.heads import Head, heads
from analyzer.learn.units import Unit, units_of
from analyzer.text import read_turn

ATTRIBUTES = ("assertion", "experiencer", "temporality", "actor")


@dataclass(frozen=True)
class Example:
    """A unit with what is true of it.

    Args:
        answers: Head -> answers that hold.
        asked: Heads for which the unit says anything at all; the others are not taught from it.
        session: Where it is from.
        kinds: Near misses in it.
    """

    unit: Unit
    answers: dict[str, tuple[str, ...]]
    asked: frozenset[str]
    session: str
    role: str
    kinds: tuple[str, ...] = ()


def examples_of(sessions: Iterable[LabelledSession]) -> list[Example]:
    """Units of all sessions with their answers."""
    out: list[Example] = []
    for session in sessions:
        texts = [read_turn(t.text, i) for i, t in enumerate(session.turns)]
        disclosed = False
        for unit in units_of([t.role for t in session.turns], texts):
            turn = session.turns[unit.turn]
            marks = [m for m in turn.marks if m.kind == "h" or (m.start < unit.end and m.end > unit.start)]
            out.append(_example(session, unit, turn, marks, disclosed))
            disclosed = disclosed or any(m.kind == "d" and m.referral for m in marks)
    return out


def _example(
    session: LabelledSession, unit: Unit, turn: LabelledTurn, marks: Sequence[Mark], disclosed: bool
) -> Example:
    told = [m for m in marks if m.kind == "d"]
    flagged = [m for m in told if m.referral]
    answers: dict[str, tuple[str, ...]] = {
        "referral": ("referral",) if flagged else (),
        "disclosure": tuple({m.label: None for m in flagged}),
        "crossing": ("crossing",) if any(m.kind == "b" for m in marks) else (),
        "boundary": tuple({m.label: None for m in marks if m.kind == "b"}),
        "response": tuple({m.label: None for m in marks if m.kind == "r"}),
        "moves": turn.moves,
    }
    asked = {"referral", "crossing"}
    asked |= {"disclosure"} if flagged else set()
    asked |= {"boundary"} if answers["boundary"] else set()
    if turn.role == "coach":
        asked |= {"moves"} if turn.moves else set()
        if disclosed or answers["response"]:
            asked.add("response")
    if told:
        first = flagged[0] if flagged else told[0]
        for name, value in zip(ATTRIBUTES, first.attributes, strict=True):
            answers[name] = (value,)
            asked.add(name)
    levels = [m.level for m in told if m.level is not None]
    if levels:
        answers["level"] = (str(max(levels)),)
        asked.add("level")
    handled = [m.label for m in marks if m.kind == "h"]
    if handled:
        answers["handling"] = (handled[0],)
        asked.add("handling")
    severe = {m.attributes[0] for m in marks if m.kind == "b"} - {"pressure"}
    if severe:
        answers["severity"] = ("violation" if "violation" in severe else "crossing",)
        asked.add("severity")
    kinds = tuple(m.label for m in marks if m.kind == "n")
    return Example(unit, answers, frozenset(asked), session.id, turn.role, kinds)


def targets(examples: Sequence[Example]) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Answers as numbers, and which heads each example teaches.

    Returns:
        Head -> float (units, choices) for heads with several answers, long (units) for the others;
        head -> bool (units).
    """
    values, masks = {}, {}
    for head in heads():
        masks[head.name] = torch.tensor([head.name in e.asked for e in examples])
        values[head.name] = _several(head, examples) if head.several else _one(head, examples)
    return values, masks


def _several(head: Head, examples: Sequence[Example]) -> Tensor:
    place = {choice: i for i, choice in enumerate(head.choices)}
    out = torch.zeros(len(examples), len(head.choices))
    for k, example in enumerate(examples):
        for answer in example.answers.get(head.name, ()):
            out[k, place[answer]] = 1.0
    return out


def _one(head: Head, examples: Sequence[Example]) -> Tensor:
    place = {choice: i for i, choice in enumerate(head.choices)}
    return torch.tensor([place[a[0]] if (a := e.answers.get(head.name)) else 0 for e in examples])


def told(examples: Sequence[Example], head: str) -> np.ndarray:
    """Whether anything of a head holds, bool (units)."""
    return np.array([bool(e.answers.get(head)) for e in examples])
