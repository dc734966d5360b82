"""Data in a page: JSON in its scripts that another format reads, and events of schema.org."""

import json
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup, Tag

from kcdanalysis.errors import KcdError, KcdWarning, warn_of
from kcdanalysis.sources.rows import RawRow, given, raw_row
from kcdanalysis.sources.syntax.documents import Record
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.syntax.markup import distinct
from kcdanalysis.sources.values.fields import match_field
from kcdanalysis.sources.values.labels import find_role

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
_BRACKETS = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|[\[{\]}]")
_CODE = re.compile(r"=>|\bfunction\b|\breturn\b")
_DECODER = json.JSONDecoder(object_pairs_hook=Record)
_JSON_LD = re.compile(r"^application/ld\+json", re.IGNORECASE)
#: The keys of schema.org that hold the events of a page, the parts of an event, and speakers;
#: of the speakers, the first key that has a value counts.
_HOLDERS = ("@graph", "itemListElement", "item", "mainEntity", "event", "events")
_PARTS = ("subEvent", "subEvents")
_PEOPLE = ("performer", "performers", "speaker", "speakers", "actor", "author", "creator")
#: Events of schema.org without an audience.
_NO_EVENTS = {"BroadcastEvent", "DeliveryEvent", "OnDemandEvent", "PublicationEvent", "SaleEvent"}
_KINDS = {"FoodEvent": "break", "SocialEvent": "other"}
#: Our fields of one text, with their keys in schema.org.
_TEXTS = {
    "id": "identifier", "level": "educationalLevel", "start": "startDate", "end": "endDate",
    "duration": "duration", "url": "url", "language": "inLanguage",
}  # fmt: skip

_Path = tuple[Record, ...]


def read_scripts(soup: BeautifulSoup, name: str, read_data: ReadData) -> list[RawRow]:
    """Read the first programme in the scripts and data attributes of a page."""
    parts = ((tag, part) for tag in soup.find_all(True) for part in _parts_of(tag))
    for tag, part in islice(parts, _MAX_PARTS):
        if rows := read_data(part, f"{name}.json"):
            return [raw_row(row, line=tag.sourceline or 1) for row in rows]
    return []


def _parts_of(tag: Tag) -> Iterator[Any]:
    values: list[Any] = [str(value) for key, value in tag.attrs.items() if key.startswith("data-")]
    if tag.name == "script" and not _JSON_LD.match(str(tag.get("type"))):
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


def read_events(soup: BeautifulSoup, name: str) -> list[RawRow]:
    """Read the events that are parts of others; without any, all if some have speakers."""
    nodes = [node for value in _read_json_ld(soup, name) for node in _list(value)]
    known = {str(node["@id"]): node for node in _objects(nodes) if "@id" in node and len(node) > 1}
    events: dict[int, tuple[Record, _Path]] = {}
    for node, path in _walk(nodes, (), known):
        # A talk that is listed by itself and below its event is found twice.
        if id(node) not in events or len(path) > len(events[id(node)][1]):
            events[id(node)] = node, path
    chosen = [(node, path) for node, path in events.values() if path]
    if not chosen and any(map(_is_talk, (node for node, _ in events.values()))):
        chosen = list(events.values())
    return [row for node, path in chosen if (row := _read_event(node, path, name))]


def _read_json_ld(soup: BeautifulSoup, name: str) -> Iterator[Any]:
    for script in soup.find_all("script", type=_JSON_LD):
        # The empty lines give its lines the numbers that they have in the page.
        text = "\n" * ((script.sourceline or 1) - 1) + script.get_text()
        try:
            yield read_json(text, name)
        except KcdError as error:
            warnings.warn(f"{error} (JSON-LD; left out)", KcdWarning, stacklevel=2)


def _objects(value: Any) -> Iterator[Record]:
    if isinstance(value, Record):
        yield value
        value = list(value.values())
    for child in value if isinstance(value, list) else []:
        yield from _objects(child)


def _walk(value: Any, path: _Path, known: dict[str, Record]) -> Iterator[tuple[Record, _Path]]:
    """Yield the events that hold no others, each with the events around it."""
    for child in _list(value):
        node = known.get(str(child.get("@id")), child) if isinstance(child, Record) else None
        if node is None or any(node is each for each in path):
            continue
        types = {re.split(r"[/:#]", str(each))[-1] for each in _list(node.get("@type"))}
        parts = _list(node, *_PARTS)
        if not any(each.endswith("Event") for each in types - _NO_EVENTS):
            yield from _walk(_list(node, *_HOLDERS), path, known)
        elif any(isinstance(part, Record) for part in parts):
            yield from _walk(parts, (*path, node), known)
        else:
            wholes = [each for each in _list(node, "superEvent") if isinstance(each, Record)]
            yield node, path or tuple(known.get(str(each.get("@id")), each) for each in wholes[:1])


def _is_talk(node: Record) -> bool:
    """Whether an event has speakers and ends on the day on which it starts."""
    start = _text(node.get("startDate"))
    return bool(_people(node)) and _text(node.get("endDate") or start)[:10] == start[:10]


def _read_event(node: Record, path: _Path, name: str) -> RawRow | None:
    title = _text(node.get("name")) or _text(node.get("headline"))
    if not title:
        warn_of(name, node.line, "an event without a name; left out")
        return None
    works = _list(node, "workPerformed", "workFeatured")[:1]
    both = [node, *(each for each in works if isinstance(each, Record))]
    keywords = list(filter(None, map(_text, _list(node, "keywords"))))
    track = _text(path[-1].get("name")) if len(path) > 1 else ""
    kinds = (_KINDS.get(str(each)) for each in _list(node, "@type"))
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
        room=", ".join(filter(None, map(_text, _list(node, "location")))) or None,
        event=(_text(path[0].get("name")) if path else "") or None,
        line=node.line,
    )


def _people(node: Record) -> list[dict[str, str]]:
    people = next(filter(None, (_list(node, key) for key in _PEOPLE)), [])
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


def _list(value: Any, *keys: str) -> list[Any]:
    """Return a value as a list, or the values of a record at some keys as one list."""
    if keys:
        return [each for key in keys for each in _list(value.get(key))]
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    """Return a text, the name of an object, or the first text of a list."""
    if isinstance(value, Record):
        value = [value.get(key) for key in ("@value", "alternateName", "name", "value")]
    if isinstance(value, list):
        return next(filter(None, map(_text, value)), "")
    return str(value).strip() if isinstance(value, (str, int)) else ""
