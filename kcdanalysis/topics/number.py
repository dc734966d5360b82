"""How many topics there are."""

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from kcdanalysis.topics.clustering import Groups, cluster, lsa, of_unit_length
from kcdanalysis.words.counts import Matrix

NUMBER_COLUMNS = ["n_topics", "silhouette", "modularity", "score"]

#: The numbers that are tried, of those between these multiples of the root of the number of
#: talks; no topic has fewer than three talks on average.
TRIED = (2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 20, 24, 29, 35, 42, 50, 60, 72, 86)
LEAST, MOST = 0.35, 2.5


def topic_numbers(smoothed: Matrix, graph: csr_matrix) -> pd.DataFrame:
    """Score numbers of topics by silhouette plus modularity.

    The silhouette (Rousseeuw 1987) of the smoothed talks favours many tight groups; the
    modularity (Newman 2006) of the graph of neighbours favours few.
    """
    n_talks = len(smoothed)
    usual = np.sqrt(n_talks)
    most = max(2, min(MOST * usual, n_talks / 3))
    tried = np.array([k for k in TRIED if min(LEAST * usual, TRIED[-1]) <= k <= most])
    vectors = lsa(smoothed, tried[-1])
    groupings = [cluster(of_unit_length(vectors, k), k) for k in tried]
    table = pd.DataFrame(
        {
            "n_topics": tried,
            "silhouette": [silhouette(smoothed, topic) for topic in groupings],
            "modularity": [_modularity(graph, topic) for topic in groupings],
        }
    )
    return table.assign(score=table["silhouette"] + table["modularity"])


def silhouette(points: Matrix, topic: Groups) -> float:
    """Mean silhouette of talks of unit length, with 1 less their cosine as the distance.

    The mean cosine of a talk and a group is the product of the talk and the group's mean, so
    that no pair of talks needs to be looked at.
    """
    topic = np.unique(topic, return_inverse=True)[1]
    sizes = np.bincount(topic).astype(float)
    if not 1 < len(sizes) < len(topic):
        return 0.0
    totals = points @ (np.eye(len(sizes))[topic].T @ points).T
    rows = np.arange(len(topic))
    inside = 1 - (totals[rows, topic] - 1) / np.maximum(sizes[topic] - 1, 1)
    means = totals / sizes
    means[rows, topic] = -np.inf
    # Rounded, since rounding errors of equal talks are not distances.
    outside, inside = (1 - means.max(axis=1)).round(12), inside.round(12)
    larger = np.maximum(outside, inside)
    values = np.divide(outside - inside, larger, out=np.zeros_like(larger), where=larger > 0)
    return float(np.where(sizes[topic] > 1, values, 0.0).mean())


def _modularity(graph: csr_matrix, topic: Groups) -> float:
    edges = (graph + graph.T).tocoo()
    total = edges.data.sum()
    if total == 0:
        return 0.0
    inside = edges.data[topic[edges.row] == topic[edges.col]].sum() / total
    degree = np.bincount(topic[edges.row], weights=edges.data) / total
    return float(inside - (degree**2).sum())
