import json
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import damaged, rows_unless_refused, with_odd_values

from kcdanalysis.errors import KcdWarning
from kcdanalysis.sources import read_programme
from kcdanalysis.sources.formats import pretalx
from kcdanalysis.sources.references import resolve
from kcdanalysis.sources.rows import NAME, SLOT

HERE = Path(__file__).parent.parent / "pretalx"
PATHS = ("paged/submissions", "paged/speakers", "days", "widget")
SAMPLES = [(HERE / f"{path}.json").read_bytes() for path in PATHS]
PAGED, PEOPLE, DAYS, WIDGET = SAMPLES


def rows(data, name="talks.json", **options):
    return list(pretalx.parse(data, name, **options))


def entries(*files, **options):
    """The entries of some files, completed with their slots and names."""
    found = [row for data in files for row in rows(data, **options)]
    return list(resolve(found))


def dumped(*records):
    return json.dumps({"count": len(records), "results": records}).encode()


def submission(**fields):
    return json.dumps(
        [{"code": "A", "title": "Tides", "submission_type": "Talk", **fields}]
    ).encode()


def test_pages_of_submissions():
    moor, buoy, opening = rows(PAGED)
    assert moor == {
        "event": None,
        "state": "confirmed",
        "timezone": None,
        "id": "MOOR12",
        "title": "Mooring a fleet with one rope",
        "speakers": [{"name": "Ada Example", "id": "ADA111"}],
        "speaker_ids": [],
        "abstract": [
            "One rope, many ships.",
            "One rope, many ships. And what to do when it snaps.",
        ],
        "track": "Rope",
        "tags": ["rope", "fleet"],
        "kind": "Talk (long)",
        "level": "Beginner",
        "language": "en",
        "room": "Pier 1",
        "start": "2024-06-01T09:00:00+02:00",
        "end": "2024-06-01T09:45:00+02:00",
        "duration": "45",
        "url": None,
        "line": 6,
    }
    # Newer versions give numbers for what stands elsewhere, and codes for speakers.
    assert (buoy["references"], buoy["tags"]) == ({"track": "track 4", "kind": "kind 7"}, ["buoy"])
    assert (buoy["speakers"], buoy["speaker_ids"]) == ([], ["BO2222", "CAGLA3"])
    assert (buoy["room"], buoy["start"]) == ("Pier 3", "2024-06-01T11:00:00+02:00")
    assert (opening["abstract"], opening["start"], opening["duration"]) == ([], None, None)


def test_speakers_in_a_file_of_their_own():
    assert rows(PEOPLE) == [
        {
            "kind": "person row",
            "id": "BO2222",
            "name": "Bo Muster",
            "organisation": "Harbour Works",
            "line": 2,
        },
        {
            "kind": "person row",
            "id": "CAGLA3",
            "name": "Çağla Beispiel",
            "organisation": None,
            "line": 12,
        },
    ]


def test_days_minutes_and_rooms():
    talk, lunch = entries(DAYS)
    assert (talk["id"], talk["language"], talk["line"]) == ("QUAI78", "fr", 6)
    assert (lunch["id"], lunch["kind"]) == ("sunday-lunch", "break")


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
    with pytest.warns(KcdWarning, match=": room: ids without a name; add the file that lists"):
        talk, pause, lunch = entries(WIDGET)
    assert (talk["track"], talk["room"], talk["duration"]) == ("Nets", "Pier 1", "30")
    assert [one["name"] for one in talk["speakers"]] == ["Ada Example", "Bo Muster"]
    assert (talk["timezone"], talk["kind"]) == ("America/Lima", None)
    assert (pause["title"], pause["kind"], pause["room"]) == ("Break", "break", "Terraza")
    assert (lunch["track"], lunch["room"], lunch["abstract"]) == (None, None, ["-"])
    assert [row["name"] for row in rows(WIDGET) if row["kind"] == "person row"] == [
        "Ada Example",
        "Bo Muster",
    ]


def test_talks_below_their_codes():
    talk = {"code": "A1", "title": "Tides", "speakers": ["B2"], "session_type": "Talk"}
    talk |= {"duration": "45", "level": "advanced", "website_url": "https://harbour.example/tides"}
    (row,) = rows(json.dumps({"A1": talk}).encode())
    assert (row["duration"], row["level"], row["kind"]) == ("45", "advanced", "Talk")
    assert (row["url"], row["speaker_ids"]) == ("https://harbour.example/tides", ["B2"])


def test_a_single_submission():
    (row,) = rows(json.dumps(json.loads(submission())[0]).encode())
    assert (row["id"], row["title"]) == ("A", "Tides")


# The lists of the API, each in a file of its own.

SUBMISSIONS = dumped(
    {
        "code": "TIDE11",
        "title": "Tides",
        "speakers": ["ADA111", "BO2222"],
        "submission_type": 5,
        "track": 2,
        "tags": [8, 9],
        "state": "confirmed",
        "abstract": "Water.",
        "duration": None,
        "content_locale": "pt",
        "slots": [70],
        "answers": [1],
    },
    {"code": "FOG222", "title": "Fog", "speakers": [], "submission_type": 5, "state": "rejected"},
)
SLOTS = dumped(
    {
        "id": 70,
        "room": 3,
        "start": "2026-05-02T09:00:00+02:00",
        "end": "2026-05-02T09:40:00+02:00",
        "submission": "TIDE11",
        "schedule": 1,
        "description": None,
        "duration": 40,
    },
    {
        "id": 71,
        "room": 3,
        "start": "2026-05-02T12:00:00+02:00",
        "end": "2026-05-02T13:00:00+02:00",
        "submission": None,
        "description": {"en": "Lunch"},
        "slot_type": "break",
    },
)
PERSONS = dumped(
    {"code": "BO2222", "name": "Bo Muster", "biography": "", "submissions": ["TIDE11"]}
)
NAMES = [
    dumped({"id": 3, "name": {"en": "Pier 3"}, "speaker_info": {}, "capacity": 4}),
    dumped({"id": 2, "name": {"en": "Water"}, "requires_access_code": False}),
    dumped({"id": 5, "name": "Talk", "default_duration": 40, "requires_access_code": False}),
    dumped({"id": 8, "tag": "moon", "is_public": True}, {"id": 9, "tag": "sun", "is_public": True}),
]


@pytest.mark.parametrize("data", [SUBMISSIONS, SLOTS, PERSONS, *NAMES])
def test_lists_of_the_api_are_recognised(data):
    assert pretalx.sniff("any.json", data.decode())


def test_lists_of_the_api_are_joined_by_code_and_number():
    ada = PERSONS.replace(b"BO2222", b"ADA111").replace(b"Bo Muster", b"Ada Example")
    found = entries(SLOTS, *NAMES, SUBMISSIONS, PERSONS, ada)
    lunch, (fog, tides) = found[0], sorted(found[1:], key=lambda row: row["title"])
    assert (tides["id"], tides["state"]) == ("TIDE11", "confirmed")
    assert [one["name"] for one in tides["speakers"]] == ["Ada Example", "Bo Muster"]
    assert (tides["kind"], tides["track"], tides["tags"]) == ("Talk", "Water", ["moon", "sun"])
    assert (tides["room"], tides["language"]) == ("Pier 3", "pt")
    assert (tides["start"], tides["end"]) == (
        "2026-05-02T09:00:00+02:00",
        "2026-05-02T09:40:00+02:00",
    )
    assert (fog["kind"], fog["state"], fog["start"], fog["room"]) == (
        "Talk",
        "rejected",
        None,
        None,
    )
    assert (lunch["title"], lunch["kind"], lunch["room"]) == ("Lunch", "break", "Pier 3")
    assert [(row["id"], row["name"]) for row in rows(PERSONS)] == [("BO2222", "Bo Muster")]


def test_lists_of_the_api_are_joined_when_a_folder_is_read(tmp_path):
    for name, data in zip("abcdefg", [SUBMISSIONS, SLOTS, PERSONS, *NAMES], strict=True):
        (tmp_path / f"{name}.json").write_bytes(data)
    with pytest.warns(KcdWarning, match="no file lists the speaker 'ADA111'; left out$"):
        programme = read_programme(tmp_path, states="all")
    assert programme["title"].tolist() == ["Tides", "Fog", "Lunch"]
    assert programme["state"].tolist()[:2] == ["accepted", "rejected"]
    tides = programme.iloc[0]
    assert (tides["room"], tides["track"], tides["tags"]) == ("Pier 3", "Water", "moon; sun")
    assert (str(tides["start"]), tides["duration"]) == ("2026-05-02 07:00:00+00:00", 40)
    assert tides["speakers"] == "Bo Muster"


def test_a_code_of_letters_alone_is_no_name(tmp_path):
    (tmp_path / "talks.json").write_bytes(submission(speakers=["GXYZAB"]))
    with pytest.warns(KcdWarning, match="no file lists the speaker 'GXYZAB'; left out"):
        assert read_programme(tmp_path)["speakers"].isna().all()


def test_a_slot_that_holds_its_submission():
    submission = {"code": "A", "title": "Tides", "speakers": [{"code": "B", "name": "E. Y. Doe"}]}
    slot = {"id": 1, "start": "2026-05-02T09:00:00Z", "room": {"id": 3, "name": {"en": "Pier 3"}}}
    (row,) = rows(dumped({**slot, "submission": submission}))
    assert (row["id"], row["start"], row["room"]) == ("A", "2026-05-02T09:00:00Z", "Pier 3")
    assert row["speakers"] == [{"name": "E. Y. Doe", "id": "B"}]


def test_a_slot_of_a_submission_that_is_not_there():
    with pytest.warns(KcdWarning) as caught:
        list(resolve({**row, "source": "slots.json"} for row in rows(SLOTS)))
    assert str(caught[0].message) == (
        "slots.json, line 1: a slot of 'TIDE11', which no file lists; left out"
    )


@pytest.mark.parametrize(
    ("fields", "field", "value"),
    [
        ({"title": {"fr": "Marées"}}, "title", "Marées"),
        ({"title": None}, "title", None),
        ({"duration": 30}, "duration", "30"),
        ({"state": "rejected"}, "state", "rejected"),
        (
            {"tags": [{"id": 1, "tag": "rope"}, {"id": 2, "name": {"en": "net"}}]},
            "tags",
            ["rope", "net"],
        ),
        ({"submission_type": {"id": 4, "name": {"en": "Long talk"}}}, "kind", "Long talk"),
        ({"duration": "00:30"}, "duration", "00:30"),
        ({"duration": True}, "duration", None),
        ({"slot": {"room": 4}}, "references", {"room": "room 4"}),
        ({"tags": [4, 5]}, "references", {"tags": ["tags 4", "tags 5"]}),
        ({"track": True}, "track", None),
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
        if row.get("kind") == "person row":
            assert row["id"] and row["name"]
            continue
        if row.get("kind") in (SLOT, NAME):
            assert row["id"]
            continue
        assert row["title"] is None or row["title"].strip()
        assert all(speaker["name"] for speaker in row.get("speakers", []))
        assert all(isinstance(part, str) for part in row.get("abstract", []))
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
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".* no file lists the speaker")
        found = entries(data)
    assert sum(row["kind"] == "person row" for row in rows(data)) == people
    listed = [row for row in rows(data) if row.get("title")]
    with_speakers = sum(bool(row.get("speakers") or row.get("speaker_ids")) for row in listed)
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


def test_speakers_and_sessions_of_a_site_made_from_pretalx():
    ada = {"code": "ADA111", "name": "Ada Example", "biography": "Sails.", "affiliation": "Acme"}
    ada |= {"website_url": "https://example.org/ada", "submissions": ["TIDE11"]}
    (row,) = rows(dumped({**ada}))
    assert (row["url"], row["organisation"]) == ("https://example.org/ada", "Acme")
    talk = {"code": "TIDE11", "title": "Tides", "session_type": "Talk", "rooms": ["Pier 3"]}
    talk |= {"website_url": "https://example.org/tides", "start": "2026-05-02T09:00:00+02:00"}
    assert entries(dumped(talk))[0]["room"] in ("Pier 3", ["Pier 3"])
