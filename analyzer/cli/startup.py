"""spaCy without its own command line and without torch, neither of which reading a session uses.

Importing `spacy` imports its downloader and project tools (requests, httpx, weasel) and, where torch is
installed, torch: more than half of the time of a short report. The library leaves that as it is, because its
user may want them; a process of the command line is ours alone.
"""

from __future__ import annotations

import sys
from types import ModuleType


def import_spacy() -> None:
    """Import spaCy alone. Whoever needs torch or `spacy.cli` later imports them as ever."""
    if "spacy" in sys.modules:
        return
    info = ModuleType("spacy.cli.info")
    info.info = None  # type: ignore[attr-defined]  # the only name that spaCy itself takes from there
    held: dict[str, ModuleType | None] = {"spacy.cli": ModuleType("spacy.cli"), "spacy.cli.info": info}
    if "torch" not in sys.modules:
        held["torch"] = None  # None: as though it were not installed
    sys.modules.update(held)  # type: ignore[arg-type]
    try:
        import spacy
    finally:
        for name in held:
            del sys.modules[name]
    for name in ("cli", "info"):
        if hasattr(spacy, name):
            delattr(spacy, name)
