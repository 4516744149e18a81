"""Encodings, sizes, and files that are no transcript."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.errors import InputError, TooLargeError
from analyzer.readers import decode as module
from analyzer.readers import read

TEXT = "Anna: Größe naïve — café\nBen: Žluťoučký\n"
LATIN = "Anna: Größe, naïve café, déjà vu\nBen: Señor Muñoz, à bientôt\n"


@pytest.mark.parametrize(
    ("encoding", "mark", "shown"),
    [
        ("utf-8", b"", "utf-8"), ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"), ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"), ("utf-16-be", b"", "utf-16-be"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "utf-32-le"), ("utf-32-be", b"\x00\x00\xfe\xff", "utf-32-be"),
    ],
)  # fmt: skip
def test_unicode(encoding: str, mark: bytes, shown: str) -> None:
    session = read(mark + TEXT.encode(encoding))
    assert [t.text for t in session.turns] == ["Größe naïve — café", "Žluťoučký"]
    assert session.source.encoding == shown
    assert session.notices == ()


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        (LATIN, "latin-1", "cp1252"), ("Anna: it’s “so” — fine\nBen: yes\n", "cp1252", "cp1252"),
        ("Анна: Здравствуйте, как дела сегодня\nБорис: Спасибо, очень хорошо\n", "cp1251", "cp1251"),
    ],
)  # fmt: skip
def test_code_pages_are_named_in_a_notice(text: str, encoding: str, shown: str) -> None:
    session = read(text.encode(encoding))
    assert session.source.encoding == shown
    assert "".join(f"{t.speaker}: {t.text}\n" for t in session.turns) == text
    assert shown in session.notices[0]


def test_a_broken_byte_does_not_turn_utf8_into_a_code_page() -> None:
    session = read(TEXT.encode() + b"Anna: caf\xc3 so\n")
    assert session.source.encoding == "utf-8"
    assert session.turns[2].text == "caf\ufffd so"
    assert "could not be decoded" in session.notices[0]


def test_cyrillic_without_a_mark() -> None:
    text = "Анна: Здравствуйте\nБорис: Спасибо\nАнна: да\nБорис: нет\n"
    assert read(text.encode("utf-16-le")).source.encoding == "utf-16-le"


def test_control_characters_are_blank_space() -> None:
    session = read(b"Anna: a\x00b\x07c\x1b[0m d\x0ce\r\nBen: \xef\xbb\xbff\n")
    assert [t.text for t in session.turns] == ["a b c [0m d e", "f"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "the file is empty"), (b" \n\t\n", "nothing but blank space"), (b"\xef\xbb\xbf\n", "nothing but blank space"),
        (b"ID3\x04rest", "audio"), (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio"), (b"\x00\x00\x00\x20ftypisom", "audio"),
        (b"OggS\x00", "audio"), (b"fLaC", "audio"), (b"\x1aE\xdf\xa3", "audio"), (b"\xff\xfb\x90\x00" * 9, "audio"),
        (b"%PDF-1.7", "PDF"), (b"\xd0\xcf\x11\xe0\xa1", "old Office"), (b"{\\rtf1 x}", "RTF"), (b"\x89PNG\r\n", "image"),
        (b"\x1f\x8b\x08", "gzip"), (bytes(range(256)) * 8, "binary data"), (b"\x7fELF\x02\x01\x01" + bytes(60), "binary data"),
    ],
)  # fmt: skip
def test_what_is_no_transcript(data: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what) as caught:
        read(data)
    assert str(caught.value).endswith(".")
    assert caught.value.do


def test_too_large_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    with path.open("wb") as file:
        file.write(b'{"results": [')
        file.truncate(200 * 2**20)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("was read"))
    with pytest.raises(TooLargeError, match=r"big\.json: over the limit of 64 MiB \(got 200\.0 MiB\)"):
        read(path)


def test_too_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LINES", 1000)
    with pytest.raises(TooLargeError, match="1,000 lines"):
        read(b"a: b\n" * 1001)
    with pytest.raises(TooLargeError, match="1,000 lines"):
        read(b"a: b\r" * 1001)


def test_paths(tmp_path: Path) -> None:
    path = tmp_path / "s.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert read(path) == read(str(path))
    assert read(path).source.name == "s.txt"
    assert read(path.read_bytes()).source.name == "<bytes>"
    assert read(path.read_bytes(), name="s.txt") == read(path)
    with pytest.raises(InputError, match="is a folder"):
        read(tmp_path)
    with pytest.raises(InputError, match=r"no\.txt: no such file"):
        read(tmp_path / "no.txt")
    with pytest.raises(InputError, match="<text>: no such file"):
        read("a\0b")


@pytest.mark.parametrize("text", ["Client: he hit me\n", "Client he hit me " * 40])
def test_a_text_given_as_a_path_is_not_repeated(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)
    assert "hit" not in str(caught.value)
