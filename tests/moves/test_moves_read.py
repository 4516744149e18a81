"""Moves as a trained model reads them, laid over those of the rules; the model is a stand-in with fixed answers."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from analyzer.config import AnalysisConfig
from analyzer.detectors.base import Material
from analyzer.moves import find_moves
from analyzer.pipeline import look_at
from analyzer.taxonomy import load_toml

LABELS = load_toml("moves.toml")["labels"]


def read(text: str, **scores: float) -> list[tuple[str, str]]:
    """Label and rule of each move in a coach's turn, with a model that is sure of these labels and no others."""
    (material,) = look_at(
        [(text, "coach", "client: I do not know where to start.")], AnalysisConfig(model=None)
    )
    passage = SimpleNamespace(
        unit=SimpleNamespace(turn=1, start=0, end=len(text)),
        scores={"moves": {label: scores.get(label, 0.01) for label in LABELS}},
    )
    reading = SimpleNamespace(name="x/1", of_turn=lambda turn: [passage] if turn == 1 else [])
    with_model: Material = replace(material, reading=reading)  # type: ignore[arg-type]
    return [(m.label, m.rule) for m in find_moves(with_model, None).moves]


def test_what_only_the_model_hears_is_a_move_of_the_passage() -> None:
    said = "A week off and a long walk, every morning."
    assert ("advice", "x/1") not in read(said)
    assert ("advice", "x/1") in read(said, advice=0.95)


def test_what_both_hear_is_the_rules_move() -> None:
    found = read("What would you like to try?", open_question=0.99)
    assert [label for label, _ in found] == ["open_question"]
    assert found[0][1] != "x/1"


def test_a_question_mark_outlives_the_models_doubt() -> None:
    assert [label for label, _ in read("What would you like to try?")] == ["open_question"]


def test_a_sign_of_listening_is_left_alone() -> None:
    assert [label for label, _ in read("Mm.", advice=0.99)] == ["backchannel"]


@pytest.mark.parametrize("table", ["adds_from", "keeps_from"])
def test_the_table_names_moves_and_probabilities(table: str) -> None:
    rows = load_toml("moves.toml")["read"][table]
    assert set(rows) <= set(LABELS)
    assert all(0 < value < 1 for value in rows.values())
