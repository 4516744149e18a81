"""Passages read by two people, and moves that others coded: counted by hand here, on rows made for the test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("torch")

from analyzer.config import AnalysisConfig
from analyzer.errors import InputError, ModelError
from analyzer.learn.agreement import evaluate_moves, evaluate_readings, evaluate_set
from analyzer.learn.evaluation import evaluate_lines
from analyzer.learn.figures import (
    bootstrap,
    calibration_curve,
    f1,
    kappa,
    precision_and_recall,
)
from analyzer.learn.page import as_page

CUES = AnalysisConfig(model=None)
POSTS = {
    "p-1": "He hits me most weekends.",  # told, found
    "p-2": "It is quiet at ours now that the lodger has gone.",  # told by both, found by no cue
    "p-3": "We had soup.",  # harmless
    "p-4": "My brother hits me for money.",  # the readers differ
    "p-5": "I want to kill myself.",  # one is not sure
}
READ = """# Two readers.
row	first	second
p-1	physical_abuse partner	physical_abuse partner; emotional_abuse partner
p-2	coercive_control suspected	coercive_control
p-3	harmless	harmless
p-4	physical_abuse family	harmless
p-5	?	suicidal_ideation L2
"""


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    (tmp_path / "posts").mkdir()
    rows = [json.dumps({"id": k, "speaker": "client", "text": v}) for k, v in POSTS.items()]
    (tmp_path / "posts" / "posts.jsonl").write_text("\n".join(rows) + "\n")
    (tmp_path / "posts.tsv").write_text(READ)
    return tmp_path


def test_passages_count_where_both_readers_agree(sets: Path) -> None:
    result = evaluate_readings(sets / "posts.tsv", sets, CUES)
    shown = {name: (r.hits, r.total) for name, r in result.rates.items()}
    assert shown["both readers sure: they agree"] == (3, 4)
    assert shown["disclosing passages flagged"] == (1, 2)
    assert shown["harmless passages flagged"] == (0, 1)
    assert shown["flags that are right"] == (1, 1)
    assert shown["group violence and abuse"] == (1, 1)
    assert shown["group coercion and control"] == (0, 1)
    assert result.numbers["kappa of the readers, where both are sure"].value == pytest.approx(0.5)
    assert result.numbers["F1 of passages"].value == pytest.approx(2 / 3, abs=1e-3)


def test_labels_of_another_version_of_a_set_are_an_error(sets: Path) -> None:
    (sets / "posts.tsv").write_text(READ + "p-9\tharmless\tharmless\n")
    with pytest.raises(ModelError, match="no row 'p-9'"):
        evaluate_readings(sets / "posts.tsv", sets, CUES)
    (sets / "posts.tsv").write_text(READ.replace("coercive_control suspected", "control"))
    with pytest.raises(ModelError, match="is no mark"):
        evaluate_readings(sets / "posts.tsv", sets, CUES)


TALK = [
    {"speaker": "coach", "text": "What would you like to work on?", "question": "open"},
    {"speaker": "client", "text": "My sleep."},
    {"speaker": "coach", "text": "Do you drink coffee?", "question": "closed"},
    {"speaker": "client", "text": "I do."},
    {"speaker": "coach", "text": "Right.", "question": "open"},
]


def test_moves_are_held_against_the_codes_of_a_set(tmp_path: Path) -> None:
    path = tmp_path / "annomi.jsonl"
    path.write_text("\n".join(json.dumps({"conversation_id": "a", **row}) for row in TALK) + "\n")
    result = evaluate_moves(path, CUES)
    assert (result.rates["question: recall"].hits, result.rates["question: recall"].total) == (2, 3)
    assert (result.rates["question: precision"].hits, result.rates["question: precision"].total) == (2, 2)
    assert result.numbers["question: F1"].value == pytest.approx(0.8)
    assert {r.source for r in evaluate_set(path, CUES)} == {"annomi", "annomi, moves"}


def test_lines_of_a_set_are_counted_by_role_and_by_the_hour(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    rows = [
        {"conversation_id": "a", "speaker": "coach", "text": "How was it?"},
        {"conversation_id": "a", "speaker": "client", "text": "He hits me."},
        {"conversation_id": "a", "speaker": "client", "text": "Soup again."},
    ]
    path.write_text("\n".join(map(json.dumps, rows)) + "\n")
    result = evaluate_lines(path, CUES)
    flagged = result.rates["client lines flagged as a disclosure"]
    assert (flagged.hits, flagged.total) == (1, 2)
    assert result.numbers["disclosure flags in an hour of talk"].value == pytest.approx(9_000 / 8)
    path.write_text('{"speaker": "client"}\n')
    with pytest.raises(InputError, match=r"own\.jsonl:1: has no text"):
        evaluate_lines(path, CUES)


def test_figures_by_hand() -> None:
    pairs = [(True, True)] * 3 + [(True, False), (False, True)] + [(False, False)] * 5
    assert f1(pairs) == pytest.approx(0.75)
    assert kappa(pairs) == pytest.approx((0.8 - 0.52) / 0.48)
    drawn = bootstrap(pairs, f1, 4)
    assert drawn.low <= drawn.value <= drawn.high
    assert bootstrap(pairs, f1, 4) == drawn
    curve = precision_and_recall([True, False, True], [0.9, 0.8, 0.0])
    assert (curve.x, curve.y) == ((0.5, 0.5), (1.0, 0.5))
    assert calibration_curve([True, False], [0.95, 0.93]).y == (0.5,)


def test_the_page_holds_figures_and_no_words(sets: Path) -> None:
    page = as_page([evaluate_readings(sets / "posts.tsv", sets, CUES)])
    assert "disclosing passages flagged" in page
    assert "<polyline" in page
    assert "http://" not in page
    assert "https://" not in page
    assert all(text not in page for text in POSTS.values())
