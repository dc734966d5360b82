"""Records: JSON or YAML lists, feeds and mappings by id, whatever their keys are called.

Talks are recognised by their fields, anywhere in the file: a list of records, or a mapping
by id, holds talks if some of them have a title and something that only an entry of a
programme has, such as speakers, an abstract, a start. What stands around them (day, room,
track, slot) is theirs, too. Records with biographies, or in a list called "speakers", are
people. Others (rooms, tracks) only resolve the ids by which talks refer to them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from kcdanalysis.errors import warn_of
from kcdanalysis.sources.layouts.record_rows import (
    Fields,
    Names,
    fields_of,
    first,
    items_of,
    match_label,
    person_name,
    read_person,
    read_place,
    read_talk,
    text_of,
    title_of,
    unwrap,
)
from kcdanalysis.sources.rows import RawRow, given, raw_row
from kcdanalysis.sources.syntax.documents import Record
from kcdanalysis.sources.syntax.front_matter import split_header
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.syntax.markup import decode
from kcdanalysis.sources.syntax.yaml_reader import read_yaml
from kcdanalysis.sources.values.fields import normalise
from kcdanalysis.talks import slug

EXPECTED = (
    "JSON or YAML needs a list of records with a title, and with speakers, an abstract or a start"
)
EXAMPLE = "- title: eBPF\n  speakers: [Ada]"

_YAML = (".yml", ".yaml")
_SCRIPT = re.compile(r"(?:\s|//.*|/\*(?s:.*?)\*/|export default\b|[\w.$ ]+\s*[=(])*")
_JSON = re.compile(r"""[\[{\s]*(?:\{\s*["'\w]|\[\s*[{"\[])""")
#: Lines of YAML: blank, comments, keys, list items, indented text, brackets.
_YAML_LINE = re.compile(r"\s*(?:#.*)?$|---|\s*-(?:\s|$)|[\"'\w][^:]*:(?:\s|$)|\s+\S|[\[{}\]]")
_NESTED_KEY = re.compile(r"^(?:\s+|\s*-\s+)[\"'\w][\w .\"'-]*:(?:\s|$)", re.MULTILINE)

_KINDS = frozenset({"workshop", "tutorial", "keynote", "panel", "lightningtalk", "break"})
#: What only talks have besides a title; without a title, one of these is required.
_PROGRAMME = frozenset({"speakers", "speaker_ids", "start", "time", "duration"})
_PROSE = frozenset({"abstract", "takeaways", "room"})
#: Keys that say nothing about what they hold.
_GENERIC = frozenset(
    "items children entries subevents slots program programme agenda schedule records data list"
    " results rows timeslots presentations lectures contributions papers documents included".split()
)
_EVENT_KEYS = frozenset({"city", "startdate", "enddate", "datestart", "dateend"})
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{4}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CLOCK = re.compile(r"\d\d?[:h]\d\d")


def sniff(name: str, head: str) -> bool:
    """Whether this is JSON or YAML with records in it; files of JSON Lines are tables."""
    if PurePath(name).suffix.casefold() in (".jsonl", ".ndjson"):
        return False
    text = head[_SCRIPT.match(head).end() :]  # type: ignore[union-attr]
    if _JSON.match(text):
        return bool(re.search(r"""["'\w]\s*:""", text))
    fence, _, body = split_header(head)
    if (fence and body.strip()) or head.lstrip().startswith(("<", "+++", "BEGIN:")):
        return False
    lines = head.split("\n")
    # The last line may be cut.
    is_yaml = all(map(_YAML_LINE.match, lines[:-1] if len(lines) > 1 else lines))
    is_named = PurePath(name).suffix.casefold() in _YAML
    return is_yaml and (len(_NESTED_KEY.findall(head)) > 1 or (is_named and ":" in head))


def parse(data: bytes, name: str, language: str | None = None) -> Iterator[RawRow]:
    """Read the people and the entries of a file.

    Texts in several languages are read in `language`, else in the talk's own, else English.
    """
    text = decode(data, name)
    # A YAML list may begin with a bracket, too.
    is_yaml = PurePath(name).suffix.casefold() in _YAML or not _JSON.match(
        text[_SCRIPT.match(text).end() :]  # type: ignore[union-attr]
    )
    document = unwrap(read_yaml(text, name) if is_yaml else read_json(text, name), language)
    stem = PurePath(name).stem
    items = list(_walk(document, stem, ()))
    if isinstance(document, Record) and _is_event(document):
        yield raw_row(_read_event(document, stem))
    names = _index(items)
    for item in items:
        if item.kind == "person" and (person := read_person(item.record, item.key)).get("name"):
            identifier = person.get("id") or slug(person["name"])
            yield raw_row({"kind": "person", **person, "id": identifier, "line": item.record.line})
    slots = _slots(items, names)
    for item in items:
        if item.kind == "untitled":
            warn_of(name, item.record.line, "a record without a title; it was left out")
        elif item.kind == "talk":
            row = read_talk(item.record, names)
            around = _context(item.path, names)
            if item.key:
                is_room = " " in item.key and "day" in around
                around.setdefault("room" if is_room else "id", item.key)
            if item.label.casefold().removesuffix("s") in _KINDS:
                around["kind"] = item.label.casefold().removesuffix("s")
            for slot in slots.get(str(row.get("id") or around.get("id")), [{}]):
                context = around | slot
                if "start" in row:
                    context = {k: v for k, v in context.items() if k not in ("start", "end")}
                yield raw_row(context | row, line=item.record.line)


# The items of a document.


#: The keys and records around an item, outermost first, each with the label above it.
_Path = tuple[tuple[str, str, Record | None], ...]


@dataclass(frozen=True)
class _Item:
    """A record that is a talk, an untitled entry, a person, or a thing that has an id."""

    kind: str
    record: Record
    key: str
    label: str
    path: _Path


def _walk(node: Any, label: str, path: _Path) -> Iterator[_Item]:
    """Find the items of a document, in order."""
    if isinstance(node, Record) and not _is_by_id(node):
        pairs = [("", node)]
    elif isinstance(node, Record):
        pairs = [(key, record) for key, value in node.items() for record in items_of(value)]
    else:
        pairs = [("", value) for value in node] if isinstance(node, list) else []
    fields = [fields_of(record) for _, record in pairs if isinstance(record, Record)]
    # A list called "talks" may have only titles.
    has_talks = any(map(_is_entry, fields)) or (
        match_label(label) == "title" and all("title" in one for one in fields)
    )
    of_people = not has_talks and any(
        _is_person(value, label) for _, value in pairs if isinstance(value, Record)
    )
    default = "talk" if has_talks else "person" if of_people else "thing"
    for key, value in pairs:
        if isinstance(value, Record):
            yield from _walk_record(value, _Item(default, value, key, label, path))
        else:
            yield from _walk(value, label, path)


def _walk_record(record: Record, item: _Item) -> Iterator[_Item]:
    fields, label, path = fields_of(record), item.label, item.path
    kind = item.kind
    if not path and _is_event(record):
        kind = "thing"
    elif _is_person(record, label) or (kind == "person" and person_name(fields)):
        kind = "person"
    elif kind == "talk" and not title_of(fields):
        kind = "untitled" if "abstract" in fields or "speakers" in fields else "thing"
    item = replace(item, kind=kind)
    inside: list[_Item] = []
    others: list[_Item] = []
    for child_key, child in record.items():
        if isinstance(child, (Record, list)):
            is_label = child_key.casefold() in _GENERIC or match_label(child_key)
            inner_label = label if child_key.casefold() in _GENERIC else child_key
            here = (label, item.key, record)
            inner_path = (*path, here) if is_label else (*path, here, (label, child_key, None))
            found = list(_walk(child, inner_label, inner_path))
            holds = kind == "thing" or match_label(child_key) in ("title", "event")
            (inside if holds or child_key.casefold() in _GENERIC else others).extend(found)
    if not any(inner.kind == "talk" for inner in inside):
        yield item
        # Other parts of a talk (slides, videos) may have a title, too.
        yield from inside if kind == "thing" else ()
    elif kind == "person":
        yield item
        yield from (inner for inner in inside if inner.kind == "talk")
    else:
        # A record that holds talks is a day, a room or a block, and not a talk.
        yield from ([item] if kind == "thing" else [])
        yield from inside
        yield from (inner for inner in others if inner.kind != "talk")


def _is_by_id(record: Record) -> bool:
    values = [child for value in record.values() for child in items_of(value)]
    return (
        bool(record)
        and all(isinstance(value, Record) for value in values)
        and not any(match_label(key) or key.casefold() in _GENERIC for key in record)
        and any(title_of(fields_of(value)) for value in values)
    )


def _is_entry(fields: Fields) -> bool:
    has_prose = "title" in fields and not _PROSE.isdisjoint(fields)
    return bool(title_of(fields)) and (has_prose or not _PROGRAMME.isdisjoint(fields))


def _is_person(record: Record, label: str) -> bool:
    fields = fields_of(record)
    if not person_name(fields) or ("title" in fields and not _TIMES.isdisjoint(fields)):
        return False
    kind = text_of(first(fields, "kind")) or ""
    if "speakers" in (match_label(label), match_label(kind)):
        return True
    if not _PROGRAMME.isdisjoint(fields):
        return False
    # A title beside a name may be a job; talks with a speaker's name have an abstract.
    if "title" in fields:
        return "last_name" in fields and "abstract" not in fields
    return any(field in fields for field in ("last_name", "bio", "organisations"))


_TIMES = frozenset({"start", "time", "duration"})


# What stands around an entry.


def _index(items: list[_Item]) -> Names:
    names: Names = {}
    for item in items:
        fields = fields_of(item.record)
        kind = match_label(item.label) or match_label(text_of(first(fields, "kind")) or "")
        field = "speakers" if item.kind == "person" else kind
        person = read_person(item.record, item.key)
        person.setdefault("name", title_of(fields))
        if field and item.kind in ("person", "thing") and person["name"] and "id" in person:
            names.setdefault((field, person["id"]), person)
    return names


def _slots(items: list[_Item], names: Names) -> dict[str, list[dict[str, Any]]]:
    """Collect what slots and people say about the talks whose ids they give."""
    slots: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in items:
        if item.kind in ("thing", "person"):
            for value in fields_of(item.record).get("title_ids", []):
                here = (item.label, item.key, item.record)
                for identifier in items_of(value):
                    slots[str(identifier)].append(_context((*item.path, here), names))
    return slots


def _context(path: _Path, names: Names) -> dict[str, Any]:
    """Read what the records and keys around an entry say about it."""
    context: dict[str, Any] = {}
    for label, key, record in path:
        field = match_label(label)
        if _YEAR.fullmatch(key):
            context["year"] = int(key)
        elif _CLOCK.fullmatch(key):
            context["start"] = key
        elif _DATE.fullmatch(key[:10]):
            context["day"] = key
        elif field in ("room", "track") and key and record is None:
            context[field] = key
        elif record is None and "day" in context and normalise(key).removesuffix("s") not in _KINDS:
            context.setdefault("room", key)
        if record is not None:
            context |= _around(record, label, names)
    return context


def _around(record: Record, label: str, names: Names) -> dict[str, Any]:
    fields, field = fields_of(record), match_label(label)
    if _is_person(record, label):
        return {"speakers": [read_person(record)]}
    if _is_event(record):
        event = _read_event(record, "")
        return {
            key: event[key] for key in ("event", "year", "language", "timezone") if key in event
        }
    around = read_place(record, names)
    title = title_of(fields)
    if title and field in ("room", "track", "event"):
        around[field] = title
    elif isinstance(next(iter(fields.get("title", ())), None), str) and "day" not in around:
        around.setdefault("track", title)
    return around


# Events.


def _is_event(record: Record) -> bool:
    """Whether a record is about an event: its name beside its dates or its city."""
    fields, keys = fields_of(record), {normalise(key) for key in record}
    people = [item for value in fields.get("speakers", []) for item in items_of(value)]
    # Speakers are those of one talk, unless they have biographies.
    is_talk = any(not isinstance(one, Record) or "bio" not in fields_of(one) for one in people)
    # The start of a talk or a block has a time.
    is_dated = bool(keys & _EVENT_KEYS) and ":" not in str(first(fields, "start"))
    return is_dated and bool(title_of(fields) or "event" in fields) and not is_talk


def _read_event(record: Record, stem: str) -> dict[str, Any]:
    """Make the row of an event."""
    fields = fields_of(record)
    event = str(first(fields, "event") or title_of(fields))
    dates = (first(fields, field) for field in ("year", "start", "day"))
    year = next(filter(None, (_YEAR.search(str(date)) for date in (*dates, event))), None)
    city = text_of(record.get("city"))
    # devopsdays call their events "2017-ponyville".
    if city and re.fullmatch(r"\d{4}-[\w-]+", event):
        event = f"devopsdays {city} {event[:4]}"
    return given(
        kind="event",
        id=stem,
        event=event,
        year=year and int(year[0]),
        language=text_of(first(fields, "language")),
        timezone=text_of(first(fields, "timezone")),
        line=record.line,
    )
