import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from strategies import lines, with_warnings

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.syntax import yaml_reader
from kcdanalysis.sources.syntax.yaml_reader import read_yaml


@pytest.fixture(params=["libyaml", "python"])
def loader(request, monkeypatch):
    if request.param == "python":
        monkeypatch.setattr(yaml_reader, "LOADER", yaml.BaseLoader)


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


def test_records_behind_aliases_are_copies(loader):
    text = "a: &x\n  b: 1\nc:\n- *x\n- <<: [*x, {d: 2}]\n  b: 3\n"
    document = read_yaml(text, "a.yml")
    assert document["c"] == [{"b": "1"}, {"b": "3", "d": "2"}]
    assert document["c"][0] is not document["a"]
    assert lines(document) == [1, 1, 1, 5]


def test_aliases_that_multiply_are_refused(loader):
    text = "a0: &a0 [x, y]\n" + "".join(
        f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)
    )
    with pytest.raises(KcdError, match=r"broken YAML \(aliases repeat too much\)"):
        read_yaml(text, "a.yml")


def test_repeated_keys_are_all_read_with_one_warning(loader):
    text = (
        "- title: Tides\n  speaker: Ada Example\n  speaker: Bo Muster\n"
        "- title: Fog\n  room: Quay\n  title: Lamps\n  room: Mole\n"
    )
    assert with_warnings(read_yaml, text, "a.yml") == (
        [
            {"title": "Tides", "speaker": ["Ada Example", "Bo Muster"]},
            {"title": "Fog", "room": "Quay"},
            {"title": "Lamps", "room": "Mole"},
        ],
        [
            "a.yml, line 3: 'speaker' is repeated, and all its values were read; "
            "line 6: 'title' is repeated, and begins another record"
        ],
    )


def test_yaml_of_several_documents_is_a_list(loader):
    assert read_yaml("---\na: 1\n---\na: 2\n", "a.yml") == [{"a": "1"}, {"a": "2"}]


def test_yaml_items_that_are_whole_are_read_where_others_are_not(loader):
    text = "talks:\n  - a: 1\n  - a: b: c\n  - a: 3\n    b: [1\n  - a: 4\n"
    document, warned = with_warnings(read_yaml, text, "a.yml")
    assert document == [{"a": "1"}, {"a": "4"}]
    assert lines(document) == [2, 6]
    (warning,) = warned
    left_out = "; the record there was left out"
    assert warning.startswith("a.yml, line 3: broken YAML (mapping values are not allowed ")
    assert re.search(rf"\){left_out}; line 5: broken YAML \(.*\){left_out}$", warning)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: b: c", "a.yml, line 1: broken YAML (mapping values are not allowed"),
        ("a: 1\nb: *x", "a.yml, line 2: broken YAML ("),
        ("a: &x [*x]", "a.yml, line 1: broken YAML (an alias inside its own anchor)"),
        ("a: 1\nb: \x07", "a.yml, line "),
        ("[" * 100_000, "a.yml, line 1: broken YAML (nested too deeply)"),
        ("{a: " * 1_000, "a.yml, line 1: broken YAML (nested too deeply)"),
    ],
)
def test_yaml_that_cannot_be_read_is_an_error(text, message):
    with pytest.raises(KcdError) as caught:
        read_yaml(text, "a.yml")
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith("; correct or quote the value")


@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
@given(st.text(st.sampled_from("ab:-&*<[]{}'\"|>#!%@,? \n\t~1\x07é"), max_size=40))
def test_any_text_is_yaml_or_refused(text):
    try:
        read_yaml(text, "a.yml")
    except KcdError as error:
        assert str(error).startswith("a.yml, line ") and "\n" not in str(error)
