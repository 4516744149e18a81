"""Sessions and findings for the tests of detectors, from words alone."""

from __future__ import annotations

from typing import cast

from analyzer.config import AnalysisConfig
from analyzer.detectors.base import Material
from analyzer.detectors.disclosures import DisclosureDetector
from analyzer.text import read_turns
from analyzer.types import Accounting, DisclosureFinding, Role, Segment, Session, Source, Speaker, Turn


def told(*said: tuple[str, str]) -> Material:
    """A session in which each (role, words) is one turn."""
    turns = tuple(
        Turn(index=i, speaker=r, role=cast("Role", r), text=t, segments=(Segment(start=0, end=len(t)),))
        for i, (r, t) in enumerate(said)
    )
    session = Session(
        session_id="test",
        turns=turns,
        speakers=tuple(Speaker(name=r, role=cast("Role", r)) for r in dict.fromkeys(r for r, _ in said)),
        source=Source(
            format="test",
            name="test",
            sha256="0" * 64,
            accounting=Accounting(total=len(turns), talk=len(turns), markup=0, unread=0),
        ),
    )
    return Material(session=session, texts=read_turns(turns))


def disclosures(*said: tuple[str, str], config: AnalysisConfig | None = None) -> list[DisclosureFinding]:
    """All disclosure findings in what was said."""
    found = DisclosureDetector(config or AnalysisConfig()).detect(told(*said))
    return [f for f in found if isinstance(f, DisclosureFinding)]


def last(*said: tuple[str, str]) -> list[DisclosureFinding]:
    """Disclosure findings in the last turn."""
    return [f for f in disclosures(*said) if f.turn == len(said) - 1]


def client(text: str, asked: str | None = None) -> list[DisclosureFinding]:
    """Findings in a client's words, after a coach's if given."""
    return last(*([("coach", asked)] if asked else []), ("client", text))
