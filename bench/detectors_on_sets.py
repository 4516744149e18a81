"""False alarms of the disclosure detector on everyday lines, per set and label. Prints counts only.

    python bench/detectors_on_sets.py SET.jsonl [...] [--dump FILE]

A set is one JSON object a line with text and, where it is a conversation, conversation_id, turn and speaker. Client lines
(or all, where no role is given) are read, each with the line before it. `--dump` writes the flagged lines to a file for
reading by eye; it must lie outside the project.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from analyzer.pipeline import detect_many
from analyzer.types import DisclosureFinding


def lines(path: Path) -> list[tuple[str, str, str | None]]:
    out = []
    before: dict | None = None
    for raw in path.open(encoding="utf-8"):
        row = json.loads(raw)
        role = row.get("speaker") if row.get("speaker") in ("coach", "client") else "client"
        previous = row.get("prev")
        if (
            previous is None
            and before
            and before.get("conversation_id") == row.get("conversation_id") is not None
        ):
            previous = before["text"] if before.get("speaker") != row.get("speaker") else None
        if role == "client" and row["text"].strip():
            out.append(
                (row["text"], "client", f"coach: {previous}" if previous and previous.strip() else None)
            )
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
        start = time.perf_counter()
        found = detect_many(rows)
        seconds = time.perf_counter() - start
        flagged, alerts = 0, 0
        labels: Counter[str] = Counter()
        for row, fs in zip(rows, found, strict=True):
            mine = [f for f in fs if isinstance(f, DisclosureFinding) and f.referral]
            flagged += bool(mine)
            alerts += any(f.tier == "alert" for f in mine)
            labels.update({f.label for f in mine})
            dump += [
                {
                    "set": path.stem,
                    "text": row[0],
                    "previous": row[2],
                    "label": f.label,
                    "tier": f.tier,
                    "quote": f.quote,
                    "rules": sorted({e.rule for e in f.evidence if e.kind in ("cue", "previous")}),
                    "why": [f.assertion, f.temporality, f.experiencer, f.actor, f.urgency, f.ideation_level],
                }
                for f in mine
            ]
        n = len(rows)
        words = sum(len(r[0].split()) for r in rows)
        print(f"{path.stem}: {n:,} lines, {words:,} words, {seconds:.1f} s")
        print(
            f"  flagged {flagged} ({1000 * flagged / n:.1f} per 1,000 lines), alerts {alerts} ({1000 * alerts / n:.1f}), {10000 * flagged / words:.2f} flagged lines per 10,000 words"
        )
        print("  " + ", ".join(f"{k} {v}" for k, v in labels.most_common()))
    if args.dump:
        args.dump.write_text("\n".join(json.dumps(d, ensure_ascii=False) for d in dump), encoding="utf-8")


if __name__ == "__main__":
    main()
