"""The network of themes: arcs between those that share talks."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Arc

from kcdanalysis import summaries
from kcdanalysis.figures import canvas
from kcdanalysis.figures.canvas import GAP, Layout, Room
from kcdanalysis.figures.colours import shade, theme_colours
from kcdanalysis.figures.cooccurrence import (
    NO_PAIRS,
    PAIR_COLUMNS,
    n_talks_of_pairs,
    pair_sentences,
    shared_pairs,
    themes_of_pairs,
    top_pairs,
)
from kcdanalysis.figures.figure import figure
from kcdanalysis.figures.lettering import text_width
from kcdanalysis.words.wording import count, join_sentences, short, talks_of

_MOST_THEMES, _MOST_PAIRS = 30, 60
# Of more pairs, those of one talk have no number.
_FEW_PAIRS = 12


@figure(
    PAIR_COLUMNS,
    maker="kcd.theme_cooccurrence",
    themes=summaries.theme_cooccurrence,
    may_be_empty=True,
)
def theme_network(cooccurrence: pd.DataFrame, *, event: str, room: Room) -> Layout:
    """Draw themes as marks in one column, and arcs between those that share talks.

    Themes that share talks are near each other. A thicker and darker arc stands for more
    talks, and a larger mark for a theme of more talks.
    """
    every = shared_pairs(cooccurrence)
    n_talks = n_talks_of_pairs(cooccurrence)
    known = _themes(cooccurrence)
    pairs, themes = _drawn(every, known)
    names = [f"{row.label} ({row.n:,})" for row in themes.itertuples()]
    rows = canvas.lay_rows(names, 0.42 * room.width, least=20)
    size = 11 * canvas.body_size() / 9

    def draw(ax: Axes) -> None:
        width = canvas.axes_size(ax)[0]
        canvas.bare_axes(ax, (0, width), (rows.height, 0))
        rows.name(ax)
        ax.tick_params(axis="y", pad=5 + size / 2)
        ends = _ends(pairs, dict(zip(themes["theme"], rows.places, strict=True)))
        # An arc goes out farther, the farther apart its ends are.
        reach = width * (0.12 + 0.88 * np.abs(np.diff(ends)[:, 0]) / rows.height)
        _draw_arcs(ax, ends, reach, pairs["n_both"].to_numpy())
        _write_numbers(ax, ends, reach, pairs["n_both"].tolist())
        colours = theme_colours(known["theme"])
        for row, place in zip(themes.itertuples(), rows.places, strict=True):
            part = row.n / max(themes["n"].max(), 1)
            ax.plot(
                0, place, "o", color=colours[row.theme], clip_on=False,
                markersize=size * np.sqrt(max(part, 0.08)), zorder=5,
            )  # fmt: skip

    n_paired = len({*every["theme_a"], *every["theme_b"]})
    n_alone = len(known) - n_paired
    share = "shares" if n_alone == 1 else "share"
    note = join_sentences(
        len(pairs) > 0
        and "Arc: talks with both themes. In brackets and by the mark: talks with the theme.",
        len(pairs) > _FEW_PAIRS and "Without a number: one talk.",
        len(pairs) < len(every) and f"{len(pairs)} of {len(every)} pairs, those with most talks.",
        n_alone > 0
        and len(pairs) > 0
        and f"{count(n_alone, 'theme')} {share} no talk with another.",
    )
    n_neighbours = themes_of_pairs(every)["theme"].astype("str").value_counts().head(1)
    label_of = known.set_index("theme")["label"]
    return Layout(
        title=canvas.heading(event, "How the themes of {} connect", "How the themes connect"),
        message=f"Most talks in common: {top_pairs(pairs, 'and')}." if len(pairs) else NO_PAIRS,
        note=note,
        caption=join_sentences(
            f"Themes that share talks, among the {talks_of(n_talks, event)}.", note
        ),
        alt=(
            f"Arc diagram of {count(len(themes), 'theme')} and {count(len(every), 'pair')} that "
            f"share talks, in {talks_of(n_talks, event)}.",
            *(f"Most neighbours: {short(label_of[t])}, {n}." for t, n in n_neighbours.items()),
            *pair_sentences(every),
        ),
        details=every[["label_a", "label_b", "n_both"]].set_axis(
            ["Theme", "And", "Talks with both"], axis=1
        ),
        draw=draw,
        height=rows.height,
        left=rows.width + GAP + size / 2,
        right=canvas.widest([["00,000"]]),
    )


def _ends(pairs: pd.DataFrame, place_of: dict[str, float]) -> np.ndarray:
    """The rows of both themes of each pair."""
    places = [[place_of[a], place_of[b]] for a, b in pairs[["theme_a", "theme_b"]].to_numpy()]
    return np.array(places, dtype=float).reshape(-1, 2)


def _draw_arcs(ax: Axes, ends: np.ndarray, reach: np.ndarray, n_both: np.ndarray) -> None:
    # The weak first, so that the strong are on top.
    for at in reversed(range(len(ends))):
        strength = n_both[at] / max(n_both.max(), 1)
        first, second = ends[at]
        ax.add_patch(
            Arc(
                (0, (first + second) / 2), 2 * reach[at], abs(first - second), theta1=-90,
                theta2=90, color=shade(canvas.ink(), 0.2 + 0.6 * strength),
                linewidth=0.6 + 4.4 * strength,
            )
        )  # fmt: skip


def _write_numbers(ax: Axes, ends: np.ndarray, reach: np.ndarray, n_both: list[int]) -> None:
    """Write the numbers of talks on the arcs, from the strong on, where there is room."""
    taken: list[tuple[float, float]] = []
    line = canvas.block_height([""], canvas.small_size())
    for x, y, n in zip(reach, ends.mean(axis=1), n_both, strict=True):
        if n == 1 and len(n_both) > _FEW_PAIRS:
            continue
        width = text_width(f"{n:,}", canvas.small_size()) + 4
        if all(abs(x - left) > width or abs(y - above) > line for left, above in taken):
            taken.append((x, y))
            bbox = {"color": canvas.paper(), "pad": 0.3}
            canvas.write(ax, f"{n:,}", (x, y), (4, 0), size=canvas.small_size(), bbox=bbox)


def _themes(cooccurrence: pd.DataFrame) -> pd.DataFrame:
    """All themes in the order of the lexicon: each is the second one in pairs with those before."""
    themes = themes_of_pairs(cooccurrence).drop_duplicates("theme")
    before = cooccurrence["theme_b"].astype("str").value_counts()
    order = themes["theme"].astype("str").map(before).fillna(0)
    return themes.iloc[np.argsort(order.to_numpy(), kind="stable")].reset_index(drop=True)


def _drawn(every: pd.DataFrame, known: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pairs and themes that there is room for; the themes in the order of their rows."""
    pairs = every.head(_MOST_PAIRS)
    weight = themes_of_pairs(pairs, "n_both").astype({"theme": "str"}).groupby("theme")["n_both"]
    kept = weight.sum().sort_values(ascending=False, kind="stable").index[:_MOST_THEMES]
    pairs = pairs[pairs["theme_a"].isin(kept) & pairs["theme_b"].isin(kept)]
    themes = known[known["theme"].isin({*pairs["theme_a"], *pairs["theme_b"]})]
    return pairs, _neighbours_near(themes, pairs)


def _neighbours_near(themes: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Order the rows so that arcs are short: by the Fiedler vector of the graph.

    M. Fiedler, "Algebraic Connectivity of Graphs", Czechoslovak Mathematical Journal 23
    (1973), 298-305.
    """
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
