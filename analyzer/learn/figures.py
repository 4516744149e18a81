"""Figures and what they rest on: every one with its count and a 95 % interval."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")

# The order of rates on the page: whole sources first, then by group, label, capability ...
_KINDS = (
    "all cases", "something expected", "nothing expected", "disclosing turns flagged", "harmless client turns flagged",
    "flags that are right", "group", "label", "boundary turns flagged", "other turns flagged for a boundary", "boundary",
    "style", "speaks", "detail", "capability",
)  # fmt: skip
_SORTED = ("group", "label", "boundary", "style", "speaks", "detail")


@dataclass
class Rate:
    """`hits` of `total`."""

    hits: int = 0
    total: int = 0

    def add(self, hit: bool) -> None:
        """Count one more."""
        self.hits, self.total = self.hits + hit, self.total + 1

    @property
    def value(self) -> float | None:
        """The share, None of nothing."""
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval."""
        if not self.total:
            return None
        z, n, p = 1.96, self.total, self.hits / self.total
        middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, (middle - half) / (1 + z * z / n)), min(1.0, (middle + half) / (1 + z * z / n))

    def shown(self) -> str:
        """As people read it.

        >>> Rate(9, 10).shown()
        '9 of 10 (.90, .60-.98)'
        """
        if self.interval is None:
            return "none"
        low, high = (f"{x:.2f}".lstrip("0") or "0" for x in self.interval)
        return f"{self.hits} of {self.total} ({f'{self.hits / self.total:.2f}'.lstrip('0')}, {low}-{high})"

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {"hits": self.hits, "total": self.total, "value": self.value, "interval": self.interval}


@dataclass(frozen=True)
class Number:
    """A figure with its 95 % interval (bootstrap) and on how many it rests."""

    value: float
    low: float
    high: float
    of: int

    def shown(self) -> str:
        """As people read it.

        >>> Number(0.84, 0.81, 0.89, 386).shown()
        '.84 (.81-.89), of 386'
        """
        value, low, high = (f"{x:.2f}".replace("0.", ".", 1) for x in (self.value, self.low, self.high))
        return f"{value} ({low}-{high}), of {self.of:,}"


@dataclass(frozen=True)
class Curve:
    """Points of a curve. For `precision and recall` x is recall, y precision; for `calibration` x the mean score, y the share that holds."""

    kind: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass
class Result:
    """What was measured on one source.

    Args:
        rates: Shares of a count, by name.
        failures: Where and why, never the words.
        numbers: What is no share of a count (kappa, F1, calibration error), by name.
        curves: By name.
    """

    source: str
    rates: dict[str, Rate] = field(default_factory=lambda: defaultdict(Rate))
    failures: list[str] = field(default_factory=list)
    numbers: dict[str, Number] = field(default_factory=dict)
    curves: dict[str, Curve] = field(default_factory=dict)

    def ordered(self) -> list[tuple[str, Rate]]:
        """The rates, those of one kind together."""
        place = {kind: i for i, kind in enumerate(_KINDS)}

        def key(item: tuple[str, Rate]) -> tuple[int, str]:
            first = item[0].split(" ")[0].rstrip(":")
            return place.get(item[0], place.get(first, len(place))), item[0] if first in _SORTED else ""

        return sorted(self.rates.items(), key=key)

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "source": self.source,
            "rates": {k: r.as_json() for k, r in self.ordered()},
            "numbers": {k: asdict(n) for k, n in self.numbers.items()},
            "curves": {k: asdict(c) for k, c in self.curves.items()},
            "failures": self.failures,
        }


def bootstrap(
    rows: Sequence[T],
    value: Callable[[Sequence[T]], float],
    of: int,
    group: Callable[[T], Hashable] | None = None,
    draws: int = 500,
) -> Number:
    """A figure with the interval in which 95 % of redrawn samples lie; seeded.

    Args:
        of: On how many the figure is said to rest.
        group: Rows of one group (a session, a person) are drawn together.
    """
    groups: dict[Hashable, list[T]] = defaultdict(list)
    for i, row in enumerate(rows):
        groups[group(row) if group else i].append(row)
    parts = list(groups.values())
    draw = random.Random(7)  # noqa: S311 - the same samples every time
    drawn = sorted(value([r for p in draw.choices(parts, k=len(parts)) for r in p]) for _ in range(draws))
    return Number(
        round(value(rows), 4),
        round(drawn[int(0.025 * draws)], 4),
        round(drawn[int(0.975 * draws) - 1], 4),
        of,
    )


def f1(pairs: Sequence[tuple[bool, bool]]) -> float:
    """F1 of (holds, found) pairs; 0 where nothing is both.

    >>> f1([(True, True), (True, False), (False, True)])
    0.5
    """
    both = sum(a and b for a, b in pairs)
    return 2 * both / (sum(a for a, _ in pairs) + sum(b for _, b in pairs)) if both else 0.0


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Cohen's kappa of two readers' yes and no; 1 where both always say the same.

    >>> round(kappa([(True, True), (True, False), (False, False), (False, False)]), 2)
    0.5
    """
    n = len(pairs)
    agreed = sum(a == b for a, b in pairs) / n
    one, two = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    chance = one * two + (1 - one) * (1 - two)
    return 1.0 if chance == 1 else (agreed - chance) / (1 - chance)


def precision_and_recall(truth: Sequence[bool], scores: Sequence[float]) -> Curve:
    """Precision at each recall, from the highest score down; what is not found at all has score 0 and is left out."""
    held, given = np.array(truth, dtype=bool), np.array(scores, dtype=float)
    x, y = [], []
    for cut in sorted({float(s) for s in given if s > 0}, reverse=True):
        found = given >= cut
        x.append(round(float((found & held).sum() / max(1, held.sum())), 4))
        y.append(round(float((found & held).sum() / found.sum()), 4))
    return Curve("precision and recall", tuple(x), tuple(y))


def calibration_curve(truth: Sequence[bool], scores: Sequence[float], bins: int = 10) -> Curve:
    """Mean score and share that holds, in bins of equal width that hold anything."""
    held, given = np.array(truth, dtype=bool), np.array(scores, dtype=float)
    place = np.minimum((given * bins).astype(int), bins - 1)
    used = [b for b in range(bins) if (place == b).any()]
    return Curve(
        "calibration",
        tuple(round(float(given[place == b].mean()), 4) for b in used),
        tuple(round(float(held[place == b].mean()), 4) for b in used),
    )


def as_markdown(results: Iterable[Result], failures: int = 0) -> str:
    """Tables, one a source."""
    out: list[str] = []
    for result in results:
        out += [f"## {result.source}", "", "| what | rate (95 % interval) |", "|---|---|"]
        out += [f"| {name} | {rate.shown()} |" for name, rate in result.ordered()]
        out += [f"| {name} | {number.shown()} |" for name, number in result.numbers.items()]
        out += ["", *(f"- {line}" for line in result.failures[:failures]), ""]
    return "\n".join(out)
