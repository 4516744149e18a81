"""Sessions for tests of moves, from rows of role and words."""

from __future__ import annotations

from analyzer.detectors.base import Material
from analyzer.moves import find_moves
from analyzer.text import read_turns
from analyzer.types import Accounting, Mode, Moves, Role, Session, Source, Speaker, Turn


def material(*rows: tuple[Role, str], mode: Mode = "coaching") -> Material:
    turns = tuple(Turn(index=i, speaker=r, role=r, text=t) for i, (r, t) in enumerate(rows))
    session = Session(
        session_id="0",
        turns=turns,
        speakers=tuple(Speaker(name=n, role=r) for n, r in dict.fromkeys((t.speaker, t.role) for t in turns)),
        source=Source(
            format="test", name="test", sha256="0" * 64,
            accounting=Accounting(total=len(turns), talk=len(turns), markup=0, unread=0),
        ),
    )  # fmt: skip
    return Material(session=session, texts=read_turns(turns), mode=mode)


def moves(*rows: tuple[Role, str], talk_ms: int | None = None, mode: Mode = "coaching") -> Moves:
    return find_moves(material(*rows, mode=mode), talk_ms)


def coach(words: str, client: str | None = None) -> list[str]:
    """Labels of a coach turn, after the client's words if given."""
    rows: list[tuple[Role, str]] = [("client", client)] if client else []
    return [m.label for m in moves(*rows, ("coach", words)).moves]
