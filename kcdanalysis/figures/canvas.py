"""The frame that all figures share: its size, the words around it, rows, text that is written.

Lengths are in points, 72 to the inch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import MaxNLocator, PercentFormatter

from kcdanalysis.figures.lettering import text_height, text_width, wrap_text

#: Room around a figure, and between its parts.
MARGIN = 8.0
GAP = 10.0
#: The rows that a column can hold; figures say what they leave out.
MOST_ROWS = 40


class PanelText(NamedTuple):
    """What is printed above and below a figure."""

    title: str
    message: str
    note: str

    def unless(self, title: str | None, message: str | None, note: str | None) -> PanelText:
        """Take the caller's own words where there are some; "" leaves ours out."""
        given = zip((title, message, note), self, strict=True)
        return PanelText(*(ours if own is None else own for own, ours in given))


def figure_width() -> float:
    """Width of a new figure: that of the style."""
    return float(mpl.rcParams["figure.figsize"][0]) * 72


def inner_width() -> float:
    """Width of a new figure without its margins."""
    return figure_width() - 2 * MARGIN


def make_panel(
    ax: Axes | None,
    words: PanelText,
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
    room = inner_width() if ax is None else axes_size(ax)[0] + left
    title_size = _size("axes.titlesize")
    title = wrap_text(words.title, room, title_size, "bold") if words.title else []
    message = wrap_text(words.message, room, body_size()) if words.message else []
    note = wrap_text(words.note, room, small_size()) if words.note else []
    above = top + GAP + block_height(message)
    below = bottom + GAP + block_height(note, small_size())
    if ax is None:
        head = block_height(title, title_size) + 2 if title else 0
        total = MARGIN + head + above + height + below + MARGIN
        whole = figure_width()
        figure = plt.figure(figsize=(whole / 72, total / 72))
        x, y = MARGIN + left, below + MARGIN
        width = max(room - left - right, 1.0)
        ax = figure.add_axes((x / whole, y / total, width / whole, height / total))
    ax.set_title(
        "\n".join(title), loc="left", x=-left / axes_size(ax)[0], y=1, pad=above + 6,
        parse_math=False, weight="bold",
    )  # fmt: skip
    muted = {"xycoords": "axes fraction", "color": mpl.rcParams["axes.labelcolor"], "va": "top"}
    write(ax, "\n".join(message), (0, 1), (-left, above), **muted)
    write(ax, "\n".join(note), (0, 0), (-left, -bottom - GAP), **muted, size=small_size())
    return ax


def paper() -> str:
    """The colour of the page."""
    return str(mpl.rcParams["axes.facecolor"])


def axes_size(ax: Axes) -> np.ndarray:
    """Width and height of the axes."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    return np.array(ax.get_window_extent().size) * 72 / figure.dpi


def name_rows(
    ax: Axes, places: Sequence[float], labels: Sequence[list[str]], height: float, pad: float = 0
) -> None:
    """Set the rows of the axes from the top down, with their names on the left."""
    ax.set_ylim(height, 0)
    names = ["\n".join(lines) for lines in labels]
    ax.set_yticks(places, names, size=body_size(), parse_math=False, ha="left" if pad else "right")
    ax.tick_params(axis="y", pad=pad or 5, length=0)
    ax.tick_params(axis="x", length=0)
    ax.spines[["top", "right"]].set_visible(False)


def write(
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
            parse_math=False, **{"va": "center", "size": body_size(), **options},
        )  # fmt: skip


def body_size() -> float:
    """Size of plain text, in points."""
    return _size("font.size")


def small_size() -> float:
    """Size of notes and small labels, in points."""
    return _size("xtick.labelsize")


def _size(setting: Any) -> float:
    return float(FontProperties(size=mpl.rcParams[setting]).get_size_in_points())


def block_height(lines: Sequence[str], size: float | None = None) -> float:
    """Height of lines of text, in points."""
    return text_height(lines, size or body_size())


def stack_rows(blocks: Sequence[float], least: float) -> tuple[list[float], float]:
    """Put blocks below each other; return their middles and the height of all."""
    heights = np.maximum(np.array(blocks, dtype=float) + 5, least)
    ends = np.cumsum(heights)
    return (ends - heights / 2).tolist(), float(ends[-1]) if len(ends) else least


def widest(labels: Iterable[Iterable[str]], weight: str = "normal") -> float:
    """Width of the longest line of all labels, in points."""
    return max(
        (text_width(line, body_size(), weight) for lines in labels for line in lines), default=0.0
    )


def share_axis(ax: Axes, most: float) -> None:
    """Set an axis of shares from 0 to `most`, with as many ticks as have room."""
    ax.set_xlim(0, most)
    width = axes_size(ax)[0]
    digits = 0 if most > 0.02 else 1
    for n_steps in (4, 3, 2, 1):
        steps = MaxNLocator(nbins=n_steps, steps=[1, 2, 5, 10])
        ticks = np.asarray(steps.tick_values(0, most))
        ticks = ticks[(ticks >= 0) & (ticks <= most * (1 + 1e-9))]
        room = text_width(f"{100 * ticks[-1]:.{digits}f}% ", small_size())
        if len(ticks) < 2 or (ticks[1] - ticks[0]) / most * width >= room:
            break
    else:
        ticks = ticks[:1]
    ax.set_xticks(ticks)
    ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=digits))
    ax.grid(axis="x")
