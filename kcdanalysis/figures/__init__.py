"""Figures for a post: one function draws each, and one beside it puts it into words.

Every `plot_*` takes a table of `summaries` and returns the Axes it drew on; it computes
nothing but places. Text stands beside what it names, so there are no legends. Without
`ax` the figure is as wide as a blog column and as high as its content needs.

Every `describe_*` takes the same table and returns title, caption and alternative text.
"""

from kcdanalysis.figures.comparison import describe_comparison, plot_comparison
from kcdanalysis.figures.cooccurrence import describe_theme_cooccurrence, plot_theme_cooccurrence
from kcdanalysis.figures.distinctive import describe_distinctive_words, plot_distinctive_words
from kcdanalysis.figures.matrix import describe_theme_matrix, plot_theme_matrix
from kcdanalysis.figures.network import describe_theme_network, plot_theme_network
from kcdanalysis.figures.profile import describe_programme_profile, plot_programme_profile
from kcdanalysis.figures.shares import describe_theme_shares, plot_theme_shares
from kcdanalysis.figures.talk_map import describe_talk_map, plot_talk_map
from kcdanalysis.figures.topic_number import describe_topic_number, plot_topic_number
from kcdanalysis.figures.topics import describe_topics, plot_topics
from kcdanalysis.figures.tracks import describe_track_agreement, plot_track_agreement
from kcdanalysis.figures.trend import describe_theme_trend, plot_theme_trend
from kcdanalysis.figures.words import Description

__all__ = [
    "Description",
    "describe_comparison",
    "describe_distinctive_words",
    "describe_programme_profile",
    "describe_talk_map",
    "describe_theme_cooccurrence",
    "describe_theme_matrix",
    "describe_theme_network",
    "describe_theme_shares",
    "describe_theme_trend",
    "describe_topic_number",
    "describe_topics",
    "describe_track_agreement",
    "plot_comparison",
    "plot_distinctive_words",
    "plot_programme_profile",
    "plot_talk_map",
    "plot_theme_cooccurrence",
    "plot_theme_matrix",
    "plot_theme_network",
    "plot_theme_shares",
    "plot_theme_trend",
    "plot_topic_number",
    "plot_topics",
    "plot_track_agreement",
]
