"""Counted words against the trained model on passages of real people that taught neither.

    python bench/words_on_passages.py FOLDER [--model sessions/2]

FOLDER holds the public sets whose passages were read for training; asked are those held out for thresholds. Prints
figures only. Needs the extra `models`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from models_compared import GOLD, figures, logits, told, words_and_letters

from analyzer.learn.corpus import read_sittings
from analyzer.learn.examples import Example, examples_of
from analyzer.learn.fast import load_fast
from analyzer.learn.readings import held_out, readings
from analyzer.models import SHIPPED

SETS = {"offmychest": 1, "counselchat": 1, "diasafety": 1}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", default=SHIPPED)
    args = parser.parse_args()
    passages = readings(args.folder, SETS)
    asked = [e for e in passages if held_out(e)]
    talk = examples_of([s for s in read_sittings(GOLD.glob("*.txt")) if s.split == "train"])
    invented = [e for e in talk if e.role == "client"]
    truth = told(asked)
    said = [e.unit.said for e in asked]
    model = load_fast(GOLD.parents[2] / "models" / args.model).read([e.unit for e in asked])["referral"][:, 0]
    rows = {args.model: model}
    taught: dict[str, list[Example]] = {
        "invented talk": invented,
        "invented talk and passages": invented + [e for e in passages if not held_out(e)],
    }
    for name, examples in taught.items():
        way = words_and_letters([e.unit.said for e in examples], told(examples))
        rows[f"TF-IDF of words and letters, taught by {name}"] = way.predict_proba(said)[:, 1]
        rows[f"its mean of log odds with {args.model}, {name}"] = (
            logits(rows[f"TF-IDF of words and letters, taught by {name}"]) + logits(model)
        ) / 2
        print(f"taught by {name}: {len(examples):,} units")
    print(f"{len(asked)} passages held out, {truth.sum()} disclosing")
    for name, scores in rows.items():
        area, recall = figures(truth, scores)
        print(f"{name}: average precision {area:.2f}, recall at precision .7 {recall:.2f}")


if __name__ == "__main__":
    main()
