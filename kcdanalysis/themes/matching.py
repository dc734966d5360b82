"""Find the terms of a lexicon in a text.

A term is matched in the singular and plural, with a hyphen or without, and by its
aliases; names need their capital. Of overlapping terms the longest counts. A negated
mention ("no Kubernetes experience needed") does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kcdanalysis.themes.lexicon import Lexicon, Theme
from kcdanalysis.words.languages import word_form, word_forms
from kcdanalysis.words.tokens import is_phrase, singulars, tokenize_parts, variants

#: A negation right before a word.
_NEGATION = re.compile(
    r"\b(?:no|non|without(?: any)?|instead of|rather than|unlike|not (?:\w+ )?about"
    r"|n['’]t (?:\w+ )?about|no (?:\w+ ){0,2}"
    r"(?:knowledge|experience|background|expertise|understanding) (?:of|in|with))[\s-]+$",
    re.IGNORECASE,
)
_NEGATION_LENGTH = 60


class Pattern(NamedTuple):
    """A term, hint or exclusion as the words that match it."""

    words: tuple[str, ...]
    theme: str
    role: str
    is_name: bool


class Mention(NamedTuple):
    """A pattern with its start and end in a text."""

    pattern: Pattern
    start: int
    end: int


#: Patterns by their first word, the longest first.
Matcher = dict[str, list[Pattern]]


def compile_terms(lexicon: Lexicon, language: str = "en") -> Matcher:
    """Compile all terms, hints and exclusions of a lexicon for `find_mentions`.

    For another language, the phrases of that language count beside the others, since names
    and many terms are the same in all languages.
    """
    matcher: Matcher = {}
    for theme_id, theme in lexicon.items():
        for role, phrase in _phrases(theme):
            for form in variants(phrase):
                words = tuple(word_form(word, language) for word in form)
                pattern = Pattern(words, theme_id, role, _is_name(phrase, form, theme))
                matcher.setdefault(words[0], []).append(pattern)
        for role, phrase in _phrases(theme.languages.get(language, Theme(""))):
            words = tuple(word_form(token.text, language) for token in tokenize_parts(phrase))
            matcher.setdefault(words[0], []).append(Pattern(words, theme_id, role, False))
    for patterns in matcher.values():
        patterns.sort(key=lambda pattern: -len(pattern.words))
    return matcher


def find_mentions(
    text: str,
    words: list[str],
    matcher: Matcher,
    *,
    language: str = "en",
    is_title: bool = False,
) -> Iterator[Mention]:
    """Find the mentions of a lexicon in a text, in order.

    `words` are those of `part_words`. Negations in a title count as mentions: "Life without
    servers" is about servers.
    """
    forms = word_forms(words, language)
    hits = [at for at, form in enumerate(forms) if form in matcher]
    tokens = tokenize_parts(text) if hits else []
    end_of: dict[str, int] = {}
    for at in hits:
        for pattern in matcher[forms[at]]:
            end = at + len(pattern.words)
            if end_of.get(pattern.theme, 0) > at or tuple(forms[at:end]) != pattern.words:
                continue
            if pattern.is_name and words[at].islower():
                continue
            if not is_phrase(text, tokens[at:end]):
                continue
            end_of[pattern.theme] = end
            start = tokens[at].start
            if pattern.role != "without" and (is_title or not _is_negated(text, start)):
                yield Mention(pattern, start, tokens[end - 1].end)


def _phrases(theme: Theme) -> Iterator[tuple[str, str]]:
    roles = {"without": theme.without, "term": theme.terms, "hint": theme.hints}
    return ((role, phrase) for role, phrases in roles.items() for phrase in phrases)


def _is_name(phrase: str, form: tuple[str, ...], theme: Theme) -> bool:
    """Whether a term needs its capital: "Flux" is a name, but "in flux" is not.

    Aliases do not need it, nor do the words of the label: "Security" is security.
    """
    is_title = phrase.istitle() and " " not in phrase
    return is_title and form == singulars(phrase) and form[0] not in singulars(theme.label)


def _is_negated(text: str, start: int) -> bool:
    return bool(_NEGATION.search(text, max(0, start - _NEGATION_LENGTH), start))
