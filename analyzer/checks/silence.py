"""Pauses after an open question: needs the times of both speakers."""

from __future__ import annotations

from analyzer.checks.heard import settings
from analyzer.taxonomy import catalogue
from analyzer.types import Check, CheckStatus, Session, Turn

LABEL = "check_silence_space"


def silence_space(session: Session) -> Check:
    """Whether the client was left time to think after a question of the coach."""
    timing = session.source.timing
    if timing.start == "absent" or timing.end != "measured":
        return Check(
            id=LABEL,
            status="cannot_tell",
            reason="It needs the times at which each speaker starts and stops; this transcript does not have both.",
        )
    rules = settings()["silence"]
    asked = [
        (a, b)
        for a, b in zip(session.turns, session.turns[1:], strict=False)
        if a.role == "coach" and b.role == "client" and a.text.rstrip().endswith("?")
    ]
    waits = [(a, _wait_ms(a, b)) for a, b in asked]
    known = [(a, ms) for a, ms in waits if ms is not None]
    if len(known) < rules["questions"]:
        return Check(id=LABEL, status="cannot_tell", reason="Too few questions of the coach have times.")
    left = [a for a, ms in known if ms >= rules["pause_ms"]]
    quotes = tuple((a.index, _last_question(a.text), len(a.text.rstrip())) for a in left[:3])
    seconds = rules["pause_ms"] / 1000
    reason = f"{len(left)} of {len(known)} questions were followed by {seconds:g} seconds or more."
    if not left:
        return Check(id=LABEL, status="absent", reason=catalogue.find(LABEL).more["absent"])
    status: CheckStatus = "present" if len(left) >= rules["enough"] else "partial"
    return Check(id=LABEL, status=status, reason=reason, quotes=quotes)


def _last_question(text: str) -> int:
    """Where the last question of a turn begins."""
    said = text.rstrip()
    before = max(said.rfind(mark, 0, len(said) - 1) for mark in ".?!")
    return len(said) - len(said[before + 1 :].lstrip())


def _wait_ms(question: Turn, answer: Turn) -> int | None:
    """Silence between two turns in ms; None without times; 0 where they overlap."""
    if question.end_ms is None or answer.start_ms is None:
        return None
    return max(0, answer.start_ms - question.end_ms)
