"""The tables of `taxonomy/rating.toml` and the labels of responses, in the form in which they are used."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from analyzer.phrases import PhraseTable, load_table
from analyzer.taxonomy import catalogue, files, load_toml


@dataclass(frozen=True)
class Rules:
    """What `rating.toml` says; see the file for what each means."""

    required: dict[str, tuple[tuple[str, ...], ...]]
    harm: dict[str, int]
    coach_turns: int
    join_turns: int
    join_turns_life: int
    listening_words: int
    exception_sentences: int
    acknowledged: frozenset[str]
    coached_after: frozenset[str]
    matter: dict[str, str]
    other_person: frozenset[str]
    order: dict[str, int]
    helpful: frozenset[str]


@cache
def rules() -> Rules:
    """The tables, read once."""
    data = load_toml("rating.toml")
    window, order, matter = data["window"], data["order"], dict(data["matter"])
    other_person = frozenset(matter.pop("other_person"))
    labels = catalogue.labels("response")
    return Rules(
        required={u: tuple(tuple(row) for row in rows) for u, rows in data["required"].items()},
        harm=dict(data["harm"]),
        coach_turns=window["coach_turns"],
        join_turns=window["join_turns"],
        join_turns_life=window["join_turns_life"],
        listening_words=window["listening_words"],
        exception_sentences=window["exception_sentences"],
        acknowledged=frozenset(order["acknowledged"]),
        coached_after=frozenset(order["coached_after"]),
        matter={label: name for name, group in matter.items() for label in group},
        other_person=other_person,
        order={x.id: i for i, x in enumerate(labels)},
        helpful=frozenset(x.id for x in labels if x.more["kind"] == "positive"),
    )


@cache
def response_table() -> PhraseTable:
    """All cues of a coach's response."""
    return load_table(*(f for f in files() if f.startswith("cues/response/")))
