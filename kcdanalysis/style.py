"""How figures look: the house style, its colours and marks.

Drawing and publishing are two calls, and matplotlib's settings are left as found::

    with house_style():
        ax = plot_theme_shares(shares)
        save_figure(ax, "figures/theme-shares", alt=..., caption=..., numbers=shares)
    write_gallery("figures")
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import matplotlib.style
import pandas as pd
from matplotlib.colors import to_hex, to_rgb
from matplotlib.font_manager import fontManager

from kcdanalysis.errors import KcdError

#: Pixels of a blog column.
COLUMN_WIDTH = 700

#: Talks without a theme or topic are grey in every figure.
GREY = "#8c8c8c"

#: Shapes go round in sevens and colours in sixes, so 42 topics look different.
_MARKERS = ("o", "s", "^", "D", "v", "P", "X")

# Fonts for scripts that DejaVu Sans lacks; those installed are used, in this order.
_MORE_FONTS = (
    "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans CJK KR", "Source Han Sans",
    "Hiragino Sans", "PingFang SC", "Apple SD Gothic Neo", "Yu Gothic", "Microsoft YaHei",
    "Malgun Gothic", "Noto Sans Devanagari", "Noto Sans Bengali", "Noto Sans Tamil",
    "Noto Sans Thai", "Nirmala UI", "Arial Unicode MS",
)  # fmt: skip


@contextmanager
def house_style(style: Any = None) -> Iterator[None]:
    """Draw in the house style; matplotlib's settings are put back afterwards.

    Parameters
    ----------
    style : str, Path, dict or list of these, optional
        Your own on top of ours, as `matplotlib.style.use` takes it.

    Raises
    ------
    KcdError
        If there is no such style.

    Notes
    -----
    Text in scripts that DejaVu Sans lacks (Chinese, Japanese, Korean) needs a font
    for them, such as Noto Sans CJK; without one its letters are drawn as boxes.

    Examples
    --------
    >>> with house_style({"font.size": 12}):
    ...     mpl.rcParams["font.size"]
    12.0
    """
    styles = ["kcdanalysis.kcd"]
    if style is not None:
        styles += style if isinstance(style, list) else [style]
    with mpl.rc_context():
        try:
            # From the defaults, so that a reader's own settings do not change a figure.
            mpl.rcdefaults()
            mpl.style.use(styles)
        except OSError:
            raise KcdError(f"{style}: no such style; give an .mplstyle file or a dict") from None
        installed = set(fontManager.get_font_names())
        more = [name for name in _MORE_FONTS if name in installed]
        mpl.rcParams["font.family"] = [*mpl.rcParams["font.family"], *more]
        yield


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


def _palette() -> list[str]:
    cycle = mpl.rcParams["axes.prop_cycle"].by_key()
    return list(cycle.get("color", ["C0"]))
