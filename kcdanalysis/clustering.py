"""From weighted words to groups of talks: smoothing, latent semantic analysis, k-means."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, identity
from scipy.sparse.linalg import eigsh
from sklearn.cluster import KMeans
from sklearn.preprocessing import normalize

#: Talks that each talk borrows words from, and how much of it is then borrowed.
N_NEIGHBOURS = 10
BORROWED = 0.5

#: Dimensions for each topic.
RANK_PER_TOPIC = 1.2

Matrix = NDArray[np.float64]
Labels = NDArray[np.int64]


def cosine_kernel(weights: csr_matrix) -> Matrix:
    """Cosine similarities of talks whose weights have unit length."""
    return np.asarray((weights @ weights.T).toarray())


def neighbour_graph(kernel: Matrix) -> csr_matrix:
    """Each talk's nearest, weighted by similarity."""
    n_talks = len(kernel)
    # Rounded, so that equal neighbours stay equal whatever the order of summation was.
    others = (kernel - 2 * np.eye(n_talks)).round(9)
    nearest = np.argsort(-others, axis=1, kind="stable")[:, : min(N_NEIGHBOURS, n_talks - 1)]
    rows = np.repeat(np.arange(n_talks), nearest.shape[1])
    weights = np.take_along_axis(kernel, nearest, axis=1).ravel()
    return csr_matrix((weights, (rows, nearest.ravel())), shape=kernel.shape)


def smoothed_kernel(kernel: Matrix) -> Matrix:
    """Similarities of the talks after each has borrowed from its nearest."""
    borrowed = normalize(neighbour_graph(kernel), norm="l1")
    weights = (1 - BORROWED) * identity(len(kernel), format="csr") + BORROWED * borrowed
    smooth = weights @ (weights @ kernel).T
    lengths = np.sqrt(np.maximum(smooth.diagonal(), 1e-12))
    return np.asarray(smooth / np.outer(lengths, lengths))


def lsa_vectors(kernel: Matrix, n_topics: int) -> Matrix:
    """The talks in about as many dimensions as there are topics, of unit length."""
    rank = min(max(2, round(RANK_PER_TOPIC * n_topics)), len(kernel) - 1)
    values, axes = eigsh(kernel, k=rank, v0=np.ones(len(kernel)))
    return normalize(axes[:, ::-1] * np.sqrt(np.maximum(values[::-1], 0.0)))


def cluster(vectors: Matrix, n_topics: int, random_state: int) -> Labels:
    """Spherical k-means: the vectors have unit length; the best of ten starts."""
    model = KMeans(n_topics, n_init=10, random_state=random_state)
    return model.fit_predict(vectors).astype(np.int64)
