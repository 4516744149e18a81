"""The report as one HTML page that needs nothing from anywhere else."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analyzer.report.timeline import SCALE, Mark
from analyzer.report.view import build_view
from analyzer.report.words import clean, page, phrase, wording
from analyzer.types import Report

# Kinds of marks in the order of the legend, with what they stand for.
LEGEND = (
    ("emergency", "needs a person now"),
    ("urgent", "the same day"),
    ("routine", "next supervision"),
    ("violation", "coach's words: take to supervision"),
    ("crossing", "coach's words: worth a look"),
    ("pressure", "client pushed at the frame"),
    ("held", "named and held by the coach"),
)


def render_html(report: Report) -> str:
    """The report as one self-contained page: no network, no file beside it.

    Transcript text is somebody else's data: everything is escaped, and a content security policy
    admits only the style and the script that stand in the page, by their hashes.
    """
    env = _environment()
    style, script = _source("report.css"), _source("report.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    view = build_view(report)
    return env.get_template("report.html.j2").render(
        v=view,
        style=Markup(style),  # noqa: S704 - a file of this package
        script=Markup(script),  # noqa: S704 - a file of this package
        policy=policy,
        legend=_legend(view.timeline.above + view.timeline.below if view.timeline else ()),
    )


def _legend(marks: tuple[Mark, ...]) -> list[tuple[str, str]]:
    """Only the shapes that occur."""
    kinds = {m.flag.kind for m in marks}
    return [row for row in LEGEND if row[0] in kinds]


@cache
def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("analyzer.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(page=page, phrase=phrase, wording=wording, scale=SCALE)
    env.filters["clean"] = clean
    env.filters["pct"] = lambda share: f"{100 * share:.2f}".rstrip("0").rstrip(".")
    return env


@cache
def _source(name: str) -> str:
    loader = PackageLoader("analyzer.report")
    return loader.get_source(_environment(), name)[0].strip() + "\n"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
