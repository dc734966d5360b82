"""A table of term vectors: the meaning of terms, learned once from many talks.

`benchmarks.learn_terms` learns the vectors in `term-table.npz` so that the sum over the
terms of a talk approximates the vector that a sentence encoder gives the whole talk. Its
arrays:

terms
    UTF-8 bytes, the stems joined by newlines.
vectors
    int8, terms x dimensions, to be multiplied by `scale`.
scale
    float32, one per term.
idf
    float32, the inverse document frequency in the talks that the table was learned from.
mean
    float32, the mean unit vector of talks at large: what all talks have in common.
map
    float16, dimensions x dimensions: a linear map after which talks of one track are near each
    other and tracks are far apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from itertools import chain
from math import e, exp

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from kcdanalysis.files import read_shipped
from kcdanalysis.words.counts import Matrix, weigh
from kcdanalysis.words.tokens import ALIASES, content_runs, part_words, singular, variants, word_key

_ALIAS_KEYS = frozenset(map(str.casefold, ALIASES))


@dataclass(frozen=True, eq=False)
class TermTable:
    """Vectors of terms: the row of each stem, the vectors, the inverse document frequency.

    `map` is for vectors of talks that will be clustered.
    """

    rows: dict[str, int]
    vectors: NDArray[np.float32]
    idf: NDArray[np.float32]
    mean: NDArray[np.float32]
    map: NDArray[np.float32]

    def find(self, stems: Iterable[str]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Look up stems: the positions of those that the table has, and their rows in it."""
        return _find(self, tuple(stems))

    def talk_vectors(self, counts: csr_matrix, vocabulary: list[str]) -> Matrix:
        """Add up the vectors of the terms of each talk; zeros where the table has none of them."""
        columns, rows = self.find(vocabulary)
        weights = weigh(counts[:, columns], self.idf[rows])
        return np.asarray(weights @ self.vectors[rows], dtype=np.float64)

    def weigh_counts(self, counts: csr_matrix, vocabulary: Sequence[str]) -> csr_matrix:
        """Weight the words of talks by the square root of their count times idf: talks x rows."""
        words, rows = self.find(map(word_key, vocabulary))
        shape = (len(vocabulary), len(self.idf))
        in_table = csr_matrix((np.ones(len(rows)), (words, rows)), shape)
        return (counts @ in_table).sqrt().multiply(self.idf).tocsr()

    def word_rows(self, term: str) -> list[int]:
        """Look up the words of all spellings of a term."""
        words = dict.fromkeys(chain(part_words(term), *variants(term)))
        rows = (self.rows.get(word_key(form)) for word in words for form in _both_numbers(word))
        return list(dict.fromkeys(row for row in rows if row is not None))

    def share(self, term: str) -> float:
        """Estimate the share of talks at large with a term; 0 if the table lacks it.

        >>> table = read_term_table()
        >>> table.share("data") > table.share("k8s") == table.share("Kubernetes") > 0.01
        True
        """
        rows, is_whole = _look_up(self, term)
        # A phrase is rarer than its rarest word.
        return exp(-float(self.idf[rows].max())) / (1 if is_whole else e) if rows else 0.0

    def vector(self, term: str) -> NDArray[np.float32] | None:
        """Return the vector of a term; None if the table lacks one of its words."""
        rows, _ = _look_up(self, term)
        return np.asarray(self.idf[rows] @ self.vectors[rows]) if rows else None


# Shuffled talks and subsets of talks are looked up again, with the same stems.
@lru_cache(maxsize=4)
def _find(table: TermTable, stems: tuple[str, ...]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    pairs = [(at, table.rows[stem]) for at, stem in enumerate(stems) if stem in table.rows]
    positions, rows = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return positions, rows


# A term is looked up for its weight, its context and its theme, for every talk.
@lru_cache(maxsize=1 << 14)
def _look_up(table: TermTable, term: str) -> tuple[list[int], bool]:
    """The row of a term as a whole, in its most common spelling, or the rows of its words."""
    parts = part_words(term)
    # Phrases in other languages are not looked up.
    forms = [[*parts[:-1], last] for last in _both_numbers("".join(parts[-1:]))]
    spellings = [
        [key for run in content_runs(mark.join(form)) for key, _ in run]
        for form in forms
        for mark in " -/"
    ]
    # Without its stop word, a phrase such as "back end" means something else.
    is_full = all(map(content_runs, parts))
    whole = [
        table.rows[key]
        for key in map(" ".join, spellings)
        if key in table.rows and (is_full or key in _ALIAS_KEYS)
    ]
    if whole:
        return [min(whole, key=table.idf.item)], True
    for keys in spellings:
        rows = [table.rows[key] for key in keys if key in table.rows]
        if rows and len(rows) == len(keys):
            return rows, False
    return [], False


def _both_numbers(word: str) -> list[str]:
    """The singular and the plural of a word given in either; the table may have only one.

    >>> _both_numbers("CLIs"), _both_numbers("kubernetes")
    (['CLI', 'CLIs'], ['kubernete', 'kubernetes'])
    """
    forms = {word, f"{word}s", word.removesuffix("s")} if word else set()
    return sorted(form for form in forms if singular(form) == singular(word))


@cache
def read_term_table() -> TermTable:
    """Read the included table.

    >>> read_term_table().vectors.shape[1]
    128
    """
    with np.load(BytesIO(read_shipped("words/term-table.npz"))) as table:
        terms = bytes(table["terms"]).decode().split("\n")
        vectors = table["vectors"] * table["scale"][:, None]
        rows = {term: row for row, term in enumerate(terms)}
        return TermTable(
            rows, vectors, table["idf"], table["mean"], table["map"].astype(np.float32)
        )
