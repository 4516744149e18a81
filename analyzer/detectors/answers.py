"""Short answers: "Yes, most nights." says nothing by itself; after "Does he hurt you?" it says everything."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.detectors.base import Material
from analyzer.detectors.context import Context, Reading
from analyzer.detectors.merge import Cue
from analyzer.phrases import Hit
from analyzer.text import Sentence
from analyzer.types import Assertion, Evidence

ANSWER_SENTENCES = 3  # in which the answer itself is looked for
TAIL = 8  # words after what is asked about ("... Is that right?")
BREATH = 4  # words of a first sentence that says nothing yet
PUT = 6  # words of an answer to what was only put to the client
_ANSWERS = frozenset({"answer_yes", "answer_no", "answer_soft", "answer_past"})


def answers(
    material: Material, turn: int, asked: Sequence[Hit], said_here: Sequence[Hit], context: Context
) -> list[Cue]:
    """What a turn says as the answer to the question before it.

    Args:
        material: The session.
        turn: A turn that is not the coach's.
        asked: Disclosure cues of the turn before.
        said_here: Disclosure cues of this turn.
        context: Context cues.

    Returns:
        One cue for each label asked about, on the words of the answer.
    """
    before = turn - 1
    if before < 0 or material.session.turns[before].role == "client":
        return []
    sentences = material.texts[turn].sentences
    if not sentences:
        return []
    questions = _asked(material, before, asked, context)
    if not questions:
        return []
    said = _kind(sentences[:ANSWER_SENTENCES], context)
    if said is None:
        return []
    own = {h.entry.label for h in said_here}
    end = sentences[min(len(sentences), 2) - 1].end if len(sentences[0].norms) <= 4 else sentences[0].end
    span = (sentences[0].start, end)
    out = []
    for hit, was_asked in questions:
        if not was_asked and (said != "affirmed" or len(sentences[0].norms) > PUT):
            continue
        # What the answer goes on to say in its own words counts for more than its first word.
        if hit.entry.label in own:
            continue
        out.append(
            Cue(
                hit.entry.label,
                turn,
                span,
                hit.entry,
                _reading(material, turn, hit, said if was_asked else "suspected", context),
                (_previous(hit),),
            )
        )
    return out


def _asked(material: Material, turn: int, hits: Sequence[Hit], context: Context) -> list[tuple[Hit, bool]]:
    """Cues at the end of a turn, one for each label, and whether they were asked or only put to the client."""
    texts = material.texts[turn].sentences
    asking = [s.question or "question" in context.cues(s) for s in texts]
    out: dict[str, tuple[Hit, bool]] = {}
    for hit in hits:
        if hit.entry.extra.get("idiom") or hit.entry.extra.get("silent"):
            continue
        rest = texts[hit.sentence.index + 1 :]
        if sum(len(s.norms) for s in rest) > TAIL:
            continue  # something else was asked since
        asked = asking[hit.sentence.index] or any(s.question for s in rest)
        # "So he's hitting you." - "Yeah." is an answer too, if it was put as a fact about the client.
        put = hit.sentence.turned and context.read(hit, by_coach=False).assertion in ("affirmed", "suspected")
        if asked or (put and hit.entry.label != "mental_health_concern"):
            out.setdefault(hit.entry.label, (hit, asked))
    return list(out.values())


def _kind(sentences: Sequence[Sentence], context: Context) -> Assertion | None:
    """What the first sentences of an answer say: a yes, a no, neither quite. None: no answer in that form."""
    kinds = [_answers(s, context) for s in sentences]
    # "Um. God. Yes." - the answer comes after a breath.
    first = kinds[1] if len(kinds) > 1 and not kinds[0] and len(sentences[0].norms) <= BREATH else kinds[0]
    if "answer_past" in first:
        return "affirmed"
    if "answer_no" in first:
        # "Not really. Well. Sometimes at night." - a no that lets a yes through.
        leaks = any("answer_leak" in context.cues(s) for s in sentences)
        return "affirmed" if leaks else "negated"
    if "answer_soft" in first:
        return "suspected"
    return "affirmed" if first else None


def _answers(sentence: Sentence, context: Context) -> set[str]:
    """Kinds of answer a sentence can be. "I do" is one only on its own: not "I do like her"."""
    cues = context.cues(sentence)
    found = {kind for kind in _ANSWERS if kind in cues}
    ends = sentence.breaks | {len(sentence.norms)}
    if any(echo.last in ends for echo in cues.get("answer_echo", ())):
        found.add("answer_echo")
    return found


def _reading(material: Material, turn: int, hit: Hit, said: Assertion, context: Context) -> Reading:
    asked = context.read(hit, by_coach=False)
    when = asked.temporality
    evidence: tuple[Evidence, ...] = ()
    for sentence in material.texts[turn].sentences[:2]:
        for reading in ("ongoing", "recent", "past"):
            cues = context.cues(sentence).get(reading)
            if not cues and reading == "past":
                cues = context.cues(sentence).get("answer_past")
            if cues:
                start, end = cues[0].span
                evidence = (
                    Evidence(
                        kind="time",
                        rule=cues[0].entry.id,
                        turn=turn,
                        start=start,
                        end=end,
                        note=f"when: {reading}",
                    ),
                )
                when = reading
                break
        if evidence:
            break
    if said == "negated":
        start, end = material.texts[turn].sentences[0].start, material.texts[turn].sentences[0].end
        evidence = (
            *evidence,
            Evidence(
                kind="negation", rule="ans.no", turn=turn, start=start, end=end, note="answered with a no"
            ),
        )
    return Reading(said, when, asked.experiencer, asked.actor, asked.childhood, asked.resolved, evidence)


def _previous(hit: Hit) -> Evidence:
    start, end = hit.span
    return Evidence(
        kind="previous",
        rule=hit.entry.id,
        turn=hit.sentence.turn,
        start=start,
        end=end,
        note="asked just before",
    )
