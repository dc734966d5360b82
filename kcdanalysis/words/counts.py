"""Word counts of talks, and their weights."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from kcdanalysis.talks import TEXT_COLUMNS
from kcdanalysis.words.texts import TITLE_COUNT, Numbering, split_texts
from kcdanalysis.words.tokens import (
    WORD_SPLIT,
    alias_content,
    content,
    content_runs,
    join_aliases,
    joins,
    phrase_starts,
    readable,
    singular,
    surface_forms,
)

#: Two neighbours are a phrase if their normalised pointwise mutual information reaches this.
PHRASE_NPMI = 0.2

#: Words in a larger share of the talks do not distinguish talks.
MAX_SHARE = 0.5

#: A sentence of at least four words in this many abstracts says nothing about any of them.
BOILERPLATE_TEXTS = 3

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Words:
    """The words of talks: the count of each (talks x words), and what each is.

    A word is a stem and a surface form, which is "" for the parts of a compound.
    """

    counts: csr_matrix
    words: list[tuple[str, str]]

    def __getitem__(self, talks: Any) -> Words:
        """The words of some talks."""
        return Words(self.counts[talks], self.words)

    @property
    def totals(self) -> dict[tuple[str, str], int]:
        """The total count of each word."""
        totals = np.asarray(self.counts.sum(axis=0)).ravel().astype(int).tolist()
        return {word: n for word, n in zip(self.words, totals, strict=True) if n}

    @property
    def forms(self) -> dict[str, str]:
        """The form of each stem that readers see; none for stems that only occur in compounds."""
        return surface_forms({word: n for word, n in self.totals.items() if word[1]})


def talk_words(talks: pd.DataFrame, phrases: Container[str] | None = None) -> Words:
    """Count the words of each talk, those of the title three times.

    The parts of words with a hyphen or slash count, too. So do phrases of two neighbouring words
    whose stems, joined by a space, are in `phrases`; by default those that co-occur more often
    than by chance in these talks, after boilerplate is removed. With `phrases`, the words of a
    talk do not depend on other talks.
    """
    columns = {
        name: [text if isinstance(text, str) else "" for text in talks[name]]
        for name in TEXT_COLUMNS
        if name in talks
    }
    if phrases is None:
        columns["abstract"] = without_boilerplate(columns["abstract"])
    found = _find_contents([*chain.from_iterable(columns.values())])
    at = np.flatnonzero(found.numbers >= 0)
    second = _second_words(found, at, len(talks), phrases)
    pairs = found.numbers[second - 1] * len(found.words) + found.numbers[second]
    different, which = np.unique(pairs, return_inverse=True)
    words = Numbering({word: number for number, word in enumerate(found.words)})
    of_phrases = np.zeros(len(different), dtype=np.intp)
    for phrase, pair in enumerate(different.tolist()):
        left, right = (found.words[number] for number in divmod(pair, len(found.words)))
        of_phrases[phrase] = words[f"{left[0]} {right[0]}", f"{left[1]} {right[1]}"]
    parts = [
        (number, words[stem, ""])
        for number, (_, form) in enumerate(found.words)
        if "-" in form or "/" in form
        for stem in _parts(form)
    ]
    text = found.text_of[np.concatenate([at, second])]
    numbers = np.concatenate([found.numbers[at], of_phrases[which]])
    # The texts are ordered by column, the titles first.
    weights = np.where(text < len(talks), TITLE_COUNT, 1).astype(float)
    places = text % max(len(talks), 1), numbers
    counts = csr_matrix((weights, places), (len(talks), len(words)))
    of_parts = np.array(parts, dtype=np.intp).reshape(-1, 2).T
    counts += counts @ csr_matrix((np.ones(len(parts)), of_parts), (len(words), len(words)))
    return Words(counts, list(words))


class _Contents(NamedTuple):
    """The words of texts: numbers (-1 for stop words), and whether they continue a phrase."""

    words: list[tuple[str, str]]
    numbers: NDArray[np.intp]
    is_joined: NDArray[np.bool_]
    text_of: NDArray[np.intp]


def _find_contents(texts: list[str]) -> _Contents:
    """Find the content words of texts, as `content_runs` does for one."""
    split = split_texts(list(map(readable, texts)), WORD_SPLIT)
    words = Numbering()
    found = map(content, split.vocabulary)
    numbers = np.array([-1 if word is None else words[word] for word in found], dtype=np.intp)
    numbers = numbers[split.words]
    is_joined = np.array(list(map(joins, split.spaces)), dtype=bool)[split.gaps]
    forms = Numbering()
    form_of = np.array([forms[singular(word)] for word in split.vocabulary], dtype=np.intp)
    form_of = form_of[split.words]
    starts = [(forms[a], forms[b]) for a, b in phrase_starts() if a in forms and b in forms]
    first, second = np.array(starts, dtype=np.intp).reshape(-1, 2).T
    pairs = form_of[:-1] * len(forms) + form_of[1:]
    is_kept = np.ones(len(numbers), dtype=bool)
    names = list(forms)
    begins = np.concatenate([[0], split.ends])
    for text in np.unique(split.text_of[:-1][np.isin(pairs, first * len(forms) + second)]):
        at = begins[text]
        for form in join_aliases([names[n] for n in form_of[at : begins[text + 1] - 1]]):
            size = form.count("\n") + 1
            if (alias := alias_content(form)) is not None:
                numbers[at], is_kept[at + 1 : at + size] = words[alias], False
            at += size
    return _Contents(list(words), numbers[is_kept], is_joined[is_kept], split.text_of[is_kept])


def _second_words(
    found: _Contents, at: NDArray[np.intp], n_talks: int, phrases: Container[str] | None
) -> NDArray[np.intp]:
    """Find the second words of phrases, among the content words of texts.

    If phrases are not given, they are selected by normalised pointwise mutual information over
    talks (Bouma 2009).
    """
    second = at[found.is_joined[at] & (found.numbers[at - 1] >= 0)]
    stems = Numbering()
    of_words = [stems[stem] for stem, _ in found.words]
    # The last element is for stop words, whose number is -1.
    stem_of = np.array([*of_words, -1], dtype=np.intp)[found.numbers]
    pairs = stem_of[second - 1] * len(stems) + stem_of[second]
    different, which = np.unique(pairs, return_inverse=True)
    left, right = np.divmod(different, max(len(stems), 1))
    if phrases is not None:
        names = list(stems)
        both = zip(left, right, strict=True)
        is_phrase = np.array([f"{names[a]} {names[b]}" in phrases for a, b in both], dtype=bool)
        return second[is_phrase[which]]

    def n_with(words: NDArray[np.intp], places: NDArray[np.intp]) -> Matrix:
        cells = np.ones(len(words)), (words, found.text_of[places] % max(n_talks, 1))
        return csr_matrix(cells, (words.max(initial=-1) + 1, n_talks)).getnnz(axis=1).astype(float)

    said, together = n_with(stem_of[at], at), n_with(which, second)
    is_often = (together > 1) & (together < n_talks)
    together = np.where(is_often, together, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = together * n_talks / (said[left] * said[right])
        npmi = np.log(odds) / -np.log(together / n_talks)
    return second[(is_often & (npmi >= PHRASE_NPMI))[which]]


def without_boilerplate(texts: list[str]) -> list[str]:
    """Leave out sentences that are the same in several texts, such as a note on registration.

    >>> without_boilerplate(["We bake. Bring your own pass."] * 2 + ["Bring your own pass. Stars."])
    ['We bake.', 'We bake.', 'Stars.']
    """
    sentences = [_SENTENCE_END.split(text) for text in texts]
    counts = Counter(part for parts in sentences for part in set(parts) if part.count(" ") > 2)
    repeated = {part for part, n_texts in counts.items() if n_texts >= BOILERPLATE_TEXTS}
    # A text that has nothing else stays: it belongs to a talk that is given several times.
    return [
        text
        if repeated.isdisjoint(parts)
        else " ".join(part for part in parts if part not in repeated) or text
        for text, parts in zip(texts, sentences, strict=True)
    ]


def count_words(words: Words) -> tuple[csr_matrix, list[str]]:
    """Count the words of each talk: a matrix of talks x stems, and its stems."""
    used = np.flatnonzero(words.counts.getnnz(axis=0))
    stems, of_words = np.unique([words.words[at][0] for at in used], return_inverse=True)
    places = np.arange(len(used)), of_words
    stem_of = csr_matrix((np.ones(len(used)), places), (len(used), len(stems)))
    counts = words.counts[:, used] @ stem_of
    counts.sort_indices()
    return counts, stems.tolist()


def say_all(
    present: csr_matrix, vocabulary: list[str], phrases: list[tuple[str, ...]]
) -> csr_matrix:
    """Find the talks with all words of a phrase, or the phrase as a whole: talks x phrases."""
    column = {stem: at for at, stem in enumerate(vocabulary)}
    wanted = [{whole} if (whole := " ".join(words)) in column else {*words} for words in phrases]
    pairs = [(column[word], at) for at, one in enumerate(wanted) for word in one if word in column]
    where = np.array(pairs, dtype=int).reshape(-1, 2).T
    words = csr_matrix((np.ones(len(pairs)), where), (len(vocabulary), len(phrases)))
    n_words = (present.astype(float) @ words).tocsr()
    n_words.data = (n_words.data == np.array(list(map(len, wanted)))[n_words.indices]).astype(float)
    return n_words


def informative_columns(counts: csr_matrix) -> NDArray[np.int64]:
    """Select the columns of words that at least two talks have, and at most half of them."""
    df = counts.getnnz(axis=0)
    return np.flatnonzero((df >= 2) & (df <= MAX_SHARE * counts.shape[0]))


def idf(df: NDArray[np.int64], n_talks: int) -> Matrix:
    """Inverse document frequency as in BM25 (Robertson 2009); `df` counts the talks with a word."""
    return np.asarray(np.log1p((n_talks - df + 0.5) / (df + 0.5)))


def weigh(counts: csr_matrix, idf: NDArray[np.floating]) -> csr_matrix:
    """Weight words by the square root of their count times idf, in rows of unit length.

    The root dampens repetition: a word used four times does not say four times as much.
    """
    from sklearn.preprocessing import normalize

    return normalize(counts.sqrt().multiply(idf).tocsr()) if counts.shape[1] else counts


@cache
def _parts(surface: str) -> tuple[str, ...]:
    """The stems of the parts of a word with a hyphen or slash."""
    runs = content_runs(surface.replace("-", " ").replace("/", " "))
    return tuple(stem for run in runs for stem, _ in run)
