"""Readings of assignments, and what today's rule gives them."""

import json
import os

import numpy as np
import pandas as pd
import pytest

from benchmarks import ambiguity, readings
from kcdanalysis.talks import as_talks
from kcdanalysis.themes.lexicon import read_lexicon
from kcdanalysis.words.tokens import singulars, variants

FOLDER = "benchmarks/readings"
in_long_runs = pytest.mark.skipif(
    os.environ.get("HYPOTHESIS_PROFILE") != "long", reason="a minute; `make test-long` runs it"
)


# Read in talks at large; at an event of their lexicon, these name their theme.
KEPT = {
    ("cloud-native", "GPU"), ("cloud-native", "Supply Chain"), ("cloud-native", "sustainability"),
    ("cloud-native", "Threat"), ("cloud-native", "Multi-tenant"), ("security", "exploit"),
    ("security", "Exploiting"),
}  # fmt: skip


def test_terms_whose_titles_are_mostly_about_something_else_are_hints():
    read = pd.read_csv(f"{FOLDER}/terms.csv", keep_default_na=False)
    wrong = read[(read["wrong"] > read["right"]) & (read["wrong"] >= 3)]
    decide = [
        (row.lexicon, row.term)
        for row in wrong.itertuples()
        if _forms(row.term)
        & {
            form
            for theme in [read_lexicon(row.lexicon)[row.theme]]
            for lists in [theme, *theme.languages.values()]
            for phrase in [*lists.terms, *lists.title_terms]
            for form in _forms(phrase)
        }
    ]
    assert set(decide) == KEPT


def _forms(phrase):
    return {*variants(phrase), singulars(phrase)}


def test_grades_of_what_was_read():
    talks = as_talks(
        [
            {"title": "eBPF for Security", "abstract": "A talk."},
            {"title": "Cats", "abstract": "They need security and eBPF."},
            {"title": "Dogs"},
        ]
    )
    rows = [
        ("here", "cloud-native", "Security", "eBPF for Security", "right"),
        ("here", "cloud-native", "eBPF", "Cats", "right"),
        ("here", "cloud-native", "Cost", "Dogs", "wrong"),
        # Neither this programme nor this theme is there any more.
        ("there", "cloud-native", "Security", "eBPF for Security", "wrong"),
        ("here", "cloud-native", "Mainframes", "Dogs", "wrong"),
    ]
    columns = ["source", "lexicon", "theme", "title", "verdict"]
    table = pd.DataFrame(rows, columns=columns)
    here = readings.Programme("here", "any", talks)
    found = readings.grades_now(table, [here, here._replace(source="elsewhere")])
    assert found.loc["right"].tolist() == [1, 1, 0, 0]
    assert found.loc["wrong"].tolist() == [0, 0, 1, 2]
    wanted = table.drop(columns="verdict")
    wanted.loc[2, "theme"] = None
    found = readings.grades_now(wanted, [here])
    assert found.loc["wanted"].tolist() == [1, 1, 0, 2]


def test_matched_talks_are_of_programmes_with_a_lexicon_of_their_kind():
    names = ["KubeCon 2025", "Boats 2025"]
    talks = [
        as_talks([{"event": name, "title": f"{name} {n}"} for n in range(9)]) for name in names
    ]
    corpora = [
        readings.Programme("kubecon", names[0], talks[0]),
        readings.Programme("boats", names[1], talks[1]),
    ]
    samples = [readings.Programme("pyvideo", "pycon-us-2018", talks[1])]
    drawn = readings.draw_matched(samples, corpora, 6, np.random.default_rng(0)).values()
    found = [(one.source, one.lexicon, one.row["event"]) for one in drawn]
    assert found[:3] == [("pyvideo", "python", names[1])] * 3
    assert found[3:] == [("kubecon", "cloud-native", names[0])] * 3


def test_every_reading_has_a_verdict(root):
    for path in sorted((root / FOLDER).glob("about*.csv")):
        table = pd.read_csv(path)
        assert set(table["verdict"]) <= {"right", "debatable", "wrong"}, path.name
        n_wrong = (table["verdict"] == "wrong").sum()
        assert f"| `{path.name}` | {len(table)} |" in (root / FOLDER / "README.md").read_text()
        assert f"{n_wrong / len(table):.0%}" in (root / FOLDER / "README.md").read_text()


@in_long_runs
@pytest.mark.filterwarnings("ignore")
def test_readings_agree_with_the_rule_as_well_as_before(root, shared):
    floors = json.loads((root / "benchmarks" / "floors.json").read_text())["readings"]
    sources = [
        *readings._samples(shared / "samples"),
        *readings._corpora(shared / "corpora"),
    ]
    tables = [pd.read_csv(path) for path in sorted((root / FOLDER).glob("about*.csv"))]
    about = readings.grades_now(pd.concat(tables, ignore_index=True), sources)
    wanted = readings.grades_now(pd.read_csv(root / FOLDER / "wanted.csv"), sources).loc["wanted"]
    right = about.loc["right"]
    found = {
        "right, still about": right["about"] / (right.sum() - right["not found"]),
        "about, not wrong": 1 - about.at["wrong", "about"] / about["about"].sum(),
        "wanted, about": wanted["about"] / wanted.sum(),
        "wanted, about or mentioned": wanted[["about", "mentioned"]].sum() / wanted.sum(),
    }
    assert found.keys() == floors.keys()
    assert {name: value for name, value in found.items() if value < floors[name]} == {}


def test_a_term_is_ambiguous_if_talks_with_it_say_nothing_else_of_its_theme(tmp_path):
    padding = "We show step by step how it was built, what went wrong, and what we would do again. "
    texts = {
        "bias": ["Coffee has a bias towards mornings.", "Looms cut fabric on the bias."],
        "fairness": ["Fairness of models, and their interpretability.", "Fairness: ethics of AI."],
        "": ["Bread and butter.", "Rivers in the mountains.", "Bicycles with two bells."],
    }
    rows = [
        {"event": "A", "title": f"{word} {number}", "abstract": f"{text} {padding * 2}"}
        for word, both in texts.items()
        for text in both
        for number in range(100 * both.index(text), 100 * both.index(text) + 8)
    ]
    pd.DataFrame(rows).to_parquet(tmp_path / "talks.parquet")
    found = ambiguity.odds(tmp_path / "talks.parquet")
    odds = found[found["theme"] == "responsible"].set_index("term")
    assert odds.at["bias", "talks"] == odds.at["fairness", "talks"] == 16
    assert odds.at["bias", "odds"] < 1 < ambiguity.LEAST_ODDS < odds.at["fairness", "odds"]
    assert found.loc[ambiguity.is_ambiguous(found), "term"].tolist() == ["bias"]


@in_long_runs
@pytest.mark.filterwarnings("ignore")
def test_ambiguous_title_terms_are_hints(shared):
    found = ambiguity.odds(shared / "background" / "pyvideo_talks.parquet")
    ambiguous = found[ambiguity.is_ambiguous(found)]
    assert ambiguous.empty, ambiguous.to_string()
