"""Add evidence that is learned from the talks to the evidence of the lexicon."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kcdanalysis.talks import as_talks
from kcdanalysis.themes.evidence import EVIDENCE_COLUMNS, locate_terms
from kcdanalysis.themes.learning import Learned, learn_terms
from kcdanalysis.themes.lexicon import Lexicon
from kcdanalysis.words.counts import Matrix

if TYPE_CHECKING:
    from kcdanalysis.words.encoder import Embeddings

#: The most points of terms and hints of the lexicon beside learned ones, so that these matter
#: in a talk that repeats a term ten times.
LEXICON_LIMIT = 6.0

#: Learned evidence of fewer points is left out.
MIN_POINTS = 0.1


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
    learned = learn_terms(
        talks, lexicon, scores, embeddings=vectors, label_embeddings=label_vectors
    )
    totals = evidence.groupby(["talk_id", "theme"])["points"].transform("sum")
    limited = evidence["points"] * (LEXICON_LIMIT / totals).clip(upper=1.0)
    tables = [evidence.assign(points=limited), _learned_rows(talks, learned)]
    if vectors is not None and learned.nearness is not None:
        rows = list(_meaning_rows(talks, lexicon, vectors, learned.nearness))
        tables.append(pd.DataFrame(rows, columns=EVIDENCE_COLUMNS))
    expanded = pd.concat([table for table in tables if len(table)] or tables[:1])
    order = expanded["talk_id"].map({name: at for at, name in enumerate(talks["talk_id"])})
    return expanded.iloc[np.argsort(order, kind="stable")].reset_index(drop=True), learned.terms


def _embed(
    talks: pd.DataFrame, lexicon: Lexicon, embeddings: Embeddings | None
) -> tuple[Matrix | None, Matrix | None]:
    """Vectors of the talks, and of the labels of the themes if there is an encoder."""
    if embeddings is None:
        return None, None
    from kcdanalysis.words.encoder import talk_vectors

    vectors = talk_vectors(talks, embeddings)
    if not (callable(embeddings) or isinstance(embeddings, str)):
        return vectors, None
    labels = as_talks([{"title": f"A talk about {theme.label}"} for theme in lexicon.values()])
    return vectors, talk_vectors(labels, embeddings)


def _learned_rows(talks: pd.DataFrame, learned: Learned) -> pd.DataFrame:
    points = learned.points[learned.points["points"] >= MIN_POINTS]
    forms = dict(zip(learned.terms["stem"], learned.terms["term"], strict=True))
    weights = learned.terms.set_index(["theme", "stem"])["weight"]
    rows: list[tuple[Any, ...]] = []
    for at, of_talk in points.groupby("row"):
        talk = talks.iloc[int(at)]
        places = locate_terms(talk, {stem: forms[stem] for stem in set(of_talk["stem"])})
        for theme, stem, value in of_talk[["theme", "stem", "points"]].itertuples(index=False):
            term, field, count, sentence = places.get(stem) or (forms[stem], "abstract", 1, None)
            row = talk.talk_id, theme, term, "learned", field, talk.line, count
            rows.append((*row, weights[theme, stem], value, sentence))
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
