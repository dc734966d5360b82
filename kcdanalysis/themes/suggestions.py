"""Make lexicons from names of themes, extend them with learned terms, write them as TOML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from textwrap import fill
from typing import TYPE_CHECKING, Any

import pandas as pd
import tomlkit

from kcdanalysis.errors import KcdError
from kcdanalysis.talks import SEPARATOR, slug
from kcdanalysis.themes.lexicon import (
    NOT_THEMES,
    PHRASES,
    Lexicon,
    Theme,
    can_be_phrase,
    refuse_many,
)
from kcdanalysis.words.term_table import read_term_table
from kcdanalysis.words.tokens import singulars, stop_words, tokenize
from kcdanalysis.words.wording import as_toml

if TYPE_CHECKING:
    from kcdanalysis.themes.assignment import ThemeAssignments

#: Terms of fewer talks are not suggested: they may be specific to one.
MIN_TALKS = 2

_SUGGESTED = ["theme", "label", "term", "weight", "n_talks", "talks", "sentence"]

#: Longer lists of phrases are wrapped.
LINE_LENGTH = 100

#: Words of a name in a larger share of talks at large are hints, not terms.
COMMON_SHARE = 0.03

# Separates the parts of a name.
_SEPARATOR = re.compile(
    r"(?<!\s)\s*(?:[,&/:;()+_|]|\s(?:-|–|and|or|und|oder|et|ou|y|e|o)\s)\s*", re.IGNORECASE
)


def lexicon_from_names(names: Iterable[str]) -> Lexicon:
    """Make a lexicon from names of themes only, such as names of tracks.

    The terms of a theme are its name, the parts of the name between commas, slashes, "and"
    and similar separators, and the specific words of longer parts; a common word such as
    "data" is a hint.

    Parameters
    ----------
    names : iterable of str
        One per theme, or a single name; duplicates are ignored.

    Returns
    -------
    Lexicon

    Raises
    ------
    KcdError
        If no name contains a word, or there are more than 1,000.

    Examples
    --------
    >>> lexicon_from_names(["HPC & Big Data", "Security"])["hpc-big-data"].terms
    ('HPC & Big Data', 'HPC', 'Big Data')
    """
    lexicon: Lexicon = {}
    uses: Counter[str] = Counter()
    names = [names] if isinstance(names, str) else names
    for name in dict.fromkeys(map(str.strip, names)):
        if theme := _theme_of_name(name):
            base = identifier = slug(name) or "theme"
            while identifier in lexicon or identifier in NOT_THEMES:
                uses[base] += 1
                identifier = f"{base}-{uses[base] + 1}"
            lexicon[identifier] = theme
    if not lexicon:
        raise KcdError("no name of a theme; give some, such as 'Security' and 'Data & Storage'")
    refuse_many(lexicon, "the names")
    return lexicon


def _theme_of_name(name: str) -> Theme | None:
    parts = [
        part for part in (name, *_SEPARATOR.split(name)) if tokenize(part) and can_be_phrase(part)
    ]
    terms = {part.casefold(): part for part in parts}
    words = {
        token.text.casefold(): token.text
        for part in parts[1:]
        if len(tokenize(part)) > 1
        for token in tokenize(part)
        if len(token.text) > 1 and token.text.casefold() not in stop_words()
    }
    common = {word for word in words if read_term_table().share(word) >= COMMON_SHARE}
    rare = {word: form for word, form in words.items() if word not in common}
    hints = tuple(words[word] for word in words if word in common and word not in terms)
    return Theme(name, tuple({**terms, **rare}.values()), hints) if terms else None


def suggest_terms(assignments: ThemeAssignments, n: int = 10) -> pd.DataFrame:
    """Suggest terms that occur with each theme in these talks and are not in its lexicon.

    Parameters
    ----------
    assignments : ThemeAssignments
        Made with `expand`.
    n : int
        The most terms per theme.

    Returns
    -------
    DataFrame
        The strongest first: theme, label, term, weight, n_talks (with the term), talks
        (titles of those where it weighs most, one per line), sentence (of the first).

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> from kcdanalysis.themes.assignment import assign_themes
    >>> rows = [("Bread", "Yeast."), ("Bread", "Flour, yeast."), ("Boats", ""), ("Boats", "Sail.")]
    >>> talks = as_talks([{"title": title, "abstract": text} for title, text in rows])
    >>> themes = assign_themes(talks, lexicon=lexicon_from_names(["Bread", "Boats"]), expand=True)
    >>> suggest_terms(themes)[["theme", "term", "n_talks"]].values.tolist()
    [['bread', 'yeast', 2]]
    """
    learned = assignments.learned
    learned = learned[learned["n_talks"] >= MIN_TALKS]
    titles = assignments.talks.set_index("talk_id")["title"]
    return (
        learned.groupby("theme", sort=False)
        .head(n)
        .assign(
            label=lambda rows: [assignments.lexicon[name].label for name in rows["theme"]],
            talks=lambda rows: [
                "\n".join(titles[talks.split(SEPARATOR)]) for talks in rows["talks"]
            ],
        )
        .reset_index(drop=True)[_SUGGESTED]
    )


def add_hints(lexicon: Lexicon, suggestions: pd.DataFrame) -> Lexicon:
    """Add suggested terms to a lexicon, as hints: none of them decides alone."""
    suggested = suggestions.groupby("theme")["term"].agg(tuple)
    return {
        name: replace(theme, hints=(*theme.hints, *_new_terms(theme, suggested.get(name, ()))))
        for name, theme in lexicon.items()
    }


def _new_terms(theme: Theme, terms: Iterable[str]) -> Iterator[str]:
    """The terms that a theme does not have in any form."""
    known = {singulars(phrase) for phrase in theme.phrases}
    for term in terms:
        if singulars(term) not in known:
            known.add(singulars(term))
            yield term


def lexicon_toml(lexicon: Lexicon, *, text: str = "") -> str:
    r"""Write a lexicon as TOML, as `read_lexicon` reads it.

    Parameters
    ----------
    lexicon : Lexicon
    text : str
        The TOML of an earlier version. Its comments, order and layout are kept, and what
        it lacks is added; nothing is removed.

    Examples
    --------
    >>> print(lexicon_toml(lexicon_from_names(["Web & API"])), end="")
    [web-api]
    label = "Web & API"
    terms = ["Web & API", "Web", "API"]
    >>> web = {"web": Theme("Web", ("HTML",), ("page",))}
    >>> print(lexicon_toml(web, text='[web]  # ours\nterms = ["HTML"]\n'), end="")
    [web]  # ours
    terms = ["HTML"]
    hints = ["page"]
    """
    document = tomlkit.parse(text)
    for name, theme in lexicon.items():
        if name not in document:
            document[name] = tomlkit.table()
            document[name]["label"] = theme.label
        _add_phrases(document[name], theme)
        for code, other in theme.languages.items():
            if code not in document[name]:
                document[name][code] = tomlkit.table()
            _add_phrases(document[name][code], other)
    return as_toml(tomlkit.dumps(document))


def _add_phrases(table: Any, theme: Theme) -> None:
    for key in PHRASES:
        phrases = getattr(theme, key)
        if key in table:
            table[key].extend(phrase for phrase in phrases if phrase not in table[key])
        elif phrases:
            table[key] = _array(key, phrases)


def _array(key: str, phrases: Iterable[str]) -> Any:
    items = [tomlkit.item(phrase).as_string() for phrase in phrases]
    line = f"[{', '.join(items)}]"
    if len(f"{key} = {line}") > LINE_LENGTH:
        # Lines are not broken at the spaces inside a phrase.
        joined = ", ".join(item.replace(" ", "\0") for item in items) + ","
        indent = "    "
        lines = fill(
            joined, LINE_LENGTH, break_long_words=False, break_on_hyphens=False,
            initial_indent=indent, subsequent_indent=indent,
        )  # fmt: skip
        line = f"[\n{lines}\n]".replace("\0", " ")
    return tomlkit.array(line)
