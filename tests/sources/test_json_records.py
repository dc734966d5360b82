import json
import warnings
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources.json_records import Record, distinct, read_json, records, section, text

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b'{\n"a": 1', "talks.json, line 2: the JSON ends too early; get the whole file"),
        (b'{"a": "op\nen"}', "talks.json, line 1: broken JSON (Invalid control character at); "),
        (b'\n/* from a page */\n{"a": 1}', "talks.json, line 2: no JSON (it begins with '/*'); "),
        (
            b'{\n"a": 1,\n"b": 2 "c": 3}',
            "talks.json, line 3: broken JSON (Expecting ',' delimiter)",
        ),
        (b'{"a": 1}\n{"a": 2}', "talks.json, line 2: broken JSON (Extra data); mend it"),
        (b"[" * 100_000, "talks.json: nested too deep for a programme; export it again"),
        (b'[{"a": ' * 100_000, "talks.json: nested too deep for a programme; export it again"),
        (b"9" * 5_000, "talks.json: broken JSON (Exceeds the limit (4300 digits)"),
        (b'{"a": "\0"}', "talks.json: a binary file; give the programme as text"),
    ],
)
def test_what_is_no_json_is_refused_with_its_line(source, message):
    with pytest.raises(KcdError) as caught:
        read_json(source, "talks.json")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_objects_know_their_line_whatever_stands_in_their_texts():
    source = b'\xef\xbb\xbf[{"a": "}{\\"{"},\r\n\r\n {"b": {"c":\n{}}}]'
    first, second = read_json(source, "talks.json")
    assert (first.line, second.line, second["b"].line, second["b"]["c"].line) == (1, 3, 3, 4)


@given(VALUES, st.sampled_from([None, 1, 4]))
def test_reading_gives_what_json_gives_and_every_line(value, indent):
    value = _numbered(value, count())
    source = json.dumps(value, indent=indent)
    found = read_json(source.encode(), "talks.json")
    assert found == value
    for record in _objects([found]):
        above = source[: source.index(f'"{MARK}": "{record[MARK]}"')]
        assert record.line == above[: above.rindex("{")].count("\n") + 1


MARK = "place of this object"


def _numbered(value, numbers):
    """The value with a number in front of whatever else an object holds."""
    if isinstance(value, dict):
        rest = {key: _numbered(child, numbers) for key, child in value.items()}
        return {MARK: f"number {next(numbers)}", **rest}
    return [_numbered(child, numbers) for child in value] if isinstance(value, list) else value


def _objects(value):
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value:
        if isinstance(child, (dict, list)):
            yield from _objects(child)


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


@given(VALUES, st.none() | st.text(max_size=3))
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
    with pytest.warns(KcdWarning, match=r"^talks.json, line 7: entry 2 of 'days' is no object; it"):
        assert list(records(parent, "days", "talks.json")) == [{"a": 1}, {}]


def test_a_text_for_a_list_warns_and_a_missing_one_does_not():
    with pytest.warns(
        KcdWarning, match=r"^talks.json, line 1: 'days' is no list; it was left out$"
    ):
        assert list(records(Record({"days": "two"}), "days", "talks.json")) == []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert list(records(Record({"days": None}), "days", "talks.json")) == []


def test_a_missing_section_is_empty_and_stands_where_its_parent_does():
    assert section(Record({"a": 3}, line=5), "a") == {}
    assert section(Record(line=5), "a").line == 5
