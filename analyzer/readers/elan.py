"""ELAN (`.eaf`): annotations on tiers, one tier or more for each participant."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from analyzer.errors import MalformedError, TooLargeError
from analyzer.readers.archive import elements, local
from analyzer.readers.base import Draft, Raw, Times
from analyzer.readers.tiers import Piece, Tier, draft_of
from analyzer.types import Timing, UnreadLine

MAX_ANNOTATIONS = 1_000_000
_ROOT = re.compile(r"<ANNOTATION_DOCUMENT[\s>]")
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")


@dataclass
class _Annotation:
    key: str
    text: str
    slots: tuple[str, str] | None = None
    ref: str = ""


@dataclass
class _Tier:
    name: str
    participant: str
    parent: str
    annotations: list[_Annotation] = field(default_factory=list)


class Elan:
    """Alignable tiers are the talk; tiers that refer to them say it again or comment on it."""

    name = "elan"
    title = "ELAN annotation (EAF)"
    extensions: tuple[str, ...] = (".eaf",)
    times: Times = "start and end"

    def recognise(self, raw: Raw) -> int:
        """By the outermost element."""
        return 98 if raw.text is not None and _ROOT.search(raw.text[:5_000]) else 0

    def parse(self, raw: Raw) -> Draft:
        """Read every annotation.

        Raises:
            MalformedError: Not well-formed, or with entities of its own.
            TooLargeError: Nested too deep, or too many annotations.
        """
        slots, tiers, stray = _read(raw)
        known, estimated = _times(slots)
        made = _tiers(tiers, known, estimated)
        draft = draft_of(made)
        draft.timing = _timing(draft, made)
        for ordinal, text in enumerate((text for text in stray if text.strip()), 1):
            why = "an annotation that stands on no tier"
            draft.unread.append(
                UnreadLine(line=ordinal, unit="node", text=text, reason=why, do="Save it again in ELAN.")
            )
            draft.total += 1
        return draft


def _read(raw: Raw) -> tuple[list[tuple[str, int | None]], list[_Tier], list[str]]:
    """Time slots, tiers, and texts of annotations that stand on no tier."""
    text = raw.text or ""
    # Decoded already, so what the file says of its encoding no longer holds.
    declared = _DECLARATION.match(text)
    data = (text[declared.end() :] if declared else text).encode("utf-8", errors="replace")
    slots: list[tuple[str, int | None]] = []
    tiers: list[_Tier] = []
    stray: list[str] = []
    count, inside = 0, False
    for event, element in elements(raw.name, io.BytesIO(data)):
        tag = local(element.tag)
        if event == "start":
            if tag == "TIER":
                names = (
                    element.get("TIER_ID", ""),
                    element.get("PARTICIPANT", ""),
                    element.get("PARENT_REF", ""),
                )
                tiers.append(_Tier(*names))
                inside = True
            continue
        if tag == "TIME_SLOT":
            slots.append((element.get("TIME_SLOT_ID", ""), _number(element.get("TIME_VALUE"))))
        elif tag == "TIER":
            inside = False
        elif tag in ("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
            if not inside:
                stray.append(_annotation(element, tag).text)
                continue
            count += 1
            if count > MAX_ANNOTATIONS:
                raise TooLargeError(
                    raw.name, f"over the limit of {MAX_ANNOTATIONS:,} annotations", do="Split the file."
                )
            tiers[-1].annotations.append(_annotation(element, tag))
        if tag in ("TIME_SLOT", "ANNOTATION"):
            element.clear()
    if not tiers:
        raise MalformedError(raw.name, "has no tier", do="Save it again in ELAN.")
    return slots, tiers, stray


def _annotation(element: Element, tag: str) -> _Annotation:
    text = " ".join("".join(child.itertext()) for child in element if local(child.tag) == "ANNOTATION_VALUE")
    key = element.get("ANNOTATION_ID", "")
    if tag == "REF_ANNOTATION":
        return _Annotation(key, text, None, element.get("ANNOTATION_REF", ""))
    return _Annotation(key, text, (element.get("TIME_SLOT_REF1", ""), element.get("TIME_SLOT_REF2", "")))


def _number(value: str | None) -> int | None:
    try:
        return int(value) if value is not None and len(value) < 20 else None
    except ValueError:
        return None


def _times(slots: list[tuple[str, int | None]]) -> tuple[dict[str, int], set[str]]:
    """ms of each slot; those without a value lie evenly between their neighbours, which stand in order."""
    known = {key: value for key, value in slots if value is not None}
    estimated: set[str] = set()
    gap: list[str] = []
    before: int | None = None
    for key, value in slots:
        if value is None:
            gap.append(key)
            continue
        if before is not None and value >= before:
            for place, name in enumerate(gap, 1):
                known[name] = before + (value - before) * place // (len(gap) + 1)
                estimated.add(name)
        gap, before = [], value
    return known, estimated


def _tiers(tiers: list[_Tier], known: dict[str, int], estimated: set[str]) -> list[Tier]:
    by_key = {a.key: a for tier in tiers for a in tier.annotations if a.slots is not None}
    made = []
    for tier in tiers:
        # Subdivisions and references depend on another tier.
        child = bool(tier.parent) or any(a.slots is None for a in tier.annotations)
        pieces = [_piece(annotation, by_key, known, estimated) for annotation in tier.annotations]
        made.append(Tier(tier.name, pieces, tier.participant, child))
    _promote(tiers, made)
    return made


def _promote(tiers: list[_Tier], made: list[Tier]) -> None:
    """Where an utterance tier holds only numbers of utterances, the talk is on its wordiest child."""
    for place, tier in enumerate(tiers):
        if made[place].child or not made[place].is_codes:
            continue
        children = [
            other
            for k, other in enumerate(made)
            if tiers[k].parent == tier.name and other.kind not in ("aside", "sound")
        ]
        best = max(children, key=lambda other: other.length, default=None)
        if best is not None and best.length > 1:
            best.child = False
            best.participant = best.participant or tier.participant or made[place].speaker or ""


def _piece(
    annotation: _Annotation, by_key: dict[str, _Annotation], known: dict[str, int], estimated: set[str]
) -> Piece:
    slots = annotation.slots
    if slots is None:
        parent = by_key.get(annotation.ref)
        slots = parent.slots if parent is not None else None
    if slots is None:
        return Piece(annotation.text, None, None)
    return Piece(annotation.text, known.get(slots[0]), known.get(slots[1]), bool(estimated & {*slots}))


def _timing(draft: Draft, tiers: list[Tier]) -> Timing:
    starts = sum(1 for cue in draft.cues if cue.start_ms is not None)
    if not starts:
        return Timing(reason="The file gives no times.")
    guessed = sum(1 for tier in tiers for piece in tier.spoken if piece.estimated and not tier.child)
    several = len({cue.speaker for cue in draft.cues}) > 1
    reason = (
        "Times of annotations as set by hand; each person has a tier."
        if several
        else "One tier holds all the talk."
    )
    timing = Timing(
        start="measured", end="measured", overlap="measurable" if several else "not_measurable", reason=reason
    )
    if guessed:
        reason += f" {guessed:,} annotations lack a time; it lies evenly between their neighbours' times."
        timing = timing.replace(start="estimated", end="estimated", reason=reason)
    return timing
