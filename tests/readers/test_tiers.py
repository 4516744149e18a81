"""CHAT, ELAN and TextGrid: lines and tiers with times."""

from __future__ import annotations

import struct
from typing import Any

import pylangacq
import pytest
from praatio import textgrid as praat

from analyzer.errors import MalformedError
from analyzer.readers.base import Draft, Reader
from analyzer.readers.chat import Chat
from analyzer.readers.chat_codes import words
from analyzer.readers.decode import decode
from analyzer.readers.elan import Elan
from analyzer.readers.textgrid import TextGrid


def parse(reader: Reader, data: bytes) -> Draft:
    raw = decode("x", data)
    assert reader.recognise(raw) == 98
    draft = reader.parse(raw)
    assert draft.total == draft.talk + draft.markup + len(draft.unread)
    return draft


def said(draft: Draft) -> list[tuple[Any, ...]]:
    return [(cue.speaker, cue.text, cue.start_ms, cue.end_ms) for cue in draft.cues]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("hello there .", "hello there."),
        ("<I mean> [//] I &-uh (be)cause .", "I mean I uh because."),
        ("gonna [: going to] go", "going to go"),
        ("<whatcha say> [: what did you say] ?", "what did you say?"),
        ("well &=laughs &=imit:dog no", "well no"),
        ("xxx .", ""),
        ("&=laughs .", ""),
        ("xxx yes yyy www", "yes"),
        ("0is he 0 here", "he here"),
        ("and then +...", "and then…"),
        ("did you +/?", "did you?"),
        ("I was +//.", "I was."),
        ("+< yes +, no", "yes no"),
        ("the (..) dog (1.5) ran (0:02.1) off", "the dog ran off"),
        ("<a <b c> [/] b c> [//] d [= expl [x]] e", "a b c b c d e"),
        ("dog@l ha:ppy a_b black+bird", "dog happy a b blackbird"),
        ("it [x 3] [?] [=! low] is [*]", "it is"),
        ("no ‡ I do „ yes", "no, I do, yes"),
        ("at 10:30 and 0.5 percent", "at 10:30 and 0.5 percent"),
        ("&um you know", "um you know"),
        ("⌈yes⌉ ↑no↓ °low°", "yes no low"),
    ],
)
def test_chat_codes(line: str, expected: str) -> None:
    assert words(line) == expected


CHAT = (
    "@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tCOA Anna Investigator, CLI Participant, CL2 Participant\n"
    "@ID:\teng|x|COA|||||Investigator|||\n@ID:\teng|x|CLI|||||Participant|||\n@ID:\teng|x|CL2|||||Participant|||\n"
    "*COA:\tso what <was> [/] was it &=coughs ? \x15100_900\x15\n%mor:\tadv|so\n"
    "*CLI:\ta dog &*COA:mhm and\n\tmore . \x151000_2000\x15\n*CL2:\tyes . \x151900_2500\x15\n*CLI:\txxx .\nstray line\n@End\n"
)


def test_chat() -> None:
    draft = parse(Chat(), CHAT.encode())
    assert said(draft) == [
        ("Anna", "so what was was it?", 100, 900),
        ("Participant (CLI)", "a dog and more.", 1000, 2000),
        ("Anna", "mhm", None, None),
        ("Participant (CL2)", "yes.", 1900, 2500),
    ]
    assert [line.line for line in draft.unread] == [14]
    assert (draft.talk, draft.markup) == (4, 10)
    assert draft.timing.overlap == "measurable"
    assert "1 line holds no words" in draft.notices[0]


def test_chat_agrees_with_pylangacq_on_who_and_when() -> None:
    theirs = pylangacq.CHAT.from_strs(
        [CHAT.replace("stray line\n", "").replace("%mor:\tadv|so\n", "")], strict=False
    ).utterances()
    times = [u.time_marks for u in theirs if u.time_marks]
    assert times == [
        (c.start_ms, c.end_ms) for c in parse(Chat(), CHAT.encode()).cues if c.start_ms is not None
    ]


@pytest.mark.parametrize("bullet", ["\x15100_900\x15", '\x15%snd:"a b"_100_900\x15', "•100_900•", "100_900"])
def test_chat_bullets(bullet: str) -> None:
    draft = parse(Chat(), f"@UTF8\n@Begin\n*PAR:\tI had 20_000 dogs . {bullet}\n@End\n".encode())
    assert said(draft) == [("PAR", "I had 20 000 dogs.", 100, 900)]


def test_chat_without_talk() -> None:
    with pytest.raises(MalformedError, match=r"\*CODE:"):
        Chat().parse(decode("x", b"@UTF8\n@Begin\n@End\n"))


def eaf(tiers: str, slots: str = "") -> bytes:
    slots = slots or "".join(f'<TIME_SLOT TIME_SLOT_ID="t{i}" TIME_VALUE="{i * 1000}"/>' for i in range(6))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT>\n<TIME_ORDER>{slots}</TIME_ORDER>{tiers}</ANNOTATION_DOCUMENT>'.encode()


def tier(name: str, *annotations: tuple[int, int, str], who: str = "", parent: str = "") -> str:
    made = [
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{name}{a}" TIME_SLOT_REF1="t{a}" TIME_SLOT_REF2="t{b}"><ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>'
        for a, b, text in annotations
    ]
    more = (f' PARTICIPANT="{who}"' if who else "") + (f' PARENT_REF="{parent}"' if parent else "")
    return f'<TIER TIER_ID="{name}"{more}>{"".join(made)}</TIER>'


def reference(name: str, parent: str, *texts: tuple[str, str]) -> str:
    made = [
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="{name}{i}" ANNOTATION_REF="{ref}"><ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>'
        for i, (ref, text) in enumerate(texts)
    ]
    return f'<TIER TIER_ID="{name}" PARENT_REF="{parent}">{"".join(made)}</TIER>'


def test_elan_orders_tiers_by_time_and_leaves_out_those_that_refer() -> None:
    draft = parse(Elan(), eaf(
        tier("A", (0, 1, "hello &amp; hi"), (2, 4, "and so on"), who="Coach") + tier("B", (1, 3, "I am fine"))
        + reference("A-en", "A", ("A0", "greeting words here")) + tier("A-w", (0, 1, "hello"), parent="A"),
    ))  # fmt: skip
    assert said(draft) == [
        ("Coach", "hello & hi", 0, 1000),
        ("B", "I am fine", 1000, 3000),
        ("Coach", "and so on", 2000, 4000),
    ]
    assert (draft.talk, draft.markup) == (3, 2)
    assert draft.timing.overlap == "measurable"


def test_elan_times_that_are_absent_lie_between_their_neighbours() -> None:
    slots = '<TIME_SLOT TIME_SLOT_ID="t0" TIME_VALUE="0"/><TIME_SLOT TIME_SLOT_ID="t1"/><TIME_SLOT TIME_SLOT_ID="t2" TIME_VALUE="3000"/>'
    draft = parse(Elan(), eaf(tier("A", (0, 1, "one thing"), (1, 2, "and two")), slots))
    assert [(start, end) for _, _, start, end in said(draft)] == [(0, 1500), (1500, 3000)]
    assert draft.timing.start == "estimated"


def test_elan_numbers_of_utterances_are_not_the_talk() -> None:
    draft = parse(
        Elan(),
        eaf(
            tier("ref@S", (0, 1, "story.001"), (1, 2, "story.002"))
            + reference("tx@S", "ref@S", ("ref@S0", "hello there you"), ("ref@S1", "fine day today"))
        ),
    )
    assert [(text, start) for _, text, start, _ in said(draft)] == [
        ("hello there you", 0),
        ("fine day today", 1000),
    ]


def test_elan_annotation_on_no_tier() -> None:
    stray = tier("A", (0, 1, "lost words")).replace('<TIER TIER_ID="A">', "").replace("</TIER>", "")
    draft = parse(Elan(), eaf(stray + tier("B", (1, 2, "kept words"))))
    assert [line.text for line in draft.unread] == ["lost words"]


def long(*tiers: tuple[str, list[tuple[float, float, str]]]) -> str:
    out = f'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = 9\ntiers? <exists>\nsize = {len(tiers)}\nitem []:\n'
    for i, (name, pieces) in enumerate(tiers, 1):
        out += f'    item [{i}]:\n        class = "IntervalTier"\n        name = "{name}"\n        xmin = 0\n        xmax = 9\n        intervals: size = {len(pieces)}\n'
        for j, (a, b, text) in enumerate(pieces, 1):
            out += f'        intervals [{j}]:\n            xmin = {a}\n            xmax = {b}\n            text = "{text}"\n'
    return out


def short(*tiers: tuple[str, list[tuple[float, float, str]]]) -> str:
    out = f'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n9\n<exists>\n{len(tiers)}\n'
    for name, pieces in tiers:
        out += f'"IntervalTier"\n"{name}"\n0\n9\n{len(pieces)}\n' + "".join(
            f'{a}\n{b}\n"{text}"\n' for a, b, text in pieces
        )
    return out


def binary(*tiers: tuple[str, list[tuple[float, float, str]]]) -> bytes:
    def string(text: str) -> bytes:
        if text.isascii():
            return struct.pack(">h", len(text)) + text.encode()
        return struct.pack(">hh", -1, len(text)) + text.encode("utf-16-be")

    out = b"ooBinaryFile\x08TextGrid" + struct.pack(">ddBi", 0, 9, 1, len(tiers))
    for name, pieces in tiers:
        out += b"\x0cIntervalTier" + string(name) + struct.pack(">ddi", 0, 9, len(pieces))
        out += b"".join(struct.pack(">dd", a, b) + string(text.replace('""', '"')) for a, b, text in pieces)
    return out


TIERS = (
    ("Coach", [(0, 1.5, 'so ""well"" then'), (1.5, 2, "")]),
    ("Client", [(1, 2, "ça va bien"), (2, 3, " ")]),
)


@pytest.mark.parametrize(
    "data",
    [long(*TIERS).encode(), short(*TIERS).encode(), binary(*TIERS), long(*TIERS).encode("utf-16"), short(*TIERS).replace("\n", "\r\n").encode("utf-16-be"), long(*TIERS).replace("\n", "\r").encode()],
)  # fmt: skip
def test_textgrid_in_all_forms(data: bytes) -> None:
    draft = parse(TextGrid(), data)
    assert said(draft) == [("Coach", 'so "well" then', 0, 1500), ("Client", "ça va bien", 1000, 2000)]
    assert (draft.talk, draft.markup) == (2, 2)
    assert draft.timing.overlap == "measurable"


def _praat(path: Any) -> list[tuple[str, Any]]:
    grid = praat.openTextgrid(str(path), False)
    return [(name, grid.getTier(name)) for name in grid.tierNames]


def test_textgrid_agrees_with_praatio(tmp_path: Any) -> None:
    path = tmp_path / "x.TextGrid"
    path.write_text(long(*TIERS), encoding="utf-8")
    theirs = [
        (name, e.label, round(e.start * 1000), round(e.end * 1000))
        for name, t in _praat(path)
        if name
        for e in t.entries
    ]
    assert [(n, t.replace('""', '"'), a, b) for n, t, a, b in theirs] == said(
        parse(TextGrid(), path.read_bytes())
    )


@pytest.mark.parametrize(
    ("tiers", "kept"),
    [
        ([("word", [(0, 1, "so"), (1, 2, "then")]), ("phrase", [(0, 2, "so then")])], [(None, "so then")]),
        ([("Ann - words", [(0, 1, "so"), (1, 2, "then")]), ("Ann - phones", [(0, 1, "s"), (1, 2, "o")])], [("Ann", "so then")]),
        # Two people who say the same are two people.
        ([("Ann", [(0, 2, "yes I do")]), ("Bob", [(0, 2, "yes I do")])], [("Ann", "yes I do"), ("Bob", "yes I do")]),
        ([("Ann", [(0, 2, "yes I do")]), ("notes", [(0, 2, "she coughs loudly")])], [("Ann", "yes I do")]),
        ([("notes", [(0, 2, "she coughs loudly")])], [(None, "she coughs loudly")]),
    ],
)  # fmt: skip
def test_one_tier_for_the_same_words(tiers: Any, kept: list[tuple[str | None, str]]) -> None:
    assert [(speaker, text) for speaker, text, _, _ in said(parse(TextGrid(), long(*tiers).encode()))] == kept


def test_a_textgrid_that_is_broken() -> None:
    source = long(("Ann", [(0, 1, 'he said "no" to me'), (1, 2, "and more")]))
    assert parse(TextGrid(), source.encode()).cues[0].text == 'he said "no" to me'
    cut = parse(TextGrid(), source[: source.index("intervals [2]")].encode())
    assert any("breaks off" in notice for notice in cut.notices)
    bare = parse(TextGrid(), source.replace('"and more"', "and more").encode())
    assert [line.text for line in bare.unread] == ["text = and more"]
    with pytest.raises(MalformedError, match="no tier"):
        TextGrid().parse(decode("x", source[:60].encode()))


@pytest.mark.parametrize("gap", ["", " ", "\x15", "x"])
def test_chat_talk_behind_a_header_is_unread(gap: str) -> None:
    moved = CHAT.replace("CL2|||||Participant|||\n*COA", f"CL2|||||Participant|||{gap}*COA")
    draft = parse(Chat(), moved.encode())
    assert [line.line for line in draft.unread] == [7, 13]
    assert "behind a header" in draft.unread[0].reason
