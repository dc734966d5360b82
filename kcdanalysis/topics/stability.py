"""The number of topics, their stability, and a test of whether there are any."""

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.metrics import silhouette_score

from kcdanalysis.progress import track
from kcdanalysis.topics.clustering import Groups, cluster, lsa, neighbours, of_unit_length, smooth
from kcdanalysis.topics.features import CountedTalks, similarities, talk_features
from kcdanalysis.words.counts import Matrix

#: The number of subsamples; fewer for many talks, since each is then more informative.
N_DRAWS, N_DRAWS_OF_MANY, MANY_TALKS = 50, 10, 200

#: The number of permutations of the words between the talks, and the most talks in one.
N_SHUFFLES, MAX_SHUFFLED = 20, 200

#: The least stability of "stable" and "fair"; Hennig (2007), see `summaries.topic_summary`.
STABLE, FAIR = 0.75, 0.6

NUMBER_COLUMNS = ["n_topics", "silhouette", "modularity", "score"]


def topic_numbers(smoothed: Matrix, graph: csr_matrix) -> pd.DataFrame:
    """Score numbers of topics by silhouette plus modularity, each scaled 0 to 1.

    The silhouette (Rousseeuw 1987) of the smoothed talks favours many tight groups; the
    modularity (Newman 2006) of the graph of neighbours favours few.
    """
    n_talks = len(smoothed)
    fewest, most = (2, n_talks / 3) if n_talks < 30 else (3, min(n_talks / 5, 90))
    tried = np.unique(np.geomspace(fewest, max(fewest, most), 12).round().astype(int))
    vectors = lsa(smoothed, tried[-1])
    groupings = [cluster(of_unit_length(vectors, k), k) for k in tried]
    table = pd.DataFrame(
        {
            "n_topics": tried,
            "silhouette": [_silhouette(smoothed, topic) for topic in groupings],
            "modularity": [_modularity(graph, topic) for topic in groupings],
        }
    )
    scores = table[["silhouette", "modularity"]]
    scaled = (scores - scores.min()) / (scores.max() - scores.min()).replace(0.0, 1.0)
    return table.assign(score=scaled.sum(axis=1))


def stability(
    similar: Matrix, topic: Groups, n_topics: int, random_state: int
) -> tuple[Matrix, Matrix]:
    """Cluster subsamples of four fifths of the talks, and compare with the topics.

    Returns the mean of each topic's best Jaccard index with a group of a subsample
    (cluster-wise stability, Hennig 2007), and for each talk how often it is in the group
    that is nearest to its topic.
    """
    n_talks = len(topic)
    rng = np.random.default_rng(random_state)
    n_draws = N_DRAWS if n_talks <= MANY_TALKS else N_DRAWS_OF_MANY
    best = np.full((n_draws, n_topics), np.nan)
    is_home = np.full((n_draws, n_talks), np.nan)
    for draw in track(range(n_draws), "leaving talks out"):
        kept = np.sort(rng.choice(n_talks, round(0.8 * n_talks), replace=False))
        groups = _groups(similar[np.ix_(kept, kept)], min(n_topics, len(kept)))
        cross = np.zeros((n_topics, n_topics))
        np.add.at(cross, (topic[kept], groups), 1)
        union = cross.sum(1, keepdims=True) + cross.sum(0, keepdims=True) - cross
        jaccard = cross / np.maximum(union, 1)
        present = cross.sum(1) > 0
        best[draw, present] = jaccard[present].max(axis=1)
        is_home[draw, kept] = jaccard.argmax(axis=1)[topic[kept]] == groups
    return np.nanmean(best, axis=0).round(4), np.nanmean(is_home, axis=0).round(4)


def clearness(talks: CountedTalks, n_topics: int, random_state: int) -> float:
    """Compare the separation of the topics with that of shuffled words, as a z-score."""
    rng = np.random.default_rng(random_state)
    n_talks = min(talks.counts.shape[0], MAX_SHUFFLED)
    n_topics = min(n_topics, n_talks // 3)
    sample = talks[np.sort(rng.choice(talks.counts.shape[0], n_talks, replace=False))]
    present = np.flatnonzero(sample.counts.getnnz(axis=0))
    vocabulary = [talks.vocabulary[at] for at in present]
    sample = replace(sample, counts=sample.counts[:, present], vocabulary=vocabulary)

    def separation(talks: CountedTalks) -> float:
        similar = similarities(talk_features(talks))
        return _separation(similar, _groups(similar, n_topics))

    actual = separation(sample)
    shuffled = np.array([separation(_shuffle(sample, rng)) for _ in range(N_SHUFFLES)])
    return float((actual - shuffled.mean()) / max(shuffled.std(ddof=1), 1e-9))


def _shuffle(talks: CountedTalks, rng: np.random.Generator) -> CountedTalks:
    """Permute the words between the talks, and each principal component of the embeddings."""
    entries = talks.counts.tocoo()
    repeats = entries.data.astype(int)
    rows, words = np.repeat(entries.row, repeats), np.repeat(entries.col, repeats)
    permuted = (np.ones(len(rows)), (rows, rng.permutation(words)))
    counts = csr_matrix(permuted, shape=talks.counts.shape)
    if talks.embeddings is None:
        return replace(talks, counts=counts)
    mean = talks.embeddings.mean(axis=0)
    left, sizes, axes = np.linalg.svd(talks.embeddings - mean, full_matrices=False)
    embeddings = np.asarray(mean + rng.permuted(left * sizes, axis=0) @ axes)
    return replace(talks, counts=counts, embeddings=embeddings)


def _groups(similar: Matrix, n_topics: int) -> Groups:
    vectors = lsa(smooth(similar, neighbours(similar)), n_topics)
    return cluster(of_unit_length(vectors, n_topics), n_topics)


def _separation(similar: Matrix, topic: Groups) -> float:
    """The mean similarity within topics, less that between topics."""
    same = topic[:, None] == topic
    within = same & ~np.eye(len(topic), dtype=bool)
    if not within.any() or same.all():
        return 0.0
    return float(similar[within].mean() - similar[~same].mean())


def _silhouette(smoothed: Matrix, topic: Groups) -> float:
    """Mean silhouette, the distance of two talks being 1 less their similarity."""
    if not 1 < len(np.unique(topic)) < len(topic):
        return 0.0
    # Rounded, since rounding errors of equal talks are not distances.
    distances = (1 - smoothed).round(14)
    np.fill_diagonal(distances, 0.0)
    return float(silhouette_score(distances, topic, metric="precomputed"))


def _modularity(graph: csr_matrix, topic: Groups) -> float:
    edges = (graph + graph.T).tocoo()
    total = edges.data.sum()
    if total == 0:
        return 0.0
    inside = edges.data[topic[edges.row] == topic[edges.col]].sum() / total
    degree = np.bincount(topic[edges.row], weights=edges.data) / total
    return float(inside - (degree**2).sum())
