"""Tables to read, draw and publish: what themes and topics amount to.

Each function takes a result (`ThemeAssignments` or `Topics`) or the talks and returns
one tidy frame; the figures draw these frames and compute nothing.
"""

from kcdanalysis.summaries.groups import event_name
from kcdanalysis.summaries.shares import (
    NO_THEME,
    NO_THEME_LABEL,
    theme_cooccurrence,
    theme_matrix,
    theme_shares,
)
from kcdanalysis.summaries.topics import (
    NO_TOPIC_LABEL,
    stability_word,
    talk_map,
    topic_summary,
    topic_talks,
)

__all__ = [
    "NO_THEME",
    "NO_THEME_LABEL",
    "NO_TOPIC_LABEL",
    "event_name",
    "stability_word",
    "talk_map",
    "theme_cooccurrence",
    "theme_matrix",
    "theme_shares",
    "topic_summary",
    "topic_talks",
]
