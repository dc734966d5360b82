"""Exports of services that have no format of their own here, made up in their shapes."""

import json

import pytest

from kcdanalysis.sources import read_programme

DEVOXX = {
    "slots": [
        {
            "roomName": "Room 5", "day": "thursday", "fromTime": "12:00", "toTime": "13:00",
            "fromTimeMillis": 1447329600000, "toTimeMillis": 1447333200000, "break": None,
            "talk": {
                "track": "Cloud", "title": "Kernels", "lang": "en", "summary": "Why.",
                "speakers": [{"name": "Ada Example", "link": {"href": "https://cfp.example/ada"}}],
            },
        }
    ]
}  # fmt: skip
CFP_DEV = [
    {
        "fromDate": "2023-10-04T07:30:00Z", "toDate": "2023-10-04T08:20:00Z",
        "room": {"id": 3, "name": "Room 8"}, "timezone": "Europe/Brussels",
        "sessionType": {"id": 2, "name": "Conference", "duration": 50, "pause": False},
        "proposal": {
            "title": "Kernels", "track": {"id": 1, "name": "Cloud"},
            "speakers": [{"firstName": "Ada", "lastName": "Example", "company": "Crane Ltd"}],
        },
    },
    {
        "fromDate": "2023-10-04T08:20:00Z", "toDate": "2023-10-04T08:40:00Z",
        "room": {"id": 3, "name": "Room 8"}, "timezone": "Europe/Brussels", "proposal": None,
        "sessionType": {"id": 9, "name": "Coffee Break", "duration": 20, "pause": True},
    },
]  # fmt: skip
OPEN_PLANNER = {
    "event": {
        "name": "Quay Days 2024", "formats": [{"id": "f", "name": "Talk", "durationMinutes": 50}],
        "tracks": [{"id": "t", "name": "Quay 1"}],
    },
    "speakers": [{"id": "s", "name": "Ada Example", "bio": "-", "company": "Crane Ltd"}],
    "sessions": [
        {
            "id": "a", "title": "Kernels", "abstract": "Why.", "speakerIds": ["s"], "trackId": "t",
            "dateStart": "2024-06-27T10:00:00+02:00", "durationMinutes": 50, "formatId": "f",
        }
    ],
}  # fmt: skip
JSON_API = {
    "data": [
        {
            "type": "session", "id": "11",
            "attributes": {"title": "Kernels", "starts-at": "2019-03-15T09:00:00+08:00"},
            "relationships": {
                "speakers": {"data": [{"type": "speaker", "id": "7"}]},
                "track": {"data": {"type": "track", "id": "3"}},
                "microlocation": {"data": {"type": "microlocation", "id": "2"}},
            },
        }
    ],
    "included": [
        {"type": "speaker", "id": "7", "attributes": {"name": "Ada Example"}},
        {"type": "track", "id": "3", "attributes": {"name": "Cloud"}},
        {"type": "microlocation", "id": "2", "attributes": {"name": "Quay 1"}},
    ],
}  # fmt: skip
FORTEE = {
    "timetable": [
        {
            "type": "talk", "title": "Goで作る", "track": {"name": "A"}, "length_min": 40,
            "speaker": {"name": "山田 太郎"}, "starts_at": "2023-06-02T10:30:00+09:00",
        },
        {
            "type": "timeslot", "title": "昼休み", "track": {"name": "A"}, "length_min": 60,
            "starts_at": "2023-06-02T12:00:00+09:00",
        },
    ]
}  # fmt: skip
ROOMS = {
    "days": [{"date": "2024-09-06", "rooms": {"Main": [{"title": "Kernels", "start": "10:00"}]}}]
}


def rows(source, *columns):
    programme = read_programme(source)[list(columns)].astype(object)
    return [tuple(row) for row in programme.where(programme.notna(), None).itertuples(index=False)]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (DEVOXX, [("Kernels", "Ada Example", "Room 5", "Cloud", "2015-11-12 12:00", 60)]),
        (
            CFP_DEV,
            [
                ("Kernels", "Ada Example", "Room 8", "Cloud", "2023-10-04 07:30", 50),
                ("Coffee Break", None, "Room 8", None, "2023-10-04 08:20", 20),
            ],
        ),
        (OPEN_PLANNER, [("Kernels", "Ada Example", None, "Quay 1", "2024-06-27 08:00", 50)]),
        (JSON_API, [("Kernels", "Ada Example", "Quay 1", "Cloud", "2019-03-15 01:00", None)]),
        (
            FORTEE,
            [
                ("Goで作る", "山田 太郎", None, "A", "2023-06-02 01:30", 40),
                ("昼休み", None, None, "A", "2023-06-02 03:00", 60),
            ],
        ),
        (ROOMS, [("Kernels", None, "Main", None, "2024-09-06 10:00", None)]),
    ],
)
def test_json_of_services(tmp_path, document, expected):
    path = tmp_path / "export.json"
    path.write_text(json.dumps(document))
    found = rows(path, "title", "speakers", "room", "track", "start", "duration")
    assert [(*row[:4], f"{row[4]:%Y-%m-%d %H:%M}", row[5]) for row in found] == expected


def test_titles_without_a_letter_of_japanese_are_japanese_among_others(tmp_path):
    path = tmp_path / "export.json"
    path.write_text(json.dumps(FORTEE))
    assert rows(path, "language") == [("ja",), ("ja",)]


@pytest.mark.parametrize(
    ("header", "row", "columns", "expected"),
    [
        # A form: what stands beside the biography is the speaker's.
        (
            "name,email,avatar,location,bio,twitter,url,organization,title,abstract,state",
            "Ada Example,a@x.example,,London,Bio,ada,https://ada.example,Crane Ltd,Kernels,,accept",
            ("speakers", "speaker_urls", "room", "url", "organisations"),
            ("Ada Example", "https://ada.example", None, None, "Crane Ltd"),
        ),
        (
            "Event ID,Event Name,Event Start,Event End,Venue,Speakers",
            "x1,Kernels,2024-05-01 09:30,2024-05-01 10:00,Quay 1,Ada Example",
            ("title", "duration", "room"),
            ("Kernels", 30, "Quay 1"),
        ),
        (
            "*Date,*Time Start,*Time End,*Session Title,Room/Location (Optional)",
            "05/14/2024,9:00 AM,9:45 AM,Kernels,Ballroom A",
            ("title", "duration", "room"),
            ("Kernels", 45, "Ballroom A"),
        ),
        (
            "Title,Begins at,Ends at,Speaker 1 first name,Speaker 1 last name,"
            "Speaker 1 company,Speaker 2 first name,Speaker 2 last name,Speaker 2 company",
            "Kernels,2024-09-10 09:00,2024-09-10 09:30,Ada,Example,Crane Ltd,Bo,Muster,Quay AG",
            ("speakers", "organisations", "duration"),
            ("Ada Example; Bo Muster", "Crane Ltd; Quay AG", 30),
        ),
        (
            "Talk title,Length (min),keywords",
            'Kernels,25,"eBPF\ntracing"',
            ("duration", "tags"),
            (25, "eBPF; tracing"),
        ),
    ],
)
def test_tables_of_services(tmp_path, header, row, columns, expected):
    path = tmp_path / "export.csv"
    path.write_text(f"{header}\n{row}\n")
    assert rows(path, *columns) == [expected]
