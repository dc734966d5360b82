"""Features of talks: their words, joined with a vector of their meaning.

Talks are similar by shared words and by meaning, so that one about "observability" and one
about "tracing" can be neighbours. The meaning comes from the included term table, or from
embeddings of the caller.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack
from sklearn.preprocessing import normalize

from kcdanalysis.topics.clustering import Groups
from kcdanalysis.words.counts import Matrix, idf, informative_columns, weigh
from kcdanalysis.words.term_table import read_term_table

#: The weight of embeddings, relative to the words.
EMBEDDINGS_WEIGHT = 0.7

#: The weight of the term table is this over the square root of the number of talks, at most 1:
#: few talks share few words.
TABLE_WEIGHT = 4.0


@dataclass(frozen=True)
class CountedTalks:
    """Talks as counted words (talks x stems), with embeddings if these give their meaning.

    Otherwise the term table does. If `for_tracks`, the meaning is mapped so that talks of one
    track are near each other; `track_map` is the map of the embeddings, None if they have none.
    """

    counts: csr_matrix
    vocabulary: list[str]
    embeddings: Matrix | None = None
    track_map: Matrix | None = None
    for_tracks: bool = True

    def __getitem__(self, rows: Groups) -> CountedTalks:
        """Some of the talks."""
        embeddings = None if self.embeddings is None else self.embeddings[rows]
        return replace(self, counts=self.counts[rows], embeddings=embeddings)

    def of_words(self, columns: Iterable[int]) -> CountedTalks:
        """The talks with some of their words."""
        at = list(columns)
        return replace(self, counts=self.counts[:, at], vocabulary=[self.vocabulary[n] for n in at])

    @cached_property
    def meaning(self) -> Matrix:
        """The meaning of each talk as a vector; zeros where it is unknown."""
        if self.embeddings is None:
            table = read_term_table()
            vectors = table.talk_vectors(self.counts, self.vocabulary)
            return vectors @ table.map if self.for_tracks else vectors
        if self.for_tracks and self.track_map is not None:
            return np.asarray(self.embeddings @ self.track_map)
        return self.embeddings


@dataclass(frozen=True)
class FeatureSpace:
    """The feature space of talks, to which other talks can be added."""

    vocabulary: list[str]
    idf: Matrix
    mean: Matrix  # of the meanings
    weight: float  # of the meaning, relative to the words

    def features(self, talks: CountedTalks) -> csr_matrix:
        """Join words and meaning, so that their similarities add; rows have unit length.

        A talk that shares nothing with the others has zeros.
        """
        columns = pd.Index(self.vocabulary).get_indexer(talks.vocabulary)
        rows = np.flatnonzero(columns >= 0)
        shape = (len(columns), len(self.vocabulary))
        selection = csr_matrix((np.ones(len(rows)), (rows, columns[rows])), shape)
        words = weigh((talks.counts @ selection).tocsr(), self.idf)
        # The difference of each talk from the mean; zeros where the meaning is unknown.
        centred = (talks.meaning - self.mean) * np.asarray(talks.meaning.any(axis=1))[:, None]
        meaning = csr_matrix(np.sqrt(self.weight) * normalize(centred))
        return normalize(hstack([words, meaning], format="csr"))


def fit_space(talks: CountedTalks) -> FeatureSpace:
    """Make the feature space of talks."""
    n_talks = talks.counts.shape[0]
    kept = informative_columns(talks.counts)
    known = np.asarray(talks.meaning.any(axis=1))
    table_weight = min(1.0, TABLE_WEIGHT / np.sqrt(max(n_talks, 1)))
    return FeatureSpace(
        vocabulary=[talks.vocabulary[at] for at in kept],
        idf=idf(talks.counts[:, kept].getnnz(axis=0), n_talks),
        mean=talks.meaning[known].sum(axis=0) / max(known.sum(), 1),
        weight=table_weight if talks.embeddings is None else EMBEDDINGS_WEIGHT,
    )


def talk_features(talks: CountedTalks) -> csr_matrix:
    """Compute the features of talks in their own feature space."""
    return fit_space(talks).features(talks)
