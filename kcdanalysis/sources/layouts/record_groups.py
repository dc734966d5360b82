"""The groups of records in a JSON or YAML document, and which hold talks or people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import PurePath
from typing import Any

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.layouts.record_fields import (
    Fields,
    fields_of,
    first,
    match_label,
    person_name,
    title_of,
)
from kcdanalysis.sources.syntax.documents import Record
from kcdanalysis.sources.values.fields import normalise

#: What only talks have besides a title; without a title, one of these is required.
_PROGRAMME = ("speakers", "speaker_ids", "start", "time", "duration")
_PROSE = ("abstract", "takeaways", "room")
#: What an entry inherits from the mapping around its list.
INHERITED = ("event", "year", "language", "timezone", "track", "room")
_AROUND = (*INHERITED, "day", "start", "end", "time")
#: Other keys that may hold the talks of a block.
_HOLDERS = ("items", "children", "entries", "subevents", "slots", "program", "programme", "agenda")
_EVENT_KEYS = frozenset({"city", "startdate", "enddate", "datestart", "dateend"})
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?\.\d\d?\.\d{4}|\d\d?/\d\d?/\d{4}")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass
class Group:
    """Records of one list or mapping, its label, and the fields around it."""

    label: str
    records: list[tuple[str, Record]]
    around: dict[str, Any]
    holds: str = ""


def find_groups(document: Any, name: str) -> list[Group]:
    """Find every group of records in a document, in order."""
    search = _Search(name)
    try:
        if isinstance(document, Record) and is_event(document):
            return list(search.walk_event(document))
        return list(search.walk(document, PurePath(name).stem, {}))
    except RecursionError:
        raise KcdError(
            f"{name}: nested too deeply to be read; give only its list of talks"
        ) from None


@dataclass
class _Search:
    """Walks through a document, and visits each part once."""

    name: str
    seen: set[int] = field(default_factory=set)

    def walk_event(self, record: Record) -> Iterator[Group]:
        # Its start is not the start of a talk.
        about = read_event(record, self.name)
        around = {key: value for key, value in about.items() if key in INHERITED}
        for key, value in record.items():
            yield from self.walk(value, key, around)

    def walk(self, node: Any, label: str, around: dict[str, Any]) -> Iterator[Group]:
        if id(node) in self.seen or not isinstance(node, (dict, list)):
            return
        self.seen.add(id(node))
        if isinstance(node, Record) and _is_entry(fields_of(node)):
            inner = list(self._walk_children(node, label, around))
            if not any(group.holds == "talks" for group in inner):
                yield self._group(label, [("", node)], around)
            yield from inner
        elif records := _records_of(node):
            yield from self._walk_group(records, label, around)
        elif isinstance(node, list):
            for value in node:
                yield from self.walk(value, label, around)
        elif isinstance(node, Record):
            yield from self._walk_children(node, label, around)

    def _walk_group(
        self, records: list[tuple[str, Record]], label: str, around: dict[str, Any]
    ) -> Iterator[Group]:
        self.seen.update(id(record) for _, record in records)
        inner = {
            id(record): list(self._walk_children(record, label, _context(key, record, around)))
            for key, record in records
        }
        # A record that holds talks is a day, a room or a block, not a talk.
        blocks = {one for one, groups in inner.items() if any(g.holds == "talks" for g in groups)}
        if not blocks:
            yield self._group(label, records, around)
            yield from chain.from_iterable(inner.values())
            return
        for key, record in records:
            if id(record) not in blocks:
                yield self._group(label, [(key, record)], around)
            yield from inner[id(record)]

    def _walk_children(self, record: Record, label: str, around: dict[str, Any]) -> Iterator[Group]:
        is_entry = _is_entry(fields_of(record))
        around = around if is_entry else _context("", record, around)
        for key, value in record.items():
            # Other parts of a talk (slides, videos) may have a title, too.
            if not is_entry or match_label(key) in ("title", "event") or key in _HOLDERS:
                context = _key_context(key)
                is_label = context is None and not key.isdecimal()
                inner = {**around, **(context or {})}
                yield from self.walk(value, key if is_label else label, inner)

    def _group(
        self, label: str, records: list[tuple[str, Record]], around: dict[str, Any]
    ) -> Group:
        group = Group(label, records, around)
        group.holds = _holds(group, PurePath(self.name).stem)
        return group


def _records_of(node: Any) -> list[tuple[str, Record]]:
    """Return the records of a list, or of a mapping by id."""
    pairs = list(node.items()) if isinstance(node, dict) else [("", value) for value in node]
    records = [(str(key), value) for key, value in pairs if isinstance(value, Record) and value]
    if not records or len(records) < len(pairs):
        # A list may hold a stray null; a mapping by id holds only records.
        return records if isinstance(node, list) else []
    if isinstance(node, dict) and not any(title_of(fields_of(record)) for _, record in records):
        return []
    return records


def _holds(group: Group, stem: str) -> str:
    """Determine what a group holds: "talks", "people", or "" for anything else."""
    fields = [fields_of(record) for _, record in group.records]
    labels = {match_label(group.label), match_label(stem)}
    if match_label(group.label) == "speakers":
        return "people" if any(person_name(one) for one in fields) else ""
    # A group called "talks" may have only titles.
    is_list = match_label(group.label) == "title" and all("title" in one for one in fields)
    if is_list or any(map(_is_entry, fields)):
        is_about_people = any("last_name" in one or "bio" in one for one in fields)
        return "people" if "speakers" in labels and is_about_people else "talks"
    return "people" if any(_is_person(one) for one in fields) else ""


def _is_entry(fields: Fields) -> bool:
    if not title_of(fields) or _is_person(fields):
        return False
    extra = () if "title" not in fields else _PROSE
    return any(one in fields for one in (*_PROGRAMME, *extra))


def _is_person(fields: Fields) -> bool:
    if any(one in fields for one in _PROGRAMME) or not person_name(fields):
        return False
    if "title" in fields:
        # A title beside a name may be a job; talks with a speaker's name have an abstract.
        return "last_name" in fields and "abstract" not in fields
    return any(one in fields for one in ("last_name", "bio", "organisations"))


def _context(key: str, record: Record, around: dict[str, Any]) -> dict[str, Any]:
    fields = fields_of(record)
    own = {one: first(fields.get(one, [])) for one in _AROUND}
    known = {one: value for one, value in own.items() if isinstance(value, (str, int)) and value}
    return {**around, **(_key_context(key) or {}), **known}


def _key_context(key: str) -> dict[str, Any] | None:
    """Read a key that is a value: a year, a date, a time."""
    if _YEAR.fullmatch(key):
        return {"year": int(key)}
    if re.fullmatch(r"\d\d?[:h]\d\d", key):
        return {"time": key}
    if re.match(r"\d", key) and _DATE.fullmatch(key[:10]):
        return {"day": key}
    return None


# Events.


def is_event(record: Record) -> bool:
    """Whether a file is about an event: its name beside its dates or its city."""
    fields, keys = fields_of(record), {normalise(key) for key in record}
    is_talk = any(one in fields and _is_names(fields[one]) for one in ("speakers", "speaker_ids"))
    return bool(keys & _EVENT_KEYS and (title_of(fields) or "event" in fields)) and not is_talk


def _is_names(found: list[tuple[str, Any]]) -> bool:
    """Whether speakers are those of one talk, not a list of all with their biographies."""
    return not any(
        isinstance(one, Record) and "bio" in fields_of(one)
        for _, value in found
        for one in (value if isinstance(value, list) else [value])
    )


def read_event(record: Record, name: str) -> dict[str, Any]:
    """Make the row of an event."""
    fields = fields_of(record)
    name_of_event = str(first(fields.get("event", [])) or title_of(fields))
    dates = (first(fields.get(one, [])) for one in ("year", "start", "day"))
    year = next(filter(None, (_YEAR.search(str(date)) for date in (*dates, name_of_event))), None)
    row = {
        "kind": "event",
        "id": PurePath(name).stem,
        "event": _event_name(name_of_event, record),
        "year": year and int(year[0]),
        "language": first(fields.get("language", [])),
        "timezone": first(fields.get("timezone", [])),
        "line": record.line,
    }
    return {key: value for key, value in row.items() if value}


def _event_name(name: str, record: Record) -> str:
    city = record.get("city")
    # devopsdays call their events "2017-ponyville".
    if isinstance(city, str) and city and re.fullmatch(r"\d{4}-[\w-]+", name):
        return f"devopsdays {city} {name[:4]}"
    return name
