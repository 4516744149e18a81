"""How soon a person should look: a fixed, numbered table (`urgency.toml`), read from top to bottom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from analyzer.errors import ConfigError
from analyzer.taxonomy import load_toml
from analyzer.types import Assertion, Experiencer, IdeationLevel, Temporality, Urgency

REFERRAL_ASSERTIONS = frozenset({"affirmed", "suspected", "hypothetical"})
REFERRAL_PEOPLE = frozenset({"client", "child", "other_adult", "unknown"})


@dataclass(frozen=True)
class Facts:
    """What the table asks about one disclosure."""

    label: str
    assertion: Assertion
    temporality: Temporality
    experiencer: Experiencer
    level: IdeationLevel | None = None
    subtype: str | None = None
    risk_cues: tuple[str, ...] = ()
    co_label: bool = False
    childhood: bool = False
    resolved: bool = False


@cache
def _rules() -> tuple[Mapping[str, Any], ...]:
    rules = tuple(load_toml("urgency.toml")["rule"])
    known = {
        "id",
        "urgency",
        "why",
        "safety_layer",
        "floor",
        "label",
        "assertion",
        "temporality",
        "experiencer",
    }
    known |= {"level", "subtype", "risk_cue", "co_label", "childhood", "resolved"}
    for rule in rules:
        if unknown := set(rule) - known:
            raise ConfigError(
                f"taxonomy/urgency.toml: rule {rule.get('id')!r}: unknown keys {sorted(unknown)}."
            )
    return rules


def decide(facts: Facts, choices: Mapping[str, str] | None = None) -> tuple[Urgency, str]:
    """Urgency and the id of the rule that decided it.

    Args:
        facts: What is known of the disclosure.
        choices: Values of `AnalysisConfig` that a rule may take its urgency from (`floor`).

    >>> decide(Facts("self_harm", "affirmed", "ongoing", "client"))
    ('urgent', 'U-17')
    """
    for rule in _rules():
        if _fits(rule, facts):
            urgency = (choices or {}).get(rule.get("floor", ""), rule["urgency"])
            return cast("Urgency", urgency), rule["id"]
    raise ConfigError("taxonomy/urgency.toml: no rule fits. The last rule must have no conditions.")


def _fits(rule: Mapping[str, Any], facts: Facts) -> bool:
    plain = (("label", facts.label), ("assertion", facts.assertion), ("temporality", facts.temporality))
    more = (("experiencer", facts.experiencer), ("level", facts.level), ("subtype", facts.subtype))
    if any(key in rule and value not in rule[key] for key, value in (*plain, *more)):
        return False
    if "risk_cue" in rule and not set(rule["risk_cue"]) & set(facts.risk_cues):
        return False
    flags = (("co_label", facts.co_label), ("childhood", facts.childhood), ("resolved", facts.resolved))
    return all(rule[key] == value for key, value in flags if key in rule)


def calls_for_referral(assertion: Assertion, experiencer: Experiencer, urgency: Urgency) -> bool:
    """Whether a trained person should at least consider a referral on these words."""
    return assertion in REFERRAL_ASSERTIONS and experiencer in REFERRAL_PEOPLE and urgency != "none"
