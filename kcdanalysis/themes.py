"""Themes by rule: which talks are about what the analyst named, and the evidence.

A talk's score for a theme is a sum that a reader can check. Each term of the theme
gives points by where it stands: a term in the title more than one in the text, a hint
a part of that, a repetition less each time. The talk has the theme when its points
reach the threshold, so that a single word in passing is not enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from kcdanalysis.errors import KcdError
from kcdanalysis.lexicon import Lexicon, read_lexicon
from kcdanalysis.talks import TEXT_COLUMNS
from kcdanalysis.text import Token, is_phrase, singular, singulars, tokenize_parts, variants

#: Points that give a talk a theme.
THRESHOLD = 4.0

#: Points of the first mention of a term, by the field it stands in: a title that names
#: the theme is enough, a mention in the text is not.
FIELD_POINTS = {"title": 4.0, "abstract": 1.0, "takeaways": 1.0}

#: What a mention of a hint is worth beside one of a term, and what all hints of a theme
#: may add up to in a talk: they strengthen, and never decide alone.
HINT_WEIGHT = 0.35
HINT_LIMIT = 3.0

_EVIDENCE = ("talk_id", "theme", "term", "role", "field", "line", "count", "points", "sentence")
_EXPLAINED = [
    "title", "theme", "assigned", "points", "term", "count", "role", "field", "line", "sentence",
]  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


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
        writes it), role ("term" or "hint"), field, line (where the talk starts in
        its source), count, points, sentence (the first that holds the term).
    lexicon : Lexicon
        The themes, in order.
    threshold : float
        Points that give a talk a theme.
    """

    talks: pd.DataFrame
    scores: pd.DataFrame
    labels: pd.DataFrame
    evidence: pd.DataFrame
    lexicon: Lexicon
    threshold: float


def assign_themes(
    talks: pd.DataFrame,
    *,
    lexicon: str | Path | Mapping[str, Any] | None = None,
    threshold: float = THRESHOLD,
) -> ThemeAssignments:
    """Assign themes to talks by the terms of a lexicon.

    Parameters
    ----------
    talks : DataFrame
        The Talks frame.
    lexicon : path, name or mapping
        What `read_lexicon` takes; by default our "cloud-native".
    threshold : float
        Points that give a talk a theme, the same for all themes.

    Returns
    -------
    ThemeAssignments

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> talks = as_talks([{"title": "eBPF for Security", "abstract": "Why eBPF helps."}])
    >>> themes = assign_themes(talks, lexicon={"ebpf": {"label": "eBPF", "terms": ["eBPF"]}})
    >>> themes.evidence[["term", "field", "points"]].values.tolist()
    [['eBPF', 'title', 4.0], ['eBPF', 'abstract', 1.0]]
    """
    themes = read_lexicon(lexicon)
    matcher = _compile(themes)
    evidence = pd.DataFrame(
        [row for talk in talks.itertuples(index=False) for row in _evidence(talk, matcher)],
        columns=_EVIDENCE,
    ).astype({"count": int, "points": float})
    evidence["points"] = _limit_hints(evidence)
    points = (
        evidence.pivot_table("points", "talk_id", "theme", "sum")
        .reindex(index=talks["talk_id"], columns=list(themes), fill_value=0.0)
        .fillna(0.0)
    )
    return ThemeAssignments(
        talks=talks,
        scores=points / (points + threshold),
        # The sum of decimal points can miss the threshold by a rounding error.
        labels=points.round(6) >= threshold,
        evidence=evidence,
        lexicon=themes,
        threshold=threshold,
    )


def _limit_hints(evidence: pd.DataFrame) -> pd.Series:
    """Points of the evidence, where hints past the limit of their theme add nothing."""
    hints = evidence["points"].where(evidence["role"] == "hint", 0.0)
    total = hints.groupby([evidence["talk_id"], evidence["theme"]]).cumsum()
    excess = (total - HINT_LIMIT).clip(lower=0.0).clip(upper=hints)
    return evidence["points"] - excess


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
    return table.round({"points": 2}).astype({"line": "Int64", "count": "Int64"})


class _Pattern(NamedTuple):
    words: tuple[str, ...]
    theme: str
    role: str
    is_name: bool


def _compile(themes: Lexicon) -> dict[str, list[_Pattern]]:
    """All patterns by their first word, the longest first: phrases go before words."""
    matcher: dict[str, list[_Pattern]] = {}
    for theme_id, theme in themes.items():
        roles = {"without": theme.without, "term": theme.terms, "hint": theme.hints}
        for role, phrases in roles.items():
            for phrase in phrases:
                for form in variants(phrase):
                    # "Flux" is a name and not "in flux"; eBPF is one in any case.
                    is_name = form == singulars(phrase) and phrase.istitle() and " " not in phrase
                    pattern = _Pattern(form, theme_id, role, is_name)
                    matcher.setdefault(form[0], []).append(pattern)
    for patterns in matcher.values():
        patterns.sort(key=lambda pattern: -len(pattern.words))
    return matcher


def _matches(
    text: str, tokens: list[Token], matcher: dict[str, list[_Pattern]]
) -> Iterator[tuple[_Pattern, int, int]]:
    """The patterns in a text, each word counted once for each theme."""
    busy: dict[str, int] = {}
    words = [singular(token.text) for token in tokens]
    for at, word in enumerate(words):
        for pattern in matcher.get(word, ()):
            end = at + len(pattern.words)
            if busy.get(pattern.theme, 0) > at or tuple(words[at:end]) != pattern.words:
                continue
            if pattern.is_name and tokens[at].text.islower():
                continue
            if not is_phrase(text, tokens[at:end]):
                continue
            busy[pattern.theme] = end
            if pattern.role != "without":
                yield pattern, tokens[at].start, tokens[end - 1].end


def _evidence(talk: Any, matcher: dict[str, list[_Pattern]]) -> Iterator[tuple[Any, ...]]:
    for field in TEXT_COLUMNS:
        text = getattr(talk, field)
        if not isinstance(text, str):
            continue
        found: dict[tuple[str, tuple[str, ...], str], list[tuple[int, int]]] = {}
        for pattern, start, end in _matches(text, tokenize_parts(text), matcher):
            key = (pattern.theme, pattern.words, pattern.role)
            found.setdefault(key, []).append((start, end))
        for (theme, _, role), places in found.items():
            start, end = places[0]
            points = FIELD_POINTS[field] * (HINT_WEIGHT if role == "hint" else 1.0)
            # Each repetition adds less: log2(1 + count).
            yield (
                talk.talk_id, theme, text[start:end], role, field, talk.line,
                len(places), points * log2(1 + len(places)), _sentence(text, start),
            )  # fmt: skip


def _sentence(text: str, at: int) -> str:
    start = 0
    for match in _SENTENCE.finditer(text):
        if match.start() > at:
            return text[start : match.start()].strip()
        start = match.end()
    return text[start:].strip()
