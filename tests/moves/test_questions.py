"""The form of a question, with and without its mark, and statements that look like one."""

from __future__ import annotations

import pytest
from moves_build import coach

from analyzer.moves.questions import question_form
from analyzer.text import read_turn


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("What would help?", "open"),
        ("what would help", "open"),
        ("So, um, how did the, how did the talk go?", "open"),
        ("and why is that", "open"),
        ("In what way?", "open"),
        ("When you look at it, what do you see", "open"),
        ("how ready are you", "open"),
        ("You said June, so what changed?", "open"),
        ("How many are there?", "closed"),
        ("how long have you been there", "closed"),
        ("What time is it?", "closed"),
        ("Did he ring?", "closed"),
        ("did he ring", "closed"),
        ("Which one did you take?", "closed"),
        ("When is the earliest?", "closed"),
        ("Do you drive, or?", "closed"),
        ("You went back, didn't you?", "tag"),
        ("you went back, right", "tag"),
        ("That's the plan, yeah?", "tag"),
        ("So you went back?", "rising"),
        ("What a week.", None),
        ("What you did there was brave.", None),
        ("I know what you mean.", None),
        ("That is how we do it.", None),
        ("Why not.", None),
        ("I have you down for Monday.", None),
        ("You could do that.", None),
    ],
)
def test_form(text: str, form: str | None) -> None:
    assert question_form(read_turn(text, 0).sentences[0]) == form


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Can you tell me a bit about the team?", "open_question"),
        ("Where would you like to start?", "open_question"),
        ("Anything else?", "open_question"),
        ("I wonder what she heard.", "open_question"),
        ("She'd only wonder what he meant.", "other"),
        ("On a scale of one to ten, how sure are you?", "closed_question"),
        ("Would you be interested in a second one?", "closed_question"),
        ("Why don't you ring him?", "advice"),
        ("Have you tried a list?", "advice"),
        ("Have you thought about what you want?", "closed_question"),
    ],
)
def test_cues_over_form(text: str, label: str) -> None:
    assert coach(text) == [label]
