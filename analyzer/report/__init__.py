"""Renderers of a report: JSON, Markdown, one HTML page, the terminal. All draw from one view.

Same report, same bytes: no clock, no locale, nothing random.
"""

from __future__ import annotations

from analyzer.report.html import render_html
from analyzer.report.json import render_json
from analyzer.report.markdown import render_markdown
from analyzer.report.terminal import print_terminal

__all__ = ["print_terminal", "render_html", "render_json", "render_markdown"]
