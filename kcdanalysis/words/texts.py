"""The words of many texts as arrays: where they are, and what is between them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from kcdanalysis.talks import TEXT_COLUMNS
from kcdanalysis.words.tokens import PART, is_gap

#: A word of the title counts as often as this many words of the text.
TITLE_COUNT = 3

_PARTS = re.compile(f"({PART.pattern})")
_SENTENCE_END = re.compile(r"[.!?…]\s+|\n+")

Numbers = NDArray[np.intp]


class Numbering(dict[Any, int]):
    """Numbers for things, in order of their first appearance."""

    def __missing__(self, key: Any) -> int:
        return self.setdefault(key, len(self))


@dataclass(frozen=True)
class Texts:
    """The words of texts, one text after the other, as numbers of distinct words.

    A text ends with an empty word. `spaces` are the strings before words, and `gaps` their
    numbers; `ends` is where the words of each text end in `words`.
    """

    texts: Sequence[str]
    vocabulary: list[str]
    spaces: list[str]
    words: Numbers
    gaps: Numbers
    ends: Numbers

    def per_word(self, function: Callable[[str], Any], dtype: Any) -> NDArray[Any]:
        """Compute a value for each distinct word."""
        return np.fromiter(map(function, self.vocabulary), dtype, len(self.vocabulary))

    def _per_gap(self, function: Callable[[str], Any], dtype: Any) -> NDArray[Any]:
        return np.fromiter(map(function, self.spaces), dtype, len(self.spaces))[self.gaps]

    @cached_property
    def text_of(self) -> Numbers:
        """The text of each word."""
        return np.repeat(np.arange(len(self.texts)), np.diff(self.ends, prepend=0))

    @cached_property
    def is_joined(self) -> NDArray[np.bool_]:
        """Whether a word can be in the same phrase as the word before it."""
        return self._per_gap(is_gap, bool)

    @cached_property
    def starts(self) -> Numbers:
        """Where each word starts in its text."""
        lengths = self.per_word(len, int)[self.words]
        starts = np.cumsum(lengths + self._per_gap(len, int)) - lengths
        lasts = self.ends[:-1] - 1
        before = np.zeros(len(self.ends), dtype=int)
        before[1:] = starts[lasts]
        return np.asarray(starts - before[self.text_of])

    def end(self, at: Numbers) -> Numbers:
        """Where some words end in their texts."""
        return np.asarray(self.starts[at] + self.per_word(len, int)[self.words[at]])

    def sentences(self, at: Numbers) -> list[str]:
        """Return the sentences of some words."""
        found = [[match.end() for match in _SENTENCE_END.finditer(gap)] for gap in self.spaces]
        breaks = np.flatnonzero(np.array([bool(ends) for ends in found])[self.gaps])
        before = np.searchsorted(breaks, at, "right")
        # Without a break, a sentence begins and ends with its text.
        breaks = np.concatenate([[-1], breaks, [len(self.words)]])
        texts = self.text_of[at]
        bounds = zip(texts, breaks[before], breaks[before + 1], strict=True)
        starts, gaps, text_of, spaces = self.starts, self.gaps, self.text_of, self.spaces
        sentences = []
        for text, first, last in bounds:
            begin, end = 0, None
            if first >= 0 and text_of[first] == text:
                gap = gaps[first]
                begin = starts[first] - len(spaces[gap]) + found[gap][-1]
            if last < len(gaps) and text_of[last] == text:
                gap = gaps[last]
                end = starts[last] - len(spaces[gap]) + found[gap][0]
            sentences.append(self.texts[text][begin:end].strip())
        return sentences


def split_texts(texts: Sequence[str], split: re.Pattern[str] = _PARTS) -> Texts:
    """Split texts into the parts of words, or whatever `split` captures.

    >>> texts = split_texts(["CI/CD is here. Use it!"])
    >>> [texts.vocabulary[word] for word in texts.words], texts.starts.tolist()
    (['CI', 'CD', 'is', 'here', 'Use', 'it', ''], [0, 3, 6, 9, 15, 19, 22])
    >>> texts.sentences(np.array([1, 4]))
    ['CI/CD is here.', 'Use it!']
    """
    vocabulary, spaces = Numbering(), Numbering()
    words: list[int] = []
    gaps: list[int] = []
    ends: list[int] = []
    for text in texts:
        pieces = split.split(text)
        pieces.append("")
        words.extend(map(vocabulary.__getitem__, pieces[1::2]))
        gaps.extend(map(spaces.__getitem__, pieces[::2]))
        ends.append(len(words))
    numbers = (np.array(part, dtype=np.intp) for part in (words, gaps, ends))
    return Texts(texts, list(vocabulary), list(spaces), *numbers)


@dataclass(frozen=True)
class TalkTexts:
    """The texts of talks, each with its talk and the number of its field in `TEXT_COLUMNS`."""

    texts: Texts
    talks: Numbers
    fields: Numbers
    n_talks: int

    def counts(self) -> csr_matrix:
        """Count the words of each talk: talks x vocabulary."""
        counts = np.where(self.fields == 0, TITLE_COUNT, 1)[self.texts.text_of]
        places = self.talks[self.texts.text_of], self.texts.words
        return csr_matrix((counts, places), (self.n_talks, len(self.texts.vocabulary)))


def split_talks(talks: pd.DataFrame) -> TalkTexts:
    """Split the texts of talks into words."""
    columns = talks[list(TEXT_COLUMNS)]
    is_text = columns.notna().to_numpy()
    texts = columns.to_numpy(dtype=object)[is_text].tolist()
    talk, field = np.nonzero(is_text)
    return TalkTexts(split_texts(texts), talk, field, len(talks))
