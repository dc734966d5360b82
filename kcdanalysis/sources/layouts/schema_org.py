"""The events of schema.org in the JSON-LD of a page."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup

from kcdanalysis.errors import KcdError, KcdWarning, warn_of
from kcdanalysis.sources.rows import RawRow, given, raw_row
from kcdanalysis.sources.syntax.documents import Record
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.syntax.markup import distinct
from kcdanalysis.sources.values.labels import find_role

#: The keys that hold the events of a page.
_HOLDERS = ("@graph", "itemListElement", "item", "mainEntity", "event", "events")
#: The keys of speakers; the first that has a value counts.
_PEOPLE = ("performer", "performers", "speaker", "speakers", "actor", "author", "creator")
#: Events of schema.org that have no audience.
_NO_EVENTS = frozenset(
    "BroadcastEvent DeliveryEvent OnDemandEvent PublicationEvent SaleEvent".split()
)
_KINDS = {"FoodEvent": "break", "SocialEvent": "other"}
#: Our fields that have one text, with their keys in schema.org.
_TEXTS = {
    "id": "identifier", "level": "educationalLevel", "start": "startDate", "end": "endDate",
    "duration": "duration", "url": "url",
}  # fmt: skip

_Path = tuple[Record, ...]


def read_events(soup: BeautifulSoup, name: str) -> list[RawRow]:
    """Read the events that are parts of others; without any, all if some have speakers."""
    nodes = [node for value in _read_json_ld(soup, name) for node in _list(value)]
    known = {str(node["@id"]): node for node in _objects(nodes) if "@id" in node and len(node) > 1}
    events: dict[int, tuple[Record, _Path]] = {}
    for node, path in _walk(nodes, (), known):
        # A talk that is listed by itself and below its event is found twice.
        if id(node) not in events or len(path) > len(events[id(node)][1]):
            events[id(node)] = node, path
    parts = [(node, path) for node, path in events.values() if path]
    # A talk ends on the day on which it starts.
    is_programme = any(
        _people(node) and _text(node.get("endDate") or start)[:10] == start[:10]
        for node, _ in events.values()
        for start in [_text(node.get("startDate"))]
    )
    chosen = parts or (list(events.values()) if is_programme else [])
    return [row for node, path in chosen if (row := _read_event(node, path, name))]


def _read_json_ld(soup: BeautifulSoup, name: str) -> Iterator[Any]:
    for script in soup.find_all("script", type=re.compile(r"^application/ld\+json", re.I)):
        # Empty lines above it give its lines the numbers of the page.
        text = "\n" * ((script.sourceline or 1) - 1) + script.get_text()
        try:
            yield read_json(text, name)
        except KcdError as error:
            warnings.warn(f"{error} (JSON-LD; left out)", KcdWarning, stacklevel=2)


def _objects(value: Any) -> Iterator[Record]:
    if isinstance(value, Record):
        yield value
    for child in value.values() if isinstance(value, Record) else _list(value):
        if isinstance(child, (list, Record)):
            yield from _objects(child)


def _walk(value: Any, path: _Path, known: dict[str, Record]) -> Iterator[tuple[Record, _Path]]:
    """Yield the events that hold no others, each with the events around it."""
    for child in _list(value):
        node = known.get(str(child.get("@id")), child) if isinstance(child, Record) else None
        if node is None or any(node is each for each in path):
            continue
        parts = _list(node.get("subEvent")) + _list(node.get("subEvents"))
        if not _is_event(node):
            held = [each for key in _HOLDERS for each in _list(node.get(key))]
            yield from _walk(held, path, known)
        elif any(isinstance(part, Record) for part in parts):
            yield from _walk(parts, (*path, node), known)
        else:
            wholes = [each for each in _list(node.get("superEvent")) if isinstance(each, Record)]
            yield node, path or tuple(known.get(str(each.get("@id")), each) for each in wholes[:1])


def _is_event(node: Record) -> bool:
    types = {re.split(r"[/:#]", str(each))[-1] for each in _list(node.get("@type"))}
    return any(each.endswith("Event") for each in types - _NO_EVENTS)


def _read_event(node: Record, path: _Path, name: str) -> RawRow | None:
    title = _text(node.get("name")) or _text(node.get("headline"))
    if not title:
        warn_of(name, node.line, "an event without a name; left out")
        return None
    works = _list(node.get("workPerformed")) + _list(node.get("workFeatured"))
    both = [node, *(each for each in works[:1] if isinstance(each, Record))]
    keywords = [text for each in _list(node.get("keywords")) if (text := _text(each))]
    track = _text(path[-1].get("name")) if len(path) > 1 else ""
    kinds = [_KINDS.get(str(each)) for each in _list(node.get("@type"))]
    return raw_row(
        {field: _text(node.get(key)) or None for field, key in _TEXTS.items()},
        title=title,
        speakers=next(filter(None, map(_people, both)), []),
        abstract=distinct(
            *(_text(each.get(key)) for each in both for key in ("abstract", "description"))
        ),
        # The group of a talk is its track, unless it is a day.
        track=track if track and find_role(track)[0] != "context" else None,
        # One text holds several keywords, with commas between them.
        tags=keywords[0] if len(keywords) == 1 else keywords,
        kind=next(filter(None, kinds), None),
        language=_text(node.get("inLanguage")) or None,
        room=", ".join(filter(None, map(_text, _list(node.get("location"))))) or None,
        event=(_text(path[0].get("name")) if path else "") or None,
        line=node.line,
    )


def _people(node: Record) -> list[dict[str, str]]:
    people = next(filter(None, (_list(node.get(key)) for key in _PEOPLE)), [])
    records = [each if isinstance(each, Record) else Record({"name": each}) for each in people]
    return [
        given(
            name=_text(each.get("name")),
            url=_text(each.get("url")) or _text(each.get("sameAs")),
            organisation=_text(each.get("affiliation") or each.get("worksFor")),
        )
        for each in records
        if _text(each.get("name"))
    ]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    """Return a text, the name of an object, or the first text of a list."""
    if isinstance(value, list):
        return next(filter(None, map(_text, value)), "")
    if isinstance(value, Record):
        keys = ("@value", "alternateName", "name", "value")
        return next(filter(None, (_text(value.get(key)) for key in keys)), "")
    return str(value).strip() if isinstance(value, (str, int)) else ""
