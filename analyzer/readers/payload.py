"""The text of one caption cue: voices, names, tags, entities."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from analyzer.readers.names import Prefix, split_prefix

_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:[ \t]+([^<>]*))?>|(</v>)", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:c|b|i|u|s|ruby|rt|lang|font)(?:[.\s][^<>]*)?/?>|<(?:\d+:)?\d\d:\d\d\.\d{3}>|\{\\an?\d\}",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d?);")
# noScribe writes time stamps and pauses as cues of their own.
_STAMP = re.compile(r"\s*\[(?:\d{1,3}:)?\d{1,2}:\d{2}(?:\.\d{1,3})?\]\s*")
_PAUSE = re.compile(r"\s*\(\s*(?:\.{1,4}|…|\d{1,4}\s+\w+(?:\[\w+\])?\s+paus\w*)\s*\)\s*", re.IGNORECASE)


@dataclass
class Piece:
    """What one voice says in one cue: its parts and the source lines they stand on."""

    speaker: str | None
    parts: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


def unescape(text: str) -> str:
    """Character references decoded; an ampersand without a semicolon stays as it is.

    >>> unescape("Q&amp;A &#39;now&#39; AT&T")
    "Q&A 'now' AT&T"
    """
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text


def is_event(text: str) -> bool:
    """A time stamp or a pause written as if it were said."""
    return _STAMP.fullmatch(text) is not None or _PAUSE.fullmatch(text) is not None


def pieces(payload: list[tuple[int, str]], take: Callable[..., Prefix | None]) -> list[Piece]:
    """Voices of a cue, in order. A line with nothing to hear on it is in no piece.

    Args:
        payload: Line number and text of each line of the cue.
        take: `Names.take` of the file: whether what stands before a colon is a name.
    """
    found: list[Piece] = []
    piece = Piece(None)
    voiced = False
    for index, (line, raw) in enumerate(payload):
        at = 0
        for tag in _VOICE.finditer(raw):
            _say(piece, raw[at : tag.start()], line)
            at = tag.end()
            piece = _next(found, piece)
            if tag[2] is None:
                voiced = True
                piece.speaker = unescape(tag[1] or "").strip() or None
        rest = raw[at:]
        if not voiced:
            prefix = take(split_prefix(untag(rest)), first=index == 0)
            if prefix is not None:
                piece = _next(found, piece)
                piece.speaker, rest = unescape(prefix.name), prefix.rest
        _say(piece, rest, line)
    _next(found, piece)
    return [piece for piece in found if not is_event(" ".join(piece.parts))]


def _next(found: list[Piece], piece: Piece) -> Piece:
    if piece.parts:
        found.append(piece)
    return Piece(None)


def untag(text: str) -> str:
    """Without tags of style, language and time; voice tags stay."""
    return _TAG.sub("", text) if "<" in text or "{" in text else text


def _say(piece: Piece, text: str, line: int) -> None:
    said = unescape(untag(text)).strip()
    if not said:
        return
    piece.parts.append(said)
    if not piece.lines or piece.lines[-1] != line:
        piece.lines.append(line)
