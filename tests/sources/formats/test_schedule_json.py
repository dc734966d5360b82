import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import damaged, rows_unless_refused, with_odd_values

from kcdanalysis.errors import KcdWarning
from kcdanalysis.sources.formats import schedule_json
from kcdanalysis.sources.references import resolve
from kcdanalysis.sources.rows import NAME

HERE = Path(__file__).parent.parent / "schedule_json"
FRAB, HUB, EVENT = ((HERE / f"{name}.json").read_bytes() for name in ("frab", "hub", "event"))


def rows(data, name="schedule.json"):
    return list(schedule_json.parse(data, name))


def test_days_and_rooms():
    talk, coffee, workshop = rows(FRAB)
    assert talk == {
        "event": "Harbour Days 2022",
        "state": None,
        "timezone": "Europe/Lisbon",
        "id": "7",
        "title": 'Tides – {a forecast} in "forty" lines',
        "speakers": [
            {"name": "Ada Example", "id": "ADA111"},
            {"name": "Bo Muster", "id": "BO2222"},
        ],
        "abstract": [
            "The moon is a good scheduler.",
            "The moon is a good scheduler.\r\n\r\n* It never sleeps\r\n"
            "* It [tells you](https://harbour.example/moon) when it is late",
        ],
        "track": "Water",
        "kind": "Talk 30 min + 10 min Q&A",
        "language": "en",
        "room": "Pier 1",
        "url": "https://harbour.example/talk/TIDE77/",
        "start": "2022-05-05T09:00:00+01:00",
        "end": None,
        "duration": "00:40",
        "line": 22,
    }
    assert (coffee["title"], coffee["kind"], coffee["abstract"]) == ("Coffee", "Break", [])
    assert (coffee["start"], coffee["room"], coffee["line"]) == ("10:00", "Pier 1", 49)
    assert (coffee["day"], workshop["day"]) == ("2022-05-05", "2022-05-06")
    assert (workshop["id"], workshop["start"]) == ("7b-09", "9:30")
    assert workshop["abstract"] == ["Ein Workshop", "TBA", "TBA"]
    assert workshop["speakers"] == [{"name": "Çağla Beispiel"}]
    assert workshop["track"] is None


def test_hub_finds_tracks_rooms_and_persons_elsewhere():
    talk, dinner = resolve(rows(HUB))
    assert (talk["track"], talk["room"], talk["line"]) == ("Água", "Pier 1", 18)
    assert talk["speakers"] == [
        {"name": "Ada Example", "id": "p-1", "url": "https://harbour.example/hub/user/ada/"}
    ]
    assert (talk["start"], talk["end"]) == (
        "2023-11-02T10:30:00+00:00",
        "2023-11-02T11:10:00+00:00",
    )
    assert talk["abstract"] == ["Mutexes made of oak", "A lock lifts a ship by waiting."]
    assert (dinner["track"], dinner["room"], dinner["kind"]) == ("feast", "Quay", "OTHER")
    assert (dinner["event"], dinner["timezone"]) == ("Harbour Days 2023", "Europe/Lisbon")


def test_hub_names_everybody_where_nobody_is_said_to_speak():
    document = json.loads(HUB)
    for person in document["schedule"]["events"][0]["participants"]:
        person["role"] = "CONTRIBUTOR"
    talk, _ = resolve(rows(json.dumps(document).encode()))
    names = [each["name"] for each in talk["speakers"]]
    assert names == ["Ada Example", "Bo Muster"]


def test_single_event_of_frab_counts_in_seconds():
    (row,) = rows(EVENT)
    assert (row["title"], row["duration"]) == ("Buoys for beginners", timedelta(minutes=45))
    assert row["speakers"] == [
        {"name": "bomu", "id": "31", "url": "https://harbour.example/en/people/31"}
    ]
    assert row["url"] == "https://harbour.example/en/public/events/301"
    assert (row["language"], row["event"], row["line"]) == (None, None, 1)


def test_a_broken_event_does_not_cost_the_others():
    broken = FRAB.replace(b'"Pier 2": []', b'"Pier 2": ["Fog", 3]')
    with pytest.warns(KcdWarning) as caught:
        assert len(rows(broken)) == 3
    assert [str(warning.message) for warning in caught] == [
        "schedule.json, line 20: entry 1 of 'Pier 2' is not an object; it was left out",
        "schedule.json, line 20: entry 2 of 'Pier 2' is not an object; it was left out",
    ]


def test_broken_json_is_read_with_a_warning():
    with pytest.warns(KcdWarning, match=r"^schedule\.json, line 12: broken JSON \(Expecting ','"):
        assert len(rows(FRAB.replace(b'"daysCount": 2,', b'"daysCount": 2'))) == len(rows(FRAB))
    with pytest.warns(KcdWarning, match=r"^schedule\.json, line 74: .* ends inside a record"):
        assert len(rows(FRAB.rstrip()[:-1])) == len(rows(FRAB))


@pytest.mark.parametrize("data", [b"[]", b"3", b"{}", b'{"schedule": {"conference": []}}'])
def test_a_file_without_events_has_no_rows(data):
    assert rows(data) == []


SAMPLES = [FRAB, HUB, EVENT]


@given(
    st.binary()
    | st.binary().map(lambda data: b'{"schedule":' + data + b"}")
    | damaged(SAMPLES)
    | with_odd_values(SAMPLES)
)
def test_whatever_comes_is_read_or_refused(data):
    for row in rows_unless_refused(schedule_json, data, "schedule.json"):
        if row.get("kind") == NAME:
            continue
        assert row["title"] is None or row["title"].strip()
        assert all(speaker["name"] for speaker in row["speakers"])
        assert all(isinstance(part, str) for part in row["abstract"])
        assert 1 <= row["line"] <= data.count(b"\n") + 1


# Schedules as published, where they lie beside the project.


@pytest.mark.parametrize(
    ("path", "entries", "abstracts", "speakers"),
    [
        ("pretalx-rc3.json", 48, 48, 47),  # one abstract of the 48 is "TBA", which goes later
        ("frab-camp2019.json", 79, 76, 78),  # two abstracts of the 76 are one line long
        ("pretalx-democon.json", 36, 36, 36),
        ("hub-schedule2.json", 2, 2, 2),
        ("invalid-example.json", 1, 1, 1),  # breaks its schema, but is JSON and holds a talk
        ("submission-json/examples/frab-event.json", 1, 1, 1),
    ],
)
def test_published_schedules(shared, path, entries, abstracts, speakers):
    data = (shared / "samples/schedule-json" / path).read_bytes()
    found = list(resolve(rows(data)))
    assert len(found) == entries
    assert sum(bool(row["abstract"]) for row in found) == abstracts
    assert sum(bool(row["speakers"]) for row in found) == speakers
    lines = data.decode().split("\n")
    assert all("{" in lines[row["line"] - 1] for row in found)
    assert all(row["title"] and row["track"] for row in found)


def test_only_schedules_are_taken(shared, taken_by):
    folder = shared / "samples/schedule-json"
    assert taken_by(schedule_json) == {*folder.rglob("*.json")} - {
        *folder.rglob("pretalx-submission.json")
    }


def test_what_is_no_track_or_participant_is_said():
    document = json.loads(HUB)
    document["schedule"]["conference"]["tracks"].append("Fog")
    document["schedule"]["events"][0]["participants"].append(7)
    with pytest.warns(KcdWarning) as caught:
        rows(json.dumps(document).encode())
    assert [str(warning.message) for warning in caught] == [
        "schedule.json, line 1: entry 3 of 'tracks' is not an object; it was left out",
        "schedule.json, line 1: entry 3 of 'participants' is not an object; it was left out",
    ]


def test_a_text_in_several_languages_is_no_schedule():
    assert list(schedule_json.parse(b'{"en": null}', "event.json")) == []
