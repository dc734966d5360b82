"""Comparison, words and trend, against counts and formulas of their own."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import LEXICON, assignments
from scipy.stats import binomtest, fisher_exact, pearsonr
from scipy.stats import t as student

from kcdanalysis.errors import KcdError
from kcdanalysis.summaries import (
    compare_events,
    distinctive_words,
    length_caveat,
    theme_trend,
    trend_tests,
)
from kcdanalysis.summaries.intervals import difference_test, share_interval
from kcdanalysis.talks import as_talks
from kcdanalysis.themes.assignment import ThemeAssignments


@given(st.integers(1, 500), st.data())
def test_intervals_of_shares_are_those_of_scipy(n, data):
    k = data.draw(st.integers(0, n))
    expected = binomtest(k, n).proportion_ci(method="wilson")
    assert share_interval(k / n, n) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_differences_are_those_of_two_counts():
    table = compare_events(assignments({2023: (50, 5, 25), 2024: (60, 30, 30)}), "year")
    assert table["against"].tolist() == ["2023", "2023"] and table["year"].tolist() == [2024] * 2
    ai, ops = table.itertuples()
    assert (ai.n, ai.n_talks, ai.n_against, ai.n_talks_against) == (30, 60, 5, 50)
    assert ai.difference == pytest.approx(0.5 - 0.1)
    assert ai.p == pytest.approx(fisher_exact([[30, 30], [5, 45]]).pvalue)
    assert ai.p_adjusted == pytest.approx(2 * ai.p)
    assert ai.effect == pytest.approx(2 * np.arcsin(0.5**0.5) - 2 * np.arcsin(0.1**0.5))
    assert ai.low < 0.4 < ai.high
    assert (ai.verdict, ops.verdict) == ("more", "cannot tell")
    assert ai.sentence == "more AI than in 2023: +40 points, 23 to 54"
    assert ops.sentence.startswith("too few talks to tell for Ops: 0 points, ")


def test_of_many_talks_no_difference_is_an_answer():
    table = compare_events(assignments({2023: (900, 90), 2024: (900, 92)}), "year")
    assert table["sentence"].tolist() == ["about as much AI as in 2023: +0.2 points, −2.6 to 3.0"]
    less = compare_events(assignments({2023: (900, 400), 2024: (900, 92)}), "year")
    assert less["verdict"].tolist() == ["less"]


def test_of_three_each_is_compared_with_all_others():
    found = assignments({2022: (10, 1), 2023: (10, 2), 2024: (10, 9)})
    table = compare_events(found, "year")
    assert table[["year", "against", "n_against", "n_talks_against"]].values.tolist() == [
        [2022, "others", 11, 20], [2023, "others", 10, 20], [2024, "others", 3, 20],
    ]  # fmt: skip
    assert table["sentence"].iloc[2].startswith("2024: more AI than in the other years: +75 points")


@pytest.mark.parametrize(
    ("against", "pairs"),
    [
        (2022, [(2023, "2022"), (2024, "2022")]),
        ("2023", [(2022, "2023"), (2024, "2023")]),
        ("previous", [(2023, "2022"), (2024, "2023")]),
    ],
)
def test_a_group_can_be_compared_with_a_named_one_or_the_one_before(against, pairs):
    found = assignments({2022: (10, 1), 2023: (10, 2), 2024: (10, 9)})
    table = compare_events(found, "year", against=against)
    assert list(zip(table["year"], table["against"], strict=True)) == pairs


def test_events_stand_in_order_of_time_and_are_editions():
    found = assignments({2024: (5, 1), 2023: (5, 2)})
    table = compare_events(found)
    assert table["event"].tolist() == ["KCD 2024"] and table["against"].tolist() == ["KCD 2023"]
    assert (
        "at KCD 2023"
        in compare_events(assignments({2024: (99, 1), 2023: (99, 80)}))["sentence"].item()
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [({"by": "year"}, "all talks are of one year"),
     ({"by": "level"}, "no talk has a value for level"),
     ({"by": "mood"}, "no column 'mood'")],
)  # fmt: skip
def test_what_cannot_be_compared_is_said(words, message):
    with pytest.raises(KcdError, match=message):
        compare_events(assignments({2023: (5, 1)}), **words)


def test_an_unknown_group_is_refused_with_the_names_of_those_there_are():
    with pytest.raises(KcdError, match="no year 1999 to compare with; name one of 2023, 2024"):
        compare_events(assignments({2023: (5, 1), 2024: (5, 1)}), "year", against=1999)


def test_a_group_without_talks_differs_from_none():
    assert difference_test([0], [0], [1], [5]).tolist() == [1.0]


def test_distinctive_words_follow_the_formula_and_count_a_talk_once():
    rows = [{"title": "Kernel tracing", "abstract": "kernel " * 30, "year": 2023}] * 6
    rows += [{"title": "Rollout of tracing", "year": 2024}] * 4 + [
        {"title": "Budget", "year": 2024}
    ]
    table = distinctive_words(as_talks(rows), "year")
    assert table.loc[table["year"] == 2023, "word"].iloc[0] == "kernel"
    kernel = table[table["word"] == "kernel"].iloc[0]
    assert (kernel["n"], kernel["n_talks"], kernel["n_others"], kernel["n_talks_others"]) == (
        6, 6, 0, 5,
    )  # fmt: skip
    assert "Budget" not in set(table["word"]), "said in one talk alone"
    # Words: kernel, tracing and their pair in six talks; rollout, tracing in four; budget in one.
    said = {2023: {}, 2024: {}}
    for year, words in ((2023, {"kernel": 6, "tracing": 6, "kernel tracing": 6}),
                        (2024, {"rollout": 4, "tracing": 4, "budget": 1})):  # fmt: skip
        said[year] = words
    for pairs in ({"kernel tracing"}, set()):
        ours = {word: n for word, n in said[2023].items() if word not in pairs}
        theirs = said[2024]
        total = sum(ours.values()) + sum(theirs.values())
        a = {word: 500 * (ours.get(word, 0) + theirs.get(word, 0)) / total
             for word in {*ours, *theirs}}  # fmt: skip

        def odds(counts, prior, word="kernel"):
            top = counts.get(word, 0) + prior[word]
            return np.log(top / (sum(counts.values()) + sum(prior.values()) - top))

        delta = odds(ours, a) - odds(theirs, a)
        variance = 1 / (6 + a["kernel"]) + 1 / (0 + a["kernel"])
        if kernel["z"] == pytest.approx(delta / variance**0.5):
            return
    pytest.fail(f"z is {kernel['z']}")


def test_parts_of_a_phrase_in_as_many_talks_are_left_out():
    rows = [{"title": "Kernel tracing", "year": 2023}, {"title": "Kernel maps", "year": 2023}] * 5
    rows += [{"title": "Budget", "year": 2024}] * 5
    words = distinctive_words(as_talks(rows), "year")
    said = set(words.loc[words["year"] == 2023, "word"].str.casefold())
    assert said == {"kernel", "kernel tracing", "kernel maps"}


def test_words_of_equal_groups_may_be_chance():
    titles = ("Kernel tracing", "Service mesh", "Kernel budget", "Edge rollout")
    rows = [{"title": title, "year": year} for year in (2023, 2024) for title in titles]
    assert distinctive_words(as_talks(rows), "year").empty
    rows += [{"title": "Kernel portal", "year": 2024}] * 2
    assert set(distinctive_words(as_talks(rows), "year")["reading"]) == {"may be chance"}


def test_texts_of_unlike_length_are_warned_of():
    short = [{"title": "eBPF", "year": 2023}] * 3
    long = [{"title": "eBPF", "abstract": "many words " * 20, "year": 2024}] * 3
    assert "median of 1 word in 2023 and of 41 words in 2024" in length_caveat(
        as_talks(short + long), "year"
    )
    assert length_caveat(as_talks(short), "year") == ""


def test_a_missing_year_is_a_gap_in_the_trend():
    found = assignments({2018: (10, 1), 2020: (10, 5), 2021: (10, 7)})
    table = theme_trend(found)
    ai = table[table["theme"] == "ai"]
    assert ai["year"].tolist() == [2018, 2019, 2020, 2021]
    assert ai["n_talks"].tolist() == [10, 0, 10, 10]
    assert ai["share"].isna().tolist() == [False, True, False, False]
    assert ai["low"].isna().tolist() == [False, True, False, False]
    assert table["year"].dtype == "Int64"


def test_every_second_year_is_no_gap_where_that_is_the_rule():
    table = theme_trend(assignments({2016: (9, 1), 2018: (9, 1), 2022: (9, 1)}))
    assert sorted(set(table["year"])) == [2016, 2018, 2020, 2022]
    assert theme_trend(assignments({2016: (9, 1), 2018: (9, 1)}))["year"].nunique() == 2


def test_trend_is_the_correlation_of_year_and_theme():
    # Cochran and Armitage's z is the correlation times the root of the number of talks.
    counts = {2020: (30, 6), 2021: (30, 9), 2022: (30, 11), 2023: (30, 14)}
    row = trend_tests(assignments(counts)).iloc[0]
    year = np.repeat(list(counts), 30)
    has = np.concatenate([np.arange(30) < n for _, n in counts.values()])
    z = pearsonr(year, has).statistic * np.sqrt(120)
    # The editions lie near the line, and of four two are free to tell how near.
    assert row["p"] == pytest.approx(2 * student(2).sf(z))
    slope = np.polyfit(year - 2020, has, 1)[0]
    assert row["change"] == pytest.approx(3 * slope)
    assert row["low"] < row["change"] < row["high"]
    assert (row["first"], row["last"], row["n"], row["n_editions"]) == (2020, 2023, 40, 4)


def test_trends_are_told_with_first_and_last_appearance():
    rising = {2019: (100, 0, 50), 2020: (100, 10, 30), 2021: (100, 20, 10), 2022: (100, 30, 0)}
    ai, ops = trend_tests(assignments(rising))["sentence"]
    assert ai.startswith("AI is rising: +30 points") and ai.endswith("2022; first in 2020")
    assert ops.startswith("Ops is falling: −51 points") and ops.endswith("2022; last in 2021")
    absent = trend_tests(assignments({2019: (10, 0), 2020: (10, 0)}))
    assert absent["sentence"].tolist() == ["AI: in no talk"]
    assert absent["verdict"].tolist() == ["cannot tell"] and absent["first"].isna().all()


def test_editions_that_jump_up_and_down_are_no_trend():
    jumps = {2019: (200, 10), 2020: (200, 90), 2021: (200, 15), 2022: (200, 80), 2023: (200, 60)}
    row = trend_tests(assignments(jumps)).iloc[0]
    assert row["verdict"] == "cannot tell" and row["p"] > 0.2


def test_longer_texts_alone_are_no_trend():
    random = np.random.default_rng(3)
    rows, has = [], []
    for year, length in ((2019, 40), (2020, 80), (2021, 160), (2022, 320)):
        for _ in range(150):
            words = int(random.integers(length // 4, 2 * length))
            rows.append({"title": "Talk", "abstract": "word " * words, "year": year})
            has.append([random.random() < words / 1000])
    talks = as_talks(rows)
    labels = pd.DataFrame(has, talks["talk_id"], ["ai"], dtype=bool)
    found = ThemeAssignments(
        talks, labels * 1.0, labels, pd.DataFrame(), {"ai": LEXICON["ai"]}, 4.0
    )
    raw = labels["ai"].groupby(talks["year"].to_numpy()).mean()
    assert raw[2022] > 3 * raw[2019], "they name the theme more often"
    assert trend_tests(found)["verdict"].item() != "rising"


def test_two_editions_are_no_trend():
    row = trend_tests(assignments({2019: (500, 10), 2020: (500, 300)})).iloc[0]
    assert row["verdict"] == "cannot tell"
    assert row["sentence"].startswith("too few editions to tell for AI: +58 points")


def test_one_edition_has_no_trend():
    with pytest.raises(KcdError, match="all talks are of one year; give more"):
        theme_trend(assignments({2023: (5, 1)}))
    with pytest.raises(KcdError, match="all talks are of one year; give more"):
        trend_tests(assignments({2023: (5, 1)}))
