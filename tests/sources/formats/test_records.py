import json
import re
import warnings
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import joined

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources.formats import records
from kcdanalysis.sources.rows import NAME, SLOT
from kcdanalysis.sources.values.fields import FIELDS

HERE = Path(__file__).parents[1] / "records"


def rows(data, name="talks.json"):
    text = data if isinstance(data, str) else json.dumps(data)
    return joined(records.parse(text.encode(), name))


def talks(found):
    beside = ("person row", "event row", NAME, SLOT)
    return [row for row in found if row.get("kind") not in beside]


def only_talk(record):
    (row,) = talks(rows([record]))
    return row


def parsed(name):
    path = HERE / name
    return list(records.parse(path.read_bytes(), path.name))


def read(name):
    path = HERE / name
    return joined(records.parse(path.read_bytes(), path.name))


# What is recognised.


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '[{"title": "A"}]'),
        ("a.txt", '\n {\n "talks": []}'),
        ("a.json", '{"title": "A"}\n{"title": "B"}\n'),
        ("talks.js", "// Talks\nexport default [\n  {title: 'A'},\n]"),
        ("talks.js", 'window.TALKS = {\n  "a": {"title": "A"}}'),
        ("a.yml", "name: Harbour Days\nyear: 2021\n"),
        ("a.yml", "# people\n- id: ada\n  name: Ada\n"),
        ("a.txt", "---\ncranes:\n  title: Cranes\n  speakers: [Ada]\n"),
        ("a.yml", "talks:\n  - title: A\n    abstract: 'cut off here"),
        ("a.yml", "- title: A\n- title: B: C\n- title: C\n" + "# more\n" * 9),
    ],
)
def test_records_are_recognised(name, text):
    assert records.sniff(name, text)


@pytest.mark.parametrize(
    "text",
    [
        "[Ada](https://example.org) met Bo.\n",
        "[1, 2]",
        "title: A\nspeaker: B\n---\n\nProse, and more prose.\n",
        "---\ntitle: A\ntags:\n  - b: c\n---\nProse.\n",
        "# Harbour Days\n\n- A talk\n- Another: with a colon\n",
        "title,speaker\nA,B\n",
        "BEGIN:VCALENDAR\nSUMMARY: Talk\nEND:VCALENDAR\n",
        "<schedule>\n</schedule>\n",
        "+++\ntitle = 'A'\n+++\n",
        "",
    ],
)
def test_other_files_are_not(text):
    assert not records.sniff("a.md", text)


# Samples.


def test_a_feed_with_serials():
    ada, bo, cranes, lunch = read("feed.json")
    assert ada == {
        "kind": "person row", "id": "11", "name": "Ada Example", "url": "https://example.org/ada",
        "organisation": "Crane Ltd", "line": 28,
    }  # fmt: skip
    assert bo["name"] == "Bo Muster"
    assert [one["name"] for one in cranes.pop("speakers")] == ["Ada Example", "Bo Muster"]
    assert cranes == {
        "id": "101",
        "title": "Cranes &amp; Clouds",
        "kind": "40-minute conference session",
        "abstract": ["Cranes don&#x27;t scale.\r\n\r\nWe scaled them."],
        "tags": ["Cloud"],
        "room": "Quay 1",
        "start": "2014-07-23 17:00:00",
        "end": "2014-07-23 17:40:00",
        "url": "https://example.org/101",
        "line": 5,
    }
    assert (lunch["title"], lunch["kind"], lunch["room"]) == ("Lunch", "Break", "The Galley")


def test_parallel_languages_days_and_spreadsheet_times():
    desk, talk = read("days.json")
    assert (desk["title"], desk["kind"]) == ("Registration", "break")
    assert talk["title"] == "Harbours and Their Communities"
    assert talk["abstract"] == ["Why people meet at harbours."]
    assert talk["speakers"] == [{"id": "ada", "name": "Ada Example", "organisation": "Crane Ltd"}]
    assert talk["start"] == "Fri Mar 10 2023 13:00:00 GMT+0900 (日本標準時)"
    assert talk["end"] == "Fri Mar 10 2023 13:30:00 GMT+0900 (日本標準時)"
    assert (talk["level"], talk["line"]) == ("beginner", 19)


def test_broken_json_is_read_with_its_lines_named():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = parsed("broken.json")
    assert [(row["id"], row["line"]) for row in found] == [("1", 1), ("2", 6), ("3", 17), ("4", 23)]
    assert found[0]["kind"] == "service session"
    assert found[1]["abstract"] == ["The tide comes.\n\n    The tide goes."]
    assert found[2]["abstract"] == ['What the "tide" left.']
    assert found[1]["speaker_ids"] == ["7"]
    (warning,) = caught
    assert re.match(r"broken\.json, line [45]: broken JSON \(.*\)$", str(warning.message))
    assert warning.category is KcdWarning


def test_yaml_with_people_in_a_file_of_their_own():
    people = parsed("folder/speakers.yml")
    assert [(one["kind"], one["id"], one["name"]) for one in people] == [
        ("person row", "ada-example", "Ada Example"),
        ("person row", "bo-muster", "Bo Muster"),
        ("person row", "cy-sample", "Cy Sample"),
    ]
    anchors, version = parsed("folder/talks.yml")
    assert anchors == {
        "title": "Anchors as Code",
        "language": "NO",
        "abstract": ["An anchor is a file that does not move."],
        "speaker_ids": ["ada-example"],
        "line": 2,
    }
    assert (version["title"], version["kind"]) == ("Version 1.10", "keynote")
    assert version["speaker_ids"] == ["bo-muster", "cy-sample"]
    (workshop,) = parsed("folder/workshops.yml")
    assert workshop["kind"] == "workshop"
    assert workshop["speakers"] == [{"name": "Di Probe", "url": "https://example.org/di"}]


def test_yaml_by_id():
    knots, lamps = parsed("by-id.yml")
    assert (knots["id"], knots["line"], knots["speaker_ids"]) == ("knots", 2, ["ada_example"])
    assert (knots["kind"], knots["language"]) == ("keynote", "JA")
    assert (lamps["id"], lamps["speaker_ids"]) == ("lamps", ["bo"])


# Where the talks are.


@pytest.mark.parametrize(
    "document",
    [
        [{"title": "A", "speaker": "Ada"}],
        {"title": "A", "speaker": "Ada"},
        {"talks": [{"title": "A"}]},
        {"data": {"sessions": [{"title": "A", "speaker": "Ada"}]}},
        {"2019": {"talks": [{"title": "A", "abstract": "Text."}]}},
        {"a": {"title": "A", "abstract": "Text."}},
        [{"date": "2019-05-06", "slots": [{"title": "A", "abstract": "Text."}]}],
        [None, {"title": "A", "speaker": "Ada"}],
        {"tracks": [{"title": "B", "color": "red"}], "events": [{"name": "A", "start": "10:00"}]},
        {"name": "Harbour Days", "startDate": "2019-05-06", "talks": [{"title": "A", "room": "B"}]},
        [{"title": "A", "abstract": "Text.", "video": {"title": "B", "duration": 3}}],
    ],
)
def test_talks_are_found_wherever_they_are(document):
    assert [row["title"] for row in talks(rows(document))] == ["A"]


@pytest.mark.parametrize(
    "document",
    [
        [{"title": "Quay", "color": "red"}],
        [{"name": "Open Science", "description": ["Text."], "icon": "a.svg"}],
        [{"name": "Ada Example", "bio": "Sails."}],
        [{"name": "Ada", "surname": "Example", "title": "CEO", "company": "Crane Ltd"}],
        {"name": "Harbour Days", "city": "Harbourtown", "team": [{"name": "Cy Sample"}]},
        [[1, 2], "a"],
        {},
    ],
)
def test_other_records_are_no_talks(document):
    assert talks(rows(document, "data.json")) == []


def test_what_stands_around_a_list_is_passed_on():
    document = {
        "name": "Harbour Days",
        "startDate": "2019-05-06",
        "days": [
            {
                "date": "2019-05-06",
                "rooms": [
                    {
                        "room": "Quay 1",
                        "talks": [{"title": "A", "start": "10:00", "end": "10:30"}],
                    }
                ],
            }
        ],
    }
    event, talk = rows(document)
    assert (event["kind"], event["event"], event["year"]) == ("event row", "Harbour Days", 2019)
    assert talk == {
        "event": "Harbour Days",
        "year": 2019,
        "room": "Quay 1",
        "day": "2019-05-06",
        "start": "10:00",
        "end": "10:30",
        "title": "A",
        "line": 1,
    }


def test_a_block_that_holds_talks_is_no_talk():
    block = {"title": "Security", "start": "10:00", "talks": [{"title": "A", "speaker": "Ada"}]}
    alone = {"title": "Lunch", "start": "12:00"}
    assert [row["title"] for row in rows([block, alone])] == ["A", "Lunch"]


def test_event_of_devopsdays():
    text = 'name: "2021-harbourtown"\nyear: "2021"\ncity: Harbourtown\nstartdate: 2021-05-06\n'
    assert rows(text, "events/2021-harbourtown.yml") == [
        {
            "kind": "event row",
            "id": "2021-harbourtown",
            "event": "devopsdays Harbourtown 2021",
            "year": 2021,
            "line": 1,
        }
    ]


def test_a_record_without_a_title_is_named_and_left_out():
    with pytest.warns(KcdWarning, match=r"^a\.json, line 2: a record without a title; it was left"):
        found = rows(
            '[{"title": "A", "abstract": "T."},\n{"title": "", "abstract": "T."}]', "a.json"
        )
    assert [row["title"] for row in found] == ["A"]


# Values.


@pytest.mark.parametrize(
    ("said", "speakers"),
    [
        ({"speaker": "Ada Example"}, "Ada Example"),
        ({"speaker": "Ada Example & Bo Muster (Crane Ltd)"}, "Ada Example & Bo Muster (Crane Ltd)"),
        ({"speakers": ["Ada Example", "Bo Muster"]}, ["Ada Example", "Bo Muster"]),
        ({"name": "Ada Example"}, "Ada Example"),
        ({"name": "Ada Example", "speaker": "true"}, "Ada Example"),
        ({"presenter": {"first_name": "Ada", "last_name": "Example"}}, [{"name": "Ada Example"}]),
        (
            {"presenter": {"name": "Ada E.", "first_name": "Ada", "last_name": "Example"}},
            [{"name": "Ada Example"}],
        ),
        (
            {"facilitators": {"1": {"name": "Ada Example", "org": ""}, "2": {"name": ""}}},
            [{"name": "Ada Example"}],
        ),
        (
            {"speaker_names": ["Ada Example", ""], "speakers": [{"name": "Ada Example", "id": 3}]},
            [{"id": "3", "name": "Ada Example"}],
        ),
        ({"name": "a"}, None),
        ({"speakers": ["", None, False]}, None),
    ],
)
def test_speakers(said, speakers):
    assert only_talk({"title": "A", "abstract": "Text.", **said}).get("speakers") == speakers


@pytest.mark.parametrize(
    "said",
    [
        {"speaker_id": "ada"},
        {"speakerIds": ["ada"]},
        {"presenter_slugs": ["ada"]},
        {"speakers": [{"id": "ada"}]},
    ],
)
def test_ids_of_people_elsewhere_are_handed_on(said):
    talk = json.dumps([{"title": "A", "abstract": "Text.", **said}])
    (row,) = records.parse(talk.encode(), "talks.json")
    assert row["speaker_ids"] == ["ada"] and "speakers" not in row


def test_ids_are_joined_inside_of_a_file():
    document = {
        "speakers": {"ada": {"name": "Ada Example"}},
        "rooms": [{"id": 1, "name": "Quay 1"}],
        "tracks": [{"id": "t1", "title": "Ropes"}],
        "talks": [{"title": "A", "speakers": ["ada"], "roomId": 1, "track_id": "t1"}],
    }
    (row,) = talks(rows(document))
    assert row["speakers"] == [{"id": "ada", "name": "Ada Example"}]
    assert (row["room"], row["track"]) == ("Quay 1", "Ropes")


def test_a_file_called_speakers_that_lists_talks_is_no_person():
    people = [{"id": "p", "name": "Ada Example", "bio": "Captain"}]
    document = {"speakers": people, "talks": [{"title": "Cranes", "speaker_ids": ["p"]}]}
    (row,) = talks(rows(document, "speakers.json"))
    assert row["title"] == "Cranes" and "id" not in row
    assert row["speakers"] == [{"id": "p", "name": "Ada Example"}]


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ({"title_de": "Kräne", "title_en": "Cranes"}, "Cranes"),
        ({"title_de": "Kräne", "title_en": "Cranes", "language": "de"}, "Kräne"),
        ({"title_de": "Kräne", "title_en": ""}, "Kräne"),
        ({"title": {"en": "Cranes", "fr": "Grues"}}, "Cranes"),
        ({"title": {"fr": "Grues", "en": None}}, "Grues"),
        ({"title": {"fr-CA": "Grues", "en-US": "Cranes"}, "lang": "fr"}, "Grues"),
    ],
)
def test_one_of_the_languages_is_chosen(said, title):
    assert only_talk({**said, "speaker": "Ada"})["title"] == title


def test_the_language_asked_for_is_chosen():
    data = json.dumps([{"title_ja": "港", "title_en": "Harbour", "speaker": "Ada"}]).encode()
    titles = [next(records.parse(data, "a.json", language))["title"] for language in ("ja", None)]
    assert titles == ["港", "Harbour"]


def test_all_prose_in_order():
    said = {"subtitle": "Short.", "abstract": "Long.", "description": "Long. And longer."}
    row = only_talk({"title": "A", **said, "text": "", "summary": "Short.", "details": ["X", "Y"]})
    assert row["abstract"] == ["Short.", "Long.", "Long. And longer.", "Short.", "X", "Y"]


@pytest.mark.parametrize(
    ("said", "times"),
    [
        ({"start": "2021-05-06T10:00", "end": "11:00"}, (None, "2021-05-06T10:00", "11:00")),
        ({"date": "6.5.2021", "start": "9:00", "end": "9:30"}, ("6.5.2021", "9:00", "9:30")),
        ({"date": "2021-05-06", "time": "10:00 - 11:00"}, ("2021-05-06", "10:00 - 11:00", None)),
        ({"day": "Saturday", "start": "6:00pm"}, ("Saturday", "6:00pm", None)),
        (
            {"start_time": "10:00", "start_datetime": "2021-05-06 10:00"},
            (None, "2021-05-06 10:00", None),
        ),
        ({"start": 1620288000}, (None, 1620288000, None)),
        ({"start": "10:00", "end": [None]}, (None, "10:00", None)),
        (
            {"start": {"dateTime": "2021-05-06T10:00:00", "timeZone": "Europe/Oslo"}},
            (None, "2021-05-06T10:00:00", None),
        ),
        ({"slot": {"date": "2021-05-06", "from": "10:00", "to": "11:00"}},
         ("2021-05-06", "10:00", "11:00")),
    ],
)  # fmt: skip
def test_times(said, times):
    row = only_talk({"title": "A", "speaker": "Ada", **said})
    assert tuple(row.get(field) for field in ("day", "start", "end")) == times


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"break": "true"}, "break"),
        ({"isServiceSession": True}, "service session"),
        ({"service": True}, "service session"),
    ],
)
def test_flags_of_breaks(said, kind):
    assert only_talk({"title": "A", "start": "10:00", **said})["kind"] == kind


# What cannot be read.


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ('"a" 1:', "a.json", "a.json, line 1: "),
        ("a: b: c", "a.yml", "a.yml, line 1: broken YAML (mapping values are not allowed"),
    ],
)  # fmt: skip
def test_broken_files_are_errors(text, name, message):
    with pytest.raises(KcdError) as caught:
        rows(text, name)
    assert str(caught.value).startswith(message)


def test_a_yaml_list_may_begin_with_a_bracket():
    assert rows("[{title: A, speaker: Ada}, {title: 'B: C'}]", "a.yml")[1]["title"] == "B: C"


def test_deep_nesting_is_read_or_refused():
    text = '{"a":' * 400 + '[{"title": "A", "speaker": "Ada"}]' + "}" * 400
    try:
        assert len(rows(text)) == 1
    except KcdError as error:
        assert "nested too deeply" in str(error) or "cannot be read" in str(error)


NAMES = {name for lines in FIELDS.values() for name in lines[0].split(", ")[:2]}
OTHERS = {"talks", "rooms", "title_en", "title_ja", "speaker_ids", "roomId", "en", "1", "2019"}
KEYS = st.sampled_from(sorted(NAMES | OTHERS))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 2_030)
    | st.floats(allow_nan=False)
    | st.sampled_from(["", "A", "ada", "ada-example", "Ada Example", "10:00", "2021-05-06"])
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=30,
)


@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
@given(st.lists(VALUES, max_size=4) | st.dictionaries(KEYS, VALUES, max_size=6))
def test_any_records_are_read(document):
    for row in rows(document):
        assert row.get("kind") in ("person row", "event row") or isinstance(row["title"], str)


@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
@given(st.data())
def test_damaged_samples_are_read_or_refused(data):
    path = data.draw(st.sampled_from(sorted(HERE.rglob("*.*"))))
    text = path.read_text(encoding="utf-8")
    at = data.draw(st.integers(0, len(text)))
    put = data.draw(st.text(st.sampled_from('{}[]",:-\n x\x00'), max_size=3))
    damaged = text[:at] + put + text[at + data.draw(st.integers(0, 20)) :]
    records.sniff(path.name, damaged)
    try:
        found = rows(damaged, path.name)
    except KcdError:
        return
    assert all(isinstance(row.get("title"), str | None) for row in found)


@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
@given(st.binary(max_size=100), st.sampled_from(["a.json", "a.yml"]))
def test_any_bytes_are_read_or_refused(data, name):
    try:
        assert all(isinstance(row, dict) for row in records.parse(data, name))
    except KcdError:
        return


# As published, where it lies beside the project.

OSCON = "json/oscon-2014-json/22-dyn-attr-prop/oscon/data/osconfeed.json"


@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
@pytest.mark.parametrize(
    ("path", "n_talks", "n_abstracts", "n_speakers"),
    [
        (OSCON, 484, 474, 393),
        ("json/mozfest-2016/sessions.json", 500, 497, 468),
        ("json/monacaug-2019-json/_data/sessions.json", 23, 12, 15),
        ("json/devrelcon-tokyo-2023/_data/sessions_by_day.json", 55, 34, 34),
        ("json/lkce/_data/sessions.json", 37, 34, 27),
        ("csv/pyconjp-2019-csv/assets/sessions.json", 94, 94, 92),
        ("yaml/incontrodevops-2019-yml/_data/talks.yml", 29, 29, 29),
        ("yaml/containerday-2019-yml/_data/talks.yml", 10, 10, 10),
        ("yaml/rubykaigi/presentations.yml", 65, 65, 65),
        ("yaml/rubykaigi/schedule.yml", 11, 0, 0),
        ("json/mozfest-2016/spaces.json", 0, 0, 0),
        ("json/mozfest-2016/pathways.json", 0, 0, 0),
        ("json/lkce/_data/schedule.json", 0, 0, 0),
    ],
)
def test_published_records(shared, path, n_talks, n_abstracts, n_speakers):
    data, name = (shared / "samples" / path).read_bytes(), Path(path).name
    assert records.sniff(name, data.decode()[:8_000])
    found = talks(records.parse(data, name))
    assert len(found) == n_talks
    assert sum("abstract" in row for row in found) == n_abstracts
    assert sum("speakers" in row or "speaker_ids" in row for row in found) == n_speakers
    lines = data.decode().splitlines()
    for row in found:
        # The title stands in the record, and so not far below its first line.
        shown = "\n".join(lines[row["line"] - 1 : row["line"] + 60])
        assert row["title"][:8] in shown or row["title"][:3] in shown.encode().decode(
            "unicode_escape"
        )


@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
@pytest.mark.parametrize(
    ("path", "n_people"),
    [
        ("json/lkce/_data/speakers.json", 35),
        ("yaml/incontrodevops-2019-yml/_data/speakers.yml", 33),
        ("yaml/containerday-2019-yml/_data/speakers.yml", 10),
        ("yaml/rubykaigi/speakers.yml", 72),
        (OSCON, 357),
    ],
)
def test_published_people(shared, path, n_people):
    found = list(records.parse((shared / "samples" / path).read_bytes(), Path(path).name))
    assert sum(row.get("kind") == "person row" and bool(row["name"]) for row in found) == n_people


def test_published_ids_find_their_people(shared):
    for folder in ("incontrodevops-2019-yml", "containerday-2019-yml"):
        data = shared / "samples/yaml" / folder / "_data"
        people, found = (
            list(records.parse((data / name).read_bytes(), name))
            for name in ("speakers.yml", "talks.yml")
        )
        known = {row["id"] for row in people}
        # One of them is published in another spelling than its person's.
        assert len({one for row in found for one in row["speaker_ids"]} - known) <= 1


def test_published_events(shared):
    for path in (shared / "samples/front-matter").rglob("data/events/*.yml"):
        found = list(records.parse(path.read_bytes(), path.name))
        assert talks(found) == []
        assert [row["id"] for row in found if row["kind"] == "event row"] == [path.stem]


def test_a_large_feed_is_read_in_a_moment(shared):
    data = (shared / "samples/json/mozfest-2016/sessions.json").read_bytes()
    start = process_time()
    list(records.parse(data, "sessions.json"))
    assert process_time() - start < 5


def test_published_text_is_no_record(shared):
    suffixes = {".md", ".csv", ".ics", ".xml", ".html", ".rst", ".txt"}
    paths = [path for path in (shared / "samples").rglob("*.*") if path.suffix in suffixes]
    # Pages that are all header, and schedules in XML, are told by formats that come first.
    paths = [path for path in paths if {"front-matter", "schedule-xml"}.isdisjoint(path.parts)]
    heads = {path: path.read_bytes()[:8_000].decode(errors="replace") for path in paths}
    assert [path for path, head in heads.items() if records.sniff(path.name, head)] == []


def test_any_head_is_recognised_in_a_moment():
    start = process_time()
    for piece in ("\n", " ", "- ", "a ", "a.", "//", "/*", "a=", "[", "{"):
        for name in ("a.json", "a.yml"):
            records.sniff(name, (piece * 8_000)[:8_000])
            records.sniff(name, "[" + (piece * 8_000)[:8_000])
    assert process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "is_programme"),
    [
        ("<talks><talk><title>Tides</title><speaker>Ada</speaker></talk></talks>", True),
        ("<?xml version='1.0'?>\n<x:a xmlns:x='y'><e title='Tides' start='9:00'/></x:a>", True),
        ("<rss><item><title>Tides</title><author>Ada</author></item></rss>", False),
        ("<feed><entry><title>Tides</title><author>Ada</author></entry></feed>", False),
        ("<books><book><title>Tides</title><isbn>1</isbn></book></books>", False),
    ],
)
def test_xml_with_talks_is_a_programme(text, is_programme):
    assert records.sniff("talks.xml", text) == is_programme


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"<a>" * 200 + b"</a>" * 200, "line 1: nested too deeply for a programme; export"),
        (b"<talks><talk title='A' speaker='B'>", "line 1: the XML ends too early; get the whole"),
    ],
)
def test_xml_that_cannot_be_read(data, problem):
    with pytest.raises(KcdError, match=problem):
        list(records.parse(data, "talks.xml"))


def test_empty_records_are_not_looked_into(monkeypatch):
    seen = []
    monkeypatch.setattr(records, "_is_event", lambda record: seen.append(len(record)) or False)
    list(
        records.parse(
            b'{"talks": [{"title": "A", "speakers": ["Ada"]}, {}, {"rooms": {}}]}', "a.json"
        )
    )
    assert seen and 0 not in seen
