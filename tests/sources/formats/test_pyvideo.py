import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.formats import pyvideo

FOLDER = Path(__file__).parent.parent / "pyvideo/harbour-py-2020"
TALK = (FOLDER / "videos/ropes-in-python.json").read_bytes()


def rows(data, name="videos/ropes.json"):
    return list(pyvideo.parse(data, name))


def test_a_talk():
    (row,) = rows(TALK)
    assert row == {
        "id": "ropes",
        "title": "Ropes in Python — a déjà vu",
        "speakers": ["Ada Example", "Bo Muster"],
        "abstract": [json.loads(TALK)["description"].strip()],
        "tags": ["rope", "python"],
        "language": "eng",
        "day": "2020-02-01",
        "duration": 26,
        "url": "https://example.org/schedule/7",
        "line": 1,
    }


def test_what_is_empty_is_left_out():
    (row,) = rows((FOLDER / "videos/accueil.json").read_bytes())
    assert set(row) == {"id", "title", "language", "day", "url", "line"}
    assert row["url"] == "https://example.org/watch2"


def test_category_is_the_event():
    data = (FOLDER / "category.json").read_bytes()
    assert pyvideo.sniff("harbour/category.json", data.decode())
    assert rows(data, "harbour/category.json") == [
        {"kind": "event row", "event": "HarbourPy 2020", "line": 1}
    ]


def test_older_files_name_their_event():
    record = {"title": "Ropes", "copyright_text": "", "speakers": [], "category": "HarbourPy 2013"}
    (row,) = rows(json.dumps(record).encode())
    assert row["event"] == "HarbourPy 2013"


def test_a_long_description_may_hide_the_other_keys():
    head = '{\n  "copyright_text": "CC",\n  "description": "' + "long " * 2_000
    assert pyvideo.sniff("a.json", head[:8_000])


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "Cranes", "speakers": ["Ada"], "abstract": "Text."}',
        '[{"speakers": [], "videos": [], "recorded": ""}]',
        '{"talks": [{"title": "A", "description": "Text.", "speakers": []}]}',
        "title: A\n",
        "",
    ],
)
def test_other_files_are_not_recognised(text):
    assert not pyvideo.sniff("a.json", text)


def test_a_record_without_a_title_yields_nothing():
    assert rows(b'{"speakers": [], "videos": [], "recorded": ""}') == []
    assert rows(b"[1, 2]") == []


def test_broken_json_is_an_error_with_its_line():
    with pytest.raises(
        KcdError, match=r"^ropes\.json, line 2: broken JSON \(.*\); correct it there$"
    ):
        rows(b'{\n"title: "A"}', "ropes.json")


@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(data):
    with suppress(KcdError):
        assert all(isinstance(row, dict) for row in rows(data))


KEYS = st.sampled_from(
    "title description speakers tags language recorded duration related_urls videos".split()
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9_999) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, VALUES))
def test_any_values_are_read(record):
    for row in rows(json.dumps(record).encode()):
        assert isinstance(row["title"], str)


def test_published_talks(shared):
    folder = shared / "samples/pyvideo"
    found = []
    for path in sorted(folder.rglob("*.json")):
        data, name = path.read_bytes(), path.relative_to(folder).as_posix()
        assert pyvideo.sniff(name, data.decode()[:8_000])
        found += pyvideo.parse(data, name)
    assert sum(row.get("kind") == "event row" for row in found) == 2
    talks = [row for row in found if "title" in row]
    assert len(talks) == 217
    assert all(row.get("speakers") for row in talks)
    assert sum("abstract" in row for row in talks) == 216


def test_other_published_files_are_not_recognised(taken_by):
    assert all("pyvideo" in path.parts for path in taken_by(pyvideo))
