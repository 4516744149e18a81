"""A trained model's second look at what the cue tables flagged: what it confirms, and what it sets aside.

A cue knows words, the model knows the sentence around them. Where the model is all but sure that a passage calls for
nothing, the cue's finding is shown as looked at and set aside, with that reason. Two kinds of findings no score can
silence: those of an urgency rule marked `safety_layer`, and those on a plain threat to life (`protected` in
`thresholds.toml`). Where the model agrees, the finding carries both reasons.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from analyzer.detectors.base import Material, Passage, Reading
from analyzer.taxonomy import load_toml
from analyzer.types import DisclosureFinding, Evidence, Finding

_HEADS = {"disclosure": "referral", "boundary": "crossing"}


def second_look(material: Material) -> Material:
    """The same material, its findings by cues confirmed or set aside; unchanged without a model's reading."""
    reading = material.reading
    if reading is None:
        return material
    return replace(material, found=tuple(_looked_at(f, reading) for f in material.found))


def _looked_at(finding: Finding, reading: Reading) -> Finding:
    """The finding as it stands after the model's look. Boundary language is never set aside, only shown after the rest."""
    if finding.source == "model" or (isinstance(finding, DisclosureFinding) and not finding.referral):
        return finding
    head = _HEADS[finding.kind]
    scores = [p.scores[head][head] for p in reading.of_turn(finding.turn) if _overlap(p, finding)]
    if not scores or finding.speaker_role == "other":
        return finding
    score = max(scores)
    if score >= reading.thresholds[head]:
        return finding.replace(
            evidence=(*finding.evidence, _note(finding, reading, score, "reads it so too"))
        )
    if score >= reading.thresholds.get(f"{head}_aside", 0.0) or _protected(finding):
        return finding
    if isinstance(finding, DisclosureFinding):
        note = _note(finding, reading, score, "sees nothing here that calls for a referral")
        return finding.replace(referral=False, tier="review", evidence=(*finding.evidence, note))
    note = _note(finding, reading, score, "sees no boundary crossed here")
    return finding.replace(tier="review", evidence=(*finding.evidence, note))


def _overlap(passage: Passage, finding: Finding) -> bool:
    return passage.unit.start < finding.end and passage.unit.end > finding.start


def _note(finding: Finding, reading: Reading, score: float, what: str) -> Evidence:
    note = f"a trained model {what} ({score:.0%})"
    return Evidence(
        kind="model", rule=reading.name, turn=finding.turn, start=finding.start, end=finding.end, note=note
    )


@cache
def _rules() -> tuple[frozenset[str], dict[str, Any]]:
    rules = load_toml("urgency.toml")["rule"]
    protected: dict[str, Any] = load_toml("thresholds.toml")["protected"]
    return frozenset(r["id"] for r in rules if r.get("safety_layer")), protected


def _protected(finding: Finding) -> bool:
    if not isinstance(finding, DisclosureFinding):
        return False
    safety, protected = _rules()
    return (
        finding.urgency_rule in safety
        or finding.ideation_level in protected["levels"]
        or bool(set(finding.risk_cues) & set(protected["risk_cues"]))
        or (finding.experiencer in protected["experiencers"] and finding.urgency in protected["urgencies"])
    )
