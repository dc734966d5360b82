"""Where the terms of a lexicon stand in a text: phrases before words, names by their capital.

A term is matched in the singular and plural, with a hyphen or without, and by its
aliases. What the text denies ("no Kubernetes experience needed") does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kcdanalysis.themes.lexicon import Lexicon, Theme
from kcdanalysis.words.languages import word_form, word_forms
from kcdanalysis.words.tokens import (
    Token,
    is_phrase,
    part_spans,
    singulars,
    tokenize_parts,
    variants,
)

#: What stands right before a word that is not the subject, though it is said.
_DENIED = re.compile(
    r"\b(?:no|non|without(?: any)?|instead of|rather than|unlike|not (?:\w+ )?about"
    r"|n['’]t (?:\w+ )?about|no (?:\w+ ){0,2}"
    r"(?:knowledge|experience|background|expertise|understanding) (?:of|in|with))[\s-]+$",
    re.IGNORECASE,
)
_DENIAL_LENGTH = 60

_NOTHING = Theme("", ())


class Pattern(NamedTuple):
    """A term as it is matched."""

    words: tuple[str, ...]
    theme: str
    role: str
    is_name: bool


class Mention(NamedTuple):
    """A pattern where it stands in a text."""

    pattern: Pattern
    start: int
    end: int


#: Patterns by their first word, the longest first.
Matcher = dict[str, list[Pattern]]


def compile_terms(lexicon: Lexicon, language: str = "en") -> Matcher:
    """Make of all terms, hints and exclusions of a lexicon what `find_mentions` looks for.

    In a talk of another language, what the lexicon has for it counts beside the rest: names
    and many terms are the same everywhere.
    """
    matcher: Matcher = {}
    for theme_id, theme in lexicon.items():
        for role, phrase in _phrases(theme):
            for form in variants(phrase):
                words = tuple(word_form(word, language) for word in form)
                pattern = Pattern(words, theme_id, role, _is_name(phrase, form, theme))
                matcher.setdefault(words[0], []).append(pattern)
        for role, phrase in _phrases(theme.languages.get(language, _NOTHING)):
            words = tuple(word_form(token.text, language) for token in tokenize_parts(phrase))
            matcher.setdefault(words[0], []).append(Pattern(words, theme_id, role, False))
    for patterns in matcher.values():
        patterns.sort(key=lambda pattern: -len(pattern.words))
    return matcher


def find_mentions(
    text: str,
    said: list[str],
    matcher: Matcher,
    *,
    language: str = "en",
    is_title: bool = False,
) -> Iterator[Mention]:
    """Give the terms and hints in a text, each word counted once for each theme.

    Parameters
    ----------
    text : str
    said : list of str
        Its words, by `part_words`.
    matcher : Matcher
        For the same language.
    language : str
        ISO 639-1 code.
    is_title : bool
        What a title denies it is about all the same: "Life without servers".
    """
    words = word_forms(said, language)
    hits = [at for at, word in enumerate(words) if word in matcher]
    spans = part_spans(text) if hits else []
    busy: dict[str, int] = {}
    for at in hits:
        for pattern in matcher[words[at]]:
            end = at + len(pattern.words)
            if busy.get(pattern.theme, 0) > at or tuple(words[at:end]) != pattern.words:
                continue
            if pattern.is_name and said[at].islower():
                continue
            tokens = [Token(said[k], *spans[k]) for k in range(at, end)] if end > at + 1 else []
            if not is_phrase(text, tokens):
                continue
            busy[pattern.theme] = end
            start = spans[at][0]
            if pattern.role != "without" and (is_title or not _is_denied(text, start)):
                yield Mention(pattern, start, spans[end - 1][1])


def _phrases(theme: Theme) -> Iterator[tuple[str, str]]:
    for role, phrases in (
        ("without", theme.without),
        ("term", theme.terms),
        ("hint", theme.hints),
    ):
        for phrase in phrases:
            yield role, phrase


def _is_name(phrase: str, form: tuple[str, ...], theme: Theme) -> bool:
    """Whether a term needs its capital: "Flux" is a name and not "in flux".

    Aliases do not, nor what the theme itself is called: "Security" is security.
    """
    is_title = phrase.istitle() and " " not in phrase
    return is_title and form == singulars(phrase) and form[0] not in singulars(theme.label)


def _is_denied(text: str, start: int) -> bool:
    return bool(_DENIED.search(text, max(0, start - _DENIAL_LENGTH), start))
