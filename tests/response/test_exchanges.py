"""Which disclosures are one exchange, which coach turns answer it, and how far the window reaches."""

from __future__ import annotations

from response_build import disclosure, material

from analyzer.detectors.base import Material
from analyzer.response import build_exchanges
from analyzer.types import Exchange

CHAT = ("client", "And then the bus was late and I had to walk.")


def build(m: Material, *found: object) -> tuple[Exchange, ...]:
    return build_exchanges(m, found, ())  # type: ignore[arg-type]


def test_one_matter_close_together_is_one_exchange() -> None:
    m = material(
        ("client", "He hits me."), ("coach", "I'm so sorry."), ("client", "He takes my wages as well."),
        ("coach", "Are you safe tonight?"),
    )  # fmt: skip
    got = build(m, disclosure(m, 0, "physical_abuse", "emergency"), disclosure(m, 2, "financial_abuse"))
    assert [e.findings for e in got] == [("d0-physical_abuse", "d2-financial_abuse")]
    assert got[0].urgency == "emergency"
    assert got[0].rating.positive == ("resp_validate", "resp_check_safety")
    assert got[0].response_turns == (1, 3)


def test_after_the_coach_turned_away_it_is_a_new_exchange() -> None:
    m = material(
        ("client", "He hits me."), ("coach", "Right, back to the sales plan."),
        ("client", "He takes my wages as well."), ("coach", "I'm so sorry. I believe you."),
    )  # fmt: skip
    got = build(m, disclosure(m, 0, "physical_abuse"), disclosure(m, 2, "financial_abuse"))
    assert [e.id for e in got] == ["e1", "e2"]
    assert "resp_change_subject" in got[0].rating.negative
    assert got[1].rating.negative == ()


def test_another_matter_is_another_exchange_unless_in_one_turn() -> None:
    m = material(
        ("client", "He hits me."), ("coach", "Mm."), ("client", "I can't sleep for weeks."), ("coach", "Mm.")
    )
    got = build(m, disclosure(m, 0, "physical_abuse"), disclosure(m, 2, "mental_health_concern", "routine"))
    assert len(got) == 2
    both = build(m, disclosure(m, 0, "physical_abuse"), disclosure(m, 0, "mental_health_concern", "routine"))
    assert len(both) == 1


def test_what_needs_no_referral_is_left_out() -> None:
    m = material(("client", "This report is killing me."), ("coach", "All couples fight."))
    assert build(m, disclosure(m, 0, "suicidal_ideation", "none", referral=False)) == ()


def test_harm_counts_near_the_disclosure_help_to_the_end() -> None:
    m = material(
        ("client", "He hits me."), ("coach", "I'm so sorry."),
        *[("coach", "Go on."), CHAT] * 12,
        ("coach", "All couples fight. There is a helpline, I'll put the number in the chat."),
    )  # fmt: skip
    (exchange,) = build(m, disclosure(m, 0, "physical_abuse"))
    assert exchange.rating.positive == ("resp_validate", "resp_signpost_refer")
    assert exchange.rating.negative == ()
    assert exchange.response_turns[-1] == 26


def test_without_a_known_coach_the_other_main_speaker_is_read() -> None:
    m = material(("client", "He hits me."), ("unknown", "I'm so sorry, I believe you."), ("other", "Tea?"))
    (exchange,) = build(m, disclosure(m, 0, "physical_abuse"))
    assert exchange.response_turns == (1,)
    assert exchange.rating.positive == ("resp_validate",)


def test_nobody_answers() -> None:
    m = material(("client", "He hits me."))
    (exchange,) = build(m, disclosure(m, 0, "physical_abuse"))
    assert exchange.rating.negative == ("resp_none",)
