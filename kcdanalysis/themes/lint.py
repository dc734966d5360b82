"""The lint of a lexicon: what in it has no effect, or another than meant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from kcdanalysis.themes.lexicon import (
    DEFAULT_LEXICON,
    PHRASES,
    Lexicon,
    LexiconSource,
    Theme,
    line_of,
    read_lexicon,
    read_lexicon_text,
)
from kcdanalysis.themes.weights import term_share
from kcdanalysis.words.tokens import singulars

#: A term that more than this share of talks at large say names no theme.
BROAD_SHARE = 0.15

#: The columns of what `check_lexicon` finds.
FINDINGS = ["check", "severity", "line", "theme", "term", "message"]


class _Finding(NamedTuple):
    check: str
    severity: str
    theme: str
    term: str
    message: str


def check_lexicon(lexicon: LexiconSource | None = None) -> pd.DataFrame:
    """Find what is wrong or of no use in a lexicon.

    Parameters
    ----------
    lexicon : path, name or mapping
        What `read_lexicon` takes; lines are known of a file.

    Returns
    -------
    DataFrame
        One row a finding: check, severity ("error", "warning" or
        "note"), line, theme, term,
        message (what is wrong and what to do).

    Raises
    ------
    KcdError
        If it cannot be read at all.

    Examples
    --------
    >>> check_lexicon({"a": {"terms": ["attack", "attacks"]}})["message"].tolist()
    ["the same as 'attack', which is matched in all its forms; take it out"]
    """
    themes = read_lexicon(lexicon)
    is_file = lexicon is None or isinstance(lexicon, (str, Path))
    text = read_lexicon_text(str(lexicon or DEFAULT_LEXICON)) if is_file else ""
    found = [*_twice(themes), *_inside(themes), *_idle(themes), *_broad(themes), *_shared(themes)]
    rows = [
        (one.check, one.severity, line_of(text, one.theme, one.term), *one[2:]) for one in found
    ]
    table = pd.DataFrame(rows, columns=FINDINGS).astype({"line": "Int64"})
    order = {name: at for at, name in enumerate(themes)}
    return table.sort_values(
        ["theme", "line"],
        key=lambda column: column.map(order) if column.name == "theme" else column,
    ).reset_index(drop=True)


def _phrases(theme: Theme) -> Iterator[tuple[str, str]]:
    for key in PHRASES:
        for phrase in getattr(theme, key):
            yield key, phrase


def _twice(lexicon: Lexicon) -> Iterator[_Finding]:
    for name, theme in lexicon.items():
        seen: dict[tuple[str, ...], str] = {}
        for _, phrase in _phrases(theme):
            form = singulars(phrase)
            if form in seen:
                message = (
                    f"the same as {seen[form]!r}, which is matched in all its forms; take it out"
                )
                yield _Finding("twice", "error", name, phrase, message)
            seen.setdefault(form, phrase)


def _inside(lexicon: Lexicon) -> Iterator[_Finding]:
    """Phrases that add nothing, since a part of them counts as much."""
    for name, theme in lexicon.items():
        short = {singulars(term): term for term in theme.terms}
        for key in ("terms", "hints"):
            for phrase in getattr(theme, key):
                part = next((short[run] for run in _runs(singulars(phrase)) if run in short), None)
                if part:
                    message = (
                        f"{part!r} is in it, which counts by itself; take the longer one out, or"
                        f" both into without"
                    )
                    yield _Finding("swallowed", "warning", name, phrase, message)


def _runs(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The parts of a phrase, shorter than it."""
    for size in range(1, len(words)):
        for at in range(len(words) - size + 1):
            yield words[at : at + size]


def _idle(lexicon: Lexicon) -> Iterator[_Finding]:
    """Exclusions that exclude nothing."""
    for name, theme in lexicon.items():
        counted = {singulars(phrase) for key, phrase in _phrases(theme) if key != "without"}
        for phrase in theme.without:
            if not counted & {singulars(phrase), *_runs(singulars(phrase))}:
                message = "no term and no hint of the theme is in it; take it out, or add the term"
                yield _Finding("idle", "warning", name, phrase, message)


def _broad(lexicon: Lexicon) -> Iterator[_Finding]:
    for name, theme in lexicon.items():
        for term in theme.terms:
            share = term_share(term)
            if share > BROAD_SHARE:
                message = (
                    f"about {share:.0%} of talks at large say it, so it names no theme;"
                    f" make it a hint"
                )
                yield _Finding("broad", "warning", name, term, message)


def _shared(lexicon: Lexicon) -> Iterator[_Finding]:
    """Terms of two themes: a talk that says one gets both."""
    owner: dict[tuple[str, ...], str] = {}
    for name, theme in lexicon.items():
        for term in theme.terms:
            first = owner.setdefault(singulars(term), name)
            if first != name:
                message = (
                    f"also a term of {first!r}, so talks that say it get both; if one is meant,"
                    f" make it a hint of the other"
                )
                yield _Finding("shared", "note", name, term, message)
