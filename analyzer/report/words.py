"""The plain wording of reports, from `taxonomy/wording.toml`, and numbers in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from analyzer.taxonomy import load_toml
from analyzer.types import Finding, Measure, Share

# Controls would end up in a terminal or break a page; marks that turn the writing direction round
# would move the words of the report itself. Each is replaced by one character: offsets still fit.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_TURNERS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = "\u200b"


@dataclass(frozen=True, slots=True)
class Wording:
    """What is written about one id: `look` holds what a colleague would look at again."""

    title: str
    sentence: str = ""
    look: tuple[str, ...] = ()
    short: str = ""


@cache
def wording(group: str, key: str) -> Wording:
    """The wording of an id. An id without wording (a plug-in's) is shown as its own words.

    >>> wording("role", "other").title
    'other speaker'
    >>> wording("disclosure", "my_own_label").title
    'My own label'
    """
    row = load_toml("wording.toml").get(group, {}).get(key)
    if row is None:
        # Words only: an id of others must not be markup in any of the renderers.
        plain = " ".join(re.findall(r"[^\W_]+", re.sub(r"^(check|resp)_", "", key)))
        return Wording(plain[:1].upper() + plain[1:] or "Without a name")
    if isinstance(row, str):
        return Wording(row)
    return Wording(row["title"], row.get("sentence", ""), tuple(row.get("look", ())), row.get("short", ""))


def phrase(group: str, key: str) -> str:
    """The title of an id."""
    return wording(group, key).title


def page(key: str) -> str:
    """A sentence of the page itself."""
    return wording("page", key).title


def urgency_reason(rule: str) -> str:
    """Why the numbered table gave this urgency, in its own words; empty where the table does not say."""
    rules = load_toml("urgency.toml").get("rule", ())
    return next((str(r["why"]) for r in rules if r.get("id") == rule and "why" in r), "")


def how_sure(finding: Finding) -> str:
    """How sure the reading is, in words: a number would look like a probability of harm."""
    if finding.tier == "review":
        return phrase("sure", "possible")
    return phrase("sure", "clear" if finding.score >= 0.8 else "likely")


# --- text of others ------------------------------------------------------------------------------


def clean(text: str) -> str:
    """Text of a transcript, fit to be shown: no control characters, no direction switches, same length.

    >>> clean("a\\x1b[2Jb")
    'a\ufffd[2Jb'
    """
    return _TURNERS.sub(_INVISIBLE, _CONTROLS.sub("\ufffd", text))


def one_line(text: str) -> str:
    """Cleaned text on one line.

    >>> one_line(" a\\n\\n b ")
    'a b'
    """
    return " ".join(clean(text).split())


# --- numbers -------------------------------------------------------------------------------------


def clock(ms: int | None) -> str:
    """A place in the recording, `12:31` or `1:02:03`; empty where not known.

    >>> clock(3_723_999), clock(751_000), clock(None)
    ('1:02:03', '12:31', '')
    """
    if ms is None:
        return ""
    seconds = max(ms, 0) // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02d}:{seconds % 60:02d}" if hours else f"{minutes}:{seconds % 60:02d}"


def duration(seconds: float) -> str:
    """A length of time, as one would say it.

    >>> duration(3140), duration(95), duration(4.26), duration(-0.3)
    ('52 min', '1 min 35 s', '4.3 s', '-0.3 s')
    """
    if abs(seconds) < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole >= 600:
        return f"{round(whole / 60)} min"
    return f"{whole // 60} min" + (f" {whole % 60} s" if whole % 60 else "")


def percent(share: float) -> str:
    """A share in whole percent.

    >>> percent(0.384)
    '38 %'
    """
    return f"{100 * share:.0f} %"


def between(share: Share) -> str:
    """The range of a share, or that there is none."""
    if share.interval is None:
        return ""
    low, high = percent(share.interval.low), percent(share.interval.high)
    return "" if low == high else f"between {low} and {high}"


def amount(measure: Measure) -> str:
    """A measure's value with its unit in words; `not measurable` where there is none."""
    if measure.value is None:
        return "not measurable"
    value = _in_unit(measure.value, measure.unit)
    interval = measure.interval
    if interval is not None:
        low, high = _in_unit(interval.low, measure.unit), _in_unit(interval.high, measure.unit)
        if low != high:
            return f"{value} ({low} to {high})"
    return value


def _in_unit(value: float, unit: str) -> str:
    if unit == "s":
        return duration(value)
    if unit == "share":
        return percent(value)
    if unit == "%":
        return f"{value:.0f} %"
    if unit == "ratio":
        return f"{value:.1f} to 1"
    if unit == "count":
        return f"{value:.0f}"
    if unit == "turn":
        return f"turn {value + 1:.0f}"
    number = f"{value:.0f}" if float(value).is_integer() or abs(value) >= 20 else f"{value:.1f}"
    return f"{number} {'words a minute' if unit == 'words/min' else unit}"


def count(n: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> count(1, "passage"), count(2, "passage")
    ('1 passage', '2 passages')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"
