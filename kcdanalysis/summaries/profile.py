"""The profile of a programme: durations, kinds, levels, languages, rooms, parallel sessions."""

import numpy as np
import pandas as pd

from kcdanalysis.talks import SEPARATOR, ensure_talks
from kcdanalysis.words.translation import _

# Upper bounds of the classes of minutes, if there are more durations than can be shown.
_LENGTHS = (15, 30, 45, 60, 90)
_MAX_LENGTHS = 8


def programme_profile(talks: pd.DataFrame) -> pd.DataFrame:
    """Count the properties of the talks of a programme other than their words.

    Returns
    -------
    DataFrame
        One row per aspect and value: aspect ("length", "kind", "level", "language", "room",
        "speakers", "in parallel"), value, n, n_known (talks with a value), n_talks (all),
        share (of n_known). Aspects without any value are left out. Lengths are in minutes;
        "in parallel" is the number of talks of the event that run when a talk starts,
        itself included.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> talks = as_talks([{"title": "A", "duration": 30}, {"title": "B", "kind": "keynote"}])
    >>> programme_profile(talks)[["aspect", "value", "n", "n_known"]].values.tolist()
    [['length', '30', 1, 1], ['kind', 'talk', 1, 2], ['kind', 'keynote', 1, 2]]
    """
    talks = ensure_talks(talks)
    aspects = {
        "length": _lengths(talks["duration"].dropna().astype(int)),
        **{name: talks[name] for name in ("kind", "level", "language", "room")},
        "speakers": _up_to(4, talks["speakers"].str.count(SEPARATOR) + 1),
        "in parallel": _up_to(12, _parallel(talks)),
    }
    tables = [_count(aspect, values) for aspect, values in aspects.items()]
    table = pd.concat(tables, ignore_index=True)
    table.insert(4, "n_talks", len(talks))
    return table


def _count(aspect: str, values: pd.Series) -> pd.DataFrame:
    """Count values, in the order of their categories if they have any, else by frequency."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        counts = values.value_counts(sort=False)
    else:
        counts = values.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    counts, n_known = counts[counts > 0], values.count()
    return pd.DataFrame(
        {
            "aspect": aspect,
            "value": pd.array(counts.index.to_numpy(dtype=object), dtype="str"),
            "n": counts.to_numpy(dtype=int),
            "n_known": n_known,
            "share": counts.to_numpy(dtype=float) / max(n_known, 1),
        }
    )


def _lengths(lengths: pd.Series) -> pd.Series:
    """Durations as they are, or in classes if there are many."""
    if lengths.nunique() <= _MAX_LENGTHS:
        names = [str(length) for length in sorted(lengths.unique())]
        return lengths.astype("str").astype(pd.CategoricalDtype(names))
    starts = [1, *(end + 1 for end in _LENGTHS)]
    ends = zip(starts, _LENGTHS, strict=False)
    names = [_("{low} to {high}", low=start, high=end) for start, end in ends]
    names += [_("over {number}", number=_LENGTHS[-1])]
    return pd.cut(lengths, [-np.inf, *_LENGTHS, np.inf], labels=names)


def _up_to(most: int, numbers: pd.Series) -> pd.Series:
    """Small numbers as they are, larger ones in one class."""
    names = [*map(str, range(1, most)), _("{number} or more", number=most)]
    return pd.cut(numbers.dropna().astype(int), [*range(most), np.inf], labels=names)


def _parallel(talks: pd.DataFrame) -> pd.Series:
    """Count the talks of the event that run when each starts; by default for one minute."""
    known = talks.dropna(subset="start")
    counts = pd.Series(0, index=known.index)
    for _edition, event in known.groupby(["event", "year"], dropna=False):
        starts = event["start"].dt.tz_localize(None).to_numpy("datetime64[m]").astype("int64")
        lengths = event["duration"].fillna(1).clip(lower=1).to_numpy(dtype="int64")
        started = np.searchsorted(np.sort(starts), starts, side="right")
        ended = np.searchsorted(np.sort(starts + lengths), starts, side="right")
        counts.loc[event.index] = started - ended
    return counts
