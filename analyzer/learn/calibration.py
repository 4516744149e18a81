"""Scores that hold: of passages scored .8, four in five should be what they are taken for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

CALIBRATED = ("referral", "crossing")


def calibrate(
    truth: Mapping[str, np.ndarray], scores: Mapping[str, np.ndarray]
) -> dict[str, tuple[float, float]]:
    """Slope and intercept for each head whose score is shown (Platt 1999), from a split that taught no weight.

    Args:
        truth: Head -> whether it holds, shape (units).
        scores: Head -> raw probabilities, shape (units, 1).
    """
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    out = {}
    for head in CALIBRATED:
        if truth[head].any() and not truth[head].all():
            fit = LogisticRegression(C=100.0).fit(_log_odds(scores[head]), truth[head])
            out[head] = (round(float(fit.coef_[0, 0]), 6), round(float(fit.intercept_[0]), 6))
    return out


def calibrated(
    scores: dict[str, np.ndarray], calibration: Mapping[str, tuple[float, float]]
) -> dict[str, np.ndarray]:
    """Scores with those heads as probabilities that hold; order is kept."""
    out = dict(scores)
    for head, (slope, intercept) in calibration.items():
        out[head] = (1.0 / (1.0 + np.exp(-(slope * _log_odds(scores[head]) + intercept)))).astype(np.float32)
    return out


def _log_odds(scores: np.ndarray) -> np.ndarray:
    p = np.clip(scores.astype(np.float64), 1e-7, 1 - 1e-7)
    return np.log(p / (1 - p))


def expected_calibration_error(truth: np.ndarray, scores: np.ndarray, bins: int = 10) -> float:
    """Mean distance of a score from the share that holds, over ten bins of equal width (Guo et al. 2017)."""
    place = np.minimum((scores * bins).astype(int), bins - 1)
    return float(
        sum(
            (place == b).sum() / len(scores) * abs(scores[place == b].mean() - truth[place == b].mean())
            for b in range(bins)
            if (place == b).any()
        )
    )
