"""The coach's own stories: how much, how long, handed back or not, and how near to a client's disclosure.

Telling something of oneself is no fault. What is looked for is amount, length, burden and timing; the limits
stand in `boundary.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from analyzer.detectors.base import Material
from analyzer.phrases import PhraseTable, load_table
from analyzer.taxonomy import load_toml
from analyzer.text import Sentence, count_words
from analyzer.types import BoundaryFinding, DisclosureFinding, Evidence, Turn

LABEL = "self_disclosure_excess"


@dataclass(frozen=True)
class OwnStory:
    """A stretch of the coach's own life in one or more turns.

    Args:
        turns: The coach turns it runs over.
        turn: The turn that holds most of it; `start` and `end` are offsets there.
        words: Words of the whole stretch.
        ms: Its length where the turns are timed, else None.
        handed_back: Whether the coach asks the client something at its end.
        burdens: Evidence that the client is asked to carry it ("you are helping me").
    """

    turns: tuple[int, ...]
    turn: int
    start: int
    end: int
    words: int
    ms: int | None
    handed_back: bool
    burdens: Evidence | None


@cache
def _cues() -> PhraseTable:
    return load_table("cues/boundary/self_disclosure_excess.toml")


@cache
def _limits() -> dict[str, Any]:
    limits: dict[str, Any] = load_toml("boundary.toml")["own_story"]
    return limits


def own_stories(material: Material) -> tuple[OwnStory, ...]:
    """The coach's own stories, in order. A client's back-channel does not end one."""
    turns = material.session.turns
    runs: list[list[int]] = []
    for turn in turns:
        if turn.role != "coach" or not (_sentences(material, turn.index) or _burden(material, turn.index)):
            continue
        last = runs[-1][-1] if runs else None
        between = [] if last is None else turns[last + 1 : turn.index]
        if last is not None and all(_is_backchannel(t) for t in between):
            runs[-1].append(turn.index)
        else:
            runs.append([turn.index])
    return tuple(story for run in runs if (story := _story(material, run)) is not None)


def excess(material: Material) -> list[BoundaryFinding]:
    """A finding for each own story that is too much by the limits of `boundary.toml`."""
    limits = _limits()
    stories = own_stories(material)
    coach_words = sum(count_words(t.text) for t in material.session.turns if t.role == "coach")
    share = sum(s.words for s in stories) / coach_words if coach_words else 0.0
    told = [f.turn for f in material.found if isinstance(f, DisclosureFinding) and f.referral]
    longest = max(stories, key=lambda s: s.words, default=None)
    much = share > limits["share_of_coach_words"] and coach_words >= limits["share_least_words"]
    much = much and len(material.session.turns) > 2
    out = []
    for story in stories:
        reasons = _reasons(story, told, much and story is longest and not story.handed_back, share)
        if reasons:
            out.append(_finding(material, story, reasons))
    return out


def _reasons(story: OwnStory, told: Sequence[int], too_much: bool, share: float) -> list[str]:
    limits = _limits()
    reasons = []
    if story.words > limits["long_words"]:
        reasons.append(f"{story.words} words of the coach's own story without a break")
    elif story.ms is not None and story.ms > limits["long_ms"] and story.words > limits["long_words"] * 0.6:
        reasons.append(f"{round(story.ms / 1000)} seconds of the coach's own story without a break")
    if any(0 < story.turns[0] - t <= limits["turns_after_disclosure"] for t in told):
        reasons.append("told right after the client's disclosure")
    if story.burdens is not None:
        reasons.append("asks the client to carry it")
    if too_much:
        reasons.append(f"own stories are {share:.0%} of the coach's words, and this one is not handed back")
    return reasons


def _finding(material: Material, story: OwnStory, reasons: list[str]) -> BoundaryFinding:
    turn = material.session.turns[story.turn]
    handed = "handed back with a question" if story.handed_back else "not handed back with a question"
    start, end = story.start, story.end
    where = story.turn
    if story.burdens is not None and story.burdens.start is not None and story.burdens.end is not None:
        where, start, end = story.burdens.turn, story.burdens.start, story.burdens.end
        turn = material.session.turns[where]
    evidence = [
        Evidence(
            kind="amount",
            rule="own_story",
            turn=where,
            start=start,
            end=end,
            note="; ".join([*reasons, handed]),
        )
    ]
    return BoundaryFinding(
        id=f"b{where}-{start}-{LABEL}",
        label=LABEL,
        turn=where,
        start=start,
        end=end,
        quote=turn.text[start:end],
        speaker=turn.speaker,
        speaker_role=turn.role,
        score=0.85 if story.burdens or story.words > _limits()["long_words"] else 0.65,
        tier="alert" if story.burdens or story.words > _limits()["long_words"] else "review",
        severity="violation" if story.burdens else "crossing",
        evidence=tuple(evidence if story.burdens is None else [*evidence, story.burdens]),
    )


def _story(material: Material, run: list[int]) -> OwnStory | None:
    limits = _limits()
    parts = {i: _sentences(material, i) for i in run}
    words = sum(count_words(s.text[s.start : s.end]) for ss in parts.values() for s in ss)
    burden = next((b for i in run if (b := _burden(material, i)) is not None), None)
    if words < limits["least_words"] and burden is None:
        return None
    main = max(run, key=lambda i: sum(s.end - s.start for s in parts[i]))
    sentences = parts[main]
    turns = material.session.turns
    first, last = turns[run[0]], turns[run[-1]]
    timed = first.start_ms is not None and last.end_ms is not None
    ms = None
    if timed and first.start_ms is not None and last.end_ms is not None:
        # The story's part of the time, by its part of the words.
        said = sum(count_words(turns[i].text) for i in run)
        ms = int((last.end_ms - first.start_ms) * min(1.0, words / max(said, 1)))
    return OwnStory(
        turns=tuple(run),
        turn=main,
        start=sentences[0].start if sentences else 0,
        end=sentences[-1].end if sentences else len(turns[main].text),
        words=words,
        ms=ms,
        handed_back=_asks(material, run[-1]),
        burdens=burden,
    )


def _sentences(material: Material, turn: int) -> list[Sentence]:
    """The sentences of a turn from its first own-story cue to its last, if they hold enough first person."""
    sentences = material.texts[turn].sentences
    at = [i for i, s in enumerate(sentences) if any(h.entry.label == "own_story" for h in _cues().find(s))]
    if not at:
        return []
    end = at[-1] + 1
    while end < len(sentences) and not sentences[end].question and not {"you", "your"} & sentences[end].words:
        end += 1
    chosen = list(sentences[at[0] : end])
    tokens = [n for s in chosen for n in s.norms]
    mine = sum(n in ("i", "me", "my", "mine", "myself", "we", "our", "us") for n in tokens)
    return chosen if mine >= _limits()["first_person_share"] * len(tokens) else []


def _burden(material: Material, turn: int) -> Evidence | None:
    for sentence in material.texts[turn].sentences:
        for hit in _cues().find(sentence):
            if hit.entry.label == "burden":
                return Evidence(
                    kind="cue",
                    rule=hit.entry.id,
                    turn=turn,
                    start=sentence.start,
                    end=sentence.end,
                    note="asks the client to carry it",
                )
    return None


def _asks(material: Material, turn: int) -> bool:
    """Whether the coach asks the client something at the end of the turn, or in the next words."""
    sentences = material.texts[turn].sentences
    return any(s.question and {"you", "your"} & s.words for s in sentences[-2:])


def _is_backchannel(turn: Turn) -> bool:
    return turn.role != "coach" and count_words(turn.text) <= _limits()["backchannel_words"]
