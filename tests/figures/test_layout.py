"""No text of any figure overlaps another or leaves the canvas, whatever the programme.

python -m pytest tests/figures/test_layout.py --programmes 200
"""

from dataclasses import replace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from made_up import programme, text
from readable import assert_readable

from kcdanalysis import figures, summaries
from kcdanalysis.figures.figure import ALT_LENGTH
from kcdanalysis.figures.style import house_style

mpl.use("agg")

STYLES = (None, None, "dark", "print", ["dark", "print"])


def test_texts_of_all_figures_keep_clear_of_each_other(programme_seed):
    random = np.random.default_rng(programme_seed)
    style = STYLES[programme_seed % len(STYLES)]
    least = 6.5 if "print" in (style or "") else 8.5
    themes, topics = programme(random)
    with house_style(style):
        for name, tables, words in drawings(themes, topics, random):
            figure = getattr(figures, name)(*tables, **words)
            ax = figure.plot()
            assert ax.get_figure().get_size_inches()[0] * ax.get_figure().dpi == 700
            try:
                assert_readable(ax, least)
            except AssertionError as error:
                where = f"{name}, {style}, {len(themes.talks)} talks"
                raise AssertionError(f"{where}: {error}") from None
            assert 0 < len(figure.alt) <= ALT_LENGTH and figure.title and figure.caption
            may_be_empty = ("theme_cooccurrence", "theme_network", "topics")
            assert len(figure.details) or name in may_be_empty
            plt.close("all")


def drawings(themes, topics, random):
    """Every figure with its tables."""
    event = {"event": text(random, 80)}
    shares, pairs = summaries.theme_shares(themes), summaries.theme_cooccurrence(themes)
    yield "theme_shares", (shares,), event
    yield "theme_matrix", (summaries.theme_matrix(themes),), event
    yield "theme_cooccurrence", (pairs,), event
    yield "theme_network", (pairs,), event
    yield "topics", (summaries.topic_summary(topics),), {**event, "verdict": topics.verdict}
    yield "topic_number", (topics.numbers,), event
    yield "talk_map", (summaries.talk_map(topics),), event
    yield "programme_profile", (summaries.programme_profile(themes.talks),), event
    for found in (themes, topics):
        if themes.talks["track"].nunique() > 1:
            yield "track_agreement", (summaries.track_agreement(found),), event
    years = sorted(themes.talks["year"].unique())
    if len(years) > 1:
        for by in ("year", "event"):
            tables = (summaries.theme_trend(themes, by), summaries.trend_tests(themes, by))
            yield "theme_trend", tables, event
            yield "comparison", (summaries.compare_events(themes, by, against=None),), {}
        yield "comparison", (summaries.compare_events(two_years(themes, years[-2:]), "year"),), {}
        words = (
            summaries.distinctive_words(themes.talks.head(400), "year")
            if len(themes.talks.head(400)["year"].unique()) > 1
            else pd.DataFrame()
        )
        if len(words):
            yield "distinctive_words", (words,), event


def two_years(themes, years):
    talks = themes.talks[themes.talks["year"].isin(years)].reset_index(drop=True)
    return replace(
        themes, talks=talks, labels=themes.labels.loc[talks["talk_id"]],
        scores=themes.scores.loc[talks["talk_id"]],
    )  # fmt: skip
