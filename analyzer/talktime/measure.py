"""From a session to its talk time."""

from __future__ import annotations

from itertools import pairwise

from analyzer.talktime.config import MetricsConfig, ShareBands
from analyzer.talktime.measures import all_measures
from analyzer.talktime.pieces import Pieces, find_pieces, speaking_ms
from analyzer.talktime.shares import judge, time_share, turn_share, word_share
from analyzer.talktime.sides import Sides, find_sides
from analyzer.talktime.talk import Talk, clock
from analyzer.talktime.timeline import Dynamics, dynamics, equal_parts, sliding, time_axis, word_axis
from analyzer.talktime.words import Kind, turn_kinds
from analyzer.types import Band, Interval, Mode, Session, Share, SpeakerTime, TalkTime, Window

_MINUTE_MS = 60_000


def measure_talk_time(session: Session, mode: Mode, metrics: MetricsConfig) -> TalkTime:
    """Who talked how much, on which basis, in which course, and what could not be measured.

    Args:
        session: With roles where they are known; times are counted from its first talk.
        mode: Chooses the ranges for the verdict.
        metrics: Ranges and thresholds, usually `load_metrics()`.

    Returns:
        Shares by time, words and turns. `share` is the one by time where most of the talk has
        start and end, else the one by words. Same session, same result.
    """
    pieces = find_pieces(session, metrics.estimate)
    kinds = turn_kinds(session.turns, metrics.words)
    speakers = _speakers(session, pieces, kinds)
    sides, other = find_sides(session, {s.speaker: (s.words, s.ms or 0) for s in speakers}, metrics)
    pace_note = _pace_note(pieces, metrics)
    short = _too_short(session, pieces, kinds, sides, metrics, times_doubted=bool(pace_note))
    why_not = sides.reason or short
    bands = metrics.coach_share.of(mode)
    share, shares = _shares(session, pieces, kinds, sides, metrics, bands, why_not)
    other_reading = None
    if other is not None:
        readings = _shares(session, pieces, kinds, other, metrics, bands, other.reason)[1]
        other_reading = next(s for s in readings if s.basis == share.basis)
    tenths, windows, kind, why = _course(session, pieces, sides, share, metrics)
    talk = Talk(session, mode, metrics, sides, pieces, kinds, bands=not why_not and not pace_note)
    notes = [*_notes(session, pieces, sides, shares, bands), *([pace_note] if pace_note else [])]
    return TalkTime(
        basis="none" if share.value is None else "time" if share.basis == "time" else "words",
        share=share,
        shares=shares,
        other_reading=other_reading,
        speakers=speakers,
        tenths=tenths,
        windows=windows,
        dynamics=kind,
        dynamics_reason=why,
        measures=all_measures(talk, tenths if sides.known else ()),
        notes=tuple(notes),
    )


def _shares(
    session: Session,
    pieces: Pieces,
    kinds: tuple[Kind, ...],
    sides: Sides,
    metrics: MetricsConfig,
    bands: ShareBands,
    why_not: str,
) -> tuple[Share, tuple[Share, ...]]:
    """The first share, and all three."""

    def decide(interval: Interval) -> tuple[Band | None, str]:
        return judge(interval, bands, why_not)

    time = time_share(session, pieces, sides, metrics, decide)
    words = word_share(session, pieces.words, sides, decide)
    turns = turn_share(session, kinds, sides)
    enough = time.coverage >= metrics.estimate.time_basis_from
    first = time if time.value is not None and (enough or words.value is None) else words
    return first, (time, words, turns)


def _course(
    session: Session, pieces: Pieces, sides: Sides, share: Share, metrics: MetricsConfig
) -> tuple[tuple[Window, ...], tuple[Window, ...], Dynamics, str]:
    if share.value is None:
        return (), (), "not_measurable", share.reason
    by_time = share.basis == "time"
    axis = time_axis(pieces, sides) if by_time else word_axis(session, pieces.words, sides)
    tenths = equal_parts(axis, session, metrics.windows.parts)
    windows = sliding(axis, session, metrics.windows)
    if not sides.known:
        return tenths, windows, "not_measurable", sides.reason
    return tenths, windows, *dynamics(windows, metrics.dynamics)


def _speakers(session: Session, pieces: Pieces, kinds: tuple[Kind, ...]) -> tuple[SpeakerTime, ...]:
    words = dict.fromkeys((s.name for s in session.speakers), 0)
    turns = dict(words)
    for turn, kind, n in zip(session.turns, kinds, pieces.words, strict=True):
        words[turn.speaker] += n
        turns[turn.speaker] += kind == "speech"
    return tuple(
        SpeakerTime(
            speaker=s.name,
            role=s.role,
            ms=speaking_ms(pieces.by_speaker[s.name]) if s.name in pieces.by_speaker else None,
            words=words[s.name],
            turns=turns[s.name],
        )
        for s in session.speakers
    )


def _too_short(
    session: Session,
    pieces: Pieces,
    kinds: tuple[Kind, ...],
    sides: Sides,
    metrics: MetricsConfig,
    *,
    times_doubted: bool,
) -> str:
    """Why the session is too short for a verdict; empty if it is not. Doubted times count for nothing."""
    rules = metrics.verdict
    people = {*sides.coach, *sides.client}
    turns = sum(k == "speech" and t.speaker in people for t, k in zip(session.turns, kinds, strict=True))
    if turns >= rules.min_turns:
        return ""
    need = f"a verdict needs {rules.min_minutes:g} minutes or {rules.min_turns} turns"
    if not pieces.timed or times_doubted:
        return f"{turns} turns and no times to go by; {need}."
    # The shortest length that the times allow: an estimated last end must not lift it over the edge.
    minutes = (max(p.low for p in pieces.timed) - pieces.timed[0].start) / _MINUTE_MS
    return "" if minutes >= rules.min_minutes else f"{minutes:.1f} minutes and {turns} turns; {need}."


def _pace_note(pieces: Pieces, metrics: MetricsConfig) -> str:
    """A caution where the overall pace is not that of people; empty where it is."""
    rules = metrics.pace
    found = [p for p in pieces.timed if p.measured]
    if found:
        words, ms = sum(p.words for p in found), speaking_ms(found)
    elif len(pieces.timed) > 1:
        # Without ends only the span from first to last start is known; the last piece lies after it.
        words, ms = sum(p.words for p in pieces.timed[:-1]), pieces.timed[-1].start - pieces.timed[0].start
    else:
        return ""
    if words < rules.min_words:
        return ""
    wpm = words * _MINUTE_MS / max(ms, 1)
    if rules.implausible_below_wpm <= wpm <= rules.implausible_above_wpm:
        return ""
    return (
        f"{wpm:.0f} words per minute overall cannot be talk ({rules.implausible_below_wpm}-"
        f"{rules.implausible_above_wpm} can): the times are probably in another unit. Ranges for measures in "
        "time are not applied."
    )


def _notes(
    session: Session, pieces: Pieces, sides: Sides, shares: tuple[Share, ...], bands: ShareBands
) -> list[str]:
    notes = [bands.reason]
    others = session.speaker_with_role("other")
    if others:
        notes.append(
            f"Other speakers: {len(others)}. The share is that of coach and client; the others are shown per "
            "speaker."
        )
    if len(sides.coach) > 1 or len(sides.client) > 1:
        notes.append(
            f"Coaches: {len(sides.coach)}, clients: {len(sides.client)}. Each side is read as one; see each "
            "person's part."
        )
    if pieces.timed and pieces.timed[0].start >= _MINUTE_MS:
        notes.append(
            f"The first talk is at {clock(pieces.timed[0].start)}; what lies before it is not counted."
        )
    if pieces.reversed_ends:
        notes.append(f"{pieces.reversed_ends} pieces end before they start; those ends are not used.")
    starts = [t.start_ms for t in session.turns if t.start_ms is not None]
    back = sum(b < a for a, b in pairwise(starts))
    if back:
        notes.append(f"{back} turns start before the turn above them; times are used as they are.")
    time, words = shares[0], shares[1]
    if time.band and words.band and time.band != words.band:
        notes.append("Time and words lead to different ranges: coach and client talk at a different pace.")
    return notes
