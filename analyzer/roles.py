"""Who is the coach and who the client: by what the user says, by names, else by how they talk.

Nothing is guessed silently. Each speaker gets a role, a confidence and a reason; below the bar
both main speakers stay `unknown`, and the reason names the flag to use.
"""

from __future__ import annotations

import math
import re
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from analyzer.errors import UsageError
from analyzer.taxonomy import load_toml
from analyzer.text import count_words
from analyzer.types import Role, Session, Speaker, Turn

_NO_WORD = string.punctuation + string.whitespace + "–—…“”‘"
_WORD = re.compile(r"[a-z']+")
_I = frozenset("i i'm i've i'd i'll me my mine myself".split())
_YOU = frozenset("you you're you've you'd you'll your yours yourself".split())
_TWO: tuple[Role, Role] = ("coach", "client")
ASK = "Name the coach with --coach NAME."


@dataclass(frozen=True)
class Given:
    """A role with how sure it is and why."""

    role: Role
    confidence: float
    reason: str


def assign_roles(session: Session, coach: str | None = None, client: str | None = None) -> Session:
    """The session with a role for every speaker and turn.

    Args:
        session: As a reader gives it.
        coach: Name of the coach (any casing, an alias, or a part that fits one speaker only).
        client: Name of the client.

    Raises:
        UsageError: No speaker has that name, several have, or coach and client are the same.

    >>> from analyzer import read
    >>> s = read(b"T: What would help?\\nP: I do not know.\\n")
    >>> [(p.name, p.role) for p in s.speakers]
    [('T', 'coach'), ('P', 'client')]
    """
    words = _words_by_speaker(session.turns)
    roles = _by_flag(session, coach, client, words)
    notices: list[str] = []
    if not roles:
        roles = _by_name(words)
    main = _main_speakers(words)
    if not roles:
        roles = _by_talk(session.turns, main, words)
    elif len(main) == 2:
        roles, notices = _check_names_against_talk(session.turns, main, roles, flagged=bool(coach or client))
    if len(main) == 2 and not (coach or client):
        swap = find_swap(session.turns, main)
        if swap is not None:
            notices.append(
                f"From about turn {swap + 1} on the two speakers seem to have changed places (the one who asked and "
                "reflected before now answers). Check the speaker labels there."
            )
            roles = {
                name: Given(
                    "unknown", g.confidence / 2, f"The labels seem to swap at about turn {swap + 1}. {ASK}"
                )
                if g.confidence < _bars()["sure_name"]
                else g
                for name, g in roles.items()
            }
    return _apply(session, roles, notices)


# --- by the user's word, by names --------------------------------------------------------------


def _by_flag(
    session: Session, coach: str | None, client: str | None, words: Mapping[str, int]
) -> dict[str, Given]:
    if coach is None and client is None:
        return {}
    sure = _bars()["sure_flag"]
    chosen: dict[str, Given] = {}
    wanted: tuple[tuple[Role, str, str | None], ...] = (
        ("coach", "--coach", coach),
        ("client", "--client", client),
    )
    for role, flag, name in wanted:
        if name is None:
            continue
        found = _named(session.speakers, name, flag)
        if found in chosen:
            raise UsageError(f"--coach and --client both name {found!r}. Name two different speakers.")
        chosen[found] = Given(role, sure, f"Named with {flag}.")
    return _fill_other(chosen, words, sure)


def _named(speakers: Sequence[Speaker], name: str, flag: str) -> str:
    wanted = " ".join(name.split()).casefold()
    spelled = {s.name: {s.name.casefold(), *(a.casefold() for a in s.aliases)} for s in speakers}
    exact = [n for n, names in spelled.items() if wanted in names]
    part = [n for n, names in spelled.items() if wanted and any(wanted in x for x in names)]
    found = exact or part
    if len(found) == 1:
        return found[0]
    what = "fits several speakers" if found else "is no speaker of this session"
    listed = ", ".join(repr(s.name) for s in speakers[:12]) or "none"
    raise UsageError(f"{flag}: {name[:60]!r} {what}. The speakers are: {listed}.")


def _by_name(words: Mapping[str, int]) -> dict[str, Given]:
    """Roles that the names themselves say."""
    table = load_toml("roles.toml")["names"]
    sure = _bars()["sure_name"]
    said: dict[str, Given] = {}
    for name in words:
        pieces = {p.strip(".0123456789") for p in re.split(r"[\s_\-().,:/|]+", name.casefold())}
        for role in _TWO:
            if pieces & set(table[role]):
                said[name] = Given(role, sure, f"The name {name!r} says so.")
    if not said and len(words) == 2:
        a, b = words
        initials = {n: n.casefold().strip(".: ") for n in words}
        fits = [
            (x, y)
            for x, y in ((a, b), (b, a))
            if initials[x] in table["coach_initials"] and initials[y] in table["client_initials"]
        ]
        if len(fits) == 1:
            x, y = fits[0]
            said = {
                x: Given("coach", sure, f"The initials {a} and {b} say so."),
                y: Given("client", sure, f"The initials {a} and {b} say so."),
            }
    roles = [g.role for g in said.values()]
    if len(set(roles)) == 1 and len(words) > 2 and roles.count(roles[0]) > 1:
        return {}  # "Student 1 ... Student 5": says the kind of group, not who coaches whom
    return _fill_other(said, words, sure) if said else {}


def _fill_other(known: dict[str, Given], words: Mapping[str, int], sure: float) -> dict[str, Given]:
    """With one of the two known, the other main speaker has the other role; the rest are `other`."""
    have = {g.role for g in known.values()}
    rest = [n for n in words if n not in known]
    out = dict(known)
    missing: Role | None = "client" if have == {"coach"} else "coach" if have == {"client"} else None
    if missing and rest:
        share = sorted((words[n] for n in rest), reverse=True)
        clear = len(rest) == 1 or share[0] > 4 * share[1]
        top = max(rest, key=lambda n: words[n])
        if clear:
            out[top] = Given(missing, sure, "The other of the two main speakers.")
        else:
            out |= {
                n: Given(
                    "unknown",
                    0.5,
                    f"More than one could be the {missing}. Name the {missing} with --{missing} NAME.",
                )
                for n in rest
            }
    for name in words:
        out.setdefault(name, Given("other", sure, "Neither the coach nor the client."))
    return out


def _check_names_against_talk(
    turns: Sequence[Turn], main: Sequence[str], roles: dict[str, Given], flagged: bool
) -> tuple[dict[str, Given], list[str]]:
    """A notice where the talk speaks strongly against the names."""
    probability = coach_probability(turns, main)
    coach = next((n for n in main if roles.get(n, Given("other", 0, "")).role == "coach"), None)
    if coach is None or len(turns) < 2 * load_toml("roles.toml")["bars"]["swap_turns"]:
        return roles, []
    against = 1 - probability if coach == main[0] else probability
    if against < _bars()["swap_confidence"]:
        return roles, []
    how = "named" if flagged else "labelled"
    return roles, [
        f"{coach!r} is {how} as the coach, but talks as clients mostly do (answers, tells, asks little). "
        "Check that the names are not the wrong way round."
    ]


# --- by how they talk --------------------------------------------------------------------------


def _by_talk(turns: Sequence[Turn], main: Sequence[str], words: Mapping[str, int]) -> dict[str, Given]:
    if len(words) < 2 or len(main) < 2:
        why = (
            "Only one speaker is named in the transcript."
            if len(words) < 2
            else "No two speakers carry the talk."
        )
        return {n: Given("unknown", 0.5, f"{why} {ASK}") for n in words}
    probability = coach_probability(turns, main)
    coach, client = (main[0], main[1]) if probability >= 0.5 else (main[1], main[0])
    confidence = min(max(probability, 1 - probability), _bars()["most"])
    reason = _reason(turns, coach, client)
    out: dict[str, Given] = {
        n: Given("other", confidence, "Speaks little; not one of the two main speakers.") for n in words
    }
    if confidence < _bars()["decide"]:
        for name in main:
            out[name] = Given("unknown", round(confidence, 3), f"How the two talk does not decide it. {ASK}")
        return out
    out[coach] = Given("coach", round(confidence, 3), f"Inferred from the talk: {reason}")
    out[client] = Given("client", round(confidence, 3), f"Inferred from the talk: {reason}")
    return out


def coach_probability(turns: Iterable[Turn], main: Sequence[str]) -> float:
    """Probability (0-1) that the first of two speakers is the coach, from their words alone."""
    talk = load_toml("roles.toml")["talk"]
    total, n = 0.0, 0
    for turn in turns:
        if turn.speaker in main:
            total += turn_score(turn.text) * (1 if turn.speaker == main[0] else -1)
            n += 1
    # Turns of one talk are not independent: evidence grows with the root of their number.
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, talk["slope"] * total / math.sqrt(max(n, 1))))))


def turn_score(text: str) -> float:
    """How much a turn sounds like a coach (above 0) or a client (below), held to the table's clip."""
    talk = load_toml("roles.toml")["talk"]
    score = float(sum(talk["weights"][k] * v for k, v in turn_features(text).items()))
    clip = float(talk["clip"])
    return max(-clip, min(clip, score))


def turn_features(text: str) -> dict[str, float]:
    """The named features of one turn, each between -1 and 1."""
    low = text.lower().replace("’", "'").lstrip(_NO_WORD)
    words = _WORD.findall(low)
    n = max(len(words), 1)
    mine, yours = sum(w in _I for w in words), sum(w in _YOU for w in words)
    patterns = _patterns()
    asks = "?" in low or bool(patterns["question_starts"].match(low))
    return {
        "question": float(asks),
        "you_question": float(asks and yours > 0 and mine == 0),
        "i_minus_you": (mine - yours) / max(mine + yours, 1) * min(1.0, n / 6),
        "long_story": float(n > 40 and mine > yours),
        "reflect": float(bool(patterns["reflect"].search(low))),
        "frame": float(bool(patterns["frame"].search(low))),
        "advise": float(bool(patterns["advise"].search(low))),
        "affirm": float(bool(patterns["affirm"].search(low))),
        "ask_help": float(bool(patterns["ask_help"].search(low))),
        "answer": float(bool(patterns["answer"].match(low)) and not asks),
    }


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    signals = load_toml("roles.toml")["signals"]
    return {
        name: re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(phrases, key=len, reverse=True))) + r")\b")
        for name, phrases in signals.items()
    }


def _reason(turns: Sequence[Turn], coach: str, client: str) -> str:
    """What in the talk decided it, with counts."""
    counts = {}
    for name in (coach, client):
        rows = [turn_features(t.text) for t in turns if t.speaker == name]
        counts[name] = (sum(r["question"] for r in rows), sum(r["reflect"] for r in rows), len(rows))
    (qa, ra, na), (qb, rb, nb) = counts[coach], counts[client]
    return (
        f"{coach!r} asks in {qa:.0f} of {na} turns and takes up the other's words in {ra:.0f}; "
        f"{client!r} asks in {qb:.0f} of {nb} and takes up in {rb:.0f}."
    )


def find_swap(turns: Sequence[Turn], main: Sequence[str]) -> int | None:
    """Turn index from which the two speakers seem to have changed places; None where they do not."""
    bars = _bars()
    least = int(bars["swap_turns"])
    rows = [
        (t.index, turn_score(t.text) * (1 if t.speaker == main[0] else -1))
        for t in turns
        if t.speaker in main
    ]
    if len(rows) < 4 * least:
        return None
    total = sum(s for _, s in rows)
    before, best, at = 0.0, 0.0, 0
    for i, (_, score) in enumerate(rows):
        if 2 * least <= i <= len(rows) - 2 * least:
            gain = min(abs(before), abs(total - before)) if before * (total - before) < 0 else 0.0
            if gain > best:
                best, at = gain, i
        before += score
    if not best:
        return None
    first = [turns[i] for i, _ in rows[:at]]
    second = [turns[i] for i, _ in rows[at:]]
    p, q = coach_probability(first, main), coach_probability(second, main)
    sure = bars["swap_confidence"]
    return rows[at][0] if (p >= sure and q <= 1 - sure) or (p <= 1 - sure and q >= sure) else None


# --- shared ------------------------------------------------------------------------------------


def _bars() -> dict[str, float]:
    bars: dict[str, float] = load_toml("roles.toml")["bars"]
    return bars


def _words_by_speaker(turns: Iterable[Turn]) -> dict[str, int]:
    words: dict[str, int] = {}
    for turn in turns:
        words[turn.speaker] = words.get(turn.speaker, 0) + count_words(turn.text)
    return words


def _main_speakers(words: Mapping[str, int]) -> tuple[str, ...]:
    """The two who carry the talk, in order of appearance; fewer where a third talks too much to leave out."""
    if len(words) < 2:
        return tuple(words)
    ranked = sorted(words, key=lambda n: -words[n])
    third = words[ranked[2]] if len(ranked) > 2 else 0
    if third > _bars()["third_share"] * max(sum(words.values()), 1):
        return ()
    return tuple(n for n in words if n in ranked[:2])


def _apply(session: Session, roles: Mapping[str, Given], notices: Sequence[str]) -> Session:
    speakers = tuple(
        s.replace(role=roles[s.name].role, confidence=roles[s.name].confidence, reason=roles[s.name].reason)
        if s.name in roles
        else s
        for s in session.speakers
    )
    by_name = {s.name: s.role for s in speakers}
    turns = tuple(
        t if t.role == by_name[t.speaker] else t.replace(role=by_name[t.speaker]) for t in session.turns
    )
    return session.replace(speakers=speakers, turns=turns, notices=(*session.notices, *notices))
