"""Rev: monologues of elements, times in seconds on the words and none on the punctuation."""

from __future__ import annotations

from typing import Any

from analyzer.errors import MalformedError
from analyzer.readers.base import Draft, Raw, Times
from analyzer.readers.json_common import (
    Nodes,
    broken,
    confidence,
    label,
    load,
    ms,
    objects,
    root,
    table,
    timing,
)
from analyzer.readers.json_words import Token, cue_of
from analyzer.readers.times import stamp_ms

_OPENS = ("", "(", "[", "“", "‘", "-", "—", "/", "$", "£", "€")


class RevJson:
    """`monologues`, each with a speaker and `elements`."""

    name = "rev_json"
    title = "Rev (JSON)"
    extensions: tuple[str, ...] = (".json",)
    times: Times = "start and end"

    def recognise(self, raw: Raw) -> int:
        """By `monologues` that hold `elements`."""
        monologues = objects(table(root(raw)).get("monologues"))
        return 98 if any("elements" in m for m in monologues) else broken(raw, self.name)

    def parse(self, raw: Raw) -> Draft:
        """Read every monologue.

        Raises:
            MalformedError: Not JSON, or without a list of monologues.
            TooLargeError: Over a limit.
        """
        whole = table(load(raw))
        monologues = whole.get("monologues")
        if not isinstance(monologues, list):
            raise MalformedError(raw.name, "has no list of monologues", do="Check the format.")
        names = {
            str(person.get("id")): person["name"]
            for person in objects(whole.get("speakers"), 10_000)
            if isinstance(person.get("name"), str)
        }
        nodes = Nodes()
        for index, monologue in enumerate(monologues):
            _read(nodes, index, monologue, names)
        draft = nodes.close(whole, "speakers")
        what = "Times of the first and last word of each monologue; one channel."
        draft.timing = timing(draft.cues, what, "not_measurable")
        return draft


def _read(nodes: Nodes, index: int, monologue: Any, names: dict[str, str]) -> None:
    path = f"monologues[{index}]"
    if not isinstance(monologue, dict) or not isinstance(monologue.get("elements"), list):
        if monologue not in (None, {}):
            nodes.unread(index + 1, path, monologue, "has no list of elements")
        return
    tokens: list[Token] = []
    parts: list[str] = []
    # Rev writes the blanks as punctuation of their own; where a file has none, they are put in.
    values = [table(element).get("value") for element in monologue["elements"]]
    spaced = any(isinstance(value, str) and value != value.strip() for value in values)
    for place, element in enumerate(monologue["elements"]):
        value = table(element).get("value")
        if not isinstance(value, str):
            if element not in (None, {}):
                nodes.empty(
                    index + 1, f"{path}.elements[{place}]", element, "type", "ts", "end_ts", "timestamp"
                )
            continue
        punct = element.get("type") == "punct"
        parts.append(value if spaced or punct or not parts or parts[-1][-1:] in _OPENS else f" {value}")
        tokens.append(_token(element, value))
        nodes.know(element, "value")
    text = "".join(parts).strip()
    if not text:
        nodes.markup()
        return
    info = table(monologue.get("speaker_info"))
    speaker = monologue.get("speaker", info.get("id"))
    name = info.get("display_name") or names.get(str(speaker)) or speaker
    words = [token for token in tokens if not token.glued]
    nodes.talk([cue_of(words, label(name), text)])
    nodes.know(info, "display_name")


def _token(element: dict[str, Any], value: str) -> Token:
    start, end = (_time(element, keys) for keys in (("ts", "timestamp"), ("end_ts", "end_timestamp")))
    glued = element.get("type") == "punct"
    return Token(value, start, end, confidence(element.get("confidence")), None, glued)


def _time(element: dict[str, Any], keys: tuple[str, str]) -> int | None:
    for key in keys:
        value = element.get(key)
        found = stamp_ms(value) if isinstance(value, str) and ":" in value else ms(value)
        if found is not None:
            return found
    return None
