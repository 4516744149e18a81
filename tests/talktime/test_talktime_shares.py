"""Shares, their intervals, and when there is a verdict."""

from __future__ import annotations

import copy

import pytest
from talktime_build import (
    MEASURED,
    NO_OVERLAP,
    NO_TIMES,
    STARTS_ONLY,
    alternate,
    measures,
    say,
    session,
    talk,
)

from analyzer.errors import ConfigError
from analyzer.talktime import load_metrics
from analyzer.talktime.config import parse_metrics
from analyzer.talktime.pieces import find_pieces
from analyzer.talktime.shares import Amount, band_of, bounds, judge
from analyzer.taxonomy import load_toml
from analyzer.types import Interval, Timing

BANDS = load_metrics().coach_share


@pytest.mark.parametrize(
    ("mode", "percent", "band"),
    [
        ("coaching", 0, "check_presence"),
        ("coaching", 7.99, "check_presence"),
        ("coaching", 8, "watch"),
        ("coaching", 14.99, "watch"),
        ("coaching", 15, "in_range"),
        ("coaching", 35, "in_range"),
        ("coaching", 35.01, "watch"),
        ("coaching", 50, "watch"),
        ("coaching", 50.01, "review"),
        ("coaching", 100, "review"),
        ("mentoring", 7.99, "check_presence"),
        ("mentoring", 8, "watch"),
        ("mentoring", 15, "in_range"),
        ("mentoring", 50, "in_range"),
        ("mentoring", 50.01, "watch"),
        ("mentoring", 65, "watch"),
        ("mentoring", 65.01, "review"),
        ("training", 29.99, "watch"),
        ("training", 30, "in_range"),
        ("training", 80, "in_range"),
        ("training", 100, "watch"),
        ("intake", 14.99, "watch"),
        ("intake", 60, "in_range"),
        ("intake", 60.01, "watch"),
        ("intake", 100, "watch"),
    ],
)
def test_each_edge_of_each_mode(mode, percent, band):
    assert band_of(percent / 100, BANDS.of(mode)) == band


@pytest.mark.parametrize("n", [8, 15, 35, 50, 65])
def test_counts_that_meet_an_edge_exactly_lie_on_it(n):
    """35 of 100 is 35 %, however the division rounds."""
    for times in (1, 3, 7, 1_000_003):
        share = bounds(Amount(*3 * [n * times]), Amount(*3 * [(100 - n) * times]), Amount(0, 0, 0))[0]
        assert share == n / 100


def test_mentoring_is_coaching_with_the_upper_ends_15_points_higher():
    coaching, mentoring = BANDS.coaching, BANDS.mentoring
    assert mentoring.in_range_to == coaching.in_range_to + 15
    assert mentoring.watch_to == coaching.watch_to + 15


@pytest.mark.parametrize(
    ("low", "high", "band"),
    [
        (0.20, 0.30, "in_range"),
        (0.15, 0.35, "in_range"),
        (0.14, 0.30, None),
        (0.30, 0.36, None),
        (0.36, 0.50, "watch"),
        (0.36, 0.51, None),
        (0.51, 0.90, "review"),
        (0.0, 0.07, "check_presence"),
        (0.07, 0.09, None),
        (0.09, 0.14, "watch"),
        (0.10, 0.40, None),  # watch at both ends, in range between
        (0.0, 1.0, None),
    ],
)
def test_a_verdict_needs_the_whole_interval_in_one_range(low, high, band):
    verdict, reason = judge(Interval(low=low, high=high), BANDS.coaching, "")
    assert verdict == band
    assert (band is None) == reason.startswith("No verdict")


@pytest.mark.parametrize("mode", ["coaching", "mentoring", "training", "intake"])
def test_no_wording_accuses(mode):
    result = talk(alternate(90, 10), mode=mode)
    said = " ".join([result.share.reason, *result.notes, *(m.basis for m in result.measures)]).casefold()
    assert "malpractice" not in said
    assert ("orientation" in result.share.reason) == (mode in ("training", "intake"))


@pytest.mark.parametrize(
    ("coach", "client", "mode", "band"),
    [
        (25, 75, "coaching", "in_range"),
        (45, 55, "coaching", "watch"),
        (45, 55, "mentoring", "in_range"),
        (60, 40, "coaching", "review"),
        (60, 40, "mentoring", "watch"),
        (60, 40, "training", "in_range"),
        (90, 10, "training", "watch"),
        (5, 95, "coaching", "check_presence"),
    ],
)
def test_a_measured_session_has_a_point_and_a_verdict(coach, client, mode, band):
    result = talk(alternate(coach, client), mode=mode)
    for share in result.shares[:2]:
        assert share.value == coach / 100
        assert share.interval.low == share.interval.high == share.value
        assert share.interval.covers.startswith("Nothing is missing")
        assert share.band == band
        assert share.coverage == 1
    assert result.basis == "time"
    assert result.shares[2].value == 0.5
    assert result.shares[2].band is None


@pytest.mark.parametrize(
    ("pairs", "word_ms", "verdict"),
    [
        (20, 100, True),  # 40 turns in under 4 minutes
        (19, 100, False),  # 38 turns
        (15, 400, True),  # 30 turns in 10 minutes
        (15, 399, False),
    ],
)
def test_a_verdict_needs_ten_minutes_or_forty_turns(pairs, word_ms, verdict):
    result = talk(alternate(25, 75, pairs, word_ms))
    assert (result.share.band is not None) == verdict
    assert ("a verdict needs 10 minutes or 40 turns" in result.share.reason) != verdict


def test_silence_before_the_first_talk_does_not_make_a_session_long_enough():
    late = [(who, a + 3_600_000, b + 3_600_000, text) for who, a, b, text in alternate(25, 75, 10)]
    assert talk(late).share.band is None


def test_back_channels_do_not_make_a_session_long_enough():
    rows = [r for pair in range(10) for r in (("Client", None, None, say(9)), ("Coach", None, None, "Mhm."))]
    rows += [("Coach", None, None, say(30)), ("Client", None, None, say(60))] * 5
    result = talk(rows, timing=NO_TIMES)
    assert result.share.band is None
    assert result.shares[2].value == 5 / 20


def test_without_times_the_words_decide_and_time_says_why_not():
    result = talk(alternate(25, 75), timing=Timing(reason="Plain text has no times."))
    assert result.basis == "time"  # times in the turns are believed, whatever the source claims
    bare = talk([(who, None, None, text) for who, _, _, text in alternate(25, 75)], timing=NO_TIMES)
    assert bare.basis == "words"
    assert bare.share is bare.shares[1] or bare.share == bare.shares[1]
    assert bare.share.band == "in_range"
    assert bare.shares[0].value is None
    assert bare.shares[0].reason == "Plain text has no times."
    assert all(s.ms is None for s in bare.speakers)
    assert {w.basis for w in (*bare.tenths, *bare.windows)} == {"words"}


def test_estimated_starts_are_no_times():
    result = talk(alternate(25, 75), timing=Timing(start="estimated", end="estimated", reason="Headings."))
    assert result.shares[0].value is None
    assert "estimates" in result.shares[0].reason
    assert result.basis == "words"


def test_starts_alone_give_a_wide_interval_and_words_go_first():
    rows = [(who, start, None, text) for who, start, _, text in alternate(25, 75)]
    result = talk(rows, timing=STARTS_ONLY)
    time = result.shares[0]
    assert time.value == pytest.approx(0.25, abs=0.01)
    assert time.interval.low < 0.25 < time.interval.high
    assert time.coverage == 0
    assert time.band is None
    assert "40 pieces without an end of their own" in time.interval.covers
    assert result.basis == "words"
    assert result.share.band == "in_range"


def test_ends_derived_by_a_reader_are_not_measured_ends():
    result = talk(alternate(25, 75), timing=Timing(start="measured", end="estimated"))
    assert result.shares[0].coverage == 0
    assert result.basis == "words"


@pytest.mark.parametrize(
    ("end", "next_start", "words", "low", "best", "high"),
    [
        (None, 60_000, 10, 2_000, 5_000, 10_000),  # long silence: not more than slow talk
        (None, 7_000, 10, 2_000, 5_000, 7_000),
        (None, 4_000, 10, 2_000, 4_000, 4_000),  # the next start bounds it
        (None, 500, 10, 500, 500, 500),  # faster than anybody: still the next start
        (3_000, 60_000, 10, 3_000, 3_000, 3_000),
    ],
)
def test_a_missing_end_is_bounded(end, next_start, words, low, best, high):
    rows = [("Coach", 0, end, say(words)), ("Client", next_start, next_start + 1, "so")]
    first = find_pieces(session(rows), load_metrics().estimate).timed[0]
    assert (first.low, first.best, first.high) == (low, best, high)
    assert first.measured == (end is not None)


def test_whole_seconds_leave_a_second_open_either_way():
    rows = [("Coach", i * 3_000, None, say(12)) for i in range(6)]
    found = find_pieces(session(rows), load_metrics().estimate)
    assert found.resolution_ms == 1000
    assert (found.timed[0].low, found.timed[0].best, found.timed[0].high) == (2_001, 3_000, 3_999)


def test_turns_without_times_are_counted_at_the_sessions_own_pace():
    rows = alternate(25, 75)
    rows[0] = ("Coach", None, None, say(25))
    result = talk(rows)
    time = result.shares[0]
    assert time.value == pytest.approx(0.25)
    assert time.interval.low < 0.25 < time.interval.high
    assert time.coverage == 1975 / 2000
    assert "25 words without times" in time.interval.covers
    assert time.band == "in_range"


def test_a_few_times_are_not_enough_for_a_share():
    rows = [(who, None, None, text) for who, _, _, text in alternate(25, 75)]
    rows[0] = ("Coach", 0, 10_000, say(25))
    time = talk(rows).shares[0]
    assert time.value is None
    assert time.reason == "Only 25 of 2000 words have times."


@pytest.mark.parametrize(("timing", "point"), [(MEASURED, True), (NO_OVERLAP, False)])
def test_overlap_is_open_only_where_the_source_cannot_show_it(timing, point):
    rows = [("Coach", 0, 10_000, say(25)), ("Client", 8_000, 38_000, say(75))]
    time = talk(rows, timing=timing).shares[0]
    assert time.value == 0.25
    if point:
        assert time.interval.low == time.interval.high == 0.25
    else:
        assert (time.interval.low, time.interval.high) == (8 / 38, 10 / 38)
        assert "2000 ms of overlap" in time.interval.covers


def test_words_of_nobody_could_be_anybodys():
    rows = [*alternate(25, 75), ("Unknown Speaker", 900_000, 940_000, say(100))]
    result = talk(rows)
    words = result.shares[1]
    assert words.value == 0.25
    assert (words.interval.low, words.interval.high) == (500 / 2100, 600 / 2100)
    assert words.coverage == 2000 / 2100
    assert words.band == "in_range"
    assert (result.shares[0].interval.low, result.shares[0].interval.high) == (200 / 840, 240 / 840)
    many = [*rows, ("Unknown Speaker", 950_000, 1_350_000, say(1000))]
    assert talk(many).shares[1].band is None


def test_other_people_are_shown_and_not_counted():
    rows = [*alternate(25, 75), ("Other", 900_000, 960_000, say(100))]
    result = talk(rows)
    assert result.shares[1].value == 0.25
    assert result.shares[1].interval.low == 0.25
    assert [(s.speaker, s.words) for s in result.speakers][-1] == ("Other", 100)
    assert any("Other speakers: 1" in n for n in result.notes)


def test_unknown_roles_give_both_readings_and_no_verdict():
    rows = [({"Coach": "Ann", "Client": "Ben"}[who], a, b, text) for who, a, b, text in alternate(25, 75)]
    result = talk(rows)
    assert result.share.value == 0.25
    assert result.share.band is None
    assert "'Ann' as coach and 'Ben' as client" in result.share.reason
    assert result.other_reading.value == 0.75
    assert result.other_reading.band is None
    assert "'Ben' as coach and 'Ann' as client" in result.other_reading.reason
    assert result.other_reading.basis == result.share.basis
    assert result.dynamics == "not_measurable"
    found = measures(result)
    for name in ("longest_coach_turn_s", "response_latency_s", "coach_interruptions", "turns_coach"):
        assert found[name].value is None
    assert found["session_length_s"].value == 800


def test_the_two_who_talk_most_are_the_main_speakers():
    rows = [("Ann", None, None, say(9)), ("Guest", None, None, say(2)), ("Ben", None, None, say(20))]
    result = talk(rows, timing=NO_TIMES)
    assert "'Ann' as coach and 'Ben' as client" in result.share.reason
    assert (result.share.interval.low, result.share.interval.high) == (9 / 31, 11 / 31)


def test_talk_of_nobody_is_not_a_main_speaker():
    rows = [("Ann", None, None, say(9)), ("Unknown", None, None, say(50)), ("Ben", None, None, say(20))]
    assert "'Ann' as coach and 'Ben' as client" in talk(rows, timing=NO_TIMES).share.reason


@pytest.mark.parametrize(("who", "share"), [("Coach", 0.3), ("Client", 0.7)])
def test_one_known_role_leaves_one_reading(who, share):
    rows = [(who, None, None, say(30)), ("Ben", None, None, say(70))]
    result = talk(rows, timing=NO_TIMES)
    assert result.share.value == share
    assert result.other_reading is None
    assert result.share.band is None
    assert f"'Ben' as {'client' if who == 'Coach' else 'coach'}" in result.share.reason


@pytest.mark.parametrize("rows", [[], [("Ann", 0, 9, "so")], [("Coach", 0, 9, "so"), ("Other", 9, 12, "so")]])
def test_nobody_on_the_other_side_is_no_share(rows):
    result = talk(rows)
    assert result.basis == "none"
    assert result.share.value is None
    assert "Nobody can be read as" in result.share.reason
    assert result.tenths == result.windows == ()


def test_unsure_roles_give_no_verdict():
    result = talk(alternate(25, 75), confidence=0.4)
    assert result.share.value == 0.25
    assert result.share.band is None
    assert "not sure enough" in result.share.reason
    assert result.other_reading.value == 0.75
    least = load_metrics().verdict.min_role_confidence
    assert talk(alternate(25, 75), confidence=least).share.band == "in_range"


def test_a_script_without_spaces_has_no_words_to_count():
    rows = [("Coach", None, None, "今日はどうですか"), ("Client", None, None, "元気です")]
    words = talk(rows, timing=NO_TIMES).shares[1]
    assert words.value is None
    assert "no spaces" in words.reason


def test_a_session_starts_with_its_first_talk():
    later = [(who, a + 239_000, b + 239_000, text) for who, a, b, text in alternate(25, 75)]
    result = talk(later)
    assert measures(result)["session_length_s"].value == 800
    assert result.tenths[0].start_ms == result.windows[0].start_ms == 239_000
    assert any("first talk is at 0:03:59" in n for n in result.notes)


@pytest.mark.parametrize(
    ("word_ms", "doubted"), [(400, False), (151, False), (149, True), (2_999, False), (3_001, True)]
)
def test_a_pace_nobody_talks_at_puts_the_unit_in_doubt(word_ms, doubted):
    result = talk(alternate(25, 75, word_ms=word_ms))
    assert any("another unit" in n for n in result.notes) == doubted
    starts = [(who, a, None, text) for who, a, _, text in alternate(25, 75, word_ms=word_ms)]
    assert any("another unit" in n for n in talk(starts, timing=STARTS_ONLY).notes) == doubted


def test_doubted_times_do_not_make_a_session_long_enough():
    assert talk(alternate(25, 75, 10, word_ms=400_000)).share.band is None
    assert talk(alternate(25, 75, 20, word_ms=400_000)).share.band == "in_range"


def test_an_end_before_its_start_is_not_used():
    rows = alternate(25, 75)
    rows[2] = (rows[2][0], rows[2][1], rows[2][1] - 5, rows[2][3])
    result = talk(rows)
    assert any("1 pieces end before they start" in n for n in result.notes)
    assert result.share.value == pytest.approx(0.25)


def test_turns_out_of_order_are_read_by_their_times():
    rows = alternate(25, 75)
    result = talk([*rows[20:], *rows[:20]])
    assert result.share == talk(rows).share
    assert measures(result)["session_length_s"].value == 800
    assert [w.value for w in result.tenths] == [w.value for w in talk(rows).tenths]
    assert any("1 turns start before the turn above" in n for n in result.notes)


def test_time_and_words_in_different_ranges_are_named():
    rows = [(who, a, a + (b - a) // (3 if who == "Coach" else 1), t) for who, a, b, t in alternate(40, 60)]
    result = talk(rows)
    assert (result.shares[0].band, result.shares[1].band) == ("in_range", "watch")
    assert any("different ranges" in n for n in result.notes)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (("coach_share", "coaching", "in_range_to"), 60, "the edges do not rise"),
        (("estimate", "slow_wpm"), 400, "must rise"),
        (("windows", "step_s"), 0, "windows.step_s"),
        (("pauses", "reason"), "", "pauses.reason"),
        (("pauses", "typo"), 1, "pauses.typo"),
    ],
)
def test_metrics_that_make_no_sense_are_refused(place, value, message):
    data = copy.deepcopy(load_toml("metrics.toml"))
    inner = data
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with pytest.raises(ConfigError, match=message):
        parse_metrics(data)


def test_every_group_of_thresholds_names_its_source_and_reason():
    def groups(data):
        if any(not isinstance(v, dict) for v in data.values()):
            yield data
        else:
            for inner in data.values():
                yield from groups(inner)

    found = list(groups(load_toml("metrics.toml")))
    assert len(found) == 14
    assert all(g["source"][0] in "S2GP" and len(g["reason"]) > 20 for g in found)
