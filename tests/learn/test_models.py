"""Training and keeping models, on the tiny encoder of `conftest.py`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

pytest.importorskip("torch")

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from analyzer.errors import ModelError
from analyzer.learn.calibration import calibrate, calibrated, expected_calibration_error
from analyzer.learn.delta import pack, unpack
from analyzer.learn.encoder import base_folder
from analyzer.learn.examples import Example
from analyzer.learn.files import CARD, WEIGHTS
from analyzer.learn.heads import heads
from analyzer.learn.network import Network
from analyzer.learn.store import load_model, save_model
from analyzer.learn.training import (
    Recipe,
    choose_thresholds,
    predict,
    train,
)
from analyzer.learn.units import UNIT_WORDS, Unit, cut
from analyzer.text import read_turn

UNIT = Unit(0, 0, 3, "", "client: yes")
RECIPE = Recipe(epochs=3, layers=1, batch=8, rate=1e-3, head_rate=5e-3)


@pytest.fixture(scope="module")
def trained(base: str, examples: list[Example]) -> Network:
    return train(RECIPE, examples, examples, lambda _: None, base)


def test_it_learns_and_twice_the_same(base: str, examples: list[Example], trained: Network) -> None:
    log: list[str] = []
    again = train(RECIPE, examples, examples, log.append, base)
    from analyzer.learn.encoder import load_tokenizer

    units = [e.unit for e in examples]
    one, two = (predict(n, load_tokenizer(base_folder(base)), units) for n in (trained, again))
    for head in heads():
        np.testing.assert_array_equal(one[head.name], two[head.name])
    told = np.array([bool(e.answers["referral"]) for e in examples])
    assert one["referral"][told, 0].mean() > one["referral"][~told, 0].mean()
    assert any(line.startswith("epoch 3") for line in log)


def test_a_model_comes_back_as_it_was_kept(
    base: str, examples: list[Example], trained: Network, tmp_path: Path
) -> None:
    from analyzer.learn.encoder import load_tokenizer

    units = [e.unit for e in examples]
    before = predict(trained, load_tokenizer(base_folder(base)), units)
    about = {"name": "x", "version": "1", "thresholds": {"referral": 0.5}}
    save_model(tmp_path, trained, RECIPE, about, base)
    model = load_model(tmp_path, base)
    after = predict(model.network, model.tokenizer, units)
    np.testing.assert_allclose(before["referral"], after["referral"], atol=5e-3)  # kept in half precision
    assert model.thresholds == {"referral": 0.5}


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda f: (f / WEIGHTS).unlink(), "weights are missing"),
        (
            lambda f: (f / WEIGHTS).write_bytes((f / WEIGHTS).read_bytes()[:-4] + b"\0\0\0\1"),
            "weights are altered",
        ),
        (lambda f: (f / CARD).unlink(), r"no model\.json"),
    ],
)
def test_missing_or_altered_weights_are_an_error(
    harm: object, message: str, base: str, trained: Network, tmp_path: Path
) -> None:
    save_model(tmp_path, trained, RECIPE, {}, base)
    harm(tmp_path)  # type: ignore[operator]
    with pytest.raises(ModelError, match=message):
        load_model(tmp_path, base)


def test_a_model_on_another_base_is_refused(base: str, trained: Network, tmp_path: Path) -> None:
    save_model(tmp_path / "m", trained, RECIPE, {}, base)
    other = tmp_path / "other"
    shutil.copytree(base, other)
    weights = load_file(other / "model.safetensors")
    save_file({n: v + 1 for n, v in weights.items()}, other / "model.safetensors", {"format": "pt"})
    with pytest.raises(ModelError, match="another base"):
        load_model(tmp_path / "m", str(other))


def test_a_change_of_low_rank_comes_back_whole() -> None:
    torch.manual_seed(1)
    base = {"w": torch.randn(40, 60), "b": torch.randn(40)}
    change = torch.randn(40, 3) @ torch.randn(3, 60)
    trained = {"w": base["w"] + change, "b": base["b"] + 1, "head": torch.randn(5, 40)}
    packed = pack(trained, base, rank=4)
    assert sum(v.numel() for v in packed.values()) < sum(v.numel() for v in trained.values()) / 2
    for name, value in unpack(packed, base).items():
        torch.testing.assert_close(value, trained[name], atol=0.02, rtol=0.01)


def test_a_change_that_the_base_has_no_place_for_is_an_error() -> None:
    with pytest.raises(ModelError, match="do not fit"):
        unpack({"gone.change": torch.zeros(3)}, {"b": torch.zeros(3)})


def test_calibration_makes_scores_hold() -> None:
    draw = np.random.default_rng(1)
    truth = draw.random(4000) < 0.2
    raw = 1 / (1 + np.exp(-(np.where(truth, 1.5, -1.5) * 3 + draw.normal(0, 3, 4000))))
    scores = {"referral": raw[:, None], "crossing": raw[:, None]}
    fit = calibrate({"referral": truth, "crossing": np.zeros(4000, bool)}, scores)
    after = calibrated(scores, fit)["referral"][:, 0]
    assert expected_calibration_error(truth, after) < 0.03 < expected_calibration_error(truth, raw)
    assert set(fit) == {"referral"}  # of what never holds nothing can be learned


def test_a_model_for_other_labels_is_refused(base: str, trained: Network, tmp_path: Path) -> None:
    save_model(tmp_path, trained, RECIPE, {}, base)
    card = json.loads((tmp_path / CARD).read_text())
    card["heads"]["disclosure"].pop()
    (tmp_path / CARD).write_text(json.dumps(card))
    with pytest.raises(ModelError, match="other labels"):
        load_model(tmp_path, base)


def test_a_base_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ModelError, match=r"no config\.json"):
        base_folder("/nowhere")


def test_a_recipe_with_a_slip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text("epoch = 3\n")
    with pytest.raises(ModelError, match="unknown keys"):
        Recipe.read(tmp_path / "r.toml")


def test_thresholds_are_the_lowest_that_are_right_often_enough(examples: list[Example]) -> None:
    told = np.array([float(bool(e.answers["referral"])) for e in examples])
    scores = {"referral": told[:, None] * 0.5 + 0.2, "crossing": np.zeros((len(told), 1))}
    found = choose_thresholds(examples, scores, precision=0.7, alert=0.9, aside=0.03)
    assert found["referral"] == found["alert"] == pytest.approx(0.7)
    assert found["crossing"] == 1.0
    assert found["referral_aside"] == pytest.approx(0.2)
    assert found["crossing_aside"] == 0.0
    everything = told.mean()
    assert choose_thresholds(examples, scores, precision=everything, alert=0.9, aside=0.03)[
        "referral"
    ] == pytest.approx(0.2)


def test_units_cover_a_turn_and_cut_between_sentences() -> None:
    text = " ".join(f"This is sentence number {i} of a long and winding turn." for i in range(40))
    units = cut(read_turn(text, 0))
    assert len(units) > 5
    assert all(text[end - 1] == "." for _, end in units)
    assert all(len(text[a:b].split()) <= 2 * UNIT_WORDS for a, b in units)
    assert "".join(text[a:b] for a, b in units).replace(" ", "") == text.replace(" ", "")
