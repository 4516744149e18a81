"""Checks that arise only after a disclosure: what coaching cannot do, a plan at the close, a referral."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.checks.heard import settings
from analyzer.detectors.base import Material
from analyzer.response.marks import read_coach_turn
from analyzer.response.rules import response_table
from analyzer.taxonomy import catalogue
from analyzer.types import Check, CheckStatus, DisclosureFinding, Exchange

Place = tuple[int, int, int]


def scope_boundary(material: Material, exchanges: Sequence[Exchange]) -> Check:
    """Whether the coach said what coaching cannot do, after something that goes beyond it."""
    labels = {f.id: f.label for f in material.found if isinstance(f, DisclosureFinding)}
    beyond = set(settings()["scope"]["labels"])
    asked = [e for e in exchanges if beyond & {labels.get(f) for f in e.findings}]
    if not asked:
        return _not_called_for("check_scope_boundary")
    said = _marked(asked, {"resp_scope_statement"})
    return _check("check_scope_boundary", "present" if said else "absent", said)


def referral_made(exchanges: Sequence[Exchange]) -> Check:
    """Whether a service or professional was named after a disclosure."""
    if not exchanges:
        return _not_called_for("check_referral_made")
    said = _marked(exchanges, {"resp_signpost_refer"})
    return _check("check_referral_made", "present" if said else "absent", said)


def closing_safety(material: Material, exchanges: Sequence[Exchange], closing: int) -> Check:
    """Whether the close left a plan, after something that needs a person soon. The client may say it back."""
    rules = settings()["closing"]
    if not any(e.urgency in rules["urgency"] for e in exchanges):
        return _not_called_for("check_closing_safety")
    plan, part = _spoken(material, closing, rules["plan"]), _spoken(material, closing, rules["part"])
    if plan:
        return _check("check_closing_safety", "present", plan)
    return _check("check_closing_safety", "partial" if part else "absent", part)


def _spoken(material: Material, closing: int, labels: Sequence[str]) -> list[Place]:
    """Places in the close where coach or client says one of these."""
    out: list[Place] = []
    for turn in material.session.turns[closing:]:
        text = material.texts[turn.index]
        if turn.role == "coach":
            hits = [h for hits in read_coach_turn(text).sentences for h in hits]
        elif turn.role == "client":
            hits = [h for s in text.sentences for h in response_table().find(s)]
        else:
            continue
        out += [(turn.index, *h.span) for h in hits if h.entry.label in labels]
    return out


def _marked(exchanges: Sequence[Exchange], labels: set[str]) -> list[Place]:
    return [(m.turn, m.start, m.end) for e in exchanges for m in e.marks if m.label in labels]


def _check(label: str, status: CheckStatus, places: Sequence[Place]) -> Check:
    reason = catalogue.find(label).more.get(status, "")
    return Check(id=label, status=status, reason=reason, quotes=tuple(dict.fromkeys(places))[:3])


def _not_called_for(label: str) -> Check:
    return Check(
        id=label, status="not_applicable", reason="Nothing was found in this recording that calls for it."
    )
