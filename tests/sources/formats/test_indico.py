import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources import identify, read_talks
from kcdanalysis.sources.formats import indico

EVENT = {"_type": "HTTPAPIResult", "results": [{"title": "Days", "contributions": []}]}


def test_sniff_knows_an_export_and_leaves_other_json():
    assert indico.sniff("event.json", json.dumps(EVENT))
    assert not indico.sniff("talks.json", '{"results": [{"title": "eBPF"}]}')
    assert identify("event.json", json.dumps(EVENT).encode()) == "indico"


def test_no_file_of_other_formats_is_taken(taken_by):
    assert taken_by(indico) == set()


def test_an_event_without_contributions_is_said_with_what_to_ask_for(tmp_path):
    path = tmp_path / "event.json"
    path.write_text(json.dumps(EVENT))
    with pytest.raises(KcdError) as error:
        read_talks(path)
    assert str(error.value) == (
        f'{path}: no talks found; an export of Indico has "results" with "contributions"'
        " (ask for detail=contributions)"
    )


def test_broken_json_is_named_with_its_line():
    with pytest.raises(KcdError, match=r"event\.json, line 1"):
        list(indico.parse(b"results", "event.json"))


@given(st.recursive(st.none() | st.text() | st.integers(), st.lists, max_leaves=5))
@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
def test_any_value_in_any_place_gives_rows(value):
    for key in ("title", "speakers", "startDate", "duration", "description", "keywords"):
        event = {"results": [{"contributions": [{"title": "A", key: value}]}]}
        assert all(
            isinstance(row, dict) for row in indico.parse(json.dumps(event).encode(), "e.json")
        )


def test_what_is_no_contribution_is_said():
    event = {"results": [{"contributions": [{"title": "A"}, "B"]}]}
    with pytest.warns(KcdWarning, match="entry 2 of 'contributions' is not an object"):
        assert len(list(indico.parse(json.dumps(event).encode(), "e.json"))) == 1


@pytest.mark.parametrize(
    ("end", "minutes"),
    [({"date": "2023-05-07", "time": "00:15:00"}, 45), ({"time": "23:50"}, 20), (None, None)],
)
def test_the_end_counts_where_no_duration_is_given(end, minutes, tmp_path):
    start = {"date": "2023-05-06", "time": "23:30:00", "tz": "Europe/Zurich"}
    talk = {"title": "A", "startDate": start, "endDate": end, "duration": None}
    path = tmp_path / "event.json"
    path.write_text(json.dumps({"_type": "HTTPAPIResult", "results": [{"contributions": [talk]}]}))
    found = read_talks(path).iloc[0]
    assert f"{found.start:%FT%R}" == "2023-05-06T21:30"
    assert found.duration == minutes if minutes else found.isna().duration


def test_entries_of_a_timetable_without_days_are_read():
    entry = {"entryType": "Contribution", "title": "A"}
    data = json.dumps({"results": {"1": {"c": entry}, "c2": entry}}).encode()
    assert [row["title"] for row in indico.parse(data, "e.json")] == ["A", "A"]
