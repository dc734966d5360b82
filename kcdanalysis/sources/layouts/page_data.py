"""Data in the scripts of a page: JSON that one of the other formats reads."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from bs4 import BeautifulSoup

from kcdanalysis.sources.rows import RawRow, raw_row

#: Where a value may begin in a script: at the start, after "=", in JSON.parse("...").
_VALUE = re.compile(r"(?:^\s*|=\s*|JSON\.parse\(\s*|:\s*)(?=[\[{\"])")
#: A shorter text is no programme.
_SHORT = 60


def read_scripts(
    soup: BeautifulSoup, name: str, read_data: Callable[[bytes, str], list[RawRow]]
) -> list[RawRow]:
    """Read the first programme in the scripts and data attributes of a page."""
    for line, text in _texts(soup):
        for value in _values(text):
            for part in _parts(value):
                rows = read_data(json.dumps(part).encode(), f"{name}.json")
                if rows:
                    return [raw_row(row, line=line) for row in rows]
    return []


def _texts(soup: BeautifulSoup) -> Iterator[tuple[int, str]]:
    for tag in soup.find_all("script"):
        if "ld+json" not in str(tag.get("type")).casefold():
            yield tag.sourceline or 1, tag.get_text()
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            if name.startswith("data-") and str(value).lstrip()[:1] in ("[", "{"):
                yield tag.sourceline or 1, str(value)


def _values(text: str) -> Iterator[Any]:
    """Yield the JSON values that a script assigns, or is."""
    at = 0
    while found := _VALUE.search(text, at):
        at = max(found.end(), at + 1)
        try:
            value, end = json.JSONDecoder().raw_decode(text, found.end())
        except (ValueError, RecursionError):
            continue
        if end - found.end() > _SHORT:
            at = end
            yield value


def _parts(value: Any) -> Iterator[Any]:
    """Yield a value and the values in it, the outermost first, also those in texts of JSON."""
    level = [value]
    while level:
        below: list[Any] = []
        for each in level:
            if isinstance(each, str) and len(each) > _SHORT and each.lstrip()[:1] in ("[", "{"):
                try:
                    each = json.loads(each)
                except ValueError:
                    continue
            if isinstance(each, (dict, list)) and each:
                yield each
                below += each.values() if isinstance(each, dict) else each
        level = below
