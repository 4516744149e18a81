"""The coach's share in the course of the session: parts, sliding windows, and their type."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

from analyzer.talktime.config import DynamicsRules, WindowRules
from analyzer.talktime.intervals import Span, Track
from analyzer.talktime.pieces import Pieces
from analyzer.talktime.shares import ratio
from analyzer.talktime.sides import Sides
from analyzer.types import Session, Window

Dynamics = Literal[
    "coach_dominates", "client_dominates", "alternating_dominance", "back_and_forth", "not_measurable"
]
_HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Axis:
    """A session laid out along time (ms) or along its words (word positions).

    Args:
        coach: One track per speaker, so that two coaches at once both count.
        talk: Where anybody talked; its first point is where the session starts, not 0.
        spans: (start, end, turn) of each turn that covers anything, in order of start.
        starts: Of `spans`.
        ends_so_far: Latest end among `spans` up to each.
    """

    basis: Literal["time", "words"]
    coach: tuple[Track, ...]
    client: tuple[Track, ...]
    talk: Track
    spans: tuple[tuple[int, int, int], ...]
    starts: tuple[int, ...]
    ends_so_far: tuple[int, ...]

    def share(self, a: int, b: int) -> float | None:
        """Coach's share in [a, b)."""
        return ratio(sum(t.within(a, b) for t in self.coach), sum(t.within(a, b) for t in self.client))

    def turns(self, a: int, b: int) -> tuple[int, int]:
        """First and last turn in [a, b); where nobody talks, twice the last turn that began before it."""
        last = max(bisect_left(self.starts, b) - 1, 0)
        first = min(bisect_right(self.ends_so_far, a), last)
        while last > first and self.spans[last][1] <= a:
            last -= 1
        ends = self.spans[first][2], self.spans[last][2]
        return min(ends), max(ends)


def time_axis(pieces: Pieces, sides: Sides) -> Axis:
    """Axis along time."""

    def track(name: str) -> Track:
        return Track(p.span() for p in pieces.by_speaker.get(name, ()))

    hulls: dict[int, Span] = {}
    for p in pieces.timed:
        start, end = hulls.get(p.turn, p.span())
        hulls[p.turn] = (min(start, p.start), max(end, p.best))
    spans = [(start, end, turn) for turn, (start, end) in hulls.items()]
    talk = Track(p.span() for p in pieces.timed)
    return _axis("time", map(track, sides.coach), map(track, sides.client), talk, spans)


def word_axis(session: Session, counts: Sequence[int], sides: Sides) -> Axis:
    """Axis along the words, in the order of the turns."""
    ends = list(accumulate(counts))
    spans = [(end - n, end, i) for i, (end, n) in enumerate(zip(ends, counts, strict=True)) if n]
    by_speaker: dict[str, list[Span]] = {}
    for start, end, i in spans:
        by_speaker.setdefault(session.turns[i].speaker, []).append((start, end))

    def track(name: str) -> Track:
        return Track(by_speaker.get(name, ()))

    talk = Track((start, end) for start, end, _ in spans)
    return _axis("words", map(track, sides.coach), map(track, sides.client), talk, spans)


def _axis(
    basis: Literal["time", "words"],
    coach: Iterable[Track],
    client: Iterable[Track],
    talk: Track,
    spans: Iterable[tuple[int, int, int]],
) -> Axis:
    spans = sorted(s for s in spans if s[0] < s[1])
    ends = tuple(accumulate((e for _, e, _ in spans), max))
    return Axis(basis, tuple(coach), tuple(client), talk, tuple(spans), tuple(s for s, _, _ in spans), ends)


def equal_parts(axis: Axis, session: Session, parts: int) -> tuple[Window, ...]:
    """Parts that hold equally much talk of anybody; silence between them does not count."""
    total = axis.talk.total
    if total < parts:
        return ()
    edges = [axis.talk.at(total * k // parts) for k in range(parts + 1)]
    return tuple(_window(axis, session, a, b) for a, b in pairwise(edges))


def sliding(axis: Axis, session: Session, rules: WindowRules) -> tuple[Window, ...]:
    """Windows of one size and step from the first talk on; the last one ends with the last talk.

    A session shorter than one window gives one window over all of it. Empty where times span more
    than `max_span_hours`: such times are not those of one session, and windows would be without end.
    """
    if not axis.talk.spans:
        return ()
    start, end = axis.talk.spans[0][0], axis.talk.spans[-1][1]
    if axis.basis == "time":
        size, step = rules.window_s * 1000, rules.step_s * 1000
        if end - start > rules.max_span_hours * _HOUR_MS:
            return ()
    else:
        size, step = rules.window_words, rules.step_words
    edges = [(a, a + size) for a in range(start, end - size + 1, step)]
    if not edges or edges[-1][1] < end:
        edges.append((max(start, end - size), end))
    return tuple(_window(axis, session, a, b) for a, b in edges)


def _window(axis: Axis, session: Session, a: int, b: int) -> Window:
    first, last = axis.turns(a, b)
    timed = axis.basis == "time"
    return Window(
        start_ms=a if timed else session.turns[first].start_ms,
        end_ms=b if timed else session.turns[last].end_ms,
        first_turn=first,
        last_turn=last,
        value=axis.share(a, b),
        basis=axis.basis,
    )


def dynamics(windows: Sequence[Window], rules: DynamicsRules) -> tuple[Dynamics, str]:
    """Type of the session's course, and why.

    Back and forth where in `neutral_from` of the windows neither side dominates; else one side
    dominates where at least `throughout_from` of the dominated windows are its own; else dominance
    alternates.
    """
    values = [w.value for w in windows if w.value is not None]
    if len(values) < rules.min_windows:
        return (
            "not_measurable",
            f"Windows with talk: {len(values)}, {rules.min_windows} are needed.",
        )
    # The same edge for both sides: a coach share of exactly 40 % is a client share of 60 %.
    coach = sum(v >= rules.dominates_from for v in values)
    client = sum(1 - v >= rules.dominates_from for v in values)
    neutral = len(values) - coach - client
    why = (
        f"Of {len(values)} windows the coach has {100 * rules.dominates_from:.0f} % of the talk or more in "
        f"{coach}, the client in {client}, neither in {neutral}."
    )
    if neutral >= rules.neutral_from * len(values):
        return "back_and_forth", why
    if coach >= rules.throughout_from * (coach + client):
        return "coach_dominates", why
    if client >= rules.throughout_from * (coach + client):
        return "client_dominates", why
    return "alternating_dominance", why
