"""The same model through ONNX Runtime in 8-bit integers: made once from the reference, checked against it, kept.

Neither torch nor transformers is imported once it is made.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analyzer.errors import ModelError
from analyzer.learn.calibration import calibrated
from analyzer.learn.encoder import base_folder
from analyzer.learn.files import cache_folder, check_hash, read_card
from analyzer.learn.units import CONTEXT_TOKENS, SAID_TOKENS, Unit
from analyzer.taxonomy.catalogue import labels

if TYPE_CHECKING:
    from analyzer.learn.store import Model

GRAPH, MADE = "model.onnx", "made.json"
BATCH_TOKENS = 2_048  # short passages go many at a time, long ones few
# The 8-bit graph may move the probability of `referral` and `crossing` so far from the reference, on the
# taxonomy's own examples; else the graph is kept in full precision.
MEAN_SHIFT, MOST_SHIFT = 0.03, 0.3


class FastModel:
    """A model in ONNX Runtime. Same use as `analyzer.learn.store.Model`."""

    def __init__(self, graph: Path, tokenizer: Path, about: Mapping[str, Any]) -> None:
        import onnxruntime  # type: ignore[import-untyped]
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(graph), options, ["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._special = tuple(int(self._tokenizer.token_to_id(t) or 0) for t in ("[CLS]", "[SEP]", "[PAD]"))
        self.about = about
        self.thresholds: Mapping[str, float] = about["thresholds"]
        self.calibration = {h: (float(a), float(b)) for h, (a, b) in about["calibration"].items()}

    def read(self, units: Sequence[Unit]) -> dict[str, np.ndarray]:
        """Calibrated probabilities of each head, shape (units, choices), in the order given."""
        rows = self._rows(units)
        heads: dict[str, list[str]] = self.about["heads"]
        out = {n: np.zeros((len(units), len(c)), dtype=np.float32) for n, c in heads.items()}
        order = sorted(range(len(rows)), key=lambda i: len(rows[i][0]))
        at = 0
        while at < len(order):
            mine = order[at : at + max(1, BATCH_TOKENS // len(rows[order[at]][0]))]
            ids, types, mask = _padded([rows[i] for i in mine], self._special[2])
            found = self._session.run(list(heads), {"ids": ids, "types": types, "mask": mask})
            for name, values in zip(heads, found, strict=True):
                out[name][mine] = values
            at += len(mine)
        return calibrated(out, self.calibration)

    def _rows(self, units: Sequence[Unit]) -> list[tuple[list[int], int]]:
        """Token ids of each unit, and where the passage begins. As `analyzer.learn.network.encode` does it."""
        cls, sep, _ = self._special
        texts = [t for u in units for t in (u.context, u.said)]
        ids = [e.ids for e in self._tokenizer.encode_batch(texts, add_special_tokens=False)]
        out = []
        for context, said in zip(ids[::2], ids[1::2], strict=True):
            kept = context[-CONTEXT_TOKENS:]
            out.append(([cls, *kept, sep, *said[:SAID_TOKENS], sep], len(kept) + 2))
        return out


def _padded(rows: Sequence[tuple[list[int], int]], pad: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    longest = max(len(ids) for ids, _ in rows)
    ids = np.full((len(rows), longest), pad, dtype=np.int64)
    types, mask = np.zeros_like(ids), np.zeros_like(ids)
    for k, (row, first) in enumerate(rows):
        ids[k, : len(row)] = row
        types[k, first : len(row)] = 1
        mask[k, : len(row)] = 1
    return ids, types, mask


def load_fast(folder: Path, base: str | None = None) -> FastModel:
    """A model for this machine; made from the reference the first time, which takes a little and says so.

    Raises:
        ModelError: The model is not whole, or what makes the graph is not installed.
    """
    about = read_card(folder)
    where = base_folder(base, check=False)  # the graph holds the weights; making it checks them
    kept = cache_folder() / about["weights_sha256"][:16]
    if not _whole(kept, about):
        print(
            f"analyzer: preparing the model {about['name']}/{about['version']} for this machine, once ...",
            file=sys.stderr,
        )
        _make(folder, kept, about, base)
    return FastModel(kept / GRAPH, where / "tokenizer.json", about)


def _whole(kept: Path, about: Mapping[str, Any]) -> bool:
    if not (kept / MADE).is_file() or not (kept / GRAPH).is_file():
        return False
    try:
        made = json.loads((kept / MADE).read_text(encoding="utf-8"))
        check_hash(kept / GRAPH, made["graph_sha256"])
    except (ModelError, ValueError, KeyError):
        return False  # cut off or altered: it is made again
    return bool(made.get("base_sha256") == about["base_sha256"])


def _make(folder: Path, kept: Path, about: Mapping[str, Any], base: str | None) -> None:
    """Write the graph and what it is; whole or not at all."""
    from analyzer.learn.export import export, in_eight_bits
    from analyzer.learn.store import load_model

    reference = load_model(folder, base)
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as scratch:
        full, small = Path(scratch) / "full.onnx", Path(scratch) / GRAPH
        export(reference.network, reference.tokenizer, full)
        in_eight_bits(full, small)
        tokenizer = base_folder(base) / "tokenizer.json"
        mean, most = shift(reference, FastModel(small, tokenizer, about))
        bits = 8
        if mean > MEAN_SHIFT or most > MOST_SHIFT:
            shutil.move(full, small)
            bits = 32
        made = {
            "graph_sha256": hashlib.sha256(small.read_bytes()).hexdigest(),
            "base_sha256": about["base_sha256"],
            "bits": bits,
            "shift_of_8_bits": {"mean": round(mean, 4), "most": round(most, 4)},
        }
        kept.mkdir(exist_ok=True)
        small.replace(kept / GRAPH)
        (kept / MADE).write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


def shift(reference: Model, other: FastModel) -> tuple[float, float]:
    """Mean and greatest distance of the two calibrated scores, on the taxonomy's own examples."""
    said = [
        f"{role}: {text}"
        for kind, role in (("disclosure", "client"), ("boundary", "coach"))
        for label in labels(kind)
        for text in (*label.examples_hit, *label.examples_miss)
    ]
    units = [Unit(0, 0, len(s), "", s) for s in said]
    one, two = reference.read(units), other.read(units)
    apart = np.concatenate([np.abs(one[h] - two[h]).ravel() for h in ("referral", "crossing")])
    return float(apart.mean()), float(apart.max())
