"""Which themes were cut from the proposals, and whether targets are met."""

import pandas as pd
import pytest
from scipy.stats import beta, binomtest

from kcdanalysis.errors import KcdError
from kcdanalysis.summaries import theme_counts, theme_selection, theme_targets
from kcdanalysis.themes.assignment import assign_themes

LEXICON = {"ebpf": {"label": "eBPF", "terms": ["eBPF"]}, "ai": {"label": "AI", "terms": ["AI"]}}


def proposals(**numbers):
    """Proposals by state: (with eBPF, without)."""
    rows = [
        {"title": title, "state": state}
        for state, (n_with, n_without) in numbers.items()
        for title in ["eBPF"] * n_with + ["Cats"] * n_without
    ]
    return assign_themes(rows, lexicon=LEXICON)


def test_a_theme_is_cut_if_its_proposals_are_accepted_less_often():
    themes = proposals(accepted=(2, 80), rejected=(40, 60), submitted=(6, 10),
                       withdrawn=(50, 0), cancelled=(1, 8))  # fmt: skip
    table = theme_selection(themes)
    # Nobody proposed AI; what speakers withdrew was not cut.
    assert table["theme"].tolist() == ["ebpf"]
    row = table.iloc[0]
    assert row[["n", "n_talks", "n_against", "n_talks_against", "verdict"]].tolist() == [
        3, 49, 88, 158, "cut",
    ]  # fmt: skip
    # Newcombe's interval of Jeffreys' intervals, from its definition.
    (l1, u1), (l2, u2) = (
        beta.ppf([0.025, 0.975], n + 0.5, of - n + 0.5) for n, of in ((3, 49), (88, 158))
    )
    p1, p2 = 3 / 49, 88 / 158
    assert row["low"] == pytest.approx(p1 - p2 - ((p1 - l1) ** 2 + (u2 - p2) ** 2) ** 0.5)
    assert row["high"] == pytest.approx(p1 - p2 + ((u1 - p1) ** 2 + (p2 - l2) ** 2) ** 0.5)
    favoured = theme_selection(proposals(accepted=(40, 60), rejected=(2, 80)))
    assert favoured["verdict"].tolist() == ["favoured"]


def test_counts_of_several_files_are_one_selection():
    one, two = proposals(accepted=(9, 20), rejected=(4, 30)), proposals(rejected=(8, 1))
    both = pd.concat([theme_counts(one, "state"), theme_counts(two, "state")])
    together = proposals(accepted=(9, 20), rejected=(12, 31))
    pd.testing.assert_frame_equal(
        theme_selection(both), theme_selection(together), check_categorical=False, check_dtype=False
    )


@pytest.mark.parametrize(
    ("numbers", "problem"),
    [
        ({"accepted": (1, 2)}, "3 of 3 proposals were accepted, so nothing was chosen; read rej"),
        ({"rejected": (1, 2)}, "0 of 3 proposals were accepted, so nothing was chosen; read rej"),
        ({"withdrawn": (1, 2)}, "0 of 0 proposals were accepted"),
    ],
)
def test_where_nothing_was_chosen_nothing_was_cut(numbers, problem):
    with pytest.raises(KcdError, match=problem):
        theme_selection(proposals(**numbers))
    with pytest.raises(KcdError, match="no talk has a value for state"):
        theme_selection(assign_themes([{"title": "eBPF"}], lexicon=LEXICON))


def test_targets_are_met_or_missed_by_so_many_talks_and_surely_or_not():
    themes = proposals(accepted=(30, 170))
    table = theme_targets(themes, {"eBPF": 0.149, "ai": 0.05})
    assert table[["theme", "n", "n_talks", "n_over", "verdict"]].values.tolist() == [
        ["ebpf", 30, 200, 0, "cannot tell"],
        ["ai", 0, 200, -10, "under"],
    ]
    # Clopper and Pearson's intervals about the target, at the confidence of two comparisons.
    for row, n, target in zip(table.itertuples(), (30, 0), (0.149, 0.05), strict=True):
        exact = binomtest(n, 200).proportion_ci(1 - 0.05 / 2, method="exact")
        assert row.low + target == pytest.approx(exact.low)
        assert row.high + target == pytest.approx(exact.high)
    everything = theme_targets(proposals(accepted=(9, 0)), {"ebpf": 0.9})
    assert everything["high"].tolist() == [pytest.approx(0.1)]
    assert theme_targets(themes, {"EBPF": 0.15})["n_over"].tolist() == [0]
    assert theme_targets(themes, {"ebpf": 0.05})["verdict"].tolist() == ["over"]


@pytest.mark.parametrize(
    ("targets", "problem"),
    [
        ({"epbf": 0.1}, r"no theme is called 'epbf'; use one of ebpf, ai; did you mean 'ebpf'\?"),
        ({"ai": 15}, "the target of ai is 15; give a share above 0, at most 1"),
        ({"ai": 0}, "the target of ai is 0; give a share above 0"),
    ],
)
def test_targets_that_cannot_be_are_refused(targets, problem):
    with pytest.raises(KcdError, match=problem):
        theme_targets(proposals(accepted=(1, 1)), targets)
