"""Words of talks as weights: what the topics are found in."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.preprocessing import normalize

from kcdanalysis.talks import TEXT_COLUMNS
from kcdanalysis.text import content_runs

#: A word of the title counts as often as this many in the text.
TITLE_COUNT = 3

#: Two neighbours are a phrase when their normalised mutual information reaches this.
PHRASE_NPMI = 0.2

#: Words in more than this share of the talks do not tell talks apart.
MAX_SHARE = 0.5

#: The words of one talk: (stem, surface form), as often as they count.
Words = list[tuple[str, str]]


def talk_words(talks: pd.DataFrame) -> list[Words]:
    """Give the words of each talk as (stem, surface form), those of the title three times.

    Words with a hyphen or slash stand also in parts; two neighbours that go together
    more than by chance over the talks stand also as a phrase.
    """
    runs = [
        [
            (run, TITLE_COUNT if column == "title" else 1)
            for column in TEXT_COLUMNS
            if isinstance(getattr(talk, column), str)
            for run in content_runs(getattr(talk, column))
        ]
        for talk in talks.itertuples(index=False)
    ]
    phrases = _phrases([[run for run, _ in talk] for talk in runs])
    return [
        [word for run, count in talk for word in _words_of(run, phrases) * count] for talk in runs
    ]


def tfidf(words: list[Words]) -> tuple[csr_matrix, list[str]]:
    """Weigh words: root of the count times BM25's idf (Robertson 2009), unit rows."""
    n_talks = len(words)
    if not any(words):
        return csr_matrix((n_talks, 0)), []
    vectorizer = DictVectorizer()
    counts = vectorizer.fit_transform([Counter(key for key, _ in talk) for talk in words])
    df = counts.getnnz(axis=0)
    kept = np.flatnonzero((df >= 2) & (df <= MAX_SHARE * n_talks))
    idf = np.log1p((n_talks - df[kept] + 0.5) / (df[kept] + 0.5))
    if not len(kept):
        return csr_matrix((n_talks, 0)), []
    weights = counts[:, kept].sqrt().multiply(idf).tocsr()
    return normalize(weights), vectorizer.get_feature_names_out()[kept].tolist()


def _words_of(run: Words, phrases: set[tuple[str, str]]) -> Words:
    parts = [
        part
        for _, surface in run
        if "-" in surface or "/" in surface
        for part_run in content_runs(surface.replace("-", " ").replace("/", " "))
        for part in part_run
    ]
    pairs = [
        (f"{left[0]} {right[0]}", f"{left[1]} {right[1]}")
        for left, right in pairwise(run)
        if (left[0], right[0]) in phrases
    ]
    return run + parts + pairs


def _phrases(talks: list[list[Words]]) -> set[tuple[str, str]]:
    """Neighbours that go together, by normalised mutual information over talks (Bouma 2009)."""
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for runs in talks:
        keys = [[key for key, _ in run] for run in runs]
        words.update({key for run in keys for key in run})
        pairs.update({pair for run in keys for pair in pairwise(run)})
    n_talks = len(talks)
    return {
        (left, right)
        for (left, right), count in pairs.items()
        if 1 < count < n_talks
        and np.log(count * n_talks / (words[left] * words[right])) / -np.log(count / n_talks)
        >= PHRASE_NPMI
    }
