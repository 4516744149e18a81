"""Bytes to text: size limits first, then what kind of file it is, then its encoding.

Nothing is parsed before its size is known, and no file is taken for text that is not.
"""

from __future__ import annotations

import re
from pathlib import Path

from analyzer.errors import InputError, TooLargeError
from analyzer.readers.base import Raw

# An hour of talk is about 60 KB of captions and 1.5 MB of word-level JSON: 64 MiB is 40 hours of the
# bulkiest format. Parsed JSON takes about ten times its size in memory, so more would not be safe either.
MAX_BYTES = 64 * 2**20
# A cue takes four lines in captions and rarely lasts under a second: this is 5 days without a break.
# Each line may become a value of about 1 KB, so 64 MiB of line ends alone would fill the memory.
MAX_LINES = 2_000_000

_SAMPLE = 64 * 1024
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x14\x16-\x1f\x7f-\x84\x86-\x9f\ufeff]")

_BOMS = (  # UTF-32 before UTF-16: its mark begins with the same bytes
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_AUDIO = "an audio or video file"
_TRANSCRIBE = "Make a transcript of it first (`analyzer transcribe`)."
_EXPORT = "Export the transcript as text, VTT or DOCX and read that."
_MAGIC = (
    (b"ID3", _AUDIO, _TRANSCRIBE),
    (b"fLaC", _AUDIO, _TRANSCRIBE),
    (b"OggS", _AUDIO, _TRANSCRIBE),
    (b"\x1aE\xdf\xa3", _AUDIO, _TRANSCRIBE),
    (b"\xff\xfb", _AUDIO, _TRANSCRIBE),
    (b"\xff\xf3", _AUDIO, _TRANSCRIBE),
    (b"\xff\xf2", _AUDIO, _TRANSCRIBE),
    (b"\xff\xf1", _AUDIO, _TRANSCRIBE),
    (b"%PDF", "a PDF", _EXPORT),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls)", "Save it as .docx or .xlsx and read that."),
    (b"{\\rtf", "an RTF document", "Save it as .docx or plain text and read that."),
    (b"\x89PNG", "an image", _EXPORT),
    (b"\xff\xd8\xff", "an image", _EXPORT),
    (b"GIF8", "an image", _EXPORT),
    (b"\x1f\x8b", "a gzip archive", "Unpack it and read the file inside."),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it and read the file inside."),
    (b"Rar!", "a RAR archive", "Unpack it and read the file inside."),
)
# Code pages to choose from where it is not Unicode; the order is the order of preference.
_LEGACY = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r",
           "cp932", "euc_jp", "gb18030", "big5", "euc_kr"]  # fmt: skip

_RUNS = re.compile("[\u00c0-\u00ff]{2}")
_SIGNS = re.compile("[A-Za-z][\u00a1-\u00bf\ufffd][A-Za-z]")


def load_file(path: Path) -> bytes:
    """The bytes of a file, not read where it is over the limit.

    Raises:
        InputError: No such file, a folder, or no permission.
        TooLargeError: Over `MAX_BYTES`.
    """
    name = safe_name(path)
    try:
        if path.is_dir():
            raise InputError(name, "is a folder", do="Name one transcript file.")
        if not path.exists():
            raise InputError(name, "no such file", do="Check the path.")
        if not path.is_file():  # a pipe or a device could be read without end
            raise InputError(name, "is not a regular file", do="Save it to a file first.")
        check_size(name, path.stat().st_size)
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        why = getattr(error, "strerror", None) or "not a possible path"
        raise InputError(name, "cannot be opened", why, "Check the path and your permissions.") from error


def safe_name(path: Path) -> str:
    """A base name for messages. What is no file name (a pasted transcript) is not repeated."""
    name = path.name or str(path)
    return name if len(name) <= 120 and name.isprintable() else "<text>"


def check_size(name: str, size: int) -> None:
    """Raise TooLargeError where `size` bytes are over the limit, InputError where there are none."""
    if size == 0:
        raise InputError(name, "the file is empty", do="Export the transcript again.")
    if size > MAX_BYTES:
        raise TooLargeError(
            name, f"over the limit of {MAX_BYTES // 2**20} MiB", f"{size / 2**20:.1f} MiB", "Split the file."
        )


def decode(name: str, data: bytes) -> Raw:
    """Text of `data`, or `Raw.text` None where it is a container that some reader may know.

    A byte order mark decides; then UTF-16 without one, UTF-8, and the legacy code pages. Control
    characters become spaces: no format gives them a meaning, but for the U+0015 of CHAT.

    Raises:
        InputError: Empty, audio, an image, another document type, or no text at all.
        TooLargeError: Over `MAX_BYTES` or `MAX_LINES`.
    """
    check_size(name, len(data))
    if data[:4] == b"PK\x03\x04" or data.lstrip()[:12] == b"ooBinaryFile":
        return Raw(name, data, None, None)
    for magic, what, do in _MAGIC:
        if data.startswith(magic):
            raise InputError(name, "is not a transcript", what, do)
    if data[4:8] == b"ftyp" or (data[:4] == b"RIFF" and data[8:12] in (b"WAVE", b"AVI ")):
        raise InputError(name, "is not a transcript", _AUDIO, _TRANSCRIBE)
    if max(data.count(b"\n"), data.count(b"\r")) > MAX_LINES:
        raise TooLargeError(name, f"over the limit of {MAX_LINES:,} lines", do="Split the file.")
    text, encoding = _text(data)
    sample = text[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > max(16, len(sample) // 20):
        raise InputError(name, "is not text", "binary data", _EXPORT)
    text = _CONTROL.sub(" ", text)
    if not text.strip():
        raise InputError(name, "holds nothing but blank space", do="Export the transcript again.")
    return Raw(name, data, text, encoding)


def _text(data: bytes) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace"), encoding
    wide = _wide(data)
    if wide is not None:
        return data.decode(wide, errors="replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _legacy(data)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: its ASCII (spaces, digits, line ends) has a zero byte on one side only."""
    sample = data[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < max(2, len(sample) // 40):
        return None
    if odd > 10 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 10 * odd else None


def _legacy(data: bytes) -> tuple[str, str]:
    """UTF-8 with a few broken bytes stays UTF-8; everything else is a code page."""
    lenient = data.decode("utf-8", errors="replace")
    broken = lenient.count("\ufffd")
    whole = sum(1 for char in lenient[: 16 * _SAMPLE] if char > "\x7f" and char != "\ufffd")
    if whole > 4 * broken:
        return lenient, "utf-8"
    encoding = _code_page(data)
    return data.decode(encoding, errors="replace"), encoding


def _code_page(data: bytes) -> str:
    from charset_normalizer import from_bytes

    # Only lines with a byte above 127 tell code pages apart; a cap keeps the guess fast on long files.
    telling = b"\n".join(line for line in data[: 16 * _SAMPLE].splitlines() if not line.isascii())[:_SAMPLE]
    if _is_western(telling):
        return "cp1252"
    found = {match.encoding: match.chaos for match in from_bytes(telling, cp_isolation=_LEGACY)}
    if not found:
        return "cp1252"
    return min(found, key=lambda encoding: (found[encoding], _LEGACY.index(encoding)))


def _is_western(data: bytes) -> bool:
    """In western text accented letters stand alone among plain ones, and signs do not stand in words.

    Read as western, a Cyrillic or Greek word is all accents and a Polish one holds signs. A general
    guess does worse on the few letters that a transcript in English has.
    """
    text = data.decode("cp1252", errors="replace")
    accents = sum(1 for char in text if char > "\xbf")
    return len(_RUNS.findall(text)) * 5 <= accents and not _SIGNS.search(text)
