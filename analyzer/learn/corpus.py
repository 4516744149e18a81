"""Labelled talk as people write it down: sittings of invented sessions, with marks under each turn.

The form is explained in `data/gold/GUIDE.md`. Marks: `d` disclosure, `b` boundary, `r` response, `m` moves,
`h` handling of client pressure, `n` near miss.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from analyzer.errors import InputError
from analyzer.taxonomy.catalogue import labels

Role = Literal["coach", "client"]
Split = Literal["train", "dev", "test"]

ASSERTIONS = ("affirmed", "suspected", "negated", "hypothetical", "quoted", "idiomatic")
EXPERIENCERS = ("client", "child", "other_adult", "coach", "unknown")
TEMPORALITIES = ("ongoing", "recent", "past", "feared_future", "unclear")
ACTORS = (
    "self", "partner", "ex_partner", "family", "carer", "colleague_manager", "professional", "stranger_online",
    "client", "unknown",
)  # fmt: skip
HANDLINGS = (
    "named_and_held", "redirected", "explained_contract", "consulted", "ignored", "accepted", "reciprocated",
)  # fmt: skip
NEAR = (
    "idiom", "jargon", "negation", "fiction", "training", "professional", "stress", "contract", "medical", "joke",
    "consensual", "other",
)  # fmt: skip
SEVERITIES = ("crossing", "violation", "pressure")
MODES = ("coaching", "mentoring", "training", "intake")
STYLES = ("spoken", "recognised", "typed")
_TURN = re.compile(r"(coach|client): (\S.*)")


@dataclass(frozen=True)
class Mark:
    """One mark under a turn.

    Args:
        kind: d, b, r, h or n.
        label: What it says.
        start: Offsets of its words in the turn; both 0 for `h`.
        attributes: Of a disclosure: assertion, experiencer, temporality, actor; of a boundary: severity.
        referral: Of a disclosure: should a trained person at least consider a referral.
        level: Of suicidal ideation: 1 to 5, else None.
    """

    kind: Literal["d", "b", "r", "h", "n"]
    label: str
    start: int = 0
    end: int = 0
    attributes: tuple[str, ...] = ()
    referral: bool = False
    level: int | None = None


@dataclass
class LabelledTurn:
    """One turn with its marks. `moves` are those of a coach's turn, in order."""

    role: Role
    text: str
    line: int
    marks: list[Mark] = field(default_factory=list)
    moves: tuple[str, ...] = ()


@dataclass
class LabelledSession:
    """One invented session."""

    id: str
    persona: str
    mode: str
    style: str
    turns: list[LabelledTurn] = field(default_factory=list)

    @property
    def split(self) -> Split:
        """By the persona's name alone, so that no person is in two splits: 70 % train, 15 % dev, 15 % test."""
        part = int.from_bytes(hashlib.sha256(self.persona.encode()).digest()[:4], "big") % 100
        return "train" if part < 70 else "dev" if part < 85 else "test"


def read_sittings(paths: Iterable[Path]) -> list[LabelledSession]:
    """All sessions of these files, in order.

    Raises:
        InputError: A line is not of the form; says which file, line and what.
    """
    return [session for path in sorted(paths) for session in _read(path)]


def _read(path: Path) -> Iterator[LabelledSession]:
    persona, session, turn = "", None, None
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path.name}:{number}"
        line = raw.rstrip()
        if not line:
            continue
        if line.startswith("@persona "):
            persona = line.split()[1]
        elif line.startswith("@session "):
            if session is not None:
                yield session
            parts = [p.strip() for p in line.removeprefix("@session ").split("|")]
            if len(parts) != 3 or parts[1] not in MODES or parts[2] not in STYLES or not persona:
                raise InputError(
                    where,
                    "is no session line",
                    line[:60],
                    "Write `@session ID | mode | style` after a @persona.",
                )
            session, turn = LabelledSession(parts[0], persona, parts[1], parts[2]), None
        elif (said := _TURN.fullmatch(line)) and session is not None:
            turn = LabelledTurn("coach" if said[1] == "coach" else "client", said[2], number)
            session.turns.append(turn)
        elif line.startswith("  ") and turn is not None:
            _mark(line.strip(), turn, where)
        else:
            raise InputError(
                where, "is neither a turn nor a mark", line[:40], "See GUIDE.md beside the sittings."
            )
    if session is not None:
        yield session


def _mark(line: str, turn: LabelledTurn, where: str) -> None:
    head, _, words = line.partition(" :: ")
    kind, *rest = head.split()
    words = words.strip()
    start = turn.text.find(words) if words else 0
    if start < 0 or (kind in "dbrn" and not words):
        raise InputError(
            where, "the words after `::` do not stand in the turn", words[:40], "Copy them exactly."
        )
    end = start + len(words)
    if kind == "m" and all(m in _known("moves") for m in rest):
        turn.moves = tuple(rest)
    elif kind == "d" and len(rest) >= 6 and _fits(rest):
        level = int(rest[6][1]) if len(rest) > 6 else None
        turn.marks.append(Mark("d", rest[0], start, end, tuple(rest[1:5]), rest[5] == "ref", level))
    elif kind == "b" and len(rest) == 2 and rest[0] in _known("boundary") and rest[1] in SEVERITIES:
        turn.marks.append(Mark("b", rest[0], start, end, (rest[1],)))
    elif kind == "r" and len(rest) == 1 and rest[0] in _known("response"):
        turn.marks.append(Mark("r", rest[0], start, end))
    elif kind == "h" and len(rest) == 1 and rest[0] in HANDLINGS:
        turn.marks.append(Mark("h", rest[0]))
    elif kind == "n" and len(rest) == 1 and rest[0] in NEAR:
        turn.marks.append(Mark("n", rest[0], start, end))
    else:
        raise InputError(where, "is no mark that is known", head[:60], "See GUIDE.md beside the sittings.")


def _fits(rest: list[str]) -> bool:
    return (
        rest[0] in _known("disclosure")
        and rest[1] in ASSERTIONS
        and rest[2] in EXPERIENCERS
        and rest[3] in TEMPORALITIES
        and rest[4] in ACTORS
        and rest[5] in ("ref", "noref")
        and (len(rest) < 7 or rest[6] in ("L1", "L2", "L3", "L4", "L5"))
    )


def _known(kind: str) -> frozenset[str]:
    return frozenset(label.id for label in labels(kind))
