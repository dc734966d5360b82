import io
import json
import os
import shlex
import sys
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from kcdanalysis.cli.main import VERBS as FUNCTIONS
from kcdanalysis.cli.main import main

from . import one_line

NOTES = "data/kcd-zurich-2023.md"
READERS = {
    ".csv": pd.read_csv,
    ".tsv": lambda path: pd.read_csv(path, sep="\t"),
    ".json": pd.read_json,
    ".jsonl": lambda path: pd.read_json(path, lines=True),
    ".parquet": pd.read_parquet,
    ".xlsx": lambda path: pd.read_excel(path, engine="openpyxl"),
}
VERBS = [
    ["themes", NOTES],
    ["themes", NOTES, "--shares"],
    ["themes", NOTES, "--explain", "eBPF for Security"],
    ["check", NOTES],
    ["lexicon", "show", "web"],
    ["formats"],
]

# Each runs all that comes before its table; where that goes is decided in one place.
MAIN_VERBS = [VERBS[0], VERBS[-1]]


@pytest.fixture(scope="module")
def printed():
    """What each verb prints as JSON, run once."""
    return {}


@pytest.mark.parametrize(
    ("words", "suffix"),
    [
        pytest.param(
            verb,
            suffix,
            marks=[pytest.mark.thorough] * (verb not in MAIN_VERBS and suffix != ".csv"),
        )
        for verb in VERBS
        for suffix in READERS
    ],
)
def test_the_ending_is_the_format_in_every_verb(run, tmp_path, printed, words, suffix):
    path = tmp_path / f"table{suffix}"
    assert run(*words, "-o", path).returncode == 0
    table = READERS[suffix](path)
    name = " ".join(words)
    if name not in printed:
        printed[name] = json.loads(run(*words, "--format", "json").stdout)
    expected = pd.DataFrame(printed[name])
    assert list(table.columns) == list(expected.columns)
    assert len(table) == len(expected)
    if words == ["themes", NOTES]:
        row = table.set_index("title").loc["eBPF for Security"]
        lists = suffix in (".json", ".jsonl", ".parquet")
        assert list(row["themes"]) == ["ebpf", "security"] if lists else "ebpf; security"


@pytest.mark.parametrize("suffix", READERS)
def test_the_same_table_gives_the_same_bytes(run, tmp_path, suffix):
    path = tmp_path / f"table{suffix}"
    assert run("lexicon", "show", "web", "-o", path).returncode == 0
    first = path.read_bytes()
    assert run("lexicon", "show", "web", "-o", path).returncode == 0
    assert path.read_bytes() == first


def test_markdown_and_text_are_for_readers(run, tmp_path):
    for suffix, name in ((".md", "md"), (".txt", "table")):
        path = tmp_path / f"themes{suffix}"
        assert run("themes", NOTES, "-o", path).returncode == 0
        assert path.read_text("utf-8") == run("themes", NOTES, "--format", name).stdout


@pytest.mark.parametrize("words", [VERBS[2], *MAIN_VERBS], ids=" ".join)
def test_html_has_the_cells_of_the_table_for_readers(run, tmp_path, words):
    assert run(*words, "-o", tmp_path / "table.html").returncode in (0, 1)
    page = (tmp_path / "table.html").read_text("ascii")
    assert page == run(*words, "--format", "html").stdout
    markdown = run(*words, "--format", "md").stdout
    rendered = MarkdownIt("commonmark").enable("table").render(markdown)
    of_page, of_markdown = (
        [
            [cell.get_text().strip() for cell in row.select("th, td")]
            for row in BeautifulSoup(html, "html5lib").select("tr")
        ]
        for html in (page, rendered)
    )
    assert len(of_page) > 2 and of_page == of_markdown


def test_html_shows_text_as_text(run):
    text = "eBPF <3 &amp;amp; Zoë > 東京"
    page = run("read", "-", "--format", "html", stdin=f"title,kind\n{text},talk\n").stdout
    soup = BeautifulSoup(page, "html5lib")
    assert soup.select_one("tbody td").get_text() == "eBPF <3 &amp; Zoë > 東京"
    assert page.isascii()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["themes", NOTES], "themes.csv"),
        (["themes", NOTES, "--format", "json"], "themes.json"),
        (["lexicon", "show", "web"], "lexicon-show.csv"),
        (["lexicon", "new", "Security"], "lexicon-new.toml"),
        (["read", NOTES], "read.csv"),
    ],
)
def test_a_folder_gets_a_file_named_after_the_verb(run, tmp_path, words, name):
    for folder in (tmp_path, f"{tmp_path}/new/"):
        assert run(*words, "-o", folder).returncode == 0
    assert (tmp_path / name).read_bytes() == (tmp_path / "new" / name).read_bytes()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "x.doc"], "-o x.doc: unknown extension '.doc'; use one of .csv, .tsv, .json, "),
        (["-o", "x.jsn"], "did you mean '.json'?"),
        (["-o", "x"], "-o x: no extension and no --format; use one of .csv, "),
        (["-o", "x.csv", "--format", "json"], "--format json contradicts -o x.csv; leave out"),
        (["-o", "missing.csv"], "missing.csv: this is one of the sources; write to another file"),
        (
            ["--format", "jsn"],
            "'jsn' is not one of table, csv, tsv, json, jsonl, md, html; did",
        ),
    ],
)
def test_wrong_use_is_refused_before_reading(run, words, message):
    done = run("read", "missing.csv", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in one_line(done)


@pytest.mark.parametrize(
    ("option", "text"), [("--decisions", "[ebpf]\nsplit = 2\n"), ("--config", 'language = "en"\n')]
)
def test_what_an_option_reads_is_not_replaced_by_force(run, tmp_path, option, text):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    done = run("topics", NOTES, "-o", path, "--force", option, path)
    assert (done.returncode, path.read_text()) == (2, text)
    assert "mine.toml: this is one of the sources; write to another file" in one_line(done)


def test_a_file_of_somebody_else_is_kept(run, tmp_path):
    path = tmp_path / "talks.csv"
    path.write_text("mine\n")
    done = run("read", NOTES, "-o", path)
    assert (done.returncode, path.read_text()) == (3, "mine\n")
    assert one_line(done).endswith(
        "talks.csv: exists, and kcdanalysis did not write it or it was edited since; "
        "write elsewhere, or replace it with --force (in Python: force=True)"
    )
    assert run("read", NOTES, "-o", path, "--force").returncode == 0
    assert len(pd.read_csv(path)) == 16


#: These have tests of their own in test_publishing and test_settings.
PUBLISHING = ("figures", "report", "explore", "init")
WRITING = [verb for verb in FUNCTIONS if verb.command["name"] not in PUBLISHING]


@pytest.mark.parametrize("verb", WRITING, ids=lambda verb: verb.command["epilog"][21:])
def test_no_verb_replaces_a_file_of_somebody_else(run, tmp_path, verb):
    words = shlex.split(verb.command["epilog"].removeprefix("Example: kcdanalysis "))
    for option in {"-o", "--format"} & set(words):
        del words[words.index(option) : words.index(option) + 2]
    small = tmp_path / "small.csv"
    small.write_text("title,event\neBPF for Security,A\nMesh,A\nCats,B\nCost,B\n")
    words = [small if word.startswith(("data/", "tests/")) else word for word in words]
    path = tmp_path / "table.csv"
    path.write_text("mine\n")
    done = run(*words, "-o", path)
    assert (done.returncode, path.read_text()) == (3, "mine\n")
    assert "kcdanalysis did not write it" in one_line(done)


@pytest.mark.parametrize("words", [["formats"], ["lexicon", "new", "Security"]], ids=" ".join)
def test_force_replaces_a_file_of_somebody_else(run, tmp_path, words):
    path = tmp_path / "file.csv"
    path.write_text("mine\n")
    assert run(*words, "-o", path, "--force").returncode == 0
    assert path.read_text() != "mine\n"


def into(stream, monkeypatch, root, *words):
    """Run the command with another standard output; its exit code."""
    monkeypatch.chdir(root)
    monkeypatch.setattr(sys, "argv", ["kcdanalysis", *words])
    monkeypatch.setattr(sys, "stdout", stream)
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


def test_a_narrow_encoding_gets_escapes(monkeypatch, root, tmp_path, capsys):
    (tmp_path / "talks.csv").write_text("title,speakers\nÜber “eBPF”,Zoë Körbächer\n", "utf-8")
    for format, expected in (
        ("json", '"title": "\\u00dcber \\u201ceBPF\\u201d"'),
        ("table", "-----"),
    ):
        pipe = io.TextIOWrapper(io.BytesIO(), "ascii")
        words = ("read", str(tmp_path / "talks.csv"), "--format", format)
        assert into(pipe, monkeypatch, root, *words) == 0
        text = pipe.buffer.getvalue().decode("ascii")
        assert expected in text
        if format == "json":
            assert json.loads(text)[0]["title"] == "Über “eBPF”"


def test_a_reader_that_goes_away_is_not_an_error(monkeypatch, root, capsys):
    here, there = os.pipe()
    os.close(here)
    with os.fdopen(there, "w") as pipe:
        assert into(pipe, monkeypatch, root, "formats", "-q") == 1
    assert capsys.readouterr().err == ""


def test_a_full_output_is_one_sentence(monkeypatch, root, capsys):
    with Path("/dev/full").open("w") as full:
        assert into(full, monkeypatch, root, "formats") == 3
    assert capsys.readouterr().err == "kcdanalysis: standard output: No space left on device\n"


def test_a_closed_output_is_quiet(monkeypatch, root, capsys):
    assert into(None, monkeypatch, root, "formats") == 0
    assert capsys.readouterr().err == ""
