"""Ranges and thresholds of the talk-time measures. They live in `taxonomy/metrics.toml`."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any, Self

from pydantic import ConfigDict, Field, ValidationError, model_validator

from analyzer.errors import ConfigError
from analyzer.taxonomy import load_toml
from analyzer.types import Mode, Value


class Sourced(Value):
    """A group of thresholds, where they come from, and why in plain words."""

    # TOML has no tuples: arrays become tuples here, at the only place where the file is read.
    model_config = ConfigDict(strict=False)

    source: str = Field(min_length=1)
    reason: str = Field(min_length=1)


class ShareBands(Sourced):
    """Ranges of the coach's share in one mode, in percent; see the file for which ends belong."""

    check_presence_below: int = Field(ge=0, le=100)
    in_range_from: int = Field(ge=0, le=100)
    in_range_to: int = Field(ge=0, le=100)
    watch_to: int = Field(ge=0, le=100)
    informational: bool

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        edges = (self.check_presence_below, self.in_range_from, self.in_range_to, self.watch_to)
        if list(edges) != sorted(edges):
            raise ValueError(f"the edges do not rise: {edges}")
        return self


class ShareByMode(Value):
    """Ranges per mode."""

    coaching: ShareBands
    mentoring: ShareBands
    training: ShareBands
    intake: ShareBands

    def of(self, mode: Mode) -> ShareBands:
        """Ranges of `mode`."""
        bands: ShareBands = getattr(self, mode)
        return bands


class VerdictRules(Sourced):
    """When there is a verdict at all."""

    min_minutes: float = Field(gt=0)
    min_turns: int = Field(gt=0)
    min_role_confidence: float = Field(ge=0, le=1)


class EstimateRules(Sourced):
    """How a missing end or time is bounded."""

    fast_wpm: int = Field(gt=0)
    slow_wpm: int = Field(gt=0)
    likely_slow_wpm: int = Field(gt=0)
    typical_wpm: int = Field(gt=0)
    min_timed: float = Field(ge=0, le=1)
    time_basis_from: float = Field(ge=0, le=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        paces = [self.slow_wpm, self.likely_slow_wpm, self.typical_wpm, self.fast_wpm]
        if paces != sorted(paces):
            raise ValueError(f"slow, likely_slow, typical and fast must rise: {paces}")
        return self


class PaceRules(Sourced):
    """Overall words per minute beyond which times are doubted."""

    implausible_above_wpm: int
    implausible_below_wpm: int
    min_words: int


class WindowRules(Sourced):
    """Parts and sliding windows of a session."""

    parts: int = Field(gt=0)
    window_s: int = Field(gt=0)
    step_s: int = Field(gt=0)
    window_words: int = Field(gt=0)
    step_words: int = Field(gt=0)
    max_span_hours: int = Field(gt=0)


class DynamicsRules(Sourced):
    """How windows make a type; see the file."""

    dominates_from: float = Field(gt=0.5, le=1)
    neutral_from: float = Field(ge=0, le=1)
    throughout_from: float = Field(gt=0.5, le=1)
    min_windows: int = Field(gt=0)


class LongestTurnRules(Sourced):
    """What joins coach speech into one turn, and from when it is long."""

    merge_gap_ms: int
    watch_above_s: int
    review_above_s: int
    modes: tuple[Mode, ...]


class TurnLengthRules(Sourced):
    """From when the client's turns are short beside the coach's."""

    watch_below_ratio: float
    modes: tuple[Mode, ...]


class PauseRules(Sourced):
    """From when silence is a pause."""

    pause_ms: int = Field(gt=0)


class InterruptionRules(Sourced):
    """From when overlap is an interruption."""

    overlap_ms: int = Field(ge=0)
    join_gap_ms: int = Field(ge=0)


class WordRules(Sourced):
    """Back-channels, laughter, and names that mean nobody. Matched in lower case."""

    max_backchannel_words: int = Field(gt=0)
    backchannels: tuple[str, ...]
    laughter: tuple[str, ...]
    unassigned: tuple[str, ...]

    @cached_property
    def backchannel_phrases(self) -> frozenset[tuple[str, ...]]:
        """Back-channels as tuples of words."""
        return frozenset(tuple(p.split()) for p in self.backchannels)

    @cached_property
    def laughter_words(self) -> frozenset[str]:
        """Words that stand for laughter."""
        return frozenset(self.laughter)

    @cached_property
    def unassigned_names(self) -> frozenset[str]:
        """Speaker names that mean nobody."""
        return frozenset(self.unassigned)


class MetricsConfig(Value):
    """All of `taxonomy/metrics.toml`."""

    coach_share: ShareByMode
    verdict: VerdictRules
    estimate: EstimateRules
    pace: PaceRules
    windows: WindowRules
    dynamics: DynamicsRules
    longest_turn: LongestTurnRules
    turn_lengths: TurnLengthRules
    pauses: PauseRules
    interruptions: InterruptionRules
    words: WordRules


def parse_metrics(data: dict[str, Any], where: str = "metrics.toml") -> MetricsConfig:
    """Validate metrics data.

    Raises:
        ConfigError: A value is missing, unknown, of the wrong type or out of order.
    """
    try:
        return MetricsConfig.model_validate(data, strict=False)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        raise ConfigError(f"{where}: {place}: {first['msg']} (got {first['input']!r}).") from error


@cache
def load_metrics() -> MetricsConfig:
    """The metrics that come with the package.

    Raises:
        ConfigError: The file is not valid.

    >>> load_metrics().coach_share.of("coaching").in_range_to
    35
    """
    return parse_metrics(load_toml("metrics.toml"))
