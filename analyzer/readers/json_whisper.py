"""Whisper and WhisperX: a list of segments with times in seconds; only WhisperX says who speaks."""

from __future__ import annotations

from typing import Any, Literal

from analyzer.errors import MalformedError
from analyzer.readers.base import Cue, Draft, Raw, Times
from analyzer.readers.json_common import (
    Nodes,
    broken,
    confidence,
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
from analyzer.readers.json_words import Token, join, split

_ONLY_WHISPER = frozenset(("seek", "tokens", "temperature", "compression_ratio", "no_speech_prob"))
_NO_SPEAKER = (
    "The file does not say who speaks. Transcribe it with speaker labels, or use a source that has them."
)


def _kind(value: Any) -> Literal["whisper_json", "whisperx_json"] | None:
    """Which of the two wrote it. Whatever names a speaker is read as WhisperX, whoever added it."""
    segments = objects(table(value).get("segments"))
    timed = [s for s in segments if "start" in s and ("text" in s or "words" in s)]
    if not timed or "results" in value or "monologues" in value:
        return None
    words = [word for segment in timed for word in objects(segment.get("words"), 5)]
    if "word_segments" in value or any("speaker" in piece for piece in (*segments, *words)):
        return "whisperx_json"
    if any(_ONLY_WHISPER & segment.keys() for segment in timed) or any("probability" in w for w in words):
        return "whisper_json"
    return "whisperx_json"


class WhisperxJson:
    """WhisperX: `segments` with `words`, a speaker on each where it was asked to tell them apart."""

    name: str = "whisperx_json"
    title: str = "WhisperX (JSON)"
    extensions: tuple[str, ...] = (".json",)
    times: Times = "start and end"

    def recognise(self, raw: Raw) -> int:
        """By `segments`, and by what only one of the two writes into them."""
        return 95 if _kind(root(raw)) == self.name else broken(raw, self.name)

    def parse(self, raw: Raw) -> Draft:
        """Read every segment; `text` and `word_segments` repeat them.

        Raises:
            MalformedError: Not JSON, or without a list of segments.
            TooLargeError: Over a limit.
        """
        whole = table(load(raw))
        segments = whole.get("segments")
        if not isinstance(segments, list):
            raise MalformedError(raw.name, "has no list of segments", do="Check the format.")
        nodes = Nodes()
        for index, segment in enumerate(segments):
            _read(nodes, index, segment)
        nodes.repeat("text", whole.get("text"))
        again = (string(table(w).get("word")) for w in entries(whole.get("word_segments")))
        nodes.repeat("word_segments", " ".join(word for word in again if word))
        draft = nodes.close(whole, "segments", "text", "word_segments")
        if draft.cues and not any(cue.speaker for cue in draft.cues):
            draft.notices.append(_NO_SPEAKER)
        what = "Times of segments as the recogniser gives them; one channel, so people who speak at once are one."
        draft.timing = timing(draft.cues, what, "not_measurable")
        return draft


class WhisperJson(WhisperxJson):
    """openai-whisper and what follows its JSON: `segments` without speakers."""

    name = "whisper_json"
    title = "Whisper (JSON)"


def _read(nodes: Nodes, index: int, segment: Any) -> None:
    path = f"segments[{index}]"
    if not isinstance(segment, dict):
        if segment not in (None, "", [], {}):
            nodes.unread(index + 1, path, segment, "is not an object")
        return
    tokens = [token for token in map(_token, entries(segment.get("words"))) if token]
    text = string(segment.get("text")) or join(tokens)
    if not text.strip():
        if segment.get("text") and not isinstance(segment["text"], str):
            nodes.unread(index + 1, path, segment, "its text is not a text")
        else:
            nodes.empty(index + 1, path, segment, "id", "speaker", "language", "type", "tokens")
        return
    whole = Cue(label(segment.get("speaker")), text, ms(segment.get("start")), ms(segment.get("end")))
    nodes.talk(split(text, tokens, whole))
    nodes.know(segment, "text", "words", "speaker", "tokens", "chars")


def _token(word: Any) -> Token | None:
    entry = table(word)
    text = string(entry.get("word")) or string(entry.get("text"))
    if text is None:
        return None
    score = entry["score"] if "score" in entry else entry.get("probability", entry.get("confidence"))
    return Token(
        text, ms(entry.get("start")), ms(entry.get("end")), confidence(score), label(entry.get("speaker"))
    )
