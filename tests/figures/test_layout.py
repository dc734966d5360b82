"""No text of any figure overlaps another or leaves the canvas, whatever the programme.

python -m pytest tests/figures/test_layout.py --programmes 200
"""

from dataclasses import replace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from readable import assert_readable

from kcdanalysis import figures, summaries
from kcdanalysis.figures.pictures import as_svg
from kcdanalysis.figures.style import house_style
from kcdanalysis.talks import as_talks
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.themes.lexicon import Theme
from kcdanalysis.topics.finding import Topics

mpl.use("agg")

# Latin, Greek, Cyrillic, Chinese with Japanese; and what is in titles besides.
SCRIPTS = ((0x41, 0x17F), (0x391, 0x3CE), (0x410, 0x45F), (0x3041, 0x30FE), (0x4E00, 0x9FA5))
BESIDES = [*" " * 12, *"-:/&$_^\\%#{}()!?…", "🚀", "\n", "\u0301", "\u200d"]
STYLES = (None, None, "dark", "print", ["dark", "print"])
LEAST = {"print": 6.5}


def test_texts_of_all_figures_keep_clear_of_each_other(programme_seed):
    random = np.random.default_rng(programme_seed)
    style = STYLES[programme_seed % len(STYLES)]
    least = 6.5 if "print" in (style or "") else 8.5
    themes, topics = programme(random)
    with house_style(style):
        for name, tables, words in drawings(themes, topics, random):
            ax = getattr(figures, f"plot_{name}")(*tables, **words)
            assert ax.get_figure().get_size_inches()[0] * ax.get_figure().dpi == 700
            try:
                assert_readable(ax, least)
            except AssertionError as error:
                raise AssertionError(
                    f"{name}, {style}, {len(themes.talks)} talks: {error}"
                ) from None
            told = getattr(figures, f"describe_{name}")(*tables, **words)
            assert 0 < len(told.alt) <= 300 and told.title and told.caption
            assert len(told.details) > 0 or name in (
                "theme_cooccurrence",
                "theme_network",
                "topics",
            )
            plt.close("all")


def test_no_figure_depends_on_the_last_bits_of_its_numbers(programme_seed):
    drawn = []
    for noise in (0, 1e-13):
        random = np.random.default_rng(programme_seed)
        themes, topics = programme(random)
        if len(themes.talks) > 800:
            return
        with house_style():
            drawn.append([])
            for name, tables, words in drawings(themes, topics, random):
                tables = [noisy(table, noise) for table in tables]
                if "index" in words:
                    words = {**words, "index": noisy(words["index"], noise)}
                ax = getattr(figures, f"plot_{name}")(*tables, **words)
                told = getattr(figures, f"describe_{name}")(*tables, **words)
                drawn[-1].append((name, told.alt, told.details.to_csv(), as_svg(ax.figure)))
                plt.close("all")
    for plain, changed in zip(*drawn, strict=True):
        assert plain == changed, plain[0]


def noisy(table, noise):
    """A table whose floats are off by a part of `noise` at most, as on another processor."""
    table = table.copy()
    random = np.random.default_rng(1)
    for name in table.select_dtypes("float"):
        table[name] *= 1 + noise * random.uniform(-1, 1, len(table))
    return table


def programme(random):
    """Themes and topics of 1 to 5,000 talks, with texts of any kind."""
    n_talks = int(np.exp(random.uniform(0, np.log(5000))) + 0.5)
    n_themes, n_topics = int(random.integers(1, 41)), int(random.integers(1, 41))
    editions = random.choice(np.arange(2005, 2026), int(random.integers(1, 14)), replace=False)
    tracks = [text(random, 60) for _ in range(int(random.integers(1, 50)))]
    rooms = [text(random, 30) for _ in range(int(random.integers(1, 12)))]
    event = text(random, 60)
    talks = as_talks(
        {
            "title": text(random, 300),
            "event": event,
            "year": int(random.choice(editions)),
            "track": tracks[random.integers(len(tracks))],
            "room": rooms[random.integers(len(rooms))],
            "level": ["", "beginner", "expert"][random.integers(3)],
            "kind": ["talk", "panel", "keynote"][random.integers(3)],
            "duration": int(random.integers(1, 9)) * 10,
        }
        for _ in range(n_talks)
    )
    names = [f"t{at}" for at in range(n_themes)]
    odds = 10 ** random.uniform(-2.5, -0.3, n_themes)
    labels = pd.DataFrame(random.random((n_talks, n_themes)) < odds, talks["talk_id"], names)
    scores = labels * 0.5 + random.random(labels.shape) * 0.45
    lexicon = {name: Theme(text(random, 60), (name,)) for name in names}
    themes = ThemeAssignments(talks, scores, labels, pd.DataFrame(), lexicon, 4.0)
    return themes, topics_of(random, talks, n_topics)


def topics_of(random, talks, n_topics):
    topic = pd.array(random.integers(-1, n_topics, len(talks)), dtype="Int64")
    topic[np.asarray(topic == -1)] = pd.NA
    counts = pd.Series(topic).value_counts().reindex(range(n_topics)).fillna(0).astype(int)
    table = pd.DataFrame(
        {
            "topic": range(n_topics),
            "label": [text(random, 50) for _ in range(n_topics)],
            "n_talks": counts.to_numpy(),
            "share": counts.to_numpy() / len(talks),
            "stability": np.where(random.random(n_topics) < 0.2, np.nan, random.random(n_topics)),
        }
    )
    terms = [(at, rank + 1, text(random, 20), 1.0) for at in range(n_topics) for rank in range(6)]
    tried = np.unique(np.geomspace(2, n_topics + 3, 10).round().astype(int))
    return Topics(
        talks=talks,
        topics=table,
        assignments=pd.DataFrame({"talk_id": talks["talk_id"], "topic": topic, "strength": 0.5}),
        terms=pd.DataFrame(terms, columns=["topic", "rank", "term", "weight"]),
        numbers=pd.DataFrame(
            {"n_topics": tried, "silhouette": random.random(len(tried)),
             "modularity": random.random(len(tried)), "score": random.random(len(tried))}
        ),
        vectors=random.normal(size=(len(talks), 5)),
        is_clear=True,
        verdict=text(random, 120),
    )  # fmt: skip


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
            index = summaries.track_index(found)
            yield "track_agreement", (summaries.track_agreement(found),), {**event, "index": index}
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


def text(random, longest):
    """Text of 1 to `longest` characters of one script, with a letter in it."""
    low, high = SCRIPTS[random.integers(len(SCRIPTS))]
    n_letters = int(np.exp(random.uniform(0, np.log(longest))) + 0.5)
    letters = [chr(code) for code in random.integers(low, high + 1, n_letters)]
    for at in np.flatnonzero(random.random(n_letters) < 0.2):
        letters[at] = BESIDES[random.integers(len(BESIDES))]
    letters[0] = chr(int(random.integers(low, low + 20)))
    return "".join(letters)
