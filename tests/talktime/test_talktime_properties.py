"""What must hold for every session."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from talktime_build import MEASURED, NO_OVERLAP, NO_TIMES, STARTS_ONLY, Row, session, talk, with_turns

from analyzer.talktime import load_metrics, measure_talk_time
from analyzer.talktime.intervals import Track, length, shared, union
from analyzer.types import Segment, Session, TalkTime, Timing, Turn

spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12)
TEXTS = (
    "mhm",
    "right, okay",
    "what do you want?",
    "I would like to change my work",
    "ha ha",
    "...",
    "yes",
    "",
)
NAMES = ("Coach", "Client", "Other", "Guest", "Unknown")


@st.composite
def rows(draw: st.DrawFn, names: tuple[str, ...] = NAMES, all_timed: bool = False) -> list[Row]:
    """Turns in order of start, with overlap, gaps, missing times and missing ends."""
    found: list[Row] = []
    t = draw(st.integers(0, 400_000))
    for _ in range(draw(st.integers(0, 14))):
        t += draw(st.integers(-2_000, 6_000))
        start = max(t, 0)
        end: int | None = start + draw(st.integers(0, 9_000))
        kind = (
            "timed" if all_timed else draw(st.sampled_from(("timed", "timed", "timed", "no end", "untimed")))
        )
        who, text = draw(st.sampled_from(names)), draw(st.sampled_from(TEXTS))
        found.append((who, None if kind == "untimed" else start, end if kind == "timed" else None, text))
        t = end or start
    return found


timings = st.sampled_from((MEASURED, NO_OVERLAP, STARTS_ONLY, NO_TIMES))


def of(s: Session) -> TalkTime:
    return measure_talk_time(s, "coaching", load_metrics())


def brute(found: list[tuple[int, int]]) -> set[int]:
    return {point for start, end in found for point in range(start, end)}


@given(spans)
def test_a_union_holds_the_points_of_its_spans_and_no_more(found):
    merged = union(found)
    assert brute(list(merged)) == brute(found)
    assert length(found) == len(brute(found)) <= sum(max(0, e - s) for s, e in found)
    assert all(a[1] < b[0] for a, b in pairwise(merged))


@given(spans, st.randoms())
def test_the_order_of_spans_does_not_matter(found, random):
    mixed = list(found)
    random.shuffle(mixed)
    assert union(mixed) == union(found)


@given(spans, st.integers(0, 10))
def test_joining_bridges_short_gaps_only(found, join):
    merged = union(found, join)
    assert brute(found) <= brute(list(merged))
    bridged = {b[0] - a[1] for a, b in pairwise(union(found)) if b[0] not in {s for s, _ in merged}}
    assert all(gap < join for gap in bridged)
    assert all(b[0] - a[1] >= max(join, 1) for a, b in pairwise(merged))


def test_a_gap_as_long_as_join_stays():
    assert union([(0, 4), (6, 8)], 2) == ((0, 4), (6, 8))
    assert union([(0, 4), (6, 8)], 3) == ((0, 8),)


@given(spans, spans)
def test_shared_points_equal_a_count_of_each(a, b):
    assert shared(union(a), union(b)) == len(brute(a) & brute(b))


@given(spans, st.integers(-5, 70), st.integers(-5, 70))
def test_a_track_counts_what_lies_between_two_points(found, a, b):
    a, b = sorted((a, b))
    track, points = Track(found), brute(found)
    assert track.within(a, b) == sum(a <= p < b for p in points)
    assert track.total == len(points)
    assert (track.covering(a) is not None) == (a in points)
    for amount in range(track.total + 1):
        at = track.at(amount) if track.spans else 0
        assert sum(p < at for p in points) == amount


@given(rows(), timings)
def test_shares_lie_in_their_intervals_and_in_0_to_1(found, timing):
    result = talk(found, timing=timing)
    for share in (*result.shares, *([result.other_reading] if result.other_reading else [])):
        assert 0 <= share.coverage <= 1
        assert share.reason
        if share.value is None:
            assert share.interval is None
            assert share.band is None
        else:
            assert 0 <= share.interval.low <= share.value <= share.interval.high <= 1
    for window in (*result.tenths, *result.windows):
        assert window.value is None or 0 <= window.value <= 1
        assert 0 <= window.first_turn <= window.last_turn < len(found)
    assert result.share in result.shares


@given(rows(), timings)
def test_every_measure_has_a_value_or_says_why_not(found, timing):
    names = {m.name for m in talk([], timing=timing).measures}
    result = talk(found, timing=timing)
    assert {m.name for m in result.measures} == names
    for m in result.measures:
        assert m.basis
        assert m.value is not None or m.basis.startswith("Not measurable: ")
        if m.value is not None and m.interval is not None:
            assert m.interval.low <= m.value <= m.interval.high


@given(rows(all_timed=True))
def test_speaking_time_equals_a_count_of_every_ms(found):
    tiny = [(who, start // 500, end // 500, text) for who, start, end, text in found]
    result = talk(tiny)
    for speaker in result.speakers:
        own = [(start, end) for who, start, end, _ in tiny if who == speaker.speaker]
        assert speaker.ms == len(brute(own))


@given(rows(), timings)
def test_a_report_is_the_same_twice_and_survives_json(found, timing):
    first = talk(found, timing=timing)
    assert talk(found, timing=timing) == first
    assert TalkTime.model_validate_json(first.model_dump_json()) == first


@given(rows(names=("Coach", "Client", "Guest")), timings)
def test_swapping_the_roles_mirrors_the_shares(found, timing):
    there = talk(found, timing=timing)
    back = talk(found, timing=timing, roles={"Coach": "client", "Client": "coach"})
    if not {"Coach", "Client"} <= {who for who, *_ in found}:
        return
    for a, b in zip(there.shares, back.shares, strict=True):
        if a.value is None:
            assert b.value is None
        else:
            assert a.value == pytest.approx(1 - b.value)
            assert a.interval.low == pytest.approx(1 - b.interval.high)
            assert a.interval.high == pytest.approx(1 - b.interval.low)
            assert a.coverage == b.coverage


@given(rows(all_timed=True), timings.filter(lambda t: t.end == "measured"), st.data())
def test_splitting_a_segment_changes_nothing(found, timing, data):
    s = session(found, timing=timing)
    if not s.turns:
        return
    i = data.draw(st.integers(0, len(s.turns) - 1))
    turn = s.turns[i]
    middle = data.draw(st.integers(turn.start_ms, turn.end_ms))
    # Between words, as sources split.
    cut = data.draw(st.sampled_from([n for n, c in enumerate(turn.text) if c == " "] or [len(turn.text)]))
    halves = (
        Segment(start=0, end=cut, start_ms=turn.start_ms, end_ms=middle),
        Segment(start=cut, end=len(turn.text), start_ms=middle, end_ms=turn.end_ms),
    )
    turns = (*s.turns[:i], turn.replace(segments=halves), *s.turns[i + 1 :])
    assert of(s.replace(turns=turns)) == of(s)


@given(rows(all_timed=True), st.integers(0, 14), st.integers(0, 1_000_000))
def test_silence_between_turns_does_not_change_a_share(found, place, silence):
    ends = [max((end for _, _, end, _ in found[:place]), default=0)]
    if any(start < ends[0] for _, start, _, _ in found[place:]):
        return
    later = [
        (who, start + silence, end + silence, text) if i >= place else (who, start, end, text)
        for i, (who, start, end, text) in enumerate(found)
    ]
    before, after = talk(found), talk(later)
    assert [(s.value, s.interval) for s in before.shares] == [(s.value, s.interval) for s in after.shares]
    assert before.speakers == after.speakers
    assert [w.value for w in before.tenths] == [w.value for w in after.tenths]


@given(rows(all_timed=True), st.integers(0, 10_000_000))
def test_nothing_depends_on_where_the_clock_starts(found, offset):
    later = [(who, start + offset, end + offset, text) for who, start, end, text in found]
    a, b = talk(found), talk(later)
    at = ("session_length_s", "longest_coach_turn_s", "longest_coach_turn_at", "coach_interruptions")
    assert [(s.value, s.band) for s in a.shares] == [(s.value, s.band) for s in b.shares]
    assert [(m.name, m.value) for m in a.measures] == [(m.name, m.value) for m in b.measures]
    assert [m for m in a.measures if m.name not in at] == [m for m in b.measures if m.name not in at]
    assert [w.value for w in a.windows] == [w.value for w in b.windows]


@given(rows(names=("Coach", "Client"), all_timed=True))
def test_taking_the_ends_away_leaves_the_true_share_in_the_interval(found):
    """As far as the assumptions hold: nobody overlaps, and the pace lies between slow and fast."""
    t, honest = 0, []
    for who, _, end, text in found:
        n = len(text.split())
        ms = n * (200 + end % 801)
        honest.append((who, t, t + ms, text))
        t += ms + end % 3000
    whole = talk(honest).shares[0]
    starts = talk([(who, start, None, text) for who, start, _, text in honest], timing=STARTS_ONLY).shares[0]
    if whole.value is not None and starts.value is not None and "..." not in {r[3] for r in honest}:
        assert starts.interval.low - 1e-9 <= whole.value <= starts.interval.high + 1e-9


def test_a_turn_without_segments_is_read_by_its_own_times():
    bare = Turn(index=0, speaker="Coach", text="one two", start_ms=0, end_ms=1000)
    assert of(with_turns((bare,), Timing(start="measured", end="measured"))).speakers[0].ms == 1000
