"""Words, course and single measures."""

from __future__ import annotations

import time

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

from analyzer.talktime import load_metrics, measure_talk_time
from analyzer.talktime.timeline import dynamics
from analyzer.talktime.words import count_words, turn_kinds
from analyzer.types import Segment, Window


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("", 0),
        ("   ", 0),
        ("...", 0),
        ("- -- —", 0),
        ("one", 1),
        ("don't", 1),
        ("mm-hmm", 1),
        ("9:30", 1),
        ("20 %", 1),
        ("well, I  don't\tknow\n", 4),
        ("émigré naïve", 2),
        ("(laughs)", 1),
        ("a-b c_d _", 2),
        ("¿Qué?", 1),
        ("“so”", 1),
    ],
)
def test_what_a_word_is(text, n):
    assert count_words(text) == n


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Mhm.", "backchannel"),
        ("mm-hmm", "backchannel"),
        ("Uh huh.", "backchannel"),
        ("I see.", "backchannel"),
        ("Yeah, yeah, right.", "backchannel"),
        ("OKAY!", "backchannel"),
        ("of course", "backchannel"),
        ("yeah yeah yeah yeah", "speech"),
        ("I", "speech"),
        ("see", "speech"),
        ("Right?", "speech"),
        ("yeah but", "speech"),
        ("no", "speech"),
        ("um", "speech"),
        ("okay so", "speech"),
        ("I do", "speech"),
        ("I see him", "speech"),
        ("not sure", "speech"),
        ("(laughter)", "laughter"),
        ("ha ha ha", "laughter"),
        ("[Laughs]", "laughter"),
        ("ha, no", "speech"),
        ("...", "empty"),
        ("", "empty"),
    ],
)
def test_back_channels_and_near_misses(text, kind):
    turns = session([("Client", None, None, "I left early."), ("Coach", None, None, text)]).turns
    assert turn_kinds(turns, load_metrics().words)[1] == kind


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        ("Are you safe at home?", "speech"),
        ('She said, "are you?"', "speech"),
        ("I asked them.", "backchannel"),
        ("Why? I do not know.", "backchannel"),
        ("Shall I (or not?)", "speech"),
    ],
)
def test_an_answer_is_no_back_channel(before, kind):
    turns = session([("Coach", None, None, before), ("Client", None, None, "Yeah.")]).turns
    assert turn_kinds(turns, load_metrics().words)[1] == kind


def test_the_first_turn_listens_to_nobody():
    assert turn_kinds(session([("Coach", None, None, "Okay.")]).turns, load_metrics().words) == ("speech",)


def test_back_channels_stay_in_words_and_leave_the_turns():
    rows = [("Client", 0, 4_000, say(9)), ("Coach", 4_000, 4_500, "Mhm."), ("Coach", 5_000, 9_000, say(10))]
    result = talk(rows)
    coach = next(s for s in result.speakers if s.role == "coach")
    assert (coach.words, coach.turns) == (11, 1)
    found = measures(result)
    assert found["backchannels_coach"].value == 1
    assert found["backchannel_word_share_coach"].value == 1 / 11
    assert found["backchannel_word_share_client"].value == 0


@pytest.mark.parametrize(
    ("rows", "seconds", "turns"),
    [
        # one turn
        ([("Coach", 0, 30_000, say(60))], 30, (0, 0)),
        # a gap just under and at two seconds
        ([("Coach", 0, 30_000, say(60)), ("Coach", 31_999, 40_000, say(9))], 40, (0, 1)),
        ([("Coach", 0, 30_000, say(60)), ("Coach", 32_000, 40_000, say(9))], 30, (0, 0)),
        # across the client's back-channel, which fills a longer gap
        (
            [
                ("Coach", 0, 30_000, say(60)),
                ("Client", 31_000, 32_500, "Mhm."),
                ("Coach", 34_000, 40_000, say(9)),
            ],
            40,
            (0, 2),
        ),
        # but not a gap that it leaves too wide
        (
            [
                ("Coach", 0, 30_000, say(60)),
                ("Client", 30_100, 30_500, "Mhm."),
                ("Coach", 34_000, 40_000, say(9)),
            ],
            30,
            (0, 0),
        ),
        # the client says something
        (
            [
                ("Coach", 0, 30_000, say(60)),
                ("Client", 30_100, 30_500, "No."),
                ("Coach", 31_000, 40_000, say(9)),
            ],
            30,
            (0, 0),
        ),
        # overlapping pieces count once
        ([("Coach", 0, 30_000, say(60)), ("Coach", 10_000, 20_000, say(9))], 30, (0, 1)),
        # the later one is longer
        (
            [("Coach", 0, 5_000, say(9)), ("Client", 5_000, 6_000, say(3)), ("Coach", 6_000, 20_000, say(9))],
            14,
            (2, 2),
        ),
    ],
)
def test_longest_coach_turn(rows, seconds, turns):
    found = measures(talk([*rows, ("Client", 90_000, 91_000, say(2))]))
    longest = found["longest_coach_turn_s"]
    assert longest.value == seconds
    assert longest.interval.low == longest.interval.high == seconds
    assert found["longest_coach_turn_at"].value == turns[0]
    first, last = turns[0] + 1, turns[1] + 1
    place = f"Turn {first}," if first == last else f"Turns {first}-{last},"
    assert longest.basis.startswith(place)


@pytest.mark.parametrize(
    ("mode", "seconds", "band"),
    [
        ("coaching", 60, "in_range"),
        ("coaching", 60.001, "watch"),
        ("coaching", 120, "watch"),
        ("coaching", 120.001, "review"),
        ("mentoring", 300, None),
        ("training", 300, None),
        ("intake", 300, None),
    ],
)
def test_long_turns_are_marked_in_coaching_only(mode, seconds, band):
    rows = alternate(25, 75)
    start = rows[-1][2]
    rows.append(("Coach", start, start + round(seconds * 1000), say(100)))
    assert measures(talk(rows, mode=mode))["longest_coach_turn_s"].band == band


def test_the_longest_turn_has_words_where_it_has_no_times():
    rows = [("Coach", None, None, say(5)), ("Client", None, None, "Mhm."), ("Coach", None, None, say(7))]
    found = measures(talk([*rows, ("Client", None, None, say(3))], timing=NO_TIMES))
    assert found["longest_coach_turn_s"].value is None
    assert found["longest_coach_turn_words"].value == 12
    assert found["longest_coach_turn_words"].basis.startswith("Turns 1-3")


def test_turn_lengths_and_self_follows():
    rows = [
        ("Coach", None, None, say(10)),
        ("Client", None, None, say(4)),
        ("Client", None, None, say(2)),
        ("Coach", None, None, say(20)),
        ("Client", None, None, say(60)),
    ]
    found = measures(talk(rows, timing=NO_TIMES))
    assert found["turns_client"].value == 3
    assert found["self_follows_client"].value == 1
    assert found["median_turn_words_coach"].value == 15
    assert found["median_turn_words_client"].value == 33
    assert found["turn_len_ratio"].value == 33 / 15


@pytest.mark.parametrize(
    ("coach", "client", "mode", "band"),
    [
        (10, 20, "coaching", "in_range"),
        (20, 20, "coaching", "in_range"),
        (21, 20, "coaching", "watch"),
        (21, 20, "mentoring", None),
    ],
)
def test_short_client_turns_are_marked_in_coaching_only(coach, client, mode, band):
    assert measures(talk(alternate(coach, client), mode=mode))["turn_len_ratio"].band == band


def test_latency_is_from_the_clients_end_to_the_coachs_start():
    rows = [
        ("Client", 0, 10_000, say(20)),
        ("Coach", 10_200, 12_000, say(4)),
        ("Client", 12_000, 20_000, say(20)),
        ("Coach", 19_000, 22_000, say(4)),
        ("Client", 22_000, 30_000, say(20)),
        ("Coach", 30_500, 31_000, "Mhm."),
        ("Coach", 34_000, 36_000, say(4)),
    ]
    latency = measures(talk(rows))["response_latency_s"]
    assert latency.value == 0.2  # of -1, 0.2 and 4 s; the back-channel is no answer
    assert latency.n == 3
    assert "cannot show overlap" in measures(talk(rows, timing=NO_OVERLAP))["response_latency_s"].basis


def test_pauses_and_silence():
    rows = [
        ("Coach", 10_000, 20_000, say(20)),
        ("Client", 22_999, 40_000, say(30)),
        ("Coach", 43_000, 50_000, say(9)),
        ("Client", 60_000, 70_000, say(20)),
    ]
    found = measures(talk(rows))
    assert found["pauses"].value == 2
    assert found["pauses_after_client"].value == 1
    assert found["silence_share"].value == (2_999 + 3_000 + 10_000) / 60_000


def test_a_short_piece_inside_a_long_one_ends_nothing():
    """A back-channel inside the other's talk starts no pause and does not end the other's talk."""
    rows = [
        ("Coach", 0, 20_000, say(40)),
        ("Client", 1_000, 1_500, "Mhm."),
        ("Coach", 21_000, 30_000, say(20)),
        ("Client", 30_000, 50_000, say(40)),
        ("Coach", 31_000, 31_500, "Mhm."),
        ("Coach", 51_000, 55_000, say(9)),
    ]
    found = measures(talk(rows))
    assert found["pauses"].value == 0
    assert found["longest_coach_turn_s"].value == 30
    assert found["response_latency_s"].value == 1


def test_a_back_channel_longer_than_the_talk_it_follows_keeps_the_floor_open():
    rows = [
        ("Coach", 0, 9_000, say(20)),
        ("Client", 8_000, 12_000, "Mhm."),
        ("Client", 9_100, 9_300, "Yeah."),
    ]
    found = measures(talk([*rows, ("Coach", 13_500, 20_000, say(9)), ("Client", 20_000, 30_000, say(9))]))
    assert found["longest_coach_turn_s"].value == 20


def test_a_turn_without_times_could_be_the_longest():
    rows = [*alternate(25, 75), ("Coach", None, None, say(9))]
    found = measures(talk(rows))["longest_coach_turn_s"]
    assert found.value == 10
    assert found.band is None


def test_an_untimed_turn_in_a_gap_is_no_silence():
    rows = [("Coach", 0, 9_000, say(20)), ("Client", None, None, say(4)), ("Coach", 60_000, 70_000, say(20))]
    found = measures(talk([*rows, ("Client", 75_000, 80_000, say(9))]))
    assert found["pauses"].value == 1
    assert found["silence_share"].value is None


def overlap(start: int, end: int, text: str) -> list[tuple[str, int | None, int | None, str]]:
    """The client talks from 0 to 20 s, and the coach comes in."""
    return [("Client", 0, 20_000, say(50)), ("Coach", start, end, text), ("Client", 40_000, 60_000, say(50))]


@pytest.mark.parametrize(
    ("rows", "n"),
    [
        (overlap(19_000, 30_000, say(20)), 1),
        (overlap(19_700, 30_000, say(20)), 0),  # 300 ms of overlap
        (overlap(19_699, 30_000, say(20)), 1),
        (overlap(20_000, 30_000, say(20)), 0),
        (overlap(19_000, 30_000, "Mhm."), 0),
        (overlap(19_000, 30_000, "(laughs)"), 0),
        (overlap(10_000, 15_000, say(9)), 0),  # the client does not stop
        (overlap(10_000, 20_000, say(9)), 0),  # both stop at once
        (overlap(0, 30_000, say(9)), 0),  # both start at once
    ],
)
def test_interruptions_and_near_misses(rows, n):
    measure = measures(talk(rows))["coach_interruptions"]
    assert measure.n == n
    assert measure.value == n * 10
    assert ("0:00:19" in measure.basis) == (n > 0)


def test_back_channels_over_the_client_are_listening():
    found = measures(talk(overlap(10_000, 10_500, "Mhm.")))
    assert found["coach_backchannels_overlapped"].value == 1
    assert found["coach_interruptions"].value == 0


@pytest.mark.parametrize("timing", [NO_OVERLAP, STARTS_ONLY, NO_TIMES])
def test_what_a_source_cannot_show_is_not_zero(timing):
    rows = alternate(25, 75)
    if timing is not NO_OVERLAP:
        rows = [(who, a if timing is STARTS_ONLY else None, None, text) for who, a, _, text in rows]
    found = measures(talk(rows, timing=timing))
    for name in ("coach_interruptions", "coach_backchannels_overlapped", "overlap_s"):
        assert found[name].value is None
        assert found[name].basis.startswith("Not measurable")
    for name in ("pauses", "silence_share", "response_latency_s", "words_per_minute_coach"):
        assert (found[name].value is None) == (timing is not NO_OVERLAP)
    assert (found["session_length_s"].value is None) == (timing is NO_TIMES)


def test_words_per_minute():
    found = measures(talk(alternate(25, 75)))
    assert found["words_per_minute_coach"].value == found["words_per_minute_client"].value == 150


def test_the_ends_of_a_session_stand_apart():
    rows = [
        ("Coach", 0, 100_000, say(200)),
        ("Client", 200_000, 1_000_000, say(200)),
        ("Coach", 1e6, 1_100_000, say(9)),
    ]
    result = talk([(w, int(a), int(b), t) for w, a, b, t in rows])
    found = measures(result)
    assert [w.value for w in result.tenths] == [1, *[0] * 8, 1]
    assert (result.tenths[0].start_ms, result.tenths[0].end_ms) == (0, 100_000)
    assert found["coach_share_first_tenth"].value == found["coach_share_last_tenth"].value == 1
    assert found["coach_share_middle"].value == 0


@pytest.mark.parametrize(
    ("minutes", "n"), [(1, 1), (2.5, 1), (2.6, 2), (3, 2), (4.5, 5), (4.6, 6), (60, 116)]
)
def test_windows_reach_from_the_first_talk_to_the_last(minutes, n):
    end = round(minutes * 60_000)
    windows = talk([("Coach", 7, 7 + end // 2, say(9)), ("Client", 7 + end // 2, 7 + end, say(9))]).windows
    assert len(windows) == n
    assert windows[0].start_ms == 7
    assert windows[-1].end_ms == 7 + end
    assert all(w.end_ms - w.start_ms == min(150_000, end) for w in windows)


def test_a_window_in_which_nobody_talks_has_no_value():
    windows = talk([("Coach", 0, 5_000, say(9)), ("Client", 600_000, 605_000, say(9))]).windows
    quiet = [w for w in windows if w.value is None]
    assert quiet
    assert all((w.first_turn, w.last_turn) == (0, 0) for w in quiet)


def test_times_over_days_do_not_make_endless_windows():
    result = talk([("Coach", 0, 5_000, say(9)), ("Client", 10**13, 10**13 + 5_000, say(9))])
    assert result.windows == ()
    assert result.dynamics == "not_measurable"
    assert len(result.tenths) == 10


def course(*values: float | None) -> tuple[Window, ...]:
    return tuple(
        Window(start_ms=i, end_ms=i + 1, first_turn=0, last_turn=0, value=v, basis="time")
        for i, v in enumerate(values)
    )


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ((0.9,) * 5, "coach_dominates"),
        ((0.6,) * 5, "coach_dominates"),
        ((0.1,) * 5, "client_dominates"),
        ((0.4,) * 5, "client_dominates"),
        ((0.5,) * 5, "back_and_forth"),
        ((0.59,) * 5, "back_and_forth"),
        ((0.9, 0.9, 0.9, 0.1), "not_measurable"),
        ((0.9,) * 4, "not_measurable"),
        ((0.9,) * 4 + (None,), "not_measurable"),
        ((0.9,) * 6 + (0.1,) * 2, "coach_dominates"),
        ((0.9,) * 5 + (0.1,) * 2, "alternating_dominance"),
        ((0.9, 0.1) * 4, "alternating_dominance"),
        ((0.9, 0.1, 0.5, 0.5, 0.5, 0.5), "back_and_forth"),
        ((0.9,) * 3 + (0.5,) * 3, "back_and_forth"),
        ((0.1,) * 6 + (0.5,) * 4, "client_dominates"),
    ],
)
def test_dynamics(values, kind):
    rules = load_metrics().dynamics
    found, why = dynamics(course(*values), rules)
    assert found == kind
    assert why
    mirror = {"coach_dominates": "client_dominates", "client_dominates": "coach_dominates"}
    mirrored = course(*(None if v is None else 1 - v for v in values))
    assert dynamics(mirrored, rules)[0] == mirror.get(kind, kind)


def test_dynamics_of_a_session():
    assert talk(alternate(25, 75)).dynamics == "client_dominates"
    assert talk(alternate(50, 50)).dynamics == "back_and_forth"
    assert talk(alternate(75, 25)).dynamics == "coach_dominates"
    assert talk(alternate(750, 750, 4)).dynamics == "alternating_dominance"
    assert talk(alternate(5, 5, 2)).dynamics == "not_measurable"


def test_segments_of_a_turn_do_not_count_the_silence_between_them():
    s = session([("Coach", 0, 60_000, "one two three four"), ("Client", 60_000, 90_000, say(9))], MEASURED)
    pieces = (
        Segment(start=0, end=7, start_ms=0, end_ms=1_000),
        Segment(start=8, end=18, start_ms=59_000, end_ms=60_000),
    )
    turns = (s.turns[0].replace(segments=pieces), s.turns[1])
    result = measure_talk_time(s.replace(turns=turns), "coaching", load_metrics())
    assert result.speakers[0].ms == 2_000
    assert result.shares[0].value == 2 / 32


def test_a_long_session_takes_no_more_than_n_log_n():
    """Ten times the turns may not take anything like a hundred times as long."""

    def seconds(pairs: int) -> float:
        rows = [
            row
            for p in range(pairs)
            for row in (
                ("Client", p * 10_000, p * 10_000 + 9_000, say(20)),
                ("Coach", p * 10_000 + 4_000, p * 10_000 + 4_500, "Mhm."),
                ("Coach", p * 10_000 + 8_500, p * 10_000 + 9_900, say(5)),
            )
        ]
        s = session(rows)
        best = 1e9
        for _ in range(3):
            began = time.perf_counter()
            measure_talk_time(s, "coaching", load_metrics())
            best = min(best, time.perf_counter() - began)
        return best

    assert seconds(2_000) < 40 * seconds(200)
