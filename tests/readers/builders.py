"""Sources of every format, built from what was said: real in shape, invented in words.

One function a format: `Said` pieces in, bytes out. A format without a builder is not fuzzed, and
`test_every_format_has_a_builder` says so.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr


class Said(NamedTuple):
    speaker: str
    text: str
    start_ms: int
    end_ms: int


Build = Callable[[Sequence[Said]], bytes]


def clock(ms: int, point: str = ".", hours: bool = True) -> str:
    s, frac = divmod(ms, 1000)
    h, rest = divmod(s, 3600)
    lead = f"{h:02}:" if hours or h else ""
    return f"{lead}{rest // 60:02}:{rest % 60:02}{point}{frac:03}"


def short(ms: int) -> str:
    s = ms // 1000
    return f"{s // 3600}:{s // 60 % 60:02}:{s % 60:02}" if s >= 3600 else f"{s // 60}:{s % 60:02}"


def zoom_vtt(said: Sequence[Said]) -> bytes:
    cues = [
        f"{i}\r\n{clock(s.start_ms)} --> {clock(s.end_ms)}\r\n{s.speaker}: {s.text}\r\n\r\n"
        for i, s in enumerate(said, 1)
    ]
    return ("WEBVTT\r\n\r\n" + "".join(cues)).encode()


def teams_vtt(said: Sequence[Said]) -> bytes:
    out = ["WEBVTT\n\n"]
    for i, s in enumerate(said):
        words = escape(s.text).split()
        half = len(words) // 2
        text = "\n".join(" ".join(part) for part in (words[:half], words[half:]) if part)
        close = "</v>" if i % 3 else ""
        guid = f"6f1c2a5e-0b7d-4d0e-9a51-3f2b8c7d{i:04x}/{i}-0"
        out.append(
            f"{guid}\n{clock(s.start_ms)} --> {clock(s.end_ms)}\n<v {escape(s.speaker)}>{text}{close}\n\n"
        )
    return "".join(out).encode()


def whisperx_vtt(said: Sequence[Said]) -> bytes:
    out = ["WEBVTT\n\n"]
    for s in said:
        out.append(
            f"{clock(s.start_ms, hours=False)} --> {clock(s.end_ms, hours=False)}\n[{s.speaker}]: {s.text}\n\n"
        )
    return "".join(out).encode()


def vtt(said: Sequence[Said]) -> bytes:
    cues = [f"{clock(s.start_ms)} --> {clock(s.end_ms)}\n{s.text}\n\n" for s in said]
    return ("WEBVTT\nKind: captions\nLanguage: en\n\n" + "".join(cues)).encode()


def srt(said: Sequence[Said]) -> bytes:
    cues = [
        f"{i}\n{clock(s.start_ms, ',')} --> {clock(s.end_ms, ',')}\n{s.speaker}: {s.text}\n\n"
        for i, s in enumerate(said, 1)
    ]
    return "".join(cues).encode()


def otter_txt(said: Sequence[Said]) -> bytes:
    blocks = [f"{s.speaker}  {short(s.start_ms)}  \n{s.text}\n\n" for s in said]
    return ("".join(blocks) + "Transcribed by https://otter.ai\n").encode()


def rev_txt(said: Sequence[Said]) -> bytes:
    return "".join(f"{s.speaker} ({clock(s.start_ms)[:8]}):\n{s.text}\n\n" for s in said).encode()


def google_meet(said: Sequence[Said]) -> bytes:
    names = ", ".join(dict.fromkeys(s.speaker for s in said))
    out = [f"Weekly call (2024-05-01 10:00 GMT+1) - Transcript\nAttendees\n{names}\nTranscript\n00:00:00\n\n"]
    for i, s in enumerate(said):
        if i % 5 == 4:
            out.append(f"{clock(s.start_ms)[:8]}\n\n")
        out.append(f"{s.speaker}: {s.text}\n")
    out.append(
        "\nTranscription ended after 00:50:12\n\nThis editable transcript was computer generated and might"
    )
    out.append(" contain errors. People can also change the text after it was created.\n")
    return "".join(out).encode()


def zoom_chat(said: Sequence[Said]) -> bytes:
    return "".join(f"{clock(s.start_ms)[:8]}\t{s.speaker}:\t{s.text}\r\n" for s in said).encode()


def markdown_interview(said: Sequence[Said]) -> bytes:
    return "".join(f"**{s.speaker}:** {s.text}\n\n" for s in said).encode()


def plain_text(said: Sequence[Said]) -> bytes:
    return "".join(f"{s.speaker}: {s.text}\n" for s in said).encode()


def session_json(said: Sequence[Said]) -> bytes:
    keys = ("speaker", "text", "start_ms", "end_ms")
    return json.dumps({"turns": [dict(zip(keys, s, strict=True)) for s in said]}, indent=1).encode()


def _words(s: Said) -> list[tuple[str, float, float]]:
    words = s.text.split()
    step = (s.end_ms - s.start_ms) / max(1, len(words)) / 1000
    return [
        (w, s.start_ms / 1000 + i * step, s.start_ms / 1000 + (i + 1) * step) for i, w in enumerate(words)
    ]


def rev_json(said: Sequence[Said]) -> bytes:
    ids = {name: i for i, name in enumerate(dict.fromkeys(s.speaker for s in said))}
    monologues = []
    for s in said:
        elements: list[dict[str, object]] = []
        for i, (w, a, b) in enumerate(_words(s)):
            if i:
                elements.append({"type": "punct", "value": " "})
            elements.append({"type": "text", "value": w, "ts": a, "end_ts": b, "confidence": 0.9})
        info = {"id": str(ids[s.speaker]), "display_name": s.speaker}
        monologues.append({"speaker": ids[s.speaker], "speaker_info": info, "elements": elements})
    return json.dumps({"monologues": monologues}).encode()


def whisperx_json(said: Sequence[Said]) -> bytes:
    segments = []
    for s in said:
        words = [
            {"word": w, "start": a, "end": b, "score": 0.8, "speaker": s.speaker} for w, a, b in _words(s)
        ]
        segments.append(
            {
                "start": s.start_ms / 1000,
                "end": s.end_ms / 1000,
                "text": s.text,
                "words": words,
                "speaker": s.speaker,
            }
        )
    return json.dumps({"segments": segments, "word_segments": [], "language": "en"}).encode()


def whisper_json(said: Sequence[Said]) -> bytes:
    segments = [
        {
            "id": i, "seek": 0, "start": s.start_ms / 1000, "end": s.end_ms / 1000, "text": " " + s.text,
            "tokens": [1, 2], "temperature": 0.0, "avg_logprob": -0.2, "compression_ratio": 1.2, "no_speech_prob": 0.01,
        }
        for i, s in enumerate(said)
    ]  # fmt: skip
    return json.dumps(
        {"text": " ".join(s.text for s in said), "segments": segments, "language": "en"}
    ).encode()


def deepgram_json(said: Sequence[Said]) -> bytes:
    ids = {name: i for i, name in enumerate(dict.fromkeys(s.speaker for s in said))}
    words, utterances = [], []
    for i, s in enumerate(said):
        own = [
            {
                "word": w.lower(), "start": a, "end": b, "confidence": 0.9, "punctuated_word": w,
                "speaker": ids[s.speaker], "speaker_confidence": 0.7,
            }
            for w, a, b in _words(s)
        ]  # fmt: skip
        words += own
        utterances.append(
            {
                "start": s.start_ms / 1000, "end": s.end_ms / 1000, "confidence": 0.9, "channel": 0,
                "transcript": s.text, "words": own, "speaker": ids[s.speaker], "id": str(i),
            }
        )  # fmt: skip
    whole = " ".join(s.text for s in said)
    channel = {"alternatives": [{"transcript": whole, "confidence": 0.9, "words": words}]}
    return json.dumps(
        {"metadata": {"channels": 1}, "results": {"channels": [channel], "utterances": utterances}}
    ).encode()


def assemblyai_json(said: Sequence[Said]) -> bytes:
    ids = {name: chr(65 + i) for i, name in enumerate(dict.fromkeys(s.speaker for s in said))}
    utterances = []
    for s in said:
        own = [
            {
                "text": w,
                "start": int(a * 1000),
                "end": int(b * 1000),
                "confidence": 0.9,
                "speaker": ids[s.speaker],
            }
            for w, a, b in _words(s)
        ]
        utterances.append(
            {
                "speaker": ids[s.speaker], "text": s.text, "start": s.start_ms, "end": s.end_ms,
                "confidence": 0.9, "words": own,
            }
        )  # fmt: skip
    words = [w for u in utterances for w in u["words"]]  # type: ignore[attr-defined]
    whole = " ".join(s.text for s in said)
    return json.dumps(
        {"id": "x", "status": "completed", "text": whole, "words": words, "utterances": utterances}
    ).encode()


def aws_json(said: Sequence[Said]) -> bytes:
    ids = {name: f"spk_{i}" for i, name in enumerate(dict.fromkeys(s.speaker for s in said))}
    items: list[dict[str, object]] = []
    segments = []
    for s in said:
        label = ids[s.speaker]
        own = []
        for w, a, b in _words(s):
            times = {"start_time": f"{a:.3f}", "end_time": f"{b:.3f}"}
            own.append({**times, "speaker_label": label})
            alternatives = [{"confidence": "0.98", "content": w}]
            items.append(
                {**times, "type": "pronunciation", "alternatives": alternatives, "speaker_label": label}
            )
        bounds = {"start_time": f"{s.start_ms / 1000:.3f}", "end_time": f"{s.end_ms / 1000:.3f}"}
        segments.append({**bounds, "speaker_label": label, "items": own})
    results = {
        "transcripts": [{"transcript": " ".join(s.text for s in said)}],
        "speaker_labels": {"speakers": len(ids), "segments": segments},
        "items": items,
    }
    return json.dumps({"jobName": "j", "accountId": "0", "results": results, "status": "COMPLETED"}).encode()


def fireflies_json(said: Sequence[Said]) -> bytes:
    ids = {name: i for i, name in enumerate(dict.fromkeys(s.speaker for s in said))}
    sentences = [
        {
            "index": i, "text": s.text, "raw_text": s.text, "start_time": s.start_ms / 1000,
            "end_time": s.end_ms / 1000, "speaker_id": ids[s.speaker], "speaker_name": s.speaker, "ai_filters": {},
        }
        for i, s in enumerate(said)
    ]  # fmt: skip
    return json.dumps({"data": {"transcript": {"title": "call", "sentences": sentences}}}).encode()


def meet_json(said: Sequence[Said]) -> bytes:
    ids = {
        name: f"conferenceRecords/a/participants/{i}"
        for i, name in enumerate(dict.fromkeys(s.speaker for s in said))
    }

    def stamp(ms: int) -> str:
        return f"2024-05-01T{10 + ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}Z"

    entries = [
        {
            "name": f"conferenceRecords/a/transcripts/b/entries/{i}", "participant": ids[s.speaker], "text": s.text,
            "languageCode": "en-US", "startTime": stamp(s.start_ms), "endTime": stamp(s.end_ms),
        }
        for i, s in enumerate(said)
    ]  # fmt: skip
    return json.dumps({"transcriptEntries": entries}).encode()


def _table(said: Sequence[Said], delimiter: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(("Speaker", "Start", "End", "Text"))
    writer.writerows((s.speaker, clock(s.start_ms), clock(s.end_ms), s.text) for s in said)
    return out.getvalue().encode()


def csv_file(said: Sequence[Said]) -> bytes:
    return _table(said, ",")


def tsv_file(said: Sequence[Said]) -> bytes:
    return _table(said, "\t")


def xlsx(said: Sequence[Said]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["Speaker", "Start", "End", "Text"])
    for s in said:
        sheet.append([s.speaker, clock(s.start_ms), clock(s.end_ms), s.text])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _docx(paragraphs: Sequence[str]) -> bytes:
    from docx import Document

    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx_teams(said: Sequence[Said]) -> bytes:
    return _docx([f"{s.speaker}   {short(s.start_ms)}\n{s.text}" for s in said])


def docx_otter(said: Sequence[Said]) -> bytes:
    return _docx([line for s in said for line in (f"{s.speaker}  {short(s.start_ms)}  ", s.text)])


def docx_word(said: Sequence[Said]) -> bytes:
    return _docx([f"{s.speaker}: {s.text}" for s in said])


def chat(said: Sequence[Said]) -> bytes:
    codes = {name: f"P{chr(65 + i)}R" for i, name in enumerate(dict.fromkeys(s.speaker for s in said))}
    who = ", ".join(f"{code} Adult" for code in codes.values())
    out = [f"@UTF8\n@Begin\n@Languages:\teng\n@Participants:\t{who}\n"]
    out += [f"@ID:\teng|c|{code}|||||Adult|||\n" for code in codes.values()]
    out += [f"*{codes[s.speaker]}:\t{s.text} . \x15{s.start_ms}_{s.end_ms}\x15\n" for s in said]
    return ("".join(out) + "@End\n").encode()


def elan(said: Sequence[Said]) -> bytes:
    slots, tiers = [], {name: [] for name in dict.fromkeys(s.speaker for s in said)}  # type: dict[str, list[str]]
    for i, s in enumerate(said):
        slots.append(f'<TIME_SLOT TIME_SLOT_ID="ts{2 * i}" TIME_VALUE="{s.start_ms}"/>')
        slots.append(f'<TIME_SLOT TIME_SLOT_ID="ts{2 * i + 1}" TIME_VALUE="{s.end_ms}"/>')
        tiers[s.speaker].append(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{i}" TIME_SLOT_REF1="ts{2 * i}" '
            f'TIME_SLOT_REF2="ts{2 * i + 1}"><ANNOTATION_VALUE>{escape(s.text)}</ANNOTATION_VALUE>'
            "</ALIGNABLE_ANNOTATION></ANNOTATION>"
        )
    body = "\n".join(
        f"<TIER LINGUISTIC_TYPE_REF=\"u\" PARTICIPANT={quoteattr(name)} TIER_ID={quoteattr(name)}>\n"
        + "\n".join(found) + "\n</TIER>"
        for name, found in tiers.items()
    )  # fmt: skip
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT AUTHOR="" DATE="2024-01-01T00:00:00+00:00" '
        'FORMAT="3.0" VERSION="3.0">\n<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>\n<TIME_ORDER>\n'
        + "\n".join(slots)
        + f"\n</TIME_ORDER>\n{body}\n"
        '<LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="u" TIME_ALIGNABLE="true"/>\n'
        "</ANNOTATION_DOCUMENT>\n"
    ).encode()


def textgrid(said: Sequence[Said]) -> bytes:
    names = list(dict.fromkeys(s.speaker for s in said))
    top = max(s.end_ms for s in said) / 1000
    out = [
        'File type = "ooTextFile"\nObject class = "TextGrid"\n\n',
        f"xmin = 0\nxmax = {top}\ntiers? <exists>\nsize = {len(names)}\nitem []:\n",
    ]
    for i, name in enumerate(names, 1):
        own = [s for s in said if s.speaker == name]
        out.append(
            f'    item [{i}]:\n        class = "IntervalTier"\n        name = "{name}"\n        xmin = 0\n'
        )
        out.append(f"        xmax = {top}\n        intervals: size = {len(own)}\n")
        for j, s in enumerate(own, 1):
            text = s.text.replace('"', '""')
            out.append(f"        intervals [{j}]:\n            xmin = {s.start_ms / 1000}\n")
            out.append(f'            xmax = {s.end_ms / 1000}\n            text = "{text}"\n')
    return "".join(out).encode()


BUILDERS: dict[str, Build] = {
    "zoom_vtt": zoom_vtt, "teams_vtt": teams_vtt, "whisperx_vtt": whisperx_vtt, "vtt": vtt, "srt": srt,
    "otter_txt": otter_txt, "rev_txt": rev_txt, "google_meet": google_meet, "zoom_chat": zoom_chat,
    "markdown_interview": markdown_interview, "plain_text": plain_text, "session_json": session_json,
    "rev_json": rev_json, "whisperx_json": whisperx_json, "whisper_json": whisper_json,
    "deepgram_json": deepgram_json, "assemblyai_json": assemblyai_json, "aws_json": aws_json,
    "fireflies_json": fireflies_json, "meet_json": meet_json, "csv": csv_file, "tsv": tsv_file, "xlsx": xlsx,
    "docx_teams": docx_teams, "docx_otter": docx_otter, "docx_word": docx_word, "chat": chat, "elan": elan,
    "textgrid": textgrid,
}  # fmt: skip
# Names are in the file, but not those of the people: only numbers, codes or nothing.
NAMELESS = {"vtt", "whisper_json", "deepgram_json", "assemblyai_json", "aws_json", "meet_json", "chat"}
# Tiers: the order of the file is not that of the talk.
BY_SPEAKER = {"elan", "textgrid"}
BINARY = {"xlsx", "docx_teams", "docx_otter", "docx_word"}
