"""The timed pieces of a session, with bounds where the source gives no end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from analyzer.talktime.config import EstimateRules
from analyzer.talktime.intervals import Span, union
from analyzer.talktime.words import count_words
from analyzer.types import Session, Turn

Bound = Literal["low", "best", "high"]
BOUNDS: tuple[Bound, ...] = ("low", "best", "high")
_MINUTE_MS = 60_000
# So many starts on whole seconds cannot be chance.
_WHOLE_SECONDS_FROM = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a turn with a start: ms, its words, and three ends.

    `low <= best <= high`; all three are the source's own end where `measured`.
    """

    turn: int
    speaker: str
    words: int
    start: int
    low: int
    best: int
    high: int
    measured: bool

    def span(self, bound: Bound = "best") -> Span:
        """Start and the end of that bound."""
        return self.start, getattr(self, bound)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A session's pieces.

    Args:
        timed: With a start, in order of start.
        by_speaker: The same, grouped.
        untimed: Words without a start, per turn.
        words: Words per turn.
        resolution_ms: 1000 where all times are whole seconds, else 1.
        reversed_ends: Pieces whose end lies before their start; the end is not used.
    """

    timed: tuple[Piece, ...]
    by_speaker: Mapping[str, tuple[Piece, ...]]
    untimed: Mapping[int, int]
    words: tuple[int, ...]
    resolution_ms: int
    reversed_ends: int

    def of(self, names: Iterable[str]) -> list[Piece]:
        """Timed pieces of these speakers, one speaker after the other."""
        return [p for name in names for p in self.by_speaker.get(name, ())]

    @property
    def ends_measured(self) -> bool:
        """Whether every piece has its times from the source, and none is without."""
        return bool(self.timed) and not self.untimed and all(p.measured for p in self.timed)


def spans_of(pieces: Iterable[Piece], bound: Bound = "best") -> tuple[Span, ...]:
    """Union of the pieces' spans."""
    return union(p.span(bound) for p in pieces)


def speaking_ms(pieces: Iterable[Piece], bound: Bound = "best") -> int:
    """Speaking time in ms: per speaker a union, added over speakers.

    Overlapping pieces of one speaker count once; two speakers at once both count.
    """
    by_speaker: dict[str, list[Span]] = {}
    for p in pieces:
        by_speaker.setdefault(p.speaker, []).append(p.span(bound))
    return sum(e - s for spans in by_speaker.values() for s, e in union(spans))


def find_pieces(session: Session, rules: EstimateRules) -> Pieces:
    """Cut a session into timed pieces; bound the ends that the source does not give. O(n log n).

    A missing end lies not after the next start of anybody (a source without ends cannot show
    overlap), not before the piece's words could have been said at all, and not after they would
    have been said by a slow speaker, so that a long silence is not counted as talk.
    """
    raw: list[tuple[int, int | None, int, Turn]] = []
    untimed: dict[int, int] = {}
    counts: list[int] = []
    reversed_ends = 0
    for turn in session.turns:
        total = count_words(turn.text)
        counts.append(total)
        timed_words = 0
        for start, end, n in _raw_pieces(turn, total):
            if start is None:
                continue
            if end is not None and end < start:
                reversed_ends += 1
                end = None
            timed_words += n
            raw.append((start, end, n, turn))
        if total > timed_words:
            untimed[turn.index] = total - timed_words
    raw.sort(key=lambda r: (r[0], r[3].index))
    resolution = _resolution(t for start, end, _, _ in raw for t in (start, end) if t is not None)
    given = session.source.timing.end != "estimated"
    timed = []
    for i, (start, end, n, turn) in enumerate(raw):
        if end is not None and given:
            timed.append(Piece(turn.index, turn.speaker, n, start, end, end, end, True))
            continue
        limit = end if end is not None else raw[i + 1][0] if i + 1 < len(raw) else None
        low, best, high = _durations(n, None if limit is None else limit - start, resolution, rules)
        timed.append(
            Piece(turn.index, turn.speaker, n, start, start + low, start + best, start + high, False)
        )
    by_speaker: dict[str, list[Piece]] = {}
    for p in timed:
        by_speaker.setdefault(p.speaker, []).append(p)
    grouped = {name: tuple(found) for name, found in by_speaker.items()}
    return Pieces(tuple(timed), grouped, untimed, tuple(counts), resolution, reversed_ends)


def _raw_pieces(turn: Turn, total: int) -> list[tuple[int | None, int | None, int]]:
    """(start, end, words) of a turn's segments, or of the whole turn where only that has times."""
    if any(s.start_ms is not None for s in turn.segments):
        return [(s.start_ms, s.end_ms, count_words(turn.text[s.start : s.end])) for s in turn.segments]
    return [(turn.start_ms, turn.end_ms, total)]


def _durations(words: int, gap: int | None, resolution: int, rules: EstimateRules) -> tuple[int, int, int]:
    """Shortest, likeliest and longest ms of a piece without an end, `gap` ms before the next start."""
    fast, slow = words * _MINUTE_MS // rules.fast_wpm, words * _MINUTE_MS // rules.slow_wpm
    if gap is None:
        return fast, words * _MINUTE_MS // rules.typical_wpm, slow
    # Whole seconds leave the gap itself open by nearly one second either way.
    slack = resolution - 1
    high = min(slow, gap + slack)
    likely = min(gap, words * _MINUTE_MS // rules.likely_slow_wpm)
    best = min(max(likely, min(fast, high)), high)
    return min(fast, max(gap - slack, 0)), best, high


def _resolution(times: Iterable[int]) -> int:
    seen = set(times)
    return 1000 if len(seen) >= _WHOLE_SECONDS_FROM and all(t % 1000 == 0 for t in seen) else 1
