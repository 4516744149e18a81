"""Finds the builder of sessions with disclosures beside the tests of responses."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "response"))
