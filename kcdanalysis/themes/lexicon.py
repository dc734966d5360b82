"""Lexicons: the themes that an analyst names, and the terms that stand for them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from kcdanalysis.errors import KcdError

DEFAULT_LEXICON = "cloud-native"

#: The lists of phrases of a theme, and what a table of it may hold beside them.
PHRASES = ("terms", "hints", "without")
_KEYS = ("label", *PHRASES)

#: What a table for another language is called: its ISO 639-1 code.
_LANGUAGE = re.compile(r"[a-z]{2}")


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
    languages : mapping of str to Theme
        By language ("de"), what else names the theme in talks of that language.
    """

    label: str
    terms: tuple[str, ...]
    hints: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    languages: Mapping[str, Theme] = field(default_factory=dict)


#: Themes by their id, in the order in which tables and figures show them.
Lexicon = dict[str, Theme]

#: What `read_lexicon` takes.
LexiconSource = str | Path | Mapping[str, Any] | Sequence[str | Path | Mapping[str, Any]]


def read_lexicon(lexicon: LexiconSource | None = None) -> Lexicon:
    """Read a lexicon.

    Parameters
    ----------
    lexicon : path, name of a lexicon that we ship, mapping, or several of these
        A TOML file with a table for each theme (keys label, terms, hints, without, and a
        table for each other language), or the same as a mapping. Several are joined: a
        theme that is in two has the terms of both. By default our "cloud-native".

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
    >>> both = read_lexicon(["security", {"security": {"terms": ["lock picking"]}}])
    >>> "lock picking" in both["security"].terms, "malware" in both["malware"].terms
    (True, True)
    """
    if isinstance(lexicon, Mapping):
        return _as_lexicon(lexicon, "the lexicon", "")
    if lexicon is not None and not isinstance(lexicon, (str, Path)):
        joined: Lexicon = {}
        for one in lexicon:
            for name, theme in read_lexicon(one).items():
                joined[name] = _join(joined[name], theme) if name in joined else theme
        return joined or read_lexicon()
    name = str(lexicon or DEFAULT_LEXICON)
    text = read_lexicon_text(name)
    try:
        return _as_lexicon(tomllib.loads(text), name, text)
    except tomllib.TOMLDecodeError as error:
        raise KcdError(f"{name}: not valid TOML: {error}; mend the file at that place") from None


def lexicon_names() -> list[str]:
    """Give the names of the lexicons that we ship.

    >>> "cloud-native" in lexicon_names()
    True
    """
    folder = resources.files("kcdanalysis.themes") / "lexicons"
    return sorted(Path(file.name).stem for file in folder.iterdir() if file.name.endswith(".toml"))


def read_lexicon_text(name: str) -> str:
    """Read the text of a lexicon, one of ours by its name."""
    shipped = resources.files("kcdanalysis.themes") / "lexicons" / f"{name}.toml"
    try:
        return (shipped if shipped.is_file() else Path(name)).read_text("utf-8")
    except FileNotFoundError:
        raise KcdError(
            f"{name}: no such lexicon; give a TOML file or one of ours: "
            f"{', '.join(lexicon_names())}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise KcdError(f"{name}: cannot be read as a lexicon ({error})") from None


def line_of(text: str, theme: str, said: str | None = None) -> int | None:
    r"""Give the line on which a lexicon writes a theme, or a phrase or key of it.

    >>> line_of('[a]\nterms = [\n  "x",\n  "y",\n]\n', "a", "y")
    4
    """
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if table := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
            name = table[1].replace('"', "").replace("'", "")
            inside = name == theme or name.startswith(f"{theme}.")
            if inside and said is None:
                return number
        if inside and said is not None and _says(line, said):
            return number
    return None


def _says(line: str, said: str) -> bool:
    key = rf"""\s*["']?{re.escape(said)}["']?\s*=|\s*\[.*\.\s*{re.escape(said)}\s*\]"""
    return f'"{said}"' in line or f"'{said}'" in line or bool(re.match(key, line))


def _as_lexicon(tables: Mapping[str, Any], name: str, text: str) -> Lexicon:
    if not tables:
        raise KcdError(f'{name}: no theme in it; add one, as [ebpf] with terms = ["eBPF"]')
    return {theme: _as_theme(table, _Place(name, text, theme)) for theme, table in tables.items()}


@dataclass(frozen=True)
class _Place:
    """Where in a lexicon something stands, for messages."""

    name: str
    text: str
    theme: str

    def error(self, what: str, said: str | None = None) -> KcdError:
        line = line_of(self.text, self.theme, said) or line_of(self.text, self.theme)
        at = f", line {line}" if line else ""
        return KcdError(f"{self.name}{at}, theme {self.theme}{what}")


def _as_theme(table: Any, place: _Place) -> Theme:
    if isinstance(table, Theme):
        return table
    if not isinstance(table, Mapping):
        raise place.error(': not a table; write terms = ["..."] below [theme]')
    for key in table:
        if key not in _KEYS and not _LANGUAGE.fullmatch(key):
            raise place.error(f": unknown key {key!r}; use {', '.join(_KEYS)}", key)
    languages = {
        code: _theme("", _lists(table[code], place, f", {code}"))
        for code in table
        if _LANGUAGE.fullmatch(code)
    }
    if not table.get("terms") and not any(one.terms for one in languages.values()):
        raise place.error(': no terms; add some, as terms = ["eBPF"]')
    label = str(table.get("label") or place.theme)
    return _theme(label, _lists(table, place, ""), languages)


def _theme(
    label: str, lists: Mapping[str, tuple[str, ...]], languages: Mapping[str, Theme] | None = None
) -> Theme:
    return Theme(label, lists["terms"], lists["hints"], lists["without"], languages or {})


def _lists(table: Any, place: _Place, inside: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(table, Mapping):
        raise place.error(f'{inside}: not a table; write terms = ["..."] below [theme.language]')
    return {key: _phrases(table.get(key, ()), place, f"{inside}, {key}", key) for key in PHRASES}


def _phrases(values: Any, place: _Place, inside: str, key: str) -> tuple[str, ...]:
    if not isinstance(values, (list, tuple)) or not all(
        isinstance(value, str) and any(map(str.isalnum, value)) for value in values
    ):
        what = f'{inside}: not a list of words; write it as ["word", "two words"]'
        raise place.error(what, key)
    return tuple(values)


def _join(one: Theme, other: Theme) -> Theme:
    """A theme with the phrases of two, the label of the first."""
    codes = dict.fromkeys([*one.languages, *other.languages])
    nothing = Theme("", ())
    terms, hints, without = (tuple(dict.fromkeys(_all(key, one, other))) for key in PHRASES)
    languages = {
        code: _join(one.languages.get(code, nothing), other.languages.get(code, nothing))
        for code in codes
    }
    return Theme(one.label, terms, hints, without, languages)


def _all(key: str, *themes: Theme) -> Iterator[str]:
    for theme in themes:
        yield from getattr(theme, key)
