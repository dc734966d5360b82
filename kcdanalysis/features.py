"""Talks as features: their words, and beside them what the words mean.

Two talks are alike by the words that they share, and by their meaning, so that one on
"observability" and one on "tracing" can meet. The meaning comes from a table of term
vectors that is shipped, or from sentence embeddings where the caller has them.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.preprocessing import normalize

from kcdanalysis.term_table import read_term_table
from kcdanalysis.weights import Matrix, tfidf

#: How much embeddings weigh beside the words, whose weight is 1.
EMBEDDINGS_WEIGHT = 0.7

#: The term table weighs this over the root of the number of talks, at most 1: the
#: fewer talks, the fewer words they share.
TABLE_WEIGHT = 4.0


def talk_features(
    counts: csr_matrix, vocabulary: list[str], embeddings: Matrix | None = None
) -> csr_matrix:
    """Set words and meaning side by side, so that their similarities add.

    Parameters
    ----------
    counts : sparse matrix, talks x stems
    vocabulary : list of str
        The stems.
    embeddings : ndarray, talks x dimensions, optional
        Instead of the term table.

    Returns
    -------
    sparse matrix, talks x features
        Rows of unit length; zeros for a talk that shares nothing with others.
    """
    words, _ = tfidf(counts)
    if embeddings is None:
        meaning = read_term_table().talk_vectors(counts, vocabulary)
        weight = min(1.0, TABLE_WEIGHT / np.sqrt(max(len(meaning), 1)))
    else:
        meaning, weight = embeddings, EMBEDDINGS_WEIGHT
    return normalize(hstack([words, np.sqrt(weight) * _centred(meaning)], format="csr"))


def _centred(vectors: Matrix) -> csr_matrix:
    """What sets each talk apart from the mean of all, in unit length."""
    known = np.asarray(vectors.any(axis=1))
    middle = vectors[known].mean(axis=0) if known.any() else 0.0
    return csr_matrix(normalize((vectors - middle) * known[:, None]))
