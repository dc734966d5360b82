"""How many topics there are, how surely each comes back, and whether there are any."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.metrics import silhouette_score

from kcdanalysis.clustering import (
    Labels,
    Matrix,
    cluster,
    cosine_kernel,
    lsa_vectors,
    neighbour_graph,
    smoothed_kernel,
)
from kcdanalysis.weights import Words, tfidf

#: How often the words are shuffled between the talks for comparison.
N_SHUFFLES = 20

#: From which stability on a topic is called so; Hennig (2007), see `summaries.topic_summary`.
STABLE, FAIR = 0.75, 0.6

NUMBER_COLUMNS = ["n_topics", "silhouette", "modularity", "score"]


def topic_numbers(kernel: Matrix, random_state: int) -> pd.DataFrame:
    """Try numbers of topics: silhouette, modularity, and the sum of both, each scaled 0 to 1.

    Silhouette (Rousseeuw 1987) over the smoothed talks likes tight groups and so many of
    them; modularity (Newman 2006) of the graph of nearest talks likes few.
    """
    n_talks = len(kernel)
    smooth = smoothed_kernel(kernel)
    graph = neighbour_graph(kernel)
    fewest, most = (2, n_talks / 3) if n_talks < 30 else (3, min(n_talks / 5, 90))
    tried = np.unique(np.geomspace(fewest, max(fewest, most), 12).round().astype(int))
    found = [cluster(lsa_vectors(smooth, k), k, random_state) for k in tried]
    distances = np.maximum(1 - smooth, 0.0)
    np.fill_diagonal(distances, 0.0)
    table = pd.DataFrame(
        {
            "n_topics": tried,
            "silhouette": [_silhouette(distances, topic) for topic in found],
            "modularity": [_modularity(graph, topic) for topic in found],
        }
    )
    scores = table[["silhouette", "modularity"]]
    scaled = (scores - scores.min()) / (scores.max() - scores.min()).replace(0.0, 1.0)
    return table.assign(score=scaled.sum(axis=1))


def stability(tfidf: csr_matrix, topic: Labels, n_topics: int, random_state: int) -> Matrix:
    """How surely each topic comes back when a fifth of the talks is left out.

    The mean over the draws of its best Jaccard index with a topic found again
    (cluster-wise stability, Hennig 2007).
    """
    n_talks = len(topic)
    rng = np.random.default_rng(random_state)
    n_draws = 50 if n_talks <= 200 else 10
    best = np.full((n_draws, n_topics), np.nan)
    for draw in range(n_draws):
        kept = np.sort(rng.choice(n_talks, round(0.8 * n_talks), replace=False))
        kernel = (tfidf[kept] @ tfidf[kept].T).toarray()
        again = cluster(lsa_vectors(smoothed_kernel(kernel), n_topics), n_topics, random_state)
        cross = np.zeros((n_topics, n_topics))
        np.add.at(cross, (topic[kept], again), 1)
        union = cross.sum(1, keepdims=True) + cross.sum(0, keepdims=True) - cross
        present = cross.sum(1) > 0
        best[draw, present] = (cross / np.maximum(union, 1))[present].max(axis=1)
    return np.asarray(np.nanmean(best, axis=0).round(4))


def clearness(words: list[Words], n_topics: int, random_state: int) -> float:
    """How many standard deviations the topics are clearer than those of shuffled words."""
    rng = np.random.default_rng(random_state)

    def separation(talks: list[Words]) -> float:
        kernel = cosine_kernel(tfidf(talks)[0])
        points = lsa_vectors(smoothed_kernel(kernel), n_topics)
        return _separation(kernel, cluster(points, n_topics, random_state))

    shuffled = np.array([separation(_shuffle(words, rng)) for _ in range(N_SHUFFLES)])
    return float((separation(words) - shuffled.mean()) / max(shuffled.std(ddof=1), 1e-9))


def _shuffle(words: list[Words], rng: np.random.Generator) -> list[Words]:
    pool = [word for talk in words for word in talk]
    order = iter(rng.permutation(len(pool)))
    return [[pool[next(order)] for _ in talk] for talk in words]


def _separation(kernel: Matrix, topic: Labels) -> float:
    """How much more alike talks of one topic are than talks of two."""
    same = topic[:, None] == topic[None, :]
    pairs = ~np.eye(len(topic), dtype=bool)
    if not (same & pairs).any() or same.all():
        return 0.0
    return float(kernel[same & pairs].mean() - kernel[~same].mean())


def _silhouette(distances: Matrix, topic: Labels) -> float:
    if not 1 < len(np.unique(topic)) < len(topic):
        return 0.0
    return float(silhouette_score(distances, topic, metric="precomputed"))


def _modularity(graph: csr_matrix, topic: Labels) -> float:
    edges = (graph + graph.T).tocoo()
    total = edges.data.sum()
    if total == 0:
        return 0.0
    inside = edges.data[topic[edges.row] == topic[edges.col]].sum() / total
    degree = np.bincount(topic[edges.row], weights=edges.data) / total
    return float(inside - (degree**2).sum())
