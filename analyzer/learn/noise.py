"""The same words as another hand, ear or mouth would give them: how much do decisions hang on the surface?"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

Change = Callable[[str, random.Random], str]

_FILLERS = ("um", "uh", "like", "you know", "I mean", "sort of")
_SWAP = {
    "he": "she", "him": "her", "his": "her", "himself": "herself", "man": "woman", "husband": "wife",
    "boyfriend": "girlfriend", "dad": "mum", "father": "mother", "brother": "sister", "son": "daughter",
}  # fmt: skip
# One word a side: "her" goes back to "him", for a recogniser of meaning no great matter.
_SWAPPED = {**_SWAP, **{b: a for a, b in _SWAP.items() if b != "her"}, "her": "him"}
_WORD = re.compile(r"[A-Za-z']+")


def lower(text: str, _: random.Random) -> str:
    """All in lower case.

    >>> lower("He has my phone.", random.Random(1))
    'he has my phone.'
    """
    return text.lower()


def bare(text: str, _: random.Random) -> str:
    """Lower case, no punctuation, as many recognisers write.

    >>> bare("Well, he's got it. Again!", random.Random(1))
    "well he's got it again"
    """
    return " ".join(re.sub(r"[^\w\s']", " ", text).lower().split())


def fillers(text: str, draw: random.Random) -> str:
    """A filler before every eighth word or so."""
    out: list[str] = []
    for word in text.split():
        if draw.random() < 1 / 8:
            out.append(draw.choice(_FILLERS))
        out.append(word)
    return " ".join(out)


def word_errors(share: float) -> Change:
    """So many words dropped, doubled or misheard (a letter lost), in equal parts."""

    def change(text: str, draw: random.Random) -> str:
        out: list[str] = []
        for word in text.split():
            if draw.random() >= share:
                out.append(word)
                continue
            kind = draw.randrange(3)
            if kind == 1:
                out += [word, word]
            elif kind == 2 and len(word) > 2:
                at = draw.randrange(1, len(word))
                out.append(word[: at - 1] + word[at:])
        return " ".join(out) or text

    return change


def swap_gender(text: str, _: random.Random) -> str:
    """Men for women and women for men.

    >>> swap_gender("My husband says she told his Dad.", random.Random(1))
    'My wife says he told her Mum.'
    """

    def swap(match: re.Match[str]) -> str:
        word = match[0]
        other = _SWAPPED.get(word.lower(), word)
        return other.capitalize() if word[0].isupper() and other != word else other

    return _WORD.sub(swap, text)


CHANGES: Mapping[str, Change] = {
    "lower case": lower,
    "lower case, no punctuation": bare,
    "fillers": fillers,
    "10 % word errors": word_errors(0.1),
    "20 % word errors": word_errors(0.2),
    "30 % word errors": word_errors(0.3),
    "women for men, men for women": swap_gender,
}
