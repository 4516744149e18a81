"""Practice checks: what a session's words show of contracting, goals, next steps and a safe close.

What each looks for stands in `taxonomy/labels/checks.toml`, its cues in `taxonomy/cues/checks.toml`, windows and numbers
in `taxonomy/checks.toml`. Absence here does not prove absence: it may have been agreed before, or in writing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analyzer.checks.heard import Heard, Listening, settings
from analyzer.checks.safety import closing_safety, referral_made, scope_boundary
from analyzer.checks.silence import silence_space
from analyzer.config import AnalysisConfig
from analyzer.detectors.base import Material
from analyzer.note import check_note
from analyzer.phrases import Hit
from analyzer.response.marks import EXCEPTION, LIMITS, PROMISE, read_coach_turn
from analyzer.taxonomy import catalogue
from analyzer.types import Check, CheckStatus, Exchange

__all__ = ["run_checks"]

QUOTES = 3  # at most so many places are shown for one check


def run_checks(
    material: Material, exchanges: Sequence[Exchange], config: AnalysisConfig
) -> tuple[Check, ...]:
    """All practice checks, in the order of the taxonomy.

    Args:
        material: The session with roles, and its sentences.
        exchanges: As `analyzer.response.build_exchanges` gives them.
        config: `first_session` changes what is expected; `note` is what the note checks look at.
    """
    if not material.session.speaker_with_role("coach"):
        why = "It is not known who is the coach. Name the coach with --coach NAME."
        return tuple(Check(id=x.id, status="cannot_tell", reason=why) for x in catalogue.labels("checks"))
    listening = Listening(material)
    own: dict[str, Callable[[], Check]] = {
        "check_confidentiality_limits": lambda: _limits(material, listening),
        "check_goal_owned_by_client": lambda: _owned(listening),
        "check_silence_space": lambda: silence_space(material.session),
        "check_scope_boundary": lambda: scope_boundary(material, exchanges),
        "check_closing_safety": lambda: closing_safety(material, exchanges, listening.closing),
        "check_reschedule_pattern": lambda: _hint("check_reschedule_pattern", listening),
        "check_start_end_on_time": lambda: _hint("check_start_end_on_time", listening),
        "check_note_adequacy": lambda: _adequacy(material, exchanges, config),
        "check_note_minimised": lambda: _minimised(material, exchanges, config),
        "check_referral_made": lambda: referral_made(exchanges),
    }
    out = []
    for label in catalogue.labels("checks"):
        check = own[label.id]() if label.id in own else _heard(label, listening)
        out.append(_first_session(check, listening, config))
    return tuple(out)


def _heard(label: catalogue.Label, listening: Listening) -> Check:
    """A check that cues show: present where one shows it fully, in its part of the session where that matters."""
    cues = listening.cues.get(label.id, [])
    part = label.more.get("part")
    inside = [c for c in cues if c.full and listening.inside(c.turn, part)]
    elsewhere = [c for c in cues if c.full and c not in inside]
    if inside or (elsewhere and not label.more.get("only")):
        return _check(label, "present", "", inside or elsewhere)
    partly = elsewhere or [c for c in cues if listening.inside(c.turn, part)]
    if partly:
        return _check(label, "partial", "", partly)
    return _check(label, "absent", "", ())


def _check(label: catalogue.Label | str, status: CheckStatus, reason: str, cues: Sequence[Heard]) -> Check:
    label = catalogue.find(label) if isinstance(label, str) else label
    return Check(
        id=label.id,
        status=status,
        reason=reason or label.more.get(status, ""),
        quotes=tuple(dict.fromkeys(c.quote for c in cues))[:QUOTES],
    )


def _first_session(check: Check, listening: Listening, config: AnalysisConfig) -> Check:
    """The check as the kind of session changes it: nothing to review in a first one, no contract due in a later one."""
    if check.status != "absent":
        return check
    first = config.first_session
    if first is None and listening.cues.get("first_session"):
        first = any(c.turn < listening.opening for c in listening.cues["first_session"])
    if check.id == "check_progress_review" and first:
        return check.replace(status="not_applicable", reason="There was no session before this one.")
    if check.id == "check_contract_roles" and config.first_session is False:
        return check.replace(status="not_applicable", reason="Expected in a first session.")
    return check


def _limits(material: Material, listening: Listening) -> Check:
    """Exceptions named by the coach; "confidential" alone is partial; a promise of secrecy is no limit at all."""
    label = "check_confidentiality_limits"
    named: list[Heard] = []
    promised: set[int] = set()
    for turn in material.session.turns:
        if turn.role != "coach":
            continue
        hits = [h for hits in read_coach_turn(material.texts[turn.index]).sentences for h in hits]
        labels = {h.entry.label for h in hits}
        named += [_from_hit(h) for h in hits if h.entry.label == LIMITS]
        if PROMISE in labels and EXCEPTION not in labels:
            promised.add(turn.index)
    if named:
        return _check(label, "present", "", named)
    said = [c for c in listening.cues.get("check_confidentiality_statement", []) if c.turn not in promised]
    return _check(label, "partial" if said else "absent", "", said)


def _from_hit(hit: Hit) -> Heard:
    start, end = hit.span
    return Heard(hit.entry.label, hit.sentence.turn, start, end, True, hit.entry.id)


def _owned(listening: Listening) -> Check:
    """Whether the topic came from the client: asked and answered, or brought of their own accord."""
    label = "check_goal_owned_by_client"
    goals = listening.cues.get("check_session_goal", [])
    theirs = [c for c in goals if c.full]
    if theirs:
        return _check(label, "present", "", theirs)
    asked = [c for c in goals if c.rule == "goal.ask"]
    if asked:
        return _check(
            label, "partial", "The coach asked; the client's choice was not heard in this recording.", asked
        )
    setting = listening.cues.get("set_topic", [])
    if setting:
        return _check(label, "absent", "", setting)
    return _check(label, "cannot_tell", "Who chose the topic was not heard in this recording.", ())


def _hint(label: str, listening: Listening) -> Check:
    """A check that needs the calendar: words can only hint at it."""
    cues = listening.cues.get(label, [])
    found = catalogue.find(label)
    return _check(label, "cannot_tell", found.more["partial" if cues else "absent"], cues)


def _adequacy(material: Material, exchanges: Sequence[Exchange], config: AnalysisConfig) -> Check:
    label = "check_note_adequacy"
    if config.note is None:
        return Check(id=label, status="not_applicable", reason="No note was given.")
    note = check_note(config.note, material, exchanges, config)
    status: CheckStatus = "present" if not note.missing else "partial" if note.held else "absent"
    lacking = ", ".join(p.replace("_", " ") for p in note.missing)
    return Check(id=label, status=status, reason=f"Not found in the note: {lacking}." if lacking else "")


def _minimised(material: Material, exchanges: Sequence[Exchange], config: AnalysisConfig) -> Check:
    label = "check_note_minimised"
    if config.note is None:
        return Check(id=label, status="not_applicable", reason="No note was given.")
    note = check_note(config.note, material, exchanges, config)
    over = len(note.too_much)
    status: CheckStatus = (
        "present" if not over else "absent" if over >= settings()["note"]["too_much"] else "partial"
    )
    held = ", ".join(p.replace("_", " ") for p in note.too_much)
    return Check(id=label, status=status, reason=f"The note holds: {held}." if held else "")
