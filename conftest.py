"""The examples in the README and in docstrings run as tests."""

from __future__ import annotations

import os
from doctest import ELLIPSIS

from sybil import Sybil
from sybil.parsers.doctest import DocTestParser

# Each worker of pytest-xdist has a core of its own: more threads than cores make the models ten times slower.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Tests of everything but the model are of the cue tables alone, whatever the caller's shell says.
os.environ["ANALYZER_MODEL"] = "none"

pytest_collect_file = Sybil(
    parsers=[DocTestParser(optionflags=ELLIPSIS)],
    patterns=["README.md", "docs/*.md", "analyzer/*.py", "analyzer/**/*.py"],
).pytest()
