"""The card of each trained model, from what `analyzer train` and `analyzer evaluate --json` wrote beside its weights."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

MODELS = Path(__file__).parents[1] / "models"


def folders() -> list[Path]:
    """All shipped models."""
    return sorted(p.parent for p in MODELS.glob("*/*/model.json"))


def model_card(folder: Path) -> str:
    """The card: `about.md` of the recipe, then what was counted."""
    card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    results = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    size = (folder / "weights.safetensors").stat().st_size / 1e6
    out = [
        f"# Model {card['name']}/{card['version']}",
        "",
        (folder.parent / "about.md").read_text(encoding="utf-8").strip(),
        "",
        "## How it was made",
        "",
        f"`analyzer train models/{card['name']}/recipe.toml --out models/{card['name']}/{card['version']}`; base encoder all-MiniLM-L6-v2 "
        f"(sha256 {card['base_sha256'][:12]}...), changes and heads {size:.1f} MB (sha256 {card['weights_sha256'][:12]}...).",
        "",
        "| recipe | value |",
        "|---|---|",
        *(f"| {k.replace('_', ' ')} | {v} |" for k, v in card["recipe"].items()),
        "",
        "| split | units read | that disclose | with boundary language |",
        "|---|---|---|---|",
        *(
            f"| {s} | {card['data'][s]['units']:,} | {card['data'][s]['disclosing']:,} | {card['data'][s]['crossing']:,} |"
            for s in ("train", "dev", "test")
        ),
        "",
        "Calibration (expected error over ten bins): "
        + "; ".join(
            f"{s}: " + ", ".join(f"{h} {e:.3f}" for h, e in errors.items())
            for s, errors in card["calibration_error"].items()
        )
        + ".",
        "",
        f"Thresholds were chosen on `dev` and on {card['data']['chosen by']['units'] - card['data']['dev']['units']:,} passages of "
        "public sets that taught nothing: "
        + ", ".join(f"{k} {v:.3f}" for k, v in card["thresholds"].items())
        + ".",
        "",
        "Heads on units they are asked of (average precision where several answers may hold, accuracy elsewhere):",
        "",
        "| head | dev | test | passages read |",
        "|---|---|---|---|",
        *(
            f"| {k} | {v:.2f} | {_number(card['figures']['test'].get(k))} | "
            f"{_number(card['figures'].get('passages read', {}).get(k))} |"
            for k, v in card["figures"]["dev"].items()
        ),
        "",
        "## How good it is, with the cue tables it reads beside",
        "",
        "Each source apart. The test split and the suites are invented talk; they are no forecast for real people's words. The",
        "sets of real people's words are the user's to fetch.",
        "",
    ]
    for result in results:
        out += _source(result)
    return "\n".join(out).rstrip() + "\n"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _source(result: dict[str, Any]) -> Iterable[str]:
    yield f"### {result['source']}"
    yield ""
    yield "| what | rate (95 % interval) |"
    yield "|---|---|"
    for name, rate in result["rates"].items():
        yield f"| {name} | {shown(rate)} |"
    for name, n in result.get("numbers", {}).items():
        yield f"| {name} | {n['value']:.2f} ({n['low']:.2f}-{n['high']:.2f}), of {n['of']:,} |"
    yield ""


def shown(rate: dict[str, Any]) -> str:
    """A rate as people read it."""
    if not rate["total"]:
        return "none"
    low, high = rate["interval"]
    share = rate["hits"] / rate["total"]
    return f"{rate['hits']:,} of {rate['total']:,} ({share:.2f}, {low:.2f}-{high:.2f})"
