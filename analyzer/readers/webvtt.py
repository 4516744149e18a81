"""WebVTT in four dialects: Zoom (`Name: text`), voice tags (Teams), `[SPEAKER_00]:` (WhisperX), no names."""

from __future__ import annotations

import re

from analyzer.readers.base import Draft, Raw, Times
from analyzer.readers.captions import is_header, learn_names, parse_captions, split_blocks

_VTT_TIME = re.compile(r"\s*(?:\d{1,3}:)?\d{1,2}:\d{2}\.\d{1,3}\s*-->")
_VOICE = re.compile(r"<v[.\s>]")
_BRACKET = re.compile(r"\[[^\[\]]{1,80}\]:")


def dialect(raw: Raw) -> tuple[str, int]:
    """Name of the WebVTT dialect and how sure it is WebVTT at all (0-100).

    The header says so; a file that lost it is known by the points in its times.
    """
    if "webvtt" not in raw.asked:
        raw.asked["webvtt"] = _dialect(raw)
    found: tuple[str, int] = raw.asked["webvtt"]
    return found


def _dialect(raw: Raw) -> tuple[str, int]:
    head = raw.head
    if not head:
        return "vtt", 0
    arrows = sum(1 for line in head if _VTT_TIME.match(line))
    sure = 95 if is_header(head[0].lstrip()) else 80 if arrows else 0
    if not sure:
        return "vtt", 0
    blocks = split_blocks(raw.lines[: 4 * len(head)])
    first = [block.payload[0][1] for block in blocks.cues if block.payload]
    if any(_VOICE.search(text) for text in first):
        return "teams_vtt", sure
    if any(_BRACKET.match(text) for text in first):
        return "whisperx_vtt", sure
    names = learn_names(blocks)
    return ("zoom_vtt" if names.accepted or names.trusted else "vtt"), sure


class _Webvtt:
    """What the dialects share. All read with one parser: a file may mix them."""

    name = "vtt"
    title = ""
    extensions: tuple[str, ...] = (".vtt",)
    times: Times = "start and end"
    reason = ""

    def recognise(self, raw: Raw) -> int:
        """As `dialect` says, for its own name."""
        if raw.text is None:
            return 0
        name, sure = dialect(raw)
        return sure if name == self.name else 0

    def parse(self, raw: Raw) -> Draft:
        """Read every cue; a line that cannot be read is listed."""
        return parse_captions(raw, self.reason)


class ZoomVtt(_Webvtt):
    """Zoom cloud transcript: `Name: text` in each cue."""

    name = "zoom_vtt"
    title = "Zoom transcript (WebVTT, Name: text)"
    reason = "Zoom writes one speaker at a time: people who talk at once cannot be told from it."


class TeamsVtt(_Webvtt):
    """Voice tags: Teams, noScribe and others."""

    name = "teams_vtt"
    title = "Teams transcript (WebVTT with voice tags; also noScribe)"
    reason = "Cues follow one another: people who talk at once cannot be told from them."


class WhisperxVtt(_Webvtt):
    """WhisperX: `[SPEAKER_00]: text`, hours left out below one hour."""

    name = "whisperx_vtt"
    title = "WhisperX captions (WebVTT, [SPEAKER_00]:)"
    reason = "The recogniser gives each stretch of sound to one speaker: overlap cannot be told from it."


class PlainVtt(_Webvtt):
    """WebVTT that names nobody."""

    name = "vtt"
    title = "WebVTT without speaker names"
    reason = "The file names no speakers, so who talked how much cannot be measured."
