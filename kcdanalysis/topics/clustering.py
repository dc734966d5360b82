"""From similar talks to groups of talks: smoothing, latent semantic analysis, Ward, k-means."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import ward
from scipy.sparse import csr_matrix, identity
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import eigsh
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize

from kcdanalysis.words.counts import Matrix

#: Talks that each talk borrows from, how much of it is then borrowed, and how often:
#: twice reaches the nearest of the nearest.
N_NEIGHBOURS = 10
BORROWED = 0.6

#: Dimensions for each topic.
RANK_PER_TOPIC = 1.2

#: How exact eigenvalues are, relatively; more takes twice as long and moves no talk.
_TOLERANCE = 1e-6

Labels = NDArray[np.int64]


def neighbours(similar: Matrix) -> csr_matrix:
    """Give each talk's nearest, weighted by similarity; of equal ones the first.

    Parameters
    ----------
    similar : ndarray, talks x talks
        1 for talks that are alike.

    Returns
    -------
    sparse matrix, talks x talks
    """
    n_talks = len(similar)
    n_nearest = min(N_NEIGHBOURS, n_talks - 1)
    # Rounded, so that equal neighbours stay equal whatever the order of summation was.
    ranking = similar.round(9) - 1e-12 * np.arange(n_talks)
    np.fill_diagonal(ranking, -np.inf)
    nearest = np.sort(np.argpartition(-ranking, n_nearest - 1, axis=1)[:, :n_nearest])
    near = np.maximum(np.take_along_axis(similar, nearest, axis=1), 0.0)
    ends = np.repeat(np.arange(n_talks), n_nearest)
    return csr_matrix((near.ravel(), (ends, nearest.ravel())), shape=similar.shape)


def smooth(similar: Matrix, graph: csr_matrix) -> Matrix:
    """Let each talk borrow from its nearest, so that talks meet that share words through others.

    Parameters
    ----------
    similar : ndarray, talks x talks
    graph : sparse matrix, talks x talks
        What `neighbours` gives.

    Returns
    -------
    ndarray, talks x talks
        How alike the talks then are, 1 for a talk and itself.
    """
    own = (1 - BORROWED) * identity(len(similar), format="csr")
    mixing = (own + BORROWED * normalize(graph, norm="l1")).tocsr()
    half = mixing @ (mixing @ similar)
    mixed = mixing @ (mixing @ half.T)
    lengths = np.sqrt(np.maximum(mixed.diagonal(), 1e-12))
    return np.asarray(mixed / lengths / lengths[:, None])


def lsa(similar: Matrix, n_topics: int) -> Matrix:
    """The talks in as many dimensions as `n_topics` topics need, the widest first."""
    n_talks = len(similar)
    values, axes = eigsh(similar, k=_rank(n_topics, n_talks), v0=np.ones(n_talks), tol=_TOLERANCE)
    return np.asarray(axes[:, ::-1] * np.sqrt(np.maximum(values[::-1], 0.0)))


def of_unit_length(vectors: Matrix, n_topics: int) -> Matrix:
    """Those dimensions of `lsa` that so many topics need, each talk of unit length."""
    return np.asarray(normalize(vectors[:, : _rank(n_topics, len(vectors))]))


def cluster(vectors: Matrix, n_topics: int) -> Labels:
    """Spherical k-means from the groups of Ward (1963): no start is drawn by chance."""
    groups = _ward(vectors, n_topics)
    middles = np.stack([vectors[groups == group].mean(axis=0) for group in range(n_topics)])
    with warnings.catch_warnings():
        # Of talks that are alike there may be fewer groups; what is found is counted.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return KMeans(n_topics, init=middles, n_init=1).fit_predict(vectors).astype(np.int64)


def _ward(vectors: Matrix, n_groups: int) -> Labels:
    """Join the nearest groups until so many are left."""
    n_talks = len(vectors)
    n_joined = n_talks - n_groups
    joined = ward(vectors)[:n_joined, :2].astype(int)
    ends = np.repeat(np.arange(n_talks, n_talks + n_joined), 2)
    size = n_talks + n_joined
    links = csr_matrix((np.ones(2 * n_joined), (ends, joined.ravel())), shape=(size, size))
    return np.asarray(connected_components(links, directed=False)[1][:n_talks])


def _rank(n_topics: int, n_talks: int) -> int:
    return min(max(2, round(RANK_PER_TOPIC * n_topics)), n_talks - 1)
