"""Evidence: the mentions of a lexicon in talks, and their points by the scoring rule."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcdanalysis.talks import TEXT_COLUMNS
from kcdanalysis.themes.lexicon import Lexicon
from kcdanalysis.themes.matching import find_mentions
from kcdanalysis.themes.scoring import (
    HINT_LIMIT,
    HINT_WEIGHT,
    LONG_TEXT,
    NEAR,
    TEXT_WEIGHT,
    TITLE_WEIGHT,
    TalkContexts,
    repetition,
    term_weight,
)
from kcdanalysis.words.languages import talk_language
from kcdanalysis.words.term_table import read_term_table
from kcdanalysis.words.texts import TalkTexts

EVIDENCE_COLUMNS = [
    "talk_id", "theme", "term", "role", "field", "line", "count", "field_weight", "term_weight",
    "repetition", "context", "points", "sentence",
]  # fmt: skip
#: The columns of the terms that `expand` learned.
LEARNED_COLUMNS = ["theme", "term", "weight", "n_talks", "talks", "sentence"]
#: The columns whose product is the points.
WEIGHTS = ["field_weight", "term_weight", "repetition", "context"]


def talk_languages(talks: pd.DataFrame) -> list[str]:
    """Return the language of each talk."""
    # Iterating over Python objects is several times as fast as over Arrow values.
    objects = talks[["title", "abstract", "language"]].astype(object)
    return list(map(talk_language, objects.itertuples(index=False)))


def find_evidence(
    talks: pd.DataFrame, lexicon: Lexicon, languages: Sequence[str], words: TalkTexts
) -> pd.DataFrame:
    """Find all mentions of a lexicon in talks: one row per talk, theme, term and field."""
    texts = words.texts
    mentions = find_mentions(
        texts,
        lexicon,
        np.array(languages, dtype=object)[words.talks],
        words.fields == 0,
        talks["organisations"].to_numpy(dtype=object)[words.talks],
    )
    mentions["talk"] = words.talks[mentions["text"]]
    mentions["is_title"] = words.fields[mentions["text"]] == 0
    keys = ["text", "term", "role"]
    evidence = mentions.drop_duplicates(keys, ignore_index=True)
    evidence["count"] = mentions.groupby(keys, sort=False).size().to_numpy()
    contexts = TalkContexts(read_term_table().weigh_counts(words.counts(), texts.vocabulary))
    weight, context = np.ones(len(evidence)), np.ones(len(evidence))
    of_talk = evidence["talk"].to_numpy()
    for phrase, places in evidence.groupby("phrase", sort=False).indices.items():
        weight[places] = term_weight(phrase)
        context[places] = contexts.of(phrase, of_talk[places])
    evidence = evidence.assign(term_weight=weight, context=context)
    evidence["role"] = evidence["role"].mask(
        _is_far(evidence, lexicon, languages, contexts), "hint"
    )
    # An ordinary word in a title ("hacking a compiler") must occur in the text, or another word
    # of the theme must, and the text must not be about something else.
    n_rows = evidence.groupby(["talk", "theme"], sort=False)["term"].transform("size")
    is_alone = (n_rows == 1) & (context != 1)
    is_doubtful = evidence["phrase"].str.islower() & ((context < 1) | is_alone)
    in_title = np.where(evidence["is_title"] & ~is_doubtful, "term", "hint")
    evidence["role"] = evidence["role"].where(evidence["role"] != "title_term", in_title)
    # The abstract and the takeaways are one text.
    parts = evidence.groupby(["talk", "term", "role", "is_title"], sort=False)["count"]
    total = parts.cumsum()
    evidence["repetition"] = repetition(total) - repetition(total - evidence["count"])
    evidence["field_weight"] = np.where(evidence["is_title"], TITLE_WEIGHT, TEXT_WEIGHT)
    evidence["field_weight"] *= np.where(evidence["role"] == "hint", HINT_WEIGHT, 1.0)
    evidence["points"] = evidence[WEIGHTS].prod(axis=1)
    evidence["points"] -= _excess_of_hints(evidence)
    return finish_evidence(evidence, talks, words)[EVIDENCE_COLUMNS]


def _is_far(
    evidence: pd.DataFrame, lexicon: Lexicon, languages: Sequence[str], contexts: TalkContexts
) -> NDArray[np.bool_]:
    """Find title terms that are the only ones of their theme in a long text far from it.

    The term table has the words of English texts only.
    """
    talk = evidence["talk"].to_numpy()
    n_terms = evidence.groupby(["talk", "theme"], sort=False)["term"].transform("nunique")
    is_suspect = (n_terms == 1) & evidence["is_title"] & (evidence["phrase"] != "")
    is_suspect &= (np.array(languages) == "en")[talk] & (contexts.n_words[talk] > LONG_TEXT)
    is_far = np.zeros(len(evidence), dtype=bool)
    places = np.flatnonzero(is_suspect)
    for (name, phrase), at in evidence.iloc[places].groupby(["theme", "phrase"]).indices.items():
        terms = (*lexicon[name].terms, *lexicon[name].title_terms)
        is_far[places[at]] = contexts.nearness(phrase, terms, talk[places[at]]) < NEAR
    return is_far


def finish_evidence(rows: pd.DataFrame, talks: pd.DataFrame, words: TalkTexts) -> pd.DataFrame:
    """Complete rows of mentions with data of their talks and texts."""
    text, talk = rows["text"].to_numpy(), rows["talk"].to_numpy()
    places = zip(text, rows["start"], rows["end"], strict=True)
    return rows.assign(
        talk_id=talks["talk_id"].to_numpy()[talk],
        line=talks["line"].array[talk],
        # Without mentions, it is still a column of text.
        term=pd.array(
            [words.texts.texts[text][start:end] for text, start, end in places], dtype="str"
        ),
        field=np.array(TEXT_COLUMNS)[words.fields[text]],
        sentence=words.texts.sentences(rows["at"].to_numpy()),
    )


def _excess_of_hints(evidence: pd.DataFrame) -> pd.Series:
    """The points of the hints of a theme in a talk beyond their limit."""
    hints = evidence["points"].where(evidence["role"] == "hint", 0.0)
    sums = hints.groupby([evidence["talk"], evidence["theme"]]).cumsum()
    return (sums - HINT_LIMIT).clip(lower=0.0).clip(upper=hints)
