"""Boundary language by coach and client, from `cues/boundary/*.toml`.

An entry of those tables may hold, besides id, label, phrases, unless, hits and misses:

| key | meaning |
|---|---|
| `by` | who may say it: coach, client, or both |
| `severity` | crossing or violation, of the coach; the client's is always client_pressure |
| `weight` | 0-1, how surely the words mean it; default 0.75 |

Words that are negated, reported or from a story are left out: a boundary is crossed by what is said to the other
person in the room, not by what is told of somebody else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from typing import cast

from analyzer.config import AnalysisConfig
from analyzer.detectors.base import Material
from analyzer.detectors.boundary_response import with_response
from analyzer.detectors.context import context_table
from analyzer.detectors.self_disclosure import excess
from analyzer.phrases import Hit, PhraseTable, load_table
from analyzer.taxonomy import files, load_toml
from analyzer.text import clause
from analyzer.types import BoundaryFinding, Evidence, Finding, Role, Severity

_OWN_TABLE = "cues/boundary/self_disclosure_excess.toml"


@cache
def boundary_table() -> PhraseTable:
    """All boundary cues; own stories have a table of their own."""
    return load_table(*(f for f in files() if f.startswith("cues/boundary/") and f != _OWN_TABLE))


class BoundaryDetector:
    """Finds boundary language, and for a client's pressure how the coach handled it.

    Where the roles are not known each speaker is read both ways, with a lower score.
    """

    name = "boundaries"

    def __init__(self, config: AnalysisConfig) -> None:
        self.config = config

    def detect(self, material: Material) -> Iterable[Finding]:
        """Findings in order of place."""
        hits: dict[tuple[int, str, int], list[Hit]] = defaultdict(list)
        for turn in material.session.turns:
            if turn.role == "other":
                continue
            for sentence in material.texts[turn.index].sentences:
                for hit in boundary_table().find(sentence):
                    if _said_by(hit, turn.role) and not _set_aside(hit):
                        hits[turn.index, hit.entry.label, sentence.index].append(hit)
        labels = {(turn, label) for turn, label, _ in hits}
        often = Counter((material.session.turns[turn].speaker, label) for turn, label, _ in hits)
        found = [_finding(material, key, group, labels, often) for key, group in sorted(hits.items())]
        found = [with_response(material, f) if f.severity == "client_pressure" else f for f in found]
        return sorted([*found, *excess(material)], key=lambda f: (f.turn, f.start, f.label))


def _said_by(hit: Hit, role: Role) -> bool:
    return role == "unknown" or role in hit.entry.extra["by"]


def _set_aside(hit: Hit) -> bool:
    """Negated, reported, supposed in a story, or between quotation marks."""
    if hit.first in hit.sentence.quoted:
        return True
    for cue in context_table().find(hit.sentence):
        if cue.entry.label == "quotation" and cue.last <= hit.first:
            return True
        if cue.entry.id == "ctx.not" and cue.last <= hit.first <= cue.last + 4:
            between = hit.sentence.norms[cue.last : hit.first]
            if not {"but", "because", "just", "so", "and"} & set(between) and not any(
                i in hit.sentence.breaks for i in range(cue.last, hit.first + 1)
            ):
                return True
    return False


def _finding(
    material: Material,
    key: tuple[int, str, int],
    group: list[Hit],
    labels: set[tuple[int, str]],
    often: Counter[tuple[str, str]],
) -> BoundaryFinding:
    turn = material.session.turns[key[0]]
    label = key[1]
    best = max(group, key=lambda h: (h.entry.extra.get("weight", 0.75), h.last - h.first))
    start, end = clause(turn.text, min(h.span[0] for h in group), max(h.span[1] for h in group))
    rules = load_toml("boundary.toml")
    score = float(best.entry.extra.get("weight", 0.75))
    if turn.role == "unknown":
        score = round(score * rules["tier"]["unknown_role"], 3)
    severity: Severity = "client_pressure"
    if turn.role != "client":
        severity = cast("Severity", best.entry.extra["severity"])
        if severity == "client_pressure":
            severity = "crossing"
        if any((key[0], other) in labels for other in rules["escalate"].get(label, ())):
            severity = "violation"
    times = often[turn.speaker, label]
    note = f"{times} times in this session" if times > 1 else "the words themselves"
    evidence = tuple(
        Evidence(kind="cue", rule=h.entry.id, turn=key[0], start=h.span[0], end=h.span[1], note=note)
        for h in group
    )
    return BoundaryFinding(
        id=f"b{key[0]}-{start}-{label}",
        label=label,
        turn=key[0],
        start=start,
        end=end,
        quote=turn.text[start:end],
        speaker=turn.speaker,
        speaker_role=turn.role,
        score=score,
        tier="alert" if score >= rules["tier"]["alert"] else "review",
        severity=severity,
        evidence=tuple(dict.fromkeys(evidence)),
    )
