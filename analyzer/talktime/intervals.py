"""Half-open spans of integers (milliseconds, or word positions) and their unions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

Span = tuple[int, int]


def union(spans: Iterable[Span], join: int = 0) -> tuple[Span, ...]:
    """Disjoint spans in rising order that cover the same points. O(n log n).

    Args:
        spans: Any order. Empty or reversed spans cover nothing.
        join: Also bridge gaps of less than this length; touching spans always become one.

    >>> union([(5, 8), (0, 3), (2, 4)])
    ((0, 4), (5, 8))
    >>> union([(5, 8), (0, 4)], join=2)
    ((0, 8),)
    """
    merged: list[Span] = []
    for start, end in sorted(s for s in spans if s[0] < s[1]):
        if merged and (start <= merged[-1][1] or start - merged[-1][1] < join):
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def length(spans: Iterable[Span]) -> int:
    """Points covered by `spans`, each counted once.

    >>> length([(0, 5000), (3000, 8000)])
    8000
    """
    return sum(end - start for start, end in union(spans))


def shared(a: Sequence[Span], b: Sequence[Span]) -> int:
    """Points in both of two unions (disjoint and rising, as `union` returns). O(n + m).

    >>> shared(((0, 4), (6, 9)), ((3, 7),))
    2
    """
    total, i, j = 0, 0, 0
    while i < len(a) and j < len(b):
        total += max(0, min(a[i][1], b[j][1]) - max(a[i][0], b[j][0]))
        if a[i][1] < b[j][1]:
            i += 1
        else:
            j += 1
    return total


class Track:
    """A union that answers "how much lies before t" in O(log n)."""

    def __init__(self, spans: Iterable[Span]) -> None:
        """Lay out the union of `spans`, in any order."""
        self.spans = union(spans)
        self._starts = [s for s, _ in self.spans]
        self._before = [0, *accumulate(e - s for s, e in self.spans)]

    @property
    def total(self) -> int:
        """Points covered."""
        return self._before[-1]

    def until(self, t: int) -> int:
        """Covered points before `t`."""
        i = bisect_right(self._starts, t)
        if i == 0:
            return 0
        start, end = self.spans[i - 1]
        return self._before[i - 1] + min(t, end) - start

    def within(self, a: int, b: int) -> int:
        """Covered points in [a, b)."""
        return self.until(b) - self.until(a)

    def at(self, amount: int) -> int:
        """First point before which `amount` points are covered; 0 <= amount <= total, spans not empty.

        >>> track = Track([(10, 20), (50, 60)])
        >>> track.at(0), track.at(10), track.at(15)
        (10, 20, 55)
        """
        if amount <= 0:
            return self.spans[0][0]
        i = bisect_left(self._before, amount) - 1
        return self.spans[i][0] + amount - self._before[i]

    def covering(self, t: int) -> Span | None:
        """The span that holds `t`, if any."""
        i = bisect_right(self._starts, t)
        if i and t < self.spans[i - 1][1]:
            return self.spans[i - 1]
        return None
