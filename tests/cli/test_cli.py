"""The command line as people and programs use it: output, exit codes, bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
SESSION = EXAMPLES / "unprotective_advice" / "session.txt"


def run(*args: str, stdin: str | bytes = b"", check: int | None = 0) -> subprocess.CompletedProcess[bytes]:
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, "-m", "analyzer", *args], input=data, capture_output=True, check=False
    )
    if check is not None:
        assert done.returncode == check, done.stderr.decode()
    return done


def lines(done: subprocess.CompletedProcess[bytes]) -> list[dict]:
    return [json.loads(x) for x in done.stdout.decode().splitlines()]


def test_json_is_the_report_and_the_same_each_time() -> None:
    first, second = run("report", str(SESSION), "--json").stdout, run("report", str(SESSION), "--json").stdout
    assert first == second
    report = json.loads(first)
    assert {
        "session",
        "talk_time",
        "moves",
        "findings",
        "exchanges",
        "checks",
        "not_assessed",
        "provenance",
    } <= set(report)


def test_standard_input_gives_what_the_file_gives_but_the_name() -> None:
    by_file = json.loads(run("report", str(SESSION), "--json").stdout)
    by_pipe = json.loads(run("report", "-", "--json", stdin=SESSION.read_bytes()).stdout)
    assert by_file["findings"] == by_pipe["findings"]
    assert by_file["session"]["session_id"] == by_pipe["session"]["session_id"]


def test_terminal_markdown_and_html(tmp_path: Path) -> None:
    assert b"What needs a person first" in run("report", str(SESSION)).stdout
    assert run("report", str(SESSION), "--markdown").stdout.startswith(b"# ")
    page = tmp_path / "report.html"
    done = run("report", str(SESSION), "--html", str(page))
    assert done.stdout == b""
    assert page.read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    assert list(tmp_path.iterdir()) == [page]


def test_read_prints_turns_with_roles() -> None:
    session = json.loads(run("read", str(SESSION)).stdout)
    assert {"index", "speaker", "role", "text", "start_ms", "end_ms"} <= set(session["turns"][0])
    assert session["unread"] == []
    assert {t["role"] for t in session["turns"]} == {"coach", "client"}


def test_detect_keeps_the_order_and_survives_bad_lines() -> None:
    rows = [
        {"id": 1, "role": "client", "text": "He hits me most weekends.", "previous": None},
        "not an object",
        {
            "id": 3,
            "role": "client",
            "text": "Yes, most nights.",
            "previous": "coach: Do you think of ending your life?",
        },
        {"id": "four", "role": "boss", "text": "x"},
        {"id": 5, "role": "coach"},
        {"id": 6, "role": "client", "text": "We hit the target.", "previous": "nobody: hm"},
        {"id": 7, "role": "client", "text": "We hit the target in March."},
    ]
    stdin = "\n".join(json.dumps(r) for r in rows) + "\n{broken\n\n"
    out = lines(run("detect", stdin=stdin))
    assert [o["id"] for o in out] == [1, None, 3, "four", 5, 6, 7, None]
    assert ["error" in o for o in out] == [False, True, False, True, True, True, False, True]
    assert out[0]["findings"][0]["label"] == "physical_abuse"
    assert out[2]["findings"][0]["referral"] is True
    assert not [f for f in out[6]["findings"] if f.get("referral")]
    assert "nobody" not in out[5]["error"]


def test_a_finding_holds_what_the_interface_promises() -> None:
    rows = [
        {"id": 1, "role": "client", "text": "He put his hands round my neck on Saturday."},
        {"id": 2, "role": "coach", "text": "Come on, babe."},
    ]
    disclosure, boundary = (
        o["findings"][0] for o in lines(run("detect", stdin="\n".join(map(json.dumps, rows))))
    )
    common = {"kind", "label", "turn", "start", "end", "speaker_role", "score", "tier", "evidence"}
    assert common <= set(disclosure)
    assert common | {"severity", "boundary_response"} <= set(boundary)
    more = "referral assertion temporality experiencer actor urgency urgency_rule ideation_level risk_cues"
    assert set(more.split()) <= set(disclosure)
    assert rows[0]["text"][disclosure["start"] : disclosure["end"]] == disclosure["quote"]


def test_detect_thousands_of_lines_in_one_call() -> None:
    row = json.dumps({"id": 0, "role": "client", "text": "I sold the van and we had some cake, it was fine."})
    out = run("detect", stdin=(row + "\n") * 3000).stdout.splitlines()
    assert len(out) == 3000


def test_rate() -> None:
    rows = [
        {
            "id": "a",
            "disclosure": {"text": "He hits me.", "label": "physical_abuse", "urgency": "urgent"},
            "coach_turns": ["All couples fight. Just pack a bag and leave him."],
        },
        {
            "id": "b",
            "disclosure": {"text": "x", "label": "physical_abuse", "urgency": "soon"},
            "coach_turns": [],
        },
        {"id": "c"},
    ]
    good, bad, empty = lines(run("rate", stdin="\n".join(map(json.dumps, rows))))
    assert good["id"] == "a"
    assert good["status"] == "not_met"
    assert set(good) == {"id", "positive", "negative", "missing", "status"}
    assert {"resp_minimise", "resp_direct_advice"} <= set(good["negative"])
    assert "error" in bad
    assert "error" in empty


def test_words_about_itself() -> None:
    assert b"zoom_vtt" in run("formats").stdout
    assert b"coercive_control" in run("taxonomy").stdout
    assert b"includes" in run("taxonomy", "coercive_control").stdout
    assert run("version").stdout.startswith(b"analyzer ")


@pytest.mark.parametrize(
    ("args", "stdin", "code", "says"),
    [
        (["report"], b"", 1, "FILE"),
        (["report", "x.vtt", "--json", "--markdown"], b"", 1, "Choose one"),
        (["report", "-", "--mode", "therapy"], b"Coach: a\nClient: b\n", 1, "coaching"),
        (["report", "no such file.vtt"], b"", 2, "no such file.vtt"),
        (["report", "-"], b"", 2, "empty"),
        (["report", "-"], b"\x00\x01\x02\x03" * 50, 2, ""),
        (["report", "-", "--coach", "Zoe"], b"Coach: a\nClient: b\n", 1, "Zoe"),
        (["report", "-", "--format", "vtx"], b"Coach: a\nClient: b\n", 1, "vtt"),
        (["report", "-", "--html", "/no/such/folder/x.html"], b"Coach: a?\nClient: b\n", 1, "another path"),
        (["taxonomy", "coercive"], b"", 1, "coercive_control"),
        (["nonsense"], b"", 1, ""),
        (["report", "--nonsense", "x"], b"", 1, "nonsense"),
    ],
)
def test_wrong_calls_and_unreadable_input(args: list[str], stdin: bytes, code: int, says: str) -> None:
    done = run(*args, stdin=stdin, check=code)
    assert says in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_strict_stops_at_unread_lines() -> None:
    text = b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nCoach: Hello?\n\n00:00:03.000 -> 00:00:04.000\nClient: Hm.\n"
    run("report", "-", "--json", stdin=text)
    done = run("report", "-", "--json", "--strict", stdin=text, check=2)
    assert ":6" in done.stderr.decode()
    assert done.stdout == b""


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m analyzer report {SESSION} --json | head -c 10"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert done.returncode == 0
