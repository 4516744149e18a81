"""The model in ONNX Runtime says what the reference says, and is made again when it is not whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnxscript")

from analyzer.errors import ModelError
from analyzer.learn.examples import Example
from analyzer.learn.fast import GRAPH, MADE, load_fast
from analyzer.learn.store import load_model, save_model
from analyzer.learn.training import Recipe, train


@pytest.fixture(scope="module")
def folder(base: str, examples: list[Example], tmp_path_factory: pytest.TempPathFactory) -> Path:
    recipe = Recipe(epochs=2, layers=1, batch=8, rate=1e-3, head_rate=5e-3)
    network = train(recipe, examples, examples, lambda _: None, base)
    out = tmp_path_factory.mktemp("models") / "x" / "1"
    about = {"name": "x", "version": "1", "thresholds": {"referral": 0.5}, "calibration": {"referral": [0.9, 0.1]}}  # fmt: skip
    save_model(out, network, recipe, about, base)
    return out


@pytest.fixture(scope="module")
def cache(folder: Path, base: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the graph made in it."""
    where = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANALYZER_CACHE", str(where))
        load_fast(folder, base)
    return where


def made(cache: Path) -> Path:
    (kept,) = [p for p in cache.iterdir() if p.is_dir()]
    return kept


def test_it_says_what_the_reference_says(
    folder: Path, base: str, examples: list[Example], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANALYZER_CACHE", str(cache))
    units = [e.unit for e in examples]
    one, two = load_model(folder, base).read(units), load_fast(folder, base).read(units)
    assert one.keys() == two.keys()
    for head in one:
        np.testing.assert_allclose(one[head], two[head], atol=0.1)
    about = json.loads((made(cache) / MADE).read_text())
    assert about["bits"] in (8, 32)
    assert 0 <= about["shift_of_8_bits"]["mean"] <= about["shift_of_8_bits"]["most"]


@pytest.mark.parametrize(
    "harm",
    [
        lambda kept: (kept / MADE).unlink(),
        lambda kept: (kept / MADE).write_text("{"),
        lambda kept: (kept / GRAPH).write_bytes((kept / GRAPH).read_bytes()[:-9]),
    ],
    ids=["cut off before its note", "a broken note", "a cut graph"],
)
def test_what_is_not_whole_is_made_again(
    harm: object, folder: Path, base: str, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANALYZER_CACHE", str(cache))
    harm(made(cache))  # type: ignore[operator]
    calls: list[Path] = []

    def noted(folder: Path, kept: Path, about: object, base: str | None) -> None:
        calls.append(kept)
        raise ModelError("made again")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analyzer.learn.fast._make", noted)
        with pytest.raises(ModelError, match="made again"):
            load_fast(folder, base)
    assert calls == [made(cache)]
    load_fast(folder, base)  # for the tests after this one


def test_altered_weights_are_refused_though_the_graph_is_there(
    folder: Path, base: str, cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import shutil

    monkeypatch.setenv("ANALYZER_CACHE", str(cache))
    copy = tmp_path / "1"
    shutil.copytree(folder, copy)
    weights = copy / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\1")
    with pytest.raises(ModelError, match="altered"):
        load_fast(copy, base)


def test_once_made_it_needs_no_torch(folder: Path, base: str, cache: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from analyzer.learn.fast import load_fast; from analyzer.learn.units import Unit; "
        f"m = load_fast(Path({str(folder)!r}), {base!r}); m.read([Unit(0, 0, 3, '', 'client: home')]); "
        "print({'torch', 'transformers', 'sklearn'} & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, "ANALYZER_CACHE": str(cache)}
    )  # fmt: skip
    assert ran.stdout.strip() == "set()", ran.stderr
