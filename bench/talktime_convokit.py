"""Talk time against an independent word count and against ConvoKit's TalkTimeSharing.

    python bench/talktime_convokit.py DATA.jsonl [--convokit-python PYTHON] [--runs 5]

DATA holds one turn per line: conversation_id, speaker (coach or client), start (s), text; AnnoMI in
this form was used. Nothing of the text is printed.

1. Word shares of all sessions equal a count that shares no code with the library.
2. ConvoKit needs a stop for every utterance: it is the next start, and of the last utterance its
   words at 150 a minute. With these stops taken as measured both must agree.
3. From the starts alone, as the file has them: does the interval hold the share with ConvoKit's stops?

`--convokit-python` is the interpreter of an environment with ConvoKit (`pip install convokit`); by
default this one. Without ConvoKit only the first part runs.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Sessions = dict[str, list[Row]]


def read(path: Path) -> Sessions:
    """Turns per conversation, in the file's order, with `stop` added."""
    sessions: Sessions = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        sessions.setdefault(row["conversation_id"], []).append(
            {"speaker": row["speaker"], "text": row["text"], "start": float(row["start"])}
        )
    for rows in sessions.values():
        for row, after in zip(rows, [*rows[1:], None], strict=True):
            stop = after["start"] if after else row["start"] + independent_count(row["text"]) / 150 * 60
            row["stop"] = max(stop, row["start"])
    return sessions


def independent_count(text: str) -> int:
    """Words, counted letter by letter."""
    n, inside = 0, False
    for char in f"{text} ":
        if char.isspace():
            n, inside = n + inside, False
        elif char.isalpha() or char.isnumeric():
            inside = True
    return n


def build(rows: list[Row], *, stops: bool) -> Any:
    """A session of the library."""
    from analyzer.types import Accounting, Segment, Session, Source, Speaker, Timing, Turn

    def times(row: Row) -> tuple[int, int | None]:
        return round(row["start"] * 1000), round(row["stop"] * 1000) if stops else None

    turns = tuple(
        Turn(
            index=i,
            speaker=row["speaker"],
            role=row["speaker"],
            text=row["text"],
            start_ms=times(row)[0],
            end_ms=times(row)[1],
            segments=(Segment(start=0, end=len(row["text"]), start_ms=times(row)[0], end_ms=times(row)[1]),),
        )
        for i, row in enumerate(rows)
    )
    return Session(
        session_id="bench",
        turns=turns,
        speakers=(Speaker(name="coach", role="coach"), Speaker(name="client", role="client")),
        source=Source(
            format="bench",
            name="bench",
            sha256="",
            timing=Timing(start="measured", end="measured" if stops else "absent", overlap="measurable"),
            accounting=Accounting(total=0, talk=0, markup=0, unread=0),
        ),
    )


def measure(sessions: list[Any], runs: int) -> tuple[list[Any], float]:
    """Talk time of each session, and the best of `runs` total times in s."""
    from analyzer.talktime import load_metrics, measure_talk_time

    best, found, metrics = float("inf"), [], load_metrics()
    for _ in range(runs):
        began = time.perf_counter()
        found = [measure_talk_time(s, "coaching", metrics) for s in sessions]
        best = min(best, time.perf_counter() - began)
    return found, best


def ask_convokit(python: str, sessions: Sessions, runs: int) -> dict[str, Any] | None:
    """Run this file under ConvoKit's interpreter; None where it has no ConvoKit."""
    done = subprocess.run(
        [python, __file__, "--worker", "--runs", str(runs)],
        input=json.dumps(sessions),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(f"ConvoKit did not run: {done.stderr.strip().splitlines()[-1:]}")
        return None
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def worker(runs: int) -> None:
    """Under ConvoKit's interpreter: sessions on stdin, its numbers on stdout."""
    import importlib.metadata

    from convokit import Corpus, Speaker, TalkTimeSharing, Utterance

    sessions: Sessions = json.load(sys.stdin)
    out: dict[str, Any] = {"version": importlib.metadata.version("convokit"), "all": {}, "default": {}}
    out["failed"] = Counter()
    for name, keep_ends in (("all", False), ("default", True)):
        total = 0.0
        for convo, rows in sessions.items():
            utterances = [
                Utterance(
                    id=f"{convo}:{i}",
                    speaker=Speaker(id=r["speaker"]),
                    conversation_id=f"{convo}:0",
                    reply_to=None if i == 0 else f"{convo}:{i - 1}",
                    timestamp=i,
                    text=r["text"],
                    meta={
                        "start": r["start"],
                        "stop": r["stop"],
                        "utt_group": "groupA" if r["speaker"] == "coach" else "groupB",
                    },
                )
                for i, r in enumerate(rows)
            ]
            # One corpus per session, so that a session it cannot measure does not end the run.
            corpus = Corpus(utterances=utterances)
            transformer = TalkTimeSharing(remove_first_last_utt=keep_ends)
            try:
                best = float("inf")
                for _ in range(runs):
                    began = time.perf_counter()
                    transformer.transform(corpus)
                    best = min(best, time.perf_counter() - began)
                kinds = transformer.summarize(corpus)["triangle_types"]
            except Exception as error:  # noqa: BLE001  # any failure is a result here
                out["failed"][f"{name}: {type(error).__name__}"] += 1
                continue
            total += best
            meta = next(corpus.iter_conversations()).meta
            out[name][convo] = {
                "primary": meta["primary_speaker"],
                "balance": meta["balance_score"],
                "windows": len(meta["balance_lst"]),
                "kind": next(k for k, n in kinds.items() if n),
            }
        out[f"seconds_{name}"] = total
    print(json.dumps(out))


def coach_share(answer: dict[str, Any]) -> float | None:
    """ConvoKit's share of the larger side as the coach's share."""
    balance = answer["balance"]
    if balance is None or answer["primary"] == "groupA":
        return None if balance is None else float(balance)
    # Without a primary speaker the balance is 0.5 to four digits, whichever side it is of.
    return 1 - float(balance)


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--convokit-python", default=sys.executable)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.worker:
        worker(args.runs)
        return
    if args.data is None:
        parser.error("DATA.jsonl is missing")
    sessions = read(args.data)
    turns = sum(map(len, sessions.values()))
    print(f"Python {platform.python_version()}, {platform.machine()}; best of {args.runs} runs")
    print(f"{len(sessions)} sessions, {turns} turns")

    starts, starts_s = measure([build(rows, stops=False) for rows in sessions.values()], args.runs)
    equal = 0
    for rows, result in zip(sessions.values(), starts, strict=True):
        coach, client = (
            sum(independent_count(r["text"]) for r in rows if r["speaker"] == who)
            for who in ("coach", "client")
        )
        share = result.shares[1]
        equal += share.value == coach / (coach + client) == share.interval.low == share.interval.high
    print(f"1. word shares equal to the independent count: {equal} of {len(sessions)}")
    print(f"   bands by words: {dict(Counter(str(r.shares[1].band) for r in starts))}")

    stops, stops_s = measure([build(rows, stops=True) for rows in sessions.values()], args.runs)
    rate, each = len(sessions) / starts_s, 1e6 * starts_s / turns
    print(f"   speed: {rate:.0f} sessions/s ({each:.0f} us per turn), all measures")
    theirs = ask_convokit(args.convokit_python, sessions, args.runs)
    if theirs is None:
        return
    print(f"2. ConvoKit {theirs['version']}; sessions it failed on: {theirs['failed'] or 0}")
    for name, what in (("all", "first and last utterance kept"), ("default", "its default: both removed")):
        far = []
        for convo, result in zip(sessions, stops, strict=True):
            answer = theirs[name].get(convo)
            share = coach_share(answer) if answer else None
            if share is not None and result.shares[0].value is not None:
                far.append(abs(share - result.shares[0].value))
        close = sum(d < 1e-9 for d in far)
        print(
            f"   {what}: {len(far)} compared, {close} equal, largest difference {100 * max(far):.2f} points, "
            f"mean {100 * sum(far) / len(far):.2f}"
        )
    back = sum(any(a["start"] > b["start"] for a, b in pairwise(rows)) for rows in sessions.values())
    print(f"   sessions with a start before the one above it (overlap: we count a speaker's once): {back}")
    print(f"   ConvoKit's types: {dict(Counter(a['kind'] for a in theirs['all'].values()))}")
    print(f"   our types:        {dict(Counter(r.dynamics for r in stops))}")
    both = Counter(
        (theirs["all"][c]["kind"], r.dynamics)
        for c, r in zip(sessions, stops, strict=True)
        if c in theirs["all"]
    )
    for (a, b), n in sorted(both.items(), key=lambda item: -item[1]):
        print(f"      {n:3} {a} / {b}")
    print(
        f"   speed: ConvoKit {1000 * theirs['seconds_all']:.0f} ms (without building its corpora), ours "
        f"{1000 * stops_s:.0f} ms for all sessions"
    )

    inside, widths, shifts = 0, [], []
    for stop, start in zip(stops, starts, strict=True):
        a, b = stop.shares[0].value, start.shares[0]
        if a is None or b.value is None:
            continue
        inside += b.interval.low <= a <= b.interval.high
        widths.append(b.interval.high - b.interval.low)
        shifts.append(abs(a - b.value))
    print(
        f"3. starts only: {len(widths)} sessions; share with the next start as stop lies in the interval: "
        f"{inside}; median width {100 * sorted(widths)[len(widths) // 2]:.1f} points; the estimate moves it by "
        f"{100 * sum(shifts) / len(shifts):.1f} points on average, at most {100 * max(shifts):.1f}"
    )
    print(f"   first basis: {dict(Counter(r.basis for r in starts))}")


if __name__ == "__main__":
    main()
