"""Talks of one theme that nobody can see both: they run at the same time."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

import pandas as pd

from kcdanalysis.summaries.counts import theme_labels
from kcdanalysis.summaries.groups import editions
from kcdanalysis.talks import local_time

if TYPE_CHECKING:
    from kcdanalysis.themes.assignment import ThemeAssignments

_COLUMNS = "theme label start minutes title room other_title other_room talk_id other_id"


def theme_clashes(assignments: ThemeAssignments) -> pd.DataFrame:
    """List the pairs of talks of one theme that run at the same time at one event.

    Returns
    -------
    DataFrame
        By theme and time: theme, label, start (when both run, local time), minutes (how long),
        title and room of the first, other_title and other_room of the second, talk_id,
        other_id. A talk without a length counts as one minute, one without a start not at all.

    Examples
    --------
    >>> from kcdanalysis.themes.assignment import assign_themes
    >>> at = {"start": "2023-06-15T10:00Z", "duration": 30}
    >>> rows = [{"title": "eBPF", **at, "room": "A"}, {"title": "eBPF maps", **at, "room": "B"}]
    >>> themes = assign_themes(rows, lexicon={"ebpf": ["eBPF"]})
    >>> theme_clashes(themes)[["theme", "minutes", "title", "other_title"]].values.tolist()
    [['ebpf', 30, 'eBPF', 'eBPF maps']]
    """
    talks = assignments.talks.assign(event=editions(assignments.talks).fillna(""))
    talks = talks.dropna(subset="start").sort_values(["event", "start"], kind="stable")
    minutes = pd.to_timedelta(talks["duration"].fillna(1).clip(lower=1).astype(int), unit="min")
    talks["end"] = talks["start"] + minutes
    in_order = list(talks.itertuples())
    rows = []
    for theme, label in theme_labels(assignments).items():
        has = assignments.labels[theme].reindex(talks["talk_id"]).to_numpy(dtype=bool)
        running: list = []
        for talk in compress(in_order, has):
            running = [o for o in running if o.event == talk.event and o.end > talk.start]
            for other in running:
                # Two talks at a time in one room are a mistake of the programme.
                if pd.isna(talk.room) or talk.room != other.room:
                    both = int((min(talk.end, other.end) - talk.start).total_seconds() // 60)
                    start = local_time(talk.start, talk.timezone)
                    pair = (other.title, other.room, talk.title, talk.room)
                    rows.append((theme, label, start, both, *pair, other.talk_id, talk.talk_id))
            running.append(talk)
    return pd.DataFrame(rows, columns=_COLUMNS.split())
