"""The example sessions: the report finds what a careful reader finds, and leaves the rest alone."""

from __future__ import annotations

import importlib.util
import inspect
import json
import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import analyzer
from analyzer.config import AnalysisConfig
from analyzer.types import Finding, Report

KNOWN = Path(__file__).parent / "known_differences.json"
COLLECT: dict[str, dict[str, list[str]]] | None = None
EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
NAMES = sorted(p.parent.name for p in EXAMPLES.glob("*/expected.toml"))


@cache
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("examples_build", EXAMPLES / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["examples_build"] = module
    spec.loader.exec_module(module)
    return module


@cache
def expected(name: str) -> dict[str, Any]:
    return tomllib.loads((EXAMPLES / name / "expected.toml").read_text(encoding="utf-8"))


@cache
def report(name: str) -> Report:
    path, _ = builder().build(EXAMPLES / name)
    session = analyzer.read(path)
    return analyzer.analyze(session, AnalysisConfig(mode=expected(name)["mode"]))


def place(r: Report, row: dict[str, Any]) -> tuple[int, int, int]:
    """Turn and offsets of a quote."""
    found = [t for t in r.session.turns if row["quote"] in t.text and t.role == row.get("speaker", t.role)]
    assert len(found) == 1, f"the quote stands in {len(found)} turns: {row['quote']}"
    start = found[0].text.index(row["quote"])
    return found[0].index, start, start + len(row["quote"])


def at(findings: tuple[Finding, ...], where: tuple[int, int, int]) -> list[Finding]:
    """Findings that overlap a place."""
    turn, start, end = where
    return [f for f in findings if f.turn == turn and f.start < end and f.end > start]


def hold(name: str, wrong: list[str]) -> None:
    """What differs from the expectation is what is known to differ: nothing new, and nothing mended unnoticed.

    `python tests/behaviour/test_examples.py` writes the list of known differences anew.
    """
    aspect = inspect.stack()[1].function
    if COLLECT is not None:
        COLLECT.setdefault(name, {})[aspect] = sorted(wrong)
        return
    known = json.loads(KNOWN.read_text(encoding="utf-8")).get(name, {}).get(aspect, [])
    assert sorted(wrong) == known


def differences(row: dict[str, Any], finding: Finding, fields: tuple[str, ...]) -> list[str]:
    return [
        f"{f}: expected {row[f]}, got {getattr(finding, f)}"
        for f in fields
        if f in row and getattr(finding, f) != row[f]
    ]


def test_there_are_enough_examples() -> None:
    assert len(NAMES) >= 8
    assert len({expected(n)["format"] for n in NAMES}) >= 6


@pytest.mark.parametrize("name", NAMES)
def test_the_session_file_is_built_from_the_script(name: str) -> None:
    path, data = builder().build(EXAMPLES / name)
    assert path.read_bytes() == data, "run python data/examples/build.py"


@pytest.mark.parametrize("name", NAMES)
def test_it_is_read_whole_and_the_coach_is_found(name: str) -> None:
    r, want = report(name), expected(name)
    assert r.session.source.format == want["format"]
    assert not r.session.unread
    assert r.session.speaker_with_role("coach") == (want["coach"],)
    assert r.session.speaker_with_role("client") == (want["client"],)
    assert not [g for g in r.not_assessed if g.failed]


@pytest.mark.parametrize("name", NAMES)
def test_coach_share_of_words(name: str) -> None:
    share = next(s for s in report(name).talk_time.shares if s.basis == "words")
    want = expected(name)["coach_share_words"]
    assert share.value is not None
    assert want["low"] <= 100 * share.value <= want["high"]


@pytest.mark.parametrize("name", NAMES)
def test_disclosures_are_found_with_whose_when_and_how_soon(name: str) -> None:
    r, wrong = report(name), []
    for row in expected(name).get("disclosure", ()):
        here = [f for f in at(r.disclosures, place(r, row)) if f.label == row["label"]]
        if not here:
            others = [f.label for f in at(r.findings, place(r, row))]
            wrong.append(f"{row['label']} not found in {row['quote']!r} (there: {others})")
            continue
        best = min(
            (
                differences(row, f, ("assertion", "temporality", "experiencer", "actor", "urgency"))
                for f in here
            ),
            key=len,
        )
        wrong += [f"{row['quote']!r}: {d}" for d in best]
    hold(name, wrong)


@pytest.mark.parametrize("name", NAMES)
def test_what_the_coach_did_next_is_rated(name: str) -> None:
    r, wrong = report(name), []
    for row in (x for x in expected(name).get("disclosure", ()) if "rating" in x):
        ids = {f.id for f in at(r.disclosures, place(r, row)) if f.label == row["label"]}
        exchange = next((e for e in r.exchanges if ids & set(e.findings)), None)
        if exchange is None:
            wrong.append(f"no exchange for {row['quote']!r}")
            continue
        got = exchange.rating
        if got.status != row["rating"]:
            wrong.append(f"{row['quote']!r}: rated {got.status}, expected {row['rating']} ({got})")
        if lost := set(row.get("negative", ())) - set(got.negative):
            wrong.append(f"{row['quote']!r}: not heard: {sorted(lost)} (heard {got.negative})")
        if row["rating"] == "met" and got.negative:
            wrong.append(f"{row['quote']!r}: heard as harmful: {got.negative}")
        if lost := set(row.get("missing", ())) - set(got.missing):
            wrong.append(f"{row['quote']!r}: should be missing: {sorted(lost)} (missing {got.missing})")
    hold(name, wrong)


@pytest.mark.parametrize("name", NAMES)
def test_boundary_language_is_found_with_how_it_was_handled(name: str) -> None:
    r, wrong = report(name), []
    for row in expected(name).get("boundary", ()):
        here = [f for f in at(r.boundaries, place(r, row)) if f.label == row["label"]]
        if not here:
            wrong.append(
                f"{row['label']} not found in {row['quote']!r} (there: {[f.label for f in at(r.findings, place(r, row))]})"
            )
            continue
        best = min((differences(row, f, ("severity", "boundary_response")) for f in here), key=len)
        wrong += [f"{row['quote']!r}: {d}" for d in best]
    hold(name, wrong)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_harmless_or_set_aside_is_not_flagged(name: str) -> None:
    r, want, wrong = report(name), expected(name), []
    for row in (*want.get("set_aside", ()), *want.get("harmless", ())):
        where = place(r, row)
        flagged = at((*r.disclosures, *r.boundaries), where)
        # A harmless phrase may stand inside an own story that is too long.
        wrong += [f"{f.label} in {row['quote']!r}" for f in flagged if f.label != "self_disclosure_excess"]
        cleared = [f for f in at(r.set_aside, where) if f.label == row.get("label")]
        if row.get("label") and not any(f.assertion == row["assertion"] for f in cleared):
            got = [(f.label, f.assertion) for f in at(r.set_aside, where)]
            wrong.append(
                f"{row['quote']!r} is not shown as set aside, {row['label']} {row['assertion']} (there: {got})"
            )
    hold(name, wrong)


@pytest.mark.parametrize("name", NAMES)
def test_little_else_is_flagged(name: str) -> None:
    r, want = report(name), expected(name)
    rows = [row for kind in ("disclosure", "boundary") for row in want.get(kind, ())]
    turns, known = {place(r, row)[0] for row in rows}, {row["label"] for row in rows}
    # More words of a kind that is there may be shown; a kind that is not there is a false flag.
    extra = [f for f in (*r.disclosures, *r.boundaries) if f.turn not in turns and f.label not in known]
    allowed = 1 if rows else 0
    assert len(extra) <= allowed, "\n".join(f"{f.label} [{f.tier}] {f.quote!r}" for f in extra)


@pytest.mark.parametrize("name", NAMES)
def test_practice_checks(name: str) -> None:
    r, wrong = report(name), []
    got = {c.id: c for c in r.checks}
    for row in expected(name).get("check", ()):
        check = got.get(row["id"])
        if check is None or check.status != row["status"]:
            wrong.append(f"{row['id']}: expected {row['status']}, got {check.status if check else None}")
    hold(name, wrong)


@pytest.mark.parametrize(("file", "table"), [("note.txt", "note"), ("note_good.txt", "note_good")])
def test_notes(file: str, table: str) -> None:
    name = "thin_note"
    want = expected(name)[table]
    note = (EXAMPLES / name / file).read_text(encoding="utf-8")
    r = analyzer.analyze(report(name).session, AnalysisConfig(note=note))
    assert r.note is not None
    assert sorted(r.note.missing) == sorted(want.get("missing", []))
    assert sorted(r.note.held) == sorted(want.get("held", []))
    assert sorted(r.note.too_much) == sorted(want.get("too_much", []))


if __name__ == "__main__":
    COLLECT = {}
    for example in NAMES:
        test_disclosures_are_found_with_whose_when_and_how_soon(example)
        test_what_the_coach_did_next_is_rated(example)
        test_boundary_language_is_found_with_how_it_was_handled(example)
        test_what_is_harmless_or_set_aside_is_not_flagged(example)
        test_practice_checks(example)
    kept = {n: {a: w for a, w in aspects.items() if w} for n, aspects in COLLECT.items()}
    KNOWN.write_text(
        json.dumps({n: a for n, a in kept.items() if a}, indent=1, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )
