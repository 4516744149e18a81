"""Speaker or sentence: what stands before a colon."""

from __future__ import annotations

import pytest

from analyzer.readers import read
from analyzer.readers.names import shape_of, split_prefix


def speakers(text: str) -> list[str]:
    return [s.name for s in read(text.encode()).speakers]


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("Coach", "label"), ("client", "label"), ("CLIENT", "label"), ("Client 2", "label"), ("Speaker 1", "label"),
        ("SPEAKER_00", "label"), ("Q", "label"), ("T", "label"), ("Participant #2", "none"),
        ("Mary Smith", "full"), ("Mary Ann Smith", "full"), ("Dr. Mary-Ann O'Neil", "full"), ("Karim T. (mk)", "full"),
        ("Tom | Acme", "full"), ("Ana de la Cruz", "full"), ("Vincent van Dam", "full"), ("Mireille B. Reece, Psy.D", "full"),
        ("Łukasz Ż.", "full"), ("Иван Петров", "full"), ("王 小明", "full"),
        ("Anna", "capital"), ("Женя", "capital"), ("李雷", "capital"), ("محمد", "capital"),
        ("potuz", "lower"), ("jochem-brouwer", "lower"), ("me", "lower"), ("So Yeon Park", "lower"),
        ("I told him", "none"), ("And then he said", "none"), ("the thing is", "none"), ("So", "none"), ("Well", "none"),
        ("Date", "none"), ("Note", "none"), ("Monday", "none"), ("Goal", "none"), ("Step 1", "none"), ("10 AM", "none"),
        ("What did she say?", "none"), ("\"Anna\"", "none"), ("", "none"), ("123", "none"), ("-", "none"),
        ("one two three four five six", "none"), ("He left. after that", "none"), ("A" * 61, "none"),
    ],
)  # fmt: skip
def test_shape(name: str, shape: str) -> None:
    assert shape_of(name) == shape


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Anna: hello", ("Anna", "hello")), ("Anna:hello", ("Anna", "hello")), ("Anna :  hello", ("Anna", "hello")),
        ("Anna:", ("Anna", "")), ("[SPEAKER_00]: hi", ("SPEAKER_00", "hi")), ("李雷\uff1a你好", ("李雷", "你好")),
        ("Anna: so: no", ("Anna", "so: no")), ("Anna: 10:30", ("Anna", "10:30")),
        ("no colon", None), (": hello", None), ("https://example.org", None), ("10:30 Meeting", None), ("at 10:30: no", None),
        ("haha :) yes", None), ("[00:01:23]: hi", None), ("x" * 90 + ": hi", None), ("", None),
    ],
)  # fmt: skip
def test_split(line: str, found: tuple[str, str] | None) -> None:
    prefix = split_prefix(line)
    assert (prefix and (prefix.name, prefix.rest)) == found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Anna: a\nBen: b\n", ["Anna", "Ben"]),
        ("potuz: a\nmilen: b\npotuz: c\n", ["potuz", "milen"]),
        ("Me: a\nThem: b\nMe: c\nThem: d\n", ["Me", "Them"]),
        ("I: a\nR: b\nI: c\nR: d\n", ["I", "R"]),
        ("T: a\nC: b\n", ["T", "C"]),
        ("Anna: a\nanna: b\nANNA : c\nBen: d\n", ["Anna", "Ben"]),
        ("Coach: a\nClient: I told him: no\n", ["Coach", "Client"]),
        ("Coach: a\nClient: b\nI told him: no\n", ["Coach", "Client"]),
        ("Coach: a\nClient: b\nso: c\nso: d\n", ["Coach", "Client"]),
        ("Coach: a\nClient: two lists\nPros: c\nCons: d\n", ["Coach", "Client"]),
        ("Coach: a\nClient: b\nMonday: c\n10:30 Meeting: d\nhttps://example.org\n", ["Coach", "Client"]),
        ("Coach: a\nClient: b\nNote: she cries\n", ["Coach", "Client"]),
        ("ECH: Mario: a\nBen: x\nECH: Mario: b\nECH: Mario: c\n", ["ECH: Mario", "Ben"]),
        ("Coach: a\nClient: b\nCoach: so: c\nCoach: well, d\n", ["Coach", "Client"]),
    ],
)
def test_who_speaks(text: str, names: list[str]) -> None:
    assert speakers(text) == names
