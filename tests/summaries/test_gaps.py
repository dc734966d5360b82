import pandas as pd
import pytest

from kcdanalysis.errors import KcdError
from kcdanalysis.summaries import theme_shares
from kcdanalysis.summaries.gaps import theme_gaps
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
