"""Themes by rule: which talks are about what the analyst named, and the evidence.

A talk's score for a theme is a sum that a reader can check. Each term of the theme
gives points by where it stands: a term in the title more than one in the text, a hint
a part of that, a repetition less each time. They are weighed by how narrow the theme is
and how near the talk is to it. The talk has the theme when its points reach the
threshold, so that a single word in passing is not enough.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

import pandas as pd

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.themes.evidence import find_evidence
from kcdanalysis.themes.lexicon import Lexicon, LexiconSource, read_lexicon
from kcdanalysis.words.languages import talk_language

if TYPE_CHECKING:
    from kcdanalysis.words.encoder import Embeddings

#: Points that give a talk a theme.
THRESHOLD = 4.0

#: From a shorter abstract no language is guessed that the lexicon does not cover.
FEWEST_WORDS = 20

_EXPLAINED = [
    "title", "theme", "assigned", "points", "term", "count", "weight", "role", "field", "line",
    "sentence",
]  # fmt: skip


def _nothing_learned() -> pd.DataFrame:
    return pd.DataFrame(columns=["theme", "rank", "term", "stem", "weight", "n_talks", "talks"])


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
        "meaning"), field, line (where the talk starts in its source), count, weight
        (of the theme in this talk), points (weight and all), sentence (the first that
        holds the term).
    lexicon : Lexicon
        The themes, in order.
    threshold : float
        Points that give a talk a theme.
    learned : DataFrame
        What `expand` learned, the strongest first: theme, rank, term, stem, weight,
        n_talks (that say it), talks (where it weighs most); empty without.
    uncovered : DataFrame
        talk_id and language of the talks without a theme whose language the lexicon does
        not cover: that they have none cannot be told.
    """

    talks: pd.DataFrame
    scores: pd.DataFrame
    labels: pd.DataFrame
    evidence: pd.DataFrame
    lexicon: Lexicon
    threshold: float
    learned: pd.DataFrame = field(default_factory=_nothing_learned)
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
        The Talks frame.
    lexicon : path, name, mapping, or several
        What `read_lexicon` takes; by default our "cloud-native".
    threshold : float
        Points that give a talk a theme, the same for all themes.
    expand : bool
        Learn from these talks which other terms go with each theme, and let them count;
        they are "learned" in the evidence. A talk's themes then depend on the others.
    embeddings : array, callable or "semantic", optional
        What the talks mean, for `expand`: vectors, one a talk; what makes them from a list
        of texts; or "semantic", the encoder of that extra. The points that they give are
        "meaning" in the evidence, with the talk that is nearest.

    Returns
    -------
    ThemeAssignments

    Raises
    ------
    KcdError
        If the lexicon or the embeddings cannot be used.

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
    themes = read_lexicon(lexicon)
    if embeddings is not None and not expand:
        raise KcdError("embeddings serve to learn from the talks; give expand=True with them")
    evidence = find_evidence(talks, themes)
    points = _sum(evidence, talks, themes)
    learned = _nothing_learned()
    if expand and len(talks):
        # It takes a second to load what only this needs.
        from kcdanalysis.themes.expansion import expand_evidence

        scores = (points / (points + THRESHOLD)).to_numpy()
        evidence, learned = expand_evidence(talks, themes, evidence, scores, embeddings)
        points = _sum(evidence, talks, themes)
    # The sum of decimal points can miss the threshold by a rounding error.
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


def _uncovered(talks: pd.DataFrame, themes: Lexicon, labels: pd.DataFrame) -> pd.DataFrame:
    """The talks without a theme in a language that no theme has terms in."""
    covered = {"en", *chain.from_iterable(theme.languages for theme in themes.values())}
    rows = [
        (talk.talk_id, language)
        for talk, has_theme in zip(talks.itertuples(), labels.any(axis=1), strict=True)
        if not has_theme and _is_told(talk) and (language := talk_language(talk)) not in covered
    ]
    return pd.DataFrame(rows, columns=["talk_id", "language"], dtype="str")


def _is_told(talk: Any) -> bool:
    """Whether the language of a talk is said, or its text long enough for a safe guess."""
    return pd.notna(talk.language) or len(str(talk.abstract).split()) >= FEWEST_WORDS


def _not_covered(languages: pd.Series) -> str:
    named = ", ".join(sorted(languages.unique()))
    are = "1 talk is" if len(languages) == 1 else f"{len(languages)} talks are"
    return (
        f"{are} in a language that the lexicon does not cover ({named}), so whether they have"
        f" a theme cannot be told; add terms below [theme.{languages.iloc[0]}]"
    )


def _sum(evidence: pd.DataFrame, talks: pd.DataFrame, themes: Lexicon) -> pd.DataFrame:
    """The points of each talk and theme."""
    return (
        evidence.pivot_table("points", "talk_id", "theme", "sum")
        .reindex(index=talks["talk_id"], columns=list(themes), fill_value=0.0)
        .fillna(0.0)
    )


def explain_talk(assignments: ThemeAssignments, talk: str) -> pd.DataFrame:
    """Show every point that a talk got for every theme, and their sums.

    Parameters
    ----------
    assignments : ThemeAssignments
    talk : str
        A talk_id, a title, or a part of one in any case.

    Returns
    -------
    DataFrame
        title, theme, assigned ("yes" or "no"), points, term, count, role, field, line
        and sentence: for each theme first its sum, then the evidence that adds up to it.

    Raises
    ------
    KcdError
        If no talk has this title.
    """
    talks = assignments.talks
    wanted = talk.casefold()
    exact = (talks["talk_id"] == talk) | (talks["title"].str.casefold() == wanted)
    part = talks["title"].str.casefold().str.contains(wanted, regex=False)
    found = talks[exact if exact.any() else part]
    if found.empty:
        titles = "; ".join(talks["title"].head(3))
        raise KcdError(f"no talk with {talk!r} in its title; there are {titles}, ...")
    rows = []
    evidence = assignments.evidence
    for one in found.itertuples(index=False):
        own = evidence[evidence["talk_id"] == one.talk_id]
        for theme in own.groupby("theme")["points"].sum().sort_values(ascending=False).index:
            parts = own[own["theme"] == theme]
            has = "yes" if assignments.labels.loc[one.talk_id, theme] else "no"
            total = {"title": one.title, "theme": theme, "assigned": has, "field": "sum"}
            rows.append({**total, "points": parts["points"].sum()})
            rows += parts.assign(title=one.title, assigned=has).to_dict("records")
    table = pd.DataFrame(rows, columns=_EXPLAINED)
    return table.round({"points": 2, "weight": 2}).astype({"line": "Int64", "count": "Int64"})
