"""Assign themes to talks by the scoring rule, with evidence.

The points of a talk for a theme are a sum that a reader can redo, see `themes.scoring`. They
decide the grade: the talk is about the theme, only mentions it, or neither. The grade
depends on the talk and the theme only, not on other themes or talks.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from numbers import Real
from typing import TYPE_CHECKING, Any

import pandas as pd

from kcdanalysis.errors import KcdError, KcdWarning, did_you_mean
from kcdanalysis.talks import ensure_talks
from kcdanalysis.themes.evidence import LEARNED_COLUMNS, WEIGHTS, find_evidence, talk_languages
from kcdanalysis.themes.lexicon import Lexicon, LexiconSource, lexicon_names, read_lexicon
from kcdanalysis.themes.lint import REMAINDER, find_dominant_terms, find_remainder
from kcdanalysis.themes.scoring import ABOUT, MENTIONED
from kcdanalysis.words.texts import split_talks
from kcdanalysis.words.translation import ngettext, speaking
from kcdanalysis.words.wording import percent

if TYPE_CHECKING:
    from kcdanalysis.words.encoder import Embeddings

#: The language of a shorter abstract is not guessed for the warning about coverage.
MIN_WORDS = 20

#: This many talks are enough to see whether another lexicon fits better.
_MOST_COMPARED = 200

#: A sum of decimal fractions can miss a threshold by a rounding error.
ROUNDING = 1e-6

_EXPLAIN_COLUMNS = [
    "title", "theme", "grade", "points", "term", "count", "role", "field", *WEIGHTS, "line",
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
        0 to 1 by talk_id and theme id; 0.5 is a talk exactly at the threshold.
    labels : DataFrame, talks x themes
        True where the talk is about the theme.
    evidence : DataFrame
        One row per talk, theme, term and field: talk_id, theme, term (as the talk
        writes it), role ("term" or "hint", with `expand` also "learned" and
        "meaning"), field, line (of the talk in its source), count, field_weight,
        term_weight, repetition, context, points (their product), sentence (the first with
        the term).
    lexicon : Lexicon
        The themes, in order.
    threshold, mentioned : float
        Points from which on a talk is about a theme, and from which on it mentions it.
    learned : DataFrame
        The terms that `expand` learned, the strongest first: theme, term, weight, n_talks
        (with the term), talks (where it weighs most), sentence; otherwise empty.
    uncovered : DataFrame
        talk_id and language of the talks without a theme in a language that the lexicon does
        not cover: whether they have one is unknown.
    """

    talks: pd.DataFrame
    scores: pd.DataFrame
    labels: pd.DataFrame
    evidence: pd.DataFrame
    lexicon: Lexicon
    threshold: float = ABOUT
    learned: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=LEARNED_COLUMNS))
    uncovered: pd.DataFrame = field(default_factory=pd.DataFrame)
    mentioned: float = MENTIONED

    @property
    def points(self) -> pd.DataFrame:
        """Talks x themes: the points of each talk for each theme."""
        return self.threshold * self.scores / (1 - self.scores)

    @property
    def mentions(self) -> pd.DataFrame:
        """Talks x themes: True where the talk is about the theme or mentions it."""
        needed = self.mentioned / (self.mentioned + self.threshold)
        return self.labels | (self.scores >= needed - ROUNDING)

    @property
    def misfit(self) -> list[str]:
        """Why the lexicon may not fit these talks, and what to do: one sentence per reason."""
        with speaking("en"):
            return ["; ".join(finding) for finding in self._misfit(lambda: self._fitting)]

    @property
    def misfit_findings(self) -> list[tuple[str, str]]:
        """The same as pairs of finding and advice; posts and figures say the findings."""
        return self._misfit(str)

    def _misfit(self, fitting: Callable[[], str]) -> list[tuple[str, str]]:
        """Pair findings with advice; `fitting`, which is slow, says which other lexicon fits."""
        n_with, least = int(self.labels.any(axis=1).sum()), self.threshold - ROUNDING
        return [
            *find_remainder(len(self.labels) - len(self.uncovered), n_with, fitting),
            *find_dominant_terms(self.talks, self.lexicon, self.evidence, self.points, least),
        ]

    @cached_property
    def _fitting(self) -> str:
        """Say which included lexicon gives a theme to the most talks, if to more than half."""
        talks = self.talks.iloc[:: math.ceil(len(self.talks) / _MOST_COMPARED)]
        shares = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", KcdWarning)
            for name in lexicon_names():
                if (other := read_lexicon(name)) != self.lexicon:
                    found = assign_themes(talks, lexicon=other)
                    shares[name] = float(found.labels.any(axis=1).mean())
        best = max(shares, key=shares.__getitem__)
        if shares[best] <= 1 - REMAINDER:
            return ""
        # Advice is always in English.
        with speaking("en"):
            share = percent(shares[best])
        return f"try --lexicon {best}, of which {share} of the talks have a theme"

    def grade(self, talk_id: str, theme: str) -> str:
        """Return the grade of a theme in a talk: "about", "mentioned" or "none"."""
        if self.labels.at[talk_id, theme]:
            return "about"
        return "mentioned" if self.mentions.at[talk_id, theme] else "none"


def assign_themes(
    talks: pd.DataFrame,
    *,
    lexicon: LexiconSource | None = None,
    threshold: float = ABOUT,
    mentioned: float = MENTIONED,
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
    threshold, mentioned : float
        Points from which on a talk is about a theme, and from which on it mentions it; the
        same for all themes.
    expand : bool
        Learn further terms of each theme from these talks, and count them; they are
        "learned" in the evidence. The themes of a talk then depend on the other talks.
    embeddings : array, callable or "semantic", optional
        Embeddings of the talks, for `expand`: vectors, one per talk; a function from a list
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
        If talks without a theme are in a language that the lexicon does not cover; and if a
        lexicon that is given by name may not fit (`ThemeAssignments.misfit`).

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> talks = as_talks([{"title": "eBPF for Security", "abstract": "Why eBPF helps."}])
    >>> themes = assign_themes(talks, lexicon={"ebpf": {"label": "eBPF", "terms": ["eBPF"]}})
    >>> themes.evidence[["term", "field", "context", "points"]].round(1).values.tolist()
    [['eBPF', 'title', 1.0, 4.0], ['eBPF', 'abstract', 1.0, 1.0]]
    """
    check_threshold(threshold)
    check_threshold(mentioned, "mentioned", MENTIONED)
    # What a talk is about, it also mentions.
    mentioned = min(mentioned, threshold)
    if embeddings is not None and not expand:
        raise KcdError("embeddings are only used with expand=True; add it")
    talks, themes = ensure_talks(talks), read_lexicon(lexicon)
    languages, words = talk_languages(talks), split_talks(talks)
    evidence = find_evidence(talks, themes, languages, words)
    points = _sum_points(evidence, talks, themes)
    learned = pd.DataFrame(columns=LEARNED_COLUMNS)
    if expand and len(talks):
        # It loads scikit-learn, which the rule does not need.
        from kcdanalysis.themes.learning import expand_evidence

        scores = (points / (points + ABOUT)).to_numpy()
        evidence, learned = expand_evidence(talks, words, themes, evidence, scores, embeddings)
        points = _sum_points(evidence, talks, themes)
    labels = points >= threshold - ROUNDING
    uncovered = _uncovered(talks, themes, labels, languages)
    if len(uncovered):
        advice = f"add terms below [theme.{uncovered['language'].iloc[0]}]"
        with speaking("en"):
            problem = not_covered(uncovered)
        warnings.warn(f"{problem}; {advice}", KcdWarning, stacklevel=2)
    found = ThemeAssignments(
        talks=talks,
        scores=points / (points + threshold),
        labels=labels,
        evidence=evidence,
        lexicon=themes,
        threshold=threshold,
        mentioned=mentioned,
        learned=learned,
        uncovered=uncovered,
    )
    # A lexicon written in code was made for these talks.
    for sentence in [] if isinstance(lexicon, Mapping) else found.misfit:
        warnings.warn(sentence, KcdWarning, stacklevel=2)
    return found


def check_threshold(value: Any, name: str = "threshold", usual: float = ABOUT) -> None:
    """Reject a threshold that is not a positive number."""
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    if not (is_number and math.isfinite(value) and value > 0):
        raise KcdError(f"{name} is {value!r}; choose a number of points above 0 (usual: {usual:g})")


def _uncovered(
    talks: pd.DataFrame, themes: Lexicon, labels: pd.DataFrame, languages: list[str]
) -> pd.DataFrame:
    """The talks without a theme in a language that no theme has terms in."""
    covered = {"en", *chain.from_iterable(theme.languages for theme in themes.values())}
    found = talks[["talk_id", "abstract"]].assign(
        language=languages, is_stated=talks["language"].notna()
    )
    found = found[~labels.any(axis=1).to_numpy() & ~found["language"].isin(covered).to_numpy()]
    # The language must be stated, or the text long enough to guess it.
    is_long = found["abstract"].fillna("").str.split().str.len() >= MIN_WORDS
    found = found[found["is_stated"] | is_long]
    return found[["talk_id", "language"]].reset_index(drop=True)


def not_covered(uncovered: pd.DataFrame) -> str:
    """Say how many talks are in languages that the lexicon does not cover, and in which."""
    names = ", ".join(sorted(uncovered["language"].unique()))
    return ngettext(
        "{n} talk is in a language that the lexicon does not cover ({names}), so whether it has a"
        " theme is unknown",
        "{n} talks are in a language that the lexicon does not cover ({names}), so whether they"
        " have a theme is unknown",
        len(uncovered),
        names=names,
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
        title, theme, grade ("about", "mentioned" or "none"), points, term, count, role, field,
        the four weights, line and sentence: for each theme its sum, then the evidence that
        adds up to it.

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
            common = {"title": match.title, "theme": theme}
            common["grade"] = assignments.grade(match.talk_id, theme)
            rows.append({**common, "field": "sum", "points": points})
            rows += evidence[evidence["theme"] == theme].assign(**common).to_dict("records")
    table = pd.DataFrame(rows, columns=_EXPLAIN_COLUMNS)
    return table.round(dict.fromkeys(["points", *WEIGHTS], 2)).astype(
        {"line": "Int64", "count": "Int64"}
    )
