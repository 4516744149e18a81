"""Models on disk: `models/<name>/<version>/` with the trained weights only, and what they are and came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from safetensors.torch import load, save

from analyzer.errors import ModelError
from analyzer.learn.encoder import BASE_SHA256, base_folder, check_hash, load_encoder, load_tokenizer
from analyzer.learn.network import Network, heads
from analyzer.learn.training import Recipe

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

ROOT = Path(__file__).parents[2] / "models"
WEIGHTS, CARD = "weights.safetensors", "model.json"


@dataclass(frozen=True)
class Model:
    """A trained model, ready to read units.

    Args:
        thresholds: Head or label -> probability from which it is reported.
        about: What `model.json` says of it.
    """

    network: Network
    tokenizer: PreTrainedTokenizerBase
    thresholds: Mapping[str, float]
    about: Mapping[str, Any]


def save_model(folder: Path, network: Network, recipe: Recipe, about: Mapping[str, Any]) -> None:
    """Write the weights that were trained, in half precision, and `model.json` with their hash."""
    folder.mkdir(parents=True, exist_ok=True)
    trained = {n for n, p in network.named_parameters() if p.requires_grad}
    weights = {n: v.to(torch.float16).contiguous() for n, v in network.state_dict().items() if n in trained}
    data = save(weights)
    (folder / WEIGHTS).write_bytes(data)
    card = {
        "weights_sha256": hashlib.sha256(data).hexdigest(),
        "base": "all-MiniLM-L6-v2",
        "base_sha256": BASE_SHA256,
        "recipe": asdict(recipe),
        "heads": {h.name: list(h.choices) for h in heads()},
        **about,
    }
    (folder / CARD).write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def load_model(folder: Path, base: str | None = None) -> Model:
    """A model from its folder.

    Raises:
        ModelError: Something is missing, altered, or made for other labels.
    """
    if not (folder / CARD).is_file():
        raise ModelError(f"{folder.name}: no {CARD} there. Name a folder below models/.")
    about = json.loads((folder / CARD).read_text(encoding="utf-8"))
    check_hash(folder / WEIGHTS, about["weights_sha256"])
    if about["heads"] != {h.name: list(h.choices) for h in heads()}:
        raise ModelError(
            f"{folder.name}: was trained for other labels than this version has. Train it again."
        )
    recipe = Recipe(**about["recipe"])
    where = base_folder(base)
    network = Network(load_encoder(where, recipe.layers), recipe.layers, 0.0)
    found = load((folder / WEIGHTS).read_bytes())
    missing, unexpected = network.load_state_dict({n: v.float() for n, v in found.items()}, strict=False)
    lacking = {n for n, p in network.named_parameters() if p.requires_grad} & set(missing)
    if lacking or unexpected:
        raise ModelError(f"{folder.name}: the weights do not fit ({len(lacking)} missing). Train it again.")
    network.eval()
    return Model(network, load_tokenizer(where), about["thresholds"], about)
