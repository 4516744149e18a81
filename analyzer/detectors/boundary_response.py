"""How the coach handled a client's pressure on the frame: named and held, redirected, ignored, gone along with."""

from __future__ import annotations

from functools import cache

from analyzer.detectors.base import Material
from analyzer.phrases import Hit, PhraseTable, load_table
from analyzer.taxonomy import load_toml
from analyzer.types import BoundaryFinding, BoundaryResponse, Evidence


@cache
def _cues() -> PhraseTable:
    return load_table("cues/boundary_response.toml")


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
