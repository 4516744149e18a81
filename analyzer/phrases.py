"""Phrases: the small language in which the taxonomy's cues are written, and their matching.

A cue is a row of items over clean tokens (see `analyzer.text`):

| written | matches |
|---|---|
| `hit` | that word (contractions in full: `did not`, `i am`, `he is`) |
| `(hit|punched|laid into)` | one of these; each may be several words |
| `not?`  `(a|the)?` | the item, or nothing |
| `*` | exactly one word, whatever it is |
| `*3` | up to three words, whatever they are |
| `@partner` | a word or phrase of the class `partner` (`classes.toml`; classes may use classes) |
| `~hit` | any form of the verb: hit, hits, hitting (irregular ones in `classes.toml`) |
| `^` at the start | the sentence starts here |
| `$` at the end | the sentence ends here |

No item reaches across a sentence end. One entry of a table:

    [[entry]]
    id = "phys.hit_me"
    label = "physical_abuse"
    phrases = ["(he|she|@partner) @aux? *1 ~hit me"]
    unless = ["~hit me (with|up)"]
    hits = ["He hit me on Sunday."]
    misses = ["Hit me with your ideas."]

`unless` takes a hit away when it overlaps a match of the entry's phrases or stands within two tokens
of it. Whatever else an entry holds is kept in `Entry.extra` for the table's reader.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from analyzer.errors import ConfigError
from analyzer.taxonomy import load_toml

if TYPE_CHECKING:
    from spacy.matcher import Matcher

    from analyzer.text import Sentence

MAX_EXPANSIONS = 1500  # a phrase that needs more is written too broadly to be read by a person
# A group of plain words is one item; others are read bracket by bracket.
_ITEM = re.compile(r"\s*(\([^()@~*?^$]*\)\??|\(|\)\??|\||\*\d*|[@~]?[^\s()|?*^$]+\??|\^|\$)")

# One place of a compiled phrase: a set of words (None for any), optional or not, how many at most.
Place = tuple[frozenset[str] | None, int, int]


@dataclass(frozen=True)
class Entry:
    """One row of a cue table."""

    id: str
    label: str
    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Hit:
    """An entry's phrase found in a sentence: clean tokens `first` to `last - 1`.

    `words` are those that the phrase spells out: any other word of the hit stands in a gap.
    """

    entry: Entry
    sentence: Sentence
    first: int
    last: int
    words: frozenset[str] = field(default=frozenset(), repr=False, compare=False)

    @property
    def span(self) -> tuple[int, int]:
        """Character offsets in the turn's text."""
        return self.sentence.span(self.first, self.last)


# --- the language ------------------------------------------------------------------------------


@cache
def word_class(name: str) -> tuple[tuple[str, ...], ...]:
    """Members of a class, each as a tuple of words.

    Raises:
        ConfigError: There is no such class.
    """
    classes = load_toml("classes.toml")["classes"]
    if name not in classes:
        raise ConfigError(f"classes.toml: no class {name!r}.")
    out: dict[tuple[str, ...], None] = {}
    for member in classes[name]:
        if member.startswith("@"):
            out.update(dict.fromkeys(word_class(member[1:])))
        elif member.startswith("~"):
            out.update(dict.fromkeys((f,) for f in verb_forms(member[1:])))
        else:
            out[tuple(member.split())] = None
    return tuple(out)


@cache
def verb_forms(base: str) -> tuple[str, ...]:
    """All forms of a verb: base, third person, -ing, past, participle. Irregular ones from `classes.toml`."""
    irregular = load_toml("classes.toml")["verbs"]
    if base in irregular:
        return (base, *irregular[base].split())
    if base.endswith("e"):
        return (base, base + "s", base[:-1] + "ing", base + "d")
    if base.endswith("y") and base[-2] not in "aeiou":
        return (base, base[:-1] + "ies", base + "ing", base[:-1] + "ied")
    s = base + ("es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
    double = (
        len(base) <= 4 and base[-1] not in "aeiouwxyh" and base[-2] in "aeiou" and base[-3:-2] not in "aeiou"
    )
    stem = base + base[-1] if double else base
    return (base, s, stem + "ing", stem + "ed")


@dataclass(frozen=True, eq=False, slots=True)
class _Item:
    """One item of a phrase: its flat forms, and the words of which a sentence must hold one.

    `needs` is None where the item can match any word or nothing.
    """

    forms: list[list[Place]]
    needs: frozenset[str] | None


def _parse(phrase: str, where: str) -> tuple[list[_Item], bool, bool]:
    """The phrase's items, and whether it is tied to the sentence's start or end."""
    items = _ITEM.findall(phrase)
    if "".join(items).replace(" ", "") != phrase.replace(" ", ""):
        raise ConfigError(f"{where}: cannot read the phrase {phrase!r}.")
    at_start = items[:1] == ["^"]
    at_end = items[-1:] == ["$"]
    items = items[at_start : len(items) - at_end]
    branches, rest = _branches(items, 0, where, phrase, depth=0)
    if rest != len(items):
        raise ConfigError(f"{where}: brackets do not match in {phrase!r}.")
    return branches[0], at_start, at_end


def _branches(
    items: Sequence[str], i: int, where: str, phrase: str, depth: int
) -> tuple[list[list[_Item]], int]:
    """Parse `a b|c d` up to a closing bracket or the end: its branches as rows of items, and the next index."""
    rows: list[list[_Item]] = [[]]
    while i < len(items):
        item = items[i]
        if item == "|" and depth:
            rows.append([])
        elif item.startswith(")"):
            break
        elif item == "(":
            inner, i = _branches(items, i + 1, where, phrase, depth + 1)
            if i >= len(items):
                raise ConfigError(f"{where}: a bracket is not closed in {phrase!r}.")
            forms = _fold([form for row in inner for form in _product(row, where, phrase)])
            rows[-1].append(_item(_optional(forms) if items[i] == ")?" else forms))
        elif item in ("^", "$", "|"):
            raise ConfigError(f"{where}: {item!r} stands in the wrong place in {phrase!r}.")
        else:
            rows[-1].append(_plain_item(item))
        i += 1
    return rows, i


@cache
def _word(word: str) -> Place:
    return frozenset((word,)), 1, 1


@cache
def _plain_item(item: str) -> _Item:
    """An item without brackets inside it: `hit`, `~hit?`, `@partner`, `*3`, `(a|b|c d)?`."""
    if item == "*":
        return _Item([[(None, 1, 1)]], None)
    if item.startswith("*"):
        return _Item([[(None, 0, int(item[1:]))]], None)
    plain = item.removesuffix("?")
    if plain.startswith("("):
        members: Iterable[tuple[str, ...]] = (tuple(m.split()) for m in plain[1:-1].split("|"))
    elif plain.startswith("@"):
        members = word_class(plain[1:])
    elif plain.startswith("~"):
        members = ((form,) for form in verb_forms(plain[1:]))
    else:
        members = ((plain,),)
    one: set[str] = set()
    more: list[list[Place]] = []
    for member in members:
        if len(member) == 1:
            one.update(member)
        else:
            more.append([_word(w) for w in member])
    forms: list[list[Place]] = [[(frozenset(one), 1, 1)], *more] if one else more
    return _item(_optional(forms) if item.endswith("?") else forms)


def _item(forms: list[list[Place]]) -> _Item:
    needs: set[str] = set()
    for form in forms:
        required = _needs(form)
        if not required:
            return _Item(forms, None)
        needs |= required[0] if len(required) == 1 else min(required, key=_how_common)
    return _Item(forms, frozenset(needs))


def _optional(forms: list[list[Place]]) -> list[list[Place]]:
    if len(forms) == 1 and len(forms[0]) == 1:
        words, _, most = forms[0][0]
        return [[(words, 0, most)]]
    return [*forms, []]


def _fold(forms: list[list[Place]]) -> list[list[Place]]:
    """Put single required words together into one set: (a|b|c d) is {a, b} or c d."""
    single = [f[0][0] for f in forms if len(f) == 1 and f[0][0] is not None and f[0][1:] == (1, 1)]
    if len(single) < 2:
        return forms
    rest = [f for f in forms if not (len(f) == 1 and f[0][0] is not None and f[0][1:] == (1, 1))]
    return [[(frozenset().union(*[w for w in single if w is not None]), 1, 1)], *rest]


def _product(row: list[_Item], where: str, phrase: str) -> list[list[Place]]:
    if len(row) == 1:
        return row[0].forms
    _check_size(row, where, phrase)
    return [list(itertools.chain(*choice)) for choice in itertools.product(*(item.forms for item in row))]


def _check_size(row: list[_Item], where: str, phrase: str) -> None:
    size = math.prod(len(item.forms) for item in row)
    if size > MAX_EXPANSIONS:
        raise ConfigError(
            f"{where}: {phrase!r} stands for {size} forms (at most {MAX_EXPANSIONS}). Split it."
        )


def _trim(form: list[Place], keep_start: bool, keep_end: bool) -> list[Place]:
    """The form without gaps at its ends: they would only make the span longer by words of no interest."""
    first, last = 0, len(form)
    while not keep_end and last > first and form[last - 1][0] is None and not form[last - 1][1]:
        last -= 1
    while not keep_start and first < last and form[first][0] is None and not form[first][1]:
        first += 1
    return form[first:last]


# --- matching ----------------------------------------------------------------------------------


class _Form:
    """One flat form of a phrase, and its spaCy matcher, made on first use."""

    __slots__ = ("_matcher", "places")

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = tuple(places)
        self._matcher: Matcher | None = None

    def find(self, sentence: Sentence) -> Iterator[tuple[int, int]]:
        """All matches as clean-token ranges, nested ones too."""
        if self._matcher is None:
            from spacy.matcher import Matcher

            self._matcher = Matcher(sentence.doc.vocab, validate=False)
            self._matcher.add("form", [self.spacy_pattern()])
        for _, first, last in self._matcher(sentence.doc):
            yield first, last

    def spacy_pattern(self) -> list[dict[str, Any]]:
        """The form as a token pattern of spaCy's `Matcher`, over clean tokens."""
        pattern = []
        for words, least, most in self.places:
            token: dict[str, Any] = {}
            if words is not None:
                token["ORTH"] = next(iter(words)) if len(words) == 1 else {"IN": sorted(words)}
            if (least, most) == (0, 1):
                token["OP"] = "?"
            elif (least, most) != (1, 1):
                token["OP"] = f"{{{least},{most}}}"
            pattern.append(token)
        return pattern


def _needs(form: Sequence[Place]) -> tuple[frozenset[str], ...]:
    return tuple({words: None for words, least, _ in form if least and words is not None})


class _Pattern:
    """One phrase of one entry. A flat form is made when a sentence first holds the words that it needs."""

    def __init__(self, entry: Entry, phrase: str, where: str, trim: bool = True) -> None:
        self.entry, self.phrase, self._trim = entry, phrase, trim
        self._made: dict[tuple[int, ...], _Form] = {}
        self._items, self.at_start, self.at_end = _parse(phrase, where)
        _check_size(self._items, where, phrase)
        self.needs = tuple(item.needs for item in self._items if item.needs)
        if not self.needs:
            nothing = all(any(not any(p[1] for p in form) for form in item.forms) for item in self._items)
            what = "can match nothing at all" if nothing else "has a form without any word"
            raise ConfigError(f"{where}: {phrase!r} {what}.")

    @property
    def forms(self) -> tuple[_Form, ...]:
        """All flat forms."""
        return tuple(map(self._form, itertools.product(*(range(len(item.forms)) for item in self._items))))

    def _form(self, choice: tuple[int, ...]) -> _Form:
        """The flat form of one choice of an alternative for each item."""
        if choice not in self._made:
            flat = [p for item, i in zip(self._items, choice, strict=True) for p in item.forms[i]]
            if self._trim:
                flat = _trim(flat, keep_start=self.at_start, keep_end=self.at_end)
            self._made[choice] = _Form(flat)
        return self._made[choice]

    @cached_property
    def _form_needs(self) -> list[list[tuple[frozenset[str], ...]]]:
        return [[_needs(form) for form in item.forms] for item in self._items]

    @cached_property
    def words(self) -> frozenset[str]:
        """All words that the phrase names."""
        places = (place for item in self._items for form in item.forms for place in form)
        return frozenset(w for words, _, _ in places if words is not None for w in words)

    def find(self, sentence: Sentence) -> Iterator[tuple[int, int]]:
        """Matches as clean-token ranges; of nested ones the longest."""
        best: dict[int, int] = {}
        possible = [
            [i for i, needs in enumerate(item) if not any(map(sentence.words.isdisjoint, needs))]
            for item in self._form_needs
        ]
        for choice in itertools.product(*possible):
            for first, last in self._form(choice).find(sentence):
                if not (self.at_start and first) and not (self.at_end and last < len(sentence.norms)):
                    best[first] = max(best.get(first, 0), last)
        reached = -1
        for first in sorted(best):
            if best[first] > reached:
                reached = best[first]
                yield first, reached

    def spacy_patterns(self) -> list[list[dict[str, Any]]]:
        """The whole phrase as patterns for spaCy's `Matcher` over clean tokens."""
        return [form.spacy_pattern() for form in self.forms]


_COMMON = frozenset(
    "a an the i me my you your he him his she her it its we us our they them their this that and or but so to of in on "
    "at for with from is am are was were be been do does did have has had not no will would can could just all up out "
    "about what when if there get got go going know think want like really said says say tell told".split()
)  # only decides which word of a phrase is looked up first, never what matches


@cache
def _how_common(words: frozenset[str]) -> tuple[int, int, list[str]]:
    return sum(w in _COMMON for w in words), len(words), sorted(words)


class _Index:
    """Which of some phrases are worth trying on a sentence: those of whose every needed set it holds a word."""

    def __init__(self, patterns: Iterable[_Pattern]) -> None:
        self._by_word: dict[str, list[tuple[int, _Pattern]]] = defaultdict(list)
        for order, pattern in enumerate(patterns):
            # By the rarest of its sets: most sentences hold none of those words.
            for word in min(pattern.needs, key=_how_common):
                self._by_word[word].append((order, pattern))

    def find(self, sentence: Sentence) -> Iterator[tuple[_Pattern, int, int]]:
        """Matches of each pattern, in the patterns' order."""
        candidates = {
            order: pattern
            for word in self._by_word.keys() & sentence.words
            for order, pattern in self._by_word[word]
        }
        for _, pattern in sorted(candidates.items()):
            if not any(map(sentence.words.isdisjoint, pattern.needs)):
                for first, last in pattern.find(sentence):
                    yield pattern, first, last


class PhraseTable:
    """Cue entries ready for look-up: a sentence is only held against phrases whose words it has."""

    def __init__(self, entries: Iterable[Entry], where: str) -> None:
        self.entries = tuple(entries)
        self._phrases = _Index(p for e in self.entries for p in _compile(e, e.phrases, where))
        self._where = where
        self._unless: dict[str, _Index] = {}  # made when an entry first has a hit

    def find(self, sentence: Sentence) -> list[Hit]:
        """All hits in a sentence, in order of place, then of the table. One per entry and place.

        Looked up once for a sentence, however many stages ask.
        """
        if id(self) not in sentence.found:
            sentence.found[id(self)] = self._find(sentence)
        return list(sentence.found[id(self)])

    def _find(self, sentence: Sentence) -> list[Hit]:
        hits: dict[tuple[int, int, str], Hit] = {}
        for pattern, first, last in self._phrases.find(sentence):
            place = (first, last, pattern.entry.id)
            if place not in hits:
                hits[place] = Hit(pattern.entry, sentence, first, last, pattern.words)
        exceptions: dict[str, list[tuple[int, int]]] = {}
        kept = [h for h in hits.values() if not self._excluded(h, exceptions)]
        return sorted(kept, key=lambda h: (h.first, -h.last))

    def _excluded(self, hit: Hit, exceptions: dict[str, list[tuple[int, int]]]) -> bool:
        if not hit.entry.unless:
            return False
        if hit.entry.id not in self._unless:
            # A gap at the end of an exception is how far it reaches; it stays.
            self._unless[hit.entry.id] = _Index(
                _compile(hit.entry, hit.entry.unless, self._where, trim=False)
            )
        if hit.entry.id not in exceptions:
            found = self._unless[hit.entry.id].find(hit.sentence)
            exceptions[hit.entry.id] = [(first, last) for _, first, last in found]
        return any(first < hit.last + 2 and last > hit.first - 2 for first, last in exceptions[hit.entry.id])


def _compile(entry: Entry, phrases: Iterable[str], where: str, trim: bool = True) -> Iterator[_Pattern]:
    return (_Pattern(entry, phrase, f"{where}: entry {entry.id!r}", trim) for phrase in phrases)


_ENTRY_KEYS = frozenset({"id", "label", "phrases", "unless", "hits", "misses"})


@cache
def load_table(*names: str) -> PhraseTable:
    """The table made of the `[[entry]]` rows of these taxonomy files; made once.

    Raises:
        ConfigError: An entry is not valid, or an id stands twice.
    """
    entries: list[Entry] = []
    seen: set[str] = set()
    for name in names:
        for row in load_toml(name).get("entry", ()):
            entry_id = row.get("id", "?")
            place = f"taxonomy/{name}: entry {entry_id!r}"
            if not row.get("id") or not row.get("label") or not row.get("phrases"):
                raise ConfigError(f"{place}: needs id, label and phrases.")
            if entry_id in seen:
                raise ConfigError(f"{place}: the id stands twice.")
            seen.add(entry_id)
            entries.append(
                Entry(
                    id=entry_id,
                    label=row["label"],
                    phrases=tuple(row["phrases"]),
                    unless=tuple(row.get("unless", ())),
                    hits=tuple(row.get("hits", ())),
                    misses=tuple(row.get("misses", ())),
                    extra={k: v for k, v in row.items() if k not in _ENTRY_KEYS},
                )
            )
    return PhraseTable(entries, ", ".join(names))
