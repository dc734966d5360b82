"""Which event, edition, track or part of the day a talk belongs to."""

from __future__ import annotations

import pandas as pd


def event_name(talks: pd.DataFrame) -> str:
    """Name the event of the talks, for titles; "" where they are of several or none.

    >>> event_name(pd.DataFrame({"event": ["KCD Zurich"], "year": [2023]}))
    'KCD Zurich 2023'
    """
    editions = talks[["event", "year"]].drop_duplicates()
    if len(editions) != 1 or pd.isna(editions["event"].iloc[0]):
        return ""
    event, year = editions.iloc[0]
    return event if pd.isna(year) or str(year) in event else f"{event} {year}"
