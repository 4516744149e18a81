"""Exchanges: disclosures of one matter, close together, and the coach turns after them.

A finding joins the open exchange when both are of one matter (thoughts of dying; abuse; neglect; ...) or stand in
one turn, few client turns lie between, and the coach has not gone back to the agenda meanwhile: a coach who turns
away and then hears of it again has a new chance to answer, which is rated on its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from analyzer.detectors.base import Material
from analyzer.detectors.base import Reading as ModelReading
from analyzer.response.marks import PIVOT, CoachTurn, Reading, read_coach_turn
from analyzer.response.rating import rate_marks
from analyzer.response.rules import rules
from analyzer.text import count_words
from analyzer.types import BoundaryFinding, DisclosureFinding, Exchange, ResponseMark, Session, Turn

_SOONEST = {"emergency": 0, "urgent": 1, "routine": 2, "none": 3}


@dataclass
class _Group:
    findings: list[DisclosureFinding] = field(default_factory=list)

    @property
    def last_turn(self) -> int:
        return max(f.turn for f in self.findings)

    @property
    def first_turn(self) -> int:
        return min(f.turn for f in self.findings)

    def matters(self) -> set[str]:
        return {rules().matter.get(f.label, f.label) for f in self.findings}


def exchanges(
    material: Material, disclosures: Sequence[DisclosureFinding], boundaries: Sequence[BoundaryFinding] = ()
) -> tuple[Exchange, ...]:
    """Exchanges in order of their first finding. See `analyzer.response.build_exchanges`."""
    told = sorted((f for f in disclosures if f.referral), key=lambda f: (f.turn, f.start, f.label))
    if not told:
        return ()
    answering = {f.speaker: _answering(material.session, f.speaker) for f in told}
    first = told[0].turn
    read = {
        t.index: read_coach_turn(material.texts[t.index])
        for t in material.session.turns
        if t.index >= first and any(t.speaker in who for who in answering.values())
    }
    stories = [b for b in boundaries if b.label == "self_disclosure_excess" and b.turn in read]
    groups = _groups(told, read)
    return tuple(
        _exchange(f"e{n}", g, answering, material.session, read, stories, material.reading)
        for n, g in enumerate(groups, 1)
    )


def _answering(session: Session, speaker: str) -> frozenset[str]:
    """Who answers: the coach; where nobody is known to be the coach, the other main speaker."""
    coaches = frozenset(session.speaker_with_role("coach")) - {speaker}
    if coaches:
        return coaches
    words: dict[str, int] = {}
    for turn in session.turns:
        if turn.speaker != speaker:
            words[turn.speaker] = words.get(turn.speaker, 0) + count_words(turn.text)
    return frozenset([max(words, key=words.__getitem__)]) if words else frozenset()


def _groups(told: Sequence[DisclosureFinding], read: dict[int, CoachTurn]) -> list[_Group]:
    groups: list[_Group] = []
    for finding in told:
        home = next((g for g in reversed(groups) if _joins(finding, g, read)), None)
        if home is None:
            groups.append(home := _Group())
        home.findings.append(finding)
    return groups


def _joins(finding: DisclosureFinding, group: _Group, read: dict[int, CoachTurn]) -> bool:
    if finding.turn == group.last_turn:
        return True
    matter = rules().matter.get(finding.label, finding.label)
    if matter not in group.matters():
        return False
    between = range(group.last_turn + 1, finding.turn)
    if any(_turns_away(read[i]) for i in between if i in read):
        return False
    client_turns = sum(i not in read for i in between)
    return client_turns <= (rules().join_turns_life if matter == "life" else rules().join_turns)


def _turns_away(turn: CoachTurn) -> bool:
    return any(h.entry.label == PIVOT for hits in turn.sentences for h in hits)


def _exchange(
    name: str,
    group: _Group,
    answering: dict[str, frozenset[str]],
    session: Session,
    read: dict[int, CoachTurn],
    stories: Sequence[BoundaryFinding],
    reading: ModelReading | None,
) -> Exchange:
    findings = sorted(group.findings, key=lambda f: (_SOONEST[f.urgency], f.turn, f.start, f.label))
    who = frozenset().union(*(answering[f.speaker] for f in findings))
    after = [i for i in sorted(read) if i > group.first_turn and session.turns[i].speaker in who]
    near = sum(i <= group.last_turn for i in after) + rules().coach_turns
    labels = frozenset(f.label for f in findings)
    marks = Reading([read[i] for i in after], labels, near).marks()
    marks = _with_stories(marks, [b for b in stories if b.turn in after[:near]])
    marks = with_read(marks, reading, [session.turns[i] for i in after[:near]], labels)
    return Exchange(
        id=name,
        findings=tuple(f.id for f in findings),
        urgency=findings[0].urgency,
        response_turns=tuple(after[: max(near, _last(after, [m.turn for m in marks]) + 1)]),
        marks=marks,
        rating=rate_marks(marks, findings[0].urgency),
    )


def with_read(
    marks: tuple[ResponseMark, ...],
    reading: ModelReading | None,
    turns: Sequence[Turn],
    labels: frozenset[str],
) -> tuple[ResponseMark, ...]:
    """The marks, with what a trained model hears in these coach turns and no cue named."""
    if reading is None:
        return marks
    heard = {(m.label, m.turn) for m in marks}
    more: dict[tuple[str, int], ResponseMark] = {}
    for turn in turns:
        for passage in reading.of_turn(turn.index):
            unit = passage.unit
            for label, _ in passage.at_least("response", reading.thresholds["response"]):
                if label == "resp_confront_contact" and not labels & rules().other_person:
                    continue
                mark = ResponseMark(
                    label=label, turn=turn.index, start=unit.start, end=unit.end,
                    quote=turn.text[unit.start : unit.end], rule=reading.name,
                )  # fmt: skip
                if (label, turn.index) not in heard:
                    more.setdefault((label, turn.index), mark)
    return tuple(sorted((*marks, *more.values()), key=lambda m: (m.turn, m.start, m.label)))


def _last(turns: Sequence[int], marked: Sequence[int]) -> int:
    """Place in `turns` of the last one that is marked; -1 where none is."""
    return max((turns.index(i) for i in marked), default=-1)


def _with_stories(
    marks: tuple[ResponseMark, ...], stories: Sequence[BoundaryFinding]
) -> tuple[ResponseMark, ...]:
    """The marks, with own stories that the boundary detector found and no cue did."""
    label = "resp_self_disclose"
    told = {m.turn for m in marks if m.label == label}
    more = [
        ResponseMark(label=label, turn=b.turn, start=b.start, end=b.end, quote=b.quote, rule=b.label)
        for b in stories
        if b.turn not in told
    ]
    return tuple(sorted((*marks, *more), key=lambda m: (m.turn, m.start, m.label)))
