"""A coach's note of a session held against the session: what it holds, what it lacks, what it holds too much of.

It never writes or proposes a note. Points and reasons stand in `taxonomy/note.toml`, cues in `taxonomy/cues/note.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.config import AnalysisConfig
from analyzer.detectors.base import Material
from analyzer.note.points import (
    NoteText,
    content,
    note_rules,
    original,
    people_spoken_of,
    read_note,
    speaker_words,
)
from analyzer.phrases import Hit
from analyzer.types import DisclosureFinding, Exchange, NoteCheck

__all__ = ["check_note"]


def check_note(
    note: str, material: Material, exchanges: Sequence[Exchange], config: AnalysisConfig
) -> NoteCheck:
    """Which points of a defensible note are held, compared with what was in the session.

    Args:
        note: As the coach wrote it; one heading or paragraph a line.
        material: The session.
        exchanges: What was disclosed; without any, nothing of disclosures is asked for.
        config: Not used today; notes of all modes are read alike.

    Returns:
        Ids of points in the order of the taxonomy. A point that the session does not call for is only named where held.
    """
    del config
    rules = note_rules()
    read = read_note(note)
    held = _held(read, material, exchanges)
    asked = {*rules.always, *(rules.disclosure if exchanges else ())}
    missing = [p for p in rules.order if p in asked and p not in held]
    too_much = _too_much(read, material)
    return NoteCheck(
        held=tuple(p for p in rules.order if p in held),
        missing=tuple(missing),
        too_much=tuple(k for k in rules.too_much if k in too_much),
        reasons={p: rules.reasons[p] for p in (*missing, *rules.too_much) if p in missing or p in too_much},
        words=read.words,
    )


def _held(note: NoteText, material: Material, exchanges: Sequence[Exchange]) -> set[str]:
    held = {h.entry.label for h in note.hits()} & set(note_rules().order)
    if _has_date(note):
        held.add("date")
    if _has_next_date(note):
        held.add("next_date")
    names = content(w for s in note.sentences() for w in s.norms)
    coach, client = speaker_words(material, "coach"), speaker_words(material, "client")
    if names & coach and names & client:
        held.add("attendees")
    find = note_rules().find
    if _shares(note, _goal_words(material), find["goal_words"]):
        held.add("goal")
    told = _told_words(material, exchanges)
    if exchanges and any(_shares(note, words, find["disclosure_words"]) for words in told):
        held.add("disclosures")
    if _session_sentences(note, material) >= find["key_sentences"]:
        held.add("key_points")
    return held


def _has_date(note: NoteText) -> bool:
    """A date that is the session's own: in the first lines, and not of something still to come."""
    rules = note_rules()
    for line in note.lines[: rules.find["head_lines"]]:
        for sentence in line.sentences:
            said = original(sentence).lower()
            if rules.pattern["date"].search(said) and not rules.pattern["later"].search(said):
                return True
    return False


def _has_next_date(note: NoteText) -> bool:
    pattern = note_rules().pattern
    for sentence in note.sentences():
        said = original(sentence).lower()
        if pattern["next"].search(said) and (pattern["date"].search(said) or pattern["soon"].search(said)):
            return True
    return False


def _shares(note: NoteText, words: frozenset[str], least: int) -> bool:
    return any(len(content(s.norms) & words) >= least for s in note.sentences())


def _goal_words(material: Material) -> frozenset[str]:
    """Content words of what the client said the session is for."""
    from analyzer.checks.heard import Listening

    goals = [c for c in Listening(material).cues.get("check_session_goal", []) if c.rule == "goal.client"]
    return content(
        w
        for c in goals
        for s in material.texts[c.turn].sentences
        if s.start <= c.start < s.end
        for w in s.norms
    )


def _told_words(material: Material, exchanges: Sequence[Exchange]) -> list[frozenset[str]]:
    """Content words of each turn in which something was disclosed."""
    asked = {f for e in exchanges for f in e.findings}
    turns = sorted({f.turn for f in material.found if isinstance(f, DisclosureFinding) and f.id in asked})
    return [content(w for s in material.texts[t].sentences for w in s.norms) for t in turns]


def _session_sentences(note: NoteText, material: Material) -> int:
    """Sentences of the note that share words with the session."""
    said = content(w for t in material.texts for s in t.sentences for w in s.norms)
    return sum(len(content(s.norms) & said) >= note_rules().find["key_words"] for s in note.sentences())


def _too_much(note: NoteText, material: Material) -> set[str]:
    people = people_spoken_of(material)
    out: set[str] = set()
    for sentence_hits in _by_sentence(note):
        kinds = {
            h.entry.label
            for h in sentence_hits
            if h.entry.label in note_rules().too_much
            and h.entry.extra.get("third", _of_others(h, people)) == _of_others(h, people)
        }
        # One passage is one kind: another person's illness is no second "private detail".
        if "third_party_diagnosis" in kinds:
            kinds -= {"third_party", "diagnosis"}
        out |= kinds
    return out


def _by_sentence(note: NoteText) -> list[list[Hit]]:
    out: dict[tuple[int, int], list[Hit]] = {}
    for hit in note.hits():
        out.setdefault((hit.sentence.turn, hit.sentence.index), []).append(hit)
    return list(out.values())


def _of_others(hit: Hit, people: frozenset[str]) -> bool:
    """Whether the sentence speaks of somebody other than the client."""
    sentence = hit.sentence
    named = {
        sentence.norms[k]
        for k in range(len(sentence.norms))
        if sentence.text[sentence.starts[k] : sentence.starts[k] + 1].isupper()
    }
    return bool(sentence.words & note_rules().others or named & people)
