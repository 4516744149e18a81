"""Rating: what was heard against what the urgency asks for. The rules are `taxonomy/rating.toml`."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.response.rules import rules
from analyzer.types import Rating, RatingStatus, ResponseMark, Urgency


def rate_marks(marks: Iterable[ResponseMark], urgency: Urgency) -> Rating:
    """The rating of one response. No mark at all is `resp_none`."""
    table = rules()
    heard = {m.label for m in marks} or {"resp_none"}
    rows = table.required[urgency]
    met = [row for row in rows if heard.intersection(row)]
    harmful = _in_order(heard - table.helpful)
    return Rating(
        status=_status(len(met), len(rows), harmful),
        positive=_in_order(heard & table.helpful),
        negative=harmful,
        missing=tuple(row[0] for row in rows if row not in met),
    )


def _status(met: int, asked: int, harmful: tuple[str, ...]) -> RatingStatus:
    harm = rules().harm
    weight = sum(harm.get(label, harm["default"]) for label in harmful)
    if met == asked and not harmful:
        return "met"
    if (weight and weight >= met) or not met:
        return "not_met"
    return "partly_met"


def _in_order(labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(labels, key=rules().order.__getitem__))
