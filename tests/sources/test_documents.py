import json
import warnings

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources import documents
from kcdanalysis.sources.documents import Record, read_json, read_yaml


def lines(node):
    """Collect the line of each record, from the outside to the inside."""
    if isinstance(node, Record):
        return [node.line, *(line for value in node.values() for line in lines(value))]
    return [line for value in node for line in lines(value)] if isinstance(node, list) else []


def read(text, reader=read_json):
    """Read, and return what was warned of as well."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        document = reader(text, "a.json")
    assert all(one.category is KcdWarning for one in caught)
    return document, [str(one.message) for one in caught]


# JSON.


def test_json_records_know_their_lines():
    text = '\n{"a": [\n {"b": 1}, {"b": 2},\n\n {\n"b": {"c": "x{\\n{"}}]}'
    assert lines(read_json(text, "a.json")) == [2, 3, 3, 5, 6]


@pytest.mark.parametrize(
    ("text", "document", "warned"),
    [
        ('[{"a": 1},\n]', [{"a": 1}], ["line 2: a comma too many; left out"]),
        ('[1,,2]', [1, 2], ["line 1: a comma too many; left out"]),
        ('{"a": 1,\n}', {"a": 1}, ["line 2: a comma too many; left out"]),
        ('[{"a": 1}\n{"a": 2}]', [{"a": 1}, {"a": 2}], ["line 2: a comma is missing; put in"]),
        ('{"a": 1\n"b": 2}', {"a": 1, "b": 2}, ["line 2: a comma is missing; put in"]),
        ('[{"a": 1,\n{"a": 2}]', [{"a": 1}, {"a": 2}], ["line 2: a bracket is missing; put in"]),
        ('[{"a": 1,\n"b": 2\n]', [{"a": 1, "b": 2}], ["line 3: a bracket is missing; put in"]),
        ('[{"a": [1, 2}]', [{"a": [1, 2]}], ["line 1: a bracket is missing; put in"]),
        ('[\n{"a": easy}]', [{"a": "easy"}], ["line 2: a word without quotes; read as text"]),
        ('{a: 1}', {"a": 1}, ["line 1: a key without quotes; read"]),
        ('{"a":\n}', {"a": None}, ["line 2: a value is missing; left empty"]),
        ('[1, // one\n2]', [1, 2], ["line 1: a comment; left out"]),
        ('[1, /* one\nor */ 2]', [1, 2], ["line 1: a comment; left out"]),
        ('["a\nb"]', ["a\nb"], ["line 1: a line break or tab inside a text; kept"]),
    ],
)  # fmt: skip
def test_json_is_mended_and_says_where(text, document, warned):
    assert read(text) == (document, [f"a.json, {one}" for one in warned])


def test_json_mended_above_keeps_the_lines_below():
    document, _ = read('[/* two\nlines */ {"a": easy,},\n{"a": 2}]')
    assert lines(document) == [2, 3]


def test_json_records_that_are_whole_are_read_where_others_are_not():
    text = '{"talks": [\n{"a": 1, "b": 2},\n{"a": "x "y" z", "b": 1},\n{"a": 3, "b": 4},\n{"a": 5'
    document, warned = read(text)
    assert document == [{"a": 1, "b": 2}, {"a": 3, "b": 4}]
    assert lines(document) == [2, 4]
    said = "broken JSON (expecting ',' delimiter); the record there was left out"
    assert warned == [f"a.json, line 3: {said}", f"a.json, line 5: {said}"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[\n1 2", "a.json, line 2: broken JSON (expecting ',' delimiter); mend it there"),
        ("", "a.json, line 1: broken JSON (expecting value); mend it there"),
        ("[" * 100_000, "a.json: JSON that cannot be read (maximum recursion depth exceeded"),
        ("[" + "9" * 5_000 + "]", "a.json: JSON that cannot be read (Exceeds the limit"),
    ],
)
def test_json_that_cannot_be_read_is_an_error(text, message):
    with pytest.raises(KcdError) as caught:
        read_json(text, "a.json")
    assert str(caught.value).startswith(message)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON, st.sampled_from([None, 1]))
def test_any_json_is_read_as_json_does(value, indent):
    text = json.dumps(value, indent=indent)
    assert read_json(text, "a.json") == json.loads(text)


@given(st.text(st.sampled_from('{}[]",: \n1ax/\\'), max_size=40))
def test_any_text_is_json_or_refused(text):
    try:
        read(text)
    except KcdError as error:
        assert str(error).startswith("a.json") and "\n" not in str(error)


# YAML.


@pytest.fixture(params=["libyaml", "python"])
def loader(request, monkeypatch):
    if request.param == "python":
        monkeypatch.setattr(documents, "LOADER", yaml.BaseLoader)


def test_yaml_records_know_their_lines(loader):
    text = "# talks\n-\n  a: 1\n- a: 2\n  b:\n    c: 3\n  d: {e: 4}\n"
    assert lines(read_yaml(text, "a.yml")) == [3, 4, 5, 7]


def test_yaml_values_stay_as_they_are_written(loader):
    text = "a: NO\nb: 1.10\nc: ~\nd:\ne: ''\nf: 2023-06-22\ng: '~'\n1: x\nnull: y\n"
    assert read_yaml(text, "a.yml") == {
        "a": "NO", "b": "1.10", "c": None, "d": None, "e": "", "f": "2023-06-22", "g": "~",
        "1": "x", "null": "y",
    }  # fmt: skip


def test_yaml_anchors_and_merges(loader):
    text = "a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\ne: [*x]\n"
    assert read_yaml(text, "a.yml") == {
        "a": {"b": "1", "c": "2"},
        "d": {"b": "1", "c": "3"},
        "e": [{"b": "1", "c": "2"}],
    }


def test_yaml_of_several_documents_is_a_list(loader):
    assert read_yaml("---\na: 1\n---\na: 2\n", "a.yml") == [{"a": "1"}, {"a": "2"}]


def test_yaml_items_that_are_whole_are_read_where_others_are_not(loader):
    text = "talks:\n  - a: 1\n  - a: b: c\n  - a: 3\n    b: [1\n  - a: 4\n"
    document, warned = read(text, read_yaml)
    assert document == [{"a": "1"}, {"a": "4"}]
    assert lines(document) == [2, 6]
    # The two parsers see an open bracket on its own line, or where it should have ended.
    first, second = (one.split(" (")[0] for one in warned)
    assert first == "a.json, line 3: broken YAML"
    assert second in ("a.json, line 5: broken YAML", "a.json, line 6: broken YAML")
    assert warned[0].endswith("; the record there was left out")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: b: c", "a.yml, line 1: broken YAML (mapping values are not allowed"),
        ("a: 1\nb: *x", "a.yml, line 2: broken YAML ("),
        ("a: &x [*x]", "a.yml, line 1: broken YAML (an alias inside of what it stands for)"),
        ("a: 1\nb: \x07", "a.yml, line "),
        ("[" * 100_000, "a.yml, line 1: broken YAML (nested too deeply)"),
        ("{a: " * 1_000, "a.yml, line 1: broken YAML (nested too deeply)"),
    ],
)
def test_yaml_that_cannot_be_read_is_an_error(text, message):
    with pytest.raises(KcdError) as caught:
        read_yaml(text, "a.yml")
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith("; mend or quote the value")


@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
@given(st.text(st.sampled_from("ab:-&*<[]{}'\"|>#!%@,? \n\t~1\x07é"), max_size=40))
def test_any_text_is_yaml_or_refused(text):
    try:
        read_yaml(text, "a.yml")
    except KcdError as error:
        assert str(error).startswith("a.yml, line ") and "\n" not in str(error)
