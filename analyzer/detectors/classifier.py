"""Possible disclosures and boundary language as the trained model reads them, beside the cue tables.

The tables stay as they are: no score of the model silences what they found. The model adds passages that no
cue names. Where both flag one passage with one label, the tables' finding stands and gains the model's reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, cast

from analyzer.config import AnalysisConfig
from analyzer.detectors.base import Material, Passage, Reading
from analyzer.detectors.boundary_response import with_response
from analyzer.detectors.nearest import nearest
from analyzer.detectors.urgency import Facts, calls_for_referral, decide
from analyzer.taxonomy import load_toml
from analyzer.types import BoundaryFinding, DisclosureFinding, Evidence, Finding, IdeationLevel, Severity

_RELATED = frozenset({"partner", "ex_partner", "family"})


class ModelDetector:
    """Draws on the model's reading of the session; finds nothing where there is none."""

    def __init__(self, config: AnalysisConfig) -> None:
        self.config = config
        # The last two parts: a folder's place on this machine is nobody's business.
        self.name = f"model {'/'.join(Path(config.model).parts[-2:])}" if config.model else "model"

    def detect(self, material: Material) -> Iterable[Finding]:
        """Findings in order of place."""
        reading = material.reading
        if reading is None:
            return ()
        found = [(p, f) for p in reading.passages for f in self._read(material, p, reading)]
        explained = _with_words(found, reading) if self.config.explain else [f for _, f in found]
        return tuple(sorted(explained, key=lambda f: (f.turn, f.start, f.kind, f.label)))

    def _read(self, material: Material, passage: Passage, reading: Reading) -> Iterable[Finding]:
        role = material.session.turns[passage.unit.turn].role
        if role == "other":
            return
        told = passage.scores["referral"]["referral"]
        if role != "coach" and told >= reading.thresholds["referral"]:
            for label, share in _chosen(passage, "disclosure", reading):
                if not _known(material, passage, "disclosure", label):
                    yield self._disclosure(material, passage, label, told * share, reading)
        crossed = passage.scores["crossing"]["crossing"]
        if crossed >= reading.thresholds["crossing"]:
            for label, share in _chosen(passage, "boundary", reading):
                if not _known(material, passage, "boundary", label):
                    yield _boundary(material, passage, label, crossed * share, reading)

    def _disclosure(
        self, material: Material, passage: Passage, label: str, score: float, reading: Reading
    ) -> DisclosureFinding:
        unit, turn = passage.unit, material.session.turns[passage.unit.turn]
        read = {n: passage.best(n)[0] for n in ("assertion", "experiencer", "temporality", "actor")}
        if read["assertion"] not in ("affirmed", "suspected"):
            read["assertion"] = "suspected"  # it is flagged because somebody should look
        level = cast("IdeationLevel", int(passage.best("level")[0])) if label == "suicidal_ideation" else None
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
            tier="alert" if score >= reading.thresholds["alert"] else "review",
            evidence=(_evidence(passage, score, reading),),
            source="model",
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


def _boundary(
    material: Material, passage: Passage, label: str, score: float, reading: Reading
) -> BoundaryFinding:
    unit, turn = passage.unit, material.session.turns[passage.unit.turn]
    severity = "client_pressure" if turn.role == "client" else passage.best("severity")[0]
    finding = BoundaryFinding(
        id=f"m{unit.turn}-{unit.start}-{label}",
        label=label,
        turn=unit.turn,
        start=unit.start,
        end=unit.end,
        quote=turn.text[unit.start : unit.end],
        speaker=turn.speaker,
        speaker_role=turn.role,
        score=round(score, 3),
        tier="alert" if score >= reading.thresholds["alert"] else "review",
        severity=cast("Severity", severity),
        evidence=(_evidence(passage, score, reading),),
        source="model",
    )
    return with_response(material, finding) if severity == "client_pressure" else finding


def _with_words(found: Sequence[tuple[Passage, Finding]], reading: Reading) -> list[Finding]:
    """The findings, each with the words that carried it."""
    out: list[Finding] = []
    for head, kind in (("referral", DisclosureFinding), ("crossing", BoundaryFinding)):
        mine = [(p, f) for p, f in found if isinstance(f, kind)]
        passages = list({id(p): p for p, _ in mine}.values())
        words = dict(zip(map(id, passages), reading.carried(passages, head), strict=True))
        for passage, finding in mine:
            said, score = words[id(passage)], passage.scores[head][head]
            note = f"without these words the model would be {said.without:.0%} sure, not {score:.0%}"
            seen = Evidence(
                kind="words", rule=reading.name, turn=finding.turn, start=said.start, end=said.end, note=note
            )
            out.append(finding.replace(evidence=(*finding.evidence, seen, *_nearest(finding))))
    return out


def _nearest(finding: Finding) -> tuple[Evidence, ...]:
    """The written cue that comes nearest to it, where one comes near at all."""
    found = nearest(finding.kind, finding.label, finding.quote)
    if found is None:
        return ()
    entry, example = found
    note = f"the nearest written cue is of “{example}”"
    return (
        Evidence(
            kind="nearest", rule=entry.id, turn=finding.turn, start=finding.start, end=finding.end, note=note
        ),
    )


def _chosen(passage: Passage, head: str, reading: Reading) -> list[tuple[str, float]]:
    """The likeliest answer, and any other as likely as the threshold asks."""
    first = passage.best(head)[0]
    others = [x for x in passage.at_least(head, reading.thresholds["also"]) if x[0] != first]
    return [(first, 1.0), *others]


def _known(material: Material, passage: Passage, kind: str, label: str) -> bool:
    unit = passage.unit
    return any(
        f.kind == kind and f.label == label and f.turn == unit.turn and f.start < unit.end and f.end > unit.start
        and (not isinstance(f, DisclosureFinding) or f.referral)
        for f in material.found
    )  # fmt: skip


def _evidence(passage: Passage, score: float, reading: Reading) -> Evidence:
    unit = passage.unit
    note = f"a trained model reads it so ({score:.0%}); no cue names it"
    return Evidence(
        kind="model", rule=reading.name, turn=unit.turn, start=unit.start, end=unit.end, note=note
    )
