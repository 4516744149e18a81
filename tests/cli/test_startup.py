"""The command line starts without what it does not use, and breaks nothing for those who do."""

import subprocess
import sys

CODE = """
import sys
from analyzer.cli.startup import import_spacy
import_spacy()
import spacy
assert [t.text for t in spacy.blank("en")("I don't know.")] == ["I", "do", "n't", "know", "."]
print(sorted({"torch", "requests", "httpx", "spacy.cli"} & set(sys.modules)))
import spacy.cli
print(spacy.cli.download.__name__)
"""


def test_spacy_comes_without_its_own_command_line_and_without_torch() -> None:
    ran = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["[]", "download"]


def test_spacy_that_is_there_already_stays_as_it_is() -> None:
    code = "import spacy, sys\nbefore = dict(sys.modules)\nfrom analyzer.cli.startup import import_spacy\nimport_spacy()\nprint(set(before) - set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
