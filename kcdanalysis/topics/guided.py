"""Guided topics: the talks about a theme are the seeds of its topic, and similar talks join."""

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import softmax
from sklearn.preprocessing import normalize

from kcdanalysis.topics.clustering import Groups, unit_rows
from kcdanalysis.words.counts import Matrix
from kcdanalysis.words.term_table import read_term_table
from kcdanalysis.words.tokens import content_words

#: How often the seeds are extended.
_N_ROUNDS = 5

#: The sharpness of the softmax that divides a talk among the themes; a talk with a score below
#: SEED for a theme is not a seed of it (0.5 is the score from which a talk is about a theme).
SHARPNESS, SEED = 12.0, 0.3

#: The weight of a talk's neighbours in its similarity to a theme.
NEIGHBOUR_WEIGHT = 0.6

#: The weight of the similarity, relative to the scores of the themes.
SIMILARITY_WEIGHT = 0.5

#: The weight of the meaning of a theme's label, relative to the scores of the themes.
LABEL_WEIGHT = 0.2

#: From this score on, a talk is in the topic of its best theme.
MEMBER = 0.5

#: With fewer talks without a theme than this, they are left alone instead of clustered.
FEWEST_FREE = 16

#: Talks in no topic.
NONE = -1


def near_labels(labels: list[str], meaning: Matrix) -> Matrix:
    """Measure how near talks are to the labels of themes by the term table (talks x themes).

    The cosine of a talk minus the mean talk and a label minus the mean label; 0 if it is
    negative or either is unknown.
    """
    table = read_term_table()
    vectors = np.zeros((len(labels), table.vectors.shape[1]))
    for at, label in enumerate(labels):
        rows = [table.rows[key] for key, _ in content_words(label) if key in table.rows]
        vectors[at] = table.idf[rows] @ table.vectors[rows]
    known = np.asarray(vectors.any(axis=1))
    vectors = unit_rows(vectors)
    vectors[known] -= vectors[known].mean(axis=0) if known.sum() > 1 else 0.0
    talks = unit_rows(meaning)
    talks = unit_rows((talks - talks.mean(axis=0)) * np.asarray(meaning.any(axis=1))[:, None])
    return np.maximum(talks @ unit_rows(vectors).T, 0.0)


def extend_scores(points: Matrix, graph: csr_matrix, scores: Matrix) -> Matrix:
    """Extend the scores of themes (talks x themes, 0 to 1) to similar talks.

    Five rounds of relevance feedback (Rocchio 1971): each talk, with its neighbours, is compared
    with the centroid of a theme's talks minus the mean of all centroids. A theme without a seed
    keeps its scores.
    """
    seeded = np.flatnonzero(scores.max(axis=0, initial=0.0) >= SEED)
    if not len(seeded):
        return scores
    seeds = scores[:, seeded]
    n_best = max(1, round(len(points) / (3 * len(seeded))))
    mixing = normalize(graph, norm="l1")
    extended = seeds
    for _ in range(_N_ROUNDS):
        shares = np.where(extended >= SEED, softmax(SHARPNESS * extended, axis=1), 0.0)
        centroids = unit_rows(shares.T @ points)
        centred = unit_rows(centroids - centroids.mean(axis=0))
        if len(centroids) == 1:
            centred = unit_rows(centroids - points.mean(axis=0))
        near = np.maximum(points @ centred.T, 0.0)
        near = (1 - NEIGHBOUR_WEIGHT) * near + NEIGHBOUR_WEIGHT * (mixing @ near)
        # Relative to the theme's best talks.
        best = np.sort(near, axis=0)[-n_best:].mean(axis=0)
        near = near / np.maximum(best, 1e-9)
        extended = (1 - SIMILARITY_WEIGHT) * seeds + SIMILARITY_WEIGHT * near
    every = scores.copy()
    every[:, seeded] = extended
    return every


def guided_topics(points: Matrix, graph: csr_matrix, scores: Matrix) -> Groups:
    """Give the talks of each theme its column as their topic, and the others NONE."""
    if not scores.shape[1]:
        return np.full(len(points), NONE)
    extended = extend_scores(points, graph, scores).round(9)
    return np.where(extended.max(axis=1) >= MEMBER, extended.argmax(axis=1), NONE)
