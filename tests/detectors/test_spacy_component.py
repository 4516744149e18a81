"""The spaCy pipe gives what the detector gives, as spans."""

from __future__ import annotations

import spacy


def test_it_fills_the_spans() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("session_disclosures")
    doc = nlp("Work is fine. My husband hits me when he's had a drink.")
    (span,) = doc.spans["disclosures"]
    assert span.label_ == "physical_abuse"
    assert "hits me" in span.text
    assert span._.disclosure.referral


def test_what_was_set_aside_only_if_asked_for() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("session_disclosures")
    doc = nlp("He has never hit me.")
    assert list(doc.spans["disclosures"]) == []
    nlp = spacy.blank("en")
    nlp.add_pipe("session_disclosures", config={"all_findings": True, "spans_key": "all"})
    doc = nlp("He has never hit me.")
    (span,) = doc.spans["all"]
    assert span._.disclosure.assertion == "negated"


def test_an_empty_document() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("session_disclosures")
    doc = nlp("")
    assert list(doc.spans["disclosures"]) == []
