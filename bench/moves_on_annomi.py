"""Moves against published annotations: precision, recall, F1 with counts, per coach turn.

    python bench/moves_on_annomi.py annomi.jsonl [--part develop|report] [--esconv esconv.jsonl]

Rows hold conversation_id, speaker, text and, on coach rows, label, question, reflection, input. A third of the
conversations (by a hash of their id) was used to develop the rules; figures are reported on the rest. Prints counts only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections import Counter, defaultdict
from pathlib import Path

from analyzer.detectors.base import Material
from analyzer.moves import find_moves
from analyzer.text import read_turns
from analyzer.types import Accounting, Session, Source, Speaker, Turn

ESCONV = {
    "Question": {"open_question", "closed_question"},
    "Restatement or Paraphrasing": {"simple_reflection", "complex_reflection"},
    "Reflection of feelings": {"simple_reflection", "complex_reflection"},
    "Restatement or Reflection": {"simple_reflection", "complex_reflection"},
    "Self-disclosure": {"self_disclosure"},
    "Providing Suggestions": {"advice"},
    "Affirmation and Reassurance": {"affirmation"},
    "Information": {"information"},
}


def develops(conversation: str) -> bool:
    """Whether a conversation belongs to the third on which rules were developed."""
    return int(hashlib.sha256(conversation.encode()).hexdigest(), 16) % 3 == 0


def rows(path: Path) -> dict[str, list[dict]]:
    out: dict[str, list[dict]] = defaultdict(list)
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        out[row["conversation_id"]].append(row)
    return out


def predicted(turns: list[dict], model: str | None = None) -> list[tuple[dict, set[str]]]:
    """Each coach row with the set of moves found in it."""
    made = tuple(
        Turn(
            index=i,
            speaker=row["speaker"],
            role="client" if row["speaker"] == "client" else "coach",
            text=row["text"],
        )
        for i, row in enumerate(turns)
    )
    session = Session(
        session_id="bench",
        turns=made,
        speakers=tuple(Speaker(name=n) for n in dict.fromkeys(t.speaker for t in made)),
        source=Source(
            format="bench",
            name="bench",
            sha256="",
            accounting=Accounting(total=0, talk=0, markup=0, unread=0),
        ),
    )
    found: dict[int, set[str]] = defaultdict(set)
    material = Material(session=session, texts=read_turns(made))
    if model is None:
        for move in find_moves(material, None).moves:
            found[move.turn].add(move.label)
    else:
        from analyzer.learn.reader import with_reading

        reading = with_reading([material], model)[0].reading
        for turn in made:
            for passage in reading.of_turn(turn.index) if reading else ():
                found[turn.index] |= {label for label, _ in passage.at_least("moves", 0.5)}
    return [(row, found[i]) for i, row in enumerate(turns) if made[i].role == "coach"]


def score(pairs: list[tuple[str, bool, bool]], resamples: int = 500) -> str:
    """Precision, recall, F1 with a 95 % bootstrap interval over conversations, and counts."""

    def f1(items: list[tuple[str, bool, bool]]) -> tuple[float, float, float]:
        c = Counter((t, p) for _, t, p in items)
        tp, fp, fn = c[True, True], c[False, True], c[True, False]
        p, r = tp / (tp + fp) if tp + fp else 0.0, tp / (tp + fn) if tp + fn else 0.0
        return p, r, 2 * p * r / (p + r) if p + r else 0.0

    by: dict[str, list[tuple[str, bool, bool]]] = defaultdict(list)
    for item in pairs:
        by[item[0]].append(item)
    names = sorted(by)
    draw = random.Random(7)
    boot = (
        sorted(f1([x for _ in names for x in by[draw.choice(names)]])[2] for _ in range(resamples))
        if names
        else [0.0]
    )
    p, r, f = f1(pairs)
    low, high = boot[int(0.025 * len(boot))], boot[int(0.975 * len(boot)) - 1]
    return f"P {p:.2f}  R {r:.2f}  F1 {f:.2f} ({low:.2f}-{high:.2f})  annotated {sum(t for _, t, _ in pairs)}, found {sum(p for _, _, p in pairs)} of {len(pairs)} turns"


def annomi(talks: dict[str, list[dict]], model: str | None = None) -> None:
    """Main behaviour and its subtypes, per turn; a turn can hold several."""
    pairs: dict[str, list[tuple[str, bool, bool]]] = defaultdict(list)
    for key, turns in talks.items():
        for row, found in predicted(turns, model):
            question = bool(found & {"open_question", "closed_question"})
            reflection = bool(found & {"simple_reflection", "complex_reflection"})
            pairs["question"].append((key, row.get("question") is not None, question))
            pairs["reflection"].append((key, row.get("reflection") is not None, reflection))
            pairs["advice (advice, options, negotiation)"].append(
                (key, row.get("input") in ("advice", "options", "negotiation"), "advice" in found)
            )
            pairs["advice (advice only)"].append((key, row.get("input") == "advice", "advice" in found))
            pairs["information"].append((key, row.get("input") == "information", "information" in found))
            if row.get("question") and question:
                pairs["open, of questions both see"].append(
                    (key, row["question"] == "open", "open_question" in found)
                )
                pairs["closed, of questions both see"].append(
                    (key, row["question"] == "closed", "open_question" not in found)
                )
            if row.get("reflection") and reflection:
                pairs["complex, of reflections both see"].append(
                    (key, row["reflection"] == "complex", "complex_reflection" in found)
                )
                pairs["simple, of reflections both see"].append(
                    (key, row["reflection"] == "simple", "complex_reflection" not in found)
                )
    for name, items in pairs.items():
        print(f"  {name:<40} {score(items)}")


def esconv(talks: dict[str, list[dict]], model: str | None = None) -> None:
    """Strategy per turn; a turn has one."""
    found = [
        (key, row.get("label") or "", moves)
        for key, turns in talks.items()
        for row, moves in predicted(turns, model)
    ]
    for strategy, labels in ESCONV.items():
        items = [(k, _is(said, strategy), bool(moves & labels)) for k, said, moves in found]
        print(f"  {strategy:<40} {score(items, 200)}")


def _is(said: str, strategy: str) -> bool:
    return (
        said in strategy.split(" or ")
        or said == strategy
        or (strategy == "Restatement or Reflection" and said.startswith(("Restatement", "Reflection")))
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("annomi", type=Path)
    parser.add_argument("--part", choices=["develop", "report"], default="report")
    parser.add_argument("--esconv", type=Path)
    parser.add_argument("--model", help="read with the heads of this trained model in place of the rules")
    args = parser.parse_args()
    want = args.part == "develop"
    for name, path, run in (("AnnoMI", args.annomi, annomi), ("ESConv", args.esconv, esconv)):
        if path:
            talks = {k: v for k, v in rows(path).items() if develops(k) == want}
            print(f"{name}, {args.part}: {len(talks)} conversations")
            run(talks, args.model)


if __name__ == "__main__":
    main()
