"""Praat TextGrid: the long, the short and the binary form."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Literal, NamedTuple

from analyzer.errors import MalformedError, TooLargeError
from analyzer.readers.base import Draft, Raw, Times
from analyzer.readers.json_common import ms
from analyzer.readers.tiers import Piece, Tier, draft_of
from analyzer.types import Timing, UnreadLine

MAX_INTERVALS = 1_000_000
MAX_TIERS = 1_000
_BINARY = b"ooBinaryFile"
_START = re.compile(r'\s*(?:File type\s*=\s*)?"ooTextFile(?: short)?"')
# Praat itself reads no more than this of both text forms: strings, flags and numbers that stand free.
_TOKEN = re.compile(
    r'"(?:[^"]++|"")*+"|<\w+>|(?<![^\s])[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?(?![^\s])|(?<![^\s])--undefined--|^[ \t]*!.*$',
    re.MULTILINE,
)
_END_OF_LINE = re.compile(r"[ \t]*(?:!.*)?$", re.MULTILINE)
_CLOSING = re.compile(r'"[ \t]*$', re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+")
_FIELDS = frozenset(
    "file type object class name text mark number time xmin xmax tiers size item intervals points".split()
)
_DO = "Open it in Praat and save it again."


class _Token(NamedTuple):
    kind: Literal["string", "number", "flag", "loose"]
    text: str
    at: int


class TextGrid:
    """Tiers of intervals; tiers of points are comments."""

    name = "textgrid"
    title = "Praat TextGrid (long, short, binary)"
    extensions: tuple[str, ...] = (".TextGrid", ".textgrid")
    times: Times = "start and end"

    def recognise(self, raw: Raw) -> int:
        """By its first lines."""
        if raw.text is None:
            return 98 if raw.data.lstrip()[:12] == _BINARY and b"TextGrid" in raw.data[:40] else 0
        head = raw.text[:500]
        return 98 if _START.match(head) and '"TextGrid"' in head else 0

    def parse(self, raw: Raw) -> Draft:
        """Read every interval and point.

        Raises:
            MalformedError: It breaks off in its head, or is no TextGrid.
            TooLargeError: Over a limit.
        """
        unread: list[UnreadLine] = []
        if raw.text is None:
            tiers, whole = _binary(raw)
        else:
            tiers, whole = _text(raw, raw.text, unread)
        draft = draft_of(tiers)
        draft.unread += unread
        draft.total += len(unread)
        if not whole:
            draft.notices.append("The file breaks off before its end; what stands before was read.")
        names = {cue.speaker for cue in draft.cues}
        several = len(names) > 1
        how = "each person has a tier" if several else "one tier holds all the talk"
        if draft.cues:
            draft.timing = Timing(
                start="measured",
                end="measured",
                overlap="measurable" if several else "not_measurable",
                reason=f"Times of intervals as set by hand or by an aligner; {how}.",
            )
        return draft


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while (match := _TOKEN.search(text, at)) is not None:
        yield from _between(text, at, match.start())
        at = match.end()
        found = match[0]
        if found.lstrip().startswith("!"):
            continue
        if found[0] != '"':
            yield _Token("flag" if found[0] == "<" else "number", found, match.start())
            continue
        inner = found[1:-1].replace('""', '"')
        if not _END_OF_LINE.match(text, at) and not text[at : at + 40].lstrip(" \t").startswith('"'):
            # A mark within the text that is not doubled: it ends with the last one of the line.
            stop = _line_end(text, at)
            last = list(_CLOSING.finditer(text, at, stop))
            if last:
                inner, at = text[match.start() + 1 : last[-1].start()].replace('""', '"'), last[-1].end()
        yield _Token("string", inner, match.start())
    yield from _between(text, at, len(text))


def _between(text: str, start: int, end: int) -> Iterator[_Token]:
    """What stands between two tokens, where it is more than the names of Praat's fields."""
    if any(word.casefold() not in _FIELDS for word in _WORD.findall(text, start, end)):
        yield _Token("loose", text[start:end].strip(), start)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _text(raw: Raw, text: str, unread: list[UnreadLine]) -> tuple[list[Tier], bool]:
    """Tiers, and whether the file is whole. Strings that fit nowhere are unread."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    tokens = [token for token in _tokens(text) if token.kind != "flag"]
    if len(tokens) > 4 * MAX_INTERVALS:
        raise TooLargeError(raw.name, f"over the limit of {MAX_INTERVALS:,} intervals", do="Split the file.")
    place = next((k for k, token in enumerate(tokens) if token.text == "TextGrid"), -1) + 1
    tiers: list[Tier] = []
    wanted = 0
    while place < len(tokens):
        token = tokens[place]
        if (
            token.kind == "string"
            and token.text in ("IntervalTier", "TextTier")
            and _kinds(tokens, place + 1, "snnn")
        ):
            if len(tiers) >= MAX_TIERS:
                raise TooLargeError(raw.name, f"over the limit of {MAX_TIERS:,} tiers", do=_DO)
            tiers.append(Tier(tokens[place + 1].text, point=token.text == "TextTier"))
            wanted += max(0, round(_float(tokens[place + 4].text)))
            place += 5
        elif tiers and not tiers[-1].point and _kinds(tokens, place, "nns"):
            tiers[-1].pieces.append(
                Piece(tokens[place + 2].text, ms(tokens[place].text), ms(tokens[place + 1].text))
            )
            place += 3
        elif tiers and tiers[-1].point and _kinds(tokens, place, "ns"):
            at = ms(tokens[place].text)
            tiers[-1].pieces.append(Piece(tokens[place + 1].text, at, at))
            place += 2
        else:
            if token.kind in ("string", "loose") and token.text.strip():
                line = text.count("\n", 0, token.at) + 1
                told = (
                    "a text without its two times"
                    if token.kind == "string"
                    else "words outside quotation marks"
                )
                why = f"line {line}: {told}"
                unread.append(
                    UnreadLine(line=len(unread) + 1, unit="node", text=token.text, reason=why, do=_DO)
                )
            place += 1
    if not tiers:
        raise MalformedError(raw.name, "has no tier", do=_DO)
    return tiers, sum(len(tier.pieces) for tier in tiers) >= wanted


def _kinds(tokens: list[_Token], place: int, kinds: str) -> bool:
    part = tokens[place : place + len(kinds)]
    return len(part) == len(kinds) and all(
        token.kind[0] == kind for token, kind in zip(part, kinds, strict=True)
    )


def _float(text: str) -> float:
    try:
        return min(float(text), 1e9)
    except ValueError:
        return 0.0


class _Bytes:
    """Reads numbers and strings one after the other; numbers have their high byte first."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, form: str) -> float:
        """One number. Raises struct.error at the end of the data."""
        (value,) = struct.unpack_from(f">{form}", self.data, self.at)
        self.at += struct.calcsize(f">{form}")
        return float(value)

    def string(self, form: str) -> str:
        """A string after its length; a length of -1 says that it is UTF-16."""
        count = int(self.take(form))
        if count == -1 or (form == "h" and count < -1):
            count = int(self.take("h")) * 2
            text = self._cut(count).decode("utf-16-be", errors="replace")
        else:
            text = self._cut(count).decode("latin-1")
        return text

    def _cut(self, count: int) -> bytes:
        if count < 0 or self.at + count > len(self.data):
            raise struct.error("beyond the end")
        self.at += count
        return self.data[self.at - count : self.at]


def _binary(raw: Raw) -> tuple[list[Tier], bool]:
    source = _Bytes(raw.data.lstrip())
    source.at = len(_BINARY)
    tiers: list[Tier] = []
    count = 0
    try:
        if source.string("B") != "TextGrid":
            raise MalformedError(raw.name, "is a Praat file and not a TextGrid", do=_DO)
        _skip(source, 2)
        source.take("B")
        for _ in range(int(source.take("i"))):
            point = source.string("B") == "TextTier"
            tiers.append(Tier(source.string("h"), point=point))
            _skip(source, 2)
            for _ in range(int(source.take("i"))):
                count += 1
                if count > MAX_INTERVALS or len(tiers) > MAX_TIERS:
                    raise TooLargeError(
                        raw.name, f"over the limit of {MAX_INTERVALS:,} intervals", do="Split the file."
                    )
                start = ms(source.take("d"))
                end = start if point else ms(source.take("d"))
                tiers[-1].pieces.append(Piece(source.string("h"), start, end))
    except struct.error as error:
        if not tiers:
            raise MalformedError(raw.name, "breaks off in its head", do=_DO) from error
        return tiers, False
    return tiers, True


def _skip(source: _Bytes, doubles: int) -> None:
    for _ in range(doubles):
        source.take("d")
