"""Lexicons: the themes that an analyst names, and the terms that stand for them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from kcdanalysis.errors import KcdError

DEFAULT_LEXICON = "cloud-native"

_KEYS = ("label", "terms", "hints", "without")


@dataclass(frozen=True)
class Theme:
    """One theme of a lexicon.

    Attributes
    ----------
    label : str
        How the theme is printed.
    terms : tuple of str
        Words and phrases that name the theme.
    hints : tuple of str
        Words and phrases that go with it; they weigh less.
    without : tuple of str
        Phrases in which no term and no hint of the theme counts.
    """

    label: str
    terms: tuple[str, ...]
    hints: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


#: Themes by their id, in the order in which tables and figures show them.
Lexicon = dict[str, Theme]


def read_lexicon(lexicon: str | Path | Mapping[str, Any] | None = None) -> Lexicon:
    """Read a lexicon.

    Parameters
    ----------
    lexicon : path, name of a lexicon that we ship, or mapping
        A TOML file with a table for each theme (keys label, terms, hints,
        without), or the same as a mapping. By default our "cloud-native".

    Returns
    -------
    Lexicon
        A dict from theme id to `Theme`.

    Raises
    ------
    KcdError
        If the file cannot be read or an entry is no theme.

    Examples
    --------
    >>> read_lexicon({"ebpf": {"label": "eBPF", "terms": ["eBPF", "XDP"]}})["ebpf"].terms
    ('eBPF', 'XDP')
    """
    if isinstance(lexicon, Mapping):
        return _as_lexicon(lexicon, "the lexicon")
    name = str(lexicon or DEFAULT_LEXICON)
    try:
        return _as_lexicon(tomllib.loads(_read_text(name)), name)
    except tomllib.TOMLDecodeError as error:
        raise KcdError(f"{name}: not valid TOML: {error}; mend the file at that place") from None


def _read_text(name: str) -> str:
    shipped = resources.files("kcdanalysis") / "lexicons" / f"{name}.toml"
    try:
        return (shipped if shipped.is_file() else Path(name)).read_text("utf-8")
    except FileNotFoundError:
        names = sorted(Path(file.name).stem for file in shipped.parent.iterdir())  # type: ignore[attr-defined]
        raise KcdError(
            f"{name}: no such lexicon; give a TOML file or one of ours: {', '.join(names)}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise KcdError(f"{name}: cannot be read as a lexicon ({error})") from None


def _as_lexicon(tables: Mapping[str, Any], name: str) -> Lexicon:
    if not tables:
        raise KcdError(f'{name}: no theme in it; add one, as [ebpf] with terms = ["eBPF"]')
    return {theme: _as_theme(table, f"{name}, theme {theme}") for theme, table in tables.items()}


def _as_theme(table: Any, place: str) -> Theme:
    if isinstance(table, Theme):
        return table
    if not isinstance(table, Mapping):
        raise KcdError(f'{place}: not a table; write terms = ["..."] below [theme]')
    unknown = sorted(set(table) - set(_KEYS))
    if unknown:
        raise KcdError(f"{place}: unknown key {unknown[0]!r}; use {', '.join(_KEYS)}")
    if not table.get("terms"):
        raise KcdError(f'{place}: no terms; add some, as terms = ["eBPF"]')
    phrases = {key: _phrases(table.get(key, ()), f"{place}, {key}") for key in _KEYS[1:]}
    return Theme(label=str(table.get("label") or place.rsplit(" ", 1)[-1]), **phrases)


def _phrases(values: Any, place: str) -> tuple[str, ...]:
    if not isinstance(values, (list, tuple)) or not all(
        isinstance(value, str) and any(map(str.isalnum, value)) for value in values
    ):
        raise KcdError(f'{place}: not a list of words; write it as ["word", "two words"]')
    return tuple(values)
