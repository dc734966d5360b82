"""The figure of themes that go together."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis.figures.canvas import (
    PanelText,
    axes_size,
    body_size,
    inner_width,
    make_panel,
    small_size,
    write,
)
from kcdanalysis.figures.lettering import shorten_text
from kcdanalysis.figures.style import ink_on, shade
from kcdanalysis.figures.tables import check_columns, of_rounded_numbers
from kcdanalysis.figures.words import Description, alt_text
from kcdanalysis.words.wording import count, join_names, join_sentences, short, talks_of

# What a column can hold; the figure says what it leaves out.
_MOST_PAIRED = 16
# Side of a cell of pairs, by the size of the text; four digits fit.
_CELL = 2.8


@of_rounded_numbers
def plot_theme_cooccurrence(
    cooccurrence: pd.DataFrame,
    *,
    event: str = "",
    title: str | None = None,
    message: str | None = None,
    note: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw which themes go together: a cell for each pair, with the number of talks.

    A theme's name stands at the corner where its row and its column meet. Themes that
    share no talk are left out; of more than 16, those that share most are drawn.

    Parameters
    ----------
    cooccurrence : DataFrame
        What `theme_cooccurrence` returns; it may have no rows.
    event, title, message, note, ax
        As for `plot_theme_shares`.
    """
    names = ("theme_a", "label_a", "theme_b", "label_b", "n_both", "n_a", "n_b", "n_talks")
    check_columns(cooccurrence, (*names, "jaccard"))
    cell = _CELL * body_size()
    most = _most(inner_width() if ax is None else axes_size(ax)[0])
    themes = _paired_themes(cooccurrence, most)
    ax = make_panel(
        ax,
        PanelText(
            _pairs_title(event), _pairs_message(cooccurrence), _pairs_note(cooccurrence, most)
        ).unless(title, message, note),
        height=cell * max(len(themes), 1),
    )
    at = {theme: place for place, theme in enumerate(themes["theme"])}
    drawn = shared_pairs(cooccurrence)
    drawn = drawn[drawn["theme_a"].isin(at) & drawn["theme_b"].isin(at)]
    for place in range(1, len(themes)):
        ax.barh(
            [place] * place,
            0.94,
            left=np.arange(place) + 0.03,
            height=0.94,
            color=shade(mpl.rcParams["text.color"], 0.05),
        )
    for pair in drawn.itertuples():
        column, row = sorted((at[pair.theme_a], at[pair.theme_b]))
        strength = pair.jaccard / drawn["jaccard"].max()
        colour = shade(mpl.rcParams["axes.prop_cycle"].by_key()["color"][0], 0.12 + 0.88 * strength)
        ax.barh(row, 0.94, left=column + 0.03, height=0.94, color=colour)
        number, ink = _brief(pair.n_both), ink_on(colour)
        write(ax, number, (column + 0.5, row), (0, 0), ha="center", color=ink, size=small_size())
    room = axes_size(ax)[0]
    for place, theme in enumerate(themes.itertuples()):
        head = f"{theme.label} ({theme.n:,})"
        lines = shorten_text(head, room - place * cell - 4, body_size(), lines=2)
        write(ax, "\n".join(lines), (place, place), (4, 0))
    ax.set(xlim=(0, room / cell), ylim=(max(len(themes), 1) - 0.5, -0.5), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return ax


@of_rounded_numbers
def describe_theme_cooccurrence(cooccurrence: pd.DataFrame, *, event: str = "") -> Description:
    """Put `plot_theme_cooccurrence` into words."""
    pairs = shared_pairs(cooccurrence)
    n_talks = int(cooccurrence["n_talks"].iloc[0]) if len(cooccurrence) else 0
    return Description(
        title=_pairs_title(event),
        caption=(
            f"Number of talks with both themes, among the {talks_of(n_talks, event)}. The darker "
            "a cell, the larger that number is among the talks with either theme (Jaccard)."
        ),
        alt=alt_text(
            f"Triangular table of {count(len(pairs), 'pair')} of themes that share talks, "
            f"in {talks_of(n_talks, event)}.",
            *(
                f"{short(pair.label_a)} and {short(pair.label_b)}: {pair.n_both:,}."
                for pair in pairs.itertuples()
            ),
        ),
        details=pd.DataFrame(
            {
                "Theme": pairs["label_a"],
                "And": pairs["label_b"],
                "Talks with both": pairs["n_both"],
                "With the first": pairs["n_a"],
                "With the second": pairs["n_b"],
            }
        ),
    )


def shared_pairs(cooccurrence: pd.DataFrame) -> pd.DataFrame:
    """Keep the pairs of themes that share a talk."""
    return cooccurrence[cooccurrence["n_both"] > 0]


def _brief(number: int) -> str:
    """Print a number in a cell, which has room for four digits."""
    return f"{number}" if number < 10_000 else f"{number / 1000:.0f}k"


def _most(room: float) -> int:
    """How many themes a width has room for, the name of the last one beside its cells."""
    return int(np.clip((room - 8 * body_size()) // (_CELL * body_size()), 2, _MOST_PAIRED))


def _paired_themes(cooccurrence: pd.DataFrame, most: int) -> pd.DataFrame:
    """Choose the themes that share most talks with others, the most frequent first."""
    pairs = shared_pairs(cooccurrence)
    ends = [
        pairs[[f"theme_{end}", f"label_{end}", f"n_{end}", "n_both"]].set_axis(
            ["theme", "label", "n", "n_both"], axis=1
        )
        for end in "ab"
    ]
    themes = pd.concat(ends).groupby(["theme", "label", "n"], sort=False, as_index=False).sum()
    themes = themes.sort_values("n_both", ascending=False, kind="stable").head(most)
    return themes.sort_values("n", ascending=False, kind="stable")


def _pairs_title(event: str) -> str:
    return f"Themes that go together at {short(event, 60)}" if event else "Themes that go together"


def _pairs_message(cooccurrence: pd.DataFrame) -> str:
    pairs = shared_pairs(cooccurrence).head(3)
    if pairs.empty:
        return "No talk has two of these themes."
    named = [
        f"{short(pair.label_a)} with {short(pair.label_b)} ({pair.n_both:,})"
        for pair in pairs.itertuples()
    ]
    return (
        f"Most often in one of the {talks_of(int(pairs['n_talks'].iloc[0]))}: {join_names(named)}."
    )


def _pairs_note(cooccurrence: pd.DataFrame, most: int) -> str:
    pairs = shared_pairs(cooccurrence)
    n_paired = len(set(pairs["theme_a"]) | set(pairs["theme_b"]))
    return join_sentences(
        "In a cell: talks with both the theme at the end of its row and the one at the top of its "
        "column. Darker: a larger part of the talks with either (Jaccard). In brackets: talks with "
        "the theme."
        if n_paired
        else "",
        f"{most} of {n_paired} themes, those that share most." if n_paired > most else "",
    )
