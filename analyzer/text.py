"""One pass over the words: turns into sentences, sentences into the tokens that phrases match.

Speech has fillers, restarts and contractions that hide a phrase. Each sentence therefore has a
*clean* token row beside its text: lower case, contractions in full ("don't" -> "do not"), fillers
and immediate repeats left out. Each clean token knows its place in `Turn.text`.

>>> s = read_turn("He, um, he- he's never, like, hit me.", 0).sentences[0]
>>> s.norms
('he', 'is', 'never', 'hit', 'me')
>>> s.text[s.starts[3]:s.ends[3]]
'hit'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from analyzer.taxonomy import load_toml

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from analyzer.types import Turn

# Longer runs without a full stop come from recognisers that do not punctuate. They are cut before a
# word that opens a clause, so that one "not" cannot reach across a whole story.
LONG_SENTENCE = 32
_SENTENCE_END = frozenset(".?!…;")
_QUOTE_OPEN = frozenset('"“«‘')
_QUOTE_CLOSE = frozenset('"”»')


@dataclass(frozen=True)
class Sentence:
    """A sentence of a turn, with its clean tokens.

    Args:
        turn: Index of the turn.
        index: Position among the turn's sentences.
        text: The whole turn's text; offsets refer to it.
        start: First character of the sentence.
        end: One past its last.
        norms: Clean tokens.
        starts: Offset of each clean token in `text`.
        ends: End offset of each.
        breaks: Positions of clean tokens that follow a comma, dash or colon.
        quoted: Positions of clean tokens between quotation marks.
        question: Ends in a question mark.
        turned: "You" reads as "I" (see `turn_round`).
    """

    turn: int
    index: int
    text: str
    start: int
    end: int
    norms: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    breaks: frozenset[int]
    quoted: frozenset[int]
    question: bool
    words: frozenset[str] = field(repr=False)
    turned: bool = False
    # What phrase tables found here, by table: several stages ask the same (see `analyzer.phrases`).
    found: dict[int, Any] = field(init=False, repr=False, compare=False, default_factory=dict)

    @cached_property
    def doc(self) -> Doc:
        """The clean tokens as a spaCy document, for its matchers."""
        from spacy.tokens import Doc

        return Doc(nlp().vocab, words=list(self.norms))

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Character offsets in the turn of clean tokens `first` to `last - 1`."""
        return self.starts[first], self.ends[last - 1]


@dataclass(frozen=True)
class TurnText:
    """A turn's sentences, and how many words it has."""

    turn: int
    text: str
    sentences: tuple[Sentence, ...]


@cache
def nlp() -> Language:
    """The tokenizer, made once: spaCy's English rules, no trained parts."""
    import spacy

    return spacy.blank("en")


@dataclass(frozen=True)
class _Speech:
    fillers: frozenset[str]
    filler_pairs: frozenset[tuple[str, str]]
    not_fillers_before: frozenset[str]
    not_fillers_after: frozenset[str]
    numbers: frozenset[str]
    spoken: dict[str, tuple[str, ...]]
    is_after: frozenset[str]
    clause_openers: frozenset[str]
    turned: dict[str, str]
    subject_after: frozenset[str]


@cache
def _speech() -> _Speech:
    data = load_toml("speech.toml")
    return _Speech(
        fillers=frozenset(data["fillers"]),
        filler_pairs=frozenset((a, b) for a, b in (p.split() for p in data["filler_pairs"])),
        not_fillers_before=frozenset(data["not_fillers_before"]),
        not_fillers_after=frozenset(data["not_fillers_after"]),
        numbers=frozenset(data["numbers"]),
        spoken={k: tuple(v.split()) for k, v in data["spoken"].items()},
        is_after=frozenset(data["is_after"]),
        clause_openers=frozenset(data["clause_openers"]),
        turned=data["turned"],
        subject_after=frozenset(data["subject_after"]),
    )


def read_turns(turns: Iterable[Turn]) -> tuple[TurnText, ...]:
    """Sentences and clean tokens of every turn, in order."""
    return tuple(read_turn(t.text, t.index) for t in turns)


def read_turn(text: str, turn: int) -> TurnText:
    """Sentences and clean tokens of one turn."""
    speech = _speech()
    # spaCy's norm of "did" in "didn't" is "do"; the tense matters here.
    tokens = [
        (t.text, "did" if t.lower_ == "did" else t.norm_.lower(), t.idx)
        for t in nlp().make_doc(text)
        if not t.is_space
    ]
    sentences: list[Sentence] = []
    row: list[tuple[str, str, int]] = []
    for token in tokens:
        row.append(token)
        if token[0][-1] in _SENTENCE_END and not token[0][0].isalnum():
            _close(text, turn, row, sentences, speech)
            row = []
    _close(text, turn, row, sentences, speech)
    return TurnText(turn=turn, text=text, sentences=tuple(sentences))


def _close(
    text: str, turn: int, row: list[tuple[str, str, int]], sentences: list[Sentence], speech: _Speech
) -> None:
    """Make sentences of a punctuated row: one, or several where it is long and has no punctuation."""
    while row:
        cut = len(row)
        if len(row) > LONG_SENTENCE:
            for i in range(LONG_SENTENCE // 2, len(row) - 4):
                if row[i][1] in speech.clause_openers and (i >= LONG_SENTENCE or row[i - 1][0] in ",-–—"):
                    cut = i
                    break
        sentence = _sentence(text, turn, len(sentences), row[:cut], speech)
        if sentence is not None:
            sentences.append(sentence)
        row = row[cut:]


def _sentence(
    text: str, turn: int, index: int, row: list[tuple[str, str, int]], speech: _Speech
) -> Sentence | None:
    norms: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    breaks: set[int] = set()
    quoted: set[int] = set()
    inside = False
    skip = False
    for i, (raw, norm, idx) in enumerate(row):
        if skip:
            skip = False
            continue
        if not any(c.isalnum() for c in raw):
            if raw in _QUOTE_CLOSE and inside:
                inside = False
            elif raw in _QUOTE_OPEN:
                inside = True
            if norm != "'s":
                breaks.add(len(norms))
                continue
        if norm in speech.fillers:
            continue
        if i + 1 < len(row) and (norm, row[i + 1][1]) in speech.filler_pairs:
            # "I mean it" and "do you know" mean something; "I mean, it was fine" does not.
            before = norms[-1] if norms and len(norms) not in breaks else ""
            if before not in speech.not_fillers_after and (
                i + 2 == len(row) or row[i + 2][1] not in speech.not_fillers_before
            ):
                skip = True
                continue
        norm = norm.replace("’", "'").rstrip("-") or norm
        if norm == "m" and norms and norms[-1] == "i":
            norm = "am"
        if norm == "like" and len(norms) in breaks and i + 1 < len(row) and row[i + 1][0] == ",":
            continue
        if norm in ("'s", "s") and norms and norms[-1] in speech.is_after:
            norm = "is"
        parts = speech.spoken.get(norm, (norm,))
        said_twice = bool(norms) and norms[-len(parts) :] == list(parts) and len(parts[0]) > 0
        if said_twice and not norm.isdigit() and norm not in speech.numbers:
            # A restart ("he he he"): the later one stands, the break before it goes.
            for k in range(1, len(parts) + 1):
                starts[-k], ends[-k] = idx, idx + len(raw)
            breaks.discard(len(norms))
            continue
        for part in parts:
            if inside:
                quoted.add(len(norms))
            norms.append(part)
            starts.append(idx)
            ends.append(idx + len(raw))
    if not norms:
        return None
    return Sentence(
        turn=turn,
        index=index,
        text=text,
        start=row[0][2],
        end=row[-1][2] + len(row[-1][0]),
        norms=tuple(norms),
        starts=tuple(starts),
        ends=tuple(ends),
        breaks=frozenset(breaks),
        quoted=frozenset(quoted),
        question="?" in row[-1][0] or (len(row) > 1 and "?" in row[-2][0]),
        words=frozenset(norms),
    )


def turn_round(sentence: Sentence) -> Sentence | None:
    """The sentence with "you" read as "I": what a question says of the one who is asked. Offsets stay.

    None where nobody is addressed.

    >>> turn_round(read_turn("Does he ever hurt you?", 0).sentences[0]).norms
    ('does', 'he', 'ever', 'hurt', 'me')
    """
    speech = _speech()
    if sentence.words.isdisjoint(speech.turned):
        return None
    norms = [speech.turned.get(w, w) for w in sentence.norms]
    for i, word in enumerate(sentence.norms):
        if word == "you" and i and sentence.norms[i - 1] not in speech.subject_after:
            norms[i] = "me"
    return replace(sentence, norms=tuple(norms), words=frozenset(norms), turned=True)


def count_words(text: str) -> int:
    """Words of a text: runs without white space that hold a letter or a digit."""
    return sum(any(c.isalnum() for c in piece) for piece in text.split())


_CLAUSE_END = frozenset(",.;:?!…–—\n")
_REACH = 70


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a cue, so that the quote can be read; by words where there is no punctuation."""
    first, last = start, end
    while first and text[first - 1] not in _CLAUSE_END and start - first < _REACH:
        first -= 1
    while last < len(text) and text[last] not in _CLAUSE_END and last - end < _REACH:
        last += 1
    while first and not text[first - 1].isspace() and text[first - 1] not in _CLAUSE_END:
        first += 1  # not in the middle of a word
    while last < len(text) and not text[last].isspace() and text[last] not in _CLAUSE_END:
        last -= 1
    first, last = min(first, start), max(last, end)
    while first > 0 and not text[first - 1].isspace() and text[first - 1] not in _CLAUSE_END:
        first -= 1  # the cue may begin inside a word ("n't")
    while text[first].isspace():
        first += 1
    while text[last - 1].isspace():
        last -= 1
    return first, last


def explain(text: str) -> list[dict[str, Any]]:
    """Clean tokens of each sentence, for people who write cues (`analyzer taxonomy --tokens TEXT`)."""
    return [
        {"text": s.text[s.start : s.end], "tokens": list(s.norms), "question": s.question}
        for s in read_turn(text, 0).sentences
    ]
