"""One encoder, many heads: everything that is to be said of a unit in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from analyzer.learn.heads import heads
from analyzer.learn.units import CONTEXT_TOKENS, SAID_TOKENS, Unit

if TYPE_CHECKING:
    from transformers import BertModel, PreTrainedTokenizerBase


class Network(nn.Module):
    """Frozen lower layers, trained upper layers, the unit's mean, a shared layer, and a linear layer for each head.

    What the lower layers make of a unit never changes, so training computes it once.
    """

    def __init__(self, encoder: BertModel, trained: int, dropout: float) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.below = len(encoder.encoder.layer) - trained
        self.shared = nn.Sequential(nn.Linear(2 * width, width), nn.GELU(), nn.Dropout(dropout))
        self.heads = nn.ModuleDict({h.name: nn.Linear(width, len(h.choices)) for h in heads()})

    def lower(self, tokens: Tokens) -> Tensor:
        """States after the frozen layers, shape (units, tokens, width)."""
        with torch.no_grad():
            states: Tensor = self.encoder.embeddings(input_ids=tokens.ids, token_type_ids=tokens.types)
            return self._through(states, tokens.mask, 0, self.below)

    def upper(self, states: Tensor, tokens: Tokens) -> dict[str, Tensor]:
        """Raw scores of each head, shape (units, choices)."""
        states = self._through(states, tokens.mask, self.below, len(self.encoder.encoder.layer))
        seen = tokens.mask.unsqueeze(-1).to(states.dtype)
        said = seen * tokens.types.unsqueeze(-1)
        shared = self.shared(torch.cat([_mean(states, said), _mean(states, seen)], dim=-1))
        return {name: head(shared) for name, head in self.heads.items()}

    def forward(self, tokens: Tokens) -> dict[str, Tensor]:
        """Raw scores of each head, shape (units, choices)."""
        return self.upper(self.lower(tokens), tokens)

    def _through(self, states: Tensor, mask: Tensor, first: int, last: int) -> Tensor:
        barred = (1.0 - mask[:, None, None, :].to(states.dtype)) * torch.finfo(states.dtype).min
        for layer in self.encoder.encoder.layer[first:last]:
            out = layer(states, barred)
            states = out[0] if isinstance(out, tuple) else out
        return states


def _mean(states: Tensor, mask: Tensor) -> Tensor:
    return (states * mask).sum(1) / mask.sum(1).clamp(min=1e-6)


@dataclass(frozen=True)
class Tokens:
    """Token ids, which tokens are the passage and not its context, and which are no padding; (units, tokens)."""

    ids: Tensor
    types: Tensor
    mask: Tensor

    def to(self, device: torch.device) -> Tokens:
        """The same on a device."""
        return Tokens(self.ids.to(device), self.types.to(device), self.mask.to(device))


def encode(tokenizer: PreTrainedTokenizerBase, units: Sequence[Unit]) -> Tokens:
    """Token ids of units; the context loses its beginning, the passage its end, where they are too long."""
    rows = []
    for unit in units:
        context = tokenizer.encode(unit.context, add_special_tokens=False)[-CONTEXT_TOKENS:]
        said = tokenizer.encode(unit.said, add_special_tokens=False)[:SAID_TOKENS]
        rows.append((context, said))
    cls, sep, pad = tokenizer.cls_token_id, tokenizer.sep_token_id, tokenizer.pad_token_id
    longest = max(len(c) + len(s) for c, s in rows) + 3
    ids = torch.full((len(rows), longest), pad, dtype=torch.long)
    types = torch.zeros_like(ids)
    mask = torch.zeros_like(ids)
    for k, (context, said) in enumerate(rows):
        row = [cls, *context, sep, *said, sep]
        ids[k, : len(row)] = torch.tensor(row)
        types[k, len(context) + 2 : len(row)] = 1
        mask[k, : len(row)] = 1
    return Tokens(ids, types, mask)
