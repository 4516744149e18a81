"""Sessions with disclosures for tests of responses, checks and notes, from rows of role and words."""

from __future__ import annotations

from dataclasses import replace

from analyzer.detectors.base import Material
from analyzer.text import read_turns
from analyzer.types import (
    Accounting,
    DisclosureFinding,
    Role,
    Session,
    Source,
    Speaker,
    Timing,
    Turn,
    Urgency,
)

NAMES: dict[Role, str] = {"coach": "Ines Achebe", "client": "Rowan Pike", "unknown": "Somebody"}


def material(*rows: tuple[Role, str], times: tuple[tuple[int, int], ...] = ()) -> Material:
    turns = tuple(
        Turn(
            index=i, speaker=NAMES.get(r, r), role=r, text=t,
            start_ms=times[i][0] if times else None, end_ms=times[i][1] if times else None,
        )
        for i, (r, t) in enumerate(rows)
    )  # fmt: skip
    timing = Timing(start="measured", end="measured") if times else Timing()
    session = Session(
        session_id="0",
        turns=turns,
        speakers=tuple(Speaker(name=n, role=r) for n, r in dict.fromkeys((t.speaker, t.role) for t in turns)),
        source=Source(
            format="test", name="test", sha256="0" * 64, timing=timing,
            accounting=Accounting(total=len(turns), talk=len(turns), markup=0, unread=0),
        ),
    )  # fmt: skip
    return Material(session=session, texts=read_turns(turns))


def disclosure(
    m: Material, turn: int, label: str, urgency: Urgency = "urgent", referral: bool = True
) -> DisclosureFinding:
    """A finding over a whole turn."""
    said = m.session.turns[turn]
    return DisclosureFinding(
        id=f"d{turn}-{label}", label=label, turn=turn, start=0, end=len(said.text), quote=said.text,
        speaker=said.speaker, speaker_role=said.role, score=0.8, tier="alert", evidence=(), referral=referral,
        assertion="affirmed", temporality="ongoing", experiencer="client", actor="partner", urgency=urgency,
        urgency_rule="U-19",
    )  # fmt: skip


def with_findings(m: Material, *found: DisclosureFinding) -> Material:
    return replace(m, found=found)
