"""New lexicons: from the names of themes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kcdanalysis.errors import KcdError
from kcdanalysis.lexicon import Lexicon, Theme
from kcdanalysis.talks import slug
from kcdanalysis.text import stop_words, tokenize
from kcdanalysis.theme_weights import term_share

#: Words of a name that more than this share of talks at large say are hints, not terms.
COMMON_SHARE = 0.03

# What divides a name in parts.
_DIVIDED = re.compile(
    r"\s*(?:[,&/:;()+_|]|\s(?:-|–|and|or|und|oder|et|ou|y|e|o)\s)\s*", re.IGNORECASE
)


def lexicon_from_names(names: Iterable[str]) -> Lexicon:
    """Make a lexicon of nothing but the names of themes, as those of tracks.

    The terms of a theme are its name, the parts of it that a comma, a slash, an "and" or
    the like divides, and of parts with several words each that tells a subject; a word
    that many talks say, as "data", is a hint.

    Parameters
    ----------
    names : iterable of str
        One a theme; the same twice is one.

    Returns
    -------
    Lexicon

    Raises
    ------
    KcdError
        If there is no name with a word in it.

    Examples
    --------
    >>> lexicon_from_names(["HPC & Big Data", "Security"])["hpc-big-data"].terms
    ('HPC & Big Data', 'HPC', 'Big Data')
    """
    lexicon: Lexicon = {}
    for name in dict.fromkeys(map(str.strip, names)):
        if theme := _theme_of_name(name):
            identifier = slug(name) or f"theme-{len(lexicon) + 1}"
            while identifier in lexicon:
                identifier += "-2"
            lexicon[identifier] = theme
    if not lexicon:
        raise KcdError("no name of a theme; give some, as 'Security' and 'Data & Storage'")
    return lexicon


def _theme_of_name(name: str) -> Theme | None:
    parts = [part for part in (name, *_DIVIDED.split(name)) if tokenize(part)]
    terms = {part.casefold(): part for part in parts}
    words = {
        token.text.casefold(): token.text
        for part in parts[1:]
        if len(tokenize(part)) > 1
        for token in tokenize(part)
        if len(token.text) > 1 and token.text.casefold() not in stop_words()
    }
    common = {word for word in words if term_share(word) >= COMMON_SHARE}
    rare = {word: form for word, form in words.items() if word not in common}
    hints = tuple(words[word] for word in words if word in common and word not in terms)
    return Theme(name, tuple({**terms, **rare}.values()), hints) if terms else None
