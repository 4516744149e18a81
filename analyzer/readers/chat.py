"""CHAT (`.cha`): `*CODE:<TAB>text`, with times in ms between two U+0015."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from analyzer.errors import MalformedError
from analyzer.readers.base import Cue, Draft, Raw, Times
from analyzer.readers.chat_codes import ASIDE, words
from analyzer.types import Timing, UnreadLine

_HEADER = re.compile(r"@(?:UTF8|Begin|Participants:|Languages:|ID:|Window:|Font:)")
_ANY_HEADER = re.compile(r"@[A-Z]\w*(?: \w+)*\s*(?::|$)")
_WITHIN = re.compile(r"\*[A-Z]\w{0,9}:\s")
_MAIN = re.compile(r"\*([^\s:*]{1,20}):[ \t]*(.*)", re.DOTALL)
_TIER = re.compile(r"%[\w-]{1,20}:")
# `12345_14567`, in old files `%snd:"name"_12345_14567`; some programs show U+0015 as a bullet.
_BULLET = re.compile(r"[\x15•](?:%\w+:\"[^\"\x15]*\"_)?(\d{1,10})_(\d{1,10})-?[\x15•]")
# The same where a program has dropped the U+0015: only at the end of a line.
_BARE = re.compile(r"(?<=\s)(\d{1,10})_(\d{1,10})\s*$")
_STRAY = re.compile(r"\x15[^\x15]*\x15|[\x15•]")


@dataclass
class _Line:
    """One line of the source with those that go on with it."""

    number: int
    text: str
    count: int = 1


@dataclass
class _People:
    """Codes and how to show them: the name where there is one, else the role."""

    entries: dict[str, tuple[str, str]] = field(default_factory=dict)

    def read(self, header: str) -> None:
        for entry in header.split(":", 1)[1].split(","):
            parts = entry.split()
            if len(parts) > 1:
                name = " ".join(parts[1:-1]).replace("_", " ")
                self.entries[parts[0]] = (name, parts[-1].replace("_", " "))

    def role(self, header: str) -> None:
        """`@ID: language|corpus|code|age|sex|group|SES|role|...`, for files that list no participants."""
        cells = [cell.strip() for cell in header.split(":", 1)[1].split("|")]
        if len(cells) > 7 and cells[2] and cells[7]:
            self.entries.setdefault(cells[2], ("", cells[7].replace("_", " ")))

    def shown(self) -> dict[str, str]:
        names = {code: name or role for code, (name, role) in self.entries.items()}
        times = Counter(name.casefold() for name in names.values())
        return {c: name if times[name.casefold()] == 1 else f"{name} ({c})" for c, name in names.items()}


class Chat:
    """CHAT, as CLAN and TalkBank have it."""

    name = "chat"
    title = "CHAT transcript (CLAN, TalkBank)"
    extensions: tuple[str, ...] = (".cha",)
    times: Times = "depends on the file"

    def recognise(self, raw: Raw) -> int:
        """By the headers that every such file has, and a line of talk."""
        head = [line.lstrip() for line in raw.head[:60]]
        if not any(_HEADER.match(line) for line in head[:20]):
            return 0
        return 98 if any(_MAIN.match(line) or line.startswith("@Begin") for line in raw.head) else 60

    def parse(self, raw: Raw) -> Draft:
        """Read every line; tiers below the talk (`%mor:`) are markup.

        Raises:
            MalformedError: It has no line of talk.
        """
        draft = Draft()
        people = _People()
        spoken: list[tuple[_Line, str, str]] = []
        for line in _joined(raw.lines, draft):
            main = _MAIN.match(line.text)
            if main is not None:
                spoken.append((line, main[1], main[2]))
                continue
            if line.text.startswith("@Participants:"):
                people.read(line.text)
            elif line.text.startswith("@ID:"):
                people.role(line.text)
            known = _ANY_HEADER.match(line.text) or _TIER.match(line.text)
            if known and not _WITHIN.search(line.text):
                draft.markup += line.count
            else:
                why = (
                    "holds a line of talk behind a header"
                    if known
                    else "begins with none of @, *CODE: and %tier:"
                )
                draft.unread.append(
                    UnreadLine(line=line.number, text=line.text, reason=why, do="Correct the line.")
                )
                draft.markup += line.count - 1
        if not spoken:
            do = "Check the format."
            raise MalformedError(raw.name, "has no line that begins with *CODE:", do=do)
        names = people.shown()
        silent = sum(_talk(draft, names, *entry) for entry in spoken)
        if silent:
            lines = "line holds" if silent == 1 else "lines hold"
            draft.notices.append(f"{silent:,} {lines} no words: sounds, or talk that nobody could make out.")
        draft.timing = _timing(draft.cues)
        return draft


def _joined(lines: list[str], draft: Draft) -> list[_Line]:
    """Lines that begin with a tab or a blank go on with the one above, unless `*CODE:` follows. Counts all that are not blank."""
    found: list[_Line] = []
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        draft.total += 1
        goes_on = text[0] in "\t " and not _MAIN.match(text.lstrip())
        if goes_on and found and found[-1].text[:1] in "@*%":
            found[-1].text += " " + text.strip()
            found[-1].count += 1
        else:
            found.append(_Line(number, text.strip()))
    return found


def _talk(draft: Draft, names: dict[str, str], line: _Line, code: str, text: str) -> int:
    """Cues of one line, one for each time in it. Gives 1 where there are no words."""
    speaker = names.get(code, code)
    if _BULLET.search(text) is None:
        text = _BARE.sub("\x15\\1_\\2\x15", text)
    before = len(draft.cues)
    at = 0
    for match in [*_BULLET.finditer(text), None]:
        part = _STRAY.sub(" ", text[at : match.start() if match else len(text)])
        times = (int(match[1]), int(match[2])) if match else (None, None)
        at = match.end() if match else at
        said = words(part)
        if said:
            draft.cues.append(Cue(speaker, said, times[0], times[1], line.number))
        for other in ASIDE.finditer(part):
            if answer := words(other[2].replace("_", " ")):
                draft.cues.append(Cue(names.get(other[1], other[1]), answer, None, None, line.number))
    if len(draft.cues) == before:
        draft.markup += line.count
        return 1
    draft.talk += line.count
    return 0


def _timing(cues: list[Cue]) -> Timing:
    timed = [
        (cue.start_ms, cue.end_ms) for cue in cues if cue.start_ms is not None and cue.end_ms is not None
    ]
    if not timed:
        return Timing(reason="The file has no times beside its lines.")
    some = f"{len(timed):,} of {len(cues):,} pieces have times, as the transcriber set them."
    latest, overlaps = 0, False
    for start, end in timed:
        overlaps = overlaps or start < latest - 50  # a neighbour that is rounded is no overlap
        latest = max(latest, end)
    told: Literal["measurable", "not_measurable"] = "measurable" if overlaps else "not_measurable"
    return Timing(start="measured", end="measured", overlap=told, reason=some)
