"""Boundary language on the lines of public sets, per set, side and label. Prints counts only.

    python bench/boundaries_on_sets.py SET.jsonl [...] [--dump FILE]

Each line is read alone, with the line before it where the set is a conversation. Almost all these lines are
ordinary talk, so nearly every flag is a false one; where replies are marked as unauthorized expertise,
recall and false flags of `scope_overreach` are counted against that mark. `--dump` writes the flagged lines
to a file for reading by eye; it must lie outside the project.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from analyzer.pipeline import detect_many
from analyzer.types import BoundaryFinding

EXPERTISE = "Unauthorized Expertise"


def lines(path: Path) -> list[tuple[str, str, str | None, str]]:
    """Text, role, line before, label."""
    out = []
    before: dict = {}
    for raw in path.open(encoding="utf-8"):
        row = json.loads(raw)
        role = row.get("speaker") if row.get("speaker") in ("coach", "client") else "client"
        previous = row.get("context")
        if (
            previous is None
            and row.get("conversation_id") is not None
            and before.get("conversation_id") == row["conversation_id"]
            and before.get("speaker") != role
        ):
            previous = before["text"]
        if row["text"].strip():
            other = "client" if role == "coach" else "coach"
            said = f"{other}: {' '.join(previous.split())}" if previous and previous.strip() else None
            out.append((row["text"], role, said, str(row.get("label"))))
        before = row
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--dump", type=Path)
    args = parser.parse_args()
    dump = []
    for path in args.sets:
        rows = lines(path)
        found = detect_many([row[:3] for row in rows])
        mine = [[f for f in fs if isinstance(f, BoundaryFinding)] for fs in found]
        for side in ("coach", "client"):
            here = [fs for row, fs in zip(rows, mine, strict=True) if row[1] == side]
            if not here:
                continue
            flagged = sum(bool(fs) for fs in here)
            labels = Counter(label for fs in here for label in {f.label for f in fs})
            print(
                f"{path.stem}, {side}: {flagged} of {len(here):,} lines ({1000 * flagged / len(here):.1f} per 1,000)"
            )
            print("  " + ", ".join(f"{label} {n}" for label, n in labels.most_common()))
        marked = [
            (any(f.label == "scope_overreach" for f in fs), row[3].endswith("Unsafe"))
            for row, fs in zip(rows, mine, strict=True)
            if row[3].startswith(EXPERTISE)
        ]
        if marked:
            hit, bad = sum(f and u for f, u in marked), sum(u for _, u in marked)
            false = sum(f and not u for f, u in marked)
            print(
                f"  scope_overreach: {hit} of {bad} replies marked unsafe, {false} of {len(marked) - bad} marked safe"
            )
        dump += [
            {"set": path.stem, "text": row[0], "role": row[1], "label": f.label, "quote": f.quote,
             "rules": [e.rule for e in f.evidence]}
            for row, fs in zip(rows, mine, strict=True)
            for f in fs
        ]  # fmt: skip
    if args.dump:
        args.dump.write_text("\n".join(json.dumps(d, ensure_ascii=False) for d in dump), encoding="utf-8")


if __name__ == "__main__":
    main()
