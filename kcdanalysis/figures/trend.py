"""Themes over the editions of an event: a small chart for each."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis import summaries
from kcdanalysis.figures import canvas
from kcdanalysis.figures.canvas import GAP, Layout, Room
from kcdanalysis.figures.colours import theme_colours
from kcdanalysis.figures.figure import figure
from kcdanalysis.figures.lettering import text_width, wrap_text
from kcdanalysis.summaries.intervals import within
from kcdanalysis.summaries.trend import TREND_VERDICTS, TRENDS
from kcdanalysis.words.translation import _, ngettext
from kcdanalysis.words.wording import (
    change_in_points,
    count,
    join_sentences,
    list_names,
    percent,
    points,
    said_of,
    short,
    talks_of,
)  # fmt: skip

_MOST_CHARTS = 24
#: The least width of a chart and its height, by the size of the text.
_WIDTH, _HEIGHT = 15.0, 5.5
_SIGNS = dict(zip(TREND_VERDICTS, "▲▼▲▼––?", strict=True))


def _with_change(trend: pd.DataFrame, tests: pd.DataFrame) -> pd.DataFrame:
    change = tests.rename(columns={"low": "change_low", "high": "change_high"})
    kept = ["theme", "change", "change_low", "change_high", "confidence", "verdict", "fragile"]
    return trend.merge(change[[name for name in kept if name in change]], "left", on="theme")


@figure(
    "theme label n n_talks share low high",
    "theme label n first last change low high verdict",
    themes=[summaries.theme_trend, summaries.trend_tests],
    numbers=_with_change,
)
def theme_trend(trend: pd.DataFrame, tests: pd.DataFrame, *, event: str, room: Room) -> Layout:
    """Draw the share of each theme over the editions, rising themes first.

    All charts have the same scale. A line is interrupted where an edition is missing. Of more
    than 24 themes, those with a trend and then the most frequent are drawn.

    Parameters
    ----------
    tests : DataFrame
        What `kcd.trend_tests` returns.
    """
    ranked = _ranked(tests)
    drawn = ranked.head(_MOST_CHARTS)
    n_columns = int(np.clip(room.beside() // (_WIDTH * canvas.body_size()), 2, 4))
    small = canvas.small_size()
    width = (room.beside() - (n_columns - 1) * GAP) / n_columns
    scale = _scale(trend, width, _top(trend[trend["theme"].isin(drawn["theme"])]))
    heads = [_head(row, width) for row in drawn.itertuples()]
    heights = [canvas.block_height(one) + canvas.block_height(two, small) + 4 for one, two in heads]
    corners, below = [], 0.0
    for start in range(0, len(heads), n_columns):
        row = heights[start : start + n_columns]
        # Charts of one row are aligned below their heads, which differ in height.
        corners += [(at * (width + GAP), below + max(row) - own) for at, own in enumerate(row)]
        below += max(row) + (_HEIGHT * canvas.body_size() + scale.foot) + GAP
    height = max(below - GAP, 1.0)

    def draw(ax: Axes) -> None:
        canvas.bare_axes(ax, (0, room.beside()), (height, 0))
        colours = theme_colours(tests["theme"])
        for theme, head, corner in zip(drawn["theme"], heads, corners, strict=True):
            _draw_chart(ax, trend[trend["theme"] == theme], head, corner, scale, colours[theme])

    by = str(trend.columns[0])
    sizes = trend.drop_duplicates(by).set_index(by)["n_talks"]
    editions, missing = sizes[sizes > 0], [str(edition) for edition in sizes.index[sizes == 0]]
    n_left_out = len(tests) - _MOST_CHARTS
    changes = [points(row.change, row.low, row.high) for row in ranked.itertuples()]
    is_fragile = tests["fragile"].astype("str") != "" if "fragile" in tests else tests["n"] < 0
    fragile = tests.loc[is_fragile, "label"]
    message = said_of(count(len(tests), "theme"), canvas.count_verdicts(tests, _SIGNS))
    span = ngettext(
        "{n} edition from {first} to {last}",
        "{n} editions from {first} to {last}",
        len(editions),
        first=editions.index[0],
        last=editions.index[-1],
    )
    n_talks = talks_of(int(editions.sum()), event)
    return Layout(
        title=canvas.heading(event, "How the themes of {event} changed", "How the themes changed"),
        message=message,
        note=join_sentences(
            _(
                "Share of the talks with the theme; shaded: 95% intervals (Wilson). Change: along"
                " a straight line, among talks of like length; steady: the change is {within}. The"
                " intervals of all changes together hold at 95%.",
                within=within(),
            ),
            len(fragile) > 0
            and _("May be chance without one edition: {names}.", names=list_names(fragile)),
            len(missing) > 0 and _("No edition: {names}.", names=", ".join(missing)),
            n_left_out > 0 and canvas.themes_left_out(n_left_out),
        ),
        about=_(
            "Share of the talks that have each theme, in {editions}; {talks}.",
            editions=span,
            talks=n_talks,
        ),
        alt=(
            _(
                "Small line charts of {themes} over {editions}, {talks}.",
                themes=count(len(ranked), "theme"),
                editions=span,
                talks=n_talks,
            ),
            *(
                _(
                    "{label} {verdict}, {change}.",
                    label=short(row.label),
                    verdict=_(row.verdict),
                    change=change,
                )
                for row, change in zip(ranked.itertuples(), changes, strict=True)
                if row.verdict in TRENDS
            ),
            message,
        ),
        details=canvas.columns(
            ranked.assign(change=changes).astype({"first": "str", "last": "str"}),
            label="Theme",
            n="Talks",
            first="First in",
            last="Last in",
            verdict="Verdict",
            change="Change, adjusted interval",
        ),
        draw=draw,
        height=height,
    )


_Head = tuple[list[str], list[str]]


def _head(row: Any, width: float) -> _Head:
    """The lines above a chart: its theme, and what becomes of it."""
    change = change_in_points(row.change, row.low, row.high)
    verdict = f"{_SIGNS[row.verdict]} {_(row.verdict)}"
    text = f"{verdict}, {change}" if row.n else _("in no talk")
    label = wrap_text(row.label, width, canvas.body_size(), "bold")
    return label, wrap_text(text, width, canvas.small_size())


class _Scale(NamedTuple):
    """What all charts share: the axes, their end labels, and the height of those of editions."""

    x: dict[Any, float]
    top: float
    first: str
    last: str
    foot: float


def _scale(trend: pd.DataFrame, width: float, top: float) -> _Scale:
    editions = trend.iloc[:, 0].drop_duplicates().tolist()
    is_year = pd.api.types.is_integer_dtype(trend.dtypes.iloc[0])
    time = np.array(editions if is_year else range(len(editions)), dtype=float)
    small = canvas.small_size()
    right = width - text_width(percent(top), small) - 7
    places = 3 + (time - time[0]) / (time[-1] - time[0]) * (right - 6)
    first, last = (wrap_text(str(editions[at]), right / 2 - 4, small) for at in (0, -1))
    foot = canvas.block_height(max(first, last, key=len), small) + 3
    x = dict(zip(editions, places, strict=True))
    return _Scale(x, top, "\n".join(first), "\n".join(last), foot)


def _top(drawn: pd.DataFrame) -> float:
    """The upper end of the scale: a round share above all lines, and most intervals."""
    most = max(float(drawn["share"].max()), float(drawn["high"].quantile(0.9)), 0.01)
    steps = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
    return next(step for step in steps if step >= min(most, 1.0))


def _draw_chart(
    ax: Axes,
    part: pd.DataFrame,
    head: _Head,
    corner: tuple[float, float],
    scale: _Scale,
    colour: str,
) -> None:
    (left, above), (label, verdict), small = corner, head, canvas.small_size()
    muted: dict[str, Any] = {"size": small, "color": canvas.muted_ink()}
    below, used = canvas.block_height(label), canvas.block_height(verdict, small)
    canvas.write(ax, "\n".join(label), corner, (0, 0), va="top", weight="bold")
    canvas.write(ax, "\n".join(verdict), (left, above + below), (0, 0), va="top", **muted)
    body, height = canvas.body_size(), _HEIGHT * canvas.body_size()
    zero, right = above + (below + used + 4) + height, left + max(scale.x.values()) + 3
    for share in (0.0, scale.top):
        level = zero - share / scale.top * height
        ax.plot([left, right], [level, level], zorder=0, **canvas.grid_line())
        canvas.write(ax, percent(share), (right, level), (3, 0), **muted)
    places = np.array([scale.x[edition] for edition in part.iloc[:, 0]]) + left
    line, low, high = (
        zero - np.clip(part[name].to_numpy(dtype=float), 0, scale.top) / scale.top * height
        for name in ("share", "low", "high")
    )
    ax.fill_between(places, low, high, color=colour, alpha=0.2, linewidth=0)
    # An interval without neighbours has no area: a vertical line instead.
    is_known = part["share"].notna().to_numpy()
    is_alone = is_known & ~np.r_[False, is_known[:-1]] & ~np.r_[is_known[1:], False]
    ax.vlines(places[is_alone], low[is_alone], high[is_alone], color=colour, alpha=0.3, linewidth=3)
    ax.plot(places, line, color=colour, linewidth=1.5 * body / 9)
    ax.plot(
        places, line, "o", color=colour, markersize=3.2 * body / 9, markeredgecolor=canvas.paper(),
        markeredgewidth=0.4, linestyle="none",
    )  # fmt: skip
    canvas.write(ax, scale.first, (left, zero), (0, -3), ha="left", va="top", **muted)
    canvas.write(ax, scale.last, (right, zero), (0, -3), ha="right", va="top", **muted)


def _ranked(tests: pd.DataFrame) -> pd.DataFrame:
    """Those that rise most first, then those that fall, then the others by frequency."""
    order = tests["verdict"].map(TREND_VERDICTS.index).clip(upper=len(TRENDS))
    change = tests["change"].abs().where(order < len(TRENDS), 0.0)
    ranked = tests.assign(order=order, by_change=-change, by_n=-tests["n"])
    return ranked.sort_values(["order", "by_change", "by_n"], kind="stable")
