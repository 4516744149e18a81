"""What was found, in words: disclosures with what the coach did next, boundaries, what was set aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analyzer.report.spans import Quote, quote
from analyzer.report.words import (
    Wording,
    how_sure,
    one_line,
    page,
    phrase,
    urgency_reason,
    wording,
)
from analyzer.types import (
    BoundaryFinding,
    DisclosureFinding,
    Evidence,
    Exchange,
    Finding,
    Report,
    ResponseMark,
    Session,
)

URGENCIES = ("emergency", "urgent", "routine", "none")


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing in the words that led to a finding."""

    what: str
    note: str
    rule: str
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Item:
    """One disclosure in plain words. `facts` are pairs of a question and its answer."""

    finding: DisclosureFinding
    words: Wording
    quote: Quote
    facts: tuple[tuple[str, str], ...]
    also: tuple[Wording, ...]
    cues: tuple[str, ...]
    why_soon: str
    aside: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """Something the coach did, with the words that show it."""

    words: Wording
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A disclosure, or several close together, and what the coach did next.

    Args:
        anchor: Id in the page.
        beside: Other labels in the same exchange, less urgent than `title`.
        read: Which coach turns were read for it; says so where none was.
    """

    anchor: str
    urgency: str
    soon: Wording
    title: str
    beside: str
    items: tuple[Item, ...]
    rating: str
    status: str
    heard: tuple[Heard, ...]
    harmful: tuple[Heard, ...]
    missing: tuple[Wording, ...]
    read: str
    look: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Boundary:
    """Boundary language in plain words. `handling` is what the coach did about the client's."""

    anchor: str
    finding: BoundaryFinding
    kind: str
    words: Wording
    severity: Wording
    quote: Quote
    sure: str
    handling: Wording | None
    replies: tuple[Quote, ...]
    strength: bool
    reasons: tuple[Reason, ...]


def cards(report: Report, anchors: Mapping[str, str]) -> tuple[Card, ...]:
    """The cards, most urgent first, then in order of time.

    Args:
        anchors: Finding id -> id of its words in the page.
    """
    kept = {f.id: f for f in report.disclosures}
    groups: list[tuple[Exchange | None, list[DisclosureFinding]]] = []
    for exchange in report.exchanges:
        members = [kept.pop(i) for i in exchange.findings if i in kept]
        if members:
            groups.append((exchange, members))
    groups += [(None, [f]) for f in kept.values()]
    order = {f.id: n for n, f in enumerate(report.disclosures)}
    groups.sort(key=lambda g: min(order[f.id] for f in g[1]))
    return tuple(
        _card(f"x{n}", report.session, exchange, sorted(members, key=lambda f: order[f.id]), anchors)
        for n, (exchange, members) in enumerate(groups, 1)
    )


def boundaries(report: Report, anchors: Mapping[str, str]) -> tuple[Boundary, ...]:
    """Boundary language in order of time; what should go to supervision before the rest."""
    found = sorted(report.boundaries, key=lambda f: f.severity != "violation")
    return tuple(_boundary(f"b{n}", report.session, f, anchors) for n, f in enumerate(found, 1))


def items(
    session: Session, found: Iterable[DisclosureFinding], anchors: Mapping[str, str]
) -> tuple[Item, ...]:
    """Disclosures in plain words, in the order given."""
    return tuple(_item(session, f, anchors) for f in found)


def _card(
    anchor: str,
    session: Session,
    exchange: Exchange | None,
    found: list[DisclosureFinding],
    anchors: Mapping[str, str],
) -> Card:
    parts = items(session, found, anchors)
    urgency = min((f.urgency for f in found), key=URGENCIES.index)
    first = list(dict.fromkeys(p.words.title for p in parts if p.finding.urgency == urgency))
    rest = [t for t in dict.fromkeys(p.words.title for p in parts) if t not in first]
    marks = exchange.marks if exchange else ()
    rating = exchange.rating if exchange else None
    return Card(
        anchor=anchor,
        urgency=urgency,
        soon=wording("urgency", urgency),
        title=_join(first),
        beside=_join(rest),
        items=parts,
        rating=phrase("rating", rating.status) if rating else "What the coach did next was not read.",
        status=rating.status if rating else "",
        heard=_heard(session, rating.positive if rating else (), marks),
        harmful=_heard(session, rating.negative if rating else (), marks),
        missing=tuple(wording("response", m) for m in rating.missing) if rating else (),
        read=_turns_read(exchange),
        look=_look(parts),
    )


def _join(titles: list[str]) -> str:
    return "; ".join([*titles[:1], *(t[:1].lower() + t[1:] for t in titles[1:])])


def _look(parts: tuple[Item, ...]) -> tuple[str, ...]:
    """All questions on the first label, one on each other: a long list is not read."""
    labels = list(dict.fromkeys(p.words for p in parts))
    beside = [w for w in dict.fromkeys(w for p in parts for w in p.also) if w.look]
    questions = [*labels[0].look, *(w.look[0] for w in (*beside, *labels[1:]) if w.look), page("local_duty")]
    return tuple(dict.fromkeys(questions))


def _item(session: Session, f: DisclosureFinding, anchors: Mapping[str, str]) -> Item:
    facts = [("About", phrase("experiencer", f.experiencer))]
    if f.actor not in ("unknown", "self"):
        facts.append(("By", phrase("actor", f.actor)))
    facts.append(("When", phrase("temporality", f.temporality)))
    said = phrase("assertion", f.assertion)
    facts.append(
        ("How", said if f.directness == "explicit" else f"{said}, {phrase('directness', f.directness)}")
    )
    if f.subtype:
        facts.append(("More closely", phrase("subtype", f.subtype)))
    if f.ideation_level is not None:
        facts.append(("The words go", phrase("ideation", str(f.ideation_level))))
    facts.append(("Wording", how_sure(f)))
    if f.retracted:
        facts.append(("Taken back", phrase("evidence", "retraction")))
    return Item(
        finding=f,
        words=wording("disclosure", f.label),
        quote=quote(session, f.turn, f.start, f.end, anchors.get(f.id, "")),
        facts=tuple(facts),
        also=tuple(wording("derived", d) for d in f.derived),
        cues=tuple(dict.fromkeys(phrase("risk_cue", c) for c in f.risk_cues)),
        why_soon="" if _by_model(f) else urgency_reason(f.urgency_rule),
        aside=_aside(f),
        reasons=_reasons(session, f),
    )


def _by_model(f: DisclosureFinding) -> bool:
    """Whether a trained model's second look set it aside."""
    claimed = f.assertion in ("affirmed", "suspected") and f.experiencer != "coach" and f.urgency != "none"
    return claimed and not f.referral and f.speaker_role != "coach"


def _aside(f: DisclosureFinding) -> str:
    """Why it was set aside, where it was."""
    if f.referral:
        return ""
    if _by_model(f):
        return page("aside_by_model")
    if f.assertion not in ("affirmed", "suspected"):
        return phrase("assertion", f.assertion)
    return (
        phrase("experiencer", "coach") if f.experiencer == "coach" else phrase("temporality", f.temporality)
    )


def _boundary(anchor: str, session: Session, f: BoundaryFinding, anchors: Mapping[str, str]) -> Boundary:
    handled = f.boundary_response
    strength = f.severity == "client_pressure" and handled == "named_and_held"
    kind = "held" if strength else "pressure" if f.severity == "client_pressure" else f.severity
    return Boundary(
        anchor=anchor,
        finding=f,
        kind=kind,
        words=wording("boundary", f.label),
        severity=wording("severity", f.severity),
        quote=quote(session, f.turn, f.start, f.end, anchors.get(f.id, "")),
        sure=f"Wording: {how_sure(f)}.",
        handling=wording("boundary_response", handled) if handled else None,
        replies=_replies(session, f),
        strength=strength,
        reasons=_reasons(session, f),
    )


def _replies(session: Session, f: BoundaryFinding) -> tuple[Quote, ...]:
    """Words that show how it was handled; where none are named, the start of the first turn that was read."""
    shown = [e for e in f.evidence if e.kind == "response" and e.start is not None and e.end is not None]
    if shown:
        return tuple(quote(session, e.turn, e.start or 0, e.end or 0) for e in shown)
    first = f.response_turns[:1] if f.boundary_response else ()
    return tuple(quote(session, t, 0, 240) for t in first if session.turns[t].text.strip())


def _heard(session: Session, labels: Iterable[str], marks: Iterable[ResponseMark]) -> tuple[Heard, ...]:
    listed = tuple(marks)
    return tuple(
        Heard(
            wording("response", label),
            tuple(quote(session, m.turn, m.start, m.end) for m in listed if m.label == label)[:3],
        )
        for label in labels
    )


def _turns_read(exchange: Exchange | None) -> str:
    if exchange is None:
        return ""
    turns = [t + 1 for t in exchange.response_turns]
    if not turns:
        return "The coach does not speak after this in the recording."
    if len(turns) == 1:
        return f"Read for this: coach turn {turns[0]}."
    return f"Read for this: {len(turns)} coach turns, from turn {turns[0]} to turn {turns[-1]}."


def _reasons(session: Session, f: Finding) -> tuple[Reason, ...]:
    return tuple(_reason(session, e) for e in f.evidence)


def _reason(session: Session, e: Evidence) -> Reason:
    shown = e.start is not None and e.end is not None and e.turn < len(session.turns)
    what = phrase("evidence", e.kind)
    note = one_line(e.note)
    return Reason(
        what=what[:1].upper() + what[1:],
        note="" if note.casefold() == what.casefold() else note,
        rule=one_line(e.rule),
        quote=quote(session, e.turn, e.start or 0, e.end or 0) if shown else None,
    )
