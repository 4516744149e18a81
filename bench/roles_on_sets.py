"""Roles inferred with names hidden: right, wrong, unknown, per set.

    python bench/roles_on_sets.py SET.jsonl [...]

A set is one JSON object a line with conversation_id, turn, speaker (coach or client), text. Prints counts only.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import defaultdict
from pathlib import Path

from analyzer.roles import assign_roles
from analyzer.types import Accounting, Session, Source, Speaker, Turn


def conversations(path: Path) -> dict[str, list[dict]]:
    """Turns by conversation, in order; consecutive rows of one speaker are one turn."""
    out: dict[str, list[dict]] = defaultdict(list)
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        if row.get("speaker") not in ("coach", "client") or not row["text"].strip():
            continue
        turns = out[row["conversation_id"]]
        if turns and turns[-1]["speaker"] == row["speaker"]:
            turns[-1] = {"speaker": row["speaker"], "text": turns[-1]["text"] + " " + row["text"]}
        else:
            turns.append({"speaker": row["speaker"], "text": row["text"]})
    return {k: v for k, v in out.items() if {t["speaker"] for t in v} == {"coach", "client"}}


def hidden(turns: list[dict], seed: str) -> tuple[Session, dict[str, str]]:
    """A session whose speakers are called Speaker 1 and Speaker 2, and who they are."""
    names = ["Speaker 1", "Speaker 2"]
    random.Random(seed).shuffle(names)
    name = dict(zip(("coach", "client"), names, strict=True))
    rows = tuple(Turn(index=i, speaker=name[t["speaker"]], text=t["text"]) for i, t in enumerate(turns))
    account = Accounting(total=len(rows), talk=len(rows), markup=0, unread=0)
    speakers = tuple(Speaker(name=n) for n in dict.fromkeys(t.speaker for t in rows))
    source = Source(format="set", name="set", sha256="0" * 64, accounting=account)
    return Session(session_id="0", turns=rows, speakers=speakers, source=source), {
        v: k for k, v in name.items()
    }


def wilson(k: int, n: int) -> str:
    """A share with its 95 % Wilson interval."""
    if not n:
        return "-"
    z, p = 1.96, k / n
    mid = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return f"{p:.3f} ({mid - half:.3f}-{mid + half:.3f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", type=Path)
    print(
        f"{'set':<16}{'sessions':>9}{'right':>7}{'wrong':>7}{'unknown':>9}{'wrong>=.9':>10}   right of decided; unknown of all; swaps noticed"
    )
    for path in parser.parse_args().sets:
        right = wrong = unknown = sure_wrong = swaps = 0
        talks = conversations(path)
        for key, turns in talks.items():
            session, truth = hidden(turns, key)
            done = assign_roles(session)
            swaps += any("changed places" in n for n in done.notices)
            coach = next((s for s in done.speakers if s.role == "coach"), None)
            if coach is None:
                unknown += 1
            elif truth[coach.name] == "coach":
                right += 1
            else:
                wrong += 1
                sure_wrong += (coach.confidence or 0) >= 0.9
        n = len(talks)
        print(
            f"{path.stem:<16}{n:>9}{right:>7}{wrong:>7}{unknown:>9}{sure_wrong:>10}   {wilson(right, right + wrong)}; {wilson(unknown, n)}; {swaps}"
        )


if __name__ == "__main__":
    main()
