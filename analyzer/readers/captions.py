"""WebVTT and SRT, from lines to cues, with an account of every line.

Written here and not taken from webvtt-py or srt: both skip or glue a cue whose arrow is broken
(`->`) and neither says so, and neither tells which source line a cue came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from analyzer.readers.base import Cue, Draft, Raw
from analyzer.readers.flow import KEPT
from analyzer.readers.names import Names, Prefix, split_prefix, study
from analyzer.readers.payload import Piece, pieces, untag
from analyzer.readers.times import STAMP, stamp_ms
from analyzer.types import Timing, UnreadLine

_ARROW = re.compile(
    rf"\s*({STAMP})[ \t]*-->[ \t]*({STAMP})"
    r"((?:[ \t]+(?:align|line|position|size|vertical|region|[XY][12]):\S*)*)(.*)"
)
# Two stamps and hardly anything else: meant as a time line, with an arrow no player knows.
_BROKEN = re.compile(rf"\s*{STAMP}\s*(?:-*&gt;|[^\w\s]{{0,6}}(?:\s?[^\w\s]{{1,6}})?)\s*{STAMP}\s*")
_ID = re.compile(r"\s*(?:\d{1,9}|[\w./{}-]*\d[\w./{}-]*)\s*")
# What may stand behind WEBVTT. The standard allows anything; without the dash it may as well be talk.
_TITLE = re.compile(r"\s*(?:-[^:<]*|FILE\s*|(?:Kind|Language)\s*:.*)?", re.IGNORECASE)
_HEADER = re.compile(r"\s*(?:Kind|Language|X-TIMESTAMP-MAP|Region|Style)\s*[:=].*", re.IGNORECASE)
_BAD_ARROW = "a time line that cannot be read; the words below it are kept, without times"
_NO_TIME = "words outside any cue, with no name before them"


@dataclass
class Block:
    """A cue as lines: times (None where its time line is broken or missing) and payload with line numbers."""

    start_ms: int | None = None
    end_ms: int | None = None
    timed: bool = False
    orphan: bool = False
    payload: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Blocks:
    """All cues of a file; `markup` counts header, notes, styles, ids and time lines."""

    cues: list[Block] = field(default_factory=list)
    markup: int = 0
    total: int = 0
    unread: list[UnreadLine] = field(default_factory=list)


def split_blocks(lines: list[str]) -> Blocks:
    """One pass over the lines of a caption file."""
    return _Splitter(lines).run()


class _Splitter:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.out = Blocks(total=sum(1 for line in lines if line.strip()))
        self.at = 0

    def run(self) -> Blocks:
        self._header()
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.strip():
                self.at += 1
            elif _is_note(line):
                self._skip_block()
            elif _is_time(line):
                self._cue()
            elif self._time_below() and (_ID.fullmatch(line) or not split_prefix(line)):
                self._id(line)
            else:
                self._orphan()
        return self.out

    def _time_below(self) -> bool:
        return self.at + 1 < len(self.lines) and _is_time(self.lines[self.at + 1])

    def _header(self) -> None:
        while self.at < len(self.lines) and not self.lines[self.at].strip():
            self.at += 1
        if self.at == len(self.lines) or not is_header(self.lines[self.at]):
            return
        self._title(self.lines[self.at][6:])
        while self.at < len(self.lines) and _HEADER.fullmatch(self.lines[self.at]):
            self.out.markup += 1
            self.at += 1

    def _title(self, title: str) -> None:
        """What follows WEBVTT on its line: a title, or a cue whose line end is lost."""
        stamp = re.search(STAMP, title[:80])
        if "-->" in title and stamp is not None and not any(map(str.isalpha, title[: stamp.start()])):
            self.lines = [*self.lines[: self.at], title[stamp.start() :], *self.lines[self.at + 1 :]]
            return
        if "-->" in title or not _TITLE.fullmatch(title):
            self._leave("words on the line of the header", "Put a blank line and a time line above them.")
        else:
            self.out.markup += 1
        self.at += 1

    def _skip_block(self) -> None:
        while self.at < len(self.lines) and self.lines[self.at].strip() and not _is_time(self.lines[self.at]):
            self.out.markup += 1
            self.at += 1

    def _id(self, line: str) -> None:
        if _ID.fullmatch(line):
            self.out.markup += 1
        else:  # an id may be any text; words that stand there may as well be talk
            self._leave("words above a time line, taken for the cue's id", "Put a blank line below them.")
        self.at += 1

    def _leave(self, reason: str, do: str) -> None:
        text = self.lines[self.at][:KEPT]
        self.out.unread.append(UnreadLine(line=self.at + 1, text=text, reason=reason, do=do))

    def _cue(self) -> None:
        line = self.lines[self.at]
        match = _ARROW.fullmatch(line)
        block = Block(timed=True)
        times = (stamp_ms(match[1]), stamp_ms(match[2])) if match else (None, None)
        if match is None or None in times:
            self._leave(_BAD_ARROW, "Write it as 00:00:00.000 --> 00:00:00.000.")
        else:
            block.start_ms, block.end_ms = times
            if match[4].strip():  # a lost line end: the payload begins on the time line
                block.payload.append((self.at + 1, match[4]))
            else:
                self.out.markup += 1
        self.at += 1
        self._payload(block)
        if block.payload:
            self.out.cues.append(block)

    def _payload(self, block: Block) -> None:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.strip() or _is_time(line):
                return
            # No blank line between two cues: the number above a time line is the next cue's id.
            if line.strip().isdigit() and self._time_below():
                return
            block.payload.append((self.at + 1, line))
            self.at += 1

    def _orphan(self) -> None:
        block = Block(orphan=True)
        block.payload.append((self.at + 1, self.lines[self.at]))
        self.at += 1
        self._payload(block)
        self.out.cues.append(block)


def is_header(line: str) -> bool:
    """The first line of WebVTT: the word alone, or followed by blank space and a title."""
    return line.startswith("WEBVTT") and (len(line) == 6 or line[6] in " \t")


def _is_note(line: str) -> bool:
    return line.rstrip() in ("NOTE", "STYLE", "REGION") or line.startswith(("NOTE ", "NOTE\t"))


def _is_time(line: str) -> bool:
    head = line[:80]
    if "-->" in head:
        return _ARROW.match(line) is not None or re.search(r"\d\d:\d\d", head) is not None
    return len(line) < 80 and head.lstrip()[:1].isdigit() and _BROKEN.fullmatch(line) is not None


def parse_captions(raw: Raw, reason: str) -> Draft:
    """Cues of a caption file.

    Args:
        raw: The file.
        reason: Why ends and overlaps are as they are, for `Timing.reason`.
    """
    blocks = split_blocks(raw.lines)
    names = learn_names(blocks)
    draft = Draft(total=blocks.total, markup=blocks.markup, unread=list(blocks.unread))
    for block in blocks.cues:
        _read_block(block, names.take, draft)
    draft.unread.sort(key=lambda line: line.line)
    draft.timing = Timing(start="measured", end="measured", reason=reason)
    return draft


def learn_names(blocks: Blocks) -> Names:
    """Which names the payloads use before a colon. Lines with a voice tag do not count."""
    found: list[Prefix | None] = []
    later: list[Prefix | None] = []
    for block in blocks.cues:
        if any("<v" in text for _, text in block.payload):
            continue
        for i, (_, text) in enumerate(block.payload):
            (later if i else found).append(split_prefix(untag(text)))
    # Second lines count for the names, not for the share: in most files they go on with a sentence.
    return study([*found, *(p for p in later if p and p.shape != "none")], max(1, len(found)), careful=True)


def _read_block(block: Block, take: Callable[..., Prefix | None], draft: Draft) -> None:
    found = pieces(block.payload, take)
    talk = {line for piece in found for line in piece.lines}
    for piece in found:
        if block.orphan and piece.speaker is None:
            talk.difference_update(piece.lines)
            _leave_piece(piece, block, draft)
        else:
            draft.cues.append(
                Cue(piece.speaker, " ".join(piece.parts), block.start_ms, block.end_ms, piece.lines[0])
            )
    unread = {line.line for line in draft.unread[-len(block.payload) :]} if block.orphan else set()
    for line, _ in block.payload:
        if line in talk:
            draft.talk += 1
        elif line not in unread:
            draft.markup += 1


def _leave_piece(piece: Piece, block: Block, draft: Draft) -> None:
    text = dict(block.payload)
    for line in piece.lines:
        draft.unread.append(
            UnreadLine(line=line, text=text[line][:KEPT], reason=_NO_TIME, do="Add a time line above them.")
        )
