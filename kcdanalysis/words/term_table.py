"""A table of term vectors: the meaning of terms, learned once from many talks.

`benchmarks.learn_terms` learns the vectors in `term-table.npz`, so that the sum over the
terms of a talk approximates the vector that a sentence encoder gives the whole talk. Its
arrays:

terms
    UTF-8 bytes, the stems joined by new lines.
vectors
    int8, terms x dimensions, to be multiplied by `scale`.
scale
    float32, one a term.
idf
    float32, the inverse document frequency in the talks that the table was learned from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from kcdanalysis.files import read_shipped
from kcdanalysis.words.counts import Matrix, weigh


@dataclass(frozen=True)
class TermTable:
    """Vectors of terms: the row of each stem, the vectors, the inverse document frequency."""

    rows: dict[str, int]
    vectors: NDArray[np.float32]
    idf: NDArray[np.float32]

    def find(self, stems: Iterable[str]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Look up stems: the positions of those that the table has, and their rows in it."""
        pairs = [(at, self.rows[stem]) for at, stem in enumerate(stems) if stem in self.rows]
        positions, rows = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
        return positions, rows

    def talk_vectors(self, counts: csr_matrix, vocabulary: list[str]) -> Matrix:
        """Add up the vectors of the terms of each talk; zeros where the table has none of them."""
        columns, rows = self.find(vocabulary)
        weights = weigh(counts[:, columns], self.idf[rows])
        return np.asarray(weights @ self.vectors[rows], dtype=np.float64)


@cache
def read_term_table() -> TermTable:
    """Read the table of the package.

    >>> read_term_table().vectors.shape[1]
    128
    """
    with np.load(BytesIO(read_shipped("words/term-table.npz"))) as table:
        terms = bytes(table["terms"]).decode().split("\n")
        vectors = table["vectors"] * table["scale"][:, None]
        return TermTable({term: row for row, term in enumerate(terms)}, vectors, table["idf"])
