"""Terms that go with a theme in the talks at hand, learned after the rule, in the open.

Pseudo-relevance feedback after Rocchio (1971), with soft assignments as in
expectation maximisation (Nigam et al. 2000). The rule, and how near talks are to a theme
by the term table, say to what part a talk belongs to each theme. The centroid of a
theme, less the mean of all centroids, says so anew, by the words of the talks and what
they mean; five rounds of it. The terms that weigh most in the last centroid are what was
learned, so that every point of a talk can be traced to a term that it says.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.preprocessing import normalize

from kcdanalysis.talks import SEPARATOR
from kcdanalysis.themes.lexicon import Lexicon
from kcdanalysis.themes.weights import theme_directions
from kcdanalysis.words.counts import (
    MAX_SHARE,
    Matrix,
    Words,
    count_words,
    idf,
    talk_words,
    informative_columns,
    weigh,
)
from kcdanalysis.words.term_table import read_term_table
from kcdanalysis.words.tokens import content_runs, stem, surface_forms, tokenize_parts, variants

#: Rounds of feedback, what the seeds keep in each, and how sharply a talk is divided.
ROUNDS, SEEDS_WEIGHT, SHARPNESS = 5, 0.3, 12.0

#: A talk less near than this to every theme belongs to none of them for the most part.
NO_THEME_SCORE = 0.15

#: What the rule weighs in the seeds beside the similarity by the term table.
RULE_WEIGHT = 0.5

#: Each theme is compared with its own nearest talks, so that none is near to all: so many
#: of them count, and so much (cross-domain similarity local scaling, Conneau et al. 2018).
NEAREST, NEAREST_WEIGHT = 5, 0.5

#: What the term table and embeddings weigh beside the words.
TABLE_WEIGHT, EMBEDDINGS_WEIGHT = 0.5, 0.7

#: What a theme's own direction in the term table keeps in what was learned.
DIRECTION_WEIGHT = 0.3

#: Learned terms of a theme; they weigh in full where it has no more terms than this.
N_LEARNED, FEW_TERMS = 100, 8

#: Points of a talk that says nothing but a learned term of weight 1, and of one whose
#: embedding is that of the theme.
LEARNED_POINTS, EMBEDDING_POINTS = 20.0, 15.0

#: What learned terms keep of their points beside embeddings.
BESIDE_EMBEDDINGS = 0.6

#: Talks that are named for a learned term.
N_TALKS = 3

LEARNED_COLUMNS = ["theme", "rank", "term", "stem", "weight", "n_talks", "talks"]


@dataclass(frozen=True)
class Learned:
    """What was learned of themes.

    Attributes
    ----------
    terms : DataFrame
        One row a theme and term, the strongest first, with `LEARNED_COLUMNS`: theme,
        rank, term (as most talks write it), stem, weight, n_talks (that say it), talks
        (the talk_id of those where it weighs most, joined).
    points : DataFrame
        One row a talk and learned term: row (of the talk), theme, stem, points.
    nearness : ndarray, talks x themes, optional
        Points by embeddings; none without them.
    """

    terms: pd.DataFrame
    points: pd.DataFrame
    nearness: Matrix | None


def learn_terms(
    talks: pd.DataFrame,
    lexicon: Lexicon,
    scores: Matrix,
    *,
    embeddings: Matrix | None = None,
    labels: Matrix | None = None,
) -> Learned:
    """Learn from talks which other terms go with each theme.

    Parameters
    ----------
    talks : DataFrame
        The Talks frame.
    lexicon : Lexicon
    scores : ndarray, talks x themes
        What the rule says, 0 to 1.
    embeddings : ndarray, talks x dimensions, optional
        What the talks mean, beside their words.
    labels : ndarray, themes x dimensions, optional
        What the themes mean, in the same space.

    Returns
    -------
    Learned
    """
    words = talk_words(talks)
    counts, stems = count_words(words)
    meaning = _centred(read_term_table().talk_vectors(counts, stems))
    directions = _centred(theme_directions(lexicon))
    seeds = _apart(meaning @ directions.T) + RULE_WEIGHT * scores
    telling = informative_columns(counts)
    spaces = [
        _weigh(counts, telling),
        csr_matrix(meaning * np.sqrt(TABLE_WEIGHT)),
    ]
    if embeddings is not None:
        own = _centred(embeddings)
        spaces.append(csr_matrix(own * np.sqrt(EMBEDDINGS_WEIGHT)))
        if labels is not None:
            seeds += _apart(own @ _centred(labels).T)
    centroids = _centroids(normalize(hstack(spaces).tocsr()), seeds)
    n_telling, n_meaning = len(telling), meaning.shape[1]
    by_meaning = centroids[:, n_telling : n_telling + n_meaning] + DIRECTION_WEIGHT * directions
    kept = np.flatnonzero(counts.getnnz(axis=0) <= max(1, MAX_SHARE * len(talks)))
    weights = by_meaning @ _vectors([stems[at] for at in kept]).T
    weights[:, np.searchsorted(kept, telling)] += centroids[:, :n_telling]
    # A theme with many terms of its own has less to learn.
    lessons = np.array([min(1.0, FEW_TERMS / max(1, len(one.terms))) for one in lexicon.values()])
    weights *= lessons[:, None] * (1.0 if embeddings is None else BESIDE_EMBEDDINGS)
    terms = _strongest(weights, [stems[at] for at in kept], lexicon)
    points = _points(_weigh(counts, kept), terms)
    terms["talks"] = _best_talks(points, terms, talks["talk_id"])
    terms["n_talks"] = counts.getnnz(axis=0)[kept][terms["column"]]
    forms = _forms(words)
    terms["term"] = [forms[key] for key in terms["stem"]]
    nearness = None
    if embeddings is not None:
        near = own @ centroids[:, n_telling + n_meaning :].T
        nearness = EMBEDDING_POINTS * np.sqrt(lessons) * near.clip(min=0)
    return Learned(terms[LEARNED_COLUMNS], points, nearness)


def _centroids(features: csr_matrix, seeds: Matrix) -> Matrix:
    scores = seeds
    centroids = np.zeros((seeds.shape[1], features.shape[1]))
    for _ in range(ROUNDS):
        best = scores.max(axis=1, keepdims=True)
        parts = np.exp(SHARPNESS * (scores - best))
        parts /= parts.sum(axis=1, keepdims=True) + np.exp(SHARPNESS * (NO_THEME_SCORE - best))
        sizes = parts.sum(axis=0)[:, None].clip(min=1e-9)
        centroids = np.asarray((features.T @ parts).T) / sizes
        centroids = normalize(centroids - centroids.mean(axis=0))
        scores = SEEDS_WEIGHT * seeds + (1 - SEEDS_WEIGHT) * np.asarray(features @ centroids.T)
    return centroids


def _strongest(weights: Matrix, stems: list[str], lexicon: Lexicon) -> pd.DataFrame:
    """The strongest terms of each theme, those of its lexicon left out."""
    tables = []
    for row, (name, theme) in enumerate(lexicon.items()):
        phrases = (*theme.terms, *theme.hints, *theme.without)
        own = {" ".join(map(stem, form)) for phrase in phrases for form in variants(phrase)}
        # An alias is one word of the talks: "ML" is "machine learning".
        own |= {" ".join(key for key, _ in run) for p in phrases for run in content_runs(p)}
        free = np.array([key not in own for key in stems], dtype=bool)
        rated = np.where(free, weights[row], 0.0)
        order = np.argsort(-rated, kind="stable")[:N_LEARNED]
        order = order[rated[order] > 0]
        tables.append(
            pd.DataFrame(
                {
                    "theme": name,
                    "rank": np.arange(1, len(order) + 1),
                    "stem": [stems[at] for at in order],
                    "weight": rated[order],
                    "column": order,
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def _points(said: csr_matrix, terms: pd.DataFrame) -> pd.DataFrame:
    """Points of each talk by each learned term that it says."""
    found: dict[str, list[Any]] = {"row": [], "theme": [], "stem": [], "points": []}
    for theme, rows in terms.groupby("theme", sort=False):
        worth = said[:, rows["column"].to_numpy()].multiply(rows["weight"].to_numpy()).tocoo()
        found["row"] += worth.row.tolist()
        found["theme"] += [theme] * worth.nnz
        found["stem"] += rows["stem"].to_numpy()[worth.col].tolist()
        found["points"] += (LEARNED_POINTS * worth.data).tolist()
    return pd.DataFrame(found)


def _best_talks(points: pd.DataFrame, terms: pd.DataFrame, talk_ids: pd.Series) -> list[str]:
    """The talks in which each term weighs most."""
    best = points.sort_values("points", ascending=False, kind="stable")
    best = best.groupby(["theme", "stem"]).head(N_TALKS)
    named = best.assign(talk=talk_ids.to_numpy()[best["row"]])
    joined = named.groupby(["theme", "stem"])["talk"].agg(SEPARATOR.join)
    return [joined[key] for key in zip(terms["theme"], terms["stem"], strict=True)]


def _weigh(counts: csr_matrix, columns: NDArray[np.intp]) -> csr_matrix:
    kept = counts[:, columns]
    return weigh(kept, idf(kept.getnnz(axis=0), kept.shape[0]))


def _forms(words: list[Words]) -> dict[str, str]:
    """The commonest form of each stem; of the parts of longer words, that of the part."""
    said = [word for talk in words for word in talk if word[1]]
    parts = {
        stem(token.text): token.text
        for _, form in said
        if "-" in form or "/" in form
        for token in tokenize_parts(form)
    }
    return {key: key for key, _ in chain.from_iterable(words)} | parts | surface_forms(said)


def _vectors(stems: list[str]) -> Matrix:
    """What terms mean by the term table; zeros for those that it lacks."""
    table = read_term_table()
    vectors = np.zeros((len(stems), table.vectors.shape[1]))
    known = [at for at, key in enumerate(stems) if key in table.rows]
    vectors[known] = table.vectors[[table.rows[stems[at]] for at in known]]
    return vectors


def _centred(vectors: Matrix) -> Matrix:
    return np.asarray(normalize(vectors - vectors.mean(axis=0)))


def _apart(similarity: Matrix) -> Matrix:
    """Similarities of talks to themes, less what the nearest talks of the theme have."""
    nearest = np.sort(similarity, axis=0)[-NEAREST:]
    return similarity - NEAREST_WEIGHT * nearest.mean(axis=0)
