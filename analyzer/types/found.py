"""What was found in the words, and what led to it."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from analyzer.types.base import (
    Actor,
    Assertion,
    BoundaryResponse,
    Experiencer,
    IdeationLevel,
    Role,
    Severity,
    Temporality,
    Tier,
    Urgency,
    Value,
)


class Evidence(Value):
    """One thing in the words that led to a finding.

    Args:
        kind: cue (the words themselves), negation, idiom, quotation, hypothesis, experiencer, time,
            actor, previous (what was said just before), response, amount, risk_cue, model (a trained model reads it
            so), words (those that carried the model's score), nearest (the written cue that comes nearest).
        rule: Id of the taxonomy entry that fired.
        turn: Turn in which it stands; may be an earlier one than the finding's.
        start: Offsets in that turn's text; both None where the evidence is a measurement.
        note: In words a coach understands.
    """

    kind: Literal[
        "cue", "negation", "idiom", "quotation", "hypothesis", "experiencer", "time", "actor", "previous",
        "response", "amount", "risk_cue", "retraction", "model", "words", "nearest",
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
