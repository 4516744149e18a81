"""One view of a report, from which every renderer draws, so that all of them say the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analyzer.report.findings import URGENCIES, Boundary, Card, Item, boundaries, cards, items
from analyzer.report.marks import KINDS, flags, highlights
from analyzer.report.practice import CheckRow, MoveRow, NoteRow, check_row, move_rows, note_rows
from analyzer.report.spans import Highlight, Piece, pieces
from analyzer.report.talk import MeasureRow, TalkView, measure_rows, talk_view
from analyzer.report.timeline import Timeline, timeline
from analyzer.report.words import (
    clean,
    clock,
    count,
    duration,
    one_line,
    page,
    phrase,
    wording,
)
from analyzer.types import NotAssessed, Report, Session


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the session, and why they have that role."""

    name: str
    role: str
    role_words: str
    why: str
    sure: str
    also: str


@dataclass(frozen=True, slots=True)
class Glance:
    """One line of what to grasp first, with the place where it is told in full."""

    label: str
    text: str
    more: str
    target: str


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A turn of the transcript, cut at its highlights."""

    number: int
    who: str
    role: str
    role_words: str
    at: str
    pieces: tuple[Piece, ...]
    flagged: bool


@dataclass(frozen=True, slots=True)
class View:
    """The report in words. `roles` is known, unsure or unknown."""

    report: Report
    title: str
    name: str
    facts: tuple[str, ...]
    people: tuple[Person, ...]
    roles: str
    roles_words: str
    notices: tuple[str, ...]
    glance: tuple[Glance, ...]
    cards: tuple[Card, ...]
    talk: TalkView
    timeline: Timeline | None
    moves: tuple[MoveRow, ...]
    move_measures: tuple[MeasureRow, ...]
    own_words: tuple[Boundary, ...]
    pressure: tuple[Boundary, ...]
    checks: tuple[CheckRow, ...]
    note: tuple[NoteRow, ...] | None
    note_words: int
    aside: tuple[Item, ...]
    gaps: tuple[NotAssessed, ...]
    highlights: Mapping[int, tuple[Highlight, ...]]
    provenance: tuple[tuple[str, str], ...]

    @property
    def emergencies(self) -> tuple[Card, ...]:
        """Cards that need a person now."""
        return tuple(c for c in self.cards if c.urgency == "emergency")

    @property
    def strengths(self) -> tuple[Boundary, ...]:
        """Client pressure that the coach named and held."""
        return tuple(b for b in self.pressure if b.strength)

    def turns(self) -> Iterator[TurnRow]:
        """The whole transcript, one turn at a time."""
        for turn in self.report.session.turns:
            marks = self.highlights.get(turn.index, ())
            yield TurnRow(
                turn.index + 1,
                one_line(turn.speaker) or "no name",
                turn.role,
                phrase("role", turn.role),
                clock(turn.start_ms),
                pieces(turn.text, marks, KINDS),
                bool(marks),
            )


def build_view(report: Report) -> View:
    """The view of a report. The same report gives the same view."""
    session = report.session
    shown = [*report.disclosures, *report.boundaries]
    anchors = {f.id: f"f{n}" for n, f in enumerate(sorted(shown, key=lambda f: (f.turn, f.start, f.id)), 1)}
    cards_ = cards(report, anchors)
    bounds = boundaries(report, anchors)
    talk = talk_view(report)
    checks = tuple(check_row(session, c) for c in report.checks)
    roles, roles_words = _roles(report)
    return View(
        report=report,
        title=phrase("mode", report.mode),
        name=one_line(session.source.name) or "no file name",
        facts=_facts(report),
        people=_people(session),
        roles=roles,
        roles_words=roles_words,
        notices=tuple(one_line(n) for n in session.notices),
        glance=_glance(cards_, talk, bounds, checks, empty=not session.turns),
        cards=cards_,
        talk=talk,
        timeline=timeline(session, flags(cards_, bounds)),
        moves=move_rows(report),
        move_measures=measure_rows(report.moves.measures),
        own_words=tuple(b for b in bounds if b.finding.severity != "client_pressure"),
        pressure=tuple(b for b in bounds if b.finding.severity == "client_pressure"),
        checks=checks,
        note=note_rows(report),
        note_words=report.note.words if report.note else 0,
        aside=items(session, report.set_aside, {}),
        gaps=tuple(
            g.replace(what=one_line(g.what), why=one_line(g.why), do=one_line(g.do))
            for g in report.not_assessed
        ),
        highlights=highlights(report, cards_, bounds, anchors),
        provenance=_provenance(report),
    )


def _roles(report: Report) -> tuple[str, str]:
    session = report.session
    if not session.turns:
        return "known", ""
    if not session.speaker_with_role("coach") or not session.speaker_with_role("client"):
        return "unknown", page("roles_unknown")
    if report.talk_time.other_reading is not None:
        return "unsure", page("roles_unsure")
    return "known", ""


def _facts(report: Report) -> tuple[str, ...]:
    session = report.session
    starts = [t.start_ms for t in session.turns if t.start_ms is not None]
    ends = [t.end_ms for t in session.turns if t.end_ms is not None] + starts
    length = f"{duration((max(ends) - min(starts)) / 1000)}" if starts else "no times in the file"
    words = sum(s.words for s in report.talk_time.speakers)
    return (
        length,
        count(len(session.turns), "turn"),
        count(words, "word"),
        f"read as {session.source.format}",
    )


def _people(session: Session) -> tuple[Person, ...]:
    order = {"coach": 0, "client": 1, "unknown": 2, "other": 3}
    return tuple(
        Person(
            name=one_line(s.name) or "no name",
            role=s.role,
            role_words=phrase("role", s.role),
            why=one_line(s.reason),
            sure=_sure(s.confidence) if s.role in ("coach", "client") else "",
            also=", ".join(one_line(a) for a in s.aliases),
        )
        for s in sorted(session.speakers, key=lambda s: order[s.role])
    )


def _sure(confidence: float | None) -> str:
    if confidence is None:
        return ""
    return "sure" if confidence >= 0.9 else "fairly sure" if confidence >= 0.75 else "not very sure"


def _glance(
    found: tuple[Card, ...],
    talk: TalkView,
    bounds: tuple[Boundary, ...],
    checks: tuple[CheckRow, ...],
    *,
    empty: bool,
) -> tuple[Glance, ...]:
    by = [(u, sum(c.urgency == u for c in found)) for u in URGENCIES]
    needs = "; ".join(f"{n} for {wording('urgency', u).short}" for u, n in by if n and u != "none")
    coach = sum(b.finding.severity != "client_pressure" for b in bounds)
    held = sum(b.strength for b in bounds)
    about = "; ".join(
        text
        for text in (
            f"{coach} by the coach" if coach else "",
            f"{len(bounds) - coach} by the client" if len(bounds) > coach else "",
            f"{held} of these named and held" if held else "",
        )
        if text
    )
    nothing = "nothing was read" if empty else "read the session all the same"
    unheard = sum(c.status == "absent" for c in checks)
    asked = sum(c.status in ("present", "partial", "absent") for c in checks)
    share = talk.first.shown if not talk.readings else " or ".join(r.shown for r in talk.readings)
    return (
        Glance(
            "Needs a person",
            count(len(found), "passage") if found else "Nothing detected",
            needs or nothing,
            "first",
        ),
        Glance("Coach's share", share, talk.verdict or talk.first.range or f"by {talk.first.basis}", "talk"),
        Glance(
            "Boundaries",
            count(len(bounds), "passage") if bounds else "Nothing detected",
            about or nothing,
            "boundaries",
        ),
        Glance(
            "Practice points",
            f"{asked - unheard} of {asked} heard" if asked else "None looked at",
            "in this recording",
            "checks",
        ),
    )


def _provenance(report: Report) -> tuple[tuple[str, str], ...]:
    p, source = report.provenance, report.session.source
    pieces_ = source.accounting
    return (
        ("analyzer", p.analyzer),
        ("Detectors", ", ".join(p.detectors) or "none"),
        ("Taxonomy", f"{p.taxonomy} ({p.taxonomy_sha256[:16]})"),
        ("Choices", p.config_sha256[:16]),
        ("File", f"{clean(source.name)}, {source.format}, {source.encoding or 'binary'}"),
        ("File's SHA-256", p.input_sha256),
        (
            f"Each {pieces_.unit} of the file",
            f"{pieces_.total:,}: {pieces_.talk:,} talk, {pieces_.markup:,} markup, {pieces_.unread:,} unread",
        ),
    )
