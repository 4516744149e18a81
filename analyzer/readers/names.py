"""Is what stands before a colon a speaker's name? One answer for all text formats.

`Anna: hello` is a speaker, `I told him: no` is not, and no rule on one line can tell `potuz: hello`
from `so: hello`. So lines are looked at twice: once to count what stands before their colons over
the whole file, then to decide with those counts.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

MAX_NAME = 80
WIDE_COLON = "\uff1a"  # as typed in Chinese and Japanese: no blank space follows it

Shape = Literal["label", "full", "capital", "lower", "none"]


class Prefix(NamedTuple):
    """What stands before and after the first colon of a line."""

    name: str
    rest: str
    shape: Shape
    spaced: bool
    after_blank: bool = False


_NEVER = re.compile(r"[?!;\"“”„«»<>{}=…*#@\\]|\.\.|, .*, |://|\w{4,}[.] [a-z]")
_BRACKETED = re.compile(r"\s*\[([^\[\]]{1,80})\]\s?[:\uff1a]\s*(.*)", re.DOTALL)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\|.*")
_NUMBERED = re.compile(r"[a-z]+[ _#-]*(?:\d{1,3}|[a-z])?", re.IGNORECASE)


@cache
def _words(which: str) -> frozenset[str]:
    data = tomllib.loads(files("analyzer.readers").joinpath("names.toml").read_text("utf-8"))
    return frozenset(data[which].split())


def fold(name: str) -> str:
    """The form under which two spellings are one name: case and blank space do not count."""
    return " ".join(name.split()).casefold()


@lru_cache(maxsize=4096)  # a file has few names and many lines
def shape_of(name: str) -> Shape:
    """How much `name` looks like one, by itself.

    >>> [shape_of(n) for n in ("Client 2", "Mary Ann Smith", "Karim T. (mk)", "Mary", "potuz", "I told him")]
    ['label', 'full', 'full', 'capital', 'lower', 'none']
    """
    if not name or len(name) > 60 or _NEVER.search(name):
        return "none"
    core = _ASIDE.sub(" ", name)
    words = core.split()
    if not words or len(words) > 5 or not any(char.isalpha() for char in core):
        return "none"
    plain = [word.strip(".,'’-_").casefold() for word in words]
    if _is_label(core.strip()):
        return "label"
    if len(words) == 1 and plain[0] in _words("pronoun_labels"):
        return "lower"
    if plain[0] in _words("not_names") or " ".join(plain) in _words("not_names") or words[0][0].isdigit():
        return "none"
    upper = [_upper(word) for word in words]
    if any(word in _words("sentence") for word in plain):  # "So Yeon Park" is a name too, where it comes back
        return "lower" if len(words) > 1 and all(upper) else "none"
    if all(ok or word in _words("particles") for ok, word in zip(upper, plain, strict=True)) and any(upper):
        return "full" if sum(upper) > 1 or core.strip() != name else "capital"
    return "lower" if len(words) <= 2 else "none"


def _is_label(core: str) -> bool:
    if not _NUMBERED.fullmatch(core):
        return False
    return re.split(r"[ _#\d-]", core, maxsplit=1)[0].casefold() in _words("labels")


def _upper(word: str) -> bool:
    """Begins with a capital, or a letter of a script that has none, or a digit after the first word."""
    first = word.lstrip("'’\"(.-_")[:1]
    return first.isdigit() or (first.isalpha() and first.upper() == first)


def split_prefix(line: str, after_blank: bool = False) -> Prefix | None:
    """Split at the first colon that may follow a name; None where there is none.

    The colon of a clock (`10:30`), an address (`https://`) or a smiley is not one. `[NAME]:` is a
    name whatever it looks like.
    """
    match = _BRACKETED.match(line) if line.lstrip()[:1] == "[" else None
    if match is not None:
        name, rest = match.groups()
        if any(char.isalpha() for char in name):
            return Prefix(name.strip(), rest.strip(), "label", True, after_blank)
        return None
    window = line[: MAX_NAME + 1]
    at = min((i for i in (window.find(":"), window.find(WIDE_COLON)) if i >= 0), default=-1)
    if at <= 0:
        return None
    name, rest = line[:at].strip(), line[at + 1 :]
    spaced = line[at] == WIDE_COLON or not rest or rest[0].isspace()
    if not name or (not spaced and not (rest[0].isalpha() or rest[0] in "“\"'‘[¿¡…")):
        return None
    return Prefix(name, rest.strip(), shape_of(name), spaced, after_blank)


@dataclass(frozen=True)
class Names:
    """What a whole file says about its names: fold -> how often it stands before a colon.

    Args:
        trusted: Nearly every piece begins with a name, so whatever stands there is one.
    """

    accepted: frozenset[str]
    trusted: bool = False

    def take(self, prefix: Prefix | None, *, first: bool = True) -> Prefix | None:
        """`prefix` if its name is a speaker's, with a colon inside the name resolved; None otherwise.

        Args:
            first: The line begins a piece (a cue). Only there does trust reach beyond known names.
        """
        if prefix is None:
            return None
        deeper = split_prefix(prefix.rest)
        if deeper is not None:
            joined = f"{prefix.name}: {deeper.name}"
            if fold(joined) in self.accepted:
                return Prefix(joined, deeper.rest, prefix.shape, True)
        if fold(prefix.name) in self.accepted or (self.trusted and first and prefix.spaced):
            return prefix
        return None


def study(prefixes: Iterable[Prefix | None], pieces: int, *, careful: bool = False) -> Names:
    """Decide which names are speakers, from every prefix of a file.

    Args:
        prefixes: Of each piece that could begin with a name; None where it has no colon.
        pieces: How many pieces there are in all.
        careful: The format need not name speakers (captions): one appearance is not enough.
    """
    found = [prefix for prefix in prefixes if prefix is not None]
    counts = Counter(fold(prefix.name) for prefix in found)
    spaced = {fold(prefix.name) for prefix in found if prefix.spaced}
    likely = sum(1 for p in found if p.shape != "none" or (careful and counts[fold(p.name)] > 1))
    share = likely / pieces if pieces > 1 else 0.0
    trusted = careful and share >= 0.8
    accepted: set[str] = set()
    for prefix in found:
        key = fold(prefix.name)
        if key in accepted or (key not in spaced and key not in _words("labels")):
            continue
        if _accept(prefix, counts[key], share, careful):
            accepted.add(key)
    return Names(frozenset(accepted | _with_colon(found, accepted)), trusted)


def _accept(prefix: Prefix, count: int, share: float, careful: bool) -> bool:
    """`share`: part of the pieces that begin with something like a name."""
    if prefix.shape == "label":
        return True
    if prefix.shape == "full":
        return count > 1 or share >= 0.5 or not careful
    if prefix.shape == "capital":
        # A heading taken for a person shows in the list of speakers; a person taken for a heading does not.
        return count > 1 or share >= 0.8 or (not careful and (share >= 0.4 or prefix.after_blank))
    return prefix.shape == "lower" and ((count > 1 and share >= 0.3) or share >= 0.8)


def _with_colon(found: list[Prefix], accepted: set[str]) -> set[str]:
    """Names that hold a colon (`ECH: Mario`): all that follows the first part goes on in the same way."""
    second: dict[str, Counter[str]] = {}
    for prefix in found:
        key = fold(prefix.name)
        if key in accepted:
            deeper = split_prefix(prefix.rest)
            second.setdefault(key, Counter())[deeper.name if deeper and deeper.shape != "none" else ""] += 1
    joined = set()
    for key, names in second.items():
        name, count = names.most_common(1)[0]
        if name and count > 2 and len(names) == 1:
            joined.add(fold(f"{key}: {name}"))
    return joined
