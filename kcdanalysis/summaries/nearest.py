"""The nearest talks of each talk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from kcdanalysis.topics.finding import Topics

# Similarities are computed for blocks of talks, so that memory grows with their number only.
_BLOCK = 500
# More digits would differ between machines, and so would the order of similar talks.
_DIGITS = 4


def nearest_talks(topics: Topics, *, n: int = 5) -> pd.DataFrame:
    """Find the talks most similar to each talk, by words and meaning.

    Parameters
    ----------
    topics : Topics
    n : int
        The number of neighbours per talk, at most.

    Returns
    -------
    DataFrame
        talk_id, rank (from 1), nearest_id, similarity (cosine of the vectors that were
        clustered, above 0), in the order of the talks. Empty if all talks are in one
        topic: they were not compared.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> from kcdanalysis.topics.finding import find_topics
    >>> len(nearest_talks(find_topics(as_talks([{"title": "eBPF"}, {"title": "Cost"}]))))
    0
    """
    ids = topics.talks["talk_id"].to_numpy(dtype=str)
    vectors = topics.vectors
    n = min(n, len(ids) - 1) if vectors.shape[1] > 1 else 0
    # Ties go by id, whatever the order of the rows.
    order = np.argsort(ids, kind="stable")
    tables = [pd.DataFrame({"talk_id": [], "rank": [], "nearest_id": [], "similarity": []})]
    for first in range(0, len(ids), _BLOCK) if n > 0 else ():
        rows = np.arange(first, min(first + _BLOCK, len(ids)))
        similarity = (vectors[rows] @ vectors[order].T).round(_DIGITS)
        similarity[order[None, :] == rows[:, None]] = -1.0
        best = np.argsort(-similarity, axis=1, kind="stable")[:, :n]
        neighbours = {
            "talk_id": ids[rows].repeat(n),
            "rank": np.tile(np.arange(1, n + 1), len(rows)),
            "nearest_id": ids[order[best]].ravel(),
            "similarity": np.take_along_axis(similarity, best, axis=1).ravel(),
        }
        tables.append(pd.DataFrame(neighbours))
    table = pd.concat(tables[1:] or tables, ignore_index=True)
    return table[table["similarity"] > 0].reset_index(drop=True)
