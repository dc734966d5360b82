import json
import re
from contextlib import suppress
from itertools import count
from time import process_time

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


# Files that are not quite JSON.


def test_lines_of_objects_in_lists_of_objects():
    text = '\n{"a": [\n {"b": 1}, {"b": 2},\n\n {\n"b": {"c": "x{\\n{"}}]}'
    assert lines(read_json(text, "a.json")) == [2, 3, 3, 5, 6]


@pytest.mark.parametrize(
    ("text", "document", "line"),
    [
        ('[{"a": 1},\n]', [{"a": 1}], "[12]"),
        ("[1,,2]", [1, 2], "1"),
        ('{"a": 1,\n}', {"a": 1}, "[12]"),
        ('[{"a": 1}\n{"a": 2}]', [{"a": 1}, {"a": 2}], "2"),
        ('{"a": "x"\n"b": 2}', {"a": "x", "b": 2}, "2"),
        ('[{"a": 1,\n{"a": 2}]', [{"a": 1}, {"a": 2}], "2"),
        ('[{"a": 1,\n"b": 2\n]', [{"a": 1, "b": 2}], "3"),
        ('[{"a": [1, 2}]', [{"a": [1, 2]}], "1"),
        ("[1,]\n}", [1], "1"),
        ('[\n{"a": easy}]', [{"a": "easy"}], "2"),
        ("{a: 'b\\'s \"c\"'}", {"a": 'b\'s "c"'}, "1"),
        ('{"a":\n}', {"a": None}, "2"),
        ('{"a":, "b": True}', {"a": None, "b": True}, "1"),
        ("[1, // one\n2]", [1, 2], "1"),
        ("[1, /* one\nor */ 2]", [1, 2], "1"),
        ('["a\nb"]', ["a\nb"], "1"),
        ('["C:\\dir"]', ["C:\\dir"], "1"),
        ('[{"a": "The "tide" left.",\n"b": 1}]', [{"a": 'The "tide" left.', "b": 1}], "1"),
        ('const talks = [\n{"a": 1}\n];\n', [{"a": 1}], "1"),
        ("x [1]", [1], "1"),
    ],
)
def test_small_faults_are_repaired_with_one_warning(text, document, line):
    found, (warning,) = with_warnings(read_json, text, "a.json")
    assert found == document
    assert re.fullmatch(rf"a\.json, line {line}: broken JSON \(.*\)", warning)


def test_lines_of_json_are_a_list():
    assert with_warnings(read_json, '{"a": 1}\n{"a": 2}\n', "a.json") == ([{"a": 1}, {"a": 2}], [])


@pytest.mark.parametrize(
    ("text", "document", "warned"),
    [
        ('{"a": 1, "a": 2}', {"a": [1, 2]}, "1: 'a' is repeated, and all its values were read"),
        ('{"a": [1],\n"a": [2]}', {"a": [1, 2]},
         "2: 'a' is repeated, and all its values were read"),
        ('{"a": {"b": 1},\n"a": {"c": 2}}', {"a": [{"b": 1}, {"c": 2}]},
         "2: 'a' is repeated, and all its values were read"),
        ('[{"a": 1, "b": 2,\n"a": 3, "b": 4}]', [{"a": 1, "b": 2}, {"a": 3, "b": 4}],
         "2: 'a' is repeated, and begins another record"),
        ('{"a": "x",\n"a": "x",\n"a": "y"}', {"a": ["x", "y"]},
         "2: 'a' is repeated, and all its values were read (also line 3)"),
    ],
)  # fmt: skip
def test_repeated_keys_are_all_read(text, document, warned):
    assert with_warnings(read_json, text, "a.json") == (document, [f"a.json, line {warned}"])


def test_repairs_keep_the_lines_below():
    document, _ = with_warnings(read_json, '[/* two\nlines */ {"a": easy,},\n{"a": 2}]', "a.json")
    assert lines(document) == [2, 3]


def test_a_record_without_sense_is_left_out_and_others_are_read():
    text = '{"talks": [\n{"a": 1},\n{"a": 2 3, "b": 1},\n{"a": 3}]}'
    document, warned = with_warnings(read_json, text, "a.json")
    assert document == {"talks": [{"a": 1}, {"a": 3}]}
    assert warned == [
        "a.json, line 3: broken JSON (Expecting ',' delimiter); "
        "line 3: broken JSON; the record there was left out"
    ]


def test_the_end_of_a_file_that_was_cut_is_named():
    text = '{"talks": [\n{"a": 1},\n{"a": "b",\n "c": "d'
    document, warned = with_warnings(read_json, text, "a.json")
    assert document == {"talks": [{"a": 1}, {"a": "b", "c": None}]}
    assert warned == [
        "a.json, line 4: broken JSON (Unterminated string starting at); "
        "line 4: the file ends inside a record, whose values are incomplete"
    ]


def test_a_broken_line_of_json_lines_does_not_affect_the_next():
    text = '{"a": 1}\n{"a": "b\n{"a": 3}'
    documents, warned = with_warnings(read_json, text, "a.jsonl")
    assert [(record["a"], record.line) for record in documents] == [(1, 1), (None, 2), (3, 3)]
    assert warned == ["a.jsonl, line 2: the file ends inside a record, whose values are incomplete"]


def test_many_places_of_one_fault_are_counted():
    _, warned = with_warnings(read_json, "[" + '{"a": 1, "a": 2},\n' * 9 + "{}]", "a.json")
    assert warned == [
        "a.json, line 1: 'a' is repeated, and all its values were read "
        "(also lines 2, 3, 4, 5, 6 and 3 more)"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.json, line 1: broken JSON (Expecting value); correct it there"),
        ("<p>no</p>", "a.json, line 1: broken JSON (Expecting value); correct it there"),
        ("\n{,", "a.json, line 2: broken JSON (Expecting property name enclosed in double"),
        ("[" * 100_000, "a.json, line 1: nested too deeply; export the programme again"),
        ('[{"a":\n' * 100_000, "a.json, line 51: nested too deeply; export the programme again"),
    ],
)
def test_json_that_cannot_be_read_is_an_error(text, message):
    with pytest.raises(KcdError) as caught:
        with_warnings(read_json, text, "a.json")
    assert str(caught.value).startswith(message)


def test_any_number_of_digits_is_read():
    assert with_warnings(read_json, '{"a": ' + "9" * 5_000 + "}", "a.json")[0] == {"a": "9" * 5_000}


def test_long_broken_files_are_read_in_a_moment():
    start = process_time()
    for piece in ('"a" ', '"', "'", "/*", '{"a', "{a: ", '"a":'):
        with suppress(KcdError):
            with_warnings(read_json, "[" + piece * 20_000, "a.json")
    assert process_time() - start < 5


@given(st.text(st.sampled_from("{}[]\",:' \n1ax/\\"), max_size=40))
def test_any_text_is_json_or_refused(text):
    try:
        with_warnings(read_json, text, "a.json")
    except KcdError as error:
        assert str(error).startswith("a.json") and "\n" not in str(error)
