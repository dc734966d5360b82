"""Data in a page: JSON in its scripts that another format reads."""

import json
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup, Tag

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.layouts.schema_org import JSON_LD
from kcdanalysis.sources.rows import RawRow, raw_row
from kcdanalysis.sources.syntax.documents import Record
from kcdanalysis.sources.syntax.html_reader import tags_in
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.values.fields import match_field

#: Reads the rows of a parsed document in another format; none if it is not a programme.
ReadData = Callable[[Any, str], list[RawRow]]

#: Where a value may begin in a script: at the start, after "=", ":" or "(".
_VALUE = re.compile(r"(?:^\s*|[=:(]\s*)(?=[\[{\"])")
#: A shorter text is not a programme.
_SHORT = 60
#: Programmes stand less deep in the data of a page.
_MAX_DEPTH = 30
#: So many records and lists of a page are tried, the outermost of each script first.
_MAX_PARTS = 2_000
#: In total, so many times the length of a script is read again behind what is not JSON.
_MAX_AGAIN = 10
#: The texts and brackets of a literal in JavaScript, and what only code has.
#: A string that is never closed ends with its line.
_BRACKETS = re.compile(r"\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)*+'?|[\[{\]}]")
_CODE = re.compile(r"=>|\bfunction\b|\breturn\b")
_DECODER = json.JSONDecoder(object_pairs_hook=Record)


def read_scripts(soup: BeautifulSoup, name: str, read_data: ReadData) -> list[RawRow]:
    """Read the first programme in the scripts and data attributes of a page."""
    parts = ((tag, part) for tag in tags_in(soup) for part in _parts_of(tag))
    for tag, part in islice(parts, _MAX_PARTS):
        if rows := read_data(part, f"{name}.json"):
            return [raw_row(row, line=tag.sourceline or 1) for row in rows]
    return []


def _parts_of(tag: Tag) -> Iterator[Any]:
    values: list[Any] = [str(value) for key, value in tag.attrs.items() if key.startswith("data-")]
    if tag.name == "script" and not JSON_LD.match(str(tag.get("type"))):
        values.append(tag.get_text())
    if tag.get("id") == "__NUXT_DATA__":
        values = list(map(_resolve, _values(tag.get_text())))
    for value in values:
        yield from _parts(value)


def _parts(value: Any) -> Iterator[Any]:
    """Yield the records and lists in a value, the outermost first, also those in its strings."""
    level: Iterable[Any] = [value]
    for _ in range(_MAX_DEPTH):
        yield from (each for each in level if isinstance(each, dict | list) and each)
        level = [part for each in level for part in _children(each)]


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, str):
        return _values(value)
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _resolve(values: Any) -> Any:
    """Resolve the list that Nuxt writes, in which records hold the places of their values.

    >>> _resolve([{"talks": 1}, [2], {"title": 3, "room": 4}, "Tides", "Aula"])
    {'talks': [{'title': 'Tides', 'room': 'Aula'}]}
    """
    places = values if isinstance(values, list) else [None]
    nodes: list[Any] = [
        Record() if isinstance(value, dict) else [] if isinstance(value, list) else value
        for value in places
    ]
    used = {0}

    def take(place: Any) -> Any:
        """Return a value; a record or list only once, so that none holds itself."""
        # A range looks for anything but a whole number from one end to the other.
        is_place = type(place) is int and place in range(len(places))
        if not is_place or place in used:
            return None
        used.update({place} if isinstance(places[place], dict | list) else ())
        return nodes[place]

    for node, value in zip(nodes, places, strict=True):
        if isinstance(value, dict):
            node.update({key: take(place) for key, place in value.items()})
        elif isinstance(value, list):
            node.extend(map(take, value))
    return nodes[0]


def _values(text: str) -> Iterator[Any]:
    """Yield the JSON values that a script assigns, or is."""
    at, n_again = 0, 0
    while len(text) > _SHORT and n_again < _MAX_AGAIN * len(text):
        if not (found := _VALUE.search(text, at)):
            return
        start = found.end()
        at = max(start, at + 1)
        try:
            value, end = _DECODER.raw_decode(text, start)
        except json.JSONDecodeError as error:
            value, end = _read_literal(text, start) if text[start] != '"' else (None, start)
            n_again += max(end, error.pos) - start
        except RecursionError:
            return
        if value is not None and end - start > _SHORT:
            at = end
            yield value


def _read_literal(text: str, start: int) -> tuple[Any, int]:
    """Read an object or list in JavaScript, whose keys have no quotes; None if it is code."""
    depth = 0
    for token in _BRACKETS.finditer(text, start):
        depth += (token[0] in "[{") - (token[0] in "]}")
        if not depth:
            literal, end = text[start : token.end()], token.end()
            keys = set(re.findall(r"(?<!\w)(\w++)['\"]?\s*:", literal))
            if "title" not in map(match_field, keys) or _CODE.search(literal):
                return None, end
            with warnings.catch_warnings(), suppress(KcdError):
                warnings.simplefilter("ignore")
                return read_json(literal, ""), end
    return None, len(text)
