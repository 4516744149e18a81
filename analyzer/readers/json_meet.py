"""Google Meet's REST API: transcript entries with times of day and a participant's resource name."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from analyzer.errors import MalformedError
from analyzer.readers.base import Cue, Draft, Raw, Times
from analyzer.readers.json_common import Nodes, broken, entries, load, objects, root, string, table, timing

_ENTRY = re.compile(r"conferenceRecords/[^/]+/transcripts/[^/]+/entries/")
# RFC 3339 with up to nine digits of a second.
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|z|[+-]\d\d:\d\d)?")
_CODES = "The file names people by codes, not by name. Say who is who with --coach."
_CLOCK = "Times of day were counted from the first entry, not from the start of the recording."


class MeetJson:
    """One page of `transcriptEntries`, or several in a list."""

    name = "meet_json"
    title = "Google Meet REST entries (JSON)"
    extensions: tuple[str, ...] = (".json",)
    times: Times = "start and end"

    def recognise(self, raw: Raw) -> int:
        """By `transcriptEntries`, or entries with a participant and times of day."""
        found = _found(root(raw))
        if any("text" in e and ("participant" in e or "startTime" in e) for e in objects(found)):
            return 95
        return broken(raw, self.name)

    def parse(self, raw: Raw) -> Draft:
        """Read every entry. Names come from `participants` where the file has them.

        Raises:
            MalformedError: Not JSON, or without a list of entries.
            TooLargeError: Over a limit.
        """
        whole = load(raw)
        found = _found(whole)
        if found is None:
            raise MalformedError(raw.name, "has no list of transcriptEntries", do="Check the format.")
        nodes = Nodes()
        names = _names(nodes, whole)
        starts = (_clock(table(entry).get("startTime")) for entry in found)
        origin = min((start for start in starts if start is not None), default=None)
        for index, entry in enumerate(found):
            _read(nodes, index, entry, names, origin)
        draft = nodes.close(whole)
        if origin is not None:
            draft.notices.append(_CLOCK)
        if draft.cues and all((cue.speaker or "").startswith("Participant ") for cue in draft.cues):
            draft.notices.append(_CODES)
        what = "Times of day of each entry; entries of two people may overlap."
        draft.timing = timing(draft.cues, what, "not_measurable")
        return draft


def _pages(whole: Any) -> list[dict[str, Any]]:
    return objects(whole, 100_000) if isinstance(whole, list) else [table(whole)]


def _found(whole: Any) -> list[Any] | None:
    pages = _pages(whole)
    if isinstance(whole, list) and any(_is_entry(page) for page in pages[:50]):
        return whole
    lists = [page["transcriptEntries"] for page in pages if isinstance(page.get("transcriptEntries"), list)]
    if not lists and isinstance(whole, dict):
        lists = [e for e in [entries(whole.get("entries"))] if any(map(_is_entry, objects(e)))]
    return [entry for page in lists for entry in page] if lists else None


def _is_entry(value: dict[str, Any]) -> bool:
    return isinstance(value.get("name"), str) and _ENTRY.match(value["name"]) is not None


def _names(nodes: Nodes, whole: Any) -> dict[str, str]:
    """Resource name -> display name, from a list of participants put into the same file."""
    names = {}
    for page in _pages(whole):
        for person in objects(page.get("participants"), 10_000):
            for kind in ("signedinUser", "anonymousUser", "phoneUser"):
                shown = string(table(person.get(kind)).get("displayName"))
                if shown and isinstance(person.get("name"), str):
                    names[person["name"]] = shown
                    nodes.know(person[kind], "displayName")
    return names


def _clock(value: Any) -> int | None:
    """Milliseconds since 1970 of a time of day with a date."""
    match = _TIME.fullmatch(value.strip()) if isinstance(value, str) and len(value) < 60 else None
    if match is None:
        return None
    day, clock, fraction, zone = match.groups()
    try:
        at = datetime.fromisoformat(f"{day}T{clock}{zone if zone and zone not in 'Zz' else '+00:00'}")
        return round(at.astimezone(UTC).timestamp()) * 1000 + int((fraction or "0").ljust(3, "0")[:3])
    except (ValueError, OverflowError):
        return None


def _read(nodes: Nodes, index: int, entry: Any, names: dict[str, str], origin: int | None) -> None:
    value = table(entry)
    text = string(value.get("text"))
    if text is None:
        if value.get("text") or (entry and not value):
            nodes.unread(index + 1, f"transcriptEntries[{index}]", entry, "has no text")
        else:
            meta = ("name", "participant", "languageCode", "startTime", "endTime")
            nodes.empty(index + 1, f"transcriptEntries[{index}]", entry, *meta)
        return
    code = string(value.get("participant"))
    speaker = names.get(code, f"Participant {code.rsplit('/', 1)[-1]}") if code else None
    start, end = (_clock(value.get(key)) for key in ("startTime", "endTime"))
    base = origin or 0
    times = (None if start is None else start - base, None if end is None or origin is None else end - base)
    nodes.talk([Cue(speaker, text, *times)])
    nodes.know(value, "text", "participant", "name")
