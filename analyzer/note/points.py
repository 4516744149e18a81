"""Cues and words of a coach's note, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from analyzer.detectors.base import Material
from analyzer.phrases import Hit, PhraseTable, load_table, word_class
from analyzer.taxonomy import load_toml
from analyzer.text import Sentence, TurnText, count_words, read_turn

_WORD = re.compile(r"[^\W\d_][\w'’-]*")


@dataclass(frozen=True)
class NoteRules:
    """What `taxonomy/note.toml` says; see the file."""

    always: tuple[str, ...]
    disclosure: tuple[str, ...]
    order: tuple[str, ...]
    too_much: tuple[str, ...]
    reasons: dict[str, str]
    find: dict[str, int]
    pattern: dict[str, re.Pattern[str]]
    stopwords: frozenset[str]
    others: frozenset[str]


@cache
def note_rules() -> NoteRules:
    """The tables, read once."""
    data = load_toml("note.toml")
    points = data["points"]
    others = {
        " ".join(w) for name in ("harmer", "family", "boss", "friend", "carer") for w in word_class(name)
    }
    return NoteRules(
        always=tuple(points["always"]),
        disclosure=tuple(points["disclosure"]),
        order=tuple(points["order"]),
        too_much=tuple(points["too_much"]),
        reasons=dict(data["reasons"]),
        find=dict(data["find"]),
        pattern={name: re.compile("|".join(rows)) for name, rows in data["pattern"].items()},
        stopwords=frozenset(load_toml("moves.toml")["stopwords"].split()),
        others=frozenset(w for w in others if " " not in w) | frozenset(data["people"]["others"]),
    )


@cache
def note_table() -> PhraseTable:
    """All cues of notes."""
    return load_table("cues/note.toml")


@dataclass(frozen=True)
class NoteText:
    """A note's lines, read like turns."""

    text: str
    lines: tuple[TurnText, ...]

    @property
    def words(self) -> int:
        """Number of words."""
        return count_words(self.text)

    def sentences(self) -> Iterator[Sentence]:
        """All sentences, in order."""
        for line in self.lines:
            yield from line.sentences

    def hits(self) -> Iterator[Hit]:
        """All cues outside quotations, in order."""
        for sentence in self.sentences():
            for hit in note_table().find(sentence):
                if not sentence.quoted.issuperset(range(hit.first, hit.last)):
                    yield hit


def read_note(text: str) -> NoteText:
    """The note, each line for itself: a heading is no part of the sentence under it."""
    lines = [line.strip() for line in text.splitlines()]
    return NoteText(text, tuple(read_turn(line, i) for i, line in enumerate(x for x in lines if x)))


def content(words: Iterable[str]) -> frozenset[str]:
    """Words that carry meaning."""
    stop = note_rules().stopwords
    return frozenset(w for w in words if len(w) > 2 and w not in stop and not w.isdigit())


def speaker_words(material: Material, role: str) -> frozenset[str]:
    """Parts of the names of the speakers with this role, lower case."""
    names = [n for s in material.session.speakers if s.role == role for n in (s.name, *s.aliases)]
    return frozenset(w.lower() for n in names for w in _WORD.findall(n) if len(w) > 1)


def people_spoken_of(material: Material) -> frozenset[str]:
    """Names in the session's talk that are no speaker's: words with a capital in the middle of a sentence, lower case."""
    own = frozenset(
        w.lower() for s in material.session.speakers for n in (s.name, *s.aliases) for w in _WORD.findall(n)
    )
    out: set[str] = set()
    for text in material.texts:
        for sentence in text.sentences:
            for k in range(1, len(sentence.norms)):
                word = sentence.text[sentence.starts[k] : sentence.ends[k]]
                if word[:1].isupper() and word[1:].islower() and sentence.norms[k] not in ("i", "god"):
                    out.add(sentence.norms[k])
    return frozenset(out) - own


def original(sentence: Sentence) -> str:
    """The sentence as written."""
    return sentence.text[sentence.start : sentence.end]
