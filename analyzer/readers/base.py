"""What every reader is given, what it gives back, and the rule it must keep.

A reader turns one file format into a `Draft`: cues in source order, plus an account of every
piece of the source. Merging cues into turns, unifying names and checking that nothing was lost
happen once, in `analyzer.readers.assemble`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, Literal, Protocol, runtime_checkable

from analyzer.types import Session, Timing, UnreadLine

HEAD_LINES = 400
MAX_JSON_VALUES = 8_000_000


class _KeyTwiceError(ValueError):
    """Python's parser would keep the last value and drop the others without a word."""


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _KeyTwiceError("a key stands twice in one object")
    return found


@dataclass(frozen=True)
class Raw:
    """The source as given: bytes, and the decoded text where it is text.

    Args:
        name: Base name for messages; `<stdin>` or `<bytes>` where there is no file.
        text: Decoded, without BOM, newlines as in the source. None for binary formats (ZIP).
        asked: What several readers ask of it, each answer found once.
    """

    name: str
    data: bytes
    text: str | None
    encoding: str | None
    asked: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def lines(self) -> list[str]:
        """Lines of `text` without their ends (CRLF, CR, LF); line n of the source is `lines[n - 1]`."""
        if self.text is None:
            return []
        return self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    @cached_property
    def head(self) -> list[str]:
        """The first `HEAD_LINES` non-blank lines: enough to recognise a format, whatever the size."""
        return list(islice((line for line in self.lines if line.strip()), HEAD_LINES))

    @cached_property
    def json(self) -> Any:
        """The text as JSON, parsed once for all readers that ask; None where it is not JSON."""
        return self._json[0]

    @property
    def json_problem(self) -> str:
        """Why a text that begins like JSON is not; empty where it is, or does not begin so."""
        return self._json[1]

    @cached_property
    def _json(self) -> tuple[Any, str]:
        if self.text is None or self.text.lstrip()[:1] not in ("{", "["):
            return None, ""
        # Each becomes a Python value of 50 to 300 bytes: counted before there is no memory left to say so.
        values = sum(self.text.count(mark) for mark in ",[{")
        if values > MAX_JSON_VALUES:
            return None, f"over the limit of {MAX_JSON_VALUES:,} values (found {values:,}); split the file"
        try:
            return json.loads(self.text, object_pairs_hook=_no_key_twice), ""
        except json.JSONDecodeError as error:
            return None, f"line {error.lineno}, column {error.colno}: {error.msg}"
        except RecursionError:
            return None, "nested too deep"
        except ValueError as error:
            return None, str(error) if isinstance(error, _KeyTwiceError) else "a number is too long"


@dataclass(frozen=True)
class CueWord:
    """One recognised word of a cue; `text` as it stands in the cue's text."""

    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    confidence: float | None = None


@dataclass(frozen=True)
class Cue:
    """One piece of talk as the source gives it. `speaker` None where the source names nobody."""

    speaker: str | None
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    line: int | None = None
    words: tuple[CueWord, ...] = ()


@dataclass
class Draft:
    """What a reader found. `total` counts the non-blank pieces; it equals `talk + markup + len(unread)`."""

    cues: list[Cue] = field(default_factory=list)
    unread: list[UnreadLine] = field(default_factory=list)
    unit: Literal["line", "row", "node", "paragraph", "cue"] = "line"
    total: int = 0
    talk: int = 0
    markup: int = 0
    timing: Timing = field(default_factory=Timing)
    notices: list[str] = field(default_factory=list)


Times = Literal["start and end", "start only", "coarse", "none", "depends on the file"]


class Reader(Protocol):
    """One file format.

    `name` is what `--format` takes and what `Source.format` says; `times` is what such a file can
    tell about time, for the list of formats (`Draft.timing` says it of one file).

    `recognise` looks at content only and gives 0 (not this format) to 100 (cannot be anything
    else). The highest wins; a tie at the top is an error that names both.
    """

    name: str
    title: str
    extensions: tuple[str, ...]
    times: Times

    def recognise(self, raw: Raw) -> int:
        """How sure this is the format of `raw`, 0-100. Never raises on any input."""
        ...

    def parse(self, raw: Raw) -> Draft:
        """Read everything.

        Raises:
            MalformedError: The file as a whole cannot be read (not one line of it).
            TooLargeError: Over a limit.
        """
        ...


@runtime_checkable
class SessionReader(Protocol):
    """A reader of our own JSON: it gives the whole session back, with nothing left to assemble."""

    def session(self, raw: Raw) -> Session | None:
        """The session as it was written; None where the file is only shaped like one (use `parse`).

        Raises:
            MalformedError: It says that it is a session and does not validate.
        """
        ...
