"""A spaCy pipe for those who work with spaCy: `nlp.add_pipe("session_disclosures")`.

A `Doc` has no speaker and no time: each is read as one utterance of the client. For a session, with the
question before and what was said turns ago, use `analyzer.analyze`.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> _ = nlp.add_pipe("session_disclosures")
>>> doc = nlp("He hit me on Sunday.")
>>> [(span.text, span.label_) for span in doc.spans["disclosures"]]
[('He hit me on Sunday', 'physical_abuse')]
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from analyzer.types import DisclosureFinding, Role


@Language.factory(
    "session_disclosures",
    default_config={"role": "client", "spans_key": "disclosures", "all_findings": False},
    assigns=["doc.spans"],
)
def make_session_disclosures(
    nlp: Language,  # noqa: ARG001 - spaCy hands both to every factory
    name: str,  # noqa: ARG001
    role: Role,
    spans_key: str,
    all_findings: bool,
) -> SessionDisclosures:
    """The pipe.

    Args:
        nlp: Not used; any tokenizer will do.
        name: Name of the pipe.
        role: Whose words the documents are: `client` or `coach`.
        spans_key: Where in `doc.spans` the findings go.
        all_findings: Also those set aside (negated, idioms, quotations).
    """
    return SessionDisclosures(role, spans_key, all_findings)


class SessionDisclosures:
    """Fills `doc.spans` with findings; each span's `_.disclosure` is the finding itself."""

    def __init__(self, role: Role, spans_key: str, all_findings: bool) -> None:
        self.role, self.spans_key, self.all_findings = role, spans_key, all_findings
        if not Span.has_extension("disclosure"):
            Span.set_extension("disclosure", default=None)

    def __call__(self, doc: Doc) -> Doc:
        """The same document, with its findings."""
        from analyzer.pipeline import detect

        spans = []
        for found in detect(doc.text, self.role):
            if not isinstance(found, DisclosureFinding) or not (found.referral or self.all_findings):
                continue
            span = doc.char_span(found.start, found.end, label=found.label, alignment_mode="expand")
            if span is not None:
                span._.disclosure = found
                spans.append(span)
        doc.spans[self.spans_key] = spans
        return doc
