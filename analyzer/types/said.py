"""What was said: a session, its turns, and an account of its source."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from analyzer.types.base import Role, Value


class Word(Value):
    """One recognised word: offsets in `Turn.text`, times in ms, confidence 0-1 where the source has them."""

    start: int
    end: int
    start_ms: int | None = None
    end_ms: int | None = None
    confidence: float | None = None


class Segment(Value):
    """A stretch of a turn that the source timed as one (a cue, a segment): offsets and ms.

    A turn merged from several cues keeps them here, so that silence between cues is not
    counted as talk.
    """

    start: int
    end: int
    start_ms: int | None = None
    end_ms: int | None = None
    source_line: int | None = None


class Turn(Value):
    """What one speaker said until another speaker began.

    Args:
        index: Position in `Session.turns`, from 0.
        speaker: The name as shown; one person under two casings has one name.
        start_ms: Start of the first segment, or None where the format has no times.
        end_ms: End of the last segment, or None where the format has no end times.
        segments: The source's own pieces, in order; at least one.
        words: Word times, only where the source has them.
        source_line: 1-based line of the source where the turn starts; None for binary sources.
    """

    index: int = Field(ge=0)
    speaker: str
    role: Role = "unknown"
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    segments: tuple[Segment, ...] = ()
    words: tuple[Word, ...] | None = None
    source_line: int | None = None

    @model_validator(mode="after")
    def _times_in_order(self) -> Self:
        if self.start_ms is not None and self.end_ms is not None and self.end_ms < self.start_ms:
            raise ValueError(f"turn {self.index} ends before it starts: {self.start_ms} > {self.end_ms} ms")
        return self


class UnreadLine(Value):
    """A piece of the source that became neither talk nor known markup.

    Args:
        line: 1-based line number, or the ordinal of the node, row or paragraph in `unit`.
        unit: What `line` counts.
        text: The piece itself, shortened to 200 characters.
        reason: Why it was not read, in plain words.
        do: What would make it readable.
    """

    line: int
    unit: Literal["line", "row", "node", "paragraph", "cue"] = "line"
    text: str
    reason: str
    do: str = ""


class Timing(Value):
    """What the format can tell about time.

    `measured`: given by the source. `estimated`: derived (an end from the next start).
    `absent`: not there.
    """

    start: Literal["measured", "estimated", "absent"] = "absent"
    end: Literal["measured", "estimated", "absent"] = "absent"
    overlap: Literal["measurable", "not_measurable"] = "not_measurable"
    reason: str = ""


class Accounting(Value):
    """Where each piece of the source went: non-blank lines (or nodes, rows, paragraphs).

    `total == talk + markup + unread`, always.
    """

    unit: Literal["line", "row", "node", "paragraph", "cue"] = "line"
    total: int
    talk: int
    markup: int
    unread: int

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.total != self.talk + self.markup + self.unread:
            raise ValueError(
                f"{self.total} pieces, but {self.talk} + {self.markup} + {self.unread} accounted for"
            )
        return self


class Source(Value):
    """Where a session came from. Holds the file's base name, never its folder."""

    format: str
    name: str
    sha256: str
    encoding: str | None = None
    timing: Timing = Timing()
    accounting: Accounting


class Speaker(Value):
    """One person in the session and why that role was given.

    Args:
        aliases: Other spellings under which the source names this person.
        confidence: 0-1, of the role. None while no role has been looked for.
        reason: In words a coach understands.
    """

    name: str
    role: Role = "unknown"
    confidence: float | None = None
    reason: str = ""
    aliases: tuple[str, ...] = ()


class Session(Value):
    """A transcript as read: turns, what was not read, and where it came from."""

    session_id: str
    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...]
    unread: tuple[UnreadLine, ...] = ()
    source: Source
    notices: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _turns_are_numbered(self) -> Self:
        names = {s.name for s in self.speakers}
        for i, turn in enumerate(self.turns):
            if turn.index != i:
                raise ValueError(f"turn {i} has index {turn.index}")
            if turn.speaker not in names:
                raise ValueError(f"turn {i}: its speaker is not among the session's speakers")
        return self

    def speaker_with_role(self, role: Role) -> tuple[str, ...]:
        """Names of the speakers that have `role`, in order of first appearance."""
        return tuple(s.name for s in self.speakers if s.role == role)
