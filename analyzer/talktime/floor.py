"""Who holds the floor: stretches of one speaker, the gaps between them, and who breaks in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analyzer.talktime.intervals import Span, Track, union
from analyzer.talktime.pieces import Bound, Piece, Pieces
from analyzer.talktime.words import Kind
from analyzer.types import Session


@dataclass(frozen=True, slots=True)
class Stretch:
    """Turns of one speaker with nothing of anybody else between them but back-channels and laughter."""

    speaker: str
    turns: tuple[int, ...]
    words: int


@dataclass(frozen=True, slots=True)
class Run:
    """Continuous speech: ms, first and last turn."""

    ms: int
    start: int
    first_turn: int
    last_turn: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Silence of everybody. `after`: who spoke last."""

    start: int
    end: int
    after: str


@dataclass(frozen=True, slots=True)
class BreakIns:
    """What the coach did while the client spoke."""

    interruptions: tuple[int, ...]
    backchannels: int


def stretches(session: Session, kinds: Sequence[Kind], counts: Sequence[int]) -> tuple[Stretch, ...]:
    """Turns joined to stretches."""
    found: list[Stretch] = []
    for turn, kind, n in zip(session.turns, kinds, counts, strict=True):
        if kind != "speech":
            continue
        if found and found[-1].speaker == turn.speaker:
            before = found.pop()
            found.append(Stretch(turn.speaker, (*before.turns, turn.index), before.words + n))
        else:
            found.append(Stretch(turn.speaker, (turn.index,), n))
    return tuple(found)


def by_turn(pieces: Pieces) -> dict[int, list[Piece]]:
    """Timed pieces of each turn, in order of start."""
    found: dict[int, list[Piece]] = {}
    for p in pieces.timed:
        found.setdefault(p.turn, []).append(p)
    return found


def longest_run(
    parts: Sequence[Stretch], pieces: dict[int, list[Piece]], names: Collection[str], join: int, bound: Bound
) -> Run | None:
    """Longest continuous speech of one of `names`; the first of equals; None without times.

    Pieces of a stretch are joined across gaps of less than `join` ms. Back-channels of others that
    lie in a gap fill it.
    """
    runs: list[Run] = []
    for part in parts:
        if part.speaker in names:
            inside = [p for turn in range(part.turns[0], part.turns[-1] + 1) for p in pieces.get(turn, ())]
            runs += _runs(sorted(inside, key=lambda p: p.start), part.speaker, join, bound)
    return max(runs, key=lambda r: r.ms, default=None)


def _runs(pieces: Sequence[Piece], speaker: str, join: int, bound: Bound) -> list[Run]:
    runs: list[Run] = []
    quiet_from = 0
    for p in pieces:
        end = p.span(bound)[1]
        joined = bool(runs) and p.start - quiet_from < join
        if p.speaker == speaker and joined:
            run = runs[-1]
            runs[-1] = Run(max(run.ms, end - run.start), run.start, run.first_turn, p.turn)
        elif p.speaker == speaker:
            runs.append(Run(end - p.start, p.start, p.turn, p.turn))
            quiet_from = end
        if joined:
            quiet_from = max(quiet_from, end)
    return runs


def latencies(
    parts: Sequence[Stretch], pieces: dict[int, list[Piece]], before: Collection[str], after: Collection[str]
) -> list[int]:
    """Gap in ms between a stretch of `before` and the next one if it is of `after`; negative = overlap.

    Only where the end of the one and the start of the other come from the source.
    """
    found = []
    for a, b in pairwise(parts):
        if a.speaker not in before or b.speaker not in after:
            continue
        last, first = pieces.get(a.turns[-1], []), pieces.get(b.turns[0], [])
        if last and first and all(p.measured for p in last):
            found.append(first[0].start - max(p.best for p in last))
    return found


def silences(pieces: Pieces, least: int) -> list[Gap]:
    """Gaps of at least `least` ms between any two pieces.

    A gap after a piece without an end of its own, or with an untimed turn in it, is not known to
    be silence and left out.
    """
    found: list[Gap] = []
    untimed = sorted(pieces.untimed)
    last: Piece | None = None
    for p in pieces.timed:
        if last is not None and last.measured and p.start - last.best >= least:
            i = bisect_right(untimed, min(last.turn, p.turn) - 1)
            if i == len(untimed) or untimed[i] > max(last.turn, p.turn):
                found.append(Gap(last.best, p.start, last.speaker))
        if last is None or p.best >= last.best:
            last = p
    return found


def break_ins(
    pieces: Pieces,
    kinds: Sequence[Kind],
    coach: Collection[str],
    client: Collection[str],
    overlap_ms: int,
    join: int,
) -> BreakIns:
    """Interruptions by the coach, and back-channels given while the client spoke.

    An interruption: the coach begins to speak while the client speaks, both go on for more than
    `overlap_ms`, and the client stops while the coach goes on. Gaps of less than `join` ms do not
    stop a speaker. Back-channels and laughter interrupt nobody. Pieces without an end of their own
    are left out.
    """

    def speech(name: str) -> tuple[Span, ...]:
        found = (p for p in pieces.of((name,)) if p.measured and kinds[p.turn] == "speech")
        return union((p.span() for p in found), join)

    clients = [Track(speech(name)) for name in client]
    starts = [
        start
        for name in coach
        for start, end in speech(name)
        if any(
            held and held[0] < start and start + overlap_ms < held[1] < end
            for held in (track.covering(start) for track in clients)
        )
    ]
    heard = {
        p.turn
        for p in pieces.of(coach)
        if p.measured and kinds[p.turn] == "backchannel" and any(t.within(*p.span()) for t in clients)
    }
    return BreakIns(tuple(sorted(starts)), len(heard))
