"""`read` as a whole: recognising, naming a format, refusing, `--strict`."""

from __future__ import annotations

import pytest

from analyzer import readers, registry
from analyzer.errors import ConfigError, UnknownFormatError, UnreadLinesError, UsageError
from analyzer.readers import list_formats, read, require_all_read, sniff
from analyzer.readers.base import Draft, Raw
from analyzer.registry import READERS

PLAIN = b"Coach: What brings you here?\nClient: My work.\n"


class Greedy:
    name, title, extensions, times = "greedy", "Greedy", (".txt",), "none"
    score = 100

    def recognise(self, raw: Raw) -> int:
        return self.score

    def parse(self, raw: Raw) -> Draft:
        return Draft()


class Greedier(Greedy):
    name = "greedier"


def test_a_format_by_name() -> None:
    assert read(PLAIN, format="plain_text").source.format == "plain_text"
    assert read(PLAIN, format="Plain-Text") == read(PLAIN)


@pytest.mark.parametrize(("name", "near"), [("zoom", "zoom_vtt"), ("plain", "plain_text"), ("SRT.", "srt")])
def test_an_unknown_name_is_answered_with_near_ones(name: str, near: str) -> None:
    with pytest.raises(UsageError, match=f"Did you mean .*{near}"):
        read(PLAIN, format=name)


def test_nothing_fits() -> None:
    with pytest.raises(UnknownFormatError, match=r"--format.*plain_text.*zoom_vtt") as caught:
        read(b"Once upon a time\nhe hit me\nand left\n")
    assert "hit" not in str(caught.value)


def test_a_tie_names_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "_readers", lambda name: [Greedy(), Greedier()])
    with pytest.raises(
        UnknownFormatError, match=r"greedier and greedy fit equally well.*--format greedier or --format gr"
    ):
        read(PLAIN)


@pytest.mark.parametrize("order", [1, -1])
def test_the_surest_wins_in_any_order(monkeypatch: pytest.MonkeyPatch, order: int) -> None:
    monkeypatch.setattr(Greedier, "score", 99)
    monkeypatch.setattr(readers, "_readers", lambda name: [Greedier(), Greedy()][::order])
    assert sniff(PLAIN) == "greedy"


def test_strict() -> None:
    require_all_read(read(PLAIN))
    session = read(b"".join(b"he hit me %c\n" % c for c in b"abcdefg") + PLAIN)
    with pytest.raises(
        UnreadLinesError, match=r"<bytes>:1: 7 of 9 lines were not read .*line 5: .*; and 2 more"
    ) as caught:
        require_all_read(session)
    assert "hit" not in str(caught.value)
    assert "line 6" not in str(caught.value)


def test_the_list_of_formats() -> None:
    rows = list_formats()
    assert [row["name"] for row in rows] == list(READERS)
    for row in rows:
        assert row["title"]
        assert row["times"]
        assert all(e.startswith(".") for e in row["extensions"])


def test_names_are_part_of_the_interface() -> None:
    """A name goes into `--format`, scripts and stored sessions: it may be added, never changed."""
    assert {
        "zoom_vtt", "teams_vtt", "whisperx_vtt", "vtt", "srt", "otter_txt", "rev_txt", "google_meet", "zoom_chat",
        "markdown_interview", "plain_text", "session_json", "rev_json", "whisperx_json", "whisper_json",
        "deepgram_json", "assemblyai_json", "aws_json", "fireflies_json", "meet_json", "csv", "tsv", "xlsx",
        "docx_teams", "docx_otter", "docx_word", "chat", "elan", "textgrid",
    } <= set(READERS)  # fmt: skip


def test_every_reader_is_where_the_table_says_and_has_that_name() -> None:
    for name, target in READERS.items():
        assert registry.load(target)().name == name


@pytest.mark.parametrize(
    "data", [PLAIN, b"WEBVTT\n", b"PK\x03\x04junk", b"{}", b"[]", b"\n:\n", b"<v", b"@Begin", b'"']
)
def test_recognising_never_raises(data: bytes) -> None:
    text = None if data.startswith(b"PK") else data.decode()
    raw = Raw("x", data, text, None if text is None else "utf-8")
    for target in READERS.values():
        assert 0 <= registry.load(target)().recognise(raw) <= 100


def test_roles_are_assigned() -> None:
    session = read(b"Anna: a\nBen: b\n", coach="ben", client="Anna")
    assert [t.role for t in session.turns] == ["client", "coach"]


def test_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_points", lambda group: (("greedy", f"{__name__}:Greedy"),))
    assert sniff(PLAIN) == "greedy"
    monkeypatch.setattr(registry, "_points", lambda group: (("srt", f"{__name__}:Greedy"),))
    with pytest.raises(ConfigError, match="'srt' is taken"):
        sniff(PLAIN)
    monkeypatch.setattr(registry, "_points", lambda group: (("mine", "no.such.module:X"),))
    with pytest.raises(ConfigError, match="cannot be loaded"):
        sniff(PLAIN)
