import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import precision_score, recall_score

from kcdanalysis.errors import KcdError
from kcdanalysis.summaries.calibration import read_labels, theme_precision
from kcdanalysis.themes.assignment import assign_themes

LEXICON = {"ebpf": {"label": "eBPF", "terms": ["eBPF", "XDP"]}, "cats": ["cat"], "dogs": ["dog"]}


def themes_of(titles):
    return assign_themes(pd.DataFrame({"title": titles}), lexicon=LEXICON)


def test_precision_and_recall_are_those_of_scikit_learn():
    rng = np.random.default_rng(0)
    words = np.array(["eBPF", "cat", "XDP", "tea", "milk", "cat eBPF", "rain", "snow"])
    titles = [f"{word} {at}" for at, word in enumerate(rng.choice(words, 60))]
    themes = themes_of(titles)
    truth = pd.DataFrame(rng.random((60, 2)) < 0.4, columns=["ebpf", "cats"])
    pairs = [(titles[at], name) for name in truth for at in np.flatnonzero(truth[name])]
    pairs += [(title, None) for title in titles]
    table = theme_precision(themes, pd.DataFrame(pairs, columns=["talk", "theme"]))
    assert table["theme"].tolist() == ["ebpf", "cats", "all"]
    for name, row in table.set_index("theme").iterrows():
        columns = list(truth) if name == "all" else [name]
        wanted = truth[columns].to_numpy().ravel()
        about = themes.labels[columns].to_numpy().ravel()
        assert row["precision"] == pytest.approx(precision_score(wanted, about))
        assert row["recall"] == pytest.approx(recall_score(wanted, about))
        assert row["precision_low"] < row["precision"] < row["precision_high"]


def test_the_interval_is_that_of_wilson():
    labels = pd.DataFrame(
        {"talk": ["a cat", "b cat", "c cat", "d cat"], "theme": ["cats"] + [""] * 3}
    )
    row = theme_precision(themes_of(labels["talk"]), labels).iloc[0]
    # Wilson's interval of 1 in 4, by hand.
    z = 1.959964
    ends = np.roots([1 + z**2 / 4, -(2 * 0.25 + z**2 / 4), 0.25**2])
    assert sorted(ends) == pytest.approx([row["precision_low"], row["precision_high"]], abs=1e-5)


def test_the_threshold_is_the_lowest_with_95_percent_right():
    titles = ["eBPF XDP", "XDP and eBPF", "eBPF", "XDP"]
    labels = pd.DataFrame({"talk": titles, "theme": ["eBPF", "EBPF", "ebpf", ""]})
    row = theme_precision(themes_of(titles), labels).iloc[0]
    assert row[["n_labelled", "n_about", "n_right", "threshold"]].tolist() == [3, 4, 3, 8]
    all_right = theme_precision(themes_of(titles), labels.assign(theme="ebpf")).iloc[0]
    assert all_right["threshold"] == 4
    none = theme_precision(themes_of(titles), labels.assign(theme=["dogs", "", "", ""])).iloc[0]
    assert np.isnan(none["threshold"]) and np.isnan(none["precision"]) and none["recall"] == 0


def test_what_is_not_there_is_named_with_its_line():
    themes = themes_of(["A cat", "eBPF"])
    with pytest.raises(KcdError) as error:
        theme_precision(themes, pd.DataFrame({"talk": ["A cat", "A dgo"], "theme": ["cats", ""]}))
    assert str(error.value) == "line 3 of the labels: no talk is called 'A dgo'; correct it"
    with pytest.raises(KcdError) as error:
        theme_precision(themes, pd.DataFrame({"talk": ["A cat"], "theme": ["catz"]}))
    assert str(error.value) == (
        "line 2 of the labels: no theme of the lexicon is called 'catz'; correct it;"
        " did you mean 'cats'?"
    )


@pytest.mark.parametrize(
    "text", ["", "title,track\nA,B\n", '"', "talk,theme\n", f"talk,theme{',x' * 50_000}\na,b\n"]
)
def test_a_table_without_its_columns_is_refused(tmp_path, text):
    path = tmp_path / "labels.csv"
    path.write_text(text)
    with pytest.raises(KcdError) as error:
        read_labels(str(path))
    assert str(error.value) == (
        f"{path}, line 1: no columns talk and theme; write them there, and below them a title and"
        " a theme of your lexicon in each line"
    )


def test_lexicon_check_prints_precision_and_recall(run, tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text("talk,theme\neBPF for Security,eBPF\neBPF for Security,Security\nBees,\n")
    done = run("lexicon", "check", "cloud-native", "--against", path, "--format", "csv")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("all,2,2,2,1")
    named = run("lexicon", "check", "cloud-native", "--against", path)
    assert "100% (34% to 100%)" in " ".join(named.stdout.split())
    assert "2 of 2 are right; threshold: the fewest points" in named.stderr
    path.write_text("talk,theme\neBPF for Security,eBPF\n")
    notes = run(
        "lexicon", "check", "cloud-native", "--against", path, "--from",
        "data/kcd-zurich-2023.md", "--format", "csv",
    )  # fmt: skip
    assert notes.stdout.splitlines()[-1].startswith("all,1,1,1,1"), notes.stderr
    alone = run("lexicon", "check", "cloud-native", "--from", "data/kcd-zurich-2023.md")
    assert "--from has an effect here only with --against; add it" in " ".join(alone.stderr.split())
