"""Programmes in the shapes in which sites and services publish JSON and YAML.

Each is invented, and each value of each row is compared with what the file says.
"""

import json

import pytest
from strategies import joined

from kcdanalysis.errors import KcdWarning
from kcdanalysis.sources import read_programme
from kcdanalysis.sources.formats import records
from kcdanalysis.sources.values.kinds import find_kind


def read(document, name="programme.json"):
    """Return the rows of people and of entries, without their lines."""
    text = document if isinstance(document, str) else json.dumps(document)
    found = [{**row} for row in joined(records.parse(text.encode(), name))]
    for row in found:
        row.pop("line", None)
    people = [row for row in found if row.get("kind") == "person row"]
    return people, [row for row in found if row.get("kind") not in ("person row", "event row")]


ADA = {"id": "ada", "name": "Ada E. Example", "url": "https://example.org/ada"}


def test_talks_and_speakers_of_a_hand_written_site():
    text = """
speakers:
  - id: ada
    name: Ada E. Example
    website: https://example.org/ada
    company: Crane & Sons, Ltd
    bio: She sails.
  - id: bo
    name: Bo Muster (he/him)
talks:
  - title: Tides & Cranes
    speakers: [ada, bo]
    description: How the tide lifts the crane.
    date: 2023-06-22
    start: "10:00"
    end: "10:45"
    room: Quay 1
    track: Harbour
    language: NO
    status: confirmed
    tags: [water, iron]
  - title: Lunch
    date: 2023-06-22
    start: "12:00"
"""
    ada = {**ADA, "organisation": "Crane & Sons, Ltd"}
    bo = {"id": "bo", "name": "Bo Muster (he/him)"}
    people, entries = read(text, "talks.yml")
    assert people == [{"kind": "person row", **ada}, {"kind": "person row", **bo}]
    assert entries == [
        {
            "title": "Tides & Cranes",
            "speakers": [ada, bo],
            "abstract": ["How the tide lifts the crane."],
            "day": "2023-06-22",
            "start": "10:00",
            "end": "10:45",
            "room": "Quay 1",
            "track": "Harbour",
            "language": "NO",
            "state": "confirmed",
            "tags": ["water", "iron"],
        },
        {"title": "Lunch", "day": "2023-06-22", "start": "12:00"},
    ]


def test_edges_and_nodes_of_graphql():
    speakers = {"edges": [{"node": {"name": "Ada E. Example", "url": "https://example.org/ada"}}]}
    session = {
        "__typename": "Session",
        "id": "U2Vzc2lvbjox",
        "title": "Tides",
        "startsAt": "2023-06-22T08:00:00Z",
        "endsAt": "2023-06-22T08:30:00Z",
        "speakers": speakers,
        "room": {"name": "Quay 1"},
        "tags": {"nodes": [{"label": "water"}]},
    }
    _, entries = read({"data": {"sessions": {"edges": [{"cursor": "x", "node": session}]}}})
    assert entries == [
        {
            "id": "U2Vzc2lvbjox",
            "title": "Tides",
            "start": "2023-06-22T08:00:00Z",
            "end": "2023-06-22T08:30:00Z",
            "speakers": [{"name": "Ada E. Example", "url": "https://example.org/ada"}],
            "room": "Quay 1",
            "tags": ["water"],
        }
    ]


def test_keys_of_days_and_rooms():
    talk = {"title": "Tides", "speaker": "Ada E. Example", "start": "10:00"}
    other = {"title": "Fog", "speaker": "Bo Muster", "start": "11:00"}
    document = {"2023-06-22": {"Quay 1": [talk]}, "2023-06-23": {"Quay 2": [other]}}
    assert read(document)[1] == [
        {
            "title": "Tides",
            "speakers": "Ada E. Example",
            "start": "10:00",
            "day": "2023-06-22",
            "room": "Quay 1",
        },
        {
            "title": "Fog",
            "speakers": "Bo Muster",
            "start": "11:00",
            "day": "2023-06-23",
            "room": "Quay 2",
        },
    ]


def test_days_that_hold_rooms_that_hold_talks():
    talk = {"name": "Tides", "speakers": [{"name": "Ada E. Example"}], "time": "10:00 - 10:30"}
    room = {"name": "Quay 1", "talks": [talk]}
    document = {"days": [{"name": "Day 1", "date": "2023-06-22", "rooms": [room]}]}
    assert read(document)[1] == [
        {
            "title": "Tides",
            "speakers": [{"name": "Ada E. Example"}],
            "start": "10:00 - 10:30",
            "day": "2023-06-22",
            "room": "Quay 1",
        }
    ]


def test_tables_of_airtable():
    speaker = {"id": "recA", "fields": {"Name": "Ada E. Example", "Company": "Crane Ltd"}}
    talk = {
        "id": "recT",
        "createdTime": "2023-01-01T00:00:00.000Z",
        "fields": {
            "Title": "Tides",
            "Speakers": ["recA"],
            "Start time": "2023-06-22T08:00:00.000Z",
            "Status": "Accepted",
            "Format": "Talk (30 min)",
        },
    }
    document = {"talks": {"records": [talk]}, "speakers": {"records": [speaker]}}
    ada = {"id": "recA", "name": "Ada E. Example", "organisation": "Crane Ltd"}
    assert read(document) == (
        [{"kind": "person row", **ada}],
        [
            {
                "id": "recT",
                "title": "Tides",
                "speakers": [ada],
                "start": "2023-06-22T08:00:00.000Z",
                "state": "Accepted",
                "kind": "Talk (30 min)",
            }
        ],
    )


def test_slots_that_refer_to_sessions_by_id():
    document = {
        "sessions": {"101": {"title": "Tides", "speakers": ["ada"]}, "102": {"title": "Pause"}},
        "speakers": {"ada": {"name": "Ada E. Example", "url": "https://example.org/ada"}},
        "schedule": [
            {
                "date": "2023-06-22",
                "timeslots": [
                    {"startTime": "10:00", "endTime": "10:30", "sessionIds": [101]},
                    {"startTime": "10:30", "endTime": "11:00", "sessionIds": [102]},
                    {"startTime": "15:00", "endTime": "15:30", "sessionIds": [102]},
                ],
            }
        ],
    }
    _, entries = read(document)
    day = {"day": "2023-06-22"}
    assert entries == [
        {"id": "101", "title": "Tides", "speakers": [ADA], **day, "start": "10:00", "end": "10:30"},
        {"id": "102", "title": "Pause", **day, "start": "10:30", "end": "11:00"},
        {"id": "102", "title": "Pause", **day, "start": "15:00", "end": "15:30"},
    ]


def test_resources_of_json_api():
    document = {
        "data": [
            {
                "type": "sessions",
                "id": "1",
                "attributes": {"title": "Tides", "startsAt": "2023-06-22T10:00:00+02:00"},
                "relationships": {"speakers": {"data": [{"type": "speakers", "id": "7"}]}},
            }
        ],
        "included": [{"type": "speakers", "id": "7", "attributes": {"name": "Ada E. Example"}}],
    }
    ada = {"id": "7", "name": "Ada E. Example"}
    assert read(document) == (
        [{"kind": "person row", **ada}],
        [
            {
                "id": "1",
                "kind": "sessions",
                "title": "Tides",
                "start": "2023-06-22T10:00:00+02:00",
                "speakers": [ada],
            }
        ],
    )


def test_slots_that_hold_a_talk():
    talk = {"title": "Tides", "presenters": [{"fullName": "Ada E. Example", "twitter": "ada"}]}
    slots = [
        {"start": 1687421400000, "end": 1687423200000, "room": "Quay 1", "talk": talk},
        {"start": 1687423200000, "end": 1687424000000, "room": "Quay 1", "title": "Coffee"},
    ]
    assert read({"slots": slots})[1] == [
        {
            "title": "Tides",
            "speakers": [{"name": "Ada E. Example"}],
            "start": 1687421400000,
            "end": 1687423200000,
            "room": "Quay 1",
        },
        {"title": "Coffee", "start": 1687423200000, "end": 1687424000000, "room": "Quay 1"},
    ]


def test_numbered_speakers_with_their_links():
    talk = {
        "Titel": "Gezeiten",
        "Speaker 1": "Ada E. Example",
        "Speaker 2": "Bo Muster",
        "speaker_urls": ["https://example.org/ada", "https://example.org/bo"],
        "cancelled": True,
    }
    assert read([talk])[1] == [
        {
            "title": "Gezeiten",
            "speakers": ["Ada E. Example", "Bo Muster"],
            "speaker_urls": ["https://example.org/ada", "https://example.org/bo"],
            "state": "cancelled",
        }
    ]


def test_posts_of_wordpress():
    post = {
        "id": 12,
        "date": "2023-01-01T00:00:00",
        "link": "https://example.org/tides",
        "title": {"rendered": "Tides &#038; Cranes"},
        "content": {"rendered": "<p>How the tide lifts.</p>", "protected": False},
        "acf": {"speaker": "Ada E. Example", "start_time": "2023-06-22 10:00"},
    }
    assert read([post])[1] == [
        {
            "id": "12",
            "title": "Tides &#038; Cranes",
            "url": "https://example.org/tides",
            "abstract": ["<p>How the tide lifts.</p>"],
            "speakers": "Ada E. Example",
            "day": "2023-01-01T00:00:00",
            "start": "2023-06-22 10:00",
        }
    ]


def test_a_conference_around_its_blocks():
    document = {
        "name": "Harbour Days 2023",
        "timezone": "Europe/Oslo",
        "startDate": "2023-06-22",
        "sessions": [
            {
                "title": "Cranes",
                "chair": "Cy Sample",
                "talks": [{"title": "Tides", "authors": ["Ada E. Example", "Bo Muster"]}],
            }
        ],
    }
    assert read(document)[1] == [
        {
            "title": "Tides",
            "speakers": ["Ada E. Example", "Bo Muster"],
            "event": "Harbour Days 2023",
            "year": 2023,
            "timezone": "Europe/Oslo",
            "track": "Cranes",
        }
    ]


def test_a_session_of_several_papers():
    document = {
        "sessions": [
            {
                "title": "Session A: Cranes",
                "start": "2023-06-22 10:00",
                "end": "2023-06-22 12:00",
                "room": "Quay 1",
                "papers": [
                    {"title": "Tides", "authors": ["Ada E. Example"]},
                    {"title": "Fog", "authors": ["Bo Muster"]},
                ],
            }
        ]
    }
    # Which of them begins at ten is not said.
    around = {"room": "Quay 1", "track": "Session A: Cranes"}
    assert read(document)[1] == [
        {"title": "Tides", "speakers": ["Ada E. Example"], **around},
        {"title": "Fog", "speakers": ["Bo Muster"], **around},
    ]


def test_keys_of_days_times_and_rooms():
    quay = {"Quay 1": {"title": "Tides", "speakers": ["Ada E. Example"]}}
    document = {
        "2023-06-22": {"10:00": quay},
        "Day 2": {"Main Hall": [{"title": "Fog", "by": "Bo"}]},
    }
    assert read(document)[1] == [
        {
            "title": "Tides",
            "speakers": ["Ada E. Example"],
            "day": "2023-06-22",
            "start": "10:00",
            "room": "Quay 1",
        },
        {"title": "Fog", "speakers": "Bo", "day": "Day 2", "room": "Main Hall"},
    ]


def test_resolved_formats_levels_and_time_slots():
    talk = {
        "title": "Tides",
        "speaker": "Ada E. Example",
        "co_speaker": "Bo Muster",
        "formats": "f1",
        "roomId": 2,
        "timeSlots": [{"fromDate": "2023-06-22T08:00:00Z", "toDate": "2023-06-22T08:50:00Z"}],
    }
    formats, rooms = [{"id": "f1", "name": "Quickie"}], [{"id": 2, "name": "Quay 1"}]
    assert read({"talks": [talk], "formats": formats, "rooms": rooms})[1] == [
        {
            "title": "Tides",
            "speakers": ["Ada E. Example", "Bo Muster"],
            "kind": "Quickie",
            "room": "Quay 1",
            "start": "2023-06-22T08:00:00Z",
            "end": "2023-06-22T08:50:00Z",
        }
    ]


def test_programmes_in_two_languages_and_in_a_script():
    talk = {"title": "Gezeiten", "speaker": "Ada E. Example"}
    document = {"de": [talk], "en": [{**talk, "title": "Tides"}]}
    assert read(document)[1] == [{"title": "Tides", "speakers": "Ada E. Example"}]


def test_speakers_by_position():
    talk = {"title": "Tides", "hosts": {"1": {"name": "Ada E. Example"}, "2": {"name": ""}}}
    assert read([talk])[1] == [{"title": "Tides", "speakers": [{"name": "Ada E. Example"}]}]
    talk = {"title": "Tides", "speakers": [{"company": "Crane Ltd"}], "start": "10:00"}
    assert read([talk])[1] == [{"title": "Tides", "start": "10:00"}]


def test_names_are_kept_to_the_letter():
    names = ["E. W. Dijkstra", "Jane (JJ) Doe", "Ada Example - Crane", "Bo & Cy"]
    people = [{"name": name, "pronouns": "they/them"} for name in names]
    for speakers in (names, people):
        (row,) = read([{"title": "Tides", "speakers": speakers}])[1]
        found = [one if isinstance(one, str) else one["name"] for one in row["speakers"]]
        assert found == names


def test_repeated_keys_lose_nothing():
    text = """{"talks": [{"title": "Tides", "speaker": "Ada Example", "speaker": "Bo Muster"}],
"talks": [{"title": "Fog", "speaker": "Cy Sample"}]}"""
    with pytest.warns(KcdWarning, match=r"line 1: 'speaker' is repeated.*line 2: 'talks' is"):
        entries = read(text)[1]
    assert entries == [
        {"title": "Tides", "speakers": ["Ada Example", "Bo Muster"]},
        {"title": "Fog", "speakers": "Cy Sample"},
    ]


def test_a_schedule_of_ids_beside_the_file_of_the_talks(tmp_path):
    talks = [
        {"id": 1, "title": "Tides", "speaker": "Ada Example"},
        {"id": 2, "title": "Fog", "speaker": "Bo Muster", "track": "rope"},
        {"id": 3, "title": "Lunch"},
    ]
    day = {"date": "2023-06-22", "tracks": [{"title": "Quay"}, {"title": "Mole"}]}
    slots = [
        {"startTime": "10:00", "endTime": "10:30", "sessionIds": [1, 2]},
        {"startTime": "12:00", "endTime": "13:00", "talks": [3]},
        {"startTime": "14:00", "endTime": "14:30", "sessionIds": [9]},
    ]
    files = {
        "talks": talks,
        "schedule": [{**day, "timeslots": slots}],
        "tracks": [{"id": "rope", "name": "Ropes"}],
    }
    for name, document in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    with pytest.warns(KcdWarning, match=r"schedule\.json, line 1: a slot of '9', which no file"):
        programme = read_programme(tmp_path)
    assert programme[["title", "track"]].fillna("").values.tolist() == [
        ["Tides", "Quay"],
        ["Fog", "Ropes"],
        ["Lunch", ""],
    ]
    assert programme["duration"].tolist() == [30, 30, 60]
    assert programme["start"].dt.strftime("%d %H:%M").tolist() == [
        "22 10:00",
        "22 10:00",
        "22 12:00",
    ]


def read_folder(folder, **files):
    for name, document in files.items():
        (folder / f"{name}.json").write_text(json.dumps(document))
    return read_programme(folder, states="all").astype(object).fillna("")


def test_an_export_of_conference_hall(tmp_path):
    talk = {"id": "TaLk01", "title": "Tides", "state": "confirmed", "level": "beginner"}
    talk |= {"abstract": "Salt.", "categories": "c1", "formats": "f1", "speakers": ["uSeR1", "uS2"]}
    people = [
        {"uid": "uSeR1", "displayName": "Ada Example", "company": "Crane Ltd", "bio": "Sails."},
        {"uid": "uS2", "displayName": "Bo Muster", "bio": "", "company": None},
    ]
    lists = {
        "categories": [{"id": "c1", "name": "Cloud"}],
        "formats": [{"id": "f1", "name": "Quickie"}],
    }
    table = read_folder(tmp_path, export={**lists, "talks": [talk], "speakers": people})
    columns = ["speakers", "organisations", "tags", "kind", "state", "level"]
    assert table[columns].values.tolist() == [
        ["Ada Example; Bo Muster", "Crane Ltd; ", "Cloud", "lightning", "accepted", "beginner"]
    ]


def test_an_export_of_openplanner(tmp_path):
    event = {
        "id": "e",
        "name": "Harbour Days 2024",
        "dateStart": "2024-05-01",
        "dateEnd": "2024-05-02",
    }
    event |= {
        "formats": [{"id": "fm", "name": "Quickie"}],
        "tracks": [{"id": "tr", "name": "Quay 1"}],
    }
    talk = {"id": "q1", "title": "Tides", "abstract": "Salt.", "speakerIds": ["s1"]}
    talk |= {"dateStart": "2024-05-01T10:00:00.000+02:00", "durationMinutes": 20}
    talk |= {"trackId": "tr", "formatId": "fm", "categoryId": "ct", "language": "fr"}
    people = [{"id": "s1", "name": "Ada Example", "company": "Crane Ltd", "photoUrl": None}]
    table = read_folder(tmp_path, op={"event": event, "speakers": people, "sessions": [talk]})
    columns = ["talk_id", "speakers", "track", "kind", "duration", "language"]
    assert table[columns].values.tolist() == [
        ["harbour-days-2024/q1", "Ada Example", "Quay 1", "lightning", 20, "fr"]
    ]
    assert str(table["start"][0]) == "2024-05-01 08:00:00+00:00"


def test_a_schedule_that_calls_its_talks_by_their_ids(tmp_path):
    slots = [
        {"time": "10:00 - 10:30", "room": "Quay", "talk": "tides"},
        {"time": "10:30", "title": "Tea"},
    ]
    table = read_folder(
        tmp_path,
        schedule=[{"day": "2023-06-22", "slots": slots}],
        talks=[{"id": "tides", "title": "Tides", "speakers": ["ada"], "abstract": "Salt."}],
        speakers=[{"id": "ada", "name": "Ada Example"}],
    )
    assert table[["title", "speakers", "room", "duration"]].values.tolist() == [
        ["Tea", "", "", ""],
        ["Tides", "Ada Example", "Quay", 30],
    ]


def test_the_schedule_of_hoverboard(tmp_path):
    slot = {
        "startTime": "09:00",
        "endTime": "10:00",
        "sessions": [{"items": [101]}, {"items": [102]}],
    }
    talks = {
        "101": {"title": "Tides", "speakers": ["ada_example"], "tags": ["Cloud"]},
        "102": {"title": "Fog", "speakers": ["bo"]},
    }
    people = {"ada_example": {"name": "Ada Example"}, "bo": {"name": "Bo Muster"}}
    schedule = {"2016-09-09": {"dateReadable": "September 9", "timeslots": [slot]}}
    table = read_folder(tmp_path, schedule=schedule, sessions=talks, speakers=people)
    assert table[["talk_id", "speakers", "duration"]].values.tolist() == [
        ["2016/101", "Ada Example", 60],
        ["2016/102", "Bo Muster", 60],
    ]
    assert set(map(str, table["start"])) == {"2016-09-09 09:00:00+00:00"}


def test_a_topic_is_the_title_where_a_record_has_no_other():
    text = """
- {time: "9:00", topic: Coffee break, speaker: null, title: null}
- {time: "9:30", topic: "Tides, and more", speaker: Ada Example}
- {time: "10:00", topic: Fog, speaker: Bo Muster}
"""
    _, entries = read(text, "talks.yml")
    assert entries == [
        {"start": "9:00", "title": "Coffee break"},
        {"start": "9:30", "title": "Tides, and more", "speakers": "Ada Example"},
        {"start": "10:00", "title": "Fog", "speakers": "Bo Muster"},
    ]
    _, entries = read([{"title": "Tides", "topic": "Water", "speaker": "Ada Example"}])
    assert entries == [{"title": "Tides", "tags": "Water", "speakers": "Ada Example"}]


def test_an_entry_without_a_title_is_left_out_with_its_line():
    text = """
- {title: Tides, time: "9:00", author: Ada Example, author_url: "https://ada.example"}
- {time: "10:00", room: Quay}
"""
    with pytest.warns(KcdWarning) as caught:
        _, entries = read(text, "talks.yml")
    assert [str(each.message) for each in caught] == [
        "talks.yml, line 3: a record without a title; it was left out"
    ]
    urls = {"speakers": "Ada Example", "speaker_urls": ["https://ada.example"]}
    assert entries == [{"title": "Tides", "start": "9:00", **urls}]


def test_a_service_session_is_a_break_only_by_its_title():
    sessions = [
        {"title": "Coffee and cake", "service": True, "start": "9:00"},
        {"title": "Keynote di apertura", "service": True, "start": "9:30"},
        {"title": "Fog hour", "break": True, "start": "10:00"},
    ]
    _, entries = read(sessions)
    kinds = [
        find_kind(row["kind"], row["title"], has_speakers=False, abstract="") for row in entries
    ]
    assert [kind for kind, _ in kinds] == ["break", "other", "break"]


def test_typescript_with_imports_and_types_above():
    text = """
// Talks of the day
import { Talk } from "./types";

export type Kind = "talk" | "workshop";
export interface Speaker {
  id: string;
  links?: { web: string };
}

export const talks: Array<Talk & { kind: Kind }> = [
  { id: 1, title: `Tides & fog`, speaker: "Ada Example", kind: "talk" },
  { id: 2, title: 'Salt', speaker: "Bo Muster", kind: "workshop", },
] as const satisfies Talk[];
export const n = talks.length;
"""
    assert records.sniff("talks.ts", text)
    _, entries = read(text, "talks.ts")
    assert entries == [
        {"id": "1", "title": "Tides & fog", "speakers": "Ada Example", "kind": "talk"},
        {"id": "2", "title": "Salt", "speakers": "Bo Muster", "kind": "workshop"},
    ]


def test_talks_in_a_meetup_with_hosts():
    text = """
- name: Harbour Meetup
  hosts: Crane Ltd
  talks:
    - name: Tides as code
      presentation:
        by: Ada Example
        abstract: How tides are written.
    - name: Salt
      presentation: {by: Bo Muster}
"""
    _, entries = read(text, "meetups.yml")
    assert [(row["title"], row["speakers"]) for row in entries] == [
        ("Tides as code", "Ada Example"),
        ("Salt", "Bo Muster"),
    ]
    assert entries[0]["abstract"] == ["How tides are written."]


def test_texts_in_a_language_that_we_do_not_know():
    said = {"title": {"ku": "Avên deryayê", "en": "Tides"}, "start": "2025-08-25T09:00:00"}
    _, entries = read([{**said, "location": "Quay"}])
    assert entries == [{"title": "Tides", "start": "2025-08-25T09:00:00", "room": "Quay"}]


def test_a_list_of_breaks_beside_the_rooms_of_a_day():
    day = {
        "date": "2025-10-14",
        "breaks": [{"title": "Lunsj", "start": "11:30", "end": "12:30"}],
        "commonSessions": [{"title": "Tides", "start": "9:00", "speaker": "Ada Example"}],
        "Quay": [{"title": "Salt", "start": "10:00", "speaker": "Bo Muster"}],
    }
    _, entries = read({"days": [day]})
    assert [(row["title"], row.get("room"), row.get("kind")) for row in entries] == [
        ("Lunsj", None, "break"),
        ("Tides", None, None),
        ("Salt", "Quay", None),
    ]


def test_a_session_names_its_papers_by_their_ids():
    text = """
friday:
- {name: Session 1A, time: "9:00 - 10:20", chair: Dee Poe, talks: [p1, p2]}
- {name: Break, time: "10:20 - 10:40"}
papers:
  p1: {title: Tides, authors: [Ada Example]}
  p2: {title: Salt, authors: [Bo Muster, Cy Roe]}
"""
    _, entries = read(text, "schedule.yaml")
    assert [(row["title"], row.get("track"), row.get("start")) for row in entries] == [
        ("Break", None, "10:20 - 10:40"),
        ("Tides", "Session 1A", None),
        ("Salt", "Session 1A", None),
    ]


def test_times_in_a_record_of_their_own():
    paper = {"title": "Tides", "authors": [{"full_name": "Ada Example"}]}
    session = {
        "title": "Waters",
        "schedule": {"date": "2025-08-04", "start_time": "13:00", "end_time": "14:00"},
        "papers": [paper],
    }
    _, (row,) = read({"days": [{"date": "2025-08-04", "sessions": [session]}]})
    assert (row["title"], row["day"]) == ("Tides", "2025-08-04")
    assert (row["start"], row["end"]) == ("13:00", "14:00")


def test_typescript_with_imports_of_several_lines_and_types_between_the_data():
    text = """
import {
  A,
  B,
} from "./types";

export const speakers: Speaker[] = [{ id: "ada", name: "Ada E. Example", bio: "She sails." }];

export type Item = {
  title: string;
  speaker: string;
};

export const schedule: Item[] = [
  { title: "Tides", speakerId: "ada" },
];
"""
    people, entries = read(text, "schedule.ts")
    assert people == [{"kind": "person row", "id": "ada", "name": "Ada E. Example"}]
    assert entries == [{"title": "Tides", "speakers": [{"id": "ada", "name": "Ada E. Example"}]}]


def test_data_in_toml():
    text = '[[sessions]]\ntitle = "Tides"\nspeakers = ["Ada E. Example"]\nroom = "Quay 1"\n'
    _, entries = read(text, "sessions.toml")
    assert entries == [{"title": "Tides", "speakers": ["Ada E. Example"], "room": "Quay 1"}]


def test_a_timetable_or_a_list_in_a_day_is_no_room():
    talk = {"title": "Tides", "time": "10:00"}
    for key in ("timetable", "talk_list", "session-data"):
        _, (row,) = read([{"date": "2023-06-22", key: [talk]}])
        assert "room" not in row


def test_an_event_with_a_time_of_day_is_an_entry():
    talks = [{"time": "10:00", "event": "Tides", "speaker": "Ada E. Example"}]
    _, (row,) = read({"day1": talks})
    assert (row["title"], row["speakers"], row.get("event")) == ("Tides", "Ada E. Example", None)


def test_a_session_beside_the_title_of_a_record_is_its_track():
    for session, title in (("session", "title"), ("session_title", "paper_title")):
        _, (row,) = read([{session: "Morning", title: "Tides", "paper_authors": "Ada E. Example"}])
        assert (row["title"], row["track"]) == ("Tides", "Morning")
        assert row["speakers"] == "Ada E. Example"


def test_days_in_titles_and_sessions_called_events():
    talk = {"title": "Tides", "time": "10:00 - 10:20"}
    session = {"title": "Contributed talks", "subevents": [talk, {**talk, "title": "Salt"}]}
    _, rows = read([{"title": "Thursday / 7 November", "sessions": [{"events": [session]}]}])
    assert [(row["day"], row["track"], row.get("event")) for row in rows] == [
        ("Thursday / 7 November", "Contributed talks", None)
    ] * 2


def test_a_timed_session_with_a_name_is_a_track():
    papers = [{"title": each, "authors": "Ada E. Example"} for each in ("Tides", "Salt")]
    session = {"name": "Water", "time": "10:00 - 11:00", "papers": papers}
    day = {"name": "Monday", "date": "2023-06-22", "sessions": [session]}
    _, rows = read({"days": [day]})
    assert [row.get("track") for row in rows] == ["Water"] * 2


def test_names_beside_the_ids_of_airtable():
    fields = {"Title": "Tides", "Room": ["recABCDEFGHijkl12"], "Room Name": ["Quay 1"]}
    fields |= {"Speakers": ["recBBCDEFGHijkl12"], "Speaker Name": ["Ada E. Example"]}
    _, (row,) = read({"records": [{"id": "recCBCDEFGHijkl12", "fields": fields}]})
    assert (row["room"], row["speakers"]) == ("Quay 1", ["Ada E. Example"])


def test_a_schedule_that_calls_its_talks_by_their_titles(tmp_path):
    talk = "---\nname: Tides\nspeakers: [Ada E. Example]\n---\nSalt.\n"
    (tmp_path / "_talks").mkdir()
    (tmp_path / "_talks/tides.md").write_text(talk)
    (tmp_path / "_talks/lunch.md").write_text("---\nname: Lunch\n---\n")
    times = [{"name": "Tides", "time_start": "10:00"}, {"name": "Lunch", "time_start": "12:00"}]
    rooms = [{"name": "Quay 1", "talks": times}]
    (tmp_path / "program.json").write_text(
        json.dumps({"days": [{"date": "2023-06-22", "rooms": rooms}]})
    )
    table = read_programme(tmp_path).sort_values("start")
    assert table["title"].tolist() == ["Tides", "Lunch"]
    assert table["speakers"].fillna("").tolist() == ["Ada E. Example", ""]
    assert table["room"].tolist() == ["Quay 1"] * 2
    assert table["start"].dt.strftime("%H:%M").tolist() == ["10:00", "12:00"]


def test_first_and_last_of_authors():
    author = {"first": "Ada", "last": "Example", "affiliation": "Acme"}
    _, (row,) = read(
        [{"pid": 7, "title": "Tides", "authors": [author], "acceptance_status": "Rejected"}]
    )
    assert row["speakers"] == [{"name": "Ada Example", "organisation": "Acme"}]
    assert (row["id"], row["state"]) == ("7", "Rejected")


def test_talks_by_their_days():
    talks = {day: [{"title": "Tides", "start": "10:00"}] for day in ("2023-06-22", "2023-06-23")}
    _, rows = read(talks)
    assert [(row["day"], row.get("id")) for row in rows] == [(day, None) for day in talks]


def test_the_title_of_the_file_is_its_event_and_no_track():
    schedule = [{"time": "9:00", "title": "Tides", "speaker": "Ada E. Example"}]
    _, (row,) = read({"title": "Harbour Conf 2023", "schedule": schedule})
    assert (row["event"], "track" in row) == ("Harbour Conf 2023", False)


def test_constants_of_a_script():
    text = 'export default [{ title: "Tides", speakers: [people.ada], track: Track.Main }];'
    _, (row,) = read(text, "talks.ts")
    assert (row["speakers"], row["track"]) == ([{"name": "Ada"}], "Main")


def test_talks_by_their_years():
    _, rows = read({year: [{"title": "Tides", "speaker": "Ada"}] for year in ("2023", "2024")})
    assert [row["year"] for row in rows] == ["2023", "2024"]


def test_affil_is_an_organisation():
    _, (row,) = read([{"title": "Tides", "authors": [{"name": "Ada", "affil": "Acme"}]}])
    assert row["speakers"] == [{"name": "Ada", "organisation": "Acme"}]


def test_the_breaks_of_another_year_stay(tmp_path):
    for year, time in (("2022", {}), ("2023", {"start": "2023-06-22T12:00"})):
        talks = [{"title": "Lunch"}, {"title": f"Tides {year}", "speaker": "Ada E. Example"}]
        text = json.dumps({"talks": [each | time for each in talks]})
        (tmp_path / f"{year}.json").write_text(text)
    assert read_programme(tmp_path)["title"].tolist().count("Lunch") == 2


def test_an_event_of_several_days_beside_its_talks():
    dates = {"start": "2024-06-06T08:00:00Z", "end": "2024-06-07T16:00:00Z"}
    about = {"id": "e", "name": "Harbour 2024", "dates": dates, "locationName": "Quay"}
    about |= {"formats": [{"id": "f1", "name": "Quickie"}], "tracks": [{"id": "t1", "name": "Sea"}]}
    talk = {"id": "x", "title": "Tides", "trackId": "t1", "formatId": "f1", "speakerIds": ["s"]}
    people = [{"id": "s", "name": "Ada E. Example", "bio": "Sails."}]
    _, (row,) = read({"event": about, "sessions": [talk], "speakers": people})
    assert (row["title"], row["track"], row["kind"]) == ("Tides", "Sea", "Quickie")


def test_rooms_and_breaks_that_are_records_with_titles():
    talk = {"title": "Tides", "room": {"id": "r", "title": "Quay 1"}, "speakers": ["Ada"]}
    lunch = {"title": "Meal", "room": {"id": "s", "title": "Quay 2"}}
    times = {"start": "2024-06-06T07:00:00Z", "end": "2024-06-06T08:00:00Z"}
    _, rows = read({"timeSlots": [{**times, "talks": [talk]}, {**times, "break": lunch}]})
    assert [(row["title"], row["room"]) for row in rows] == [
        ("Tides", "Quay 1"),
        ("Meal", "Quay 2"),
    ]


def test_the_duration_of_a_format_is_that_of_its_talks_unless_they_end():
    short = {"title": "Tides", "speaker": "Ada", "format": {"name": "Quickie", "duration": 20}}
    _, rows = read([short, {**short, "start": "10:00", "end": "10:30"}])
    assert [row.get("duration") for row in rows] == [20, None]


def test_a_decision_is_a_state():
    talk = {"title": "Tides", "deliberationStatus": "REJECTED", "speakers": [{"name": "Ada"}]}
    assert read([talk])[1][0]["state"] == "REJECTED"


def test_the_name_of_a_track_at_a_key_of_its_own():
    _, (row,) = read([{"talk_title": "Tides", "start": "10:00", "tracks": [{"track_name": "Sea"}]}])
    assert row["track"] == "Sea"


def test_values_that_are_wrapped():
    content = {"title": {"value": "Tides"}, "authors": {"value": ["Ada E. Example"]}}
    content |= {"venue": {"value": "SeaML 2024"}, "venueid": {"value": "SeaML.cc/2024"}}
    _, (row,) = read({"notes": [{"id": "aB", "content": content}]})
    assert (row["speakers"], row["event"]) == (["Ada E. Example"], "SeaML 2024")
    assert "room" not in row
    names = {"arrayValue": {"values": [{"stringValue": "Ada E. Example"}]}}
    fields = {"title": {"stringValue": "Tides"}, "speakers": names}
    _, (row,) = read({"documents": [{"name": "a/b", "fields": fields}]})
    assert row["speakers"] == ["Ada E. Example"]


def test_a_list_below_its_singular_and_names_that_are_texts():
    authors = {"author": [{"@pid": "1/2", "text": "Ada E. Example"}]}
    _, (row,) = read([{"title": "Tides", "authors": authors}])
    assert [each["name"] for each in row["speakers"]] == ["Ada E. Example"]


def test_a_name_beside_a_session_and_authors_is_the_title():
    paper = {
        "name": "Tides",
        "session": "Oral 1",
        "parent1": "Oral 1",
        "authors": ["Ada E. Example"],
    }
    _, (row,) = read([paper])
    assert (row["title"], row["track"]) == ("Tides", "Oral 1")


def test_a_session_of_a_wordcamp():
    page = {"date": "2023-05-01T10:00:00", "date_gmt": "2023-05-01T08:00:00", "author": 3}
    page |= {"status": "publish", "title": {"rendered": "Tides"}, "session_track": [12]}
    page |= {"session_speakers": [{"name": "Ada"}]}
    page |= {"session_date_time": {"date": "May 19, 2023", "time": "9:30 am"}}
    with pytest.warns(KcdWarning, match="track: ids without a name"):
        _, (row,) = read([page])
    assert (row["day"], row["start"]) == ("May 19, 2023", "9:30 am")
    assert (row["speakers"], "state" in row, row.get("track")) == ([{"name": "Ada"}], False, None)


def test_entries_of_contentful():
    def entry(key, kind, **fields):
        about = {"id": key, "contentType": {"sys": {"id": kind}}}
        return {"sys": about, "fields": fields}

    def link(key):
        return {"sys": {"type": "Link", "linkType": "Entry", "id": key}}

    talk = entry("a1", "session", title="Tides", speakers=[link("s1")], track=link("t1"))
    others = [entry("s1", "speaker", name="Ada E. Example"), entry("t1", "track", name="Sea")]
    _, (row,) = read({"items": [talk], "includes": {"Entry": others}})
    assert (row["id"], row["track"]) == ("a1", "Sea")
    assert [each["name"] for each in row["speakers"]] == ["Ada E. Example"]


def test_tables_in_json():
    header, talk = ["Title", "Speaker", "Room"], ["Tides", "Ada E. Example", "Quay 1"]
    _, (row,) = read({"values": [header, talk]})
    assert [row["title"], row["speakers"], row["room"]] == talk


def test_times_in_utc_beside_those_on_the_spot():
    times = {"date": "2023-08-22", "startTime": "08:00", "utcStartTime": "2023/08/22 15:00:00"}
    _, (row,) = read([{"title": "Tides", "times": [times]}])
    assert row["start"] == "2023/08/22 15:00:00Z"


def test_contents_of_sessions_and_authors_by_their_ids():
    content = {"id": 7, "typeId": 3, "title": "Tides", "authors": [{"personId": 6}]}
    other = {"id": 8, "typeId": 3, "title": "Salt", "authors": [{"personId": 6}]}
    lists = {
        "contentTypes": [{"id": 3, "name": "Paper", "duration": 10}],
        "rooms": [{"id": 1, "name": "Quay 1"}],
        "sessions": [{"id": 5, "name": "Sea", "typeId": 3, "roomId": 1, "contentIds": [7, 8]}],
        "contents": [content, other],
        "people": [{"id": 6, "firstName": "Ada", "lastName": "Example"}],
    }
    _, rows = read(lists)
    assert [row["title"] for row in rows] == ["Tides", "Salt"]
    assert {(row["track"], row["room"], row["kind"]) for row in rows} == {
        ("Sea", "Quay 1", "Paper")
    }
    assert [one["name"] for one in rows[0]["speakers"]] == ["Ada Example"]


def test_times_to_which_talks_refer():
    slots = [{"id": "a", "startTime": "10:00", "endTime": "10:30"}]
    talks = [{"id": "t", "title": "Tides", "speakers": [{"name": "Ada"}], "slotId": "a"}]
    _, (row,) = read({"talks": talks, "slots": slots})
    assert (row["start"], row["end"]) == ("10:00", "10:30")


def test_names_of_speakers_who_are_listed_elsewhere():
    people = [{"name": "Ada E. Example", "company": "Acme"}, {"name": "Bo Muster", "bio": "Rows."}]
    talks = [
        {"title": "Tides", "speakers": ["Ada E. Example"]},
        {"title": "Salt", "speaker": "Ada E. Example and Bo Muster"},
    ]
    _, rows = read({"talks": talks, "speakers": people})
    ada, bo = {"name": "Ada E. Example", "organisation": "Acme"}, {"name": "Bo Muster"}
    found = [[{k: one[k] for k in one if k != "id"} for one in row["speakers"]] for row in rows]
    assert found == [[ada], [ada, bo]]


def test_a_speaker_with_a_position_and_a_talk():
    person = {"name": "Ada E. Example", "title": "CTO", "company": "Acme", "bio": "Sails."}
    _, (row,) = read([{**person, "talk": {"title": "Tides", "description": "Salt."}}])
    assert (row["title"], row.get("event")) == ("Tides", None)
    assert row["speakers"] == [{"name": "Ada E. Example", "organisation": "Acme"}]


def test_constants_of_a_script_that_refer_to_each_other():
    text = """
export const speakers = {ada: {name: "Ada E. Example", bio: "Sails."}} as const;
export const talks = [{title: "Tides", speakers: ["ada"], start: "10:00"}];
module.exports = { speakers, talks };
"""
    _, (row,) = read(text, "talks.js")
    assert [one["name"] for one in row["speakers"]] == ["Ada E. Example"]


def test_references_of_sanity_and_fields_of_drupal():
    ada = {"_id": "s1", "_type": "speaker", "name": "Ada E. Example"}
    talk = {"_type": "talk", "title": "Tides", "speakers": [{"_key": "k", "_ref": "s1"}]}
    _, (row,) = read([ada, talk])
    assert [one["name"] for one in row["speakers"]] == ["Ada E. Example"]
    _, (row,) = read([{"title": "Tides", "field_start": "10:00", "field_room": "Quay 1"}])
    assert (row["start"], row["room"]) == ("10:00", "Quay 1")


def test_a_stream_may_be_a_link():
    stage = {"name": "Quay 1", "stream": "https://example.org/live"}
    stage["schedule"] = [{"title": "Tides", "start": "10:00"}]
    _, (row,) = read({"allStages": [stage]})
    assert (row["room"], row.get("track")) == ("Quay 1", None)


def test_toml_that_begins_with_its_title():
    text = 'title = "Harbour 2023"\n[[days]]\ndate = "2023-05-04"\n[[days.sessions]]\n'
    text += 'start = 09:00:00\ntitle = "Tides"\nspeakers = ["Ada E. Example"]\n'
    assert records.sniff("programme.toml", text)
    _, (row,) = read(text, "programme.toml")
    assert (row["title"], row["day"], row["speakers"]) == (
        "Tides",
        "2023-05-04",
        ["Ada E. Example"],
    )


def test_the_api_of_a_calendar_and_its_script():
    start, end = {"dateTime": "2023-05-04T10:00:00Z"}, {"dateTime": "2023-05-04T10:45:00Z"}
    event = {"id": "a", "summary": "Tides", "description": "Salt.", "start": start, "end": end}
    _, (row,) = read({"kind": "calendar#events", "items": [event]})
    assert (row["title"], row["abstract"]) == ("Tides", ["Salt."])
    assert (row["start"], row["end"]) == ("2023-05-04T10:00:00Z", "2023-05-04T10:45:00Z")
    more = {"speaker": "Ada", "location": "Quay 1"}
    _, (row,) = read([{"title": "Tides", "start": "2023-05-04T10:00:00", "extendedProps": more}])
    assert (row["speakers"], row["room"]) == ("Ada", "Quay 1")


def test_who_leads_a_panel_is_not_one_of_its_speakers():
    panel = {"title": "Tides", "moderator": "Cy Roe", "panelists": ["Ada E. Example"]}
    hosted = {"title": "Salt", "moderators": ["Cy Roe"], "start": "10:00"}
    led = {"title": "Iron", "moderator": {"name": "Cy Roe"}, "speakers": ["Bo Muster"]}
    _, rows = read([panel, hosted, led])
    assert [row["speakers"] for row in rows] == [["Ada E. Example"], ["Cy Roe"], ["Bo Muster"]]


def test_names_of_rooms_as_keys_of_a_slot():
    talks = {
        "Hall A": {"title": "Tides", "speaker": "Ada"},
        "Raum 2": {"title": "Salt", "speaker": "Bo"},
    }
    _, rows = read([{"time": "10:00", **talks}])
    assert [(row["title"], row["room"]) for row in rows] == [
        ("Tides", "Hall A"),
        ("Salt", "Raum 2"),
    ]


def test_sessions_in_the_rows_of_a_slot_below_constants_and_types():
    script = """
export interface Session { type?: string; title: string; }
const LINK = '#tickets';

export const schedule: Slot[] = [
  { time: '09:30 AM - 10:30 AM', rows: [
    [{ title: 'Registration' }],
    [{ type: 'Workshop', title: 'Locks', link: LINK }],
    [{ room: 'Quay 1', title: 'Tides' }, { room: 'Quay 2', title: 'Cranes' }],
  ] },
  { time: '11:00 AM - 12:00 PM', rows: [[{ type: 'Panel', title: 'Harbours' }]] },
];
"""
    assert records.sniff("schedule.ts", script)
    found = [(row["title"], row.get("room"), row.get("kind")) for row in read(script)[1]]
    assert found == [
        ("Registration", None, None),
        ("Locks", None, "Workshop"),
        ("Tides", "Quay 1", None),
        ("Cranes", "Quay 2", None),
        ("Harbours", None, "Panel"),
    ]


def test_each_day_has_a_title_and_none_is_that_of_the_event():
    talks = [{"time": "10:00", "session": "Tides", "speakers": ["Ada Example"]}]
    [tides] = read({"Day 1": {"title": "Building for the Sea", "sessions": talks}})[1]
    assert (tides.get("event"), tides["track"]) == (None, "Building for the Sea")


def test_the_year_of_a_list_is_not_the_id_of_its_talks():
    talks = [{"title": "Tides", "duration": 30}, {"title": "Cranes", "duration": 30}]
    found = [(row["year"], row.get("id")) for row in read({"2022": talks})[1]]
    assert found == [("2022", None), ("2022", None)]


def test_days_of_abbreviated_weekdays_and_flags_of_days():
    days = {"days": [{"name": "Mon 2 June 2025", "events": [{"time": "9:30", "title": "Tides"}]}]}
    assert read(days)[1][0]["day"] == "Mon 2 June 2025"
    [tides] = read([{"title": "Tides", "day1": True, "speaker": "Ada Example"}])[1]
    assert "day" not in tides


def test_the_title_behind_a_speaker_is_a_position_beside_a_topic():
    talk = {"topic": "Tides, explained", "speaker": "Ada Example", "title": "CTO, Crane Works"}
    [tides] = read([{"time": "9:00", **talk}])[1]
    assert (tides["title"], "tags" in tides) == ("Tides, explained", False)
    [tides] = read([{"title": "Tides", "topic": "Water", "speaker": "Ada Example"}])[1]
    assert (tides["title"], tides["tags"]) == ("Tides", "Water")


def test_second_persons_and_flags_and_names_of_pages():
    both = {"title": "Tides", "cofacilitator": "Bo Muster", "facilitator": "Ada Example"}
    assert read([both])[1][0]["speakers"] == ["Ada Example", "Bo Muster"]
    flagged = [{"title": "A", "is_keynote": True, "speaker": "Ada Example", "page_name": "a"}]
    flagged += [{"title": "B", "is_intermission": True, "speakers": [], "url": "/b"}]
    flagged += [{"title": "C", "lightning": True, "speaker": "Cy"}]
    found = [(row.get("kind"), row.get("url")) for row in read(flagged)[1]]
    assert found == [("keynote", None), ("intermission", "/b"), ("lightning", None)]


def test_an_id_that_says_it_is_a_speaker(tmp_path):
    talks = [{"title": "Tides", "speaker_ids": ["speaker_ada-example"]}]
    (tmp_path / "talks.json").write_text(json.dumps(talks), encoding="utf-8")
    assert read_programme(tmp_path / "talks.json")["speakers"][0] == "Ada Example"


def test_flags_are_no_names():
    talk = {"title": "Tides", "speaker": "Ada Example", "public": True, "session": "true"}
    assert read([talk])[1] == [{"title": "Tides", "speakers": "Ada Example"}]


def test_people_with_a_city_and_a_position(tmp_path):
    ada = {"id": 5, "name": "Ada E. Example", "title": "CTO at Crane Works", "city": ["Bern"]}
    talk = {"session": "Tides", "speaker": 5, "city": "Bern", "level": "All"}
    table = read_folder(tmp_path, speakers=[ada], agenda=[talk])
    assert table["speakers"].tolist() == ["Ada E. Example"]


def test_people_by_their_roles_and_times_as_a_pair():
    people = {"moderator": "Ada Example", "participant": ["Bo Muster", "Cy Roe"]}
    [tides] = read([{"title": "Tides", "people": people, "times": ["9:00am", "9:45am"]}])[1]
    assert tides["speakers"] == ["Ada Example", "Bo Muster", "Cy Roe"]
    assert tides["start"] == "9:00am - 9:45am"


def test_days_and_entries_with_a_label():
    talks = [{"time": "10:00", "title": "Tides"}, {"label": "Dinner!", "when": "18:00"}]
    [tides, dinner] = read({"days": [{"label": "Monday, 10 November 2025", "sessions": talks}]})[1]
    assert (tides["day"], dinner["title"]) == ("Monday, 10 November 2025", "Dinner!")


def test_days_as_keys_and_a_keynote_in_its_session():
    keynote = {"title": "Tides", "speaker": "Ada Example"}
    slots = [{"time": "9:00", "title": "Keynote 1", "keynote": keynote}]
    [tides] = read({"Monday, March 23, 2026": slots})[1]
    stated = tides["title"], tides["speakers"], tides["day"], tides["start"], tides["kind"]
    assert stated == ("Tides", "Ada Example", "Monday, March 23, 2026", "9:00", "keynote")


def test_a_session_of_papers_with_its_date_is_their_track():
    papers = [{"title": each, "authors": [{"name": "Ada E. Example"}]} for each in ("A", "B")]
    times = {"date": "2026-04-24", "start_time": "13:30", "end_time": "15:00"}
    found = read({"sessions": [{"title": "At Sea", **times, "papers": papers}]})[1]
    assert [(row["title"], row["track"]) for row in found] == [("A", "At Sea"), ("B", "At Sea")]


def test_activities_in_blocks_of_a_day():
    block = {"start": "8:00", "end": "8:50", "activities": [{"title": "Tides", "room": "Pier"}]}
    rooms = [{"id": "pier", "name": "Pier"}]
    [tides] = read([{"title": "Terça", "date": "2026-11-03", "rooms": rooms, "blocks": [block]}])[1]
    assert (tides["title"], tides["day"], tides["start"]) == ("Tides", "2026-11-03", "8:00")


def test_a_talk_below_the_key_of_a_room_may_have_only_a_title():
    rooms = {"Pier": {"title": "Tides", "speaker": "Ada Example"}, "Quay": {"title": "Cranes"}}
    found = read([{"date": "2024-05-01", "time": "10:00", **rooms}])[1]
    assert [(row["title"], row["room"]) for row in found] == [("Tides", "Pier"), ("Cranes", "Quay")]


@pytest.mark.parametrize("above", ["function getData() {\n  return [", "const get = () => ["])
def test_data_that_a_function_returns(above):
    text = above + "{title: 'Tides', speaker: 'Ada Example'}];\n}\n"
    assert records.sniff("talks.js", text)
    assert read(text, "talks.js")[1] == [{"title": "Tides", "speakers": "Ada Example"}]


def test_an_entry_may_be_of_the_type_event(tmp_path):
    (tmp_path / "a.csv").write_text("Title,Who,Type\nTides,Ada Example,talk\nWalk,,event\n")
    assert read_programme(tmp_path / "a.csv")["title"].tolist() == ["Tides", "Walk"]


def test_presentations_of_a_session_may_have_a_name_beside_their_title():
    parts = [{"title": "Tides", "name": "Ada Example", "org": "Acme"}, {"title": "Cranes"}]
    session = {"title": "At Sea", "time": "2021-06-08T10:45", "presentations": parts}
    tides, cranes = read({"program": [session]})[1]
    assert (tides["title"], tides["speakers"], tides["track"]) == ("Tides", "Ada Example", "At Sea")
    assert cranes["title"] == "Cranes"


def test_activities_in_groups():
    slots = [{"time": "12:00", "activity": "Welcome"}]
    slots += [{"time": "13:00", "activity": "At Sea", "groups": [{"activity": "Tides", "time": 1}]}]
    [_, tides] = read(slots)[1]
    assert (tides["title"], tides["track"], tides.get("event")) == ("Tides", "At Sea", None)


def test_a_category_that_is_a_kind_and_a_theme():
    talks = [{"title": "Tides", "speaker": "Ada Example", "category": "Workshop"}]
    talks += [{"title": "Cranes", "speaker": "Bo Muster", "theme": "Sea", "page_url": "/cranes"}]
    tides, cranes = read(talks)[1]
    assert (tides["kind"], tides.get("track")) == ("Workshop", None)
    assert (cranes["track"], cranes["url"]) == ("Sea", "/cranes")


def test_the_ids_of_a_panel_are_not_those_of_its_moderator():
    panel = {"title": "Tides", "time": "9:00", "moderatorId": "cy", "panelistIds": ["ada", "bo"]}
    [tides] = read([panel])[1]
    assert [each["name"] for each in tides["speakers"]] == ["Ada", "Bo"]


def test_authors_in_xml_with_names_in_parts_and_flags():
    name = "<name><givenname>Ada</givenname><mi/><surname>Example</surname></name>"
    author = f"<author>{name}<id>7</id><presenter>1</presenter></author>"
    paper = f"<paper><papertitle>Tides</papertitle><authors>{author}</authors></paper>"
    text = '<?xml version="1.0"?>\n<?xml-stylesheet href="a.xsl"?>\n<program><session>'
    text += f"<sessiontitle>Sea</sessiontitle><papers>{paper}</papers></session></program>"
    assert records.sniff("program.xml", text)
    _, rows = read(text, "program.xml")
    assert [row["speakers"] for row in rows if row["title"] == "Tides"] == [
        [{"id": "7", "name": "Ada Example"}]
    ]


def test_names_of_any_rooms_as_keys_of_a_slot_of_no_day():
    slot = {"time": "10:00", "attic": {"title": "Tides"}, "cellar": {"title": "Salt"}}
    _, rows = read({"conference": [slot]})
    assert [(row["title"], row["room"]) for row in rows] == [("Tides", "attic"), ("Salt", "cellar")]
    # A single one may be anything.
    _, rows = read([{"time": "10:00", "slot": "s1", "attic": {"title": "Tides", "speaker": "Bo"}}])
    assert [row.get("room") for row in rows] == [None]


def test_a_day_with_a_note():
    talk = {"time": "10:00", "title": "Tides"}
    _, rows = read({"day1": {"title": "March 13, 2026 (online)", "events": [talk]}})
    assert [row["day"] for row in rows] == ["March 13, 2026 (online)"]


def test_breakouts_of_a_session_are_its_talks():
    parts = [{"title": "Tides", "leads": ["Ada E. Example"]}, {"title": "Salt"}]
    lunch = {"time": "12:00", "title": "Lunch", "sub_sessions": parts}
    _, rows = read([{"time": "10:00", "title": "Afternoon", "breakouts": parts}, lunch])
    assert [(row["title"], row["track"]) for row in rows] == [
        *(("Tides", "Afternoon"), ("Salt", "Afternoon")),
        *(("Tides", "Lunch"), ("Salt", "Lunch")),
    ]
    assert rows[0]["speakers"] == ["Ada E. Example"]


def test_texts_are_in_the_language_that_is_spoken():
    texts = {"en": "Of the sea.", "es": "Del mar."}
    talk = {"title": "Mareas", "spoken_language": "Spanish", "description": texts}
    _, [row] = read([{**talk, "speakers": ["Ada E. Example"]}])
    assert row["abstract"] == ["Del mar."]


def test_a_state_in_words_goes_before_a_number_and_websites_are_links_of_speakers():
    talk = {"title": "Tides", "speaker": "Ada E. Example", "speaker website": "https://ada.example"}
    _, [row] = read([{**talk, "decision": 1, "status": "accepted"}])
    assert (row["state"], row["speaker_urls"]) == ("accepted", ["https://ada.example"])


def test_a_title_that_is_a_numbered_day():
    talk = {"title": "Tides", "speaker": "Ada E. Example"}
    [row] = read([{"title": "1. Aug 10, 2024", "talks": [talk]}])[1]
    assert (row["day"], row.get("track")) == ("Aug 10, 2024", None)


def test_a_type_of_several_records_above_the_data_of_a_script():
    script = """
export type Item =
  /* A heading. */
  | { type: "group"; title: string }
  | { type: "talk"; topic?: string; speakers: { name: string }[] };

/** The first day. */
const first: Item[] = [{ type: "talk", time: "09:00", topic: "Tides", speakers: [{ name: "Bo" }] }];
"""
    [row] = read(script, "agenda.ts")[1]
    assert (row["title"], row["start"]) == ("Tides", "09:00")


def test_a_decision_and_a_category_beside_tags():
    talk = {"title": "Tides", "deliberationStatus": "REJECTED", "categories": ["Sea"]}
    _, (row,) = read([{**talk, "tags": ["salt", "water"], "speakers": [{"name": "Ada"}]}])
    assert (row["state"], row["track"], row["tags"]) == ("REJECTED", "Sea", ["salt", "water"])


def test_an_abstract_in_two_lengths():
    about = {"short": "On tides.", "long": "How tides come and go."}
    [tides] = read([{"title": "Tides", "speaker": "Ada Example", "description": about}])[1]
    assert tides["abstract"] == ["On tides.", "How tides come and go."]


def test_the_header_of_a_page_is_no_talk():
    header = {"kicker": "Agenda", "title": "Official", "description": "All talks of Crane Days."}
    items = [{"time": "10:00", "title": "Tides", "speaker": "Ada E. Example"}]
    _, rows = read({"meta": header, "header": header, "items": items})
    assert [row["title"] for row in rows] == ["Tides"]


def test_texts_of_a_slot_by_their_tracks_and_an_entry_without_a_title():
    ada = {"name": "Ada E. Example", "bio": "She sails.", "title": "", "length": 45}
    fog = {"name": "Bo Muster", "title": "Fog", "length": 30}
    slots = {"9:00": {"Track 1": "Lunch", "Track 2": "Lunch"}, "9:15": {"Track 1": ada}}
    slots["10:00"] = {"Track 1": "Tea", "Track 2": fog, "Track 3": "cy_0"}
    rows = read({"Thursday": slots})[1]
    assert [
        (row["start"], row["title"], row.get("track"), row.get("speakers")) for row in rows
    ] == [
        ("9:00", "Lunch", None, None),
        ("9:15", "Ada E. Example", "Track 1", "Ada E. Example"),
        ("10:00", "Tea", "Track 1", None),
        ("10:00", "Fog", "Track 2", "Bo Muster"),
    ]


def test_objects_by_id_of_firebase():
    document = {
        "schedule": {"-Nx1": {"title": "Tides", "speakers": {"ada": True, "bo": False}}},
        "speakers": {"ada": {"name": "Ada E. Example", "url": "https://example.org/ada"}},
    }
    people, entries = read(document)
    assert people == [{"kind": "person row", **ADA}]
    assert entries == [{"id": "-Nx1", "title": "Tides", "speakers": [ADA]}]
