"""How far a detector agrees with readings of passages that were made for this project, and with moves that others coded.

`data/readings/SET.tsv` holds for each passage its row in the set and what each of two readers says of it, apart
from one another: `harmless`, `?` (not sure) or marks as in the sittings. The texts stay with the sets.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from analyzer.config import AnalysisConfig
from analyzer.detectors.base import Material
from analyzer.errors import ModelError
from analyzer.learn.evaluation import GROUPS, evaluate_lines
from analyzer.learn.figures import (
    Result,
    bootstrap,
    calibration_curve,
    f1,
    kappa,
    precision_and_recall,
)
from analyzer.learn.readings import disclosures, texts_of
from analyzer.moves import find_moves
from analyzer.pipeline import look_at, with_model
from analyzer.taxonomy import load_toml
from analyzer.text import read_turns
from analyzer.types import Accounting, DisclosureFinding, Session, Source, Speaker, Turn

UNSURE, HARMLESS = "?", "harmless"


def evaluate_readings(labels: Path, sets: Path, config: AnalysisConfig) -> Result:
    """Passages on which both readers agree: how many that disclose are flagged, how many harmless ones too.

    A passage counts as flagged if anything in it is flagged for referral.

    Args:
        labels: `SET.tsv`.
        sets: Folder with `SET/SET.jsonl`.

    Raises:
        ModelError: The set is not there, or its labels do not fit it.
    """
    name = labels.stem
    texts = texts_of(sets / name / f"{name}.jsonl")
    rows = list(_rows(labels))
    if lost := [row for row, _, _ in rows if row not in texts]:
        raise ModelError(f"{labels.name}: the set has no row {lost[0]!r}. It is another version of the set.")
    result = Result(f"{name}, passages read twice")
    decided = [(a != HARMLESS, b != HARMLESS) for _, a, b in rows if UNSURE not in (a, b)]
    for yes, too in decided:
        result.rates["both readers sure: they agree"].add(yes == too)
    if decided:
        result.numbers["kappa of the readers, where both are sure"] = bootstrap(decided, kappa, len(decided))
    agreed = [
        (row, a, b) for row, a, b in rows if UNSURE not in (a, b) and (a == HARMLESS) == (b == HARMLESS)
    ]
    found = look_at([(texts[row], "client", None) for row, _, _ in agreed], config)
    truth, scores = [], []
    for (row, a, b), material in zip(agreed, found, strict=True):
        flags = [f for f in material.found if isinstance(f, DisclosureFinding) and f.referral]
        tells = a != HARMLESS
        truth.append(tells)
        scores.append(max((f.score for f in flags), default=0.0))
        _count(result, tells, flags)
        if tells:
            where = f"{labels.name}: {row}"
            both = {m.label for m in disclosures(where, a)} & {m.label for m in disclosures(where, b)}
            for group, known in GROUPS.items():
                if both & set(known):
                    result.rates[f"group {group}"].add(bool(flags))
            for label in sorted(both):
                result.rates[f"label {label}, flagged as anything"].add(bool(flags))
    if any(truth):
        result.curves["flags by score"] = precision_and_recall(truth, scores)
        result.curves["scores of flags"] = calibration_curve(
            [t for t, s in zip(truth, scores, strict=True) if s], [s for s in scores if s]
        )
        pairs = [(t, s > 0) for t, s in zip(truth, scores, strict=True)]
        result.numbers["F1 of passages"] = bootstrap(pairs, f1, sum(truth))
    return result


def _count(result: Result, tells: bool, flags: Sequence[DisclosureFinding]) -> None:
    alert = any(f.tier == "alert" for f in flags)
    if tells:
        result.rates["disclosing passages flagged"].add(bool(flags))
        result.rates["disclosing passages with an alert"].add(alert)
    else:
        result.rates["harmless passages flagged"].add(bool(flags))
    if flags:
        result.rates["flags that are right"].add(tells)
    if alert:
        result.rates["alerts that are right"].add(tells)


def _rows(path: Path) -> Iterator[tuple[str, str, str]]:
    if not path.is_file():
        raise ModelError(f"{path} is not there: no labels of this set.")
    with path.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        next(lines)  # the names of the columns
        yield from csv.reader(lines, delimiter="\t")


def coded_sets() -> Mapping[str, Any]:
    """Sets whose codes of coach turns have a counterpart among our moves: `moves.toml`, table `coded`."""
    coded: Mapping[str, Any] = load_toml("sets.toml")["coded"]
    return coded


def evaluate_set(path: Path, config: AnalysisConfig) -> list[Result]:
    """What can be measured on a set: flags on its client lines, and moves where it has codes of them."""
    lines = evaluate_lines(path, config)
    out = [lines] if lines.rates else []
    return [*out, evaluate_moves(path, config)] if path.stem in coded_sets() else out


def evaluate_moves(path: Path, config: AnalysisConfig) -> Result:
    """Moves against the codes of a set (`sets.toml` says which of its codes are which of ours), per coach turn."""
    plan = coded_sets()[path.stem]
    result = Result(f"{path.stem}, moves")
    pairs: dict[str, list[tuple[str, bool, bool]]] = defaultdict(list)
    talks = _talks(path, plan.get("split"))
    materials = with_model([_material(turns) for turns in talks.values()], config)
    for (name, turns), material in zip(talks.items(), materials, strict=True):
        found: dict[int, set[str]] = defaultdict(set)
        for move in find_moves(material, None).moves:
            found[move.turn].add(move.label)
        for i, row in enumerate(turns):
            if row.get("speaker") == "client":
                continue
            for code in plan["code"]:
                said = str(row.get(code["field"])) in code["values"] or (
                    code["values"] == ["*"] and row.get(code["field"]) is not None
                )
                heard = bool(found[i] & set(code["moves"]))
                among = code.get("among")
                if among and not (row.get(among["field"]) is not None and found[i] & set(among["moves"])):
                    continue
                pairs[code["name"]].append((name, said, heard))
    for what, rows in pairs.items():
        for _, said, heard in rows:
            if heard:
                result.rates[f"{what}: precision"].add(said)
            if said:
                result.rates[f"{what}: recall"].add(heard)
        result.numbers[f"{what}: F1"] = bootstrap(
            rows,
            lambda part: f1([(a, b) for _, a, b in part]),
            sum(a for _, a, _ in rows),
            lambda row: row[0],
        )
    return result


def _talks(path: Path, split: str | None) -> dict[str, list[dict[str, Any]]]:
    out: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            if split is None or row.get("split") == split:
                out[str(row.get("conversation_id", row.get("id")))].append(row)
    return out


def _material(rows: Sequence[Mapping[str, Any]]) -> Material:
    turns = tuple(
        Turn(
            index=i,
            speaker=str(row.get("speaker", "coach")),
            role="client" if row.get("speaker") == "client" else "coach",
            text=row["text"],
        )
        for i, row in enumerate(rows)
    )
    names = dict.fromkeys(t.speaker for t in turns)
    nothing = Accounting(total=0, talk=0, markup=0, unread=0)
    session = Session(
        session_id="coded",
        turns=turns,
        speakers=tuple(Speaker(name=n) for n in names),
        source=Source(format="coded", name="coded", sha256="", accounting=nothing),
    )
    return replace(Material(session=session, texts=()), texts=read_turns(turns))
