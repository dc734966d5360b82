"""Each value of our own samples equals a plain reading of the file."""

import json

import pytest

from benchmarks.plain_readings import icalendar, pyvideo, schedule_xml
from benchmarks.sources import agreement, values_read

SAMPLES = {
    "schedule_xml/frab.xml": schedule_xml,
    "ics/folded-in-a-letter.ics": icalendar,
    "ics/sched.ics": icalendar,
    "ics/tracks-in-titles.ics": icalendar,
    "pyvideo/harbour-py-2020": pyvideo,
}


@pytest.mark.parametrize("pattern", SAMPLES)
def test_values_equal_a_plain_reading(root, pattern):
    values = values_read(root / "tests" / "sources", [(pattern, "", SAMPLES[pattern])])
    assert len(values)
    different = values[~values["equal"]]
    assert different.empty, different.to_string()


def test_the_agreement_counts_what_differs(root):
    def wrong(path):
        for record in schedule_xml(path):
            yield {**record, "room": "elsewhere"}

    values = values_read(root / "tests" / "sources", [("schedule_xml/*.xml", "", wrong)])
    table = agreement(values).set_index("field").loc["room"]
    assert (table["equal"] == 0).all() and (table["share"] == 0).all()


@pytest.mark.thorough
def test_published_programmes_agree_with_their_plain_readings(root, shared):
    floors = json.loads((root / "benchmarks" / "floors.json").read_text())["sources"]
    table = agreement(values_read(shared / "samples"))
    shares = table[table["source"] == "all"].set_index("field")["share"].to_dict()
    assert shares.keys() == floors.keys()
    assert {field: share for field, share in shares.items() if share < floors[field]} == {}
