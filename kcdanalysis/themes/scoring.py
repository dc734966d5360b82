"""The scoring rule: points = field weight x term weight x repetition x context.

The weights come from the term table that is included in the package. They depend only on the
term and the talk, not on other terms, themes or talks.
"""

from functools import cache, lru_cache
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from kcdanalysis.words.term_table import read_term_table
from kcdanalysis.words.translation import _, local_number, ngettext
from kcdanalysis.words.wording import percent

#: Points of the first mention of a term: in the title, and in the text.
TITLE_WEIGHT, TEXT_WEIGHT = 4.0, 1.0

#: The weight of a hint relative to a term.
HINT_WEIGHT = 0.25

#: The most points of all hints of a theme in a talk: hints alone never give the grade "about".
HINT_LIMIT = 3.0

#: A term in at most this share of talks at large has its full weight of 1.
USUAL_SHARE = 0.1

#: More mentions of a term in the text than this add nothing.
MOST_MENTIONS = 4

#: In a talk with fewer different words than this, the context of a term is unknown.
FEWEST_WORDS = 8

#: If a text with more different words than this has no other term of a theme, its cosine with one
#: of the terms must reach this value, or the term in the title is only a hint.
LONG_TEXT, NEAR = 40, 0.25

#: Points from which on a talk is about a theme, and from which on it mentions it.
ABOUT, MENTIONED = 4.0, 1.0


def scoring_rule(
    threshold: float = ABOUT, mentioned: float = MENTIONED, *, brief: bool = False
) -> str:
    """Put the scoring rule into words; if brief, only the points of a term.

    >>> scoring_rule(brief=True)  # doctest: +NORMALIZE_WHITESPACE
    'A talk is about a theme from 4 points and mentions it from 1 point: a term gives 4 points in
    the title and 1 in the text, times its weight and its context.'
    """
    rule = ngettext(
        "A talk is about a theme from {about} points and mentions it from {mentioned} point: a"
        " term gives {title} points in the title and {text} in the text, times its weight and its"
        " context.",
        "A talk is about a theme from {about} points and mentions it from {mentioned} points: a"
        " term gives {title} points in the title and {text} in the text, times its weight and its"
        " context.",
        1 if mentioned == 1 else 2,
        about=local_number(f"{threshold:g}"),
        mentioned=local_number(f"{mentioned:g}"),
        title=local_number(f"{TITLE_WEIGHT:g}"),
        text=local_number(f"{TEXT_WEIGHT:g}"),
    )
    if brief:
        return rule
    more = _(
        "The weight is 1, and less for terms in more than {share} of talks at large. The context"
        " is 1 plus the cosine similarity between the term and the rest of the talk. Mentions"
        " count by the square root of their number, up to {most}. A hint counts a quarter.",
        share=percent(USUAL_SHARE),
        most=MOST_MENTIONS,
    )
    return f"{rule} {more}"


@cache
def term_weight(term: str) -> float:
    """Weigh a term by how few talks at large contain it (Spärck Jones 1972); 1 at most.

    >>> term_weight("Kubernetes"), round(term_weight("data"), 2)
    (1.0, 0.57)
    """
    share = read_term_table().share(term)
    return min(1.0, log(share) / log(USUAL_SHARE)) if share else 1.0


def repetition(n_mentions: Any) -> Any:
    """Dampen repetition: four mentions count twice, and more count no further.

    >>> repetition(np.array([1, 4, 100])).tolist()
    [1.0, 2.0, 2.0]
    """
    return np.sqrt(np.minimum(n_mentions, MOST_MENTIONS))


class TalkContexts:
    """How near the rest of each talk is to a term.

    Talks and terms are compared by their vectors in the term table, minus the mean of talks at
    large. `weights` are those of the words of the talks, talks x rows of the table.
    """

    def __init__(self, weights: csr_matrix) -> None:
        self._columns = weights.tocsc()
        self.n_words = np.diff(weights.indptr)
        self._sums = weights @ read_term_table().vectors

    def of(self, term: str, talks: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the context of a term in some talks: 1 + cosine, and 1 where it is unknown."""
        table = read_term_table()
        vector = table.vector(term)
        if vector is None:
            return np.ones(len(talks))
        rest, n_words = self._rest(term, talks)
        direction = _unit(_unit(vector) - table.mean)
        return np.where(n_words >= FEWEST_WORDS, 1.0 + rest @ direction, 1.0)

    def nearness(
        self, term: str, others: tuple[str, ...], talks: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """The cosine of the rest of some talks with the nearest of several terms.

        It is computed after the linear map that brings talks of one track together.
        """
        terms = _mapped(others)
        if not len(terms):
            return np.ones(len(talks))
        rest, _ = self._rest(term, talks)
        return np.asarray((_unit(rest @ read_term_table().map) @ terms.T).max(axis=1))

    def _rest(
        self, term: str, talks: NDArray[np.intp]
    ) -> tuple[NDArray[np.floating], NDArray[np.integer]]:
        """Unit vectors of talks without the words of a term, and the number of words left."""
        table = read_term_table()
        rest, n_words = self._sums[talks], self.n_words[talks]
        for row in table.word_rows(term):
            own = np.zeros(len(self.n_words))
            column = slice(*self._columns.indptr[row : row + 2])
            own[self._columns.indices[column]] = self._columns.data[column]
            rest = rest - np.outer(own[talks], table.vectors[row])
            n_words = n_words - (own[talks] > 0)
        return _unit(_unit(rest) - table.mean), n_words


# The terms of a theme are compared with many talks.
@lru_cache(maxsize=256)
def _mapped(terms: tuple[str, ...]) -> NDArray[np.floating]:
    """Unit vectors of the terms that the term table has, after its linear map for tracks."""
    table = read_term_table()
    vectors = [vector for term in terms if (vector := table.vector(term)) is not None]
    if not vectors:
        return np.zeros((0, len(table.mean)))
    return _unit(_unit(_unit(np.array(vectors)) - table.mean) @ table.map)


def _unit(vectors: NDArray[np.floating]) -> NDArray[np.floating]:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True).clip(1e-9)
