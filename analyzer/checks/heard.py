"""Cues of the practice checks in a session: who said them, where, and whether they show it fully or in part.

An entry of `cues/checks.toml` may hold, besides id, label, phrases, unless, hits and misses:

| key | meaning |
|---|---|
| `who` | `coach` or `client`; without it both |
| `full` | false: shows the check only in part; default true |
| `part` | counts only there: `opening` or `closing` |
| `asks` | a question; an answer by the client in one of the next turns makes it full |
| `completes` | ids of which one in the same turn, or the speaker's next one, makes it full |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from analyzer.detectors.base import Material
from analyzer.phrases import Hit, PhraseTable, load_table
from analyzer.taxonomy import load_toml
from analyzer.text import count_words
from analyzer.types import Role


@dataclass(frozen=True)
class Heard:
    """A cue of a check: where it stands, and whether it shows the check fully."""

    label: str
    turn: int
    start: int
    end: int
    full: bool
    rule: str

    @property
    def quote(self) -> tuple[int, int, int]:
        """As `Check.quotes` has it."""
        return self.turn, self.start, self.end


@cache
def settings() -> dict[str, Any]:
    """The numbers of `checks.toml`."""
    return load_toml("checks.toml")


@cache
def check_table() -> PhraseTable:
    """All cues of the checks."""
    return load_table("cues/checks.toml")


class Listening:
    """All cues of a session.

    Args:
        material: The session with roles, and its sentences.
    """

    def __init__(self, material: Material) -> None:
        self._turns = material.session.turns
        self._hits: list[tuple[Hit, ...]] = [
            tuple(h for s in text.sentences for h in check_table().find(s)) if turn.role != "other" else ()
            for turn, text in zip(self._turns, material.texts, strict=True)
        ]
        self._words = [count_words(t.text) for t in self._turns]

    @cached_property
    def opening(self) -> int:
        """One past the last turn of the opening, by words."""
        return self._at_share(settings()["window"]["opening"])

    @cached_property
    def closing(self) -> int:
        """First turn of the close, by words."""
        return self._at_share(1 - settings()["window"]["closing"])

    def _at_share(self, share: float) -> int:
        total, before = sum(self._words), 0
        for turn, n in enumerate(self._words):
            if before >= share * total:
                return turn
            before += n
        return len(self._words)

    def inside(self, turn: int, part: str | None) -> bool:
        """Whether a turn lies in `opening` or `closing`; everything lies in None."""
        if part == "opening":
            return turn < self.opening
        return turn >= self.closing if part == "closing" else True

    @cached_property
    def cues(self) -> dict[str, list[Heard]]:
        """Cues by label, in order of place."""
        out: dict[str, list[Heard]] = {}
        for heard in self._all():
            out.setdefault(heard.label, []).append(heard)
        return out

    def _all(self) -> Iterator[Heard]:
        for turn, hits in zip(self._turns, self._hits, strict=True):
            for hit in hits:
                extra = hit.entry.extra
                if not _said_by(turn.role, extra.get("who")) or not self.inside(
                    turn.index, extra.get("part")
                ):
                    continue
                answer = self._answered(turn.index) if extra.get("asks") else None
                if answer is not None:
                    # The client's own words show it better than the question.
                    said = answer.sentence
                    yield Heard(hit.entry.label, said.turn, said.start, said.end, True, hit.entry.id)
                start, end = hit.span
                full = answer is not None or self._full(hit)
                yield Heard(hit.entry.label, turn.index, start, end, full, hit.entry.id)

    def _full(self, hit: Hit) -> bool:
        extra, turn = hit.entry.extra, hit.sentence.turn
        if "completes" in extra:
            ids = set(extra["completes"])
            return any(h.entry.id in ids for i in (turn, *self._next_own(turn)) for h in self._hits[i])
        return bool(extra.get("full", True)) and not extra.get("asks")

    def _next_own(self, turn: int) -> list[int]:
        """The speaker's next turn, if it comes soon."""
        name = self._turns[turn].speaker
        return [t.index for t in self._turns[turn + 1 : turn + 4] if t.speaker == name][:1]

    def _answered(self, turn: int) -> Hit | None:
        """Where the client answers a question by saying what it is, if so."""
        window = settings()["window"]
        role = "client" if self._turns[turn].role == "coach" else None
        said = [t for t in self._turns[turn + 1 :][:8] if role is None or t.role == role]
        for answer in said[: int(window["answer_turns"])]:
            hits = [h for h in self._hits[answer.index] if h.entry.label == "answer"]
            if hits and self._words[answer.index] >= window["answer_words"]:
                whole = [h for h in hits if len(h.sentence.norms) >= window["answer_words"]]
                return (whole or hits)[0]
        return None


def _said_by(role: Role, who: str | None) -> bool:
    """Whether a speaker of this role is the one a cue waits for. An unknown role may be anyone."""
    return who is None or role in (who, "unknown")
