"""A trained model's reading of sessions: every passage once, all heads together; the detectors draw on it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from analyzer.detectors import base
from analyzer.detectors.base import Material
from analyzer.learn.explain import Carried, Read, carried
from analyzer.learn.files import ROOT
from analyzer.learn.units import Unit, units_of

if TYPE_CHECKING:
    from analyzer.learn.fast import FastModel
    from analyzer.learn.store import Model


@dataclass(frozen=True)
class Passage:
    """One passage, and how likely each answer of each head is (calibrated for `referral` and `crossing`)."""

    unit: Unit
    scores: Mapping[str, Mapping[str, float]]

    def best(self, head: str) -> tuple[str, float]:
        """The likeliest answer."""
        return max(self.scores[head].items(), key=lambda x: (x[1], x[0]))

    def at_least(self, head: str, least: float) -> list[tuple[str, float]]:
        """Answers from this probability, the likeliest first."""
        return sorted(
            ((n, p) for n, p in self.scores[head].items() if p >= least), key=lambda x: (-x[1], x[0])
        )


@dataclass(frozen=True)
class Reading:
    """All passages of one session, in order.

    Args:
        name: Of the model, as `name/version`.
        thresholds: Head -> probability from which an answer counts.
        read: Reads further units, for explanations.
    """

    name: str
    passages: tuple[Passage, ...]
    thresholds: Mapping[str, float]
    read: Read

    def carried(self, passages: Sequence[base.Passage], head: str) -> list[Carried]:
        """For each passage the words that carried this head's score (`analyzer.learn.explain`)."""
        return carried([cast("Unit", p.unit) for p in passages], head, self.read)

    @cached_property
    def _by_turn(self) -> dict[int, list[Passage]]:
        out: dict[int, list[Passage]] = {}
        for passage in self.passages:
            out.setdefault(passage.unit.turn, []).append(passage)
        return out

    def of_turn(self, turn: int) -> Sequence[Passage]:
        """The passages of one turn."""
        return self._by_turn.get(turn, ())


@cache
def _model(name: str, device: str) -> Model | FastModel:
    folder = Path(name) if Path(name).is_dir() else ROOT / name
    if device == "auto":
        from analyzer.learn.fast import load_fast

        try:
            return load_fast(folder)
        except OSError as error:
            print(
                f"analyzer: the prepared model cannot be kept ({error.strerror}); reading with the slower reference. "
                "Set ANALYZER_CACHE to a folder that can be written.",
                file=sys.stderr,
            )
    from analyzer.learn.store import load_model

    return load_model(folder, device="cpu" if device == "auto" else device)


def with_reading(materials: Sequence[Material], name: str, device: str = "auto") -> list[Material]:
    """The same materials with the model's reading of each; all passages in one batch.

    Args:
        materials: Sessions with their sentences.
        name: `name/version` below `models/`, or a folder.
        device: `auto` (ONNX Runtime, 8 bits), `cpu` (the reference, torch) or `cuda`.

    Raises:
        ModelError: There is no such model, or it is not whole.
    """
    model = _model(name, device)
    units = [units_of([t.role for t in m.session.turns], m.texts) for m in materials]
    scores = model.read([u for us in units for u in us])
    answers: dict[str, list[str]] = model.about["heads"]
    called = f"{model.about['name']}/{model.about['version']}"
    out, at = [], 0
    for material, mine in zip(materials, units, strict=True):
        passages = tuple(
            Passage(
                unit,
                {
                    head: dict(zip(names, map(float, scores[head][at + k]), strict=True))
                    for head, names in answers.items()
                },
            )
            for k, unit in enumerate(mine)
        )
        at += len(mine)
        out.append(replace(material, reading=Reading(called, passages, model.thresholds, model.read)))
    return out
