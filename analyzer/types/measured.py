"""What was measured, rated and checked, and the report that holds it all."""

from __future__ import annotations

from typing import Literal

from analyzer.types.base import Band, CheckStatus, Mode, RatingStatus, Role, Urgency, Value
from analyzer.types.found import BoundaryFinding, DisclosureFinding
from analyzer.types.said import Session


class Interval(Value):
    """A range of a share or count, and what it covers."""

    low: float
    high: float
    covers: str = ""


class Measure(Value):
    """A number with its unit and what it is based on. `value` is None where it cannot be measured.

    Args:
        basis: What was counted (`214 of 220 turns`), or why there is no value.
        band: Verdict, only when the whole interval lies in it and the session is long enough.
    """

    name: str
    value: float | None
    unit: str
    basis: str
    interval: Interval | None = None
    band: Band | None = None
    n: int | None = None


class SpeakerTime(Value):
    """One speaker's part: ms of talk (None without times), words, turns."""

    speaker: str
    role: Role
    ms: int | None
    words: int
    turns: int


class Share(Value):
    """The coach's part of the talk on one basis.

    Args:
        value: 0-1, coach / (coach + client). None where it cannot be measured; see `reason`.
        interval: Lowest and highest value that what is missing would allow.
        coverage: 0-1, part of the talk that was measured.
        band: Only when the whole interval lies in one band and the session is long enough.
    """

    basis: Literal["time", "words", "turns"]
    value: float | None
    interval: Interval | None
    coverage: float
    band: Band | None
    reason: str


class Window(Value):
    """The coach's share in one part of the session. `value` None where nobody spoke."""

    start_ms: int | None
    end_ms: int | None
    first_turn: int
    last_turn: int
    value: float | None
    basis: Literal["time", "words"]


class TalkTime(Value):
    """Who talked how much, on which basis, and what could not be measured."""

    basis: Literal["time", "words", "none"]
    share: Share
    shares: tuple[Share, ...]
    other_reading: Share | None = None
    speakers: tuple[SpeakerTime, ...]
    tenths: tuple[Window, ...]
    windows: tuple[Window, ...]
    dynamics: Literal[
        "coach_dominates", "client_dominates", "alternating_dominance", "back_and_forth", "not_measurable"
    ]
    dynamics_reason: str
    measures: tuple[Measure, ...]
    notes: tuple[str, ...] = ()


class Move(Value):
    """What a stretch of a coach turn does in the conversation (MISC/MITI usage)."""

    turn: int
    start: int
    end: int
    label: Literal[
        "open_question", "closed_question", "simple_reflection", "complex_reflection", "advice", "information",
        "affirmation", "self_disclosure", "backchannel", "other",
    ]  # fmt: skip
    permission: bool | None = None
    rule: str = ""


class Moves(Value):
    """All moves, and the rates drawn from them."""

    moves: tuple[Move, ...]
    counts: dict[str, int]
    measures: tuple[Measure, ...]


class ResponseMark(Value):
    """One thing the coach did after a disclosure, with the words that show it."""

    label: str
    turn: int
    start: int
    end: int
    quote: str
    rule: str


class Rating(Value):
    """What was heard after a disclosure, against what its urgency asks for. Never a grade of a person."""

    status: RatingStatus
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    missing: tuple[str, ...]


class Exchange(Value):
    """A disclosure (or several close together) and what the coach did next.

    Args:
        findings: Ids of the disclosure findings it is about; the most urgent first.
        response_turns: Coach turns that were read.
        marks: What was heard in them.
    """

    id: str
    findings: tuple[str, ...]
    urgency: Urgency
    response_turns: tuple[int, ...]
    marks: tuple[ResponseMark, ...]
    rating: Rating


class Check(Value):
    """One practice check. `absent` reads "not heard in this recording", never "missing".

    Args:
        quotes: (turn, start, end) of the words that show it.
    """

    id: str
    status: CheckStatus
    reason: str
    quotes: tuple[tuple[int, int, int], ...] = ()


class NoteCheck(Value):
    """A coach's note held against the session: ids of points it holds, misses, and holds too much of."""

    held: tuple[str, ...]
    missing: tuple[str, ...]
    too_much: tuple[str, ...]
    reasons: dict[str, str]
    words: int


class NotAssessed(Value):
    """Something that was not looked at, why, and how to get it."""

    what: str
    why: str
    do: str = ""
    failed: bool = False


class Provenance(Value):
    """What made this report: same input and same provenance give the same bytes."""

    analyzer: str
    taxonomy: str
    taxonomy_sha256: str
    config_sha256: str
    detectors: tuple[str, ...]
    input_sha256: str


class Report(Value):
    """Everything found in one session. `model_dump_json()` is the interchange form."""

    schema_version: Literal[1] = 1
    session: Session
    mode: Mode
    talk_time: TalkTime
    moves: Moves
    findings: tuple[DisclosureFinding | BoundaryFinding, ...]
    exchanges: tuple[Exchange, ...]
    checks: tuple[Check, ...]
    note: NoteCheck | None = None
    not_assessed: tuple[NotAssessed, ...]
    provenance: Provenance

    @property
    def disclosures(self) -> tuple[DisclosureFinding, ...]:
        """Possible disclosures that call for a look, most urgent first, then in order of time."""
        order = {"emergency": 0, "urgent": 1, "routine": 2, "none": 3}
        kept = [f for f in self.findings if isinstance(f, DisclosureFinding) and f.referral]
        return tuple(sorted(kept, key=lambda f: (order[f.urgency], f.turn, f.start)))

    @property
    def set_aside(self) -> tuple[DisclosureFinding, ...]:
        """Cues that were looked at and set aside: idiom, negation, quotation, resolved past."""
        return tuple(f for f in self.findings if isinstance(f, DisclosureFinding) and not f.referral)

    @property
    def boundaries(self) -> tuple[BoundaryFinding, ...]:
        """Boundary language, in order of time."""
        return tuple(f for f in self.findings if isinstance(f, BoundaryFinding))
