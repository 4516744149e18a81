"""The single numbers of talk time, each with what it rests on, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from analyzer.talktime import floor
from analyzer.talktime.intervals import length, shared
from analyzer.talktime.pieces import BOUNDS, spans_of, speaking_ms
from analyzer.talktime.shares import EXACT
from analyzer.talktime.talk import Talk, clock, median_of, missing, places
from analyzer.types import Band, Interval, Measure, Window

_MINUTE_MS = 60_000


def all_measures(talk: Talk, tenths: Sequence[Window]) -> tuple[Measure, ...]:
    """Every measure, always in the same order, with `value=None` and a reason where there is none."""
    return (
        *_length_and_silence(talk),
        *_longest_turn(talk),
        *_turns(talk),
        *_latency_and_pauses(talk),
        *_break_ins(talk),
        *_pace(talk),
        *_backchannel_words(talk),
        *_ends_apart(talk, tenths),
    )


def _length_and_silence(talk: Talk) -> list[Measure]:
    found, total = talk.pieces.timed, talk.length_ms
    if total is None:
        return [missing(n, u, talk.no_times) for n, u in (
            ("session_length_s", "s"), ("silence_share", "share"), ("overlap_s", "s"))]  # fmt: skip
    start = found[0].start
    spread = [max(p.span(b)[1] for p in found) - start for b in BOUNDS]
    measures = [
        Measure(
            name="session_length_s", value=total / 1000, unit="s",
            basis=f"From the first talk at {clock(start)} to the last at {clock(start + total)}.",
            interval=_seconds(spread[0], spread[2], "end of the last piece"),
        )
    ]  # fmt: skip
    if not talk.pieces.ends_measured:
        why = talk.no_ends or "Some talk has no times of its own, and could fill the silence."
        measures.append(missing("silence_share", "share", why))
    elif not total:
        measures.append(missing("silence_share", "share", "The times span nothing."))
    else:
        quiet = total - length(p.span() for p in found)
        basis = f"{quiet / 1000:.0f} of {total / 1000:.0f} s in which nobody talks."
        measures.append(Measure(name="silence_share", value=quiet / total, unit="share", basis=basis))
    why = talk.no_overlap or talk.no_roles
    if why:
        return [*measures, missing("overlap_s", "s", why)]
    own = [
        spans_of(p for p in talk.pieces.of(s) if p.measured) for s in (talk.sides.coach, talk.sides.client)
    ]
    basis = "Coach and client talk at once."
    return [*measures, Measure(name="overlap_s", value=shared(*own) / 1000, unit="s", basis=basis)]


def _longest_turn(talk: Talk) -> list[Measure]:
    rules, names = talk.config.longest_turn, talk.sides.coach
    turn, words = "longest_coach_turn_at", "longest_coach_turn_words"
    if talk.no_roles:
        return [missing(n, u, talk.no_roles) for n, u in (
            ("longest_coach_turn_s", "s"), (turn, "turn"), (words, "words"))]  # fmt: skip
    own = [p for p in talk.parts if p.speaker in names]
    most = max(own, key=lambda p: p.words, default=None)
    why = "The coach has no turn." if most is None else talk.no_times
    runs = [floor.longest_run(talk.parts, talk.by_turn, names, rules.merge_gap_ms, b) for b in BOUNDS]
    low, run, high = runs
    if why or low is None or run is None or high is None:
        why = why or "The coach's turns have no times."
        measures = [missing("longest_coach_turn_s", "s", why), missing(turn, "turn", why)]
    else:
        low_s, s, high_s = low.ms / 1000, run.ms / 1000, high.ms / 1000
        edges = (rules.watch_above_s, rules.review_above_s)
        band = _above(low_s, *edges)
        # A turn without times could be a longer one.
        judged = talk.bands and talk.mode in rules.modes and not talk.pieces.untimed
        judged = judged and band == _above(high_s, *edges)
        place = f"{places(run.first_turn, run.last_turn)}, from {clock(run.start)}."
        joins = f" Gaps under {rules.merge_gap_ms / 1000:g} s and the client's back-channels are bridged."
        measures = [
            Measure(
                name="longest_coach_turn_s", value=s, unit="s", basis=place + joins + talk.fine,
                interval=_seconds(low.ms, high.ms, "ends that the source does not give"),
                band=band if judged else None,
            ),
            Measure(name=turn, value=float(run.first_turn), unit="turn", basis=place, n=run.first_turn),
        ]  # fmt: skip
    if most is None:
        return [*measures, missing(words, "words", why)]
    place = f"{places(most.turns[0], most.turns[-1])}, across the client's back-channels."
    return [*measures, Measure(name=words, value=float(most.words), unit="words", basis=place, n=len(own))]


def _turns(talk: Talk) -> list[Measure]:
    names = ("turns", "self_follows", "backchannels")
    measures: list[Measure] = []
    lengths: dict[str, list[int]] = {}
    for side, who in (("coach", talk.sides.coach), ("client", talk.sides.client)):
        if talk.no_roles:
            measures += [missing(f"{n}_{side}", "count", talk.no_roles) for n in names]
            measures.append(missing(f"median_turn_words_{side}", "words", talk.no_roles))
            continue
        own = [p for p in talk.parts if p.speaker in who]
        turns = sum(len(p.turns) for p in own)
        heard = sum(
            k == "backchannel" and t.speaker in who
            for t, k in zip(talk.session.turns, talk.kinds, strict=True)
        )
        for name, value, basis in (
            (names[0], turns, "Turns, back-channels and laughter left out."),
            (names[1], turns - len(own), "Turns that follow a turn of the same speaker."),
            (names[2], heard, "Turns of listening words only, not after a question."),
        ):
            measures.append(Measure(name=f"{name}_{side}", value=float(value), unit="count", basis=basis))
        lengths[side] = [p.words for p in own]
        measures.append(
            median_of(f"median_turn_words_{side}", "words", lengths[side], "Stretches of talk", 1)
        )
    return [*measures, _turn_length_ratio(talk, lengths)]


def _turn_length_ratio(talk: Talk, lengths: dict[str, list[int]]) -> Measure:
    name, rules = "turn_len_ratio", talk.config.turn_lengths
    if talk.no_roles or not lengths["coach"] or not lengths["client"]:
        return missing(name, "ratio", talk.no_roles or "One side has no turn.")
    value = median(lengths["client"]) / median(lengths["coach"])
    band: Band | None = None
    if talk.bands and talk.mode in rules.modes:
        band = "watch" if value < rules.watch_below_ratio else "in_range"
    basis = "The client's median stretch of talk over the coach's, in words."
    return Measure(name=name, value=value, unit="ratio", basis=basis, band=band)


def _latency_and_pauses(talk: Talk) -> list[Measure]:
    sides, pause_ms = talk.sides, talk.config.pauses.pause_ms
    seconds = f"{pause_ms / 1000:g} s"
    counts = ("pauses", "pauses_after_client")
    if talk.no_ends:
        return [
            missing("response_latency_s", "s", talk.no_ends),
            *(missing(n, "count", talk.no_ends) for n in counts),
        ]
    if talk.no_roles:
        latency = missing("response_latency_s", "s", talk.no_roles)
    else:
        gaps = floor.latencies(talk.parts, talk.by_turn, sides.client, sides.coach)
        hides = " The source cannot show overlap, so no gap is negative." if talk.no_overlap else ""
        basis = f"From the client's end to the coach's start; negative = overlap.{hides}{talk.fine} Gaps"
        latency = median_of("response_latency_s", "s", gaps, basis, 1000)
    quiet = floor.silences(talk.pieces, pause_ms)
    left_out = "" if talk.pieces.ends_measured else " Gaps beside talk without times of its own are left out."
    basis = f"Silence of {seconds} or more.{left_out}{talk.fine}"
    pauses = Measure(name=counts[0], value=float(len(quiet)), unit="count", basis=basis)
    if talk.no_roles:
        return [latency, pauses, missing(counts[1], "count", talk.no_roles)]
    after = sum(g.after in sides.client for g in quiet)
    basis = f"Silence of {seconds} or more after the client's talk.{left_out}{talk.fine}"
    return [
        latency,
        pauses,
        Measure(name=counts[1], value=float(after), unit="count", basis=basis, n=len(quiet)),
    ]


def _break_ins(talk: Talk) -> list[Measure]:
    rules, total = talk.config.interruptions, talk.length_ms
    units = (("coach_interruptions", "per 10 min"), ("coach_backchannels_overlapped", "count"))
    why = talk.no_overlap or talk.no_roles
    if why or not total:
        return [missing(n, u, why or "The times span nothing.") for n, u in units]
    found = floor.break_ins(
        talk.pieces, talk.kinds, talk.sides.coach, talk.sides.client, rules.overlap_ms, rules.join_gap_ms
    )
    n = len(found.interruptions)
    where = f" at {', '.join(clock(ms) for ms in found.interruptions[:20])}" if n else ""
    more = " ..." if n > 20 else ""
    basis = (
        f"{n} in {total / _MINUTE_MS:.1f} minutes{where}{more}: the coach began over the client by more than "
        f"{rules.overlap_ms} ms and the client stopped. Back-channels and laughter do not count."
    )
    rate = n * 10 * _MINUTE_MS / total
    heard = "The coach's back-channels while the client talked: signs of listening, not interruptions."
    return [
        Measure(name=units[0][0], value=rate, unit=units[0][1], basis=basis, n=n),
        Measure(name=units[1][0], value=float(found.backchannels), unit="count", basis=heard),
    ]


def _pace(talk: Talk) -> list[Measure]:
    measures = []
    for side, who in (("coach", talk.sides.coach), ("client", talk.sides.client)):
        name, unit = f"words_per_minute_{side}", "words/min"
        found = [p for p in talk.pieces.of(who) if p.measured]
        ms, words = speaking_ms(found), sum(p.words for p in found)
        why = talk.no_ends or talk.no_roles or ("" if ms else "No talk with start and end.")
        if why:
            measures.append(missing(name, unit, why))
            continue
        basis = f"{words} words in {ms / 1000:.0f} s of talk."
        measures.append(Measure(name=name, value=words * _MINUTE_MS / ms, unit=unit, basis=basis, n=words))
    return measures


def _backchannel_words(talk: Talk) -> list[Measure]:
    measures = []
    for side, who in (("coach", talk.sides.coach), ("client", talk.sides.client)):
        name = f"backchannel_word_share_{side}"
        rows = zip(talk.session.turns, talk.kinds, talk.pieces.words, strict=True)
        own = [(kind, n) for turn, kind, n in rows if turn.speaker in who]
        total, heard = sum(n for _, n in own), sum(n for kind, n in own if kind == "backchannel")
        if talk.no_roles or not total:
            measures.append(missing(name, "share", talk.no_roles or f"The {side} has no words."))
            continue
        basis = f"{heard} of {total} words stand in back-channels."
        measures.append(Measure(name=name, value=heard / total, unit="share", basis=basis, n=total))
    return measures


def _ends_apart(talk: Talk, tenths: Sequence[Window]) -> list[Measure]:
    names = ("coach_share_first_tenth", "coach_share_middle", "coach_share_last_tenth")
    why = talk.no_roles or ("" if len(tenths) > 2 else "Too little talk to divide.")
    if why:
        return [missing(n, "share", why) for n in names]
    unit = "time" if tenths[0].basis == "time" else "words"
    inner = [w.value for w in tenths[1:-1] if w.value is not None]
    middle = sum(inner) / len(inner) if inner else None
    measures = []
    for name, value, what in (
        (names[0], tenths[0].value, "The first tenth of the talk"),
        (names[1], middle, "Mean over the tenths between first and last"),
        (names[2], tenths[-1].value, "The last tenth of the talk"),
    ):
        if value is None:
            measures.append(missing(name, "share", "Neither coach nor client talks there."))
        else:
            measures.append(Measure(name=name, value=value, unit="share", basis=f"{what}, by {unit}."))
    return measures


def _seconds(low: int, high: int, open_: str) -> Interval:
    return Interval(low=low / 1000, high=high / 1000, covers=EXACT if low == high else open_)


def _above(value: float, watch: float, review: float) -> Band:
    return "review" if value > review else "watch" if value > watch else "in_range"
