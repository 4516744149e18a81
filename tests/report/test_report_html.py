"""The structure of the page: valid targets, nothing from outside, tables behind charts, contrast."""

from __future__ import annotations

import itertools
import re
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import factory
import pytest

import analyzer.report
from analyzer.report import render_html
from analyzer.types import Report

REPORTS = {
    "full": factory.full_report,
    "empty": factory.empty_report,
    "unknown_roles": factory.unknown_roles_report,
    "no_times": factory.no_times_report,
    "hostile": factory.hostile_report,
}
VOID = {"meta", "br", "input", "link", "img", "hr"}
CSS = (Path(analyzer.report.__file__).parent / "templates" / "report.css").read_text(encoding="utf-8")


class Page(HTMLParser):
    """Elements in order, with their ancestors, and the text of each heading."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str]]] = []
        self.elements: list[tuple[str, dict[str, str], tuple[str, ...]]] = []
        self.figures: list[set[str]] = []
        self.feed(source)
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        values = {k: v or "" for k, v in attrs}
        self.elements.append((tag, values, tuple(t for t, _ in self.open)))
        if tag == "figure" and "chart" in values.get("class", ""):
            self.figures.append(set())
        elif self.figures and any(t == "figure" and "chart" in a.get("class", "") for t, a in self.open):
            self.figures[-1].add(tag)
        if tag not in VOID:
            self.open.append((tag, values))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1][0] == tag, f"</{tag}> closes <{self.open[-1][0]}>"
        self.open.pop()

    def all(self, tag: str) -> list[dict[str, str]]:
        return [a for t, a, _ in self.elements if t == tag]


@pytest.fixture(scope="module", params=list(REPORTS))
def page(request: pytest.FixtureRequest) -> Page:
    return Page(render_html(REPORTS[request.param]()))


def test_ids_are_unique_and_links_lead_somewhere(page: Page) -> None:
    ids = [a["id"] for _, a, _ in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    targets = [a["href"] for _, a, _ in page.elements if "href" in a]
    assert targets
    assert not [t for t in targets if not t.startswith("#") or t[1:] not in ids]
    named = [i for _, a, _ in page.elements for k in ("aria-labelledby", "for") for i in a.get(k, "").split()]
    assert not [i for i in named if i not in ids]


def test_nothing_comes_from_outside_and_nothing_is_inline(page: Page) -> None:
    for tag, attrs, _ in page.elements:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "form")
        assert not [
            k for k in attrs if k.startswith("on") or k in ("src", "srcset", "style", "action", "xlink:href")
        ], (tag, attrs)
    policy = next(a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"https?:|//", policy)


def test_headings_go_down_one_level_at_a_time(page: Page) -> None:
    levels = [int(t[1]) for t, _, _ in page.elements if re.fullmatch("h[1-6]", t)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_landmarks_language_and_skip_link(page: Page) -> None:
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("main")) == len(page.all("nav")) == 1
    first = next(a for t, a, _ in page.elements if t == "a")
    assert first["href"] == "#main"


def test_every_picture_has_a_name_and_a_table_beside_it(page: Page) -> None:
    for tag, attrs, _ in page.elements:
        if tag == "svg" and attrs.get("aria-hidden") != "true" and attrs.get("overflow") != "visible":
            assert attrs.get("role") in ("img", "group")
            assert attrs["aria-label"].strip()
    assert not [f for f in page.figures if "svg" in f and "table" not in f]


def test_every_table_has_a_caption_and_scopes(page: Page) -> None:
    assert len(page.all("table")) == len(page.all("caption"))
    assert not [a for a in page.all("th") if a.get("scope") not in ("col", "row")]


def test_marks_on_the_timeline_are_named_links(page: Page) -> None:
    marks = [a for a in page.all("a") if a.get("class", "").startswith("mark ")]
    assert not [a for a in marks if not a["aria-label"] or not a["href"].startswith("#f")]


def test_text_of_others_stands_in_its_own_direction(page: Page) -> None:
    for tag, attrs, _ in page.elements:
        if tag == "blockquote":
            assert attrs["dir"] == "auto"


def test_every_finding_is_marked_on_the_line_and_in_the_transcript() -> None:
    report = factory.full_report()
    page = Page(render_html(report))
    wanted = {f"#f{n}" for n in range(1, len(report.disclosures) + len(report.boundaries) + 1)}
    assert {a["href"] for a in page.all("a") if a.get("class", "").startswith("mark ")} == wanted
    assert {"#" + a["id"] for a in page.all("a") if a.get("class") == "anchor"} >= wanted


def test_an_emergency_is_acknowledged_at_the_top_without_script() -> None:
    page = Page(render_html(factory.full_report()))
    boxes = [i for i, (t, a, _) in enumerate(page.elements) if t == "input"]
    assert page.elements[boxes[0]][1] == {"type": "checkbox", "id": "ack"}
    first_card = next(i for i, (_, a, _) in enumerate(page.elements) if "card" in a.get("class", "").split())
    assert boxes[0] < first_card
    assert ":has(#ack:checked)" in CSS
    assert not Page(render_html(factory.no_times_report())).all("input")


def test_no_score_is_shown() -> None:
    html = render_html(factory.full_report())
    assert "0.9" not in re.sub(
        r"<style>.*?</style>|<script>.*?</script>|[a-z-]+=\"[^\"]*\"", "", html, flags=re.S
    )


def test_what_a_plug_in_adds_is_escaped() -> None:
    html = render_html(factory.hostile_report())
    assert "I plugin label i" in html
    assert "&lt;script&gt;alert(6)&lt;/script&gt;" in html
    assert html.count("<script>") == html.count("</script>") == 1
    assert html.count("<style>") == 1


def test_a_very_long_session_stays_small_and_quick() -> None:
    report: Report = factory.long_report()
    render_html(report)
    times = []
    for _ in range(3):
        start = time.perf_counter()
        html = render_html(report)
        times.append(time.perf_counter() - start)
    assert len(html.encode()) < 3_000_000
    assert html.count('<li id="t') == 3000
    assert min(times) < 0.3


# --- contrast ------------------------------------------------------------------------------------


def palettes() -> dict[str, dict[str, str]]:
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.S)
    read = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", b)) for b in blocks]
    assert len(read) == 3
    return dict(zip(("light", "dark", "print"), read, strict=True))


def contrast(a: str, b: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b_ = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b_

    one, two = sorted((luminance(a), luminance(b)), reverse=True)
    return (one + 0.05) / (two + 0.05)


TEXT = [
    *((ink, ground) for ink in ("ink", "muted", "link") for ground in ("bg", "panel", "soft")),
    ("now", "panel"), ("now", "now-bg"), ("ink", "now-bg"), ("muted", "now-bg"), ("link", "now-bg"),
    ("day", "panel"), ("ink", "day-bg"), ("later", "panel"), ("ink", "later-bg"), ("bound", "panel"),
    ("ink", "bound-bg"), ("held", "held-bg"), ("ink", "held-bg"), ("muted", "held-bg"), ("link", "held-bg"),
]  # fmt: skip
SHAPES = [
    *(
        (mark, "panel")
        for mark in ("coach", "client", "other", "now", "day", "later", "bound", "held", "focus")
    ),
    *(
        (mark, "soft")
        for mark in ("coach", "client", "other", "now", "day", "later", "bound", "held", "focus")
    ),
    ("focus", "bg"),
]


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_text_has_contrast(theme: str) -> None:
    colours = palettes()[theme]
    low = {
        (a, b): round(contrast(colours[a], colours[b]), 2)
        for a, b in TEXT
        if contrast(colours[a], colours[b]) < 4.5
    }
    assert not low


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_shapes_have_contrast(theme: str) -> None:
    colours = palettes()[theme]
    low = {
        (a, b): round(contrast(colours[a], colours[b]), 2)
        for a, b in SHAPES
        if contrast(colours[a], colours[b]) < 3
    }
    assert not low


def test_the_style_heeds_motion_and_paper() -> None:
    for rule in (
        "prefers-reduced-motion",
        "@media print",
        "size: A4",
        ":focus-visible",
        "break-inside: avoid",
    ):
        assert rule in CSS
    assert not re.search(r"url\(\s*['\"]?(https?:|//)|@import", CSS)
