"""Assign themes to talks by rule, with evidence.

The score of a talk for a theme comes from a sum that a reader can check. Each mention of
the theme gives points: in the title more than in the text, for a hint less than for a
term, for a repetition less each time. They are weighted by how narrow the theme is and
how near the talk is to it. The talk has the theme if its points reach the threshold, so
that one word in passing is not enough.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass, field
from itertools import chain
from numbers import Real
from typing import TYPE_CHECKING, Any

import pandas as pd

from kcdanalysis.errors import KcdError, KcdWarning, did_you_mean
from kcdanalysis.talks import ensure_talks
from kcdanalysis.themes.evidence import find_evidence
from kcdanalysis.themes.learning import LEARNED_COLUMNS, expand_evidence
from kcdanalysis.themes.lexicon import Lexicon, LexiconSource, read_lexicon
from kcdanalysis.words.languages import talk_language

if TYPE_CHECKING:
    from kcdanalysis.words.encoder import Embeddings

#: Points that give a talk a theme.
THRESHOLD = 4.0

#: The language of a shorter abstract is not guessed for the warning about coverage.
MIN_WORDS = 20

_EXPLAIN_COLUMNS = [
    "title", "theme", "assigned", "points", "term", "count", "weight", "role", "field", "line",
    "sentence",
]  # fmt: skip


@dataclass(frozen=True)
class ThemeAssignments:
    """Themes of talks, with the evidence for each.

    Attributes
    ----------
    talks : DataFrame
        The Talks frame.
    scores : DataFrame, talks x themes
        0 to 1 by talk_id and theme id; 0.5 is a talk just at the threshold.
    labels : DataFrame, talks x themes
        True where the talk has the theme.
    evidence : DataFrame
        One row a talk, theme, term and field: talk_id, theme, term (as the talk
        writes it), role ("term" or "hint", with `expand` also "learned" and
        "meaning"), field, line (of the talk in its source), count, weight (of the theme
        in this talk), points (weighted), sentence (the first with the term).
    lexicon : Lexicon
        The themes, in order.
    threshold : float
        Points that give a talk a theme.
    learned : DataFrame
        The terms that `expand` learned, the strongest first: theme, rank, term, stem,
        weight, n_talks (with the term), talks (where it weighs most); otherwise empty.
    uncovered : DataFrame
        talk_id and language of the talks without a theme whose language the lexicon does
        not cover: whether they have one is unknown.
    """

    talks: pd.DataFrame
    scores: pd.DataFrame
    labels: pd.DataFrame
    evidence: pd.DataFrame
    lexicon: Lexicon
    threshold: float
    learned: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=LEARNED_COLUMNS))
    uncovered: pd.DataFrame = field(default_factory=pd.DataFrame)


def assign_themes(
    talks: pd.DataFrame,
    *,
    lexicon: LexiconSource | None = None,
    threshold: float = THRESHOLD,
    expand: bool = False,
    embeddings: Embeddings | None = None,
) -> ThemeAssignments:
    """Assign themes to talks by the terms of a lexicon.

    Parameters
    ----------
    talks : DataFrame
        The Talks frame, or anything else that `ensure_talks` takes.
    lexicon : path, name, mapping, or several
        What `read_lexicon` takes; by default "cloud-native".
    threshold : float
        Points that give a talk a theme, the same for all themes.
    expand : bool
        Learn further terms of each theme from these talks, and count them; they are
        "learned" in the evidence. The themes of a talk then depend on the other talks.
    embeddings : array, callable or "semantic", optional
        Embeddings of the talks, for `expand`: vectors, one a talk; a function from a list
        of texts to vectors; or "semantic", the encoder of that extra. Their points are
        "meaning" in the evidence, with the nearest talk.

    Returns
    -------
    ThemeAssignments

    Raises
    ------
    KcdError
        If the threshold, the lexicon or the embeddings cannot be used.

    Warns
    -----
    KcdWarning
        If talks without a theme are in a language that the lexicon does not cover.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> talks = as_talks([{"title": "eBPF for Security", "abstract": "Why eBPF helps."}])
    >>> themes = assign_themes(talks, lexicon={"ebpf": {"label": "eBPF", "terms": ["eBPF"]}})
    >>> themes.evidence[["term", "field", "weight", "points"]].round(1).values.tolist()
    [['eBPF', 'title', 3.5, 14.0], ['eBPF', 'abstract', 3.5, 3.2]]
    """
    check_threshold(threshold)
    if embeddings is not None and not expand:
        raise KcdError("embeddings serve to learn from the talks; give expand=True with them")
    talks, themes = ensure_talks(talks), read_lexicon(lexicon)
    evidence = find_evidence(talks, themes)
    points = _sum_points(evidence, talks, themes)
    learned = pd.DataFrame(columns=LEARNED_COLUMNS)
    if expand and len(talks):
        scores = (points / (points + THRESHOLD)).to_numpy()
        evidence, learned = expand_evidence(talks, themes, evidence, scores, embeddings)
        points = _sum_points(evidence, talks, themes)
    # A sum of decimal fractions can miss the threshold by a rounding error.
    labels = points.round(6) >= threshold
    uncovered = _uncovered(talks, themes, labels)
    if len(uncovered):
        warnings.warn(_not_covered(uncovered["language"]), KcdWarning, stacklevel=2)
    return ThemeAssignments(
        talks=talks,
        scores=points / (points + threshold),
        labels=labels,
        evidence=evidence,
        lexicon=themes,
        threshold=threshold,
        learned=learned,
        uncovered=uncovered,
    )


def check_threshold(threshold: Any) -> None:
    """Refuse a threshold that is not a positive number."""
    is_number = isinstance(threshold, Real) and not isinstance(threshold, bool)
    if not (is_number and math.isfinite(threshold) and threshold > 0):
        raise KcdError(
            f"threshold is {threshold!r}; choose a number of points above 0 (usual: {THRESHOLD:g})"
        )


def _uncovered(talks: pd.DataFrame, themes: Lexicon, labels: pd.DataFrame) -> pd.DataFrame:
    """The talks without a theme in a language that no theme has terms in."""
    covered = {"en", *chain.from_iterable(theme.languages for theme in themes.values())}
    rows = [
        (talk.talk_id, language)
        for talk, has_theme in zip(talks.itertuples(), labels.any(axis=1), strict=True)
        # The language must be stated, or the text long enough to guess it.
        if not has_theme
        and (pd.notna(talk.language) or len(str(talk.abstract).split()) >= MIN_WORDS)
        and (language := talk_language(talk)) not in covered
    ]
    return pd.DataFrame(rows, columns=["talk_id", "language"], dtype="str")


def _not_covered(languages: pd.Series) -> str:
    names = ", ".join(sorted(languages.unique()))
    subject = "1 talk is" if len(languages) == 1 else f"{len(languages)} talks are"
    return (
        f"{subject} in a language that the lexicon does not cover ({names}), so whether they have"
        f" a theme is unknown; add terms below [theme.{languages.iloc[0]}]"
    )


def _sum_points(evidence: pd.DataFrame, talks: pd.DataFrame, themes: Lexicon) -> pd.DataFrame:
    return (
        evidence.pivot_table("points", "talk_id", "theme", "sum")
        .reindex(index=talks["talk_id"], columns=list(themes), fill_value=0.0)
        .fillna(0.0)
    )


def explain_talk(assignments: ThemeAssignments, talk: str) -> pd.DataFrame:
    """Show every point of a talk for every theme, and their sums.

    Parameters
    ----------
    assignments : ThemeAssignments
    talk : str
        A talk_id, a title, or a part of a title in any case.

    Returns
    -------
    DataFrame
        title, theme, assigned ("yes" or "no"), points, term, count, role, field, line
        and sentence: for each theme its sum, then the evidence that adds up to it.

    Raises
    ------
    KcdError
        If no talk has this title.
    """
    talks = assignments.talks
    text = talk.casefold()
    exact = (talks["talk_id"] == talk) | (talks["title"].str.casefold() == text)
    partial = talks["title"].str.casefold().str.contains(text, regex=False)
    matches = talks[exact if exact.any() else partial]
    if matches.empty:
        titles = "; ".join(talks["title"].head(3))
        near = did_you_mean(talk, talks["title"])
        raise KcdError(f"no talk with {talk!r} in its title; there are {titles}, ...{near}")
    rows = []
    for match in matches.itertuples(index=False):
        evidence = assignments.evidence[assignments.evidence["talk_id"] == match.talk_id]
        sums = evidence.groupby("theme")["points"].sum().sort_values(ascending=False)
        for theme, points in sums.items():
            has = "yes" if assignments.labels.loc[match.talk_id, theme] else "no"
            common = {"title": match.title, "theme": theme, "assigned": has}
            rows.append({**common, "field": "sum", "points": points})
            rows += evidence[evidence["theme"] == theme].assign(**common).to_dict("records")
    table = pd.DataFrame(rows, columns=_EXPLAIN_COLUMNS)
    return table.round({"points": 2, "weight": 2}).astype({"line": "Int64", "count": "Int64"})
