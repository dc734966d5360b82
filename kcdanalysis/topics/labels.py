"""What to call a topic: terms that are frequent in it and rare elsewhere."""

from __future__ import annotations

from collections import Counter
from itertools import compress

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

from kcdanalysis.topics.clustering import Labels
from kcdanalysis.words.counts import Matrix, Words, idf, informative_columns, weigh
from kcdanalysis.words.term_table import read_term_table
from kcdanalysis.words.tokens import surface_forms

#: Terms that stand for a topic, and how many of them may make its label.
N_TERMS = 10
LABEL_TERMS = 2

TERM_COLUMNS = ["topic", "rank", "term", "weight", "share"]

#: What a term counts whose meaning has nothing to do with that of the topic.
FARTHEST = 0.2


def printed_terms(words: list[Words]) -> dict[str, str]:
    """Give the form of each stem that people write, those that are mere parts left out.

    A part is what mostly stands inside a longer word, as "shot" in "few-shot".
    """
    said = Counter(key for talk in words for key, _ in talk)
    whole = Counter(key for talk in words for key, form in talk if form)
    forms = surface_forms((key, form) for talk in words for key, form in talk if form)
    return {key: form for key, form in forms.items() if 2 * whole[key] >= said[key]}


def topic_terms(
    counts: csr_matrix, vocabulary: list[str], topic: Labels, printed: dict[str, str]
) -> pd.DataFrame:
    """Choose the terms that stand for each topic, as people write them.

    A term counts by its share in the topic times the log ratio to its share in all
    talks, and by how near its meaning is to that of the topic, by the term table; one
    term a word family, a phrase rather than its words; terms that stand in the same
    talks go together.

    Parameters
    ----------
    counts : sparse matrix, talks x terms
    vocabulary : list of str
        The stems of the columns.
    topic : array
        The topic of each talk, 0, 1, ...
    printed : dict
        Stem to surface form; others are not chosen.

    Returns
    -------
    DataFrame
        topic, rank (from 1), term, weight (1 for the strongest of a topic), share (of the
        topic's talks that say it, 0 to 1).
    """
    columns = [at for at in informative_columns(counts) if vocabulary[at] in printed]
    counts, vocabulary = counts[:, columns], [vocabulary[at] for at in columns]
    weights = weigh(counts, idf(counts.getnnz(axis=0), len(topic)))
    present = (weights > 0).astype(float).tocsr()
    members = np.eye(int(topic.max()) + 1)[topic].T
    shares = members @ weights
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-12)
    overall = np.asarray(weights.sum(axis=0)).ravel()
    overall /= max(overall.sum(), 1e-12)
    scores = shares * np.log(np.maximum(shares, 1e-12) / np.maximum(overall, 1e-12))
    n_talks = members @ present
    sizes = members.sum(axis=1, keepdims=True)
    # A word of one talk alone says what that talk is about, not what the topic is.
    alone = n_talks < np.minimum(2, sizes)
    scores = np.where(alone, scores / 4, scores) * _fit(shares - overall, vocabulary)
    rows = []
    for number, (score, count) in enumerate(zip(scores, n_talks, strict=True)):
        score = _with_phrases(score, count, vocabulary)
        for rank, term in enumerate(_spread(score, present, vocabulary), start=1):
            weight = round(score[term] / score.max(), 4)
            share = round(count[term] / sizes[number, 0], 4)
            rows.append((number, rank, printed[vocabulary[term]], weight, share))
    return pd.DataFrame(rows, columns=TERM_COLUMNS)


def _fit(excess: Matrix, vocabulary: list[str]) -> Matrix:
    """How near each term's meaning is to each topic's, from FARTHEST to 1; topics x terms."""
    table = read_term_table()
    known = np.array([stem in table.rows for stem in vocabulary], dtype=bool)
    fit = np.full(excess.shape, (1 + FARTHEST) / 2)
    if not known.any():
        return fit
    vectors = normalize(table.vectors[[table.rows[stem] for stem in compress(vocabulary, known)]])
    near = np.maximum(normalize(excess[:, known] @ vectors) @ vectors.T, 0.0)
    fit[:, known] = FARTHEST + (1 - FARTHEST) * near
    return fit


def _with_phrases(score: Matrix, count: Matrix, vocabulary: list[str]) -> Matrix:
    """Lift a phrase of three talks to its best word, where that mostly stands in the phrase."""
    column = {stem: at for at, stem in enumerate(vocabulary)}
    lifted = score.copy()
    for at, stem in enumerate(vocabulary):
        parts = [column[part] for part in stem.split() if part in column] if " " in stem else []
        for part in parts:
            if count[at] >= 3 and 2 * count[at] > count[part] and score[part] > 0:
                lifted[at] = max(lifted[at], 1.01 * score[part])
    return lifted


def topic_labels(terms: pd.DataFrame, n_topics: int) -> list[str]:
    """Name each topic by terms that are strong in it and said in many of its talks.

    By more of them where two topics would be alike; `terms` is what `topic_terms` gives.

    >>> terms = pd.DataFrame({"topic": [0, 0, 0], "term": ["XDP", "eBPF", "kernel"]})
    >>> topic_labels(terms.assign(weight=[1.0, 0.9, 0.5], share=[0.2, 1.0, 0.8]), 1)
    ['eBPF, kernel']
    """
    strength = (terms["weight"] * terms["share"]).astype(float)
    best = terms.loc[strength.sort_values(ascending=False, kind="stable").index]
    named = [best.loc[best["topic"] == topic, "term"].tolist() for topic in range(n_topics)]
    labels: list[str] = []
    for topic, words in enumerate(named):
        tries = [", ".join(words[:size]) for size in range(LABEL_TERMS, len(words) + 1)]
        fresh = [label for label in tries or words if label and label not in labels]
        labels.append(fresh[0] if fresh else f"topic {topic + 1}")
    return labels


def _spread(score: Matrix, present: csr_matrix, vocabulary: list[str]) -> list[int]:
    """The best terms, each of a new word family and at home beside those before it."""
    candidates = [
        term for term in np.argsort(-score.round(9), kind="stable")[:60] if score[term] > 0
    ]
    together = _npmi(present[:, candidates]) if candidates else np.empty((0, 0))
    value = score[candidates] / max(score.max(initial=0.0), 1e-12)
    chosen: list[int] = []
    families: set[str] = set()
    while len(chosen) < N_TERMS:
        free = [
            at
            for at, term in enumerate(candidates)
            if at not in chosen and families.isdisjoint(_family(vocabulary[term]))
        ]
        if not free:
            break
        best = max(free, key=lambda at: round(value[at] + _beside(together, at, chosen), 9))
        chosen.append(best)
        families |= _family(vocabulary[candidates[best]])
    return [int(candidates[at]) for at in chosen]


def _beside(together: Matrix, at: int, chosen: list[int]) -> float:
    return 0.5 * float(together[at, chosen].mean()) if chosen else 0.0


def _family(term: str) -> set[str]:
    return set(term.replace("-", " ").replace("/", " ").split())


def _npmi(present: csr_matrix) -> Matrix:
    """Normalised mutual information of terms over talks, -1 to 1 (Bouma 2009)."""
    n_talks = present.shape[0]
    both = (present.T @ present).toarray() / n_talks
    alone = both.diagonal()
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(both / np.outer(alone, alone)) / -np.log(both)
    # Two terms that never meet have -1; two that stand in every talk tell nothing.
    return np.where(both == 0, -1.0, np.where(both >= 1, 0.0, npmi))
