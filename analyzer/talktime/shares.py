"""The coach's share of the talk on each basis, its interval, and the verdict on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from analyzer.talktime.config import MetricsConfig, ShareBands
from analyzer.talktime.intervals import shared
from analyzer.talktime.pieces import Piece, Pieces, spans_of, speaking_ms
from analyzer.talktime.sides import Sides
from analyzer.talktime.words import Kind, unspaced
from analyzer.types import Band, Interval, Session, Share, Timing

_MINUTE_MS = 60_000
# Turns an interval into a verdict and the sentence that explains it.
Decide = Callable[[Interval], tuple[Band | None, str]]
EXACT = "Nothing is missing: lowest and highest value are the same."


@dataclass(frozen=True, slots=True)
class Amount:
    """How much one side talked: lowest, likeliest, highest."""

    low: int
    best: int
    high: int

    def __add__(self, other: Amount) -> Amount:
        """Both amounts together."""
        return Amount(self.low + other.low, self.best + other.best, self.high + other.high)


def ratio(coach: int, client: int) -> float | None:
    """`coach / (coach + client)`; None where nobody talked.

    >>> ratio(7, 13)
    0.35
    """
    return coach / (coach + client) if coach + client else None


def bounds(coach: Amount, client: Amount, unassigned: Amount) -> tuple[float, float]:
    """Lowest and highest share that the amounts allow, with all unassigned talk on either side.

    >>> bounds(Amount(30, 30, 30), Amount(70, 70, 70), Amount(0, 0, 0))
    (0.3, 0.3)
    """
    low = ratio(coach.low, client.high + unassigned.high)
    high = ratio(coach.high + unassigned.high, client.low)
    return (0.0 if low is None else low), (1.0 if high is None else high)


def band_of(share: float, bands: ShareBands) -> Band:
    """The range in which a share (0-1) lies.

    Compared as fractions, so that 35 of 100 is exactly the edge of 35 %.

    >>> from analyzer.talktime.config import load_metrics
    >>> band_of(0.35, load_metrics().coach_share.coaching)
    'in_range'
    """
    if share < bands.check_presence_below / 100:
        return "check_presence"
    if share < bands.in_range_from / 100:
        return "watch"
    if share <= bands.in_range_to / 100:
        return "in_range"
    return "watch" if share <= bands.watch_to / 100 else "review"


def judge(interval: Interval, bands: ShareBands, why_not: str) -> tuple[Band | None, str]:
    """Verdict and the sentence that explains it: only if the whole interval lies in one range.

    The ranges rise, except that `watch` lies on both sides of `in_range`: an interval from one
    watch to the other holds in_range too and has no verdict.

    Args:
        why_not: A reason against any verdict (too short, roles not sure); empty if there is none.
    """
    if why_not:
        return None, f"No verdict: {why_not}"
    low, high = band_of(interval.low, bands), band_of(interval.high, bands)
    around = interval.low < bands.in_range_from / 100 <= interval.high
    if low != high or around:
        return None, f"No verdict: what is missing allows {_pct(interval.low)} to {_pct(interval.high)}."
    tail = " For orientation only." if bands.informational else ""
    return low, f"Ranges for this kind of session: {describe(bands)}{tail}"


def describe(bands: ShareBands) -> str:
    """The ranges in words."""
    review = f", watch to {bands.watch_to} %, review above" if bands.watch_to < 100 else ", watch above"
    return f"{bands.in_range_from}-{bands.in_range_to} % in range{review}."


def word_share(session: Session, counts: tuple[int, ...], sides: Sides, decide: Decide) -> Share:
    """Share by words. Only words of unassigned speakers leave it open."""
    if unspaced("".join(t.text for t in session.turns)):
        return nothing("words", "The script has no spaces between words, so that words cannot be counted.")
    return _counted("words", "words", _sum_by_speaker(session, counts), sides, decide)


def turn_share(session: Session, kinds: tuple[Kind, ...], sides: Sides) -> Share:
    """Share by turns, back-channels and turns without words left out. Never has a verdict."""
    by_speaker = _sum_by_speaker(session, [int(k == "speech") for k in kinds])
    no_verdict: Decide = lambda _: (None, "No verdict: in a dialogue turns are near half and half.")  # noqa: E731
    return _counted("turns", "turns (back-channels left out)", by_speaker, sides, no_verdict)


def time_share(
    session: Session, pieces: Pieces, sides: Sides, config: MetricsConfig, decide: Decide
) -> Share:
    """Share by time: unions per speaker; silence does not count.

    Open are missing ends, words without times (counted at the session's own pace), talk of
    unassigned speakers, and overlap in a source that cannot show overlap (it may be either's).
    """
    timing = session.source.timing
    words = _sum_by_speaker(session, pieces.words)
    everything = sum(words[n] for n in sides.all)
    found = pieces.of(sides.all)
    timed_words = sum(p.words for p in found)
    if not found:
        return nothing("time", _absent(timing))
    if timing.start == "estimated":
        return nothing(
            "time", f"The start times are estimates, not the source's own. {timing.reason}".rstrip()
        )
    if timed_words < config.estimate.min_timed * everything:
        return nothing("time", f"Only {timed_words} of {everything} words have times.")
    if not sides.readable:
        return nothing("time", sides.reason)
    pace = _own_pace(pieces, sides, config)
    side = {
        key: _timed(pieces, names) + _untimed(session, pieces, names, pace, config)
        for key, names in (("coach", sides.coach), ("client", sides.client), ("open", sides.unassigned))
    }
    coach, client, unassigned = side["coach"], side["client"], side["open"]
    value = ratio(coach.best, client.best)
    if value is None:
        return nothing("time", "Coach and client have no speaking time.")
    overlap = 0
    if timing.overlap == "not_measurable":
        overlap = sum(
            shared(spans_of(_measured(pieces, (a,))), spans_of(_measured(pieces, (b,))))
            for a in sides.coach
            for b in sides.client
        )
        coach, client = _less(coach, overlap), _less(client, overlap)
    low, high = bounds(coach, client, unassigned)
    estimated = sum(not p.measured for p in found)
    missing = _list(
        (estimated, "pieces without an end of their own"),
        (everything - timed_words, "words without times"),
        (overlap, "ms of overlap in a source that cannot show overlap"),
        (unassigned.high, "ms (at most) of speakers without a role"),
    )
    interval = Interval(low=low, high=high, covers=missing or EXACT)
    band, verdict = decide(interval)
    measured_words = sum(p.words for p in found if p.measured)
    by_pieces = (len(found) - estimated) / len(found)
    coverage = measured_words / everything if everything else by_pieces
    total = (coach.best + client.best) / _MINUTE_MS
    reason = f"{total:.1f} minutes of talk by coach and client; silence is not counted. {missing or EXACT}"
    if not sides.certain:
        reason = f"{sides.reason} {reason}"
    return Share(
        basis="time",
        value=value,
        interval=interval,
        coverage=coverage,
        band=band,
        reason=f"{reason} {verdict}",
    )


def nothing(basis: Literal["time", "words", "turns"], reason: str) -> Share:
    """A share that cannot be measured, and why."""
    return Share(basis=basis, value=None, interval=None, coverage=0.0, band=None, reason=reason)


def _counted(
    basis: Literal["words", "turns"], unit: str, by_speaker: dict[str, int], sides: Sides, decide: Decide
) -> Share:
    if not sides.readable:
        return nothing(basis, sides.reason)
    coach, client, unassigned = (
        sum(by_speaker[n] for n in names) for names in (sides.coach, sides.client, sides.unassigned)
    )
    value = ratio(coach, client)
    if value is None:
        return nothing(basis, f"Coach and client have no {unit}.")
    low, high = bounds(_exactly(coach), _exactly(client), _exactly(unassigned))
    missing = _list((unassigned, f"{unit} of speakers without a role"))
    interval = Interval(low=low, high=high, covers=missing or EXACT)
    band, verdict = decide(interval)
    total = coach + client + unassigned
    reason = f"{coach} of {coach + client} {unit}. {missing or EXACT} {verdict}"
    return Share(
        basis=basis, value=value, interval=interval, coverage=(coach + client) / total, band=band,
        reason=reason if sides.certain else f"{sides.reason} {reason}",
    )  # fmt: skip


def _exactly(n: int) -> Amount:
    return Amount(n, n, n)


def _less(amount: Amount, overlap: int) -> Amount:
    return Amount(max(0, amount.low - overlap), amount.best, amount.high)


def _measured(pieces: Pieces, names: Iterable[str]) -> Iterable[Piece]:
    return (p for p in pieces.of(names) if p.measured)


def _timed(pieces: Pieces, names: tuple[str, ...]) -> Amount:
    found = pieces.of(names)
    return Amount(speaking_ms(found, "low"), speaking_ms(found, "best"), speaking_ms(found, "high"))


def _untimed(
    session: Session, pieces: Pieces, names: tuple[str, ...], pace: float, config: MetricsConfig
) -> Amount:
    n = sum(count for turn, count in pieces.untimed.items() if session.turns[turn].speaker in names)
    rules = config.estimate
    return Amount(
        n * _MINUTE_MS // rules.fast_wpm, round(n * _MINUTE_MS / pace), n * _MINUTE_MS // rules.slow_wpm
    )


def _own_pace(pieces: Pieces, sides: Sides, config: MetricsConfig) -> float:
    """Words per minute of this session's measured talk, kept between slow and fast."""
    rules = config.estimate
    found = list(_measured(pieces, sides.all))
    ms = speaking_ms(found)
    words = sum(p.words for p in found)
    if not ms or not words:
        return rules.typical_wpm
    return min(max(words * _MINUTE_MS / ms, rules.slow_wpm), rules.fast_wpm)


def _sum_by_speaker(session: Session, per_turn: Iterable[int]) -> dict[str, int]:
    total = {s.name: 0 for s in session.speakers}
    for turn, n in zip(session.turns, per_turn, strict=True):
        total[turn.speaker] += n
    return total


def _absent(timing: Timing) -> str:
    return timing.reason or "The source gives no times."


def _list(*parts: tuple[int, str]) -> str:
    found = [f"{n} {what}" for n, what in parts if n]
    return f"Open: {'; '.join(found)}." if found else ""


def _pct(share: float) -> str:
    return f"{100 * share:.0f} %"
