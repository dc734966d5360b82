"""Figures for a post: each is one value, which draws, describes, saves and shows itself.

Every function takes a table of `summaries`, or a result, and returns a `Figure`::

    figure = kcd.figures.theme_shares(themes)
    figure                      # in a notebook, with its alternative text
    figure.plot(ax)             # on your own axes
    figure.save("figures")      # SVG, PNG, CSV and Markdown

Names are next to what they name, so there are no legends.
"""

from typing import TYPE_CHECKING

from kcdanalysis.figures.colours import page_colours
from kcdanalysis.figures.figure import ALSO, Figure, FigureFunction
from kcdanalysis.figures.registry import FIGURES, FigureKind, draw_all, draw_differences, not_drawn
from kcdanalysis.figures.style import STYLES, house_style

__all__ = [
    "ALSO",
    "FIGURES",
    "STYLES",
    "Figure",
    "FigureKind",
    "draw_all",
    "draw_differences",
    "house_style",
    "not_drawn",
    "page_colours",
]

# The functions of all figures, so that a new one need not be named here.
_FUNCTIONS = {kind.draw.__name__: kind.draw for kind in FIGURES.values()}
globals().update(_FUNCTIONS)
__all__ += _FUNCTIONS

if TYPE_CHECKING:

    def __getattr__(name: str) -> FigureFunction: ...
