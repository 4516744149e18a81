"""Which names exist and where their code lives: explicit tables, plus entry points for others' packages.

Nothing is imported until it is asked for. A name, once here, is part of the interface: a test pins it.
"""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from analyzer.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from analyzer.config import AnalysisConfig
    from analyzer.detectors.base import Detector

READERS_GROUP = "analyzer.readers"

# name -> "module:Class". Order is that of `analyzer formats`; it decides nothing.
READERS: Mapping[str, str] = {
    "zoom_vtt": "analyzer.readers.webvtt:ZoomVtt",
    "teams_vtt": "analyzer.readers.webvtt:TeamsVtt",
    "whisperx_vtt": "analyzer.readers.webvtt:WhisperxVtt",
    "vtt": "analyzer.readers.webvtt:PlainVtt",
    "srt": "analyzer.readers.srt:Srt",
    "otter_txt": "analyzer.readers.headed:OtterTxt",
    "rev_txt": "analyzer.readers.headed:RevTxt",
    "google_meet": "analyzer.readers.google_meet:GoogleMeet",
    "zoom_chat": "analyzer.readers.zoom_chat:ZoomChat",
    "markdown_interview": "analyzer.readers.markdown:MarkdownInterview",
    "plain_text": "analyzer.readers.plain_text:PlainText",
    "session_json": "analyzer.readers.session_json:SessionJson",
    "rev_json": "analyzer.readers.json_rev:RevJson",
    "whisperx_json": "analyzer.readers.json_whisper:WhisperxJson",
    "whisper_json": "analyzer.readers.json_whisper:WhisperJson",
    "deepgram_json": "analyzer.readers.json_deepgram:DeepgramJson",
    "assemblyai_json": "analyzer.readers.json_assemblyai:AssemblyaiJson",
    "aws_json": "analyzer.readers.json_aws:AwsJson",
    "fireflies_json": "analyzer.readers.json_fireflies:FirefliesJson",
    "meet_json": "analyzer.readers.json_meet:MeetJson",
    "csv": "analyzer.readers.delimited:Csv",
    "tsv": "analyzer.readers.delimited:Tsv",
    "xlsx": "analyzer.readers.xlsx:Xlsx",
    "docx_teams": "analyzer.readers.docx:DocxTeams",
    "docx_otter": "analyzer.readers.docx:DocxOtter",
    "docx_word": "analyzer.readers.docx:DocxWord",
    "chat": "analyzer.readers.chat:Chat",
    "elan": "analyzer.readers.elan:Elan",
    "textgrid": "analyzer.readers.textgrid:TextGrid",
}

DETECTORS_GROUP = "analyzer.detectors"

# In the order in which they run: a detector sees what those before it found.
DETECTORS: Mapping[str, str] = {
    "disclosures": "analyzer.detectors.disclosures:DisclosureDetector",
    "boundaries": "analyzer.detectors.boundaries:BoundaryDetector",
    "model": "analyzer.detectors.classifier:ModelDetector",
}


def load_detectors(config: AnalysisConfig) -> list[Detector]:
    """All detectors, made for one analysis, in the order in which they run.

    Raises:
        ConfigError: One cannot be loaded.
    """
    names = table(DETECTORS, DETECTORS_GROUP)
    return [load(t)(config) for n, t in names.items() if n != "model" or config.model is not None]


def table(builtin: Mapping[str, str], group: str) -> dict[str, str]:
    """`builtin` plus what installed packages declare under `group`. A built-in name cannot be taken over.

    Raises:
        ConfigError: A package declares a name that is built in, or two declare one name.
    """
    names = dict(builtin)
    for point in _points(group):
        if point[0] in names:
            raise ConfigError(
                f"entry point {group}: {point[0]!r} is taken (got {point[1]!r} for it). Rename it there."
            )
        names[point[0]] = point[1]
    return names


@cache
def _points(group: str) -> tuple[tuple[str, str], ...]:
    """What is installed does not change while a process runs, and looking costs milliseconds."""
    return tuple((point.name, point.value) for point in entry_points(group=group))


@cache
def load(target: str) -> Any:
    """The object that "module:Class" names.

    Raises:
        ConfigError: There is no such module or class.
    """
    module, _, attribute = target.partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        message = f"registry: {target!r} cannot be loaded ({error}). Install what it needs."
        raise ConfigError(message) from error


def unknown(kind: str, name: str, known: Iterable[str]) -> UsageError:
    """The error for a name that is not in a table, with the nearest ones.

    >>> str(unknown("format", "zoom", ["zoom_vtt", "srt"]))
    "format: no such name (got 'zoom'). Did you mean zoom_vtt? All: srt, zoom_vtt."
    """
    names = sorted(known)
    near = difflib.get_close_matches(name.casefold(), names, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    return UsageError(f"{kind}: no such name (got {name[:40]!r}). {hint}All: {', '.join(names)}.")
