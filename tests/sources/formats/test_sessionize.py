import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import rows_unless_refused

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources.formats import sessionize
from kcdanalysis.sources.references import resolve

SESSION = {"id": 1, "title": "Tides", "isServiceSession": False, "speakers": []}


def rows(view, name="sessionize.json"):
    return list(sessionize.parse(json.dumps(view, indent=1).encode(), name))


def only_row(**said):
    (row,) = rows([{"sessions": [{**SESSION, **said}]}])
    return row


def sample(root, name):
    path = root / "tests/sources/sessionize" / name
    return list(sessionize.parse(path.read_bytes(), path.name))


def entries(found):
    return list(resolve(found))


# What is recognised.


@pytest.mark.parametrize(
    "head",
    [
        '[{"groupId": null, "sessions": [{"title": "A", "isServiceSession" : false',
        '{"sessions": [], "speakers": [{"id": "a", "tagLine": "Sailor"',
        ' \n[{"id": "a", "fullName": "Ada Example", "isTopSpeaker":true}]',
    ],
)
def test_exports_are_recognised(head):
    assert sessionize.sniff("any.name", head)


@pytest.mark.parametrize(
    "head",
    [
        "",
        '{"talks": [{"title": "A", "speakers": []}]}',
        'The key "isServiceSession": true is explained here.',
        '# Talk: Sessionize\n```\n{"isServiceSession": true}\n```',
    ],
)
def test_other_files_are_not(head):
    assert not sessionize.sniff("sessionize.json", head)


# The views.


def test_all_view_joins_its_tables(root):
    fog, cranes, lunch, *people = sample(root, "all-view.json")
    assert cranes["speaker_ids"][-1:] == ["unknown-4"]
    with pytest.warns(KcdWarning, match="no file lists the speaker 'unknown-4'; left out"):
        fog, cranes, lunch = entries([fog, cranes, lunch, *people])
    assert [one["name"] for one in fog["speakers"]] == ["Ada Example", "Bo Muster"]
    assert fog["speakers"][0]["url"] == "https://example.org/ada"
    assert (fog["level"], fog["language"], fog["kind"], fog["room"], fog["tags"]) == (
        "Introductory",
        "English",
        "Keynote",
        "Quay",
        [],
    )
    assert cranes["speakers"][0]["name"] == "Cleo Beispiel"
    assert (cranes["track"], cranes["tags"]) == (None, ["Cranes", "Harbours"])
    assert (lunch["kind"], lunch["room"], lunch["abstract"]) == ("Service session", None, None)
    assert [row["line"] for row in (fog, cranes, lunch)] == [3, 22, 36]


def test_grid_gives_each_session_once_in_the_order_of_time(root):
    found = sample(root, "grid-view.json")
    assert [row["id"] for row in found] == ["service-0800-registration", "k-1", "t-2", "t-1"]
    assert [row["room"] for row in found] == [None, None, "Dock B", "Quay"]
    assert [row["kind"] for row in found] == ["Service session", "Plenum", None, None]
    assert [row["track"] for row in found] == [None, None, None, "Ropes"]


def test_object_keyed_by_id(root):
    found = sample(root, "by-id.json")
    assert [(row["id"], row["title"]) for row in found] == [
        ("77001", "Lighthouses at Night"),
        ("77002", "Farewell"),
    ]


def test_speakers_beside_the_sessions(root):
    ropes, anchors = sample(root, "sessions-view/sessions.json")
    assert ropes["speakers"] == [{"id": "dddd-5", "name": "Dee Sample"}]
    assert (ropes["level"], ropes["tags"]) == ("Intermediate", ["Ropes", "Night work"])
    assert (anchors["speakers"], anchors["speaker_ids"]) == ([], ["eeee-6"])
    dee, eli = sample(root, "sessions-view/speakers.json")
    assert dee == {
        "kind": "person row",
        "id": "dddd-5",
        "name": "Dee Sample",
        "url": "https://example.org/dee",
    }
    assert (eli["name"], "url" in eli) == ("Eli Prøve", False)


def test_groups_are_tracks_where_no_category_says_so():
    group = {"groupId": 5, "groupName": "Ropes", "sessions": [SESSION]}
    assert [row["track"] for row in rows([group])] == ["Ropes"]
    assert [row["track"] for row in rows([{**group, "groupId": None}])] == [None]


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Level", "level"),
        ("Session format", "kind"),
        ("Sprache des Vortrags", "language"),
        ("Which track?", "track"),
    ],
)
def test_category_by_its_title(title, key):
    row = only_row(categories=[{"name": title, "categoryItems": [{"id": 1, "name": "X"}]}])
    assert row[key] == "X"
    assert row["tags"] == []


def test_persons_to_the_letter_with_links_and_ids():
    speakers = [
        {"id": "a", "fullName": "Jane E. Doe (she/her)", "links": [{"url": "https://a.example"}]},
        {"id": "b", "firstName": "Bo & Co,", "lastName": "Ltd - North", "links": []},
    ]
    view = {
        "sessions": [{**SESSION, "speakers": ["b", "a", "c"], "roomId": 4}],
        "speakers": speakers,
        "rooms": [{"id": 4, "name": "Pier 4"}],
    }
    assert rows(view)[0]["speaker_ids"] == ["b", "a", "c"]
    (row,) = entries(rows(view))
    assert row["speakers"] == [
        {"id": "b", "name": "Bo & Co, Ltd - North"},
        {"id": "a", "name": "Jane E. Doe (she/her)", "url": "https://a.example"},
        {"name": "C"},
    ]
    assert (row["room"], row["id"]) == ("Pier 4", "1")


@pytest.mark.parametrize("status", ["Accepted", "Declined", "Accept_Queue", "Nominated", None])
def test_status(status):
    assert only_row(status=status)["state"] == status


# What is broken.


def test_session_without_a_title_costs_no_other():
    broken = {**SESSION, "id": 2, "title": " "}
    message = r"^s\.json, line 10: a session without a title; left out$"
    with pytest.warns(KcdWarning, match=message):
        assert len(rows([{"sessions": [SESSION, broken]}], "s.json")) == 1


def test_broken_json_is_named_with_its_line():
    with pytest.raises(KcdError, match=r"^s\.json, line 2: broken JSON"):
        list(sessionize.parse(b'\n<"sessions">', "s.json"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "sessions speakers rooms id title name startsAt categories categoryItems items"
                " questionAnswers question answer links url fullName groupId groupName".split()
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(VALUES.map(json.dumps).map(str.encode) | st.binary(max_size=60))
def test_whatever_comes_is_read_or_refused(data):
    found = rows_unless_refused(sessionize, data, "s.json")
    assert all(isinstance(row.get("title"), (str, type(None))) for row in found)
    assert all(row["title"] for row in found if row.get("kind") != "person row")


# Programmes as published, where they lie beside the project.


@pytest.mark.parametrize(
    ("path", "n_entries", "abstracts", "speakers"),
    [
        ("sessions-view/sessions.json", 39, 39, 39),
        ("grid-view/2018-agenda-data.json", 41, 27, 27),
        ("all-view/sessionize.json", 15, 15, 15),
    ],
)
def test_published_exports(shared, path, n_entries, abstracts, speakers):
    data = (shared / "samples/sessionize" / path).read_bytes()
    assert sessionize.sniff("any.name", data[:8_000].decode(errors="replace"))
    found = entries(sessionize.parse(data, path))
    counts = Counter(key for row in found for key in ("abstract", "speakers") if row[key])
    assert (len(found), counts["abstract"], counts["speakers"]) == (n_entries, abstracts, speakers)
    assert len({row["line"] for row in found}) == n_entries


def test_a_break_with_one_id_takes_place_twice():
    tea = {**SESSION, "startsAt": "2024-03-02T10:00:00"}
    again = {**tea, "startsAt": "2024-03-02T15:00:00"}
    room = {"name": "Quay", "sessions": [tea, again]}
    found = rows([{"rooms": [room, {**room, "name": "Dock"}]}])
    assert [row["start"] for row in found] == [tea["startsAt"], again["startsAt"]]


def test_published_speakers(shared):
    folder = shared / "samples/sessionize/sessions-view"
    people = {
        row["id"]: row["name"]
        for row in sessionize.parse((folder / "speakers.json").read_bytes(), "speakers.json")
    }
    sessions = sessionize.parse((folder / "sessions.json").read_bytes(), "sessions.json")
    named = {one["id"]: one["name"] for row in sessions for one in row["speakers"]}
    assert named.items() <= people.items()


def test_other_published_formats_are_not_taken(taken_by):
    taken = taken_by(sessionize)
    assert {path.parts[-3] for path in taken} == {"sessionize"}
    assert len(taken) == 4
