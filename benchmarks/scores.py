"""How good topics are: against labels, by their terms, and against themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import chain, combinations

import numpy as np
import pandas as pd
from nltk.stem.snowball import SnowballStemmer
from numpy.typing import ArrayLike
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import (
    adjusted_mutual_info_score,
    adjusted_rand_score,
    v_measure_score,
)
from sklearn.preprocessing import normalize

#: Terms of a topic that are looked at.
N_TERMS = 10

#: Words that a window of C_v holds.
WINDOW = 110

Terms = Sequence[Sequence[str]]


def label_scores(labels: ArrayLike, topic: ArrayLike) -> dict[str, float]:
    """Compare topics with labels.

    Adjusted Rand index (Hubert and Arabie 1985), adjusted mutual information (Vinh et
    al. 2010), V-measure (Rosenberg and Hirschberg 2007), and purity.

    >>> label_scores(["a", "a", "b", "b"], [1, 1, 0, 2])["purity"]
    1.0
    """
    table = pd.crosstab(np.asarray(labels), np.asarray(topic))
    return {
        "ARI": adjusted_rand_score(labels, topic),
        "AMI": adjusted_mutual_info_score(labels, topic),
        "V": v_measure_score(labels, topic),
        "purity": float(table.max().sum() / table.to_numpy().sum()),
    }


def agreement(runs: Sequence[ArrayLike]) -> float:
    """Mean adjusted Rand index of all pairs of runs; missing for a single one.

    >>> agreement([[0, 0, 1], [1, 1, 0]])
    1.0
    """
    pairs = [adjusted_rand_score(one, other) for one, other in combinations(runs, 2)]
    return float(np.mean(pairs)) if pairs else np.nan


def diversity(terms: Terms) -> float:
    """Share of different terms among the top terms of all topics (Dieng et al. 2020).

    >>> diversity([["a", "b"], ["a", "c"]])
    0.75
    """
    said = [term.lower() for topic in terms for term in topic[:N_TERMS]]
    return len(set(said)) / len(said) if said else np.nan


def npmi(terms: Terms, texts: Sequence[str]) -> float:
    """Mean normalised mutual information of the top terms (Aletras and Stevenson 2013).

    Two terms meet where one text has both, words compared by their Snowball stems
    whoever made the terms; -1 for a pair that never meets.

    >>> npmi([["sail", "mast"]], ["sails, masts", "a mast, a sail", "bread", "yeast"])
    1.0
    """
    stems = _term_stems(terms)
    longest = max((term.count(" ") + 1 for topic in stems for term in topic), default=1)
    counter = CountVectorizer(analyzer=lambda text: _runs(_stems(text), longest), binary=True)
    present = counter.fit_transform(texts)
    rows = counter.vocabulary_
    scores = []
    for topic in stems:
        pairs = list(combinations(present[:, [rows[t] for t in topic if t in rows]].T, 2))
        unknown = len(list(combinations(topic, 2))) - len(pairs)
        scores.append(np.mean([_npmi(one, other) for one, other in pairs] + [-1.0] * unknown))
    return float(np.mean(scores)) if scores else np.nan


def c_v(terms: Terms, texts: Sequence[str]) -> float:
    """Mean C_v of the top terms (Röder, Both and Hinneburg 2015), 0 to 1.

    Two terms meet in windows of 110 words; a term is the vector of its normalised mutual
    information with all terms of the topic, and C_v the mean cosine of these vectors with
    their sum. Words are compared as for `npmi`. It is known to flatter terms that are rare.

    >>> c_v([["sail", "mast"]], ["sails, masts", "a mast, a sail", "bread", "yeast"])
    1.0
    """
    stems = _term_stems(terms)
    columns = {term: at for at, term in enumerate(sorted(set(chain.from_iterable(stems))))}
    longest = max((term.count(" ") + 1 for term in columns), default=1)
    windows = [_windows(_stems(text), columns, longest) for text in texts]
    present = np.concatenate(windows).astype(float)
    both = present.T @ present / len(present) + 1e-12
    alone = both.diagonal()
    information = np.log(both / np.outer(alone, alone)) / -np.log(both)
    scores = []
    for topic in stems:
        at = [columns[term] for term in topic]
        vectors = normalize(information[np.ix_(at, at)])
        total = information[np.ix_(at, at)].sum(axis=0)
        scores.append((vectors @ total).mean() / max(np.linalg.norm(total), 1e-12))
    return float(np.mean(scores).round(12)) if scores else np.nan


def _windows(words: list[str], columns: dict[str, int], longest: int) -> np.ndarray:
    """Which terms stand in each window of a text, windows x terms."""
    n_windows = max(1, len(words) - WINDOW + 1)
    present = np.zeros((n_windows, len(columns)), dtype=bool)
    for size in range(1, longest + 1):
        for first in range(len(words) - size + 1):
            column = columns.get(" ".join(words[first : first + size]))
            if column is not None:
                present[max(0, first + size - WINDOW) : first + 1, column] = True
    return present


def _term_stems(terms: Terms) -> list[list[str]]:
    return [[" ".join(_stems(term)) for term in topic[:N_TERMS]] for topic in terms]


def _npmi(one: csr_matrix, other: csr_matrix) -> float:
    n_texts = one.shape[1]
    both = one.multiply(other).nnz / n_texts
    if both == 0:
        return -1.0
    if both == 1:
        return 0.0
    return float(np.log(both * n_texts**2 / (one.nnz * other.nnz)) / -np.log(both))


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in re.findall(r"[\w+#]+", text.lower())]


_stem = cache(SnowballStemmer("english").stem)


def _runs(words: list[str], longest: int) -> list[str]:
    return [
        " ".join(words[at : at + size])
        for size in range(1, longest + 1)
        for at in range(len(words) - size + 1)
    ]
