"""The house style: sizes and fonts for a blog column, on a light or a dark page, or in print."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

import matplotlib as mpl
import matplotlib.style
from cycler import cycler
from matplotlib.colors import CSS4_COLORS, is_color_like, to_hex

from kcdanalysis.errors import KcdError, did_you_mean
from kcdanalysis.figures.colours import DARK, LIGHT, settings
from kcdanalysis.words.wording import one_line

#: Pixels of a blog column.
COLUMN_WIDTH = 700

#: Styles that go on top of the house style.
STYLES: dict[str, Any] = {"dark": settings(DARK), "print": "kcdanalysis.figures.kcd-print"}

_is_active = ContextVar("house style", default=False)


@contextmanager
def house_style(style: Any = None, *, palette: Sequence[str] | None = None) -> Iterator[None]:
    """Draw in the house style; the settings of matplotlib are restored afterwards.

    Parameters
    ----------
    style : str, Path, dict or sequence of these, optional
        "dark" for a dark page, "print" for one column of a page of two (89 mm), or your
        own: what `matplotlib.style.use` takes. They go on top of ours, in turn. Figures
        are as wide as `figure.figsize` says, and their text as large as `font.size`.
    palette : sequence of colours, optional
        Your own colours of themes and topics, instead of those of the style.

    Raises
    ------
    KcdError
        If there is no such style, setting or colour.

    Notes
    -----
    Letters that the font lacks are drawn with any installed font that has them; if none has,
    a warning names one to install. In SVG, text stays text.

    Examples
    --------
    >>> with house_style(["dark", {"font.size": 12}], palette=["gold", "#0072B2"]):
    ...     mpl.rcParams["font.size"]
    12.0
    """
    given = list(style) if isinstance(style, (list, tuple)) else [style] if style else []
    colours = None if palette is None else _checked_palette(palette)
    with mpl.rc_context():
        # From the defaults, so that a reader's own settings do not change a figure.
        mpl.rcdefaults()
        mpl.style.use(["kcdanalysis.figures.kcd", settings(LIGHT)])
        for name in given:
            _use(name)
        if colours is not None:
            mpl.rcParams["axes.prop_cycle"] = cycler(color=colours)
        active = _is_active.set(True)
        try:
            yield
        finally:
            _is_active.reset(active)


def house_style_by_default() -> AbstractContextManager[None]:
    """Use the house style, unless it is active already, perhaps with another style on top."""
    return nullcontext() if _is_active.get() else house_style()


@contextmanager
def on_dark_page() -> Iterator[bool]:
    """Draw in the colours of a dark page, if those of the light page are used; say whether."""
    light: dict[Any, Any] = settings(LIGHT)
    dark: dict[Any, Any] = settings(DARK)
    if mpl.rcParams["axes.prop_cycle"] != light["axes.prop_cycle"]:
        # The reader's own palette is for all pages.
        del light["axes.prop_cycle"], dark["axes.prop_cycle"]
    is_light = all(mpl.rcParams[name] == value for name, value in light.items())
    with mpl.rc_context(dark if is_light else {}):
        yield is_light


def _use(style: Any) -> None:
    """Put a style on top of the current one."""
    for name in style if isinstance(style, Mapping) else ():
        if name not in mpl.rcParams:
            hint = did_you_mean(name, mpl.rcParams)
            raise KcdError(f"{name!r}: matplotlib has no such setting{hint}")
    try:
        mpl.style.use(STYLES.get(style, style) if isinstance(style, str) else style)
    except (OSError, TypeError):
        hint = did_you_mean(str(style), [*STYLES, *mpl.style.available])
        raise KcdError(
            f"{style}: no such style; give an .mplstyle file, a dict, or one of "
            f"{', '.join(STYLES)}{hint}"
        ) from None
    except ValueError as error:
        raise KcdError(f"matplotlib cannot use this setting: {one_line(error)}") from None


def _checked_palette(palette: Sequence[str]) -> list[str]:
    colours = [palette] if isinstance(palette, str) else list(palette)
    for colour in colours:
        if not is_color_like(colour):
            hint = did_you_mean(str(colour), CSS4_COLORS)
            raise KcdError(f"{colour!r} is not a colour; give some as '#0072B2' or 'gold'{hint}")
    if not colours:
        raise KcdError("the palette has no colours; give some, or leave it out")
    return [to_hex(colour) for colour in colours]
