"""Talks by themes."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis import summaries
from kcdanalysis.figures import canvas
from kcdanalysis.figures.canvas import GAP, MOST_ROWS, Layout, Room
from kcdanalysis.figures.colours import theme_colours
from kcdanalysis.figures.figure import figure
from kcdanalysis.summaries.counts import UNKNOWN_LABEL
from kcdanalysis.words.translation import N_, _, number
from kcdanalysis.words.wording import (
    count,
    join_sentences,
    left_out,
    of_talks,
    short,
    talks_of,
)  # fmt: skip

_MOST_THEMES = 20
# Least width of a column below upright and slanted heads, by the size of the text.
_COLUMN, _SLANTED_COLUMN = 1.5, 1.9
# Room for titles, by the width of the figure.
_LEFT = 0.41


@figure(
    "talk_id title theme label score assigned",
    themes=[summaries.theme_matrix],
    # Scores of 0 would make most of the published numbers.
    numbers=lambda matrix: matrix[matrix["score"] > 0],
)
def theme_matrix(matrix: pd.DataFrame, *, event: str, room: Room) -> Layout:
    """Draw which talk has which theme; a larger mark is a higher score.

    Talks with the same themes are next to each other. Of more than 40 talks those with most
    themes are drawn, of more than 20 themes the most frequent; the figure says so.
    """
    titles = matrix.drop_duplicates("talk_id").set_index("talk_id")["title"]
    labels = matrix.drop_duplicates("theme").set_index("theme")["label"]
    has = matrix.pivot(index="talk_id", columns="theme", values="assigned")
    has = has.reindex(index=titles.index, columns=labels.index).fillna(False).astype(bool)
    per_talk = has.sum(axis=1)
    left = _LEFT * room.width
    width = room.beside(left)
    most = int(np.clip(width // (_COLUMN * canvas.body_size()), 1, _MOST_THEMES))
    counts, themes, talks = _chosen(has, most)

    rows = canvas.lay_rows(titles[talks], left - GAP, least=17)
    heads = [canvas.head(f"{labels[theme]} ({number(counts[theme])})") for theme in themes]
    is_short = any(head.endswith("…") for head in heads)
    # Slanted heads are easier to read, but need more room than upright ones.
    column = _SLANTED_COLUMN * canvas.body_size()
    reaches = [0.75 * canvas.widest([[head]]) + at * column for at, head in enumerate(heads)]
    overhang = max(reaches, default=0) - max(len(heads) - 1, 0) * column
    is_slanted = width - overhang > len(heads) * column
    angle, slope = (45, 0.75) if is_slanted else (90, 1.0)
    marks = matrix[matrix["assigned"] & matrix["talk_id"].isin(talks)]
    marks = marks[marks["theme"].isin(themes)]

    def draw(ax: Axes) -> None:
        right = max(len(heads), 1) - 0.5
        ax.hlines(rows.places, -0.5, right, **canvas.grid_line())
        ax.vlines(range(len(heads)), 0, rows.height, **canvas.grid_line())
        colours = theme_colours(matrix["theme"])
        column_of = {theme: at for at, theme in enumerate(themes)}
        row_of = dict(zip(talks, rows.places, strict=True))
        ax.scatter(
            marks["theme"].astype("str").map(column_of),
            marks["talk_id"].map(row_of),
            s=(3 + 8 * marks["score"]) ** 2,
            c=[colours[theme] for theme in marks["theme"]], linewidth=0, zorder=3,
        )  # fmt: skip
        canvas.write_heads(ax, heads, 0, angle)
        ax.set(xlim=(-0.5, right), xticks=[])
        ax.spines["bottom"].set_visible(False)
        rows.name(ax, pad=left)

    known = pd.Series(True, titles.index)
    if "known" in matrix:
        known = matrix.drop_duplicates("talk_id").set_index("talk_id")["known"].astype(bool)
    message, present = _message(per_talk[known]), counts[counts > 0]
    unclear = left_out(int((~known).sum()), len(titles))
    which = N_("Drawn: {talks}, those with most themes.")
    which = which if len(talks) == MOST_ROWS else N_("Drawn: {talks}, those with a theme.")
    assigned = matrix[matrix["assigned"]].groupby("talk_id")["label"].agg("; ".join)
    themes_of_talk = titles.index.to_series().map(assigned).astype("str").fillna("-")
    themes_of_talk[~known] = _(UNKNOWN_LABEL)
    return Layout(
        title=canvas.heading(event, "The talks of {event} and their themes", "Talks and themes"),
        message=message,
        note=join_sentences(
            _("In brackets: talks with the theme. Larger mark: higher score."),
            unclear,
            len(talks) < len(titles) and _(which, talks=of_talks(len(talks), len(titles))),
            len(themes) < len(present)
            and _("{n} of {total} themes, the most frequent.", n=len(themes), total=len(present)),
            is_short and _("Long names are shortened."),
        ),
        about=_("Themes of the {talks}.", talks=talks_of(len(titles), event)),
        alt=(
            _(
                "Table of {talks} by {themes}, a mark where a talk has a theme.",
                talks=talks_of(len(titles), event),
                themes=count(len(labels), "theme"),
            ),
            message,
            _(
                "Most themes, {n}: {title}.",
                n=per_talk.max(),
                title=short(titles[per_talk.idxmax()], 80),
            ),
        ),
        details=pd.DataFrame({_("Talk"): titles, _("Themes"): themes_of_talk}).reset_index(
            drop=True
        ),
        draw=draw,
        height=rows.height,
        left=left,
        right=overhang if is_slanted else 0,
        top=slope * canvas.widest([heads]) + GAP,
    )


def _chosen(has: pd.DataFrame, most: int) -> tuple[pd.Series, list[str], list[str]]:
    """Talks of each theme; the themes that fit; the talks, similar ones together."""
    counts = has.sum().sort_values(ascending=False, kind="stable")
    themes = list(counts[counts > 0].index[:most])
    per_talk = has.sum(axis=1).sort_values(ascending=False, kind="stable")
    if len(per_talk) > MOST_ROWS and per_talk.any():
        per_talk = per_talk[per_talk > 0]
    rows = has.loc[has.index.isin(per_talk.index[:MOST_ROWS]), themes]
    rows = rows.sort_values(themes, ascending=False, kind="stable") if themes else rows
    return counts, themes, list(rows.index)


def _message(per_talk: pd.Series) -> str:
    n_talks, several, none = len(per_talk), int((per_talk > 1).sum()), int((per_talk == 0).sum())
    return _(
        "Several themes: {talks}. One: {one}. None: {none}.",
        talks=of_talks(several, n_talks),
        one=number(n_talks - several - none),
        none=number(none),
    )
