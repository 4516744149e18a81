"""The labelled talk and the suites: their form, their variety, and that nothing of one is in another."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from analyzer.errors import InputError
from analyzer.learn.corpus import LabelledSession, read_sittings
from analyzer.learn.suites import Case, read_suite
from analyzer.learn.variety import near, variety
from analyzer.taxonomy.catalogue import labels

DATA = Path(__file__).parents[2] / "data"
SITTINGS = sorted((DATA / "gold" / "sittings").glob("*.txt"))
SUITES = sorted(p for p in (DATA / "suites").iterdir() if any(p.glob("*.txt")))

SITTING = """@persona x1 | 30, baker
@session x1-1 | coaching | spoken
coach: How is it at home?
  m open_question
client: He keeps the van keys, and the cards.
  d coercive_control affirmed client ongoing partner ref :: He keeps the van keys
"""
SUITE = """# capability: keys | Things that are kept.
[coach: How is it at home?] client: He keeps the van keys.
  + coercive_control assertion=affirmed
  pair: k1
  why: Means of leaving are kept.
client: He keeps the van clean.
  - *
  pair: k1
  why: A chore.
"""


def sessions() -> list[LabelledSession]:
    return read_sittings(SITTINGS)


def test_a_sitting_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SITTING)
    (session,) = read_sittings([tmp_path / "a.txt"])
    coach, client = session.turns
    assert coach.moves == ("open_question",)
    (mark,) = client.marks
    assert client.text[mark.start : mark.end] == "He keeps the van keys"
    assert (mark.label, mark.attributes, mark.referral) == (
        "coercive_control",
        ("affirmed", "client", "ongoing", "partner"),
        True,
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("the van keys\n", "the bus keys\n", "do not stand in the turn"),
        ("coercive_control aff", "control aff", "no mark that is known"),
        (" | coaching | spoken", " | coaching", "no session line"),
        ("coach: How", "Coach: How", "neither a turn nor a mark"),
        ("open_question", "open", "no mark that is known"),
    ],
)
def test_a_mistake_in_a_sitting_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = SITTING
    at = text.rindex(old) if "keys" in old else text.index(old)
    (tmp_path / "a.txt").write_text(text[:at] + new + text[at + len(old) :])
    with pytest.raises(InputError, match=rf"a\.txt:\d+.*{message}"):
        read_sittings([tmp_path / "a.txt"])


def test_a_suite_is_read(tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_text(SUITE)
    first, second = read_suite([tmp_path / "s.txt"])
    assert first.previous == "coach: How is it at home?"
    assert first.wanted[0].facts == (("assertion", "affirmed"),)
    assert (second.barred, second.wanted, second.pair) == (["*"], [], "k1")


def test_a_case_without_its_reason_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_text(SUITE.replace("  why: A chore.\n", ""))
    with pytest.raises(InputError, match="its reason"):
        read_suite([tmp_path / "s.txt"])


def test_no_person_is_in_two_splits_and_no_session_twice() -> None:
    found = sessions()
    assert len({s.id for s in found}) == len(found)
    split: dict[str, str] = {}
    for session in found:
        assert split.setdefault(session.persona, session.split) == session.split
    sizes = Counter(s.split for s in found)
    assert set(sizes) == {"train", "dev", "test"}
    assert sizes["train"] > sizes["dev"] + sizes["test"]


def test_all_labels_are_taught() -> None:
    marks = Counter((m.kind, m.label) for s in sessions() for t in s.turns for m in t.marks)
    for kind, name in (("d", "disclosure"), ("b", "boundary")):
        assert [x.id for x in labels(name) if not marks[kind, x.id]] == []
    assert [x.id for x in labels("response") if not marks["r", x.id]] == ["resp_none"]


def test_the_talk_is_no_template() -> None:
    found = variety([t.text for s in sessions() for t in s.turns])
    assert found.opening_lines <= found.lines * 0.01
    assert found.alike <= found.lines * 0.02
    assert found.lengths[0] == 1
    assert found.lengths[-1] >= 120


def test_most_client_turns_are_harmless() -> None:
    turns = [t for s in sessions() for t in s.turns if t.role == "client"]
    harmless = [t for t in turns if not any(m.kind in "db" for m in t.marks)]
    assert len(harmless) >= len(turns) / 2


def test_no_line_of_a_test_is_nearly_one_that_was_taught() -> None:
    found = sessions()
    by = {
        split: [t.text for s in found if s.split == split for t in s.turns]
        for split in ("train", "dev", "test")
    }
    assert near(by["test"], by["train"] + by["dev"]) == []
    assert near(by["dev"], by["train"]) == []


@pytest.mark.parametrize("folder", SUITES, ids=lambda p: p.name)
def test_a_suite_is_apart_from_the_talk(folder: Path) -> None:
    cases: list[Case] = read_suite(folder.glob("*.txt"))
    assert near([c.text for c in cases], [t.text for s in sessions() for t in s.turns]) == []


@pytest.mark.parametrize("folder", SUITES, ids=lambda p: p.name)
def test_a_suite_asks_for_silence_as_often_as_for_a_flag(folder: Path) -> None:
    cases = read_suite(folder.glob("*.txt"))
    # A coach's answer to something always does something: silence is asked of the other cases.
    asked = [c for c in cases if not any(w.label.startswith(("resp_", "handling=")) for w in c.wanted)]
    silent = sum(not c.wanted for c in asked)
    assert 0.35 <= silent / len(asked) <= 0.65
    assert len({c.capability for c in cases}) >= 30
    assert len(cases) >= 1_000
