"""From a transcript file to the JSON report: wall time, memory, and how both grow with the words.

    python bench/session_speed.py [--runs 5] [--model auto]

Each figure is a whole process, imports included: `analyzer report FILE --json`. The sessions are the
example scripts of `data/examples`, one after the other, cut to the wanted number of words. One run before
the measured ones is not counted: it leaves Python's compiled modules, as any first use does.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "data" / "examples"
SIZES = (1_000, 10_000, 20_000, 100_000)
_LIBRARIES = "from analyzer.cli.startup import import_spacy; import_spacy(); import pydantic, typer, rich"
_ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def transcript(words: int) -> str:
    """A WebVTT session of about `words` words at 167 words a minute."""
    rows = ["WEBVTT", ""]
    said, now = 0, 60_000
    scripts = [p.read_text(encoding="utf-8").splitlines() for p in sorted(EXAMPLES.glob("*/script.txt"))]
    while said < words:
        for script in scripts:
            for line in script:
                role, _, text = line.partition(": ")
                if said >= words or role not in ("COACH", "CLIENT") or not text:
                    continue
                n = len(text.split())
                end = now + n * 360
                rows += [f"{_stamp(now)} --> {_stamp(end)}", f"{role.title()}: {text}", ""]
                said, now = said + n, end + 300
    return "\n".join(rows)


def _stamp(ms: int) -> str:
    s, ms = divmod(ms, 1000)
    return f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}.{ms:03}"


def run(path: Path, model: str) -> tuple[float, float]:
    """Wall seconds and peak MiB of one process."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "analyzer", "report", str(path), "--json", "--model", model],
            stdout=out,
            env=_ENVIRONMENT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"the report failed with exit code {process.returncode}")
    return wall, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--model", default="auto", help="as of `analyzer report`: auto, none, NAME/VERSION")
    args = parser.parse_args()
    runs = args.runs
    empty = statistics.median(_timed([sys.executable, "-c", _LIBRARIES]) for _ in range(runs))
    print(f"importing spacy, pydantic, typer and rich alone: {empty:.2f} s")
    print(
        f"{'words':>8} {'wall s (min-max)':>20} {'median':>7} {'peak MiB':>9} {'ms per 1,000 words above 1,000':>32}"
    )
    base = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"{size}.vtt"
            path.write_text(transcript(size), encoding="utf-8")
            run(path, args.model)
            figures = [run(path, args.model) for _ in range(runs)]
            walls = [w for w, _ in figures]
            median = statistics.median(walls)
            base = base or median
            per = f"{(median - base) / (size - SIZES[0]) * 1e6:.1f}" if size > SIZES[0] else "-"
            spread = f"{min(walls):.2f}-{max(walls):.2f}"
            print(f"{size:>8,} {spread:>20} {median:>7.2f} {max(m for _, m in figures):>9.0f} {per:>32}")


def _timed(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
