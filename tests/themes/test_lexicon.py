import tomllib
from time import process_time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcdanalysis import themes
from kcdanalysis.errors import KcdError
from kcdanalysis.talks import as_talks
from kcdanalysis.themes.assignment import assign_themes
from kcdanalysis.themes.lexicon import Theme, lexicon_names, read_lexicon
from kcdanalysis.themes.lint import check_lexicon
from kcdanalysis.themes.suggestions import add_hints, lexicon_from_names, lexicon_toml

WANTED = [
    "ebpf", "security", "sustainability", "observability", "networking", "serverless", "platform",
    "ai", "culture", "scaling", "delivery", "data", "reliability", "edge", "runtime", "cost",
]  # fmt: skip


def test_the_default_has_its_sixteen_themes_in_order():
    lexicon = read_lexicon()
    assert list(lexicon)[:16] == WANTED
    assert all(theme.label and theme.terms for theme in lexicon.values())


@pytest.mark.parametrize("name", lexicon_names())
def test_included_lexicons_are_clean_and_survive_toml(name, tmp_path):
    findings = check_lexicon(name)
    assert findings[findings["severity"] != "note"].empty
    lexicon = read_lexicon(name)
    assert len(lexicon) >= 16
    path = tmp_path / "copy.toml"
    path.write_text(lexicon_toml(lexicon), "utf-8")
    assert read_lexicon(path) == lexicon


def test_a_file_and_a_mapping_are_the_same(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('[ebpf]\nlabel = "eBPF"\nterms = ["eBPF"]\nhints = ["kernel"]\n')
    expected = {"ebpf": Theme("eBPF", ("eBPF",), ("kernel",))}
    assert read_lexicon(path) == expected
    assert (
        read_lexicon({"ebpf": {"label": "eBPF", "terms": ["eBPF"], "hints": ["kernel"]}})
        == expected
    )
    assert read_lexicon(expected) == expected


def test_a_theme_without_label_is_called_by_its_id():
    assert read_lexicon({"wasm": {"terms": ["WebAssembly"]}})["wasm"].label == "wasm"


@pytest.mark.parametrize(
    ("lexicon", "message"),
    [
        ({}, 'the lexicon: no theme in it; add one, such as [ebpf] with terms = ["eBPF"]'),
        ({"a": {"terms": []}}, 'the lexicon, theme a: no terms; add them: terms = ["eBPF"]'),
        (
            {"a": {"terms": ["x"], "hint": ["y"]}},
            "the lexicon, theme a: unknown key 'hint'; use label, terms, title_terms, hints, "
            "without",
        ),
        (
            {"a": {"terms": "x"}},
            "the lexicon, theme a, terms: not a list of phrases of up to 20 words; write it as"
            ' ["word", "two words"]',
        ),
        (
            {"a": ["eBPF " * 21]},
            "the lexicon, theme a, terms: not a list of phrases of up to 20 words; write it as"
            ' ["word", "two words"]',
        ),
        ({"a": 1}, 'the lexicon, theme a: not a table; write terms = ["..."] below [theme]'),
        (
            "no-such",
            "no-such: no such lexicon; give a TOML file or one of ours: cloud-native, data-ml, "
            "python, security, web",
        ),
    ],
)
def test_mistakes_are_one_sentence(lexicon, message):
    with pytest.raises(KcdError) as error:
        read_lexicon(lexicon)
    assert str(error.value) == message


def test_broken_toml_is_named_with_its_line(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("[ebpf]\nterms = [\n")
    with pytest.raises(KcdError, match=r"mine\.toml: not valid TOML \(.*\); fix the file"):
        read_lexicon(path)


def test_names_become_a_lexicon():
    lexicon = lexicon_from_names(
        ["Data Processing + Storage", "AI + ML", "Web", " Web ", "!", "日本"]
    )
    assert {name: (theme.label, theme.terms, theme.hints) for name, theme in lexicon.items()} == {
        "data-processing-storage": (
            "Data Processing + Storage",
            ("Data Processing + Storage", "Data Processing", "Storage"),
            ("Data", "Processing"),
        ),
        "ai-ml": ("AI + ML", ("AI + ML", "AI", "ML"), ()),
        "web": ("Web", ("Web",), ()),
        "riben": ("日本", ("日本",), ()),
    }


def test_names_of_the_same_words_are_numbered():
    lexicon = lexicon_from_names(["Data", "Data-2", "Data!", "Data?", "Data.", "None"])
    assert list(lexicon) == ["data", "data-2", "data-3", "data-4", "data-5", "none-2"]


@pytest.mark.parametrize("name", ["none", "unknown", "talk_id"])
def test_a_name_that_tables_use_otherwise_is_no_theme(tmp_path, name):
    path = tmp_path / "x.toml"
    path.write_text(f'[a]\nterms = ["a"]\n[{name}]\nterms = ["b"]\n')
    with pytest.raises(KcdError) as error:
        read_lexicon(path)
    problem = "this name is reserved in tables; choose another one"
    assert str(error.value) == f"{path}, line 3, theme {name}: {problem}"


def test_more_themes_than_can_be_compared_are_refused():
    with pytest.raises(KcdError) as error:
        read_lexicon({f"t{at}": ["eBPF"] for at in range(1_001)})
    problem = "more than 1,000 themes; split it into several lexicons"
    assert str(error.value) == f"the lexicon: {problem}"


def test_what_a_terminal_would_obey_is_an_escape_in_toml():
    lexicon = lexicon_from_names(["Data \u202e\x9b2J", "Half \ud800"])
    text = lexicon_toml(lexicon)
    assert r"Data \u202e\u009b2J" in text and not set("\u202e\x9b") & set(text)
    labels = [theme["label"] for theme in tomllib.loads(text).values()]
    assert labels == ["Data \u202e\x9b2J", "Half ?"]


def test_no_names_are_one_sentence():
    with pytest.raises(KcdError, match="no name of a theme; give some, such as 'Security' and"):
        lexicon_from_names(["", " - "])


def test_a_lexicon_from_names_can_be_read():
    long = "a word " * 11
    made = lexicon_from_names([f"{long}, Data"])
    assert [theme.terms for theme in made.values()] == [("Data",)]
    assert read_lexicon(tomllib.loads(lexicon_toml(made))) == made
    with pytest.raises(KcdError, match="the names: more than 1,000 themes; split it into"):
        lexicon_from_names(f"Track {n}" for n in range(1_001))


MISTAKES = """\
[a]
label = "A"
terms = [
    "attack",
    "attacks", "supply chain attack",
    "data",
]
hints = ["Attack"]
without = ["secure a seat"]

["b c"]
terms = ["attack"]
"""


def test_the_lint_names_the_line_and_what_to_do(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(MISTAKES)
    findings = check_lexicon(path)
    assert findings[["check", "severity", "line", "theme", "term"]].values.tolist() == [
        ["twice", "error", 5, "a", "attacks"],
        ["nested", "warning", 5, "a", "supply chain attack"],
        ["broad", "warning", 6, "a", "data"],
        ["twice", "error", 8, "a", "Attack"],
        ["idle", "warning", 9, "a", "secure a seat"],
        ["shared", "note", 12, "b c", "attack"],
    ]
    assert findings["message"].str.contains(r"remove|make it a hint").all()


def test_the_time_of_the_lint_grows_as_the_lexicon(tmp_path):
    path = tmp_path / "mine.toml"

    def seconds(n_terms):
        lists = [
            "".join(f"'{key} {n}',\n'{key}s {n}',\n" for n in range(n_terms))
            for key in ("term", "other")
        ]
        path.write_text(f"[a]\nterms = [\n{lists[0]}]\nwithout = [\n{lists[1]}]\n")
        start = process_time()
        assert check_lexicon(path)["line"].iloc[-1] == 4 * n_terms + 4
        return process_time() - start

    seconds(100)
    few = min(seconds(1_000) for _ in range(3))
    assert min(seconds(4_000) for _ in range(3)) < 8 * few


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[a]\nterms = ["x"]\n\nhint = ["y"]\n', "line 4, theme a: unknown key 'hint'; use label"),
        ('[b]\nterms = ["x"]\n[a]\nlabel = "A"\n', "line 3, theme a: no terms; add them"),
        (
            '[a]\nlabel = "A"\nterms = "x"\n',
            "line 3, theme a, terms: not a list of phrases of up to 20 words; write",
        ),
        ('[a]\nterms = ["x"]\n[a.de]\nterms = 1\n', "line 2, theme a, de, terms: not a list"),
    ],
)
def test_mistakes_in_a_file_are_named_with_their_line(tmp_path, text, message):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(KcdError) as error:
        read_lexicon(path)
    assert f"mine.toml, {message}" in str(error.value)


def test_several_lexicons_are_one():
    both = read_lexicon(
        [{"a": {"terms": ["x"]}}, {"a": {"terms": ["y", "x"]}, "b": {"terms": ["z"]}}]
    )
    assert both == {"a": Theme("a", ("x", "y")), "b": Theme("b", ("z",))}
    assert list(read_lexicon(["cloud-native", "python"]))[-1] == "desktop"


def test_suggestions_become_hints_once():
    lexicon = read_lexicon({"a": {"terms": ["cat"], "hints": ["dog"]}})
    terms = pd.DataFrame({"theme": "a", "term": ["Cats", "dogs", "bird", "Birds"]})
    assert add_hints(lexicon, terms)["a"].hints == ("dog", "bird")


@given(st.dictionaries(st.text(min_size=1), st.lists(st.text(), min_size=1), min_size=1))
def test_any_lexicon_comes_back_from_toml(tables):
    themes = {
        name: Theme(name, tuple(f"x{term}"[:10] for term in terms))
        for name, terms in tables.items()
    }
    assert read_lexicon(tomllib.loads(lexicon_toml(themes))) == themes


def test_a_list_stands_for_the_terms():
    assert read_lexicon({"eBPF": ["ebpf", "kernel"]}) == {"eBPF": Theme("eBPF", ("ebpf", "kernel"))}
    found = assign_themes(as_talks([{"title": "The kernel"}]), lexicon={"eBPF": ["kernel"]})
    assert found.labels["eBPF"].tolist() == [True]
    assert check_lexicon({"a": ["attack", "attacks"]})["term"].tolist() == ["attacks"]
    with pytest.raises(KcdError, match=r"the lexicon, theme a: no terms; add them: terms ="):
        read_lexicon({"a": []})


def test_a_mistyped_lexicon_is_named(tmp_path):
    (tmp_path / "mine.toml").write_text('[a]\nterms = ["x"]\n')
    with pytest.raises(KcdError, match=r"securty: no such lexicon; .*; did you mean 'security'\?"):
        read_lexicon("securty")
    mistyped = tmp_path / "mien.toml"
    with pytest.raises(KcdError, match=r"mien\.toml: no such .*; did you mean '.*mine\.toml'\?"):
        read_lexicon(mistyped)
    with pytest.raises(KcdError, match="the lexicon is 3; give a file, a name, a mapping, or a li"):
        read_lexicon(3)


def test_toml_keeps_the_comments_and_the_order_of_an_earlier_version():
    text = '# Ours\n[b]  # second letter\nterms = [\n    "x",  # known\n]\n\n[a]\nterms = ["y"]\n'
    hints = pd.DataFrame({"theme": ["b", "a"], "term": ["new", "other"]})
    lexicon = add_hints(read_lexicon(tomllib.loads(text)), hints)
    written = lexicon_toml(lexicon, text=text)
    assert written == (
        '# Ours\n[b]  # second letter\nterms = [\n    "x",  # known\n]\nhints = ["new"]\n\n'
        '[a]\nterms = ["y"]\nhints = ["other"]\n'
    )
    assert read_lexicon(tomllib.loads(written)) == lexicon


def test_the_functions_on_lexicons_are_in_one_namespace():
    assert themes.read(["web"]) == read_lexicon("web")
    assert themes.check is check_lexicon and themes.add_hints is add_hints
    assert themes.to_toml(themes.from_names("Web")) == '[web]\nlabel = "Web"\nterms = ["Web"]\n'
    assert themes.names() == lexicon_names()
    with pytest.raises(AttributeError, match=r"'kcdanalysis\.themes' has no attribute 'red'"):
        _ = themes.red
