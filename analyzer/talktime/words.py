"""What a word is, and which turns hold nothing but back-channels or laughter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from analyzer.talktime.config import WordRules
from analyzer.types import Turn

Kind = Literal["speech", "backchannel", "laughter", "empty"]

# Scripts written without spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def words(text: str) -> list[str]:
    """Tokens between white space that hold a letter or a digit.

    So "don't", "mm-hmm" and "9:30" are one word each; "-", "..." and "--" are none.

    >>> words("Well - I don't know ... 20%?")
    ['Well', 'I', "don't", 'know', '20%?']
    """
    return [token for token in text.split() if any(c.isalnum() for c in token)]


def count_words(text: str) -> int:
    """Number of `words`."""
    return len(words(text))


def unspaced(text: str) -> bool:
    """Whether most of `text` is in a script without spaces between words, so that words cannot be counted."""
    letters = sum(1 for c in text if c.isalpha())
    return letters > 0 and 2 * len(_UNSPACED.findall(text)) > letters


def turn_kinds(turns: Sequence[Turn], rules: WordRules) -> tuple[Kind, ...]:
    """Kind of each turn.

    A back-channel after the other's question is an answer, and one that asks is a question: both
    are speech. So is a session's first turn, which has nobody to listen to.
    """
    kinds: list[Kind] = []
    for i, turn in enumerate(turns):
        before = turns[i - 1] if i else None
        listens = before is not None and not (
            before.speaker != turn.speaker and before.text.rstrip(" \t\r\n\"'”’)]").endswith("?")
        )
        kinds.append(_kind(turn.text, listens, rules))
    return tuple(kinds)


def _kind(text: str, listens: bool, rules: WordRules) -> Kind:
    tokens = tuple(_EDGES.sub("", w).casefold() for w in words(text))
    if not tokens:
        return "empty"
    if all(t in rules.laughter_words for t in tokens):
        return "laughter"
    if listens and len(tokens) <= rules.max_backchannel_words and "?" not in text and _made_of(tokens, rules):
        return "backchannel"
    return "speech"


def _made_of(tokens: tuple[str, ...], rules: WordRules) -> bool:
    """Whether `tokens` can be cut into back-channel phrases. A few tokens only, so recursion is cheap."""
    if not tokens:
        return True
    return any(
        tokens[:n] in rules.backchannel_phrases and _made_of(tokens[n:], rules)
        for n in range(1, len(tokens) + 1)
    )
