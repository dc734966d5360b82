from functools import cache
from itertools import combinations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readable import assert_readable, written

from kcdanalysis import figures
from kcdanalysis.errors import KcdError
from kcdanalysis.figures.figure import ALT_LENGTH
from kcdanalysis.figures.style import house_style

mpl.use("agg")

WORDS = "mesh kernel tracing rollout portal carbon signing budget edge tenant storage wasm".split()
NAMES = {
    "plain": [f"{one.title()} and {two}" for one in WORDS for two in WORDS if one != two],
    "long": [f"{word.title()} " + "for teams that never stop asking " * 9 for word in WORDS * 12],
    "scripts": ["ネットワークとセキュリティの基礎" * 5, "Что нового в ядре", "أمن الحاويات",
                "$x_1$ & 100%", "🚀 up\nand away", "C++", "एज कंप्यूटिंग", "W" * 90] * 18,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


@cache
def theme_tables(n_talks, n_themes, names="plain", part=0.15, seed=0):
    """Tables of shares, matrix and pairs, counted here and not by the package."""
    random = np.random.default_rng(seed)
    has = random.random((n_talks, n_themes)) < part * 2.5 ** -np.linspace(-1, 1, n_themes)
    labels = [NAMES[names][at] for at in range(n_themes)]
    counts = [*has.sum(axis=0), (~has.any(axis=1)).sum()]
    shares = pd.DataFrame(
        {
            "theme": [*(f"t{at}" for at in range(n_themes)), "none"],
            "label": [*labels, "no theme"],
            "n": counts,
            "n_talks": n_talks,
            "share": np.array(counts) / n_talks,
        }
    )
    shares = shares.assign(low=shares["share"] * 0.6, high=shares["share"] * 0.5 + 0.5)
    talk, theme = (axis.ravel() for axis in np.indices(has.shape))
    matrix = pd.DataFrame(
        {
            "talk_id": [f"kcd/{at:04}" for at in talk],
            "title": [NAMES[names][at % 96 + 12] for at in talk],
            "theme": [f"t{at}" for at in theme],
            "label": [labels[at] for at in theme],
            "score": random.random(has.size).round(3),
            "assigned": has.ravel(),
        }
    )
    pairs = pd.DataFrame(
        [
            (f"t{a}", labels[a], f"t{b}", labels[b], (has[:, a] & has[:, b]).sum(),
             has[:, a].sum(), has[:, b].sum(), n_talks,
             (has[:, a] & has[:, b]).sum() / max((has[:, a] | has[:, b]).sum(), 1))
            for a, b in combinations(range(n_themes), 2)
        ],
        columns=["theme_a", "label_a", "theme_b", "label_b", "n_both", "n_a", "n_b", "n_talks",
                 "jaccard"],
    )  # fmt: skip
    return shares, matrix, pairs.sort_values("n_both", ascending=False, kind="stable")


@cache
def topic_tables(n_talks, n_topics, names="plain", seed=0):
    """Tables of topics and of places; the last talk is in no group."""
    random = np.random.default_rng(seed)
    topic = random.integers(0, n_topics, n_talks) if n_topics else np.zeros(n_talks)
    label = pd.Series([f"{NAMES[names][at]}" for at in range(n_topics)], dtype="str")
    sizes = np.bincount(topic[:-1].astype(int), minlength=n_topics)[:n_topics]
    stability = np.array([0.8, np.nan, 0.61, 0.3] * 20)[:n_topics]
    readings = ["holds", "cannot tell", "holds", "mixed"] * 20
    summary = pd.DataFrame(
        {
            "topic": range(n_topics), "label": label, "n_talks": sizes, "of_talks": n_talks,
            "share": sizes / n_talks, "stability": stability, "reading": readings[:n_topics],
            "terms": [", ".join(WORDS[at % 5 :][:6]) for at in range(n_topics)],
        }
    )  # fmt: skip
    in_one = (np.arange(n_talks) < n_talks - 1) & (n_topics > 0)
    places = pd.DataFrame(
        {
            "talk_id": [f"kcd/{at:04}" for at in range(n_talks)],
            "title": [NAMES[names][at % 96 + 12] for at in range(n_talks)],
            "topic": pd.array(np.where(in_one, topic, -1), dtype="Int64"),
            "x": (random.normal(size=n_talks) + topic).round(4),
            "y": (random.normal(size=n_talks) - topic % 3).round(4),
        }
    )
    places.loc[~in_one, "topic"] = pd.NA
    places["label"] = [
        label[at] if one else "no group" for at, one in zip(topic, in_one, strict=True)
    ]
    return summary, places


def all_figures(n_talks, n_themes, n_topics, names="plain", **options):
    """Every figure's name and table."""
    shares, matrix, pairs = theme_tables(n_talks, n_themes, names, **options)
    summary, places = topic_tables(n_talks, n_topics, names)
    return {
        "theme_shares": shares,
        "theme_matrix": matrix,
        "theme_cooccurrence": pairs,
        "topics": summary,
        "talk_map": places,
    }


def plot(name, table, ax=None, **options):
    return getattr(figures, name)(table, **options).plot(ax)


FIGURES = ["theme_shares", "theme_matrix", "theme_cooccurrence", "topics", "talk_map"]
SIZES = {
    "3 talks": (3, 4, 1),
    "16 talks": (16, 16, 4),
    "16 talks, long names": (16, 16, 4, "long"),
    "16 talks, other scripts": (16, 8, 3, "scripts"),
    "25 talks": (25, 14, 5),
    "200 talks": (200, 45, 45),
    "5,000 talks": (5000, 10, 8),
    "1 talk": (1, 1, 1),
}


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize(
    "size",
    [
        pytest.param(
            size, marks=[pytest.mark.thorough] * (size in ("1 talk", "25 talks", "200 talks"))
        )
        for size in SIZES
    ],
)
def test_text_is_readable_and_the_figure_fits_a_column(name, size):
    with house_style():
        ax = plot(name, all_figures(*SIZES[size])[name], event="KCD Zurich 2023")
        assert ax.get_figure().get_size_inches()[0] * ax.get_figure().dpi == 700
        assert_readable(ax)


@given(
    st.integers(1, 30), st.integers(1, 18), st.integers(0, 5), st.sampled_from(sorted(NAMES)),
    st.sampled_from([0.0, 0.1, 0.9]), st.integers(0, 99),
)  # fmt: skip
@settings(deadline=None, max_examples=4)
@pytest.mark.thorough
def test_text_is_readable_whatever_the_numbers(n_talks, n_themes, n_topics, names, part, seed):
    tables = all_figures(n_talks, n_themes, n_topics, names, part=part, seed=seed)
    with house_style():
        for name, table in tables.items():
            assert_readable(plot(name, table, title=NAMES[names][3]))
            plt.close("all")


@pytest.mark.parametrize("name", FIGURES)
def test_text_is_readable_without_the_house_style(name):
    with mpl.rc_context():
        mpl.rcdefaults()
        texts = written(plot(name, all_figures(16, 10, 3)[name]))
        for text, _ in written(plot(name, all_figures(9, 8, 3, "scripts")[name], title="$5")):
            assert not (text.get_parse_math() and "$" in text.get_text())
        for (one, box), (other, other_box) in combinations(texts, 2):
            overlap = box.intersects_path(other_box, filled=True)
            assert not overlap, f"{one.get_text()!r} overlaps {other.get_text()!r}"


@pytest.mark.parametrize("name", FIGURES)
def test_given_axes_are_drawn_on(name):
    _, (left, right) = plt.subplots(1, 2, figsize=(14, 8))
    assert plot(name, all_figures(7, 4, 2)[name], ax=right) is right
    assert not left.get_title() and right.get_title(loc="left")


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize(
    ("size", "event"),
    [
        ("3 talks", ""),
        ("16 talks, long names", "Conference " * 40),
        ("5,000 talks", "KCD Zurich 2023"),
    ],
)
def test_words_are_short_and_hold_numbers(name, size, event):
    words = getattr(figures, name)(all_figures(*SIZES[size])[name], event=event)
    assert 20 < len(words.alt) <= ALT_LENGTH
    assert any(letter.isdigit() for letter in words.alt)
    assert words.title and words.caption
    assert not event or event[:40].strip() in words.title


def test_bars_are_the_shares_and_say_so():
    shares = theme_tables(16, 6)[0]
    ax = plot("theme_shares", shares)
    present = shares[shares["n"] > 0]
    labels = [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]
    assert labels[-1] == "no theme"
    assert sorted(labels) == sorted(present["label"])
    by_label = present.set_index("label")
    for label, bar in zip(labels, ax.patches, strict=True):
        assert bar.get_width() == pytest.approx(by_label.loc[label, "share"], abs=1e-6)
    whiskers = ax.collections[-1].get_segments()
    for label, line in zip(labels, whiskers, strict=True):
        assert line[:, 0] == pytest.approx(by_label.loc[label, ["low", "high"]].tolist(), abs=1e-6)
    values = [text.get_text() for text in ax.texts if " · " in text.get_text()]
    for label, value in zip(labels, values, strict=True):
        row = by_label.loc[label]
        assert value == f"{row['n']} of 16 · {int(100 * row['share'] + 0.5)}%"
    named = [by_label.loc[label, "n"] for label in labels[:-1]]
    assert named == sorted(named, reverse=True)


def test_themes_of_no_talk_are_named_below():
    shares = theme_tables(4, 3, part=0)[0]
    ax = plot("theme_shares", shares)
    texts = [text.get_text().replace("\n", " ") for text in ax.texts]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["no theme"]
    assert any(f"In no talk: {', '.join(shares['label'][:3])}." in text for text in texts)
    assert "No theme was found in 4 talks." in texts


def test_marks_of_the_matrix_are_the_assigned_themes():
    matrix = theme_tables(16, 6, part=0.4)[1]
    ax = plot("theme_matrix", matrix)
    titles = [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]
    rows = dict(zip(ax.get_yticks(), titles, strict=True))
    heads = {text.xy[0]: text.get_text() for text in ax.texts if text.get_text().endswith(")")}
    marks = ax.collections[-1]
    drawn = {(rows[y], heads[x].rpartition(" (")[0]) for x, y in marks.get_offsets()}
    assigned = matrix[matrix["assigned"]]
    assert drawn == set(zip(assigned["title"], assigned["label"], strict=True))
    counts = assigned["label"].value_counts()
    assert sorted(heads.values()) == sorted(f"{label} ({n})" for label, n in counts.items())
    areas = pd.Series(marks.get_sizes())
    assert areas.rank().tolist() == assigned["score"].rank().tolist()


@pytest.mark.parametrize(("n_talks", "left_out"), [(40, False), (200, True), (5000, True)])
def test_many_talks_are_thinned_out_and_that_is_said(n_talks, left_out):
    matrix = theme_tables(n_talks, 8)[1]
    ax = plot("theme_matrix", matrix)
    said = " ".join(text.get_text().replace("\n", " ") for text in ax.texts)
    assert len(ax.get_yticks()) == 40
    assert (f"40 of {n_talks:,} talks, those with most themes." in said) == left_out
    # Where all that have a theme are drawn, that is said.
    few = matrix["talk_id"].isin(matrix["talk_id"].unique()[:3])
    sparse = matrix.assign(assigned=matrix["assigned"] & few)
    n_with = sparse.loc[sparse["assigned"], "talk_id"].nunique()
    note = figures.theme_matrix(sparse).note
    assert (f"{n_with} of {n_talks:,} talks, those with a theme." in note) == left_out


def test_bars_are_the_topics_that_hold_and_the_other_talks_are_in_no_group():
    summary = topic_tables(16, 4)[0]
    ax = plot("topics", summary, verdict="Two of these groups are clear.")
    texts = [text.get_text().replace("\n", " ") for text in ax.texts]
    rows = summary[:3].sort_values("n_talks", ascending=False, kind="stable")
    assert summary["reading"].tolist()[3] == "mixed"
    assert [bar.get_width() for bar in ax.patches] == [*rows["n_talks"], 16 - rows["n_talks"].sum()]
    assert {"no group", f"{16 - rows['n_talks'].sum()} of 16"} <= set(texts)
    assert "Two of these groups are clear." in texts
    for row in rows.itertuples():
        assert f"{row.n_talks} of 16 {row.reading}" in texts
        assert {row.label, row.terms} <= set(texts)


def test_bars_are_filled_as_far_as_topics_can_be_trusted():
    bars = plot("topics", topic_tables(40, 4)[0].assign(n_talks=[4, 3, 2, 1])).patches
    looks = [(bar.get_facecolor() == bar.get_edgecolor(), bar.get_linestyle()) for bar in bars]
    # The last bar is that of the talks in no group.
    assert looks == [(True, "solid"), (False, "--"), (True, "solid"), (True, "solid")]


def test_no_topics_is_an_answer_too():
    summary, places = topic_tables(12, 0)
    said = [text.get_text() for text in plot("topics", summary).texts]
    assert "No groups were found." in said
    assert figures.topics(summary).alt == "Bar chart of 0 topics."
    assert_readable(plot("talk_map", places))


def test_distances_on_the_map_are_those_of_the_table():
    places = topic_tables(16, 3)[1]
    ax = plot("talk_map", places)
    drawn = [
        line for line in ax.lines if len(line.get_xdata()) == 1 or line.get_linestyle() == "None"
    ]
    points = np.vstack([line.get_xydata() for line in drawn])
    order = [places.index[places["topic"].eq(topic).fillna(False)] for topic in range(3)]
    expected = places.loc[[*np.concatenate(order), 15], ["x", "y"]].to_numpy()
    there, here = (np.linalg.norm(p[:, None] - p[None], axis=2) for p in (expected, points[:16]))
    scale = here.max() / there.max()
    assert here == pytest.approx(there * scale, rel=1e-6)
    width, height = ax.get_window_extent().size * 72 / ax.get_figure().dpi
    assert (ax.get_xlim(), ax.get_ylim()) == ((0, pytest.approx(width)), (0, pytest.approx(height)))


def test_every_talk_of_a_small_event_has_its_title_on_the_map():
    places = topic_tables(16, 3)[1].assign(title=[f"Talk {at}" for at in range(16)])
    texts = [text.get_text() for text in plot("talk_map", places).texts]
    assert {f"Talk {at}" for at in range(16)} <= set(texts)
    assert not any("shortened" in text for text in texts)


def test_labels_without_room_are_counted():
    places = topic_tables(25, 5, "long")[1]
    # All talks in one place, but one far off.
    places[["x", "y"]] = [[0.0, 0.0]] * 24 + [[1.0, 1.0]]
    _, axes = plt.subplots(figsize=(4, 3))
    ax = plot("talk_map", places, ax=axes)
    said = " ".join(text.get_text().replace("\n", " ") for text in ax.texts)
    labels = [text for text in ax.texts if text.xycoords == "data"]
    assert f"{30 - len(labels)} labels left out for want of room." in said


def test_cells_are_the_pairs_and_stand_where_their_themes_meet():
    pairs = theme_tables(30, 5, part=0.4)[2]
    ax = plot("theme_cooccurrence", pairs)
    texts = {text.xy: text.get_text() for text in ax.texts if text.xycoords == "data"}
    heads = {at: text.rpartition(" (")[0] for (at, row), text in texts.items() if at == row}
    cells = {
        frozenset((heads[int(x)], heads[row])): int(text)
        for (x, row), text in texts.items()
        if x != row
    }
    expected = {
        frozenset((pair.label_a, pair.label_b)): pair.n_both
        for pair in pairs[pairs["n_both"] > 0].itertuples()
    }
    assert cells == expected


def test_themes_that_share_nothing_are_left_out():
    pairs = theme_tables(30, 4)[2].assign(n_both=[3, 0, 0, 0, 0, 0])
    ax = plot("theme_cooccurrence", pairs)
    assert sum(text.get_text().endswith(")") for text in ax.texts if text.xycoords == "data") == 2
    empty = plot("theme_cooccurrence", pairs.assign(n_both=0))
    assert [text.get_text() for text in empty.texts] == ["No talk has two of these themes."]


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("theme_shares", lambda t: t.drop(columns="high"), "no column 'high'"),
        ("theme_shares", lambda t: pd.concat([t, t]), "several blocks"),
        ("theme_shares", lambda t: t.assign(n_talks=0), "of no talks"),
        ("theme_matrix", lambda t: t.iloc[:0], "nothing to draw"),
        ("talk_map", lambda t: t.iloc[:0], "nothing to draw"),
        ("topics", lambda t: t.drop(columns="terms"), "no column 'terms'"),
        ("theme_cooccurrence", lambda t: t.drop(columns="jaccard"), "no column 'jaccard'"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(name, change, message):
    with pytest.raises(KcdError, match=message):
        plot(name, change(all_figures(9, 3, 2)[name]))
