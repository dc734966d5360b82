import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta

import kcdanalysis
from benchmarks.usual_shares import design_effect, terms_hash, usual_shares
from kcdanalysis.errors import KcdError
from kcdanalysis.summaries import theme_shares
from kcdanalysis.summaries.gaps import USUAL_SHARES, theme_gaps
from kcdanalysis.talks import as_talks
from kcdanalysis.themes.assignment import assign_themes

LEXICON = {
    "cats": {"label": "Cats", "terms": ["cats", "kittens"]},
    "dogs": {"label": "Dogs", "terms": ["dogs"]},
    "owls": {"label": "Owls", "terms": ["owls"]},
}


def assign(lexicon=None, **numbers):
    titles = [name.capitalize() for name, number in numbers.items() for _ in range(number)]
    return assign_themes(as_talks([{"title": one} for one in titles]), lexicon=lexicon or LEXICON)


def test_what_last_year_had_is_missed():
    this, last = assign(cats=30), assign(cats=15, dogs=14, owls=1)
    for reference in (last, theme_shares(last)):
        gaps = theme_gaps(this, reference).set_index("theme")
        assert list(gaps.index) == ["dogs", "owls", "cats"]
        assert gaps["reading"].to_dict() == {
            "dogs": "gap",
            "owls": "cannot tell",
            "cats": "no gap",
        }
        dogs = gaps.loc["dogs"]
        assert (dogs["n"], dogs["n_expected"]) == (0, pytest.approx(14))
        assert dogs["low"] < dogs["difference"] < dogs["high"] < 0
        assert dogs["confidence"] == pytest.approx(1 - 0.05 / 3)


def test_a_small_difference_is_neither_a_gap_nor_none():
    gaps = theme_gaps(assign(cats=8, dogs=8), assign(cats=7, dogs=9)).set_index("theme")
    assert gaps.loc["dogs", "reading"] == "cannot tell"
    assert gaps.loc["cats", "reading"] == "cannot tell", "more talks in a sample are no proof"


def test_themes_that_only_the_reference_knows_are_looked_for():
    more = {**LEXICON, "newts": {"terms": ["newts"]}}
    gaps = theme_gaps(assign(cats=10, newts=0), assign(lexicon=more, cats=5, newts=5))
    assert gaps.iloc[0][["theme", "n", "n_expected"]].tolist() == ["newts", 0, 5]


def test_a_reference_that_does_not_fit_is_one_sentence():
    with pytest.raises(KcdError, match="has no column 'n_talks'; give what theme_shares returns"):
        theme_gaps(assign(cats=1), pd.DataFrame({"theme": ["cats"], "n": [1]}))
    other = pd.DataFrame({"theme": ["x"], "n": [1], "n_talks": [2]})
    with pytest.raises(KcdError, match="no theme of these talks"):
        theme_gaps(assign(cats=1), other)
    for this, last in ((assign(cats=1), assign()), (assign(), assign(cats=1))):
        with pytest.raises(KcdError, match="or there are no talks"):
            theme_gaps(this, last)


USUAL = json.loads((Path(kcdanalysis.__file__).parent / USUAL_SHARES).read_text())


def test_what_is_usual_is_expected_of_talks_of_the_same_lengths():
    titles = [{"title": "eBPF"}] * 30 + [{"title": "Cats"}] * 30
    long = [{"title": "Dogs", "abstract": "The dog is at the door, and we hear it. " * 12}] * 40
    gaps = theme_gaps(assign_themes(as_talks(titles + long))).set_index("theme")
    usual = USUAL["cloud-native"]
    for theme, counted in usual["themes"].items():
        short, _, much = (n / of for n, of in zip(counted["n"], usual["n_talks"], strict=True))
        assert gaps.loc[theme, "n_expected"] == pytest.approx(60 * short + 40 * much)
    assert gaps.loc["ebpf", ["n", "n_talks", "reading"]].tolist() == [30, 100, "no gap"]
    assert gaps.loc["ai", "reading"] == "gap"
    assert gaps.loc["ai", "reference"] == ("5 cloud native conferences (2019 to 2026, 719 talks)")
    # As uncertain as the shares of each length: Newcombe's interval of Jeffreys' intervals.
    ai, parts = usual["themes"]["ai"], (0.6, 0, 0.4)
    cells = [(w, n / of, of) for w, n, of in zip(parts, ai["n"], usual["n_talks"], strict=True)]
    p = sum(w * share for w, share, _ in cells)
    variance = sum(w**2 * share * (1 - share) / of for w, share, of in cells)
    size, tail = p * (1 - p) / variance / ai["design_effect"], 0.025 / 16
    low, high = beta.ppf([tail, 1 - tail], p * size + 0.5, (1 - p) * size + 0.5)
    most = beta.ppf(1 - tail, 0.5, 100.5)
    assert gaps.loc["ai", "low"] == pytest.approx(-p - (high - p))
    assert gaps.loc["ai", "high"] == pytest.approx(-p + (most**2 + (p - low) ** 2) ** 0.5)
    expected = round(gaps.loc["ai", "n_expected"])
    assert gaps.loc["ai", "sentence"].startswith(
        f"AI & machine learning is a gap: 0 of 100 talks, {expected} expected from 5 cloud native"
        f" conferences (2019 to 2026, 719 talks): −{expected} points, −"
    )


def test_nobody_has_counted_how_usual_your_own_terms_are():
    mixed = assign_themes(as_talks([{"title": "Cats"}] * 9), lexicon=["python", LEXICON])
    gaps = theme_gaps(mixed).set_index("theme")
    assert set(gaps.index) == {*mixed.lexicon}
    own = gaps[gaps["reading"] == "no reference"]
    assert list(own.index) == ["cats", "dogs", "owls"] and own["expected"].isna().all()
    assert own["sentence"].iloc[0] == "no reference for Cats: its terms are your own"
    assert own.loc["cats", ["n", "n_talks", "share"]].tolist() == [9, 9, 1.0]
    # A theme of ours with one more term is one of your own.
    more = ["python", {"typing": {"label": "Typing", "terms": ["annotation"]}}]
    changed = theme_gaps(assign_themes([{"title": "Cats"}], lexicon=more)).set_index("theme")
    assert changed.index[changed["reading"] == "no reference"].tolist() == ["typing"]
    for lexicon in (LEXICON, "web"):
        with pytest.raises(KcdError, match="the terms are your own, so nobody has counted how us"):
            theme_gaps(assign_themes([{"title": "Cats"}], lexicon=lexicon))
    with pytest.raises(KcdError, match="leave out --threshold and --expand, or give another pro"):
        theme_gaps(assign_themes([{"title": "Cats"}], threshold=3))


def test_what_is_usual_was_counted_with_the_terms_of_today():
    counted = {lexicon: entry["terms"] for lexicon, entry in USUAL.items()}
    # If not: python -m benchmarks.usual_shares ../shared
    assert counted == {lexicon: terms_hash(lexicon) for lexicon in USUAL}


@pytest.mark.thorough
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("lexicon", ["cloud-native", "data-ml"])
def test_what_is_usual_can_be_counted_again(shared, lexicon):
    assert usual_shares(lexicon, shared) == USUAL[lexicon]


def test_the_design_effect_is_the_clustered_variance_of_statsmodels():
    from statsmodels import api  # slow to import

    n, n_talks = np.array([[3, 9, 20, 2, 14]]), np.array([[30, 40, 50, 20, 60]])
    pairs = zip(n[0], n_talks[0], strict=True)
    has = np.concatenate([np.arange(of) < k for k, of in pairs]).astype(float)
    event = np.repeat(np.arange(5), n_talks[0])
    model = api.OLS(has, np.ones_like(has))
    clustered = model.fit(cov_type="cluster", cov_kwds={"groups": event}).cov_params()[0, 0]
    share = has.mean()
    found = clustered / (share * (1 - share) / len(has))
    usual = 1 + 0.36 * share * (1 - share) * (n_talks**2).sum() / n_talks.sum()
    assert design_effect(n, n_talks) == pytest.approx((10 * usual + 4 * found) / 14)


def test_events_that_differ_tell_less_than_so_many_talks():
    n_talks = np.full((1, 40), 100)
    alike, apart = np.full((1, 40), 20), np.array([[0, 40] * 20])
    # By hand, with 16 the variance of an event: 10 events as usual, and 39 that are all alike.
    assert design_effect(alike, n_talks) == pytest.approx(10 * (1 + 0.36 * 16) / 49)
    found = 400 / 16 * 40 / 39
    assert design_effect(apart, n_talks) == pytest.approx((10 * (1 + 0.36 * 16) + 39 * found) / 49)
    assert design_effect(np.zeros((1, 3)), n_talks[:, :3]) == 1
