"""How reliably topics come back when talks are left out."""

import numpy as np
import pandas as pd

from kcdanalysis.progress import track
from kcdanalysis.topics.clustering import (
    Groups,
    group_points,
    neighbours_without,
)
from kcdanalysis.words.counts import Matrix

#: The number of subsamples; fewer for many talks, since each is then more informative.
N_DRAWS, N_DRAWS_OF_MANY, MANY_TALKS = 50, 5, 200


def stability(
    points: Matrix,
    nearest: Groups,
    cosines: Matrix,
    topic: Groups,
    n_topics: int,
    random_state: int,
) -> tuple[Matrix, Matrix]:
    """Cluster subsamples of four fifths of the talks, and compare with the topics.

    `nearest` and `cosines` have twice as many neighbours of each talk as needed.
    Returns the mean of each topic's best Jaccard index with a group of a subsample
    (cluster-wise stability, Hennig 2007), and for each talk how often it is in the group
    that best matches its topic.
    """
    n_talks = len(topic)
    rng = np.random.default_rng(random_state)
    n_draws = N_DRAWS if n_talks <= MANY_TALKS else N_DRAWS_OF_MANY
    best = np.full((n_draws, n_topics), np.nan)
    is_home = np.full((n_draws, n_talks), np.nan)
    for draw in track(range(n_draws), "leaving talks out"):
        kept = np.sort(rng.choice(n_talks, round(0.8 * n_talks), replace=False))
        graph = neighbours_without(points, nearest, cosines, kept)
        groups = group_points(points[kept], graph, min(n_topics, len(kept)))
        cross = np.zeros((n_topics, n_topics))
        np.add.at(cross, (topic[kept], groups), 1)
        union = cross.sum(1, keepdims=True) + cross.sum(0, keepdims=True) - cross
        jaccard = cross / np.maximum(union, 1)
        present = cross.sum(1) > 0
        best[draw, present] = jaccard[present].max(axis=1)
        is_home[draw, kept] = jaccard.argmax(axis=1)[topic[kept]] == groups
    # Pandas leaves out talks that were in no subsample.
    stable, sureness = (pd.DataFrame(part).mean().to_numpy().round(4) for part in (best, is_home))
    return stable, sureness
