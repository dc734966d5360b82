"""Learn more terms of themes from the talks themselves.

One step of relevance feedback (Rocchio 1971), with soft assignments: the scoring rule and the
term table estimate how much each talk belongs to each theme; the centroid of the talks of a
theme, minus the mean of all centroids, weights the words of the talks. Themes that already
have enough terms learn nothing.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack
from scipy.special import softmax
from sklearn.preprocessing import normalize

from kcdanalysis.talks import SEPARATOR, as_talks
from kcdanalysis.themes.evidence import EVIDENCE_COLUMNS, LEARNED_COLUMNS, finish_evidence
from kcdanalysis.themes.lexicon import Lexicon
from kcdanalysis.themes.matching import Matcher
from kcdanalysis.themes.scoring import HINT_WEIGHT
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
from kcdanalysis.words.texts import TalkTexts
from kcdanalysis.words.tokens import content_runs, part_words, stem, surface_forms, variants

#: Themes with more terms than this get no points for what they learn.
ENOUGH_TERMS = 8

#: The weight of the scoring rule in the first guess, relative to the similarity by the term table.
RULE_WEIGHT = 0.5

#: The sharpness of the softmax that assigns talks to themes.
SHARPNESS = 12.0

#: The weight of embeddings, relative to the words.
EMBEDDINGS_WEIGHT = 0.7

#: The most learned terms of a theme.
N_LEARNED = 200

#: Points of a talk that consists only of a learned term of weight 1, and of a talk whose
#: embedding equals that of the theme.
LEARNED_POINTS, EMBEDDING_POINTS = 25.0, 15.0

#: Evidence of fewer points is left out.
MIN_POINTS = 0.1

#: Example talks of a learned term.
N_TALKS = 3

_MEANING = ["talk_id", "theme", "term", "role", "field", "line", "count", "points", "sentence"]

Rows = Iterator[tuple[Any, ...]]


def expand_evidence(
    talks: pd.DataFrame,
    words: TalkTexts,
    lexicon: Lexicon,
    evidence: pd.DataFrame,
    scores: Matrix,
    embeddings: Embeddings | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Learn from the talks, and return the extended evidence and the learned terms.

    `scores` are those of the evidence, talks x themes. For themes with few terms, the evidence
    gets rows with the roles "learned" and "meaning".
    """
    said = talk_words(talks)
    counts, stems = count_words(said)
    kept = np.flatnonzero(counts.getnnz(axis=0) <= max(1, MAX_SHARE * len(talks)))
    vectors, label_vectors = _embed(talks, lexicon, embeddings)
    weights, nearness = _learn(counts, stems, scores, lexicon, vectors, label_vectors)
    terms = _strongest(weights[:, kept], [stems[at] for at in kept], lexicon)
    terms["form"] = terms["stem"].map(_forms(said))
    rows = terms.merge(_find_terms(words, terms), on="stem")
    share = csr_matrix(_weigh(counts, kept))[rows["talk"].to_numpy(), rows["column"].to_numpy()]
    rows["points"] = LEARNED_POINTS * rows["weight"] * np.asarray(share).ravel()
    rows = finish_evidence(rows.assign(role="learned"), talks, words)
    learns = [
        name
        for name, theme in lexicon.items()
        if len(theme.terms) + len(theme.title_terms) <= ENOUGH_TERMS
    ]
    counted = rows["theme"].isin(learns) & (rows["points"] >= MIN_POINTS)
    parts = [evidence, rows[counted].reindex(columns=EVIDENCE_COLUMNS)]
    if vectors is not None and nearness is not None:
        near = pd.DataFrame(_meaning_rows(talks, lexicon, vectors, nearness), columns=_MEANING)
        near = near[near["theme"].isin(learns)]
        parts.append(near.reindex(columns=EVIDENCE_COLUMNS))
    expanded = pd.concat([part for part in parts if len(part)] or [evidence])
    order = {name: at for at, name in enumerate(talks["talk_id"])}
    order = expanded["talk_id"].map(order).argsort(kind="stable")
    return expanded.iloc[order].reset_index(drop=True), _summarise(terms, rows)


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
    seeds = meaning @ _centre(_directions(lexicon)).T + RULE_WEIGHT * scores
    informative = informative_columns(counts)
    blocks = [_weigh(counts, informative), csr_matrix(meaning)]
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
    return weights, EMBEDDING_POINTS * (embeddings @ by_embedding.T)


def _directions(lexicon: Lexicon) -> Matrix:
    """The vector of each theme, from its terms and hints."""
    table = read_term_table()
    directions = np.zeros((len(lexicon), table.vectors.shape[1]))
    for direction, theme in zip(directions, lexicon.values(), strict=True):
        terms = dict.fromkeys((*theme.terms, *theme.title_terms), 1.0)
        for phrase, weight in (dict.fromkeys(theme.hints, HINT_WEIGHT) | terms).items():
            if (vector := table.vector(phrase)) is not None:
                direction += weight * vector
    return np.asarray(normalize(directions))


def _strongest(weights: Matrix, stems: list[str], lexicon: Lexicon) -> pd.DataFrame:
    """The strongest words of each theme, the best first, without those of its lexicon."""
    parts = []
    for name, of_theme in zip(lexicon, weights, strict=True):
        phrases = lexicon[name].phrases
        known = {" ".join(map(stem, form)) for phrase in phrases for form in variants(phrase)}
        # In talks, an alias is one word: "ML" is "machine learning".
        known |= {" ".join(k for k, _ in run) for p in phrases for run in content_runs(p)}
        rated = np.where([key in known for key in stems], 0.0, of_theme)
        order = np.argsort(-rated, kind="stable")[:N_LEARNED]
        order = order[rated[order] > 0]
        found = {"theme": name, "stem": [stems[at] for at in order]}
        parts.append(pd.DataFrame({**found, "column": order, "weight": rated[order]}))
    return pd.concat(parts, ignore_index=True)


def _find_terms(words: TalkTexts, terms: pd.DataFrame) -> pd.DataFrame:
    """The first mention of each learned term in each talk, and the number of its mentions."""
    forms = terms.drop_duplicates("stem")
    keys, texts = forms["stem"].to_numpy(), words.texts
    matcher = Matcher(
        (tuple(map(stem, form)), number)
        for number, phrase in enumerate(forms["form"])
        for form in variants(phrase)
    )
    at, length, number = matcher.find(texts, stem, np.ones(len(texts.words), dtype=bool))
    order = np.lexsort([length, at])
    at, length, number = at[order], length[order], number[order]
    places = pd.DataFrame({"stem": keys[number], "text": texts.text_of[at], "at": at})
    places = places.assign(
        talk=words.talks[places["text"]], start=texts.starts[at], end=texts.end(at + length - 1)
    )
    places["count"] = places.groupby(["talk", "stem"])["at"].transform("size")
    return places.drop_duplicates(["talk", "stem"])


def _summarise(terms: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """List the learned terms with the talks where they weigh most."""
    best = rows.sort_values("points", ascending=False, kind="stable")
    learned = best.groupby(["theme", "stem"], sort=False).agg(
        term=("form", "first"),
        weight=("weight", "first"),
        n_talks=("talk_id", "size"),
        talks=("talk_id", lambda ids: SEPARATOR.join(ids[:N_TALKS])),
        sentence=("sentence", "first"),
    )
    return terms[["theme", "stem"]].merge(learned.reset_index())[LEARNED_COLUMNS]


def _meaning_rows(talks: pd.DataFrame, lexicon: Lexicon, vectors: Matrix, nearness: Matrix) -> Rows:
    """One row per talk and theme near its embedding, with the nearest other talk of the theme."""
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


def _weigh(counts: csr_matrix, columns: Any) -> csr_matrix:
    kept = counts[:, columns]
    return weigh(kept, idf(kept.getnnz(axis=0), kept.shape[0]))


def _forms(words: Words) -> dict[str, str]:
    """The most frequent surface form of each stem; for the parts of compounds, the part."""
    parts: Counter[tuple[str, str]] = Counter()
    for (_, form), n in words.totals.items():
        if "-" in form or "/" in form:
            parts.update({(stem(part), part): n for part in part_words(form)})
    return {key: key for key, _ in words.totals} | surface_forms(parts) | words.forms


def _centre(vectors: Matrix) -> Matrix:
    return np.asarray(normalize(vectors - vectors.mean(axis=0)))
