"""Figures of several groups draw the numbers of their tables."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from made_up import assignments
from matplotlib.patches import Arc

from kcdanalysis import figures, summaries
from kcdanalysis.errors import KcdError
from kcdanalysis.figures.colours import theme_colours
from kcdanalysis.figures.placement import Label, count_crossings, placements
from kcdanalysis.figures.style import house_style
from kcdanalysis.talks import as_talks

mpl.use("agg")


@pytest.fixture(autouse=True)
def _house():
    with house_style():
        yield
    plt.close("all")


def plot(name, *tables, **options):
    return getattr(figures, name)(*tables, **options).plot()


def lines_of(ax, marker):
    return [line for line in ax.lines if line.get_marker() == marker]


def trend_of(groups):
    found = assignments(groups)
    return summaries.theme_trend(found), summaries.trend_tests(found)


def test_lines_of_the_trend_are_the_shares_and_break_where_an_edition_is_missing():
    trend, tests = trend_of({2018: (100, 10, 50), 2019: (100, 20, 30), 2021: (100, 40, 10)})
    ax = plot("theme_trend", trend, tests)
    drawn = [
        line for line in ax.lines if line.get_marker() == "None" and len(line.get_xdata()) == 4
    ]
    dots = lines_of(ax, "o")
    heights = {}
    for line, dot, theme in zip(drawn, dots, ("ai", "ops"), strict=True):
        y = np.asarray(line.get_ydata(), dtype=float)
        assert np.isnan(y).tolist() == [False, False, True, False]
        x = np.asarray(line.get_xdata(), dtype=float)
        assert np.diff(x) == pytest.approx([x[1] - x[0]] * 3), "years are evenly apart"
        np.testing.assert_array_equal(dot.get_ydata(), y)
        heights[theme] = y[[0, 1, 3]]
    shares = trend.dropna(subset="share").pivot(index="year", columns="theme", values="share")
    for theme, y in heights.items():
        # One scale for all: a point of share is as high in every chart.
        steps = np.diff(y) / np.diff(shares[theme])
        assert steps == pytest.approx([steps[0]] * 2)
    assert np.diff(heights["ai"])[0] / 0.1 == pytest.approx(np.diff(heights["ops"])[0] / -0.2)


def test_charts_are_told_in_words_the_rising_first():
    trend, tests = trend_of(
        {2019: (200, 4, 80), 2020: (200, 30, 80), 2021: (200, 60, 81), 2022: (200, 90, 80)}
    )
    ax = plot("theme_trend", trend, tests)
    texts = [text.get_text() for text in ax.texts]
    assert texts.index("AI") < texts.index("Ops")
    assert any(text.startswith("▲ rising, +43 points") for text in texts), texts
    words = figures.theme_trend(trend, tests)
    assert "AI rising, +43 points" in words.alt
    assert words.details["Verdict"].tolist()[0] == "rising"


def test_a_trend_of_many_themes_is_thinned_out():
    trend, tests = trend_of({2019: (9, 1), 2020: (9, 2), 2021: (9, 2)})
    many = pd.concat([tests.assign(theme=f"t{at}", label=f"T{at}") for at in range(30)])
    long = pd.concat([trend[trend["theme"] == "ai"].assign(theme=f"t{at}") for at in range(30)])
    ax = plot("theme_trend", long, many)
    said = " ".join(text.get_text().replace("\n", " ") for text in ax.texts)
    assert len(lines_of(ax, "o")) == 24 and "6 themes left out." in said


def test_dumbbells_are_the_shares_of_both_groups():
    table = summaries.compare_events(assignments({2023: (50, 5, 25), 2024: (60, 30, 30)}), "year")
    ax = plot("comparison", table)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == ["AI", "Ops"], "what differs comes first"
    full = [line for line in lines_of(ax, "o") if line.get_color() != "#ffffff"]
    hollow = [line for line in lines_of(ax, "o") if line.get_color() == "#ffffff"]
    colours = theme_colours(["ai", "ops"])
    for line, other, row in zip(full, hollow, table.itertuples(), strict=True):
        assert line.get_xdata() == [row.share] and other.get_xdata() == [row.share_against]
        assert line.get_color() == other.get_markeredgecolor() == colours[row.theme]
    said = [text.get_text() for text in ax.texts]
    assert "more\n+40 points, 21 to 56" in said
    assert "● 2024 (60 talks), ○ 2023 (50 talks). 1 more, 1 cannot tell." in said


def test_of_several_groups_only_what_is_sure_is_drawn():
    found = assignments({2022: (40, 1, 9), 2023: (40, 9, 10), 2024: (40, 38, 9)})
    table = summaries.compare_events(found, "year")
    ax = plot("comparison", table)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    sure = table[table["verdict"].isin(["more", "less"])]
    assert sorted(labels) == sorted(f"{row.year}: {row.label}" for row in sure.itertuples())
    said = " ".join(text.get_text().replace("\n", " ") for text in ax.texts)
    assert f"{len(table) - len(sure)} comparisons left out that are not sure." in said
    words = figures.comparison(table)
    assert "2024: more AI than in the other years" in words.alt
    nothing = table[~table["verdict"].isin(["more", "less"])]
    assert not plot("comparison", nothing).get_yticklabels()
    assert "No difference is sure." in figures.comparison(nothing).alt


def pairs_table(counts):
    names = list("abcd")
    rows = [(a, a.upper(), b, b.upper(), n, 9, 9, 20) for (a, b), n in counts.items()]
    rows += [(a, a.upper(), b, b.upper(), 0, 9, 9, 20) for at, a in enumerate(names)
             for b in names[at + 1 :] if (a, b) not in counts]  # fmt: skip
    columns = ["theme_a", "label_a", "theme_b", "label_b", "n_both", "n_a", "n_b", "n_talks"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("n_both", ascending=False, ignore_index=True)


def test_arcs_are_the_pairs_and_join_their_themes():
    pairs = pairs_table({("a", "c"): 5, ("b", "c"): 2})
    ax = plot("theme_network", pairs)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert sorted(labels) == ["A (9)", "B (9)", "C (9)"], "D shares no talk"
    rows = dict(zip((label[0] for label in labels), ax.get_yticks(), strict=True))
    arcs = [patch for patch in ax.patches if isinstance(patch, Arc)]
    ends = {frozenset((arc.center[1] - arc.height / 2, arc.center[1] + arc.height / 2)): arc
            for arc in arcs}  # fmt: skip
    strong = ends[frozenset((rows["A"], rows["C"]))]
    weak = ends[frozenset((rows["B"], rows["C"]))]
    assert strong.get_linewidth() > weak.get_linewidth()
    numbers = {text.get_text() for text in ax.texts if text.xycoords == "data"}
    assert numbers == {"5", "2"}
    colours = theme_colours("abcd")
    assert {line.get_color() for line in lines_of(ax, "o")} == {colours[t] for t in "abc"}


def test_themes_that_share_talks_are_neighbours_in_the_network():
    # A chain, which the lexicon has in another order.
    chain = [("a", "c"), ("c", "d"), ("b", "d")]
    ax = plot("theme_network", pairs_table(dict.fromkeys(chain, 5)))
    order = "".join(label.get_text()[0].lower() for label in ax.get_yticklabels())
    assert order in ("acdb", "bdca")


def test_a_network_of_nothing_is_an_answer():
    ax = plot("theme_network", pairs_table({}))
    assert "No talk has two of these themes." in [text.get_text() for text in ax.texts]
    assert figures.theme_network(pairs_table({})).alt.startswith("Arc diagram of 0 themes")


def test_cells_are_the_talks_of_track_and_theme():
    table = pd.DataFrame(
        {
            "track": ["Kernel", "Kernel", "Models", "Models"],
            "group": ["ebpf", "none"] * 2,
            "label": ["eBPF", "no theme"] * 2,
            "n": [3, 1, 0, 1],
            "n_track": [4, 4, 5, 5],
            "n_group": [3, 2, 3, 2],
            "n_talks": 9,
            "share": [0.75, 0.25, 0.0, 0.2],
        }
    )
    table = table.assign(index=0.31, reading="partial")
    ax = plot("track_agreement", table)
    rows = dict(zip(ax.get_yticks(), [t.get_text() for t in ax.get_yticklabels()], strict=True))
    heads = {text.xy[0]: text.get_text() for text in ax.texts if text.get_rotation() == 90}
    cells = {
        (rows[text.xy[1]], heads[text.xy[0]]): int(text.get_text())
        for text in ax.texts
        if text.xycoords == "data" and text.get_rotation() == 0
    }
    assert cells == {
        ("Kernel (4)", "eBPF (3)"): 3, ("Kernel (4)", "no theme (2)"): 1,
        ("Models (5)", "no theme (2)"): 1,
    }  # fmt: skip
    said = [text.get_text() for text in ax.texts]
    assert "9 talks in 2 tracks. Agreement 0.31 of 1: partial agreement." in said
    words = figures.track_agreement(table)
    assert "Kernel: eBPF in 3 of 4." in words.alt


def test_bars_of_the_profile_are_its_counts():
    talks = as_talks(
        [{"title": str(at), "duration": 30 if at < 6 else 45, "room": f"Room {at}"}
         for at in range(12)]
    )  # fmt: skip
    profile = summaries.programme_profile(talks)
    ax = plot("programme_profile", profile)
    rows = dict(zip(ax.get_yticks(), [t.get_text() for t in ax.get_yticklabels()], strict=True))
    bars = [(rows[bar.get_y() + bar.get_height() / 2], bar.get_width()) for bar in ax.patches]
    # What all have in common is said.
    assert [name for name, _ in bars[:3]] == ["30", "45", "Room 0"]
    assert [width for _, width in bars[:2]] == [0.5, 0.5]
    assert "12 talks. Kind: talk." in [text.get_text() for text in ax.texts]
    assert len([name for name, _ in bars if name.startswith("Room")]) == 7
    assert ("5 others", pytest.approx(5 / 12, abs=1e-5)) in bars
    assert "6 · 50%" in [text.get_text() for text in ax.texts]


def test_words_are_as_large_as_they_are_clear():
    rows = [{"title": "Kernel", "year": 2023}, {"title": "Budget", "year": 2024}] * 40
    rows += [{"title": "Portal", "year": 2024}] * 3
    words = summaries.distinctive_words(as_talks(rows), "year")
    ax = plot("distinctive_words", words)
    sizes = {text.get_text(): text.get_fontsize() for text in ax.texts if text.xycoords == "data"}
    for group in (2023, 2024):
        part = words[words["year"] == group]
        drawn = [sizes[word] for word in part.loc[part["reading"] == "clear", "word"]]
        assert drawn == sorted(drawn, reverse=True)
    # What may be chance is left out.
    unsure = words[words["reading"] != "clear"]
    assert len(unsure) and not {*unsure["word"]} & {*sizes}
    said = figures.distinctive_words(words[(words["year"] == 2023) | (words["reading"] != "clear")])
    assert said.message.startswith("1 word is clearly more frequent in one group than")
    assert said.note.endswith("Groups without such a word: 1 of 2.")
    assert "40" in sizes and "2023 (40 talks)" in sizes
    with pytest.raises(KcdError, match="no word sets these groups apart"):
        plot("distinctive_words", unsure)


def test_figures_are_as_wide_as_the_style_says():
    shares = summaries.theme_shares(assignments({2023: (10, 5)}))
    for style, width in ((None, 7), ("print", 3.5), ({"figure.figsize": (5, 5)}, 5)):
        with house_style(style):
            assert plot("theme_shares", shares).get_figure().get_figwidth() == width


@pytest.mark.parametrize(
    ("name", "tables"),
    [("theme_trend", 2), ("comparison", 1), ("theme_network", 1), ("track_agreement", 1),
     ("programme_profile", 1), ("distinctive_words", 1), ("topics", 1), ("topic_number", 1)],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(name, tables):
    with pytest.raises(KcdError, match="the table has no column"):
        getattr(figures, name)(*[pd.DataFrame({"a": [1]})] * tables)


def test_labels_keep_clear_of_each_others_lines():
    # The nearest places alone fail this.
    crossed = ambiguous = 0
    for seed in range(5):
        random = np.random.default_rng(seed)
        points = random.uniform(60, 400, (20, 2))
        labels = [Label(["title"], point, np.array([70.0, 22.0])) for point in points]
        places = next(placements(labels, points, np.array([460.0, 460.0]), points))
        crossed += count_crossings(labels, places)
        for at, place in enumerate(places):
            if place is not None:
                gaps = np.abs(points - place) - labels[at].size / 2
                distances = np.linalg.norm(np.maximum(gaps, 0), axis=1)
                ambiguous += distances[at] < 12 and distances.argmin() != at
    assert crossed == 0 and ambiguous <= 1


def test_lines_that_run_through_labels_are_counted():
    far = Label(["far"], np.array([0.0, 0.0]), np.array([20.0, 10.0]))
    between = Label(["between"], np.array([50.0, 30.0]), np.array([20.0, 10.0]))
    places = [np.array([100.0, 0.0]), np.array([50.0, 0.0])]
    assert count_crossings([far, between], places) == 1
    assert count_crossings([far, between], [places[0], np.array([50.0, 40.0])]) == 0
    assert count_crossings([far, between], [places[0], None]) == 0
