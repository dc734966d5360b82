"""What JSON and YAML documents hold: records that know their line, and texts in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
    """Return the object at a key, or an empty one if there is none."""
    value = parent.get(key)
    return value if isinstance(value, Record) else Record(line=parent.line)


def records(parent: Record, key: str, name: str) -> Iterator[Record]:
    """Yield the objects of the list at a key; warns of other values in it."""
    values = parent.get(key)
    if not isinstance(values, list):
        if values:
            warn_of(name, parent.line, f"{key!r} is not a list; it was left out")
        return
    for number, value in enumerate(values, 1):
        if isinstance(value, Record):
            yield value
        elif value is not None:
            problem = f"entry {number} of {key!r} is not an object; it was left out"
            warn_of(name, parent.line, problem)


def objects(value: Any) -> list[Record]:
    """Return the objects of a list, or of an object keyed by id; without a warning."""
    if isinstance(value, dict):
        for key, child in value.items():
            if isinstance(child, Record):
                child.setdefault("id", key)
        value = list(value.values())
    return [each for each in value if isinstance(each, Record)] if isinstance(value, list) else []


def text(value: Any, language: str | None = None) -> str | None:
    """Convert a value to text; of a text in several languages, take the one in `language`.

    English replaces a missing language, then the first that is there. The text of an
    object with a name is its name.

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


def first_text(record: Any, *keys: str, language: str | None = None) -> str | None:
    """Return the first text that one of some keys has."""
    return next(filter(None, (text(record.get(key), language) for key in keys)), None)


def names_by(things: Iterable[Record], *keys: str, language: str | None = None) -> dict[str, str]:
    """Map the ids of things, which stand at some keys, to their names."""
    return {
        identifier: name
        for thing in things
        if (name := text(thing, language))
        for key in keys
        if (identifier := text(thing.get(key)))
    }


def _in_language(texts: dict[str, Any], language: str | None) -> Any:
    for wanted in filter(None, (language, "en")):
        for key, value in texts.items():
            # "de-formal" and "pt_BR" are German and Portuguese.
            if value and re.split("[-_]", key)[0].lower() == wanted.lower().split("-")[0]:
                return value
    return next(filter(None, texts.values()), None)
