"""How varied lines are: whether a template speaks, or people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[a-z']+")
OPENING, RUN, OTHERS = 3, 5, 3


def words(text: str) -> list[str]:
    """Words in lower case, letters only."""
    return _WORD.findall(text.lower())


def runs(text: str, size: int) -> set[tuple[str, ...]]:
    """All runs of so many words."""
    found = words(text)
    return {tuple(found[i : i + size]) for i in range(len(found) - size + 1)}


@dataclass(frozen=True)
class Variety:
    """What was counted.

    Args:
        opening: The commonest first three words.
        opening_lines: Lines that begin so.
        alike: Lines that share a run of five words with more than three others.
        lengths: Words per line: shortest, median, 90th percentile, longest.
    """

    lines: int
    opening: str
    opening_lines: int
    alike: int
    lengths: tuple[int, int, int, int]


def variety(lines: Sequence[str]) -> Variety:
    """How varied these lines are.

    >>> variety(["I keep the keys.", "I keep the van.", "No."]).opening
    'i keep the'
    """
    openings = Counter(tuple(words(x)[:OPENING]) for x in lines if len(words(x)) >= OPENING)
    common = Counter(run for x in lines for run in runs(x, RUN))
    alike = sum(any(common[run] > OTHERS + 1 for run in runs(x, RUN)) for x in lines)
    sizes = sorted(len(x.split()) for x in lines)
    top, count = sorted(openings.items(), key=lambda x: (-x[1], x[0]))[0] if openings else ((), 0)
    places = (sizes[0], sizes[len(sizes) // 2], sizes[len(sizes) * 9 // 10], sizes[-1])
    return Variety(len(lines), " ".join(top), count, alike, places)


def near(lines: Sequence[str], others: Sequence[str]) -> list[str]:
    """Lines of six runs of four words or more that share at least half of them with one of the others."""
    index: dict[tuple[str, ...], set[int]] = {}
    for i, other in enumerate(others):
        for run in runs(other, 4):
            index.setdefault(run, set()).add(i)
    found = []
    for line in lines:
        mine = runs(line, 4)
        if len(mine) < 6:  # "thank you for telling me that" is nobody's own
            continue
        hits = Counter(i for run in mine for i in index.get(run, ()))
        if hits and hits.most_common(1)[0][1] >= len(mine) / 2:
            found.append(line)
    return found
