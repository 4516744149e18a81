"""Passages a second: the reference one by one, the reference in batches, ONNX Runtime in 8-bit integers.

    python bench/model_speed.py [--model sessions/2] [--passages 600]

All in one run on the same passages (the labelled talk's test split), so that the ratios hold where the machine's speed
drifts. Each way reads a few passages before the clock starts. Needs the extra `models`.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from analyzer.learn.corpus import read_sittings
from analyzer.learn.examples import examples_of
from analyzer.learn.fast import load_fast
from analyzer.learn.store import load_model
from analyzer.learn.units import Unit
from analyzer.models import SHIPPED

ROOT = Path(__file__).parent.parent


def rate(read: Callable[[Sequence[Unit]], object], units: Sequence[Unit]) -> float:
    """Passages a second."""
    read(units[:8])
    start = time.perf_counter()
    read(units)
    return len(units) / (time.perf_counter() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default=SHIPPED)
    parser.add_argument("--passages", type=int, default=600)
    args = parser.parse_args()
    folder = ROOT / "models" / args.model
    sessions = [
        s for s in read_sittings((ROOT / "data" / "gold" / "sittings").glob("*.txt")) if s.split == "test"
    ]
    units = [e.unit for e in examples_of(sessions)][: args.passages]
    words = sum(len(u.said.split()) for u in units)
    fast = load_fast(folder)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = {"ONNX Runtime, 8-bit integers": rate(fast.read, units * 4)}
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reference = load_model(folder)
    rows["torch, fp32, in batches"] = rate(reference.read, units)
    rows["torch, fp32, one by one"] = rate(lambda us: [reference.read([u]) for u in us], units)
    slowest = rows["torch, fp32, one by one"]
    print(f"{len(units)} passages of {words / len(units):.0f} words and their context")
    for name, found in rows.items():
        print(f"{name:<32} {found:8.0f} a second   {found / slowest:5.1f} times")
    print(
        f"peak memory: {before // 1024} MiB before the first batch of the 8-bit graph, {grown // 1024} MiB after"
    )


if __name__ == "__main__":
    main()
