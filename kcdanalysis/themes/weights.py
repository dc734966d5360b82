"""The weight of a mention: larger for narrow themes, and in talks that are near the theme.

Both come from the term table, which holds the document frequency and the vector of terms
in many conferences. So the weight does not depend on the other talks of a programme.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import e, exp, log

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.preprocessing import normalize

from kcdanalysis.themes.lexicon import Lexicon, Theme
from kcdanalysis.words.counts import Matrix
from kcdanalysis.words.term_table import read_term_table
from kcdanalysis.words.tokens import singulars, stem

#: The breadth of a theme is the share of talks at large with one of its terms. From this
#: breadth on a theme has weight 1; narrower themes weigh more, up to a limit, so that a
#: word in passing never decides.
USUAL_BREADTH = 0.32
MAX_NARROWNESS = 3.5

#: How much the weight grows with the similarity of a talk to a theme.
CONTEXT = 6.0

#: The weight of a hint relative to a term.
HINT_WEIGHT = 0.25


def narrowness(theme: Theme) -> float:
    """Weigh a theme by how few talks at large have any of its terms.

    As the inverse document frequency does for a term (Spärck Jones 1972): one mention of
    "PostgreSQL" is stronger evidence than one of a theme with a hundred common words.

    >>> few, many = Theme("a", ("PostgreSQL",)), Theme("b", ("data", "code", "project"))
    >>> narrowness(few) > 2 > narrowness(many)
    True
    """
    share_without = 1.0
    for term in theme.terms:
        share_without *= 1 - term_share(term)
    breadth = max(1 - share_without, 1e-6)
    return min(max(log(breadth) / log(USUAL_BREADTH), 1.0), MAX_NARROWNESS)


def theme_weights(lexicon: Lexicon, word_counts: list[Counter[str]]) -> Matrix:
    """Compute the weight of a mention from the words of talks: talks x themes."""
    narrow = np.array([narrowness(theme) for theme in lexicon.values()])
    near = theme_similarity(lexicon, word_counts)
    return np.asarray(narrow * (1 + CONTEXT * near.clip(min=0)))


def theme_similarity(lexicon: Lexicon, word_counts: list[Counter[str]]) -> Matrix:
    """Compute how much nearer each talk is to each theme than to the other themes.

    Cosines less the talk's mean over themes, so negative for themes that are far; talks x
    themes. The terms of the theme itself are left out: the rest of the talk decides.
    """
    if not word_counts:
        return np.empty((0, len(lexicon)))
    table = read_term_table()
    vectorizer = DictVectorizer()
    counts = vectorizer.fit_transform(word_counts)
    columns, rows = table.find(map(stem, vectorizer.get_feature_names_out()))
    shape = (counts.shape[1], len(table.idf))
    in_table = csr_matrix((np.ones(len(rows)), (columns, rows)), shape)
    talks = (counts @ in_table).sqrt().multiply(table.idf).tocsr()
    lengths = np.linalg.norm(talks @ table.vectors, axis=1, keepdims=True)
    near = table.vectors @ theme_directions(lexicon).T
    for column, theme in enumerate(lexicon.values()):
        near[_rows(theme.terms), column] = 0.0
    cosines = (talks @ near) / np.where(lengths > 0, lengths, 1.0)
    return np.asarray(cosines - cosines.mean(axis=1, keepdims=True))


def theme_directions(lexicon: Lexicon) -> Matrix:
    """Compute the vector of each theme from its terms and hints, of unit length."""
    table = read_term_table()
    directions = np.zeros((len(lexicon), table.vectors.shape[1]))
    for direction, theme in zip(directions, lexicon.values(), strict=True):
        for phrases, weight in ((theme.terms, 1.0), (theme.hints, HINT_WEIGHT)):
            rows = _rows(phrases)
            vectors = weight * table.idf[rows, None] * table.vectors[rows]
            direction += vectors.sum(axis=0, dtype=np.float64)
    return np.asarray(normalize(directions))


def term_share(term: str) -> float:
    """Estimate the share of talks at large with a term; 0 for one that the table lacks.

    >>> term_share("data") > term_share("data mesh")
    True
    """
    table = read_term_table()
    stems = [stem(word) for word in singulars(term)]
    if (row := table.rows.get(" ".join(stems))) is not None:
        return exp(-float(table.idf[row]))
    rows = table.find(stems)[1]
    if not stems or len(rows) < len(stems):
        return 0.0
    # A phrase is rarer than its rarest word.
    return exp(-float(table.idf[rows].max())) / e


def _rows(phrases: Iterable[str]) -> NDArray[np.intp]:
    """The rows of the table for phrases: their words and their pairs of neighbours."""
    return read_term_table().find(key for phrase in phrases for key in _keys(phrase))[1]


def _keys(phrase: str) -> Iterator[str]:
    stems = [stem(word) for word in singulars(phrase)]
    yield from stems
    yield from map(" ".join, pairwise(stems))
