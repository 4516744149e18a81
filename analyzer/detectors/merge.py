"""From cues to findings: cues of one label in one place become one finding, with urgency and risk cues."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

from analyzer.config import AnalysisConfig
from analyzer.detectors.base import Material
from analyzer.detectors.context import Reading, retraction_table
from analyzer.detectors.urgency import Facts, calls_for_referral, decide
from analyzer.phrases import Entry, PhraseTable, load_table
from analyzer.taxonomy import load_toml
from analyzer.text import clause
from analyzer.types import DisclosureFinding, Evidence, IdeationLevel, Temporality

SUICIDAL = frozenset({"suicidal_ideation", "suicidal_behaviour"})
RELATED = frozenset({"partner", "ex_partner", "family"})
DOMESTIC = frozenset(
    {
        "physical_abuse",
        "sexual_abuse",
        "emotional_abuse",
        "coercive_control",
        "financial_abuse",
        "stalking_harassment",
    }
)
_STRENGTH = ("affirmed", "suspected", "hypothetical", "coach_question", "quoted", "negated", "idiomatic")


@dataclass(frozen=True)
class Cue:
    """One disclosure cue with its reading. `also` is evidence from elsewhere (the question before)."""

    label: str
    turn: int
    span: tuple[int, int]
    entry: Entry
    reading: Reading
    also: tuple[Evidence, ...]


@cache
def risk_table() -> PhraseTable:
    """Circumstances that raise concern."""
    return load_table("cues/risk.toml")


def merge(material: Material, cues: Sequence[Cue], config: AnalysisConfig) -> list[DisclosureFinding]:
    """Findings in order of place."""
    groups = list(_groups(material, cues))
    labels_by_turn: dict[int, set[str]] = defaultdict(set)
    for group in groups:
        if group[0].reading.assertion in ("affirmed", "suspected"):
            labels_by_turn[group[0].turn].add(group[0].label)
    risks = {turn: _risks(material, turn) for turn in {c.turn for c in cues}}
    retracted = _retractions(material)
    groups = _same_actor(groups)
    out = [_finding(material, g, labels_by_turn, risks, retracted, config) for g in groups]
    return sorted(out, key=lambda f: (f.turn, f.start, f.label))


def _groups(material: Material, cues: Sequence[Cue]) -> Iterator[list[Cue]]:
    """Cues of one label, one sentence and one reading; the strongest reading of overlapping ones wins."""
    by_place: dict[tuple[int, str, int], list[Cue]] = defaultdict(list)
    for cue in cues:
        sentence = next(
            (s.index for s in material.texts[cue.turn].sentences if s.start <= cue.span[0] < s.end), 0
        )
        by_place[cue.turn, cue.label, sentence].append(cue)
    for place in sorted(by_place):
        group = by_place[place]
        rank = min(_STRENGTH.index(c.reading.assertion) for c in group)
        yield [c for c in group if _STRENGTH.index(c.reading.assertion) == rank]


def _same_actor(groups: list[list[Cue]]) -> list[list[Cue]]:
    """ "He" whom nobody names near by is the one of whom the client tells most else, where that is clear."""
    claimed = [c for g in groups for c in g if c.reading.assertion in ("affirmed", "suspected")]
    by = [c for c in claimed if c.label in DOMESTIC and c.reading.actor in RELATED]
    counts = Counter(c.reading.actor for c in by).most_common(1)
    if not counts or counts[0][1] * 3 < 2 * len(by):
        return groups
    known = next(c for c in by if c.reading.actor == counts[0][0])
    note = Evidence(
        kind="actor", rule=known.entry.id, turn=known.turn, start=known.span[0], end=known.span[1],
        note=f"told of elsewhere: {known.reading.actor.replace('_', ' ')}",
    )  # fmt: skip

    def named(cue: Cue) -> Cue:
        reading = cue.reading
        if cue.label not in DOMESTIC or reading.actor != "unknown" or cue.entry.extra.get("self_directed"):
            return cue
        evidence = (*reading.evidence, note)
        return replace(cue, reading=replace(reading, actor=known.reading.actor, evidence=evidence))

    return [[named(c) for c in group] for group in groups]


def _finding(
    material: Material,
    group: list[Cue],
    labels: dict[int, set[str]],
    risks: dict[int, tuple[tuple[str, Evidence], ...]],
    retracted: dict[int, Evidence],
    config: AnalysisConfig,
) -> DisclosureFinding:
    """One finding from cues of one label, place and reading."""
    first = max(group, key=lambda c: (c.entry.extra.get("weight", 0.8), c.span[1] - c.span[0]))
    turn = material.session.turns[first.turn]
    start, end = clause(turn.text, min(c.span[0] for c in group), max(c.span[1] for c in group))
    reading = first.reading
    temporality: Temporality = next(
        (c.reading.temporality for c in group if c.reading.temporality != "unclear"), "unclear"
    )
    levels = [c.entry.extra["level"] for c in group if "level" in c.entry.extra]
    numbers = [x for x in levels if isinstance(x, int)]
    level: IdeationLevel | None = None
    if first.label in SUICIDAL and levels:
        level = cast("IdeationLevel", max(numbers) if numbers else "B")
    own = [r for c in group for r in c.entry.extra.get("risk_cues", ())]
    claimed = reading.assertion in ("affirmed", "suspected", "hypothetical")
    around = risks.get(first.turn, ()) if claimed else ()
    risk_cues = tuple(sorted({*own, *(name for name, _ in around)})) if claimed else ()
    subtype = first.entry.extra.get("subtype")
    facts = Facts(
        label=first.label,
        assertion=reading.assertion,
        temporality=temporality,
        experiencer=reading.experiencer,
        level=level,
        subtype=subtype,
        risk_cues=risk_cues,
        co_label=bool(labels[first.turn] - SUICIDAL),
        childhood=any(c.reading.childhood for c in group),
        resolved=any(c.reading.resolved for c in group),
    )
    urgency, rule = decide(facts, {"wish_to_be_dead_urgency": config.wish_to_be_dead_urgency})
    score = _score(first, reading, turn.role)
    evidence = [_cue_evidence(c) for c in group if not c.also] or []
    evidence += [e for c in group for e in (*c.also, *c.reading.evidence)] + [e for _, e in around]
    taken_back = retracted.get(first.turn)
    if taken_back is not None and claimed:
        evidence.append(taken_back)
    return DisclosureFinding(
        id=f"d{first.turn}-{start}-{first.label}",
        label=first.label,
        turn=first.turn,
        start=start,
        end=end,
        quote=turn.text[start:end],
        speaker=turn.speaker,
        speaker_role=turn.role,
        score=score,
        tier="alert" if score >= load_toml("thresholds.toml")["tier"]["alert"] and claimed else "review",
        evidence=tuple(dict.fromkeys(evidence)),
        referral=calls_for_referral(reading.assertion, reading.experiencer, urgency) and turn.role != "coach",
        assertion=reading.assertion,
        temporality=temporality,
        experiencer=reading.experiencer,
        actor=reading.actor,
        urgency=urgency,
        urgency_rule=rule,
        ideation_level=level,
        risk_cues=risk_cues,
        subtype=subtype,
        directness=first.entry.extra.get("directness", "explicit"),
        retracted=taken_back is not None and claimed,
        derived=_derived(first.label, reading, risk_cues, temporality, facts.childhood) if claimed else (),
    )


def _score(cue: Cue, reading: Reading, role: str) -> float:
    tier: dict[str, float] = load_toml("thresholds.toml")["tier"]
    score = float(cue.entry.extra.get("weight", 0.8))
    score *= tier.get(reading.assertion, 1.0)
    score *= tier["unknown_role"] if role == "unknown" else 1.0
    return round(score, 3)


def _cue_evidence(cue: Cue) -> Evidence:
    return Evidence(
        kind="cue",
        rule=cue.entry.id,
        turn=cue.turn,
        start=cue.span[0],
        end=cue.span[1],
        note="the words themselves",
    )


def _risks(material: Material, turn: int) -> tuple[tuple[str, Evidence], ...]:
    """Circumstances named in a turn."""
    out: dict[str, Evidence] = {}
    for sentence in material.texts[turn].sentences:
        for hit in risk_table().find(sentence):
            start, end = hit.span
            out.setdefault(
                hit.entry.label, Evidence(kind="risk_cue", rule=hit.entry.id, turn=turn, start=start, end=end)
            )
    return tuple(sorted(out.items()))


def _retractions(material: Material) -> dict[int, Evidence]:
    """Turn of the same speaker -> the words that take back what was said there, or a few turns before."""
    reach = load_toml("thresholds.toml")["reach"]["retraction_turns"]
    out: dict[int, Evidence] = {}
    for text in material.texts:
        for sentence in text.sentences:
            for hit in retraction_table().find(sentence):
                start, end = hit.span
                said = Evidence(
                    kind="retraction",
                    rule=hit.entry.id,
                    turn=text.turn,
                    start=start,
                    end=end,
                    note="taken back; urgency stays",
                )
                speaker = material.session.turns[text.turn].speaker
                for turn in range(max(0, text.turn - reach), text.turn + 1):
                    if material.session.turns[turn].speaker == speaker:
                        out.setdefault(turn, said)
    return out


def _derived(
    label: str, reading: Reading, risk_cues: tuple[str, ...], when: str, childhood: bool
) -> tuple[str, ...]:
    domestic = label in DOMESTIC and reading.actor in RELATED
    pairs: tuple[tuple[str, Any], ...] = (
        ("domestic_abuse", domestic),
        ("child_at_risk", reading.experiencer == "child" or (domestic and "child_in_household" in risk_cues)),
        (
            "historic_child_abuse",
            childhood
            and when == "past"
            and reading.experiencer == "client"
            and label in DOMESTIC | {"neglect", "exploitation"},
        ),
    )
    return tuple(name for name, holds in pairs if holds)
