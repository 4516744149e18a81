"""What the view says, and that all renderers say it."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import factory
import pytest
from rich.console import Console

from analyzer.report import print_terminal, render_html, render_json, render_markdown
from analyzer.report.spans import Highlight, pieces, quote
from analyzer.report.timeline import Flag, timeline
from analyzer.report.view import build_view
from analyzer.types import Interval, Report, Share, TalkTime

GOLDEN = Path(__file__).parent / "golden"
REPORTS = {
    "full": factory.full_report,
    "empty": factory.empty_report,
    "unknown_roles": factory.unknown_roles_report,
    "unknown_roles_no_times": lambda: factory.unknown_roles_report(times=False),
    "no_times": factory.no_times_report,
    "hostile": factory.hostile_report,
}


def terminal(report: Report, width: int = 80, encoding: str = "utf-8", color: str | None = None) -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
    print_terminal(
        report,
        Console(file=file, width=width, color_system=color, force_terminal=bool(color), highlight=False),
    )
    file.flush()
    return raw.getvalue().decode(encoding)


def golden(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), "if this is meant: UPDATE_GOLDEN=1 pytest tests/report"


def small_report() -> Report:
    """A report whose every figure is written by hand, so that golden files change only with the renderers."""
    s = factory.session(factory.SCRIPT[8:15])
    share = Share(
        basis="time",
        value=0.384,
        interval=Interval(low=0.36, high=0.41),
        coverage=0.98,
        band="watch",
        reason="Made by hand.",
    )
    words = share.replace(basis="words", value=0.4, interval=Interval(low=0.4, high=0.4))
    turns = share.replace(
        basis="turns", value=None, interval=None, coverage=0.0, band=None, reason="Not counted here."
    )
    talk = TalkTime(
        basis="time", share=share, shares=(share, words, turns), speakers=(), tenths=(), windows=(), measures=(),
        dynamics="back_and_forth", dynamics_reason="",
    )  # fmt: skip
    full = factory.full_report()
    kept = [f for f in full.findings if f.id in ("d1", "d5")]
    moved = tuple(f.replace(turn=f.turn - 8, evidence=(), urgency_rule="by hand") for f in kept)
    exchange = full.exchanges[0]
    exchange = exchange.replace(
        response_turns=(2, 4), marks=tuple(m.replace(turn=m.turn - 8) for m in exchange.marks)
    )
    return factory.report(
        s, talk_time=talk, findings=moved, exchanges=(exchange,), checks=full.checks[1:2],
        not_assessed=full.not_assessed[:1],
    )  # fmt: skip


def test_golden_markdown() -> None:
    golden("small.md", render_markdown(small_report(), transcript=True))


def test_golden_terminal() -> None:
    golden("small.txt", terminal(small_report()))


@pytest.mark.parametrize("name", REPORTS)
def test_same_report_same_bytes(name: str) -> None:
    one, two = REPORTS[name](), REPORTS[name]()
    for render in (render_html, render_markdown, render_json, terminal):
        assert render(one) == render(two)


@pytest.mark.parametrize("name", [n for n in REPORTS if n != "hostile"])
def test_json_is_read_back(name: str) -> None:
    report = REPORTS[name]()
    assert Report.model_validate_json(render_json(report)) == report
    assert render_json(report).endswith("}\n")


def test_all_renderers_say_the_same() -> None:
    report = factory.full_report()
    view = build_view(report)
    flat = [" ".join(t.split()) for t in (render_markdown(report), terminal(report, 1000))]
    page = " ".join(render_html(report).replace("&#39;", "'").split())
    wanted = [c.title for c in view.cards]
    wanted += [c.soon.sentence for c in view.cards]
    wanted += [h.words.title for c in view.cards for h in (*c.heard, *c.harmful)]
    wanted += [w.title for c in view.cards for w in c.missing]
    wanted += [q for c in view.cards for q in c.look]
    wanted += [b.words.title for b in (*view.own_words, *view.pressure)]
    wanted += [c.words.title for c in view.checks] + [c.shown for c in view.checks]
    wanted += [view.talk.headline, view.talk.dynamics]
    for text in (*flat, page):
        assert not [w for w in wanted if w not in text]


def test_cards_stand_by_urgency_and_hold_their_exchange() -> None:
    view = build_view(factory.full_report())
    assert [c.urgency for c in view.cards] == ["emergency", "urgent"]
    first = view.cards[0]
    assert [i.finding.id for i in first.items] == ["d2", "d3", "d4"]
    assert first.title == "Being hurt or threatened with force"
    assert first.beside == "Thoughts of dying; daily life hard to manage"
    assert next(h.words.title for h in first.harmful) == "Promised to keep it secret"
    assert first.heard[0].quotes[0].text.startswith("Thank you for telling me")


def test_a_disclosure_without_an_exchange_is_still_shown() -> None:
    view = build_view(factory.no_times_report())
    assert len(view.cards) == 1
    assert view.cards[0].rating == "What the coach did next was not read."


@pytest.mark.parametrize("render", [render_html, render_markdown, terminal])
def test_nothing_found_is_not_told_as_good_news(render: object) -> None:
    text = " ".join(render(factory.report()).split())  # type: ignore[operator]
    assert "Nothing was detected. That does not mean nothing was said: read the session." in text
    assert "all clear" not in text.lower()
    assert " safe" not in text.lower().replace(" safeguarding", "")


@pytest.mark.parametrize("render", [render_html, render_markdown, terminal])
def test_unknown_roles_are_said_at_once_and_both_readings_shown(render: object) -> None:
    text = " ".join(render(factory.unknown_roles_report()).split())  # type: ignore[operator]
    assert "--coach NAME" in text
    assert text.index("It is not known who is the coach") < text.index(
        "What needs a person first</h2>" if "</h2>" in text else "What needs a person first"
    )
    assert "If A is the coach" in text
    assert "If B is the coach" in text


def test_one_reading_only_is_told_as_a_reading() -> None:
    s = factory.session(roles={factory.M: "client"})
    view = build_view(factory.report(s))
    assert view.roles == "unknown"
    assert view.talk.headline.startswith("Read like this")


def test_a_held_boundary_is_a_strength() -> None:
    view = build_view(factory.full_report())
    assert [b.finding.id for b in view.strengths] == ["b5"]
    assert "A strength" in render_markdown(factory.full_report())


def test_the_turn_shown_is_the_turn_linked_for_the_longest_stretch() -> None:
    rows = {m.name: m for m in build_view(factory.full_report()).talk.measures}
    assert rows["Where it begins"].shown == "turn 19"
    assert rows["Where it begins"].basis.startswith("Turn 19")


@pytest.mark.parametrize(
    ("width", "encoding", "color"),
    [(40, "utf-8", None), (200, "utf-8", "truecolor"), (80, "ascii", None), (80, "latin-1", None)],
)
@pytest.mark.parametrize("name", REPORTS)
def test_the_terminal_takes_any_width_and_encoding(
    name: str, width: int, encoding: str, color: str | None
) -> None:
    text = terminal(REPORTS[name](), width, encoding, color)
    assert "What needs a person first" in text
    if color is None:
        assert "\x1b" not in text
        assert max(map(len, text.splitlines())) <= max(width, 64)


@pytest.mark.parametrize("render", [render_markdown, terminal, render_html])
def test_hostile_text_stays_text(render: object) -> None:
    text = render(factory.hostile_report())  # type: ignore[operator]
    for bad in ("\x1b", "\x00", "\x9b", "\x07", "\u202e", "\u2067"):
        assert bad not in text
    if render is not terminal:
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "<i>plugin" not in text
        assert " 49 " not in text


def test_hostile_markdown_has_no_link_heading_or_cell_of_its_own() -> None:
    text = render_markdown(factory.hostile_report(), transcript=True)
    assert "](javascript" not in text
    assert "\n# heading" not in text
    assert "https://" not in text


def test_overlapping_highlights_keep_the_text_and_show_the_weightiest() -> None:
    text = "one two three four"
    marks = (Highlight(0, 7, "routine", "f1", "x1", ""), Highlight(4, 13, "emergency", "f2", "x1", ""), Highlight(8, 99, "heard", "r1", "x1", ""))  # fmt: skip
    got = pieces(text, marks, ("emergency", "routine", "heard"))
    assert "".join(p.text for p in got) == text
    assert [p.kind for p in got] == ["routine", "emergency", "emergency", "emergency", "heard"]
    assert sorted(h.anchor for p in got for h in p.opens) == ["f1", "f2", "r1"]
    assert sorted(h.anchor for p in got for h in p.closes) == ["f1", "f2", "r1"]


def test_quotes_beyond_the_text_are_held_to_it() -> None:
    s = factory.session()
    assert quote(s, 8, 0, 900).text == "Mm."
    assert len(quote(s, 18, 0, 10_000).text) < 430


def test_the_timeline_runs_by_time_or_by_words() -> None:
    flag = Flag(8, 0, "urgent", "here", "f1", "above")
    timed = timeline(factory.session(), [flag])
    words = timeline(factory.session(times=False), [flag])
    assert timed is not None
    assert words is not None
    assert (timed.basis, words.basis) == ("time", "words")
    assert [x.kind for x in words.lanes] == ["client", "coach"]
    assert 0 < words.above[0].x < 100
    assert timeline(factory.empty_report().session, []) is None


def test_marks_close_together_stand_on_different_levels() -> None:
    flags = [Flag(8, 0, "urgent", str(i), f"f{i}", "above") for i in range(3)]
    line = timeline(factory.session(), flags)
    assert line is not None
    assert sorted(m.level for m in line.above) == [0, 1, 2]


def test_json_holds_what_the_page_shows() -> None:
    data = json.loads(render_json(factory.full_report()))
    assert data["schema_version"] == 1
    assert len(data["findings"]) == 12


def test_why_there_is_no_verdict_is_said_beside_the_share() -> None:
    talk = build_view(factory.full_report()).talk
    assert not talk.verdict
    assert "a verdict needs 10 minutes or 40 turns" in talk.detail


def test_many_cards_have_an_index() -> None:
    page = render_html(factory.long_report(400))
    assert '<ol class="index">' in page
    assert '<ol class="index">' not in render_html(factory.full_report())


def test_half_a_surrogate_pair_stops_no_renderer() -> None:
    report = factory.report(factory.session(((factory.D, "a \ud800 b"), (factory.M, "ok"))))
    for render in (render_html, render_markdown, render_json, terminal):
        assert render(report).encode("utf-8")
    assert Report.model_validate_json(render_json(report)).session.turns[0].text == "a \ufffd b"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "the trained model sees nothing here"),
        ({"assertion": "negated", "urgency": "none"}, "the client said that it is not so"),
        ({"experiencer": "coach", "urgency": "none"}, "the coach"),
        ({"temporality": "past", "urgency": "none"}, "in the past"),
    ],
)
def test_what_was_set_aside_says_why(changes: dict[str, str], reason: str) -> None:
    s = factory.session()
    words = "I have to send a photo when I get to school"
    found = factory.disclosure(s, "d1", "coercive_control", words, referral=False, **changes)
    view = build_view(factory.report(s, findings=(found,)))
    (item,) = view.aside
    assert reason in item.aside
    assert (item.why_soon == "") == (not changes)
    assert reason in render_markdown(view.report)
