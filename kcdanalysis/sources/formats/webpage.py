"""Web pages: events by schema.org (JSON-LD or microdata), or an article about talks."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.exceptions import ParserRejectedMarkup

from kcdanalysis.errors import KcdError, KcdWarning, warn_of
from kcdanalysis.sources.formats import recap
from kcdanalysis.sources.layouts import html_article
from kcdanalysis.sources.syntax.documents import Record
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.syntax.markup import decode, distinct
from kcdanalysis.sources.values.labels import find_role
from kcdanalysis.talks import TALK_KINDS

EXPECTED = "a web page has schema.org events (JSON-LD or microdata), or an article about talks"
EXAMPLE = "<html><h2>Talk: eBPF</h2><p>Speaker: Ada</p></html>"

_START = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article)\b",
    re.IGNORECASE | re.DOTALL,
)
_FRAGMENT = re.compile(r"\s*<[a-z!]", re.IGNORECASE)

#: Where a page's data keeps its events.
_HOLDERS = ("@graph", "itemListElement", "item", "mainEntity", "event", "events")
#: Who speaks; the first that is given counts.
_PEOPLE = ("performer", "performers", "speaker", "speakers", "actor", "author", "creator")
#: Events of schema.org at which nobody speaks to an audience.
_NO_EVENTS = frozenset(
    "BroadcastEvent DeliveryEvent OnDemandEvent PublicationEvent SaleEvent".split()
)
_KINDS = {"FoodEvent": "break", "SocialEvent": "other"}

_Path = tuple[Record, ...]


def sniff(name: str, head: str) -> bool:
    """Say whether this is a page in HTML."""
    is_fragment = name.lower().endswith((".html", ".htm")) and bool(_FRAGMENT.match(head))
    return is_fragment or bool(_START.match(head))


def parse(data: bytes, name: str) -> Iterator[dict[str, Any]]:
    """Read the events of a page as rows; without any, the talks of its article.

    Raises
    ------
    KcdError
        If the page has neither.
    """
    try:
        soup = _read_html(decode(data, name))
        nodes = [*_read_json_ld(soup, name), *_read_microdata(soup)]
        events, alone = _choose(_find_events(nodes))
        rows = [row for event in events if (row := _read_event(event, name))]
        rows = rows or list(recap_html(soup, name))
    except ParserRejectedMarkup as error:
        raise KcdError(f"{name}: broken HTML ({error}); save the page again") from None
    except RecursionError:
        raise KcdError(f"{name}: nested too deep for a programme; save the page again") from None
    if not any(row.get("kind") is None or row["kind"] in TALK_KINDS for row in rows):
        raise KcdError(_nothing(name, alone))
    yield from rows


def recap_html(soup: BeautifulSoup, name: str) -> Iterator[dict[str, Any]]:
    """Read the talks of an article in HTML; lines are those of the page."""
    sections = html_article.read_sections(soup)
    return recap.read_article(sections, html_article.read_header(soup), name)


def _read_html(text: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        # What does not look like HTML will be refused in our own words.
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


# The data in a page: records with "@type" and the names of schema.org.


def _read_json_ld(soup: BeautifulSoup, name: str) -> Iterator[Any]:
    for script in soup.find_all("script", type=re.compile(r"^application/ld\+json", re.I)):
        # So many empty lines above it that its lines are those of the page.
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
    given = (tag.get(key) for key in ("content", "datetime", "href", "src"))
    return str(next((one for one in given if one), None) or tag.get_text(" ", strip=True))


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
    """Find the events that hold no others, each with those that it is part of."""
    known = {
        node["@id"]: node
        for node in _objects(nodes)
        if isinstance(node.get("@id"), str) and len(node) > 1
    }
    found = list(_walk(nodes, (), known))
    # What is listed by itself and below its event, too, is found twice.
    once = {id(node): (node, path) for node, path in sorted(found, key=lambda one: len(one[1]))}
    return [once.pop(id(node)) for node, _ in found if id(node) in once]


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


def _choose(found: list[tuple[Record, _Path]]) -> tuple[list[tuple[Record, _Path]], list[Record]]:
    """Choose the entries; second, those events that are no part of any, and so none."""
    parts = [(node, path) for node, path in found if path]
    alone = [node for node, path in found if not path]
    # Talks that do not say what they are part of have speakers, and end on the same day.
    spoken = any(
        _people(node) and _day(node, "startDate") == _day(node, "endDate") for node in alone
    )
    return (found, []) if not parts and spoken else (parts, alone)


def _day(node: Record, key: str) -> str:
    return (_text(node.get(key)) or _text(node.get("startDate")))[:10]


# One event.


def _read_event(event: tuple[Record, _Path], name: str) -> dict[str, Any] | None:
    node, path = event
    title = _text(node.get("name")) or _text(node.get("headline"))
    if not title:
        warn_of(name, node.line, "an event without a name; left out")
        return None
    works = _list(node.get("workPerformed")) + _list(node.get("workFeatured"))
    work = next((one for one in works if isinstance(one, Record)), Record())
    kinds = [_KINDS.get(one) for one in map(str, _list(node.get("@type")))]
    return {
        "id": _text(node.get("identifier")) or None,
        "title": title,
        "speakers": _people(node) or _people(work),
        "abstract": _abstract(node, work),
        "track": _track(path),
        "tags": _tags(node),
        "kind": next(filter(None, kinds), None),
        "level": _text(node.get("educationalLevel")) or None,
        "language": _language(node) or None,
        "room": ", ".join(filter(None, map(_text, _list(node.get("location"))))) or None,
        "start": _text(node.get("startDate")) or None,
        "end": _text(node.get("endDate")) or None,
        "duration": _text(node.get("duration")) or None,
        "url": _text(node.get("url")) or None,
        "event": _text(path[0].get("name")) or None if path else None,
        "line": node.line,
    }


def _tags(node: Record) -> str | list[str]:
    keywords = [text for one in _list(node.get("keywords")) if (text := _text(one))]
    # One text holds several, with commas between them.
    return keywords[0] if len(keywords) == 1 else keywords


def _people(node: Record) -> list[dict[str, str]]:
    given = next(filter(None, (_list(node.get(key)) for key in _PEOPLE)), [])
    people = [_person(one) for one in given]
    return [person for person in people if person.get("name")]


def _person(value: Any) -> dict[str, str]:
    if not isinstance(value, Record):
        return {"name": _text(value)}
    employer = value.get("affiliation") or value.get("worksFor")
    given = {
        "name": _text(value.get("name")),
        "url": _text(value.get("url")) or _text(value.get("sameAs")),
        "organisation": _text(employer),
    }
    return {key: text for key, text in given.items() if text}


def _abstract(node: Record, work: Record) -> list[str]:
    return distinct(
        *(_text(one.get(key)) for one in (node, work) for key in ("abstract", "description"))
    )


def _track(path: _Path) -> str | None:
    """Name what a talk is in below its event, unless that is a day."""
    name = _text(path[-1].get("name")) if len(path) > 1 else ""
    return name if name and find_role(name)[0] != "context" else None


def _language(node: Record) -> str:
    language = _first(node.get("inLanguage"))
    code = language.get("alternateName") if isinstance(language, Record) else None
    return _text(code) or _text(language)


# Values: one or several, as text or as an object with a name.


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _first(value: Any) -> Any:
    return next(iter(_list(value)), None)


def _text(value: Any) -> str:
    """Give the text of a value: itself, its name, or the first that has any."""
    if isinstance(value, list):
        return next(filter(None, map(_text, value)), "")
    if isinstance(value, Record):
        return next(
            filter(None, (_text(value.get(key)) for key in ("@value", "name", "value"))), ""
        )
    return str(value).strip() if isinstance(value, (str, int)) else ""
