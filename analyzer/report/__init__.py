"""Renderers of a report: JSON, Markdown, one HTML page, the terminal. All draw from one view.

Same report, same bytes: no clock, no locale, nothing random. Each is loaded when first asked for: who wants
JSON does not wait for the page.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analyzer.report.html import render_html
    from analyzer.report.json import render_json
    from analyzer.report.markdown import render_markdown
    from analyzer.report.terminal import print_terminal

__all__ = ["print_terminal", "render_html", "render_json", "render_markdown"]

_WHERE = {
    "print_terminal": "terminal",
    "render_html": "html",
    "render_json": "json",
    "render_markdown": "markdown",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
