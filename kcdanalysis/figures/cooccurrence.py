"""Pairs of themes, in a triangle of cells."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis import summaries
from kcdanalysis.figures import canvas
from kcdanalysis.figures.canvas import Layout, Room
from kcdanalysis.figures.figure import figure
from kcdanalysis.figures.lettering import shorten_text
from kcdanalysis.words.wording import count, join_names, join_sentences, short, talks_of

_MOST_THEMES = 16
# Side of a cell in units of the font size; four digits fit.
_CELL = 2.8
#: The columns that are needed to draw pairs of themes.
PAIR_COLUMNS = "theme_a label_a theme_b label_b n_both n_a n_b n_talks"
#: The message if no themes share a talk.
NO_PAIRS = "No talk has two of these themes."


@figure(
    f"{PAIR_COLUMNS} jaccard",
    maker="kcd.theme_cooccurrence",
    themes=summaries.theme_cooccurrence,
    may_be_empty=True,
)
def theme_cooccurrence(cooccurrence: pd.DataFrame, *, event: str, room: Room) -> Layout:
    """Draw which themes go together: a cell for each pair, with the number of talks.

    The name of a theme is at the corner where its row and its column meet. Themes that
    share no talk are left out; of more than 16, those that share most are drawn.
    """
    pairs = shared_pairs(cooccurrence)
    n_talks = n_talks_of_pairs(cooccurrence)
    cell, width = _CELL * canvas.body_size(), room.beside()
    # The name of the last theme is beside its cells.
    most = int(np.clip((width - 8 * canvas.body_size()) // cell, 2, _MOST_THEMES))
    themes = _paired_themes(pairs, most)
    n_paired = len({*pairs["theme_a"], *pairs["theme_b"]})
    height = max(len(themes), 1)

    def draw(ax: Axes) -> None:
        place_of = {theme: place for place, theme in enumerate(themes["theme"])}
        for row in range(len(themes)):
            for column in range(row):
                canvas.draw_cell(ax, column, row, 0.94, 0, n=0)
        drawn = pairs[pairs["theme_a"].isin(place_of) & pairs["theme_b"].isin(place_of)]
        for pair in drawn.itertuples():
            column, row = sorted((place_of[pair.theme_a], place_of[pair.theme_b]))
            strength = pair.jaccard / drawn["jaccard"].max()
            canvas.draw_cell(ax, column, row, 0.94, strength, pair.n_both)
        for place, theme in enumerate(themes.itertuples()):
            head, space = f"{theme.label} ({theme.n:,})", width - place * cell - 4
            lines = shorten_text(head, space, canvas.body_size(), lines=2)
            canvas.write(ax, "\n".join(lines), (place, place), (4, 0))
        canvas.bare_axes(ax, (0, width / cell), (height - 0.5, -0.5))

    top = top_pairs(pairs, "with")
    return Layout(
        title=canvas.heading(event, "Themes that go together at {}", "Themes that go together"),
        message=f"Most often in one of the {talks_of(n_talks)}: {top}." if top else NO_PAIRS,
        note=join_sentences(
            n_paired > 0
            and "In a cell: talks with both the theme at the end of its row and the one at the top "
            "of its column. Darker: a larger part of the talks with either (Jaccard). In brackets: "
            "talks with the theme.",
            n_paired > most and f"{most} of {n_paired} themes, those that share most.",
        ),
        caption=(
            f"Number of talks with both themes, among the {talks_of(n_talks, event)}. The darker "
            "a cell, the larger that number is among the talks with either theme (Jaccard)."
        ),
        alt=(
            f"Triangular table of {count(len(pairs), 'pair')} of themes that share talks, "
            f"in {talks_of(n_talks, event)}.",
            *pair_sentences(pairs),
        ),
        details=pairs[["label_a", "label_b", "n_both", "n_a", "n_b"]].set_axis(
            ["Theme", "And", "Talks with both", "With the first", "With the second"], axis=1
        ),
        draw=draw,
        height=cell * height,
    )


def n_talks_of_pairs(cooccurrence: pd.DataFrame) -> int:
    """The number of talks; 0 if there are no pairs of themes."""
    return int(cooccurrence["n_talks"].iloc[0]) if len(cooccurrence) else 0


def shared_pairs(cooccurrence: pd.DataFrame) -> pd.DataFrame:
    """Keep the pairs of themes that share a talk."""
    return cooccurrence[cooccurrence["n_both"] > 0]


def pair_sentences(pairs: pd.DataFrame) -> list[str]:
    """State the number of talks with both themes of each pair."""
    return [f"{short(p.label_a)} and {short(p.label_b)}: {p.n_both:,}." for p in pairs.itertuples()]


def top_pairs(pairs: pd.DataFrame, conjunction: str) -> str:
    """Name the three pairs with most talks; "" if there are none."""
    top = [
        f"{short(pair.label_a)} {conjunction} {short(pair.label_b)} ({pair.n_both:,})"
        for pair in pairs.head(3).itertuples()
    ]
    return join_names(top) if top else ""


def themes_of_pairs(pairs: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The themes of both sides of the pairs, one below the other, with these columns."""
    names = ["theme", "label", "n", *columns]
    sides = (
        pairs[[f"theme_{end}", f"label_{end}", f"n_{end}", *columns]].set_axis(names, axis=1)
        for end in "ab"
    )
    return pd.concat(sides)


def _paired_themes(pairs: pd.DataFrame, most: int) -> pd.DataFrame:
    """Choose the themes that share most talks with others, the most frequent first."""
    ends = themes_of_pairs(pairs, "n_both").astype({"theme": "str"})
    themes = ends.groupby(["theme", "label", "n"], sort=False, as_index=False).sum()
    themes = themes.sort_values("n_both", ascending=False, kind="stable").head(most)
    return themes.sort_values("n", ascending=False, kind="stable")
