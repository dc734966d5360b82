"""Evidence that was learned from the talks at hand, set beside that of the lexicon."""

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

#: What the terms and hints of the lexicon add up to at most beside learned ones, so that a
#: talk that says a term ten times leaves them a say.
LEXICON_LIMIT = 6.0

#: Learned evidence of fewer points is left out.
FEWEST_POINTS = 0.1


def expand_evidence(
    talks: pd.DataFrame,
    lexicon: Lexicon,
    evidence: pd.DataFrame,
    scores: Matrix,
    embeddings: Embeddings | None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add to the evidence of a lexicon what the talks teach.

    Parameters
    ----------
    talks : DataFrame
        The Talks frame.
    lexicon : Lexicon
    evidence : DataFrame
        What `find_evidence` gave.
    scores : ndarray, talks x themes
        What it amounts to, 0 to 1.
    embeddings : array, callable or "semantic", optional

    Returns
    -------
    evidence, learned : DataFrame
        Rows of the role "learned" and "meaning" added; the learned terms.
    """
    vectors, labels = _meaning(talks, lexicon, embeddings)
    learned = learn_terms(talks, lexicon, scores, embeddings=vectors, labels=labels)
    tables = [_limited(evidence), _learned_rows(talks, learned)]
    if vectors is not None and learned.nearness is not None:
        tables.append(_meaning_rows(talks, lexicon, vectors, learned.nearness))
    expanded = pd.concat([table for table in tables if len(table)] or tables[:1])
    order = expanded["talk_id"].map({name: at for at, name in enumerate(talks["talk_id"])})
    return expanded.iloc[np.argsort(order, kind="stable")].reset_index(drop=True), learned.terms


def _meaning(
    talks: pd.DataFrame, lexicon: Lexicon, embeddings: Embeddings | None
) -> tuple[Matrix | None, Matrix | None]:
    """Vectors of talks, and of the labels of the themes where they can be made."""
    if embeddings is None:
        return None, None
    from kcdanalysis.words.encoder import talk_vectors

    vectors = talk_vectors(talks, embeddings)
    if not (callable(embeddings) or isinstance(embeddings, str)):
        return vectors, None
    said = as_talks([{"title": f"A talk about {theme.label}"} for theme in lexicon.values()])
    return vectors, talk_vectors(said, embeddings)


def _limited(evidence: pd.DataFrame) -> pd.DataFrame:
    total = evidence.groupby(["talk_id", "theme"])["points"].transform("sum")
    return evidence.assign(points=evidence["points"] * (LEXICON_LIMIT / total).clip(upper=1.0))


def _learned_rows(talks: pd.DataFrame, learned: Learned) -> pd.DataFrame:
    points = learned.points[learned.points["points"] >= FEWEST_POINTS]
    forms = dict(zip(learned.terms["stem"], learned.terms["term"], strict=True))
    weights = learned.terms.set_index(["theme", "stem"])["weight"]
    rows: list[tuple[Any, ...]] = []
    for at, said in points.groupby("row"):
        talk = talks.iloc[int(at)]
        places = locate_terms(talk, {key: forms[key] for key in set(said["stem"])})
        for theme, key, worth in said[["theme", "stem", "points"]].itertuples(index=False):
            place = places.get(key)
            term, field, count, sentence = place or (forms[key], "abstract", 1, None)
            row = talk.talk_id, theme, term, "learned", field, talk.line, count
            rows.append((*row, weights[theme, key], worth, sentence))
    return pd.DataFrame(rows, columns=EVIDENCE_COLUMNS)


def _meaning_rows(
    talks: pd.DataFrame, lexicon: Lexicon, vectors: Matrix, nearness: Matrix
) -> pd.DataFrame:
    """A row a talk and theme that its embedding is near to, with its nearest talk of those."""
    named = talks[["talk_id", "line"]].to_numpy()
    rows = [
        (named[at, 0], theme, other, "meaning", "talk", named[at, 1], 1, 1.0, worth, None)
        for at, theme, other, worth in _nearest(talks, lexicon, vectors, nearness)
    ]
    return pd.DataFrame(rows, columns=EVIDENCE_COLUMNS)


def _nearest(
    talks: pd.DataFrame, lexicon: Lexicon, vectors: Matrix, nearness: Matrix
) -> Iterator[tuple[int, str, str, float]]:
    titles = talks["title"].tolist()
    for column, theme in enumerate(lexicon):
        of_theme = np.argsort(-nearness[:, column], kind="stable")[: max(2, len(talks) // 10)]
        alike = vectors @ vectors[of_theme].T
        alike[of_theme, np.arange(len(of_theme))] = -np.inf
        best = of_theme[alike.argmax(axis=1)]
        for at in np.flatnonzero(nearness[:, column] >= FEWEST_POINTS):
            yield int(at), theme, f"like {titles[best[at]]!r}", float(nearness[at, column])
