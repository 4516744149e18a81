"""The rates drawn from a coach's moves, each with what was counted, or why there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from analyzer.taxonomy import load_toml
from analyzer.types import Band, Measure, Mode, Move

_TEN_MINUTES_MS = 600_000
_QUESTIONS = ("open_question", "closed_question")
_REFLECTIONS = ("simple_reflection", "complex_reflection")

# Name and unit of every measure, in the order of the report.
_UNITS = {
    "question_rate": "per 10 min",
    "stacked_questions": "share",
    "open_question_pct": "%",
    "reflection_to_question": "ratio",
    "complex_reflection_pct": "%",
    "advice_rate": "per 10 min",
    "advice_without_permission_rate": "per 10 min",
    "information_rate": "per 10 min",
    "affirmation_rate": "per 10 min",
    "self_disclosure_rate": "per 10 min",
}


def count_moves(moves: Sequence[Move]) -> dict[str, int]:
    """How often each move was found, every label named, and `questions`, `reflections`, `stacked_turns`,
    `question_turns`, `advice_without_permission` beside them."""
    by: Counter[str] = Counter(m.label for m in moves)
    asked = Counter(m.turn for m in moves if m.label in _QUESTIONS)
    labels = load_toml("moves.toml")["labels"]
    return {
        **{label: by[label] for label in labels},
        "questions": sum(by[q] for q in _QUESTIONS),
        "reflections": sum(by[r] for r in _REFLECTIONS),
        "question_turns": len(asked),
        "stacked_turns": sum(n >= 2 for n in asked.values()),
        "advice_without_permission": sum(m.label == "advice" and not m.permission for m in moves),
    }


def measure_moves(
    counts: dict[str, int], words: int, talk_ms: int | None, mode: Mode, long_enough: bool
) -> tuple[Measure, ...]:
    """All measures, always in the same order.

    Args:
        counts: From `count_moves`.
        words: Words of the whole session: the basis of rates where there are no times.
        talk_ms: Length of the session in ms, or None.
        mode: Bands are for coaching only; elsewhere the figures stand without a verdict.
        long_enough: Whether there is enough talk for a verdict at all.
    """
    data = load_toml("moves.toml")["rates"]
    judged = long_enough and mode in data["modes"]
    questions, reflections = counts["questions"], counts["reflections"]
    return (
        _rate("question_rate", questions, "questions", words, talk_ms, _watch(data["question_rate_watch"], judged)),
        _stacked(counts, data, judged),
        _open(counts, data, judged),
        _to_questions(reflections, questions, data),
        _complex(counts, reflections, data),
        _rate("advice_rate", counts["advice"], _advice_words(mode), words, talk_ms),
        _rate(
            "advice_without_permission_rate", counts["advice_without_permission"],
            "stretches of advice that nobody asked for", words, talk_ms,
        ),
        _rate("information_rate", counts["information"], "stretches of information", words, talk_ms),
        _rate("affirmation_rate", counts["affirmation"], "affirmations", words, talk_ms),
        _rate("self_disclosure_rate", counts["self_disclosure"], "stretches of own story", words, talk_ms),
    )  # fmt: skip


def no_measures(why: str) -> tuple[Measure, ...]:
    """Every measure without a value."""
    return tuple(Measure(name=n, value=None, unit=u, basis=why) for n, u in _UNITS.items())


def _advice_words(mode: Mode) -> str:
    return "stretches of advice" if mode == "coaching" else f"stretches of advice (for information: {mode})"


def _rate(
    name: str, n: int, what: str, words: int, talk_ms: int | None, watch: float | None = None
) -> Measure:
    """Per 10 minutes; without times per 1,000 words of the session, and then without a verdict."""
    if talk_ms:
        value = n * _TEN_MINUTES_MS / talk_ms
        band: Band | None = None if watch is None else "watch" if value > watch else "in_range"
        basis = f"{n} {what} in {talk_ms / 60_000:.1f} minutes."
        return Measure(name=name, value=value, unit=_UNITS[name], basis=basis, n=n, band=band)
    if not words:
        return Measure(name=name, value=None, unit=_UNITS[name], basis="Nobody talks.", n=n)
    basis = f"{n} {what} in {words} words of the session; it has no times."
    return Measure(name=name, value=1000 * n / words, unit="per 1,000 words", basis=basis, n=n)


def _watch(value: float, judged: bool) -> float | None:
    return float(value) if judged else None


def _stacked(counts: dict[str, int], data: dict[str, Any], judged: bool) -> Measure:
    name, turns, stacked = "stacked_questions", counts["question_turns"], counts["stacked_turns"]
    if not turns:
        return Measure(name=name, value=None, unit=_UNITS[name], basis="No question was heard.", n=0)
    band: Band | None = None
    if judged and turns >= data["least_questions"]:
        band = "watch" if 100 * stacked > data["stacked_pct_watch"] * turns else "in_range"
    basis = f"{stacked} of {turns} coach turns with a question hold two or more."
    return Measure(name=name, value=stacked / turns, unit=_UNITS[name], basis=basis, n=turns, band=band)


def _open(counts: dict[str, int], data: dict[str, Any], judged: bool) -> Measure:
    name, n, opened = "open_question_pct", counts["questions"], counts["open_question"]
    if n < data["least_questions"]:
        why = f"{n} questions are too few for a share (at least {data['least_questions']})."
        return Measure(name=name, value=None, unit=_UNITS[name], basis=why, n=n)
    value = 100 * opened / n
    band: Band | None = None
    if judged:
        band = "in_range" if value >= data["open_question_pct_in_range"] else "watch"
    basis = f"{opened} of {n} questions are open."
    return Measure(name=name, value=value, unit=_UNITS[name], basis=basis, n=n, band=band)


def _to_questions(reflections: int, questions: int, data: dict[str, Any]) -> Measure:
    name, n = "reflection_to_question", questions
    if n < data["least_questions"]:
        why = f"{reflections} reflections, but {n} questions are too few for a ratio (at least {data['least_questions']})."
        return Measure(name=name, value=None, unit=_UNITS[name], basis=why, n=n)
    basis = f"{reflections} reflections to {questions} questions."
    return Measure(name=name, value=reflections / questions, unit=_UNITS[name], basis=basis, n=n)


def _complex(counts: dict[str, int], reflections: int, data: dict[str, Any]) -> Measure:
    name, least = "complex_reflection_pct", data["least_reflections"]
    if reflections < least:
        why = f"{reflections} reflections are too few to tell simple from complex ones (at least {least})."
        return Measure(name=name, value=None, unit=_UNITS[name], basis=why, n=reflections)
    deep = counts["complex_reflection"]
    basis = f"{deep} of {reflections} reflections go beyond what the client said."
    return Measure(name=name, value=100 * deep / reflections, unit=_UNITS[name], basis=basis, n=reflections)
