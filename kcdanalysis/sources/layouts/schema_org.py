"""Events of schema.org in the JSON-LD of a page, read as records of their own keys."""

import re
import warnings
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup

from kcdanalysis.errors import KcdError, KcdWarning, warn_of
from kcdanalysis.sources.layouts.record_rows import read_talk
from kcdanalysis.sources.rows import RawRow, given, raw_row
from kcdanalysis.sources.syntax.documents import Record, text_of
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.syntax.markup import distinct
from kcdanalysis.sources.values.labels import find_role

JSON_LD = re.compile(r"^application/ld\+json", re.IGNORECASE)
#: The keys that hold the events of a page, the parts of an event, and what is performed there.
_HOLDERS = ("@graph", "itemListElement", "item", "mainEntity", "event", "events")
_PARTS = ("subEvent", "subEvents")
_WORKS = ("workPerformed", "workFeatured")
#: Events without an audience.
_NO_EVENTS = {"BroadcastEvent", "DeliveryEvent", "OnDemandEvent", "PublicationEvent", "SaleEvent"}
_KINDS = {"FoodEvent": "break", "SocialEvent": "other"}

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
    chosen = [(node, path) for node, path in events.values() if path]
    if not chosen and any(map(_is_talk, (node for node, _ in events.values()))):
        chosen = list(events.values())
    return [row for node, path in chosen if (row := _read_event(node, path, name))]


def day_of_events(soup: BeautifulSoup, name: str) -> str:
    """Return the date of the events of a page, if all begin and end on one day; else ""."""
    with warnings.catch_warnings():
        # `read_events` has told of what cannot be read.
        warnings.simplefilter("ignore")
        nodes = [node for value in _read_json_ld(soup, name) for node in _objects(value)]
    stated = (str(node.get(key)) for node in nodes for key in ("startDate", "endDate"))
    days = {text[:10] for text in stated if re.match(r"\d{4}-\d\d-\d\d", text)}
    return days.pop() if len(days) == 1 else ""


def _read_json_ld(soup: BeautifulSoup, name: str) -> Iterator[Any]:
    for script in soup.find_all("script", type=JSON_LD):
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


def _list(value: Any, *keys: str) -> list[Any]:
    """Return a value as a list, or the values of a record at some keys as one list."""
    if keys:
        return [each for key in keys for each in _list(value.get(key))]
    return value if isinstance(value, list) else [] if value is None else [value]


def _read_node(node: Record) -> dict[str, Any]:
    """Read an event, or a work, by the keys that records of talks have."""
    values = {key: value for key, value in node.items() if not key.startswith("@")}
    title = text_of(values.pop("name", None)) or text_of(values.pop("headline", None))
    return read_talk(Record({**values, "title": title}, node.line))


def _is_talk(node: Record) -> bool:
    """Whether an event has speakers and ends on the day on which it starts."""
    row = _read_node(node)
    start, end = (str(row.get(key) or "")[:10] for key in ("start", "end"))
    return bool(row.get("speakers")) and end in ("", start)


def _read_event(node: Record, path: _Path, name: str) -> RawRow | None:
    row = _read_node(node)
    if not row.get("title"):
        warn_of(name, node.line, "an event without a name; left out")
        return None
    works = [_read_node(each) for each in _list(node, *_WORKS) if isinstance(each, Record)]
    both = [row, *works[:1]]
    places = row.get("room")
    around = [text_of(each.get("name")) for each in path]
    # The group of a talk is its track, unless it is a day.
    group = (len(around) > 1 and around[-1]) or ""
    kinds = (_KINDS.get(str(each)) for each in _list(node, "@type"))
    stated = given(
        speakers=next(filter(None, (each.get("speakers") for each in both)), None),
        abstract=distinct(*(text for each in both for text in each.get("abstract", ()))),
        room=", ".join(places) if isinstance(places, list) else places,
        track=group if find_role(group)[0] != "context" else None,
        kind=next(filter(None, kinds), None),
        event=around[0] if around else None,
    )
    return raw_row(row, stated, line=node.line)
