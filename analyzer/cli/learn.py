"""`analyzer train` and `analyzer evaluate`: making trained models, and measuring any detector."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli.options import Device, Model, device_of, model_of
from analyzer.errors import UsageError


def train(
    recipe: Annotated[Path, typer.Argument(help="The recipe, a TOML file.")],
    out: Annotated[Path, typer.Option(help="Folder of the model: models/NAME/VERSION.")],
    gold: Annotated[Path, typer.Option(help="Folder of the labelled sittings.")] = Path("data/gold/sittings"),
    sets: Annotated[
        Path | None, typer.Option(help="Folder of the public sets that the recipe names.")
    ] = None,
    base: Annotated[
        str | None, typer.Option(help="A local Hugging Face encoder in place of the usual one.")
    ] = None,
) -> None:
    """Train a model by a recipe and write its weights, thresholds and figures."""
    from analyzer.learn.calibration import CALIBRATED, calibrate, calibrated, expected_calibration_error
    from analyzer.learn.corpus import read_sittings
    from analyzer.learn.examples import Example, examples_of, told
    from analyzer.learn.files import write_card
    from analyzer.learn.readings import held_out, readings
    from analyzer.learn.sets import harmless
    from analyzer.learn.store import load_model, save_model
    from analyzer.learn.training import Recipe, choose_thresholds, figures, predict
    from analyzer.learn.training import train as run

    paths = sorted(gold.glob("*.txt"))
    if not paths:
        raise UsageError(f"--gold {gold}: no sittings (*.txt) there.")
    if not recipe.is_file():
        raise UsageError(f"{recipe}: no such recipe.")
    plan = Recipe.read(recipe)
    started = time.monotonic()

    def log(message: str) -> None:
        print(f"{time.monotonic() - started:6.0f} s  {message}", file=sys.stderr, flush=True)

    sessions = read_sittings(paths)
    examples = {s: examples_of([x for x in sessions if x.split == s]) for s in ("train", "dev", "test")}
    once: list[Example] = []
    if named := {**plan.sets, **plan.readings}:
        if sets is None:
            raise UsageError(
                f"{recipe.name} names public sets ({', '.join(named)}): say where they are with --sets."
            )
        examples["train"] += harmless(sets, plan.sets)
        read = readings(sets, plan.readings, gold.parent / "readings")
        examples["train"] += [e for e in read if not held_out(e)]
        once = list({id(e): e for e in read if held_out(e)}.values())  # each once, however often it is taught
    chosen_by = [*examples["dev"], *once]
    network = run(plan, examples["train"], examples["dev"], log, base)
    about = {
        "name": out.parent.name,
        "version": out.name,
        "data": {
            s: {
                "units": len(e),
                "disclosing": int(told(e, "referral").sum()),
                "crossing": int(told(e, "crossing").sum()),
            }
            for s, e in {**examples, "chosen by": chosen_by}.items()
        },
    }
    save_model(out, network, plan, about, base)
    model = load_model(out, base)  # what was kept is what is measured
    measured = {
        "dev": examples["dev"],
        "test": examples["test"],
        "chosen by": chosen_by,
        "passages read": once,
    }
    raw = {s: predict(model.network, model.tokenizer, [e.unit for e in m]) for s, m in measured.items() if m}
    calibration = calibrate({h: told(chosen_by, h) for h in CALIBRATED}, raw["chosen by"])
    scores = {s: calibrated(x, calibration) for s, x in raw.items()}
    card = {
        **model.about,
        "calibration": calibration,
        "thresholds": choose_thresholds(
            chosen_by, scores["chosen by"], plan.precision, plan.alert, plan.aside
        ),
        "calibration_error": {
            s: {
                h: round(expected_calibration_error(told(measured[s], h), scores[s][h][:, 0]), 4)
                for h in CALIBRATED
            }
            for s in scores
        },
        "figures": {s: {k: round(v, 4) for k, v in figures(measured[s], scores[s]).items()} for s in scores},
    }
    write_card(out, card)
    log(f"written to {out}")
    print(json.dumps({k: card[k] for k in ("data", "figures", "thresholds")}, indent=1))


def evaluate(
    suite: Annotated[
        list[Path] | None, typer.Option(help="Folder of a functional suite; may be repeated.")
    ] = None,
    gold: Annotated[Path | None, typer.Option(help="Folder of labelled sittings.")] = None,
    split: Annotated[str, typer.Option(help="Part of the sittings: train, dev, test or all.")] = "test",
    readings: Annotated[
        Path | None,
        typer.Option(help="Folder of passages read by two people (SET.tsv); needs --data with the sets."),
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option(help="JSON Lines of a set, or a folder with NAME/NAME.jsonl; may be repeated."),
    ] = None,
    model: Model = "none",
    noise: Annotated[bool, typer.Option(help="With --gold: also how decisions change under noise.")] = False,
    device: Device = "cpu",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    html: Annotated[Path | None, typer.Option(help="Also write one page with plots here.")] = None,
    failures: Annotated[int, typer.Option(help="How many failures to list for each source.")] = 0,
) -> None:
    """Measure the cue tables, or with --model the tables and a trained model; each source apart."""
    from analyzer.config import AnalysisConfig
    from analyzer.learn.agreement import evaluate_readings, evaluate_set
    from analyzer.learn.corpus import read_sittings
    from analyzer.learn.evaluation import evaluate_noise, evaluate_sessions, evaluate_suite
    from analyzer.learn.figures import as_markdown
    from analyzer.learn.suites import read_suite

    config = AnalysisConfig(model=model_of(model), device=device_of(device), explain=False)
    results = []
    for folder in suite or ():
        cases = read_suite(folder.glob("*.txt"))
        if not cases:
            raise UsageError(f"--suite {folder}: no cases (*.txt) there.")
        results.append(evaluate_suite(cases, config, f"suite {folder.name}"))
    if gold is not None:
        sessions = [s for s in read_sittings(gold.glob("*.txt")) if split in ("all", s.split)]
        if not sessions:
            raise UsageError(f"--gold {gold} --split {split}: no session there.")
        results.append(evaluate_sessions(sessions, config, f"{gold.name}, {split}"))
        if noise:
            results.append(evaluate_noise(sessions, config, f"{gold.name}, {split}, under noise"))
    if readings is not None:
        if not data or not data[0].is_dir():
            raise UsageError(f"--readings {readings}: say with --data FOLDER where the sets are.")
        results += [evaluate_readings(path, data[0], config) for path in sorted(readings.glob("*.tsv"))]
    for path in _sets(data or ()) if readings is None else ():
        results += evaluate_set(path, config)
    if not results:
        raise UsageError("evaluate: nothing to measure on. Give --suite, --gold, --readings or --data.")
    if html is not None:
        from analyzer.learn.page import as_page

        html.write_text(as_page(results), encoding="utf-8")
    if as_json:
        print(json.dumps([r.as_json() for r in results], indent=1))
    else:
        print(as_markdown(results, failures))


def _sets(paths: Iterable[Path]) -> Iterator[Path]:
    """The files themselves, and in a folder NAME/NAME.jsonl of each set that is there.

    Raises:
        UsageError: There is none.
    """
    for path in paths:
        found = [path] if path.is_file() else sorted(path.glob("*/*.jsonl"))
        if not found:
            raise UsageError(f"--data {path}: no such file, or no NAME/NAME.jsonl there.")
        yield from found
