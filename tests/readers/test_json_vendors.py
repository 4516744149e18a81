"""JSON of transcription services: who, when, what, and which service it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from analyzer.errors import MalformedError
from analyzer.readers.assemble import assemble
from analyzer.readers.base import Draft
from analyzer.readers.decode import decode
from analyzer.readers.json_assemblyai import AssemblyaiJson
from analyzer.readers.json_aws import AwsJson
from analyzer.readers.json_deepgram import DeepgramJson
from analyzer.readers.json_fireflies import FirefliesJson
from analyzer.readers.json_meet import MeetJson
from analyzer.readers.json_rev import RevJson
from analyzer.readers.json_whisper import WhisperJson, WhisperxJson

READERS = {
    reader.name: reader
    for reader in (
        RevJson(), WhisperxJson(), WhisperJson(), DeepgramJson(), AssemblyaiJson(), AwsJson(), FirefliesJson(), MeetJson(),
    )
}  # fmt: skip


def scores(data: bytes) -> dict[str, int]:
    raw = decode("x.json", data)
    return {name: score for name, reader in READERS.items() if (score := reader.recognise(raw))}


def parse(value: Any, name: str) -> Draft:
    raw = decode("x.json", json.dumps(value).encode())
    assert list(scores(raw.data)) == [name]
    draft = READERS[name].parse(raw)
    assert draft.total == draft.talk + draft.markup + len(draft.unread)
    assemble(draft, raw, name)
    return draft


def said(draft: Draft) -> list[tuple[str | None, str, int | None, int | None]]:
    return [(cue.speaker, cue.text, cue.start_ms, cue.end_ms) for cue in draft.cues]


def w(word: str, start: float | None = None, **more: Any) -> dict[str, Any]:
    return {"word": word} | ({} if start is None else {"start": start, "end": start + 0.4}) | more


def rev(*elements: dict[str, Any], speaker: Any = 0, **more: Any) -> dict[str, Any]:
    return {"monologues": [{"speaker": speaker, "elements": list(elements)}], **more}


def text(value: str, ts: Any = 0.75, end: Any = 1.25) -> dict[str, Any]:
    return {"type": "text", "value": value, "ts": ts, "end_ts": end, "confidence": 0.91}


def punct(value: str) -> dict[str, Any]:
    return {"type": "punct", "value": value}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (rev(text("Hi"), punct(","), punct(" "), text("Ann", 1.5, 2)), ("Speaker 0", "Hi, Ann", 750, 2000)),
        (rev(text("Hi"), punct(","), text("Ann", 1.5, 2)), ("Speaker 0", "Hi, Ann", 750, 2000)),
        (rev(text("ten"), punct("-"), text("fold"), punct(" ")), ("Speaker 0", "ten-fold", 750, 1250)),
        (rev({"type": "text", "value": "Hi"}, speaker=None), (None, "Hi", None, None)),
        (rev(text("Hi", float("nan"), "soon"), speaker=1), ("Speaker 1", "Hi", None, None)),
        (rev(text("Hi"), speaker=3, speakers=[{"id": 3, "name": "Mo"}]), ("Mo", "Hi", 750, 1250)),
        (
            rev(
                {"type": "text", "value": "Hi", "timestamp": "00:00:01,500", "end_timestamp": "00:00:02,000"}
            ),
            ("Speaker 0", "Hi", 1500, 2000),
        ),
    ],
)
def test_rev(value: Any, expected: tuple[Any, ...]) -> None:
    assert said(parse(value, "rev_json")) == [expected]


def test_rev_keeps_word_confidence_and_lists_what_is_broken() -> None:
    draft = parse(
        {"monologues": [{"elements": [text("Hi"), {"type": "text", "vlue": "lost"}]}, "stray"]}, "rev_json"
    )
    assert [(word.text, word.confidence) for word in draft.cues[0].words] == [("Hi", 0.91)]
    assert [line.reason for line in draft.unread] == [
        "monologues[0].elements[1]: has no text where it should have one",
        "monologues[1]: has no list of elements",
    ]


@pytest.mark.parametrize(
    ("segment", "expected"),
    [
        ({"start": 0, "end": 2, "text": " Hi there.", "speaker": "SPEAKER_00"}, [("SPEAKER_00", "Hi there.", 0, 2000)]),
        ({"start": 1.5, "end": 2, "text": "Hi"}, [(None, "Hi", 1500, 2000)]),
        ({"start": 0, "text": "cost $43,000.", "words": [w("cost", 0), w("$43,000.")]}, [(None, "cost $43,000.", 0, None)]),
        (
            {"start": 0, "end": 2, "text": "Yes I do No", "words": [w("Yes", 0, speaker="A1"), w("I", 0.5), w("do", 1, speaker="A1"), w("No", 1.5, speaker="B1")]},
            [("A1", "Yes I do", 0, 1400), ("B1", "No", 1500, 1900)],
        ),
        (
            {"start": 0, "end": 2, "text": "", "words": [w("All", 0, speaker="A1"), w("right.", 1, speaker="A1")]},
            [("A1", "All right.", 0, 2000)],
        ),
        # One word has a speaker: the others are theirs too.
        ({"start": 0, "end": 1, "text": "a b c", "words": [w("a"), w("b", 0.5, speaker="B1"), w("c")]}, [("B1", "a b c", 0, 1000)]),
    ],
)  # fmt: skip
def test_whisperx(segment: dict[str, Any], expected: list[tuple[Any, ...]]) -> None:
    draft = parse({"segments": [segment], "word_segments": [], "language": "en"}, "whisperx_json")
    assert [(s, t.strip(), a, b) for s, t, a, b in said(draft)] == expected


def test_whisperx_without_speakers_says_so() -> None:
    draft = parse({"segments": [{"start": 0, "end": 1, "text": "Hi"}]}, "whisperx_json")
    assert any("does not say who speaks" in notice for notice in draft.notices)


def test_whisper_is_not_whisperx() -> None:
    segment = {
        "id": 0,
        "seek": 0,
        "start": 0.0,
        "end": 1.0,
        "text": " Hi",
        "tokens": [1],
        "no_speech_prob": 0.1,
    }
    draft = parse({"text": " Hi", "segments": [segment], "language": "en"}, "whisper_json")
    assert (draft.talk, draft.markup) == (1, 1)
    parse({"segments": [segment | {"speaker": "SPEAKER_01"}]}, "whisperx_json")  # somebody added speakers


def deepgram(channels: list[list[dict[str, Any]]], utterances: Any = None) -> dict[str, Any]:
    results: dict[str, Any] = {
        "channels": [
            {"alternatives": [{"transcript": " ".join(w["word"] for w in words), "words": words}]}
            for words in channels
        ]
    }
    if utterances is not None:
        results["utterances"] = utterances
    return {"metadata": {}, "results": results}


def test_deepgram_reads_utterances_and_checks_the_channels_against_them() -> None:
    words = [w("hi", 0, speaker=0), w("yes", 1, speaker=1)]
    utterances = [
        {"start": 0, "end": 0.4, "transcript": "Hi.", "speaker": 0, "channel": 0, "words": words[:1]}
    ]
    draft = parse(deepgram([[*words, w("gone", 2), w("for", 3), w("good", 4)]], utterances), "deepgram_json")
    assert said(draft) == [("Speaker 0", "Hi.", 0, 400)]
    assert [line.reason.split(": ")[1] for line in draft.unread] == [
        "holds 4 words that are in no piece of talk"
    ]
    assert draft.unread[0].text == "yes gone for good"


def test_deepgram_without_utterances_reads_words_by_speaker() -> None:
    words = [
        w("hi", 0, speaker=0, punctuated_word="Hi"), w("there", 0.4, punctuated_word="there"),
        w("yes", 1, speaker=1, punctuated_word="Yes."),
    ]  # fmt: skip
    draft = parse(deepgram([words]), "deepgram_json")
    assert said(draft) == [("Speaker 0", "Hi there", 0, 800), ("Speaker 1", "Yes.", 1000, 1400)]
    assert draft.timing.overlap == "not_measurable"


def test_deepgram_with_channels_takes_each_for_a_person() -> None:
    draft = parse(deepgram([[w("hello", 0), w("again", 5)], [w("yes", 0.2)]]), "deepgram_json")
    assert said(draft) == [
        ("Channel 0", "hello", 0, 400), ("Channel 1", "yes", 200, 600), ("Channel 0", "again", 5000, 5400),
    ]  # fmt: skip
    assert draft.timing.overlap == "measurable"


def test_deepgram_without_speakers_says_so() -> None:
    draft = parse(deepgram([[w("hi", 0)]]), "deepgram_json")
    assert any("does not say who speaks" in notice for notice in draft.notices)


def test_assemblyai_counts_milliseconds() -> None:
    words = [{"text": "Hi.", "start": 250, "end": 650, "confidence": 0.9, "speaker": "A"}]
    value = {
        "text": "Hi.",
        "words": words,
        "utterances": [{"speaker": "A", "text": "Hi.", "start": 250, "end": 650, "words": words}],
    }
    assert said(parse(value, "assemblyai_json")) == [("Speaker A", "Hi.", 250, 650)]
    assert said(parse(value | {"utterances": None}, "assemblyai_json")) == [("Speaker A", "Hi.", 250, 650)]
    words[0] |= {"start": 0.25, "end": 0.65, "speaker": None}  # a program in between has made seconds of them
    draft = parse({"text": "Hi.", "words": words, "utterances": None}, "assemblyai_json")
    assert said(draft) == [(None, "Hi.", 250, 650)]
    assert any("read as seconds" in notice for notice in draft.notices)


def test_assemblyai_that_is_not_finished() -> None:
    raw = decode("x", b'{"status": "processing", "text": null, "audio_url": "u", "acoustic_model": "m"}')
    with pytest.raises(MalformedError, match="status processing"):
        AssemblyaiJson().parse(raw)


def aws(items: list[tuple[str, str | None, str | None]], **results: Any) -> dict[str, Any]:
    made = []
    for content, start, who in items:
        mark = content in ",.?"
        item: dict[str, Any] = {
            "type": "punctuation" if mark else "pronunciation",
            "alternatives": [{"content": content, "confidence": "0.99"}],
        }
        if start is not None:
            item |= {"start_time": start, "end_time": str(float(start) + 0.4)}
        made.append(item | ({"speaker_label": who} if who else {}))
    return {"jobName": "j", "results": {"items": made, **results}, "status": "COMPLETED"}


def test_aws_has_times_as_texts_and_none_on_punctuation() -> None:
    draft = parse(
        aws(
            [
                ("Hi", "4.87", "spk_0"),
                (",", None, None),
                ("you", "5.4", "spk_0"),
                ("Yes", "6", "spk_1"),
                (".", None, None),
            ]
        ),
        "aws_json",
    )
    assert said(draft) == [("spk_0", "Hi, you", 4870, 5800), ("spk_1", "Yes.", 6000, 6400)]


def test_aws_finds_speakers_beside_the_items() -> None:
    own = {"start_time": "1", "end_time": "1.4"}
    labels = {"segments": [{"speaker_label": "spk_7", "items": [own]}]}
    assert said(parse(aws([("Hi", "1", None)], speaker_labels=labels), "aws_json")) == [
        ("spk_7", "Hi", 1000, 1400)
    ]
    channels = {
        "channels": [{"channel_label": "ch_0", "items": [own]}, {"channel_label": "ch_1", "items": []}]
    }
    draft = parse(aws([("Hi", "1", None)], channel_labels=channels), "aws_json")
    assert said(draft) == [("ch_0", "Hi", 1000, 1400)]
    assert draft.timing.overlap == "measurable"


def test_aws_transcript_that_says_more_than_its_items() -> None:
    value = aws([("Hi", "1", None)], transcripts=[{"transcript": "Hi and much more than that"}])
    assert [line.text for line in parse(value, "aws_json").unread] == ["and much more than that"]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda s: {"sentences": s},
        lambda s: {"data": {"transcript": {"title": "t", "sentences": s}}},
        lambda s: s,
    ],
)
def test_fireflies(wrap: Any) -> None:
    sentence = {
        "index": 0,
        "text": "Hi.",
        "raw_text": "hi",
        "start_time": "1.5",
        "end_time": 2,
        "speaker_name": None,
        "speaker_id": 0,
        "ai_filters": None,
    }
    assert said(parse(wrap([sentence]), "fireflies_json")) == [("Speaker 0", "Hi.", 1500, 2000)]


def test_meet() -> None:
    name = "conferenceRecords/a/transcripts/b/entries/{}"
    entries = [
        {"name": name.format(1), "participant": "conferenceRecords/a/participants/9", "text": "Hi", "startTime": "2024-05-01T10:00:00.5Z", "endTime": "2024-05-01T10:00:02.123456789Z"},
        {"name": name.format(2), "participant": "conferenceRecords/a/participants/8", "text": "Yes", "startTime": "2024-05-01T12:00:03+02:00"},
    ]  # fmt: skip
    people = [{"name": "conferenceRecords/a/participants/9", "signedinUser": {"displayName": "Ann"}}]
    draft = parse({"transcriptEntries": entries, "participants": people}, "meet_json")
    assert said(draft) == [("Ann", "Hi", 0, 1623), ("Participant 8", "Yes", 2500, None)]
    assert (
        said(parse([{"transcriptEntries": entries[:1]}, {"transcriptEntries": entries[1:]}], "meet_json"))[1][
            1
        ]
        == "Yes"
    )
    assert len(parse(entries, "meet_json").cues) == 2


def test_text_that_nobody_says_is_named() -> None:
    segment = {"start": 0, "end": 1, "text": "Hi", "speaker": "A1"}
    draft = parse({"segments": [segment], "summary": "They greet each other at length."}, "whisperx_json")
    assert draft.markup == 1
    assert "1 text that nobody says (summary)" in draft.notices[0]


@pytest.mark.parametrize(
    "value",
    [{}, [], [1], {"segments": []}, {"segments": "x"}, {"results": {}}, {"results": {"items": [1]}}, {"words": [1, 2]}, {"messages": [{"role": "a", "content": "b"}]}, {"sentences": ["a"]}, {"text": "a"}, {"utterances": [{"start": 1}]}, 7],
)  # fmt: skip
def test_other_json_is_not_recognised(value: Any) -> None:
    assert scores(json.dumps(value).encode()) == {}


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (
            b"{'segments': [{'start': np.float64(0.1), 'text': 'Hi'}]}",
            "whisperx_json",
            "printed Python object",
        ),
        (b'{"segments": [{"start": 0.1, "text": "Hi"', "whisperx_json", "not valid JSON .*line 1"),
        (b'{"monologues": [{"elements": [}', "rev_json", "not valid JSON"),
        (b'{"segments": [], "segments": [{"start": 1, "text": "a"}]}', "whisperx_json", "key stands twice"),
        (b'{"transcriptEntries": ' + b"[" * 100_000, "meet_json", "nested too deep"),
    ],
)
def test_broken_json_is_chosen_and_explained(data: bytes, name: str, message: str) -> None:
    assert scores(data) == {name: 60}
    with pytest.raises(MalformedError, match=message):
        READERS[name].parse(decode("x.json", data))


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("odd", [None, 1, "x", [], {}, [None], {"a": {}}, [[{}]], float("nan"), 10**40, True])
@pytest.mark.parametrize(
    "key", ["monologues", "segments", "results", "utterances", "words", "sentences", "transcriptEntries"]
)
def test_no_shape_of_json_breaks_a_reader(name: str, odd: Any, key: str) -> None:
    inner = {
        "text": odd,
        "words": odd,
        "start": odd,
        "end": odd,
        "speaker": odd,
        "elements": odd,
        "participant": odd,
        "alternatives": odd,
        "channel": odd,
        "items": odd,
        "speaker_name": odd,
    }
    for value in (
        {key: odd},
        {key: [odd, inner]},
        {
            key: {
                k: [inner, odd]
                for k in (
                    "channels",
                    "items",
                    "utterances",
                    "transcripts",
                    "speaker_labels",
                    "channel_labels",
                )
            }
        },
    ):
        raw = decode("x.json", json.dumps(value).encode())
        READERS[name].recognise(raw)
        try:
            draft = READERS[name].parse(raw)
        except MalformedError:
            continue
        assert draft.total == draft.talk + draft.markup + len(draft.unread)
