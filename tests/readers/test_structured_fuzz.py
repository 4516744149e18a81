"""Legal sources with missing keys and odd splits: read whole, each word as often as it is there."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from builders_structured import BUILDERS, Built
from hypothesis import HealthCheck, given, settings

from analyzer.readers.assemble import assemble, lost_words
from analyzer.readers.base import Reader
from analyzer.readers.decode import decode
from analyzer.registry import READERS, load

TOKEN = re.compile(r"zx[a-z]{4}")


@pytest.mark.parametrize("name", BUILDERS)
def test_nothing_is_lost_or_said_twice(name: str) -> None:
    @settings(
        max_examples=150,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(BUILDERS[name])
    def check(built: Built) -> None:
        data, words = built
        raw = decode("x", data)
        readers: list[Reader] = [load(target)() for target in READERS.values()]
        scored = sorted(((reader.recognise(raw), reader.name) for reader in readers), reverse=True)
        assert scored[0][0] > scored[1][0]
        best = next(reader for reader in readers if reader.name == scored[0][1])
        assert best.name == name or {best.name, name} == {"csv", "tsv"}
        draft = best.parse(raw)
        session = assemble(draft, raw, name)
        assert not lost_words(draft, session)
        assert not session.unread
        assert Counter(TOKEN.findall(" ".join(turn.text for turn in session.turns))) == Counter(words)

    check()
