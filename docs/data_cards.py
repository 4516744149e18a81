"""The figures in the cards of the labelled talk and of the suites, counted from the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from analyzer.learn.corpus import LabelledSession, read_sittings
from analyzer.learn.suites import read_suite
from analyzer.learn.variety import Variety, variety
from analyzer.taxonomy.catalogue import labels

DATA = Path(__file__).parents[1] / "data"
START, END = "<!-- counted by `python docs/build.py` -->", "<!-- end -->"
SPLITS = ("train", "dev", "test")


def gold_card() -> str:
    """`data/gold/CARD.md` with its figures counted anew."""
    sessions = read_sittings((DATA / "gold" / "sittings").glob("*.txt"))
    turns = [t for s in sessions for t in s.turns]
    client = [t for t in turns if t.role == "client"]
    harmless = sum(not any(m.kind in "db" for m in t.marks) for t in client)
    out = [
        *_splits(sessions),
        "",
        f"Of {len(client):,} client turns {harmless:,} ({harmless / len(client):.0%}) hold nothing to flag; "
        f"{sum(any(m.kind == 'n' for m in t.marks) for t in client):,} of all client turns hold words that a crude detector falls for.",
        "",
        *_variety(variety([t.text for t in turns])),
        "",
        *_table(
            "disclosure",
            ("for a referral", "set aside", *SPLITS),
            {
                x.id: _disclosures(sessions, x.id)
                for x in labels("disclosure")
            },
        ),
        "",
        *_attributes(sessions),
        "",
        *_table(
            "boundary",
            ("coach: crossing", "coach: violation", "client: pressure", *SPLITS),
            {x.id: _boundaries(sessions, x.id) for x in labels("boundary")},
        ),
        "",
        *_table(
            "what the coach answered",
            ("all", *SPLITS),
            {x.id: _plain(sessions, "r", x.id) for x in labels("response") if x.id != "resp_none"},
        ),
        "",
        *_table("move", ("all", *SPLITS), {x.id: _moves(sessions, x.id) for x in labels("moves")}),
    ]  # fmt: skip
    return _filled(DATA / "gold" / "CARD.md", out)


def suites_card() -> str:
    """`data/suites/CARD.md` with its figures counted anew."""
    out = []
    for folder in sorted(p for p in (DATA / "suites").iterdir() if any(p.glob("*.txt"))):
        cases = read_suite(folder.glob("*.txt"))
        silent = sum(not c.wanted for c in cases)
        out += [
            f"### {folder.name}",
            "",
            f"{len(cases):,} cases in {len({c.capability for c in cases})} capabilities; {silent:,} ({silent / len(cases):.0%}) "
            f"expect nothing to be flagged; {len({c.pair for c in cases if c.pair}):,} pairs or families.",
            "",
            *_variety(variety([c.text for c in cases])),
            "",
            "| capability | cases | expect nothing |",
            "|---|---|---|",
        ]
        for name in dict.fromkeys(c.capability for c in cases):
            mine = [c for c in cases if c.capability == name]
            out.append(f"| {name} | {len(mine)} | {sum(not c.wanted for c in mine)} |")
        out.append("")
    return _filled(DATA / "suites" / "CARD.md", out[:-1])


def _filled(path: Path, lines: Iterable[str]) -> str:
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition(START)
    _, _, tail = rest.partition(END)
    return head + START + "\n" + "\n".join(lines) + "\n" + END + tail


def _splits(sessions: list[LabelledSession]) -> list[str]:
    out = ["| split | people | sessions | turns | words |", "|---|---|---|---|---|"]
    for split in (*SPLITS, "all"):
        mine = [s for s in sessions if split in (s.split, "all")]
        turns = [t for s in mine for t in s.turns]
        words = sum(len(t.text.split()) for t in turns)
        out.append(
            f"| {split} | {len({s.persona for s in mine})} | {len(mine)} | {len(turns):,} | {words:,} |"
        )
    styles = Counter(s.style for s in sessions)
    out += [
        "",
        "Sessions as "
        + ", ".join(f"{k} {n}" for k, n in sorted(styles.items()))
        + "; modes "
        + ", ".join(f"{k} {n}" for k, n in sorted(Counter(s.mode for s in sessions).items()))
        + ".",
    ]
    return out


def _variety(found: Variety) -> list[str]:
    return [
        f"Variety of {found.lines:,} lines: the commonest opening of three words, \"{found.opening}\", begins {found.opening_lines} "
        f"({found.opening_lines / found.lines:.2%}); {found.alike} ({found.alike / found.lines:.2%}) share a run of five words with more "
        f"than three others; {found.lengths[0]} to {found.lengths[3]} words, median {found.lengths[1]}, nine in ten up to {found.lengths[2]}."
    ]  # fmt: skip


def _table(title: str, columns: tuple[str, ...], rows: dict[str, tuple[int, ...]]) -> list[str]:
    return [
        f"| {title} | " + " | ".join(columns) + " |",
        "|---|" + "---|" * len(columns),
        *(f"| {name} | " + " | ".join(map(str, row)) + " |" for name, row in rows.items()),
    ]


def _marks(sessions: list[LabelledSession], kind: str, label: str):  # type: ignore[no-untyped-def]
    return [
        (s.split, t.role, m) for s in sessions for t in s.turns for m in t.marks
        if m.kind == kind and m.label == label
    ]  # fmt: skip


def _by_split(found: list[tuple[str, str, object]]) -> tuple[int, ...]:
    return tuple(sum(s == split for s, _, _ in found) for split in SPLITS)


def _disclosures(sessions: list[LabelledSession], label: str) -> tuple[int, ...]:
    found = _marks(sessions, "d", label)
    flagged = sum(m.referral for _, _, m in found)
    return flagged, len(found) - flagged, *_by_split(found)


def _boundaries(sessions: list[LabelledSession], label: str) -> tuple[int, ...]:
    found = _marks(sessions, "b", label)
    kinds = Counter(m.attributes[0] for _, _, m in found)
    return kinds["crossing"], kinds["violation"], kinds["pressure"], *_by_split(found)


def _plain(sessions: list[LabelledSession], kind: str, label: str) -> tuple[int, ...]:
    found = _marks(sessions, kind, label)
    return len(found), *_by_split(found)


def _moves(sessions: list[LabelledSession], label: str) -> tuple[int, ...]:
    found = [(s.split, t.role, None) for s in sessions for t in s.turns if label in t.moves]
    return len(found), *_by_split(found)


def _attributes(sessions: list[LabelledSession]) -> list[str]:
    told = [m for s in sessions for t in s.turns for m in t.marks if m.kind == "d"]
    out = ["| attribute | how often |", "|---|---|"]
    for place, name in enumerate(("assertion", "experiencer", "temporality", "actor")):
        counts = Counter(m.attributes[place] for m in told)
        out.append(
            f"| {name} | "
            + ", ".join(f"{k} {n}" for k, n in sorted(counts.items(), key=lambda x: (-x[1], x[0])))
            + " |"
        )
    levels = Counter(m.level for m in told if m.level)
    out.append("| ideation level | " + ", ".join(f"{k}: {n}" for k, n in sorted(levels.items())) + " |")
    handled = Counter(m.label for s in sessions for t in s.turns for m in t.marks if m.kind == "h")
    out.append(
        "| pressure handled | "
        + ", ".join(f"{k} {n}" for k, n in sorted(handled.items(), key=lambda x: (-x[1], x[0])))
        + " |"
    )
    return out
