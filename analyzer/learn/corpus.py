"""Labelled talk as people write it down: sittings of invented sessions, with marks under each turn.

The form is explained in `data/gold/GUIDE.md`. Marks: `d` disclosure, `b` boundary, `r` response, `m` moves,
`h` handling of client pressure, `n` near miss. Under `@session` every turn up to the next `@` is one session; under
`@exchanges` each block between blank lines is a short exchange of its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
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
# In a short mark of a disclosure, `client` is who suffers it and `unknown` is who does it; these say the other.
_EXPERIENCERS = {"client": "client", "child": "child", "other_adult": "other_adult", "coach": "coach", "whose_unknown": "unknown"}  # fmt: skip
_ACTORS = {**{a: a for a in ACTORS if a not in _EXPERIENCERS}, "by_client": "client"}
_BY_SELF = ("suicidal_ideation", "suicidal_behaviour", "self_harm", "mental_health_concern")


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
    block, parted = 0, False  # exchanges so far under the last `@exchanges`; whether a blank line came since
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path.name}:{number}"
        line = raw.rstrip()
        if not line:
            parted = block > 0
        elif line.startswith("@persona "):
            persona = line.split()[1]
        elif line.startswith(("@session ", "@exchanges ")):
            if session is not None and session.turns:
                yield session
            block = 1 if line.startswith("@exchanges ") else 0
            session, turn, parted = _head(line, persona, where, block), None, False
        elif (said := _TURN.fullmatch(line)) and session is not None:
            if parted and session.turns:
                yield session
                block += 1
                name = f"{session.id.rpartition('.')[0]}.{block}"
                session = LabelledSession(name, session.persona, session.mode, session.style)
            parted = False
            turn = LabelledTurn("coach" if said[1] == "coach" else "client", said[2], number)
            session.turns.append(turn)
        elif line.startswith("  ") and turn is not None:
            _mark(line.strip(), turn, where)
        else:
            raise InputError(
                where, "is neither a turn nor a mark", line[:40], "See GUIDE.md beside the sittings."
            )
    if session is not None and session.turns:
        yield session


def _head(line: str, persona: str, where: str, block: int) -> LabelledSession:
    parts = [p.strip() for p in line.partition(" ")[2].split("|")]
    if len(parts) != 3 or parts[1] not in MODES or parts[2] not in STYLES or not persona:
        raise InputError(
            where,
            "is no session line",
            line[:60],
            "Write `@session ID | mode | style` or `@exchanges ID | mode | style` after a @persona.",
        )
    return LabelledSession(f"{parts[0]}.{block}" if block else parts[0], persona, parts[1], parts[2])


def _mark(line: str, turn: LabelledTurn, where: str) -> None:
    """One mark; without `:: words` it is of the whole turn."""
    head, _, words = line.partition(" :: ")
    kind, *rest = head.split()
    words = words.strip()
    start = turn.text.find(words) if words else 0
    if start < 0:
        raise InputError(
            where, "the words after `::` do not stand in the turn", words[:40], "Copy them exactly."
        )
    end = start + len(words) if words else len(turn.text)
    if kind == "m" and all(m in _known("moves") for m in rest):
        turn.moves = tuple(rest)
    elif kind == "d" and (mark := disclosure(rest, start, end)) is not None:
        turn.marks.append(mark)
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


def disclosure(rest: Sequence[str], start: int, end: int) -> Mark | None:
    """A disclosure in full (label and all attributes in order) or short (label and what is not usual).

    None if it is neither.

    >>> disclosure(["coercive_control", "suspected", "partner"], 0, 4).attributes
    ('suspected', 'client', 'ongoing', 'partner')
    """
    if len(rest) >= 6 and _fits(rest):
        level = int(rest[6][1]) if len(rest) > 6 else None
        return Mark("d", rest[0], start, end, tuple(rest[1:5]), rest[5] == "ref", level)
    if not rest or rest[0] not in _known("disclosure"):
        return None
    label, given = rest[0], rest[1:]
    usual = "self" if label in _BY_SELF else "client" if label == "harm_to_others" else "unknown"
    facts = {"assertion": "affirmed", "experiencer": "client", "temporality": "ongoing", "actor": usual}
    kinds: dict[str, dict[str, str]] = {
        "assertion": {a: a for a in ASSERTIONS},
        "temporality": {t: t for t in TEMPORALITIES},
        "experiencer": _EXPERIENCERS,
        "actor": _ACTORS,
    }
    referral, level = None, None
    for value in given:
        kind = next((k for k, known in kinds.items() if value in known), None)
        if kind is not None:
            facts[kind] = kinds[kind][value]
        elif value in ("ref", "noref"):
            referral = value == "ref"
        elif value in ("L1", "L2", "L3", "L4", "L5") and label == "suicidal_ideation":
            level = int(value[1])
        else:
            return None
    if referral is None:
        referral = facts["assertion"] in ("affirmed", "suspected") and facts["experiencer"] != "coach"
    return Mark("d", label, start, end, tuple(facts.values()), referral, level)


def _fits(rest: Sequence[str]) -> bool:
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
