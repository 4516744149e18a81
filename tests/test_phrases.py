"""The phrase language: what each form matches, and what a mistake in a table says."""

from __future__ import annotations

import pytest

from analyzer.errors import ConfigError
from analyzer.phrases import Entry, PhraseTable, load_table, verb_forms
from analyzer.taxonomy import files, load_toml
from analyzer.text import read_turn


def found(phrase: str, text: str, unless: tuple[str, ...] = ()) -> list[str]:
    table = PhraseTable([Entry("x", "label", (phrase,), unless)], "test")
    return [text[slice(*hit.span)] for s in read_turn(text, 0).sentences for hit in table.find(s)]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("green tea", "I had green tea today.", ["green tea"]),
        ("green tea", "I had green, um, tea today.", ["green, um, tea"]),
        ("green tea", "Green. Tea is hot.", []),
        ("(green|black tea) cup", "a black tea cup", ["black tea cup"]),
        ("(green|black tea) cup", "a black cup", []),
        ("(a|the)? kettle", "put the kettle on", ["the kettle"]),
        ("(a|the)? kettle", "kettle on", ["kettle"]),
        ("did not sleep", "I didn't sleep", ["didn't sleep"]),
        ("did not sleep", "i didnt sleep", ["didnt sleep"]),
        ("did not sleep", "I slept", []),
        ("he is late", "he's late", ["he's late"]),
        ("lost *2 keys", "lost my keys", ["lost my keys"]),
        ("lost *2 keys", "lost my new car keys", []),
        ("lost * keys", "lost keys", []),
        ("~drive home", "she drove home, we were driving home", ["drove home", "driving home"]),
        ("@parent rang", "My mother in law rang. My mum rang.", ["mum rang"]),
        ("@relative rang", "My mother-in-law rang.", ["mother-in-law rang"]),
        ("^ so", "So I went. And so it goes.", ["So"]),
        ("again $", "Again we went. We went again.", ["again"]),
        ("tea (with milk)? please", "tea please", ["tea please"]),
        ("tea (with milk)? please", "tea with milk please", ["tea with milk please"]),
        ("he he left", "he, he he left", []),
        ("he left", "he- he he left", ["he left"]),
    ],
)
def test_matches(phrase: str, text: str, expected: list[str]) -> None:
    assert found(phrase, text) == expected


def test_the_longest_of_nested_matches_counts() -> None:
    assert found("very *3 tired", "very old and very tired") == ["very old and very tired"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("he hit me", ["hit me"]),
        ("hit me with your ideas", []),
        ("he hit me, and later the boss said work with them", ["hit me"]),
    ],
)
def test_unless_takes_away_only_what_is_near(text: str, expected: list[str]) -> None:
    assert found("hit me", text, unless=("me with",)) == expected


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("(a|b", "not closed"),
        ("a)", "do not match"),
        ("tea?", "nothing at all"),
        ("*3", "nothing at all"),
        ("*", "without any word"),
        ("@nosuchclass", "no class"),
        ("a ^ b", "wrong place"),
        ("(a|b c)(a|b c)(a|b c)(a|b c)(a|b c)(a|b c)(a|b c)(a|b c)(a|b c)(a|b c)(a|b c)(a|b c)", "Split it"),
    ],
)
def test_a_mistake_in_a_table_is_named(phrase: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        found(phrase, "anything")


@pytest.mark.parametrize(
    ("base", "form"),
    [
        ("slap", "slapped"),
        ("carry", "carried"),
        ("push", "pushes"),
        ("choke", "choking"),
        ("visit", "visited"),
        ("take", "taken"),
    ],
)
def test_verb_forms(base: str, form: str) -> None:
    assert form in verb_forms(base)


def test_order_of_hits_does_not_depend_on_hashing() -> None:
    table = PhraseTable([Entry("b", "l", ("x y",)), Entry("a", "l", ("x",)), Entry("c", "l", ("y",))], "test")
    (sentence,) = read_turn("x y", 0).sentences
    assert [h.entry.id for h in table.find(sentence)] == ["b", "a", "c"]


CUE_FILES = [f for f in files() if f.startswith("cues/") and "entry" in load_toml(f)]


@pytest.mark.parametrize("name", CUE_FILES)
def test_every_entry_fires_on_its_hits_and_not_on_its_misses(name: str) -> None:
    table = load_table(name)
    wrong = []
    for entry in table.entries:
        for text in entry.hits:
            if not any(h.entry is entry for s in read_turn(text, 0).sentences for h in table.find(s)):
                wrong.append(f"{entry.id} does not fire on: {text}")
        for text in entry.misses:
            if any(h.entry is entry for s in read_turn(text, 0).sentences for h in table.find(s)):
                wrong.append(f"{entry.id} fires on: {text}")
    assert not wrong, "\n".join(wrong)


def test_matching_agrees_with_spacy() -> None:
    """Our own matching is there for speed: spaCy's `Matcher` on the same patterns finds the same words."""
    from spacy.matcher import Matcher

    from analyzer.phrases import _compile
    from analyzer.text import nlp

    names = [n for n in files() if n.startswith("cues/")]
    entries = load_table(*names).entries
    checked = 0
    for entry in entries[::7]:
        for pattern in _compile(entry, entry.phrases, "test"):
            matcher = Matcher(nlp().vocab)
            matcher.add("x", pattern.spacy_patterns())
            for text in entry.hits + entry.misses:
                for sentence in read_turn(text, 0).sentences:
                    places = {(first, last) for _, first, last in matcher(sentence.doc)}
                    for first, last in pattern.find(sentence):
                        assert (first, last) in places
                        checked += 1
                    if not pattern.at_start and not pattern.at_end:
                        assert bool(places) == any(True for _ in pattern.find(sentence))
    assert checked > 20


@pytest.mark.parametrize("name", CUE_FILES)
def test_every_exception_can_be_read(name: str) -> None:
    # Exceptions are compiled when an entry first has a hit: a mistake must not wait until then.
    for entry in load_table(name).entries:
        PhraseTable([Entry(entry.id, entry.label, entry.unless or ("x",))], name)
