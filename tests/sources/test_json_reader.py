import json
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import JSON, lines, with_warnings

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.syntax.json_reader import read_json


def test_objects_know_their_line_whatever_stands_in_their_texts():
    source = '[{"a": "}{\\"{"},\r\n\r\n {"b": {"c":\n{}}}]'
    first, second = read_json(source, "talks.json")
    assert (first.line, second.line, second["b"].line, second["b"]["c"].line) == (1, 3, 3, 4)


@given(JSON, st.sampled_from([None, 1, 4]))
def test_any_json_is_read_as_json_does_and_every_line(value, indent):
    value = _numbered(value, count())
    source = json.dumps(value, indent=indent)
    found = read_json(source, "talks.json")
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
    ("source", "message"),
    [
        ('{\n"a": 1', "talks.json, line 2: the JSON ends too early; get the whole file"),
        ('{"a": "op\nen"}', "talks.json, line 1: broken JSON (Invalid control character at); "),
        ('\n/* from a page */\n{"a": 1}', "talks.json, line 2: not JSON (it begins with '/*'); "),
        (
            b'{\n"a": 1,\n"b": 2 "c": 3}',
            "talks.json, line 3: broken JSON (Expecting ',' delimiter)",
        ),
        ('{"a": 1}\n{"a": 2}', "talks.json, line 2: broken JSON (Extra data); correct it there"),
        ("[" * 100_000, "talks.json: nested too deeply for a programme; export it again"),
        ('[{"a": ' * 100_000, "talks.json: nested too deeply for a programme; export it again"),
        ("9" * 5_000, "talks.json: broken JSON (Exceeds the limit (4300 digits)"),
    ],
)
def test_without_mending_broken_json_is_refused_with_its_line(source, message):
    with pytest.raises(KcdError) as caught:
        read_json(source, "talks.json", repair=False)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


# What is mended.


def test_json_records_know_their_lines():
    text = '\n{"a": [\n {"b": 1}, {"b": 2},\n\n {\n"b": {"c": "x{\\n{"}}]}'
    assert lines(read_json(text, "a.json")) == [2, 3, 3, 5, 6]


@pytest.mark.parametrize(
    ("text", "document", "warned"),
    [
        ('[{"a": 1},\n]', [{"a": 1}], ["line 2: a surplus comma; left out"]),
        ('[1,,2]', [1, 2], ["line 1: a surplus comma; left out"]),
        ('{"a": 1,\n}', {"a": 1}, ["line 2: a surplus comma; left out"]),
        ('[{"a": 1}\n{"a": 2}]', [{"a": 1}, {"a": 2}], ["line 2: a missing comma; added"]),
        ('{"a": 1\n"b": 2}', {"a": 1, "b": 2}, ["line 2: a missing comma; added"]),
        ('[{"a": 1,\n{"a": 2}]', [{"a": 1}, {"a": 2}], ["line 2: a missing bracket; added"]),
        ('[{"a": 1,\n"b": 2\n]', [{"a": 1, "b": 2}], ["line 3: a missing bracket; added"]),
        ('[{"a": [1, 2}]', [{"a": [1, 2]}], ["line 1: a missing bracket; added"]),
        ('[\n{"a": easy}]', [{"a": "easy"}], ["line 2: a word without quotes; read as text"]),
        ('{a: 1}', {"a": 1}, ["line 1: a key without quotes; read"]),
        ('{"a":\n}', {"a": None}, ["line 2: a missing value; left empty"]),
        ('[1, // one\n2]', [1, 2], ["line 1: a comment; left out"]),
        ('[1, /* one\nor */ 2]', [1, 2], ["line 1: a comment; left out"]),
        ('["a\nb"]', ["a\nb"], ["line 1: a line break or tab inside a text; kept"]),
    ],
)  # fmt: skip
def test_json_is_mended_and_says_where(text, document, warned):
    assert with_warnings(read_json, text, "a.json") == (
        document,
        [f"a.json, {one}" for one in warned],
    )


def test_json_mended_above_keeps_the_lines_below():
    document, _ = with_warnings(read_json, '[/* two\nlines */ {"a": easy,},\n{"a": 2}]', "a.json")
    assert lines(document) == [2, 3]


def test_json_records_that_are_whole_are_read_where_others_are_not():
    text = '{"talks": [\n{"a": 1, "b": 2},\n{"a": "x "y" z", "b": 1},\n{"a": 3, "b": 4},\n{"a": 5'
    document, warned = with_warnings(read_json, text, "a.json")
    assert document == [{"a": 1, "b": 2}, {"a": 3, "b": 4}]
    assert lines(document) == [2, 4]
    said = "broken JSON (Expecting ',' delimiter); the record there was left out"
    assert warned == [f"a.json, line 3: {said}", f"a.json, line 5: {said}"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[\n1 2", "a.json, line 2: broken JSON (Expecting ',' delimiter); correct it there"),
        ("", "a.json, line 1: the JSON ends too early; get the whole file"),
        (
            "x [1]",
            "a.json, line 1: not JSON (it begins with 'x'); remove the text before the first",
        ),
        ("[" * 100_000, "a.json: nested too deeply for a programme; export it again"),
        (
            "[1 " * 100_000,
            "a.json, line 1: broken JSON (Expecting ',' delimiter); correct it there",
        ),
        ("[" + "9" * 5_000 + "]", "a.json: broken JSON (Exceeds the limit (4300 digits)"),
    ],
)
def test_json_that_cannot_be_read_is_an_error(text, message):
    with pytest.raises(KcdError) as caught:
        read_json(text, "a.json")
    assert str(caught.value).startswith(message)


@given(st.text(st.sampled_from('{}[]",: \n1ax/\\'), max_size=40))
def test_any_text_is_json_or_refused(text):
    try:
        with_warnings(read_json, text, "a.json")
    except KcdError as error:
        assert str(error).startswith("a.json") and "\n" not in str(error)
