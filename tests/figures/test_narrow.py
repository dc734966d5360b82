"""Figures 390 pixels wide, for phones: nothing is cut, left out or too small to compare."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from made_up import assignments
from readable import assert_readable

from kcdanalysis import figures, summaries
from kcdanalysis.figures.style import house_style


@pytest.fixture(autouse=True)
def _phone():
    with house_style({"figure.figsize": (3.8, 3)}):
        yield
    plt.close("all")


def places(n_talks, n_topics):
    random = np.random.default_rng(n_talks)
    topic = np.arange(n_talks) % n_topics
    return pd.DataFrame(
        {
            "talk_id": [f"t{at}" for at in range(n_talks)],
            "title": [f"Talk {at} with a title that is as long as titles are" for at in topic],
            "topic": pd.array(topic, dtype="Int64"),
            "label": [f"Topic number {at}" for at in topic],
            "x": random.normal(size=n_talks) + topic,
            "y": random.normal(size=n_talks),
        }
    )


def test_titles_of_a_small_map_are_a_numbered_list():
    table = places(16, 2).assign(title=[f"{'abcdefghijklmnop'[at]} {at * 5} x" for at in range(16)])
    figure = figures.talk_map(table)
    ax = figure.plot()
    assert_readable(ax)
    texts = [text for text in ax.texts if text.xycoords == "data"]
    below = sorted((-text.xy[1], text.xy[0], text.get_text()) for text in texts if text.xy[1] <= 0)
    listed = dict(zip([t for _, _, t in below[::2]], [t for _, _, t in below[1::2]], strict=True))
    # Topic by topic, each from the top down.
    order = [
        *table[::2].sort_values("y")["title"][::-1],
        *table[1::2].sort_values("y")["title"][::-1],
    ]
    assert listed == {str(at): title for at, title in enumerate(order, start=1)}
    on_map = {text.get_text(): text for text in texts if text.xy[1] > 0}
    assert set(listed) <= set(on_map)
    # Each number is about as far to the right as its talk.
    x = table.set_index("title")["x"]
    right = [on_map[number].xy[0] for number in listed]
    assert np.corrcoef(right, x[list(listed.values())])[0, 1] > 0.9
    said = " ".join(text.get_text().replace("\n", " ") for text in ax.texts)
    assert "The numbers are those of the list." in said


def test_a_narrow_map_names_as_many_topics_as_it_has_room_for():
    ax = figures.talk_map(places(400, 20)).plot()
    names = [text for text in ax.texts if text.get_text().startswith("Topic number")]
    said = " ".join(text.get_text().replace("\n", " ") for text in ax.texts)
    assert len(names) == 8 and "8 of 20 topics named, the largest." in said


def test_the_marks_of_dumbbells_have_half_of_the_figure():
    found = assignments({2023: (400, 100, 30), 2024: (400, 30, 200)})
    ax = figures.comparison(summaries.compare_events(found, "year")).plot()
    assert_readable(ax)
    width = ax.get_window_extent().width / ax.get_figure().bbox.width
    assert width > 0.5
    rows = dict(zip([t.get_text() for t in ax.get_yticklabels()], ax.get_yticks(), strict=True))
    assert set(rows) == {"AI", "Ops"}
    changes = {
        text.xy[1]: text.get_text() for text in ax.texts if "points" in text.get_text().split()
        or "points," in text.get_text()
    }  # fmt: skip
    for name, change in (("AI", "−18"), ("Ops", "+42")):
        below = [text for y, text in changes.items() if rows[name] < y < rows[name] + 15]
        assert len(below) == 1 and change in below[0]


def test_small_charts_stand_two_beside_each_other():
    found = assignments({year: (100, 10 * at, 5) for at, year in enumerate((2021, 2022, 2023), 1)})
    ax = figures.theme_trend(
        summaries.theme_trend(found, "year"), summaries.trend_tests(found, "year")
    ).plot()
    assert_readable(ax)
    heads = {text.get_text(): text.xy for text in ax.texts if text.get_text() in ("AI", "Ops")}
    assert heads["AI"][1] == heads["Ops"][1] and heads["AI"][0] != heads["Ops"][0]


def test_long_heads_of_columns_are_whole():
    label = "Platform & developer experience"
    rows = [("t1", "A talk", "platform", label, 9.0, True)]
    table = pd.DataFrame(rows, columns="talk_id title theme label score assigned".split())
    ax = figures.theme_matrix(table).plot()
    assert_readable(ax)
    assert f"{label} (1)" in [text.get_text() for text in ax.texts]
