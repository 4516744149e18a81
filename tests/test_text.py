"""Sentences and clean tokens: offsets that hold, and what speech hides."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.text import count_words, read_turn

SPEECH = st.lists(
    st.sampled_from(
        "he i um er don't dont he's , . ? - – … \" ’ can't 43 £5 tea naïve 你好 :) gonna he- \n".split(" ")
    ),
    max_size=40,
).map(" ".join)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.one_of(SPEECH, st.text(max_size=200)))
def test_offsets_lie_in_the_text_and_in_order(text: str) -> None:
    last = 0
    for sentence in read_turn(text, 0).sentences:
        assert last <= sentence.start < sentence.end <= len(text)
        last = sentence.end
        for start, end in zip(sentence.starts, sentence.ends, strict=True):
            assert sentence.start <= start < end <= sentence.end
        assert list(sentence.starts) == sorted(sentence.starts)
        assert len(sentence.doc) == len(sentence.norms)


@pytest.mark.parametrize(
    ("text", "norms"),
    [
        ("I'm not, um, you know, sure", ["i", "am", "not", "sure"]),
        ("im not sure", ["i", "am", "not", "sure"]),
        ("He’s won’t can’t", ["he", "is", "will", "not", "can", "not"]),
        ("mum's house", ["mum", "'s", "house"]),
        ("that's, like, fine", ["that", "is", "fine"]),
        ("I'd like tea", ["i", "would", "like", "tea"]),
        ("how would you know, then", ["how", "would", "you", "know", "then"]),
        ("ring nine nine nine", ["ring", "nine", "nine", "nine"]),
        ("what kind of man", ["what", "kind", "of", "man"]),
        ("if, you know, he asks", ["if", "he", "asks"]),
        ("so I I- I left", ["so", "i", "left"]),
        ("10 10 makes 20", ["10", "10", "makes", "20"]),
    ],
)
def test_clean_tokens(text: str, norms: list[str]) -> None:
    assert [n for s in read_turn(text, 0).sentences for n in s.norms] == norms


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Is it? Yes.", 2),
        ("no punctuation at all here", 1),
        ("One… two; three!", 3),
        ("At 3.30 p.m. sharp", 1),
        ("", 0),
        ("...", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(read_turn(text, 0).sentences) == count


def test_a_long_row_without_punctuation_is_cut_at_clauses() -> None:
    text = "i went to the shop and the man said to me that he had no more of it " * 12
    sentences = read_turn(text, 0).sentences
    assert max(len(s.norms) for s in sentences) <= 50
    assert sum(len(s.norms) for s in sentences) == len(text.split())


@pytest.mark.parametrize(
    ("text", "words"), [("Yes, 3 - no.", 3), ("…", 0), ("it's", 1), ("", 0), ("£5 n° 7", 3)]
)
def test_count_words(text: str, words: int) -> None:
    assert count_words(text) == words
