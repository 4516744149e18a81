"""The network as an ONNX graph: sigmoid and softmax inside, batch and length free."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from analyzer.errors import ModelError
from analyzer.learn.heads import heads
from analyzer.learn.network import Network, Tokens, encode
from analyzer.learn.units import Unit

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


class _Flat(nn.Module):
    """Tensors in, a tuple of probabilities out: what a graph can hold."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        raw = self.network(Tokens(ids, types, mask))
        return tuple(
            torch.sigmoid(raw[h.name]) if h.several else torch.softmax(raw[h.name], -1) for h in heads()
        )


def export(network: Network, tokenizer: PreTrainedTokenizerBase, path: Path) -> None:
    """Write the graph.

    Raises:
        ModelError: The packages that make it are not installed.
    """
    try:
        import onnxscript  # noqa: F401 - the exporter needs it
    except ImportError as error:
        raise ModelError(
            "The graph cannot be made: onnxscript is not installed. pip install 'analyzer[models]'."
        ) from error
    network.eval()
    sample = [
        Unit(0, 0, 4, "coach: how is home", "client: he keeps the keys"),
        Unit(0, 0, 4, "", "client: fine"),
    ]
    tokens = encode(tokenizer, sample)
    batch, length = torch.export.Dim("batch", min=1, max=4_096), torch.export.Dim("length", min=4, max=256)
    free = {0: batch, 1: length}
    level = logging.getLogger("torch.onnx").level
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                _Flat(network),
                (tokens.ids, tokens.types, tokens.mask),
                str(path),
                input_names=["ids", "types", "mask"],
                output_names=[h.name for h in heads()],
                dynamic_shapes=(free, free, free),
                dynamo=True,
                external_data=False,
                verbose=False,
            )
    finally:
        logging.getLogger("torch.onnx").setLevel(level)


def in_eight_bits(full: Path, small: Path) -> None:
    """The graph with its matrices as 8-bit integers, activations scaled as they come."""
    from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]

    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.ERROR)
    try:
        quantize_dynamic(str(full), str(small), weight_type=QuantType.QInt8)
    finally:
        logging.getLogger().setLevel(level)
