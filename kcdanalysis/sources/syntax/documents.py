"""What documents of JSON and YAML hold: records that know their line, and texts in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kcdanalysis.errors import warn_of


class Record(dict[str, Any]):
    """A mapping that knows the line it starts on, and later what its keys mean."""

    __slots__ = ("fields", "line")

    def __init__(self, pairs: Any = (), line: int = 1) -> None:
        super().__init__(pairs)
        self.line = line
        self.fields: Any = None


def section(parent: Record, key: str) -> Record:
    """Give the object below a key, or an empty one where there is none."""
    value = parent.get(key)
    return value if isinstance(value, Record) else Record(line=parent.line)


def records(parent: Record, key: str, name: str) -> Iterator[Record]:
    """Give the objects of the list below a key; warns of what else stands in it."""
    values = parent.get(key)
    if not isinstance(values, list):
        if values:
            warn_of(name, parent.line, f"{key!r} is no list; it was left out")
        return
    for number, value in enumerate(values, 1):
        if isinstance(value, Record):
            yield value
        elif value is not None:
            what = f"entry {number} of {key!r} is no object; it was left out"
            warn_of(name, parent.line, what)


def text(value: Any, language: str | None = None) -> str | None:
    """Give a value as text: of a text in several languages the one in `language`.

    English stands in for a language that is missing, then the first that is there.
    Of an object with a name, the name is the text.

    >>> text({"en": "Coffee", "fr": "Café"}, "fr"), text({"de-formal": "Kaffee"}, "de")
    ('Café', 'Kaffee')
    >>> text({"id": 3, "name": {"fr": "Grande salle"}}), text(" "), text(7)
    ('Grande salle', None, '7')
    """
    if isinstance(value, dict) and "name" in value:
        value = value["name"]
    if isinstance(value, dict):
        value = _in_language(value, language)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


def _in_language(texts: dict[str, Any], language: str | None) -> Any:
    for wanted in filter(None, (language, "en")):
        for key, value in texts.items():
            # "de-formal" and "pt_BR" are German and Portuguese.
            if value and re.split("[-_]", key)[0].lower() == wanted.lower().split("-")[0]:
                return value
    return next(filter(None, texts.values()), None)
