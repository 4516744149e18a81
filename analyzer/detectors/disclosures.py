"""Possible disclosures: cues from `cues/disclosure/*.toml`, read in their context.

An entry of those tables may hold, besides id, label, phrases, unless, hits and misses:

| key | meaning |
|---|---|
| `weight` | 0-1, how surely the words mean it; default 0.8 |
| `assertion` | `affirmed` (default) or `suspected` for hints |
| `self_directed` | the one who says it does or feels it; default false |
| `experiencer`, `actor`, `temporality` | where the words leave no choice; else read from the context |
| `level` | ideation level 1-5 or "B" |
| `subtype` | of mental_health_concern |
| `risk_cues` | circumstances that the words themselves name |
| `directness` | `implied` for hints |
| `idiom` | a figure of speech: shown as set aside |
| `holds_under_negation` | "not" before it does not take it away |
| `own_account` | cannot be from a book or a course ("he makes me ...") |
| `needs` | label of which another cue must stand in the same turn or in the question before |
| `childhood` | the words say that it was in childhood |
| `silent` | only what another entry `needs`; never a finding |
| `agent` | somebody must do it: not "the news hit me" |
| `subject` | somebody in particular must be spoken of: not "people who were robbed" |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial

from analyzer.config import AnalysisConfig
from analyzer.detectors.answers import answers
from analyzer.detectors.base import Material
from analyzer.detectors.context import Context
from analyzer.detectors.merge import Cue, merge
from analyzer.phrases import Hit, PhraseTable, load_table
from analyzer.taxonomy import files
from analyzer.text import turn_round
from analyzer.types import Finding

NEED_REACH = 8  # turns back in which what an entry `needs` may have been said


@cache
def disclosure_table() -> PhraseTable:
    """All disclosure cues."""
    return load_table(*(f for f in files() if f.startswith("cues/disclosure/")))


class DisclosureDetector:
    """Finds possible disclosures by what the words say and what stands around them.

    Client turns are read for disclosures. A coach's own story is found with experiencer `coach`; a coach's
    question is only the ground on which a short answer is read. Where the roles are not known every
    speaker is read as the possible client.
    """

    name = "disclosures"

    def __init__(self, config: AnalysisConfig) -> None:
        self.config = config

    def detect(self, material: Material) -> Iterable[Finding]:
        """Findings in order of place; cleared cues among them with `referral=False`."""
        turns = material.session.turns
        told = [t.index for t in turns if t.role != "coach"]
        context = Context(material.texts, told)
        hits = {t.index: _hits(material, t.index, context) for t in turns}
        cues: list[Cue] = []
        for turn in turns:
            by_coach = turn.role == "coach"
            for hit in hits[turn.index]:
                if hit.entry.extra.get("silent") or not self._needed(hit, turn.index, hits):
                    continue
                if not by_coach and not context.people.is_personal(hit):
                    continue
                if hit.sentence.turned and not by_coach:
                    # An unknown speaker's question: only the ground for an answer.
                    continue
                reading = context.read(hit, by_coach)
                cues.append(Cue(hit.entry.label, turn.index, hit.span, hit.entry, reading, ()))
            if not by_coach:
                asked = [h for h in hits.get(turn.index - 1, ()) if self._needed(h, turn.index - 1, hits)]
                cues += answers(
                    material,
                    turn.index,
                    asked,
                    [h for h in hits[turn.index] if not h.sentence.turned],
                    context,
                )
        return merge(material, cues, self.config)

    def _needed(self, hit: Hit, turn: int, hits: dict[int, list[Hit]]) -> bool:
        """Whether what an entry leans on ("I think about it most nights") was said."""
        label = hit.entry.extra.get("needs")
        if label is None:
            return True
        near = [h for t in range(turn - NEED_REACH, turn + 1) for h in hits.get(t, ())]
        return any(
            h.entry.label == label
            and h is not hit
            and "needs" not in h.entry.extra
            and not h.entry.extra.get("idiom")
            for h in near
        )


def _hits(material: Material, turn: int, context: Context) -> list[Hit]:
    """Cues of one turn. What a coach says of "you" is read as the client would say it ("do I ...")."""
    out: list[Hit] = []
    asked = material.session.turns[turn].role != "client"
    # "I could kill him. I mean it." is no figure of speech.
    # Looked for only where there is a figure of speech: most turns have none.
    earnest = partial(_in_earnest, material, turn, context)
    for sentence in material.texts[turn].sentences:
        turned = turn_round(sentence) if asked else None
        found = _without_idioms(disclosure_table().find(sentence), earnest)
        if turned is not None:
            about_client = _without_idioms(disclosure_table().find(turned), earnest)
            found = [h for h in found if not any(_same(h, a) for a in about_client)]
            known = {(h.entry.id, h.first, h.last) for h in found}
            found += [h for h in about_client if (h.entry.id, h.first, h.last) not in known]
        out += found
    return out


def _same(hit: Hit, about_client: Hit) -> bool:
    """Whether two cues of one label are on the same words, which are about "you"."""
    words = about_client.sentence.norms[about_client.first : about_client.last]
    overlap = hit.first < about_client.last and hit.last > about_client.first
    return (
        overlap
        and hit.entry.label == about_client.entry.label
        and words != hit.sentence.norms[hit.first : hit.last]
    )


def _in_earnest(material: Material, turn: int, context: Context) -> bool:
    return any("in_earnest" in context.cues(s) for s in material.texts[turn].sentences)


def _without_idioms(found: list[Hit], earnest: Callable[[], bool]) -> list[Hit]:
    """A figure of speech takes away other cues on the same words, unless it was said in earnest."""
    idioms = [h for h in found if h.entry.extra.get("idiom")]
    if idioms and earnest():
        return [h for h in found if h not in idioms]
    return [h for h in found if h in idioms or not any(i.first < h.last and i.last > h.first for i in idioms)]
