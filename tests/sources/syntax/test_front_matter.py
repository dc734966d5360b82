import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources.syntax.documents import Record
from kcdanalysis.sources.syntax.front_matter import read_header, split_header

RULES = "---\ntitle: Harbour Days\n---\n\n------\n\n---\n## Talk: Cranes\n"


def test_header_ends_at_its_first_fence_and_rules_below_stay():
    header, body = read_header(RULES, "recap.md")
    assert header == {"title": "Harbour Days"}
    assert body.split("\n")[3:] == RULES.split("\n")[3:]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_body_keeps_the_line_numbers_of_the_file(newline):
    text = "\n\n---\ntitle: Harbour Days\n---\n# Talks\n".replace("\n", newline)
    header, body = read_header(text, "recap.md")
    assert header == {"title": "Harbour Days"}
    assert body.split("\n").index("# Talks") == 5


def test_yaml_values_stay_as_they_are_written():
    text = "---\nlanguage: NO\nversion: 1.10\ndate: 2023-06-22\nbad: 2023-99-99\n---\n"
    assert read_header(text, "recap.md")[0] == {
        "language": "NO",
        "version": "1.10",
        "date": "2023-06-22",
        "bad": "2023-99-99",
    }


def test_repeated_keys_are_all_read_with_a_warning():
    text = "---\ntitle: Tides\nspeaker: Ada Example\nspeaker: Bo Muster\n---\n"
    with pytest.warns(KcdWarning, match=r"^talk\.md, line 4: 'speaker' is repeated, and all"):
        header, _ = read_header(text, "talk.md")
    assert header == {"title": "Tides", "speaker": ["Ada Example", "Bo Muster"]}


def test_tables_of_toml_are_records():
    header, _ = read_header("+++\n[[speakers]]\nname = 'Ada'\n+++\n", "talk.md")
    assert header == {"speakers": [{"name": "Ada"}]}
    assert isinstance(header["speakers"][0], Record)


def test_toml_dates_are_read():
    header, _ = read_header('+++\ntitle = "Harbour Days"\ndate = 2023-06-22\n+++\n', "recap.md")
    assert str(header["date"]) == "2023-06-22"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("---\ntitle: A: B\n---\n", 2, "mapping values are not allowed"),
        ("\n---\ndate: 2023\ntitle: [A\n---\n", 4, "broken front matter"),
        ("---\ndate: 2023\ntitle: A\x07\n---\n", 3, "characters are not allowed"),
        ("+++\ndate = 2023-06-22\ntitle = A\n+++\n", 3, "Invalid value"),
        ("+++\ntitle\n+++\n", 2, "Expected '='"),
        ("---\ntitle: A\n\n# Talks\n", 1, "never closed; add ---"),
        ("\n+++\ntitle = 'A'\n\n# Talks\n", 2, "never closed; add +++"),
    ],
)
def test_broken_header_is_an_error_with_file_and_line(text, line, what):
    with pytest.raises(KcdError) as caught:
        read_header(text, "recap.md")
    assert str(caught.value).startswith(f"recap.md, line {line}: ")
    assert what in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "# Talks\n",
        "---\n# Talks\n\nProse: with a colon: and another\n---\n# More\n",
        "---\n\nOnly prose between two rules.\n\n---\n# More\n",
        "---\n# Talks\n",
        "+++ that is no fence\n",
        "",
    ],
)
def test_rules_and_prose_are_no_header(text):
    assert read_header(text, "recap.md") == ({}, text)


def test_empty_header_is_one():
    assert read_header("---\n---\n# Talks", "recap.md") == ({}, "\n\n# Talks")


@given(st.text(st.sampled_from("-+\n :=[]{}'\"&*!|>#a1\\U"), max_size=80))
def test_any_text_is_read_or_refused(text):
    for fence in ("---", "+++"):
        whole = f"{fence}\n{text}\n{fence}\n# Talks"
        try:
            _, body = read_header(whole, "recap.md")
        except KcdError:
            continue
        assert body.split("\n")[-1] == "# Talks"


@given(st.text())
def test_splitting_keeps_every_line_in_its_place(text):
    _, _, body = split_header(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert len(body.split("\n")) == len(lines)
    assert all(kept in ("", line) for kept, line in zip(body.split("\n"), lines, strict=True))


def test_a_header_closed_by_a_fence_alone_has_any_keys():
    text = "Title: Quay\nSubTitle: Boats\nDate: 2023-05-04\n---\n\nText.\n"
    header, body = read_header(text, "a.md")
    assert (dict(header), body) == (
        {"title": "Quay", "subtitle": "Boats", "date": "2023-05-04"},
        "\n\n\n\n\nText.\n",
    )
    assert dict(read_header("---\n:title: Quay\n---\n", "a.md")[0]) == {"title": "Quay"}
