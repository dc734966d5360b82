"""From features to groups of talks: smoothing, latent semantic analysis, Ward, k-means."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import ward
from scipy.sparse import csr_matrix, identity, vstack
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import LinearOperator, eigsh
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize

from kcdanalysis.weights import Matrix

#: Talks that each talk borrows features from, how much of it is then borrowed, and how
#: often: twice reaches the nearest of the nearest.
N_NEIGHBOURS = 10
BORROWED = 0.6

#: Dimensions for each topic.
RANK_PER_TOPIC = 1.2

#: How exact eigenvalues are, relatively; more takes twice as long and moves no talk.
_TOLERANCE = 1e-6

#: Rows of similarities that are held at once.
_BLOCK = 1000

Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Smoothed:
    """Talks, each mixed with its nearest; the mixed features themselves are never stored.

    Attributes
    ----------
    features : sparse matrix, talks x features
    graph : sparse matrix, talks x talks
        Each talk's nearest, weighted by similarity.
    mixing : sparse matrix, talks x talks
        What each talk keeps and borrows; applied twice.
    scale : ndarray
        What gives the mixed features unit length.
    """

    features: csr_matrix
    graph: csr_matrix
    mixing: csr_matrix
    scale: Matrix

    def dot(self, weights: Matrix) -> Matrix:
        """Multiply the mixed features, talks x features, with `weights`."""
        mixed = self.mixing @ (self.mixing @ (self.features @ weights))
        return (mixed.T * self.scale).T

    def transposed_dot(self, weights: Matrix) -> Matrix:
        """Multiply the mixed features, features x talks, with `weights`."""
        mixed = self.mixing.T @ (self.mixing.T @ (weights.T * self.scale).T)
        return np.asarray(self.features.T @ mixed)


def smooth(features: csr_matrix) -> Smoothed:
    """Mix each talk with its nearest, so that talks meet that share words through others."""
    words, meaning = _split(features)
    graph = _neighbour_graph(words, meaning)
    own = (1 - BORROWED) * identity(features.shape[0], format="csr")
    mixing = (own + BORROWED * normalize(graph, norm="l1")).tocsr()
    lengths = [
        np.asarray((twice @ words).power(2).sum(axis=1)).ravel()
        + ((twice @ meaning) ** 2).sum(axis=1)
        for twice in _blocks((mixing @ mixing).tocsr())
    ]
    scale = 1 / np.sqrt(np.maximum(np.concatenate(lengths), 1e-12))
    return Smoothed(features, graph, mixing, scale)


def lsa(smoothed: Smoothed, n_topics: int) -> Matrix:
    """The talks in as many dimensions as `n_topics` topics need, the widest first."""
    n_talks = len(smoothed.scale)
    gram = LinearOperator(
        (n_talks, n_talks),
        lambda vector: smoothed.dot(smoothed.transposed_dot(vector)),
        dtype=float,
    )
    values, axes = eigsh(gram, k=_rank(n_topics, n_talks), v0=np.ones(n_talks), tol=_TOLERANCE)
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


def _split(features: csr_matrix) -> tuple[csr_matrix, Matrix]:
    """Set columns that most talks have apart: a dense product of these is much quicker."""
    full = features.getnnz(axis=0) > features.shape[0] / 2
    return features[:, ~full], features[:, full].toarray()


def _neighbour_graph(words: csr_matrix, meaning: Matrix) -> csr_matrix:
    n_talks = words.shape[0]
    n_nearest = min(N_NEIGHBOURS, n_talks - 1)
    rows = []
    for first in range(0, n_talks, _BLOCK):
        block = slice(first, first + _BLOCK)
        similar = (words[block] @ words.T).toarray() + meaning[block] @ meaning.T
        rows.append(_nearest(similar, first, n_nearest))
    return vstack(rows, format="csr")


def _nearest(values: Matrix, first: int, n_nearest: int) -> csr_matrix:
    """Keep the `n_nearest` of each row, of equal ones the first; `first` is the top row."""
    rows = np.arange(len(values))
    values[rows, first + rows] = -np.inf
    # Rounded, so that equal neighbours stay equal whatever the order of summation was.
    ranking = values.round(9) - 1e-12 * np.arange(values.shape[1])
    nearest = np.sort(np.argpartition(-ranking, n_nearest - 1, axis=1)[:, :n_nearest])
    near = np.maximum(np.take_along_axis(values, nearest, axis=1), 0.0)
    ends = np.repeat(rows, n_nearest)
    return csr_matrix((near.ravel(), (ends, nearest.ravel())), shape=values.shape)


def _blocks(matrix: csr_matrix) -> list[csr_matrix]:
    return [matrix[at : at + _BLOCK] for at in range(0, matrix.shape[0], _BLOCK)]
