"""Marks: what the coach's turns after a disclosure do, one turn after the other.

Cues stand in `cues/response/*.toml`. What a cue means depends on what stands around it and on what came
before: a promise with an exception is honest, "back to the plan" is a change of subject only where nothing
was acknowledged, and "I'm not going to tell you to leave" is no advice. That reading is done here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.phrases import Hit
from analyzer.response.rules import response_table, rules
from analyzer.text import Sentence, TurnText, clause
from analyzer.types import ResponseMark

PIVOT, GUARD, EXCEPTION = "pivot", "guard", "exception"
PROMISE, LIMITS = "resp_promise_secrecy", "resp_confidentiality_limits"


@dataclass(frozen=True)
class CoachTurn:
    """The hits of one coach turn, ready to be read after any disclosure.

    Args:
        sentences: Hits of each sentence that nothing around them takes away.
    """

    text: TurnText
    sentences: tuple[tuple[Hit, ...], ...]


def read_coach_turn(text: TurnText) -> CoachTurn:
    """The cues of one coach turn, without those that its own words take away."""
    return CoachTurn(text, tuple(_standing(s) for s in text.sentences))


def _standing(sentence: Sentence) -> tuple[Hit, ...]:
    hits = response_table().find(sentence)
    guards = [h for h in hits if h.entry.label == GUARD]
    return tuple(
        h
        for h in hits
        if h.entry.label != GUARD
        and not any(_guarded(h, g) for g in guards)
        and not _negated(h)
        and h.first not in sentence.quoted
    )


def _guarded(hit: Hit, guard: Hit) -> bool:
    """Whether the words before a cue say that it is not so, or that others say it."""
    if hit.entry.label not in guard.entry.extra["cancels"] or guard.first > hit.first:
        return False
    gap = hit.first - guard.last
    held = gap <= guard.entry.extra["reach"]
    # A new clause after a break stands for itself: "I'm not judging you, but why did you stay?"
    return held and not any(guard.last <= b <= hit.first for b in hit.sentence.breaks)


def _negated(hit: Hit) -> bool:
    """Whether "not" stands right before a cue (or one word before it) and turns it round."""
    if hit.entry.extra.get("keeps"):
        return False
    before = hit.sentence.norms[max(0, hit.first - 2) : hit.first]
    if hit.first in hit.sentence.breaks:
        return False
    if before and before[-1] in ("not", "never"):
        return True
    return (
        len(before) == 2
        and before[0] == "not"
        and hit.first - 1 not in hit.sentence.breaks
        and before[1] in ("really", "say", "think", "that")
    )


class Reading:
    """The coach turns after one disclosure, read in order.

    Args:
        labels: Labels of the disclosure.
        near: How many of the turns are close enough that everything in them counts.
    """

    def __init__(self, turns: Sequence[CoachTurn], labels: frozenset[str], near: int) -> None:
        self._turns, self._near = turns, near
        self._other_person = bool(labels & rules().other_person)
        self._heard: set[str] = set()
        self._turned = False
        self._marks: list[ResponseMark] = []

    def marks(self) -> tuple[ResponseMark, ...]:
        """One mark a label and turn, in order of place."""
        for k in range(len(self._turns)):
            self._turn(k)
        return tuple(self._marks)

    def _turn(self, k: int) -> None:
        turned_here = False
        for i, hits in enumerate(self._turns[k].sentences):
            for hit in hits:
                label = self._label(hit, k, i)
                if label == PIVOT:
                    turned_here = True
                    if k >= self._near or self._heard & rules().acknowledged:
                        continue
                    label = "resp_change_subject"
                if label is None:
                    continue
                if label in rules().helpful:
                    turned_here = False
                    self._turned = False
                self._heard.add(label)
                self._add(hit, label)
        self._turned = self._turned or turned_here

    def _label(self, hit: Hit, k: int, i: int) -> str | None:
        """The label a hit has here; None where it has none."""
        label = hit.entry.label
        if label in (EXCEPTION, PIVOT):
            return label if label == PIVOT else None
        helpful = label in rules().helpful
        if k >= self._near and not (helpful and hit.entry.extra.get("anywhere")):
            return None
        if self._turned and not hit.entry.extra.get("anywhere"):
            return None
        if label == "resp_confront_contact" and not self._other_person:
            return None
        if label == "resp_coach_through" and self._heard & rules().coached_after:
            return None
        if label == PROMISE and self._taken_back(k, i):
            return LIMITS
        return label

    def _taken_back(self, k: int, i: int) -> bool:
        """Whether an exception stands with, or right after, a promise of secrecy."""
        reach = rules().exception_sentences
        here = self._turns[k].sentences
        near = [*here[i : i + 1 + reach]]
        if k + 1 < len(self._turns):
            near += self._turns[k + 1].sentences[:reach]
            here = here + self._turns[k + 1].sentences
        return any(h.entry.label == EXCEPTION for hits in near for h in hits) or any(
            h.entry.label == LIMITS for hits in here for h in hits
        )

    def _add(self, hit: Hit, label: str) -> None:
        if any(m.turn == hit.sentence.turn and m.label == label for m in self._marks):
            return
        start, end = clause(hit.sentence.text, *hit.span)
        self._marks.append(
            ResponseMark(
                label=label, turn=hit.sentence.turn, start=start, end=end,
                quote=hit.sentence.text[start:end], rule=hit.entry.id,
            )
        )  # fmt: skip
