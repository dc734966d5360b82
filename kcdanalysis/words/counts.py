"""Word counts of talks, and their weights."""

import re
from collections import Counter
from collections.abc import Container
from functools import cache
from itertools import pairwise
from math import log

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from kcdanalysis.talks import TEXT_COLUMNS
from kcdanalysis.words.tokens import content_runs

#: A word of the title counts as often as this many words of the text.
TITLE_COUNT = 3

#: Two neighbours are a phrase if their normalised mutual information reaches this.
PHRASE_NPMI = 0.2

#: Words in a larger share of the talks do not distinguish talks.
MAX_SHARE = 0.5

#: A sentence of four words that so many abstracts have tells nothing about any of them.
BOILERPLATE_TEXTS = 3

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")

#: The words of one talk as (stem, surface form), repeated as often as they count; the parts
#: of a compound have the surface form "".
Words = list[tuple[str, str]]

Matrix = NDArray[np.float64]


def talk_words(talks: pd.DataFrame, phrases: Container[str] | None = None) -> list[Words]:
    """List the words of each talk as (stem, surface form), those of the title three times.

    The parts of words with a hyphen or slash are listed, too. So are phrases of two
    neighbours whose stems, joined by a space, are in `phrases`; by default those that
    co-occur more often than by chance in these talks, whose boilerplate is left out. With
    `phrases`, the words of a talk depend on no other talk.
    """
    texts = {
        column: [text if isinstance(text, str) else "" for text in talks[column]]
        for column in TEXT_COLUMNS
    }
    if phrases is None:
        texts["abstract"] = without_boilerplate(texts["abstract"])
    runs = [
        [
            (run, TITLE_COUNT if column == "title" else 1)
            for column, text in zip(texts, talk, strict=True)
            for run in content_runs(text)
        ]
        for talk in zip(*texts.values(), strict=True)
    ]
    if phrases is None:
        phrases = _phrases([[run for run, _ in talk] for talk in runs])
    return [
        [word for run, count in talk for word in _words_of(run, phrases) * count] for talk in runs
    ]


def without_boilerplate(texts: list[str]) -> list[str]:
    """Leave out sentences that several texts have word for word, as a note on registration.

    >>> without_boilerplate(["We bake. Bring your own pass."] * 2 + ["Bring your own pass. Stars."])
    ['We bake.', 'We bake.', 'Stars.']
    """
    sentences = [_SENTENCE_END.split(text) for text in texts]
    counts = Counter(part for parts in sentences for part in set(parts) if part.count(" ") > 2)
    repeated = {part for part, n_texts in counts.items() if n_texts >= BOILERPLATE_TEXTS}
    # A text of nothing else stays: it is that of a talk that is given several times.
    return [
        text
        if repeated.isdisjoint(parts)
        else " ".join(part for part in parts if part not in repeated) or text
        for text, parts in zip(texts, sentences, strict=True)
    ]


def count_words(words: list[Words]) -> tuple[csr_matrix, list[str]]:
    """Count the words of each talk: a matrix of talks x stems, and its stems."""
    stems = sorted({key for talk in words for key, _ in talk})
    number = {stem: at for at, stem in enumerate(stems)}
    columns = np.array([number[key] for talk in words for key, _ in talk], dtype=np.int32)
    ends = np.cumsum([0, *map(len, words)])
    counts = csr_matrix((np.ones(len(columns)), columns, ends), (len(words), len(stems)))
    counts.sum_duplicates()
    return counts, stems


def informative_columns(counts: csr_matrix) -> NDArray[np.int64]:
    """Select the columns of words that at least two talks have, and at most half of them."""
    df = counts.getnnz(axis=0)
    return np.flatnonzero((df >= 2) & (df <= MAX_SHARE * counts.shape[0]))


def idf(df: NDArray[np.int64], n_talks: int) -> Matrix:
    """Inverse document frequency as in BM25 (Robertson 2009); `df` counts the talks with a word."""
    return np.asarray(np.log1p((n_talks - df + 0.5) / (df + 0.5)))


def weigh(counts: csr_matrix, idf: NDArray[np.floating]) -> csr_matrix:
    """Weigh words by the root of their count times idf, in rows of unit length.

    The root dampens repetition: a word used four times does not say four times as much.
    """
    from sklearn.preprocessing import normalize

    return normalize(counts.sqrt().multiply(idf).tocsr()) if counts.shape[1] else counts


def _words_of(run: Words, phrases: Container[str]) -> Words:
    parts = [
        (stem, "")
        for _, surface in run
        if "-" in surface or "/" in surface
        for stem in _parts(surface)
    ]
    pairs = [
        (f"{left[0]} {right[0]}", f"{left[1]} {right[1]}")
        for left, right in pairwise(run)
        if f"{left[0]} {right[0]}" in phrases
    ]
    return run + parts + pairs


@cache
def _parts(surface: str) -> tuple[str, ...]:
    """The stems of the parts of a word with a hyphen or slash."""
    runs = content_runs(surface.replace("-", " ").replace("/", " "))
    return tuple(stem for run in runs for stem, _ in run)


def _phrases(talks: list[list[Words]]) -> set[str]:
    """Select phrases by normalised pointwise mutual information over talks (Bouma 2009)."""
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for runs in talks:
        keys = [[key for key, _ in run] for run in runs]
        words.update({key for run in keys for key in run})
        pairs.update({pair for run in keys for pair in pairwise(run)})
    n_talks = len(talks)
    return {
        f"{left} {right}"
        for (left, right), count in pairs.items()
        if 1 < count < n_talks
        and log(count * n_talks / (words[left] * words[right])) / -log(count / n_talks)
        >= PHRASE_NPMI
    }
