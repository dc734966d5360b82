import json

import pytest

from . import one_line

NOTES = "data/kcd-zurich-2023.md"


def test_a_lexicon_is_shown_checked_extended_and_made(run, tmp_path):
    shown = json.loads(run("lexicon", "show", "security", "--format", "json").stdout)
    assert shown[0]["theme"] == "appsec" and "AppSec" in shown[0]["terms"]
    mine = tmp_path / "mine.toml"
    assert run("lexicon", "show", "web", "-o", mine).returncode == 0
    assert run("lexicon", "check", mine).stderr.endswith(
        "mine.toml: 0 errors, 0 warnings, 0 notes\n"
    )
    mine.write_text('[a]\nterms = ["cat", "cats"]\n')
    done = run("lexicon", "check", mine, "--format", "csv")
    assert done.returncode == 1
    assert "twice,error,2,a,cats,the same as 'cat'" in done.stdout.replace('"', "")
    offered = json.loads(run("lexicon", "suggest", NOTES, "--format", "json").stdout)
    assert {"theme", "term", "n_talks", "talks", "sentence"} <= set(offered[0])
    assert all(one["n_talks"] >= 2 for one in offered)
    fewer = json.loads(run("lexicon", "suggest", NOTES, "--terms=1", "--format=json").stdout)
    assert len({one["theme"] for one in fewer}) == len(fewer) < len(offered)
    foreign = run("lexicon", "suggest", NOTES, "-o", mine)
    assert foreign.returncode == 3
    assert "mine.toml: exists, and kcdanalysis did not write it" in one_line(foreign)
    assert run("lexicon", "suggest", NOTES, "-o", mine, "--force").returncode == 0
    assert run("lexicon", "check", mine).returncode == 0
    made = run("lexicon", "new", "Web & API", "Security").stdout
    mine.write_text(made)
    assert run("themes", NOTES, "--lexicon", mine, "--lexicon", "web").returncode == 0


def test_tracks_become_a_lexicon(run, tmp_path):
    path = tmp_path / "talks.csv"
    path.write_text("title,track\nA,Security\nB,Data & Storage\nC,Security\n")
    made = run("lexicon", "new", "--from", path).stdout
    assert [line for line in made.splitlines() if line.startswith("[")] == [
        "[security]",
        "[data-storage]",
    ]
    done = run("lexicon", "new", "--from", NOTES)
    assert (done.returncode, done.stdout) == (3, "")
    assert "the talks have no tracks; give names of themes" in done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["show", "wbe"], "wbe: no such lexicon; give a TOML file or one of cloud-native, "),
        (["check", "wbe"], "did you mean 'web'?"),
        (["new"], "Usage: kcdanalysis lexicon new"),
        (["new", "-o", "x.toml"], 'give names of themes, such as "Security", or --from a'),
        (["show", "-o", "x.doc"], "unknown extension '.doc'; use one of .csv, .tsv, .json, "),
        (["suggest", NOTES, "-n", "3"], "No such option: -n"),
    ],
)
def test_wrong_use(run, words, message):
    done = run("lexicon", *words)
    assert done.returncode == 2
    assert message in " ".join((done.stdout + done.stderr).split())
