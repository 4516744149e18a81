"""The examples in the README and in docstrings run as tests."""

from __future__ import annotations

from doctest import ELLIPSIS

from sybil import Sybil
from sybil.parsers.doctest import DocTestParser

pytest_collect_file = Sybil(
    parsers=[DocTestParser(optionflags=ELLIPSIS)],
    patterns=["README.md", "docs/*.md", "analyzer/*.py", "analyzer/**/*.py"],
).pytest()
