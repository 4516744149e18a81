"""The public interface is what the golden file says: a change here is a decision, not an accident.

To accept a change: `python tests/test_public_interface.py` writes the golden file anew.
"""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent / "golden" / "public_interface.json"


def interface() -> dict[str, Any]:
    import click
    import typer

    import analyzer
    from analyzer import registry
    from analyzer.cli import app
    from analyzer.taxonomy.catalogue import labels
    from analyzer.types import Report, Session

    command = typer.main.get_command(app)
    assert isinstance(command, click.Group) or hasattr(command, "commands")
    commands = {
        name: sorted(
            opt
            for p in sub.params
            for opt in (p.opts + p.secondary_opts if p.param_type_name == "option" else [p.name.upper()])
        )
        for name, sub in command.commands.items()
    }
    functions = {
        n: str(inspect.signature(getattr(analyzer, n)))
        for n in analyzer.__all__
        if inspect.isfunction(getattr(analyzer, n))
    }

    def fields(schema: dict[str, Any]) -> dict[str, list[str]]:
        models = {schema["title"]: schema, **schema.get("$defs", {})}
        return {name: sorted(m["properties"]) for name, m in sorted(models.items()) if "properties" in m}

    return {
        "names": sorted(analyzer.__all__),
        "functions": functions,
        "commands": commands,
        "report": fields(Report.model_json_schema(mode="serialization")),
        "session": fields(Session.model_json_schema(mode="serialization")),
        "readers": sorted(registry.READERS),
        "detectors": list(registry.DETECTORS),
        "labels": {
            layer: sorted(x.id for x in labels(layer))
            for layer in ("disclosure", "boundary", "response", "moves", "checks")
        },
    }


def test_the_interface_is_the_golden_one() -> None:
    assert interface() == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_importing_the_package_is_quick_and_starts_nothing() -> None:
    code = (
        "import sys, threading, logging; import analyzer; "
        "heavy = {'spacy', 'pydantic', 'torch', 'numpy', 'rich', 'typer', 'lxml'} & set(sys.modules); "
        "assert not heavy, heavy; assert threading.active_count() == 1; assert not logging.getLogger().handlers"
    )
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-X", "utf8", "-c", code], check=True)
        times.append(time.perf_counter() - start)
    bare = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-X", "utf8", "-c", "pass"], check=True)
        bare.append(time.perf_counter() - start)
    assert min(times) - min(bare) < 0.3


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(interface(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
