"""New lexicons: from the names of themes, from what talks teach, and as TOML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from textwrap import fill
from typing import TYPE_CHECKING

import pandas as pd

from kcdanalysis.errors import KcdError
from kcdanalysis.talks import SEPARATOR, slug
from kcdanalysis.themes.evidence import locate_terms
from kcdanalysis.themes.lexicon import PHRASES, Lexicon, Theme
from kcdanalysis.themes.weights import term_share
from kcdanalysis.words.tokens import singulars, stop_words, tokenize

if TYPE_CHECKING:
    from kcdanalysis.themes.assignment import ThemeAssignments

#: Terms that fewer talks say, or that weigh less, are not suggested.
FEWEST_TALKS, LEAST_WEIGHT = 2, 0.03

_SUGGESTED = ["theme", "label", "term", "weight", "n_talks", "talks", "sentence"]

#: Where lists of phrases are broken.
LINE_LENGTH = 100

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


def suggest_terms(assignments: ThemeAssignments, n: int = 10) -> pd.DataFrame:
    """Offer terms that go with each theme in these talks, and are not in its lexicon.

    Parameters
    ----------
    assignments : ThemeAssignments
        With `expand`.
    n : int
        Most terms of a theme.

    Returns
    -------
    DataFrame
        The strongest first: theme, label, term, weight, n_talks (that say it), talks
        (titles of those where it weighs most, one a line), sentence (of the first).

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
    # What one talk says may be its own.
    is_known = (learned["n_talks"] >= FEWEST_TALKS) & (learned["weight"] >= LEAST_WEIGHT)
    learned = learned[is_known].groupby("theme", sort=False).head(n)
    talks = assignments.talks.set_index("talk_id", drop=False)
    rows = []
    for row in learned.itertuples():
        ids = row.talks.split(SEPARATOR)
        place = locate_terms(talks.loc[ids[0]], {row.stem: row.term}).get(row.stem)
        titles = "\n".join(talks.loc[ids, "title"])
        label = assignments.lexicon[row.theme].label
        sentence = place.sentence if place else None
        rows.append((row.theme, label, row.term, row.weight, row.n_talks, titles, sentence))
    return pd.DataFrame(rows, columns=_SUGGESTED)


def add_hints(lexicon: Lexicon, suggestions: pd.DataFrame) -> Lexicon:
    """Add suggested terms to a lexicon, as hints: none of them decides alone."""
    found = suggestions.groupby("theme")["term"].agg(tuple)
    return {
        name: replace(theme, hints=(*theme.hints, *_fresh(theme, found.get(name, ()))))
        for name, theme in lexicon.items()
    }


def _fresh(theme: Theme, terms: Iterable[str]) -> Iterator[str]:
    """The terms that a theme has in no form."""
    known = {singulars(phrase) for key in PHRASES for phrase in getattr(theme, key)}
    for term in terms:
        if singulars(term) not in known:
            known.add(singulars(term))
            yield term


def lexicon_toml(lexicon: Lexicon) -> str:
    r"""Write a lexicon as TOML, as `read_lexicon` reads it.

    >>> print(lexicon_toml(lexicon_from_names(["Web & API"])), end="")
    [web-api]
    label = "Web & API"
    terms = ["Web & API", "Web", "API"]
    """
    return "\n".join(_table(name, theme) for name, theme in lexicon.items())


def _table(name: str, theme: Theme) -> str:
    key = name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)
    lines = [f"[{key}]", f"label = {_quoted(theme.label)}", *_arrays(theme)]
    for code, other in theme.languages.items():
        lines += [f"[{key}.{code}]", *_arrays(other)]
    return "\n".join(lines) + "\n"


def _arrays(theme: Theme) -> Iterator[str]:
    for key in PHRASES:
        items = [_quoted(phrase) for phrase in getattr(theme, key)]
        line = f"{key} = [{', '.join(items)}]"
        if len(line) <= LINE_LENGTH:
            yield from [line] if items else []
            continue
        # Spaces inside a phrase are no place to break a line.
        kept = ", ".join(item.replace(" ", "\0") for item in items) + ","
        indent = {"initial_indent": "    ", "subsequent_indent": "    "}
        filled = fill(kept, LINE_LENGTH, break_long_words=False, break_on_hyphens=False, **indent)  # type: ignore[arg-type]
        yield f"{key} = [\n{filled}\n]".replace("\0", " ")


def _quoted(text: str) -> str:
    # A basic string of TOML escapes as JSON does, and the character DEL, too.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
