"""What a caller may choose about an analysis."""

from __future__ import annotations

import hashlib
from typing import Literal

from analyzer.models import shipped_model
from analyzer.types import Mode, Value


class AnalysisConfig(Value):
    """Choices for one analysis. The defaults are those of `analyzer report`.

    Args:
        mode: What kind of session it is; bands for talk share and advice depend on it.
        first_session: Whether coach and client met for the first time; None where not known.
        wish_to_be_dead_urgency: Floor of urgency for the lowest ideation level. A cautious
            office sets it to `urgent`.
        note: The coach's note of the session, to hold against it.
        model: Trained model to read with, beside the cue tables: `name/version` below `models/`, or a
            folder. `auto` is the one that ships, where the extra `models` is installed, and else none.
            None or `none` for the cue tables alone.
        explain: Whether a finding of the model names the words that carried it; costs several readings of the
            passage.
        device: What the model runs on: `auto` (ONNX Runtime in 8-bit integers, on the CPU), `cpu` (the
            reference in full precision) or `cuda`.
    """

    mode: Mode = "coaching"
    first_session: bool | None = None
    wish_to_be_dead_urgency: str = "routine"
    note: str | None = None
    model: str | None = None
    explain: bool = True
    device: Literal["auto", "cpu", "cuda"] = "auto"

    def resolved(self) -> AnalysisConfig:
        """The same choices with the model named that `auto` stands for here; None for `none`, as on the command line."""
        if self.model == "none":
            return self.replace(model=None)
        return self.replace(model=shipped_model()) if self.model == "auto" else self

    def digest(self) -> str:
        """SHA-256 of all choices, for the provenance."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()
