"""Models on disk: `models/<name>/<version>/` with the trained weights only, and what they are and came from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from safetensors.torch import load, save

from analyzer.errors import ModelError
from analyzer.learn.calibration import calibrated
from analyzer.learn.delta import pack, unpack
from analyzer.learn.encoder import base_folder, base_hash, load_encoder, load_tokenizer
from analyzer.learn.files import WEIGHTS, read_card, write_card
from analyzer.learn.heads import heads
from analyzer.learn.network import Network
from analyzer.learn.training import Recipe, predict

if TYPE_CHECKING:
    import numpy as np
    from transformers import PreTrainedTokenizerBase

    from analyzer.learn.units import Unit


@dataclass(frozen=True)
class Model:
    """A trained model, ready to read units.

    Args:
        thresholds: Head or label -> probability from which it is reported.
        calibration: Head -> slope and intercept that turn its raw log-odds into those of a probability.
        about: What `model.json` says of it.
    """

    network: Network
    tokenizer: PreTrainedTokenizerBase
    thresholds: Mapping[str, float]
    calibration: Mapping[str, tuple[float, float]]
    about: Mapping[str, Any]

    def read(self, units: Sequence[Unit]) -> dict[str, np.ndarray]:
        """Calibrated probabilities of each head, shape (units, choices), in the order given."""
        return calibrated(predict(self.network, self.tokenizer, units), self.calibration)


def save_model(
    folder: Path, network: Network, recipe: Recipe, about: Mapping[str, Any], base: str | None = None
) -> None:
    """Write what training changed, and `model.json` with its hash. `about` holds name, version and figures."""
    folder.mkdir(parents=True, exist_ok=True)
    where = base_folder(base)
    asked = {n for n, p in network.named_parameters() if p.requires_grad}
    trained = {n: v for n, v in network.state_dict().items() if n in asked}
    data = save(pack(trained, _encoder_state(where, recipe), recipe.rank))
    (folder / WEIGHTS).write_bytes(data)
    card = {
        "weights_sha256": hashlib.sha256(data).hexdigest(),
        "base_sha256": base_hash(where),
        "recipe": asdict(recipe),
        "heads": {h.name: list(h.choices) for h in heads()},
        "thresholds": {},
        "calibration": {},
        **about,
    }
    write_card(folder, card)


def load_model(folder: Path, base: str | None = None, device: str = "cpu") -> Model:
    """The reference: a model from its folder, in torch, full precision.

    Args:
        folder: `models/<name>/<version>`.
        base: A local Hugging Face encoder, where it was trained on another than the usual one.
        device: `cpu` or `cuda`.

    Raises:
        ModelError: Something is missing, altered, or made for other labels or another base.
    """
    about = read_card(folder)
    recipe = Recipe(**about["recipe"])
    where = base_folder(base)
    if base_hash(where) != about["base_sha256"]:
        raise ModelError(f"{folder.name}: was trained on another base encoder. Name it with --base.")
    network = Network(load_encoder(where, recipe.layers), recipe.layers, 0.0)
    found = unpack(load((folder / WEIGHTS).read_bytes()), _encoder_state(where, recipe))
    missing, unexpected = network.load_state_dict(found, strict=False)
    lacking = {n for n, p in network.named_parameters() if p.requires_grad} & set(missing)
    if lacking or unexpected:
        raise ModelError(f"{folder.name}: the weights do not fit ({len(lacking)} missing). Train it again.")
    if device != "cpu" and not torch.cuda.is_available():
        raise ModelError(f"--device {device}: torch finds no such device here. Leave it out.")
    network.eval().to(device)
    calibration = {head: (float(a), float(b)) for head, (a, b) in about["calibration"].items()}
    return Model(network, load_tokenizer(where), about["thresholds"], calibration, about)


def _encoder_state(where: Path, recipe: Recipe) -> dict[str, torch.Tensor]:
    return {f"encoder.{n}": v for n, v in load_encoder(where, recipe.layers).state_dict().items()}
