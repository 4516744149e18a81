"""Which model `auto` stands for."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer import config as choices
from analyzer import models
from analyzer.config import AnalysisConfig

LINE = json.dumps({"id": 1, "role": "client", "text": "He hits me."}) + "\n"


def test_auto_is_the_model_that_ships_where_all_it_needs_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    models.shipped_model.cache_clear()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: asked.append(name) or object())
    assert models.shipped_model() == models.SHIPPED
    assert set(asked) == set(models.NEEDS)
    models.shipped_model.cache_clear()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "tokenizers" else object())
    assert models.shipped_model() is None
    models.shipped_model.cache_clear()


def test_what_auto_stands_for_is_what_the_digest_is_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choices, "shipped_model", lambda: "sessions/9")
    assert AnalysisConfig(model="auto").resolved() == AnalysisConfig(model="sessions/9")
    assert AnalysisConfig().resolved().model is None
    assert AnalysisConfig(model="none").resolved() == AnalysisConfig(model=None) == AnalysisConfig()
    assert AnalysisConfig(model="own/1").resolved().model == "own/1"


def test_the_model_that_ships_is_there() -> None:
    folder = Path(__file__).parents[1] / "models" / models.SHIPPED
    assert (folder / "model.json").is_file()
    assert (folder / "weights.safetensors").is_file()


@pytest.mark.parametrize(("chosen", "code"), [("none", 0), ("nobody/0", 1)])
def test_the_environment_chooses_for_the_command_line(chosen: str, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "analyzer", "detect"],
        input=LINE.encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "ANALYZER_MODEL": chosen},
    )
    assert done.returncode == code, done.stderr.decode()
