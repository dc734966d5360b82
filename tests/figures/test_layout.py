"""No text of any figure overlaps another or leaves the canvas, whatever the programme.

python -m pytest tests/figures/test_layout.py --programmes 200
"""

from dataclasses import replace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from made_up import programme, text
from readable import assert_readable

from kcdanalysis import figures, summaries
from kcdanalysis.figures import FIGURES
from kcdanalysis.figures.figure import ALT_LENGTH
from kcdanalysis.figures.registry import Results
from kcdanalysis.figures.style import house_style

mpl.use("agg")

NARROW = {"figure.figsize": (3.8, 3)}
STYLES = (None, NARROW, "dark", "print", ["dark", "print"], NARROW, None)


@pytest.mark.thorough
def test_texts_of_all_figures_keep_clear_of_each_other(programme_seed):
    random = np.random.default_rng(programme_seed)
    style = STYLES[programme_seed % len(STYLES)]
    least = 6.5 if "print" in (style or "") else 8.5
    wide = 380 if style == NARROW else 700
    themes, topics = programme(random)
    with house_style(style):
        for figure in drawings(themes, topics, random):
            ax = figure.plot()
            assert ax.get_figure().get_size_inches()[0] * ax.get_figure().dpi == pytest.approx(wide)
            try:
                assert_readable(ax, least)
            except AssertionError as error:
                where = f"{figure.name}, {style}, {len(themes.talks)} talks"
                raise AssertionError(f"{where}: {error}") from None
            assert 0 < len(figure.alt) <= ALT_LENGTH and figure.title and figure.caption
            may_be_empty = ("theme-cooccurrence", "theme-network", "topics")
            assert len(figure.details) or figure.name in may_be_empty
            plt.close("all")


def drawings(themes, topics, random):
    """Every figure that applies, and those with other tables than in a gallery."""
    event = text(random, 80)
    years = sorted(themes.talks["year"].unique())
    several = len(years) > 1
    targets = dict.fromkeys(themes.labels, 0.2)
    by = "year" if several else ""
    results = Results(themes, topics, by=by, event=event, targets=targets)
    # Words of more talks take long and look the same.
    few = replace(results, themes=replace(themes, talks=themes.talks.head(400)))
    made = (
        kind.make(few if name == "distinctive-words" else results) for name, kind in FIGURES.items()
    )
    yield from filter(None, made)
    if themes.talks["track"].nunique() > 1:
        yield figures.track_agreement(topics, event=event)
    if several:
        yield figures.comparison(summaries.compare_events(themes, "event"))
        yield figures.comparison(summaries.compare_events(two_years(themes, years[-2:]), "year"))


def two_years(themes, years):
    talks = themes.talks[themes.talks["year"].isin(years)].reset_index(drop=True)
    return replace(
        themes, talks=talks, labels=themes.labels.loc[talks["talk_id"]],
        scores=themes.scores.loc[talks["talk_id"]],
    )  # fmt: skip
