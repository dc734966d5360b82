"""The figure of talks by themes."""

from __future__ import annotations

from typing import NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis.figures.canvas import (
    GAP,
    MOST_ROWS,
    PanelText,
    axes_size,
    block_height,
    body_size,
    figure_width,
    inner_width,
    make_panel,
    name_rows,
    stack_rows,
    widest,
    write,
)
from kcdanalysis.figures.lettering import shorten_text, wrap_text
from kcdanalysis.figures.style import theme_colours
from kcdanalysis.figures.tables import check_table, of_rounded_numbers
from kcdanalysis.figures.words import Description, alt_text
from kcdanalysis.words.wording import count, join_sentences, list_names, of_total, short, talks_of

# What a column can hold; the figure says what it leaves out.
_MOST_THEMES = 20
# Least width of a column below upright and slanted heads, by the size of the text.
_COLUMN, _SLANTED_COLUMN = 1.5, 1.9
# Room for titles and for heads, by the width of the figure.
_LEFT, _HEAD = 0.41, 0.38


@of_rounded_numbers
def plot_theme_matrix(
    matrix: pd.DataFrame,
    *,
    event: str = "",
    title: str | None = None,
    message: str | None = None,
    note: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw which talk has which theme; a larger mark is a higher score.

    Talks with the same themes stand together. Of more than 40 talks those with most
    themes are drawn, of more than 20 themes the most frequent; the figure says so.

    Parameters
    ----------
    matrix : DataFrame
        What `theme_matrix` returns.
    event, title, message, note, ax
        As for `plot_theme_shares`.
    """
    check_table(matrix, ("talk_id", "title", "theme", "label", "score", "assigned"), "theme_matrix")
    colours = theme_colours(matrix["theme"].unique())
    left = _LEFT * figure_width()
    room = (inner_width() if ax is None else axes_size(ax)[0] + left) - left
    drawn = _drawn_matrix(matrix, room)
    titles = [wrap_text(text, left - GAP, body_size()) for text in drawn.titles]
    heads = [shorten_text(head, _HEAD * figure_width(), body_size())[0] for head in drawn.heads]
    places, height = stack_rows([block_height(lines) for lines in titles], least=17)
    # Slanted heads are easier to read, but need more room than upright ones.
    column = _SLANTED_COLUMN * body_size()
    reaches = [0.75 * widest([[head]]) + at * column for at, head in enumerate(heads)]
    overhang = max(reaches, default=0) - max(len(heads) - 1, 0) * column
    slanted = room - overhang > len(heads) * column
    angle, slope = (45, 0.75) if slanted else (90, 1.0)
    ax = make_panel(
        ax,
        PanelText(_matrix_title(event), _matrix_message(matrix), drawn.note).unless(
            title, message, note
        ),
        height=height,
        left=left,
        right=overhang if slanted else 0,
        top=slope * widest([heads]) + GAP,
    )
    right = max(len(heads), 1) - 0.5
    grid = {"color": mpl.rcParams["grid.color"], "linewidth": mpl.rcParams["grid.linewidth"]}
    ax.hlines(places, -0.5, right, **grid)
    ax.vlines(range(len(heads)), 0, height, **grid)
    ax.scatter(
        drawn.marks["theme"].map({theme: at for at, theme in enumerate(drawn.heads.index)}),
        drawn.marks["talk_id"].map(dict(zip(drawn.titles.index, places, strict=True))),
        s=(3 + 8 * drawn.marks["score"]) ** 2,
        c=[colours[theme] for theme in drawn.marks["theme"]],
        linewidth=0,
        zorder=3,
    )
    for at, head in enumerate(heads):
        write(ax, head, (at, 0), (0, 5), rotation=angle, rotation_mode="anchor")
    ax.set_xlim(-0.5, right)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    name_rows(ax, places, titles, height, pad=left)
    return ax


@of_rounded_numbers
def describe_theme_matrix(matrix: pd.DataFrame, *, event: str = "") -> Description:
    """Put `plot_theme_matrix` into words."""
    n_talks, n_themes = matrix["talk_id"].nunique(), matrix["theme"].nunique()
    per_talk = matrix.groupby("talk_id", sort=False)["assigned"].sum()
    most = matrix[matrix["talk_id"] == per_talk.idxmax()]
    return Description(
        title=_matrix_title(event),
        caption=join_sentences(
            f"Themes of the {talks_of(n_talks, event)}; a larger mark is a higher score.",
            _drawn_matrix(matrix, inner_width() - _LEFT * figure_width()).note,
        ),
        alt=alt_text(
            f"Table of {talks_of(n_talks, event)} by {count(n_themes, 'theme')}, "
            "a mark where a talk has a theme.",
            _matrix_message(matrix),
            f"Most themes, {per_talk.max()}: {short(most['title'].iloc[0], 80)}.",
        ),
        details=_themes_of_talks(matrix),
    )


def _themes_of_talks(matrix: pd.DataFrame) -> pd.DataFrame:
    assigned = matrix[matrix["assigned"]].groupby("talk_id")["label"].agg("; ".join)
    talks = matrix.drop_duplicates("talk_id")
    return pd.DataFrame(
        {"Talk": talks["title"], "Themes": talks["talk_id"].map(assigned).astype("str").fillna("-")}
    )


class _DrawnMatrix(NamedTuple):
    titles: pd.Series  # by talk_id, in the order of rows
    heads: pd.Series  # by theme, in the order of columns
    marks: pd.DataFrame
    note: str


def _drawn_matrix(matrix: pd.DataFrame, room: float) -> _DrawnMatrix:
    """Choose and order what a column can hold."""
    titles = matrix.drop_duplicates("talk_id").set_index("talk_id")["title"]
    labels = matrix.drop_duplicates("theme").set_index("theme")["label"]
    has = matrix.pivot(index="talk_id", columns="theme", values="assigned")
    has = has.reindex(index=titles.index, columns=labels.index).fillna(False).astype(bool)
    counts = has.sum().sort_values(ascending=False, kind="stable")
    most = int(np.clip(room // (_COLUMN * body_size()), 1, _MOST_THEMES))
    themes = counts[counts > 0].index[:most]
    rows = has.sum(axis=1).sort_values(ascending=False, kind="stable").index[:MOST_ROWS]
    # Back in the order of the programme, then talks with the same themes together.
    rows = has.loc[has.index.isin(rows), themes]
    rows = rows.sort_values(list(themes), ascending=False, kind="stable") if len(themes) else rows
    heads = pd.Series(
        {theme: f"{labels[theme]} ({counts[theme]:,})" for theme in themes}, dtype=str
    )
    chosen = matrix["talk_id"].isin(rows.index) & matrix["theme"].isin(themes)
    return _DrawnMatrix(
        titles=titles[rows.index],
        heads=heads,
        marks=matrix[matrix["assigned"] & chosen],
        note=_matrix_note(
            len(rows),
            len(titles),
            len(themes),
            labels[counts.index[counts == 0]],
            int((counts > 0).sum()),
            is_short=any(
                len(wrap_text(head, _HEAD * figure_width(), body_size())) > 1 for head in heads
            ),
        ),
    )


def _matrix_note(
    n_rows: int, n_talks: int, n_heads: int, absent: pd.Series, n_present: int, *, is_short: bool
) -> str:
    return join_sentences(
        "In brackets: talks with the theme. Larger mark: higher score.",
        f"{of_total(n_rows, n_talks)} talks, those with most themes." if n_rows < n_talks else "",
        f"{n_heads} of {n_present} themes, the most frequent." if n_heads < n_present else "",
        "Long names are shortened." if is_short else "",
        f"In no talk: {list_names(absent)}." if len(absent) else "",
    )


def _matrix_title(event: str) -> str:
    return f"The talks of {short(event, 60)} and their themes" if event else "Talks and themes"


def _matrix_message(matrix: pd.DataFrame) -> str:
    per_talk = matrix.groupby("talk_id")["assigned"].sum()
    n_talks = len(per_talk)
    several, none = int((per_talk > 1).sum()), int((per_talk == 0).sum())
    return (
        f"Several themes: {of_total(several, n_talks)} talks. One: {n_talks - several - none:,}. "
        f"None: {none:,}."
    )
