"""How the number of topics was chosen."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from kcdanalysis.figures import canvas
from kcdanalysis.figures.canvas import GAP, Layout, Room
from kcdanalysis.figures.colours import colour_cycle
from kcdanalysis.figures.figure import figure
from kcdanalysis.figures.lettering import text_width
from kcdanalysis.words.wording import count, join_names

#: What is drawn, with its line and marker.
_LINES = {"silhouette": ("-", "o"), "modularity": ("--", "s")}
_HEIGHT = 190


@figure(
    "n_topics silhouette modularity score",
    maker="find_topics with n_topics='auto'",
    topics=lambda topics: topics.numbers,
)
def topic_number(numbers: pd.DataFrame, *, event: str, room: Room) -> Layout:
    """Draw the two measures for each number of topics that was tried, and the choice.

    The table is `Topics.numbers`; it has no rows if the number of topics was given.
    """
    tried = numbers["n_topics"]
    best = numbers.loc[numbers["score"].idxmax()]
    chosen = int(best["n_topics"])
    names = [f"{name} {numbers[name].iloc[-1]:.2f}" for name in _LINES]
    values = numbers[list(_LINES)].to_numpy()
    margin = 0.08 * max(values.max() - values.min(), 0.1)
    low, high = values.min() - margin, values.max() + margin

    def draw(ax: Axes) -> None:
        colours = colour_cycle()
        for (name, (line, marker)), colour in zip(_LINES.items(), colours, strict=False):
            ax.plot(tried, numbers[name], line, marker=marker, markersize=4, color=colour)
        gap = (high - low) * canvas.block_height([""]) / _HEIGHT
        ends = _apart(*values[-1].tolist(), gap=gap)
        for text, end, colour in zip(names, ends, colours, strict=False):
            canvas.write(ax, text, (tried.iloc[-1], end), (8, 0), color=colour)
        ax.axvline(chosen, color=canvas.ink(), linewidth=0.8, zorder=0)
        canvas.write(ax, f"taken: {chosen}", (chosen, high), (0, 3), ha="center", va="bottom")
        ax.set_ylim(low, high)
        ax.set_xscale("log")
        ax.xaxis.set_major_locator(FixedLocator(_ticks(tried.tolist(), canvas.axes_size(ax)[0])))
        ax.xaxis.set_minor_locator(NullLocator())
        ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        ax.yaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 5, 10]))
        ax.grid(axis="y")
        ax.set_xlabel("number of topics that was tried")
        ax.spines[["top", "right"]].set_visible(False)

    message = (
        f"{count(chosen, 'topic')}: the largest sum of silhouette and modularity, "
        "each scaled from 0 to 1."
    )
    note = (
        "Silhouette (Rousseeuw 1987): how much nearer a talk is to its own group than to the "
        "next. Modularity (Newman 2006): how many more near pairs are in one group than by chance."
    )
    return Layout(
        title=canvas.heading(event, "How many groups there are at {}", "How many groups"),
        message=message,
        note=note,
        caption=f"{message} {note}",
        alt=(
            f"Line chart of {join_names(list(_LINES))} for {count(len(numbers), 'number')} of "
            f"topics from {tried.min()} to {tried.max()}.",
            f"Taken: {chosen}, with {join_names([f'{name} {best[name]:.2f}' for name in _LINES])}.",
        ),
        details=pd.DataFrame(
            {
                "Topics": tried,
                **{name.capitalize(): numbers[name].map("{:.2f}".format) for name in _LINES},
                "Sum of both, scaled": numbers["score"].map("{:.2f}".format),
            }
        ),
        draw=draw,
        height=_HEIGHT,
        left=canvas.widest([["−0.00"]]) + GAP,
        right=canvas.widest([names]) + 2 * GAP,
        top=canvas.block_height([""]),
        bottom=2 * canvas.block_height([""], canvas.small_size()) + 8,
    )


def _apart(first: float, second: float, *, gap: float) -> tuple[float, float]:
    """Move two names apart that would overlap."""
    if abs(first - second) >= gap:
        return first, second
    middle, up = (first + second) / 2, gap / 2 if first >= second else -gap / 2
    return middle + up, middle - up


def _ticks(tried: list[int], width: float) -> list[int]:
    """The numbers whose digits fit below each other on a logarithmic axis."""
    most = max(max(tried) / min(tried), 1.001)
    kept: list[int] = []
    for number in tried:
        room = text_width(f"{number:,}  ", canvas.small_size()) / width
        if not kept or (number / kept[-1]) >= most**room:
            kept.append(number)
    return kept
