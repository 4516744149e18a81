"""Ways to tell a disclosure from harmless talk, on the same units of the same splits: does the trained model earn its weight?

    python bench/models_compared.py [--model models/sessions/2 ...] [--split dev --split test]

Everything learns on `train`, nothing is chosen on the split that is printed. Needs the extra `models`; the row of ConText
needs medspaCy beside it (`pip install medspacy`) and is left out where that is missing. Average precision
needs no threshold; recall is given at the score where precision is .7. Intervals: bootstrap over personas, 1,000 draws.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import numpy as np
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, precision_recall_curve
from sklearn.pipeline import Pipeline, make_pipeline, make_union

from analyzer.config import AnalysisConfig
from analyzer.learn.corpus import read_sittings
from analyzer.learn.encoder import base_folder, load_encoder, load_tokenizer
from analyzer.learn.examples import Example, examples_of
from analyzer.learn.network import encode
from analyzer.learn.store import load_model
from analyzer.pipeline import detect_many
from analyzer.types import DisclosureFinding

GOLD = Path(__file__).parent.parent / "data" / "gold" / "sittings"
KEYWORDS = re.compile(
    r"\b(suicid\w*|kill\w* (?:my|him|her)self|end(?:ing)? (?:my|it) (?:life|all)|overdos\w*|self.?harm\w*|cut(?:ting)? myself|"
    r"rap(?:e|ed|ist)|molest\w*|abus\w*|assault\w*|hits?|hitting|punch\w*|slap\w*|strangl\w*|chok\w*|beat(?:s|en|ing)?|"
    r"threat\w*|stalk\w*|scared of|afraid of|controls?|controlling|won't let me|traffick\w*|forced|neglect\w*|"
    r"panic|depress\w*|drink(?:ing)?|purg\w*|voices|flashbacks?|starv\w*)\b",
    re.IGNORECASE,
)


def embedded(examples: list[Example]) -> np.ndarray:
    """Mean of the frozen base encoder over passage and context."""
    import torch

    folder = base_folder()
    encoder, tokenizer = load_encoder(folder, 0), load_tokenizer(folder)
    rows = np.zeros((len(examples), encoder.config.hidden_size), dtype=np.float32)
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].unit.said))
    with torch.inference_mode():
        for at in range(0, len(order), 64):
            mine = order[at : at + 64]
            tokens = encode(tokenizer, [examples[i].unit for i in mine])
            states = encoder(input_ids=tokens.ids, attention_mask=tokens.mask).last_hidden_state
            mask = (tokens.mask * tokens.types).unsqueeze(-1).float()
            rows[mine] = ((states * mask).sum(1) / mask.sum(1)).numpy()
    return rows


def cues(examples: list[Example]) -> np.ndarray:
    """The cue tables' highest score on the passage, with the line before."""
    rows = []
    for e in examples:
        role, _, said = e.unit.said.partition(": ")
        before = e.unit.context if e.unit.context.startswith(("coach: ", "client: ")) else None
        rows.append((said, role, before if before and not before.startswith(role) else None))
    found = detect_many(rows, AnalysisConfig(model=None))
    return np.array(
        [
            max((f.score for f in fs if isinstance(f, DisclosureFinding) and f.referral), default=0.0)
            for fs in found
        ]
    )


def context(examples: list[Example]) -> np.ndarray | None:
    """Keywords that the ConText rules of medspaCy call neither negated nor hypothetical; None without medspaCy."""
    try:
        from medspacy.context import ConText
    except ImportError:
        return None
    import spacy
    from spacy.util import filter_spans

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    rules = ConText(nlp, rules="default")
    counts = []
    for e in examples:
        doc = nlp(e.unit.said)
        hits = (
            doc.char_span(*m.span(), label="CUE", alignment_mode="expand")
            for m in KEYWORDS.finditer(doc.text)
        )
        doc.ents = filter_spans([h for h in hits if h is not None])
        rules(doc)
        counts.append(sum(not (h._.is_negated or h._.is_hypothetical) for h in doc.ents))
    return np.array(counts, dtype=float)


def prototypes(taught: np.ndarray, truth: np.ndarray, asked: np.ndarray, each: int = 24) -> np.ndarray:
    """How much nearer a passage lies to a prototype of disclosing passages than to one of harmless ones, by cosine."""
    taught, asked = (rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (taught, asked))
    near = []
    for held in (truth, ~truth):
        centres = KMeans(each, n_init=1, random_state=1).fit(taught[held]).cluster_centers_
        near.append((asked @ (centres / np.linalg.norm(centres, axis=1, keepdims=True)).T).max(1))
    return near[0] - near[1]


def told(examples: list[Example]) -> np.ndarray:
    """Which units hold something that calls for a referral."""
    return np.array([bool(e.answers["referral"]) for e in examples])


def figures(truth: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    """Average precision, and recall at precision .7."""
    precision, recall, _ = precision_recall_curve(truth, scores)
    good = recall[precision >= 0.7]
    return float(average_precision_score(truth, scores)), float(good.max()) if len(good) else 0.0


def interval(examples: list[Example], truth: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    """95 % of average precision over draws of personas."""
    people: dict[str, list[int]] = {}
    for i, e in enumerate(examples):
        people.setdefault(e.session.rsplit("-", 1)[0], []).append(i)
    groups, draw, out = [np.array(g) for g in people.values()], np.random.default_rng(1), []
    for _ in range(1_000):
        rows = np.concatenate([groups[k] for k in draw.integers(0, len(groups), len(groups))])
        if truth[rows].any():
            out.append(average_precision_score(truth[rows], scores[rows]))
    return float(np.quantile(out, 0.025)), float(np.quantile(out, 0.975))


def linear(texts: list[str], truth: np.ndarray, *parts: TfidfVectorizer) -> Pipeline:
    """Logistic regression over TF-IDF, learned from `texts`."""
    way = LogisticRegression(C=10.0, class_weight="balanced", max_iter=2_000)
    return make_pipeline(make_union(*parts), way).fit(texts, truth)


def words_and_letters(texts: list[str], truth: np.ndarray) -> Pipeline:
    """`linear` over words, pairs of words and pieces of words."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=3)
    return linear(texts, truth, words, letters)


def logits(scores: np.ndarray) -> np.ndarray:
    held = np.clip(scores, 1e-6, 1 - 1e-6)
    return np.log(held / (1 - held))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", action="append", type=Path, default=[])
    parser.add_argument("--split", action="append", choices=["dev", "test"])
    args = parser.parse_args()
    sessions = read_sittings(GOLD.glob("*.txt"))
    names = args.split or ["test"]
    split = {
        s: [e for e in examples_of([x for x in sessions if x.split == s]) if e.role == "client"]
        for s in ("train", *names)
    }
    taught = split["train"]
    known = told(taught)
    with_context, alone = (
        {
            s: [f"{e.unit.context} {e.unit.said}" if both else e.unit.said for e in es]
            for s, es in split.items()
        }
        for both in (True, False)
    )
    words = linear(
        with_context["train"], known, TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    )
    letters = words_and_letters(alone["train"], known)
    vectors = {s: embedded(es) for s, es in split.items()}
    flat = LogisticRegression(C=1.0, class_weight="balanced", max_iter=2_000).fit(vectors["train"], known)
    models = {f"{f.parent.name}/{f.name}": load_model(f) for f in args.model}
    for name in names:
        asked = split[name]
        rows: dict[str, np.ndarray] = {
            "keywords": np.array([float(len(KEYWORDS.findall(e.unit.said))) for e in asked]),
            "cue tables": cues(asked),
            "TF-IDF of words, context too, logistic regression": words.predict_proba(with_context[name])[
                :, 1
            ],
            "TF-IDF of words and letters, logistic regression": letters.predict_proba(alone[name])[:, 1],
            "frozen MiniLM, logistic regression": flat.predict_proba(vectors[name])[:, 1],
            "frozen MiniLM, 24 prototypes of each kind": prototypes(vectors["train"], known, vectors[name]),
        }
        if (ruled := context(asked)) is not None:
            rows["keywords, ConText rules of medspaCy"] = ruled
        mixed = rows["TF-IDF of words and letters, logistic regression"]
        for model, loaded in models.items():
            rows[model] = loaded.read([e.unit for e in asked])["referral"][:, 0]
            rows[f"{model} and TF-IDF of words and letters, mean of log odds"] = (
                logits(rows[model]) + logits(mixed)
            ) / 2
        shown(name, asked, rows)


def shown(name: str, asked: list[Example], rows: dict[str, np.ndarray]) -> None:
    """Prints the table of one split."""
    truth = told(asked)
    print(f"{len(asked):,} client units of the {name} split, {truth.sum()} disclosing\n")
    print("| detector | average precision (95 %) | recall at precision .7 |\n|---|---|---|")
    for way, scores in rows.items():
        area, recall = figures(truth, scores)
        low, high = interval(asked, truth, scores)
        print(f"| {way} | {area:.2f} ({low:.2f}-{high:.2f}) | {recall:.2f} |")
    print()


if __name__ == "__main__":
    main()
