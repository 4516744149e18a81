"""How good a detector is: functional suites by capability, labelled sessions by label, lines of any set.

Every figure comes with its count and a 95 % interval (Wilson). Sources are never pooled.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analyzer.config import AnalysisConfig
from analyzer.learn.corpus import LabelledSession
from analyzer.learn.suites import Case
from analyzer.pipeline import detect_many
from analyzer.response import response_marks
from analyzer.types import BoundaryFinding, DisclosureFinding, Finding, Role

GROUPS = {
    "suicide and self-harm": ("suicidal_ideation", "suicidal_behaviour", "self_harm"),
    "violence and abuse": ("physical_abuse", "sexual_abuse", "emotional_abuse", "neglect", "stalking_harassment", "harm_to_others"),
    "coercion and control": ("coercive_control", "financial_abuse", "exploitation"),
    "crisis of mental health": ("mental_health_concern",),
}  # fmt: skip


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
        return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)

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

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "source": self.source,
            "rates": {k: r.as_json() for k, r in self.rates.items()},
            "failures": self.failures,
        }


def evaluate_suite(cases: Sequence[Case], config: AnalysisConfig, name: str) -> Result:
    """Cases passed, over all and by capability."""
    result = Result(name)
    found = detect_many([(c.text, c.role, c.previous) for c in cases], config)
    overall = result.rates["all cases"]
    for case, findings in zip(cases, found, strict=True):
        wrong = _wrong(case, findings)
        overall.add(not wrong)
        result.rates["nothing expected" if not case.wanted else "something expected"].add(not wrong)
        result.rates[f"capability {case.capability}"].add(not wrong)
        if wrong:
            result.failures.append(f"{case.where}: {case.capability}: {'; '.join(wrong)} ({case.why})")
    return result


def _wrong(case: Case, findings: Iterable[Finding]) -> list[str]:
    """What does not hold."""
    flagged: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if isinstance(finding, BoundaryFinding) or (
            isinstance(finding, DisclosureFinding) and finding.referral
        ):
            flagged[finding.label].append(finding)
    asked = {e.label for e in case.wanted} | set(case.barred)
    heard: set[str] = set()
    if any(label.startswith("resp_") for label in asked) and case.role == "coach":
        heard = {m.label for m in response_marks([case.text], "physical_abuse")}
    wrong = []
    for wanted in case.wanted:
        if wanted.label.startswith("handling="):
            continue  # needs the client's turn as a finding of its own
        if wanted.label not in flagged and wanted.label not in heard:
            wrong.append(f"{wanted.label} not found")
    for barred in case.barred:
        if barred == "*" and (
            flagged or any(x for x in heard if x not in asked and x.startswith("resp_") and case.wanted == [])
        ):
            wrong.append(f"flagged {sorted(flagged)}" if flagged else f"heard {sorted(heard)}")
        elif barred in flagged or barred in heard:
            wrong.append(f"{barred} flagged")
    return wrong


def evaluate_sessions(sessions: Sequence[LabelledSession], config: AnalysisConfig, name: str) -> Result:
    """Turns of labelled sessions: recall by group and label, false flags on harmless turns, precision."""
    result = Result(name)
    rows: list[tuple[str, Role, str | None]] = []
    turns = []
    for session in sessions:
        for i, turn in enumerate(session.turns):
            before = session.turns[i - 1] if i else None
            rows.append(
                (
                    turn.text,
                    turn.role,
                    f"{before.role}: {before.text}" if before and before.role != turn.role else None,
                )
            )
            turns.append(turn)
    words = sum(len(t.text.split()) for t in turns)
    for turn, findings in zip(turns, detect_many(rows, config), strict=True):
        told = {m.label for m in turn.marks if m.kind == "d" and m.referral}
        found = {f.label for f in findings if isinstance(f, DisclosureFinding) and f.referral}
        crossed = {m.label for m in turn.marks if m.kind == "b"}
        marked = {f.label for f in findings if isinstance(f, BoundaryFinding)}
        if turn.role == "client":
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
    result.rates["words"] = Rate(0, words)
    return result


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
        out += [f"| {name} | {rate.shown()} |" for name, rate in result.rates.items() if name != "words"]
        out += ["", *(f"- {line}" for line in result.failures[:failures]), ""]
    return "\n".join(out)


Log = Callable[[str], None]
