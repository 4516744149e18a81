"""Amazon Transcribe: the words are in `items`, their speakers beside them. Times are texts, in seconds."""

from __future__ import annotations

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
from analyzer.readers.json_words import Token, runs

_NO_SPEAKER = "Speaker labels were not asked for, so the file does not say who speaks."


class AwsJson:
    """`results.items`, with `speaker_labels`, `channel_labels` or a label on each item."""

    name = "aws_json"
    title = "Amazon Transcribe (JSON)"
    extensions: tuple[str, ...] = (".json",)
    times: Times = "start and end"

    def recognise(self, raw: Raw) -> int:
        """By `results` with `items` that hold alternatives, or with `transcripts`."""
        results = table(table(root(raw)).get("results"))
        if any("alternatives" in item for item in objects(results.get("items"))):
            return 98
        if any("transcript" in entry for entry in objects(results.get("transcripts"))):
            return 95
        return broken(raw, self.name)

    def parse(self, raw: Raw) -> Draft:
        """Read every item; `transcripts` and `audio_segments` repeat them.

        Raises:
            MalformedError: Not JSON, without items and transcripts, or a job that is not finished.
            TooLargeError: Over a limit.
        """
        whole = table(load(raw))
        results = table(whole.get("results"))
        items = entries(results.get("items"))
        transcripts = objects(results.get("transcripts"))
        if not items and not transcripts:
            do = "Check the format, and that the job is completed."
            raise MalformedError(raw.name, "has neither items nor transcripts", do=do)
        nodes = Nodes()
        channels = objects(table(results.get("channel_labels")).get("channels"), 100)
        tokens = _tokens(nodes, items, _speakers(results, channels))
        nodes.draft.cues.extend(_cues(tokens, several=len(channels) > 1))
        for index, entry in enumerate(transcripts):
            if tokens:
                nodes.repeat(f"results.transcripts[{index}]", entry.get("transcript"))
            elif string(entry.get("transcript")):
                nodes.talk([Cue(None, entry["transcript"])])
        for index, entry in enumerate(objects(results.get("audio_segments"), len(items) or 1)):
            nodes.repeat(f"results.audio_segments[{index}]", entry.get("transcript"))
        known = ("items", "transcripts", "audio_segments", "speaker_labels", "channel_labels", "segments")
        nodes.know(results, *known)
        nodes.markup(len(entries(results.get("segments"))))  # other readings of the same talk
        draft = nodes.close(whole)
        if draft.cues and not any(cue.speaker for cue in draft.cues):
            draft.notices.append(_NO_SPEAKER)
        several = len(channels) > 1
        how = (
            "one channel for each speaker" if several else "one channel, so people who speak at once are one"
        )
        what = f"Times of words as the recogniser gives them; {how}."
        draft.timing = timing(draft.cues, what, "measurable" if several else "not_measurable")
        return draft


def _cues(tokens: list[Token], *, several: bool) -> list[Cue]:
    """With channels, the words of both are mixed in order of time: each channel is read by itself."""
    if not several:
        return runs(tokens)
    channels: dict[str | None, list[Token]] = {}
    for token in tokens:
        channels.setdefault(token.speaker, []).append(token)
    cues = [cue for channel in channels.values() for cue in runs(channel)]
    return sorted(cues, key=lambda cue: -1 if cue.start_ms is None else cue.start_ms)


def _speakers(results: dict[str, Any], channels: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """(start, end) of a word as written -> who says it."""
    found: dict[tuple[str, str], str] = {}
    segments = entries(table(results.get("speaker_labels")).get("segments"))
    for segment in (table(entry) for entry in segments):
        for item in (table(entry) for entry in entries(segment.get("items"))):
            who = label(item.get("speaker_label")) or label(segment.get("speaker_label"))
            if who:
                found[_key(item)] = who
    for number, channel in enumerate(channels):
        who = label(channel.get("channel_label")) or f"ch_{number}"
        for item in (table(entry) for entry in entries(channel.get("items"))):
            found.setdefault(_key(item), who)
    return found


def _key(item: dict[str, Any]) -> tuple[str, str]:
    return str(item.get("start_time")), str(item.get("end_time"))


def _tokens(nodes: Nodes, items: list[Any], speakers: dict[tuple[str, str], str]) -> list[Token]:
    """Every item is a node. A mark has no time and goes with the word before it."""
    found: list[Token] = []
    speaker: str | None = None
    for index, item in enumerate(items):
        entry = table(item)
        readings = objects(entry.get("alternatives"))
        text = string(readings[0].get("content")) if readings else None
        if text is None:
            if readings or (item and entry.get("alternatives") != []):
                nodes.unread(index + 1, f"results.items[{index}]", item, "has no content that is a text")
            else:
                nodes.empty(
                    index + 1,
                    f"results.items[{index}]",
                    item,
                    "type",
                    "speaker_label",
                    "start_time",
                    "end_time",
                )
            continue
        mark = entry.get("type") == "punctuation"
        own = label(entry.get("speaker_label")) or label(entry.get("channel_label"))
        if not mark:
            speaker = own or speakers.get(_key(entry)) or speaker
        start, end = ms(entry.get("start_time")), ms(entry.get("end_time"))
        found.append(Token(text, start, end, confidence(readings[0].get("confidence")), speaker, mark))
        nodes.talk([])
    return found
