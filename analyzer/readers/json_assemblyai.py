"""AssemblyAI: utterances, or the words where speakers were not asked for. Times in whole milliseconds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

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
    number,
    objects,
    root,
    string,
    table,
    timing,
)
from analyzer.readers.json_words import Token, join, runs, split

_OWN = frozenset(
    "audio_url acoustic_model language_model language_code audio_duration speaker_labels speech_model"
    " punctuate format_text dual_channel multichannel webhook_url auto_highlights".split()
)
_NO_SPEAKER = "Speaker labels were not asked for, so the file does not say who speaks."


class AssemblyaiJson:
    """`utterances`, `words`, `text`."""

    name = "assemblyai_json"
    title = "AssemblyAI (JSON)"
    extensions: tuple[str, ...] = (".json",)
    times: Times = "start and end"

    def recognise(self, raw: Raw) -> int:
        """By utterances or words with `text` (Deepgram has `word`, `transcript`), or its own settings."""
        value = table(root(raw))
        if value.keys() & {"segments", "monologues", "results", "sentences", "turns", "transcriptEntries"}:
            return 0
        pieces = (*objects(value.get("utterances"), 5), *objects(value.get("words"), 5))
        if any("text" in piece and "start" in piece for piece in pieces):
            return 96
        if len(_OWN & value.keys()) > 2 and ("text" in value or "status" in value):
            return 90
        return broken(raw, self.name)

    def parse(self, raw: Raw) -> Draft:
        """Read the utterances, or else the words, or else the text.

        Raises:
            MalformedError: Not JSON, without text, or a transcript that is not finished.
            TooLargeError: Over a limit.
        """
        whole = table(load(raw))
        status = whole.get("status")
        if not (whole.get("text") or whole.get("words") or whole.get("utterances")):
            if status in ("queued", "processing", "error"):
                do = "Ask for it again when its status is completed."
                raise MalformedError(raw.name, "is not a finished transcript", f"status {status}", do)
            raise MalformedError(raw.name, "has no utterances, words or text", do="Check the format.")
        nodes = Nodes()
        utterances, words = entries(whole.get("utterances")), entries(whole.get("words"))
        scale = _scale(*utterances, *words)
        for index, utterance in enumerate(utterances):
            _utterance(nodes, index, utterance, scale)
        tokens = _tokens(nodes, words, scale, lost=not nodes.draft.talk)
        if nodes.draft.talk:
            nodes.repeat("words", " ".join(token.text for token in tokens))
            nodes.repeat("text", whole.get("text"))
        elif tokens:
            nodes.talk(runs(tokens))
            nodes.repeat("text", whole.get("text"))
        elif string(whole.get("text")):
            nodes.talk([Cue(None, str(whole["text"]))])
        draft = nodes.close(whole, "utterances", "words", "text")
        _tell(draft, whole, scale)
        return draft


def _tell(draft: Draft, whole: dict[str, Any], scale: float) -> None:
    if draft.cues and not any(cue.speaker for cue in draft.cues):
        draft.notices.append(_NO_SPEAKER)
    if scale != 1:
        draft.notices.append("Times have fractions, so they were read as seconds, not as milliseconds.")
    several = bool(whole.get("multichannel") or whole.get("dual_channel"))
    how = "one channel for each speaker" if several else "one channel, so people who speak at once are one"
    what = f"Times as the recogniser gives them; {how}."
    draft.timing = timing(draft.cues, what, "measurable" if several else "not_measurable")


def _scale(*pieces: Any) -> float:
    """1 for milliseconds. A fraction shows that a program in between has made seconds of them."""
    for piece in pieces:
        for key in ("start", "end"):
            found = number(table(piece).get(key))
            if found is not None and not found.is_integer():
                return 1000
    return 1


def _speaker(entry: dict[str, Any]) -> str | None:
    channel = entry.get("channel")
    return label(entry.get("speaker")) or label(channel, "Channel")


def _utterance(nodes: Nodes, index: int, utterance: Any, scale: float) -> None:
    path = f"utterances[{index}]"
    entry = table(utterance)
    tokens = [token for word in entries(entry.get("words")) if (token := _token(word, scale))]
    text = string(entry.get("text")) or join(tokens)
    if not text:
        if entry.get("text") or (utterance and not entry):
            nodes.unread(index + 1, path, utterance, "has no text")
        else:
            nodes.empty(index + 1, path, utterance, "speaker", "channel", "id")
        return
    whole = Cue(_speaker(entry), text, ms(entry.get("start"), scale), ms(entry.get("end"), scale))
    nodes.talk(split(text, tokens, whole))
    nodes.know(entry, "text", "words", "speaker")


def _tokens(nodes: Nodes, words: Iterable[Any], scale: float, *, lost: bool) -> list[Token]:
    """`lost`: a word that cannot be read is in no utterance either."""
    found = []
    for index, word in enumerate(words):
        token = _token(word, scale)
        if token is not None:
            found.append(token)
        elif lost and word:
            nodes.empty(index + 1, f"words[{index}]", word, "speaker", "channel")
    return found


def _token(word: Any, scale: float) -> Token | None:
    entry = table(word)
    text = string(entry.get("text"))
    if text is None:
        return None
    times = ms(entry.get("start"), scale), ms(entry.get("end"), scale)
    return Token(text, *times, confidence(entry.get("confidence")), _speaker(entry))
