"""What the words around a cue say about it: is it claimed, whose is it, when was it.

All readings come from tables (`cues/context.toml`, `classes.toml`); this module only decides how far
each of them reaches. People are looked for in `people.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from analyzer.detectors.people import People, words
from analyzer.phrases import Hit, PhraseTable, load_table
from analyzer.taxonomy import load_toml
from analyzer.text import Sentence, TurnText
from analyzer.types import Actor, Assertion, Evidence, Experiencer, Temporality

TIMES: tuple[Temporality, ...] = ("ongoing", "recent", "past", "feared_future")
LONG_ASIDE = (
    12  # tokens; a longer sentence beside the cue has a matter of its own, and its time is not the cue's
)


@dataclass(frozen=True)
class Reading:
    """What the context of one cue says, with the words that say it."""

    assertion: Assertion
    temporality: Temporality
    experiencer: Experiencer
    actor: Actor
    childhood: bool
    resolved: bool
    evidence: tuple[Evidence, ...]


@cache
def context_table() -> PhraseTable:
    """Cues of context, looked for around a cue."""
    return PhraseTable(
        (e for e in load_table("cues/context.toml").entries if e.label != "retraction"), "cues/context.toml"
    )


@cache
def retraction_table() -> PhraseTable:
    """Words that take something back, looked for everywhere."""
    return PhraseTable(
        (e for e in load_table("cues/context.toml").entries if e.label == "retraction"), "cues/context.toml"
    )


@cache
def _reach() -> dict[str, int]:
    reach: dict[str, int] = load_toml("thresholds.toml")["reach"]
    return reach


class Context:
    """Context cues of a session, found once per sentence.

    Args:
        texts: Sentences of every turn.
        told: Turns that are not the coach's.
    """

    def __init__(self, texts: Sequence[TurnText], told: Iterable[int]) -> None:
        self.texts = texts
        self.people = People(texts, told)
        self._cues: dict[tuple[int, int, bool], dict[str, list[Hit]]] = {}

    def cues(self, sentence: Sentence) -> dict[str, list[Hit]]:
        """Context cues of a sentence, by reading."""
        key = (sentence.turn, sentence.index, sentence.turned)
        if key not in self._cues:
            found: dict[str, list[Hit]] = {}
            for hit in context_table().find(sentence):
                found.setdefault(hit.entry.label, []).append(hit)
            self._cues[key] = found
        return self._cues[key]

    def read(self, hit: Hit, by_coach: bool) -> Reading:
        """The reading of one cue. `by_coach`: the coach says it, of himself or asking."""
        extra = hit.entry.extra
        evidence: list[Evidence] = []
        experiencer = cast("Experiencer", extra.get("experiencer") or self.people.experiencer(hit))
        actor = cast("Actor", extra.get("actor") or self.people.actor(hit))
        if by_coach and not hit.sentence.turned and experiencer == "client":
            # The coach's "I" is the coach; a coach's "you" is the client.
            near = hit.sentence.norms[max(0, hit.first - 4) : hit.last]
            if self.people.says_i(hit) and words("addressed").isdisjoint(near):
                experiencer = "coach"
        if experiencer not in ("client", "unknown"):
            evidence.append(_evidence("experiencer", hit, f"about: {experiencer.replace('_', ' ')}"))
        assertion = self._assertion(hit, by_coach and experiencer != "coach", evidence)
        temporality, childhood, resolved = self._time(hit, evidence)
        return Reading(
            assertion,
            extra.get("temporality", temporality),
            experiencer,
            actor,
            childhood or extra.get("childhood", False),
            resolved,
            tuple(evidence),
        )

    # --- is it claimed ----------------------------------------------------------------------

    def _assertion(self, hit: Hit, asked: bool, evidence: list[Evidence]) -> Assertion:
        extra = hit.entry.extra
        if extra.get("idiom"):
            evidence.append(_evidence("idiom", hit, "a figure of speech"))
            return "idiomatic"
        if asked:
            return "coach_question"
        if quote := self._quotation(hit):
            evidence.append(_evidence("quotation", quote, "from a story, the news, training or a saying"))
            return "quoted"
        if not extra.get("holds_under_negation") and (negation := self._negation(hit)):
            evidence.append(_evidence("negation", negation, "said not to be so"))
            return "negated"
        cues = self.cues(hit.sentence)
        # "If I'm late I have to show him why": for some things the "if" is the very thing that is told.
        conditions = () if extra.get("real_if") else cues.get("hypothesis", ())
        for condition in (*cues.get("supposition", ()), *conditions):
            if condition.last <= hit.first + 2 and not self._clause_between(condition, hit):
                evidence.append(_evidence("hypothesis", condition, "only supposed"))
                return "hypothetical"
        return cast("Assertion", extra.get("assertion", "affirmed"))

    def _negation(self, hit: Hit) -> Hit | None:
        """What says that it is not so: before the cue in its clause, in a gap of it, or just after it."""
        cues = self.cues(hit.sentence)
        before = next((n for n in reversed(cues.get("negation", ())) if self._reaches(n, hit)), None)
        if before is not None:
            # "I can't say he never hit me": the two take each other away.
            undone = cues.get("negation_undone", ())
            if any(u.first <= before.first < u.last and u.first < hit.first for u in undone):
                return None
            return before
        # "... hit me, nothing like that."
        after = next((n for n in cues.get("negation_before_only", ()) if n.first >= hit.last), None)
        return after if after is not None and after.first - hit.last <= _reach()["negation_after"] else None

    def _reaches(self, negation: Hit, hit: Hit) -> bool:
        """Whether a negation still holds at the cue: near, same clause, nothing said against it."""
        if negation.first >= hit.first:
            # "do not want to be here" is part of what is said; "am not suicidal" fell into a gap of the phrase.
            inside = hit.sentence.norms[negation.first : min(negation.last, hit.last)]
            return negation.last < hit.last and hit.words.isdisjoint(inside)
        if negation.last > hit.first:
            return True
        if hit.first - negation.last > _reach()["negation_before"]:
            return False
        return not self._clause_between(negation, hit)

    def _clause_between(self, cue: Hit, hit: Hit) -> bool:
        """Whether another clause begins between a context cue and the cue ("not X, he just Y")."""
        norms, breaks = hit.sentence.norms, hit.sentence.breaks
        supposed = cue.entry.label in (
            "hypothesis",
            "supposition",
        )  # "if he ever came back, he would ..." goes on over the comma
        someone = words("speaker") | words("third_any")
        for i in range(cue.last, hit.first):
            if norms[i] in words("contrast") and (norms[i] != "just" or i in breaks):
                return True
            if supposed:
                continue
            # A comma ends the reach of a "no" unless the list goes on ("never hit, pushed or ...").
            if i in breaks and (norms[i] in someone or norms[i] in ("it", "so", "and")):
                return True
            following = norms[i + 1] if i + 1 < len(norms) else ""
            if norms[i] in ("and", "so") and following in someone | {"then"}:
                return True
            # "never said sorry when he ...": what hangs on such a word is told as it was.
            if norms[i] in words("subclause") and following in someone:
                return True
            # "didn't tell anyone that he ...", "nobody knows my husband ...": not known is not the same as not so.
            if norms[i] in words("taken_as_so") and self._goes_on(norms, i + 1, hit.last):
                return True
        return not supposed and hit.first in breaks and norms[hit.first] in someone

    def _goes_on(self, norms: Sequence[str], first: int, last: int) -> bool:
        """Whether a sentence begins after "know" or "tell", at most two words on ("tell a soul that he ...")."""
        starts = words("nominative") | words("poss") | words("statement")
        return any(norms[k] in starts for k in range(first, min(first + 3, last)))

    def _quotation(self, hit: Hit) -> Hit | None:
        """A cue that the words are not the speaker's own account, in this sentence or just before it."""
        if hit.entry.extra.get("own_account"):
            return None
        sentence = hit.sentence
        if hit.entry.extra.get("self_directed") and hit.first in sentence.quoted:
            # Somebody else's words, unless the speaker quotes himself ("I said ...").
            start = hit.first
            while start and start - 1 in sentence.quoted:
                start -= 1
            if start and "i" not in sentence.norms[max(0, start - 5) : start]:
                return hit
        own = not words("speaker").isdisjoint(sentence.norms[max(0, hit.first - 2) : hit.last])
        first = max(0, sentence.index - _reach()["quotation_sentences"])
        for other in reversed(self.texts[sentence.turn].sentences[first : sentence.index + 1]):
            for cue in self.cues(other).get("quotation", ()):
                if own and other.index != sentence.index:
                    continue
                # "I was watching telly when he hit me": the telly is only where it happened.
                if own and self._clause_after(cue, hit):
                    continue
                return cue
        return None

    def _clause_after(self, cue: Hit, hit: Hit) -> bool:
        between = hit.sentence.norms[cue.last : hit.last]
        return cue.last > hit.first or not words("clause_opener").isdisjoint(between)

    # --- when --------------------------------------------------------------------------------

    def _time(self, hit: Hit, evidence: list[Evidence]) -> tuple[Temporality, bool, bool]:
        """When it was, whether in childhood, whether it is said to be over. This sentence first, then those beside it."""
        sentences = self.texts[hit.sentence.turn].sentences
        here, reach = hit.sentence.index, _reach()["time_sentences"]
        beside = [i for d in range(1, reach + 1) for i in (here + d, here - d) if 0 <= i < len(sentences)]
        childhood, resolved = False, False
        found: Temporality | None = None
        for i in [here, *beside]:
            cues = self.cues(hit.sentence if i == here else sentences[i])
            if abs(i - here) <= 1:
                childhood = childhood or "childhood" in cues
                if "resolved" in cues and not resolved:
                    resolved = True
                    evidence.append(_evidence("time", cues["resolved"][0], "said to be over"))
            if found is None:
                found = next((t for t in TIMES if self._holds(t, cues, sentences[i], i == here)), None)
                if found is not None:
                    evidence.append(_evidence("time", cues[found][0], f"when: {found.replace('_', ' ')}"))
        if found is None and not childhood:
            present = self.cues(hit.sentence).get("present", ())
            near = next((c for c in present if hit.first - 3 <= c.first < hit.last), None)
            if near is not None:
                found = "ongoing"
                evidence.append(_evidence("time", near, "when: told in the present"))
        if found is None:
            found = "past" if childhood or resolved else "unclear"
        return found, childhood, resolved

    def _holds(self, time: Temporality, cues: dict[str, list[Hit]], sentence: Sentence, same: bool) -> bool:
        if time not in cues or (time == "ongoing" and "past" in cues):
            return False
        return same or time not in ("ongoing", "recent") or len(sentence.norms) <= LONG_ASIDE


def _evidence(kind: Any, hit: Hit, note: str) -> Evidence:
    start, end = hit.span
    return Evidence(kind=kind, rule=hit.entry.id, turn=hit.sentence.turn, start=start, end=end, note=note)
