"""Fireflies: a list of sentences with the speaker's name, times in seconds (as numbers or as texts)."""

from __future__ import annotations

from typing import Any

from analyzer.errors import MalformedError
from analyzer.readers.base import Cue, Draft, Raw, Times
from analyzer.readers.json_common import (
    Nodes,
    broken,
    entries,
    label,
    load,
    ms,
    objects,
    root,
    string,
    table,
    timing,
)
from analyzer.readers.times import stamp_ms

_TEXTS = ("text", "sentence", "raw_text")
_OWN = frozenset(("raw_text", "ai_filters", "speaker_name", "speaker_id", "sentence"))


class FirefliesJson:
    """`sentences`, by themselves or in the answer of the API (`data.transcript.sentences`)."""

    name = "fireflies_json"
    title = "Fireflies (JSON)"
    extensions: tuple[str, ...] = (".json",)
    times: Times = "start and end"

    def recognise(self, raw: Raw) -> int:
        """By sentences with a text and a key that only Fireflies writes."""
        found = [s for s in objects(_sentences(root(raw))) if any(key in s for key in _TEXTS)]
        return 95 if any(len(_OWN & s.keys()) > 1 for s in found) else broken(raw, self.name)

    def parse(self, raw: Raw) -> Draft:
        """Read every sentence; `raw_text` repeats it without punctuation.

        Raises:
            MalformedError: Not JSON, or without a list of sentences.
            TooLargeError: Over a limit.
        """
        whole = load(raw)
        sentences = _sentences(whole)
        if sentences is None:
            raise MalformedError(raw.name, "has no list of sentences", do="Check the format.")
        nodes = Nodes()
        for index, sentence in enumerate(sentences):
            _read(nodes, index, sentence)
        draft = nodes.close(whole)
        what = "Times of sentences as the source gives them; one channel."
        draft.timing = timing(draft.cues, what, "not_measurable")
        return draft


def _sentences(whole: Any) -> list[Any] | None:
    if isinstance(whole, list):
        return whole
    value = table(whole)
    inner = table(value.get("data")) or value
    transcript = inner.get("transcript")
    for holder in (table(transcript), inner):
        if isinstance(holder.get("sentences"), list):
            return entries(holder["sentences"])
    return None


def _read(nodes: Nodes, index: int, sentence: Any) -> None:
    path = f"sentences[{index}]"
    if not isinstance(sentence, dict):
        if sentence:
            nodes.unread(index + 1, path, sentence, "is not an object")
        return
    text = next((found for key in _TEXTS if (found := string(sentence.get(key)))), None)
    if text is None:
        if any(sentence.get(key) for key in _TEXTS):
            nodes.unread(index + 1, path, sentence, "its text is not a text")
        else:
            nodes.empty(
                index + 1,
                path,
                sentence,
                "speaker_name",
                "speaker_id",
                "start_time",
                "end_time",
                "ai_filters",
            )
        return
    speaker = string(sentence.get("speaker_name")) or label(sentence.get("speaker_id"))
    start = _time(sentence, "start_time", "startTime")
    nodes.talk([Cue(speaker, text, start, _time(sentence, "end_time", "endTime"))])
    nodes.know(sentence, *_TEXTS, "speaker_name", "ai_filters")


def _time(sentence: dict[str, Any], *keys: str) -> int | None:
    value = next((sentence[key] for key in keys if sentence.get(key) is not None), None)
    return stamp_ms(value) if isinstance(value, str) and ":" in value else ms(value)
