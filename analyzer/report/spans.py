"""Stretches of a turn: quotes with a little of what stands around them, and highlights that may overlap."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.report.words import clean, clock, one_line
from analyzer.types import Session

_AROUND = 70
_LONGEST = 420


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the session with their place.

    Args:
        turn: Index of the turn.
        number: The turn's number as shown, from 1.
        before: What stands just before in the same turn, shortened, with the space between; `after` likewise.
        anchor: Where in the page the words stand.
    """

    turn: int
    number: int
    at: str
    who: str
    role: str
    text: str
    before: str
    after: str
    anchor: str

    @property
    def place(self) -> str:
        """Turn and time in words."""
        return f"turn {self.number}" + (f", {self.at}" if self.at else "")


@dataclass(frozen=True, slots=True)
class Highlight:
    """A stretch to be marked: `anchor` is its own id, `back` the id of what speaks of it."""

    start: int
    end: int
    kind: str
    anchor: str
    back: str
    title: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with one highlight or none.

    Args:
        opens: Highlights that begin here: their anchors are put before the text.
        closes: Highlights that end here: their way back is put after it.
    """

    text: str
    kind: str = ""
    opens: tuple[Highlight, ...] = ()
    closes: tuple[Highlight, ...] = ()


def quote(session: Session, turn: int, start: int, end: int, anchor: str = "") -> Quote:
    """The words at a place; offsets beyond the text are held to it."""
    said = session.turns[turn]
    text = clean(said.text)
    start = max(0, min(start, len(text)))
    end = max(start, min(end, len(text)))
    words = one_line(text[start:end])
    if len(words) > _LONGEST:
        words = words[:_LONGEST].rsplit(" ", 1)[0] + " ..."
    return Quote(
        turn=turn,
        number=turn + 1,
        at=clock(said.start_ms),
        who=one_line(said.speaker) or "no name",
        role=said.role,
        text=words,
        before=_tail(text[:start]),
        after=_head(text[end:]),
        anchor=anchor or f"t{turn + 1}",
    )


def pieces(text: str, highlights: Sequence[Highlight], weight: Sequence[str]) -> tuple[Piece, ...]:
    """Cut a text at the edges of its highlights; where they overlap the weightiest kind is shown.

    Args:
        weight: Kinds, the weightiest first.

    Returns:
        Pieces whose texts add up to the cleaned text.

    >>> [p.text for p in pieces("one two", [Highlight(4, 7, "k", "f1", "x1", "t")], ["k"])]
    ['one ', 'two']
    """
    text = clean(text)
    if not highlights:
        return (Piece(text),)
    edges = sorted({0, len(text)} | {min(e, len(text)) for h in highlights for e in (h.start, h.end)})
    order = {kind: i for i, kind in enumerate(weight)}
    out = []
    for a, b in itertools.pairwise(edges):
        over = sorted(
            (h for h in highlights if h.start < b and h.end > a), key=lambda h: order.get(h.kind, 99)
        )
        out.append(
            Piece(
                text[a:b],
                over[0].kind if over else "",
                tuple(h for h in highlights if h.start == a and h.end > a),
                tuple(h for h in highlights if min(h.end, len(text)) == b and h.start < b),
            )
        )
    return tuple(out)


def _tail(text: str) -> str:
    line = one_line(text)
    gap = " " if line and text[-1:].isspace() else ""
    if len(line) > _AROUND:
        line = "... " + line[-_AROUND:].split(" ", 1)[-1]
    return line + gap


def _head(text: str) -> str:
    line = one_line(text)
    gap = " " if line and text[:1].isspace() else ""
    if len(line) > _AROUND:
        line = line[:_AROUND].rsplit(" ", 1)[0] + " ..."
    return gap + line
