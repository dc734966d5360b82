"""Records: JSON or YAML lists, feeds and dicts by id, whatever their keys are called.

Talks are recognised by their fields, anywhere in the file: a group of records (a list, or
a mapping by id) holds talks if some of them have a title and something that only an entry
of a programme has, such as speakers, an abstract, a start. A group of names with
biographies, or one called "speakers", holds people. Other groups (rooms, tracks) only
resolve the ids by which talks refer to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import PurePath
from typing import Any

import yaml

from kcdanalysis.errors import warn_of
from kcdanalysis.sources.layouts.record_fields import (
    Fields,
    choose_languages,
    fields_of,
    first,
    flat,
    has_value,
    match_label,
    person_name,
    title_of,
)
from kcdanalysis.sources.layouts.record_groups import (
    INHERITED,
    Group,
    find_groups,
    is_event,
    read_event,
)
from kcdanalysis.sources.rows import RawRow, given, raw_row
from kcdanalysis.sources.syntax.documents import Record
from kcdanalysis.sources.syntax.encoding import decode
from kcdanalysis.sources.syntax.front_matter import split_header
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.syntax.markup import distinct
from kcdanalysis.sources.syntax.yaml_reader import LOADER, read_yaml
from kcdanalysis.sources.values.fields import normalise
from kcdanalysis.talks import slug

EXPECTED = (
    "JSON or YAML needs a list of records with a title, and with speakers, an abstract or a start"
)
EXAMPLE = "- title: eBPF\n  speakers: [Ada]"

_YAML = (".yml", ".yaml")
_SLUG = re.compile(r"(?=.*[-_\d])[a-z0-9]+(?:[-_.][a-z0-9]+)*_*|[a-z0-9]+(?:__?[a-z0-9]+)+")
_BREAKS = frozenset({"break", "isbreak", "service", "isservicesession", "isservice"})
_KINDS = frozenset({"workshop", "tutorial", "keynote", "panel", "lightningtalk", "break"})
_SPREADSHEET_TIME = re.compile(r"\b18(?:99|00)\b.*?(\d\d:\d\d(?::\d\d)?)|1899-12-3\dT(\d\d:\d\d)")
_JAVASCRIPT = re.compile(r"\w{3} (\w{3} \d\d \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4})\b")
_CLOCK = r"(\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?|Uhr)?)"
_RANGE = re.compile(rf"\s*{_CLOCK}\s*(?:-|–|—|to|bis|à|a)\s*{_CLOCK}\s*", re.I)
_DATE = re.compile(r"\d{4}\W\d\d?\W\d\d?|\d\d?\W\d\d?\W\d{4}|(?=.*\d{4}).*[a-z]{3}.*\d{1,2}", re.I)


def sniff(name: str, head: str) -> bool:
    """Whether this is JSON or YAML with records in it; JSON Lines are tables."""
    text = head.lstrip()
    if re.match(r'\{\s*"|\[\s*[{"\[]', text):
        line, _, rest = text.partition("\n")
        is_lines = line.rstrip().endswith("}") and rest.lstrip().startswith("{")
        return not is_lines and bool(re.search(r'"\s*:', text))
    return _is_yaml(name, head)


def _is_yaml(name: str, head: str) -> bool:
    """Whether there are mappings inside lists or mappings, and no prose between them."""
    fence, _, body = split_header(head)
    if (fence and body.strip()) or head.lstrip().startswith(("<", "+++", "BEGIN:")):
        return False
    is_named = PurePath(name).suffix.casefold() in _YAML
    open_ones: list[list[Any]] = []
    n_collections = n_records = 0
    try:
        for event in yaml.parse(head, LOADER):
            if isinstance(event, yaml.NodeEvent):
                if not open_ones and isinstance(event, yaml.ScalarEvent) and event.value:
                    return False
                if open_ones:
                    open_ones[-1].append(None)
            if isinstance(event, yaml.CollectionStartEvent):
                n_collections += 1
                open_ones.append([isinstance(event, yaml.MappingStartEvent)])
            elif isinstance(event, yaml.CollectionEndEvent):
                is_mapping, *inside = open_ones.pop()
                # One key and its value may be a colon in prose.
                n_records += bool(open_ones and is_mapping and len(inside) > 2)
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark
        # An error at the end shows only that the head was cut; others are reported later.
        is_cut = mark is None or mark.line + 3 >= head.count("\n")
        if n_records < 2 and not is_cut and not is_named:
            return False
    except (yaml.YAMLError, ValueError):
        return False
    # The record that was cut.
    n_records += any(is_mapping and len(inside) > 2 for is_mapping, *inside in open_ones[1:])
    return bool(n_records or (n_collections and is_named))


def parse(data: bytes, name: str, language: str | None = None) -> Iterator[RawRow]:
    """Read the people and the entries of a file.

    Texts in several languages are read in `language`, else in the talk's own, else English.
    """
    text = decode(data, name)
    # A YAML list may begin with a bracket, too.
    is_yaml = PurePath(name).suffix.casefold() in _YAML or text.lstrip()[:1] not in ("{", "[")
    document = read_yaml(text, name) if is_yaml else read_json(text, name)
    choose_languages(document, language)
    groups = find_groups(document, name)
    if isinstance(document, Record) and is_event(document):
        yield raw_row(read_event(document, name))
    names = _Names(groups)
    for group in groups:
        if group.holds == "people":
            yield from map(raw_row, _read_people(group))
    for group in groups:
        if group.holds == "talks":
            yield from map(raw_row, _read_talks(group, names, name))


# People.


def _read_person(record: Record, key: str = "") -> dict[str, Any]:
    fields = fields_of(record)
    return given(
        id=first(fields.get("id", [])) or key or None,
        name=person_name(fields),
        url=first(fields.get("url", [])),
        organisation=first(fields.get("organisations", [])),
    )


def _read_people(group: Group) -> Iterator[dict[str, Any]]:
    for key, record in group.records:
        person = _read_person(record, key)
        if "name" in person:
            person.setdefault("id", slug(str(person["name"])))
            yield {"kind": "person", **person, "line": record.line}


class _Names:
    """The names of people, rooms and tracks by their ids in the file."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self.by_field: dict[str, dict[str, dict[str, Any]]] = {}
        for group in groups:
            target = "speakers" if group.holds == "people" else match_label(group.label)
            if group.holds == "talks" or not target:
                continue
            known = self.by_field.setdefault(target, {})
            for key, record in group.records:
                person = _read_person(record, key)
                person.setdefault("name", title_of(fields_of(record)))
                if "id" in person and person["name"]:
                    known.setdefault(str(person["id"]), person)

    def find(self, field_name: str, identifier: Any) -> dict[str, Any] | None:
        for target in (field_name, "tags" if field_name == "track" else field_name):
            if person := self.by_field.get(target, {}).get(str(identifier)):
                return person
        return None


# Talks.


def _read_talks(group: Group, names: _Names, name: str) -> Iterator[dict[str, Any]]:
    labels = [one.casefold().removesuffix("s") for one in (group.label, PurePath(name).stem)]
    kind = next((one for one in labels if normalise(one) in _KINDS), None)
    for key, record in group.records:
        fields = fields_of(record)
        title = title_of(fields)
        if not title:
            if "abstract" in fields or "speakers" in fields:
                warn_of(name, record.line, "a record without a title; it was left out")
            continue
        row = _read_talk(record, names)
        if kind:
            row.setdefault("kind", kind)
        if key:
            row.setdefault("id", key)
        yield {
            **{one: group.around[one] for one in INHERITED if one in group.around},
            **row,
            **_times(fields, group.around),
            "title": title,
            "line": record.line,
        }


def _read_talk(record: Record, names: _Names) -> dict[str, Any]:
    fields = fields_of(record)
    row: dict[str, Any] = {
        one: first(fields.get(one, []))
        for one in ("id", "language", "event", "year", "url", "timezone")
    }
    for one in ("track", "tags", "level", "room", "takeaways", "organisations", "kind"):
        row[one] = _resolve(one, fields, names)
    row["abstract"] = _abstract(fields)
    row.update(_speakers(fields, names))
    flags = {normalise(key) for key, value in record.items() if _is_true(value)}
    if flags & _BREAKS:
        row["kind"] = "break"
    elif "keynote" in flags:
        row["kind"] = "keynote"
    return {one: value for one, value in row.items() if has_value(value)}


def _is_true(value: Any) -> bool:
    return value is True or str(value).casefold() in ("true", "yes")


def _resolve(field_name: str, fields: Fields, names: _Names) -> Any:
    """Return the value of a field, or the names that its ids refer to."""
    value = first(fields.get(field_name, []))
    references = first(fields.get(f"{field_name}_ids", []))
    for content, is_reference in ((value, False), (references, True)):
        if not has_value(content):
            continue
        items = content if isinstance(content, list) else [content]
        known = [names.find(field_name, item) for item in items]
        texts = [one["name"] if one else str(item) for one, item in zip(known, items, strict=True)]
        if not is_reference or any(known):
            return texts if isinstance(content, list) else texts[0]
    return None


def _abstract(fields: Fields) -> list[str]:
    """Collect all prose, in order, without repetitions."""
    values = (flat(value) for _, value in fields.get("abstract", []))
    parts = list(chain.from_iterable(one if isinstance(one, list) else [one] for one in values))
    return distinct(*(str(part).strip() for part in parts if isinstance(part, (str, int))))


def _speakers(fields: Fields, names: _Names) -> dict[str, Any]:
    """Read the speakers: names, records with names, or ids of people."""
    candidates = [
        _people_of(value, names, is_reference=one != "speakers")
        for one in ("speakers", "speaker_ids", "speakers_ids")
        for _, value in fields.get(one, [])
    ]
    named = [people for people, _ in candidates if people]
    identified = [ids for _, ids in candidates if ids]
    if "title" in fields and not named:
        name = first(fields.get("name", []))
        named = [[name]] if isinstance(name, str) and not _SLUG.fullmatch(name) else []
    # Records before mere names.
    named.sort(key=lambda people: not isinstance(people[0], dict))
    return {
        "speakers": named[0] if named else None,
        "speaker_ids": identified[0] if identified and not named else None,
    }


def _people_of(value: Any, names: _Names, *, is_reference: bool) -> tuple[list[Any], list[Any]]:
    if isinstance(value, Record) and not person_name(fields_of(value)) and not value.get("id"):
        # {"1": {...}, "2": {...}}
        value = list(value.values())
    people: list[Any] = []
    ids: list[Any] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Record):
            person = _read_person(one)
            person = {**(names.find("speakers", person.get("id")) or {}), **person}
            if person.get("name"):
                people.append(person)
            else:
                ids.append(person.get("id"))
        elif isinstance(one, (str, int)) and not isinstance(one, bool) and has_value(one):
            if str(one).casefold() in ("true", "false"):
                continue
            if known := names.find("speakers", one):
                people.append(known)
            elif is_reference or isinstance(one, int) or _SLUG.fullmatch(one):
                ids.append(one)
            else:
                people.append(one)
    return people, [one for one in ids if has_value(one)]


def _times(fields: Fields, around: dict[str, Any]) -> dict[str, Any]:
    """Read start, end and duration; a separate day and time are joined."""
    day = first(fields.get("day", [])) or around.get("day")
    start = _best_time(fields.get("start", [])) or _best_time(fields.get("time", []))
    start = start or around.get("start") or around.get("time")
    end = _best_time(fields.get("end", [])) or around.get("end")
    both = _RANGE.fullmatch(start) if isinstance(start, str) else None
    if both:
        start, end = both[1].strip(), both[2].strip()
    if day and _DATE.search(str(day)):
        is_time = isinstance(start, str) and not _DATE.search(start)
        start = f"{day} {start}" if is_time else start or day
        if isinstance(end, str) and not _DATE.search(end):
            end = f"{day} {end}"
    duration = first(fields.get("duration", []))
    clock = _SPREADSHEET_TIME.search(str(duration))
    row = {"start": start, "end": end, "duration": clock[1] or clock[2] if clock else duration}
    return {one: value for one, value in row.items() if has_value(value)}


def _best_time(found: list[tuple[str, Any]]) -> Any:
    """Return the value with a date, else the first; day zero of spreadsheets is not a date."""
    times = [
        _moment(str(value))
        for value in (flat(value) for _, value in found)
        if isinstance(value, (str, int)) and not _SPREADSHEET_TIME.search(str(value))
    ]
    dated = (one for one in times if not isinstance(one, str) or _DATE.search(one))
    return next(dated, None) or next(iter(times), None)


def _moment(text: str) -> str | datetime:
    """Read what JavaScript prints ("Fri Mar 10 2023 12:00:00 GMT+0900 (...)")."""
    date = _JAVASCRIPT.match(text)
    return datetime.strptime(date[1], "%b %d %Y %H:%M:%S GMT%z") if date else text
