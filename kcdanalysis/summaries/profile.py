"""The profile of a programme: lengths, kinds, levels, languages, rooms, parallel sessions."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from kcdanalysis.talks import KINDS, SEPARATOR, ensure_talks

# Upper ends of the classes of minutes, for talks of more lengths than can be shown.
_LENGTHS = (15, 30, 45, 60, 90)
_MAX_LENGTHS = 8


def programme_profile(talks: pd.DataFrame) -> pd.DataFrame:
    """Count the properties of the talks of a programme, besides their words.

    Parameters
    ----------
    talks : DataFrame
        The Talks frame.

    Returns
    -------
    DataFrame
        One row an aspect and value: aspect ("length", "kind", "level", "language", "room",
        "speakers", "in parallel"), value, n, n_known (talks with a value), n_talks (all),
        share (of n_known). Aspects without any value are left out. Lengths are in minutes;
        "in parallel" is the number of talks of the event that run when a talk starts,
        itself included. These are counts of the whole programme, so without intervals.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> talks = as_talks([{"title": "A", "duration": 30}, {"title": "B", "kind": "keynote"}])
    >>> programme_profile(talks)[["aspect", "value", "n", "n_known"]].values.tolist()
    [['length', '30', 1, 1], ['kind', 'talk', 1, 2], ['kind', 'keynote', 1, 2]]
    """
    talks = ensure_talks(talks)
    n_speakers = talks["speakers"].str.count(SEPARATOR) + 1
    aspects = [
        ("length", *_lengths(talks["duration"])),
        ("kind", talks["kind"].astype("str"), KINDS),
        ("level", talks["level"], None),
        ("language", talks["language"], None),
        ("room", talks["room"], None),
        ("speakers", *_up_to(n_speakers, 4)),
        ("in parallel", *_up_to(_parallel(talks), 12)),
    ]
    tables = [_count(aspect, values, order) for aspect, values, order in aspects]
    table = pd.concat(tables, ignore_index=True)
    table.insert(4, "n_talks", len(talks))
    return table


def _count(aspect: str, values: pd.Series, order: Iterable[str] | None) -> pd.DataFrame:
    """Count values, in the given order or by frequency."""
    known = values.dropna().astype("str")
    counts = known.value_counts()
    if order is None:
        order = sorted(counts.index, key=lambda value: (-counts[value], value))
    counts = counts.reindex([value for value in order if value in counts.index])
    return pd.DataFrame(
        {
            "aspect": aspect,
            "value": pd.array(counts.index.to_numpy(dtype=object), dtype="str"),
            "n": counts.to_numpy(dtype=int),
            "n_known": len(known),
            "share": counts.to_numpy(dtype=float) / max(len(known), 1),
        }
    )


def _lengths(durations: pd.Series) -> tuple[pd.Series, list[str]]:
    """Lengths as they are, or in classes if there are many."""
    known = durations.dropna().astype(int)
    if known.nunique() <= _MAX_LENGTHS:
        return known.astype("str"), [str(length) for length in sorted(known.unique())]
    starts = [1, *(end + 1 for end in _LENGTHS)]
    names = [f"{start} to {end}" for start, end in zip(starts, _LENGTHS, strict=False)]
    names.append(f"over {_LENGTHS[-1]}")
    return pd.cut(known, [-np.inf, *_LENGTHS, np.inf], labels=names).astype("str"), names


def _up_to(numbers: pd.Series, most: int) -> tuple[pd.Series, list[str]]:
    """Small numbers as they are, larger ones in one class."""
    last = f"{most} or more"
    values = numbers.dropna().astype(int).clip(upper=most).astype("str").replace(str(most), last)
    return values, [*map(str, range(1, most)), last]


def _parallel(talks: pd.DataFrame) -> pd.Series:
    """Count the talks of its event that run when each starts; without a length, one minute."""
    known = talks.dropna(subset="start")
    counts = pd.Series(0, index=known.index)
    for _, event in known.groupby(["event", "year"], dropna=False):
        starts = event["start"].dt.tz_localize(None).to_numpy("datetime64[m]").astype("int64")
        lengths = event["duration"].fillna(1).clip(lower=1).to_numpy(dtype="int64")
        started = np.searchsorted(np.sort(starts), starts, side="right")
        ended = np.searchsorted(np.sort(starts + lengths), starts, side="right")
        counts.loc[event.index] = started - ended
    return counts
