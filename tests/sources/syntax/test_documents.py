import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import JSON

from kcdanalysis.errors import KcdWarning
from kcdanalysis.sources.syntax.documents import Record, records, section, text
from kcdanalysis.sources.syntax.markup import distinct


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        ({"en": "Lunch", "fr": "Déjeuner"}, None, "Lunch"),
        ({"en": "Lunch", "fr": "Déjeuner"}, "fr", "Déjeuner"),
        ({"en": "Lunch", "fr": "Déjeuner"}, "de", "Lunch"),
        ({"pt_BR": "Almoço", "fr": "Déjeuner"}, "PT", "Almoço"),
        ({"pt": "Almoço", "fr": "Déjeuner"}, "pt-BR", "Almoço"),
        ({"es": "", "fr": "Déjeuner"}, "es", "Déjeuner"),
        ({"id": 4, "name": {"es": "Muelle", "en": "Pier"}}, "es", "Muelle"),
        ({}, "en", None),
        ("  ", None, None),
        (" Pier\n", None, "Pier"),
        (True, None, None),
        (["Pier"], None, None),
        (0, None, "0"),
    ],
)
def test_text_in_a_language(value, language, expected):
    assert text(value, language) == expected


@given(JSON, st.none() | st.text(max_size=3))
def test_text_is_text_or_missing(value, language):
    found = text(value, language)
    assert found is None or (found and found == found.strip())


@given(st.lists(st.sampled_from(["Tides", "Tides and\ncranes", "Tides and cranes", "Fog", None])))
def test_distinct_loses_no_word_and_repeats_none(texts):
    kept = distinct(*texts)
    words = [" ".join(each.split()) for each in kept]
    assert all(any(" ".join(each.split()) in one for one in words) for each in texts if each)
    assert not any(a in b for a in words for b in words if a is not b)


def test_a_list_with_something_else_in_it_gives_the_rest_and_warns():
    parent = Record({"days": [Record({"a": 1}), "Monday", None, Record()]}, line=7)
    with pytest.warns(
        KcdWarning, match=r"^talks.json, line 7: entry 2 of 'days' is not an object; it"
    ):
        assert list(records(parent, "days", "talks.json")) == [{"a": 1}, {}]


def test_a_text_for_a_list_warns_and_a_missing_one_does_not():
    with pytest.warns(
        KcdWarning, match=r"^talks.json, line 1: 'days' is not a list; it was left out$"
    ):
        assert list(records(Record({"days": "two"}), "days", "talks.json")) == []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert list(records(Record({"days": None}), "days", "talks.json")) == []


def test_a_missing_section_is_empty_and_stands_where_its_parent_does():
    assert section(Record({"a": 3}, line=5), "a") == {}
    assert section(Record(line=5), "a").line == 5
