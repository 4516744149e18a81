"""The values that flow through the analyzer. All are frozen and validated when made.

A value that is not known is `None`, with a reason beside it, never 0. Times are integer
milliseconds from the start of the recording. Offsets are half-open character offsets into
`Turn.text`.
"""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Role = Literal["coach", "client", "other", "unknown"]
Mode = Literal["coaching", "mentoring", "training", "intake"]
Tier = Literal["alert", "review"]
Assertion = Literal[
    "affirmed", "suspected", "negated", "hypothetical", "quoted", "idiomatic", "coach_question"
]
Temporality = Literal["ongoing", "recent", "past", "feared_future", "unclear"]
Experiencer = Literal["client", "child", "other_adult", "coach", "unknown"]
Actor = Literal[
    "self", "partner", "ex_partner", "family", "carer", "colleague_manager", "professional",
    "stranger_online", "client", "unknown",
]  # fmt: skip
Urgency = Literal["emergency", "urgent", "routine", "none"]
IdeationLevel = Literal[1, 2, 3, 4, 5, "B"]
Severity = Literal["crossing", "violation", "client_pressure"]
BoundaryResponse = Literal[
    "named_and_held", "redirected", "explained_contract", "consulted", "ignored", "accepted",
    "reciprocated",
]  # fmt: skip
RatingStatus = Literal["met", "partly_met", "not_met"]
CheckStatus = Literal["present", "partial", "absent", "not_applicable", "cannot_tell"]
Band = Literal["in_range", "watch", "review", "check_presence"]


class Value(BaseModel):
    """Base of all values: frozen, no unknown fields, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    def replace(self, **changes: Any) -> Self:
        """A copy with `changes`, validated like a new value.

        Raises:
            pydantic.ValidationError: A change does not fit.
        """
        return type(self)(**{**{n: getattr(self, n) for n in type(self).model_fields}, **changes})


# --- what was said -----------------------------------------------------------------------------


class Word(Value):
    """One recognised word: offsets in `Turn.text`, times in ms, confidence 0-1 where the source has them."""

    start: int
    end: int
    start_ms: int | None = None
    end_ms: int | None = None
    confidence: float | None = None


class Segment(Value):
    """A stretch of a turn that the source timed as one (a cue, a segment): offsets and ms.

    A turn merged from several cues keeps them here, so that silence between cues is not
    counted as talk.
    """

    start: int
    end: int
    start_ms: int | None = None
    end_ms: int | None = None
    source_line: int | None = None


class Turn(Value):
    """What one speaker said until another speaker began.

    Args:
        index: Position in `Session.turns`, from 0.
        speaker: The name as shown; one person under two casings has one name.
        start_ms: Start of the first segment, or None where the format has no times.
        end_ms: End of the last segment, or None where the format has no end times.
        segments: The source's own pieces, in order; at least one.
        words: Word times, only where the source has them.
        source_line: 1-based line of the source where the turn starts; None for binary sources.
    """

    index: int = Field(ge=0)
    speaker: str
    role: Role = "unknown"
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    segments: tuple[Segment, ...] = ()
    words: tuple[Word, ...] | None = None
    source_line: int | None = None

    @model_validator(mode="after")
    def _times_in_order(self) -> Self:
        if self.start_ms is not None and self.end_ms is not None and self.end_ms < self.start_ms:
            raise ValueError(f"turn {self.index} ends before it starts: {self.start_ms} > {self.end_ms} ms")
        return self


class UnreadLine(Value):
    """A piece of the source that became neither talk nor known markup.

    Args:
        line: 1-based line number, or the ordinal of the node, row or paragraph in `unit`.
        unit: What `line` counts.
        text: The piece itself, shortened to 200 characters.
        reason: Why it was not read, in plain words.
        do: What would make it readable.
    """

    line: int
    unit: Literal["line", "row", "node", "paragraph", "cue"] = "line"
    text: str
    reason: str
    do: str = ""


class Timing(Value):
    """What the format can tell about time.

    `measured`: given by the source. `estimated`: derived (an end from the next start).
    `absent`: not there.
    """

    start: Literal["measured", "estimated", "absent"] = "absent"
    end: Literal["measured", "estimated", "absent"] = "absent"
    overlap: Literal["measurable", "not_measurable"] = "not_measurable"
    reason: str = ""


class Accounting(Value):
    """Where each piece of the source went: non-blank lines (or nodes, rows, paragraphs).

    `total == talk + markup + unread`, always.
    """

    unit: Literal["line", "row", "node", "paragraph", "cue"] = "line"
    total: int
    talk: int
    markup: int
    unread: int

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.total != self.talk + self.markup + self.unread:
            raise ValueError(
                f"{self.total} pieces, but {self.talk} + {self.markup} + {self.unread} accounted for"
            )
        return self


class Source(Value):
    """Where a session came from. Holds the file's base name, never its folder."""

    format: str
    name: str
    sha256: str
    encoding: str | None = None
    timing: Timing = Timing()
    accounting: Accounting


class Speaker(Value):
    """One person in the session and why that role was given.

    Args:
        aliases: Other spellings under which the source names this person.
        confidence: 0-1, of the role. None while no role has been looked for.
        reason: In words a coach understands.
    """

    name: str
    role: Role = "unknown"
    confidence: float | None = None
    reason: str = ""
    aliases: tuple[str, ...] = ()


class Session(Value):
    """A transcript as read: turns, what was not read, and where it came from."""

    session_id: str
    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...]
    unread: tuple[UnreadLine, ...] = ()
    source: Source
    notices: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _turns_are_numbered(self) -> Self:
        names = {s.name for s in self.speakers}
        for i, turn in enumerate(self.turns):
            if turn.index != i:
                raise ValueError(f"turn {i} has index {turn.index}")
            if turn.speaker not in names:
                raise ValueError(f"turn {i}: its speaker is not among the session's speakers")
        return self

    def speaker_with_role(self, role: Role) -> tuple[str, ...]:
        """Names of the speakers that have `role`, in order of first appearance."""
        return tuple(s.name for s in self.speakers if s.role == role)


# --- what was found ----------------------------------------------------------------------------


class Evidence(Value):
    """One thing in the words that led to a finding.

    Args:
        kind: cue (the words themselves), negation, idiom, quotation, hypothesis, experiencer, time,
            actor, previous (what was said just before), response, amount, risk_cue.
        rule: Id of the taxonomy entry that fired.
        turn: Turn in which it stands; may be an earlier one than the finding's.
        start: Offsets in that turn's text; both None where the evidence is a measurement.
        note: In words a coach understands.
    """

    kind: Literal[
        "cue", "negation", "idiom", "quotation", "hypothesis", "experiencer", "time", "actor", "previous",
        "response", "amount", "risk_cue", "retraction", "model",
    ]  # fmt: skip
    rule: str
    turn: int
    start: int | None = None
    end: int | None = None
    note: str = ""


class Finding(Value):
    """Words in one turn that somebody may wish to look at.

    Args:
        id: Unique in the report and stable for the same input.
        turn: Index of the turn; `start` and `end` are offsets in its text.
        quote: `turn.text[start:end]`.
        score: 0-1, how sure the detector is. Of rules: the entry's own weight, not a probability.
        tier: alert (shown first) or review (possible; one look).
        referral: Whether a trained person should at least consider a referral, signposting or a
            safeguarding step. None where the question does not arise (boundaries).
        source: rule or model.
    """

    id: str
    kind: Literal["disclosure", "boundary"]
    label: str
    turn: int
    start: int
    end: int
    quote: str
    speaker: str
    speaker_role: Role
    score: float = Field(ge=0, le=1)
    tier: Tier
    evidence: tuple[Evidence, ...]
    source: Literal["rule", "model"] = "rule"

    @model_validator(mode="after")
    def _span_fits(self) -> Self:
        if not 0 <= self.start < self.end or len(self.quote) != self.end - self.start:
            raise ValueError(f"finding {self.id}: span {self.start}-{self.end} does not fit its quote")
        return self


class DisclosureFinding(Finding):
    """A possible disclosure, or a cue for one that was looked at and set aside (`referral=False`).

    Args:
        assertion: Whether it is being claimed, and how.
        urgency: How soon a person should look, from the numbered table (`urgency_rule`).
        ideation_level: Highest level the words reach, 1-5 or "B"; suicidal labels only.
        risk_cues: Circumstances named in the words that raise concern; never a score.
        subtype: Of mental_health_concern.
        derived: domestic_abuse, child_at_risk, historic_child_abuse.
        retracted: Taken back later. Does not lower urgency.
    """

    kind: Literal["disclosure"] = "disclosure"
    referral: bool
    assertion: Assertion
    temporality: Temporality
    experiencer: Experiencer
    actor: Actor
    urgency: Urgency
    urgency_rule: str
    ideation_level: IdeationLevel | None = None
    risk_cues: tuple[str, ...] = ()
    subtype: str | None = None
    directness: Literal["explicit", "implied"] = "explicit"
    retracted: bool = False
    derived: tuple[str, ...] = ()


class BoundaryFinding(Finding):
    """Boundary language by coach or client.

    Args:
        severity: crossing or violation by the coach; client_pressure by the client.
        boundary_response: How the coach handled client pressure; None for the coach's own words,
            or where the coach did not speak after it.
        response_turns: Coach turns that were read for it.
    """

    kind: Literal["boundary"] = "boundary"
    severity: Severity
    boundary_response: BoundaryResponse | None = None
    response_turns: tuple[int, ...] = ()


# --- what was measured -------------------------------------------------------------------------


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
