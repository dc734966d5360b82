import pytest

from kcdanalysis.errors import KcdError
from kcdanalysis.lexicon import Theme, read_lexicon
from kcdanalysis.lexicon_making import lexicon_from_names
from kcdanalysis.text import singulars

WANTED = [
    "ebpf", "security", "sustainability", "observability", "networking", "serverless", "platform",
    "ai", "culture", "scaling", "delivery", "data", "reliability", "edge", "runtime", "cost",
]  # fmt: skip


def test_the_default_has_its_sixteen_themes_in_order():
    lexicon = read_lexicon()
    assert list(lexicon)[:16] == WANTED
    assert all(theme.label and theme.terms for theme in lexicon.values())


@pytest.mark.parametrize("theme", WANTED)
def test_no_phrase_of_a_theme_stands_twice(theme):
    entry = read_lexicon()[theme]
    forms = [singulars(phrase) for phrase in (*entry.terms, *entry.hints, *entry.without)]
    assert sorted(set(forms)) == sorted(forms)


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
        ({}, 'the lexicon: no theme in it; add one, as [ebpf] with terms = ["eBPF"]'),
        ({"a": {"terms": []}}, 'the lexicon, theme a: no terms; add some, as terms = ["eBPF"]'),
        (
            {"a": {"terms": ["x"], "hint": ["y"]}},
            "the lexicon, theme a: unknown key 'hint'; use label, terms, hints, without",
        ),
        (
            {"a": {"terms": "x"}},
            'the lexicon, theme a, terms: not a list of words; write it as ["word", "two words"]',
        ),
        ({"a": 1}, 'the lexicon, theme a: not a table; write terms = ["..."] below [theme]'),
        (
            "no-such",
            "no-such: no such lexicon; give a TOML file or one of ours: cloud-native",
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
    with pytest.raises(KcdError, match=r"mine\.toml: not valid TOML: .*mend the file"):
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
        "theme-4": ("日本", ("日本",), ()),
    }


def test_no_names_are_one_sentence():
    with pytest.raises(KcdError, match="no name of a theme; give some, as 'Security' and"):
        lexicon_from_names(["", " - "])
