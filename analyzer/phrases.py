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


def _parse(phrase: str, where: str) -> tuple[list[list[Place]], bool, bool]:
    """All flat forms of a phrase, and whether it is tied to the sentence's start or end."""
    items = _ITEM.findall(phrase)
    if "".join(items).replace(" ", "") != phrase.replace(" ", ""):
        raise ConfigError(f"{where}: cannot read the phrase {phrase!r}.")
    at_start = items[:1] == ["^"]
    at_end = items[-1:] == ["$"]
    items = items[at_start : len(items) - at_end]
    forms, rest = _alternatives(items, 0, where, phrase, depth=0)
    if rest != len(items):
        raise ConfigError(f"{where}: brackets do not match in {phrase!r}.")
    return forms, at_start, at_end


def _alternatives(
    items: Sequence[str], i: int, where: str, phrase: str, depth: int
) -> tuple[list[list[Place]], int]:
    """Parse `a b|c d` up to a closing bracket or the end; gives flat forms and the next index."""
    branches: list[list[list[Place]]] = []
    row: list[list[list[Place]]] = []
    while i < len(items):
        item = items[i]
        if item == "|" and depth:
            branches.append(_product(row, where, phrase))
            row = []
            i += 1
        elif item.startswith(")"):
            break
        elif item.startswith("(") and len(item) > 1:
            row.append(_plain_group(item))
            i += 1
        elif item == "(":
            forms, i = _alternatives(items, i + 1, where, phrase, depth + 1)
            if i >= len(items):
                raise ConfigError(f"{where}: a bracket is not closed in {phrase!r}.")
            row.append(_optional(forms) if items[i] == ")?" else forms)
            i += 1
        else:
            row.append(_single(item, where, phrase))
            i += 1
    branches.append(_product(row, where, phrase))
    return _fold([form for branch in branches for form in branch]), i


@cache
def _plain_group(item: str) -> list[list[Place]]:
    """Forms of `(a|b|c d)` or `(a|b|c d)?`. Shared between phrases: not to be changed."""
    one: list[str] = []
    more: list[list[Place]] = []
    for alternative in item.rstrip("?")[1:-1].split("|"):
        words = alternative.split()
        if len(words) == 1:
            one.append(words[0])
        else:
            more.append([(frozenset([w]), 1, 1) for w in words])
    single: list[list[Place]] = [[(frozenset(one), 1, 1)]] if one else []
    return _optional([*single, *more]) if item.endswith("?") else [*single, *more]


def _single(item: str, where: str, phrase: str) -> list[list[Place]]:
    if item in ("^", "$", "|"):
        raise ConfigError(f"{where}: {item!r} stands in the wrong place in {phrase!r}.")
    if item == "*":
        return [[(None, 1, 1)]]
    if item.startswith("*"):
        return [[(None, 0, int(item[1:]))]]
    optional = item.endswith("?")
    item = item.rstrip("?")
    if item.startswith("@"):
        forms = _fold([[(frozenset([w]), 1, 1) for w in member] for member in word_class(item[1:])])
    elif item.startswith("~"):
        forms = [[(frozenset(verb_forms(item[1:])), 1, 1)]]
    else:
        forms = [[(frozenset([item]), 1, 1)]]
    return _optional(forms) if optional else forms


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


def _product(row: list[list[list[Place]]], where: str, phrase: str) -> list[list[Place]]:
    size = 1
    for forms in row:
        size *= len(forms)
    if size > MAX_EXPANSIONS:
        raise ConfigError(
            f"{where}: {phrase!r} stands for {size} forms (at most {MAX_EXPANSIONS}). Split it."
        )
    return [list(itertools.chain(*combination)) for combination in itertools.product(*row)]


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
    """One flat form of a phrase: the words it cannot do without, and its spaCy matcher, made on first use."""

    __slots__ = ("_matcher", "needs", "places")

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = tuple(places)
        self.needs = tuple({words: None for words, least, _ in places if least and words is not None})
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


class _Pattern:
    """One phrase of one entry."""

    def __init__(self, entry: Entry, phrase: str, where: str, trim: bool = True) -> None:
        self.entry, self.phrase = entry, phrase
        forms, self.at_start, self.at_end = _parse(phrase, where)
        if trim:
            forms = [_trim(f, keep_start=self.at_start, keep_end=self.at_end) for f in forms]
        self.forms = [_Form(f) for f in forms if any(p[1] for p in f)]
        if len(self.forms) < len(forms):
            raise ConfigError(f"{where}: {phrase!r} can match nothing at all.")
        if not all(form.needs for form in self.forms):
            raise ConfigError(f"{where}: {phrase!r} has a form without any word.")

    @cached_property
    def words(self) -> frozenset[str]:
        """All words that the phrase names."""
        return frozenset(
            w for f in self.forms for words, _, _ in f.places if words is not None for w in words
        )

    def find(self, sentence: Sentence, forms: Iterable[_Form]) -> Iterator[tuple[int, int]]:
        """Matches of these of its forms as clean-token ranges; of nested ones the longest."""
        best: dict[int, int] = {}
        for form in forms:
            for first, last in form.find(sentence):
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
    """Which forms of some phrases are worth trying on a sentence, by one look at its words.

    Each set of words that a form needs is a bit. A sentence has the bits of the sets it holds a word of; a
    form whose bits it has not cannot match.
    """

    def __init__(self, patterns: Iterable[_Pattern]) -> None:
        self._bits: dict[str, int] = defaultdict(int)
        self._by_word: dict[str, list[tuple[int, int, _Pattern, _Form]]] = defaultdict(list)
        numbers: dict[frozenset[str], int] = {}
        for order, pattern in enumerate(patterns):
            for form in pattern.forms:
                bits = 0
                for need in form.needs:
                    if need not in numbers:
                        numbers[need] = 1 << len(numbers)
                        for word in need:
                            self._bits[word] |= numbers[need]
                    bits |= numbers[need]
                # By the rarest of its sets: most sentences hold none of those words.
                for word in min(form.needs, key=_how_common):
                    self._by_word[word].append((bits, order, pattern, form))

    def find(self, sentence: Sentence) -> Iterator[tuple[_Pattern, int, int]]:
        """Matches of each pattern, in the patterns' order."""
        known = [word for word in sentence.words if word in self._by_word]
        if not known:
            return
        has = 0
        for word in sentence.words:
            has |= self._bits.get(word, 0)
        candidates: dict[int, tuple[_Pattern, dict[_Form, None]]] = {}
        for word in known:
            for bits, order, pattern, form in self._by_word[word]:
                if bits & has == bits:
                    candidates.setdefault(order, (pattern, {}))[1][form] = None
        for _, (pattern, forms) in sorted(candidates.items()):
            for first, last in pattern.find(sentence, forms):
                yield pattern, first, last


class PhraseTable:
    """Cue entries ready for look-up: a sentence is only held against phrases whose words it has."""

    def __init__(self, entries: Iterable[Entry], where: str) -> None:
        self.entries = tuple(entries)
        self._phrases = _Index(p for e in self.entries for p in _compile(e, e.phrases, where))
        self._where = where
        self._unless: dict[str, _Index] = {}  # made when an entry first has a hit

    def find(self, sentence: Sentence) -> list[Hit]:
        """All hits in a sentence, in order of place, then of the table. One per entry and place."""
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
