"""Figures for a post: each is one value, which draws, describes, saves and shows itself.

Every function takes a table of `summaries` and returns a `Figure`::

    figure = kcd.figures.theme_shares(kcd.theme_shares(themes))
    figure                      # in a notebook, with its alternative text
    figure.plot(ax)             # on your own axes
    figure.save("figures")      # SVG, PNG, CSV and Markdown

Names are next to what they name, so there are no legends.
"""

from kcdanalysis.figures.colours import page_colours
from kcdanalysis.figures.comparisons import comparison
from kcdanalysis.figures.cooccurrence import theme_cooccurrence
from kcdanalysis.figures.distinctive import distinctive_words
from kcdanalysis.figures.figure import ALSO, Figure
from kcdanalysis.figures.maps import talk_map
from kcdanalysis.figures.matrix import theme_matrix
from kcdanalysis.figures.network import theme_network
from kcdanalysis.figures.profile import programme_profile
from kcdanalysis.figures.registry import FIGURES, FigureKind, draw_all, draw_differences
from kcdanalysis.figures.shares import theme_shares
from kcdanalysis.figures.style import STYLES, house_style
from kcdanalysis.figures.topic_numbers import topic_number
from kcdanalysis.figures.topic_sizes import topics
from kcdanalysis.figures.tracks import track_agreement
from kcdanalysis.figures.trend import theme_trend

__all__ = [
    "ALSO",
    "FIGURES",
    "STYLES",
    "Figure",
    "FigureKind",
    "comparison",
    "distinctive_words",
    "draw_all",
    "draw_differences",
    "house_style",
    "page_colours",
    "programme_profile",
    "talk_map",
    "theme_cooccurrence",
    "theme_matrix",
    "theme_network",
    "theme_shares",
    "theme_trend",
    "topic_number",
    "topics",
    "track_agreement",
]
