import json
import os
import warnings

import pandas as pd
import pytest

from benchmarks.themes import _scores, questions
from kcdanalysis.errors import KcdWarning


@pytest.mark.skipif(
    os.environ.get("HYPOTHESIS_PROFILE") != "long", reason="minutes; `make test-long` runs it"
)
def test_themes_agree_with_tracks_as_well_as_before(root, shared):
    floors = json.loads((root / "benchmarks" / "floors.json").read_text())["themes"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", KcdWarning)
        asked = list(questions(shared / "corpora"))
        own = [question for question in asked if question.about == "cloud-native"]
        rule = _scores("kcdanalysis", own, None, None).mean(numeric_only=True)
        names = [question for question in asked if question.about == "label names"]
        learned: pd.DataFrame = _scores("kcdanalysis-expand", names, None, None)
    expand = learned.groupby("group").mean(numeric_only=True).mean()
    found = {
        "KubeCon macro-F1": rule["macro-F1"],
        "KubeCon AP": rule["AP"],
        "expand accuracy": expand["accuracy"],
        "expand AP": expand["AP"],
    }
    assert found.keys() == floors.keys()
    assert {name: value for name, value in found.items() if value < floors[name]} == {}
