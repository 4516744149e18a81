"""What the analyzer looks for, as data: labels, phrases, urgency, ratings, thresholds, wording.

Every file here is TOML, validated when read, and hashed into each report's provenance.
"""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from analyzer.errors import ConfigError

ROOT = Path(__file__).parent
VERSION = "2026-11"


@cache
def load_toml(name: str) -> dict[str, Any]:
    """Content of one taxonomy file, by its path below the taxonomy folder. Do not change it.

    Raises:
        ConfigError: No such file, or it is not TOML.
    """
    path = ROOT / name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"taxonomy: no file {name!r}. Known: {', '.join(files())}.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"taxonomy/{name}: not TOML: {error}.") from error


@cache
def files() -> tuple[str, ...]:
    """Paths of all taxonomy files below the taxonomy folder, sorted."""
    return tuple(sorted(p.relative_to(ROOT).as_posix() for p in ROOT.rglob("*.toml")))


@cache
def digest() -> str:
    """SHA-256 over all taxonomy files: two reports with the same digest used the same rules."""
    h = hashlib.sha256()
    for name in files():
        h.update(name.encode() + b"\0" + (ROOT / name).read_bytes() + b"\0")
    return h.hexdigest()
