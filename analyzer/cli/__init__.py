"""The command line. Data goes to stdout, messages to stderr.

Exit codes: 0 fine, 1 the call is wrong, 2 the input cannot be read, 3 partly assessed.
"""

from __future__ import annotations

import gc
import os
import sys

import typer

from analyzer.cli import learn, lines, session, words

app = typer.Typer(
    name="analyzer",
    help="Look at a coaching or mentoring session: talk time, possible disclosures, boundary language.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("report")(session.report)
app.command("read")(session.read)
app.command("detect")(lines.detect)
app.command("rate")(lines.rate)
app.command("formats")(words.formats)
app.command("taxonomy")(words.taxonomy)
app.command("version")(words.version)
app.command("train")(learn.train)
app.command("evaluate")(learn.evaluate)


def main(argv: list[str] | None = None) -> None:
    """Run the command line and exit."""
    from analyzer.errors import InputError, ModelError, UsageError

    # One job, then the end: tables of many small values stay, and looking through them for waste again and
    # again is a quarter of the time.
    gc.set_threshold(1_000_000, 20, 20)
    try:
        app(argv)
    except SystemExit as end:
        # The option parser says 2 for a wrong call; here that is 1, and 2 is an unreadable input.
        sys.exit(1 if end.code == 2 else end.code)
    except (UsageError, ModelError) as error:
        print(f"analyzer: {error}", file=sys.stderr)
        sys.exit(1)
    except InputError as error:
        print(f"analyzer: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        # The reader of a pipe (head, less) has gone: nothing is left to say, and Python's own
        # flush at exit would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    finally:
        gc.freeze()  # the process ends: looking through its million values for cycles once more is half a second
