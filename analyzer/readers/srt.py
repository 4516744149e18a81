"""SubRip captions: `00:00:01,000 --> 00:00:04,000`, with `Name: ` or `[SPEAKER_00]: ` or no names."""

from __future__ import annotations

import re

from analyzer.readers.base import Draft, Raw, Times
from analyzer.readers.captions import is_header, parse_captions

_TIME = re.compile(r"\s*(?:\d{1,3}:)?\d{1,2}:\d{2},\d{1,3}\s*-->")
_REASON = "Cues follow one another: people who talk at once cannot be told from them."


class Srt:
    """SRT, with the line rules of `analyzer.readers.captions`."""

    name = "srt"
    title = "SubRip captions"
    extensions: tuple[str, ...] = (".srt",)
    times: Times = "start and end"

    def recognise(self, raw: Raw) -> int:
        """By the comma in its times; a WebVTT header settles it the other way."""
        if not raw.head or is_header(raw.head[0].lstrip()):
            return 0
        return 90 if any(_TIME.match(line) for line in raw.head) else 0

    def parse(self, raw: Raw) -> Draft:
        """Read every cue; a line that cannot be read is listed."""
        return parse_captions(
            raw, "Cues follow one another: people who talk at once cannot be told from them."
        )
