"""What a programme is made of: lengths, kinds, levels, languages, rooms, parallel sessions."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from kcdanalysis.talks import KINDS, SEPARATOR

#: Upper ends of the classes of minutes, where talks have many different lengths.
_LENGTHS = (15, 30, 45, 60, 90)
_MOST_LENGTHS = 8


def programme_profile(talks: pd.DataFrame) -> pd.DataFrame:
    """Count what the programme says about its talks, besides their words.

    Parameters
    ----------
    talks : DataFrame
        The Talks frame.

    Returns
    -------
    DataFrame
        One row an aspect and value: aspect ("length", "kind", "level", "language", "room",
        "speakers", "in parallel"), value, n, n_known (talks that say it), n_talks (all),
        share (of n_known). Aspects that no talk says are left out. Lengths are in minutes;
        "in parallel" is how many talks of the event run when a talk starts, itself
        included. These are counts of the whole programme, and so without intervals.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> talks = as_talks([{"title": "A", "duration": 30}, {"title": "B", "kind": "keynote"}])
    >>> programme_profile(talks)[["aspect", "value", "n", "n_known"]].values.tolist()
    [['length', '30', 1, 1], ['kind', 'talk', 1, 2], ['kind', 'keynote', 1, 2]]
    """
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
    """Count values, in an order that they have or by how many there are."""
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
    """Lengths as they are, or in classes where there are many."""
    known = durations.dropna().astype(int)
    if known.nunique() <= _MOST_LENGTHS:
        return known.astype("str"), [str(length) for length in sorted(known.unique())]
    starts = [1, *(end + 1 for end in _LENGTHS)]
    names = [f"{a} to {b}" for a, b in zip(starts, _LENGTHS, strict=False)]
    names.append(f"over {_LENGTHS[-1]}")
    classes = np.searchsorted(_LENGTHS, known.to_numpy())
    return pd.Series([names[at] for at in classes], index=known.index, dtype="str"), names


def _up_to(numbers: pd.Series, most: int) -> tuple[pd.Series, list[str]]:
    """Small numbers as they are, larger ones in one class."""
    known = numbers.dropna().astype(int)
    names = [*map(str, range(1, most)), f"{most} or more"]
    return pd.Series(
        [names[min(n, most) - 1] for n in known], index=known.index, dtype="str"
    ), names


def _parallel(talks: pd.DataFrame) -> pd.Series:
    """How many talks of its event run at the start of each; one without an end, at its start."""
    known = talks.dropna(subset="start")
    counts = pd.Series(0, index=known.index)
    for _, event in known.groupby(["event", "year"], dropna=False):
        starts = event["start"].dt.tz_localize(None).to_numpy("datetime64[m]").astype("int64")
        lengths = event["duration"].fillna(1).to_numpy(dtype="int64")
        begun = np.searchsorted(np.sort(starts), starts, side="right")
        over = np.searchsorted(np.sort(starts + lengths), starts, side="right")
        counts.loc[event.index] = begun - over
    return counts
