"""Deepgram: utterances where they were asked for, else the words of each channel. Times in seconds."""

from __future__ import annotations

from dataclasses import replace
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
    objects,
    root,
    string,
    table,
    timing,
)
from analyzer.readers.json_words import Token, join, runs, split

_PLAIN = "Neither utterances nor speakers were asked for, so the file does not say who speaks."


class DeepgramJson:
    """`results.utterances`, or `results.channels[].alternatives[].words`."""

    name = "deepgram_json"
    title = "Deepgram (JSON)"
    extensions: tuple[str, ...] = (".json",)
    times: Times = "start and end"

    def recognise(self, raw: Raw) -> int:
        """By `results` with `channels` that hold alternatives, or with `utterances`."""
        results = _results(root(raw))
        if any("alternatives" in channel for channel in objects(results.get("channels"))):
            return 97
        if any("transcript" in utterance for utterance in objects(results.get("utterances"))):
            return 96
        return broken(raw, self.name)

    def parse(self, raw: Raw) -> Draft:
        """Read the utterances, or else the words.

        Raises:
            MalformedError: Not JSON, or with neither channels nor utterances.
            TooLargeError: Over a limit.
        """
        whole = load(raw)
        results = _results(whole)
        channels, utterances = entries(results.get("channels")), entries(results.get("utterances"))
        if not channels and not utterances:
            raise MalformedError(raw.name, "has neither channels nor utterances", do="Check the format.")
        numbers = {_channel(utterance) for utterance in utterances} - {None}
        several = len(channels) > 1 or len(numbers) > 1
        nodes = Nodes()
        for index, utterance in enumerate(utterances):
            _utterance(nodes, index, utterance, several)
        if nodes.draft.talk:
            for index, channel in enumerate(channels):
                _repeated(nodes, index, channel)
        else:
            _channels(nodes, channels, several)
        nodes.know(results, "utterances", "channels")
        draft = nodes.close(whole)
        if draft.cues and not any(cue.speaker for cue in draft.cues):
            draft.notices.append(_PLAIN)
        overlap = (
            "one channel for each speaker" if several else "one channel, so people who speak at once are one"
        )
        what = f"Times of words as the recogniser gives them; {overlap}."
        draft.timing = timing(draft.cues, what, "measurable" if several else "not_measurable")
        return draft


def _results(whole: Any) -> dict[str, Any]:
    value = table(whole)
    return table(value.get("results")) or table(table(value.get("result")).get("results"))


def _name(speaker: Any, channel: int | None, several: bool) -> str | None:
    """With several channels each is a person; speakers are numbered from 0 again in each."""
    who = label(speaker)
    if not several or channel is None:
        return who
    return f"Channel {channel}" if who is None else f"Channel {channel}, {who}"


def _channel(utterance: Any) -> int | None:
    """Of a live transcript it is a list: this channel of how many."""
    found = table(utterance).get("channel")
    found = found[0] if isinstance(found, list) and found else found
    return found if isinstance(found, int) else None


def _utterance(nodes: Nodes, index: int, utterance: Any, several: bool) -> None:
    path = f"results.utterances[{index}]"
    entry = table(utterance)
    channel = _channel(entry)
    tokens = _tokens(entry.get("words"), channel, several)
    text = string(entry.get("transcript")) or join(tokens)
    if not text:
        if entry.get("transcript") or (utterance and not entry):
            nodes.unread(index + 1, path, utterance, "has no transcript that is a text")
        else:
            nodes.empty(index + 1, path, utterance, "id", "speaker", "languages", "sentiment")
        return
    speaker = _name(entry.get("speaker"), channel, several)
    # In an utterance the word's text may lack the punctuation that the transcript has.
    nodes.talk(split(text, tokens, Cue(speaker, text, ms(entry.get("start")), ms(entry.get("end")))))
    nodes.know(entry, "transcript", "words")


def _tokens(words: Any, channel: int | None, several: bool) -> list[Token]:
    found = []
    for word in entries(words):
        entry = table(word)
        text = string(entry.get("punctuated_word")) or string(entry.get("word"))
        if text is not None:
            speaker = _name(entry.get("speaker"), channel, several)
            times = ms(entry.get("start")), ms(entry.get("end"))
            found.append(Token(text, *times, confidence(entry.get("confidence")), speaker))
    return found


def _repeated(nodes: Nodes, index: int, channel: Any) -> None:
    """What the channels say again, once the utterances are read. Only the first alternative is checked."""
    for place, alternative in enumerate(objects(table(channel).get("alternatives"))):
        if place == 0:
            nodes.repeat(
                f"results.channels[{index}].alternatives[0].transcript", alternative.get("transcript")
            )
        else:
            nodes.markup()


def _channels(nodes: Nodes, channels: list[Any], several: bool) -> None:
    cues: list[Cue] = []
    for index, channel in enumerate(channels):
        path = f"results.channels[{index}]"
        alternatives = objects(table(channel).get("alternatives"))
        if not alternatives:
            if channel not in (None, {}) and table(channel).get("alternatives") != []:
                nodes.unread(index + 1, path, channel, "has no list of alternatives")
            continue
        nodes.markup(len(alternatives) - 1)
        best = alternatives[0]
        tokens = _tokens(best.get("words"), index, several)
        text = string(best.get("transcript"))
        if tokens:
            # A word without a speaker belongs to whoever spoke before.
            found = runs(_carried(tokens))
            nodes.repeat(f"{path}.alternatives[0].transcript", text)
        else:
            found = [Cue(_name(None, index, several), text)] if text else []
        if not found:
            nodes.empty(index + 1, path, best, "languages", "id")
            continue
        nodes.talk([])
        cues.extend(found)
    if several:  # what was said at the same time stands side by side
        cues.sort(key=lambda cue: -1 if cue.start_ms is None else cue.start_ms)
    nodes.draft.cues.extend(cues)


def _carried(tokens: list[Token]) -> list[Token]:
    speaker = next((token.speaker for token in tokens if token.speaker), None)
    found = []
    for token in tokens:
        speaker = token.speaker or speaker
        found.append(replace(token, speaker=speaker))
    return found
