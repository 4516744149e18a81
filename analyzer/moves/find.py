"""The moves of a whole session, and the counts and rates drawn from them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from analyzer.detectors.base import Material
from analyzer.moves.label import Before, Label, asks_advice, asks_leave, label_turn, refuses
from analyzer.moves.measures import count_moves, measure_moves, no_measures
from analyzer.moves.read import with_reading
from analyzer.moves.reflections import content_words
from analyzer.moves.rules import rules
from analyzer.talktime import load_metrics
from analyzer.talktime.words import Kind, turn_kinds
from analyzer.text import TurnText, count_words
from analyzer.types import Move, Moves


def find_moves(material: Material, talk_ms: int | None) -> Moves:
    """What each stretch of the coach's talk does, and how often.

    Args:
        material: The session with roles, and its sentences.
        talk_ms: Length of the session in ms, or None where it has no times; rates are then per 1,000 words.

    Returns:
        One move for each sentence of a coach turn (one for a whole turn that only shows listening), in order. Without
        a coach there are no moves, and every measure has no value and says why.
    """
    session = material.session
    if not any(t.role == "coach" for t in session.turns):
        why = "Nobody is known to be the coach. Name the coach with --coach NAME."
        return Moves(moves=(), counts=count_moves(()), measures=no_measures(why))
    kinds = turn_kinds(session.turns, load_metrics().words)
    spoken = [
        t.index for t, k in zip(session.turns, kinds, strict=True) if t.role == "coach" and k == "speech"
    ]
    moves = with_reading(tuple(_moves(material, kinds)), material.reading, spoken)
    counts = count_moves(moves)
    verdict = load_metrics().verdict
    long_enough = (talk_ms or 0) >= verdict.min_minutes * 60_000 or kinds.count("speech") >= verdict.min_turns
    words = sum(count_words(t.text) for t in session.turns)
    return Moves(
        moves=moves, counts=counts, measures=measure_moves(counts, words, talk_ms, material.mode, long_enough)
    )


def _moves(material: Material, kinds: Sequence[Kind]) -> list[Move]:
    found: list[Move] = []
    heard = _Memory()
    leave = False
    carried: Label | None = None
    for turn, text, kind in zip(material.session.turns, material.texts, kinds, strict=True):
        if turn.role == "coach":
            if kind in ("backchannel", "laughter"):
                found.append(_whole(turn.index, len(turn.text)))
                continue
            own = label_turn(text, Before(said=heard.words(), leave=leave, carried=carried))
            found.extend(own)
            leave = asks_leave(text)
            carried = own[-1].label if own else None
        elif turn.role == "client":
            if kind == "speech":
                heard.add(text)
                carried = None
            leave = (leave and not refuses(text)) or asks_advice(text)
    return found


class _Memory:
    """The content words of the client's last words, as many as `moves.toml` says, whole turns."""

    def __init__(self) -> None:
        self._turns: deque[tuple[int, frozenset[str]]] = deque()
        self._words = 0

    def add(self, text: TurnText) -> None:
        n = count_words(text.text)
        self._turns.append((n, content_words(text)))
        self._words += n
        while len(self._turns) > 1 and self._words - self._turns[0][0] >= rules().memory_words:
            self._words -= self._turns.popleft()[0]

    def words(self) -> frozenset[str]:
        return frozenset().union(*(words for _, words in self._turns))


def _whole(turn: int, length: int) -> Move:
    return Move(turn=turn, start=0, end=max(length, 1), label="backchannel", rule="move.backchannel")
