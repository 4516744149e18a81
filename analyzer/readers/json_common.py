"""What the readers of vendors' JSON share: loading within limits, words to cues, and the account of nodes.

A node is a piece that bears text: a segment, an utterance, a run of words, or a string that repeats them.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from analyzer.errors import MalformedError, TooLargeError
from analyzer.readers.base import Cue, Draft, Raw
from analyzer.types import Timing, UnreadLine

# A word with its times and confidence is about six nodes, so this is some 130 hours of talk. Counted in
# the text, before anything is parsed: 64 MiB of `[],` would be 20 million lists.
MAX_NODES = 8_000_000
# Of a node that is listed as unread so much is kept; `assemble` shortens it for show.
KEPT = 2_000
_HEAD = 100_000
_TOLD = 6
_PROSE_WORDS = 3

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_KEY = re.compile(r"[A-Za-z_][\w.-]{0,39}")

# Marks of a vendor in a text that is no valid JSON, so that the error names the format. First wins.
_MARKS: tuple[tuple[str, str], ...] = (
    ("rev_json", r"""["']monologues["']\s*:"""),
    ("meet_json", r"""["']transcriptEntries["']\s*:"""),
    ("deepgram_json", r"""["'](?:punctuated_word|channels)["']\s*:"""),
    ("aws_json", r"""["']pronunciation["']"""),
    ("assemblyai_json", r"""["'](?:utterances|acoustic_model|audio_url|language_model)["']\s*:"""),
    ("fireflies_json", r"""["'](?:sentences|ai_filters)["']\s*:"""),
    ("whisper_json", r"""["'](?:no_speech_prob|compression_ratio)["']\s*:"""),
    ("whisperx_json", r"""["'](?:word_segments|segments)["']\s*:"""),
)


def root(raw: Raw) -> Any:
    """The parsed JSON; None where it is none, or too large to parse safely. Never raises."""
    return None if _nodes(raw) > MAX_NODES else raw.json


def broken(raw: Raw, name: str) -> int:
    """60 where the text is no valid JSON (or too large) and bears the marks of `name`, else 0.

    The reader is then chosen, and its `parse` says what is wrong with the file.
    """
    if raw.text is None or raw.text[:200].lstrip()[:1] not in ("{", "["):
        return 0
    if root(raw) is not None:
        return 0
    head = raw.text[:_HEAD]
    first = next((vendor for vendor, mark in _MARKS if re.search(mark, head)), None)
    return 60 if first == name else 0


def load(raw: Raw) -> Any:
    """The parsed JSON.

    Raises:
        TooLargeError: More than `MAX_NODES` nodes.
        MalformedError: It is not JSON; says where, and knows a Python object that was printed.
    """
    nodes = _nodes(raw)
    if nodes > MAX_NODES:
        what = f"over the limit of {MAX_NODES:,} JSON values"
        raise TooLargeError(raw.name, what, f"about {nodes:,}", "Split the file.")
    if raw.json is not None:
        return raw.json
    head = (raw.text or "")[:_HEAD]
    if re.search(r"""np\.float\d*\(|[{\[]\s*'\w+'\s*:""", head):
        what = "is a printed Python object, not JSON"
        do = "Write it with `json.dump(result, file, default=float)` and read that."
        raise MalformedError(raw.name, what, raw.json_problem, do)
    raise MalformedError(raw.name, "is not valid JSON", raw.json_problem or "no { or [", "Export it again.")


def _nodes(raw: Raw) -> int:
    text = raw.text or ""
    return text.count(",") + text.count("[") + text.count("{")


def table(value: Any) -> dict[str, Any]:
    """`value` where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def entries(value: Any) -> list[Any]:
    """`value` where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def objects(value: Any, limit: int = 50) -> list[dict[str, Any]]:
    """The objects among the first entries of a list: what a format is recognised by."""
    return [entry for entry in entries(value)[:limit] if isinstance(entry, dict)]


def string(value: Any) -> str | None:
    """`value` where it is a text with something in it, else None."""
    return value if isinstance(value, str) and value.strip() else None


def number(value: Any) -> float | None:
    """A finite number, given as one or as a text ("4.87"); None for all else.

    >>> number("4.87"), number(3), number(float("nan")), number(True), number("soon")
    (4.87, 3.0, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def ms(value: Any, scale: float = 1000) -> int | None:
    """Integer milliseconds of a time in seconds (or in units of `scale` ms); None where it is none.

    Minus one half second and less is rounding at the start of a recording: 0.
    """
    found = number(value)
    if found is None or abs(found) > 1e12:
        return None
    millis = round(found * scale)
    return 0 if -500 <= millis < 0 else millis


def confidence(value: Any) -> float | None:
    """A confidence 0-1, else None."""
    found = number(value)
    return found if found is not None and 0 <= found <= 1 else None


def label(value: Any, noun: str = "Speaker") -> str | None:
    """The name of a speaker; a bare number or letter becomes "Speaker 0" or "Speaker A".

    >>> label(0), label("B"), label("spk_1"), label("Anna"), label(None), label("")
    ('Speaker 0', 'Speaker B', 'spk_1', 'Anna', None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, float):
        value = int(value) if value.is_integer() else value
    shown = str(value).strip()
    if not shown:
        return None
    return f"{noun} {shown}" if len(shown) == 1 or shown.isdigit() else shown


def known_words(text: str) -> Counter[str]:
    """The words of a text without case and punctuation, with how often."""
    return Counter(word.casefold() for word in _WORD.findall(text))


@dataclass
class Nodes:
    """Builds a draft node by node, and looks at the end whether any text was passed over."""

    draft: Draft = field(default_factory=lambda: Draft(unit="node"))
    _known: dict[int, frozenset[str]] = field(default_factory=dict)
    _repeats: list[tuple[int, str, str]] = field(default_factory=list)

    def know(self, node: Mapping[str, Any], *keys: str) -> None:
        """The text under these keys of `node` is accounted for."""
        self._known[id(node)] = self._known.get(id(node), frozenset()) | frozenset(keys)

    def talk(self, cues: Iterable[Cue]) -> None:
        """One node of talk."""
        self.draft.cues.extend(cues)
        self.draft.total += 1
        self.draft.talk += 1

    def markup(self, count: int = 1) -> None:
        """Nodes without talk, or with other readings of it."""
        self.draft.total += count
        self.draft.markup += count

    def repeat(self, path: str, text: Any) -> None:
        """A string that should say no more than the cues do; looked at in `close`."""
        if isinstance(text, str) and text.strip():
            self._repeats.append((len(self._repeats) + 1, path, text))

    def unread(self, ordinal: int, path: str, node: Any, reason: str, do: str = "Export it again.") -> None:
        """A node that could not be read."""
        shown = node if isinstance(node, str) else json.dumps(node, ensure_ascii=False, default=str)
        line = UnreadLine(line=ordinal, unit="node", text=shown[:KEPT], reason=f"{path}: {reason}", do=do)
        self.draft.unread.append(line)
        self.draft.total += 1

    def empty(self, ordinal: int, path: str, node: Any, *meta: str) -> None:
        """A node without the text it should have: unread where it holds words under another key.

        Args:
            meta: Keys whose values are codes and names.
        """
        stack = [node]
        while stack:
            value = stack.pop()
            if isinstance(value, dict):
                stack.extend(entry for key, entry in value.items() if key not in meta)
            elif isinstance(value, list):
                stack.extend(value)
            elif isinstance(value, str) and _WORD.search(value):
                self.unread(ordinal, path, node, "has no text where it should have one")
                return
        self.markup()

    def close(self, whole: Any, *keys: str) -> Draft:
        """The draft. `keys`: those of the outermost object that are accounted for."""
        if isinstance(whole, dict):
            self.know(whole, *keys)
        told = known_words(" ".join(cue.text for cue in self.draft.cues)) if self._repeats else Counter()
        for ordinal, path, text in self._repeats:
            said = known_words(text)
            missing = (said - told).total()
            # Vendors write a number or a compound in two ways now and then; a lost sentence is more.
            if missing > max(2, said.total() // 50):
                lost = said - told
                words = " ".join(word for word in _WORD.findall(text) if lost[word.casefold()])
                self.unread(ordinal, path, words, f"holds {missing} words that are in no piece of talk")
            else:
                self.markup()
        self._look_for_more(whole)
        return self.draft

    def _look_for_more(self, whole: Any) -> None:
        """Text under other keys is not talk (summaries, chapters); it is counted and its keys are named."""
        found: Counter[str] = Counter()
        stack: list[tuple[str, Any]] = [("", whole)]
        while stack:
            key, value = stack.pop()
            if isinstance(value, str):
                if len(value.split()) >= _PROSE_WORDS:
                    found[key if _KEY.fullmatch(key) else "other"] += 1
            elif isinstance(value, list):
                stack.extend((key, entry) for entry in value)
            elif isinstance(value, dict):
                known = self._known.get(id(value), frozenset())
                stack.extend((str(name), entry) for name, entry in value.items() if name not in known)
        if found:
            self.markup(found.total())
            names = ", ".join(sorted(found)[:_TOLD]) + (" and others" if len(found) > _TOLD else "")
            texts = f"{found.total():,} text{'' if found.total() == 1 else 's'}"
            self.draft.notices.append(f"The file holds {texts} that nobody says ({names}); left out.")


def timing(cues: Iterable[Cue], what: str, overlap: Literal["measurable", "not_measurable"]) -> Timing:
    """What the cues tell about time. `what`: in plain words, where the times are from."""
    all_cues = list(cues)
    starts = sum(1 for cue in all_cues if cue.start_ms is not None)
    ends = sum(1 for cue in all_cues if cue.end_ms is not None)
    if not starts:
        return Timing(reason="The file gives no times.")
    some = "" if min(starts, ends) == len(all_cues) else (
        f" {starts:,} of {len(all_cues):,} pieces have a start, {ends:,} have an end."
    )  # fmt: skip
    return Timing(
        start="measured",
        end="measured" if ends else "absent",
        overlap=overlap if ends else "not_measurable",
        reason=what + some,
    )
