"""Reports made by hand, from invented sessions: what the renderers are tested on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, get_args

from analyzer.moves.measures import measure_moves
from analyzer.talktime import load_metrics, measure_talk_time
from analyzer.types import (
    Accounting,
    BoundaryFinding,
    Check,
    DisclosureFinding,
    Evidence,
    Exchange,
    Move,
    Moves,
    NotAssessed,
    NoteCheck,
    Provenance,
    Rating,
    Report,
    ResponseMark,
    Role,
    Segment,
    Session,
    Source,
    Speaker,
    Timing,
    Turn,
    UnreadLine,
)

D, M = "Dana Whitlock", "Maya"

SCRIPT: tuple[tuple[str, str], ...] = (
    (D, "Good evening, Maya. I record these, as we said, so that I can look back at my own part. Is that still all right with you?"),
    (M, "Yes, that's fine. I signed the thing."),
    (D, "Thanks. Last time you were going to talk to the head about the timetable. How did that go?"),
    (M, "I did it. On the Tuesday. She said she would look at the Thursdays, and I think she meant it, so that is one thing off the list. I felt ten feet tall walking out of there, for about an hour."),
    (D, "Ten feet tall. And what would you like to use today for?"),
    (M, "The deputy post. Whether I apply. The form closes on the Friday and I have got as far as my name."),
    (D, "So the form has your name on it, and something stops you there. What is that something?"),
    (M, "I keep thinking they will see through me. And there is home. He does not like me working late, and a deputy works late, everybody knows that."),
    (D, "Mm."),
    (M, "He has this thing on my phone now, so that he can see where I am. I have to send a photo when I get to school. It is easier just to do it."),
    (D, "All couples have their little rules. My husband and I do as well."),
    (M, "No, I know. It is not like he hits me. It is only when he has had a drink, and it was only the once that he put his hands round my neck, at Easter, and he cried after."),
    (D, "Oh, Maya. Thank you for telling me that. It is not your fault."),
    (M, "I have not told anybody. You will not say anything, will you?"),
    (D, "I promise, this stays between the two of us, whatever happens."),
    (M, "Good. Because my little one saw it from the stairs and I have not slept properly since. Some nights I lie there and think it would be easier for everyone if I just did not wake up."),
    (D, "You have to get out of there. Pack a bag this weekend and go to your sister's."),
    (M, "I can't. He would come and get me. He knows where she lives."),
    (D, "When I left my first husband I slept on a camp bed for three months. I had nothing, two suitcases and the cat, and I cried every night in that kitchen. And look at me now. You find out who you are."),
    (M, "I suppose so. You are the only person who gets it. I could not do any of this without you."),
    (D, "That is kind. I would like you to have more people than me, though. I am your coach for an hour a fortnight, and this deserves more than that. What about your doctor?"),
    (M, "Maybe. I booked you a little thank-you, by the way. A spa day, for the two of us."),
    (D, "I am going to stop us there, Maya, kindly. I do not take presents like that from clients, it is in what we agreed at the start. Thank you for the thought. Let us go back to what you wanted from tonight."),
    (M, "All right. Sorry. That deadline is killing me, I am all over the place."),
    (D, "So, the form. What would the first line say, if you believed it?"),
    (M, "That I have run the year group for four years and nobody has left."),
    (D, "That is a strong line. Four years, and nobody has left. What comes after it?"),
    (M, "The reading scheme. The numbers. I have them all in a folder, I am good at folders."),
    (D, "You should put the numbers first. Heads read numbers."),
    (M, "Okay. Numbers first. My friend Carla did that and her manager told her it looked cold, but I like it."),
    (D, "And what is it that you like about it?"),
    (M, "It is mine. Nobody gave it me."),
    (D, "It is yours. So what will you do, and by when?"),
    (M, "Write the first page on Wednesday, when he is at football, and send it on the Thursday night."),
    (D, "Wednesday the first page, Thursday it goes. Just WhatsApp me any time, day or night, if you wobble."),
    (M, "Thank you. Same time in a fortnight?"),
    (D, "Same time. Take care of yourself, darling."),
)  # fmt: skip


def session(
    script: Sequence[tuple[str, str]] = SCRIPT,
    *,
    roles: dict[str, Role] | None = None,
    times: bool = True,
    name: str = "maya_2026-03-04.vtt",
    **changes: Any,
) -> Session:
    """A session from a script, at 140 words a minute with short pauses."""
    roles = {D: "coach", M: "client"} if roles is None else roles
    turns, at = [], 4000
    for i, (who, text) in enumerate(script):
        end = at + max(len(text.split()), 1) * 430
        span = {"start_ms": at, "end_ms": end} if times else {}
        turns.append(
            Turn(
                index=i,
                speaker=who,
                role=roles.get(who, "unknown"),
                text=text,
                source_line=i + 1,
                segments=(Segment(start=0, end=len(text), **span),),
                **span,
            )
        )
        at = end + 600 + 370 * (i % 4) + (4200 if i in (7, 15) else 0)
    names = list(dict.fromkeys(who for who, _ in script))
    why = {"coach": "Named with --coach.", "client": "The other of the two main speakers."}
    speakers = tuple(
        Speaker(
            name=n,
            role=roles.get(n, "unknown"),
            confidence=0.99 if n in roles else 0.5,
            reason=why.get(
                roles.get(n, ""), "How the two talk does not decide it. Name the coach with --coach NAME."
            ),
        )
        for n in names
    )
    timing = Timing(
        start="measured",
        end="measured",
        overlap="not_measurable",
        reason="One speaker at a time in this format.",
    )
    values: dict[str, Any] = {
        "session_id": "s1",
        "turns": tuple(turns),
        "speakers": speakers,
        "source": Source(
            format="vtt" if times else "plain_text",
            name=name,
            sha256=hashlib.sha256(repr(script).encode()).hexdigest(),
            encoding="utf-8",
            timing=timing if times else Timing(reason="A plain text has no times."),
            accounting=Accounting(total=len(turns) * 3, talk=len(turns) * 2, markup=len(turns), unread=0),
        ),
    }
    return Session(**{**values, **changes})


def report(s: Session | None = None, **changes: Any) -> Report:
    """A report on a session, with nothing found unless given."""
    s = session() if s is None else s
    mode = changes.pop("mode", "coaching")
    values: dict[str, Any] = {
        "session": s,
        "mode": mode,
        "talk_time": measure_talk_time(s, mode, load_metrics()),
        "moves": Moves(moves=(), counts={}, measures=()),
        "findings": (),
        "exchanges": (),
        "checks": (),
        "not_assessed": (),
        "provenance": Provenance(
            analyzer="0.1.0", taxonomy="2026-11", taxonomy_sha256="ab" * 32, config_sha256="cd" * 32,
            detectors=("disclosures", "boundaries"), input_sha256=s.source.sha256,
        ),
    }  # fmt: skip
    return Report(**{**values, **changes})


def place(s: Session, words: str) -> tuple[int, int, int]:
    """Turn and offsets of words that stand once in the session."""
    turn = next(t for t in s.turns if words in t.text)
    start = turn.text.index(words)
    return turn.index, start, start + len(words)


def evidence(s: Session, kind: Any, rule: str, words: str, note: str = "") -> Evidence:
    """Evidence on words of the session."""
    turn, start, end = place(s, words)
    return Evidence(kind=kind, rule=rule, turn=turn, start=start, end=end, note=note)


def disclosure(
    s: Session, id_: str, label: str, words: str, urgency: str = "urgent", **changes: Any
) -> DisclosureFinding:
    """A disclosure on words of the session; affirmed, ongoing, by a partner, unless told otherwise."""
    turn, start, end = place(s, words)
    values: dict[str, Any] = {
        "id": id_, "label": label, "turn": turn, "start": start, "end": end, "quote": words,
        "speaker": s.turns[turn].speaker, "speaker_role": s.turns[turn].role, "score": 0.9, "tier": "alert",
        "evidence": (Evidence(kind="cue", rule=f"{label}.made_up", turn=turn, start=start, end=end, note="the words themselves"),),
        "referral": urgency != "none", "assertion": "affirmed", "temporality": "ongoing", "experiencer": "client",
        "actor": "partner", "urgency": urgency, "urgency_rule": "U-19",
    }  # fmt: skip
    return DisclosureFinding(**{**values, **changes})


def boundary(
    s: Session, id_: str, label: str, words: str, severity: str = "crossing", **changes: Any
) -> BoundaryFinding:
    """Boundary language on words of the session."""
    turn, start, end = place(s, words)
    values: dict[str, Any] = {
        "id": id_, "label": label, "turn": turn, "start": start, "end": end, "quote": words,
        "speaker": s.turns[turn].speaker, "speaker_role": s.turns[turn].role, "score": 0.85, "tier": "alert",
        "evidence": (Evidence(kind="cue", rule=f"{label}.made_up", turn=turn, start=start, end=end, note=""),),
        "severity": severity,
    }  # fmt: skip
    return BoundaryFinding(**{**values, **changes})


def mark(s: Session, label: str, words: str) -> ResponseMark:
    """Something the coach did, on words of the session."""
    turn, start, end = place(s, words)
    return ResponseMark(label=label, turn=turn, start=start, end=end, quote=words, rule=f"{label}.made_up")


def moves(s: Session) -> Moves:
    """Moves by hand: each question mark of the coach a question, the rest shared out."""
    found = []
    kinds = ("simple_reflection", "complex_reflection", "advice", "affirmation", "information", "other")
    for i, t in enumerate(t for t in s.turns if t.role == "coach"):
        label = (
            "backchannel"
            if len(t.text) < 5
            else "open_question"
            if "hat " in t.text and "?" in t.text
            else "closed_question"
            if "?" in t.text
            else kinds[i % 6]
        )
        found.append(Move(turn=t.index, start=0, end=len(t.text), label=label))
    counts = {k: sum(m.label == k for m in found) for k in get_args(Move.model_fields["label"].annotation)}
    more = {
        "questions": counts["open_question"] + counts["closed_question"],
        "reflections": counts["simple_reflection"] + counts["complex_reflection"],
        "question_turns": counts["open_question"] + counts["closed_question"],
        "stacked_turns": 1, "advice_without_permission": counts["advice"],
    }  # fmt: skip
    counts = {**counts, **more}
    return Moves(
        moves=tuple(found), counts=counts, measures=measure_moves(counts, 600, 300_000, "coaching", True)
    )


def full_report(**changes: Any) -> Report:
    """All kinds of findings in one report, an emergency among them."""
    s = session()
    neck = "he put his hands round my neck"
    findings = (
        disclosure(s, "d1", "coercive_control", "I have to send a photo when I get to school", derived=("domestic_abuse", "child_at_risk")),
        disclosure(
            s, "d2", "physical_abuse", neck, "emergency", temporality="recent", urgency_rule="U-06",
            risk_cues=("strangulation", "child_in_household"), derived=("domestic_abuse", "child_at_risk"),
            evidence=(
                evidence(s, "cue", "physical.neck", neck, "the words themselves"),
                evidence(s, "time", "ctx.when", "at Easter", "when: recent"),
                evidence(s, "retraction", "ctx.back", "You will not say anything, will you?", "taken back; urgency stays"),
            ),
        ),
        disclosure(s, "d3", "suicidal_ideation", "it would be easier for everyone if I just did not wake up", actor="self", ideation_level=1, urgency_rule="U-14", tier="review", score=0.6, directness="implied"),
        disclosure(s, "d4", "mental_health_concern", "I have not slept properly since", "routine", actor="unknown", subtype="anxiety_panic", urgency_rule="U-22"),
        disclosure(s, "d5", "physical_abuse", "It is not like he hits me", "none", assertion="negated", urgency_rule="U-01", evidence=(evidence(s, "negation", "ctx.not_like", "It is not like"),)),
        disclosure(s, "d6", "suicidal_ideation", "That deadline is killing me", "none", assertion="idiomatic", actor="unknown", urgency_rule="U-01", evidence=(evidence(s, "idiom", "idiom.killing_me", "deadline is killing me", "work idiom"),)),
        boundary(s, "b1", "self_disclosure_excess", "When I left my first husband I slept on a camp bed for three months", evidence=(Evidence(kind="amount", rule="own_story.length", turn=18, note="47 words of own story, no question after it"),)),
        boundary(s, "b2", "out_of_hours_contact", "Just WhatsApp me any time, day or night"),
        boundary(s, "b3", "overfamiliar_language", "darling", tier="review", score=0.5),
        boundary(s, "b4", "scope_overreach", "Pack a bag this weekend", "violation"),
        boundary(s, "b5", "gift_favour", "I booked you a little thank-you", "client_pressure", boundary_response="named_and_held", response_turns=(22,)),
        boundary(s, "b6", "dependency_secrecy", "I could not do any of this without you", "client_pressure", boundary_response="redirected", response_turns=(20,)),
    )  # fmt: skip
    exchanges = (
        Exchange(
            id="e1", findings=("d1",), urgency="urgent", response_turns=(10, 12, 14),
            marks=(mark(s, "resp_minimise", "All couples have their little rules"),),
            rating=Rating(status="not_met", positive=(), negative=("resp_minimise",), missing=("resp_validate", "resp_check_safety", "resp_signpost_refer", "resp_next_step")),
        ),
        Exchange(
            id="e2", findings=("d2", "d3", "d4"), urgency="emergency", response_turns=(12, 14, 16, 18, 20),
            marks=(
                mark(s, "resp_validate", "Thank you for telling me that. It is not your fault."),
                mark(s, "resp_promise_secrecy", "I promise, this stays between the two of us, whatever happens."),
                mark(s, "resp_direct_advice", "Pack a bag this weekend and go to your sister's."),
                mark(s, "resp_self_disclose", "When I left my first husband"),
                mark(s, "resp_signpost_refer", "What about your doctor?"),
            ),
            rating=Rating(status="partly_met", positive=("resp_validate", "resp_signpost_refer"), negative=("resp_promise_secrecy", "resp_direct_advice", "resp_self_disclose"), missing=("resp_check_safety", "resp_confidentiality_limits", "resp_next_step")),
        ),
    )  # fmt: skip
    consent = place(s, "I record these, as we said")
    checks = (
        Check(id="check_recording_consent", status="present", reason="", quotes=(consent,)),
        Check(
            id="check_confidentiality_limits",
            status="absent",
            reason="No exception was named in the first or last part.",
        ),
        Check(
            id="check_session_goal",
            status="present",
            reason="",
            quotes=(place(s, "what would you like to use today for?"),),
        ),
        Check(
            id="check_progress_review",
            status="partial",
            reason="One action from last time was taken up.",
            quotes=(place(s, "How did that go?"),),
        ),
        Check(
            id="check_next_steps",
            status="present",
            reason="Who, what and when.",
            quotes=(place(s, "Write the first page on Wednesday"),),
        ),
        Check(id="check_closing_safety", status="absent", reason=""),
        Check(
            id="check_referral_made", status="partial", reason="A doctor was mentioned, nothing was agreed."
        ),
        Check(id="check_contract_roles", status="not_applicable", reason="Expected in a first session."),
        Check(id="check_reschedule_pattern", status="cannot_tell", reason="Needs more than one session."),
    )
    values: dict[str, Any] = {
        "findings": findings,
        "exchanges": exchanges,
        "checks": checks,
        "moves": moves(s),
        "note": NoteCheck(held=("date", "goal", "actions"), missing=("disclosures", "response"), too_much=("opinion",), reasons={"disclosures": "The session holds 4 passages that call for a note.", "opinion": "\"hysterical\" is an opinion."}, words=84),
        "not_assessed": (
            NotAssessed(what="tone, tears, laughter, silence that carries meaning", why="Only words and times were read, not the sound.", do="Listen to the passages that matter."),
            NotAssessed(what="detector boundaries_model", why="It stopped with an error (ValueError).", do="Run again.", failed=True),
        ),
    }  # fmt: skip
    unread = (UnreadLine(line=112, text="00:09 -> broken", reason="Not a cue.", do="Mend the arrow."),)
    accounting = s.source.accounting.replace(total=s.source.accounting.total + 1, unread=1)
    s = s.replace(unread=unread, source=s.source.replace(accounting=accounting))
    return report(s, **{**values, **changes})


def empty_report() -> Report:
    """A file in which nothing was said."""
    s = session((), name="empty.txt", times=False, speakers=())
    return report(s)


def unknown_roles_report(*, times: bool = True) -> Report:
    """Two speakers of whom nobody knows who is the coach."""
    s = session(
        tuple(("A" if w == D else "B", t) for w, t in SCRIPT), roles={}, times=times, name="two_people.txt"
    )
    return report(s)


def no_times_report() -> Report:
    """A text without times, with one urgent disclosure."""
    s = session(times=False, name="maya.txt")
    return report(
        s, findings=(disclosure(s, "d1", "coercive_control", "I have to send a photo when I get to school"),)
    )


def long_report(turns: int = 3000) -> Report:
    """A very long session with something found in every fiftieth turn."""
    script = [SCRIPT[i % len(SCRIPT)] for i in range(turns)]
    s = session(script)
    found = []
    for i in range(9, turns, 50):
        text = s.turns[i].text
        found.append(
            disclosure(s, f"d{i}", "coercive_control", SCRIPT[9][1][:20], "routine").replace(
                turn=i,
                start=0,
                end=min(20, len(text)),
                quote=text[:20],
                speaker=s.turns[i].speaker,
                speaker_role=s.turns[i].role,
                evidence=(Evidence(kind="cue", rule="made.up", turn=i, start=0, end=5),),
            )
        )
    return report(s, findings=tuple(found), moves=moves(s))


HOSTILE = (
    (D, "<script>alert(1)</script> How are you? {{ 7*7 }} {% raw %}"),
    (M, "\"quoted\" 'single' <img src=x onerror=alert(2)> & &amp; </style><style>body{display:none}</style> --> ]]>"),
    (D, "\u202eright to left override\u202c and \u2067isolate\u2069 and שלום עולם"),
    (M, "x" * 600 + " \x1b[2J\x1b]0;owned\x07 \x00 \x9b31m"),
    (D, "[link](javascript:alert(3)) ![img](https://evil.example/x.png) https://evil.example | a | b | `code` *b* _i_ # h\n\n# heading\n1. one"),
    (M, ""),
)  # fmt: skip


def hostile_report() -> Report:
    """Text that tries to be markup, to move the terminal, or to turn the writing round."""
    bad = "<b onclick=alert(4)>Mallory</b>\u202e"
    script = tuple((bad if w == D else M, t) for w, t in HOSTILE)
    s = session(script, roles={bad: "coach", M: "client"}, name="<img src=x onerror=alert(5)>\x1b[31m.vtt")
    t, a, b = 1, 0, 40
    f = disclosure(s, "<d&1>", "<i>plugin_label</i>", s.turns[t].text[a:b], "emergency", urgency_rule="<u>", risk_cues=("<cue>",)).replace(
        evidence=(Evidence(kind="cue", rule="<script>", turn=t, start=a, end=b, note="<script>alert(6)</script>"),)
    )  # fmt: skip
    whole = boundary(s, "b<1>", "gift_favour", s.turns[4].text[:60])
    return report(
        s,
        findings=(f, whole),
        not_assessed=(NotAssessed(what="<script>x</script>", why="a|b", do="\x1b[0m"),),
        checks=(Check(id="check_<b>", status="absent", reason="<b>"),),
    )
