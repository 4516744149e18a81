"""Look at a coaching or mentoring session: talk time, possible disclosures, boundary language.

A reflective aid: it shows words that a trained person may wish to look at again. It is not a
diagnosis, a risk assessment or a decision, and no flag does not mean that a client is safe.

>>> import analyzer
>>> session = analyzer.read(b"Coach: What brings you here?\\nClient: He hits me most weekends.\\n")
>>> report = analyzer.analyze(session)
>>> [(f.label, f.urgency) for f in report.disclosures]
[('physical_abuse', 'urgent')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from analyzer.config import AnalysisConfig
    from analyzer.errors import AnalyzerError
    from analyzer.pipeline import analyze, detect
    from analyzer.readers import read
    from analyzer.response import rate
    from analyzer.types import BoundaryFinding, DisclosureFinding, Finding, Report, Session, Turn

__all__ = [
    "AnalysisConfig",
    "AnalyzerError",
    "BoundaryFinding",
    "DisclosureFinding",
    "Finding",
    "Report",
    "Session",
    "Turn",
    "__version__",
    "analyze",
    "detect",
    "rate",
    "read",
]

# Where each public name lives. Loaded on first use: importing the package starts nothing.
_HOME = {
    "AnalysisConfig": "analyzer.config",
    "AnalyzerError": "analyzer.errors",
    "BoundaryFinding": "analyzer.types",
    "DisclosureFinding": "analyzer.types",
    "Finding": "analyzer.types",
    "Report": "analyzer.types",
    "Session": "analyzer.types",
    "Turn": "analyzer.types",
    "analyze": "analyzer.pipeline",
    "detect": "analyzer.pipeline",
    "rate": "analyzer.response",
    "read": "analyzer.readers",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        import importlib

        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module 'analyzer' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
