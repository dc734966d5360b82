"""Terms and labels of topics: frequent in the topic, and rare elsewhere."""

import calendar
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from kcdanalysis.topics.clustering import Groups, unit_rows
from kcdanalysis.words.counts import (
    Matrix,
    Words,
    count_words,
    idf,
    informative_columns,
    say_all,
    talk_words,
    weigh,
)
from kcdanalysis.words.term_table import read_term_table
from kcdanalysis.words.tokens import NOT_NAMED, word_key

#: The number of terms of a topic, and of those in its label.
N_TERMS = 10
LABEL_TERMS = 2

#: The weekdays and months, as stems.
DATES = frozenset(word_key(name) for name in [*calendar.day_name, *calendar.month_name[1:]])

# "DjangoCon", "PyConFR", "MozFest".
_EVENT = re.compile(r"[a-z](?:Con|Conf|Fest)[A-Z]*$")

#: The factor of a term whose meaning is unrelated to that of the topic.
UNRELATED = 0.2


def printed_terms(
    words: Words, talks: pd.DataFrame | None = None, languages: Sequence[str] = ()
) -> dict[str, str]:
    """Return the most frequent surface form of each stem that can name a topic.

    These cannot: a part that is mostly inside a longer word ("shot" in "few-shot"); speakers and
    the event of `talks`; weekdays and months; parts of every programme; stop words of one
    language (German "hat"); and German words that are not nouns.
    """
    total: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for (key, form), n in words.totals.items():
        total[key] += n
        whole[key] += n if form else 0
    names = DATES if talks is None else DATES | _own_names(words, talks)
    inside: Counter[str] = Counter()
    for code in NOT_NAMED.keys() & set(languages):
        small = set(map(word_key, NOT_NAMED[code]))
        for (key, form), n in words[np.array(languages) == code].totals.items():
            if key in small or (code == "de" and form.islower()):
                inside[key] += n
    names |= {key for key, count in inside.items() if 2 * count >= total[key]}
    return {
        key: form
        for key, form in words.forms.items()
        if 2 * whole[key] >= total[key] and key not in names and not _EVENT.search(form)
    }


def _own_names(words: Words, talks: pd.DataFrame) -> set[str]:
    """The words that mostly occur as the name of the speaker or of the event.

    So Ruby is a name in the talks of a speaker of that name, but not among talks on Ruby.
    """
    of_talk = talks["speakers"].fillna("") + "\n" + talks["event"].fillna("")
    names, parts = count_words(talk_words(pd.DataFrame({"title": of_talk}), ()))
    counts, stems = count_words(words)
    is_own = say_all(names > 0, parts, [tuple(stem.split(" ")) for stem in stems])
    n_own = np.asarray(is_own.multiply(counts > 0).sum(axis=0)).ravel()
    events = talks["event"].dropna().unique()
    event = events[0].casefold() if len(events) == 1 else ""
    return {
        stem
        for stem, own, n_talks in zip(stems, n_own, counts.getnnz(axis=0), strict=True)
        # "FOSSASIA" is part of "FOSSASIASummit2017".
        if 2 * own >= n_talks or (len(stem) > 4 and stem in event)
    }


def topic_terms(
    counts: csr_matrix, vocabulary: list[str], topic: Groups, printed: dict[str, str]
) -> pd.DataFrame:
    """Choose the terms of each topic, as people write them.

    The score of a term is its share in the topic times the log ratio to its share in all
    talks, times the similarity of its meaning to that of the topic by the term table. Only
    one term of a word family is chosen, a phrase rather than its words; terms that occur
    in the same talks are preferred.

    `topic` is that of each talk; stems that are not in `printed` are not chosen. Returns
    topic, rank (from 1), term, weight (1 for the strongest of a topic), share (of the
    topic's talks with it, 0 to 1).
    """
    columns = [at for at in informative_columns(counts) if vocabulary[at] in printed]
    counts, vocabulary = counts[:, columns], [vocabulary[at] for at in columns]
    weights = weigh(counts, idf(counts.getnnz(axis=0), len(topic)))
    present = (weights > 0).astype(float).tocsr()
    overall = np.asarray(weights.sum(axis=0)).ravel()
    overall /= max(overall.sum(), 1e-12)
    known, table_rows = read_term_table().find(vocabulary)
    meanings = unit_rows(read_term_table().vectors[table_rows])
    column = {stem: at for at, stem in enumerate(vocabulary)}
    phrases = [(at, stem.split()) for at, stem in enumerate(vocabulary) if " " in stem]
    parts = [(at, column[word]) for at, words in phrases for word in words if word in column]
    of_phrases = np.array(parts, dtype=int).reshape(-1, 2).T
    rows = []
    # One topic at a time: with many talks, topics x terms is the largest table.
    for number in range(int(topic.max()) + 1):
        inside = np.flatnonzero(topic == number)
        share, count = (np.asarray(part[inside].sum(axis=0)).ravel() for part in (weights, present))
        share /= max(share.sum(), 1e-12)
        score = share * np.log(np.maximum(share, 1e-12) / np.maximum(overall, 1e-12))
        # A term of a single talk describes that talk and not the topic.
        score = np.where(count < min(2, len(inside)), score / 4, score)
        related = np.full(len(score), (1 + UNRELATED) / 2)
        own = unit_rows(((share - overall)[known] @ meanings)[None])[0]
        related[known] = UNRELATED + (1 - UNRELATED) * np.maximum(meanings @ own, 0.0)
        score = _with_phrases(score * related, count, of_phrases)
        for rank, term in enumerate(_select(score, present, vocabulary), start=1):
            numbers = score[term] / score.max(), count[term] / len(inside)
            rows.append((number, rank, printed[vocabulary[term]], *np.round(numbers, 4)))
    return pd.DataFrame(rows, columns=["topic", "rank", "term", "weight", "share"])


def _with_phrases(score: Matrix, count: Matrix, parts: Groups) -> Matrix:
    """Rank a phrase of three talks above its best word if that word is mostly in the phrase.

    `parts` are the columns of phrases, and those of their words.
    """
    phrase, word = parts
    is_lifted = (count[phrase] >= 3) & (2 * count[phrase] > count[word]) & (score[word] > 0)
    lifted = score.copy()
    np.maximum.at(lifted, phrase[is_lifted], 1.01 * score[word[is_lifted]])
    return lifted


def topic_labels(terms: pd.DataFrame, n_topics: int) -> list[str]:
    """Label each topic by terms that are strong in it and frequent in its talks.

    More terms are used if two labels would be equal; `terms` is from `topic_terms`.

    >>> terms = pd.DataFrame({"topic": [0, 0, 0], "term": ["XDP", "eBPF", "kernel"]})
    >>> topic_labels(terms.assign(weight=[1.0, 0.9, 0.5], share=[0.2, 1.0, 0.8]), 1)
    ['eBPF, kernel']
    """
    strength = (terms["weight"] * terms["share"]).astype(float)
    best = terms.loc[strength.sort_values(ascending=False, kind="stable").index]
    named = [best.loc[best["topic"] == topic, "term"].tolist() for topic in range(n_topics)]
    labels: list[str] = []
    for topic, words in enumerate(named):
        candidates = [", ".join(words[:size]) for size in range(LABEL_TERMS, len(words) + 1)]
        unused = [label for label in candidates or words if label and label not in labels]
        labels.append(unused[0] if unused else f"topic {topic + 1}")
    return labels


def _select(score: Matrix, present: csr_matrix, vocabulary: list[str]) -> list[int]:
    """The best terms, each of a different word family and related to the earlier ones."""
    order = np.argsort(-score.round(9), kind="stable")[:60]
    candidates = order[score[order] > 0]
    npmi = _npmi(present[:, candidates])
    value = score[candidates] / max(score.max(initial=0.0), 1e-12)
    families = [set(re.split("[-/ ]", vocabulary[term])) for term in candidates]
    chosen: list[int] = []
    while len(chosen) < N_TERMS:
        used = set().union(*(families[at] for at in chosen))
        unused = [at for at in range(len(candidates)) if used.isdisjoint(families[at])]
        if not unused:
            break
        bonus = 0.5 * npmi[:, chosen].mean(axis=1) if chosen else np.zeros(len(candidates))
        chosen.append(max(unused, key=lambda at: round(value[at] + float(bonus[at]), 9)))
    return [int(candidates[at]) for at in chosen]


def _npmi(present: csr_matrix) -> Matrix:
    """Normalised mutual information of terms over talks, -1 to 1 (Bouma 2009)."""
    n_talks = present.shape[0]
    both = (present.T @ present).toarray() / n_talks
    alone = both.diagonal()
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(both / np.outer(alone, alone)) / -np.log(both)
    # The limits: -1 for terms that never co-occur, and 0 for terms of every talk.
    return np.where(both == 0, -1.0, np.where(both >= 1, 0.0, npmi))
