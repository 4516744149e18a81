"""How good a detector is: functional suites by capability, labelled sessions by label, lines of any set.

Every figure comes with its count and a 95 % interval (Wilson). Sources are never pooled.
"""

from __future__ import annotations

import json
import math
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analyzer.config import AnalysisConfig
from analyzer.detectors.base import Material
from analyzer.detectors.boundary_response import with_response
from analyzer.learn.corpus import LabelledSession, LabelledTurn
from analyzer.learn.noise import CHANGES
from analyzer.learn.suites import Case
from analyzer.pipeline import detect_many, look_at
from analyzer.response import response_marks
from analyzer.response.exchanges import with_read
from analyzer.types import BoundaryFinding, DisclosureFinding, Finding, Role

GROUPS = {
    "suicide and self-harm": ("suicidal_ideation", "suicidal_behaviour", "self_harm"),
    "violence and abuse": ("physical_abuse", "sexual_abuse", "emotional_abuse", "neglect", "stalking_harassment", "harm_to_others"),
    "coercion and control": ("coercive_control", "financial_abuse", "exploitation"),
    "crisis of mental health": ("mental_health_concern",),
}  # fmt: skip


# The order of rates on the page: whole sources first, then by group, label, capability ...
_KINDS = (
    "all cases", "something expected", "nothing expected", "disclosing turns flagged", "harmless client turns flagged",
    "flags that are right", "group", "label", "boundary turns flagged", "other turns flagged for a boundary", "boundary",
    "style", "speaks", "detail", "capability",
)  # fmt: skip
_SORTED = ("group", "label", "boundary", "style", "speaks", "detail")


@dataclass
class Rate:
    """`hits` of `total`."""

    hits: int = 0
    total: int = 0

    def add(self, hit: bool) -> None:
        """Count one more."""
        self.hits, self.total = self.hits + hit, self.total + 1

    @property
    def value(self) -> float | None:
        """The share, None of nothing."""
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval."""
        if not self.total:
            return None
        z, n, p = 1.96, self.total, self.hits / self.total
        middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, (middle - half) / (1 + z * z / n)), min(1.0, (middle + half) / (1 + z * z / n))

    def shown(self) -> str:
        """As people read it.

        >>> Rate(9, 10).shown()
        '9 of 10 (.90, .60-.98)'
        """
        if self.interval is None:
            return "none"
        low, high = (f"{x:.2f}".lstrip("0") or "0" for x in self.interval)
        return f"{self.hits} of {self.total} ({f'{self.hits / self.total:.2f}'.lstrip('0')}, {low}-{high})"

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {"hits": self.hits, "total": self.total, "value": self.value, "interval": self.interval}


@dataclass
class Result:
    """Named rates of one source, and what failed: where and why, never the words."""

    source: str
    rates: dict[str, Rate] = field(default_factory=lambda: defaultdict(Rate))
    failures: list[str] = field(default_factory=list)

    def ordered(self) -> list[tuple[str, Rate]]:
        """The rates, those of one kind together."""
        place = {kind: i for i, kind in enumerate(_KINDS)}

        def key(item: tuple[str, Rate]) -> tuple[int, str]:
            first = item[0].split(" ")[0].rstrip(":")
            return place.get(item[0], place.get(first, len(place))), item[0] if first in _SORTED else ""

        return sorted(self.rates.items(), key=key)

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "source": self.source,
            "rates": {k: r.as_json() for k, r in self.ordered()},
            "failures": self.failures,
        }


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
    """Lines of a set (one JSON object a line with text): how many client lines are flagged as a disclosure."""
    result = Result(path.stem)
    rows: list[tuple[str, Role, str | None]] = []
    before: dict[str, Any] = {}
    for raw in path.open(encoding="utf-8"):
        row = json.loads(raw)
        role: Role = "coach" if row.get("speaker") == "coach" else "client"
        same = row.get("conversation_id") is not None and row.get("conversation_id") == before.get(
            "conversation_id"
        )
        previous = (
            f"{before['speaker']}: {before['text']}"
            if same and before.get("speaker") in ("coach", "client")
            else None
        )
        if role == "client" and row["text"].strip():
            rows.append((row["text"], role, previous if before.get("speaker") == "coach" else None))
        before = row
    for findings in detect_many(rows, config):
        flags = [f for f in findings if isinstance(f, DisclosureFinding) and f.referral]
        result.rates["lines flagged"].add(bool(flags))
        result.rates["lines with an alert"].add(any(f.tier == "alert" for f in flags))
    return result


def as_markdown(results: Iterable[Result], failures: int = 0) -> str:
    """Tables, one a source."""
    out: list[str] = []
    for result in results:
        out += [f"## {result.source}", "", "| what | rate (95 % interval) |", "|---|---|"]
        out += [f"| {name} | {rate.shown()} |" for name, rate in result.ordered()]
        out += ["", *(f"- {line}" for line in result.failures[:failures]), ""]
    return "\n".join(out)
