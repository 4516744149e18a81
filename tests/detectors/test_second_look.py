"""What a trained model's second look confirms, sets aside and must leave alone; the model is a stand-in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace

import pytest

from analyzer.config import AnalysisConfig
from analyzer.detectors.base import Material
from analyzer.detectors.second_look import second_look
from analyzer.pipeline import look_at
from analyzer.types import DisclosureFinding, Finding

THRESHOLDS = {"referral": 0.5, "referral_aside": 0.1, "crossing": 0.5, "crossing_aside": 0.1}


def read(text: str, score: float, role: str = "client", asked: str | None = None) -> tuple[Finding, ...]:
    """Findings of the cue tables in the last turn, after a model that gives every passage this score."""
    (material,) = look_at([(text, role, asked)], AnalysisConfig(model=None))  # type: ignore[list-item]

    def of_turn(turn: int) -> Sequence[SimpleNamespace]:
        unit = SimpleNamespace(turn=turn, start=0, end=10_000)
        return [
            SimpleNamespace(
                unit=unit, scores={"referral": {"referral": score}, "crossing": {"crossing": score}}
            )
        ]

    reading = SimpleNamespace(name="x/1", thresholds=THRESHOLDS, of_turn=of_turn)
    return second_look(replace(material, reading=reading)).found  # type: ignore[arg-type]


def flagged(findings: Sequence[Finding]) -> list[str]:
    return [f.label for f in findings if isinstance(f, DisclosureFinding) and f.referral]


@pytest.mark.parametrize(
    ("score", "stands", "reason"),
    [(0.9, True, "reads it so too (90%)"), (0.3, True, None), (0.05, False, "sees nothing here")],
)
def test_a_cue_is_confirmed_left_or_set_aside(score: float, stands: bool, reason: str | None) -> None:
    found = read("He hits me most weekends.", score)
    assert flagged(found) == (["physical_abuse"] if stands else [])
    assert len(found) == 1, "set aside is not lost"
    notes = [e.note for e in found[0].evidence if e.kind == "model"]
    assert (reason is None and not notes) or (reason is not None and reason in notes[0])


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("I am going to kill myself tonight, I have the tablets.", None),
        ("I tried to kill myself last week.", None),
        ("My partner strangled me on Sunday.", None),
        ("My husband says he will kill me if I leave.", None),
        ("He is beating my little boy.", None),
    ],
)
def test_danger_to_life_is_never_set_aside(text: str, asked: str | None) -> None:
    assert flagged(read(text, 0.3, asked=asked))
    assert flagged(read(text, 0.0, asked=asked))


def test_boundary_language_stays_and_is_shown_after_the_rest() -> None:
    (finding,) = read("Come on, babe, you can do better.", 0.01, "coach")
    assert finding.tier == "review"
    assert "sees no boundary crossed" in finding.evidence[-1].note


def test_without_a_reading_nothing_changes() -> None:
    (material,) = look_at([("He hits me.", "client", None)], AnalysisConfig(model=None))
    assert isinstance(material, Material)
    assert second_look(material) is material
