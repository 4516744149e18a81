"""Who the words around a cue speak of: to whom it is done, who does it, whether anybody does.

Names of people come from `classes.toml`; this module only looks for them at the right places. There is no parser:
a person is the nearest fitting one in the cue, before it in the sentence, or in what the client said before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from analyzer.phrases import Hit, word_class
from analyzer.taxonomy import load_toml
from analyzer.text import Sentence, TurnText
from analyzer.types import Actor, Experiencer

BY_ONESELF = frozenset({"suicidal_ideation", "suicidal_behaviour", "self_harm"})
# Classes of `classes.toml`, the actor that their members are, and whether they are children. The later wins.
_KINDS: tuple[tuple[str, Actor, bool], ...] = (
    ("worker", "colleague_manager", False),
    ("friend", "unknown", False),
    ("stranger", "stranger_online", False),
    ("professional", "professional", False),
    ("carer", "carer", False),
    ("boss", "colleague_manager", False),
    ("child", "family", True),
    ("relative", "family", False),
    ("sibling", "family", False),
    ("parent", "family", False),
    ("partner", "partner", False),
    ("ex_partner", "ex_partner", False),
)


@dataclass(frozen=True)
class Person:
    """Somebody named in a sentence: clean tokens `first` to `last - 1`."""

    first: int
    last: int
    actor: Actor
    child: bool
    male: bool
    female: bool

    @property
    def whose(self) -> Experiencer:
        """What they are when it is they to whom it happens."""
        return "child" if self.child else "other_adult"


@cache
def words(name: str) -> frozenset[str]:
    """Single-word members of a class."""
    return frozenset(member[0] for member in word_class(name) if len(member) == 1)


@cache
def _names() -> dict[tuple[str, ...], tuple[Actor, bool]]:
    return {member: (actor, child) for name, actor, child in _KINDS for member in word_class(name)}


@cache
def _first_words() -> frozenset[str]:
    return frozenset(member[0] for member in _names())


@cache
def _longest() -> int:
    return max(len(member) for member in _names())


def people_in(sentence: Sentence) -> tuple[Person, ...]:
    """Everybody named in a sentence, in order; of names within names the longest."""
    if sentence.words.isdisjoint(_first_words()):
        return ()
    names, norms = _names(), sentence.norms
    out = []
    i = 0
    while i < len(norms):
        step = 1
        if norms[i] in _first_words():
            for size in range(min(_longest(), len(norms) - i), 0, -1):
                member = norms[i : i + size]
                if member in names:
                    actor, child = names[member]
                    head = member[-1]
                    out.append(
                        Person(i, i + size, actor, child, head in words("male"), head in words("female"))
                    )
                    step = size
                    break
        i += step
    return tuple(out)


class People:
    """The people of a session, looked up once a sentence.

    Args:
        texts: Sentences of every turn.
        told: Turns that are not the coach's: "he" may go back to somebody named there.
    """

    def __init__(self, texts: Sequence[TurnText], told: Iterable[int]) -> None:
        self.texts = texts
        self.told = tuple(told)
        self._told = frozenset(self.told)
        self._known: dict[tuple[int, int], tuple[Person, ...]] = {}
        self._back: int = load_toml("thresholds.toml")["reach"]["antecedent_turns"]

    def named(self, sentence: Sentence) -> tuple[Person, ...]:
        """Everybody named in a sentence."""
        key = (sentence.turn, sentence.index)
        if key not in self._known:
            self._known[key] = people_in(sentence)
        return self._known[key]

    def named_before(self, sentence: Sentence, before: int) -> Iterator[Person]:
        """People named before a token, the nearest first, back over earlier turns of the client."""
        yield from (p for p in reversed(self.named(sentence)) if p.last <= before)
        for earlier in reversed(self.texts[sentence.turn].sentences[: sentence.index]):
            yield from reversed(self.named(earlier))
        turns = [t for t in self.told if t < sentence.turn][-self._back :]
        for turn in reversed(turns):
            for earlier in reversed(self.texts[turn].sentences):
                yield from reversed(self.named(earlier))

    # --- does it concern anybody ------------------------------------------------------------

    def is_personal(self, hit: Hit) -> bool:
        """Whether the words are about somebody: not people in general, not a thing that "hits" one."""
        extra = hit.entry.extra
        if extra.get("idiom"):
            return True
        inside = frozenset(hit.sentence.norms[hit.first : hit.last])
        own = not inside.isdisjoint(words("speaker"))
        if extra.get("agent") and not self._has_agent(hit):
            return False
        if extra.get("subject") and not own and not self._somebody_known(hit):
            return False
        doer = "" if extra.get("self_directed") else self._doer(hit)
        if own or extra.get("experiencer") is not None:
            # Said to the coach: "you are mocking me".
            return not (doer in words("addressed") and hit.sentence.turn in self._told)
        if extra.get("self_directed"):
            if not self._has_subject(hit):
                return False
            if self._subject(hit) == "client":
                return True
        if not inside.isdisjoint(words("addressed")) and hit.sentence.turn in self._told:
            return False  # "you" of a client is people in general
        if not inside.isdisjoint(words("several")):
            return any(self.named(s) for s in self._so_far(hit.sentence))
        return True

    def _somebody_known(self, hit: Hit) -> bool:
        """Whether the speaker, "he" or "she", or somebody's own ("my cousin", "a friend") is in the sentence up to the cue."""
        norms = hit.sentence.norms[: hit.last]
        if words("he_or_she").intersection(norms) or words("speaker") & hit.sentence.words:
            return True
        known = words("poss") | words("friend") | words("relative") | words("partner")
        return any(
            p.first < hit.last and not known.isdisjoint(norms[max(0, p.first - 2) : p.last])
            for p in self.named(hit.sentence)
        )

    def _so_far(self, sentence: Sentence) -> Sequence[Sentence]:
        return self.texts[sentence.turn].sentences[: sentence.index + 1]

    def _has_subject(self, hit: Hit) -> bool:
        """Whether somebody in particular does or feels it ("people kill themselves" is nobody)."""
        norms = hit.sentence.norms
        ends = {p.last - 1 for p in self.named(hit.sentence)}
        if self._doer(hit) in words("thing"):
            return False  # "before it wants to die"
        impersonal = False
        for i in range(hit.first - 1, -1, -1):
            if (
                i in ends
                or norms[i] in words("speaker")
                or norms[i] in words("third_person") - {"they", "who", "them"}
            ):
                return True
            if norms[i] in words("anybody"):
                return False
            impersonal = impersonal or norms[i] in words("thing")
        # "Thought about ending it." has its subject left out; "Self harm is common." has none.
        after = norms[hit.last] if hit.last < len(norms) else ""
        if hit.first and norms[hit.first - 1] in words("determiner"):
            return not impersonal  # "the suicidal thoughts are back"
        if not impersonal and hit.first <= 2 and after not in words("aux"):
            return True
        return not words("speaker").isdisjoint(norms[hit.last :])

    def _has_agent(self, hit: Hit) -> bool:
        """Whether a person does it: "he hit me", "my dad used to beat us", not "the hammer hit me" or "hit me"."""
        sentence, norms = hit.sentence, hit.sentence.norms
        starts, ends = ({p.first for p in self.named(sentence)}, {p.last - 1 for p in self.named(sentence)})
        i = hit.first - 1
        while i >= 0 and norms[i] in words("agent_gap"):
            i -= 1
        if i < 0:
            # The phrase itself may begin with who does it.
            return hit.first in starts or norms[hit.first] in words("he_or_she") | {"they"}
        word = norms[i]
        if i in ends or word in words("third_person"):
            return True
        if word in words("speaker") | words("addressed") | words("thing"):
            return False
        if "and" in norms[i + 1 : hit.first] and self._did_before(hit, i):
            return True
        if i and norms[i - 1] in words("determiner"):
            return False
        if self._may_be_name(sentence, i):
            return True
        # "starting to hit me" has its subject further left.
        near = range(max(0, i - 6), i)
        return any(k in ends or norms[k] in words("he_or_she") for k in near)

    def _did_before(self, hit: Hit, i: int) -> bool:
        """ "He picked up a chair and hit me": who did the one did the other. Nobody did, in "the hammer fell and hit me"."""
        ends = {p.last - 1 for p in self.named(hit.sentence)}
        for k in range(i, -1, -1):
            word = hit.sentence.norms[k]
            if k in ends or word in words("he_or_she"):
                return True
            if word in ("i", "we") or word in words("thing") or (k < i and word in words("clause_opener")):
                return False
        return False

    def _doer(self, hit: Hit) -> str:
        """The word that stands where one who does it would stand."""
        i = hit.first - 1
        while i >= 0 and hit.sentence.norms[i] in words("agent_gap"):
            i -= 1
        return hit.sentence.norms[i] if i >= 0 else ""

    def _may_be_name(self, sentence: Sentence, i: int) -> bool:
        """A word without an article, with a capital where the text has capitals at all ("Tom hit me")."""
        if sentence.norms[i] in words("not_a_name"):
            return False
        text = sentence.text
        if text[sentence.starts[i]].isupper():
            return True
        # Recognisers may give no capitals at all: then where a subject stands, "and gary hit me".
        bare = not i or sentence.norms[i - 1] in words("clause_opener") | words("contrast")
        return bare and text == text.lower() and len(sentence.norms[i]) > 2

    # --- whose, by whom ---------------------------------------------------------------------

    def experiencer(self, hit: Hit) -> Experiencer:
        """To whom it happens, as the words say it; the speaker where they leave it open."""
        return self._subject(hit) if hit.entry.extra.get("self_directed") else self._victim(hit)

    def says_i(self, hit: Hit) -> bool:
        """Whether the speaker tells it of himself."""
        inside = hit.sentence.norms[hit.first : hit.last]
        return not words("speaker").isdisjoint(inside) or self._subject(hit) == "client"

    def _subject(self, hit: Hit) -> Experiencer:
        """Who does or feels it: the nearest person named in the cue or before it."""
        norms = hit.sentence.norms
        inside = norms[hit.first : hit.last]
        if not words("speaker").isdisjoint(inside):
            return "client"
        if not words("third_self").isdisjoint(inside):
            return self._third_person(hit, hit.last)
        ends = {p.last - 1: p for p in self.named(hit.sentence)}
        for i in range(hit.first - 1, -1, -1):
            if norms[i] in ("i", "we", "you"):
                return "client"
            if norms[i] in words("he_or_she") | {"they"}:
                return self._third_person(hit, i + 1)
            if i in ends:
                return ends[i].whose
        return "client"

    def _victim(self, hit: Hit) -> Experiencer:
        """Whom it is done to: the speaker if named in the cue, else the last person in it, else by the words before."""
        norms = hit.sentence.norms
        people = [p for p in self.named(hit.sentence) if p.first < hit.last + 1 and p.last > hit.first]
        owned: Experiencer | None = None
        for k in range(hit.last - 1, hit.first - 1, -1):
            if norms[k] in ("my", "our"):
                person = next((p for p in people if 0 < p.first - k <= 2), None)
                if person is None:
                    return "client"
                # "he hits my mum" is hers; in "my husband hits her" the owner of the noun is who does it.
                if k - hit.first > 1 or (k > hit.first and norms[k - 1] not in words("determiner")):
                    owned = owned or person.whose
            elif norms[k] in ("me", "us", "myself") or (norms[k] in ("i", "we") and owned is None):
                return "client"
        if owned is not None:
            return owned
        for k in range(hit.last - 1, hit.first, -1):
            person = next((p for p in people if p.last - 1 == k), None)
            if person is not None and person.first > hit.first and k >= hit.last - 2:
                return person.whose
            if norms[k] in words("him_her") | words("third_self"):
                if self._told_of_oneself(hit):
                    return "client"  # "I have to ask him"
                return self._third_person(hit, k)
        return self._before_passive(hit)

    def _told_of_oneself(self, hit: Hit) -> bool:
        ends = {p.last - 1 for p in self.named(hit.sentence)}
        for i in range(hit.first - 1, -1, -1):
            if i in ends or hit.sentence.norms[i] in words("he_or_she"):
                return False
            if hit.sentence.norms[i] in ("i", "we"):
                return True
        return False

    def _before_passive(self, hit: Hit) -> Experiencer:
        """ "My son got beaten up": whoever stands before."""
        ends = {p.last - 1: p for p in self.named(hit.sentence)}
        for i in range(hit.first - 1, max(-1, hit.first - 8), -1):
            if hit.sentence.norms[i] in ("i", "we", "me", "us"):
                return "client"
            if i in ends and ends[i].child:
                return "child"
        return "client"

    def _third_person(self, hit: Hit, before: int) -> Experiencer:
        """Whether "her" or "them" is a child or an adult: the last one named."""
        norms = hit.sentence.norms
        for person in self.named_before(hit.sentence, before):
            # "His dad hits him": he who does it is not he to whom it is done.
            here = person in self.named(hit.sentence) and not hit.entry.extra.get("self_directed")
            does = (
                here and person.last <= before and set(norms[person.last : hit.first]) <= words("agent_gap")
            )
            if not (does and person.first <= hit.first + 1 and before > person.last):
                return person.whose
        return "other_adult"

    def actor(self, hit: Hit) -> Actor:
        """Who does it: the first person named in the cue, else the last fitting one named before it."""
        if hit.entry.extra.get("self_directed"):
            return "self" if hit.entry.label in BY_ONESELF else "unknown"
        sentence, norms = hit.sentence, hit.sentence.norms
        people = {p.first: p for p in self.named(sentence)}
        for k in range(hit.first, hit.last):
            if k in people:
                return people[k].actor
            if norms[k] in words("he_or_she") | {"they", "his", "me", "us"}:
                break
        for i in range(hit.first, len(norms) - 1):
            if norms[i] in ("by", "from"):
                found = next((people[k].actor for k in range(i + 1, i + 4) if k in people), None)
                if found is not None:
                    return found
        around = frozenset(norms[max(0, hit.first - 3) : hit.last])
        he, she = not around.isdisjoint(words("he_words")), not around.isdisjoint(words("she_words"))
        for person in self.named_before(sentence, hit.first):
            wrong = (he and not she and person.female) or (she and not he and person.male)
            if not person.child and not wrong:
                return person.actor
        return "unknown"
