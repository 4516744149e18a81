"""What all values share: frozen, checked, made anew rather than changed; and the words of the taxonomy."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict

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
