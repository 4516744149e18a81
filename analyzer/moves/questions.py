"""What form a sentence's question has. Recognisers often leave the question mark out, so word order counts too."""

from __future__ import annotations

from typing import Literal

from analyzer.moves.rules import rules
from analyzer.text import Sentence

Form = Literal["open", "closed", "tag", "rising"]


def question_form(sentence: Sentence) -> Form | None:
    """How a sentence asks, or None where it does not ask by its form.

    Returns:
        `open` and `closed` by the question word or word order; `tag` for a statement with "isn't it?" or "right?"
        after it; `rising` for a statement that only its question mark makes a question.
    """
    norms = sentence.norms
    first = _after_openers(norms)
    form = _form_at(sentence, first, sure=True, start=True)
    if form is not None:
        return form
    if _has_tag(sentence):
        return "tag"
    # "On that day, what went through your head": the question comes after a pause or a joining word.
    for i in range(first + 1, len(norms) - 1):
        joined = i in sentence.breaks or norms[i - 1] in rules().openers
        form = _form_at(sentence, i, sure=joined)
        if form is not None:
            return form
    if not sentence.question:
        return None
    return "closed" if norms[-1] in rules().either else "rising"


def _after_openers(norms: tuple[str, ...]) -> int:
    """Position of the first word that is not "so", "and", "okay"."""
    i = 0
    while i < len(norms) - 1 and norms[i] in rules().openers:
        i += 1
    return i


def _form_at(sentence: Sentence, i: int, sure: bool, start: bool = False) -> Form | None:
    """The form of a question that starts at clean token `i`.

    Args:
        sure: The place is one where a main clause can start; elsewhere only the full word order of a question counts.
        start: It is where the sentence starts, openers left out.
    """
    r, norms = rules(), sentence.norms
    word = norms[i]
    second = norms[i + 1] if i + 1 < len(norms) else ""
    third = norms[i + 2] if i + 2 < len(norms) else ""
    fourth = norms[i + 3] if i + 3 < len(norms) else ""
    if sure and word in r.prepositions and second in r.open_first and sentence.question:
        return "open"  # "in what way", "to what extent"
    if word in r.open_first:
        if second in r.not_asking.get(word, ()):
            return None
        asks = "closed" if second in r.closed_second.get(word, ()) else "open"
        # "What you did there was brave" asks nothing; "what made you stay" does.
        inverted = second in r.auxiliaries and third in r.subjects
        inverted = inverted or (
            second not in r.subjects and third in r.auxiliaries and fourth in r.subjects
        )  # "how ready are you"
        if inverted or (sure and (sentence.question or (start and second and second not in r.subjects))):
            return "closed" if asks == "closed" else "open"
        return None
    if word in r.other_first:
        inverted = second in r.auxiliaries
        fact = sentence.question and (start or (sure and inverted))
        return "closed" if fact or (sure and inverted and third in r.subjects) else None
    if sure and word in r.auxiliaries and (second in r.subjects or (sentence.question and start)):
        return "closed"
    if sure and word in r.auxiliaries and second == "not" and third in r.subjects:
        return "closed"
    return None


def _has_tag(sentence: Sentence) -> bool:
    """Whether a statement ends in "isn't it", "don't you", "right?"."""
    r, norms = rules(), sentence.norms
    if len(norms) < 4:
        return False
    if norms[-1] in r.tags and (sentence.question or len(norms) - 1 in sentence.breaks):
        return True
    if norms[-1] in r.asking_tags and sentence.question:
        return True
    end = norms[-3:]
    negated = end[0] in r.auxiliaries and end[1] == "not" and end[2] in r.subjects
    plain = end[1] in r.auxiliaries and end[2] in r.subjects and len(norms) - 2 in sentence.breaks
    return negated or plain
