"""The report page in a browser: no errors, no sideways scrolling, usable with keys, whole on paper."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from analyzer.report import render_html

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FACTORY = Path(__file__).parents[1] / "report" / "factory.py"
NAMES = ("full", "empty", "unknown_roles", "no_times", "hostile")

pytestmark = [
    pytest.mark.browser,
    # In CI a missing browser is a failure, elsewhere it is not this machine's job.
    pytest.mark.skipif(not CHROMIUM.exists() and not os.environ.get("CI"), reason="no Chromium here"),
]


def factory() -> ModuleType:
    if "factory" in sys.modules:
        return sys.modules["factory"]
    spec = importlib.util.spec_from_file_location("factory", FACTORY)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        found = p.chromium.launch(executable_path=str(CHROMIUM), args=args)
        yield found
        found.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("pages")
    urls = {}
    for name in (*NAMES, "long"):
        path = folder / f"{name}.html"
        path.write_text(render_html(getattr(factory(), f"{name}_report")()), encoding="utf-8")
        urls[name] = path.as_uri()
    return urls


@pytest.fixture
def open_page(browser: Any, pages: dict[str, str]) -> Iterator[Any]:
    contexts = []

    def go(name: str, width: int = 1280, **options: Any) -> tuple[Any, list[str]]:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page, heard = context.new_page(), []
        page.on("console", lambda m: heard.append(m.text))
        page.on("pageerror", lambda e: heard.append(str(e)))
        page.on("dialog", lambda d: (heard.append(f"dialog: {d.message}"), d.dismiss()))
        page.on("request", lambda r: None if r.url == pages[name] else heard.append(f"request: {r.url}"))
        page.goto(pages[name])
        return page, heard

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", NAMES)
def test_no_errors_no_requests_no_sideways_scrolling(open_page: Any, name: str, width: int) -> None:
    page, heard = open_page(name, width)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Headings stay in view; a table may scroll inside its own frame.
    wide = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,p,li,blockquote,svg.share,svg.timeline')]"
        f".filter((e) => e.getBoundingClientRect().right > {width} + 1 && !e.closest('.scroll,nav')).map((e) => e.outerHTML.slice(0, 80))"
    )
    assert not wide
    assert not heard


@pytest.mark.parametrize("javascript", [True, False])
def test_a_mark_on_the_line_leads_to_the_words_by_keyboard(open_page: Any, javascript: bool) -> None:
    page, _ = open_page("full", java_script_enabled=javascript, reduced_motion="reduce")
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.locator("svg a.mark:focus").count():
            break
    mark = page.locator("svg a.mark:focus")
    target = mark.get_attribute("href")
    assert "turn 10" in mark.get_attribute("aria-label")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert page.url.endswith(target)
    box = page.locator(f"{target} + mark").bounding_box()
    assert 0 <= box["y"] <= 900


def test_folded_parts_open_with_a_key(open_page: Any) -> None:
    page, _ = open_page("full")
    details = page.locator("#talk details").first
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    assert details.get_attribute("open") is not None
    page.keyboard.press("Space")
    assert details.get_attribute("open") is None


@pytest.mark.parametrize("javascript", [True, False])
def test_an_emergency_is_acknowledged_with_and_without_script(open_page: Any, javascript: bool) -> None:
    page, _ = open_page("full", java_script_enabled=javascript)
    assert page.locator("#ack").bounding_box()["y"] < 900
    assert not page.locator(".now .done").is_visible()
    page.locator("#ack").focus()
    page.keyboard.press("Space")
    assert page.locator(".now .done").is_visible()


def test_the_page_hides_and_comes_back(open_page: Any) -> None:
    page, _ = open_page("full")
    page.locator("#hide").click()
    assert not page.locator("h1").is_visible()
    assert page.title() == "Notes"
    page.wait_for_timeout(400)
    page.keyboard.press("a")
    assert page.locator("h1").is_visible()
    assert page.title() != "Notes"


def test_focus_is_seen(open_page: Any) -> None:
    page, _ = open_page("full")
    page.keyboard.press("Tab")
    assert page.locator(".skip:focus").bounding_box()["x"] >= 0
    page.keyboard.press("Tab")
    style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid"


@pytest.mark.parametrize("name", ["full", "empty", "no_times"])
def test_it_prints_on_a4_with_everything_open(open_page: Any, name: str) -> None:
    page, _ = open_page(name)
    data = page.pdf(prefer_css_page_size=True)
    boxes = [tuple(map(float, m)) for m in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)]
    assert boxes
    assert all(abs(w - 595) < 2 and abs(h - 842) < 2 for w, h in boxes)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0


def test_a_very_long_session_is_drawn_quickly(open_page: Any) -> None:
    page, heard = open_page("long")
    spent = page.evaluate(
        "(() => { const n = performance.getEntriesByType('navigation')[0]; return n.domContentLoadedEventEnd - n.responseEnd; })()"
    )
    assert spent < 2000
    assert not heard


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_schemes_are_heeded(open_page: Any, scheme: str) -> None:
    page, _ = open_page("full", color_scheme=scheme)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    dark = sum(map(int, re.findall(r"\d+", ground))) < 200
    assert dark == (scheme == "dark")
