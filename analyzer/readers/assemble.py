"""Draft -> Session: cues merged into turns, names unified, times checked, nothing lost.

Every reader ends here, so these rules hold for all formats alike. All of it takes one pass.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from analyzer.errors import InputError, MalformedError, TooLargeError
from analyzer.readers.base import Cue, CueWord, Draft, Raw
from analyzer.types import Accounting, Segment, Session, Source, Speaker, Turn, UnreadLine, Word

UNKNOWN = "Unknown speaker"
# Five days at a cue a second. Each becomes about 2 KB of values.
MAX_CUES = 500_000
UNREAD_CHARS = 200
# Later than this is no time in a recording but a date (31 years in ms).
_MAX_MS = 10**12
# A pause after which a new turn begins where nobody is named: the other may have spoken next.
_PAUSE_MS = 2_000

_BAD = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SENTENCE_END = re.compile(r"[.?!…。？！][\"'”’)\]]*$")


def clean(text: str) -> str:
    """`text` on one line: control characters and runs of blank space become one space."""
    return " ".join(_SURROGATE.sub("\ufffd", _BAD.sub(" ", text)).split())


def assemble(draft: Draft, raw: Raw, format_name: str) -> Session:
    """A session from what a reader found.

    Consecutive cues of one speaker become one turn; each stays a segment of it. Where nobody is
    named, a turn ends with a sentence or at a pause: nobody knows whether the same person goes on.
    Turns stay in the order of the source, also where its times do not.

    Args:
        draft: What `Reader.parse` gave.
        raw: What it was given.
        format_name: Goes to `Source.format`.

    Raises:
        MalformedError: There is no talk in it.
        InputError: The reader has lost a piece of the source: a fault of the reader, not of the file.
        TooLargeError: More than `MAX_CUES` cues.
    """
    accounted = draft.talk + draft.markup + len(draft.unread)
    if draft.total != accounted:
        raise InputError(
            raw.name,
            f"the {format_name} reader accounts for {accounted} of {draft.total} {draft.unit}s",
            do="This is a fault in the reader: please report it.",
        )
    if len(draft.cues) > MAX_CUES:
        raise TooLargeError(
            raw.name, f"over the limit of {MAX_CUES:,} cues", f"{len(draft.cues):,}", "Split the file."
        )
    work = _Assembly()
    for cue in draft.cues:
        work.add(cue)
    turns = work.turns()
    if not turns:
        where = f"{raw.name}:{draft.unread[0].line}" if draft.unread else raw.name
        why = f"{len(draft.unread)} unread {draft.unit}s" if draft.unread else "no cue with words"
        what = f"read as {format_name}, and there is no talk in it"
        raise MalformedError(where, what, why, "Export it again.")
    digest = hashlib.sha256(raw.data).hexdigest()
    return Session(
        session_id=digest[:16],
        turns=tuple(turns),
        speakers=work.names.speakers(),
        unread=tuple(_shorten(line) for line in draft.unread),
        source=Source(
            format=format_name,
            name=clean(raw.name) or "<bytes>",
            sha256=digest,
            encoding=raw.encoding,
            timing=draft.timing,
            accounting=Accounting(
                unit=draft.unit,
                total=draft.total,
                talk=draft.talk,
                markup=draft.markup,
                unread=len(draft.unread),
            ),
        ),
        notices=(*draft.notices, *work.notices()),
    )


def lost_words(draft: Draft, session: Session) -> Counter[str]:
    """Words of the draft's cues that are in no turn, with how often. Empty unless `assemble` is broken."""
    told: Counter[str] = Counter()
    for cue in draft.cues:
        told.update(clean(cue.text).split())
    for turn in session.turns:
        told.subtract(turn.text.split())
    return +told


@dataclass
class _Names:
    """Names as first spelled, and the other spellings of each."""

    first: dict[str, str] = field(default_factory=dict)
    others: dict[str, dict[str, None]] = field(default_factory=dict)  # a dict keeps the order

    def unify(self, name: str | None) -> str:
        shown = unicodedata.normalize("NFC", clean(name or "")) or UNKNOWN
        key = shown.casefold()
        first = self.first.setdefault(key, shown)
        if shown != first:
            self.others.setdefault(key, {})[shown] = None
        return first

    def speakers(self) -> tuple[Speaker, ...]:
        return tuple(
            Speaker(name=name, aliases=tuple(self.others.get(key, ()))) for key, name in self.first.items()
        )


@dataclass
class _Open:
    """A turn in the making."""

    speaker: str
    named: bool
    line: int | None
    parts: list[str] = field(default_factory=list)
    length: int = 0
    segments: list[Segment] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)


@dataclass
class _Assembly:
    names: _Names = field(default_factory=_Names)
    open: list[_Open] = field(default_factory=list)
    backwards: int = 0
    reversed_ends: int = 0
    impossible: int = 0
    unnamed: int = 0
    last_start: int | None = None

    def add(self, cue: Cue) -> None:
        text = clean(cue.text)
        if not text:
            return
        start, end = self._times(cue)
        named = bool(cue.speaker and clean(cue.speaker))
        self.unnamed += not named
        speaker = self.names.unify(cue.speaker)
        turn = self.open[-1] if self.open else None
        if turn is None or turn.speaker != speaker or not self._goes_on(turn, named, start):
            turn = _Open(speaker, named, cue.line)
            self.open.append(turn)
        offset = turn.length + 1 if turn.parts else 0
        turn.parts.append(text)
        turn.length = offset + len(text)
        turn.segments.append(
            Segment(start=offset, end=turn.length, start_ms=start, end_ms=end, source_line=cue.line)
        )
        turn.words.extend(_place(cue.words, text, offset))

    def _goes_on(self, turn: _Open, named: bool, start: int | None) -> bool:
        if named or turn.named:
            return True
        if _SENTENCE_END.search(turn.parts[-1]):
            return False
        end = turn.segments[-1].end_ms
        return start is None or end is None or start - end < _PAUSE_MS

    def _times(self, cue: Cue) -> tuple[int | None, int | None]:
        start, end = cue.start_ms, cue.end_ms
        if (start is not None and not 0 <= start < _MAX_MS) or (end is not None and not 0 <= end < _MAX_MS):
            self.impossible += 1
            start = start if start is not None and 0 <= start < _MAX_MS else None
            end = None
        if start is not None and end is not None and end < start:
            self.reversed_ends += 1
            end = None
        if start is not None:
            self.backwards += self.last_start is not None and start < self.last_start
            self.last_start = start
        return start, end

    def turns(self) -> list[Turn]:
        return [_close(index, turn) for index, turn in enumerate(self.open)]

    def notices(self) -> list[str]:
        """What a reader of the report should know, in plain words and without the words of the session."""
        found = []
        if self.names.others:
            found.append(
                f"{_count(len(self.names.others), 'speaker')} appeared under more than one spelling; "
                "capitals and blank space were not taken for another person."
            )
        if self.unnamed and len(self.names.first) > 1:
            found.append(f"{_count(self.unnamed, 'piece')} of talk named no speaker; shown as {UNKNOWN!r}.")
        if self.backwards:
            found.append(
                f"Times go backwards in {_count(self.backwards, 'place')}; the order of the file was kept."
            )
        if self.reversed_ends:
            found.append(
                f"{_count(self.reversed_ends, 'piece')} of talk ended before the start; "
                "the end was taken as unknown."
            )
        if self.impossible:
            found.append(f"{_count(self.impossible, 'time')} could not be true and was taken as unknown.")
        return found


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"


def _close(index: int, turn: _Open) -> Turn:
    """Earliest start and latest end of the segments; no end where the last segment has none."""
    starts = [s.start_ms for s in turn.segments if s.start_ms is not None]
    ends = [s.end_ms for s in turn.segments if s.end_ms is not None]
    start = min(starts, default=None)
    end = max(ends, default=None) if turn.segments[-1].end_ms is not None else None
    if start is not None and end is not None and end < start:
        end = None
    return Turn(
        index=index,
        speaker=turn.speaker,
        text=" ".join(turn.parts),
        start_ms=start,
        end_ms=end,
        segments=tuple(turn.segments),
        words=tuple(turn.words) or None,
        source_line=turn.line,
    )


def _place(words: tuple[CueWord, ...], text: str, offset: int) -> list[Word]:
    """Offsets of a cue's words in its turn. A word that is not where it should be is left out."""
    placed = []
    at = 0
    for word in words:
        shown = clean(word.text)
        if not shown:
            continue
        # A short window: a missing word must neither match far away nor make the search quadratic.
        found = text.find(shown, at, at + len(shown) + 64)
        if found < 0:
            continue
        at = found + len(shown)
        start, end = word.start_ms, word.end_ms
        if start is not None and not 0 <= start < _MAX_MS:
            start = None
        if end is not None and (not 0 <= end < _MAX_MS or (start is not None and end < start)):
            end = None
        span = {"start": offset + found, "end": offset + at}
        placed.append(Word(**span, start_ms=start, end_ms=end, confidence=word.confidence))
    return placed


def _shorten(line: UnreadLine) -> UnreadLine:
    text = clean(line.text[: 8 * UNREAD_CHARS])
    if len(text) > UNREAD_CHARS:
        text = text[: UNREAD_CHARS - 1] + "…"
    return line.replace(text=text)
