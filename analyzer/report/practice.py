"""How the coach worked, in words: conversation moves, practice checks, the written note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from analyzer.report.spans import Quote, quote
from analyzer.report.words import Wording, one_line, phrase, wording
from analyzer.types import Check, Move, Report, Session


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A practice check in words."""

    words: Wording
    status: str
    shown: str
    reason: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A point of the coach's note. `state` is held, missing or too_much."""

    state: str
    shown: str
    point: str
    reason: str


@dataclass(frozen=True, slots=True)
class MoveRow:
    """How often a move was heard; `part` is of the most frequent one, 0-1."""

    words: Wording
    n: int
    part: float


def move_rows(report: Report) -> tuple[MoveRow, ...]:
    """Every move with its number, none where no move was counted."""
    labels = get_args(Move.model_fields["label"].annotation)
    counts = [(label, report.moves.counts.get(label, 0)) for label in labels if label != "other"]
    most = max((n for _, n in counts), default=0)
    return tuple(MoveRow(wording("move", label), n, n / most) for label, n in counts) if most else ()


def check_row(session: Session, check: Check) -> CheckRow:
    """A check with the words that show it, three at most."""
    return CheckRow(
        words=wording("check", check.id),
        status=check.status,
        shown=phrase("check_status", check.status),
        reason=one_line(check.reason),
        quotes=tuple(quote(session, *q) for q in check.quotes[:3]),
    )


def note_rows(report: Report) -> tuple[NoteRow, ...] | None:
    """The points of the note; None where no note was given."""
    note = report.note
    if note is None:
        return None
    groups = (
        ("held", "In the note", note.held),
        ("missing", "Not found in the note", note.missing),
        ("too_much", "More than a note needs", note.too_much),
    )
    return tuple(
        NoteRow(state, shown, phrase("note_point", p), one_line(note.reasons.get(p, "")))
        for state, shown, points in groups
        for p in points
    )
