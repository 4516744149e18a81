"""A model's folder: `models/<name>/<version>/`. Reading its card needs neither torch nor the weights."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analyzer.errors import ModelError
from analyzer.learn.heads import heads

_CHECKOUT, _INSTALLED = Path(__file__).parents[2] / "models", Path(__file__).parents[1] / "trained"
ROOT = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
WEIGHTS, CARD = "weights.safetensors", "model.json"


def read_card(folder: Path) -> dict[str, Any]:
    """`model.json`, after the weights' hash and the labels have been checked against it.

    Raises:
        ModelError: Something is missing, altered, or made for other labels.
    """
    if not (folder / CARD).is_file():
        raise ModelError(f"{folder.name}: no {CARD} there. Name a folder below models/.")
    about: dict[str, Any] = json.loads((folder / CARD).read_text(encoding="utf-8"))
    check_hash(folder / WEIGHTS, about["weights_sha256"])
    if about["heads"] != {h.name: list(h.choices) for h in heads()}:
        raise ModelError(
            f"{folder.name}: was trained for other labels than this version has. Train it again."
        )
    return about


def write_card(folder: Path, card: Mapping[str, Any]) -> None:
    """Write `model.json`."""
    (folder / CARD).write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def check_hash(path: Path, sha256: str) -> None:
    """Fail unless the file is what it should be.

    Raises:
        ModelError: Missing, or another content.
    """
    if not path.is_file():
        raise ModelError(f"{path.name}: the weights are missing. Install them again.")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != sha256:
        raise ModelError(
            f"{path.name}: the weights are altered (sha256 {found[:12]}, not {sha256[:12]}). Install them again."
        )


def cache_folder() -> Path:
    """Where what is made once for this machine is kept: `ANALYZER_CACHE`, else the user's cache folder."""
    if chosen := os.environ.get("ANALYZER_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "analyzer"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "analyzer"
