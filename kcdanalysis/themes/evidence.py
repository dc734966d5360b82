"""Evidence: what of a lexicon stands where in talks, and what it weighs.

A mention gives points by the field it stands in, a hint a part of that, a repetition
less each time, a mention in a long text a little less than in a short one. All points
of a theme are weighed by how narrow it is and by how near the rest of the talk is to it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from math import log2
from typing import Any, NamedTuple

import pandas as pd

from kcdanalysis.talks import TEXT_COLUMNS
from kcdanalysis.themes.lexicon import Lexicon
from kcdanalysis.themes.matching import Matcher, compile_terms, find_mentions
from kcdanalysis.themes.weights import HINT_WEIGHT, count_parts, theme_weights
from kcdanalysis.words.languages import talk_language
from kcdanalysis.words.tokens import is_phrase, part_words, stem, tokenize_parts, variants

#: Points of the first mention of a term, by the field it stands in: a title that names
#: the theme is enough, a mention in the text is not.
FIELD_POINTS = {"title": 4.0, "abstract": 0.9, "takeaways": 0.9}

#: What all hints of a theme may add up to in a talk before they are weighed; where the
#: talk says no term of it, also after that: hints never decide alone.
HINT_LIMIT = 2.0

#: Words of a text of usual length, and how much less a mention in a longer one counts.
USUAL_LENGTH, LENGTH_WEIGHT = 120, 0.2

EVIDENCE_COLUMNS = [
    "talk_id", "theme", "term", "role", "field", "line", "count", "weight", "points", "sentence",
]  # fmt: skip
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")

#: A row of evidence before it is weighed: theme, term, role, field, count, points, sentence.
_Row = tuple[str, str, str, str, int, float, str]


def scoring_rule(threshold: float, *, brief: bool = False) -> str:
    """Put the scoring rule into words: for pages, notebooks and the command line.

    Parameters
    ----------
    threshold : float
        The points from which on a talk has a theme.
    brief : bool
        Only the points of a term, without hints, repetitions and weights.

    Examples
    --------
    >>> scoring_rule(4, brief=True)  # doctest: +NORMALIZE_WHITESPACE
    'A talk has a theme if its points reach 4: a term gives 4 points in the title and 0.9 in
    the text, times the weight of the theme.'
    """
    rule = (
        f"A talk has a theme if its points reach {threshold:g}: a term gives"
        f" {FIELD_POINTS['title']:g} points in the title and {FIELD_POINTS['abstract']:g} in the"
        " text, times the weight of the theme."
    )
    if brief:
        return rule
    return (
        f"{rule} A hint gives {HINT_WEIGHT:g} times the points of a term, each repetition adds less"
        " than the one before, and a mention in a long text counts a little less. The weight of a"
        " theme depends on how specific it is and how close the rest of the talk is to it."
    )


def find_evidence(talks: pd.DataFrame, lexicon: Lexicon) -> pd.DataFrame:
    """Find all terms and hints of a lexicon in talks.

    Parameters
    ----------
    talks : DataFrame
        The Talks frame.
    lexicon : Lexicon

    Returns
    -------
    DataFrame
        One row a talk, theme, term and field, with `EVIDENCE_COLUMNS`.
    """
    spoken = [talk_language(talk) for talk in talks.itertuples(index=False)]
    matchers = {language: compile_terms(lexicon, language) for language in set(spoken)}
    read = [
        _read(talk, matchers[language], language)
        for talk, language in zip(talks.itertuples(index=False), spoken, strict=True)
    ]
    weights = theme_weights(lexicon, [words for words, _ in read])
    column = {theme: at for at, theme in enumerate(lexicon)}
    rows = []
    for at, (talk_id, line, (_, found)) in enumerate(
        zip(talks["talk_id"], talks["line"], read, strict=True)
    ):
        for theme, term, role, field, count, points, sentence in found:
            weight = weights[at, column[theme]]
            rows.append(
                (talk_id, theme, term, role, field, line, count, weight, points * weight, sentence)
            )
    evidence = pd.DataFrame(rows, columns=EVIDENCE_COLUMNS)
    evidence = evidence.astype({"count": int, "weight": float, "points": float})
    return evidence.assign(points=_limit_hints(evidence))


def _read(talk: Any, matcher: Matcher, language: str) -> tuple[Counter[str], list[_Row]]:
    """Count the words of a talk, and find what it says of the lexicon."""
    texts = _texts(talk)
    said = {field: part_words(text) for field, text in texts.items()}
    body = [word for field in texts if field != "title" for word in said[field]]
    length = 1 + LENGTH_WEIGHT * max(0, len(body) / USUAL_LENGTH - 1)
    rows: list[_Row] = []
    for field, text in texts.items():
        worth = FIELD_POINTS[field] / (1.0 if field == "title" else length)
        places: dict[tuple[str, tuple[str, ...], str], list[tuple[int, int]]] = {}
        mentions = find_mentions(
            text, said[field], matcher, language=language, is_title=field == "title"
        )
        for pattern, start, end in mentions:
            key = (pattern.theme, pattern.words, pattern.role)
            places.setdefault(key, []).append((start, end))
        ends = [match.end() for match in _SENTENCE_END.finditer(text)] if places else []
        for (theme, _, role), found in places.items():
            start, end = found[0]
            # Each repetition adds less: log2(1 + count).
            points = worth * (HINT_WEIGHT if role == "hint" else 1.0) * log2(1 + len(found))
            sentence = _sentence(text, start, ends)
            rows.append((theme, text[start:end], role, field, len(found), points, sentence))
    return count_parts(said.get("title", ()), body), rows


def locate_terms(talk: Any, forms: Mapping[str, str]) -> dict[str, _Place]:
    """Find where a talk says terms for the first time, and how often it does.

    Parameters
    ----------
    talk : row of the Talks frame
    forms : mapping
        Stem of a term to its form.

    Returns
    -------
    dict
        Stem to the place; without those that are said in no such words.
    """
    wanted: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for key, form in forms.items():
        for words in variants(form):
            pattern = tuple(map(stem, words))
            wanted.setdefault(pattern[0], []).append((pattern, key))
    found: dict[str, _Place] = {}
    for field, text in _texts(talk).items():
        tokens = tokenize_parts(text)
        stems = [stem(token[0]) for token in tokens]
        for at, first in enumerate(stems):
            for pattern, key in wanted.get(first, ()):
                end = at + len(pattern)
                if tuple(stems[at:end]) != pattern or not is_phrase(text, tokens[at:end]):
                    continue
                if key in found:
                    found[key] = found[key]._replace(n_said=found[key].n_said + 1)
                    continue
                start = tokens[at][1]
                ends = [match.end() for match in _SENTENCE_END.finditer(text)]
                said = text[start : tokens[end - 1][2]]
                found[key] = _Place(said, field, 1, _sentence(text, start, ends))
    return found


class _Place(NamedTuple):
    term: str
    field: str
    n_said: int
    sentence: str


def _texts(talk: Any) -> dict[str, str]:
    texts = {field: getattr(talk, field) for field in TEXT_COLUMNS}
    return {field: text for field, text in texts.items() if isinstance(text, str)}


def _limit_hints(evidence: pd.DataFrame) -> pd.Series:
    """Points of the evidence, where hints past the limit of their theme add nothing."""
    keys = [evidence["talk_id"], evidence["theme"]]
    is_hint = evidence["role"] == "hint"
    alone = is_hint.groupby(keys).transform("all")
    limit = HINT_LIMIT * evidence["weight"].where(~alone, evidence["weight"].clip(upper=1.0))
    hints = evidence["points"].where(is_hint, 0.0)
    excess = (hints.groupby(keys).cumsum() - limit).clip(lower=0.0).clip(upper=hints)
    return evidence["points"] - excess


def _sentence(text: str, at: int, ends: list[int]) -> str:
    """The sentence that stands at a place, of those that end where `ends` says."""
    number = bisect_right(ends, at)
    start = ends[number - 1] if number else 0
    end = ends[number] if number < len(ends) else len(text)
    return text[start:end].strip()
