"""The report as JSON: the interchange form."""

from __future__ import annotations

import json
import re

from pydantic_core import PydanticSerializationError

from analyzer.types import Report

_HALVES = re.compile("[\ud800-\udfff]")


def render_json(report: Report) -> str:
    """The report as JSON on one line, with a newline at its end.

    What the CLI prints and the service answers is this text, byte for byte.
    `Report.model_validate_json` reads it back. Half a surrogate pair, which no encoding can hold
    and a broken source may contain, is given as U+FFFD: offsets still fit.
    """
    try:
        return report.model_dump_json() + "\n"
    except PydanticSerializationError:
        text = json.dumps(report.model_dump(), ensure_ascii=False, separators=(",", ":"))
        return _HALVES.sub("\ufffd", text) + "\n"
