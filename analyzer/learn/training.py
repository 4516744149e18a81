"""Training: a recipe in, weights and a log of every figure out. Same recipe, same machine, same figures."""

from __future__ import annotations

import copy
import math
import random
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import torch
from sklearn.metrics import average_precision_score  # type: ignore[import-untyped]
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from analyzer.errors import ModelError
from analyzer.learn.encoder import base_folder, load_encoder, load_tokenizer
from analyzer.learn.examples import Example, targets
from analyzer.learn.heads import heads
from analyzer.learn.network import Network, Tokens, encode
from analyzer.learn.units import Unit

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

Log = Callable[[str], None]
# How much each head counts; the others count 1.
_SHARE = {"referral": 4.0, "crossing": 2.0, "disclosure": 0.5, "boundary": 0.5, "moves": 0.5, "response": 0.7}


@dataclass(frozen=True)
class Recipe:
    """How a model is made.

    Args:
        patience: Epochs without a better `referral` on the dev split before training ends.
        layers: So many of the encoder's last layers learn; the others stay as they were published.
        rank: Of the factors in which each matrix's change is kept (see `analyzer.learn.delta`).
        rate: Highest learning rate of the encoder; `head_rate` of all above it.
        warmup: Share of the steps in which the rates rise.
        positive_weight: How much more a rare answer that holds may count, at most.
        precision: `referral` and `crossing` are reported from the lowest score at which this share of what is
            reported is right on the dev split.
        alert: A finding is an alert from the lowest score at which this share of disclosures is right there.
        aside: What cues flag is set aside below the score under which so few passages disclose there.
        average: Decay of the running mean of the weights, which is what is measured and kept; 0 keeps the last.
        half: Multiply in bfloat16 while learning; twice as fast where the processor can.
        bare: Share of the units that are read without what was said before, so that its absence says nothing.
        sets: Public set -> how many of its harmless lines take part (`analyzer.learn.sets`).
        readings: Public set -> how many times each disclosing passage of it that was read for the project is
            taught; the harmless ones once (`analyzer.learn.readings`).
    """

    seed: int = 1
    epochs: int = 8
    patience: int = 3
    batch: int = 32
    layers: int = 6
    rank: int = 48
    rate: float = 5e-5
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    dropout: float = 0.2
    warmup: float = 0.1
    positive_weight: float = 3.0
    precision: float = 0.7
    alert: float = 0.85
    aside: float = 0.03
    average: float = 0.0
    half: bool = False
    bare: float = 0.0
    sets: dict[str, int] = field(default_factory=dict)
    readings: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Recipe:
        """From a TOML file.

        Raises:
            ModelError: A key is not known.
        """
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
        known = {f.name for f in fields(cls)}
        if unknown := set(rows) - known:
            raise ModelError(
                f"{path.name}: unknown keys {sorted(unknown)}. Known: {', '.join(sorted(known))}."
            )
        return cls(**rows)


def train(
    recipe: Recipe,
    examples: Sequence[Example],
    dev: Sequence[Example],
    log: Log = print,
    base: str | None = None,
) -> Network:
    """The network with the best average precision of `referral` on `dev`."""
    random.seed(recipe.seed)
    np.random.seed(recipe.seed)
    torch.manual_seed(recipe.seed)
    folder = base_folder(base)
    tokenizer = load_tokenizer(folder)
    network = Network(load_encoder(folder, recipe.layers), recipe.layers, recipe.dropout)
    examples = _some_bare(examples, recipe)
    log(f"{len(examples):,} units to learn from, {len(dev):,} to choose by; reading them once")
    taught, kept = _Read(network, tokenizer, examples), _Read(network, tokenizer, dev)
    layers = [p for p in network.encoder.parameters() if p.requires_grad]
    others = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": layers, "lr": recipe.rate}, {"params": others, "lr": recipe.head_rate}],
        weight_decay=recipe.weight_decay,
    )
    steps = recipe.epochs * math.ceil(len(examples) / recipe.batch) + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=[recipe.rate, recipe.head_rate], total_steps=steps, pct_start=recipe.warmup
    )
    values, masks = targets(examples)
    weights = _weights(values, masks, recipe.positive_weight)
    mean = get_ema_multi_avg_fn(recipe.average)  # type: ignore[no-untyped-call]
    averaged = AveragedModel(network, multi_avg_fn=mean)
    best, best_score, since = copy.deepcopy(network.state_dict()), -1.0, 0
    draw = random.Random(recipe.seed)  # noqa: S311 - order of batches
    for epoch in range(recipe.epochs):
        network.train()
        total = 0.0
        batches = _batches(examples, recipe.batch, draw)
        for rows in batches:
            states, tokens = taught.batch(rows)
            with torch.autocast("cpu", torch.bfloat16, enabled=recipe.half):
                out = network.upper(states, tokens)
            index = torch.tensor(rows)
            loss = _loss(
                {n: v.float() for n, v in out.items()},
                {n: v[index] for n, v in values.items()},
                {n: m[index] for n, m in masks.items()},
                weights,
            )
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_([*layers, *others], 1.0)
            optimizer.step()
            schedule.step()
            averaged.update_parameters(network)
            total += float(loss.detach())
        current = cast("Network", averaged.module)
        report = figures(dev, kept.scores(current))
        log(
            f"epoch {epoch + 1}: loss {total / len(batches):.4f}, "
            + ", ".join(f"{k} {v:.3f}" for k, v in report.items())
        )
        if report["referral"] > best_score:
            best, best_score, since = copy.deepcopy(current.state_dict()), report["referral"], 0
        else:
            since += 1
            if since >= recipe.patience:
                break
    network.load_state_dict(best)
    return network


def _some_bare(examples: Sequence[Example], recipe: Recipe) -> list[Example]:
    draw = random.Random(recipe.seed)  # noqa: S311 - which units, the same ones every time
    return [
        replace(e, unit=replace(e.unit, context="")) if draw.random() < recipe.bare else e for e in examples
    ]


class _Read:
    """Units as the frozen layers leave them: computed once, kept in half precision."""

    def __init__(
        self, network: Network, tokenizer: PreTrainedTokenizerBase, examples: Sequence[Example]
    ) -> None:
        network.eval()
        self.states: list[Tensor] = [torch.empty(0)] * len(examples)
        self.types: list[Tensor] = [torch.empty(0)] * len(examples)
        for rows in by_length(examples, 64):
            tokens = encode(tokenizer, [examples[i].unit for i in rows])
            states = network.lower(tokens).to(torch.float16)
            for k, i in enumerate(rows):
                length = int(tokens.mask[k].sum())
                self.states[i], self.types[i] = states[k, :length].clone(), tokens.types[k, :length].clone()

    def batch(self, rows: Sequence[int]) -> tuple[Tensor, Tokens]:
        """States and tokens of some units, padded."""
        states = nn.utils.rnn.pad_sequence([self.states[i].float() for i in rows], batch_first=True)
        types = nn.utils.rnn.pad_sequence([self.types[i] for i in rows], batch_first=True)
        lengths = torch.tensor([len(self.types[i]) for i in rows])
        mask = (torch.arange(states.shape[1])[None] < lengths[:, None]).long()
        return states, Tokens(torch.zeros_like(types), types, mask)

    def scores(self, network: Network) -> dict[str, np.ndarray]:
        """Probabilities of each head, in the order of the units."""
        network.eval()
        out = _empty(len(self.states))
        order = sorted(range(len(self.states)), key=lambda i: len(self.types[i]))
        with torch.inference_mode():
            for at in range(0, len(order), 64):
                rows = order[at : at + 64]
                states, tokens = self.batch(rows)
                _fill(out, rows, network.upper(states, tokens))
        return out


def predict(
    network: Network, tokenizer: PreTrainedTokenizerBase, units: Sequence[Unit]
) -> dict[str, np.ndarray]:
    """Probabilities of each head, shape (units, choices), in the order given; batched by length."""
    network.eval()
    out = _empty(len(units))
    device = next(network.parameters()).device
    order = sorted(range(len(units)), key=lambda i: len(units[i].said) + len(units[i].context))
    with torch.inference_mode():
        for at in range(0, len(order), 64):
            rows = order[at : at + 64]
            _fill(out, rows, network(encode(tokenizer, [units[i] for i in rows]).to(device)))
    return out


def _empty(size: int) -> dict[str, np.ndarray]:
    return {h.name: np.zeros((size, len(h.choices)), dtype=np.float32) for h in heads()}


def _fill(out: dict[str, np.ndarray], rows: Sequence[int], raw: dict[str, Tensor]) -> None:
    for head in heads():
        p = torch.sigmoid(raw[head.name]) if head.several else torch.softmax(raw[head.name], -1)
        out[head.name][rows] = p.cpu().numpy()


def by_length(examples: Sequence[Example], size: int) -> list[list[int]]:
    """Batches of units of like length, the shortest first."""
    order = sorted(
        range(len(examples)), key=lambda i: len(examples[i].unit.said) + len(examples[i].unit.context)
    )
    return [order[at : at + size] for at in range(0, len(order), size)]


def figures(examples: Sequence[Example], scores: dict[str, np.ndarray]) -> dict[str, float]:
    """Average precision (micro over the answers) of heads with several, accuracy of the others; on units asked."""
    values, masks = targets(examples)
    found = {}
    for head in heads():
        mask = masks[head.name].numpy()
        if not mask.any():
            continue
        truth, guess = values[head.name].numpy()[mask], scores[head.name][mask]
        if head.several:
            found[head.name] = (
                float(average_precision_score(truth.ravel(), guess.ravel())) if truth.any() else 0.0
            )
        else:
            found[head.name] = float((guess.argmax(-1) == truth).mean())
    return found


def _batches(examples: Sequence[Example], size: int, draw: random.Random) -> list[list[int]]:
    """Random batches of units of like length: less padding, four times the speed."""
    order = list(range(len(examples)))
    draw.shuffle(order)
    out = []
    for at in range(0, len(order), size * 32):
        chunk = sorted(
            order[at : at + size * 32],
            key=lambda i: len(examples[i].unit.said) + len(examples[i].unit.context),
        )
        out += [chunk[k : k + size] for k in range(0, len(chunk), size)]
    draw.shuffle(out)
    return out


def _weights(values: dict[str, Tensor], masks: dict[str, Tensor], most: float) -> dict[str, Tensor]:
    """How much more a held answer counts than one that does not hold: rare ones more, up to `most`."""
    out = {}
    for head in heads():
        if head.several:
            held = values[head.name][masks[head.name]]
            positive = held.sum(0).clamp(min=1)
            out[head.name] = ((len(held) - positive) / positive).sqrt().clamp(1.0, most)
    return out


def _loss(
    out: dict[str, Tensor], values: dict[str, Tensor], masks: dict[str, Tensor], weights: dict[str, Tensor]
) -> Tensor:
    total = torch.zeros(())
    for head in heads():
        mask = masks[head.name]
        if not mask.any():
            continue
        raw, truth = out[head.name][mask], values[head.name][mask]
        if head.several:
            part = functional.binary_cross_entropy_with_logits(
                raw, truth, pos_weight=weights[head.name], reduction="none"
            )
            total = total + part.sum(-1).mean() * _SHARE.get(head.name, 1.0)
        else:
            total = total + 0.3 * functional.cross_entropy(raw, truth)
    return total


def _best_cut(examples: Sequence[Example], scores: dict[str, np.ndarray], head: str) -> float:
    """The probability with the best F1 over all answers of a head, on the units it is asked of; 1 without any."""
    values, masks = targets(examples)
    mask = masks[head].numpy()
    truth, guess = (
        values[head].numpy()[mask].ravel() > 0,
        scores[head][mask].ravel() if head in scores else None,
    )
    if guess is None or not truth.any():
        return 1.0
    order = np.argsort(-guess, kind="stable")
    hits = np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(hits) + 1) + truth.sum())
    return round(float(guess[order][int(f1.argmax())]), 4)


def choose_thresholds(
    examples: Sequence[Example], scores: dict[str, np.ndarray], precision: float, alert: float, aside: float
) -> dict[str, float]:
    """Where to cut, on a split that took no part in the weights.

    Args:
        precision: `referral` and `crossing` are reported from the lowest score at which this share of what is
            reported is right.
        alert: A finding is an alert from the lowest score at which this share of disclosures is right.
        aside: `referral_aside` is the highest score under which at most this share discloses.
    """
    values, _ = targets(examples)
    truth = {head: values[head].numpy()[:, 0] > 0 for head in ("referral", "crossing")}
    return {
        "also": 0.6,
        "handling": 0.3,
        "response": _best_cut(examples, scores, "response"),
        **{head: _lowest(held, scores[head][:, 0], precision) for head, held in truth.items()},
        "alert": _lowest(truth["referral"], scores["referral"][:, 0], alert),
        "referral_aside": _highest(truth["referral"], scores["referral"][:, 0], aside),
        "crossing_aside": _highest(truth["crossing"], scores["crossing"][:, 0], aside / 4),
    }


def _highest(truth: np.ndarray, scores: np.ndarray, share: float) -> float:
    """The highest score under which at most this share holds; 0 where there is none."""
    order = np.argsort(scores, kind="stable")
    held = np.cumsum(truth[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(held <= share)
    return round(float(scores[order][good[-1]]), 4) if len(good) else 0.0


def _lowest(truth: np.ndarray, scores: np.ndarray, precision: float) -> float:
    """The lowest score from which on this share holds; 1 where there is none."""
    order = np.argsort(-scores, kind="stable")
    share = np.cumsum(truth[order]) / np.arange(1, len(order) + 1)
    # Equal scores are reported together or not at all.
    last = np.append(np.diff(scores[order]) != 0, True)
    good = np.flatnonzero((share >= precision) & last)
    return round(float(scores[order][good[-1]]), 4) if len(good) else 1.0
