"""The values that flow through the analyzer. All are frozen and validated when made.

A value that is not known is `None`, with a reason beside it, never 0. Times are integer
milliseconds from the start of the recording. Offsets are half-open character offsets into
`Turn.text`.
"""

from __future__ import annotations

from analyzer.types.base import (
    Actor,
    Assertion,
    Band,
    BoundaryResponse,
    CheckStatus,
    Experiencer,
    IdeationLevel,
    Mode,
    RatingStatus,
    Role,
    Severity,
    Temporality,
    Tier,
    Urgency,
    Value,
)
from analyzer.types.found import BoundaryFinding, DisclosureFinding, Evidence, Finding
from analyzer.types.measured import (
    Check,
    Exchange,
    Interval,
    Measure,
    Move,
    Moves,
    NotAssessed,
    NoteCheck,
    Provenance,
    Rating,
    Report,
    ResponseMark,
    Share,
    SpeakerTime,
    TalkTime,
    Window,
)
from analyzer.types.said import Accounting, Segment, Session, Source, Speaker, Timing, Turn, UnreadLine, Word

__all__ = [
    "Accounting",
    "Actor",
    "Assertion",
    "Band",
    "BoundaryFinding",
    "BoundaryResponse",
    "Check",
    "CheckStatus",
    "DisclosureFinding",
    "Evidence",
    "Exchange",
    "Experiencer",
    "Finding",
    "IdeationLevel",
    "Interval",
    "Measure",
    "Mode",
    "Move",
    "Moves",
    "NotAssessed",
    "NoteCheck",
    "Provenance",
    "Rating",
    "RatingStatus",
    "Report",
    "ResponseMark",
    "Role",
    "Segment",
    "Session",
    "Severity",
    "Share",
    "Source",
    "Speaker",
    "SpeakerTime",
    "TalkTime",
    "Temporality",
    "Tier",
    "Timing",
    "Turn",
    "UnreadLine",
    "Urgency",
    "Value",
    "Window",
    "Word",
]
