"""Find the terms of a lexicon in a text.

A term matches in the singular and plural, with and without a hyphen, across a line break,
in any case and by its aliases; names need their capital. Each term counts separately, even
inside a longer one. A negated mention ("no Kubernetes experience needed") does not count.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcdanalysis.talks import SEPARATOR
from kcdanalysis.themes.lexicon import Lexicon, Theme
from kcdanalysis.words.languages import word_form
from kcdanalysis.words.texts import Numbers, Texts
from kcdanalysis.words.tokens import part_words, singular, singulars, variants

#: A negation right before a term, and right after it.
_DENIAL = re.compile(
    r"(?:\b(?:no|non|without(?: any)?|instead of|rather than|unlike"
    r"|no (?:\w+ ){0,2}(?:knowledge|experience|background|expertise|understanding) (?:of|in|with))"
    r"|(?:\bnot|\bnever|n['’]t|\bwithout|\bno) (?:\w+ )?(?:about|need(?:ing)?|requir(?:e|ing))"
    r"(?: (?:for|to (?:know|use|have|run|install|learn)))?(?: (?:an?|any|the|your))?)[\s-]+$",
    re.IGNORECASE,
)
_DENIAL_LENGTH = 60
_FREE = re.compile(r"-free\b", re.IGNORECASE)
# Each negation begins with one of these words, and ends at most this many words later.
_DENYING, _DENIAL_WORDS = frozenset("no non without instead rather unlike not never t".split()), 9

#: The most letters of a short form that may be a word of another language.
SHORT = 3

#: Roles, the strongest first: a mention that is a term and a hint is a term.
ROLES = ("without", "term", "title_term", "hint")


class Pattern(NamedTuple):
    """What a sequence of words means: a term, title term, hint or exclusion of a theme.

    The key is the same for all spellings of a term. The phrase is "" in languages other than
    English, which the term table does not cover. A short form ("AI") needs its capitals in
    these languages, where it may be a word ("j'ai", "ai container").
    """

    theme: str
    role: str
    key: str
    phrase: str
    is_name: bool
    is_short: bool
    language: str
    form: tuple[str, ...]


class Matcher:
    """Sequences of words and their values, found in one pass over all texts: a trie in arrays."""

    def __init__(self, sequences: Iterable[tuple[tuple[str, ...], int]]) -> None:
        self._words: dict[str, int] = {}
        states: dict[tuple[int, int], int] = {}
        values: dict[int, list[int]] = {}
        for words, value in sequences:
            state = 0
            for word in words:
                step = state, self._words.setdefault(word, len(self._words) + 1)
                state = states.setdefault(step, len(states) + 1)
            values.setdefault(state, []).append(value)
        steps = sorted((self._step(*step), state) for step, state in states.items())
        pairs = np.array(steps, dtype=np.intp).reshape(-1, 2)
        self._steps, self._states = pairs[:, 0], pairs[:, 1]
        of_states = [values.get(state, []) for state in range(len(states) + 1)]
        self._ends = np.cumsum([0, *map(len, of_states)])
        self._values = np.array([v for of_state in of_states for v in of_state], dtype=np.intp)

    def _step(self, state: Any, word: Any) -> Any:
        return state * (len(self._words) + 1) + word

    def find(
        self, texts: Texts, form: Callable[[str], str], within: NDArray[np.bool_]
    ) -> tuple[Numbers, Numbers, Numbers]:
        """Find sequences within some words of texts: the first words, lengths, values.

        `form` reduces a word of a text to its form in the sequences.
        """
        used = np.zeros(len(texts.vocabulary), dtype=bool)
        used[texts.words[within]] = True
        numbers = np.zeros(len(used), dtype=np.intp)
        for number in np.flatnonzero(used):
            numbers[number] = self._words.get(form(texts.vocabulary[number]), 0)
        numbers = np.where(within, numbers[texts.words], 0)
        found = []
        at = np.flatnonzero(numbers)
        state, length = np.zeros_like(at), 0
        while len(at):
            steps = self._step(state, numbers[at + length])
            places = np.searchsorted(self._steps, steps).clip(max=len(self._steps) - 1)
            is_step = self._steps[places] == steps
            at, state = at[is_step], self._states[places[is_step]]
            length += 1
            n_values = self._ends[state + 1] - self._ends[state]
            offsets = np.arange(n_values.sum()) - np.repeat(n_values.cumsum() - n_values, n_values)
            values = self._values[np.repeat(self._ends[state], n_values) + offsets]
            found.append((np.repeat(at, n_values), np.full(len(values), length), values))
            # No sequence continues past the empty word that ends a text.
            goes_on = (numbers[at + length] > 0) & texts.is_joined[at + length]
            at, state = at[goes_on], state[goes_on]
        none = np.zeros(0, dtype=np.intp)
        starts, lengths, values = zip((none, none, none), *found, strict=True)
        return np.concatenate(starts), np.concatenate(lengths), np.concatenate(values)


def find_mentions(
    texts: Texts,
    lexicon: Lexicon,
    languages: NDArray[np.object_],
    is_title: NDArray[np.bool_],
    organisations: Sequence[str],
) -> pd.DataFrame:
    """Find the mentions of a lexicon in texts, in order; all spellings of a `term` share a number.

    The languages, titles and organisations are those of each text. Negated mentions in a title
    count: "Life without servers" is about servers. Names of organisations (joined by "; ") with
    several words are not mentions.
    """
    patterns = sorted(
        dict.fromkeys(_patterns(lexicon, set(languages))),
        key=lambda pattern: (ROLES.index(pattern.role), pattern.is_name, pattern.phrase),
    )
    found = []
    for language in dict.fromkeys(pattern.language for pattern in patterns):
        within = languages == language if language else np.ones(len(languages), dtype=bool)
        matcher = Matcher(
            (pattern.form, number)
            for number, pattern in enumerate(patterns)
            if pattern.language == language
        )
        form = partial(word_form, language=language) if language else singular
        found.append(matcher.find(texts, form, within[texts.text_of]))
    at, length, number = (np.concatenate(part) for part in zip(*found, strict=True))
    table = pd.DataFrame(patterns, columns=Pattern._fields)
    table["term"] = table.groupby(["theme", "key"], sort=False).ngroup()
    mentions = pd.DataFrame({"at": at, "length": length, "number": number})
    mentions = mentions.sort_values(["at", "length", "number"])
    columns = ["theme", "role", "phrase", "term", "is_name", "is_short"]
    mentions = mentions.join(table[columns], on="number")
    is_lower = texts.per_word(str.islower, bool)[texts.words[mentions["at"]]]
    is_foreign = languages[texts.text_of[mentions["at"]]] != "en"
    needs_capital = mentions["is_name"] | (mentions["is_short"] & is_foreign)
    mentions = mentions[~(needs_capital & is_lower)]
    # If a term has several roles, the strongest counts.
    mentions = mentions.drop_duplicates(["at", "term"], ignore_index=True)
    at = mentions["at"].to_numpy()
    last = at + mentions["length"].to_numpy() - 1
    mentions = mentions.assign(text=texts.text_of[at], start=texts.starts[at], end=texts.end(last))
    is_out = _without(mentions) | _of_organisations(mentions, texts.texts, organisations)
    suspect = np.flatnonzero(~is_title[mentions["text"]] & _may_be_denied(texts, at, last))
    for row in mentions.iloc[suspect].itertuples():
        is_out[row.Index] |= is_denied(texts.texts[row.text], row.start, row.end)
    return mentions[~is_out].reset_index(drop=True)


def _without(mentions: pd.DataFrame) -> NDArray[np.bool_]:
    """Which mentions overlap an exclusion of their theme, or are one."""
    cells = mentions.loc[mentions.index.repeat(mentions["length"]), ["theme", "at", "role"]]
    cells["at"] += cells.groupby(level=0).cumcount()
    excluded = cells.loc[cells["role"] == "without", ["theme", "at"]].drop_duplicates()
    is_out = np.zeros(len(mentions), dtype=bool)
    is_out[cells.reset_index().merge(excluded)["index"]] = True
    return is_out


def _of_organisations(
    mentions: pd.DataFrame, texts: Sequence[str], organisations: Sequence[Any]
) -> NDArray[np.bool_]:
    """Which mentions are inside the name of an organisation with several words."""
    is_out = np.zeros(len(mentions), dtype=bool)
    for text, rows in mentions.groupby("text", sort=False).indices.items():
        if not isinstance(names := organisations[text], str):
            continue
        for name in filter(re.compile(r"\S\s+\S").search, names.split(SEPARATOR.strip())):
            for match in re.finditer(re.escape(name.strip()), texts[text], re.IGNORECASE):
                own = mentions.iloc[rows]
                is_out[rows] |= (own["start"] >= match.start()) & (own["end"] <= match.end())
    return is_out


def _may_be_denied(texts: Texts, at: Numbers, last: Numbers) -> NDArray[np.bool_]:
    """Which mentions are near a word of a negation, before the slower check of the text."""
    denies = texts.per_word(lambda word: word.casefold() in _DENYING, bool)[texts.words]
    n_denying = np.concatenate([[0], denies.cumsum()])
    is_free = texts.per_word(lambda word: word.casefold() == "free", bool)[texts.words[last + 1]]
    return np.asarray(is_free | (n_denying[at] > n_denying[(at - _DENIAL_WORDS).clip(min=0)]))


def is_denied(text: str, start: int, end: int) -> bool:
    """Whether a text negates what it mentions there.

    >>> is_denied("You will not need Kubernetes.", 18, 28)
    True
    >>> is_denied("No better platform than Kubernetes.", 24, 34)
    False
    """
    before = _DENIAL.search(text, max(0, start - _DENIAL_LENGTH), start)
    return bool(before or _FREE.match(text, end))


def _patterns(lexicon: Lexicon, languages: set[str]) -> Iterator[Pattern]:
    for name, theme in lexicon.items():
        for role, phrase in _phrases(theme):
            forms, is_name = variants(phrase), _is_name(phrase, theme)
            for form in forms:
                # Aliases need no capital.
                is_own = form == singulars(phrase)
                is_short = len("".join(form)) <= SHORT and (phrase.isupper() or not is_own)
                key = " ".join(min(forms))
                yield Pattern(name, role, key, phrase, is_name and is_own, is_short, "", form)
        for language in languages.intersection(theme.languages):
            for role, phrase in _phrases(theme.languages[language]):
                form = tuple(word_form(word, language) for word in part_words(phrase))
                key = f"{language}: {' '.join(form)}"
                yield Pattern(name, role, key, "", False, False, language, form)


def _phrases(theme: Theme) -> Iterator[tuple[str, str]]:
    for role in ROLES:
        phrases = theme.without if role == "without" else getattr(theme, f"{role}s")
        yield from ((role, phrase) for phrase in phrases)


def _is_name(phrase: str, theme: Theme) -> bool:
    """Whether a term needs its capital: "Flux" is a name, but "in flux" is not.

    Words of the label do not need it: "Security" also matches "security".
    """
    is_title = phrase.istitle() and " " not in phrase
    return is_title and singular(phrase) not in singulars(theme.label)
