"""The model that ships is whole, and its card says what `analyzer evaluate` prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("torch")

from analyzer.config import AnalysisConfig
from analyzer.learn.corpus import read_sittings
from analyzer.learn.evaluation import evaluate_sessions, evaluate_suite
from analyzer.learn.figures import Result
from analyzer.learn.files import read_card
from analyzer.learn.suites import read_suite

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "models" / "sessions" / "2"
CONFIG = AnalysisConfig(model="sessions/2", device="cpu", explain=False)
# Sums of floats differ in the last place between machines: a case on the very edge may fall on the other side.
EDGE = 0.01


def kept() -> dict[str, dict[str, dict[str, int]]]:
    rows = json.loads((FOLDER / "evaluation.json").read_text(encoding="utf-8"))
    return {row["source"]: row["rates"] for row in rows}


def same(result: Result) -> None:
    expected = kept()[result.source]
    assert {n: r.total for n, r in result.rates.items() if "that are right" not in n} == {
        n: r["total"] for n, r in expected.items() if "that are right" not in n
    }
    for name, rate in result.rates.items():
        assert abs(rate.hits - expected[name]["hits"]) <= max(2, EDGE * rate.total), name


def test_the_weights_are_those_of_the_card() -> None:
    about = read_card(FOLDER)
    assert (FOLDER / "weights.safetensors").stat().st_size < 8_000_000
    may_train = {"uptake", "pa_counseling", "advice_reddit", "offmychest", "diasafety", "counselchat"}
    assert set(about["recipe"]["sets"]) | set(about["recipe"]["readings"]) <= may_train


@pytest.mark.parametrize("name", ["disclosures", "boundaries"])
def test_the_suites_give_the_figures_of_the_card(name: str) -> None:
    cases = read_suite((ROOT / "data" / "suites" / name).glob("*.txt"))
    same(evaluate_suite(cases, CONFIG, f"suite {name}"))


def test_the_test_split_gives_the_figures_of_the_card() -> None:
    sessions = [s for s in read_sittings((ROOT / "data" / "gold" / "sittings").glob("*.txt")) if s.split == "test"]  # fmt: skip
    same(evaluate_sessions(sessions, CONFIG, "sittings, test"))
