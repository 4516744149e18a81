"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated, Literal, cast

import typer

from analyzer.errors import UsageError

Model = Annotated[
    str,
    typer.Option(
        metavar="NAME/VERSION",
        envvar="ANALYZER_MODEL",
        help="Trained model to read with beside the cue tables; auto: the one that ships, where it is installed; none: the tables alone.",
    ),
]
Device = Annotated[
    str, typer.Option(help="What the model runs on: auto (8-bit integers), cpu (the reference) or cuda.")
]


def model_of(name: str) -> str | None:
    """The model of that name; None for `none`."""
    return None if name == "none" else name


def device_of(name: str) -> Literal["auto", "cpu", "cuda"]:
    """The device of that name.

    Raises:
        UsageError: There is none.
    """
    if name not in ("auto", "cpu", "cuda"):
        raise UsageError(f"--device: must be auto, cpu or cuda (got {name[:30]!r}).")
    return cast('Literal["auto", "cpu", "cuda"]', name)
