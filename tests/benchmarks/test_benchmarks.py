import json
import re
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarks import themes, topic_ablation, topics
from benchmarks.corpora import read_corpora
from benchmarks.theme_peers import LIGHT
from benchmarks.topic_labels import label_quality
from benchmarks.topic_ours import METHODS
from kcdanalysis.themes.lexicon import read_lexicon
from kcdanalysis.topics import chance, clustering
from kcdanalysis.topics.finding import count_talks

METHODS_OF_THEMES = ("kcdanalysis", "kcdanalysis-guided", "mentions", "bm25", "supervised")

SUBJECTS = {
    "bread": "flour yeast sourdough oven crust baking dough kneading loaf proofing",
    "stars": "telescope galaxy nebula orbit comet planet astronomy lens eclipse supernova",
    "boats": "sail mast rudder harbour anchor keel regatta knots tide captain",
    "cheese": "rennet curd whey rind brie gouda cheddar dairy milk ageing",
}


def talks(event, labels, n_talks):
    rows = []
    for label in labels:
        words = SUBJECTS[label.split()[0]].split()
        for number in range(n_talks):
            said = [words[(number + 3 * step) % 10] for step in range(6)]
            abstract = " ".join(said)
            row = {"event": event, "year": 2024, "title": f"{label} {number}"}
            rows.append({**row, "abstract": abstract, "label": label})
    return rows


@pytest.fixture
def corpora(tmp_path):
    pd.DataFrame(talks("A", SUBJECTS, 6) + talks("B", list(SUBJECTS)[:2], 6)).to_parquet(
        tmp_path / "small_one.parquet"
    )
    return tmp_path


def test_events_with_two_labels_are_left_out(corpora):
    (event,) = read_corpora(corpora)
    assert (event.group, event.name, event.n_labels) == ("small", "A, 2024", 4)
    assert len(event.talks) == len(event.labels) == 24


def test_draws_have_equal_labels_and_come_again(tmp_path):
    labels = [f"{subject} {number}" for subject in SUBJECTS for number in range(4)]
    pd.DataFrame(talks("A", labels, 12)).to_parquet(tmp_path / "large.parquet")
    drawn = [event for event in read_corpora(tmp_path) if event.group.startswith("draws")]
    again = [event for event in read_corpora(tmp_path) if event.group.startswith("draws")]
    sizes = [(event.group, len(event.talks), event.n_labels) for event in drawn]
    assert sizes == [("draws of 16", 16, 4)] * 3 + [("draws of 54", 54, 6)] * 2 + [
        ("draws of 192", 192, 16)
    ]
    for one, other in zip(drawn, again, strict=True):
        pd.testing.assert_frame_equal(one.talks, other.talks)
        assert one.labels.value_counts().nunique() == 1


def run_in_this_process(method, seed, asked, peers):
    """Answer as `benchmarks.topic_ours` does, without importing the libraries four times."""
    lines = []
    for line in map(json.loads, asked.splitlines()):
        topic, terms = METHODS[method](line["texts"], line["n_topics"], seed)
        lines.append({"name": line["name"], "topic": topic, "terms": terms, "seconds": 0})
    return "\n".join(map(json.dumps, lines)), {}


@pytest.mark.thorough
def test_the_table_of_topics(corpora, monkeypatch, capsys):
    monkeypatch.setattr(topics, "_run", run_in_this_process)
    words = ["topics", str(corpora), "--seeds", "2", "--methods", "kcdanalysis"]
    monkeypatch.setattr(sys, "argv", [*words, "--kept", str(corpora / "kept")])
    topics.main()
    first = capsys.readouterr().out
    header, _, given, found = [re.split(r" *\| *", line)[1:-1] for line in first.splitlines()]
    for row in (given, found):
        scores = dict(zip(header, row, strict=True))
        assert scores["method"] == "kcdanalysis"
        assert float(scores["AMI"]) == float(scores["purity"]) == float(scores["agreement"]) == 1
        assert float(scores["NPMI"]) > 0
    topics.main()
    assert capsys.readouterr().out == first


@pytest.mark.thorough
def test_the_cost_is_of_1000_talks(corpora, monkeypatch):
    monkeypatch.setattr(topics, "COST_TALKS", 20)
    took = topics._cost(list(read_corpora(corpora)), "kcdanalysis", False, None)
    assert took["method"] == "kcdanalysis"
    assert took["CPU seconds"] > 0
    assert 50 < took["peak MB"] < 2000


@pytest.mark.thorough
def test_the_table_of_labels(corpora):
    table = label_quality(corpora).set_index("named by")
    # Each of the four subjects is a topic of its own, and its label is no subject of ours.
    assert table["topics"].eq(4).all()
    assert table["nearness"].between(0, 1).all()
    assert table.loc["kcdanalysis"].equals(table.loc["kcdanalysis, labels unknown"])
    assert {"c-TF-IDF, one word", "KeyBERT-like", "maximal marginal relevance"} <= {*table.index}


@pytest.mark.thorough
def test_the_ablation_of_topics(corpora, monkeypatch):
    events = list(read_corpora(corpora))
    counted = topic_ablation.Counted(events[0].talks, count_talks(events[0].talks, None))
    found = topic_ablation.as_read("A", counted.topics())
    read = found.assign(**{"source": "A", "group": "subject", "name is": "right"})
    programme = replace(counted, read=read.drop(columns="terms"))
    monkeypatch.setattr(topic_ablation, "topics_read", lambda *_: [programme])
    neutral = ((chance, "LEAST_TALKS", 7), (clustering, "SMOOTHING", 0.0))
    monkeypatch.setattr(topic_ablation, "NEUTRAL", neutral)
    table = topic_ablation.ablation(events, corpora).set_index("constant")
    assert table.index.tolist() == ["as it is", "LEAST_TALKS", "SMOOTHING"]
    assert table["AMI, k given"].fillna(1).tolist() == [1, 1, 1]
    assert table["subjects"].eq(4).all()
    # No subject has seven talks.
    assert table.loc["LEAST_TALKS", "subjects that hold"] == 0
    assert table.loc["as it is", "subjects that hold"] == found["holds"].sum() > 0


@pytest.fixture
def named(tmp_path):
    """Talks that say their label in the title, and KubeCon's tracks."""
    rows = talks("A", SUBJECTS, 6)
    for track in (*themes.TRACKS, "Novice"):
        name = read_lexicon()[themes.TRACKS[track]].label if track in themes.TRACKS else "Cats"
        row = {"event": "KubeCon", "year": 2025, "abstract": "A talk.", "label": track}
        rows += [{**row, "title": f"{name} {number}"} for number in range(5)]
    pd.DataFrame(rows).to_parquet(tmp_path / "small.parquet")
    return tmp_path


def rows_of(table):
    header, _, *rows = [re.split(r" *\| *", line)[1:-1] for line in table.strip().splitlines()]
    return [dict(zip(header, row, strict=True)) for row in rows]


def run_peer_in_this_process(command, asked):
    """Answer as `benchmarks.theme_peers` does; only one method in a process of its own."""
    if command[-1] == "mentions":
        return topics.run_tool(command, asked)
    answers = []
    for line in map(json.loads, asked.splitlines()):
        scores = LIGHT[command[-1]](line["texts"], line["themes"], line["truth"])
        answers.append({"name": line["name"], "scores": scores.round(6).tolist(), "seconds": 0})
    return "\n".join(map(json.dumps, answers)), {}


@pytest.mark.thorough
def test_the_table_of_themes(named, monkeypatch, capsys):
    monkeypatch.setattr(themes, "STEPS", 10)
    monkeypatch.setattr(themes, "run_tool", run_peer_in_this_process)
    words = ["themes", str(named), "--kept", str(named / "kept"), "--methods"]
    monkeypatch.setattr(sys, "argv", [*words, *METHODS_OF_THEMES])
    themes.main()
    first = capsys.readouterr().out
    rows = {(row["about"], row["method"]): row for row in rows_of(first)}
    assert len(rows) == 2 * len(METHODS_OF_THEMES)
    ours = rows["cloud-native", "kcdanalysis"]
    assert float(ours["macro-F1"]) == float(ours["AP"]) == float(ours["accuracy"]) == 1
    assert float(rows["label names", "bm25"]["AP"]) > 0.7
    assert float(rows["label names", "kcdanalysis-guided"]["accuracy"]) > 0.7
    for column in ("macro-F1", "micro-F1"):
        assert float(rows["label names", "kcdanalysis"][column]) > 0.7
    themes.main()
    again = capsys.readouterr().out
    assert [{**row, "seconds": ""} for row in rows_of(again)] == [
        {**row, "seconds": ""} for row in rows_of(first)
    ]


def test_scores_of_themes():
    truth = np.array([[True, False], [False, True], [False, False]])
    scores = np.array([[0.9, 0.1], [0.6, 0.2], [0.0, 0.0]])
    found = themes.theme_scores(truth, scores, scores >= 0.5)
    assert found["accuracy"] == 0.5
    assert found["AP"] == 1
    assert found["macro-F1"] == pytest.approx(1 / 3)
    assert found["micro-F1"] == 0.5


def test_a_sample_shows_evidence(named, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["themes", str(named), "--sample", "6"])
    themes.main()
    shown = capsys.readouterr().out
    assert shown.count("\n- of ") == shown.count("## ") == 6
    assert "(term, title)" in shown
