"""Names of topics: a subject or a phrase from their titles, or terms if neither is sure."""

import tomllib
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from kcdanalysis.files import read_shipped
from kcdanalysis.topics.clustering import Groups, unit_rows
from kcdanalysis.topics.features import CountedTalks
from kcdanalysis.words.counts import Matrix, Words, say_all
from kcdanalysis.words.term_table import read_term_table
from kcdanalysis.words.texts import TITLE_COUNT
from kcdanalysis.words.tokens import content_words, singular

#: The score of a candidate is its cosine with the topic, plus a weight times how typical it is
#: of the topic's talks, plus a bonus for names of subjects (half of it if the name is in a
#: language other than that of the topic).
SAID_WEIGHT, SUBJECT_BONUS = 0.4, 0.4

#: A candidate names a topic if this share of its talks contains it, and this many times the share
#: of all talks; unless it is a known subject, at least LEAST_SAID talks must contain it.
SAID, LIFT, LEAST_SAID = 0.1, 1.5, 3

#: A subject whose share in the topic is this many times that in all talks is not the event's own.
OWN_LIFT = 3.0

#: A name is sure if its cosine with the topic, plus SAID_WEIGHT times the share of the topic's
#: talks that contain it, reaches this.
SURE = 0.7

#: The term table covers English. In other languages, this share of the talks must contain a name.
SAID_ABROAD = 0.4

#: Longer words in capitals, such as "CANCELLED", are not acronyms.
LONGEST_ACRONYM = 6


@dataclass(frozen=True)
class _Candidates:
    """Possible names of topics: subjects, and phrases of titles, whose language is "".

    `said` is whether a talk contains them, talks x candidates; `in_title` is whether a phrase is
    in a title of a topic, topics x candidates.
    """

    texts: list[str]
    language: np.ndarray
    vectors: Matrix
    said: csr_matrix
    in_title: np.ndarray


def topic_names(
    counted: CountedTalks,
    topic: Groups,
    words: Words,
    printed: dict[str, str],
    languages: list[str],
    labels: list[str],
) -> tuple[list[str], NDArray[np.bool_]]:
    """Name each topic; one without a sure name keeps its label, which is made of terms.

    Also returns whether a subject names each topic that is not the subject of the event
    (Kubernetes at a Kubernetes day).
    `words` are those of the talks, and `languages` their languages; `printed` are the terms
    that may be shown.
    """
    members = np.eye(int(topic.max()) + 1)[topic].T
    meaning = unit_rows(read_term_table().talk_vectors(counted.counts, counted.vocabulary))
    names = _find_candidates(counted, members, words, printed, meaning)
    near = unit_rows(members @ meaning) @ names.vectors.T
    n_said = members @ names.said
    share, overall = n_said / members.sum(axis=1, keepdims=True), names.said.mean(axis=0)
    lift = np.log(np.maximum(share, 1e-9) / np.maximum(np.asarray(overall), 1e-9))
    more = lift >= np.log(LIFT)
    is_subject = names.language != ""
    often = more & (n_said >= LEAST_SAID) & (is_subject | (names.in_title & (share >= SAID)))
    main = pd.crosstab(topic, np.array(languages)).idxmax(axis=1).to_numpy(dtype=str)
    is_english, is_own = (main == "en")[:, None], names.language == main[:, None]
    is_known = is_own | (names.language == "en") | ~is_subject
    is_sure = more & (near + SAID_WEIGHT * share >= SURE)
    in_english = is_sure & np.where(is_subject, names.language == "en", often)
    fits = np.where(is_english, in_english, often & (share >= SAID_ABROAD) & is_known)
    score = near * is_english + SAID_WEIGHT * share * np.clip(lift, 0.0, 3.0) / 3
    score += SUBJECT_BONUS * (is_own.astype(float) + is_subject) / 2
    chosen = _assign(np.where(fits, score.round(9), -np.inf), names.texts, labels)
    is_named = np.zeros(len(labels), dtype=bool)
    for at, best in chosen.items():
        is_named[at] = is_subject[best] and lift[at, best] >= np.log(OWN_LIFT)
    return [
        names.texts[chosen[at]] if at in chosen else label for at, label in enumerate(labels)
    ], is_named


def _find_candidates(
    counted: CountedTalks,
    members: Matrix,
    words: Words,
    printed: dict[str, str],
    meaning: Matrix,
) -> _Candidates:
    # Words with the same stem can be different words: "active" is not "activism".
    stems = set(counted.vocabulary)
    forms = {singular(form) for _, form in words.totals}
    subjects = [
        (language, name, keys)
        for language, name, keys, own_forms in read_subjects()
        if forms.issuperset(form for key, form in zip(keys, own_forms, strict=True) if key in stems)
    ]
    known = {" ".join(keys) for _, _, keys in subjects}
    present = (counted.counts > 0).astype(float)
    # A word of the title has at least this count.
    in_title = members @ (counted.counts >= TITLE_COUNT) >= 1
    least = np.maximum(LEAST_SAID, SAID * members.sum(axis=1, keepdims=True))
    possible = (in_title & (members @ present >= least)).any(axis=0)
    columns = [
        at
        for at in np.flatnonzero(possible)
        if counted.vocabulary[at] not in known
        and (form := printed.get(counted.vocabulary[at]))
        and not (form.isupper() and len(form) > LONGEST_ACRONYM)
    ]
    phrases = [counted.vocabulary[at] for at in columns]
    keys = [keys for _, _, keys in subjects] + [tuple(stem.split(" ")) for stem in phrases]
    of_subjects = say_all(present, counted.vocabulary, keys[: len(subjects)])
    said = hstack([of_subjects, present[:, columns]]).tocsr()
    unknown = np.zeros((len(members), len(subjects)), dtype=bool)
    return _Candidates(
        texts=[name for _, name, _ in subjects] + [_capital(printed[stem]) for stem in phrases],
        language=np.array([language for language, _, _ in subjects] + [""] * len(phrases)),
        vectors=_vectors(keys, said, meaning),
        said=said,
        in_title=np.hstack([unknown, in_title[:, columns]]),
    )


def _assign(score: Matrix, texts: list[str], labels: list[str]) -> dict[int, int]:
    """Choose names for topics, the best first, so that no two topics have the same name."""
    names, chosen = list(labels), {}
    while np.isfinite(score).any():
        at, best = divmod(int(score.argmax()), len(texts))
        if texts[best] not in names:
            names[at], chosen[at] = texts[best], best
            score[at] = -np.inf
        score[:, best] = -np.inf
    return chosen


@cache
def read_subjects() -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """Read the included subjects: language, name, stems and singulars of its words.

    >>> [row for row in read_subjects() if row[1] == "Device drivers"]
    [('en', 'Device drivers', ('devic', 'driver'), ('device', 'driver'))]
    """
    content = tomllib.loads(read_shipped("words/subjects.toml").decode())
    return [
        (
            language,
            " ".join(name.split()),
            tuple(key for key, _ in content_words(name)),
            tuple(singular(form) for _, form in content_words(name)),
        )
        for language, sections in content.items()
        for names in sections.values()
        for name in names.split(";")
    ]


def _vectors(keys: list[tuple[str, ...]], said: csr_matrix, meaning: Matrix) -> Matrix:
    """The vectors of candidates; one that the table lacks gets the mean of its talks."""
    table = read_term_table()
    vectors = np.asarray(said.T @ (meaning - meaning.mean(axis=0)))
    for at, stems in enumerate(keys):
        whole = (" ".join(stems),) if " ".join(stems) in table.rows else stems
        if all(stem in table.rows for stem in whole):
            rows = [table.rows[stem] for stem in whole]
            vectors[at] = table.idf[rows] @ table.vectors[rows]
    return unit_rows(vectors)


def _capital(text: str) -> str:
    """Capitalise a plain word, as subjects are.

    >>> _capital("container images"), _capital("eBPF")
    ('Container images', 'eBPF')
    """
    first = text.split(" ")[0]
    return text[:1].upper() + text[1:] if first.islower() else text
