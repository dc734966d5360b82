"""The lint of a lexicon: entries without effect, or with an unintended one."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pandas as pd

from kcdanalysis.themes.lexicon import (
    DEFAULT_LEXICON,
    Lexicon,
    LexiconSource,
    line_of,
    read_lexicon,
    read_lexicon_text,
)
from kcdanalysis.words.term_table import read_term_table
from kcdanalysis.words.tokens import singulars

#: A term in a larger share of talks at large does not name a theme.
BROAD_SHARE = 0.15

#: The columns of `check_lexicon`.
FINDINGS = ["check", "severity", "line", "theme", "term", "message"]

#: A finding: check, severity, theme, term, message.
_Finding = tuple[str, str, str, str, str]


def check_lexicon(lexicon: LexiconSource | None = None) -> pd.DataFrame:
    """Find mistakes and useless entries in a lexicon.

    Parameters
    ----------
    lexicon : path, name or mapping
        What `read_lexicon` takes; findings in a file have its line.

    Returns
    -------
    DataFrame
        One row a finding: check, severity ("error", "warning" or "note"), line, theme,
        term, message (the problem and its remedy).

    Raises
    ------
    KcdError
        If it cannot be read at all.

    Examples
    --------
    >>> check_lexicon({"a": {"terms": ["attack", "attacks"]}})["message"].tolist()
    ["the same as 'attack', which is matched in all its forms; remove it"]
    """
    themes = read_lexicon(lexicon)
    is_file = lexicon is None or isinstance(lexicon, (str, Path))
    text = read_lexicon_text(str(lexicon or DEFAULT_LEXICON)) if is_file else ""
    findings = chain(
        _duplicates(themes), _nested(themes), _idle(themes), _broad(themes), _shared(themes)
    )
    rows = [
        (check, severity, line_of(text, theme, term), theme, term, message)
        for check, severity, theme, term, message in findings
    ]
    table = pd.DataFrame(rows, columns=FINDINGS).astype({"line": "Int64"})
    order = {name: at for at, name in enumerate(themes)}
    return table.sort_values(
        ["theme", "line"],
        key=lambda column: column.map(order) if column.name == "theme" else column,
        ignore_index=True,
    )


def _duplicates(lexicon: Lexicon) -> Iterator[_Finding]:
    for name, theme in lexicon.items():
        seen: dict[tuple[str, ...], str] = {}
        for phrase in theme.phrases:
            if (first := seen.setdefault(singulars(phrase), phrase)) is not phrase:
                message = f"the same as {first!r}, which is matched in all its forms; remove it"
                yield "twice", "error", name, phrase, message
        for phrase in chain.from_iterable(other.phrases for other in theme.languages.values()):
            if known := seen.get(singulars(phrase)):
                message = f"{known!r} counts in talks of all languages; remove it"
                yield "twice", "error", name, phrase, message


def _nested(lexicon: Lexicon) -> Iterator[_Finding]:
    """Phrases with a term of the theme inside: one mention counts twice."""
    for name, theme in lexicon.items():
        terms = {singulars(term): term for term in theme.terms}
        for phrase in (*theme.terms, *theme.title_terms, *theme.hints):
            part = next((terms[run] for run in _parts(phrase) if run in terms), None)
            if part:
                message = f"{part!r} is in it, so a mention counts twice; remove the longer phrase"
                yield "nested", "warning", name, phrase, message


def _parts(phrase: str) -> Iterator[tuple[str, ...]]:
    """The shorter phrases inside a phrase."""
    words = singulars(phrase)
    for size in range(1, len(words)):
        for at in range(len(words) - size + 1):
            yield words[at : at + size]


def _idle(lexicon: Lexicon) -> Iterator[_Finding]:
    """Exclusions that exclude nothing."""
    for name, theme in lexicon.items():
        phrases = (*theme.terms, *theme.title_terms, *theme.hints)
        counted = {singulars(phrase) for phrase in phrases}
        for phrase in theme.without:
            if not counted & {singulars(phrase), *_parts(phrase)}:
                message = "no term or hint of the theme is in it; remove it, or add the term"
                yield "idle", "warning", name, phrase, message


def _broad(lexicon: Lexicon) -> Iterator[_Finding]:
    for name, theme in lexicon.items():
        for term in theme.terms:
            share = read_term_table().share(term)
            if share > BROAD_SHARE:
                message = (
                    f"about {share:.0%} of talks at large contain it, too many for a term; make"
                    " it a hint"
                )
                yield "broad", "warning", name, term, message


def _shared(lexicon: Lexicon) -> Iterator[_Finding]:
    """Terms of two themes, which give a talk both."""
    owner: dict[tuple[str, ...], str] = {}
    for name, theme in lexicon.items():
        for term in theme.terms:
            first = owner.setdefault(singulars(term), name)
            if first != name:
                message = (
                    f"also a term of {first!r}, so talks with it get both themes; if only one is"
                    " meant, make it a hint of the other"
                )
                yield "shared", "note", name, term, message
