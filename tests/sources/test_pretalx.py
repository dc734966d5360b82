import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import damaged, rows_unless_refused, with_odd_values

from kcdanalysis.errors import KcdWarning
from kcdanalysis.sources.formats import pretalx

HERE = Path(__file__).parent / "pretalx"
PATHS = ("paged/submissions", "paged/speakers", "days", "widget")
SAMPLES = [(HERE / f"{path}.json").read_bytes() for path in PATHS]
PAGED, PEOPLE, DAYS, WIDGET = SAMPLES


def rows(data, name="talks.json", **options):
    return list(pretalx.parse(data, name, **options))


def entries(data, **options):
    return [row for row in rows(data, **options) if row["kind"] != "person"]


def submission(**fields):
    return json.dumps(
        [{"code": "A", "title": "Tides", "submission_type": "Talk", **fields}]
    ).encode()


def test_pages_of_submissions():
    moor, buoy, opening = rows(PAGED)
    assert moor == {
        "event": None,
        "year": None,
        "timezone": None,
        "id": "MOOR12",
        "title": "Mooring a fleet with one rope",
        "speakers": [{"name": "Ada Example", "id": "ADA111"}],
        "speaker_ids": [],
        "abstract": ["One rope, many ships. And what to do when it snaps."],
        "track": "Rope",
        "tags": ["rope", "fleet"],
        "kind": "Talk (long)",
        "level": "Beginner",
        "language": "en",
        "room": "Pier 1",
        "start": "2024-06-01T09:00:00+02:00",
        "end": "2024-06-01T09:45:00+02:00",
        "duration": 45,
        "url": None,
        "line": 6,
    }
    # Newer versions give numbers for what stands elsewhere, and codes for speakers.
    assert (buoy["kind"], buoy["track"], buoy["tags"]) == (None, None, ["buoy"])
    assert (buoy["speakers"], buoy["speaker_ids"]) == ([], ["BO2222", "CAGLA3"])
    assert (buoy["room"], buoy["start"]) == ("Pier 3", "2024-06-01T11:00:00+02:00")
    assert (opening["abstract"], opening["start"], opening["duration"]) == ([], None, None)


def test_speakers_in_a_file_of_their_own():
    assert rows(PEOPLE) == [
        {
            "kind": "person",
            "id": "BO2222",
            "name": "Bo Muster",
            "url": None,
            "organisation": "Harbour Works",
            "line": 2,
        },
        {
            "kind": "person",
            "id": "CAGLA3",
            "name": "Çağla Beispiel",
            "url": None,
            "organisation": None,
            "line": 12,
        },
    ]


def test_days_minutes_and_rooms():
    talk, lunch = entries(DAYS)
    assert (talk["id"], talk["language"], talk["line"]) == ("QUAI78", "fr", 6)
    assert (lunch["id"], lunch["kind"]) == ("sunday-lunch", "break")
    assert lunch["start"] == "2024-06-02T12:30"


@pytest.mark.parametrize(
    ("language", "kind", "room", "level", "lunch"),
    [
        (None, "Short talk", "Great hall", "All audiences", "Lunch"),
        ("fr", "Conférence courte", "Grande salle", "Tout public", "Déjeuner"),
        ("de", "Short talk", "Great hall", "All audiences", "Lunch"),
    ],
)
def test_texts_in_the_chosen_language(language, kind, room, level, lunch):
    talk, other = entries(DAYS, language=language)
    assert (talk["kind"], talk["room"], talk["level"]) == (kind, room, level)
    assert other["title"] == lunch


def test_texts_in_the_main_language_of_the_event_where_it_is_stated():
    document = json.loads(DAYS)
    document["event"] = {"locale": "fr", "name": {"en": "Harbour Days", "fr": "Jours du port"}}
    talk, lunch = entries(json.dumps(document).encode())
    assert (talk["event"], lunch["title"]) == ("Jours du port", "Déjeuner")
    talk, lunch = entries(json.dumps(document).encode(), language="en")
    assert (talk["event"], lunch["title"]) == ("Harbour Days", "Lunch")


def test_widget_finds_tracks_rooms_and_speakers_by_number_and_code():
    talk, pause, lunch = entries(WIDGET)
    assert (talk["track"], talk["room"], talk["duration"]) == ("Nets", "Pier 1", 30)
    assert talk["speakers"] == [
        {"name": "Ada Example", "id": "ADA111"},
        {"name": "Bo Muster", "id": "BO2222"},
    ]
    assert (talk["year"], talk["timezone"], talk["kind"]) == (2025, "America/Lima", None)
    assert (pause["title"], pause["kind"], pause["room"]) == ("Break", "break", "Terraza")
    assert (lunch["track"], lunch["room"], lunch["abstract"]) == (None, None, ["-"])
    assert [row["name"] for row in rows(WIDGET) if row["kind"] == "person"] == [
        "Ada Example",
        "Bo Muster",
    ]


def test_a_speaker_whom_nobody_names_stays_a_code():
    talk = entries(WIDGET.replace(b'{"code": "BO2222"', b'{"code": "XX"'))[0]
    assert (talk["speakers"][0]["id"], talk["speaker_ids"]) == ("ADA111", ["BO2222"])


def test_talks_below_their_codes():
    talk = {"code": "A1", "title": "Tides", "speakers": ["B2"], "session_type": "Talk"}
    talk |= {"duration": "45", "level": "advanced", "website_url": "https://harbour.example/tides"}
    (row,) = rows(json.dumps({"A1": talk}).encode())
    assert (row["duration"], row["level"], row["kind"]) == (45, "advanced", "Talk")
    assert (row["url"], row["speaker_ids"]) == ("https://harbour.example/tides", ["B2"])


def test_a_single_submission():
    (row,) = rows(json.dumps(json.loads(submission())[0]).encode())
    assert (row["id"], row["title"]) == ("A", "Tides")


def test_what_was_rejected_is_left_out_and_counted():
    states = ["confirmed", "rejected", "accepted", "withdrawn", "rejected", "submitted"]
    data = json.dumps([{"code": state, "title": "T", "state": state} for state in states]).encode()
    with pytest.warns(KcdWarning) as caught:
        found = [row["id"] for row in rows(data)]
    assert found == ["confirmed", "accepted", "submitted"]
    assert [str(warning.message) for warning in caught] == [
        "talks.json: submissions that are not in the programme were left out"
        " (2 rejected, 1 withdrawn)"
    ]


@pytest.mark.parametrize(
    ("fields", "field", "value"),
    [
        ({"title": {"fr": "Marées"}}, "title", "Marées"),
        ({"title": None}, "title", None),
        ({"duration": 30}, "duration", 30),
        ({"duration": "00:30"}, "duration", "00:30"),
        ({"duration": True}, "duration", None),
        ({"slot": {"room": 4}}, "room", None),
        ({"slots": [7]}, "start", None),
        ({"speakers": "Ada Example"}, "speakers", []),
        ({"tags": "rope"}, "tags", []),
        ({"answers": [{"question": 7, "answer": "x"}]}, "level", None),
        ({"track": {"id": 2, "name": {"en": "Rope"}}}, "track", "Rope"),
    ],
)
def test_fields_as_they_come(fields, field, value):
    assert rows(submission(**fields))[0][field] == value


def test_a_comment_above_the_data_is_skipped_with_a_warning():
    with pytest.warns(KcdWarning, match=r"^talks\.json, line 1: broken JSON \(Expecting value\)$"):
        found = rows(b"/* from the handbook */\n" + submission())
    assert [row["title"] for row in found] == [row["title"] for row in rows(submission())]


@given(st.binary() | damaged(SAMPLES) | with_odd_values(SAMPLES))
def test_whatever_comes_is_read_or_refused(data):
    for row in rows_unless_refused(pretalx, data, "talks.json"):
        if row["kind"] == "person":
            assert row["id"] and row["name"]
            continue
        assert row["title"] is None or row["title"].strip()
        assert all(speaker["name"] for speaker in row["speakers"])
        assert all(isinstance(each, str) for each in row["speaker_ids"] + row["abstract"])
        assert 1 <= row["line"] <= data.count(b"\n") + 1


# What pretalx gave out, where it lies beside the project.

API = "pretalx/api-synthetic/europython-programapi/data/examples"
LIMA = "json-ld-html/devopsdays-lima-pretalx-widget/src/app/data"


@pytest.mark.parametrize(
    ("path", "people", "counts"),
    [
        # 68 talks, and beside them 8 sprints and 5 meals.
        ("pretalx/api/schedule.json", 72, (81, 76, 76)),
        (f"{API}/pretalx/submissions.json", 0, (2, 2, 2)),
        (f"{API}/pretalx/speakers.json", 1, (0, 0, 0)),
        (f"{API}/europython/sessions.json", 0, (2, 2, 2)),
        (f"{API}/europython/speakers.json", 1, (0, 0, 0)),
        # 19 abstracts of the 96 are "-", which goes later.
        (f"{LIMA}/scheduleData.json", 91, (112, 96, 72)),
        (f"{LIMA}/scheduleSpeakers.json", 91, (0, 0, 0)),
    ],
)
def test_published_files(shared, path, people, counts):
    data = (shared / "samples" / path).read_bytes()
    assert pretalx.sniff(path, data[:8_000].decode(errors="ignore"))
    found = entries(data)
    assert len(rows(data)) - len(found) == people
    with_speakers = sum(bool(row["speakers"] or row["speaker_ids"]) for row in found)
    assert (len(found), sum(bool(row["abstract"]) for row in found), with_speakers) == counts
    lines = data.decode().split("\n")
    assert all("{" in lines[row["line"] - 1] for row in found)
    assert all(row["title"] for row in found)


def test_only_what_pretalx_gives_out_is_taken(shared, taken_by):
    samples = shared / "samples"
    assert taken_by(pretalx) == {
        *(samples / "pretalx/api").glob("*.json"),
        *(samples / API).rglob("s*.json"),
        *(samples / LIMA).glob("*.json"),
        samples / "schedule-json/submission-json/examples/pretalx-submission.json",
    }
