"""Learn further terms of themes from the talks at hand.

One step of relevance feedback after Rocchio (1971), with soft assignments: the scoring rule
and the term table tell how much each talk belongs to each theme; the centroid of the talks
of a theme, less the mean of all centroids, weighs the words of the talks. Themes with enough
terms of their own learn nothing.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from scipy.special import softmax
from sklearn.preprocessing import normalize

from kcdanalysis.talks import SEPARATOR, as_talks
from kcdanalysis.themes.evidence import EVIDENCE_COLUMNS, locate_terms
from kcdanalysis.themes.lexicon import Lexicon, Theme
from kcdanalysis.themes.scoring import theme_directions
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

#: Themes with more terms than this learn nothing that counts.
ENOUGH_TERMS = 8

#: The weight of the scoring rule in the first guess, relative to the similarity by the term table.
RULE_WEIGHT = 0.5

#: The sharpness of the softmax that assigns talks to themes.
SHARPNESS = 12.0

#: The weights of the term table and of embeddings, relative to the words.
TABLE_WEIGHT, EMBEDDINGS_WEIGHT = 0.5, 0.7

#: The most learned terms of a theme.
N_LEARNED = 100

#: Points of a talk that consists of a learned term of weight 1, and of a talk whose embedding
#: is that of the theme.
LEARNED_POINTS, EMBEDDING_POINTS = 20.0, 15.0

#: Evidence of fewer points is left out.
MIN_POINTS = 0.1

#: Example talks of a learned term.
N_TALKS = 3

_ROW = ["talk_id", "theme", "term", "role", "field", "line", "count", "points", "sentence"]
LEARNED_COLUMNS = ["theme", "rank", "term", "stem", "weight", "n_talks", "talks"]


def expand_evidence(
    talks: pd.DataFrame,
    lexicon: Lexicon,
    evidence: pd.DataFrame,
    scores: Matrix,
    embeddings: Embeddings | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Learn from the talks, and return the extended evidence and the learned terms.

    `scores` are those of the evidence, talks x themes. The evidence gets rows of the roles
    "learned" and "meaning", of themes with few terms.
    """
    words = talk_words(talks)
    counts, stems = count_words(words)
    vectors, label_vectors = _embed(talks, lexicon, embeddings)
    centroids, nearness = _learn(counts, stems, scores, lexicon, vectors, label_vectors)
    kept = np.flatnonzero(counts.getnnz(axis=0) <= max(1, MAX_SHARE * len(talks)))
    frequencies, kept_stems = _weigh(counts, kept), [stems[at] for at in kept]
    forms, ids = _forms(words), talks["talk_id"].to_numpy()
    terms: list[tuple[Any, ...]] = []
    rows: list[tuple[Any, ...]] = []
    for name, weights, learns in zip(lexicon, centroids[:, kept], _learning(lexicon), strict=True):
        order = _strongest(weights, kept_stems, lexicon[name])
        points = frequencies[:, order].multiply(LEARNED_POINTS * weights[order]).tocsc()
        for rank, at in enumerate(order):
            column = points[:, [rank]]
            best = column.indices[np.argsort(-column.data, kind="stable")]
            term = (name, rank + 1, forms[kept_stems[at]], kept_stems[at], weights[at], len(best))
            terms.append((*term, SEPARATOR.join(ids[best[:N_TALKS]])))
        if learns:
            rows += _learned_rows(
                talks, name, points.tocsr(), [kept_stems[at] for at in order], forms
            )
    if vectors is not None and nearness is not None:
        rows += _meaning_rows(talks, lexicon, vectors, nearness)
    learned = pd.DataFrame(terms, columns=LEARNED_COLUMNS)
    if not rows:
        return evidence, learned
    expanded = pd.concat(
        [evidence, pd.DataFrame(rows, columns=_ROW).reindex(columns=EVIDENCE_COLUMNS)]
    )
    order = expanded["talk_id"].map({name: at for at, name in enumerate(ids)})
    return expanded.iloc[np.argsort(order, kind="stable")].reset_index(drop=True), learned


def _learning(lexicon: Lexicon) -> list[bool]:
    return [len(theme.terms) + len(theme.title_terms) <= ENOUGH_TERMS for theme in lexicon.values()]


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


def _learn(
    counts: csr_matrix,
    stems: list[str],
    scores: Matrix,
    lexicon: Lexicon,
    embeddings: Matrix | None,
    label_embeddings: Matrix | None,
) -> tuple[Matrix, Matrix | None]:
    """Learn the weights of the words for each theme, and how near each talk is by embeddings."""
    table = read_term_table()
    meaning = _centre(table.talk_vectors(counts, stems))
    seeds = meaning @ _centre(theme_directions(lexicon)).T + RULE_WEIGHT * scores
    informative = informative_columns(counts)
    blocks = [_weigh(counts, informative), csr_matrix(meaning * np.sqrt(TABLE_WEIGHT))]
    if embeddings is not None:
        embeddings = _centre(embeddings)
        blocks.append(csr_matrix(embeddings * np.sqrt(EMBEDDINGS_WEIGHT)))
        if label_embeddings is not None:
            seeds += embeddings @ _centre(label_embeddings).T
    parts = softmax(SHARPNESS * seeds, axis=1)
    centroids = np.asarray((normalize(hstack(blocks).tocsr()).T @ parts).T)
    centroids = centroids / parts.sum(axis=0)[:, None].clip(min=1e-9)
    centroids = normalize(centroids - centroids.mean(axis=0))
    by_word, by_meaning, by_embedding = np.split(
        centroids, np.cumsum([len(informative), meaning.shape[1]]), axis=1
    )
    weights = np.zeros((len(lexicon), len(stems)))
    columns, rows = table.find(stems)
    weights[:, columns] = by_meaning @ table.vectors[rows].T
    weights[:, informative] += by_word
    if embeddings is None:
        return weights, None
    nearness = (embeddings @ by_embedding.T).clip(min=0) * _learning(lexicon)
    return weights, EMBEDDING_POINTS * nearness


def _strongest(weights: Matrix, stems: list[str], theme: Theme) -> NDArray[np.intp]:
    """The strongest words of a theme, the best first, without those of its lexicon."""
    known = {" ".join(map(stem, form)) for phrase in theme.phrases for form in variants(phrase)}
    # Talks have an alias as one word: "ML" is "machine learning".
    known |= {" ".join(k for k, _ in run) for p in theme.phrases for run in content_runs(p)}
    rated = np.where([key in known for key in stems], 0.0, weights)
    order = np.argsort(-rated, kind="stable")[:N_LEARNED]
    return order[rated[order] > 0]


def _learned_rows(
    talks: pd.DataFrame, theme: str, points: csr_matrix, stems: list[str], forms: dict[str, str]
) -> Iterator[tuple[Any, ...]]:
    for at, talk in enumerate(talks.itertuples(index=False)):
        row = points[[at]]
        of_talk = {
            stems[i]: value
            for i, value in zip(row.indices, row.data, strict=True)
            if value >= MIN_POINTS
        }
        places = locate_terms(talk, {key: forms[key] for key in of_talk}) if of_talk else {}
        for key, value in of_talk.items():
            term, field, count, sentence = places.get(key) or (forms[key], "abstract", 1, None)
            yield talk.talk_id, theme, term, "learned", field, talk.line, count, value, sentence


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
            yield ids[at], theme, term, "meaning", "talk", lines[at], 1, points, None


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
