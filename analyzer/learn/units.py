"""What the network reads: a few sentences of one turn, with what was said just before and who says it.

A short turn is one unit; a long one is cut between sentences, so that a disclosure in the middle of a story
is not drowned. Training and detection cut alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.text import TurnText

UNIT_WORDS = 45  # a unit is closed when it holds so many
BEFORE_WORDS = 40  # of the turn before, its last words
CONTEXT_TOKENS, SAID_TOKENS = 64, 128  # what the encoder is given of each, at most
SAME_WORDS = 25  # of the same turn before the unit


@dataclass(frozen=True)
class Unit:
    """One passage to be read.

    Args:
        turn: Index of the turn.
        start: Offsets of the passage in the turn's text.
        context: What was said before, with who said it.
        said: Who says the passage, and the passage.
    """

    turn: int
    start: int
    end: int
    context: str
    said: str


def cut(text: TurnText) -> list[tuple[int, int]]:
    """Offsets of the units of one turn."""
    out: list[tuple[int, int]] = []
    start, words = None, 0
    for sentence in text.sentences:
        if start is None:
            start = sentence.start
        words += len(sentence.norms)
        end = sentence.end
        if words >= UNIT_WORDS:
            out.append((start, end))
            start, words = None, 0
    if start is not None:
        if out and words < UNIT_WORDS // 4:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def units_of(
    roles: Sequence[str], texts: Sequence[TurnText], turns: Sequence[int] | None = None
) -> list[Unit]:
    """Units of these turns (all by default), each with its context.

    Args:
        roles: Who says each turn: coach, client, other or unknown.
        texts: Each turn's sentences.
        turns: Indexes of the turns wanted.
    """
    out = []
    for i in range(len(texts)) if turns is None else turns:
        text = texts[i].text
        before = f"{roles[i - 1]}: {_tail(texts[i - 1].text, BEFORE_WORDS)}" if i else ""
        for start, end in cut(texts[i]):
            same = _tail(text[:start], SAME_WORDS)
            context = " ".join(p for p in (before, f"{roles[i]}: {same}" if same else "") if p)
            out.append(Unit(i, start, end, context, f"{roles[i]}: {text[start:end]}"))
    return out


def _tail(text: str, words: int) -> str:
    return " ".join(text.split()[-words:])
