"""Small sessions for the talk-time tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer.talktime import load_metrics, measure_talk_time
from analyzer.types import (
    Accounting,
    Measure,
    Mode,
    Role,
    Segment,
    Session,
    Source,
    Speaker,
    TalkTime,
    Timing,
    Turn,
)

Row = tuple[str, int | None, int | None, str]
ROLES: dict[str, Role] = {"Coach": "coach", "Client": "client", "Other": "other"}
MEASURED = Timing(start="measured", end="measured", overlap="measurable")
NO_OVERLAP = Timing(
    start="measured", end="measured", overlap="not_measurable", reason="VTT cues do not overlap."
)
STARTS_ONLY = Timing(start="measured", end="absent", reason="Only start times.")
NO_TIMES = Timing(reason="Plain text has no times.")


def say(n: int) -> str:
    """A text of `n` words that are no back-channels."""
    return " ".join(["word"] * n)


def session(
    rows: Sequence[Row],
    timing: Timing = MEASURED,
    roles: dict[str, Role] | None = None,
    confidence: float | None = None,
) -> Session:
    """A session of one-segment turns (speaker, start ms, end ms, text)."""
    roles = ROLES if roles is None else roles
    turns = tuple(
        Turn(
            index=i,
            speaker=speaker,
            role=roles.get(speaker, "unknown"),
            text=text,
            start_ms=start,
            end_ms=end if end is None or start is None or end >= start else None,
            segments=(Segment(start=0, end=len(text), start_ms=start, end_ms=end),),
        )
        for i, (speaker, start, end, text) in enumerate(rows)
    )
    return with_turns(turns, timing, roles, confidence)


def with_turns(
    turns: tuple[Turn, ...],
    timing: Timing = MEASURED,
    roles: dict[str, Role] | None = None,
    confidence: float | None = None,
) -> Session:
    """A session of these turns; speakers in order of first appearance."""
    roles = ROLES if roles is None else roles
    return Session(
        session_id="s",
        turns=turns,
        speakers=tuple(
            Speaker(name=name, role=roles.get(name, "unknown"), confidence=confidence)
            for name in dict.fromkeys(t.speaker for t in turns)
        ),
        source=Source(
            format="test",
            name="s.txt",
            sha256="0" * 64,
            timing=timing,
            accounting=Accounting(total=len(turns), talk=len(turns), markup=0, unread=0),
        ),
    )


def alternate(coach: int, client: int, pairs: int = 20, word_ms: int = 400) -> list[Row]:
    """`pairs` exchanges: coach and client in turn, so many words each, no gaps."""
    rows: list[Row] = []
    t = 0
    for _ in range(pairs):
        for who, n in (("Coach", coach), ("Client", client)):
            rows.append((who, t, t + n * word_ms, say(n)))
            t += n * word_ms
    return rows


def talk(rows: Sequence[Row], mode: Mode = "coaching", **build: Any) -> TalkTime:
    """Measure a session of `rows`."""
    return measure_talk_time(session(rows, **build), mode, load_metrics())


def measures(result: TalkTime) -> dict[str, Measure]:
    """Measures by name; fails if two share a name."""
    found = {m.name: m for m in result.measures}
    assert len(found) == len(result.measures)
    return found
