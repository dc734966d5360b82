"""The figure of themes over the editions of an event: a small chart for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis.figures.canvas import (
    GAP,
    PanelText,
    axes_size,
    block_height,
    body_size,
    inner_width,
    make_panel,
    paper,
    small_size,
    write,
)
from kcdanalysis.figures.lettering import text_width, wrap_text
from kcdanalysis.figures.style import theme_colours
from kcdanalysis.figures.tables import check_table, of_rounded_numbers
from kcdanalysis.figures.words import Description, alt_text
from kcdanalysis.summaries import NO_THEME
from kcdanalysis.words.wording import count, join_sentences, percent, points, short, talks_of

#: What a page can hold; the figure says what it leaves out.
_MOST_CHARTS = 24
#: The least width of a chart and its height, by the size of the text.
_WIDTH, _HEIGHT = 15.0, 5.5
_VERDICTS = {"rising": "▲", "falling": "▼", "steady": "–", "cannot tell": "?"}


@of_rounded_numbers
def plot_theme_trend(
    trend: pd.DataFrame,
    tests: pd.DataFrame,
    *,
    event: str = "",
    title: str | None = None,
    message: str | None = None,
    note: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the share of each theme over the editions, those that rise first.

    All charts have the same scale. A line is broken where an edition is missing. Of more
    than 24 themes, those with a trend and then the most frequent are drawn.

    Parameters
    ----------
    trend, tests : DataFrame
        What `theme_trend` and `trend_tests` return.
    event, title, message, note, ax
        As for `plot_theme_shares`.
    """
    _check(trend, tests)
    colours = theme_colours(tests["theme"])
    rows = _ranked(tests)
    drawn = rows.head(_MOST_CHARTS)
    room = inner_width() if ax is None else axes_size(ax)[0]
    n_columns = int(np.clip(room // (_WIDTH * body_size()), 1, 4))
    width = (room - (n_columns - 1) * GAP) / n_columns
    top = _top(trend, drawn["theme"])
    scale = _Scale.of(trend, width, top)
    heads = [_head(row, width) for row in drawn.itertuples()]
    places, height = _grid(heads, scale, n_columns, width)
    ax = make_panel(
        ax,
        PanelText(_title(event), _message(tests), _note(trend, tests)).unless(title, message, note),
        height=height,
    )
    ax.set(xlim=(0, room), ylim=(height, 0), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    for row, head, place in zip(drawn.itertuples(), heads, places, strict=True):
        part = trend[trend["theme"] == row.theme]
        _chart(ax, part, head, place, scale, colours[row.theme])
    return ax


@of_rounded_numbers
def describe_theme_trend(
    trend: pd.DataFrame, tests: pd.DataFrame, *, event: str = ""
) -> Description:
    """Put `plot_theme_trend` into words."""
    _check(trend, tests)
    rows = _ranked(tests)
    by = str(trend.columns[0])
    sizes = trend.drop_duplicates(by).set_index(by)["n_talks"]
    held = sizes[sizes > 0]
    return Description(
        title=_title(event),
        caption=join_sentences(
            f"Share of the talks that have each theme, in {count(len(held), 'edition')} from "
            f"{held.index[0]} to {held.index[-1]}; {talks_of(int(held.sum()), event)}.",
            _note(trend, tests),
        ),
        alt=alt_text(
            f"Small line charts of {count(len(rows), 'theme')} over {count(len(held), 'edition')} "
            f"from {held.index[0]} to {held.index[-1]}, {talks_of(int(held.sum()), event)}.",
            *(
                f"{short(row.label)} {row.verdict}, {points(row.change, row.low, row.high)}."
                for row in rows.itertuples()
                if row.verdict in ("rising", "falling")
            ),
            _message(tests),
        ),
        details=pd.DataFrame(
            {
                "Theme": rows["label"],
                "Talks": rows["n"],
                "First in": rows["first"].astype("str"),
                "Last in": rows["last"].astype("str"),
                "Verdict": rows["verdict"],
                "Change, 95% interval": [
                    points(row.change, row.low, row.high) for row in rows.itertuples()
                ],
            }
        ),
    )


class _Head(NamedTuple):
    label: list[str]
    reading: list[str]

    @property
    def height(self) -> float:
        return block_height(self.label) + block_height(self.reading, small_size()) + 4


class _Scale(NamedTuple):
    """What all charts share: editions from left to right, shares from 0 to the top."""

    editions: list[Any]
    x: dict[Any, float]
    top: float
    first: list[str]
    last: list[str]

    @classmethod
    def of(cls, trend: pd.DataFrame, width: float, top: float) -> _Scale:
        editions = trend[trend.columns[0]].drop_duplicates().tolist()
        is_year = pd.api.types.is_integer_dtype(trend.dtypes.iloc[0])
        time = np.array(editions if is_year else range(len(editions)), dtype=float)
        right = width - text_width(percent(top), small_size()) - 7
        places = 3 + (time - time[0]) / (time[-1] - time[0]) * (right - 6)
        first, last = (
            wrap_text(str(edition), right / 2 - 4, small_size())
            for edition in (editions[0], editions[-1])
        )
        return cls(editions, dict(zip(editions, places, strict=True)), top, first, last)

    @property
    def foot(self) -> float:
        return block_height(max(self.first, self.last, key=len), small_size()) + 3


def _chart(
    ax: Axes,
    part: pd.DataFrame,
    head: _Head,
    place: tuple[float, float],
    scale: _Scale,
    colour: str,
) -> None:
    left, above = place
    muted = mpl.rcParams["axes.labelcolor"]
    write(ax, "\n".join(head.label), (left, above), (0, 0), va="top", weight="bold")
    below = above + block_height(head.label)
    write(
        ax, "\n".join(head.reading), (left, below), (0, 0), va="top", size=small_size(),
        color=muted,
    )  # fmt: skip
    height = _HEIGHT * body_size()
    zero = above + head.height + height
    places = np.array([scale.x[edition] for edition in part.iloc[:, 0]]) + left

    def down(share: pd.Series) -> np.ndarray:
        seen = np.clip(share.to_numpy(dtype=float), 0, scale.top)
        return np.asarray(zero - seen / scale.top * height)

    ends = [left, left + max(scale.x.values()) + 3]
    grid = {"color": mpl.rcParams["grid.color"], "linewidth": mpl.rcParams["grid.linewidth"]}
    for share in (0.0, scale.top):
        level = zero - share / scale.top * height
        ax.plot(ends, [level, level], zorder=0, **grid)
        write(ax, percent(share), (ends[1], level), (3, 0), size=small_size(), color=muted)
    ax.fill_between(
        places, down(part["low"]), down(part["high"]), color=colour, alpha=0.2, linewidth=0
    )
    lone = part["share"].notna().to_numpy()
    line = down(part["share"])
    # Where an interval has no neighbour there is no area: an upright line instead.
    alone = lone & ~np.r_[False, lone[:-1]] & ~np.r_[lone[1:], False]
    ax.vlines(
        places[alone], down(part["low"])[alone], down(part["high"])[alone],
        color=colour, alpha=0.3, linewidth=3,
    )  # fmt: skip
    ax.plot(places, line, color=colour, linewidth=1.5 * body_size() / 9)
    ax.plot(
        places, line, "o", color=colour, markersize=3.2 * body_size() / 9,
        markeredgecolor=paper(), markeredgewidth=0.4, linestyle="none",
    )  # fmt: skip
    foot = {"va": "top", "size": small_size(), "color": muted}
    write(ax, "\n".join(scale.first), (left, zero), (0, -3), ha="left", **foot)
    write(ax, "\n".join(scale.last), (ends[1], zero), (0, -3), ha="right", **foot)


def _head(row: Any, width: float) -> _Head:
    change = points(row.change, row.low, row.high).split(",")[0]
    told = f"{_VERDICTS[row.verdict]} {row.verdict}"
    return _Head(
        wrap_text(row.label, width, body_size(), "bold"),
        wrap_text(f"{told}, {change}" if row.n else "in no talk", width, small_size()),
    )


def _grid(
    heads: Sequence[_Head], scale: _Scale, n_columns: int, width: float
) -> tuple[list[tuple[float, float]], float]:
    """Left and upper ends of the charts, row by row, and the height of all."""
    places, above = [], 0.0
    chart = _HEIGHT * body_size() + scale.foot
    for start in range(0, len(heads), n_columns):
        row = heads[start : start + n_columns]
        tallest = max(head.height for head in row)
        # Charts of one row stand on one line, whatever the length of their heads.
        places += [
            (at * (width + GAP), above + tallest - head.height) for at, head in enumerate(row)
        ]
        above += tallest + chart + GAP
    return places, max(above - GAP, 1.0)


def _top(trend: pd.DataFrame, themes: pd.Series) -> float:
    """The upper end of the scale: a round share that holds the lines, and most intervals."""
    drawn = trend[trend["theme"].isin(themes)]
    most = max(float(drawn["share"].max()), float(drawn["high"].quantile(0.9)), 0.01)
    steps = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
    return next(step for step in steps if step >= min(most, 1.0))


def _ranked(tests: pd.DataFrame) -> pd.DataFrame:
    """Those that rise most first, then those that fall, then the others by frequency."""
    order = tests["verdict"].map({"rising": 0, "falling": 1}).fillna(2)
    change = tests["change"].abs().where(order < 2, 0.0)
    ranked = tests.assign(order=order, by_change=-change, by_n=-tests["n"])
    ranked = ranked.sort_values(["order", "by_change", "by_n"], kind="stable")
    return ranked[tests.columns]


def _check(trend: pd.DataFrame, tests: pd.DataFrame) -> None:
    check_table(trend, ("theme", "label", "n", "n_talks", "share", "low", "high"), "theme_trend")
    check_table(tests, ("theme", "label", "n", "change", "low", "high", "verdict"), "trend_tests")


def _title(event: str) -> str:
    return f"How the themes of {short(event, 60)} changed" if event else "How the themes changed"


def _message(tests: pd.DataFrame) -> str:
    counts = tests["verdict"].value_counts()
    told = [
        f"{counts[verdict]} {verdict}"
        for verdict in ("rising", "falling", "steady", "cannot tell")
        if verdict in counts
    ]
    return f"{count(len(tests), 'theme')}: {', '.join(told)}."


def _note(trend: pd.DataFrame, tests: pd.DataFrame) -> str:
    by = str(trend.columns[0])
    sizes = trend[trend["theme"] != NO_THEME].drop_duplicates(by).set_index(by)["n_talks"]
    missing = [str(edition) for edition in sizes.index[sizes == 0]]
    left_out = len(tests) - _MOST_CHARTS
    return join_sentences(
        "Share of the talks with the theme; shaded: 95% intervals (Wilson). Change: along a "
        "straight line, among talks of like length, tested by Cochran and Armitage, corrected "
        "for the number of themes.",
        f"No edition: {', '.join(missing)}." if missing else "",
        f"{count(left_out, 'theme')} left out." if left_out > 0 else "",
    )
