"""How many topics there are, how surely each comes back, and whether there are any."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from kcdanalysis.progress import track
from kcdanalysis.topics.clustering import Labels, cluster, lsa, neighbours, of_unit_length, smooth
from kcdanalysis.topics.features import similarities, talk_features
from kcdanalysis.words.counts import Matrix

#: How often a fifth of the talks is left out: for many talks less often, since then
#: each draw tells more.
N_DRAWS, N_DRAWS_OF_MANY, MANY_TALKS = 50, 10, 200

#: How often the words are shuffled between the talks for comparison, and of how many
#: talks at most: more would only tell the same more surely.
N_SHUFFLES, MOST_SHUFFLED = 20, 200

#: From which stability on a topic is called so; Hennig (2007), see `summaries.topic_summary`.
STABLE, FAIR = 0.75, 0.6

NUMBER_COLUMNS = ["n_topics", "silhouette", "modularity", "score"]


def topic_numbers(smoothed: Matrix, graph: csr_matrix) -> pd.DataFrame:
    """Try numbers of topics: silhouette, modularity, and the sum of both, each scaled 0 to 1.

    Silhouette (Rousseeuw 1987) over the smoothed talks likes tight groups and so many of
    them; modularity (Newman 2006) of the graph of nearest talks likes few.
    """
    n_talks = len(smoothed)
    fewest, most = (2, n_talks / 3) if n_talks < 30 else (3, min(n_talks / 5, 90))
    tried = np.unique(np.geomspace(fewest, max(fewest, most), 12).round().astype(int))
    vectors = lsa(smoothed, tried[-1])
    found = [cluster(of_unit_length(vectors, k), k) for k in tried]
    table = pd.DataFrame(
        {
            "n_topics": tried,
            "silhouette": [_silhouette(smoothed, topic) for topic in found],
            "modularity": [_modularity(graph, topic) for topic in found],
        }
    )
    scores = table[["silhouette", "modularity"]]
    scaled = (scores - scores.min()) / (scores.max() - scores.min()).replace(0.0, 1.0)
    return table.assign(score=scaled.sum(axis=1))


def stability(
    similar: Matrix, topic: Labels, n_topics: int, random_state: int
) -> tuple[Matrix, Matrix]:
    """Leave out a fifth of the talks, again and again, and look what comes back.

    Returns
    -------
    stable : ndarray, one a topic
        The mean of its best Jaccard index with a topic found again (cluster-wise
        stability, Hennig 2007).
    sure : ndarray, one a talk
        How often the talk is then in the topic that came back for its own.
    """
    n_talks = len(topic)
    rng = np.random.default_rng(random_state)
    n_draws = N_DRAWS if n_talks <= MANY_TALKS else N_DRAWS_OF_MANY
    best = np.full((n_draws, n_topics), np.nan)
    home = np.full((n_draws, n_talks), np.nan)
    for draw in track(range(n_draws), "leaving talks out"):
        kept = np.sort(rng.choice(n_talks, round(0.8 * n_talks), replace=False))
        few = min(n_topics, len(kept))
        again = _groups(similar[np.ix_(kept, kept)], few)
        cross = np.zeros((n_topics, n_topics))
        np.add.at(cross, (topic[kept], again), 1)
        union = cross.sum(1, keepdims=True) + cross.sum(0, keepdims=True) - cross
        jaccard = cross / np.maximum(union, 1)
        present = cross.sum(1) > 0
        best[draw, present] = jaccard[present].max(axis=1)
        home[draw, kept] = jaccard.argmax(axis=1)[topic[kept]] == again
    return np.nanmean(best, axis=0).round(4), np.nanmean(home, axis=0).round(4)


def clearness(
    counts: csr_matrix,
    vocabulary: list[str],
    embeddings: Matrix | None,
    n_topics: int,
    random_state: int,
) -> float:
    """How many standard deviations the topics are clearer than those of shuffled words."""
    rng = np.random.default_rng(random_state)
    n_talks = min(counts.shape[0], MOST_SHUFFLED)
    n_topics = min(n_topics, n_talks // 3)
    rows = np.sort(rng.choice(counts.shape[0], n_talks, replace=False))
    counts = counts[rows]
    said = np.flatnonzero(counts.getnnz(axis=0))
    counts, vocabulary = counts[:, said], [vocabulary[at] for at in said]

    def separation(counts: csr_matrix, embeddings: Matrix | None) -> float:
        similar = similarities(talk_features(counts, vocabulary, embeddings))
        return _separation(similar, _groups(similar, n_topics))

    found = separation(counts, None if embeddings is None else embeddings[rows])
    shuffled = np.array(
        [
            separation(_shuffle(counts, rng), _permute(embeddings, rows, rng))
            for _ in range(N_SHUFFLES)
        ]
    )
    return float((found - shuffled.mean()) / max(shuffled.std(ddof=1), 1e-9))


def _shuffle(counts: csr_matrix, rng: np.random.Generator) -> csr_matrix:
    """Deal all words anew: each talk has as many as before."""
    entries = counts.tocoo()
    often = entries.data.astype(int)
    talks, words = np.repeat(entries.row, often), np.repeat(entries.col, often)
    dealt = (np.ones(len(talks)), (talks, rng.permutation(words)))
    return csr_matrix(dealt, shape=counts.shape)


def _permute(embeddings: Matrix | None, rows: Labels, rng: np.random.Generator) -> Matrix | None:
    """Deal each principal axis of embeddings anew, so that only chance groups them."""
    if embeddings is None:
        return None
    middle = embeddings[rows].mean(axis=0)
    left, sizes, axes = np.linalg.svd(embeddings[rows] - middle, full_matrices=False)
    return np.asarray(middle + rng.permuted(left * sizes, axis=0) @ axes)


def _groups(similar: Matrix, n_topics: int) -> Labels:
    vectors = lsa(smooth(similar, neighbours(similar)), n_topics)
    return cluster(of_unit_length(vectors, n_topics), n_topics)


def _separation(similar: Matrix, topic: Labels) -> float:
    """How much more alike talks of one topic are than talks of two."""
    same = topic[:, None] == topic[None, :]
    pairs = ~np.eye(len(topic), dtype=bool)
    if not (same & pairs).any() or same.all():
        return 0.0
    return float(similar[same & pairs].mean() - similar[~same].mean())


def _silhouette(smoothed: Matrix, topic: Labels) -> float:
    """Mean silhouette, the distance of two talks being 1 less their similarity."""
    sizes = np.bincount(topic)
    if not 1 < (sizes > 0).sum() < len(topic):
        return 0.0
    rows = np.arange(len(topic))
    similar = smoothed @ np.eye(len(sizes))[topic]
    inside = 1 - (similar[rows, topic] - 1) / np.maximum(sizes[topic] - 1, 1)
    distances = 1 - similar / np.maximum(sizes, 1)
    distances[:, sizes == 0] = np.inf
    distances[rows, topic] = np.inf
    outside = distances.min(axis=1)
    width = (outside - inside) / np.maximum(np.maximum(inside, outside), 1e-12)
    return float(np.where(sizes[topic] > 1, width, 0.0).mean())


def _modularity(graph: csr_matrix, topic: Labels) -> float:
    edges = (graph + graph.T).tocoo()
    total = edges.data.sum()
    if total == 0:
        return 0.0
    inside = edges.data[topic[edges.row] == topic[edges.col]].sum() / total
    degree = np.bincount(topic[edges.row], weights=edges.data) / total
    return float(inside - (degree**2).sum())
