"""`analyzer formats`, `analyzer taxonomy`, `analyzer version`: what the analyzer knows."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON.")]


def formats(as_json: AsJson = False) -> None:
    """List the formats that can be read."""
    from analyzer.readers import list_formats

    rows = list_formats()
    if as_json:
        print(json.dumps([dict(r) for r in rows], ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*(k.replace("_", " ").capitalize() for k in rows[0]), box=None, pad_edge=False)
    for row in rows:
        table.add_row(
            *(str(v) if not isinstance(v, tuple | list) else " ".join(map(str, v)) for v in row.values())
        )
    Console().print(table)


def taxonomy(
    label: Annotated[str | None, typer.Argument(metavar="[LABEL]", help="Show one label in full.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the labels, or show what one of them means."""
    from analyzer.taxonomy.catalogue import describe, find, labels

    chosen = [find(label)] if label else list(labels())
    if as_json:
        print(json.dumps([c.model_dump(mode="json") for c in chosen], ensure_ascii=False))
    elif label:
        print(describe(chosen[0]))
    else:
        width = max(len(c.id) for c in chosen)
        layer = ""
        for c in chosen:
            if c.layer != layer:
                print(f"\n{c.layer}" if layer else c.layer)
                layer = c.layer
            print(f"  {c.id:<{width}}  {c.definition}")


def version(as_json: AsJson = False) -> None:
    """Print the versions of the program and of its taxonomy."""
    from analyzer import __version__
    from analyzer.taxonomy import VERSION, digest

    data = {"analyzer": __version__, "taxonomy": VERSION, "taxonomy_sha256": digest()}
    if as_json:
        print(json.dumps(data))
    else:
        print(
            f"analyzer {__version__}, taxonomy {VERSION} ({digest()[:12]}), Python {sys.version.split()[0]}"
        )
