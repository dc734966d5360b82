"""Tidy tables of themes, topics and talks, with their statistics.

Each function takes a result (`ThemeAssignments` or `Topics`) or the talks and returns one
tidy DataFrame. Figures draw these tables and compute nothing.
"""

from kcdanalysis.summaries.clashes import theme_clashes
from kcdanalysis.summaries.comparison import VERDICTS, compare_events, length_caveat
from kcdanalysis.summaries.counts import NO_THEME, NO_THEME_LABEL, UNKNOWN, is_theme, theme_counts
from kcdanalysis.summaries.distinctive import distinctive_words
from kcdanalysis.summaries.duplicates import near_duplicates
from kcdanalysis.summaries.groups import editions, event_name, group_talks
from kcdanalysis.summaries.planning import theme_selection, theme_targets
from kcdanalysis.summaries.profile import programme_profile
from kcdanalysis.summaries.shares import (
    theme_cooccurrence,
    theme_matrix,
    theme_shares,
)
from kcdanalysis.summaries.topics import (
    NO_TOPIC_LABEL,
    talk_map,
    topic_summary,
    topic_talks,
)
from kcdanalysis.summaries.tracks import track_agreement
from kcdanalysis.summaries.trend import theme_trend, trend_tests

__all__ = [
    "NO_THEME", "NO_THEME_LABEL", "NO_TOPIC_LABEL", "UNKNOWN", "VERDICTS", "compare_events",
    "distinctive_words", "editions", "event_name", "group_talks", "is_theme", "length_caveat",
    "near_duplicates", "programme_profile", "talk_map", "theme_clashes", "theme_cooccurrence",
    "theme_counts", "theme_matrix", "theme_selection", "theme_shares", "theme_targets",
    "theme_trend", "topic_summary", "topic_talks", "track_agreement", "trend_tests",
]  # fmt: skip
