import json
import os

import pytest

from benchmarks.corpora import read_corpora
from benchmarks.topic_ablation import counted, group_scores


@pytest.mark.skipif(
    os.environ.get("HYPOTHESIS_PROFILE") != "long", reason="a minute; `make test-long` runs it"
)
def test_topics_agree_with_tracks_as_well_as_before(root, shared):
    floors = json.loads((root / "benchmarks" / "floors.json").read_text())["topics"]
    found = group_scores(counted(list(read_corpora(shared / "corpora"))))
    assert found.keys() == floors.keys()
    assert {name: value for name, value in found.items() if value < floors[name]} == {}
