"""Every reader on sources that are right, broken or both: no crash, no hang, no lost word.

Words come from a made-up vocabulary and each stands once in a source, so that a word of the source
that is in no turn and in no unread piece is a lost one, whatever the reader thinks of it.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer import readers
from analyzer.errors import InputError, UnknownFormatError
from analyzer.readers.decode import decode
from analyzer.registry import READERS
from analyzer.types import Session

sys.path.insert(0, str(Path(__file__).parents[1] / "readers"))  # tests are no package

from builders import BINARY, BUILDERS, BY_SPEAKER, NAMELESS, Said

FORMATS = [name for name in READERS if name in BUILDERS]
# Over 10,000 cases in all; a ZIP is slow to build and its bytes are mostly compressed.
CASES = {name: 60 if name in BINARY else 500 for name in FORMATS}
LIMIT_S = 2.0
# Breaks that once lost words without a line in `unread`: what to change in a sound source (old, new).
ONCE_LOST = {
    "rev_json": ('"value": "zxcaaa."', '"walue": "zxcaaa."'),  # an element without a value
    "whisper_json": ('"text": " zxbaaa', '"uext": " zxbaaa'),  # a segment without a text
    "meet_json": ('"text": "zxbaaa', '"uext": "zxbaaa'),  # an entry without a text
    "csv": ("\r\nClient,", "\r\nClient "),  # a row with a cell too few
    "tsv": ("\r\nClient\t", "\r\nClient "),
    "textgrid": ('name = "Coach"', 'name = "Coach#'),  # a quote that does not close
    "chat": ("\n*P", "\n *P"),  # a tier line with a blank before it
}
# A second break for some.
ONCE_LOST_TOO = {
    "csv": ("Speaker,Start,End,Text\r\nCoach,00:00:00.000,00:00:00.400", ""),  # cut off in the first row
    "tsv": ("zxdaaa zxeaaa", "zxdaaa\nzxeaaa"),  # a line end inside a text without quotes
    "textgrid": ('zxlaaa zxmaaa."', "zxlaaa zxmaaa."),  # a quote that does not close before the end
}
NAMES = [
    "Coach",
    "Client",
    "Anna",
    "Ben Okri",
    "Łukasz Z.",
    "Mary O'Neil",
    "李雷",
    "Client 2",
    "Ann Lee (HR)",
    "Tom | Acme",
]
TOKEN = re.compile(r"zx[a-z]{4}")
JUNK = [
    "\x00", "-->", "->", ":", "::", "<v", "</v>", "<v Zoe>", "&amp;", "&", '"', "'", "{", "}", "[", "]", ",", "\t",
    " " * 300, "\ufeff", "\u202e", "\U0001f600", "00:00:99", "10:30 Meeting:", "https://example.org", "**", "\\", "\r",
    "\n", "\n\n", "\x15", "\x0c", "\u2028", "]]>", "WEBVTT", "é", "ß", "_", "(0:03)", "  0:03  ", "%", "@", "*",
]  # fmt: skip


@pytest.fixture(autouse=True)
def no_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Roles have their own tests, and take longer than reading."""
    monkeypatch.setattr("analyzer.roles.assign_roles", lambda session, coach=None, client=None: session)


@st.composite
def sessions(draw: st.DrawFn) -> list[Said]:
    count = draw(st.integers(2, 8))
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=3, unique=True))
    said, at, serial = [], draw(st.integers(0, 4_000_000)), 0
    for i in range(count):
        words = []
        for _ in range(draw(st.integers(2, 7))):
            serial += 1
            words.append("zx" + "".join(chr(97 + serial // 26**k % 26) for k in range(4)))
        length = draw(st.integers(500, 9000))
        # Each speaker twice before chance decides: a name that stands once may be taken for a heading.
        name = names[i % len(names)] if i < 2 * len(names) else draw(st.sampled_from(names))
        said.append(
            Said(
                name, " ".join(words) + draw(st.sampled_from([".", "?", "", " &", ", no."])), at, at + length
            )
        )
        at += length + draw(st.integers(0, 4000))
    return said


def _edit(text: str, op: tuple[str, int, int]) -> str:
    kind, a, b = op
    lines = text.split("\n")
    i, j = a % len(lines), b % len(lines)
    if kind == "delete":
        del lines[i]
    elif kind == "double":
        lines.insert(i, lines[i])
    elif kind == "swap":
        lines[i], lines[j] = lines[j], lines[i]
    elif kind == "cut":
        return text[: a % (len(text) + 1)]
    elif kind == "behead":
        return text[a % (len(text) + 1) :]
    elif kind == "junk":
        at = a % (len(text) + 1)
        return text[:at] + JUNK[b % len(JUNK)] + text[at:]
    elif kind == "join":
        return text.replace("\n", " " if b % 2 else "", 1 + a % 3)
    elif kind == "ends":
        return text.replace("\r\n", "\n").replace("\n", ("\r\n", "\r", "\n\n", "\n \n")[a % 4])
    return "\n".join(lines)


OPS = ("delete", "double", "swap", "cut", "behead", "junk", "junk", "join", "ends")
EDITS = st.lists(st.tuples(st.sampled_from(OPS), st.integers(0, 10**6), st.integers(0, 10**6)), max_size=4)
ENCODINGS = st.sampled_from(["utf-8"] * 4 + ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
FLIPS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 255)), max_size=2)


def _flip(data: bytes, flips: list[tuple[int, int]]) -> bytes:
    changed = bytearray(data)
    for at, by in flips:
        if changed:
            changed[at % len(changed)] ^= by
    return bytes(changed)


def _read(data: bytes, name: str | None) -> Session | None:
    """The session, or None where the source is refused. Anything else than a refusal is a failure."""
    started = time.process_time()
    try:
        return readers.read(data, format=name)
    except InputError as error:
        if TOKEN.search(str(error)):
            pytest.fail("an error message repeats what was said")
        return None
    finally:
        assert time.process_time() - started < LIMIT_S


def _lost(source: str, session: Session, original: str) -> set[str]:
    """Words of `source` that the session has nowhere.

    Where a format says each word twice (in a text and in a list of words), one copy may be broken and
    the other read: then only words that the damage left alone can be called lost.
    """
    before, now = Counter(TOKEN.findall(original)), Counter(TOKEN.findall(source))
    twice = max(before.values(), default=0) > 1
    asked = {word for word, count in now.items() if not twice or 0 < before[word] <= count}
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = [turn.text for turn in session.turns]
    kept += [name for speaker in session.speakers for name in (speaker.name, *speaker.aliases)]
    for piece in session.unread:
        if piece.unit != "line" and piece.text.endswith("…"):  # listed, and too long to be shown whole
            return set()
        kept.append(lines[piece.line - 1] if piece.unit == "line" else piece.text)
    return asked - set(TOKEN.findall(" ".join(kept)))


def _merged(said: list[Said]) -> list[tuple[str, str]]:
    turns: list[tuple[str, str]] = []
    for s in said:
        text = " ".join(s.text.split())
        if turns and turns[-1][0] == s.speaker:
            turns[-1] = (s.speaker, f"{turns[-1][1]} {text}")
        else:
            turns.append((s.speaker, text))
    return turns


def test_every_format_has_a_builder() -> None:
    assert sorted(set(READERS) - set(BUILDERS)) == []


def test_there_are_enough_cases() -> None:
    assert sum(CASES.values()) >= 10_000


def _settings(cases: int) -> settings:
    slow = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(
        max_examples=cases, derandomize=True, deadline=None, database=None, suppress_health_check=slow
    )


@pytest.mark.parametrize("name", FORMATS)
def test_a_sound_source_is_read_whole(name: str) -> None:
    @_settings(max(20, CASES[name] // 4))
    @given(sessions())
    def check(said: list[Said]) -> None:
        data = BUILDERS[name](said)
        session = readers.read(data)
        assert session.source.format == name
        assert session.unread == ()
        text = " ".join(turn.text for turn in session.turns)
        if name in BY_SPEAKER:
            assert sorted(TOKEN.findall(text)) == sorted(TOKEN.findall(" ".join(s.text for s in said)))
        elif name in NAMELESS:
            assert TOKEN.findall(text) == TOKEN.findall(" ".join(s.text for s in said))
        else:
            assert [(turn.speaker, TOKEN.findall(turn.text)) for turn in session.turns] == [
                (speaker, TOKEN.findall(words)) for speaker, words in _merged(said)
            ]

    check()


@pytest.mark.parametrize("name", FORMATS)
def test_a_broken_source_is_refused_or_read_whole(name: str) -> None:
    @_settings(CASES[name])
    @given(sessions(), EDITS, ENCODINGS, FLIPS, st.booleans())
    def check(
        said: list[Said],
        edits: list[tuple[str, int, int]],
        encoding: str,
        flips: list[tuple[int, int]],
        told: bool,
    ) -> None:
        data = BUILDERS[name](said)
        original = "" if name in BINARY else data.decode()
        if name not in BINARY:
            text = original
            for op in edits:
                text = _edit(text, op)
            data = text.encode(encoding, errors="replace")
        data = _flip(data, flips)
        session = _read(data, name if told else None)
        if session is None or name in BINARY:
            return
        source = decode("x", data).text
        assert source is not None
        assert _lost(source, session, original) == set()

    check()


def _lost_by(name: str, change: tuple[str, str]) -> set[str]:
    words = [f"zx{a}aaa zx{b}aaa." for a, b in ("bc", "de", "fg", "hi", "jk", "lm")]
    said = [Said(("Coach", "Client")[i % 2], text, i * 500, i * 500 + 400) for i, text in enumerate(words)]
    original = BUILDERS[name](said).decode()
    source = original.replace(*change, 1)
    assert source != original
    return _lost(source, readers.read(source.encode(), format=name), original)


@pytest.mark.parametrize(("name", "change"), [*ONCE_LOST.items(), *ONCE_LOST_TOO.items()])
def test_what_was_lost_once_is_kept(name: str, change: tuple[str, str]) -> None:
    assert _lost_by(name, change) == set()


@pytest.mark.parametrize("name", FORMATS)
def test_bytes_that_are_nothing_at_all(name: str) -> None:
    @_settings(40)
    @given(
        st.one_of(
            st.binary(min_size=1, max_size=400), st.text(min_size=1, max_size=200).map(lambda t: t.encode())
        )
    )
    def check(data: bytes) -> None:
        for told in (None, name):
            session = _read(data, told)
            if session is not None:
                assert session.turns

    check()


def test_a_refusal_says_what_to_do() -> None:
    with pytest.raises(UnknownFormatError, match="--format"):
        readers.read(b"just words\nand more of them\n")
