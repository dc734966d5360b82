"""Cluster similar talks: a latent space, smoothing, Ward, k-means.

Every step uses matrices of talks x features or talks x dimensions, never talks x talks, so
that memory grows linearly with the number of talks. The cosine of two talks is the dot product
of their rows.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.linalg import lu
from scipy.sparse import csr_matrix, identity
from sklearn.cluster import AgglomerativeClustering
from sklearn.preprocessing import normalize

from kcdanalysis.words.counts import Matrix

#: The most dimensions of the latent space: fewer talks keep all their differences.
MAX_RANK = 150

#: The number of neighbours that smooth a talk, and their weight.
N_NEIGHBOURS = 10
SMOOTHING = 0.6

#: Dimensions per topic.
RANK_PER_TOPIC = 1.2

#: The most talks for Ward's method, whose time grows with their square; the centres of more
#: talks start from a sample.
MAX_WARD = 1500

#: The most rounds of k-means; twenty are usual.
_N_ROUNDS = 100
#: Similarities are computed for blocks of talks, so that memory grows linearly.
_BLOCK = 500
#: Power iterations that sharpen the latent space, and its spare dimensions (oversampling).
_N_PASSES, _N_SPARE = 2, 10

#: The number of the topic of each talk.
Groups = NDArray[np.int64]


def latent_space(features: csr_matrix) -> Matrix:
    """Place talks in the leading dimensions of their features.

    Cosines of up to `MAX_RANK` talks are kept exactly; those of more by a randomised singular
    value decomposition (Halko, Martinsson and Tropp 2011).
    """
    n_talks, n_features = features.shape
    if n_talks <= MAX_RANK:
        basis = np.eye(n_talks)
    else:
        size = min(MAX_RANK + _N_SPARE, n_features)
        # For columns that are nonzero in most talks, a dense product is much faster.
        full = features.getnnz(axis=0) > n_talks / 2
        words, meaning = features[:, ~full], features[:, full].toarray()
        basis = np.random.default_rng(0).standard_normal((n_talks, size))
        for _ in range(_N_PASSES):
            basis = lu(basis, permute_l=True)[0]
            basis = words @ (words.T @ basis) + meaning @ (meaning.T @ basis)
        basis = np.linalg.qr(basis)[0]
    reduced = features.T @ basis
    values, axes = np.linalg.eigh(reduced.T @ reduced)
    kept = values > 1e-9 * max(values[-1], 1e-12)
    kept[:-MAX_RANK] = False
    # Talks that share nothing are all in one place.
    kept[-1] = True
    return np.asarray(basis @ (axes[:, kept] * np.sqrt(np.maximum(values[kept], 0.0))))


def neighbours(points: Matrix) -> csr_matrix:
    """Make the graph of the nearest neighbours, weighted by cosine; ties go to the first."""
    return graph_of(*nearest_talks(points, N_NEIGHBOURS))


def nearest_talks(
    points: Matrix, n_nearest: int, rows: Groups | None = None
) -> tuple[Groups, Matrix]:
    """Find the nearest neighbours of some talks, the nearest first, and their cosines."""
    rows = np.arange(len(points)) if rows is None else rows
    n_nearest = min(n_nearest, len(points) - 1)
    earlier = 1e-12 * np.arange(len(points))
    ends, cosines = [np.zeros((0, n_nearest), dtype=np.int64)], [np.zeros((0, n_nearest))]
    for first in range(0, len(rows), _BLOCK):
        own = rows[first : first + _BLOCK]
        block = points[own] @ points.T
        # Rounded, so that ties do not depend on the order of summation.
        ranking = block.round(9)
        ranking -= earlier
        ranking[np.arange(len(own)), own] = -np.inf
        found = np.argpartition(ranking, -n_nearest, axis=1)[:, -n_nearest:]
        order = np.argsort(-np.take_along_axis(ranking, found, axis=1), axis=1)
        ends.append(np.take_along_axis(found, order, axis=1))
        cosines.append(np.take_along_axis(block, ends[-1], axis=1))
    return np.concatenate(ends), np.concatenate(cosines)


def graph_of(nearest: Groups, cosines: Matrix) -> csr_matrix:
    """Make the graph of the first neighbours of each talk; the nearest are given first."""
    nearest, cosines = nearest[:, :N_NEIGHBOURS], cosines[:, :N_NEIGHBOURS]
    starts = np.repeat(np.arange(len(nearest)), nearest.shape[1])
    entries = np.maximum(cosines, 0.0).ravel(), (starts, nearest.ravel())
    return csr_matrix(entries, (len(nearest), len(nearest)))


def neighbours_without(
    points: Matrix, nearest: Groups, cosines: Matrix, kept: Groups
) -> csr_matrix:
    """Make the neighbour graph of some talks from twice as many neighbours among all talks.

    If too many neighbours of a talk are left out, its neighbours are computed again.
    """
    n_nearest = min(N_NEIGHBOURS, len(kept) - 1)
    place = np.full(len(points), -1)
    place[kept] = np.arange(len(kept))
    ends = place[nearest[kept]]
    # Those that are kept come first, in their order.
    first = np.argsort(ends < 0, axis=1, kind="stable")[:, :n_nearest]
    ends, near = (np.take_along_axis(part, first, axis=1) for part in (ends, cosines[kept]))
    few = np.flatnonzero((ends < 0).any(axis=1))
    ends[few], near[few] = nearest_talks(points[kept], n_nearest, few)
    return graph_of(ends, near)


def smooth(points: Matrix, graph: csr_matrix) -> Matrix:
    """Mix each talk with its neighbours, twice, and give the mixed talks unit length.

    Twice also reaches the neighbours of neighbours.
    """
    itself = (1 - SMOOTHING) * identity(len(points), format="csr")
    mixing = (itself + SMOOTHING * normalize(graph, norm="l1")).tocsr()
    return unit_rows(mixing @ (mixing @ points))


def lsa(points: Matrix, n_topics: int) -> Matrix:
    """Keep the dimensions that `n_topics` topics need, by latent semantic analysis."""
    _, axes = np.linalg.eigh(points.T @ points)
    return np.asarray(points @ axes[:, ::-1][:, : _rank(n_topics, len(points))])


def of_unit_length(vectors: Matrix, n_topics: int) -> Matrix:
    """Keep the dimensions of `lsa` that `n_topics` topics need, each talk of unit length."""
    return unit_rows(vectors[:, : _rank(n_topics, len(vectors))])


def cluster(vectors: Matrix, n_topics: int) -> Groups:
    """Cluster by k-means, starting from the groups of Ward (1963): deterministic."""
    n = len(vectors)
    sample = vectors[sampled_rows(len(vectors), max(MAX_WARD, n_topics))]
    ward = AgglomerativeClustering(n_topics, linkage="ward").fit_predict(sample)
    # Numbered by their first talk.
    groups = pd.factorize(ward)[0]
    centres = np.stack([sample[groups == group].mean(axis=0) for group in range(n_topics)])
    topic = np.zeros(0, dtype=np.int64)
    for _ in range(_N_ROUNDS):
        # Rounded, so that ties do not depend on the order of summation.
        nearness = (vectors @ centres.T - (centres**2).sum(axis=1) / 2).round(9)
        before, topic = topic, nearness.argmax(axis=1)
        if np.array_equal(topic, before):
            break
        sizes = np.bincount(topic, minlength=n_topics)[:, None]
        # A group that lost all its talks, as happens with equal talks, keeps its centre.
        sums = np.asarray(csr_matrix((np.ones(n), (topic, np.arange(n))), (n_topics, n)) @ vectors)
        centres = np.where(sizes > 0, sums / np.maximum(sizes, 1), centres)
    return topic


def project(others: Matrix | csr_matrix, source: Matrix | csr_matrix, placed: Matrix) -> Matrix:
    """Apply to other talks the linear map that placed `source`, whose columns are orthogonal."""
    return np.asarray(others @ (source.T @ (placed / (placed**2).sum(axis=0))))


def group_centres(points: Matrix, topic: Groups) -> Matrix:
    """Compute the centre of each topic, of unit length."""
    return unit_rows(np.eye(int(topic.max()) + 1)[topic].T @ points)


def group_points(points: Matrix, graph: csr_matrix, n_topics: int) -> Groups:
    """Cluster points of the latent space: smoothed, in as many dimensions as are needed."""
    smoothed = smooth(points, graph)
    return cluster(of_unit_length(lsa(smoothed, n_topics), n_topics), n_topics)


def sampled_rows(n_talks: int, most: int, random_state: int = 0) -> Groups:
    """Choose at most `most` talks at random, in their order."""
    if n_talks <= most:
        return np.arange(n_talks)
    return np.sort(np.random.default_rng(random_state).choice(n_talks, most, replace=False))


def unit_rows(points: NDArray[np.floating]) -> Matrix:
    """Give rows unit length; zeros stay. scikit-learn is slower, since it checks arguments."""
    lengths = np.sqrt((points**2).sum(axis=1, keepdims=True))
    return np.asarray(points / np.where(lengths > 0, lengths, 1.0))


def _rank(n_topics: int, n_talks: int) -> int:
    return min(max(2, round(RANK_PER_TOPIC * n_topics)), n_talks - 1)
