"""Figures for a post: one function draws each, and one beside it puts it into words.

Every `plot_*` takes a table of `summaries` and returns the Axes it drew on; it computes
nothing but places. Text stands beside what it names, so there are no legends. Without
`ax` the figure is as wide as a blog column and as high as its content needs.

Every `describe_*` takes the same table and returns title, caption and alternative text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import MaxNLocator, PercentFormatter
from matplotlib.transforms import offset_copy

from kcdanalysis.errors import KcdError
from kcdanalysis.style import (
    COLUMN_WIDTH,
    GREY,
    shorten_text,
    text_width,
    theme_colours,
    topic_mark,
    wrap_text,
)
from kcdanalysis.summaries import FAIR, NO_THEME, STABLE

#: The longest alternative text, in characters.
ALT_LENGTH = 300

# Lengths are in points, 72 to the inch; a column of 700 px at 100 dpi has 504.
_WIDTH = COLUMN_WIDTH * 72 / 100
_MARGIN = 8.0
_GAP = 10.0
# A line of text takes at most so much of its size in any supported matplotlib.
_LEADING = 1.3

# What a column can hold; figures say what they leave out.
_MOST_ROWS = 40
_MOST_THEMES = 20
_SLANTED_COLUMN = 15
_MOST_PAIRED = 16
_MOST_TALK_LABELS = 25
_MOST_TOPIC_LABELS = 16

# Labels of the map: from where on a line leads to them, in how many steps it is looked
# at, and how often the labels may move.
_LEADER_FROM = 12.0
_STEPS = 16
_ROUNDS = 4

# Side of a cell of pairs; four digits fit.
_CELL = 25.0


@dataclass(frozen=True)
class Description:
    """A figure in words.

    Attributes
    ----------
    title, caption : str
        Its heading, and what a reader should know.
    alt : str
        What it shows, with its numbers, in at most 300 characters.
    """

    title: str
    caption: str
    alt: str


# --- shares of themes -----------------------------------------------------------------


def plot_theme_shares(
    shares: pd.DataFrame, *, event: str = "", title: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the share of talks of each theme as bars, with their 95 % intervals.

    Parameters
    ----------
    shares : DataFrame
        What `theme_shares` returns; one block of it, if it was made with `by`.
    event : str
        Name of the event, for the title.
    title : str, optional
        By default made from the event.
    ax : Axes, optional
        By default a new figure.
    """
    _check_shares(shares)
    colours = {**theme_colours(_themes(shares)), NO_THEME: GREY}
    rows = _ranked_shares(shares)
    labels = [wrap_text(label, 150, _body()) for label in rows["label"]]
    values = [f"{_of(row.n, row.n_talks)} · {_percent(row.share)}" for row in rows.itertuples()]
    places, height = _stack([_block(label) for label in labels], least=19)
    ax = _panel(
        ax,
        _Words(title or _shares_title(event), _shares_message(shares), _shares_note(shares)),
        height=height,
        left=_widest(labels) + _GAP,
        right=_widest([values]) + _GAP,
        bottom=_block([""], _small()) + 4,
    )
    ax.barh(places, rows["share"], height=11, color=[colours[theme] for theme in rows["theme"]])
    # A dark line on a white one, as the bar below may be dark too.
    for colour, width in (("white", 2.4), (mpl.rcParams["text.color"], 0.8)):
        ax.hlines(places, rows["low"], rows["high"], color=colour, linewidth=width)
    for value, place, high in zip(values, places, rows["high"], strict=True):
        # On white, as a line of the grid may lie below.
        _write(ax, value, (high, place), (6, 0), bbox={"color": "white", "pad": 0.5})
    ax.set_xlim(0, rows["high"].max())
    ax.xaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.grid(axis="x")
    _name_rows(ax, places, labels, height)
    return ax


def describe_theme_shares(shares: pd.DataFrame, *, event: str = "") -> Description:
    """Put `plot_theme_shares` into words."""
    _check_shares(shares)
    n_talks = int(shares["n_talks"].iloc[0])
    rows = _ranked_shares(shares, most=len(shares))
    named = rows[rows["theme"] != NO_THEME]
    without = n_talks and int(rows.loc[rows["theme"] == NO_THEME, "n"].sum())
    return Description(
        title=_shares_title(event),
        caption=(
            f"Share of the {_talks_of(n_talks, event)} that have each theme, with 95% intervals. "
            "A talk can have several themes or none, so the shares do not add up to 100%."
        ),
        alt=_alt(
            f"Bar chart of {_count(len(_themes(shares)), 'theme')} in {_talks_of(n_talks, event)}.",
            f"{_count(without, 'talk')} without a theme." if without else "",
            *(
                f"{_short(row.label)}: {row.n:,} ({_percent(row.share)})."
                for row in named.itertuples()
            ),
        ),
    )


def _check_shares(shares: pd.DataFrame) -> None:
    _check(shares, ("theme", "label", "n", "n_talks", "share", "low", "high"), "theme_shares")
    if shares["theme"].duplicated().any():
        raise KcdError("these theme shares have several blocks; give one of them to a figure")
    if not shares["n_talks"].iloc[0]:
        raise KcdError("these theme shares are of no talks; read a programme that has some")


def _themes(shares: pd.DataFrame) -> list[str]:
    return [theme for theme in shares["theme"] if theme != NO_THEME]


def _ranked_shares(shares: pd.DataFrame, most: int = _MOST_ROWS) -> pd.DataFrame:
    """Order the themes that talks have by frequency; "no theme" comes last."""
    present = shares[shares["n"] > 0]
    none = present["theme"] == NO_THEME
    named = present[~none].sort_values("n", ascending=False, kind="stable")
    return pd.concat([named.head(most), present[none]])


def _shares_title(event: str) -> str:
    return f"What {_short(event, 60)} talked about" if event else "What the talks were about"


def _shares_message(shares: pd.DataFrame) -> str:
    n_talks = int(shares["n_talks"].iloc[0])
    rows = _ranked_shares(shares)
    rows = rows[rows["theme"] != NO_THEME].head(3)
    if rows.empty:
        return f"No theme was found in {_talks_of(n_talks)}."
    first, *others = rows.itertuples()
    leader = f"{_short(first.label)} ({_of(first.n, n_talks)} talks, {_percent(first.share)})"
    return (
        f"Most frequent: {_and([leader, *(f'{_short(row.label)} ({row.n:,})' for row in others)])}."
    )


def _shares_note(shares: pd.DataFrame) -> str:
    absent = shares[(shares["theme"] != NO_THEME) & (shares["n"] == 0)]["label"]
    left_out = len(_themes(shares)) - len(absent) - _MOST_ROWS
    return _join(
        "A talk can have several themes. Thin lines: 95% intervals (Wilson).",
        f"{_count(left_out, 'rarer theme')} left out." if left_out > 0 else "",
        f"In no talk: {_list(absent)}." if len(absent) else "",
    )


# --- talks by themes ------------------------------------------------------------------


def plot_theme_matrix(
    matrix: pd.DataFrame, *, event: str = "", title: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw which talk has which theme; a larger mark is a higher score.

    Talks with the same themes stand together. Of more than 40 talks those with most
    themes are drawn, of more than 20 themes the most frequent; the figure says so.

    Parameters
    ----------
    matrix : DataFrame
        What `theme_matrix` returns.
    event, title, ax
        As for `plot_theme_shares`.
    """
    _check(matrix, ("talk_id", "title", "theme", "label", "score", "assigned"), "theme_matrix")
    colours = theme_colours(matrix["theme"].unique())
    drawn = _drawn_matrix(matrix)
    titles = [wrap_text(text, 195, _body()) for text in drawn.titles]
    heads = [shorten_text(head, 190, _body())[0] for head in drawn.heads]
    places, height = _stack([_block(lines) for lines in titles], least=17)
    # Slanted heads are easier to read, but need more room than upright ones.
    reaches = [0.75 * _widest([[head]]) + at * _SLANTED_COLUMN for at, head in enumerate(heads)]
    overhang = max(reaches, default=0) - max(len(heads) - 1, 0) * _SLANTED_COLUMN
    slanted = _WIDTH - 2 * _MARGIN - 205 - overhang > len(heads) * _SLANTED_COLUMN
    angle, slope = (45, 0.75) if slanted else (90, 1.0)
    ax = _panel(
        ax,
        _Words(title or _matrix_title(event), _matrix_message(matrix), drawn.note),
        height=height,
        left=205,
        right=overhang if slanted else 0,
        top=slope * _widest([heads]) + _GAP,
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
        _write(ax, head, (at, 0), (0, 5), rotation=angle, rotation_mode="anchor")
    ax.set_xlim(-0.5, right)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    _name_rows(ax, places, titles, height, pad=205)
    return ax


def describe_theme_matrix(matrix: pd.DataFrame, *, event: str = "") -> Description:
    """Put `plot_theme_matrix` into words."""
    n_talks, n_themes = matrix["talk_id"].nunique(), matrix["theme"].nunique()
    per_talk = matrix.groupby("talk_id", sort=False)["assigned"].sum()
    most = matrix[matrix["talk_id"] == per_talk.idxmax()]
    return Description(
        title=_matrix_title(event),
        caption=_join(
            f"Themes of the {_talks_of(n_talks, event)}; a larger mark is a higher score.",
            _drawn_matrix(matrix).note,
        ),
        alt=_alt(
            f"Table of {_talks_of(n_talks, event)} by {_count(n_themes, 'theme')}, "
            "a mark where a talk has a theme.",
            _matrix_message(matrix),
            f"Most themes, {per_talk.max()}: {_short(most['title'].iloc[0], 80)}.",
        ),
    )


class _DrawnMatrix(NamedTuple):
    titles: pd.Series  # by talk_id, in the order of rows
    heads: pd.Series  # by theme, in the order of columns
    marks: pd.DataFrame
    note: str


def _drawn_matrix(matrix: pd.DataFrame) -> _DrawnMatrix:
    """Choose and order what a column can hold."""
    titles = matrix.drop_duplicates("talk_id").set_index("talk_id")["title"]
    labels = matrix.drop_duplicates("theme").set_index("theme")["label"]
    has = matrix.pivot(index="talk_id", columns="theme", values="assigned")
    has = has.reindex(index=titles.index, columns=labels.index).fillna(False).astype(bool)
    counts = has.sum().sort_values(ascending=False, kind="stable")
    themes = counts[counts > 0].index[:_MOST_THEMES]
    rows = has.sum(axis=1).sort_values(ascending=False, kind="stable").index[:_MOST_ROWS]
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
        ),
    )


def _matrix_note(n_rows: int, n_talks: int, n_heads: int, absent: pd.Series, n_present: int) -> str:
    return _join(
        "In brackets: talks with the theme. Larger mark: higher score.",
        f"{_of(n_rows, n_talks)} talks, those with most themes." if n_rows < n_talks else "",
        f"{n_heads} of {n_present} themes, the most frequent." if n_heads < n_present else "",
        f"In no talk: {_list(absent)}." if len(absent) else "",
    )


def _matrix_title(event: str) -> str:
    return f"The talks of {_short(event, 60)} and their themes" if event else "Talks and themes"


def _matrix_message(matrix: pd.DataFrame) -> str:
    per_talk = matrix.groupby("talk_id")["assigned"].sum()
    n_talks = len(per_talk)
    several, none = int((per_talk > 1).sum()), int((per_talk == 0).sum())
    return (
        f"Several themes: {_of(several, n_talks)} talks. One: {n_talks - several - none:,}. "
        f"None: {none:,}."
    )


# --- topics ---------------------------------------------------------------------------


def plot_topics(
    summary: pd.DataFrame,
    *,
    verdict: str = "",
    event: str = "",
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the topics as bars, with their terms and how far each can be trusted.

    Parameters
    ----------
    summary : DataFrame
        What `topic_summary` returns; it may have no rows.
    verdict : str
        What to say above, as `Topics.verdict` does; by default the counts.
    event, title, ax
        As for `plot_theme_shares`.
    """
    _check_columns(summary, ("topic", "label", "n_talks", "of_talks", "reading", "terms"))
    rows = summary.sort_values("n_talks", ascending=False, kind="stable").head(_MOST_ROWS)
    labels = [wrap_text(label, 205, _body(), "bold") for label in rows["label"]]
    terms = [wrap_text(text, 205, _small()) if text else [] for text in rows["terms"]]
    values = [f"{_of(row.n_talks, row.of_talks)}\n{_reading(row)}" for row in rows.itertuples()]
    blocks = [
        _block(label) + _block(term, _small()) + 6
        for label, term in zip(labels, terms, strict=True)
    ]
    places, height = _stack(blocks, least=32)
    ax = _panel(
        ax,
        _Words(
            title or _topics_title(event),
            verdict or _topics_message(summary),
            _topics_note(summary),
        ),
        height=height,
        left=232,
        right=_widest([value.split("\n") for value in values]) + _GAP,
    )
    for row, place, value in zip(rows.itertuples(), places, values, strict=True):
        marker, colour = topic_mark(row.topic)
        ax.barh(place, row.n_talks, height=15, edgecolor=colour, **_fill(row.reading, colour))
        ax.plot(
            0,
            place,
            marker,
            color=colour,
            markersize=7,
            clip_on=False,
            transform=offset_copy(ax.transData, ax.get_figure(root=True), x=-12, units="points"),
        )
        _write(ax, value, (row.n_talks, place), (6, 0))
    for label, term, place, block in zip(labels, terms, places, blocks, strict=True):
        top = block / 2 - 3
        _write(ax, "\n".join(label), (0, place), (-232, top), va="top", weight="bold")
        _write(
            ax,
            "\n".join(term),
            (0, place),
            (-232, top - _block(label)),
            va="top",
            size=_small(),
            color=mpl.rcParams["axes.labelcolor"],
        )
    ax.set_xlim(0, max(rows["n_talks"].max(), 1) if len(rows) else 1)
    ax.set_xticks([])
    ax.spines[["bottom", "left"]].set_visible(False)
    _name_rows(ax, places, [[]] * len(places), height)
    return ax


def describe_topics(summary: pd.DataFrame, *, verdict: str = "", event: str = "") -> Description:
    """Put `plot_topics` into words."""
    rows = summary.sort_values("n_talks", ascending=False, kind="stable")
    return Description(
        title=_topics_title(event),
        caption=_join(
            "Groups of talks that clustering found by their words, with the terms that stand "
            "for each.",
            verdict,
            "Stability tells how surely a group comes back when talks are left out "
            f"(Hennig 2007): from {STABLE} stable, from {FAIR} fair.",
        ),
        alt=_alt(
            f"Bar chart of {_count(len(rows), 'topic')}"
            + (f" in {_talks_of(int(rows['of_talks'].iloc[0]), event)}." if len(rows) else "."),
            *(
                f"{_short(row.label)}: {row.n_talks:,}, {_reading(row)}."
                for row in rows.itertuples()
            ),
        ),
    )


def _reading(row: Any) -> str:
    """The word for a topic's stability, with its figure where there is one."""
    return row.reading if pd.isna(row.stability) else f"{row.reading}, {row.stability:.2f}"


def _fill(reading: str, colour: str) -> dict[str, Any]:
    """The less a topic can be trusted, the less its bar is filled."""
    if reading == "stable":
        return {"facecolor": colour}
    if reading == "fair":
        return {"facecolor": "white", "hatch": "////"}
    return {"facecolor": "white", "linestyle": "-" if reading == "unstable" else "--"}


def _topics_title(event: str) -> str:
    return f"Groups among the talks of {_short(event, 60)}" if event else "Groups among the talks"


def _topics_message(summary: pd.DataFrame) -> str:
    if summary.empty:
        return "No groups were found among these talks."
    stable = int((summary["reading"] == "stable").sum())
    return f"{_count(len(summary), 'topic')}, {stable} of them stable."


def _topics_note(summary: pd.DataFrame) -> str:
    if summary.empty:
        return ""
    without = int(summary["of_talks"].iloc[0] - summary["n_talks"].sum())
    left_out = len(summary) - _MOST_ROWS
    return _join(
        "Stability is how surely a group comes back when talks are left out. Filled bar: "
        f"stable, {STABLE} or more. Hatched: fair, {FAIR} or more. Outline: less. "
        "Dashed: cannot tell.",
        f"{_count(without, 'talk')} in no topic." if without else "",
        f"{_count(left_out, 'smaller topic')} left out." if left_out > 0 else "",
    )


# --- map of talks ---------------------------------------------------------------------


def plot_talk_map(
    places: pd.DataFrame, *, event: str = "", title: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the talks as points, near ones alike; each topic has a shape and a colour.

    Up to 25 talks carry their titles, the 16 largest topics their labels.

    Parameters
    ----------
    places : DataFrame
        What `talk_map` returns.
    event, title, ax
        As for `plot_theme_shares`.
    """
    _check(places, ("talk_id", "title", "topic", "label", "x", "y"), "talk_map")
    places = places.reset_index(drop=True)
    n_talks, few = len(places), len(places) <= _MOST_TALK_LABELS
    height = 300 if n_talks <= 6 else 400
    room = np.array([_WIDTH - 2 * _MARGIN, height]) if ax is None else _room(ax)
    points = _scale(places[["x", "y"]].to_numpy(dtype=float), room, pad=80 if few else 30)
    labels = _map_labels(places, points, with_talks=few)
    # Among many talks the labels of topics lie on top of them.
    spots = _place(labels, points if few else points[:0], room)
    ax = _panel(
        ax,
        _Words(title or _map_title(event), _map_message(places), _map_note(places, spots)),
        height=height,
    )
    for topic, group in places.groupby("topic", dropna=False):
        marker, colour = topic_mark(None if pd.isna(topic) else int(topic))
        ax.plot(
            *points[group.index].T, marker, color=colour, markeredgecolor="white",
            markersize=7 if few else 5 if n_talks <= 500 else 3, markeredgewidth=0.6 if few else 0,
            alpha=0.9 if n_talks <= 500 else 0.5, rasterized=n_talks > 1000,
        )  # fmt: skip
    _write_labels(ax, labels, spots)
    ax.set(xlim=(0, room[0]), ylim=(0, room[1]), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return ax


def describe_talk_map(places: pd.DataFrame, *, event: str = "") -> Description:
    """Put `plot_talk_map` into words."""
    topics = _topic_sizes(places)
    return Description(
        title=_map_title(event),
        caption=(
            f"The {_talks_of(len(places), event)}, near each other where their words are alike. "
            "Only distances have a meaning, the axes have none, and two dimensions keep the "
            "distances in part."
        ),
        alt=_alt(
            f"Map of {_talks_of(len(places), event)} in {_count(len(topics), 'topic')}; "
            "talks with like words are near each other.",
            *(f"{_short(row.label)}: {row.n:,}." for row in topics.itertuples()),
        ),
    )


class _Label(NamedTuple):
    """Text to be placed near a point of the map; lengths in points."""

    lines: list[str]
    anchor: np.ndarray
    size: np.ndarray
    topic: int | None = None  # topics' labels carry their mark


# Around the text of a topic's label: its mark and the box.
_TOPIC_PADDING = np.array([20.0, 4.0])
# Titles of talks have two lines of this width.
_TITLE_WIDTH = 120.0


def _topic_sizes(places: pd.DataFrame) -> pd.DataFrame:
    """Count the talks of each topic, the largest topic first."""
    sizes = places.dropna(subset="topic").groupby(["topic", "label"]).size().rename("n")
    return sizes.reset_index().sort_values("n", ascending=False, kind="stable")


def _map_labels(places: pd.DataFrame, points: np.ndarray, *, with_talks: bool) -> list[_Label]:
    labels = []
    for row in _topic_sizes(places).head(_MOST_TOPIC_LABELS).itertuples():
        lines = wrap_text(f"{_short(row.label)} ({row.n:,})", 120, _body(), "bold")
        middle = np.median(
            points[places["topic"].eq(row.topic).fillna(False).to_numpy(dtype=bool)], axis=0
        )
        width = max(text_width(line, _body(), "bold") for line in lines)
        size = np.array([width, _block(lines)]) + _TOPIC_PADDING
        labels.append(_Label(lines, middle, size, int(row.topic)))
    for title, point in zip(places["title"], points, strict=True) if with_talks else ():
        lines = shorten_text(title, _TITLE_WIDTH, _small(), lines=2)
        width = max(text_width(line, _small()) for line in lines)
        labels.append(_Label(lines, point, np.array([width, _block(lines, _small())])))
    return labels


def _scale(places: np.ndarray, room: np.ndarray, pad: float) -> np.ndarray:
    """Turn places into points of the room, by one scale for both axes."""
    low, high = places.min(axis=0), places.max(axis=0)
    inside = np.maximum(room - 2 * np.array([pad, pad / 2]), 1.0)
    scale = np.min(inside / np.maximum(high - low, 1e-9))
    return np.asarray(room / 2 + (places - (low + high) / 2) * scale)


def _place(labels: Sequence[_Label], marks: np.ndarray, room: np.ndarray) -> list[Any]:
    """Find for each label a place beside its point, None where there is none.

    First each in turn takes the best place that is left, then each moves to a better
    one that the others have made free.
    """
    places: dict[int, np.ndarray] = {}
    texts: dict[int, np.ndarray] = {-1: _boxes(marks, np.array([9.0, 9.0]))}
    lines: dict[int, np.ndarray] = {-1: np.empty((0, 4))}
    order = sorted(range(len(labels)), key=lambda at: labels[at].topic is not None)
    for at in order * _ROUNDS:
        label, size = labels[at], labels[at].size + 3
        taken = np.vstack([box for other, box in texts.items() if other != at])
        crossing = np.vstack([box for other, box in lines.items() if other != at])
        tries = _around(label)
        boxes = _boxes(tries, size)
        inside = (boxes[:, :2] >= 0).all(axis=1) & (boxes[:, 2:] <= room).all(axis=1)
        free = tries[inside & ~_overlaps(boxes, taken)]
        if len(free):
            best = free[np.argmin(_costs(label, free, marks, taken, crossing))]
            places[at], texts[at] = best, _boxes(best[None], size)
            lines[at] = _boxes(_leaders(label, best[None])[0], np.ones(2))
    return [places.get(at) for at in range(len(labels))]


def _around(label: _Label) -> np.ndarray:
    """Centres to try: on the point itself, then on rectangles around it."""
    steps = np.linspace(-1, 1, 9)
    sides = [(step, side) for step in steps for side in (-1.0, 1.0)]
    edge = np.array([*(side[::-1] for side in sides), *sides])
    reaches = (6, 10, 16, 24, 34, 46, 60, 76, 94, 114, 136, 160, 186, 214, 244)
    rings = [label.anchor + edge * (reach + label.size / 2) for reach in reaches]
    return np.vstack([label.anchor[None], *rings])


def _costs(
    label: _Label, places: np.ndarray, marks: np.ndarray, taken: np.ndarray, lines: np.ndarray
) -> np.ndarray:
    """Weigh places for a label: near, level with its mark, crossed by no line, not doubtful."""
    gaps = np.linalg.norm(_way(label.anchor, label, places), axis=1)
    slant = np.abs((places - label.anchor) / (label.size / 2)).min(axis=1)
    crossed = _overlaps(_boxes(places, label.size), lines)
    far = gaps >= _LEADER_FROM
    if label.topic is not None:
        return np.asarray(gaps / 2 + 60 * crossed)
    leaders = _leaders(label, places[far])
    hits = np.zeros(len(places), dtype=bool)
    hits[far] = (
        _overlaps(_boxes(leaders.reshape(-1, 2), np.ones(2)), taken).reshape(-1, _STEPS).any(axis=1)
    )
    # Nearer to another mark than to its own, and without a line, it would mislead.
    others = np.linalg.norm(_way(marks[:, None], label, places[None]), axis=2)
    doubtful = ((others <= gaps + 2).sum(axis=0) > 1) & ~far
    crossing = crossed.astype(int) + hits
    return np.asarray(gaps + 4 * slant + 60 * crossing + 15 * doubtful + 8 * far)


def _way(points: np.ndarray, label: _Label, places: np.ndarray) -> np.ndarray:
    """The way from points to the nearest edge of a label."""
    half = label.size / 2
    return np.asarray(np.clip(points, places - half, places + half) - points)


def _leaders(label: _Label, places: np.ndarray) -> np.ndarray:
    """Points on the line from a talk's mark to its label, for each place.

    A label right beside its mark needs no line; its points are far off the map.
    """
    way = _way(label.anchor, label, places)
    length = np.linalg.norm(way, axis=1)[:, None, None]
    start = np.minimum(6 / np.maximum(length, 1), 1)
    parts = start + (0.97 - start) * np.linspace(0, 1, _STEPS)[:, None]
    drawn = (length >= _LEADER_FROM) & (label.topic is None)
    return np.asarray(np.where(drawn, label.anchor + way[:, None] * parts, -1e6))


def _boxes(centres: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Rectangles as rows of left, bottom, right, top."""
    return np.hstack([centres - size / 2, centres + size / 2])


def _overlaps(boxes: np.ndarray, taken: np.ndarray) -> np.ndarray:
    """Say for each box whether it overlaps one that is taken."""
    apart = (boxes[:, None, :2] >= taken[None, :, 2:]) | (boxes[:, None, 2:] <= taken[None, :, :2])
    return np.asarray(np.any(~np.any(apart, axis=2), axis=1))


def _write_labels(ax: Axes, labels: Sequence[_Label], places: Sequence[Any]) -> None:
    for label, place in zip(labels, places, strict=True):
        if place is None:
            continue
        if label.topic is not None:
            _write_topic(ax, label, place - label.size / 2)
            continue
        line = _leaders(label, place[None])[0]
        if line[0, 0] >= 0:
            ax.plot(*line[[0, -1]].T, color=GREY, linewidth=0.6, zorder=1)
        # Lines of text start or end at the mark, where it is beside them.
        aside = np.sign(label.anchor[0] - place[0])
        if abs(label.anchor[0] - place[0]) < label.size[0] / 2:
            aside = 0
        at = (place[0] + aside * label.size[0] / 2, place[1])
        align = {-1: "left", 0: "center", 1: "right"}[int(aside)]
        _write(ax, "\n".join(label.lines), at, (0, 0), ha=align, size=_small(), zorder=4)


def _write_topic(ax: Axes, label: _Label, corner: np.ndarray) -> None:
    """Write in a box, so that the mark in it is not taken for a talk."""
    marker, colour = topic_mark(label.topic)
    width, height = label.size
    box = FancyBboxPatch(
        (corner[0], corner[1]), width, height, boxstyle="round,pad=0,rounding_size=3",
        facecolor="white", edgecolor=colour, linewidth=0.9, alpha=0.92, zorder=5,
    )  # fmt: skip
    ax.add_patch(box)
    middle = corner[1] + height / 2
    ax.plot(corner[0] + 8, middle, marker, color=colour, markersize=6, zorder=6)
    _write(ax, "\n".join(label.lines), (corner[0] + 15, middle), (0, 0), weight="bold", zorder=6)


def _is_shortened(title: str) -> bool:
    return len(wrap_text(title, _TITLE_WIDTH, _small())) > 2


def _map_title(event: str) -> str:
    return f"A map of the talks of {_short(event, 60)}" if event else "A map of the talks"


def _map_message(places: pd.DataFrame) -> str:
    n_topics, without = len(_topic_sizes(places)), int(places["topic"].isna().sum())
    grey = f"; {_count(without, 'talk')} in no topic, in grey" if without else ""
    return f"{_count(len(places) - without, 'talk')} in {_count(n_topics, 'topic')}{grey}."


def _map_note(places: pd.DataFrame, spots: Sequence[Any]) -> str:
    n_topics, left_out = len(_topic_sizes(places)), sum(spot is None for spot in spots)
    few = len(places) <= _MOST_TALK_LABELS
    many_topics = n_topics > _MOST_TOPIC_LABELS
    return _join(
        "Talks are near each other where their words are alike. The axes have no meaning, and "
        "two dimensions keep the distances in part.",
        "Long titles are shortened." if few and any(map(_is_shortened, places["title"])) else "",
        f"{_of(_MOST_TOPIC_LABELS, n_topics)} topics named, the largest." if many_topics else "",
        f"{_count(left_out, 'label')} left out for want of room." if left_out else "",
    )


# --- themes that go together ----------------------------------------------------------


def plot_theme_cooccurrence(
    cooccurrence: pd.DataFrame,
    *,
    event: str = "",
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw which themes go together: a cell for each pair, with the number of talks.

    A theme's name stands at the corner where its row and its column meet. Themes that
    share no talk are left out; of more than 16, those that share most are drawn.

    Parameters
    ----------
    cooccurrence : DataFrame
        What `theme_cooccurrence` returns; it may have no rows.
    event, title, ax
        As for `plot_theme_shares`.
    """
    names = ("theme_a", "label_a", "theme_b", "label_b", "n_both", "n_a", "n_b", "n_talks")
    _check_columns(cooccurrence, (*names, "jaccard"))
    themes = _paired_themes(cooccurrence)
    ax = _panel(
        ax,
        _Words(
            title or _pairs_title(event), _pairs_message(cooccurrence), _pairs_note(cooccurrence)
        ),
        height=_CELL * max(len(themes), 1),
    )
    at = {theme: place for place, theme in enumerate(themes["theme"])}
    drawn = _shared(cooccurrence)
    drawn = drawn[drawn["theme_a"].isin(at) & drawn["theme_b"].isin(at)]
    for place in range(1, len(themes)):
        ax.barh([place] * place, 0.94, left=np.arange(place) + 0.03, height=0.94, color="#f4f4f4")
    for pair in drawn.itertuples():
        column, row = sorted((at[pair.theme_a], at[pair.theme_b]))
        strength = pair.jaccard / drawn["jaccard"].max()
        ax.barh(row, 0.94, left=column + 0.03, height=0.94, color=_shade(strength))
        number = _brief(pair.n_both)
        ink = "white" if strength > 0.85 else mpl.rcParams["text.color"]
        _write(ax, number, (column + 0.5, row), (0, 0), ha="center", color=ink, size=_small())
    room = _room(ax)[0]
    for place, theme in enumerate(themes.itertuples()):
        head = f"{theme.label} ({theme.n:,})"
        lines = shorten_text(head, room - place * _CELL - 4, _body(), lines=2)
        _write(ax, "\n".join(lines), (place, place), (4, 0))
    ax.set(xlim=(0, room / _CELL), ylim=(max(len(themes), 1) - 0.5, -0.5), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return ax


def describe_theme_cooccurrence(cooccurrence: pd.DataFrame, *, event: str = "") -> Description:
    """Put `plot_theme_cooccurrence` into words."""
    pairs = _shared(cooccurrence)
    n_talks = int(cooccurrence["n_talks"].iloc[0]) if len(cooccurrence) else 0
    return Description(
        title=_pairs_title(event),
        caption=(
            f"Number of talks with both themes, among the {_talks_of(n_talks, event)}. The darker "
            "a cell, the larger that number is among the talks with either theme (Jaccard)."
        ),
        alt=_alt(
            f"Triangular table of {_count(len(pairs), 'pair')} of themes that share talks, "
            f"in {_talks_of(n_talks, event)}.",
            *(
                f"{_short(pair.label_a)} and {_short(pair.label_b)}: {pair.n_both:,}."
                for pair in pairs.itertuples()
            ),
        ),
    )


def _shared(cooccurrence: pd.DataFrame) -> pd.DataFrame:
    return cooccurrence[cooccurrence["n_both"] > 0]


def _brief(number: int) -> str:
    """Print a number in a cell, which has room for four digits."""
    return f"{number}" if number < 10_000 else f"{number / 1000:.0f}k"


def _paired_themes(cooccurrence: pd.DataFrame) -> pd.DataFrame:
    """Choose the themes that share most talks with others, the most frequent first."""
    pairs = _shared(cooccurrence)
    ends = [
        pairs[[f"theme_{end}", f"label_{end}", f"n_{end}", "n_both"]].set_axis(
            ["theme", "label", "n", "n_both"], axis=1
        )
        for end in "ab"
    ]
    themes = pd.concat(ends).groupby(["theme", "label", "n"], sort=False, as_index=False).sum()
    themes = themes.sort_values("n_both", ascending=False, kind="stable").head(_MOST_PAIRED)
    return themes.sort_values("n", ascending=False, kind="stable")


def _shade(strength: float) -> tuple[float, float, float]:
    """Mix the first colour of the style with white."""
    colour = np.array(to_rgb(mpl.rcParams["axes.prop_cycle"].by_key()["color"][0]))
    red, green, blue = 1 - (1 - colour) * (0.12 + 0.88 * strength)
    return float(red), float(green), float(blue)


def _pairs_title(event: str) -> str:
    return f"Themes that go together at {_short(event, 60)}" if event else "Themes that go together"


def _pairs_message(cooccurrence: pd.DataFrame) -> str:
    pairs = _shared(cooccurrence).head(3)
    if pairs.empty:
        return "No talk has two of these themes."
    named = [
        f"{_short(pair.label_a)} with {_short(pair.label_b)} ({pair.n_both:,})"
        for pair in pairs.itertuples()
    ]
    return f"Most often in one of the {_talks_of(int(pairs['n_talks'].iloc[0]))}: {_and(named)}."


def _pairs_note(cooccurrence: pd.DataFrame) -> str:
    pairs = _shared(cooccurrence)
    n_paired = len(set(pairs["theme_a"]) | set(pairs["theme_b"]))
    return _join(
        "In a cell: talks with both the theme at the end of its row and the one at the top of its "
        "column. Darker: a larger part of the talks with either (Jaccard). In brackets: talks with "
        "the theme."
        if n_paired
        else "",
        f"{_MOST_PAIRED} of {n_paired} themes, those that share most."
        if n_paired > _MOST_PAIRED
        else "",
    )


# --- what all figures share -----------------------------------------------------------


class _Words(NamedTuple):
    """What is printed above and below a figure."""

    title: str
    message: str
    note: str


def _panel(
    ax: Axes | None,
    words: _Words,
    *,
    height: float,
    left: float = 0,
    right: float = 0,
    top: float = 0,
    bottom: float = 0,
) -> Axes:
    """Make the axes, with words above and below; lengths in points.

    `height` is that of the axes alone; the other lengths are room for labels around them.
    Given axes keep their size, and the words take their width.
    """
    room = _WIDTH - 2 * _MARGIN if ax is None else _room(ax)[0] + left
    title_size = _size("axes.titlesize")
    title = wrap_text(words.title, room, title_size, "bold")
    message = wrap_text(words.message, room, _body()) if words.message else []
    note = wrap_text(words.note, room, _small()) if words.note else []
    above = top + _GAP + _block(message)
    below = bottom + _GAP + _block(note, _small())
    if ax is None:
        head = _block(title, title_size) + 2
        total = _MARGIN + head + above + height + below + _MARGIN
        figure = plt.figure(figsize=(_WIDTH / 72, total / 72))
        x, y = _MARGIN + left, below + _MARGIN
        width = room - left - right
        ax = figure.add_axes((x / _WIDTH, y / total, width / _WIDTH, height / total))
    ax.set_title(
        "\n".join(title), loc="left", x=-left / _room(ax)[0], y=1, pad=above + 6,
        parse_math=False, weight="bold",
    )  # fmt: skip
    muted = {"xycoords": "axes fraction", "color": mpl.rcParams["axes.labelcolor"], "va": "top"}
    _write(ax, "\n".join(message), (0, 1), (-left, above), **muted)
    _write(ax, "\n".join(note), (0, 0), (-left, -bottom - _GAP), **muted, size=_small())
    return ax


def _room(ax: Axes) -> np.ndarray:
    """Width and height of the axes."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    return np.array(ax.get_window_extent().size) * 72 / figure.dpi


def _name_rows(
    ax: Axes, places: Sequence[float], labels: Sequence[list[str]], height: float, pad: float = 0
) -> None:
    """Set the rows of the axes from the top down, with their names on the left."""
    ax.set_ylim(height, 0)
    names = ["\n".join(lines) for lines in labels]
    ax.set_yticks(places, names, size=_body(), parse_math=False, ha="left" if pad else "right")
    ax.tick_params(axis="y", pad=pad or 5, length=0)
    ax.tick_params(axis="x", length=0)
    ax.spines[["top", "right"]].set_visible(False)


def _write(
    ax: Axes,
    text: str,
    at: Sequence[float] | np.ndarray,
    offset: tuple[float, float],
    **options: Any,
) -> None:
    """Write at a place of the data, moved by points; as it stands, "$" included."""
    if text:
        ax.annotate(
            text, tuple(at), xytext=offset, textcoords="offset points", annotation_clip=False,
            parse_math=False, **{"va": "center", "size": _body(), **options},
        )  # fmt: skip


def _size(setting: Any) -> float:
    return float(FontProperties(size=mpl.rcParams[setting]).get_size_in_points())


def _body() -> float:
    return _size("font.size")


def _small() -> float:
    return _size("xtick.labelsize")


def _block(lines: Sequence[str], size: float | None = None) -> float:
    """Height of lines of text, in points."""
    return len(lines) * _LEADING * (size or _body())


def _stack(blocks: Sequence[float], least: float) -> tuple[list[float], float]:
    """Put blocks below each other; return their middles and the height of all."""
    heights = np.maximum(np.array(blocks, dtype=float) + 5, least)
    ends = np.cumsum(heights)
    return (ends - heights / 2).tolist(), float(ends[-1]) if len(ends) else least


def _widest(labels: Iterable[Iterable[str]]) -> float:
    return max((text_width(line, _body()) for lines in labels for line in lines), default=0.0)


def _check(table: pd.DataFrame, columns: Sequence[str], maker: str) -> None:
    _check_columns(table, columns)
    if table.empty:
        raise KcdError(f"there is nothing to draw; give the table that {maker} returns")


def _check_columns(table: pd.DataFrame, columns: Sequence[str]) -> None:
    missing = [column for column in columns if column not in table]
    if missing:
        raise KcdError(f"the table has no column {missing[0]!r}; give one that summaries made")


def _alt(*sentences: str) -> str:
    """Join as many sentences as an alternative text may hold."""
    text = ""
    for sentence in filter(None, sentences):
        longer = f"{text} {sentence}".strip()
        if len(longer) > ALT_LENGTH:
            break
        text = longer
    return text


def _join(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _and(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _list(labels: Iterable[str]) -> str:
    return ", ".join(_short(label) for label in labels)


def _short(text: str, length: int = 40) -> str:
    text = " ".join(str(text).split())
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _talks_of(n_talks: int, event: str = "") -> str:
    talks = _count(n_talks, "talk")
    return f"{talks} of {_short(event, 60)}" if event else talks


def _of(number: int, total: int) -> str:
    return f"{number:,} of {total:,}"


def _percent(share: float) -> str:
    """Print a share, where something small is not nothing.

    >>> _percent(0.3125), _percent(0.004), _percent(0)
    ('31%', '<1%', '0%')
    """
    return "<1%" if 0 < share < 0.005 else f"{int(100 * share + 0.5)}%"
