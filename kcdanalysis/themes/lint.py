"""The linter of lexicons: entries with no effect or an unintended one."""

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import pandas as pd

from kcdanalysis.files import line_of
from kcdanalysis.themes.lexicon import (
    DEFAULT_LEXICON,
    Lexicon,
    LexiconSource,
    Theme,
    read_lexicon,
    read_lexicon_text,
)
from kcdanalysis.words.term_table import read_term_table
from kcdanalysis.words.tokens import singulars
from kcdanalysis.words.translation import _
from kcdanalysis.words.wording import of_talks, percent

#: A term in a larger share of talks at large does not name a theme.
BROAD_SHARE = 0.15

#: Warnings need at least FEWEST_TALKS talks: a term alone decides a larger share of them, or a
#: lexicon leaves a larger share of them without a theme.
DECIDED_SHARE, REMAINDER, FEWEST_TALKS = 0.4, 0.5, 10

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
        One row per finding: check, severity ("error", "warning" or "note"), line, theme,
        term, message (the problem and its remedy).

    Raises
    ------
    KcdError
        If the lexicon cannot be read at all.

    Examples
    --------
    >>> check_lexicon({"a": {"terms": ["attack", "attacks"]}})["message"].tolist()
    ["the same as 'attack', which is matched in all its forms; remove it"]
    """
    themes = read_lexicon(lexicon)
    is_file = lexicon is None or isinstance(lexicon, (str, Path))
    text = read_lexicon_text(str(lexicon or DEFAULT_LEXICON)) if is_file else ""
    of_themes = chain.from_iterable(_of_theme(name, theme) for name, theme in themes.items())
    rows = [
        (check, severity, line_of(text, theme, term), theme, term, message)
        for check, severity, theme, term, message in chain(of_themes, _shared(themes))
    ]
    table = pd.DataFrame(rows, columns=FINDINGS).astype({"line": "Int64"})
    order = {name: at for at, name in enumerate(themes)}
    return table.sort_values(
        ["theme", "line"],
        key=lambda column: column.map(order) if column.name == "theme" else column,
        ignore_index=True,
    )


def _of_theme(name: str, theme: Theme) -> Iterator[_Finding]:
    """Phrases that are listed twice, contain a term, or exclude nothing."""
    seen: dict[tuple[str, ...], str] = {}
    for phrase in theme.phrases:
        if (first := seen.setdefault(singulars(phrase), phrase)) is not phrase:
            message = f"the same as {first!r}, which is matched in all its forms; remove it"
            yield "twice", "error", name, phrase, message
    for phrase in chain.from_iterable(other.phrases for other in theme.languages.values()):
        if known := seen.get(singulars(phrase)):
            message = f"{known!r} counts in talks of all languages; remove it"
            yield "twice", "error", name, phrase, message
    terms = {singulars(term): term for term in theme.terms}
    counted = (*theme.terms, *theme.title_terms, *theme.hints)
    for phrase in counted:
        if part := next((terms[run] for run in _parts(phrase) if run in terms), None):
            message = f"{part!r} is in it, so a mention counts twice; remove the longer phrase"
            yield "nested", "warning", name, phrase, message
    in_use = set(map(singulars, counted))
    for phrase in theme.without:
        if in_use.isdisjoint({singulars(phrase), *_parts(phrase)}):
            message = "no term or hint of the theme is in it; remove it, or add the term"
            yield "idle", "warning", name, phrase, message
    for term in theme.terms:
        if (share := read_term_table().share(term)) > BROAD_SHARE:
            message = (
                f"about {share:.0%} of talks at large contain it, too many for a term; make"
                " it a hint"
            )
            yield "broad", "warning", name, term, message


def _parts(phrase: str) -> Iterator[tuple[str, ...]]:
    """The shorter phrases inside a phrase."""
    words = singulars(phrase)
    for size in range(1, len(words)):
        for at in range(len(words) - size + 1):
            yield words[at : at + size]


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


def find_remainder(
    n_talks: int, n_with: int, fitting: Callable[[], str] = str
) -> list[tuple[str, str]]:
    """Report if most talks have no theme: the finding, and advice for the author.

    `fitting` says which lexicon to name instead.

    >>> find_remainder(12, 5)  # doctest: +NORMALIZE_WHITESPACE
    [('7 of 12 talks have no theme of this lexicon, so it may not fit',
      'name another with --lexicon, or make one for this event with `lexicon new`')]
    """
    if n_talks < FEWEST_TALKS or n_talks - n_with <= REMAINDER * n_talks:
        return []
    none = of_talks(n_talks - n_with, n_talks)
    finding = _("{talks} have no theme of this lexicon, so it may not fit", talks=none)
    another = fitting() or "name another with --lexicon"
    return [(finding, f"{another}, or make one for this event with `lexicon new`")]


def find_dominant_terms(
    talks: pd.DataFrame,
    lexicon: Lexicon,
    evidence: pd.DataFrame,
    points: pd.DataFrame,
    threshold: float,
) -> list[tuple[str, str]]:
    """Report the terms that decide too much in these talks: findings, each with advice.

    A term decides a talk if the points reach the threshold with it, but not without it.
    """
    if evidence.empty:
        return []
    rows = evidence[evidence["role"].isin(["term", "hint"])]
    keys = {term: " ".join(singulars(term)) for term in rows["term"].unique()}
    rows = rows.assign(key=rows["term"].map(keys))
    of_term = rows.groupby(["theme", "key", "talk_id"], sort=False)
    found = of_term.agg(term=("term", "first"), points=("points", "sum")).reset_index()
    total = points.stack().reindex(pd.MultiIndex.from_frame(found[["talk_id", "theme"]]))
    total = total.to_numpy(dtype=float)
    found = found[(total >= threshold) & (total - found["points"] < threshold)]
    found["event"] = found["talk_id"].map(talks.set_index("talk_id")["event"])
    findings = []
    advice = (
        "add what it only stands for here to `without`, or make a lexicon for this event with"
        " `lexicon new` and name it with --lexicon"
    )
    for (theme, key), decided in found.groupby(["theme", "key"], sort=False):
        share = len(decided) / len(talks)
        events = decided["event"].dropna().unique()
        named = [name for name in events if f" {key} " in f" {' '.join(singulars(name))} "]
        which = {"term": decided["term"].iloc[0], "theme": _(lexicon[theme].label)}
        if named:
            finding = _(
                "the term {term!r} alone decides the theme {theme} and is in the name of"
                " the event, {event!r}",
                event=named[0],
                **which,
            )
        elif share > DECIDED_SHARE and len(talks) >= FEWEST_TALKS:
            finding = _(
                "the term {term!r} alone decides the theme {theme} in {share} of the talks",
                share=percent(share),
                **which,
            )
        else:
            continue
        findings.append((finding, advice))
    return findings
