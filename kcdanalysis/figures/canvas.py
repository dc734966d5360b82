"""What all figures share: their size, the words around the axes, rows with names, cells.

Lengths are in points, 72 to the inch.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from kcdanalysis.figures.colours import colour_cycle, ink_on, shade
from kcdanalysis.figures.lettering import (
    lettering,
    shorten_text,
    text_height,
    text_width,
    wrap_text,
)
from kcdanalysis.words.translation import _, ngettext, number
from kcdanalysis.words.wording import join_sentences, percent, short

#: Space around a figure, and between its parts.
MARGIN = 8.0
GAP = 10.0
#: The most rows that fit in a blog column; figures say how many they leave out.
MOST_ROWS = 40


class Room(NamedTuple):
    """The space that a figure is laid out for, and the fonts; the same room, the same layout."""

    width: float
    axes: tuple[float, float] | None
    lettering: tuple[Any, ...]

    def beside(self, left: float = 0) -> float:
        """Width of axes with labels of this width on their left."""
        return self.axes[0] if self.axes else self.width - 2 * MARGIN - left


def room_for(ax: Axes | None = None) -> Room:
    """Measure the given axes, or the width of a new figure in the current style."""
    axes = None if ax is None else tuple(axes_size(ax).tolist())
    return Room(
        figure_width(), axes, (body_size(), small_size(), _size("axes.titlesize"), *lettering())
    )


def figure_width() -> float:
    """Width of a new figure in the current style."""
    return float(mpl.rcParams["figure.figsize"][0]) * 72


@dataclass(frozen=True)
class Layout:
    """The texts of a figure and how to draw it in a room.

    `height` is that of the axes alone; left, right, top and bottom are for labels around them.
    """

    title: str
    message: str
    note: str
    alt: Iterable[str]
    details: pd.DataFrame
    draw: Callable[[Axes], None]
    height: float
    left: float = 0
    right: float = 0
    top: float = 0
    bottom: float = 0
    #: What is drawn, for the caption, if the message does not say it.
    about: str = ""
    caption: str = ""

    @property
    def whole_caption(self) -> str:
        """How to read the figure: by default what is drawn, and the note."""
        return self.caption or join_sentences(self.about or self.message, self.note)


def make_panel(layout: Layout, ax: Axes | None, canvas: Callable[..., Canvas]) -> Axes:
    """Make the axes, with title and message above and the note below.

    Given axes keep their size, and the texts take their width.
    """
    left, right = layout.left, layout.right
    width = room_for(ax).beside() + (left if ax else 0)
    title_size = _size("axes.titlesize")
    title, message, note = (
        wrap_text(text, width, size, weight) if text else []
        for text, size, weight in (
            (layout.title, title_size, "bold"),
            (layout.message, body_size(), "normal"),
            (layout.note, small_size(), "normal"),
        )
    )
    above = layout.top + GAP + block_height(message)
    below = layout.bottom + GAP + block_height(note, small_size())
    if ax is None:
        head = block_height(title, title_size) + 2 if title else 0
        total = MARGIN + head + above + layout.height + below + MARGIN
        whole = figure_width()
        figure = canvas(figsize=(whole / 72, total / 72))
        x, y = MARGIN + left, below + MARGIN
        inner = max(width - left - right, 1.0)
        ax = figure.add_axes((x / whole, y / total, inner / whole, layout.height / total))
    ax.set_title(
        "\n".join(title), loc="left", x=-left / axes_size(ax)[0], y=1, pad=above + 6,
        parse_math=False, weight="bold",
    )  # fmt: skip
    muted = {"xycoords": "axes fraction", "color": muted_ink(), "va": "top"}
    write(ax, "\n".join(message), (0, 1), (-left, above), **muted)
    write(ax, "\n".join(note), (0, 0), (-left, -layout.bottom - GAP), **muted, size=small_size())
    return ax


def heading(event: str, named: str, otherwise: str) -> str:
    """A title with the name of the event, or the one without; both as they are in English."""
    return _(named, event=short(event, 60)) if event else _(otherwise)


def paper() -> str:
    """The colour of the page."""
    return str(mpl.rcParams["axes.facecolor"])


def ink() -> str:
    """The colour of text."""
    return str(mpl.rcParams["text.color"])


def muted_ink() -> str:
    """The colour of secondary text."""
    return str(mpl.rcParams["axes.labelcolor"])


def grid_line() -> dict[str, Any]:
    """Colour and width of the lines of a grid."""
    return {"color": mpl.rcParams["grid.color"], "linewidth": mpl.rcParams["grid.linewidth"]}


def axes_size(ax: Axes) -> np.ndarray:
    """Width and height of the axes."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    return np.array(ax.get_window_extent().size) * 72 / figure.dpi


def bare_axes(ax: Axes, xlim: tuple[float, float], ylim: tuple[float, float]) -> None:
    """Set limits of axes without ticks and frame."""
    ax.set(xlim=xlim, ylim=ylim, xticks=[], yticks=[])
    ax.spines[:].set_visible(False)


def counted(row: Any) -> str:
    """Name a row of a table with its number of talks."""
    return f"{short(row.label)} ({number(row.n)})"


def count_verdicts(table: pd.DataFrame, order: Iterable[str]) -> str:
    """Count the rows with each verdict, in this order."""
    counts = table["verdict"].value_counts()
    return ", ".join(f"{counts[name]} {_(name)}" for name in order if name in counts)


def themes_left_out(n: int) -> str:
    """Say how many themes are not drawn."""
    return ngettext("{n} theme left out.", "{n} themes left out.", n)


def columns(table: pd.DataFrame, **names: str) -> pd.DataFrame:
    """Choose columns of a table and name them for readers; shares become percentages.

    >>> columns(pd.DataFrame({"n": [2], "share": [0.5]}), share="Share", n="Talks")
      Share  Talks
    0   50%      2
    """
    chosen = table[list(names)].copy()
    for name in chosen.columns.intersection(["share", "share_against"]):
        chosen[name] = chosen[name].map(percent)
    for name in chosen.columns.intersection(["verdict", "reading"]):
        chosen[name] = chosen[name].map(_)
    return chosen.rename(columns={name: _(heading) for name, heading in names.items()})


class Rows(NamedTuple):
    """Rows from the top down: the lines of their names, their middles and their heights."""

    names: list[list[str]]
    places: list[float]
    heights: list[float]
    height: float

    @classmethod
    def of(cls, names: list[list[str]], blocks: Sequence[float], least: float) -> "Rows":
        """Stack rows for blocks of these heights, of at least `least` points each."""
        heights = np.maximum(np.array(blocks, dtype=float) + 5, least)
        ends = np.cumsum(heights)
        total = float(ends[-1]) if len(ends) else least
        return cls(names, (ends - heights / 2).tolist(), heights.tolist(), total)

    @property
    def width(self) -> float:
        """Width of the longest name."""
        return widest(self.names)

    def name(self, ax: Axes, pad: float = 0) -> None:
        """Set the rows of the axes and write their names on the left."""
        ax.set_ylim(self.height, 0)
        names = ["\n".join(lines) for lines in self.names]
        align = "left" if pad else "right"
        ax.set_yticks(self.places, names, size=body_size(), parse_math=False, ha=align)
        ax.tick_params(axis="y", pad=pad or 5, length=0)
        ax.tick_params(axis="x", length=0)
        ax.spines[["top", "right"]].set_visible(False)


def lay_rows(names: Iterable[str], width: float, least: float) -> Rows:
    """Wrap names to `width`, and stack a row of at least `least` points for each."""
    lines = [wrap_text(name, width, body_size()) for name in names]
    return Rows.of(lines, [block_height(block) for block in lines], least)


def draw_cell(ax: Axes, left: float, middle: float, height: float, strength: float, n: int) -> None:
    """Draw a cell of a table, darker where `strength` (0 to 1) is larger, with its number."""
    fill: Any = shade(colour_cycle()[0], 0.12 + 0.88 * strength) if n else shade(ink(), 0.05)
    corner = (left + 0.03, middle - height / 2)
    ax.add_artist(Rectangle(corner, 0.94, height, facecolor=fill))
    if n:
        look = {"ha": "center", "size": small_size(), "color": ink_on(fill)}
        write(ax, brief(n), (left + 0.5, middle), (0, 0), **look)


def brief(number: int) -> str:
    """Print a number in a cell, which has room for four digits.

    >>> brief(9999), brief(12_345)
    ('9999', '12k')
    """
    return f"{number}" if number < 10_000 else f"{number / 1000:.0f}k"


def head(text: str) -> str:
    """The head of a column, shortened if it is very long; upright, it takes no width."""
    return shorten_text(text, 21 * body_size(), body_size())[0]


def write_heads(ax: Axes, heads: Iterable[str], offset: float, angle: float) -> None:
    """Write the heads of columns above the axes, turned by an angle."""
    for at, head in enumerate(heads):
        write(ax, head, (at + offset, 0), (0, 5), rotation=angle, rotation_mode="anchor")


def write(
    ax: Axes,
    text: str,
    at: Sequence[float] | np.ndarray,
    offset: tuple[float, float],
    **options: Any,
) -> None:
    """Write at a place of the data, moved by points; "$" is a plain character."""
    if text:
        ax.annotate(
            text, tuple(at), xytext=offset, textcoords="offset points", annotation_clip=False,
            parse_math=False, **{"va": "center", "size": body_size(), **options},
        )  # fmt: skip


def body_size() -> float:
    """Size of body text."""
    return _size("font.size")


def small_size() -> float:
    """Size of notes and small labels."""
    return _size("xtick.labelsize")


def _size(setting: Any) -> float:
    return float(FontProperties(size=mpl.rcParams[setting]).get_size_in_points())


def block_height(lines: Sequence[str], size: float | None = None) -> float:
    """Height of lines of text."""
    return text_height(lines, size or body_size())


def widest(labels: Iterable[Iterable[str]], weight: str = "normal") -> float:
    """Width of the longest line of all labels."""
    return max((text_width(line, body_size(), weight) for line in chain(*labels)), default=0.0)


def axis_height() -> float:
    """Height of the tick labels below an axis."""
    return block_height([""], small_size()) + 4


def share_axis(ax: Axes, most: float) -> None:
    """Set an axis of shares from 0 to `most`, with as many ticks as there is room for."""
    ax.set_xlim(0, most)
    width = axes_size(ax)[0]
    digits = 0 if most > 0.02 else 1

    def printed(share: float) -> str:
        return _("{number}%", number=number(100 * share, digits))

    for n_steps in (4, 3, 2, 1):
        steps = MaxNLocator(nbins=n_steps, steps=[1, 2, 5, 10])
        ticks = np.asarray(steps.tick_values(0, most))
        ticks = ticks[(ticks >= 0) & (ticks <= most * (1 + 1e-9))]
        room = text_width(f"{printed(ticks[-1])} ", small_size())
        if len(ticks) < 2 or (ticks[1] - ticks[0]) / most * width >= room:
            break
    else:
        ticks = ticks[:1]
    ax.set_xticks(ticks)
    ax.xaxis.set_major_formatter(lambda share, at: printed(share))
    ax.grid(axis="x")
