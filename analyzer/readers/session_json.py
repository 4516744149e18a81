"""Our own JSON: a session (`analyzer read`) or the session inside a report (`analyzer report --json`).

A hand-made `{"turns": [{"speaker": ..., "text": ...}]}` is read too, as any other format.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from analyzer.errors import MalformedError
from analyzer.readers.base import Cue, Draft, Raw, Times
from analyzer.types import Session, Timing, UnreadLine


class SessionJson:
    """A session as the analyzer wrote it, equal to what it was; or a list of turns."""

    name = "session_json"
    title = "Session or report of this analyzer (JSON)"
    extensions: tuple[str, ...] = (".json",)
    times: Times = "depends on the file"

    def recognise(self, raw: Raw) -> int:
        """By the keys of a session; a bare list of turns is less sure."""
        value = _session_value(raw)
        if value is None:
            return 0
        if "session_id" in value or "source" in value:
            return 99
        turns = value.get("turns")
        first = turns[0] if isinstance(turns, list) and turns else None
        return 70 if isinstance(first, dict) and "speaker" in first and "text" in first else 0

    def session(self, raw: Raw) -> Session | None:
        """The session, validated; None where there is only a list of turns.

        Raises:
            MalformedError: A field is missing or wrong; names the first one.
        """
        value = _session_value(raw)
        if value is None:
            what = "is not a session or a report in JSON"
            raise MalformedError(raw.name, what, raw.json_problem, "Check the format.")
        if "session_id" not in value and "source" not in value:
            return None
        try:
            return Session.model_validate_json(json.dumps(value))
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "session"
            raise MalformedError(
                raw.name, f"{where} is not valid: {first['msg']}", do="Write it again with `analyzer read`."
            ) from None

    def parse(self, raw: Raw) -> Draft:
        """A list of turns: `speaker`, `text`, and `start_ms`, `end_ms` where known."""
        value = _session_value(raw)
        turns = value.get("turns") if value else None
        if not isinstance(turns, list):
            raise MalformedError(raw.name, "has no list of turns", do='Give it a key "turns".')
        draft = Draft(unit="node", total=len(turns))
        for number, turn in enumerate(turns, 1):
            cue = _cue(turn)
            if cue is None:
                draft.unread.append(_unread(number, turn))
            else:
                draft.talk += 1
                draft.cues.append(cue)
        starts = any(cue.start_ms is not None for cue in draft.cues)
        ends = any(cue.end_ms is not None for cue in draft.cues)
        draft.timing = Timing(
            start="measured" if starts else "absent",
            end="measured" if ends else "absent",
            overlap="measurable" if ends else "not_measurable",
            reason="As given in start_ms and end_ms." if starts else "The file gives no times.",
        )
        return draft


def _session_value(raw: Raw) -> dict[str, Any] | None:
    value = raw.json
    if not isinstance(value, dict):
        return None
    if "schema_version" in value and isinstance(value.get("session"), dict):
        value = value["session"]
    return value if "turns" in value else None


def _cue(turn: Any) -> Cue | None:
    if not isinstance(turn, dict):
        return None
    speaker, text = turn.get("speaker"), turn.get("text")
    if not isinstance(text, str) or not (speaker is None or isinstance(speaker, str)):
        return None
    start, end = (v if type(v := turn.get(key)) is int else None for key in ("start_ms", "end_ms"))
    return Cue(speaker, text, start, end)


def _unread(number: int, turn: Any) -> UnreadLine:
    return UnreadLine(
        line=number,
        unit="node",
        text=json.dumps(turn, ensure_ascii=False)[:2000],
        reason="a turn without a text, or with a speaker that is not text",
        do='Give each turn "speaker" and "text".',
    )
