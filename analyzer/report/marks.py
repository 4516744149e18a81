"""Where findings stand: flags on the timeline, highlights in the transcript."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.report.findings import Boundary, Card
from analyzer.report.spans import Highlight
from analyzer.report.timeline import Flag
from analyzer.report.words import phrase, wording
from analyzer.types import BoundaryFinding, DisclosureFinding, Report

# The weightiest kind of highlight first: it is the one shown where several overlap.
KINDS = ("emergency", "urgent", "violation", "crossing", "routine", "pressure", "held", "harmful", "heard")


def flags(found: tuple[Card, ...], bounds: tuple[Boundary, ...]) -> list[Flag]:
    """A flag for each finding, on the side of whoever said it."""
    out = []
    for card in found:
        for item in card.items:
            label = (
                f"{item.words.title}, {item.quote.place}. {wording('urgency', item.finding.urgency).title}."
            )
            side = "below" if item.finding.speaker_role == "coach" else "above"
            out.append(
                Flag(
                    item.finding.turn,
                    item.finding.start,
                    item.finding.urgency,
                    label,
                    item.quote.anchor,
                    side,
                )
            )
    for b in bounds:
        label = f"{b.words.title}, {b.quote.place}. {(b.handling or b.severity).title}."
        side = "below" if b.finding.speaker_role == "coach" else "above"
        out.append(Flag(b.finding.turn, b.finding.start, b.kind, label, b.quote.anchor, side))
    return out


def highlights(
    report: Report, found: tuple[Card, ...], bounds: tuple[Boundary, ...], anchors: Mapping[str, str]
) -> dict[int, tuple[Highlight, ...]]:
    """Turn index -> what is marked in it: findings, and what the coach did after a disclosure."""
    marks: dict[int, list[Highlight]] = {}

    def add(f: DisclosureFinding | BoundaryFinding, kind: str, back: str, title: str) -> None:
        marks.setdefault(f.turn, []).append(Highlight(f.start, f.end, kind, anchors[f.id], back, title))

    for card in found:
        for item in card.items:
            add(item.finding, item.finding.urgency, card.anchor, item.words.title)
    for b in bounds:
        add(b.finding, b.kind, b.anchor, b.words.title)
    back = {i: c.anchor for c in found for i in (x.finding.id for x in c.items)}
    n = 0
    for exchange in report.exchanges:
        target = next((back[i] for i in exchange.findings if i in back), None)
        if target is None:
            continue
        for m in exchange.marks:
            n += 1
            kind = "harmful" if m.label in exchange.rating.negative else "heard"
            title = phrase("response", m.label)
            marks.setdefault(m.turn, []).append(Highlight(m.start, m.end, kind, f"r{n}", target, title))
    return {turn: tuple(sorted(h, key=lambda x: (x.start, x.end, x.anchor))) for turn, h in marks.items()}
