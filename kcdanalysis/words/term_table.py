"""A table of term vectors: what a term means, learned once from many talks.

`term-table.npz` holds one vector a term, learned by `benchmarks.learn_terms` so that
the sum over the terms of a talk comes near the vector that a sentence encoder gives
the whole talk. It is read with NumPy alone. Its arrays:

terms
    UTF-8 bytes, the stems joined by new lines.
vectors
    int8, terms x dimensions; times `scale` of the term they are its vector.
scale
    float32, one a term.
idf
    float32, how rare the term is in the talks that the table was learned from.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from kcdanalysis.words.counts import Matrix, weigh

FILE = "term-table.npz"


@dataclass(frozen=True)
class TermTable:
    """Vectors of terms.

    Attributes
    ----------
    rows : dict
        Stem to its row.
    vectors : ndarray, terms x dimensions
    idf : ndarray
        How rare each term is.
    """

    rows: dict[str, int]
    vectors: NDArray[np.float32]
    idf: NDArray[np.float32]

    def talk_vectors(self, counts: csr_matrix, vocabulary: list[str]) -> Matrix:
        """Sum up the terms of each talk; zeros for a talk without a term of the table.

        Parameters
        ----------
        counts : sparse matrix, talks x stems
        vocabulary : list of str
            The stems.

        Returns
        -------
        ndarray, talks x dimensions
        """
        known = [at for at, stem in enumerate(vocabulary) if stem in self.rows]
        rows = [self.rows[vocabulary[at]] for at in known]
        weights = weigh(counts[:, known], self.idf[rows])
        return np.asarray(weights @ self.vectors[rows], dtype=np.float64)


@cache
def read_term_table() -> TermTable:
    """Read the table that comes with the package.

    >>> read_term_table().vectors.shape[1]
    128
    """
    with (files("kcdanalysis.words") / FILE).open("rb") as file, np.load(file) as table:
        terms = bytes(table["terms"]).decode().split("\n")
        vectors = table["vectors"] * table["scale"][:, None]
        return TermTable({term: row for row, term in enumerate(terms)}, vectors, table["idf"])
