"""Group talks by event, edition, track, or any other column."""

from typing import Any

import pandas as pd

from kcdanalysis.errors import KcdError, did_you_mean
from kcdanalysis.talks import COLUMNS, LIST_COLUMNS, SEPARATOR, ensure_talks


def event_name(talks: pd.DataFrame) -> str:
    """Name the event of the talks, for titles; "" if there are several or none.

    >>> event_name(pd.DataFrame({"event": ["KCD Zurich"], "year": [2023]}))
    'KCD Zurich 2023'
    """
    talks = getattr(talks, "talks", talks)
    names = editions(talks[["event", "year"]].drop_duplicates())
    return str(names.iloc[0]) if len(names) == 1 and names.notna().all() else ""


def group_talks(talks: pd.DataFrame, by: str) -> pd.Series:
    """Find the groups of each talk: its values of a column, or its edition for "event".

    Returns
    -------
    Series
        One value per talk and group, named `by`, with the talk_id as index: a talk with
        several tags, speakers or organisations is in the group of each. Ordered groups
        are categories in their order; events are ordered by time.

    Raises
    ------
    KcdError
        If the talks have no such column, or no values in it.
    """
    values = groups_of(talks, by)
    check_groups(values)
    return values


def check_groups(groups: pd.Series) -> None:
    """Reject groups if no talk has a value."""
    if len(groups) and groups.isna().all():
        name = str(groups.name).replace("_", " ")
        raise KcdError(f"no talk has a value for {name}; group the talks by another column")


def groups_of(talks: pd.DataFrame, by: str) -> pd.Series:
    """Find the groups of each talk like `group_talks`; talks may have none."""
    if not isinstance(talks, pd.DataFrame) or "talk_id" not in talks:
        talks = ensure_talks(talks)
    table = talks.set_index("talk_id")
    if by == "event":
        values = ordered_editions(table)
    elif by in table:
        values = table[by]
    else:
        names = [name for name in COLUMNS if name != "talk_id"]
        raise KcdError(
            f"the talks have no column {by!r}; group them by one of {', '.join(names)}"
            f"{did_you_mean(by, names)}"
        )
    if by in LIST_COLUMNS:
        # A speaker without a link or organisation has an empty place in the list.
        values = values.str.split(SEPARATOR).explode().astype("str").str.strip().replace("", pd.NA)
        values = values.reset_index().drop_duplicates().set_index("talk_id")[values.name]
    if pd.api.types.is_integer_dtype(values.dtype):
        values = values.astype("Int64")
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.cat.remove_unused_categories()
    return values.rename(by)


def several_groups(groups: pd.Series) -> list[Any]:
    """List the groups that occur, in order; there must be at least two."""
    known = groups.dropna()
    has_order = isinstance(known.dtype, pd.CategoricalDtype)
    order = list(known.cat.remove_unused_categories().cat.categories) if has_order else []
    order = order or sorted(known.unique().tolist())
    if len(order) < 2:
        raise KcdError(
            f"all talks are of one {groups.name}; give more, or compare by another column"
        )
    return order


def editions(talks: pd.DataFrame) -> pd.Series:
    """Name the event of each talk, with its year.

    >>> editions(pd.DataFrame({"event": ["KCD", "KCD 23"], "year": [2022, 2023]})).tolist()
    ['KCD 2022', 'KCD 23 2023']
    """
    events, years = talks["event"].astype("str"), talks["year"].astype("Int64")
    names = [
        event if pd.isna(event) or pd.isna(year) or str(year) in event else f"{event} {year}"
        for event, year in zip(events, years, strict=True)
    ]
    return pd.Series(names, index=talks.index, name="event", dtype="str")


def ordered_editions(talks: pd.DataFrame) -> pd.Series:
    """Name the event of each talk, as categories in order of time."""
    names = editions(talks)
    first = talks.groupby(names)[["year", "start"] if "start" in talks else ["year"]].min()
    order = first.reset_index().sort_values([*first.columns, names.name])[names.name]
    return names.astype(pd.CategoricalDtype(order.tolist(), ordered=True))
