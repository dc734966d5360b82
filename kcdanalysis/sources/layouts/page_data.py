"""Data in a page: JSON in its scripts that another format reads."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup, Tag

from kcdanalysis.sources.layouts.schema_org import JSON_LD
from kcdanalysis.sources.rows import RawRow, raw_row
from kcdanalysis.sources.syntax.documents import Record
from kcdanalysis.sources.syntax.html_reader import tags_in

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
#: So many characters are passed over in the time in which one is parsed.
_AS_FAST = 50
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
            # Python counts the lines above an error, too.
            n_again += error.pos - start + error.pos // _AS_FAST
        except RecursionError:
            return
        else:
            if end - start > _SHORT:
                at = end
                yield value
