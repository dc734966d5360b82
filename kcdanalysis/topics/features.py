"""Talks as features: their words, and beside them what the words mean.

Two talks are alike by the words that they share, and by their meaning, so that one on
"observability" and one on "tracing" can meet. The meaning comes from a table of term
vectors that is shipped, or from sentence embeddings where the caller has them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.preprocessing import normalize

from kcdanalysis.words.counts import Matrix, idf, informative_columns, weigh
from kcdanalysis.words.term_table import read_term_table

#: How much embeddings weigh beside the words, whose weight is 1.
EMBEDDINGS_WEIGHT = 0.7

#: The term table weighs this over the root of the number of talks, at most 1: the
#: fewer talks, the fewer words they share.
TABLE_WEIGHT = 4.0


@dataclass(frozen=True)
class FeatureSpace:
    """What turns talks into features, learned from some and fit for others.

    Attributes
    ----------
    vocabulary : list of str
        The stems that are features.
    idf : ndarray
        How rare each of them is.
    middle : ndarray
        The mean of the meanings.
    weight : float
        What the meaning weighs beside the words.
    """

    vocabulary: list[str]
    idf: Matrix
    middle: Matrix
    weight: float

    def features(
        self, counts: csr_matrix, vocabulary: list[str], embeddings: Matrix | None = None
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
        return self.joined(counts, vocabulary, _meaning(counts, vocabulary, embeddings))

    def joined(self, counts: csr_matrix, vocabulary: list[str], meaning: Matrix) -> csr_matrix:
        """Join words and what is known already of their meaning; see `features`."""
        at = {stem: column for column, stem in enumerate(self.vocabulary)}
        known = [(row, at[stem]) for row, stem in enumerate(vocabulary) if stem in at]
        rows, columns = np.array(known, dtype=int).reshape(-1, 2).T
        chosen = csr_matrix((np.ones(len(known)), (rows, columns)), (len(vocabulary), len(at)))
        words = weigh((counts @ chosen).tocsr(), self.idf)
        # What sets each talk apart from the mean of all; none where nothing is known.
        apart = (meaning - self.middle) * np.asarray(meaning.any(axis=1))[:, None]
        apart = csr_matrix(np.sqrt(self.weight) * normalize(apart))
        return normalize(hstack([words, apart], format="csr"))


def fit_space(
    counts: csr_matrix, vocabulary: list[str], embeddings: Matrix | None = None
) -> FeatureSpace:
    """Learn the features of talks; the arguments are those of `FeatureSpace.features`."""
    meaning = _meaning(counts, vocabulary, embeddings)
    return _space(counts, vocabulary, meaning, embeddings is not None)


def talk_features(
    counts: csr_matrix, vocabulary: list[str], embeddings: Matrix | None = None
) -> csr_matrix:
    """Give the features of talks in the space that they make themselves."""
    meaning = _meaning(counts, vocabulary, embeddings)
    space = _space(counts, vocabulary, meaning, embeddings is not None)
    return space.joined(counts, vocabulary, meaning)


def similarities(features: csr_matrix) -> Matrix:
    """Cosines of all pairs of talks, from features of unit length; 8 bytes a pair."""
    # A dense product is much quicker for columns that most talks have.
    full = features.getnnz(axis=0) > features.shape[0] / 2
    words, meaning = features[:, ~full], features[:, full].toarray()
    return np.asarray((words @ words.T).toarray() + meaning @ meaning.T)


def _space(
    counts: csr_matrix, vocabulary: list[str], meaning: Matrix, is_embedded: bool
) -> FeatureSpace:
    n_talks = counts.shape[0]
    kept = informative_columns(counts)
    known = np.asarray(meaning.any(axis=1))
    table_weight = min(1.0, TABLE_WEIGHT / np.sqrt(max(n_talks, 1)))
    return FeatureSpace(
        vocabulary=[vocabulary[at] for at in kept],
        idf=idf(counts[:, kept].getnnz(axis=0), n_talks),
        middle=meaning[known].mean(axis=0) if known.any() else np.zeros(meaning.shape[1]),
        weight=EMBEDDINGS_WEIGHT if is_embedded else table_weight,
    )


def _meaning(counts: csr_matrix, vocabulary: list[str], embeddings: Matrix | None) -> Matrix:
    if embeddings is not None:
        return embeddings
    return read_term_table().talk_vectors(counts, vocabulary)
