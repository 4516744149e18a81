"""Ordinary talk of real people, from public sets whose licences allow training: what harmless lines are like.

They teach `referral` and `crossing` that these lines are neither (and one of them what advice is). Lines that hold any
cue of the tables, or a word of `[sets] doubtful` in `thresholds.toml`, are left out: they may not be harmless, and
nobody has read them. The sets are the user's to fetch; none of their text is part of this package.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.config import AnalysisConfig
from analyzer.errors import ModelError
from analyzer.learn.examples import Example
from analyzer.learn.units import units_of
from analyzer.pipeline import detect_many
from analyzer.taxonomy import load_toml
from analyzer.text import read_turn
from analyzer.types import Role

_FIRST_PERSON = re.compile(r"\b(i|i'm|i've|i'd|my|me|we|our)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One line of a set: who says it, after what, and what is known of it."""

    role: Role
    text: str
    before: str | None = None
    moves: tuple[str, ...] = ()


def _uptake(rows: Iterable[Mapping[str, Any]]) -> Iterator[Line]:
    for row in rows:
        yield Line("client", row["context"])
        yield Line("coach", row["text"], f"client: {row['context']}")


def _pa_counseling(rows: Iterable[Mapping[str, Any]]) -> Iterator[Line]:
    before: Mapping[str, Any] = {}
    for row in rows:
        same = row["conversation_id"] == before.get("conversation_id")
        role: Role = "coach" if row["speaker"] == "coach" else "client"
        yield Line(role, row["text"], f"{before['speaker']}: {before['text']}" if same else None)
        before = row


def _advice_reddit(rows: Iterable[Mapping[str, Any]]) -> Iterator[Line]:
    for row in rows:
        if row["split"] != "train":
            continue
        if row["label"] == 1:
            yield Line("coach", row["text"], moves=("advice",))
        elif _FIRST_PERSON.search(row["text"]):
            yield Line("client", row["text"])


def _offmychest(rows: Iterable[Mapping[str, Any]]) -> Iterator[Line]:
    for row in rows:
        if row["split"] == "train" and _FIRST_PERSON.search(row["text"]):
            yield Line("client", row["text"])


_READERS: Mapping[str, Callable[[Iterable[Mapping[str, Any]]], Iterator[Line]]] = {
    "uptake": _uptake,
    "pa_counseling": _pa_counseling,
    "advice_reddit": _advice_reddit,
    "offmychest": _offmychest,
}


def harmless(folder: Path, wanted: Mapping[str, int]) -> list[Example]:
    """So many harmless lines of each set, the same ones every time.

    Args:
        folder: Holds `NAME/NAME.jsonl` for each set.
        wanted: Set -> lines.

    Raises:
        ModelError: A set is not known, or not there.
    """
    out: list[Example] = []
    for name, count in wanted.items():
        if name not in _READERS:
            raise ModelError(f"recipe: no set {name!r} is known. Known: {', '.join(_READERS)}.")
        path = folder / name / f"{name}.jsonl"
        if not path.is_file():
            raise ModelError(
                f"--sets {folder}: {name}/{name}.jsonl is not there. Fetch the set, or leave it out of the recipe."
            )
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        lines = {line.text: line for line in _READERS[name](rows) if 2 <= len(line.text.split()) <= 120}
        drawn = sorted(lines.values(), key=lambda line: hashlib.sha256(line.text.encode()).digest())
        out += [_example(line, name) for line in _without_cues(drawn, count)]
    return out


def _without_cues(lines: list[Line], count: int) -> list[Line]:
    words = load_toml("thresholds.toml")["sets"]["doubtful"]
    doubtful = re.compile(rf"\b(?:{'|'.join(words)})", re.IGNORECASE)
    plain = [line for line in lines if not doubtful.search(line.text)][: count * 2]
    found = detect_many([(line.text, line.role, None) for line in plain], AnalysisConfig(model=None))
    return [line for line, findings in zip(plain, found, strict=True) if not findings][:count]


def _example(line: Line, name: str) -> Example:
    said = [line.before.partition(": ")[2]] if line.before else []
    roles = [line.before.partition(": ")[0]] if line.before else []
    texts = [read_turn(t, i) for i, t in enumerate([*said, line.text])]
    (unit, *_) = units_of([*roles, line.role], texts, [len(texts) - 1])
    asked = {"referral", "crossing"} | ({"moves"} if line.moves else set())
    return Example(unit, {"moves": line.moves}, frozenset(asked), name, line.role)
