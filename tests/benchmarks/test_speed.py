import json
import os

import pandas as pd
import pytest

from benchmarks import speed
from kcdanalysis.sources import read_talks
from kcdanalysis.summaries import theme_shares
from kcdanalysis.themes.assignment import assign_themes

SAID = {
    "bread": "The yeast rises. We knead the dough!",
    "boats": "A sail is set. The harbour waits.",
}


@pytest.fixture
def corpora(tmp_path):
    rows = [
        {"event": "A", "title": f"On {label} {number}", "abstract": text, "speakers": ["Ada"]}
        | {"label": label}
        for label, text in SAID.items()
        for number in range(3)
    ]
    pd.DataFrame(rows).to_parquet(tmp_path / "small.parquet")
    return tmp_path


def test_programmes_are_made_of_the_words_of_their_label(corpora, monkeypatch):
    monkeypatch.setattr(speed, "_PART", 20)
    parts = list(speed.make_talks(corpora, 50))
    assert [len(part) for part in parts] == [20, 20, 10]
    talks = pd.concat(parts, ignore_index=True)
    for row in talks.itertuples():
        assert set(row.Description.split()) <= set(SAID[row.Track].split())
        assert row.Title.split()[0] == "On"
    assert talks["Start"].is_unique and set(talks["Track"]) == set(SAID)
    assert talks["Description"].nunique() > 20
    # Larger programmes begin with the same talks.
    words = ["Title", "Description"]
    larger = pd.concat(speed.make_talks(corpora, 70), ignore_index=True)
    pd.testing.assert_frame_equal(larger[words].head(40), talks[words].head(40))


def test_a_programme_is_read_and_summarised(corpora, tmp_path):
    path = tmp_path / "made.parquet"
    speed.write_parts(speed.make_talks(corpora, 30), path)
    talks = read_talks(path)
    assert len(talks) == 30 and talks["year"].nunique() == 2
    shares = theme_shares(assign_themes(talks, lexicon={"bread": ["dough"], "boats": ["sail"]}))
    assert shares["n_talks"].tolist() == [30] * 3
    assert speed.STEPS["read"][1](path).equals(talks)


def test_ratios_and_growth():
    table = pd.DataFrame(
        [("all", 1000, 4.0, 100), ("scikit-learn", 1000, 2.0, 300)],
        columns=["step", "talks", "seconds", "peak MB"],
    )
    assert speed.ratios(table) == {"seconds, 1000 talks": 0.5, "peak MB, 1000 talks": 3.0}
    sizes = pd.DataFrame({"step": "all", "talks": [10, 1000], "seconds": [1.0, 100.0]})
    assert speed.growth(sizes).fillna(0).round(6).tolist() == [0, 1]


def worse_than_before(root, shared, size):
    floors = json.loads((root / "benchmarks" / "floors.json").read_text())["speed"]
    found = speed.ratios(speed.measure(shared / "corpora", [size], ["all", "scikit-learn"]))
    assert found.keys() <= floors.keys()
    return {name: value for name, value in found.items() if value < floors[name]}


@pytest.mark.thorough
def test_1000_talks_cost_no_more_than_before(root, shared):
    assert worse_than_before(root, shared, 1_000) == {}


@pytest.mark.skipif(
    os.environ.get("HYPOTHESIS_PROFILE") != "long", reason="minutes; `make test-long` runs it"
)
def test_10000_talks_cost_no_more_than_before(root, shared):
    assert worse_than_before(root, shared, 10_000) == {}
