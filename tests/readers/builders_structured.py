"""Sources with odd but legal structure: what each format leaves out, splits and says twice.

`builders.py` writes every format as its program does; here each optional key may be missing. A
strategy gives the bytes and the words that must be in the session, as often as they are listed.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Built = tuple[bytes, list[str]]
Talk = list[tuple[int, list[str]]]


def _words(serial: int, count: int) -> list[str]:
    return [
        "zx" + "".join(chr(97 + n // 26**k % 26) for k in range(4)) for n in range(serial, serial + count)
    ]


@st.composite
def talk(draw: st.DrawFn) -> Talk:
    """Who (0-2) says which words."""
    found: Talk = []
    serial = 0
    for i in range(draw(st.integers(2, 6))):
        count = draw(st.integers(1, 5))
        found.append((i if i < 2 else draw(st.integers(0, 2)), _words(serial, count)))
        serial += count
    return found


def _strategy(build: Callable[[st.DrawFn, Talk], bytes]) -> st.SearchStrategy[Built]:
    @st.composite
    def built(draw: st.DrawFn) -> Built:
        said = draw(talk())
        return build(draw, said), [word for _, words in said for word in words]

    return built()


def _some(draw: st.DrawFn, entry: dict[str, Any], *optional: str) -> dict[str, Any]:
    """`entry` without some of its optional keys, or with nothing under them."""
    for key in optional:
        kind = draw(st.sampled_from(["keep", "keep", "drop", "null"]))
        if kind == "drop":
            entry.pop(key, None)
        elif kind == "null" and key in entry:
            entry[key] = None
    return entry


def _timed(
    draw: st.DrawFn, words: list[str], at: float, key: str, who: str | int | None
) -> list[dict[str, Any]]:
    made = []
    for i, word in enumerate(words):
        entry = {key: word, "start": at + i / 2, "end": at + i / 2 + 0.4, "score": 0.5, "speaker": who}
        made.append(_some(draw, entry, "score", "speaker", "start", "end"))
    return made


def whisperx_json(draw: st.DrawFn, said: Talk) -> bytes:
    segments = []
    for i, (who, words) in enumerate(said):
        own = _timed(draw, words, 10.0 * i, "word", f"SPEAKER_0{draw(st.integers(0, 1))}")
        entry = {
            "start": 10.0 * i,
            "end": 10.0 * i + 9,
            "text": " ".join(words),
            "words": own,
            "speaker": f"SPEAKER_0{who}",
        }
        drop = draw(st.sampled_from(["words", "text", "speaker", "end"]))
        segments.append(_some(draw, entry, drop))
    return json.dumps({"segments": segments, "word_segments": []}).encode()


def rev_json(draw: st.DrawFn, said: Talk) -> bytes:
    monologues = []
    for i, (who, words) in enumerate(said):
        elements = []
        for k, word in enumerate(words):
            entry = {
                "type": "text",
                "value": word,
                "ts": 10.0 * i + k,
                "end_ts": 10.0 * i + k + 0.5,
                "confidence": 0.9,
            }
            elements.append(_some(draw, entry, "ts", "end_ts", "confidence"))
            elements.append({"type": "punct", "value": draw(st.sampled_from([" ", ", ", ". ", ",", "."]))})
        monologues.append(_some(draw, {"speaker": who, "elements": elements}, "speaker"))
    return json.dumps({"monologues": monologues}).encode()


def deepgram_json(draw: st.DrawFn, said: Talk) -> bytes:
    words = [_timed(draw, own, 10.0 * i, "word", who) for i, (who, own) in enumerate(said)]
    several = draw(st.booleans())
    channels = [words[0::2], words[1::2]] if several else [words]
    made = []
    for channel in channels:
        flat = [word for own in channel for word in own]
        made.append(
            {
                "alternatives": [
                    _some(
                        draw, {"transcript": " ".join(w["word"] for w in flat), "words": flat}, "transcript"
                    )
                ]
            }
        )
    results: dict[str, Any] = {"channels": made}
    if draw(st.booleans()):
        results["utterances"] = [
            _some(draw, {"transcript": " ".join(own), "words": words[i], "speaker": who, "channel": i % 2 if several else 0}, "speaker", "words")
            for i, (who, own) in enumerate(said)
        ]  # fmt: skip
    return json.dumps({"results": results}).encode()


def assemblyai_json(draw: st.DrawFn, said: Talk) -> bytes:
    utterances, flat = [], []
    for i, (who, own) in enumerate(said):
        words = [
            {
                "text": word,
                "start": 9000 * i + 500 * k,
                "end": 9000 * i + 500 * k + 400,
                "speaker": "ABC"[who],
            }
            for k, word in enumerate(own)
        ]
        words = [_some(draw, word, "speaker") for word in words]
        flat += words
        utterances.append(
            _some(
                draw,
                {
                    "text": " ".join(own),
                    "start": 9000 * i,
                    "end": 9000 * i + 3000,
                    "speaker": "ABC"[who],
                    "words": words,
                },
                "speaker",
                "words",
            )
        )
    return json.dumps(
        _some(draw, {"text": "", "words": flat, "utterances": utterances}, "utterances", "text")
    ).encode()


def aws_json(draw: st.DrawFn, said: Talk) -> bytes:
    items: list[dict[str, Any]] = []
    for i, (who, own) in enumerate(said):
        for k, word in enumerate(own):
            entry = {
                "type": "pronunciation",
                "start_time": f"{10 * i + k}.0",
                "end_time": f"{10 * i + k}.5",
                "speaker_label": f"spk_{who}",
                "alternatives": [{"content": word, "confidence": "0.9"}],
            }
            items.append(_some(draw, entry, "speaker_label", "start_time", "end_time"))
        items.append(
            {"type": "punctuation", "alternatives": [{"content": draw(st.sampled_from([".", ",", "?"]))}]}
        )
    return json.dumps({"results": {"items": items}}).encode()


def table(draw: st.DrawFn, said: Talk) -> bytes:
    names = {
        "who": draw(st.sampled_from(["speaker", "Role", "from", "participant_name"])),
        "text": draw(st.sampled_from(["text", "Utterance", "message"])),
        "at": draw(st.sampled_from(["start", "Time", "timestamp"])),
        "more": "note",
    }
    order = draw(st.permutations(["who", "text", "at", "more"]))
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=draw(st.sampled_from([",", ";", "\t", "|"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    )
    writer.writerow([names[key] for key in order])
    for i, (who, own) in enumerate(said):
        row = {
            "who": ["Ann", "Bob", "Cy"][who],
            "text": draw(st.sampled_from([" ", ", ", "\n", ' "'])).join(own),
            "at": f"0:{i + 10}",
            "more": "",
        }
        writer.writerow([row[key] for key in order])
    return out.getvalue().encode()


def chat(draw: st.DrawFn, said: Talk) -> bytes:
    out = ["@UTF8", "@Begin"]
    codes = ["&=laughs", "[//]", "(.)", "xxx", "&-", "[% a]", "+<", "0is", "[*]", "\n\t"]
    for i, (who, own) in enumerate(said):
        text = " ".join(f"{word} {draw(st.sampled_from(codes))}".removesuffix("&-") for word in own)
        bullet = draw(st.sampled_from(["", f" \x15{i * 1000}_{i * 1000 + 900}\x15"]))
        out.append(f"*P{who}R:\t{text} .{bullet}")
    return "\n".join([*out, "@End", ""]).encode()


BUILDERS: dict[str, st.SearchStrategy[Built]] = {
    "whisperx_json": _strategy(whisperx_json), "rev_json": _strategy(rev_json), "deepgram_json": _strategy(deepgram_json),
    "assemblyai_json": _strategy(assemblyai_json), "aws_json": _strategy(aws_json), "csv": _strategy(table), "chat": _strategy(chat),
}  # fmt: skip
