"""The figure of how the number of topics was found."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from kcdanalysis.figures.canvas import (
    GAP,
    PanelText,
    axes_size,
    block_height,
    make_panel,
    small_size,
    widest,
    write,
)
from kcdanalysis.figures.lettering import text_width
from kcdanalysis.figures.tables import check_table, of_rounded_numbers
from kcdanalysis.figures.words import Description, alt_text
from kcdanalysis.words.wording import count, join_names, short

#: What is drawn, and the line and marker it has.
_LINES = {"silhouette": ("-", "o"), "modularity": ("--", "s")}
_HEIGHT = 190


@of_rounded_numbers
def plot_topic_number(
    numbers: pd.DataFrame,
    *,
    event: str = "",
    title: str | None = None,
    message: str | None = None,
    note: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw what was measured for each number of topics that was tried, and which was taken.

    Parameters
    ----------
    numbers : DataFrame
        `Topics.numbers`, where the number was not given.
    event, title, message, note, ax
        As for `plot_theme_shares`.
    """
    _check_numbers(numbers)
    names = {name: f"{name} {numbers[name].iloc[-1]:.2f}" for name in _LINES}
    ax = make_panel(
        ax,
        PanelText(_title(event), _message(numbers), _note()).unless(title, message, note),
        height=_HEIGHT,
        left=widest([["−0.00"]]) + GAP,
        right=widest([list(names.values())]) + 2 * GAP,
        top=block_height([""]),
        bottom=2 * block_height([""], small_size()) + 8,
    )
    colours = mpl.rcParams["axes.prop_cycle"].by_key()["color"]
    tried = numbers["n_topics"]
    for (name, (line, marker)), colour in zip(_LINES.items(), colours, strict=False):
        ax.plot(tried, numbers[name], line, marker=marker, markersize=4, color=colour)
    ends = [numbers[name].iloc[-1] for name in _LINES]
    low, high = _limits(numbers)
    gap = (high - low) * block_height([""]) / _HEIGHT
    for (name, text), place in zip(names.items(), _apart(ends, gap), strict=True):
        colour = colours[list(_LINES).index(name)]
        write(ax, text, (tried.iloc[-1], place), (8, 0), color=colour)
    chosen = _chosen(numbers)
    ax.axvline(chosen, color=mpl.rcParams["text.color"], linewidth=0.8, zorder=0)
    write(ax, f"taken: {chosen}", (chosen, high), (0, 3), ha="center", va="bottom")
    ax.set_ylim(low, high)
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(FixedLocator(_ticks(tried.tolist(), axes_size(ax)[0])))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.yaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 5, 10]))
    ax.grid(axis="y")
    ax.set_xlabel("number of topics that was tried")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


@of_rounded_numbers
def describe_topic_number(numbers: pd.DataFrame, *, event: str = "") -> Description:
    """Put `plot_topic_number` into words."""
    _check_numbers(numbers)
    best = numbers.loc[numbers["score"].idxmax()]
    values = [f"{name} {best[name]:.2f}" for name in _LINES]
    return Description(
        title=_title(event),
        caption=f"{_message(numbers)} {_note()}",
        alt=alt_text(
            f"Line chart of {join_names(list(_LINES))} for {count(len(numbers), 'number')} of "
            f"topics from {numbers['n_topics'].min()} to {numbers['n_topics'].max()}.",
            f"Taken: {_chosen(numbers)}, with {join_names(values)}.",
        ),
        details=pd.DataFrame(
            {
                "Topics": numbers["n_topics"],
                **{name.capitalize(): numbers[name].map("{:.2f}".format) for name in _LINES},
                "Sum of both, scaled": numbers["score"].map("{:.2f}".format),
            }
        ),
    )


def _check_numbers(numbers: pd.DataFrame) -> None:
    check_table(numbers, ("n_topics", *_LINES, "score"), "find_topics with n_topics='auto'")


def _chosen(numbers: pd.DataFrame) -> int:
    return int(numbers.loc[numbers["score"].idxmax(), "n_topics"])


def _limits(numbers: pd.DataFrame) -> tuple[float, float]:
    values = numbers[list(_LINES)].to_numpy()
    margin = 0.08 * max(values.max() - values.min(), 0.1)
    return values.min() - margin, values.max() + margin


def _apart(places: list[float], gap: float) -> list[float]:
    """Move two names apart that would overlap."""
    first, second = places
    if abs(first - second) >= gap:
        return places
    up = 1 if first >= second else -1
    middle = (first + second) / 2
    return [middle + up * gap / 2, middle - up * gap / 2]


def _ticks(tried: list[int], width: float) -> list[int]:
    """Those numbers that have room for their digits on a logarithmic axis."""
    most = max(max(tried) / min(tried), 1.001)
    kept: list[int] = []
    for number in tried:
        room = text_width(f"{number:,}  ", small_size()) / width
        if not kept or (number / kept[-1]) >= most**room:
            kept.append(number)
    return kept


def _title(event: str) -> str:
    return f"How many groups there are at {short(event, 60)}" if event else "How many groups"


def _message(numbers: pd.DataFrame) -> str:
    return (
        f"{count(_chosen(numbers), 'topic')}: the largest sum of silhouette and modularity, "
        "each scaled from 0 to 1."
    )


def _note() -> str:
    return (
        "Silhouette (Rousseeuw 1987): how much nearer a talk is to its own group than to the "
        "next. Modularity (Newman 2006): how many more near pairs are in one group than by chance."
    )
