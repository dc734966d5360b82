"""Which event, edition, track or part of the day a talk belongs to."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kcdanalysis.errors import KcdError
from kcdanalysis.talks import COLUMNS, LIST_COLUMNS, SEPARATOR

#: The parts of a day of talks, for `by="time_of_day"`.
DAY_PARTS = ("early", "middle", "late")

# Between two starts of one event, so long a pause is a night.
_NIGHT = pd.Timedelta(hours=5)


def event_name(talks: pd.DataFrame) -> str:
    """Name the event of the talks, for titles; "" where they are of several or none.

    >>> event_name(pd.DataFrame({"event": ["KCD Zurich"], "year": [2023]}))
    'KCD Zurich 2023'
    """
    names = editions(talks[["event", "year"]].drop_duplicates())
    return str(names.iloc[0]) if len(names) == 1 and names.notna().all() else ""


def group_talks(talks: pd.DataFrame, by: str) -> pd.Series:
    """Say of each talk which groups it is in.

    Parameters
    ----------
    talks : DataFrame
        The Talks frame.
    by : str
        A column of the talks; or "time_of_day", the thirds of each day of talks
        ("early", "middle", "late"), which need no time zone. "event" is the edition,
        with its year.

    Returns
    -------
    Series
        One value a talk and group, named `by`, with the talk_id as index: a talk with
        several tags, speakers or organisations is in the group of each. Groups that
        have an order are categories in that order; events stand in order of time.

    Raises
    ------
    KcdError
        If the talks have no such column, or no value in it.

    Examples
    --------
    >>> talks = pd.DataFrame({"talk_id": ["a", "b"], "tags": ["mesh; eBPF", "eBPF"]})
    >>> group_talks(talks, "tags").to_dict()
    {'a': 'eBPF', 'b': 'eBPF'}
    """
    table = talks.set_index("talk_id")
    if by == "event":
        values = _in_order_of_time(table)
    elif by == "time_of_day":
        values = _day_parts(table)
    elif by in table:
        values = table[by]
    else:
        names = ", ".join(name for name in (*COLUMNS, "time_of_day") if name != "talk_id")
        raise KcdError(f"the talks have no column {by!r}; group them by one of {names}")
    if not len(values.dropna()) and len(values):
        raise KcdError(
            f"no talk says its {by.replace('_', ' ')}; group the talks by another column"
        )
    if by in LIST_COLUMNS:
        values = values.str.split(SEPARATOR).explode().str.strip()
    if pd.api.types.is_integer_dtype(values.dtype):
        values = values.astype("Int64")
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.cat.remove_unused_categories()
    return values.rename(by)


def group_order(groups: pd.Series) -> list[Any]:
    """Give the groups that there are, in their order.

    >>> group_order(pd.Series([2024, 2023, 2024]))
    [2023, 2024]
    """
    if isinstance(groups.dtype, pd.CategoricalDtype):
        return list(groups.cat.remove_unused_categories().cat.categories)
    return sorted(groups.dropna().unique().tolist())


def editions(talks: pd.DataFrame) -> pd.Series:
    """Name the event of each talk, with its year once.

    >>> editions(pd.DataFrame({"event": ["KCD", "KCD 23"], "year": [2022, 2023]})).tolist()
    ['KCD 2022', 'KCD 23 2023']
    """
    events, years = talks["event"].astype("str"), talks["year"].astype("Int64")
    names = [
        event if pd.isna(event) or pd.isna(year) or str(year) in event else f"{event} {year}"
        for event, year in zip(events, years, strict=True)
    ]
    return pd.Series(names, index=talks.index, name="event", dtype="str")


def _in_order_of_time(talks: pd.DataFrame) -> pd.Series:
    names = editions(talks)
    first = talks.groupby(names)[["year", "start"] if "start" in talks else ["year"]].min()
    order = first.reset_index().sort_values([*first.columns, names.name])[names.name]
    return names.astype(pd.CategoricalDtype(order.tolist(), ordered=True))


def _day_parts(talks: pd.DataFrame) -> pd.Series:
    """Thirds from the first start of a day to the last; a day ends with a long pause."""
    known = talks.dropna(subset="start").sort_values("start", kind="stable")
    events = editions(known).fillna("")
    night = known.groupby(events)["start"].diff() > _NIGHT
    day = [events, night.astype(int).groupby(events).cumsum()]
    starts = known.groupby(day)["start"]
    first, last = starts.transform("min"), starts.transform("max")
    place = ((known["start"] - first) / (last - first)).fillna(0.0)
    third = (place * 3).astype(int).clip(upper=2)
    parts = third.map(dict(enumerate(DAY_PARTS))).reindex(talks.index)
    return parts.astype(pd.CategoricalDtype(DAY_PARTS, ordered=True))
