"""Web pages: events by schema.org (JSON-LD or microdata), or an article about talks."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.exceptions import ParserRejectedMarkup

from kcdanalysis.errors import KcdError, KcdWarning, warn_of
from kcdanalysis.sources.layouts.article import read_article
from kcdanalysis.sources.layouts.html_article import read_header, read_sections
from kcdanalysis.sources.rows import RawRow, given, raw_row
from kcdanalysis.sources.syntax.documents import Record
from kcdanalysis.sources.syntax.encoding import decode
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.syntax.markup import distinct
from kcdanalysis.sources.values.labels import find_role
from kcdanalysis.talks import TALK_KINDS

EXPECTED = "a web page has schema.org events (JSON-LD or microdata), or an article about talks"
EXAMPLE = "<html><h2>Talk: eBPF</h2><p>Speaker: Ada</p></html>"

_START = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article)\b",
    re.IGNORECASE | re.DOTALL,
)
_FRAGMENT = re.compile(r"\s*<[a-z!]", re.IGNORECASE)

#: The keys that hold the events of a page.
_HOLDERS = ("@graph", "itemListElement", "item", "mainEntity", "event", "events")
#: The keys of speakers; the first that has a value counts.
_PEOPLE = ("performer", "performers", "speaker", "speakers", "actor", "author", "creator")
#: Events of schema.org that have no audience.
_NO_EVENTS = frozenset(
    "BroadcastEvent DeliveryEvent OnDemandEvent PublicationEvent SaleEvent".split()
)
_KINDS = {"FoodEvent": "break", "SocialEvent": "other"}

#: Our fields that have one text, with their keys in schema.org, and the keys of prose.
_TEXTS = {
    "id": "identifier", "level": "educationalLevel", "start": "startDate", "end": "endDate",
    "duration": "duration", "url": "url",
}  # fmt: skip
_PROSE = ("abstract", "description")

_Path = tuple[Record, ...]


def sniff(name: str, head: str) -> bool:
    """Whether this is a page in HTML."""
    is_fragment = name.lower().endswith((".html", ".htm")) and bool(_FRAGMENT.match(head))
    return is_fragment or bool(_START.match(head))


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the events of a page; without events, the talks of its article."""
    try:
        soup = _read_html(decode(data, name))
        nodes = [*_read_json_ld(soup, name), *_read_microdata(soup)]
        events, alone = _choose(_find_events(nodes))
        rows = [row for event in events if (row := _read_event(event, name))]
        rows = rows or list(read_article(read_sections(soup), read_header(soup), name))
    except ParserRejectedMarkup as error:
        raise KcdError(f"{name}: broken HTML ({error}); save the page again") from None
    except RecursionError:
        raise KcdError(f"{name}: nested too deeply for a programme; save the page again") from None
    if not any(row.get("kind") is None or row["kind"] in TALK_KINDS for row in rows):
        raise KcdError(_nothing(name, alone))
    yield from rows


def _read_html(text: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        # Text that does not look like HTML is refused with our own message.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        return BeautifulSoup(text, "html.parser")


def _nothing(name: str, alone: list[Record]) -> str:
    about = f", which describes only {_text(alone[0].get('name'))!r} as a whole" if alone else ""
    return (
        f"{name}: no programme in this page{about}; looked for talks among schema.org events"
        ' (JSON-LD, microdata) and for headings such as "Talk: its title" or "Summary";'
        " give the page of the schedule, or what the organisers export"
    )


# The data in a page: records with "@type" and the keys of schema.org.


def _read_json_ld(soup: BeautifulSoup, name: str) -> Iterator[Any]:
    for script in soup.find_all("script", type=re.compile(r"^application/ld\+json", re.I)):
        # Empty lines above it give its lines the numbers of the page.
        text = "\n" * ((script.sourceline or 1) - 1) + script.get_text()
        try:
            yield read_json(text, name)
        except KcdError as error:
            warnings.warn(f"{error} (JSON-LD; left out)", KcdWarning, stacklevel=2)


def _read_microdata(soup: BeautifulSoup) -> Iterator[Record]:
    for tag in soup.find_all(itemscope=True, itemtype=True):
        if not tag.has_attr("itemprop"):
            yield _read_item(tag)


def _read_item(tag: Tag) -> Record:
    node = Record({"@type": str(tag.get("itemtype") or "").split()}, tag.sourceline or 1)
    for child in tag.find_all(itemprop=True):
        if child.find_parent(itemscope=True) is tag:
            value = _read_item(child) if child.has_attr("itemscope") else _read_value(child)
            for key in str(child["itemprop"]).split():
                node.setdefault(key, []).append(value)
    return node


def _read_value(tag: Tag) -> str:
    values = (tag.get(key) for key in ("content", "datetime", "href", "src"))
    return str(next(filter(None, values), None) or tag.get_text(" ", strip=True))


def _objects(value: Any) -> Iterator[Record]:
    if isinstance(value, list):
        for one in value:
            yield from _objects(one)
    elif isinstance(value, Record):
        yield value
        for one in list(value.values()):
            yield from _objects(one)


# Which events are entries of a programme.


def _find_events(nodes: list[Any]) -> list[tuple[Record, _Path]]:
    """Find the events that hold no others, each with the events around it."""
    known = {
        node["@id"]: node
        for node in _objects(nodes)
        if isinstance(node.get("@id"), str) and len(node) > 1
    }
    events = list(_walk(nodes, (), known))
    # A talk that is listed by itself and below its event is found twice.
    longest = {id(node): (node, path) for node, path in sorted(events, key=lambda one: len(one[1]))}
    return [longest.pop(id(node)) for node, _ in events if id(node) in longest]


def _walk(value: Any, path: _Path, known: dict[str, Record]) -> Iterator[tuple[Record, _Path]]:
    if isinstance(value, list):
        for one in value:
            yield from _walk(one, path, known)
    if not isinstance(value, Record):
        return
    node = known.get(str(value.get("@id")), value)
    if any(node is one for one in path):
        return
    if not _is_event(node):
        for key in _HOLDERS:
            yield from _walk(node.get(key), path, known)
        return
    parts = _list(node.get("subEvent")) + _list(node.get("subEvents"))
    if any(isinstance(part, Record) for part in parts):
        yield from _walk(parts, (*path, node), known)
        return
    whole = _first(node.get("superEvent"))
    if not path and isinstance(whole, Record):
        path = (known.get(str(whole.get("@id")), whole),)
    yield node, path


def _is_event(node: Record) -> bool:
    types = {re.split(r"[/:#]", str(one))[-1] for one in _list(node.get("@type"))}
    return any(one.endswith("Event") for one in types - _NO_EVENTS)


def _choose(events: list[tuple[Record, _Path]]) -> tuple[list[tuple[Record, _Path]], list[Record]]:
    """Choose the entries; second, the events that are not part of any, and so no entries."""
    parts = [(node, path) for node, path in events if path]
    alone = [node for node, path in events if not path]
    # Talks that are not marked as part of an event have speakers, and end on the same day.
    spoken = any(
        _people(node) and _day(node, "startDate") == _day(node, "endDate") for node in alone
    )
    return (events, []) if not parts and spoken else (parts, alone)


def _day(node: Record, key: str) -> str:
    return (_text(node.get(key)) or _text(node.get("startDate")))[:10]


# One event.


def _read_event(event: tuple[Record, _Path], name: str) -> RawRow | None:
    node, path = event
    title = _text(node.get("name")) or _text(node.get("headline"))
    if not title:
        warn_of(name, node.line, "an event without a name; left out")
        return None
    works = _list(node.get("workPerformed")) + _list(node.get("workFeatured"))
    work = next((one for one in works if isinstance(one, Record)), Record())
    kinds = [_KINDS.get(one) for one in map(str, _list(node.get("@type")))]
    keywords = [text for one in _list(node.get("keywords")) if (text := _text(one))]
    row = {field: _text(node.get(key)) or None for field, key in _TEXTS.items()}
    return raw_row(
        row,
        title=title,
        speakers=_people(node) or _people(work),
        abstract=distinct(*(_text(one.get(key)) for one in (node, work) for key in _PROSE)),
        track=_track(path),
        # One text holds several keywords, with commas between them.
        tags=keywords[0] if len(keywords) == 1 else keywords,
        kind=next(filter(None, kinds), None),
        language=_language(node) or None,
        room=", ".join(filter(None, map(_text, _list(node.get("location"))))) or None,
        event=(_text(path[0].get("name")) if path else "") or None,
        line=node.line,
    )


def _people(node: Record) -> list[dict[str, str]]:
    people = next(filter(None, (_list(node.get(key)) for key in _PEOPLE)), [])
    return [person for person in map(_person, people) if person.get("name")]


def _person(value: Any) -> dict[str, str]:
    if not isinstance(value, Record):
        return {"name": _text(value)}
    return given(
        name=_text(value.get("name")),
        url=_text(value.get("url")) or _text(value.get("sameAs")),
        organisation=_text(value.get("affiliation") or value.get("worksFor")),
    )


def _track(path: _Path) -> str | None:
    """Return the name of the group of a talk inside its event, unless that is a day."""
    name = _text(path[-1].get("name")) if len(path) > 1 else ""
    return name if name and find_role(name)[0] != "context" else None


def _language(node: Record) -> str:
    language = _first(node.get("inLanguage"))
    code = language.get("alternateName") if isinstance(language, Record) else None
    return _text(code) or _text(language)


# Values: one or several, as texts or as objects with a name.


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _first(value: Any) -> Any:
    return next(iter(_list(value)), None)


def _text(value: Any) -> str:
    """Return a text, the name of an object, or the first text of a list."""
    if isinstance(value, list):
        return next(filter(None, map(_text, value)), "")
    if isinstance(value, Record):
        texts = (_text(value.get(key)) for key in ("@value", "name", "value"))
        return next(filter(None, texts), "")
    return str(value).strip() if isinstance(value, (str, int)) else ""
