"""Figures as one page that opens without a network: curves, shares with their intervals, and the table behind each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analyzer.learn.figures import Curve, Result

SIDE, EDGE = 260, 34  # a plot's side and the room for its axis, in px
TITLES = {
    "precision and recall": ("recall", "precision"),
    "calibration": ("mean score", "share that is right"),
}


def as_page(results: Iterable[Result]) -> str:
    """One self-contained HTML page, a section for each source."""
    from jinja2 import Environment, PackageLoader, select_autoescape

    environment = Environment(
        loader=PackageLoader("analyzer.learn", "templates"), autoescape=select_autoescape(["html.j2"])
    )
    return environment.get_template("figures.html.j2").render(sections=[_section(r) for r in results])


def _section(result: Result) -> Mapping[str, Any]:
    shares = [
        {
            "name": name,
            "shown": rate.shown(),
            "value": None if rate.value is None else round(100 * rate.value, 1),
            "low": 0 if rate.interval is None else round(100 * rate.interval[0], 1),
            "high": 0 if rate.interval is None else round(100 * rate.interval[1], 1),
        }
        for name, rate in result.ordered()
    ]
    return {
        "source": result.source,
        "shares": shares,
        "numbers": [(name, number.shown()) for name, number in result.numbers.items()],
        "curves": [_plot(name, curve) for name, curve in result.curves.items()],
        "failures": result.failures,
    }


def _plot(name: str, curve: Curve) -> Mapping[str, Any]:
    points = sorted(zip(curve.x, curve.y, strict=True))
    across, up = TITLES[curve.kind]
    return {
        "name": name,
        "kind": curve.kind,
        "across": across,
        "up": up,
        "side": SIDE,
        "edge": EDGE,
        "line": " ".join(f"{x:.1f},{y:.1f}" for x, y in map(_place, points)),
        "dots": [_place(p) for p in points] if len(points) <= 20 else [],
        "rows": _rows(points),
        "ticks": [(t, *_place((t, t))) for t in (0.0, 0.25, 0.5, 0.75, 1.0)],
    }


def _place(point: tuple[float, float]) -> tuple[float, float]:
    return EDGE + point[0] * SIDE, 8 + (1 - point[1]) * SIDE


def _rows(points: Sequence[tuple[float, float]], most: int = 20) -> list[tuple[str, str]]:
    """The points as a table, at most so many of them, spread evenly."""
    step = max(1, len(points) // most)
    return [(f"{x:.2f}", f"{y:.2f}") for x, y in points[::step]]
