"""What a statement takes up of the client's words, and what it adds to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analyzer.moves.rules import rules
from analyzer.phrases import Hit
from analyzer.text import Sentence, TurnText

_STEM = 5  # letters: "tired" and "tiring" meet in a stem, "work" and "word" do not


def content_words(turn: TurnText) -> frozenset[str]:
    """Stems of the words of a turn that carry content."""
    return frozenset(stem for s in turn.sentences for stem in _stems(s))


@dataclass(frozen=True)
class Place:
    """Where a statement stands.

    Args:
        carried: It goes on with a reflection that the client has only said "yeah" to.
        told: The sentence before it in the turn informs or advises.
        first: It is the first thing the coach says to what the client has just said.
    """

    carried: bool = False
    told: bool = False
    first: bool = False


def reflects(sentence: Sentence, cue: Hit | None, client: frozenset[str], place: Place) -> bool:
    """Whether a statement gives the client's own matter back: points from `moves.toml` against its bar.

    Args:
        sentence: A statement, or a question by its question mark only.
        cue: A reflective phrase in it ("it sounds like"), with its own `points`.
        client: From `content_words`, of what the client has lately said.
        place: Where it stands.
    """
    r = rules()
    w = r.weights
    norms = sentence.norms
    if len(norms) < w.least_words and not (len(norms) >= 2 and overlap(sentence, client) == 1.0):
        return False
    points = int(cue.entry.extra["points"]) if cue is not None else 0
    points += _you_points(norms)
    points += w.so if norms[0] in r.reflective_openers else 0
    shared, share = _shared(sentence, client), overlap(sentence, client)
    full = share >= w.repeat_from and (shared >= w.repeat_words or share == 1.0)
    points += w.repeat if full else w.echo if share >= w.echo_from else 0
    first = place.first and len(norms) >= w.first_words
    points += w.carried * place.carried + w.told * place.told + w.first * first
    points += w.about if first and subject(norms) in r.about else 0
    mine = any(n in r.mine for n in (norms if cue is None else (*norms[: cue.first], *norms[cue.last :])))
    points += w.mine if mine else 0
    return points >= w.bar


def subject(norms: tuple[str, ...]) -> str:
    """The first word that is not "so", "and", "okay"."""
    return next((n for n in norms if n not in rules().openers), norms[-1])


def _you_points(norms: tuple[str, ...]) -> int:
    """Points for talk about the client; none for "you could ..." and "you ring him"."""
    r = rules()
    for i, norm in enumerate(norms):
        if norm in r.you:
            follows = norms[i + 1] if i + 1 < len(norms) else ""
            return 0 if follows in r.modals or follows in r.actions else r.weights.you
    return 0


def depth(sentence: Sentence, client: frozenset[str]) -> Literal["simple_reflection", "complex_reflection"]:
    """Simple where it stays with what was said; complex where it adds feeling, meaning or another side."""
    r = rules()
    added = sum(n in r.feelings and _stem(n) not in client for n in sentence.norms)
    new = 1.0 - overlap(sentence, client)
    long = len(sentence.norms) >= r.complex_words
    return "complex_reflection" if added + new + long >= r.complex_bar else "simple_reflection"


def overlap(sentence: Sentence, client: frozenset[str]) -> float:
    """Share (0-1) of the sentence's content words that the client has lately used; 0 where it has none."""
    own = _stems(sentence)
    return _shared(sentence, client) / len(own) if own else 0.0


def _shared(sentence: Sentence, client: frozenset[str]) -> int:
    return sum(w in client for w in _stems(sentence))


def _stems(sentence: Sentence) -> list[str]:
    stop = rules().stopwords
    return [_stem(w) for w in sentence.norms if w not in stop and len(w) > 2]


def _stem(word: str) -> str:
    return word[:_STEM]
