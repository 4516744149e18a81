"""Reading a transcript: `read` for a session, `list_formats` for what can be read.

>>> from analyzer.readers import read
>>> session = read(b"Coach: What brings you here?\\nClient: I wish to change jobs.\\n")
>>> [(turn.speaker, turn.text) for turn in session.turns]
[('Coach', 'What brings you here?'), ('Client', 'I wish to change jobs.')]
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypedDict

from analyzer.errors import InputError, UnknownFormatError, UnreadLinesError
from analyzer.readers import assemble, decode
from analyzer.readers.base import Raw, Reader, SessionReader, Times
from analyzer.readers.decode import MAX_BYTES
from analyzer.registry import READERS, READERS_GROUP, load, table, unknown
from analyzer.types import Session

__all__ = ["MAX_BYTES", "FormatInfo", "list_formats", "read", "require_all_read", "sniff"]

_LISTED = 5
# A text that begins with `[` may be a stamp as well.
_JSON = re.compile(r"\s*(?:\{|\[\s*(?:$|[\[{\"]))")


class FormatInfo(TypedDict):
    """One row of `analyzer formats`."""

    name: str
    title: str
    extensions: tuple[str, ...]
    times: Times


def read(
    path_or_bytes: str | Path | bytes,
    format: str | None = None,
    coach: str | None = None,
    client: str | None = None,
    *,
    name: str | None = None,
) -> Session:
    """Read a transcript.

    Args:
        path_or_bytes: Path of a file, or its bytes.
        format: Name from `list_formats()`; None to recognise it by content (never by file name).
        coach: Name of the coach as the transcript shows it; None to look for it.
        client: Name of the client; None to look for it.
        name: What to call the source in messages, where bytes are given.

    Returns:
        The session. Each non-blank line of the source is in a turn, is known markup, or is in
        `Session.unread`.

    Raises:
        UsageError: `format` is not the name of a format, or `coach` not of a speaker.
        UnknownFormatError: No format fits, or two fit equally well.
        InputError: The file cannot be read as a transcript; subclasses say why.
    """
    from analyzer.roles import assign_roles

    readers = _readers(format)  # before the file: a wrong name should not wait for a large read
    raw = _raw(path_or_bytes, name)
    reader = readers[0] if format is not None else _recognise(raw, readers)
    if isinstance(reader, SessionReader):
        whole = reader.session(raw)
        if whole is not None:
            asked = coach is not None or client is not None
            return assign_roles(whole, coach=coach, client=client) if asked else whole
    session = assemble.assemble(reader.parse(raw), raw, reader.name)
    if raw.encoding is not None and not raw.encoding.startswith("utf"):
        notice = f"The file is not Unicode; read as {raw.encoding}. Save it as UTF-8 if letters look wrong."
        session = session.replace(notices=(*session.notices, notice))
    elif raw.text is not None and "\ufffd" in raw.text:
        notice = "Some characters could not be decoded; they are shown as \ufffd."
        session = session.replace(notices=(*session.notices, notice))
    return assign_roles(session, coach=coach, client=client)


def sniff(source: str | Path | bytes) -> str:
    """Name of the format of a file or its bytes, by content.

    Raises:
        UnknownFormatError: No format fits, or two fit equally well.
        InputError: It is no text and no container that a reader knows.
    """
    return _recognise(_raw(source, None), _readers(None)).name


def list_formats() -> list[FormatInfo]:
    """All formats that can be read, in the order of the registry."""
    return [
        FormatInfo(name=r.name, title=r.title, extensions=r.extensions, times=r.times) for r in _readers(None)
    ]


def require_all_read(session: Session) -> None:
    """Fail where anything was left unread (`--strict`).

    Raises:
        UnreadLinesError: Names up to five places with the reason; never what stands there.
    """
    if not session.unread:
        return
    first = session.unread[0]
    places = "; ".join(f"{line.unit} {line.line}: {line.reason}" for line in session.unread[:_LISTED])
    more = len(session.unread) - _LISTED
    if more > 0:
        places += f"; and {more:,} more"
    raise UnreadLinesError(
        f"{session.source.name}:{first.line}",
        f"{len(session.unread):,} of {session.source.accounting.total:,} {first.unit}s were not read",
        places,
        f"{first.do or 'Mend them'} Or read without --strict to list them as unread.",
    )


def _readers(format_name: str | None) -> list[Reader]:
    names = table(READERS, READERS_GROUP)
    if format_name is None:
        return [load(target)() for target in names.values()]
    key = format_name.strip().casefold().replace("-", "_")
    if key not in names:
        raise unknown("format", format_name, names)
    return [load(names[key])()]


def _raw(source: str | Path | bytes, name: str | None) -> Raw:
    if isinstance(source, bytes):
        return decode.decode(name or "<bytes>", source)
    if isinstance(source, str) and "\n" in source:
        raise InputError("<text>", "is a text, not the path of a file", do="Pass bytes: `text.encode()`.")
    path = Path(source)
    return decode.decode(name or decode.safe_name(path), decode.load_file(path))


def _recognise(raw: Raw, readers: list[Reader]) -> Reader:
    if raw.head and raw.head[0].lstrip()[:1] == "{":  # no text format begins so
        readers = [reader for reader in readers if ".json" in reader.extensions]
    scores = [(reader.recognise(raw), reader.name, reader) for reader in readers]
    scores.sort(key=lambda score: (-score[0], score[1]))
    best = scores[0][0]
    if best <= 0:
        if raw.json_problem and _JSON.match(raw.head[0]):
            what = "looks like JSON and is not valid"
            raise UnknownFormatError(raw.name, what, raw.json_problem, "Export it again.")
        known = ", ".join(sorted(reader.name for reader in readers))
        raise UnknownFormatError(
            raw.name,
            "no format fits: found no speaker names or times that are known",
            do=f"Name the format with --format if it is one of: {known}.",
        )
    tied = [reader.name for score, _, reader in scores if score == best]
    if len(tied) > 1:
        raise UnknownFormatError(
            raw.name,
            f"{' and '.join(tied)} fit equally well",
            do=f"Choose one: {' or '.join(f'--format {n}' for n in tied)}.",
        )
    return scores[0][2]
