"""Evidence: the mentions of a lexicon in talks, and their points by the scoring rule."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from kcdanalysis.talks import SEPARATOR, TEXT_COLUMNS
from kcdanalysis.themes.lexicon import Lexicon
from kcdanalysis.themes.matching import (
    Matcher,
    Mention,
    compile_language,
    compile_terms,
    find_mentions,
)
from kcdanalysis.themes.scoring import (
    HINT_LIMIT,
    HINT_WEIGHT,
    TEXT_WEIGHT,
    TITLE_WEIGHT,
    TalkContexts,
    repetition,
    term_weight,
)
from kcdanalysis.words.counts import TITLE_COUNT
from kcdanalysis.words.languages import talk_language
from kcdanalysis.words.term_table import read_term_table
from kcdanalysis.words.tokens import is_phrase, part_words, stem, tokenize_parts, variants

EVIDENCE_COLUMNS = [
    "talk_id", "theme", "term", "role", "field", "line", "count", "field_weight", "term_weight",
    "repetition", "context", "points", "sentence",
]  # fmt: skip
#: The columns whose product are the points.
WEIGHTS = ["field_weight", "term_weight", "repetition", "context"]

_DTYPES = {"talk": int, "n_mentions": int, "field_weight": float, "repetition": float}

# How often a word counts for the context.
_WORD_COUNT = {"title": TITLE_COUNT}
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")


class _Row(NamedTuple):
    """The mentions of a term in one field of a talk."""

    talk: int
    phrase: str
    theme: str
    term: str
    role: str
    field: str
    n_mentions: int
    field_weight: float
    repetition: float
    sentence: str


def find_evidence(talks: pd.DataFrame, lexicon: Lexicon) -> pd.DataFrame:
    """Find all mentions of a lexicon in talks: one row a talk, theme, term and field.

    The points of a row are the product of its four weights. Where the hints of a theme would
    give a talk more than `HINT_LIMIT` points, the last of them give less.
    """
    general, of_languages = compile_terms(lexicon), {}
    rows: list[_Row] = []
    words = []
    # Rows of Python objects are read several times as fast as those of Arrow.
    objects = talks[[*TEXT_COLUMNS, "language", "organisations"]].astype(object)
    for number, talk in enumerate(objects.itertuples(index=False)):
        language = talk_language(talk)
        if language not in of_languages:
            of_languages[language] = compile_language(lexicon, language)
        texts = {field: (text, part_words(text)) for field, text in _texts(talk).items()}
        rows += _read_talk(number, talk, texts, (general, of_languages[language]), language)
        words.append(
            [w for field, (_, own) in texts.items() for w in own * _WORD_COUNT.get(field, 1)]
        )
    evidence = (
        pd.DataFrame(rows, columns=_Row._fields)
        .astype(_DTYPES)
        .rename(columns={"n_mentions": "count"})
    )
    contexts = TalkContexts(read_term_table().weigh_words(words))
    weight, context = np.ones(len(rows)), np.ones(len(rows))
    for phrase, places in evidence.groupby("phrase", sort=False).indices.items():
        weight[places] = term_weight(phrase)
        context[places] = contexts.of(phrase, evidence["talk"].to_numpy()[places])
    columns = {name: talks[name].to_numpy()[evidence["talk"]] for name in ("talk_id", "line")}
    evidence = evidence.assign(**columns, term_weight=weight, context=context)
    evidence["points"] = evidence[WEIGHTS].prod(axis=1)
    evidence["points"] -= _excess_of_hints(evidence)
    return evidence[EVIDENCE_COLUMNS]


def _read_talk(
    number: int,
    talk: Any,
    texts: Mapping[str, tuple[str, list[str]]],
    matchers: tuple[Matcher, Matcher],
    language: str,
) -> Iterator[_Row]:
    n_before: dict[tuple[str, str, str], int] = {}
    for field, (text, words) in texts.items():
        is_title = field == "title"
        found: dict[tuple[str, str, str], list[Mention]] = {}
        for mention in find_mentions(
            text,
            words,
            matchers,
            language=language,
            is_title=is_title,
            blocked=_organisations(text, talk.organisations),
        ):
            pattern = mention.pattern
            role = pattern.role
            if role == "title_term":
                role = "term" if is_title else "hint"
            found.setdefault((pattern.theme, pattern.key, role), []).append(mention)
        sentence_ends = _sentence_ends(text) if found else []
        for key, mentions in found.items():
            theme, _, role = key
            pattern, start, end = mentions[0]
            # The abstract and the takeaways are one text.
            before = 0 if is_title else n_before.get(key, 0)
            n_before[key] = before if is_title else before + len(mentions)
            weight = (TITLE_WEIGHT if is_title else TEXT_WEIGHT) * (
                HINT_WEIGHT if role == "hint" else 1.0
            )
            count = len(mentions)
            yield _Row(
                number, pattern.phrase, theme, text[start:end], role, field, count, weight,
                repetition(before + count) - repetition(before),
                _sentence(text, start, sentence_ends),
            )  # fmt: skip


def _organisations(text: str, organisations: Any) -> list[tuple[int, int]]:
    """Where a text names an organisation of the talk's speakers, of several words."""
    if not isinstance(organisations, str):
        return []
    names = {name for name in organisations.split(SEPARATOR.strip()) if " " in name.strip()}
    return [
        match.span()
        for name in names
        for match in re.finditer(re.escape(name.strip()), text, re.IGNORECASE)
    ]


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


def _excess_of_hints(evidence: pd.DataFrame) -> pd.Series:
    """What the hints of a theme in a talk would give beyond their limit."""
    keys = [evidence["talk_id"], evidence["theme"]]
    hints = evidence["points"].where(evidence["role"] == "hint", 0.0)
    return (hints.groupby(keys).cumsum() - HINT_LIMIT).clip(lower=0.0).clip(upper=hints)


def _sentence_ends(text: str) -> list[int]:
    return [match.end() for match in _SENTENCE_END.finditer(text)]


def _sentence(text: str, at: int, ends: list[int]) -> str:
    """The sentence at a position of a text whose sentences end at `ends`."""
    number = bisect_right(ends, at)
    start = ends[number - 1] if number else 0
    end = ends[number] if number < len(ends) else len(text)
    return text[start:end].strip()
