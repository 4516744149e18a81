"""Passages of public sets that a person read for this project: labels of ours beside texts of theirs.

`data/gold/readings/SET.tsv` holds for each passage its row, where in the text it begins and what it discloses
(`harmless`, `left_out` where the reader was not sure, or marks as in the sittings, full or short). The texts stay
with the sets.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analyzer.errors import ModelError
from analyzer.learn.corpus import Mark, disclosure
from analyzer.learn.examples import ATTRIBUTES, Example
from analyzer.learn.units import units_of
from analyzer.text import read_turn

FOLDER = Path("data/gold/readings")


def readings(folder: Path, names: Mapping[str, int], labelled: Path = FOLDER) -> list[Example]:
    """The passages of these sets that are harmless or disclose something, each a unit said by a client.

    Args:
        folder: Holds `NAME/NAME.jsonl` for each set.
        names: Set -> how many times each disclosing passage is taught.
        labelled: Holds `NAME.tsv` for each set.

    Raises:
        ModelError: A set or its labels are not there, or they do not fit each other.
    """
    out: list[Example] = []
    for name, times in names.items():
        texts = texts_of(folder / name / f"{name}.jsonl")
        for where, row, start, label in _rows(labelled / f"{name}.tsv"):
            if label == "left_out":
                continue
            example = _example(where, row, texts.get(row), start, label, name)
            out += [example] * (times if example.answers["referral"] else 1)
    return out


def held_out(example: Example, share: int = 25) -> bool:
    """Whether a passage is for choosing thresholds and not for teaching: one row in four, by its name.

    >>> from analyzer.learn.units import Unit
    >>> held_out(Example(Unit(0, 0, 1, "", ""), {}, frozenset(), "set set.tsv:2", "client"))
    False
    """
    digest = hashlib.sha256(example.session.encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < share


def texts_of(path: Path) -> dict[str, str]:
    """Row -> what a client says or writes there; of a conversation the first turn.

    Raises:
        ModelError: The set is not there.
    """
    if not path.is_file():
        raise ModelError(f"{path} is not there. Fetch the set, or leave it out of the recipe.")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    # In sets of replies the client's words are what was replied to.
    said = [
        r | {"text": r.get("context", r["text"])}
        for r in rows
        if "context" in r or r.get("speaker") in (None, "client")
    ]
    return {str(_name(r)): r["text"] for r in reversed(said)}  # the first of a conversation


def _name(row: Mapping[str, Any]) -> Any:
    return row["conversation_id"] if "conversation_id" in row else row["id"]


def _rows(path: Path) -> Iterator[tuple[str, str, int, str]]:
    if not path.is_file():
        raise ModelError(f"{path} is not there: no labels of this set.")
    with path.open(encoding="utf-8", newline="") as file:
        lines = ((i, line) for i, line in enumerate(file, 1) if not line.startswith("#"))
        next(lines)  # the names of the columns
        for number, line in lines:
            row, start, label = next(csv.reader([line], delimiter="\t"))
            yield f"{path.name}:{number}", row, int(start), label


def _example(where: str, row: str, text: str | None, start: int, label: str, name: str) -> Example:
    units = [] if text is None else units_of(["client"], [read_turn(text, 0)])
    unit = next((u for u in units if u.start == start), None)
    if unit is None:
        raise ModelError(f"{where}: the set has no passage there. It is another version of the set.")
    answers: dict[str, tuple[str, ...]] = {"referral": (), "disclosure": ()}
    asked = {"referral", "crossing"}
    if label != "harmless":
        marks = disclosures(where, label)
        answers = {"referral": ("referral",), "disclosure": tuple({m.label: None for m in marks})}
        answers |= {n: (v,) for n, v in zip(ATTRIBUTES, marks[0].attributes, strict=True)}
        asked |= {"disclosure", *ATTRIBUTES}
        levels = [m.level for m in marks if m.level is not None]
        if levels:
            answers["level"] = (str(max(levels)),)
            asked.add("level")
    return Example(unit, answers, frozenset(asked), f"{name} {row}", "client")


def disclosures(where: str, label: str) -> list[Mark]:
    """The marks of one passage.

    Raises:
        ModelError: One of them is no mark.
    """
    out = []
    for part in label.split("; "):
        mark = disclosure(part.split(), 0, 0)
        if mark is None:
            raise ModelError(f"{where}: {part[:60]!r} is no mark. Write a label and what is not usual of it.")
        out.append(mark)
    return out
