"""The network of themes: who goes with whom."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Arc

from kcdanalysis.figures.canvas import (
    GAP,
    PanelText,
    axes_size,
    block_height,
    body_size,
    figure_width,
    make_panel,
    name_rows,
    paper,
    small_size,
    stack_rows,
    widest,
    write,
)
from kcdanalysis.figures.cooccurrence import shared_pairs
from kcdanalysis.figures.lettering import text_width, wrap_text
from kcdanalysis.figures.style import shade, theme_colours
from kcdanalysis.figures.tables import check_columns, of_rounded_numbers
from kcdanalysis.figures.words import Description, alt_text
from kcdanalysis.words.wording import count, join_names, join_sentences, short, talks_of

#: What a column can hold; the figure says what it leaves out.
_MOST_THEMES, _MOST_PAIRS = 30, 60
_FEW_PAIRS = 12
_COLUMNS = ("theme_a", "label_a", "theme_b", "label_b", "n_both", "n_a", "n_b", "n_talks")


@of_rounded_numbers
def plot_theme_network(
    cooccurrence: pd.DataFrame,
    *,
    event: str = "",
    title: str | None = None,
    message: str | None = None,
    note: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw themes as marks below each other, and arcs between those that share talks.

    Themes that share talks stand near each other. A thicker and darker arc is more talks;
    a larger mark, a theme of more talks.

    Parameters
    ----------
    cooccurrence : DataFrame
        What `theme_cooccurrence` returns; it may have no rows.
    event, title, message, note, ax
        As for `plot_theme_shares`.
    """
    check_columns(cooccurrence, _COLUMNS)
    colours = theme_colours(_themes(cooccurrence)["theme"])
    pairs, themes = _drawn(cooccurrence)
    labels = [
        wrap_text(f"{row.label} ({row.n:,})", 0.42 * figure_width(), body_size())
        for row in themes.itertuples()
    ]
    places, height = stack_rows([block_height(label) for label in labels], least=20)
    size = 11 * body_size() / 9
    ax = make_panel(
        ax,
        PanelText(_title(event), _message(pairs), _note(cooccurrence, pairs, themes)).unless(
            title, message, note
        ),
        height=height,
        left=widest(labels) + GAP + size / 2,
        right=widest([["00,000"]]),
    )
    room = axes_size(ax)[0]
    ax.set(xlim=(0, room), xticks=[])
    ax.spines[:].set_visible(False)
    name_rows(ax, places, labels, height)
    ax.tick_params(axis="y", pad=5 + size / 2)
    at = dict(zip(themes["theme"], places, strict=True))
    most = max(pairs["n_both"].max(), 1) if len(pairs) else 1
    taken: list[tuple[float, float]] = []
    ink = mpl.rcParams["text.color"]
    # The weak first, so that the strong lie on top; numbers from the strong on.
    for pair in pairs[::-1].itertuples():
        one, other = at[pair.theme_a], at[pair.theme_b]
        reach = _reach(one, other, height, room)
        strength = pair.n_both / most
        ax.add_patch(
            Arc(
                (0, (one + other) / 2), 2 * reach, abs(one - other), theta1=-90, theta2=90,
                color=shade(ink, 0.2 + 0.6 * strength), linewidth=0.6 + 4.4 * strength,
            )
        )  # fmt: skip
    line = block_height([""], small_size())
    for pair in pairs.itertuples():
        # Among many, a thin arc is one talk without being told.
        if pair.n_both == 1 and len(pairs) > _FEW_PAIRS:
            continue
        one, other = at[pair.theme_a], at[pair.theme_b]
        spot = (_reach(one, other, height, room), (one + other) / 2)
        number = f"{pair.n_both:,}"
        wide = text_width(number, small_size()) + 4
        if all(abs(spot[0] - x) > wide or abs(spot[1] - y) > line for x, y in taken):
            taken.append(spot)
            write(ax, number, spot, (4, 0), size=small_size(), bbox={"color": paper(), "pad": 0.3})
    largest = max(themes["n"].max(), 1) if len(themes) else 1
    for row, place in zip(themes.itertuples(), places, strict=True):
        ax.plot(
            0, place, "o", color=colours[row.theme], clip_on=False,
            markersize=size * np.sqrt(max(row.n / largest, 0.08)), zorder=5,
        )  # fmt: skip
    return ax


@of_rounded_numbers
def describe_theme_network(cooccurrence: pd.DataFrame, *, event: str = "") -> Description:
    """Put `plot_theme_network` into words."""
    check_columns(cooccurrence, _COLUMNS)
    pairs, themes = _drawn(cooccurrence)
    every = shared_pairs(cooccurrence)
    n_talks = int(cooccurrence["n_talks"].iloc[0]) if len(cooccurrence) else 0
    neighbours = pd.concat([every["theme_a"], every["theme_b"]]).value_counts()
    names = _themes(cooccurrence).set_index("theme")["label"]
    hub = [f"Most neighbours: {short(names[one])}, {n}." for one, n in neighbours[:1].items()]
    return Description(
        title=_title(event),
        caption=join_sentences(
            f"Themes that share talks, among the {talks_of(n_talks, event)}.",
            _note(cooccurrence, pairs, themes),
        ),
        alt=alt_text(
            f"Arc diagram of {count(len(themes), 'theme')} and {count(len(every), 'pair')} that "
            f"share talks, in {talks_of(n_talks, event)}.",
            *hub,
            *(
                f"{short(pair.label_a)} and {short(pair.label_b)}: {pair.n_both:,}."
                for pair in every.itertuples()
            ),
        ),
        details=pd.DataFrame(
            {"Theme": every["label_a"], "And": every["label_b"], "Talks with both": every["n_both"]}
        ),
    )


def _themes(cooccurrence: pd.DataFrame) -> pd.DataFrame:
    """All themes in the order of the lexicon: each is the second one in pairs with those before."""
    ends = [
        cooccurrence[[f"theme_{end}", f"label_{end}", f"n_{end}"]].set_axis(
            ["theme", "label", "n"], axis=1
        )
        for end in "ab"
    ]
    themes = pd.concat(ends).drop_duplicates("theme")
    before = cooccurrence["theme_b"].value_counts()
    order = themes["theme"].map(before).fillna(0)
    return themes.iloc[np.argsort(order.to_numpy(), kind="stable")].reset_index(drop=True)


def _drawn(cooccurrence: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pairs and themes that a column can hold; the themes in the order of their rows."""
    pairs = shared_pairs(cooccurrence).head(_MOST_PAIRS)
    weight = pd.concat(
        [pairs.set_index(f"theme_{end}")["n_both"].rename_axis("theme") for end in "ab"]
    )
    most = weight.groupby(level=0).sum().sort_values(ascending=False, kind="stable")
    kept = most.index[:_MOST_THEMES]
    pairs = pairs[pairs["theme_a"].isin(kept) & pairs["theme_b"].isin(kept)]
    themes = _themes(cooccurrence)
    themes = themes[themes["theme"].isin(set(pairs["theme_a"]) | set(pairs["theme_b"]))]
    return pairs, _neighbours_near(themes, pairs)


def _neighbours_near(themes: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Order the rows so that arcs are short: the Fiedler vector of the graph."""
    if len(themes) < 3:
        return themes
    at = {theme: row for row, theme in enumerate(themes["theme"])}
    graph = np.full((len(at), len(at)), 1e-3)
    for pair in pairs.itertuples():
        a, b = at[pair.theme_a], at[pair.theme_b]
        graph[a, b] = graph[b, a] = pair.n_both
    np.fill_diagonal(graph, 0)
    _, vectors = np.linalg.eigh(np.diag(graph.sum(axis=1)) - graph)
    # Rounded, and turned so that the first theme of the lexicon is in the upper half.
    place = vectors[:, 1].round(6)
    place = place if place[0] <= 0 else -place
    return themes.iloc[np.argsort(place, kind="stable")]


def _reach(one: float, other: float, height: float, room: float) -> float:
    """How far an arc goes out: the farther its ends, the farther."""
    return room * (0.12 + 0.88 * abs(one - other) / height)


def _title(event: str) -> str:
    return f"How the themes of {short(event, 60)} connect" if event else "How the themes connect"


def _message(pairs: pd.DataFrame) -> str:
    if pairs.empty:
        return "No talk has two of these themes."
    named = [
        f"{short(pair.label_a)} and {short(pair.label_b)} ({pair.n_both:,})"
        for pair in pairs.head(3).itertuples()
    ]
    return f"Most talks in common: {join_names(named)}."


def _note(cooccurrence: pd.DataFrame, pairs: pd.DataFrame, themes: pd.DataFrame) -> str:
    every = shared_pairs(cooccurrence)
    alone = len(_themes(cooccurrence)) - len(set(every["theme_a"]) | set(every["theme_b"]))
    return join_sentences(
        "Arc: talks with both themes. In brackets and by the mark: talks with the theme."
        if len(pairs)
        else "",
        "Without a number: one talk." if len(pairs) > _FEW_PAIRS else "",
        f"{len(pairs)} of {len(every)} pairs, those with most talks."
        if len(pairs) < len(every)
        else "",
        f"{count(alone, 'theme')} {'shares' if alone == 1 else 'share'} no talk with another."
        if alone and len(pairs)
        else "",
    )
