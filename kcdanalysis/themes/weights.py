"""What a mention of a theme weighs: more where the theme is narrow and the talk is near it.

Both are read from the term table, which knows from many conferences how rare a term
is and what it means. So a talk weighs the same beside any other talks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from math import exp, log

import numpy as np
from scipy.sparse import csr_matrix

from kcdanalysis.themes.lexicon import Lexicon, Theme
from kcdanalysis.words.counts import TITLE_COUNT, Matrix
from kcdanalysis.words.term_table import read_term_table
from kcdanalysis.words.tokens import singulars, stem

#: The share of talks at large that say a term of a theme of weight 1, or a broader one;
#: themes of fewer and rarer terms weigh more, up to a limit: a word in passing must not
#: decide.
USUAL_BREADTH = 0.32
MOST_NARROW = 3.5

#: How much the weight grows with the similarity of a talk to a theme.
CONTEXT = 6.0

#: What a hint is worth beside a term.
HINT_WEIGHT = 0.25


def narrowness(theme: Theme) -> float:
    """Weigh a theme by how seldom talks at large say any of its terms.

    As the inverse document frequency does for a term (Spärck Jones 1972): one mention
    tells more of "PostgreSQL" than of a theme with a hundred common words.

    >>> few, many = Theme("a", ("PostgreSQL",)), Theme("b", ("data", "code", "project"))
    >>> narrowness(few) > 2 > narrowness(many)
    True
    """
    silent = 1.0
    for term in theme.terms:
        silent *= 1 - term_share(term)
    breadth = max(1 - silent, 1e-6)
    return min(max(log(breadth) / log(USUAL_BREADTH), 1.0), MOST_NARROW)


def theme_weights(lexicon: Lexicon, talk_words: list[Counter[str]]) -> Matrix:
    """Give what a mention weighs by theme and talk.

    Parameters
    ----------
    lexicon : Lexicon
    talk_words : list of Counter
        How often each talk says each word; see `count_parts`.

    Returns
    -------
    ndarray, talks x themes
    """
    narrow = np.array([narrowness(theme) for theme in lexicon.values()])
    near = theme_similarity(lexicon, talk_words)
    return np.asarray(narrow * (1 + CONTEXT * near.clip(min=0)))


def theme_similarity(lexicon: Lexicon, talk_words: list[Counter[str]]) -> Matrix:
    """Say how much nearer each talk is to each theme than to the themes at large.

    Parameters
    ----------
    lexicon : Lexicon
    talk_words : list of Counter
        How often each talk says each word; see `count_parts`.

    Returns
    -------
    ndarray, talks x themes
        Cosine less the talk's mean over themes; negative for themes it is far from. The
        terms of a theme do not speak for themselves: it is the rest of the talk that counts.
    """
    table = read_term_table()
    weights: list[float] = []
    columns: list[int] = []
    ends = [0]
    for words in talk_words:
        rows: Counter[int] = Counter()
        for word, count in words.items():
            if (row := word_row(word)) is not None:
                rows[row] += count
        columns += rows
        weights += rows.values()
        ends.append(len(columns))
    at = np.array(columns, dtype=np.intp)
    values = np.sqrt(np.array(weights, dtype=np.float64)) * table.idf[at]
    talks = csr_matrix((values, at, ends), (len(talk_words), len(table.idf)))
    lengths = np.linalg.norm(talks @ table.vectors, axis=1, keepdims=True)
    near = table.vectors @ theme_directions(lexicon).T
    for column, theme in enumerate(lexicon.values()):
        near[_rows(theme.terms), column] = 0.0
    cosines = (talks @ near) / np.where(lengths > 0, lengths, 1.0)
    return np.asarray(cosines - cosines.mean(axis=1, keepdims=True))


def theme_directions(lexicon: Lexicon) -> Matrix:
    """Give what each theme means, by its terms and hints: themes x dimensions, unit length."""
    table = read_term_table()
    directions = np.zeros((len(lexicon), table.vectors.shape[1]))
    for row, theme in enumerate(lexicon.values()):
        for phrases, weight in ((theme.terms, 1.0), (theme.hints, HINT_WEIGHT)):
            for at in _rows(phrases):
                directions[row] += weight * table.idf[at] * table.vectors[at]
    lengths = np.linalg.norm(directions, axis=1, keepdims=True)
    return np.asarray(directions / np.where(lengths > 0, lengths, 1.0))


def count_parts(title: Iterable[str], text: Iterable[str]) -> Counter[str]:
    """Count words, those of the title as topics count them."""
    counts = Counter(text)
    for word in title:
        counts[word] += TITLE_COUNT
    return counts


@cache
def word_row(word: str) -> int | None:
    """Where the term table holds a word; None where it does not."""
    return read_term_table().rows.get(stem(word))


def _rows(phrases: Iterable[str]) -> list[int]:
    """Rows of the table for phrases, their words and their pairs of neighbours."""
    rows = read_term_table().rows
    found = []
    for phrase in phrases:
        stems = [stem(word) for word in singulars(phrase)]
        pairs = [" ".join(pair) for pair in pairwise(stems)]
        found += [rows[key] for key in (*stems, *pairs) if key in rows]
    return found


def term_share(term: str) -> float:
    """Give the share of talks at large that say a term; 0 for one that the table lacks.

    >>> term_share("data") > term_share("data mesh")
    True
    """
    table = read_term_table()
    stems = [stem(word) for word in singulars(term)]
    if (row := table.rows.get(" ".join(stems))) is not None:
        return exp(-float(table.idf[row]))
    known = [exp(-float(table.idf[table.rows[key]])) for key in stems if key in table.rows]
    if len(known) < len(stems):
        return 0.0
    # A phrase is rarer than its rarest word.
    return min(known, default=0.0) / exp(1)
