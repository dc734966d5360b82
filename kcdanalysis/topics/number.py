"""How many topics there are."""

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.cluster import AgglomerativeClustering

from kcdanalysis.topics.clustering import (
    Groups,
    cluster,
    group_centres,
    lsa,
    neighbours,
    of_unit_length,
    sampled_rows,
)
from kcdanalysis.words.counts import Matrix

NUMBER_COLUMNS = ["n_topics", "silhouette", "modularity", "score"]

#: The numbers that may be tried; those between these multiples of the square root of the number
#: of talks are. No topic has fewer than three talks on average.
TRIED = (2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 20, 24, 29, 35, 42, 50, 60, 72, 86)
LEAST, MOST = 0.35, 2.5


#: With more topics there is a second level of broader ones, and how many of these there can be.
MANY_TOPICS, FEWEST_BROADER, MOST_BROADER = 12, 4, 12

#: With more talks, the modularity of the second level is measured on a sample.
_MAX_COMPARED = 2000


def broader_topics(points: Matrix, topic: Groups) -> Groups | None:
    """Join topics into broader ones, by Ward's method on their centres; None for few topics.

    Their number has the largest modularity. Returns the broader topic of each topic; the
    largest has number 0.
    """
    n_topics = int(topic.max()) + 1
    if n_topics <= MANY_TOPICS:
        return None
    centres = group_centres(points, topic)
    sample = sampled_rows(len(topic), _MAX_COMPARED)
    graph = neighbours(points[sample])
    joined = [
        AgglomerativeClustering(number, linkage="ward").fit_predict(centres)
        for number in range(FEWEST_BROADER, min(MOST_BROADER, n_topics // 2) + 1)
    ]
    best = max(joined, key=lambda groups: round(_modularity(graph, groups[topic[sample]]), 9))
    sizes = np.bincount(best[topic])
    return np.argsort(np.argsort(-sizes, kind="stable"))[best]


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
    """Mean silhouette of talks of unit length, with 1 minus the cosine as the distance.

    The mean cosine of a talk and a group is the dot product of the talk and the group's mean,
    so no pairs of talks are needed.
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
