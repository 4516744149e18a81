"""Possible disclosures and boundary language as the trained model reads them, beside the cue tables.

The tables stay as they are: no score of the model silences what they found. The model adds passages that no
cue names. Where both flag one passage with one label, the tables' finding stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from analyzer.config import AnalysisConfig
from analyzer.detectors.base import Material
from analyzer.detectors.urgency import Facts, calls_for_referral, decide
from analyzer.taxonomy import load_toml
from analyzer.types import BoundaryFinding, DisclosureFinding, Evidence, Finding, IdeationLevel

if TYPE_CHECKING:
    from analyzer.learn.store import Model
    from analyzer.learn.units import Unit

_RELATED = frozenset({"partner", "ex_partner", "family"})


@cache
def _model(name: str) -> Model:
    from analyzer.learn.store import ROOT, load_model

    folder = Path(name)
    return load_model(folder if folder.is_dir() else ROOT / name)


class ModelDetector:
    """Reads every passage of coach and client with the model that the configuration names; nothing without one."""

    name = "model"

    def __init__(self, config: AnalysisConfig) -> None:
        self.config = config

    def detect(self, material: Material) -> Iterable[Finding]:
        """Findings in order of place."""
        return self.detect_many([material])[0]

    def detect_many(self, materials: Sequence[Material]) -> list[tuple[Finding, ...]]:
        """Findings of each session, all passages in one batch."""
        if self.config.model is None:
            return [() for _ in materials]
        from analyzer.learn.units import units_of

        model = _model(self.config.model)
        units = [units_of([t.role for t in m.session.turns], m.texts) for m in materials]
        flat = [u for us in units for u in us]
        scores = model.read(flat) if flat else {}
        out, at = [], 0
        for material, mine in zip(materials, units, strict=True):
            rows = range(at, at + len(mine))
            at += len(mine)
            found = [
                f
                for unit, k in zip(mine, rows, strict=True)
                for f in self._read(material, unit, scores, k, model)
            ]
            out.append(tuple(sorted(found, key=lambda f: (f.turn, f.start, f.kind, f.label))))
        return out

    def _read(
        self, material: Material, unit: Unit, scores: dict[str, Any], k: int, model: Model
    ) -> Iterable[Finding]:
        role = material.session.turns[unit.turn].role
        if role == "other":
            return
        told = float(scores["referral"][k, 0])
        if role != "coach" and told >= model.thresholds["referral"]:
            for label, share in _chosen(scores, "disclosure", k, model):
                if not _known(material, unit, "disclosure", label):
                    yield self._disclosure(material, unit, label, told * share, scores, k, model)
        crossed = float(scores["crossing"][k, 0])
        if crossed >= model.thresholds["crossing"]:
            for label, share in _chosen(scores, "boundary", k, model):
                if not _known(material, unit, "boundary", label):
                    yield _boundary(material, unit, label, crossed * share, model)

    def _disclosure(
        self,
        material: Material,
        unit: Unit,
        label: str,
        score: float,
        scores: dict[str, Any],
        k: int,
        model: Model,
    ) -> DisclosureFinding:
        turn = material.session.turns[unit.turn]
        read = {
            name: _best(scores, name, k, model)
            for name in ("assertion", "experiencer", "temporality", "actor")
        }
        if read["assertion"] not in ("affirmed", "suspected"):
            read["assertion"] = "suspected"  # it is flagged because somebody should look
        level = (
            cast("IdeationLevel", int(_best(scores, "level", k, model)))
            if label == "suicidal_ideation"
            else None
        )
        facts = Facts(
            label=label,
            assertion=cast("Any", read["assertion"]),
            temporality=cast("Any", read["temporality"]),
            experiencer=cast("Any", read["experiencer"]),
            level=level,
        )
        urgency, rule = decide(facts, {"wish_to_be_dead_urgency": self.config.wish_to_be_dead_urgency})
        domestic = label in load_toml("thresholds.toml")["model"]["domestic"] and read["actor"] in _RELATED
        return DisclosureFinding(
            id=f"m{unit.turn}-{unit.start}-{label}",
            label=label,
            turn=unit.turn,
            start=unit.start,
            end=unit.end,
            quote=turn.text[unit.start : unit.end],
            speaker=turn.speaker,
            speaker_role=turn.role,
            score=round(score, 3),
            tier="alert" if score >= model.thresholds["alert"] else "review",
            evidence=(_evidence(unit, score, model),),
            referral=calls_for_referral(facts.assertion, facts.experiencer, urgency),
            assertion=facts.assertion,
            temporality=facts.temporality,
            experiencer=facts.experiencer,
            actor=cast("Any", read["actor"]),
            urgency=urgency,
            urgency_rule=rule,
            ideation_level=level,
            directness="implied",
            derived=("domestic_abuse",) if domestic else (),
        )


def _boundary(material: Material, unit: Unit, label: str, score: float, model: Model) -> BoundaryFinding:
    turn = material.session.turns[unit.turn]
    return BoundaryFinding(
        id=f"m{unit.turn}-{unit.start}-{label}",
        label=label,
        turn=unit.turn,
        start=unit.start,
        end=unit.end,
        quote=turn.text[unit.start : unit.end],
        speaker=turn.speaker,
        speaker_role=turn.role,
        score=round(score, 3),
        tier="alert" if score >= model.thresholds["alert"] else "review",
        severity="client_pressure" if turn.role == "client" else "crossing",
        evidence=(_evidence(unit, score, model),),
    )


def _chosen(scores: dict[str, Any], head: str, k: int, model: Model) -> list[tuple[str, float]]:
    """The likeliest answer, and any other as likely as the threshold asks."""
    names = model.about["heads"][head]
    ranked = sorted(zip(names, map(float, scores[head][k]), strict=True), key=lambda x: (-x[1], x[0]))
    also = [x for x in ranked[1:] if x[1] >= model.thresholds["also"]]
    return [(ranked[0][0], 1.0), *((name, share) for name, share in also)]


def _best(scores: dict[str, Any], head: str, k: int, model: Model) -> str:
    return str(model.about["heads"][head][int(scores[head][k].argmax())])


def _known(material: Material, unit: Unit, kind: str, label: str) -> bool:
    return any(
        f.kind == kind and f.label == label and f.turn == unit.turn and f.start < unit.end and f.end > unit.start
        and (not isinstance(f, DisclosureFinding) or f.referral)
        for f in material.found
    )  # fmt: skip


def _evidence(unit: Unit, score: float, model: Model) -> Evidence:
    name = f"{model.about['name']}/{model.about['version']}"
    note = f"the trained model reads it so ({score:.0%}); no cue names it"
    return Evidence(kind="model", rule=name, turn=unit.turn, start=unit.start, end=unit.end, note=note)
