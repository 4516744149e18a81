"""Who talked how much: shares by time, words and turns, their course, and what could not be measured.

config      ranges and thresholds, read from `taxonomy/metrics.toml`
intervals   unions of half-open spans of integer ms
words       what a word is; back-channels and laughter
pieces      the timed pieces of a session; missing ends are bounded
sides       who is coach and who is client, or both readings
shares      the coach's share and its interval; the verdict
timeline    tenths, windows, dynamics
floor       who holds the floor: stretches, latency, pauses, interruptions
talk        a session prepared for measuring
measures    the single numbers, each with what it rests on
measure     puts them together
"""

from __future__ import annotations

from analyzer.talktime.config import MetricsConfig, load_metrics
from analyzer.talktime.measure import measure_talk_time

__all__ = ["MetricsConfig", "load_metrics", "measure_talk_time"]
