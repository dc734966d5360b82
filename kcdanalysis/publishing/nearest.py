"""Which talks are nearest to each talk."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcdanalysis.topics.finding import Topics

# So many talks are compared with all others at a time.
_BLOCK = 500
# More digits would differ between machines, and so would the order of like talks.
_DIGITS = 4


def nearest_talks(topics: Topics, *, n: int = 5) -> pd.DataFrame:
    """Name the talks that are nearest to each talk, by their words and meaning.

    Parameters
    ----------
    topics : Topics
    n : int
        How many for each talk at most.

    Returns
    -------
    DataFrame
        talk_id, rank (from 1), nearest_id, likeness (cosine of the two talks as they
        were clustered, above 0), in the order of the talks. Empty where talks were not
        compared: where all are in one topic, each would be as near as any other.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> from kcdanalysis.topics.finding import find_topics
    >>> len(nearest_talks(find_topics(as_talks([{"title": "eBPF"}, {"title": "Cost"}]))))
    0
    """
    ids = topics.talks["talk_id"].to_numpy(dtype=str)
    vectors = topics.vectors
    n = min(n, len(ids) - 1)
    parts = []
    if vectors.shape[1] > 1 and n > 0:
        # Like ones in the order of their ids, whatever the order of the rows.
        order = np.argsort(ids, kind="stable")
        for first in range(0, len(ids), _BLOCK):
            rows = np.arange(first, min(first + _BLOCK, len(ids)))
            likeness = (vectors[rows] @ vectors[order].T).round(_DIGITS)
            likeness[order[None, :] == rows[:, None]] = -1.0
            best = np.argsort(-likeness, axis=1, kind="stable")[:, :n]
            parts.append(
                pd.DataFrame(
                    {
                        "talk_id": ids[rows].repeat(n),
                        "rank": np.tile(np.arange(1, n + 1), len(rows)),
                        "nearest_id": ids[order[best]].ravel(),
                        "likeness": np.take_along_axis(likeness, best, axis=1).ravel(),
                    }
                )
            )
    if not parts:
        return pd.DataFrame(columns=["talk_id", "rank", "nearest_id", "likeness"])
    table = pd.concat(parts, ignore_index=True)
    return table[table["likeness"] > 0].reset_index(drop=True)
