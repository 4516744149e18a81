"""What training changed in the encoder, kept small: each matrix's change as the product of two thin ones.

A matrix of 384 x 1536 has 590,000 numbers; its change after fine-tuning is close to a matrix of low rank
(Hu et al. 2021), so two factors of rank 48 hold it in 92,000. Vectors (biases, norms) are kept whole.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from analyzer.errors import ModelError

LEFT, RIGHT, WHOLE = ".left", ".right", ".change"


def pack(trained: Mapping[str, Tensor], base: Mapping[str, Tensor], rank: int) -> dict[str, Tensor]:
    """Changes from `base`, in half precision; what is not in `base` (the heads) is kept as it is."""
    out: dict[str, Tensor] = {}
    for name, value in trained.items():
        if name not in base:
            out[name] = value.to(torch.float16).contiguous()
            continue
        change = (value - base[name]).to(torch.float32)
        if change.ndim == 2 and rank < min(change.shape) // 2:
            u, s, v = torch.linalg.svd(change, full_matrices=False)
            root = s[:rank].sqrt()
            out[name + LEFT] = (u[:, :rank] * root).to(torch.float16).contiguous()
            out[name + RIGHT] = (root[:, None] * v[:rank]).to(torch.float16).contiguous()
        else:
            out[name + WHOLE] = change.to(torch.float16).contiguous()
    return out


def unpack(packed: Mapping[str, Tensor], base: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights again.

    Raises:
        ModelError: A change is of something that the base does not have.
    """
    out: dict[str, Tensor] = {}
    for name, value in packed.items():
        if name.endswith(RIGHT):
            continue
        plain = name.removesuffix(LEFT).removesuffix(WHOLE)
        if plain == name:
            out[name] = value.float()
            continue
        if plain not in base:
            raise ModelError(f"the weights do not fit the base encoder: it has no {plain}.")
        change = value.float()
        if name.endswith(LEFT):
            change = change @ packed[plain + RIGHT].float()
        if change.shape != base[plain].shape:
            raise ModelError(f"the weights do not fit the base encoder: {plain} has another shape.")
        out[plain] = base[plain] + change
    return out
