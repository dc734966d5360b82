"""Untrusted text is shown as text in terminals, messages and spreadsheets."""

import csv
import io
import json
import os
import re
import sys

import pytest

from kcdanalysis import read_programme
from kcdanalysis.cli.main import main
from kcdanalysis.errors import KcdError, KcdWarning, shown
from kcdanalysis.sources.values.cells import with_formula, without_formula

TITLE = "\x1b]0;owned\x07\x9b31m \u202egnp.exe"
SEEN = r"\x1b]0;owned\x07\x9b31m \u202egnp.exe"


@pytest.fixture
def talks(tmp_path):
    path = tmp_path / "talks.json"
    path.write_text(json.dumps([{"title": TITLE, "abstract": "eBPF"}, {"title": "=1+1"}]))
    return path


def test_errors_and_warnings_are_one_line_without_controls():
    for kind in (KcdError, KcdWarning):
        assert str(kind(f"a\nb{TITLE}.csv: no such file")) == rf"a\nb{SEEN}.csv: no such file"
    assert shown("é\u200b😀 a\\b") == "é\u200b😀 a\\b"


@pytest.mark.parametrize("words", [(), ("--format", "md"), ("--format", "table")])
def test_tables_for_people_show_controls_as_escapes(run, talks, words):
    done = run("read", talks, *words)
    # Markdown escapes what would be markup.
    assert r"\x1b]0;owned\x07" in re.sub(r"\\([\\\]])", r"\1", done.stdout)
    assert not set("\x1b\x07\x9b\u202e") & set(done.stdout + done.stderr)


@pytest.mark.parametrize("kind", ["json", "jsonl"])
@pytest.mark.parametrize("verb", ["read", "themes"])
def test_json_escapes_control_characters_and_has_the_same_text(run, talks, verb, kind):
    done = run(verb, talks, "--format", kind)
    assert not set("\x1b\x07\x9b\u202e") & set(done.stdout)
    first = json.loads(done.stdout)[0] if kind == "json" else json.loads(done.stdout.split("\n")[0])
    assert first["title"] == TITLE


def test_csv_has_control_characters_unchanged(run, talks):
    (_, row, _) = csv.reader(io.StringIO(run("read", talks, "--format", "csv").stdout))
    assert TITLE in row


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_gets_no_control_characters_even_in_csv(talks, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr(sys, "argv", ["kcdanalysis", "read", str(talks), "--format", "csv"])
    with pytest.raises(SystemExit):
        main()
    assert SEEN in sys.stdout.getvalue()


def test_names_of_files_and_wrong_use_are_shown_with_escapes(run, tmp_path):
    for words in (
        ("read", f"{tmp_path}/a\x1b[31m\nb.csv"),
        ("read", "x", "--format", "\x1b[31m\u202e"),
        ("\x1b[31m\u202e",),
        ("themes", "x", "--lexicon", "\x1b[31m\n"),
        ("read", "x", "--max-size", "\x1b"),
    ):
        done = run(*words)
        assert done.returncode in (2, 3)
        assert r"\x1b" in done.stderr and not set("\x1b\u202e") & set(done.stderr)


@pytest.mark.parametrize(
    ("size", "number"), [("100", 100), ("1.5k", 1500), ("2MB", 2_000_000), ("3G", 3 * 10**9)]
)
def test_max_size_is_a_number_of_bytes(run, monkeypatch, size, number):
    asked = []
    monkeypatch.setattr(
        "kcdanalysis.sources.read_programme", lambda *_, max_size, **__: asked.append(max_size)
    )
    with pytest.raises(TypeError):
        run("read", "x", "--max-size", size)
    assert asked == [number]


def test_max_size_limits_and_raises(run, talks):
    done = run("read", talks, "--max-size", "50")
    assert (done.returncode, done.stderr) == (
        3,
        f"kcdanalysis: {talks}: more than 5e-05 MB; give a smaller file, or raise the limit for"
        " programmes with --max-size\n",
    )
    done = run("read", talks, "--max-size", "many")
    assert (done.returncode, "--max-size is 'many'; give a size such as" in done.stderr) == (
        2,
        True,
    )


def test_read_says_which_cells_a_spreadsheet_may_run(run, talks, tmp_path):
    for ending, is_said in ((".csv", True), (".tsv", True), (".xlsx", False), (".jsonl", False)):
        done = run("read", talks, "-o", tmp_path / f"out{ending}")
        problem = "1 cell that a spreadsheet may run as formulas (they begin with =, +, - or @)"
        assert (f"{problem}; write .xlsx, where they stay text\n" in done.stderr) == is_said


def test_formulas_in_the_data_of_a_post_are_text_and_come_back(run, tmp_path, without_png):
    titles = ["=1+1", "+1", "-1", "@a", "'=2", "'tis", "''@b", "plain"]
    path = tmp_path / "talks.json"
    path.write_text(json.dumps([{"title": title, "abstract": "eBPF"} for title in titles]))
    assert run("report", path, "-o", tmp_path / "post").returncode == 0
    for name in ("talks.csv", "talk-themes.csv", "evidence.csv"):
        rows = csv.reader(io.StringIO((tmp_path / "post" / name).read_text(), newline=""))
        assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell[1:]]
    assert read_programme(tmp_path / "post" / "talks.csv")["title"].tolist() == titles
    run("read", path, "-o", tmp_path / "plain.csv")
    assert read_programme(tmp_path / "plain.csv")["title"].tolist() == titles
    assert ",=1+1," in (tmp_path / "plain.csv").read_text()


def test_a_closed_standard_input_is_a_sentence(run, monkeypatch):
    here, there = os.pipe()
    os.close(there)
    with os.fdopen(here) as empty:
        monkeypatch.setattr(sys, "stdin", empty)
        with pytest.raises(KcdError, match="standard input: the file is empty"):
            read_programme("-")


def test_options_that_are_no_text_are_published_as_question_marks(run, talks, tmp_path):
    page = tmp_path / "page.html"
    words = ("explore", talks, "-o", page, "--title", "a\udcff", "--event", "b\udcff\x1b")
    assert run(*words).returncode == 0
    text = page.read_text("utf-8")
    assert "<title>a?" in text or "a?</title>" in text
    assert not set("\x1b\udcff") & set(text)


def test_a_name_of_a_file_is_on_one_line(run, tmp_path):
    (tmp_path / "a\nb.csv").write_text("title\neBPF\n")
    done = run("read", tmp_path / "a\nb.csv")
    assert done.stderr == f"{tmp_path}/a\\nb.csv: 1 entry: 1 talk\n"


@pytest.mark.parametrize("text", ["=1+1", "\t=1+1", "\n@a", "＝1+1", "－1", "'=1", "''＠a", "a=1"])
def test_an_apostrophe_before_a_formula_is_taken_away_again(text):
    marked = without_formula(text)
    assert marked == (text if text == "a=1" else f"'{text}")
    assert with_formula(marked) == text
