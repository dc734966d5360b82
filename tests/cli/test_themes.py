import json
import re
from io import StringIO

import pandas as pd
import pytest

from . import one_line

NOTES = "data/kcd-zurich-2023.md"


def test_themes_of_talks_and_their_shares(run):
    talks = json.loads(run("themes", NOTES, "--format", "json").stdout)
    themes = {talk["title"]: talk["themes"] for talk in talks}
    assert themes["eBPF for Security"] == ["ebpf", "security"]
    shares = pd.read_csv(StringIO(run("themes", NOTES, "--shares", "--format=csv").stdout))
    assert shares.set_index("theme").loc["ebpf", ["n", "n_talks"]].tolist() == [4, 16]
    assert "eBPF; Security" in run("themes", NOTES, "--format", "md").stdout


def test_explain_shows_words_fields_lines_and_sentences(run, root):
    done = run("themes", NOTES, "--explain", "eBPF for Security", "--format", "json")
    rows = json.loads(done.stdout)
    notes = (root / NOTES).read_text("utf-8").splitlines()
    evidence = [row for row in rows if row["field"] != "sum"]
    assert {row["field"] for row in evidence} == {"title", "abstract", "takeaways"}
    assert all(row["term"] in row["sentence"] for row in evidence)
    assert all("eBPF for Security" in notes[row["line"] - 1] for row in evidence)


def test_lexicon_and_threshold_can_be_chosen(run, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('[anime]\nterms = ["anime"]\n')
    talks = json.loads(run("themes", NOTES, "--lexicon", path, "--format", "json").stdout)
    assert [talk["title"] for talk in talks if talk["themes"]] == [
        "What Anime Taught Me About K8s & Tech Careers"
    ]
    none = json.loads(run("themes", NOTES, "--threshold", "1000", "--format", "json").stdout)
    assert not any(talk["themes"] for talk in none)


def test_learned_terms_are_said_and_marked(run, tmp_path):
    path = tmp_path / "names.toml"
    path.write_text('[ebpf]\nterms = ["eBPF"]\n[culture]\nterms = ["culture"]\n')
    words = ("themes", NOTES, "--expand", "--explain", "eBPF for Security", "--format", "json")
    done = run(*words, "--lexicon", path)
    assert "learned" in {row["role"] for row in json.loads(done.stdout)}
    assert re.search(r"\d+ terms were learned from these talks", done.stderr)


def test_an_unknown_title_gets_a_suggestion(run):
    done = run("themes", NOTES, "--explain", "eBPF for Securty")
    assert done.returncode == 3
    assert "no talk with 'eBPF for Securty' in its title" in one_line(done)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--semantic"], "--semantic has an effect here only with --expand; add it"),
        (["--shares", "--explain", "eBPF"], "--shares and --explain are different tables; ask"),
        (["--lexicon", "securty"], "securty: no such lexicon; give a TOML file or one of cloud-"),
        (["--lexicon", "securty"], "did you mean 'security'?"),
        (["--target", "ai"], "--target is 'ai'; write it as security=15 (per cent)"),
        (["--threshold", "0"], "Invalid value for '--threshold': "),
        (["--engine", "dusk"], "'dusk' is not one of memory, batches, dask; did you mean 'dask'?"),
        (["--scheduler", "tcp://a:1"], "--scheduler has an effect only with --engine dask; add"),
        (["--engine", "dask"], "--engine counts shares; add --shares"),
        (
            ["--shares", "--engine", "batches", "--expand"],
            "terms are learned from all talks at once; leave out --expand",
        ),
        (
            ["--shares", "--engine", "batches", "more.parquet"],
            "--engine batches reads one file; name one",
        ),
        (
            ["--shares", "--engine", "dask", "--language", "en"],
            "Dask reads tables that 'kcdanalysis read' wrote; leave out the options of reading",
        ),
    ],
)
def test_wrong_use_is_refused_before_reading(run, words, message):
    done = run("themes", "missing.md", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in one_line(done)


def test_talks_of_one_theme_at_the_same_time_are_listed(run, tmp_path):
    path = tmp_path / "talks.csv"
    rows = ["title,start,duration,room", "eBPF,2023-06-15T10:00,30,A"]
    rows += ["eBPF maps,2023-06-15T10:15,30,B", "Cats,,,"]
    path.write_text("\n".join(rows))
    done = run("themes", path, "--clashes", "--format", "md")
    assert "| eBPF | 2023-06-15 10:15 | 15 | eBPF | A | eBPF maps | B |" in done.stdout
    assert "1 pair of talks of one theme at the same time, among 2 of 3 talks" in done.stderr
    path.write_text("title\neBPF\n")
    assert "0 pairs of talks of one theme" in run("themes", path, "--clashes").stderr


def test_gaps_are_told_beside_what_is_usual(run, tmp_path):
    path = tmp_path / "talks.csv"
    path.write_text("title\n" + "".join(f"Cats {at}\n" for at in range(200)))
    done = run("themes", path, "--gaps", "--format", "md")
    assert done.stdout.startswith("| label | n | n_expected | difference | low | high | reading |")
    assert re.search(r"\| Networking \| 0 \| \d+\.\d+ \| -0\.\d+ .* \| gap \|", done.stdout)
    assert "expected: as at 5 cloud native conferences (2019 to 2026, 719 talks)" in done.stderr
    rows = json.loads(run("themes", path, "--gaps", "--format", "json").stdout)
    assert "expected from 5 cloud native conferences" in rows[0]["sentence"]
    refused = run("themes", path, "--gaps", "--lexicon", "web")
    assert refused.returncode == 3 and "the terms are your own" in one_line(refused)


@pytest.mark.filterwarnings("ignore:The inplace keyword:Warning")  # Dask
@pytest.mark.parametrize("engine", ["batches", "dask"])
def test_shares_of_a_large_file_are_counted_in_parts(run, tmp_path, engine):
    if engine == "dask":
        pytest.importorskip("distributed", reason="no Dask here; the extra `scale` has it")
    path = tmp_path / "talks.parquet"
    run("read", NOTES, "-o", path)
    words = ("themes", path, "--shares", "--threshold", "3", "--format", "csv")
    whole, parts = run(*words), run(*words, "--engine", engine)
    assert parts.stdout == whole.stdout
    assert parts.stdout.startswith("theme,label,n,n_talks,share,low,high\nebpf,eBPF,4,16,")


def test_targets_are_met_or_missed(run):
    done = run("themes", NOTES, "--target", "security=15", "--target", "AI & machine learning=30%")
    assert re.search(r"Security +0\.25 +Security has 4 of 16 talks, 1 more than the", done.stdout)
    rows = run("themes", NOTES, "--target", "ai=30", "--format", "json").stdout
    assert json.loads(rows)[0]["n_over"] == -4
    refused = run("themes", NOTES, "--target", "securty=15")
    assert refused.returncode == 3 and "no theme is called 'securty'" in one_line(refused)
