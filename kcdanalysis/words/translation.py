"""The language of the text in figures and posts: English, or that of a catalogue.

A catalogue is a GNU gettext PO file, `locale/<language>/LC_MESSAGES/kcdanalysis.po`. It is
read as translators write it, so there is no compiled copy that could be outdated.
"""

import re
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, partial
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from json import loads
from typing import Any

from kcdanalysis.errors import KcdError, did_you_mean
from kcdanalysis.files import read_shipped

#: The languages that figures and posts can have.
LANGUAGES = ("en", "de", "fr", "es", "it")

_language = ContextVar("language", default="en")
# A line of a catalogue: the keyword that it begins with, if any, and its text.
_LINE = re.compile(r'^(?:(msgid_plural|msgid|msgstr)(?:\[\d\])? )?(".*")$', re.MULTILINE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Write figures, posts and pages in a language; numbers and columns of data stay as they are.

    Parameters
    ----------
    language : str
        "en", "de", "fr", "es" or "it".

    Raises
    ------
    KcdError
        If there is no catalogue of this language.

    Examples
    --------
    >>> with speaking("de"):
    ...     ngettext("{n} talk", "{n} talks", 1200)
    '1.200 Vorträge'
    """
    if language not in LANGUAGES:
        hint = did_you_mean(language, LANGUAGES)
        raise KcdError(f"no language {language!r}; use one of {', '.join(LANGUAGES)}{hint}")
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def language_in_use() -> str:
    """The code of the language in use."""
    return _language.get()


def _(text: str, /, **fields: Any) -> str:
    """Translate a text into the language in use, with its fields filled in."""
    said = _catalogue(_language.get()).gettext(text) if text else ""
    return said.format(**fields) if fields else said


def N_(text: str) -> str:  # noqa: N802
    """Mark a text that is translated later, with `_`."""
    return text


def ngettext(one: str, many: str, n: int, /, **fields: Any) -> str:
    """Translate a text for a number of things, which is the field "n"."""
    return nsaid(one, many, n).format(n=number(n), **fields)


def nsaid(one: str, many: str, n: int) -> str:
    """Translate a text for a number of things, with its fields unfilled."""
    return _catalogue(_language.get()).ngettext(one, many, int(n))


class Retold(str):
    """A text that remembers how it was made, so that it can be made in another language."""

    make: "partial[str]"

    def __new__(cls, function: Callable[..., str], *arguments: Any) -> "Retold":
        """Make the text by calling a function with arguments."""
        text = super().__new__(cls, function(*arguments))
        text.make = partial(function, *arguments)
        return text

    def __reduce__(self) -> tuple[Any, ...]:
        return Retold, (self.make.func, *self.make.args)


def retold(text: str) -> str:
    """Make a text again in the language in use, if it remembers how it was made."""
    return text.make() if isinstance(text, Retold) else text


def number(value: float, digits: int = 0) -> str:
    """Print a number with the separators of the language in use.

    >>> number(1234.5, 2)
    '1,234.50'
    """
    return local_number(f"{value:,.{digits}f}".replace("-", "−"))


def local_number(text: str) -> str:
    """Put the separators of the language in use into a number that is printed in English."""
    example = _("1,234.5")
    return text.translate({ord(","): example[1], ord("."): example[5]})


@cache
def _catalogue(language: str) -> NullTranslations:
    if language == "en":
        return NullTranslations()
    text = read_shipped(f"locale/{language}/LC_MESSAGES/kcdanalysis.po").decode()
    return GNUTranslations(BytesIO(_compiled(read_catalogue(text))))


def read_catalogue(text: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Read the entries of a PO file: a text, or its singular and plural, and the translations."""
    entries: list[tuple[list[str], list[str]]] = []
    is_open = False
    for keyword, quoted in _LINE.findall(text):
        if keyword == "msgid":
            entries.append(([], []))
        parts = entries[-1][is_open if not keyword else keyword == "msgstr"]
        is_open = is_open if not keyword else keyword == "msgstr"
        if keyword:
            parts.append("")
        parts[-1] += loads(quoted)
    return {tuple(said): tuple(becomes) for said, becomes in entries}


def _compiled(entries: dict[tuple[str, ...], tuple[str, ...]]) -> bytes:
    """The entries as gettext reads them, an MO file: "The Format of GNU MO Files"."""
    texts = [["\0".join(part).encode() for part in entry] for entry in sorted(entries.items())]
    n_texts, start = len(texts), 28 + 16 * len(texts)
    tables, content = b"", b""
    for column in (0, 1):
        for entry in texts:
            tables += struct.pack("<2I", len(entry[column]), start + len(content))
            content += entry[column] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, n_texts, 28, 28 + 8 * n_texts, 0, 0)
    return head + tables + content
