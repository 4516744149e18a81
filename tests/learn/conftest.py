"""A tiny encoder and a few examples, made here: no weights are fetched, none are needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from analyzer.learn.examples import Example

WORDS = "he she keeps the van keys clean cards coach client how is it at home fine money hides my takes away".split()


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A BERT of two thin layers with random weights and a vocabulary of some twenty words."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(1)
    folder = tmp_path_factory.mktemp("tiny")
    vocab = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ":", ".", "?", *WORDS]
    (folder / "vocab.txt").write_text("\n".join(vocab))
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(vocab),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> list[Example]:
    """Sixteen questions, each answered by a disclosure or a chore."""
    from analyzer.learn.corpus import read_sittings
    from analyzer.learn.examples import examples_of

    rows = ["@persona p1 | somebody", "@session p1-1 | coaching | spoken"]
    for i in range(16):
        rows += ["coach: How is it at home?", "  m open_question"]
        if i % 2:
            rows += ["client: He takes my money away.", "  d financial_abuse affirmed client ongoing partner ref :: He takes my money away"]  # fmt: skip
        else:
            rows += ["client: He keeps the van clean."]
    path = tmp_path_factory.mktemp("gold") / "a.txt"
    path.write_text("\n".join(rows) + "\n")
    return examples_of(read_sittings([path]))
