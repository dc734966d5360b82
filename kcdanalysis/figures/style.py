"""How figures look: the house style, its colours and marks.

Drawing and publishing are two calls, and matplotlib's settings are left as found::

    with house_style():
        ax = plot_theme_shares(shares)
        save_figure(ax, "figures/theme-shares", alt=..., caption=..., numbers=shares)
    write_gallery("figures")
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import matplotlib.style
import numpy as np
import pandas as pd
from cycler import cycler
from matplotlib.colors import is_color_like, to_hex, to_rgb
from matplotlib.font_manager import fontManager

from kcdanalysis.errors import KcdError

#: Pixels of a blog column.
COLUMN_WIDTH = 700

#: Talks without a theme or topic are grey in every figure.
GREY = "#8c8c8c"

#: Shapes go round in sevens and colours in sixes, so 42 topics look different.
_MARKERS = ("o", "s", "^", "D", "v", "P", "X")

_FILLS = ("full", "none", "left", "bottom")

# Styles that go on top of the house style, by the name they are asked for.
_OURS = {"dark": "kcdanalysis.figures.kcd-dark", "print": "kcdanalysis.figures.kcd-print"}

# Fonts for scripts that DejaVu Sans lacks; those installed are used, in this order.
_MORE_FONTS = (
    "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans CJK KR", "Source Han Sans",
    "Hiragino Sans", "PingFang SC", "Apple SD Gothic Neo", "Yu Gothic", "Microsoft YaHei",
    "Malgun Gothic", "Noto Sans Devanagari", "Noto Sans Bengali", "Noto Sans Tamil",
    "Noto Sans Thai", "Nirmala UI", "Arial Unicode MS",
)  # fmt: skip


@contextmanager
def house_style(style: Any = None, *, palette: Sequence[str] | None = None) -> Iterator[None]:
    """Draw in the house style; matplotlib's settings are put back afterwards.

    Parameters
    ----------
    style : str, Path, dict or list of these, optional
        "dark" for a dark page, "print" for one column of a page of two (89 mm), or your
        own: what `matplotlib.style.use` takes. They go on top of ours, in turn. Figures
        are as wide as `figure.figsize` says, and their text as large as `font.size`.
    palette : sequence of colours, optional
        Your own colours of themes and topics, instead of those of the style.

    Raises
    ------
    KcdError
        If there is no such style or colour.

    Notes
    -----
    Text in scripts that DejaVu Sans lacks (Chinese, Japanese, Korean) needs a font
    for them, such as Noto Sans CJK; without one its letters are drawn as boxes.

    Examples
    --------
    >>> with house_style(["dark", {"font.size": 12}], palette=["gold", "#0072B2"]):
    ...     mpl.rcParams["font.size"], theme_colours(["ebpf", "cost"])
    (12.0, {'ebpf': '#ffd700', 'cost': '#0072b2'})
    """
    given = [] if style is None else style if isinstance(style, list) else [style]
    styles = ["kcdanalysis.figures.kcd", *(_own_style(one) for one in given)]
    colours = None if palette is None else _own_palette(palette)
    with mpl.rc_context():
        try:
            # From the defaults, so that a reader's own settings do not change a figure.
            mpl.rcdefaults()
            mpl.style.use(styles)
        except OSError:
            asked, names = ", ".join(map(str, given)), ", ".join(_OURS)
            raise KcdError(
                f"{asked}: no such style; give an .mplstyle file, a dict, or one of {names}"
            ) from None
        if colours is not None:
            mpl.rcParams["axes.prop_cycle"] = cycler(color=colours)
        installed = set(fontManager.get_font_names())
        more = [name for name in _MORE_FONTS if name in installed]
        mpl.rcParams["font.family"] = [*mpl.rcParams["font.family"], *more]
        yield


def _own_style(style: Any) -> Any:
    return _OURS.get(style, style) if isinstance(style, str) else style


def _own_palette(palette: Sequence[str]) -> list[str]:
    colours = [palette] if isinstance(palette, str) else list(palette)
    for colour in colours:
        if not is_color_like(colour):
            raise KcdError(f"{colour!r} is no colour; give some as '#0072B2' or 'gold'")
    if not colours:
        raise KcdError("the palette has no colours; give some, or leave it out")
    return [to_hex(colour) for colour in colours]


def theme_colours(themes: Iterable[str]) -> dict[str, str]:
    """Give each theme its colour, by its place in the lexicon.

    Past the colours of the style come darker and lighter ones of the same, and then
    several themes share one: a figure names its themes too.

    >>> with house_style():
    ...     theme_colours(["ebpf", "security"])
    {'ebpf': '#0072B2', 'security': '#D55E00'}
    """
    base = _palette()
    colours = [*base, *(_mix(c, 0.0, 0.4) for c in base), *(_mix(c, 1.0, 0.45) for c in base)]
    return {theme: colours[at % len(colours)] for at, theme in enumerate(themes)}


def _mix(colour: str, light: float, part: float) -> str:
    """Mix a colour with black (0) or white (1)."""
    red, green, blue = ((1 - part) * channel + part * light for channel in to_rgb(colour))
    return to_hex((red, green, blue))


def shade(colour: str, strength: float) -> tuple[float, float, float]:
    """Mix a colour with that of the page; 1 is the colour itself."""
    page, full = (np.array(to_rgb(one)) for one in (mpl.rcParams["axes.facecolor"], colour))
    red, green, blue = page + (full - page) * strength
    return float(red), float(green), float(blue)


def ink_on(colour: Any) -> str:
    """Give black or white, whichever is read better on a colour (WCAG 2, contrast ratio).

    >>> ink_on("#0072B2"), ink_on("#F0E442")
    ('white', 'black')
    """
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "white" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else "black"


def topic_mark(topic: int | None) -> tuple[str, str]:
    """Give a topic its marker and colour; talks of no topic (None) have a grey dot.

    >>> with house_style():
    ...     topic_mark(1), topic_mark(None)
    (('s', '#D55E00'), ('.', '#8c8c8c'))
    """
    if topic is None or pd.isna(topic):
        return ".", GREY
    colours = _palette()
    return _MARKERS[topic % len(_MARKERS)], colours[topic % len(colours)]


def topic_fill(topic: int | None) -> str:
    """Give how a topic's marker is filled, as matplotlib's `fillstyle`.

    Shapes go round in sevens; where they come again they are hollow, then half filled, so
    that topics are told apart without colour.

    >>> topic_fill(3), topic_fill(8), topic_fill(None)
    ('full', 'none', 'full')
    """
    if topic is None or pd.isna(topic):
        return "full"
    return _FILLS[topic // len(_MARKERS) % len(_FILLS)]


def _palette() -> list[str]:
    cycle = mpl.rcParams["axes.prop_cycle"].by_key()
    return list(cycle.get("color", ["C0"]))
