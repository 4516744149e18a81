"""The order of the stages: from a session to a report.

    session -> talk time, moves -> sentences -> detectors -> exchanges -> checks -> report

Each stage is a pure function of frozen values; nothing later reaches back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar, cast

from analyzer import __version__, taxonomy
from analyzer.checks import run_checks
from analyzer.config import AnalysisConfig
from analyzer.detectors.base import Detector, Material
from analyzer.detectors.second_look import second_look
from analyzer.errors import UsageError
from analyzer.moves import find_moves
from analyzer.note import check_note
from analyzer.registry import load_detectors
from analyzer.response import build_exchanges
from analyzer.talktime import load_metrics, measure_talk_time
from analyzer.text import read_turns
from analyzer.types import (
    Accounting,
    BoundaryFinding,
    Check,
    DisclosureFinding,
    Exchange,
    Finding,
    Moves,
    NotAssessed,
    Provenance,
    Report,
    Role,
    Segment,
    Session,
    Source,
    Speaker,
    Turn,
)

T = TypeVar("T")


def analyze(session: Session, config: AnalysisConfig | None = None) -> Report:
    """Everything the analyzer finds in a session.

    A detector that fails is named in `Report.not_assessed` with `failed=True`; the rest stands.

    Args:
        session: As `analyzer.read` gives it.
        config: Choices; defaults to a coaching session.

    Returns:
        The report. Same session and same config give equal reports.
    """
    config = (config or AnalysisConfig()).resolved()
    gaps: list[NotAssessed] = _not_looked_at(session, config)
    material = Material(session=session, texts=read_turns(session.turns), mode=config.mode)
    material = with_model([material], config)[0]
    detectors = load_detectors(config)
    for detector in detectors:
        nothing: tuple[Finding, ...] = ()
        found = _attempt(partial(_found_by, detector, material), nothing, f"detector {detector.name}", gaps)
        material = replace(material, found=material.found + found)
    material = second_look(material)
    disclosures = tuple(f for f in material.found if isinstance(f, DisclosureFinding))
    boundaries = tuple(f for f in material.found if isinstance(f, BoundaryFinding))
    talk_time = measure_talk_time(session, config.mode, load_metrics())
    length = _length_ms(session)
    moves = _attempt(
        lambda: find_moves(material, length),
        Moves(moves=(), counts={}, measures=()),
        "conversation moves",
        gaps,
    )
    no_exchanges: tuple[Exchange, ...] = ()
    exchanges = _attempt(
        lambda: build_exchanges(material, disclosures, boundaries),
        no_exchanges,
        "the coach's response to disclosures",
        gaps,
    )
    no_checks: tuple[Check, ...] = ()
    checks = _attempt(lambda: run_checks(material, exchanges, config), no_checks, "practice checks", gaps)
    note_text = config.note
    note = None
    if note_text is not None:
        note = _attempt(lambda: check_note(note_text, material, exchanges, config), None, "the note", gaps)
    return Report(
        session=session,
        mode=config.mode,
        talk_time=talk_time,
        moves=moves,
        findings=cast(
            "tuple[DisclosureFinding | BoundaryFinding, ...]",
            tuple(sorted(material.found, key=lambda f: (f.turn, f.start, f.kind, f.label))),
        ),
        exchanges=exchanges,
        checks=checks,
        note=note,
        not_assessed=tuple(gaps),
        provenance=Provenance(
            analyzer=__version__,
            taxonomy=taxonomy.VERSION,
            taxonomy_sha256=taxonomy.digest(),
            config_sha256=config.digest(),
            detectors=tuple(d.name for d in detectors),
            input_sha256=session.source.sha256,
        ),
    )


def detect(text: str, role: Role, previous: str | None = None) -> tuple[Finding, ...]:
    """Findings in one utterance.

    Args:
        text: What was said.
        role: Who said it: `coach` or `client`.
        previous: What was said just before, as `coach: ...` or `client: ...`.

    Returns:
        Findings in `text` (turn 0), in order of place. Cleared cues are among them, with
        `referral=False`.

    Raises:
        UsageError: `role` or `previous` is not of that form.

    >>> [(f.label, f.assertion) for f in detect("Yes, most nights.", "client", "coach: Do you think of ending your life?")]
    [('suicidal_ideation', 'affirmed')]
    """
    return detect_many([(text, role, previous)])[0]


def detect_many(
    utterances: Sequence[tuple[str, Role, str | None]], config: AnalysisConfig | None = None
) -> list[tuple[Finding, ...]]:
    """`detect` over many utterances, each on its own; findings in the same order.

    Raises:
        UsageError: A role or a previous line is not of the form `detect` takes.
    """
    return [_own_findings(m) for m in look_at(utterances, config or AnalysisConfig())]


def look_at(utterances: Sequence[tuple[str, Role, str | None]], config: AnalysisConfig) -> list[Material]:
    """Each utterance as a session of one or two turns, with all that the detectors find in it."""
    config = config.resolved()
    detectors = load_detectors(config)
    materials = []
    for text, role, previous in utterances:
        session = _utterance_session(text, role, previous)
        materials.append(Material(session=session, texts=read_turns(session.turns), mode=config.mode))
    materials = with_model(materials, config)
    for detector in detectors:
        materials = [
            replace(m, found=m.found + tuple(found))
            for m, found in zip(materials, _run_many(detector, materials), strict=True)
        ]
    return [second_look(m) for m in materials]


def with_model(materials: list[Material], config: AnalysisConfig) -> list[Material]:
    """With the reading of the model that the configuration names; only then is anything of it imported."""
    config = config.resolved()
    if config.model is None:
        return materials
    from analyzer.learn.reader import with_reading

    return with_reading(materials, config.model, config.device)


def _found_by(detector: Detector, material: Material) -> tuple[Finding, ...]:
    return tuple(detector.detect(material))


def _run_many(detector: Detector, materials: Sequence[Material]) -> list[tuple[Finding, ...]]:
    many: Callable[[Sequence[Material]], list[tuple[Finding, ...]]] | None = getattr(
        detector, "detect_many", None
    )
    return many(materials) if many else [_found_by(detector, m) for m in materials]


def _own_findings(material: Material) -> tuple[Finding, ...]:
    """Findings of the last turn, numbered as turn 0."""
    last = len(material.session.turns) - 1
    own = [f for f in material.found if f.turn == last]
    return tuple(
        sorted(own, key=lambda f: (f.start, f.kind, f.label))
        if last == 0
        else sorted((_renumber(f, last) for f in own), key=lambda f: (f.start, f.kind, f.label))
    )


def _renumber(finding: Finding, last: int) -> Finding:
    """The finding with its own turn as 0, and the line before it as -1."""
    evidence = tuple(e.replace(turn=e.turn - last) for e in finding.evidence)
    return finding.replace(turn=0, evidence=evidence)


def _utterance_session(text: str, role: Role, previous: str | None) -> Session:
    """A session of one utterance and, if given, the line before it."""
    if role not in ("coach", "client"):
        raise UsageError(f"role: must be 'coach' or 'client' (got {str(role)[:20]!r}).")
    said: list[tuple[Role, str]] = []
    if previous is not None and previous.strip():
        who, colon, words = previous.partition(":")
        name = who.strip().lower()
        if not colon or name not in ("coach", "client"):
            raise UsageError(
                "previous: must be 'coach: ...' or 'client: ...'. Put the speaker's role before the words."
            )
        if words.strip():
            said.append(("coach" if name == "coach" else "client", words.strip()))
    said.append((role, text))
    turns = tuple(
        Turn(index=i, speaker=r, role=r, text=t, segments=(Segment(start=0, end=len(t)),))
        for i, (r, t) in enumerate(said)
    )
    return Session(
        session_id="utterance",
        turns=turns,
        speakers=tuple(Speaker(name=r, role=r, confidence=1.0) for r in dict.fromkeys(r for r, _ in said)),
        source=Source(
            format="utterance",
            name="<utterance>",
            sha256=hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest(),
            accounting=Accounting(total=len(turns), talk=len(turns), markup=0, unread=0),
        ),
    )


def _attempt(stage: Callable[[], T], otherwise: T, what: str, gaps: list[NotAssessed]) -> T:
    """The stage's value; if it fails, `otherwise`, and a line in `gaps`."""
    try:
        return stage()
    except Exception as error:  # noqa: BLE001 - a failing stage must not blank the rest of the report
        # Only the kind of error: its message may hold words of the session.
        gaps.append(
            NotAssessed(
                what=what,
                why=f"It stopped with an error ({type(error).__name__}).",
                do="Run again; if it stops again, report the error with the version shown below, not with the transcript.",
                failed=True,
            )
        )
        return otherwise


def _length_ms(session: Session) -> int | None:
    starts = [t.start_ms for t in session.turns if t.start_ms is not None]
    ends = [t.end_ms for t in session.turns if t.end_ms is not None] or starts
    return max(*ends, *starts) - min(starts) if starts and max(*ends, *starts) > min(starts) else None


def _not_looked_at(session: Session, config: AnalysisConfig) -> list[NotAssessed]:
    """What this kind of input, or this version, cannot show."""
    gaps = [
        NotAssessed(
            what="tone, tears, laughter, silence that carries meaning",
            why="Only words and times were read, not the sound.",
            do="Listen to the passages that matter.",
        ),
        NotAssessed(
            what="anything said in words the cue tables do not know",
            why="Written cues and the sentences around them were read; that does not understand a story.",
            do="Read the session, or read it with a trained model too (--model). "
            "No flag does not mean that nothing was said.",
        )
        if config.model is None
        else NotAssessed(
            what="anything said in a way that neither the cue tables nor the model know",
            why="The model has learned from invented talk and some hundred posts; it misses things said sideways, and flags some that are harmless.",
            do="Read the session. No flag does not mean that nothing was said.",
        ),
        NotAssessed(
            what="other sessions with this client",
            why="One session was given.",
        ),
    ]
    timing = session.source.timing
    if timing.start == "absent":
        gaps.append(
            NotAssessed(
                what="talk time in minutes, pauses, pace",
                why=timing.reason or "The transcript has no times.",
                do="Export the transcript with times.",
            )
        )
    if timing.overlap == "not_measurable" and timing.start != "absent":
        gaps.append(
            NotAssessed(
                what="interruptions and talking at the same time",
                why=timing.reason or "This format gives one speaker at a time.",
                do="Use a recording with one track a speaker.",
            )
        )
    if session.unread:
        gaps.append(
            NotAssessed(
                what=f"{len(session.unread)} unread {session.source.accounting.unit}(s) of the file",
                why="They are neither talk nor known markup; they are listed in the report.",
                do="Look at the list; run with --strict to stop at such lines.",
            )
        )
    if not session.speaker_with_role("coach"):
        gaps.append(
            NotAssessed(
                what="who is the coach",
                why=next((s.reason for s in session.speakers if s.reason), "The transcript does not say it."),
                do="Name the coach with --coach NAME.",
            )
        )
    return gaps
