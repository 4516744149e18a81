"""The tables of `taxonomy/moves.toml` in the form in which moves are decided."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from analyzer.phrases import PhraseTable, load_table, word_class
from analyzer.taxonomy import load_toml


@dataclass(frozen=True)
class Weights:
    """Points that make a statement a reflection, and the bar; see the file for what earns them."""

    bar: int
    least_words: int
    you: int
    so: int
    echo: int
    repeat: int
    carried: int
    mine: int
    told: int
    echo_from: float
    repeat_from: float
    repeat_words: int
    rising_words: int
    first: int
    first_words: int
    about: int


@dataclass(frozen=True)
class Rules:
    """Word sets and numbers."""

    stopwords: frozenset[str]
    openers: frozenset[str]
    refusals: frozenset[str]
    client_labels: frozenset[str]
    open_first: frozenset[str]
    closed_second: dict[str, frozenset[str]]
    not_asking: dict[str, frozenset[str]]
    auxiliaries: frozenset[str]
    other_first: frozenset[str]
    prepositions: frozenset[str]
    subjects: frozenset[str]
    tags: frozenset[str]
    asking_tags: frozenset[str]
    either: frozenset[str]
    about: frozenset[str]
    you: frozenset[str]
    mine: frozenset[str]
    modals: frozenset[str]
    reflective_openers: frozenset[str]
    actions: frozenset[str]
    feelings: frozenset[str]
    weights: Weights
    complex_bar: float
    complex_words: int
    information_words: int
    statement_words: int
    story_words: int
    memory_words: int


@cache
def rules() -> Rules:
    """The tables, read once."""
    data = load_toml("moves.toml")
    q, r, d = data["question"], data["reflection"], data["depth"]
    return Rules(
        stopwords=frozenset(data["stopwords"].split()),
        openers=frozenset(data["openers"]),
        refusals=frozenset(data["refusals"]),
        client_labels=frozenset(data["client_labels"]),
        open_first=frozenset(q["open_first"]),
        closed_second={k: frozenset(v) for k, v in q["closed_second"].items()},
        not_asking={k: frozenset(v) for k, v in q["not_asking"].items()},
        auxiliaries=frozenset(q["auxiliaries"]),
        other_first=frozenset(q["other_first"]),
        prepositions=frozenset(q["prepositions"]),
        subjects=frozenset(q["subjects"]),
        tags=frozenset(q["tags"]),
        asking_tags=frozenset(q["asking_tags"]),
        either=frozenset(q["either"]),
        about=frozenset(r["about"]),
        you=frozenset(r["you"]),
        mine=frozenset(r["mine"]),
        modals=frozenset(r["modals"]),
        reflective_openers=frozenset(r["openers"]),
        actions=frozenset(w[0] for w in word_class("do_this") if len(w) == 1),
        feelings=frozenset(d["feelings"].split()),
        weights=Weights(**r["points"]),
        complex_bar=d["bar"],
        complex_words=d["words"],
        information_words=data["information"]["least_words"],
        statement_words=data["information"]["statement_words"],
        story_words=data["story"]["least_words"],
        memory_words=data["memory"]["words"],
    )


@cache
def cues() -> PhraseTable:
    """The phrases of `cues/moves.toml`."""
    return load_table("cues/moves.toml")


@cache
def cues_of(label: str) -> PhraseTable:
    """The phrases of one label only: a turn that is asked one thing need not be held against all."""
    return PhraseTable([e for e in cues().entries if e.label == label], f"cues/moves.toml ({label})")


@cache
def coach_cues() -> PhraseTable:
    """The phrases of what coaches say."""
    said_by_client = rules().client_labels
    return PhraseTable(
        [e for e in cues().entries if e.label not in said_by_client], "cues/moves.toml (coach)"
    )
