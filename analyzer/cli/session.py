"""`analyzer report` and `analyzer read`: one session."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated, cast, get_args

import typer

from analyzer.cli.options import Device, Model, device_of, model_of
from analyzer.errors import InputError, UsageError
from analyzer.types import Mode, Session

File = Annotated[str, typer.Argument(metavar="FILE", help="A transcript; - reads standard input.")]
Format = Annotated[
    str | None,
    typer.Option("--format", help="Read it as this format (see `analyzer formats`); default: by content."),
]
Coach = Annotated[str | None, typer.Option("--coach", help="Name of the coach as the transcript has it.")]
Client = Annotated[str | None, typer.Option("--client", help="Name of the client as the transcript has it.")]
Strict = Annotated[bool, typer.Option("--strict", help="Stop if any line of the file cannot be read.")]


def report(
    file: File,
    coach: Coach = None,
    client: Client = None,
    mode: Annotated[str, typer.Option(help="coaching, mentoring, training or intake.")] = "coaching",
    first_session: Annotated[
        bool | None,
        typer.Option("--first-session/--later-session", help="Whether the two met for the first time."),
    ] = None,
    note: Annotated[
        str | None, typer.Option(metavar="FILE", help="Hold the coach's note against the session.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print the report as Markdown.")] = False,
    html: Annotated[
        str | None, typer.Option(metavar="PATH", help="Write the report as one HTML file.")
    ] = None,
    strict: Strict = False,
    format: Format = None,
    model: Model = "none",
    device: Device = "auto",
) -> None:
    """Read a session and report on it."""
    from analyzer import report as render
    from analyzer.cli.startup import import_spacy
    from analyzer.config import AnalysisConfig
    from analyzer.pipeline import analyze

    if mode not in get_args(Mode):
        raise UsageError(f"--mode: must be one of {', '.join(get_args(Mode))} (got {mode[:30]!r}).")
    if as_json and as_markdown:
        raise UsageError("--json and --markdown both print to standard output. Choose one.")
    session = _read(file, format, coach, client, strict)
    note_text = _note(note) if note else None
    config = AnalysisConfig(
        mode=cast("Mode", mode),
        first_session=first_session,
        note=note_text,
        model=model_of(model),
        device=device_of(device),
    )
    import_spacy()
    result = analyze(session, config)
    if html:
        _write(html, render.render_html(result))
        print(f"Report written to {html}", file=sys.stderr)
    if as_json:
        _print(render.render_json(result))
    elif as_markdown:
        _print(render.render_markdown(result))
    elif not html:
        render.print_terminal(result)
    failed = [g.what for g in result.not_assessed if g.failed]
    if failed:
        print(f"analyzer: partly assessed; not assessed: {', '.join(failed)}.", file=sys.stderr)
        raise typer.Exit(3)


def read(
    file: File,
    coach: Coach = None,
    client: Client = None,
    strict: Strict = False,
    format: Format = None,
) -> None:
    """Print a transcript as JSON: turns, speakers, roles, unread lines."""
    _print(_read(file, format, coach, client, strict).model_dump_json() + "\n")


def _read(file: str, format: str | None, coach: str | None, client: str | None, strict: bool) -> Session:
    from analyzer import readers

    source = sys.stdin.buffer.read(readers.MAX_BYTES + 1) if file == "-" else Path(file)
    name = "<stdin>" if file == "-" else None
    session = readers.read(source, format=format, coach=coach, client=client, name=name)
    if strict:
        readers.require_all_read(session)
    return session


def _note(path: str) -> str:
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(
            Path(path).name, "the note cannot be read", error.strerror or "", "Check the path."
        ) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _write(path: str, text: str) -> None:
    """Write the whole file or none of it: a killed run leaves no half report."""
    target = Path(path)
    try:
        fd, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        try:
            with os.fdopen(fd, "w", encoding="utf-8", newline="\n") as out:
                out.write(text)
            umask = os.umask(0)
            os.umask(umask)
            Path(name).chmod(0o666 & ~umask)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(
            f"--html {path}: cannot be written ({error.strerror}). Choose another path."
        ) from None


def _print(text: str) -> None:
    """UTF-8 whatever the terminal's locale says: the bytes of a report do not depend on it."""
    sys.stdout.buffer.write(text.encode("utf-8", errors="surrogatepass"))
    sys.stdout.buffer.flush()
