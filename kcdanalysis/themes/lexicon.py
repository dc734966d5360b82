"""Lexicons: the themes that an analyst names, and their terms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kcdanalysis.errors import KcdError, did_you_mean
from kcdanalysis.files import (
    files_matching,
    is_file,
    line_of,
    parse_toml,
    read_shipped,
    read_text,
    shipped_names,
)
from kcdanalysis.words.tokens import part_words

DEFAULT_LEXICON = "cloud-native"

#: The lists of phrases of a theme.
PHRASES = ("terms", "title_terms", "hints", "without")

#: Values instead of a theme: none, or unknown. A lexicon must not use these names.
NOT_THEMES = ("none", "unknown")
#: The name of the rows of tables whose columns are themes.
_INDEX = "talk_id"
#: Tables and figures compare all pairs of themes.
_MOST_THEMES = 1_000
#: A text with more characters or words is not a phrase.
_LONGEST_PHRASE, _MOST_WORDS = 500, 20

_KEYS = ("label", *PHRASES)
_FOLDER = "themes/lexicons"

#: The key of a table for another language: its ISO 639-1 code.
_LANGUAGE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True)
class Theme:
    """One theme of a lexicon.

    Attributes
    ----------
    label : str
        The printed name.
    terms : tuple of str
        Words and phrases that name the theme.
    hints : tuple of str
        Words and phrases that often occur with it; they weigh less.
    without : tuple of str
        Phrases in which no term or hint of the theme counts.
    languages : mapping of str to Theme
        More phrases for talks in another language, by its code ("de").
    title_terms : tuple of str
        Terms in a title, but hints in the text: names of tools and ambiguous words. Ambiguous
        words (in lower case) are hints even in a title if the text is far from them or does
        not use them.
    """

    label: str
    terms: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    languages: Mapping[str, Theme] = field(default_factory=dict)
    title_terms: tuple[str, ...] = ()

    @property
    def phrases(self) -> tuple[str, ...]:
        """All terms, title_terms, hints and exclusions."""
        return (*self.terms, *self.title_terms, *self.hints, *self.without)


#: Themes by their id, in the order of tables and figures.
Lexicon = dict[str, Theme]

#: What `read_lexicon` takes.
LexiconSource = str | Path | Mapping[str, Any] | Sequence[str | Path | Mapping[str, Any]]


def read_lexicon(lexicon: LexiconSource | None = None) -> Lexicon:
    """Read a lexicon.

    Parameters
    ----------
    lexicon : path, name of an included lexicon, mapping, or several of these
        A TOML file with a table for each theme (keys label, terms, title_terms, hints, without,
        and a table for each other language), or the same as a mapping; in a mapping, a plain
        list is a list of terms. Several are merged: a theme in two of them has the terms of
        both. By default "cloud-native".

    Returns
    -------
    Lexicon
        A dict from theme id to `Theme`.

    Raises
    ------
    KcdError
        If the file cannot be read or an entry is not a theme.

    Examples
    --------
    >>> read_lexicon({"ebpf": {"label": "eBPF", "terms": ["eBPF", "XDP"]}})["ebpf"].terms
    ('eBPF', 'XDP')
    >>> read_lexicon({"eBPF": ["eBPF", "XDP"]})["eBPF"].terms
    ('eBPF', 'XDP')
    >>> both = read_lexicon(["security", {"security": {"terms": ["lock picking"]}}])
    >>> "lock picking" in both["security"].terms, "malware" in both["malware"].terms
    (True, True)
    """
    if isinstance(lexicon, Mapping):
        return _as_lexicon(lexicon, "the lexicon", "")
    if isinstance(lexicon, (list, tuple)):
        merged: Lexicon = {}
        for source in lexicon:
            merged = _merge(merged, read_lexicon(source))
        return merged or read_lexicon()
    if lexicon is not None and not isinstance(lexicon, (str, Path)):
        raise KcdError(
            f"the lexicon is {lexicon!r}; give a file, a name, a mapping, or a list of these"
        )
    name = str(lexicon or DEFAULT_LEXICON)
    return dict(_shipped(name)) if name in lexicon_names() else _parsed(name)


def _parsed(name: str) -> Lexicon:
    text = read_lexicon_text(name)
    return _as_lexicon(parse_toml(text, name), name, text)


#: Included lexicons do not change, and comparing with what is usual reads all of them.
_shipped = cache(_parsed)


def lexicon_names() -> list[str]:
    """Name the included lexicons.

    >>> lexicon_names()
    ['cloud-native', 'data-ml', 'python', 'security', 'web']
    """
    return shipped_names(_FOLDER, ".toml")


def read_lexicon_text(name: str) -> str:
    """Read the text of a lexicon: a file, or an included one by its name."""
    names = lexicon_names()
    if name in names:
        return read_shipped(f"{_FOLDER}/{name}.toml").decode()
    if not is_file(name):
        files = [str(path) for path in files_matching(str(Path(name).parent / "*.toml"))]
        raise KcdError(
            f"{name}: no such lexicon; give a TOML file or one of ours: {', '.join(names)}"
            f"{did_you_mean(name, [*names, *files])}"
        )
    return read_text(name)


def all_lists(lexicon: Lexicon) -> Iterator[tuple[str, str, Theme]]:
    """List each theme and the tables of its other languages: its id, the language, the phrases.

    >>> [(name, code) for name, code, _ in all_lists(read_lexicon())][:3]
    [('ebpf', 'any'), ('security', 'any'), ('security', 'de')]
    """
    for name, theme in lexicon.items():
        for code, lists in {"any": theme, **theme.languages}.items():
            yield name, code, lists


def _as_lexicon(tables: Mapping[str, Any], name: str, text: str) -> Lexicon:
    if not tables:
        raise KcdError(f'{name}: no theme in it; add one, such as [ebpf] with terms = ["eBPF"]')
    refuse_many(tables, name)
    return {theme: _as_theme(table, _Place(name, text, theme)) for theme, table in tables.items()}


def refuse_many(themes: Mapping[str, Any], name: str) -> None:
    """Reject more themes than tables and figures can compare."""
    if len(themes) > _MOST_THEMES:
        raise KcdError(f"{name}: more than {_MOST_THEMES:,} themes; split it into several lexicons")


@dataclass(frozen=True)
class _Place:
    """A theme in a lexicon, for messages."""

    name: str
    text: str
    theme: str

    def error(self, problem: str, entry: str | None = None) -> KcdError:
        line = line_of(self.text, self.theme, entry) or line_of(self.text, self.theme)
        at = f", line {line}" if line else ""
        return KcdError(f"{self.name}{at}, theme {self.theme}{problem}")


def _as_theme(table: Any, place: _Place) -> Theme:
    if place.theme in (*NOT_THEMES, _INDEX):
        raise place.error(": this name is reserved in tables; choose another one")
    if isinstance(table, Theme):
        return table
    if isinstance(table, (list, tuple)):
        table = {"terms": table}
    if not isinstance(table, Mapping):
        raise place.error(': not a table; write terms = ["..."] below [theme]')
    for key in table:
        if key not in _KEYS and not _LANGUAGE.fullmatch(key):
            raise place.error(f": unknown key {key!r}; use {', '.join(_KEYS)}", key)
    languages = {
        code: Theme("", **_lists(table[code], place, f", {code}"))
        for code in table
        if _LANGUAGE.fullmatch(code)
    }
    theme = Theme(
        str(table.get("label") or place.theme), **_lists(table, place, ""), languages=languages
    )
    if not any(one.terms or one.title_terms for one in (theme, *languages.values())):
        raise place.error(': no terms; add them: terms = ["eBPF"]')
    return theme


def _lists(table: Any, place: _Place, inside: str) -> dict[str, Any]:
    if not isinstance(table, Mapping):
        raise place.error(f'{inside}: not a table; write terms = ["..."] below [theme.language]')
    lists = {key: table.get(key, ()) for key in PHRASES}
    for key, phrases in lists.items():
        if not isinstance(phrases, (list, tuple)) or not all(map(can_be_phrase, phrases)):
            problem = f"not a list of phrases of up to {_MOST_WORDS} words; write it as"
            raise place.error(f'{inside}, {key}: {problem} ["word", "two words"]', key)
    return {key: tuple(phrases) for key, phrases in lists.items()}


def can_be_phrase(value: Any) -> bool:
    """Whether a value can be a term, a hint or an exclusion.

    >>> can_be_phrase("supply chain"), can_be_phrase("--"), can_be_phrase("word " * 21)
    (True, False, False)
    """
    is_short = isinstance(value, str) and len(value) <= _LONGEST_PHRASE
    return is_short and any(map(str.isalnum, value)) and len(part_words(value)) <= _MOST_WORDS


def _merge(first: Mapping[str, Theme], second: Mapping[str, Theme]) -> dict[str, Theme]:
    """All themes of two lexicons; a theme of both has the phrases of both, and the first label."""
    merged = dict(first)
    for name, theme in second.items():
        merged[name] = _join(merged[name], theme) if name in merged else theme
    return merged


def _join(first: Theme, second: Theme) -> Theme:
    phrases = {
        key: tuple(dict.fromkeys(getattr(first, key) + getattr(second, key))) for key in PHRASES
    }
    return Theme(first.label, **phrases, languages=_merge(first.languages, second.languages))
