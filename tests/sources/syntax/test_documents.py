import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import JSON

from kcdanalysis.sources.layouts.record_rows import read_person
from kcdanalysis.sources.syntax.documents import Record, section, text_of
from kcdanalysis.sources.syntax.markup import distinct


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Record({"id": 4, "name": "Pier"}), "Pier"),
        (Record(), None),
        ("  ", None),
        (" Pier\n", "Pier"),
        (True, None),
        (["Pier", "", "Quay"], "Pier, Quay"),
        (0, "0"),
    ],
)
def test_text(value, expected):
    assert text_of(value) == expected


@given(JSON)
def test_text_is_text_or_missing(value):
    found = text_of(value)
    assert found is None or (found and found == found.strip())


@given(st.lists(st.sampled_from(["Tides", "Tides and\ncranes", "Tides and cranes", "Fog", None])))
def test_distinct_loses_no_word_and_repeats_none(texts):
    kept = distinct(*texts)
    words = [" ".join(each.split()) for each in kept]
    assert all(any(" ".join(each.split()) in one for one in words) for each in texts if each)
    assert not any(a in b for a in words for b in words if a is not b)


def test_persons_of_each_system():
    frab = {"full_public_name": "Ada", "id": 3, "url": "u"}
    sessionize = {"id": "a", "fullName": "Bo & Co", "links": [Record(), Record({"url": "v"})]}
    indico = {"first_name": "Cy", "last_name": "Roe", "affiliation": "Acme"}
    systems = [Record(each) for each in (frab, sessionize, indico)]
    assert [read_person(each) for each in (*systems, " Dee ", None)] == [
        {"name": "Ada", "id": "3", "url": "u"},
        {"name": "Bo & Co", "id": "a", "url": "v"},
        {"name": "Cy Roe", "organisation": "Acme"},
        {"name": "Dee"},
        {},
    ]


def test_a_missing_section_is_empty_and_stands_where_its_parent_does():
    assert section(Record({"a": 3}, line=5), "a") == {}
    assert section(Record(line=5), "a").line == 5
