"""How the coach handled a client's pressure on the frame: named and held, redirected, ignored, gone along with."""

from __future__ import annotations

from functools import cache
from typing import cast

from analyzer.detectors.base import Material
from analyzer.phrases import Hit, PhraseTable, load_table
from analyzer.taxonomy import load_toml
from analyzer.types import BoundaryFinding, BoundaryResponse, Evidence


@cache
def _cues() -> PhraseTable:
    return load_table("cues/boundary_response.toml")


def _as_read(material: Material, turn: int) -> tuple[BoundaryResponse, Evidence] | None:
    """What a trained model takes the coach's next turn to be, where it is sure enough; cues come first."""
    reading = material.reading
    passages = reading.of_turn(turn) if reading else ()
    if reading is None or not passages:
        return None
    likeliest = [p.best("handling") for p in passages]
    at = max(range(len(likeliest)), key=lambda i: (likeliest[i][1], -i))
    label, share = likeliest[at]
    if share < reading.thresholds["handling"]:
        return None
    unit = passages[at].unit
    note = f"the trained model reads the coach's answer so ({share:.0%})"
    seen = Evidence(kind="model", rule=reading.name, turn=turn, start=unit.start, end=unit.end, note=note)
    return cast("BoundaryResponse", label), seen


def with_response(material: Material, finding: BoundaryFinding) -> BoundaryFinding:
    """The finding with how the coach handled it; unchanged where the coach says nothing after it.

    The coach's next turns are read up to the client's next pressure. The first label in the order of
    `boundary.toml` that is heard decides; `ignored` where none is.
    """
    rules = load_toml("boundary.toml")["response"]
    turns = [t for t in material.session.turns[finding.turn + 1 :] if t.role == "coach"][: rules["turns"]]
    if not turns:
        return finding
    heard: dict[str, Hit] = {}
    for turn in turns:
        for sentence in material.texts[turn.index].sentences:
            for hit in _cues().find(sentence):
                heard.setdefault(hit.entry.label, hit)
        if heard:
            break  # the first thing the coach says to it is the handling
    label: BoundaryResponse = next((x for x in rules["order"] if x in heard), rules["otherwise"])
    evidence = finding.evidence
    read = _as_read(material, turns[0].index) if label not in heard else None
    if read is not None:
        label, seen = read
        evidence = (*evidence, seen)
    if label in heard:
        start, end = heard[label].span
        said = Evidence(
            kind="response",
            rule=heard[label].entry.id,
            turn=heard[label].sentence.turn,
            start=start,
            end=end,
            note="what the coach said to it",
        )
        evidence = (*evidence, said)
    return finding.replace(
        boundary_response=label, response_turns=tuple(t.index for t in turns), evidence=evidence
    )
