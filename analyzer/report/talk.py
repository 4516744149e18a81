"""Talk time in words and in the figures that the charts draw."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.report.words import amount, between, duration, one_line, percent, phrase
from analyzer.talktime.config import ShareBands, load_metrics
from analyzer.types import Measure, Report, Share, TalkTime


@dataclass(frozen=True, slots=True)
class ShareRow:
    """The coach's share on one basis. `how` is measured, estimated, or not measurable."""

    basis: str
    how: str
    value: float | None
    low: float
    high: float
    shown: str
    range: str
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The share when a certain speaker is read as coach."""

    coach: str
    client: str
    shown: str
    range: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Zone:
    """A range on the scale from 0 to 1, with its name."""

    band: str
    name: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One number, with its verdict in words (if any) and what it rests on."""

    name: str
    shown: str
    verdict: str
    basis: str
    known: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The coach's share in one part of the session, of 1 to 10."""

    number: int
    value: float | None
    shown: str
    first_turn: int


@dataclass(frozen=True, slots=True)
class Side:
    """One speaker's part of the talk."""

    who: str
    role: str
    time: str
    words: str
    turns: str


@dataclass(frozen=True, slots=True)
class TalkView:
    """All that is said of talk time. `first` is the row that counts; `rows` are all three."""

    headline: str
    detail: str
    verdict: str
    first: ShareRow
    rows: tuple[ShareRow, ...]
    readings: tuple[Reading, ...]
    zones: tuple[Zone, ...]
    ranges: str
    sides: tuple[Side, ...]
    parts: tuple[Part, ...]
    parts_basis: str
    dynamics: str
    dynamics_reason: str
    measures: tuple[MeasureRow, ...]
    notes: tuple[str, ...]


def talk_view(report: Report) -> TalkView:
    """Talk time of a report."""
    talk = report.talk_time
    bands = load_metrics().coach_share.of(report.mode)
    first = _row(talk.share, report)
    readings = _readings(report)
    basis = f"by {first.basis}"
    sides = (report.session.speaker_with_role("coach"), report.session.speaker_with_role("client"))
    if first.value is None:
        headline, detail = "The coach's share of the talk is not measurable.", first.reason
    elif readings:
        headline = "The share depends on who is the coach."
        detail = " ".join(f"If {r.coach} is the coach: {r.shown}{_in(r.range)}." for r in readings)
    elif not all(sides):
        headline, detail = f"Read like this, the coach did {first.shown} of the talk.", first.reason
    else:
        who = "coach" if report.mode != "mentoring" else "mentor"
        headline = f"The {who} did {first.shown} of the talk."
        # Why there is no verdict stands at the end of the reason.
        _, said, why = first.reason.partition("No verdict: ")
        no_verdict = f" No verdict: {why}" if said and not first.verdict else ""
        detail = f"{basis[:1].upper()}{basis[1:]}, {first.how}{_in(first.range)}.{no_verdict}"
    return TalkView(
        headline=headline,
        detail=detail,
        verdict=first.verdict,
        first=first,
        rows=tuple(_row(s, report) for s in talk.shares) or (first,),
        readings=readings,
        zones=_zones(bands),
        ranges=one_line(bands.reason),
        sides=tuple(
            Side(
                one_line(s.speaker) or "no name",
                s.role,
                "not measurable" if s.ms is None else duration(s.ms / 1000),
                f"{s.words:,}",
                f"{s.turns:,}",
            )
            for s in talk.speakers
        ),
        parts=tuple(
            Part(n, w.value, "nobody talks" if w.value is None else percent(w.value), w.first_turn + 1)
            for n, w in enumerate(talk.tenths, 1)
        ),
        parts_basis=talk.tenths[0].basis if talk.tenths else "",
        dynamics=phrase("dynamics", talk.dynamics),
        dynamics_reason=one_line(talk.dynamics_reason),
        measures=measure_rows(talk.measures),
        notes=tuple(one_line(n) for n in talk.notes if one_line(n) != one_line(bands.reason)),
    )


def measure_rows(measures: tuple[Measure, ...]) -> tuple[MeasureRow, ...]:
    """Measures in words. Measures that cannot be measured come last: what is known is read first."""
    rows = [
        MeasureRow(
            name=phrase("measure", m.name),
            shown=amount(m),
            verdict=phrase("band", m.band) if m.band else "",
            basis=one_line(m.basis).removeprefix("Not measurable: "),
            known=m.value is not None,
        )
        for m in measures
    ]
    return tuple(sorted(rows, key=lambda r: not r.known))


def _row(share: Share, report: Report) -> ShareRow:
    known = share.value is not None
    low = share.interval.low if share.interval else share.value or 0.0
    high = share.interval.high if share.interval else share.value or 0.0
    return ShareRow(
        basis=phrase("basis", share.basis),
        how=_how(share, report),
        value=share.value,
        low=max(0.0, min(low, share.value or 0.0)) if known else 0.0,
        high=min(1.0, max(high, share.value or 0.0)) if known else 0.0,
        shown="not measurable" if share.value is None else percent(share.value),
        range=between(share),
        verdict=phrase("band", share.band) if share.band else "",
        reason=one_line(share.reason),
    )


def _how(share: Share, report: Report) -> str:
    if share.value is None:
        return "not measurable"
    if share.basis == "time" and report.session.source.timing.end != "measured":
        return "estimated"
    open_ = share.interval is not None and share.interval.high - share.interval.low >= 0.005
    return "measured in part" if open_ else "measured"


def _readings(report: Report) -> tuple[Reading, ...]:
    """Both readings, where it is not sure who is the coach."""
    talk = report.talk_time
    if talk.other_reading is None:
        return ()
    pair = _pair(talk)
    if pair is None:
        return ()
    one, two = (one_line(name) or "no name" for name in pair)
    shares = ((one, two, talk.share), (two, one, talk.other_reading))
    return tuple(
        Reading(coach, client, "not measurable" if s.value is None else percent(s.value), between(s), s.value)
        for coach, client, s in shares
    )


def _pair(talk: TalkTime) -> tuple[str, str] | None:
    """Who is read as coach and as client in `TalkTime.share`: by role, else the two that talk most."""
    coach = [s.speaker for s in talk.speakers if s.role == "coach"]
    client = [s.speaker for s in talk.speakers if s.role == "client"]
    if coach and client:
        return coach[0], client[0]
    nobody = load_metrics().words.unassigned_names
    named = [s for s in talk.speakers if s.role == "unknown" and s.speaker.strip().casefold() not in nobody]
    main = sorted(named, key=lambda s: (s.words, s.ms or 0), reverse=True)[:2]
    if len(main) < 2:
        return None
    first, second = (s.speaker for s in named if s in main)
    return first, second


def _zones(bands: ShareBands) -> tuple[Zone, ...]:
    edges = (
        ("check_presence", "hardly any", 0, bands.check_presence_below),
        ("watch", "watch", bands.check_presence_below, bands.in_range_from),
        ("in_range", "usual range", bands.in_range_from, bands.in_range_to),
        ("watch", "watch", bands.in_range_to, bands.watch_to),
        ("review", "review", bands.watch_to, 100),
    )
    return tuple(Zone(band, name, low / 100, high / 100) for band, name, low, high in edges if high > low)


def _in(range_: str) -> str:
    return f", {range_}" if range_ else ""
