"""`analyzer detect` and `analyzer rate`: JSON Lines in, JSON Lines out, in the same order."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from analyzer.cli.options import Device, Model, device_of, model_of
from analyzer.errors import UsageError

BATCH = 256


def detect(
    model: Model = "none",
    device: Device = "auto",
) -> None:
    """Findings for utterances: JSON Lines with id, role, text, previous on standard input."""
    from analyzer.cli.startup import import_spacy
    from analyzer.config import AnalysisConfig
    from analyzer.pipeline import detect_many

    import_spacy()

    config = AnalysisConfig(model=model_of(model), device=device_of(device))

    def run(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found = detect_many([(r["text"], r["role"], r.get("previous")) for r in rows], config)
        return [{"findings": [f.model_dump(mode="json") for f in fs]} for fs in found]

    _each_line(run, _check_utterance)


def rate() -> None:
    """What the coach did after a disclosure: JSON Lines with id, disclosure, coach_turns on standard input."""
    from analyzer.cli.startup import import_spacy
    from analyzer.response import rate as rate_one

    import_spacy()

    def run(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [rate_one(r.get("disclosure"), r.get("coach_turns")).model_dump(mode="json") for r in rows]

    _each_line(run, lambda _: None)


def _check_utterance(row: dict[str, Any]) -> None:
    if not isinstance(row.get("text"), str):
        raise UsageError("text: must be a string. Give what was said.")
    if row.get("role") not in ("coach", "client"):
        raise UsageError("role: must be 'coach' or 'client'.")
    if row.get("previous") is not None and not isinstance(row["previous"], str):
        raise UsageError("previous: must be null or a string like 'coach: What happened then?'.")


def _each_line(
    run: Callable[[list[dict[str, Any]]], list[dict[str, Any]]], check: Callable[[dict[str, Any]], None]
) -> None:
    """Run a function over all lines of standard input; a bad line gives an object with `error`."""
    for batch in _batches(sys.stdin.buffer):
        rows = [_parse(number, line, check) for number, line in batch]
        for head, answer in _run_all(run, rows):
            text = json.dumps(head | answer, ensure_ascii=False, separators=(",", ":"))
            sys.stdout.buffer.write(text.encode("utf-8", errors="backslashreplace") + b"\n")
        sys.stdout.buffer.flush()


def _parse(
    number: int, line: bytes, check: Callable[[dict[str, Any]], None]
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The answer's head and the row; or the head with `error`, and None. Messages hold nothing that was said."""
    known: Any = None
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            raise UsageError("must be a JSON object.")
        known = row.get("id")
        check(row)
    except json.JSONDecodeError as error:
        why = f"not JSON ({error.msg}, column {error.colno})."
    except UnicodeDecodeError:
        why = "not UTF-8."
    except RecursionError:
        why = "nested too deeply."
    except UsageError as error:
        why = str(error)
    else:
        return {"id": known}, row
    return {"id": known, "line": number, "error": f"line {number}: {why}"}, None


def _run_all(
    run: Callable[[list[dict[str, Any]]], list[dict[str, Any]]],
    rows: list[tuple[dict[str, Any], dict[str, Any] | None]],
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Answers in order; if a batch fails on one row, row by row, so that only that row has an error."""
    good = [row for _, row in rows if row is not None]
    try:
        results = iter(run(good))
    except UsageError:
        results = iter([_one(run, row) for row in good])
    for head, row in rows:
        yield head, ({} if row is None else next(results))


def _one(run: Callable[[list[dict[str, Any]]], list[dict[str, Any]]], row: dict[str, Any]) -> dict[str, Any]:
    try:
        return run([row])[0]
    except UsageError as error:
        return {"error": str(error)}


def _batches(stream: BinaryIO) -> Iterator[list[tuple[int, bytes]]]:
    """Non-blank lines with their numbers, in batches."""
    batch: list[tuple[int, bytes]] = []
    for number, line in enumerate(stream, 1):
        if line.strip():
            batch.append((number, line))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
