"""One coach turn, sentence by sentence: which move each sentence is, by cues, form and echo of the client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from analyzer.moves.questions import Form, question_form
from analyzer.moves.reflections import Place, depth, reflects, subject
from analyzer.moves.rules import coach_cues, cues_of, rules
from analyzer.phrases import Hit
from analyzer.text import Sentence, TurnText
from analyzer.types import Move

Label = Literal[
    "open_question", "closed_question", "simple_reflection", "complex_reflection", "advice", "information",
    "affirmation", "self_disclosure", "backchannel", "other",
]  # fmt: skip
_REFLECTIONS = ("simple_reflection", "complex_reflection")
_TOLD = ("information", "advice")
_STATEMENT = "move.statement"


@dataclass(frozen=True)
class Before:
    """What came before a coach turn.

    Args:
        said: Content words the client has lately used.
        leave: The coach has asked leave to tell or advise, or the client has asked for advice.
        carried: The coach's last move, where the client has only shown listening since; None where the client has talked.
    """

    said: frozenset[str] = frozenset()
    leave: bool = False
    carried: Label | None = None


def label_turn(turn: TurnText, before: Before) -> list[Move]:
    """The moves of one coach turn, one a sentence, in order."""
    moves: list[Move] = []
    leave = before.leave
    last: Label | None = before.carried
    for i, sentence in enumerate(turn.sentences):
        hits: dict[str, Hit] = {}
        for hit in coach_cues().find(sentence):
            hits.setdefault(hit.entry.label, hit)
        leave = leave or "permission" in hits
        place = Place(
            carried=i == 0 and before.carried in _REFLECTIONS,
            told=last in _TOLD,
            first=last is None and bool(before.said),
        )
        label, rule = _label(sentence, hits, before.said, last, place)
        permission = leave if label == "advice" else None
        moves.append(
            Move(
                turn=turn.turn, start=sentence.start, end=sentence.end, label=label, permission=permission,
                rule=rule,
            )
        )  # fmt: skip
        # "Yeah." or "Okay." at the start of a turn does not end what is carried on from the turn before.
        # A plain statement says too little to colour what follows it.
        plain = rule == _STATEMENT or (label == "other" and len(sentence.norms) < rules().weights.least_words)
        if not plain:
            last = label
    return moves


def asks_leave(turn: TurnText) -> bool:
    """Whether a coach turn asks leave to tell or advise."""
    return _has(turn, "permission")


def asks_advice(turn: TurnText) -> bool:
    """Whether a client turn asks for advice."""
    return _has(turn, "asks_advice")


def refuses(turn: TurnText) -> bool:
    """Whether an answer begins with a no."""
    return any(s.norms[0] in rules().refusals for s in turn.sentences[:1])


def _has(turn: TurnText, label: str) -> bool:
    return any(cues_of(label).find(s) for s in turn.sentences)


def _label(
    sentence: Sentence, hits: Mapping[str, Hit], client: frozenset[str], last: Label | None, place: Place
) -> tuple[Label, str]:
    """The move of one sentence, and the entry or rule that decided it."""
    form = question_form(sentence)
    asked = _question(hits, form)
    if asked is not None:
        return asked
    cue = hits.get("reflection")
    if form == "rising":
        # "So you left early?" is a reflection with a raised voice; "Any news from the board?" is not.
        if len(sentence.norms) >= rules().weights.rising_words and reflects(sentence, cue, client, place):
            return depth(sentence, client), cue.entry.id if cue else "move.rising"
        return "closed_question", "move.rising"
    for label in ("affirmation", "advice"):
        hit = hits.get(label)
        if hit is not None and (cue is None or hit.first < cue.first):
            return label, hit.entry.id
    story, informs = hits.get("self_disclosure"), hits.get("information")
    if story is not None and cue is None and _mostly_mine(sentence):
        return "self_disclosure", story.entry.id
    told_of = cue is None and subject(sentence.norms) not in rules().you
    if informs is not None and told_of and len(sentence.norms) >= rules().information_words:
        return "information", informs.entry.id
    if "courtesy" in hits and cue is None:
        return "other", hits["courtesy"].entry.id
    if reflects(sentence, cue, client, place):
        return depth(sentence, client), cue.entry.id if cue else "move.echo"
    if last == "information" and len(sentence.norms) >= rules().information_words and not _mine(sentence):
        return "information", "move.goes_on"
    if last == "self_disclosure" and _mostly_mine(sentence) and len(sentence.norms) >= rules().story_words:
        return "self_disclosure", "move.goes_on"
    # A longer statement about neither of the two, that takes up nothing of the client's, tells something.
    neither = not _mine(sentence) and sentence.words.isdisjoint(rules().you)
    if neither and last != "self_disclosure" and len(sentence.norms) >= rules().statement_words:
        return "information", _STATEMENT
    return "other", ""


def _question(hits: Mapping[str, Hit], form: Form | None) -> tuple[Label, str] | None:
    """A question, or advice in the form of one; None for statements and for questions by tone only."""
    advice = hits.get("suggestion")
    if advice is not None:
        return "advice", advice.entry.id
    for label in ("closed_question", "open_question"):
        hit = hits.get(label)
        if hit is not None:
            return label, hit.entry.id
    if form in ("open", "closed"):
        return ("open_question" if form == "open" else "closed_question"), f"move.{form}_form"
    if form == "tag":
        return "closed_question", "move.tag"
    return None


def _mine(sentence: Sentence) -> bool:
    return not sentence.words.isdisjoint(rules().mine)


def _mostly_mine(sentence: Sentence) -> bool:
    """Whether the coach speaks more of himself or herself than of the client."""
    r = rules()
    return sum(n in r.mine for n in sentence.norms) > sum(n in r.you for n in sentence.norms)
