"""The report as Markdown: what was found and measured, without the transcript unless asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analyzer.report.findings import Boundary, Card, Heard, Item
from analyzer.report.spans import Quote
from analyzer.report.talk import MeasureRow
from analyzer.report.view import View, build_view
from analyzer.report.words import one_line, page, wording
from analyzer.types import Report

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~@])")
_STARTS = re.compile(r"^(\d+)([.)])|^([-=])")
_LINKS = re.compile(r"(?i)\b(https?|ftp|www|mailto)([:.])")


def render_markdown(report: Report, *, transcript: bool = False) -> str:
    """The report as Markdown.

    Args:
        report: What to show.
        transcript: Whether the whole transcript follows. Left out by default: Markdown is
            easily pasted elsewhere, and the quotes are enough to find the place.
    """
    v = build_view(report)
    lines = [
        *_head(v),
        *_first(v),
        *_talk(v),
        *_boundaries(v),
        *_practice(v),
        *_rest(v),
        *(_transcript(v) if transcript else ()),
        *_made(v),
    ]
    return "\n".join(lines).rstrip() + "\n"


def escape(text: str) -> str:
    """Somebody else's text on one line, with nothing in it that Markdown or HTML would act on.

    >>> escape("<b> [x](y) https://z | *")
    '&lt;b&gt; \\\\[x\\\\]\\\\(y\\\\) https\\\\://z \\\\| \\\\*'
    """
    line = one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = _LINKS.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", line))
    return _STARTS.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", line)


def _head(v: View) -> list[str]:
    lines = [f"# {v.title}: {escape(v.name)}", "", escape(" · ".join(v.facts)), ""]
    if v.emergencies:
        lines += [f"> **{page('emergency_title')}.** {page('emergency_text')}", ">"]
        lines += [f"> - [ ] {c.title}: {_who(c.items[0].quote)}" for c in v.emergencies]
        lines += [""]
    if v.roles_words:
        lines += [f"**{v.roles_words}**", ""]
    lines += [f"- {escape(n)}" for n in v.notices]
    for p in v.people:
        sure = f" ({p.sure})" if p.sure else ""
        also = f" Also written: {escape(p.also)}." if p.also else ""
        lines.append(f"- **{escape(p.name)}**, {p.role_words}{sure}. {escape(p.why)}{also}".rstrip())
    return [*lines, "", f"_{page('intended_use')}_", "", page("content_note"), page("private"), ""]


def _first(v: View) -> list[str]:
    lines = ["## What needs a person first", ""]
    if not v.cards:
        return [*lines, page("nothing" if v.report.session.turns else "nothing_read"), ""]
    for n, card in enumerate(v.cards, 1):
        lines += _card(n, card)
    return lines


def _card(n: int, card: Card) -> list[str]:
    lines = [f"### {n}. {card.title}", ""]
    lines += [f"with it: {card.beside}", ""] if card.beside else []
    lines += [f"**{card.soon.title}.** {card.soon.sentence}", ""]
    for item in card.items:
        lines += _item(item)
    lines += [
        "#### What the coach did next",
        "",
        f"{card.rating} {card.read} {page('not_graded')}".strip(),
        "",
    ]
    lines += _heard("Heard", card.heard)
    lines += [f"- Not heard in the turns that were read: {w.title}" for w in card.missing]
    lines += _heard("Could do harm", card.harmful, explain=True)
    return [*lines, "", "#### What a colleague would look at", "", *(f"- {q}" for q in card.look), ""]


def _item(item: Item) -> list[str]:
    lines = [item.words.sentence, "", *_quote(item.quote), ""]
    lines.append("; ".join(f"{name}: {value}" for name, value in item.facts) + ".")
    if item.cues:
        lines.append(f"Also named: {'; '.join(item.cues)}.")
    lines += [f"{w.title}. {w.sentence}" for w in item.also]
    led = "; ".join(
        f"{r.what}{f': “{escape(r.quote.text)}”' if r.quote and r.quote.text else ''}"
        f"{f' ({escape(r.note)})' if r.note else ''}"
        for r in item.reasons
    )
    soon = f"How soon: {item.why_soon} " if item.why_soon else ""
    reasons = f"What led to this: {led}. " if led else ""
    return [*lines, f"{reasons}{soon}(rule {escape(item.finding.urgency_rule)})", ""]


def _heard(what: str, heard: Iterable[Heard], *, explain: bool = False) -> list[str]:
    lines = []
    for h in heard:
        quotes = "".join(f" “{escape(q.text)}” ({q.place})" for q in h.quotes)
        lines.append(f"- {what}: {h.words.title}.{f' {h.words.sentence}' if explain else ''}{quotes}")
    return lines


def _talk(v: View) -> list[str]:
    t = v.talk
    lines = ["## Talk time", "", f"**{escape(t.headline)}** {escape(t.detail)}"]
    lines += [f"This is {t.verdict}." if t.verdict else "", "", escape(t.ranges), ""]
    lines += ["| by | share | range | how | basis |", "|---|---|---|---|---|"]
    lines += [f"| {r.basis} | {r.shown} | {r.range or '-'} | {r.how} | {escape(r.reason)} |" for r in t.rows]
    lines += ["", t.dynamics, ""]
    if t.parts and not t.readings:
        lines += ["| tenth | " + " | ".join(str(p.number) for p in t.parts) + " |"]
        lines += [
            "|---" * (len(t.parts) + 1) + "|",
            "| coach | " + " | ".join(p.shown for p in t.parts) + " |",
            "",
        ]
    lines += _measures(t.measures)
    return [*lines, *(f"- {escape(n)}" for n in t.notes), ""]


def _measures(rows: Iterable[MeasureRow]) -> list[str]:
    body = [
        f"| {r.name} | {r.shown}{f' ({r.verdict})' if r.verdict else ''} | {escape(r.basis)} |" for r in rows
    ]
    return ["| measure | value | what it rests on |", "|---|---|---|", *body, ""] if body else []


def _boundaries(v: View) -> list[str]:
    lines = ["## Boundaries", ""]
    if not v.own_words and not v.pressure:
        return [*lines, page("nothing_boundary" if v.report.session.turns else "nothing_read"), ""]
    if v.own_words:
        lines += ["### In the coach's words", ""]
        for b in v.own_words:
            lines += _boundary(b)
    if v.pressure:
        lines += ["### From the client, and how the coach handled it", ""]
        lines += [wording("severity", "client_pressure").sentence, ""]
        for b in v.pressure:
            lines += _boundary(b)
    return lines


def _boundary(b: Boundary) -> list[str]:
    said = b.handling or b.severity
    head = "A strength" if b.strength else said.title
    lines = [f"#### {b.words.title}", "", f"**{head}.** {said.sentence}", "", *_quote(b.quote), ""]
    for q in b.replies:
        lines += [*_quote(q), ""]
    look = () if b.strength else b.words.look
    return [*lines, f"{b.words.sentence} {b.sure}", *(f"- {q}" for q in look), ""]


def _practice(v: View) -> list[str]:
    lines = ["## How the coach spoke", ""]
    lines += [f"- {r.words.title}: {r.n}" for r in v.moves] or ["No moves were counted."]
    lines += ["", *_measures(v.move_measures), "## Practice points", "", page("checks_note"), ""]
    for c in v.checks:
        quotes = "".join(f" “{escape(q.text)}” ({_who(q)})" for q in c.quotes)
        lines.append(
            f"- **{escape(c.words.title)}**: {c.shown}. {escape(c.reason or c.words.sentence)}{quotes}"
        )
    if v.note is not None:
        lines += ["", "### The coach's note", "", f"{v.note_words} words.", ""]
        lines += [f"- {n.shown}: {escape(n.point)}. {escape(n.reason)}".rstrip() for n in v.note]
    return [*lines, ""]


def _rest(v: View) -> list[str]:
    lines = ["## Looked at and set aside", ""]
    for i in v.aside:
        lines.append(
            f"- {escape(i.words.title)}: “{escape(i.quote.text)}” ({_who(i.quote)}): {i.aside}. {i.why_soon}"
        )
    lines += ["Nothing was set aside."] if not v.aside else []
    lines += ["", "## What was not assessed", ""]
    lines += [f"- **{escape(g.what)}.** {escape(g.why)} {escape(g.do)}".rstrip() for g in v.gaps]
    for u in v.report.session.unread[:100]:
        lines.append(f"- Unread, {u.unit} {u.line}: {escape(u.reason)} {escape(u.do)} “{escape(u.text)}”")
    more = len(v.report.session.unread) - 100
    return [*lines, *([f"- and {more} more unread; all of them stand in the JSON."] if more > 0 else []), ""]


def _transcript(v: View) -> list[str]:
    lines = ["## Transcript", ""]
    for t in v.turns():
        at = f", {t.at}" if t.at else ""
        lines += [
            f"**{t.number} {escape(t.who)}** ({t.role_words}{at}): {escape(''.join(p.text for p in t.pieces))}",
            "",
        ]
    return lines


def _made(v: View) -> list[str]:
    return [
        "## How this report was made",
        "",
        *(f"- {escape(name)}: {escape(value)}" for name, value in v.provenance),
    ]


def _quote(q: Quote) -> list[str]:
    before = escape(q.before) + (" " if q.before.endswith(" ") else "")
    after = (" " if q.after.startswith(" ") else "") + escape(q.after)
    return [f"> {before}**“{escape(q.text)}”**{after}", f"> ({_who(q)})"]


def _who(q: Quote) -> str:
    return f"{escape(q.who)}, {q.place}"
