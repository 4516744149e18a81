"""Who spoke when: lanes and marks along the session, by time or, where there is none, by words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.report.words import clock, one_line, phrase
from analyzer.types import Session, Turn

# Along the axis everything is counted in 10,000ths of the session, so that a path stays short.
SCALE = 10_000
_MS_PER_WORD = 400
# Marks nearer than this are put on another level: on a phone they are 14 of some 350 pixels wide.
_APART = 420
_LEVELS = 6
_STEPS_MIN = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 480)
_STEPS_WORDS = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to be marked: `kind` chooses the shape."""

    turn: int
    start: int
    kind: str
    label: str
    anchor: str
    side: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A flag with its place: `x` in percent of the width, `level` counted away from the lanes."""

    x: float
    level: int
    flag: Flag


@dataclass(frozen=True, slots=True)
class Lane:
    """One side's talk as an SVG path, `SCALE` wide and 1 high."""

    kind: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A label on the axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing. `basis` is time or words; `above` and `below` are the marks at the outer sides."""

    basis: str
    lanes: tuple[Lane, ...]
    above: tuple[Mark, ...]
    below: tuple[Mark, ...]
    ticks: tuple[Tick, ...]


def timeline(session: Session, flags: Sequence[Flag]) -> Timeline | None:
    """The timeline of a session; None where nothing was said."""
    if not session.turns:
        return None
    spans, basis, total = _spans(session)
    if total <= 0:
        return None
    lanes = []
    for kind, name, speakers in _lanes(session):
        blocks = [b for t in session.turns if t.speaker in speakers for b in spans[t.index]]
        lanes.append(Lane(kind, name, _path(blocks, total)))
    placed = sorted(((_place(session, spans, f) / total * 100, f) for f in flags), key=lambda p: p[0])
    return Timeline(
        basis=basis,
        lanes=tuple(lanes),
        above=_levels([p for p in placed if p[1].side != "below"]),
        below=_levels([p for p in placed if p[1].side == "below"]),
        ticks=_ticks(total, basis),
    )


def _lanes(session: Session) -> list[tuple[str, str, set[str]]]:
    """Client above, coach below, others last; where roles are not known, one lane a speaker."""
    by_role = {r: session.speaker_with_role(r) for r in ("client", "coach", "unknown", "other")}
    out: list[tuple[str, str, set[str]]] = []
    for role in ("client", "coach"):
        names = by_role[role]
        if names:
            out.append((role, f"{', '.join(map(one_line, names))} ({phrase('role', role)})", set(names)))
    unknown = by_role["unknown"]
    for n, name in enumerate(unknown[:2]):
        out.append((f"unknown{n}", f"{one_line(name)} ({phrase('role', 'unknown')})", {name}))
    rest = (*unknown[2:], *by_role["other"])
    if rest:
        out.append(
            ("other", ", ".join(map(one_line, rest[:4])) + (" ..." if len(rest) > 4 else ""), set(rest))
        )
    return out


def _spans(session: Session) -> tuple[list[list[tuple[int, int]]], str, int]:
    timed = [t for t in session.turns if t.start_ms is not None]
    if 2 * len(timed) >= len(session.turns):
        spans = [_in_time(session, t) for t in session.turns]
        points = [p for blocks in spans for b in blocks for p in b]
        first = min(points)
        moved = [[(a - first, b - first) for a, b in blocks] for blocks in spans]
        if max(points) > first:
            return moved, "time", max(points) - first
    spans, at = [], 0
    for turn in session.turns:
        n = max(len(turn.text.split()), 1)
        spans.append([(at, at + n)])
        at += n
    return spans, "words", at


def _in_time(session: Session, turn: Turn) -> list[tuple[int, int]]:
    pieces = [(s.start_ms, s.end_ms) for s in turn.segments if s.start_ms is not None]
    known = [(a, b) for a, b in pieces if b is not None and b > a]
    if known and len(known) == len(pieces):
        return known
    if turn.start_ms is None:
        return []
    if turn.end_ms is not None:
        return [(turn.start_ms, turn.end_ms)]
    after = session.turns[turn.index + 1].start_ms if turn.index + 1 < len(session.turns) else None
    likely = turn.start_ms + _MS_PER_WORD * max(len(turn.text.split()), 1)
    return [(turn.start_ms, min(likely, after) if after is not None and after > turn.start_ms else likely)]


def _path(blocks: Sequence[tuple[int, int]], total: int) -> str:
    """One path for all blocks: thousands of turns stay one short element."""
    out: list[str] = []
    last = -1
    for a, b in sorted(blocks):
        x, end = a * SCALE // total, max(b * SCALE // total, a * SCALE // total + 4)
        if x <= last and end <= last:
            continue
        out.append(f"M{x} 0h{end - x}v1h-{end - x}z")
        last = max(last, end)
    return "".join(out)


def _place(session: Session, spans: list[list[tuple[int, int]]], flag: Flag) -> float:
    blocks = spans[flag.turn] or next((spans[i] for i in range(flag.turn, -1, -1) if spans[i]), [(0, 0)])
    a, b = blocks[0][0], blocks[-1][1]
    return a + (b - a) * min(flag.start / max(len(session.turns[flag.turn].text), 1), 1.0)


def _levels(placed: Sequence[tuple[float, Flag]]) -> tuple[Mark, ...]:
    ends: list[float] = []
    out = []
    for x, flag in placed:
        at = x * SCALE / 100
        free = next((i for i, end in enumerate(ends) if at - end >= _APART), None)
        if free is None and len(ends) < _LEVELS:
            ends.append(at)
            free = len(ends) - 1
        if free is None:
            free = min(range(len(ends)), key=lambda i: ends[i])
        ends[free] = at
        out.append(Mark(round(x, 2), free, flag))
    return tuple(out)


def _ticks(total: int, basis: str) -> tuple[Tick, ...]:
    if basis == "time":
        step = next((m for m in _STEPS_MIN if total / (m * 60_000) <= 6), _STEPS_MIN[-1]) * 60_000
        labels = [(at, clock(at)) for at in range(0, total, step)]
    else:
        step = next((w for w in _STEPS_WORDS if total / w <= 5), _STEPS_WORDS[-1])
        labels = [(at, "start" if not at else f"{at:,}") for at in range(0, total, step)]
    # A label at the very end would stand over the edge.
    return tuple(Tick(round(100 * at / total, 2), label) for at, label in labels if at <= 0.94 * total)
