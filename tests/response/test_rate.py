"""What one response is rated as: order, exceptions, negation, required sets, errors."""

from __future__ import annotations

from typing import Any

import pytest

from analyzer.errors import UsageError
from analyzer.response import rate, response_marks
from analyzer.types import Rating

ABUSE = {"text": "He hits me most weekends.", "label": "physical_abuse", "urgency": "urgent"}
LIFE = {"text": "I've a plan to end it tonight.", "label": "suicidal_ideation", "urgency": "emergency"}
MOOD = {"text": "I can't get out of bed for weeks.", "label": "mental_health_concern", "urgency": "routine"}


def labels(*turns: str, of: dict[str, str] | None = None) -> set[str]:
    rating = rate(of or ABUSE, turns)
    return set(rating.positive + rating.negative)


@pytest.mark.parametrize(
    ("turns", "there", "not_there"),
    [
        # A promise is one only without its exception, in the same turn or the next.
        (["It stays between us, I promise."], "resp_promise_secrecy", "resp_confidentiality_limits"),
        (["It stays between us, unless somebody is in danger."], "resp_confidentiality_limits", "resp_promise_secrecy"),
        (
            ["It stays between us.", "Except if I think your life is at risk, then I'd have to tell someone."],
            "resp_confidentiality_limits",
            "resp_promise_secrecy",
        ),
        (["I can't promise to keep that between us."], "resp_confidentiality_limits", "resp_promise_secrecy"),
        # Back to the agenda is a change of subject only without a word on it before.
        (["Right, back to the sales plan."], "resp_change_subject", "resp_none"),
        (["Thank you for telling me.", "Right, back to the sales plan."], "resp_validate", "resp_change_subject"),
        (["Right, back to the sales plan.", "Thank you for telling me."], "resp_change_subject", "resp_none"),
        # Said that it is not done, or that others say it.
        (["I'm not going to tell you to leave him."], "resp_client_choice", "resp_direct_advice"),
        (["I won't ask you how many times he hit you."], "resp_none", "resp_investigate"),
        (["People may tell you to just leave him. Take your time."], "resp_listen", "resp_direct_advice"),
        (["I'm not judging you, but why did you stay?"], "resp_doubt_blame", "resp_none"),
        # Goals after safety was asked about are no coaching through.
        (["What would success look like in that marriage?"], "resp_coach_through", "resp_none"),
        (
            ["Are you safe tonight?", "What's one small step that would help?"],
            "resp_check_safety",
            "resp_coach_through",
        ),
        # A directive for safety is a referral.
        (["You need to call the police, now."], "resp_signpost_refer", "resp_direct_advice"),
        # Words in quotation marks are somebody else's.
        (['He says "all couples fight", does he?'], "resp_none", "resp_minimise"),
    ],
)  # fmt: skip
def test_what_stands_around_a_cue_decides(turns: list[str], there: str, not_there: str) -> None:
    got = labels(*turns)
    assert there in got
    assert not_there not in got


def test_nobody_to_contact_where_nobody_is_named() -> None:
    assert "resp_confront_contact" in labels("Do you want me to speak to her?")
    assert "resp_confront_contact" not in labels("Do you want me to speak to her?", of=LIFE)


@pytest.mark.parametrize(
    ("told", "turns", "status", "missing"),
    [
        (
            LIFE,
            [
                "Thank you for telling me. Are you safe where you are?",
                "If I think your life is in danger I'll have to tell someone.",
                "Let's ring Samaritans together now, and I'll call you tomorrow morning.",
            ],
            "met",
            (),
        ),
        (
            ABUSE,
            ["I believe you.", "Are you safe to go home?", "There's a helpline.", "What would you like to do?"],
            "met",
            (),
        ),
        (ABUSE, ["There's a helpline."], "partly_met", ("resp_validate", "resp_check_safety", "resp_next_step")),
        (ABUSE, ["I believe you. Pack a bag and leave him tonight."], "not_met", None),
        (MOOD, ["I'm so sorry. Would you be open to seeing your GP?"], "met", ()),
        (MOOD, ["Cheer up."], "not_met", ("resp_validate", "resp_signpost_refer")),
        (MOOD, [], "not_met", ("resp_validate", "resp_signpost_refer")),
    ],
)  # fmt: skip
def test_required_sets(
    told: dict[str, str], turns: list[str], status: str, missing: tuple[str, ...] | None
) -> None:
    rating = rate(told, turns)
    assert rating.status == status
    if missing is not None:
        assert rating.missing == missing


def test_no_coach_turn_at_all() -> None:
    assert rate(ABUSE, []) == Rating(
        status="not_met",
        positive=(),
        negative=("resp_none",),
        missing=("resp_validate", "resp_check_safety", "resp_signpost_refer", "resp_next_step"),
    )


def test_marks_quote_what_was_said() -> None:
    turns = ["Mm.", "I'm so sorry. It isn't your fault, and you're not on your own."]
    marks = response_marks(turns, "physical_abuse")
    assert [m.label for m in marks] == ["resp_validate"]
    assert turns[marks[0].turn][marks[0].start : marks[0].end] == marks[0].quote


@pytest.mark.parametrize(
    ("told", "turns", "field"),
    [
        (None, [], "disclosure:"),
        ({**ABUSE, "text": " "}, [], "disclosure.text:"),
        ({**ABUSE, "label": "sadness"}, [], "disclosure.label:"),
        ({**ABUSE, "urgency": "soon"}, [], "disclosure.urgency:"),
        ({"label": "physical_abuse", "urgency": "urgent"}, [], "disclosure.text:"),
        (ABUSE, "one turn", "coach_turns:"),
        (ABUSE, None, "coach_turns:"),
        (ABUSE, ["fine", 3], "coach_turns[1]:"),
    ],
)
def test_errors_name_the_field_and_hold_no_words(told: Any, turns: Any, field: str) -> None:
    with pytest.raises(UsageError) as error:
        rate(told, turns)
    assert str(error.value).startswith(field)
    assert "hits me" not in str(error.value)
