"""Clashes: talks of one theme that run at the same time, so that nobody can see both."""

from __future__ import annotations

import warnings
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kcdanalysis.errors import KcdWarning
from kcdanalysis.summaries.counts import as_themes, theme_labels
from kcdanalysis.summaries.groups import editions
from kcdanalysis.talks import local_time
from kcdanalysis.words.translation import ngettext

if TYPE_CHECKING:
    from kcdanalysis.themes.assignment import ThemeAssignments

#: No event has more rooms than this: if more talks of a theme run at once, their times are wrong.
_MOST = 30
_COLUMNS = "theme label start minutes title room other_title other_room event talk_id other_id"


def theme_clashes(assignments: ThemeAssignments) -> pd.DataFrame:
    """List the pairs of talks of one theme that run at the same time at one event.

    Returns
    -------
    DataFrame
        By theme and time: theme, label, start (of the overlap, local time), minutes (of the
        overlap), title, room, other_title, other_room, event, talk_id, other_id. A talk without
        a duration counts as one minute; talks without a start are left out.
    """
    talks = assignments.talks.assign(event=editions(assignments.talks).fillna(""))
    talks = talks.dropna(subset="start").sort_values(["event", "start"], kind="stable")
    minutes = pd.to_timedelta(talks["duration"].fillna(1).clip(lower=1).astype(int), unit="min")
    talks["end"] = talks["start"] + minutes
    in_order = list(talks.itertuples())
    rows, labels = [], theme_labels(assignments)
    crowded: dict[str, str] = {}
    for theme, label in labels.items():
        has = assignments.labels[theme].reindex(talks["talk_id"]).to_numpy(dtype=bool)
        running: list = []
        for talk in compress(in_order, has):
            running = [o for o in running if o.event == talk.event and o.end > talk.start]
            start = local_time(talk.start, talk.timezone) if running else ""
            if len(running) == _MOST:
                crowded.setdefault(label, start)
                continue
            for other in running:
                # Two talks at the same time in one room are a mistake in the programme.
                if pd.isna(talk.room) or talk.room != other.room:
                    both = int((min(talk.end, other.end) - talk.start).total_seconds() // 60)
                    pair = (other.title, other.room, talk.title, talk.room)
                    ids = (talk.event, other.talk_id, talk.talk_id)
                    rows.append((theme, label, start, both, *pair, *ids))
            running.append(talk)
    for label, start in crowded.items():
        problem = f"more than {_MOST} talks of {label!r} run at once, as on {start}"
        advice = "the pairs of the others are left out; correct the times"
        warnings.warn(f"{problem}; {advice}", KcdWarning, stacklevel=2)
    table = pd.DataFrame(rows, columns=_COLUMNS.split())
    return table.assign(theme=as_themes(table["theme"], labels))


def clashing_pairs(n_pairs: int) -> str:
    """Say how many pairs of talks of one theme run at the same time."""
    return ngettext(
        "{n} pair of talks of one theme runs at the same time.",
        "{n} pairs of talks of one theme run at the same time.",
        n_pairs,
    )


def clash_slots(clashes: pd.DataFrame) -> pd.DataFrame:
    """Group the pairs of `theme_clashes` by the moments at which most of their talks run at once.

    One row per slot and talk, in order of time: slot (number), theme (the first), label (of all
    themes in which the same talks clash), event, start, talk_id, title, room. A group of talks
    that is part of a larger one is in the larger slot only.
    """
    columns = ["talk_id", "title", "room"]
    other = clashes[["other_id", "other_title", "other_room"]].set_axis(columns, axis=1)
    talks = pd.concat([clashes[columns], other]).drop_duplicates("talk_id").set_index("talk_id")
    talks["room"] = talks["room"].astype("str").fillna("")
    place = {talk: at for at, talk in enumerate(talks.index)}
    slots: dict[tuple[str, str, frozenset[str]], list[tuple[str, str]]] = {}
    keys = ["theme", "label", "event"]
    for (theme, label, event), pairs in clashes.groupby(keys, observed=True, sort=False):
        for ids, start in _together(pairs).items():
            slots.setdefault((event, start, ids), []).append((theme, label))
    rows = [
        (number, themes[0][0], "; ".join(label for _, label in themes), event, start, talk)
        for number, ((event, start, ids), themes) in enumerate(
            sorted(slots.items(), key=lambda slot: slot[0][:2])
        )
        for talk in sorted(ids, key=place.__getitem__)
    ]
    table = pd.DataFrame(rows, columns=["slot", "theme", "label", "event", "start", "talk_id"])
    return table.join(talks, on="talk_id")


def _together(pairs: pd.DataFrame) -> dict[frozenset[str], str]:
    """The groups of talks of a theme that run at once, each with its start; only maximal ones."""
    start = pd.to_datetime(pairs["start"].str[:16]).to_numpy()
    end = start + pairs["minutes"].to_numpy("timedelta64[m]")
    ids = pairs[["talk_id", "other_id"]].to_numpy()
    found: dict[frozenset[str], str] = {}
    for moment in np.unique(start):
        running = frozenset(ids[(start <= moment) & (end > moment)].ravel())
        found.setdefault(running, pairs["start"].iloc[int(np.argmax(start == moment))])
    return {one: since for one, since in found.items() if not any(one < other for other in found)}
