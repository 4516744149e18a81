"""How good a detector is: functional suites by capability, labelled sessions by label, lines of any set.

Sources are never pooled.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.config import AnalysisConfig
from analyzer.detectors.base import Material
from analyzer.detectors.boundary_response import with_response
from analyzer.errors import InputError
from analyzer.learn.corpus import LabelledSession, LabelledTurn
from analyzer.learn.figures import Result, bootstrap
from analyzer.learn.noise import CHANGES
from analyzer.learn.suites import Case
from analyzer.pipeline import detect_many, look_at
from analyzer.response import response_marks
from analyzer.response.exchanges import with_read
from analyzer.types import BoundaryFinding, DisclosureFinding, Finding, Role

WORDS_AN_HOUR = 9_000  # 150 a minute

GROUPS = {
    "suicide and self-harm": ("suicidal_ideation", "suicidal_behaviour", "self_harm"),
    "violence and abuse": ("physical_abuse", "sexual_abuse", "emotional_abuse", "neglect", "stalking_harassment", "harm_to_others"),
    "coercion and control": ("coercive_control", "financial_abuse", "exploitation"),
    "crisis of mental health": ("mental_health_concern",),
}  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """What is found in a case's turn.

    Args:
        flagged: Label -> the finding that is flagged for it.
        responses: What the coach is heard to answer.
        handling: How the coach is read to handle the client's turn before, taken as pressure.
    """

    flagged: Mapping[str, Finding]
    responses: frozenset[str]
    handling: str


def _heard(case: Case, material: Material) -> Heard:
    last = len(material.session.turns) - 1
    flagged = {
        f.label: f
        for f in material.found
        if f.turn == last
        and (isinstance(f, BoundaryFinding) or (isinstance(f, DisclosureFinding) and f.referral))
    }
    if case.role != "coach":
        return Heard(flagged, frozenset(), "")
    told = frozenset(f.label for f in material.found if isinstance(f, DisclosureFinding) and f.turn < last)
    labels = told or frozenset(["physical_abuse"])
    turn = material.session.turns[last]
    marks = response_marks([case.text], min(labels))
    marks = with_read(tuple(m.replace(turn=last) for m in marks), material.reading, [turn], labels)
    return Heard(flagged, frozenset(m.label for m in marks), _handling(material) if last else "")


def _handling(material: Material) -> str:
    first = material.session.turns[0]
    pressure = BoundaryFinding(
        id="case", label="dual_relationship", turn=0, start=0, end=1, quote=first.text[:1], speaker=first.speaker,
        speaker_role=first.role, score=1.0, tier="review", severity="client_pressure", evidence=(),
    )  # fmt: skip
    return with_response(material, pressure).boundary_response or ""


def evaluate_suite(cases: Sequence[Case], config: AnalysisConfig, name: str) -> Result:
    """Cases passed, over all and by capability; apart from that, how often the details asked for are right."""
    result = Result(name)
    materials = look_at([(c.text, c.role, c.previous) for c in cases], config)
    overall = result.rates["all cases"]
    for case, material in zip(cases, materials, strict=True):
        heard = _heard(case, material)
        wrong = _wrong(case, heard)
        overall.add(not wrong)
        result.rates["nothing expected" if not case.wanted else "something expected"].add(not wrong)
        result.rates[f"capability {case.capability}"].add(not wrong)
        if wrong:
            result.failures.append(f"{case.where}: {case.capability}: {'; '.join(wrong)} ({case.why})")
        for wanted in case.wanted:
            if wanted.label in heard.flagged:
                for fact, value in wanted.facts:
                    result.rates[f"detail {fact}, where found"].add(
                        _fact(heard.flagged[wanted.label], fact) == value
                    )
    return result


_FACTS = {"level": "ideation_level"}
_PRESSURE = {"client_pressure": "pressure"}


def _fact(finding: Finding, name: str) -> str:
    value = str(getattr(finding, _FACTS.get(name, name), None))
    return _PRESSURE.get(value, value)


def _wrong(case: Case, heard: Heard) -> list[str]:
    """What does not hold."""
    found = {*heard.flagged, *heard.responses, f"handling={heard.handling}"}
    wrong = [f"{w.label} not found" for w in case.wanted if w.label not in found]
    for barred in case.barred:
        if barred == "*":
            wrong += [f"flagged {sorted(heard.flagged)}"] if heard.flagged else []
        elif barred in found:
            wrong.append(f"{barred} found")
    return wrong


def evaluate_sessions(sessions: Sequence[LabelledSession], config: AnalysisConfig, name: str) -> Result:
    """Turns of labelled sessions: recall by group and label, false flags on harmless turns, precision."""
    result = Result(name)
    rows, turns = _rows(sessions)
    for (turn, style), findings in zip(turns, detect_many(rows, config), strict=True):
        told = {m.label for m in turn.marks if m.kind == "d" and m.referral}
        found = {f.label for f in findings if isinstance(f, DisclosureFinding) and f.referral}
        crossed = {m.label for m in turn.marks if m.kind == "b"}
        marked = {f.label for f in findings if isinstance(f, BoundaryFinding)}
        if turn.role == "client":
            _by_kind(result, turn, style, bool(told), bool(found))
            if told:
                result.rates["disclosing turns flagged"].add(bool(found))
                for group, labels in GROUPS.items():
                    if told & set(labels):
                        result.rates[f"group {group}"].add(bool(found))
                for label in sorted(told):
                    result.rates[f"label {label}"].add(label in found)
            else:
                result.rates["harmless client turns flagged"].add(bool(found))
            if found:
                result.rates["flags that are right"].add(bool(told))
        if crossed:
            result.rates["boundary turns flagged"].add(bool(marked))
            for label in sorted(crossed):
                result.rates[f"boundary {label}"].add(label in marked)
        else:
            result.rates["other turns flagged for a boundary"].add(bool(marked))
    return result


Row = tuple[str, Role, str | None]


def _rows(sessions: Sequence[LabelledSession]) -> tuple[list[Row], list[tuple[LabelledTurn, str]]]:
    """All turns with the other's turn before them, and beside them their labels and the session's style."""
    rows: list[Row] = []
    turns = []
    for session in sessions:
        for i, turn in enumerate(session.turns):
            before = session.turns[i - 1] if i else None
            other = before is not None and before.role != turn.role
            rows.append((turn.text, turn.role, f"{before.role}: {before.text}" if before and other else None))
            turns.append((turn, session.style))
    return rows, turns


_MEN = re.compile(r"\b(he|him|his|husband|boyfriend|dad|father|brother|son)\b", re.IGNORECASE)
_WOMEN = re.compile(r"\b(she|her|wife|girlfriend|mum|mom|mother|sister|daughter)\b", re.IGNORECASE)


def _by_kind(result: Result, turn: LabelledTurn, style: str, told: bool, found: bool) -> None:
    """The same decisions, by how the talk was written down and by whom it speaks of."""
    men, women = _MEN.search(turn.text), _WOMEN.search(turn.text)
    kinds = [f"style {style}"]
    kinds += ["speaks of men only"] if men and not women else []
    kinds += ["speaks of women only"] if women and not men else []
    for kind in kinds:
        what = "disclosing turns flagged" if told else "harmless client turns flagged"
        result.rates[f"{kind}: {what}"].add(found)


def evaluate_noise(sessions: Sequence[LabelledSession], config: AnalysisConfig, name: str) -> Result:
    """How many decisions on client turns change where the same turn is said, heard or written otherwise.

    The turn before stays as it is. Changes are drawn with a fixed seed.
    """
    result = Result(name)
    rows, _ = _rows(sessions)
    rows = [row for row in rows if row[1] == "client"]
    plain = _decisions(rows, config)
    for what, change in CHANGES.items():
        draw = random.Random(1)  # noqa: S311 - same changes every time
        changed = _decisions([(change(t, draw), role, before) for t, role, before in rows], config)
        for before, after in zip(plain, changed, strict=True):
            result.rates[f"{what}: decisions changed"].add(before != after)
            if before:
                result.rates[f"{what}: flags lost"].add(not after)
            else:
                result.rates[f"{what}: flags gained"].add(after)
    return result


def _decisions(rows: Sequence[Row], config: AnalysisConfig) -> list[bool]:
    return [
        any(isinstance(f, DisclosureFinding) and f.referral for f in findings)
        for findings in detect_many(rows, config)
    ]


def evaluate_lines(path: Path, config: AnalysisConfig) -> Result:
    """Lines of a set (one JSON object a line with text): how many are flagged.

    Client lines (those without a speaker count as theirs) for disclosures, all lines for boundary language. An hour of
    talk is taken as `WORDS_AN_HOUR` words of all speakers. Counted is every flag: a true one too.

    Raises:
        InputError: A line is no JSON object with a text.
    """
    result = Result(path.stem)
    rows: list[Row] = []
    where: list[str] = []
    words: dict[str, int] = defaultdict(int)
    before: dict[str, Any] = {}
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        row = _line(path, number, raw)
        role: Role = "coach" if row.get("speaker") == "coach" else "client"
        talk = str(row.get("conversation_id", number))
        same = talk == str(before.get("conversation_id", "")) and before.get("speaker") in ("coach", "client")
        other = same and before["speaker"] != role
        if row["text"].strip():
            rows.append((row["text"], role, f"{before['speaker']}: {before['text']}" if other else None))
            where.append(talk)
            words[talk] += len(row["text"].split())
        before = row
    flagged: dict[str, int] = dict.fromkeys(words, 0)
    for (_, role, _), talk, findings in zip(rows, where, detect_many(rows, config), strict=True):
        crossed = any(isinstance(f, BoundaryFinding) for f in findings)
        result.rates[f"{role} lines flagged for a boundary"].add(crossed)
        if role == "client":
            flags = [f for f in findings if isinstance(f, DisclosureFinding) and f.referral]
            result.rates["client lines flagged as a disclosure"].add(bool(flags))
            result.rates["client lines with an alert"].add(any(f.tier == "alert" for f in flags))
            flagged[talk] += bool(flags)
    talks = [(flagged[t], n) for t, n in words.items()]
    if "conversation_id" in before:
        result.numbers["disclosure flags in an hour of talk"] = bootstrap(
            talks,
            lambda part: sum(f for f, _ in part) * WORDS_AN_HOUR / max(1, sum(n for _, n in part)),
            len(talks),
        )
    return result


def _line(path: Path, number: int, raw: str) -> dict[str, Any]:
    try:
        row = json.loads(raw)
    except ValueError as error:
        raise InputError(
            f"{path.name}:{number}", "is no JSON", raw[:1], "Write one JSON object a line."
        ) from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise InputError(
            f"{path.name}:{number}", "has no text", "a row without `text`", "Give each row a `text`."
        )
    return row
