"""The labelled talk and the suites: their form, their variety, and that nothing of one is in another."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from analyzer.errors import InputError
from analyzer.learn.corpus import LabelledSession, disclosure, read_sittings
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


EXCHANGES = """@persona x2 | 34, care assistant
@exchanges x2-a | coaching | spoken
client: He does the shopping now, and I wait in the car.
  d coercive_control suspected partner

coach: And the drinking?
client: Not since Easter.
  d mental_health_concern past noref

client: I could murder a pasty.

@session x2-b | mentoring | typed
client: I want to be gone.
  d suicidal_ideation L1
"""


def test_each_block_of_exchanges_is_a_session_and_short_marks_are_filled_in(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(EXCHANGES)
    first, second, third, last = read_sittings([tmp_path / "a.txt"])
    assert [s.id for s in (first, second, third, last)] == ["x2-a.1", "x2-a.2", "x2-a.3", "x2-b"]
    assert [len(s.turns) for s in (first, second, third, last)] == [1, 2, 1, 1]
    assert {s.split for s in (first, second, third, last)} == {first.split}
    (control,) = first.turns[0].marks
    assert control.attributes == ("suspected", "client", "ongoing", "partner")
    assert (control.start, control.end, control.referral) == (0, len(first.turns[0].text), True)
    (drink,) = second.turns[1].marks
    assert (drink.attributes, drink.referral) == (("affirmed", "client", "past", "self"), False)
    assert third.turns[0].marks == []
    assert last.turns[0].marks[0].level == 1


@pytest.mark.parametrize(
    ("words", "attributes", "referral"),
    [
        ("harm_to_others child", ("affirmed", "child", "ongoing", "client"), True),
        (
            "physical_abuse by_client other_adult recent",
            ("affirmed", "other_adult", "recent", "client"),
            True,
        ),
        ("self_harm coach past", ("affirmed", "coach", "past", "self"), False),
        ("neglect negated", ("negated", "client", "ongoing", "unknown"), False),
        ("neglect whose_unknown carer", ("affirmed", "unknown", "ongoing", "carer"), True),
    ],
)
def test_a_short_mark_says_what_is_not_usual(words: str, attributes: tuple[str, ...], referral: bool) -> None:
    mark = disclosure(words.split(), 0, 3)
    assert mark is not None
    assert (mark.attributes, mark.referral) == (attributes, referral)


@pytest.mark.parametrize("words", ["control partner", "neglect soon", "neglect L2", ""])
def test_a_short_mark_of_unknown_words_is_none(words: str) -> None:
    assert disclosure(words.split(), 0, 3) is None


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
