"""What the coach did after a disclosure, and how it compares with what the disclosure asks for.

Findings -> exchanges (`exchanges.py`) -> marks on coach turns (`marks.py`) -> rating (`rating.py`). Labels stand in
`taxonomy/labels/response.toml`, cues in `taxonomy/cues/response/`, what each urgency asks for in `taxonomy/rating.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast, get_args

from analyzer.detectors.base import Material
from analyzer.errors import UsageError
from analyzer.response.exchanges import exchanges
from analyzer.response.marks import Reading, read_coach_turn
from analyzer.response.rating import rate_marks
from analyzer.taxonomy import catalogue
from analyzer.text import read_turn
from analyzer.types import BoundaryFinding, DisclosureFinding, Exchange, Rating, ResponseMark, Urgency, Value

__all__ = ["build_exchanges", "rate", "response_marks"]


def build_exchanges(
    material: Material, disclosures: tuple[DisclosureFinding, ...], boundaries: tuple[BoundaryFinding, ...]
) -> tuple[Exchange, ...]:
    """Disclosures that call for a look, grouped, with what the coach did next.

    Args:
        material: The session with roles, and its sentences.
        disclosures: Those with `referral=False` are left out.
        boundaries: Own stories among them count as `resp_self_disclose` where they answer a disclosure.

    Returns:
        Exchanges in order of their first finding. Where nobody is known to be the coach, the turns of the other main
        speaker are read.
    """
    return exchanges(material, disclosures, boundaries)


def rate(disclosure: Any, coach_turns: Any) -> Rating:
    """What was heard in a coach's turns after one disclosure.

    Args:
        disclosure: Mapping (or value) with `text`, `label` and `urgency`.
        coach_turns: What the coach said next, in order. Empty where the coach said nothing.

    Returns:
        Labels in the order of the taxonomy.

    Raises:
        UsageError: A field is not there or not of its kind. The message names it.

    >>> said = {"text": "He hits me most weekends.", "label": "physical_abuse", "urgency": "urgent"}
    >>> rate(said, ["Why didn't you leave?"]).negative
    ('resp_doubt_blame',)
    """
    label, urgency = _disclosure(disclosure)
    if isinstance(coach_turns, str) or not isinstance(coach_turns, Sequence):
        raise UsageError(
            "coach_turns: must be a list of strings. Give one string for each turn of the coach."
        )
    for i, turn in enumerate(coach_turns):
        if not isinstance(turn, str):
            raise UsageError(f"coach_turns[{i}]: must be a string. Give what the coach said.")
    return rate_marks(response_marks(coach_turns, label), urgency)


def response_marks(coach_turns: Sequence[str], label: str) -> tuple[ResponseMark, ...]:
    """The marks on a coach's turns after a disclosure with this label; `turn` counts `coach_turns`."""
    read = [read_coach_turn(read_turn(text, i)) for i, text in enumerate(coach_turns)]
    return Reading(read, frozenset([label]), len(read)).marks()


def _disclosure(disclosure: Any) -> tuple[str, Urgency]:
    """Label and urgency of a disclosure given as a mapping or a value."""
    if isinstance(disclosure, Mapping):
        got = {k: disclosure.get(k) for k in ("text", "label", "urgency")}
    elif isinstance(disclosure, DisclosureFinding):
        got = {"text": disclosure.quote, "label": disclosure.label, "urgency": disclosure.urgency}
    elif isinstance(disclosure, Value):
        got = {k: getattr(disclosure, k, None) for k in ("text", "label", "urgency")}
    else:
        raise UsageError("disclosure: must be an object with text, label and urgency.")
    if not isinstance(got["text"], str) or not got["text"].strip():
        raise UsageError("disclosure.text: must be a string that is not empty. Give what the client said.")
    labels = [x.id for x in catalogue.labels("disclosure")]
    if got["label"] not in labels:
        raise UsageError(f"disclosure.label: must be one of {', '.join(labels)}.")
    if got["urgency"] not in get_args(Urgency):
        raise UsageError(f"disclosure.urgency: must be one of {', '.join(get_args(Urgency))}.")
    return cast("str", got["label"]), cast("Urgency", got["urgency"])
