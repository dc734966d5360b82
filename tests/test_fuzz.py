"""Damaged samples of each format, lexicons, decisions and models: rows, or one sentence."""

from random import Random

import pytest
from hypothesis import given

from benchmarks import fuzz

TARGETS = {name: (read, texts) for name, read, texts in fuzz.targets()}


@pytest.mark.parametrize("target", TARGETS)
@given(fuzz.SEEDS)
def test_damaged_samples_are_read_or_refused(target, seed):
    read, texts = TARGETS[target]
    random = Random(seed)
    name, sample = random.choice(texts)
    data = fuzz.damaged(sample, random.choice(texts)[1], random)
    assert fuzz.attempt(read, data, name) in ("read", "refused"), data


def test_the_fuzzer_tells_crashes_and_hangs(monkeypatch):
    def crash(data, name):
        raise KeyError(name)

    def hang(data, name):
        while True:
            pass

    assert "KeyError: 'a.md'" in fuzz.attempt(crash, b"", "a.md")
    monkeypatch.setattr(fuzz, "HANG", 1)
    assert fuzz.attempt(hang, b"", "a.md") == "hang"
