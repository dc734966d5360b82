"""Evidence: the mentions of a lexicon in talks, and their points.

The points of a mention depend on its field. A hint gives a part of them, a repetition
less each time, and a mention in a long text a little less than in a short one. They are
multiplied by a weight of the theme and talk, see `themes.weights`.
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
from kcdanalysis.themes.weights import HINT_WEIGHT, theme_weights
from kcdanalysis.words.counts import TITLE_COUNT
from kcdanalysis.words.languages import talk_language
from kcdanalysis.words.tokens import is_phrase, part_words, stem, tokenize_parts, variants

#: Points of the first mention of a term by field: one in the title is enough for a theme, one
#: in the text is not.
FIELD_POINTS = {"title": 4.0, "abstract": 0.9, "takeaways": 0.9}

#: The most points of all hints of a theme in a talk, before weighting. In a talk without a
#: term of the theme, this also limits the points after weighting: hints never decide alone.
HINT_LIMIT = 2.0

#: The usual length of a text in words, and the discount of mentions in longer ones.
USUAL_LENGTH, LENGTH_WEIGHT = 120, 0.2

EVIDENCE_COLUMNS = [
    "talk_id", "theme", "term", "role", "field", "line", "count", "weight", "points", "sentence",
]  # fmt: skip
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")

#: Unweighted evidence: theme, term, role, field, count, points, sentence.
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
    """Find all mentions of a lexicon in talks: one row a talk, theme, term and field."""
    languages = [talk_language(talk) for talk in talks.itertuples(index=False)]
    matchers = {language: compile_terms(lexicon, language) for language in set(languages)}
    parsed = [
        _read_talk(talk, matchers[language], language)
        for talk, language in zip(talks.itertuples(index=False), languages, strict=True)
    ]
    weights = pd.DataFrame(
        theme_weights(lexicon, [words for words, _ in parsed]), columns=list(lexicon)
    ).to_dict("records")
    rows = [
        (talk_id, theme, term, role, field, line, count, weight[theme], points, sentence)
        for talk_id, line, weight, (_, mentions) in zip(
            talks["talk_id"], talks["line"], weights, parsed, strict=True
        )
        for theme, term, role, field, count, points, sentence in mentions
    ]
    evidence = pd.DataFrame(rows, columns=EVIDENCE_COLUMNS)
    evidence = evidence.astype({"count": int, "weight": float, "points": float})
    evidence["points"] *= evidence["weight"]
    return evidence.assign(points=_limit_hints(evidence))


def _read_talk(talk: Any, matcher: Matcher, language: str) -> tuple[Counter[str], list[_Row]]:
    """Count the words of a talk, and find the mentions of the lexicon in it."""
    texts = _texts(talk)
    words = {field: part_words(text) for field, text in texts.items()}
    title = words.get("title", [])
    body = [word for field in texts if field != "title" for word in words[field]]
    discount = 1 + LENGTH_WEIGHT * max(0, len(body) / USUAL_LENGTH - 1)
    rows: list[_Row] = []
    for field, text in texts.items():
        is_title = field == "title"
        first_points = FIELD_POINTS[field] / (1.0 if is_title else discount)
        spans: dict[tuple[str, tuple[str, ...], str], list[tuple[int, int]]] = {}
        for pattern, start, end in find_mentions(
            text, words[field], matcher, language=language, is_title=is_title
        ):
            key = (pattern.theme, pattern.words, pattern.role)
            spans.setdefault(key, []).append((start, end))
        sentence_ends = _sentence_ends(text) if spans else []
        for (theme, _, role), places in spans.items():
            start, end = places[0]
            # Each repetition adds less: log2(1 + count).
            points = first_points * (HINT_WEIGHT if role == "hint" else 1.0)
            points *= log2(1 + len(places))
            sentence = _sentence(text, start, sentence_ends)
            rows.append((theme, text[start:end], role, field, len(places), points, sentence))
    return Counter(body + title * TITLE_COUNT), rows


def locate_terms(talk: Any, forms: Mapping[str, str]) -> dict[str, TermPlace]:
    """Find the first mention of terms in a talk, by their stem, and count all of them.

    `forms` has the surface form of each stem; terms without a mention are left out.
    """
    patterns: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for key, form in forms.items():
        for words in variants(form):
            pattern = tuple(map(stem, words))
            patterns.setdefault(pattern[0], []).append((pattern, key))
    places: dict[str, TermPlace] = {}
    for field, text in _texts(talk).items():
        tokens = tokenize_parts(text)
        stems = [stem(token.text) for token in tokens]
        for at, first in enumerate(stems):
            for pattern, key in patterns.get(first, ()):
                end = at + len(pattern)
                if tuple(stems[at:end]) != pattern or not is_phrase(text, tokens[at:end]):
                    continue
                if key in places:
                    places[key] = places[key]._replace(n_mentions=places[key].n_mentions + 1)
                    continue
                start = tokens[at].start
                sentence = _sentence(text, start, _sentence_ends(text))
                places[key] = TermPlace(text[start : tokens[end - 1].end], field, 1, sentence)
    return places


class TermPlace(NamedTuple):
    """The first mention of a term in a talk, and the number of mentions."""

    term: str
    field: str
    n_mentions: int
    sentence: str


def _texts(talk: Any) -> dict[str, str]:
    texts = {field: getattr(talk, field) for field in TEXT_COLUMNS}
    return {field: text for field, text in texts.items() if isinstance(text, str)}


def _limit_hints(evidence: pd.DataFrame) -> pd.Series:
    """The points of the evidence, where hints beyond the limit of their theme add nothing."""
    keys = [evidence["talk_id"], evidence["theme"]]
    is_hint = evidence["role"] == "hint"
    alone = is_hint.groupby(keys).transform("all")
    limit = HINT_LIMIT * evidence["weight"].where(~alone, evidence["weight"].clip(upper=1.0))
    hints = evidence["points"].where(is_hint, 0.0)
    excess = (hints.groupby(keys).cumsum() - limit).clip(lower=0.0).clip(upper=hints)
    return evidence["points"] - excess


def _sentence_ends(text: str) -> list[int]:
    return [match.end() for match in _SENTENCE_END.finditer(text)]


def _sentence(text: str, at: int, ends: list[int]) -> str:
    """The sentence at a position of a text whose sentences end at `ends`."""
    number = bisect_right(ends, at)
    start = ends[number - 1] if number else 0
    end = ends[number] if number < len(ends) else len(text)
    return text[start:end].strip()
