"""The report in a terminal: what to grasp at once, and where to read on."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from analyzer.report.findings import Boundary, Card
from analyzer.report.spans import Quote
from analyzer.report.view import View, build_view
from analyzer.report.words import page
from analyzer.types import Report

_WIDEST = 100
_STYLE = {"emergency": "bold red", "urgent": "yellow", "routine": "blue", "none": ""}
# Signs that stand without colour, and what stands for them where the terminal has no Unicode.
_SIGN = {"emergency": "◆", "urgent": "▲", "routine": "●", "none": "○"}
_ASCII = str.maketrans(
    {
        "◆": "!",
        "▲": "^",
        "●": "*",
        "○": "o",
        "█": "#",
        "░": ".",
        "–": "-",
        "…": "...",
        "“": '"',
        "”": '"',
        "’": "'",
        "·": "-",
    }
)


def print_terminal(report: Report, console: Console | None = None) -> None:
    """Print a report.

    Args:
        report: What to show.
        console: Where to; standard output by default. Its width, colours and encoding are kept to.
    """
    out = console or Console(highlight=False)
    _Page(out, build_view(report)).print()


class _Page:
    """Prints one view; holds the console, so that each part is told only what it shows."""

    def __init__(self, console: Console, view: View) -> None:
        self.console = console
        self.view = view
        self.width = min(console.width, _WIDEST)
        self.plain = "utf" not in (console.encoding or "").lower()

    def print(self) -> None:
        """Print all parts."""
        for part in (self._head, self._first, self._talk, self._boundaries, self._practice, self._rest):
            part()

    # --- parts ---------------------------------------------------------------------------------

    def _head(self) -> None:
        v = self.view
        self._line(f"{v.title}: {v.name}", style="bold")
        self._line(" · ".join(v.facts))
        for p in v.people:
            sure = f" ({p.sure})" if p.sure else ""
            self._line(f"{p.name}: {p.role_words}{sure}. {p.why}", indent=2)
        for words in (v.roles_words, *v.notices):
            if words:
                self._line(words, style="bold")
        self._line(page("intended_use"), style="dim")
        if v.emergencies:
            self._gap()
            self._line(f"◆ {page('emergency_title')}", style=_STYLE["emergency"])
            self._line(page("emergency_text"), indent=2)

    def _first(self) -> None:
        self._title("What needs a person first")
        if not self.view.cards:
            self._line(page("nothing" if self.view.report.session.turns else "nothing_read"))
        for card in self.view.cards:
            self._card(card)

    def _card(self, card: Card) -> None:
        self._line(f"{_SIGN[card.urgency]} {card.soon.title}: {card.title}", style=_STYLE[card.urgency])
        if card.beside:
            self._line(f"with it: {card.beside}", indent=2)
        self._line(card.soon.sentence, indent=2)
        for item in card.items:
            self._quote(item.quote)
            self._line("; ".join(f"{n.lower()}: {x}" for n, x in item.facts) + ".", indent=4)
            extra = (*item.cues, *(w.title[:1].lower() + w.title[1:] for w in item.also))
            if extra:
                self._line(f"also: {'; '.join(extra)}.", indent=4)
            if item.why_soon:
                self._line(f"how soon: {item.why_soon}", indent=4)
        self._line("What the coach did next", indent=2, style="bold")
        self._line(f"{card.rating} {card.read}".strip(), indent=4)
        self._list("heard", (h.words.title + _where(h.quotes) for h in card.heard))
        self._list("not heard", (w.title for w in card.missing))
        self._list("could do harm", (h.words.title + _where(h.quotes) for h in card.harmful))
        self._line("What a colleague would look at", indent=2, style="bold")
        for question in card.look:
            self._line(f"- {question}", indent=4)
        self._gap()

    def _talk(self) -> None:
        t = self.view.talk
        self._title("Talk time")
        self._line(t.headline, style="bold")
        self._line(f"{t.detail}{f' {t.verdict[:1].upper()}{t.verdict[1:]}.' if t.verdict else ''}")
        for row in t.rows:
            if row.value is None:
                self._line(f"{row.basis:<6}not measurable: {row.reason}", indent=2)
                continue
            bar = "" if t.readings else _bar(row.value, max(10, min(40, self.width - 62))) + " "
            how = ", ".join(x for x in (row.how, row.range) if x)
            self._line(f"{row.basis:<6}{bar}{row.shown}, {how}", indent=2)
        self._line(t.dynamics)

    def _boundaries(self) -> None:
        self._title("Boundaries")
        v = self.view
        if not v.own_words and not v.pressure:
            self._line(page("nothing_boundary" if v.report.session.turns else "nothing_read"))
        for name, found in (("In the coach's words", v.own_words), ("From the client", v.pressure)):
            if found:
                self._line(name, style="bold")
            for b in found:
                self._boundary(b)

    def _boundary(self, b: Boundary) -> None:
        said = b.handling or b.severity
        self._line(
            f"{b.words.title} – {'a strength: ' if b.strength else ''}{said.title[:1].lower()}{said.title[1:]}",
            indent=2,
        )
        self._quote(b.quote)

    def _practice(self) -> None:
        v = self.view
        self._title("How the coach spoke")
        self._line(
            ", ".join(f"{r.words.title.lower()} {r.n}" for r in v.moves if r.n) or "No moves were counted."
        )
        self._title("Practice points")
        self._table([(c.words.title, c.shown) for c in v.checks])
        if v.note is not None:
            self._title("The coach's note")
            self._table([(n.point, n.shown) for n in v.note])

    def _rest(self) -> None:
        v = self.view
        self._title("Looked at and set aside")
        for i in v.aside:
            self._quote(i.quote, i.aside)
        if not v.aside:
            self._line("Nothing was set aside.")
        self._title("What was not assessed")
        for g in v.gaps:
            self._line(f"- {g.what}: {g.why}", indent=2, style="bold" if g.failed else "")
        if v.report.session.unread:
            self._line(
                f"- {len(v.report.session.unread)} unread; listed in the HTML report and the JSON.", indent=2
            )
        self._gap()
        self._line(
            "The whole transcript, with the passages marked, is in the HTML report (--html PATH).",
            style="dim",
        )

    # --- lines ---------------------------------------------------------------------------------

    def _quote(self, q: Quote, why: str = "") -> None:
        self._line(f"“{q.text}” – {q.who}, {q.place}{f': {why}' if why else ''}", indent=4)

    def _list(self, name: str, rows: Iterable[str]) -> None:
        for row in rows:
            self._line(f"{name}: {row}", indent=4)

    def _table(self, rows: list[tuple[str, str]]) -> None:
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 2))
        for row in rows:
            table.add_row(*(Text(self._shown(cell)) for cell in row))
        if rows:
            self.console.print(table, width=self.width)

    def _title(self, text: str) -> None:
        self._gap()
        self._line(text, style="bold underline")

    def _gap(self) -> None:
        self.console.print()

    def _line(self, text: str, *, indent: int = 0, style: str = "") -> None:
        # A Text is printed as it is: square brackets of a transcript are no markup here.
        hang = 2 if text.startswith("- ") else 0
        room = max(self.width - indent - hang, 20)
        for n, line in enumerate(Text(self._shown(text), style=style).wrap(self.console, room)):
            line.rstrip()
            self.console.print(Text(" " * (indent + (hang if n else 0))) + line, soft_wrap=True)

    def _shown(self, text: str) -> str:
        if not self.plain:
            return text
        encoding = self.console.encoding or "ascii"
        return text.translate(_ASCII).encode(encoding, errors="replace").decode(encoding)


def _bar(share: float, width: int) -> str:
    full = round(share * width)
    return "█" * full + "░" * (width - full)


def _where(quotes: tuple[Quote, ...]) -> str:
    return f": “{quotes[0].text}” ({quotes[0].place})" if quotes else ""
