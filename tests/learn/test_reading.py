"""What the model adds to a report, with a stand-in for the model whose answers are fixed: the wiring, not the learning."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("torch")

import analyzer
from analyzer.config import AnalysisConfig
from analyzer.detectors.nearest import nearest
from analyzer.errors import ModelError
from analyzer.learn import reader
from analyzer.learn.corpus import read_sittings
from analyzer.learn.evaluation import evaluate_noise, evaluate_sessions, evaluate_suite
from analyzer.learn.explain import carried
from analyzer.learn.heads import heads
from analyzer.learn.suites import read_suite
from analyzer.learn.units import Unit
from analyzer.pipeline import analyze, detect_many
from analyzer.types import BoundaryFinding, DisclosureFinding

TALK = """Coach: How is it at home?
Client: Fine. The lantern is lit most evenings now and I stay out of the scullery.
Coach: So where were we with the budget?
Client: You could come to mine and we would do it over the fondue.
Coach: I will bring the bread myself, gladly.
"""


def answers(units: Sequence[Unit]) -> dict[str, np.ndarray]:
    """`lantern` is taken for control, `fondue` for a private invitation, `bread` for going along, `budget` for turning away."""
    out = {h.name: np.full((len(units), len(h.choices)), 0.01, dtype=np.float32) for h in heads()}
    place = {h.name: {c: i for i, c in enumerate(h.choices)} for h in heads()}

    def say(k: int, head: str, choice: str, score: float) -> None:
        out[head][k, place[head][choice]] = score

    for k, unit in enumerate(units):
        if "lantern" in unit.said:
            say(k, "referral", "referral", 0.9)
            say(k, "disclosure", "coercive_control", 0.8)
            say(k, "assertion", "suspected", 0.8)
            say(k, "experiencer", "client", 0.9)
            say(k, "temporality", "ongoing", 0.9)
            say(k, "actor", "partner", 0.9)
        if "fondue" in unit.said:
            say(k, "crossing", "crossing", 0.7)
            say(k, "boundary", "dual_relationship", 0.9)
        if "bread" in unit.said:
            say(k, "handling", "accepted", 0.9)
        if "budget" in unit.said:
            say(k, "response", "resp_change_subject", 0.9)
    return out


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch) -> AnalysisConfig:
    about = {"name": "x", "version": "1", "heads": {h.name: list(h.choices) for h in heads()}}
    thresholds = {
        "referral": 0.5,
        "crossing": 0.5,
        "alert": 0.8,
        "also": 0.6,
        "response": 0.5,
        "handling": 0.5,
    }
    stand_in = SimpleNamespace(read=answers, about=about, thresholds=thresholds)
    monkeypatch.setattr(reader, "_model", lambda name, device: stand_in)
    return AnalysisConfig(model="x/1")


def session() -> analyzer.Session:
    return analyzer.read(TALK.encode())


def test_the_model_adds_what_no_cue_names(config: AnalysisConfig) -> None:
    report = analyze(session(), config)
    (told,) = [f for f in report.findings if isinstance(f, DisclosureFinding)]
    assert (told.label, told.turn, told.referral, told.tier) == ("coercive_control", 1, True, "alert")
    assert (told.assertion, told.experiencer, told.actor) == ("suspected", "client", "partner")
    assert told.derived == ("domestic_abuse",)
    assert told.evidence[0].kind == "model"
    assert told.evidence[0].rule == "x/1"
    plain = analyze(session())
    assert not [f for f in plain.findings if isinstance(f, DisclosureFinding)]


def test_the_words_that_carried_it_are_named(config: AnalysisConfig) -> None:
    report = analyze(session(), config)
    told = next(f for f in report.findings if isinstance(f, DisclosureFinding))
    words = next(e for e in told.evidence if e.kind == "words")
    assert words.start is not None
    assert "lantern" in report.session.turns[1].text[words.start : words.end]
    assert "without these words" in words.note


def test_words_are_looked_for_only_where_they_are_wanted(config: AnalysisConfig) -> None:
    plain = detect_many([("The lantern is lit.", "client", None)], config.replace(explain=False))
    kinds = {e.kind for f in plain[0] for e in f.evidence}
    assert "words" not in kinds
    assert "model" in kinds


def test_the_nearest_written_cue_is_named_where_one_comes_near(config: AnalysisConfig) -> None:
    text = "By the lantern, I have to text him when I get to the shop."
    (found,) = detect_many([(text, "client", None)], config)
    near = [e for f in found for e in f.evidence if e.kind == "nearest"]
    assert all(e.note.startswith("the nearest written cue is of") for e in near)
    assert (
        nearest("disclosure", "coercive_control", "I have to send a photo of where I am going.") is not None
    )
    assert nearest("disclosure", "coercive_control", "Soup.") is None


def test_what_the_coach_answers_and_how_pressure_is_handled(config: AnalysisConfig) -> None:
    report = analyze(session(), config)
    (exchange,) = report.exchanges
    assert ("resp_change_subject", 2) in {(m.label, m.turn) for m in exchange.marks}
    pressure = next(f for f in report.findings if isinstance(f, BoundaryFinding))
    assert (pressure.severity, pressure.boundary_response) == ("client_pressure", "accepted")


def test_the_report_says_what_read_it_and_what_that_cannot_do(config: AnalysisConfig) -> None:
    report = analyze(session(), config)
    assert "model x/1" in report.provenance.detectors
    assert any("invented talk" in gap.why for gap in report.not_assessed)
    assert all("invented talk" not in gap.why for gap in analyze(session()).not_assessed)


def test_no_score_of_the_model_silences_a_cue(config: AnalysisConfig) -> None:
    text = "He hits me most weekends."
    plain, both = detect_many([(text, "client", None)]), detect_many([(text, "client", None)], config)
    assert plain == both != [()]


def test_a_label_that_cues_found_in_a_passage_is_not_said_twice(
    config: AnalysisConfig,
) -> None:
    text = "He checks my phone every night, and the lantern is lit."
    (found,) = detect_many([(text, "client", None)], config)
    assert [f.label for f in found].count("coercive_control") == 1


def test_a_model_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ModelError, match="Name a folder below"):
        analyze(session(), AnalysisConfig(model="nobody/0"))


def test_the_words_are_those_whose_absence_matters_most() -> None:
    unit = Unit(0, 10, 80, "", "client: one two three four lantern six seven eight nine ten eleven")

    def read(units: Sequence[Unit]) -> dict[str, np.ndarray]:
        return {"referral": np.array([[0.9 if "lantern" in u.said else 0.2] for u in units])}

    (words,) = carried([unit], "referral", read)
    said = unit.said.removeprefix("client: ")
    assert "lantern" in said[words.start - unit.start : words.end - unit.start]
    assert words.without == pytest.approx(0.2)


SUITE = """# capability: lights | Lamps and what they mean.
[coach: How is it at home?] client: The lantern is lit most evenings now.
  + coercive_control actor=partner temporality=past
  why: It is watched.
client: The lamp is lit.
  - *
  why: A lamp.
# capability: meals | Meals.
[client: Come to mine for the fondue.] coach: I will bring the bread myself.
  + handling=accepted
  - handling=ignored
  why: Goes along.
[client: He hits me.] coach: So where were we with the budget?
  + resp_change_subject
  - resp_validate
  why: Turns away.
client: The lantern again.
  - coercive_control
  why: A case that fails, so that failing shows.
"""


def test_a_suite_is_scored_by_capability_and_details_apart(config: AnalysisConfig, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "s.txt").write_text(SUITE)
    result = evaluate_suite(read_suite([tmp_path / "s.txt"]), config, "s")
    shown = {name: (r.hits, r.total) for name, r in result.rates.items()}
    assert shown["all cases"] == (4, 5)
    assert shown["capability lights"] == (2, 2)
    assert shown["capability meals"] == (2, 3)
    assert shown["detail actor, where found"] == (1, 1)
    assert shown["detail temporality, where found"] == (0, 1)
    assert [f for f in result.failures if "A case that fails" in f] == result.failures


SITTING = """@persona p1 | somebody
@session p1-1 | coaching | typed
coach: How is it at home?
  m open_question
client: The lantern is lit when he says so.
  d coercive_control affirmed client ongoing partner ref :: The lantern is lit
coach: And at work?
  m open_question
client: The lantern of the church is old.
coach: Right.
  m backchannel
client: She is fine.
"""


def test_sessions_are_scored_by_turn_and_by_how_they_are_written(config: AnalysisConfig, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_text(SITTING)
    sessions = read_sittings([tmp_path / "a.txt"])
    rates = evaluate_sessions(sessions, config, "a").rates
    shown = {name: (r.hits, r.total) for name, r in rates.items()}
    assert shown["disclosing turns flagged"] == (1, 1)
    assert shown["harmless client turns flagged"] == (1, 2)
    assert shown["flags that are right"] == (1, 2)
    assert shown["style typed: disclosing turns flagged"] == (1, 1)
    assert shown["speaks of men only: disclosing turns flagged"] == (1, 1)
    assert shown["speaks of women only: harmless client turns flagged"] == (0, 1)


def test_noise_is_the_same_every_time_and_counts_both_ways(config: AnalysisConfig, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_text(SITTING)
    sessions = read_sittings([tmp_path / "a.txt"])
    one, two = (evaluate_noise(sessions, config, "a").as_json() for _ in range(2))
    assert one == two
    rates = evaluate_noise(sessions, config, "a").rates
    assert rates["lower case: decisions changed"].hits == 0
    assert rates["lower case: flags lost"].total == 2
    assert rates["lower case: flags gained"].total == 1
