"""Find the terms of a lexicon in a text.

A term matches in the singular and plural, with and without a hyphen, across a line break,
in any case and by its aliases; names need their capital. Each term counts for itself, also
inside a longer one. A denied mention ("no Kubernetes experience needed") does not count.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kcdanalysis.themes.lexicon import Lexicon, Theme
from kcdanalysis.words.languages import word_form
from kcdanalysis.words.tokens import (
    Token,
    is_phrase,
    part_starts,
    part_words,
    singular,
    singulars,
    variants,
)

#: A denial right before a term, and right after it.
_DENIAL = re.compile(
    r"(?:\b(?:no|non|without(?: any)?|instead of|rather than|unlike"
    r"|no (?:\w+ ){0,2}(?:knowledge|experience|background|expertise|understanding) (?:of|in|with))"
    r"|(?:\bnot|\bnever|n['’]t|\bwithout|\bno) (?:\w+ )?(?:about|need(?:ing)?|requir(?:e|ing))"
    r"(?: (?:for|to (?:know|use|have|run|install|learn)))?(?: (?:an?|any|the|your))?)[\s-]+$",
    re.IGNORECASE,
)
_DENIAL_LENGTH = 60
_FREE = re.compile(r"-free\b", re.IGNORECASE)

#: Roles, the strongest first: a mention that is a term and a hint is a term.
_ROLES = ("without", "term", "title_term", "hint")


class Pattern(NamedTuple):
    """What a sequence of words means: a term, title term, hint or exclusion of a theme.

    The key is the same for all spellings of a term. The phrase is "" in other languages than
    English, about which the term table knows nothing.
    """

    theme: str
    role: str
    key: str
    phrase: str
    is_name: bool


class Mention(NamedTuple):
    """A pattern with its start and end in a text."""

    pattern: Pattern
    start: int
    end: int


class Matcher(NamedTuple):
    """Patterns by their words, and the lengths of those that start with a word."""

    patterns: dict[tuple[str, ...], list[Pattern]]
    lengths: dict[str, list[int]]


def compile_terms(lexicon: Lexicon) -> Matcher:
    """Compile the phrases of a lexicon that count in talks of all languages."""
    compiled: dict[tuple[str, ...], list[Pattern]] = {}
    for name, theme in lexicon.items():
        for role, phrase in _phrases(theme):
            forms, is_name = variants(phrase), _is_name(phrase, theme)
            key = " ".join(min(forms))
            for form in forms:
                # Aliases need no capital.
                pattern = Pattern(name, role, key, phrase, is_name and form == singulars(phrase))
                compiled.setdefault(form, []).append(pattern)
    return _index(compiled)


def compile_language(lexicon: Lexicon, language: str) -> Matcher:
    """Compile the phrases of a lexicon for talks of one language."""
    compiled: dict[tuple[str, ...], list[Pattern]] = {}
    for name, theme in lexicon.items():
        for role, phrase in _phrases(theme.languages.get(language, Theme(""))):
            form = tuple(word_form(word, language) for word in part_words(phrase))
            key = f"{language}: {' '.join(form)}"
            compiled.setdefault(form, []).append(Pattern(name, role, key, "", False))
    return _index(compiled)


def find_mentions(
    text: str,
    words: list[str],
    matchers: tuple[Matcher, Matcher],
    *,
    language: str = "en",
    is_title: bool = False,
    blocked: Sequence[tuple[int, int]] = (),
) -> Iterator[Mention]:
    """Find the mentions of a lexicon in a text, in order.

    `words` are those of `part_words`. Denied mentions in a title count: "Life without
    servers" is about servers. Mentions inside the `blocked` spans of the text do not count.
    """
    general, of_language = matchers
    found = list(_find(text, words, [singular(word) for word in words], general))
    if of_language.patterns:
        forms = [word_form(word, language) for word in words]
        found += _find(text, words, forms, of_language)
    without = [mention for mention in found if mention.pattern.role == "without"]
    for mention in found:
        pattern, start, end = mention
        if pattern.role == "without" or any(a <= start and end <= b for a, b in blocked):
            continue
        if any(
            w.pattern.theme == pattern.theme and w.start < end and start < w.end for w in without
        ):
            continue
        if is_title or not is_denied(text, start, end):
            yield mention


def _find(text: str, words: list[str], forms: list[str], matcher: Matcher) -> Iterator[Mention]:
    hits = [at for at, form in enumerate(forms) if form in matcher.lengths]
    starts = part_starts(text, words) if hits else []
    for at in hits:
        seen = set()
        for length in matcher.lengths[forms[at]]:
            last = at + length - 1
            if last >= len(forms) or not (
                patterns := matcher.patterns.get(tuple(forms[at : last + 1]))
            ):
                continue
            places = range(at, last + 1)
            tokens = [Token(words[i], starts[i], starts[i] + len(words[i])) for i in places]
            if not is_phrase(text, tokens):
                continue
            for pattern in patterns:
                # Of the roles of a term, the strongest counts.
                key = pattern.theme, pattern.key
                if key in seen or (pattern.is_name and words[at].islower()):
                    continue
                seen.add(key)
                yield Mention(pattern, starts[at], starts[last] + len(words[last]))


def is_denied(text: str, start: int, end: int) -> bool:
    """Tell whether a text denies what it mentions there.

    >>> is_denied("You will not need Kubernetes.", 18, 28)
    True
    >>> is_denied("No better platform than Kubernetes.", 24, 34)
    False
    """
    before = _DENIAL.search(text, max(0, start - _DENIAL_LENGTH), start)
    return bool(before or _FREE.match(text, end))


def _phrases(theme: Theme) -> Iterator[tuple[str, str]]:
    for role in _ROLES:
        phrases = theme.without if role == "without" else getattr(theme, f"{role}s")
        yield from ((role, phrase) for phrase in phrases)


def _is_name(phrase: str, theme: Theme) -> bool:
    """Whether a term needs its capital: "Flux" is a name, but "in flux" is not.

    The words of the label do not need it: "Security" is security.
    """
    is_title = phrase.istitle() and " " not in phrase
    return is_title and singular(phrase) not in singulars(theme.label)


def _index(patterns: dict[tuple[str, ...], list[Pattern]]) -> Matcher:
    lengths: dict[str, set[int]] = {}
    for form, of_form in patterns.items():
        of_form.sort(key=lambda pattern: (_ROLES.index(pattern.role), pattern.is_name))
        lengths.setdefault(form[0], set()).add(len(form))
    return Matcher(patterns, {first: sorted(sizes) for first, sizes in lengths.items()})
