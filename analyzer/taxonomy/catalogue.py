"""The labels, their definitions and their examples, from `labels/*.toml`."""

from __future__ import annotations

import difflib
from functools import cache
from typing import Any

import pydantic
from pydantic import Field

from analyzer.errors import ConfigError, UsageError
from analyzer.taxonomy import load_toml
from analyzer.types import Value

LAYERS = ("disclosure", "boundary", "response", "moves", "checks")


class Label(Value):
    """One label.

    Args:
        layer: disclosure, boundary, response, moves or checks.
        examples_hit: Sentences that must be found.
        examples_miss: Near sentences that must not be.
        source: Where the definition comes from, with its evidence tag.
        more: Whatever else the layer says of its labels (who, severity, kind).
    """

    layer: str
    id: str
    definition: str
    include: str = ""
    exclude: str = ""
    examples_hit: tuple[str, ...] = ()
    examples_miss: tuple[str, ...] = ()
    source: str = ""
    more: dict[str, Any] = Field(default_factory=dict)


@cache
def labels(layer: str | None = None) -> tuple[Label, ...]:
    """All labels, or those of one layer, in the order of the files.

    Raises:
        ConfigError: A row of a file does not fit.
    """
    out = []
    known = set(Label.model_fields) - {"layer", "more"}
    for name in (layer,) if layer else LAYERS:
        for row in load_toml(f"labels/{name}.toml").get("label", ()):
            plain: dict[str, Any] = {
                k: tuple(v) if isinstance(v, list) else v for k, v in row.items() if k in known
            }
            try:
                out.append(Label(layer=name, more={k: v for k, v in row.items() if k not in known}, **plain))
            except (pydantic.ValidationError, TypeError) as error:
                raise ConfigError(f"taxonomy/labels/{name}.toml: label {row.get('id')!r}: {error}") from error
    return tuple(out)


def find(label: str) -> Label:
    """The label with this id.

    Raises:
        UsageError: There is none; the message names the nearest.
    """
    by_id = {c.id: c for c in labels()}
    if label in by_id:
        return by_id[label]
    near = difflib.get_close_matches(label, by_id, 3, 0.5)
    hint = f"Did you mean {', '.join(near)}?" if near else "See `analyzer taxonomy` for all."
    raise UsageError(f"taxonomy: no label {label[:40]!r}. {hint}")


def describe(label: Label) -> str:
    """A label in full, for a terminal."""
    lines = [f"{label.id} ({label.layer})", label.definition]
    lines += [f"  includes: {label.include}"] if label.include else []
    lines += [f"  leaves out: {label.exclude}"] if label.exclude else []
    lines += [
        f"  {k}: {v if not isinstance(v, list) else ', '.join(map(str, v))}" for k, v in label.more.items()
    ]
    lines += ["  for example:", *(f"    + {e}" for e in label.examples_hit)] if label.examples_hit else []
    lines += ["  but not:", *(f"    - {e}" for e in label.examples_miss)] if label.examples_miss else []
    lines += [f"  source: {label.source}"] if label.source else []
    return "\n".join(lines)
