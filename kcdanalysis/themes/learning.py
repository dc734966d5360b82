"""Learn further terms of each theme from the talks at hand, and add them to the evidence.

Pseudo-relevance feedback after Rocchio (1971), with soft assignments as in expectation
maximisation (Nigam et al. 2000). The rule and the term table give the first membership of
talks in themes. The centroid of a theme, less the mean of all centroids, then gives a new
membership from the words of the talks and their meaning; this repeats five times. The
terms that weigh most in the last centroid are learned, so that every point of a talk goes
back to a term in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.preprocessing import normalize

from kcdanalysis.talks import SEPARATOR, as_talks
from kcdanalysis.themes.evidence import EVIDENCE_COLUMNS, locate_terms
from kcdanalysis.themes.lexicon import Lexicon
from kcdanalysis.themes.weights import theme_directions
from kcdanalysis.words.counts import (
    MAX_SHARE,
    Matrix,
    Words,
    count_words,
    idf,
    informative_columns,
    talk_words,
    weigh,
)
from kcdanalysis.words.encoder import Embeddings, talk_vectors
from kcdanalysis.words.term_table import read_term_table
from kcdanalysis.words.tokens import content_runs, stem, surface_forms, tokenize_parts, variants

#: Rounds of feedback, the weight of the seeds in each, and the sharpness of the softmax.
ROUNDS, SEEDS_WEIGHT, SHARPNESS = 5, 0.3, 12.0

#: The score of "no theme" in the softmax.
NO_THEME_SCORE = 0.15

#: The weight of the rule in the seeds, relative to the similarity by the term table.
RULE_WEIGHT = 0.5

#: Similarities are compared with those of the nearest talks of each theme, so that no theme is
#: near to all talks: how many, and their weight (cross-domain similarity local scaling,
#: Conneau et al. 2018).
N_NEAREST, NEAREST_WEIGHT = 5, 0.5

#: The weights of the term table and of embeddings, relative to the words.
TABLE_WEIGHT, EMBEDDINGS_WEIGHT = 0.5, 0.7

#: The weight of a theme's own direction in the term table in the last centroid.
DIRECTION_WEIGHT = 0.3

#: Learned terms of a theme. They have their full weight for themes of at most so many terms.
N_LEARNED, FEW_TERMS = 100, 8

#: Points of a talk that consists of a learned term of weight 1, and of a talk whose embedding
#: is that of the theme.
LEARNED_POINTS, EMBEDDING_POINTS = 20.0, 15.0

#: Learned terms have this part of their points where there are embeddings.
BESIDE_EMBEDDINGS = 0.6

#: Example talks of a learned term.
N_TALKS = 3

#: The most points of terms and hints of the lexicon beside learned ones, so that these matter
#: in a talk that repeats a term ten times.
LEXICON_LIMIT = 6.0

#: Learned evidence of fewer points is left out.
MIN_POINTS = 0.1

LEARNED_COLUMNS = ["theme", "rank", "term", "stem", "weight", "n_talks", "talks"]


def expand_evidence(
    talks: pd.DataFrame,
    lexicon: Lexicon,
    evidence: pd.DataFrame,
    scores: Matrix,
    embeddings: Embeddings | None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Learn from the talks, and return the extended evidence and the learned terms.

    `scores` are those of the evidence, talks x themes. The evidence gets rows of the roles
    "learned" and "meaning".
    """
    vectors, label_vectors = _embed(talks, lexicon, embeddings)
    terms, term_points, nearness = _learn_terms(talks, lexicon, scores, vectors, label_vectors)
    totals = evidence.groupby(["talk_id", "theme"])["points"].transform("sum")
    limited = evidence["points"] * (LEXICON_LIMIT / totals).clip(upper=1.0)
    tables = [evidence.assign(points=limited), _learned_rows(talks, terms, term_points)]
    if vectors is not None and nearness is not None:
        rows = list(_meaning_rows(talks, lexicon, vectors, nearness))
        tables.append(pd.DataFrame(rows, columns=EVIDENCE_COLUMNS))
    expanded = pd.concat([table for table in tables if len(table)] or tables[:1])
    order = expanded["talk_id"].map({name: at for at, name in enumerate(talks["talk_id"])})
    return expanded.iloc[np.argsort(order, kind="stable")].reset_index(drop=True), terms


def _embed(
    talks: pd.DataFrame, lexicon: Lexicon, embeddings: Embeddings | None
) -> tuple[Matrix | None, Matrix | None]:
    """Vectors of the talks, and of the labels of the themes if there is an encoder."""
    if embeddings is None:
        return None, None
    vectors = talk_vectors(talks, embeddings)
    if not (callable(embeddings) or isinstance(embeddings, str)):
        return vectors, None
    labels = as_talks([{"title": f"A talk about {theme.label}"} for theme in lexicon.values()])
    return vectors, talk_vectors(labels, embeddings)


def _learned_rows(talks: pd.DataFrame, terms: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    forms = dict(zip(terms["stem"], terms["term"], strict=True))
    weights = terms.set_index(["theme", "stem"])["weight"]
    rows: list[tuple[Any, ...]] = []
    for at, of_talk in points[points["points"] >= MIN_POINTS].groupby("row"):
        talk = talks.iloc[int(at)]
        places = locate_terms(talk, {key: forms[key] for key in set(of_talk["stem"])})
        for theme, key, value in of_talk[["theme", "stem", "points"]].itertuples(index=False):
            term, field, count, sentence = places.get(key) or (forms[key], "abstract", 1, None)
            row = talk.talk_id, theme, term, "learned", field, talk.line, count
            rows.append((*row, weights[theme, key], value, sentence))
    return pd.DataFrame(rows, columns=EVIDENCE_COLUMNS)


def _meaning_rows(
    talks: pd.DataFrame, lexicon: Lexicon, vectors: Matrix, nearness: Matrix
) -> Iterator[tuple[Any, ...]]:
    """One row a talk and theme that its embedding is near to, with its nearest talk of those."""
    titles = talks["title"].tolist()
    ids, lines = talks[["talk_id", "line"]].to_numpy().T
    for column, theme in enumerate(lexicon):
        of_theme = np.argsort(-nearness[:, column], kind="stable")[: max(2, len(talks) // 10)]
        similarity = vectors @ vectors[of_theme].T
        similarity[of_theme, np.arange(len(of_theme))] = -np.inf
        nearest = of_theme[similarity.argmax(axis=1)]
        for at in np.flatnonzero(nearness[:, column] >= MIN_POINTS):
            term, points = f"like {titles[nearest[at]]!r}", float(nearness[at, column])
            yield ids[at], theme, term, "meaning", "talk", lines[at], 1, 1.0, points, None


def _learn_terms(
    talks: pd.DataFrame,
    lexicon: Lexicon,
    scores: Matrix,
    embeddings: Matrix | None,
    label_embeddings: Matrix | None,
) -> tuple[pd.DataFrame, pd.DataFrame, Matrix | None]:
    """Learn terms: these, their points in talks, and the points of talks by embeddings."""
    table = read_term_table()
    words = talk_words(talks)
    counts, stems = count_words(words)
    meaning = _centre(table.talk_vectors(counts, stems))
    directions = _centre(theme_directions(lexicon))
    seeds = _rescale(meaning @ directions.T) + RULE_WEIGHT * scores
    informative = informative_columns(counts)
    blocks = [_weigh(counts, informative), csr_matrix(meaning * np.sqrt(TABLE_WEIGHT))]
    if embeddings is not None:
        embeddings = _centre(embeddings)
        blocks.append(csr_matrix(embeddings * np.sqrt(EMBEDDINGS_WEIGHT)))
        if label_embeddings is not None:
            seeds += _rescale(embeddings @ _centre(label_embeddings).T)
    centroids = _centroids(normalize(hstack(blocks).tocsr()), seeds)
    by_word, by_meaning, by_embedding = np.split(
        centroids, np.cumsum([len(informative), meaning.shape[1]]), axis=1
    )
    kept = np.flatnonzero(counts.getnnz(axis=0) <= max(1, MAX_SHARE * len(talks)))
    kept_stems = [stems[at] for at in kept]
    vectors = np.zeros((len(kept), meaning.shape[1]))
    positions, rows = table.find(kept_stems)
    vectors[positions] = table.vectors[rows]
    weights = (by_meaning + DIRECTION_WEIGHT * directions) @ vectors.T
    weights[:, np.searchsorted(kept, informative)] += by_word
    # A theme with many terms has less to learn.
    factor = np.array([min(1.0, FEW_TERMS / max(1, len(t.terms))) for t in lexicon.values()])
    weights *= factor[:, None] * (1.0 if embeddings is None else BESIDE_EMBEDDINGS)
    terms = _strongest(weights, kept_stems, lexicon)
    points = _points(_weigh(counts, kept), terms)
    terms["talks"] = _best_talks(points, terms, talks["talk_id"])
    terms["n_talks"] = counts.getnnz(axis=0)[kept][terms["column"]]
    terms["term"] = terms["stem"].map(_forms(words))
    nearness = None
    if embeddings is not None:
        cosines = embeddings @ by_embedding.T
        nearness = EMBEDDING_POINTS * np.sqrt(factor) * cosines.clip(min=0)
    return terms[LEARNED_COLUMNS], points, nearness


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
    """The strongest terms of each theme, except those of its lexicon."""
    tables = []
    for weight, (name, theme) in zip(weights, lexicon.items(), strict=True):
        known = {" ".join(map(stem, form)) for phrase in theme.phrases for form in variants(phrase)}
        # Talks have an alias as one word: "ML" is "machine learning".
        known |= {" ".join(k for k, _ in run) for p in theme.phrases for run in content_runs(p)}
        is_new = np.array([key not in known for key in stems], dtype=bool)
        rated = np.where(is_new, weight, 0.0)
        order = np.argsort(-rated, kind="stable")[:N_LEARNED]
        order = order[rated[order] > 0]
        columns = {
            "theme": name,
            "rank": np.arange(1, len(order) + 1),
            "stem": [stems[at] for at in order],
            "weight": rated[order],
            "column": order,
        }
        tables.append(pd.DataFrame(columns))
    return pd.concat(tables, ignore_index=True)


def _points(frequencies: csr_matrix, terms: pd.DataFrame) -> pd.DataFrame:
    """Points of each talk by each learned term in it."""
    columns: dict[str, list[Any]] = {"row": [], "theme": [], "stem": [], "points": []}
    for theme, of_theme in terms.groupby("theme", sort=False):
        weighted = frequencies[:, of_theme["column"].to_numpy()]
        weighted = weighted.multiply(of_theme["weight"].to_numpy()).tocoo()
        columns["row"] += weighted.row.tolist()
        columns["theme"] += [theme] * weighted.nnz
        columns["stem"] += of_theme["stem"].to_numpy()[weighted.col].tolist()
        columns["points"] += (LEARNED_POINTS * weighted.data).tolist()
    return pd.DataFrame(columns)


def _best_talks(points: pd.DataFrame, terms: pd.DataFrame, talk_ids: pd.Series) -> list[str]:
    """The talks in which each term has the most points."""
    best = points.sort_values("points", ascending=False, kind="stable")
    best = best.groupby(["theme", "stem"]).head(N_TALKS)
    named = best.assign(talk=talk_ids.to_numpy()[best["row"]])
    joined = named.groupby(["theme", "stem"])["talk"].agg(SEPARATOR.join)
    return [joined[key] for key in zip(terms["theme"], terms["stem"], strict=True)]


def _weigh(counts: csr_matrix, columns: NDArray[np.intp]) -> csr_matrix:
    kept = counts[:, columns]
    return weigh(kept, idf(kept.getnnz(axis=0), kept.shape[0]))


def _forms(words: list[Words]) -> dict[str, str]:
    """The most frequent surface form of each stem; for the parts of compounds, the part."""
    written = [word for talk in words for word in talk if word[1]]
    parts = {
        stem(token.text): token.text
        for _, form in written
        if "-" in form or "/" in form
        for token in tokenize_parts(form)
    }
    return {key: key for key, _ in chain.from_iterable(words)} | parts | surface_forms(written)


def _centre(vectors: Matrix) -> Matrix:
    return np.asarray(normalize(vectors - vectors.mean(axis=0)))


def _rescale(similarity: Matrix) -> Matrix:
    """Similarities of talks to themes, less the mean of the nearest talks of each theme."""
    nearest = np.sort(similarity, axis=0)[-N_NEAREST:]
    return similarity - NEAREST_WEIGHT * nearest.mean(axis=0)
