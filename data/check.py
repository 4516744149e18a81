"""Check files of labelled talk or of a functional suite before they are added.

python data/check.py FILE...     prints each error, and how varied the lines are; ends with 1 if there are errors
"""

from __future__ import annotations

import sys
from pathlib import Path

from analyzer.errors import InputError
from analyzer.learn.corpus import read_sittings
from analyzer.learn.suites import read_suite
from analyzer.learn.variety import variety


def main(names: list[str]) -> int:
    """The count of files that do not hold to the form, at most 1."""
    lines: list[str] = []
    errors = 0
    for path in map(Path, names):
        try:
            if "# capability:" in path.read_text(encoding="utf-8"):
                lines += [case.text for case in read_suite([path])]
            else:
                lines += [turn.text for session in read_sittings([path]) for turn in session.turns]
        except InputError as error:
            print(error)
            errors += 1
    if lines:
        print(variety(lines))
    return min(errors, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
