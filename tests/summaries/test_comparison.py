"""Comparison, words and trend, against counts and formulas of their own."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import LEXICON, assignments, counts
from scipy.stats import beta, binomtest, fisher_exact, norm, pearsonr
from scipy.stats import t as student
from sklearn.linear_model import LogisticRegression

from kcdanalysis.errors import KcdError
from kcdanalysis.summaries import (
    compare_events,
    distinctive_words,
    length_caveat,
    theme_counts,
    theme_shares,
    theme_trend,
    trend_tests,
)
from kcdanalysis.summaries.comparison import CLAIMS
from kcdanalysis.summaries.intervals import (
    difference_interval,
    difference_test,
    exact_interval,
    paired_test,
    share_interval,
)
from kcdanalysis.summaries.trend import fit_line, logistic_line
from kcdanalysis.talks import as_talks
from kcdanalysis.themes.assignment import ThemeAssignments, assign_themes


@given(st.integers(1, 500), st.data())
def test_intervals_of_shares_are_those_of_scipy(n, data):
    k = data.draw(st.integers(0, n))
    expected = binomtest(k, n).proportion_ci(method="wilson")
    assert share_interval(k / n, n) == pytest.approx((expected.low, expected.high), abs=1e-9)


@given(st.integers(0, 40), st.integers(0, 40))
def test_paired_tests_are_those_of_scipy(one, other):
    expected = binomtest(one, one + other).pvalue if one + other else 1.0
    assert paired_test(one, other) == pytest.approx(expected)


def test_intervals_and_paired_tests_are_those_of_statsmodels():
    from statsmodels.stats.contingency_tables import mcnemar  # slow to import
    from statsmodels.stats.proportion import proportion_confint

    for n, of, m, of_other in ((1, 30, 5, 200), (12, 16, 3, 40), (90, 900, 60, 1000)):
        exact = proportion_confint(n, of, 0.003, method="beta")
        assert exact_interval(n, of, 0.997) == pytest.approx(exact)
        # Newcombe's method 10, and that of Zou and Donner, of Jeffreys' intervals.
        p, q, factor = n / of, m / of_other, 1.5
        (l1, u1), (l2, u2) = (
            proportion_confint(*pair, 0.003, method="jeffreys") for pair in ((n, of), (m, of_other))
        )
        expected = (
            p - factor * q - np.hypot(p - l1, factor * (u2 - q)),
            p - factor * q + np.hypot(u1 - p, factor * (q - l2)),
        )
        found = difference_interval(p, of, q, of_other, 0.997, factor=factor)
        assert found == pytest.approx(expected)
        assert paired_test(n, m) == pytest.approx(mcnemar([[0, n], [m, 0]], exact=True).pvalue)


def test_a_talk_of_several_groups_counts_once_among_the_others():
    # Twelve talks on eBPF have five tags each, twelve others one.
    titles = ["eBPF"] * 6 + ["Cats"] * 6
    rows = [{"title": title, "tags": list("abcde")} for title in titles]
    rows += [{"title": "eBPF", "tags": ["x"]}] + [{"title": "Cats", "tags": ["x"]}] * 11
    found = assign_themes(as_talks(rows), lexicon={"ebpf": ["eBPF"]})
    table = compare_events(found, "tags").set_index("tags")
    x, a = table.loc["x"], table.loc["a"]
    assert x[["n", "n_talks", "n_against", "n_talks_against"]].tolist() == [1, 12, 6, 12]
    assert x["p"] == pytest.approx(fisher_exact([[1, 11], [6, 6]]).pvalue)
    assert a[["n", "n_talks", "n_against", "n_talks_against"]].tolist() == [6, 12, 1, 12]


def test_the_themes_that_were_cut_are_those_of_the_rejected_proposals():
    rows = [{"title": "AI", "state": "rejected"}] * 30 + [
        {"title": "Cats", "state": "rejected"}
    ] * 10
    rows += [{"title": "AI", "state": "accepted"}] * 5 + [
        {"title": "Cats", "state": "accepted"}
    ] * 25
    table = compare_events(assign_themes(as_talks(rows), lexicon={"AI": ["AI"]}), "state")
    assert table[["state", "n", "n_talks", "n_against", "n_talks_against"]].values.tolist() == [
        ["rejected", 30, 40, 5, 30],
    ]  # fmt: skip
    assert table["sentence"].item().startswith("more AI than among the accepted proposals: +58 ")


def test_a_theme_that_doubled_is_not_as_much():
    for old, new in ((59, 84), (1, 4)):
        table = compare_events(counts({2023: (1000, old), 2024: (1000, new)}), "year")
        assert table["verdict"].item() in ("more", "cannot tell")


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [(9000, 9450, "slightly more"), (9450, 9000, "slightly less"), (9000, 12000, "more"),
     (60, 240, "more"), (9000, 9010, "as much")],
)  # fmt: skip
def test_a_sure_but_small_difference_is_slight(old, new, verdict):
    table = compare_events(counts({2023: (30_000, old), 2024: (30_000, new)}), "year")
    assert table["verdict"].tolist() == [verdict]
    assert table["sentence"].item().startswith(f"{verdict.replace('as', 'about as', 1)} AI ")


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=2),
       st.integers(60, 400))  # fmt: skip
def test_verdict_sentence_and_interval_agree(pairs, n_talks):
    ours, theirs = zip(*pairs, strict=True)
    table = compare_events(counts({2023: (n_talks, *theirs), 2024: (n_talks, *ours)}), "year")
    for row in table.itertuples():
        is_sure = row.low > 0 or row.high < 0
        assert is_sure == (row.verdict in CLAIMS)
        if row.verdict in ("as much", "slightly more", "slightly less"):
            assert max(-row.low, row.high) < 0.05


def test_counts_of_files_add_up_to_those_of_all_talks():
    words = {2022: 9, 2023: 60}
    rows = [
        {"title": title, "abstract": "word " * words[year], "year": year, "duration": 30 + at}
        for at, (title, year) in enumerate((t, y) for t in ("eBPF", "AI", "Cats") for y in words)
    ] * 7
    lexicon = {"ebpf": ["eBPF"], "ai": ["AI"]}
    parts = [assign_themes(as_talks(rows[at::3]), lexicon=lexicon) for at in range(3)]
    whole = assign_themes(as_talks(rows), lexicon=lexicon)
    added = pd.concat([theme_counts(part, "year") for part in parts])
    for summary in (compare_events, theme_trend, trend_tests, theme_shares):
        pd.testing.assert_frame_equal(summary(added, "year"), summary(whole, "year"))
    weighed = pd.concat([theme_counts(part, weights="duration") for part in parts])
    pd.testing.assert_frame_equal(theme_shares(weighed), theme_shares(whole, weights="duration"))
    made = compare_events(counts({2023: (50, 5, 25), 2024: (60, 30, 30)}), "year")
    talks = compare_events(assignments({2023: (50, 5, 25), 2024: (60, 30, 30)}), "year")
    assert made.drop(columns="theme").equals(talks.drop(columns="theme"))


def test_counts_of_one_lexicon_are_added_whatever_its_order():
    files = [
        theme_counts(assign_themes(as_talks(rows), lexicon=lexicon), "year")
        for rows, lexicon in (
            ([{"title": "eBPF", "year": 2023}] * 3, {"ai": ["AI"], "ebpf": ["eBPF"]}),
            ([{"title": "AI", "year": 2024}] * 4, {"ebpf": ["eBPF"], "ai": ["AI"]}),
        )
    ]
    table = compare_events(pd.concat(files), "year").set_index("theme")
    assert table[["n", "n_talks", "n_against", "n_talks_against"]].loc["ai"].tolist() == [
        4,
        4,
        0,
        3,
    ]
    assert table[["n", "n_talks", "n_against", "n_talks_against"]].loc["ebpf"].tolist() == [
        0, 4, 3, 3,
    ]  # fmt: skip
    files[1] = files[1][files[1]["theme"] != "ai"]
    with pytest.raises(KcdError, match="of different lexicons; count all files with the same one"):
        compare_events(pd.concat(files), "year")


def test_counts_by_another_column_are_refused():
    found = assignments({2023: (5, 1), 2024: (5, 1)})
    with pytest.raises(KcdError, match="no column 'year'; give what theme_counts returns with by="):
        compare_events(theme_counts(found), "year")


def test_differences_are_those_of_two_counts():
    table = compare_events(assignments({2023: (50, 5, 25), 2024: (60, 30, 30)}), "year")
    assert table["against"].tolist() == ["2023", "2023"] and table["year"].tolist() == [2024] * 2
    ai, ops = table.itertuples()
    assert (ai.n, ai.n_talks, ai.n_against, ai.n_talks_against) == (30, 60, 5, 50)
    assert ai.difference == pytest.approx(0.5 - 0.1)
    assert ai.p == pytest.approx(fisher_exact([[30, 30], [5, 45]]).pvalue)
    # Newcombe's interval from Jeffreys' two, at 97.5 % since there are two comparisons.
    assert ai.confidence == pytest.approx(0.975)
    (l1, u1), (l2, u2) = (
        beta(k + 0.5, n - k + 0.5).interval(0.975) for k, n in ((30, 60), (5, 50))
    )
    assert ai.low == pytest.approx(0.4 - np.hypot(0.5 - l1, u2 - 0.1))
    assert ai.high == pytest.approx(0.4 + np.hypot(u1 - 0.5, 0.1 - l2))
    assert (ai.verdict, ops.verdict) == ("more", "cannot tell")
    assert ai.sentence == "more AI than in 2023: +40 points, 21 to 56"
    assert ops.sentence.startswith("too few talks to tell for Ops: 0 points, ")


def test_of_many_talks_no_difference_is_an_answer():
    table = compare_events(assignments({2023: (900, 90), 2024: (900, 92)}), "year")
    assert table["sentence"].tolist() == [
        "about as much AI as in 2023, within 5 points and a factor of 1.5: +0.2 points, −2.6 to 3.0"
    ]
    less = compare_events(assignments({2023: (900, 400), 2024: (900, 92)}), "year")
    assert less["verdict"].tolist() == ["less"]


def test_each_of_three_groups_is_compared_with_the_others():
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
    editions = {2020: (30, 6), 2021: (30, 9), 2022: (30, 11), 2023: (30, 14)}
    row = trend_tests(assignments(editions)).iloc[0]
    year = np.repeat(list(editions), 30)
    has = np.concatenate([np.arange(30) < n for _, n in editions.values()])
    z = pearsonr(year, has).statistic * np.sqrt(120)
    # The overdispersion about the logistic line of another library, and what is usual.
    line = LogisticRegression(C=np.inf, tol=1e-12, max_iter=10**4).fit(year[:, None] - 2020, has)
    share = line.predict_proba(np.arange(4)[:, None])[:, 1]
    variance = 30 * share * (1 - share)
    chi_squared = ((np.array([6, 9, 11, 14]) - 30 * share) ** 2 / variance).sum()
    dispersion = (10 * (1 + 0.2**2 * variance.mean()) + chi_squared) / 12
    assert row["p"] == pytest.approx(2 * student(12).sf(z / dispersion**0.5), rel=1e-4)
    slope = np.polyfit(year - 2020, has, 1)[0]
    assert row["change"] == pytest.approx(3 * slope)
    # One standard error for test and interval.
    error = row["change"] / z * dispersion**0.5
    t = student(12).ppf(0.975)
    assert (row["low"], row["high"]) == pytest.approx(
        (3 * slope - t * error, 3 * slope + t * error), rel=1e-4
    )
    assert (row["first"], row["last"], row["n"], row["n_editions"]) == (2020, 2023, 40, 4)


def in_strata():
    """Talks with a theme, all talks, and the time, by length of text and edition."""
    random = np.random.default_rng(8)
    n_talks = random.integers(20, 60, (3, 5)).astype(float)
    n = random.binomial(n_talks.astype(int), 0.2 + 0.1 * np.arange(3)[:, None]).astype(float)
    return n, n_talks, np.array([0, 0.25, 0.5, 0.875, 1])


def test_the_score_of_a_stratified_trend_is_that_of_any_logistic_regression():
    n, n_talks, time = in_strata()
    line = fit_line(n, n_talks, time)
    # The score and its information at a slope of zero, by differences of the log-likelihood.
    has = np.concatenate(
        [np.arange(m) < k for k, m in zip(n.ravel(), n_talks.ravel(), strict=True)]
    )
    row, column = (np.repeat(at.ravel(), n_talks.ravel().astype(int)) for at in np.indices(n.shape))
    design = np.column_stack([np.eye(3)[row], time[column]])
    start = np.r_[np.log(n.sum(1) / (n_talks - n).sum(1)), 0]

    def gradient(slopes):
        return design.T @ (has - 1 / (1 + np.exp(-design @ slopes)))

    step = 1e-5 * np.eye(4)
    information = np.array([gradient(start - s) - gradient(start + s) for s in step]) / 2e-5
    z = gradient(start)[3] * np.sqrt(np.linalg.inv(information)[3, 3])
    fitted = logistic_line(n, n_talks, time)
    model = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-12, max_iter=10**4)
    expected = model.fit(design, has).predict_proba(design)[:, 1]
    assert fitted[row, column] == pytest.approx(expected, abs=1e-4)
    variance = np.bincount(column, expected * (1 - expected))
    chi_squared = (np.bincount(column, has - expected) ** 2 / variance).sum()
    dispersion = max((10 * (1 + 0.2**2 * variance.mean()) + chi_squared) / 13, 1)
    assert line.p == pytest.approx(2 * student(13).sf(abs(z) / dispersion**0.5), rel=1e-3)


def test_the_score_and_the_line_are_those_of_statsmodels():
    from statsmodels import api  # slow to import

    n, n_talks, time = in_strata()
    design = np.column_stack([np.repeat(np.eye(3), 5, axis=0), np.tile(time, 3)])
    pairs = np.column_stack([n.ravel(), (n_talks - n).ravel()])
    model = api.GLM(pairs, design, family=api.families.Binomial())
    fitted = model.fit().fittedvalues.reshape(3, 5)
    assert logistic_line(n, n_talks, time) == pytest.approx(fitted, abs=1e-6)
    null = api.GLM(pairs, design[:, :3], family=api.families.Binomial()).fit()
    p = null.model.score_test(null.params, exog_extra=design[:, 3])[1]
    line = fit_line(n, n_talks, time)
    binomial = np.sqrt((n_talks * fitted * (1 - fitted)).sum(0))
    chi_squared = (((n - n_talks * fitted).sum(0) / binomial) ** 2).sum()
    dispersion = max((10 * (1 + 0.2**2 * (binomial**2).mean()) + chi_squared) / 13, 1)
    z = abs(line.change) / line.error * dispersion**0.5
    assert 2 * norm.sf(z) == pytest.approx(float(np.squeeze(p)), rel=1e-6)


def test_a_trend_depends_on_no_other_theme():
    rise = {year: (200, 20 + 8 * at) for at, year in enumerate(range(2018, 2024))}
    alone = trend_tests(counts(rise)).iloc[0]
    # Beside a theme that is flat, and one that jumps.
    for other in ([40] * 6, [5, 90, 3, 80, 9, 60]):
        both = {year: (*n, m) for (year, n), m in zip(rise.items(), other, strict=True)}
        beside = trend_tests(counts(both)).iloc[0]
        assert beside[["change", "p"]].tolist() == alone[["change", "p"]].tolist()


def test_a_theme_that_begins_in_the_last_edition_rises_but_hangs_on_it():
    last = {year: (300, 60 if year == 2023 else 0) for year in range(2018, 2024)}
    row = trend_tests(counts(last)).iloc[0]
    assert row["verdict"] == "rising" and row["fragile"] == "2023"
    assert row["sentence"].endswith("2023; first in 2023; may be chance without 2023")
    even = {year: (300, 15 * at) for at, year in enumerate(range(2018, 2024))}
    assert trend_tests(counts(even))["fragile"].tolist() == [""]


def test_a_theme_in_none_of_many_talks_is_absent():
    table = trend_tests(counts({2019: (3000, 0), 2020: (3000, 0), 2021: (3000, 0)}))
    assert table["verdict"].tolist() == ["absent"]
    assert table["sentence"].item() == (
        "AI is absent: in none of 9,000 talks, so in less than 1% of such talks"
    )
    both = compare_events(counts({2019: (3000, 0), 2020: (3000, 0)}), "year")
    assert both["verdict"].tolist() == ["absent"]


def test_steady_is_as_much_as_at_the_start():
    flat = dict.fromkeys(range(2004, 2024), (900, 180))
    row = trend_tests(counts(flat)).iloc[0]
    assert row["verdict"] == "steady"
    assert row["sentence"].startswith(
        "AI is steady, within 5 points and a factor of 1.5: 0.0 points, "
    )
    # From 1 to 2 % is one point only, but twice as much.
    rare = {year: (900, 9 + round(at / 2)) for at, year in enumerate(range(2004, 2024))}
    assert trend_tests(counts(rare))["verdict"].item() == "rising"


def test_trends_are_told_with_first_and_last_appearance():
    rising = {2019: (100, 0, 50), 2020: (100, 10, 30), 2021: (100, 20, 10), 2022: (100, 30, 0)}
    ai, ops = trend_tests(assignments(rising))["sentence"]
    assert ai.startswith("AI is rising: +30 points") and ai.endswith("2022; first in 2020")
    assert ops.startswith("Ops is falling: −51 points") and ops.endswith("2022; last in 2021")
    absent = trend_tests(assignments({2019: (10, 0), 2020: (10, 0)}))
    assert absent["sentence"].tolist() == [
        "too few talks to tell for AI: in none of 20, which leaves up to 16%"
    ]
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
    assert row["sentence"].startswith("two editions are too few to tell for AI: +58 points")


def test_one_edition_has_no_trend():
    with pytest.raises(KcdError, match="all talks are of one year; give more"):
        theme_trend(assignments({2023: (5, 1)}))
    with pytest.raises(KcdError, match="all talks are of one year; give more"):
        trend_tests(assignments({2023: (5, 1)}))
