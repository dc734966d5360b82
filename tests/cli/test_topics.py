import json

import pytest

from . import one_line

NOTES = "data/kcd-zurich-2023.md"


def test_topics_say_how_sure_they_are(run):
    done = run("topics", NOTES, "--format", "json")
    topics = json.loads(done.stdout)
    assert sum(topic["n_talks"] for topic in topics) == 16
    assert all(0 <= topic["stability"] <= 1 for topic in topics)
    held = [topic for topic in topics if topic["reading"] == "holds"]
    assert [topic["n_talks"] for topic in held] == [4]
    assert "eBPF" in held[0]["label"]
    assert "1 of 3 topics holds, with 4 of 16 talks; the other 12 talks form no" in done.stderr
    assert len(json.loads(run("topics", NOTES, "-n", "2", "--format", "json").stdout)) == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-n", "x"], "-n is 'x'; give a number such as 5, or auto"),
        (["--topics", "0"], "-n is '0'; give a number such as 5, or auto"),
        (["-n", "9" * 5_000], "give a number such as 5, or auto"),
        (["--seed", "-1"], "Invalid value for '--seed': "),
        (["--decisions", "none.toml"], "none.toml: no such file; check the name and the folder"),
        (["--decisions", "pyprojct.toml"], "no such file; did you mean 'pyproject.toml'?"),
    ],
)
def test_wrong_use_is_refused_before_reading(run, words, message):
    done = run("topics", "missing.md", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in one_line(done)


def test_more_topics_than_talks(run):
    done = run("topics", NOTES, "-n", "17")
    assert done.returncode == 2
    assert "-n is 17, but there are 16 talks; give fewer, or auto" in one_line(done)
