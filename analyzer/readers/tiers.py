"""Annotation in tiers (ELAN, Praat): which tiers are talk, who speaks on each, all in order of time.

The same words often stand on several tiers (phrases, words, sounds); they are read once, from the
tier with the longest stretches.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Literal

from analyzer.readers.base import Cue, Draft
from analyzer.readers.json_common import known_words
from analyzer.readers.json_words import Token, runs

Kind = Literal["utterance", "word", "sound", "aside", "unknown"]

# In this order: `word notes` are notes.
_KINDS: dict[Kind, frozenset[str]] = {
    "sound": frozenset(
        "phone phones phoneme phonemes phon segment segments sampa mau ipa syllable syllables syl".split()
    ),
    "aside": frozenset(
        "translation gloss glosses pos note notes comment comments pitch tone tones break breaks tobi f0 gesture"
        " gestures gaze noise noises misc code codes lemma ft ge mb event events silence silences point points"
        " intonation".split()
    ),
    "word": frozenset("word words wrd token tokens ort ortho kan".split()),
    "utterance": frozenset(
        "utterance utterances utt phrase phrases sentence sentences transcript transcripts transcription text txt"
        " tx ipu ipus trs speech talk turn turns orthography default".split()
    ),
}
_SPLIT = re.compile(r"[\s_\-@.:/()\"]+")
_CODE = re.compile(r"\S*\d\S*")
_SHOWN = 6


@dataclass(frozen=True)
class Piece:
    """One interval or annotation. `estimated`: a time of it was not in the source."""

    text: str
    start_ms: int | None
    end_ms: int | None
    estimated: bool = False


@dataclass(eq=False)
class Tier:
    """One tier. `child`: it depends on another, so it says again what that one says."""

    name: str
    pieces: list[Piece] = field(default_factory=list)
    participant: str = ""
    child: bool = False
    point: bool = False

    @property
    def parts(self) -> list[str]:
        """The words of its name."""
        return [part for part in _SPLIT.split(self.name) if part]

    @property
    def kind(self) -> Kind:
        """What its name says it holds; a tier of single letters is one of sounds."""
        for kind, names in _KINDS.items():
            if any(part.casefold() in names for part in self.parts):
                return kind
        short = sum(1 for piece in self.spoken if len(piece.text.strip()) <= 2)
        return "sound" if len(self.spoken) > 10 and short * 10 >= 8 * len(self.spoken) else "unknown"

    @property
    def speaker(self) -> str | None:
        """The participant, else the tier's name without what says its kind; None where nothing is left."""
        if self.participant.strip():
            return self.participant.strip()
        left = [part for part in self.parts if not any(part.casefold() in names for names in _KINDS.values())]
        return (" ".join(left) if len(left) < len(self.parts) else self.name.strip()) or None

    @property
    def spoken(self) -> list[Piece]:
        """Pieces with something in them."""
        return [piece for piece in self.pieces if piece.text.strip()]

    @property
    def length(self) -> float:
        """Words in a piece, on average."""
        spoken = self.spoken
        return sum(len(piece.text.split()) for piece in spoken) / len(spoken) if spoken else 0.0

    @property
    def is_codes(self) -> bool:
        """Numbers of utterances (`story.001`) and no talk."""
        spoken = self.spoken
        return bool(spoken) and sum(1 for p in spoken if _CODE.fullmatch(p.text.strip())) * 10 >= 8 * len(
            spoken
        )


def draft_of(tiers: list[Tier]) -> Draft:
    """A draft from all tiers. Pieces of tiers that are not talk, and empty ones, are markup."""
    draft = Draft(unit="node", total=sum(len(tier.pieces) for tier in tiers))
    kept, again, aside = _choose(tiers)
    for tier in kept:
        draft.talk += len(tier.spoken)
        draft.cues += _cues(tier)
    draft.markup = draft.total - draft.talk
    draft.cues = _in_time(draft.cues)
    if again:
        draft.notices.append(f"Tiers that say the same words again were left out: {_list(again)}.")
    if aside:
        draft.notices.append(f"Tiers that are not talk were left out: {_list(aside)}.")
    if kept and not any(cue.speaker for cue in draft.cues):
        draft.notices.append("No tier says who speaks, so the speakers are unknown.")
    return draft


def _list(tiers: list[Tier]) -> str:
    names = [tier.name.strip()[:40] or "(no name)" for tier in tiers[:_SHOWN]]
    return ", ".join(names) + (" and others" if len(tiers) > _SHOWN else "")


def _choose(tiers: list[Tier]) -> tuple[list[Tier], list[Tier], list[Tier]]:
    """Tiers of talk, those that say it again, and those that hold something else."""
    filled = [tier for tier in tiers if tier.spoken]
    aside = [
        tier
        for tier in filled
        if tier.point or tier.kind in ("sound", "aside") or tier.child or tier.is_codes
    ]
    rest = [tier for tier in filled if tier not in aside]
    if not rest:  # a file of asides only: better their text than none
        rest = [tier for tier in aside if not tier.point and not tier.child and tier.kind != "sound"]
        aside = [tier for tier in aside if tier not in rest]
    kept: list[Tier] = []
    again: list[Tier] = []
    for tier in sorted(rest, key=lambda tier: -tier.length):
        # Other words than those of a phrase may stand on a tier of words: forms, or notes beside each.
        bar = 0.4 if tier.kind == "word" else 0.8
        same = any(_may_repeat(tier, other) and _repeated(tier, other) >= bar for other in kept)
        (again if same else kept).append(tier)
    places = {id(tier): place for place, tier in enumerate(tiers)}
    kept.sort(key=lambda tier: places[id(tier)])
    return kept, again, aside


def _may_repeat(tier: Tier, other: Tier) -> bool:
    """Two people who say the same words at the same time are not one."""
    return tier.speaker is None or other.speaker is None or tier.speaker == other.speaker


def _repeated(tier: Tier, other: Tier) -> float:
    """Part of the tier's words that the other one has at the same time."""
    timed = sorted(
        (p.start_ms, p.end_ms, p.text)
        for p in other.spoken
        if p.start_ms is not None and p.end_ms is not None
    )
    starts = [start for start, _, _ in timed]
    longest = max((end - start for start, end, _ in timed), default=0)
    same = total = 0
    for piece in tier.spoken:
        said = known_words(piece.text)
        total += said.total()
        if piece.start_ms is None or piece.end_ms is None:
            continue
        first = bisect_left(starts, piece.start_ms - longest)
        last = bisect_left(starts, piece.end_ms)
        near = " ".join(text for _, end, text in timed[first:last] if end > piece.start_ms)
        same += (said & known_words(near)).total()
    return same / total if total else 0.0


def _cues(tier: Tier) -> list[Cue]:
    speaker = tier.speaker
    if tier.kind == "word" or (tier.length < 1.2 and len(tier.spoken) > 5):
        tokens = [Token(p.text.strip(), p.start_ms, p.end_ms, None, speaker) for p in tier.spoken]
        return runs(tokens)
    return [Cue(speaker, piece.text.strip(), piece.start_ms, piece.end_ms) for piece in tier.spoken]


def _in_time(cues: list[Cue]) -> list[Cue]:
    """By start; a cue without one stays behind the one before it."""
    keys: list[int] = []
    for cue in cues:
        keys.append(cue.start_ms if cue.start_ms is not None else keys[-1] if keys else 0)
    return [cue for _, cue in sorted(zip(keys, cues, strict=True), key=lambda pair: pair[0])]
