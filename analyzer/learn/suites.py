"""Functional suites: small cases, each testing one capability, with its reason (form: `data/suites/GUIDE.md`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from analyzer.errors import InputError
from analyzer.learn.corpus import Role

_CASE = re.compile(r"(?:\[((?:coach|client): .+?)\] )?(coach|client): (\S.*)")


@dataclass(frozen=True)
class Expectation:
    """A label that must be found, with what else is beyond doubt about it; `*` in `label` stands for any."""

    label: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass
class Case:
    """One case.

    Args:
        wanted: What must be found and flagged.
        barred: Labels that must not be flagged; `*` for all.
        pair: Cases of one pair or family share it.
    """

    capability: str
    role: Role
    text: str
    previous: str | None
    where: str
    wanted: list[Expectation] = field(default_factory=list)
    barred: list[str] = field(default_factory=list)
    pair: str = ""
    why: str = ""


def read_suite(paths: Iterable[Path]) -> list[Case]:
    """All cases of these files, in order.

    Raises:
        InputError: A line is not of the form, or a case says nothing.
    """
    cases: list[Case] = []
    for path in sorted(paths):
        capability, case = "", None
        for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            line, where = raw.strip(), f"{path.name}:{number}"
            if not line:
                continue
            if line.startswith("# capability:"):
                capability = line.removeprefix("# capability:").split("|")[0].strip()
            elif raw.startswith("  ") and case is not None:
                _expect(line, case, where)
            elif (said := _CASE.fullmatch(line)) and capability:
                case = Case(capability, "coach" if said[2] == "coach" else "client", said[3], said[1], where)
                cases.append(case)
            else:
                raise InputError(where, "is neither a case nor an expectation", line[:40], "See GUIDE.md.")
    for case in cases:
        if not (case.wanted or case.barred) or not case.why:
            raise InputError(
                case.where, "the case lacks an expectation or its reason", do="Add `+`, `-` and `why:`."
            )
    return cases


def _expect(line: str, case: Case, where: str) -> None:
    if line.startswith("why:"):
        case.why = line.removeprefix("why:").strip()
    elif line.startswith("pair:"):
        case.pair = line.removeprefix("pair:").strip()
    elif line.startswith("+ "):
        label, *facts = line[2:].split()
        case.wanted.append(Expectation(label, tuple((k, v) for k, _, v in (f.partition("=") for f in facts))))
    elif line.startswith("- "):
        case.barred.append(line[2:].split()[0])
    else:
        raise InputError(
            where, "is no expectation that is known", line[:40], "Begin with +, -, pair: or why:."
        )
