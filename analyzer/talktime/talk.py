"""A session prepared for measuring, and why a thing cannot be measured in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from analyzer.talktime import floor
from analyzer.talktime.config import MetricsConfig
from analyzer.talktime.pieces import Piece, Pieces
from analyzer.talktime.sides import Sides
from analyzer.talktime.words import Kind
from analyzer.types import Measure, Mode, Session


@dataclass(frozen=True)
class Talk:
    """A session prepared for measuring. `bands` False: too short, roles not sure or times doubted."""

    session: Session
    mode: Mode
    config: MetricsConfig
    sides: Sides
    pieces: Pieces
    kinds: tuple[Kind, ...]
    bands: bool

    @cached_property
    def parts(self) -> tuple[floor.Stretch, ...]:
        """Stretches of the floor."""
        return floor.stretches(self.session, self.kinds, self.pieces.words)

    @cached_property
    def by_turn(self) -> dict[int, list[Piece]]:
        """Timed pieces per turn."""
        return floor.by_turn(self.pieces)

    @cached_property
    def length_ms(self) -> int | None:
        """From the first talk to the end of the last, in ms; None without times."""
        found = self.pieces.timed
        return max(p.best for p in found) - found[0].start if found else None

    @cached_property
    def no_times(self) -> str:
        """Why nothing can be measured in time; empty where it can."""
        if self.pieces.timed:
            return ""
        return self.session.source.timing.reason or "The source gives no times."

    @cached_property
    def no_ends(self) -> str:
        """Why nothing can be measured that needs ends; empty where it can."""
        if self.no_times or any(p.measured for p in self.pieces.timed):
            return self.no_times
        return "The source gives no end times."

    @cached_property
    def no_roles(self) -> str:
        """Why nothing can be said of coach or client apart; empty where it can."""
        return "" if self.sides.known else self.sides.reason

    @cached_property
    def no_overlap(self) -> str:
        """Why overlap cannot be measured; empty where it can."""
        timing = self.session.source.timing
        if self.no_ends:
            return self.no_ends
        if timing.overlap == "not_measurable":
            return (
                timing.reason
                or f"A source of this format ({self.session.source.format}) cannot show overlap."
            )
        return ""

    @property
    def fine(self) -> str:
        """A caution where times are coarse."""
        return " Times are whole seconds." if self.pieces.resolution_ms > 1 else ""


def missing(name: str, unit: str, why: str) -> Measure:
    """A measure without a value."""
    return Measure(name=name, value=None, unit=unit, basis=f"Not measurable: {why}")


def clock(ms: int) -> str:
    """`h:mm:ss`, rounded down.

    >>> clock(3_723_999)
    '1:02:03'
    """
    seconds = ms // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def places(first: int, last: int) -> str:
    """Turns as people count them, from 1; the arguments are indexes in `Session.turns`.

    >>> places(3, 3), places(3, 5)
    ('Turn 4', 'Turns 4-6')
    """
    return f"Turn {first + 1}" if first == last else f"Turns {first + 1}-{last + 1}"


def median_of(name: str, unit: str, values: Sequence[int], basis: str, divide: int) -> Measure:
    """Median of `values` over `divide`, with their number."""
    if not values:
        return missing(name, unit, "There is none to measure.")
    return Measure(
        name=name, value=median(values) / divide, unit=unit, basis=f"{basis}: {len(values)}.", n=len(values)
    )
