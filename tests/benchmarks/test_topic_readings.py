import numpy as np
import pandas as pd

from benchmarks import topic_readings
from kcdanalysis.talks import as_talks

SUBJECTS = ("flour yeast oven crust dough loaf", "telescope galaxy orbit comet planet lens")


def programme():
    rng = np.random.default_rng(0)
    rows = [
        {"title": f"{words[0]} {at}", "abstract": " ".join(rng.choice(words, 12)), "event": "Day"}
        for words in map(str.split, SUBJECTS)
        for at in range(8)
    ]
    return {"pool: Day, 16": as_talks(rows)}


def test_drawn_topics_are_found_again_and_counted():
    pools = [programme()]
    drawn = topic_readings.draw(pools, 2, seed=1)
    assert {row.source for row in drawn.itertuples()} == {"pool: Day, 16"}
    assert set(drawn["titles"].str.split(" ").str[0]) == {"flour", "telescope"}
    read = drawn.assign(**{"group": ["subject", "heap"], "name is": ["wrong", ""]})
    now = topic_readings.now(read.assign(holds=False, name=["Other", "B"]), pools)
    assert now["now name"].tolist() == drawn["name"].tolist()
    assert now["now holds"].tolist() == drawn["holds"].tolist()


def test_verdicts_are_counted():
    read = pd.DataFrame(
        {
            "name": ["A", "B", "C", "D"],
            "holds": [True, True, False, True],
            "group": ["subject", "slot", "subject", "subject"],
            "name is": ["right", "", "wrong", "dull"],
        }
    )
    assert topic_readings.count(read).split("\n")[:2] == [
        "4 topics read: 3 subject, 1 slot, 0 heap",
        "of those that hold, no subject: 1 of 3 (33%, 6% to 79%)",
    ]
    assert "wrong names: 1 of 3 (33%" in topic_readings.count(read)
    later = topic_readings.count(read.assign(**{"now name": [*"ABXD"], "now holds": True}))
    assert "of the subjects, hold: 3 of 3" in later
    assert "names of 2 subjects: 1 right, 1 dull, 0 wrong" in later
    assert "1 subjects have another name now" in later
