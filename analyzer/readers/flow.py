"""Cues from lines of running text: a name opens one, the lines below go on with it, each is counted."""

from __future__ import annotations

from collections.abc import Callable

from analyzer.readers.base import Cue, Draft
from analyzer.readers.names import fold
from analyzer.readers.payload import unescape
from analyzer.types import UnreadLine

# Of a line that is listed as unread so much is kept at first; `assemble` shortens it for show.
KEPT = 2_000


class Flow:
    """Builds a draft line by line. Each call accounts for one source line."""

    def __init__(self, plain: Callable[[str], str] = unescape) -> None:
        """Start empty. `plain` takes the marks of the format off a cue's text."""
        self.draft = Draft()
        self.speaker: str | None = None
        self.is_open = False
        self._plain = plain
        self._parts: list[str] = []
        self._at: tuple[int | None, int | None, int] = (None, None, 0)
        self._silent: list[tuple[int, str]] = []

    def open(
        self,
        speaker: str | None,
        line: int,
        rest: str,
        start_ms: int | None = None,
        end_ms: int | None = None,
        *,
        sure: bool = False,
    ) -> None:
        """Begin a cue. A line with words after the name is talk, a name alone is markup.

        Args:
            sure: It is a name even where it never says a thing (one who only reacts in a chat).
        """
        self._flush()
        self.speaker, self.is_open, self._at = speaker, True, (start_ms, end_ms, line)
        if rest.strip():
            self.go_on(rest)
        else:
            self.markup()
            if not sure:
                self._silent.append((line, speaker or ""))

    def go_on(self, text: str) -> None:
        """A line that goes on with the open cue."""
        self._parts.append(text)
        self.draft.total += 1
        self.draft.talk += 1

    def markup(self) -> None:
        """A line that is part of the format and not talk."""
        self.draft.total += 1
        self.draft.markup += 1

    def early(self, line: int, text: str, do: str) -> None:
        """A line above the first speaker: nobody said it, as far as the file tells."""
        self.draft.total += 1
        reason = "stands before the first speaker, so nobody said it as far as the file tells"
        self.draft.unread.append(UnreadLine(line=line, text=text[:KEPT], reason=reason, do=do))

    def close(self) -> Draft:
        """The draft, with the last cue in it."""
        self._flush()
        heard = {fold(cue.speaker or "") for cue in self.draft.cues}
        for line, name in self._silent:
            if fold(name) not in heard:  # no speaker, but words that happen to look like a heading
                self.draft.markup -= 1
                reason = "looks like the name of a speaker who says nothing"
                do = "Put the words below a line with name and time, or delete the line."
                self.draft.unread.append(UnreadLine(line=line, text=name[:KEPT], reason=reason, do=do))
        self.draft.unread.sort(key=lambda unread: unread.line)
        return self.draft

    def _flush(self) -> None:
        if self._parts:
            start_ms, end_ms, line = self._at
            self.draft.cues.append(
                Cue(self.speaker, self._plain(" ".join(self._parts)), start_ms, end_ms, line)
            )
        self._parts = []
