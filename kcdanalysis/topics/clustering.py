"""Cluster similar talks: smoothing, latent semantic analysis, Ward, k-means."""

import warnings

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, identity
from scipy.sparse.linalg import eigsh
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize

from kcdanalysis.words.counts import Matrix

#: The number of neighbours that smooth a talk, and their weight.
N_NEIGHBOURS = 10
SMOOTHING = 0.6

#: Dimensions for each topic.
RANK_PER_TOPIC = 1.2

#: The relative precision of eigenvalues; a higher one takes twice as long and moves no talk.
_TOLERANCE = 1e-6

#: The number of the topic of each talk.
Groups = NDArray[np.int64]


def neighbours(similar: Matrix) -> csr_matrix:
    """Make the graph of the nearest neighbours, weighted by cosine; ties go to the first."""
    n_talks = len(similar)
    n_nearest = min(N_NEIGHBOURS, n_talks - 1)
    # Rounded, so that ties do not depend on the order of summation.
    ranking = similar.round(9) - 1e-12 * np.arange(n_talks)
    np.fill_diagonal(ranking, -np.inf)
    nearest = np.sort(np.argpartition(-ranking, n_nearest - 1, axis=1)[:, :n_nearest])
    near = np.maximum(np.take_along_axis(similar, nearest, axis=1), 0.0)
    ends = np.repeat(np.arange(n_talks), n_nearest)
    return csr_matrix((near.ravel(), (ends, nearest.ravel())), shape=similar.shape)


def smooth(similar: Matrix, graph: csr_matrix) -> Matrix:
    """Mix each talk with its neighbours, twice, and return the cosines of the mixed talks.

    Twice also reaches the neighbours of neighbours.
    """
    itself = (1 - SMOOTHING) * identity(len(similar), format="csr")
    mixing = (itself + SMOOTHING * normalize(graph, norm="l1")).tocsr()
    half = mixing @ (mixing @ similar)
    mixed = mixing @ (mixing @ half.T)
    lengths = np.sqrt(np.maximum(mixed.diagonal(), 1e-12))
    return np.asarray(mixed / lengths / lengths[:, None])


def lsa(similar: Matrix, n_topics: int) -> Matrix:
    """Place talks in the dimensions that `n_topics` topics need, by latent semantic analysis."""
    n_talks = len(similar)
    values, axes = eigsh(similar, k=_rank(n_topics, n_talks), v0=np.ones(n_talks), tol=_TOLERANCE)
    return np.asarray(axes[:, ::-1] * np.sqrt(np.maximum(values[::-1], 0.0)))


def of_unit_length(vectors: Matrix, n_topics: int) -> Matrix:
    """Keep the dimensions of `lsa` that `n_topics` topics need, each talk of unit length."""
    return np.asarray(normalize(vectors[:, : _rank(n_topics, len(vectors))]))


def cluster(vectors: Matrix, n_topics: int) -> Groups:
    """Cluster by spherical k-means, starting from the groups of Ward (1963): deterministic."""
    ward = AgglomerativeClustering(n_topics, linkage="ward").fit_predict(vectors)
    # Numbered by their first talk.
    groups = pd.factorize(ward)[0]
    centres = np.stack([vectors[groups == group].mean(axis=0) for group in range(n_topics)])
    with warnings.catch_warnings():
        # Equal talks may make fewer groups, which are then counted.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return KMeans(n_topics, init=centres, n_init=1).fit_predict(vectors).astype(np.int64)


def _rank(n_topics: int, n_talks: int) -> int:
    return min(max(2, round(RANK_PER_TOPIC * n_topics)), n_talks - 1)
