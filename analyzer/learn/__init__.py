"""Trained models: the labelled talk they learn from, how they are made, and how good they are.

    corpus (data/gold) -> units -> network -> weights (models/) -> scores -> evaluation (suites, splits, other sets)

Needs the extra `models` for everything but reading the corpus and the suites.
"""
