"""Records: JSON or YAML lists, feeds and dicts by id, whatever their keys are called.

Which records are talks is told from their fields, wherever in the file they stand: a
group of records (a list, or a mapping by id) holds talks if some of them have a title
and something that only an entry of a programme has, such as speakers, an abstract, a
start. A group of names with biographies, or one called "speakers", holds people. Other
groups (rooms, tracks) only give their names to the ids by which talks refer to them.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import chain
from pathlib import PurePath
from typing import Any

import yaml

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources.documents import LOADER, Record, read_json, read_yaml
from kcdanalysis.sources.fields import match_field, normalise, split_language
from kcdanalysis.sources.front_matter import split_header
from kcdanalysis.sources.markup import decode
from kcdanalysis.talks import slug

EXPECTED = (
    "JSON or YAML needs a list of records with a title, and with speakers, an abstract or a start"
)

#: What only talks have besides a title; a mere name needs one of the first four.
_PROGRAMME = ("speakers", "speaker_ids", "start", "time", "duration")
_PROSE = ("abstract", "takeaways", "room")
#: What an entry takes over from the mapping around its list.
_INHERITED = ("event", "year", "language", "timezone", "track", "room")
_AROUND = (*_INHERITED, "day", "start", "end", "time")
#: What else may hold the talks of a block.
_HOLDERS = ("items", "children", "entries", "subevents", "slots", "program", "programme", "agenda")
_EVENT_KEYS = frozenset({"city", "startdate", "enddate", "datestart", "dateend"})
_REFERENCE = re.compile(r"(.+?)[ _-]*(?:ids?|serials?|slugs?|codes?|refs?|keys?)")
_SLUG = re.compile(r"(?=.*[-_\d])[a-z0-9]+(?:[-_.][a-z0-9]+)*_*|[a-z0-9]+(?:__?[a-z0-9]+)+")
_BREAKS = frozenset({"break", "isbreak", "service", "isservicesession", "isservice"})
_KINDS = frozenset({"workshop", "tutorial", "keynote", "panel", "lightningtalk", "break"})
_SPREADSHEET_TIME = re.compile(r"\b18(?:99|00)\b.*?(\d\d:\d\d(?::\d\d)?)|1899-12-3\dT(\d\d:\d\d)")
_JAVASCRIPT = re.compile(r"\w{3} (\w{3} \d\d \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4})\b")
_CLOCK = r"(\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?|Uhr)?)"
_RANGE = re.compile(rf"\s*{_CLOCK}\s*(?:-|–|—|to|bis|à|a)\s*{_CLOCK}\s*", re.I)
_DATE = re.compile(r"\d{4}\W\d\d?\W\d\d?|\d\d?\W\d\d?\W\d{4}|(?=.*\d{4}).*[a-z]{3}.*\d{1,2}", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d")


def sniff(name: str, head: str) -> bool:
    """Say whether this is JSON or YAML with records in it; JSON Lines are tables."""
    text = head.lstrip()
    if re.match(r'\{\s*"|\[\s*[{"\[]', text):
        first, _, rest = text.partition("\n")
        is_lines = first.rstrip().endswith("}") and rest.lstrip().startswith("{")
        return not is_lines and bool(re.search(r'"\s*:', text))
    return _is_yaml(name, head)


def _is_yaml(name: str, head: str) -> bool:
    fence, _, body = split_header(head)
    if (fence and body.strip()) or head.lstrip().startswith(("<", "+++", "BEGIN:")):
        return False
    collections, mark = 0, None
    try:
        for event in yaml.parse(head, LOADER):
            collections += isinstance(event, yaml.CollectionStartEvent)
            mark = event.end_mark
    except (yaml.YAMLError, ValueError):
        # What breaks only at the end was merely cut there.
        if not mark or (mark.line + 40 < head.count("\n") and collections < 4):
            return False
    is_named = PurePath(name).suffix.casefold() in (".yml", ".yaml")
    return collections > (0 if is_named else 1)


def parse(data: bytes, name: str) -> Iterator[dict[str, Any]]:
    """Read the people and the entries of a file, in order, as rows.

    Raises
    ------
    KcdError
        If nothing in the file can be read.
    """
    text = decode(data, name)
    is_json = text.lstrip().startswith(("{", "["))
    try:
        document = read_json(text, name) if is_json else read_yaml(text, name)
    except KcdError:
        # A YAML list may begin with a bracket, too.
        if not is_json or PurePath(name).suffix not in (".yml", ".yaml"):
            raise
        document = read_yaml(text, name)
    groups = _Search(name).find(document)
    if isinstance(document, Record) and _is_event(document):
        yield _read_event(document, name)
    names = _Names(groups)
    for group in groups:
        if group.holds == "people":
            yield from _read_people(group)
    for group in groups:
        if group.holds == "talks":
            yield from _read_talks(group, names, name)


# Finding the groups of records.


@dataclass
class _Group:
    """Records that stand side by side, what they are called, and what stands around them."""

    label: str
    records: list[tuple[str, Record]]
    around: dict[str, Any]
    holds: str = ""


@dataclass
class _Search:
    """Walks through a document, once through each of its parts."""

    name: str
    seen: set[int] = field(default_factory=set)

    def find(self, document: Any) -> list[_Group]:
        label = PurePath(self.name).stem
        try:
            if isinstance(document, Record) and _is_event(document):
                return list(self._walk_event(document))
            return list(self._walk(document, label, {}))
        except RecursionError:
            raise KcdError(
                f"{self.name}: nested too deeply to be read; give only its list of talks"
            ) from None

    def _walk_event(self, record: Record) -> Iterator[_Group]:
        # Its start is no talk's.
        about = _read_event(record, self.name)
        around = {key: value for key, value in about.items() if key in _INHERITED}
        for key, value in record.items():
            yield from self._walk(value, key, around)

    def _walk(self, node: Any, label: str, around: dict[str, Any]) -> Iterator[_Group]:
        if id(node) in self.seen or not isinstance(node, (dict, list)):
            return
        self.seen.add(id(node))
        if isinstance(node, Record) and _is_entry(_fields(node)):
            inner = list(self._walk_children(node, label, around))
            if not any(group.holds == "talks" for group in inner):
                yield self._group(label, [("", node)], around)
            yield from inner
        elif records := _records_of(node):
            yield from self._walk_group(records, label, around)
        elif isinstance(node, list):
            for value in node:
                yield from self._walk(value, label, around)
        else:
            yield from self._walk_children(node, label, around)

    def _walk_group(
        self, records: list[tuple[str, Record]], label: str, around: dict[str, Any]
    ) -> Iterator[_Group]:
        self.seen.update(id(record) for _, record in records)
        inner = {
            id(record): list(self._walk_children(record, label, _context(key, record, around)))
            for key, record in records
        }
        # A record that holds talks is a day, a room or a block, and no talk.
        blocks = {one for one, groups in inner.items() if any(g.holds == "talks" for g in groups)}
        if not blocks:
            yield self._group(label, records, around)
            yield from chain.from_iterable(inner.values())
            return
        for key, record in records:
            if id(record) not in blocks:
                yield self._group(label, [(key, record)], around)
            yield from inner[id(record)]

    def _walk_children(
        self, record: Record, label: str, around: dict[str, Any]
    ) -> Iterator[_Group]:
        is_entry = _is_entry(_fields(record))
        around = around if is_entry else _context("", record, around)
        for key, value in record.items():
            # What else belongs to a talk (slides, videos) may have a title, too.
            if not is_entry or _match_label(key) in ("title", "event") or key in _HOLDERS:
                said = _key_context(key)
                is_name = said is None and not key.isdecimal()
                yield from self._walk(value, key if is_name else label, {**around, **(said or {})})

    def _group(
        self, label: str, records: list[tuple[str, Record]], around: dict[str, Any]
    ) -> _Group:
        group = _Group(label, records, around)
        group.holds = _holds(group, PurePath(self.name).stem)
        return group


def _records_of(node: Any) -> list[tuple[str, Record]]:
    """Take the records of a list, or of a mapping by id."""
    pairs = list(node.items()) if isinstance(node, dict) else [("", value) for value in node]
    records = [(str(key), value) for key, value in pairs if isinstance(value, Record) and value]
    if not records or len(records) < len(pairs):
        # Lists may hold a stray null; a mapping by id is nothing else.
        return records if isinstance(node, list) else []
    if isinstance(node, dict) and not any(_title(_fields(record)) for _, record in records):
        return []
    return records


def _holds(group: _Group, stem: str) -> str:
    """Tell what a group holds: "talks", "people", or "" for anything else."""
    fields = [_fields(record) for _, record in group.records]
    labels = {_match_label(group.label), _match_label(stem)}
    if _match_label(group.label) == "speakers":
        return "people" if any(_person_name(one) for one in fields) else ""
    # What is called "talks" may say no more than their titles.
    is_list = _match_label(group.label) == "title" and all("title" in one for one in fields)
    if is_list or any(map(_is_entry, fields)):
        is_about_people = any("last_name" in one or "bio" in one for one in fields)
        return "people" if "speakers" in labels and is_about_people else "talks"
    return "people" if any(_is_person(one) for one in fields) else ""


def _is_entry(fields: _Fields) -> bool:
    if not _title(fields) or _is_person(fields):
        return False
    extra = () if "title" not in fields else _PROSE
    return any(one in fields for one in (*_PROGRAMME, *extra))


def _is_person(fields: _Fields) -> bool:
    if any(one in fields for one in _PROGRAMME) or not _person_name(fields):
        return False
    if "title" in fields:
        # A title beside a name may be a job; talks with a speaker's name have an abstract.
        return "last_name" in fields and "abstract" not in fields
    return any(one in fields for one in ("last_name", "bio", "organisations"))


def _context(key: str, record: Record, around: dict[str, Any]) -> dict[str, Any]:
    fields = _fields(record)
    own = {one: _first(fields.get(one, [])) for one in _AROUND}
    said = {one: value for one, value in own.items() if isinstance(value, (str, int)) and value}
    return {**around, **(_key_context(key) or {}), **said}


def _key_context(key: str) -> dict[str, Any] | None:
    """Read a key that is a value: a year, a date, a time."""
    if _YEAR.fullmatch(key):
        return {"year": int(key)}
    if re.fullmatch(r"\d\d?[:h]\d\d", key):
        return {"time": key}
    if re.match(r"\d", key) and _DATE.fullmatch(key[:10]):
        return {"day": key}
    return None


# Fields of a record.

#: Our fields with the keys and values that a record has for them, in the order published.
_Fields = dict[str, list[tuple[str, Any]]]


def _fields(record: Record) -> _Fields:
    cached: _Fields | None = record.fields
    if cached is None:
        cached = {}
        for key, value in _one_language(record).items():
            field_name = _match_key(key)
            if field_name and _is_said(value):
                cached.setdefault(field_name, []).append((key, value))
        for found in cached.values():
            # The key that is called exactly as we call it goes first.
            found.sort(key=lambda pair: match_field(pair[0]) is None)
        record.fields = cached
    return cached


@lru_cache(maxsize=10_000)
def _match_key(key: str) -> str | None:
    """Match a key; ids by which a record refers to others are of the kind "…_ids"."""
    found = match_field(key)
    if found and found != "id":
        return found
    reference = _REFERENCE.fullmatch(key) if not found else None
    target = _match_label(reference[1]) if reference else None
    return f"{target}_ids" if target and target not in ("title", "id") else found


@lru_cache(maxsize=1_000)
def _match_label(label: str) -> str | None:
    """Match what a group is called: the plural of a field."""
    return match_field(label) or match_field(label.removesuffix("s"))


def _one_language(record: Record) -> dict[str, Any]:
    """Choose one of the languages in which a record says the same.

    The talk's own language, else English, else the first that says something.
    """
    parallel: dict[str, dict[str, Any]] = {}
    plain: dict[str, Any] = {}
    own = str(record.get("language") or record.get("lang") or "")[:2].casefold()
    for key, value in record.items():
        base, code = split_language(key)
        if code and match_field(base):
            parallel.setdefault(base, {})[code] = value
        else:
            plain[key] = _choose(value, own) if isinstance(value, dict) else value
    for base, values in parallel.items():
        if not _is_said(plain.get(base)):
            plain[base] = _choose(values, own)
    return plain


def _choose(values: dict[str, Any], own: str) -> Any:
    """Choose a text from a mapping of languages; other mappings stay."""
    codes = {key: key[:2].casefold() for key in values}
    if not values or not all(split_language(f"text_{code}")[1] for code in codes.values()):
        return values
    if not all(isinstance(value, (str, type(None))) for value in values.values()):
        return values
    said = [key for key in values if _is_said(values[key])]
    ranked = sorted(said, key=lambda key: (codes[key] != own, codes[key] != "en"))
    return values[ranked[0]] if ranked else None


def _is_said(value: Any) -> bool:
    return value is not None and value not in ("", [], {}) and not _is_blank(value)


def _is_blank(value: Any) -> bool:
    return isinstance(value, str) and not value.strip()


def _first(found: list[tuple[str, Any]]) -> Any:
    return next((_flat(value) for _, value in found), None)


def _flat(value: Any) -> Any:
    """Make one text (or a list of texts) of a value; {"name": ...} is its name."""
    if isinstance(value, dict):
        names = ("name", "title", "label", "value", "text", "en")
        return next((_flat(value[key]) for key in names if _is_said(value.get(key))), None)
    if isinstance(value, list):
        return [flat for flat in map(_flat, value) if _is_said(flat) and isinstance(flat, str)]
    if value is None or isinstance(value, bool):
        return None
    return value if isinstance(value, int) else str(value)


def _title(fields: _Fields) -> str | None:
    texts = (_flat(value) for _, value in fields.get("title", fields.get("name", [])))
    return next((str(one) for one in texts if isinstance(one, (str, int))), None)


# People.


def _person_name(fields: _Fields) -> str | None:
    """Join the parts of a name; a surname may stand beside "name"."""
    parts = [_first(fields.get(one, [])) for one in ("first_name", "name", "last_name")]
    if fields.get("first_name") and fields.get("last_name"):
        parts[1] = None
    if not any(parts):
        parts = [_first(fields.get("speakers", []))]
    return " ".join(str(part) for part in parts if part and not isinstance(part, list)) or None


def _read_person(record: Record, key: str = "") -> dict[str, Any]:
    fields = _fields(record)
    row = {
        "id": _first(fields.get("id", [])) or key or None,
        "name": _person_name(fields),
        "url": _first(fields.get("url", [])),
        "organisation": _first(fields.get("organisations", [])),
    }
    return {one: value for one, value in row.items() if value}


def _read_people(group: _Group) -> Iterator[dict[str, Any]]:
    for key, record in group.records:
        person = _read_person(record, key)
        if "name" in person:
            person.setdefault("id", slug(str(person["name"])))
            yield {"kind": "person", **person, "line": record.line}


def _is_event(record: Record) -> bool:
    """Say whether a file is about an event: its name beside its dates or its city."""
    fields, keys = _fields(record), {normalise(key) for key in record}
    is_talk = any(one in fields and _is_names(fields[one]) for one in ("speakers", "speaker_ids"))
    return bool(keys & _EVENT_KEYS and (_title(fields) or "event" in fields)) and not is_talk


def _is_names(found: list[tuple[str, Any]]) -> bool:
    """Say whether speakers are those of one talk, and no list of all with their biographies."""
    return not any(
        isinstance(one, Record) and "bio" in _fields(one)
        for _, value in found
        for one in (value if isinstance(value, list) else [value])
    )


def _read_event(record: Record, name: str) -> dict[str, Any]:
    fields = _fields(record)
    said = str(_first(fields.get("event", [])) or _title(fields))
    dates = (_first(fields.get(one, [])) for one in ("year", "start", "day"))
    year = next(filter(None, (_YEAR.search(str(date)) for date in (*dates, said))), None)
    row = {
        "kind": "event",
        "id": PurePath(name).stem,
        "event": _event_name(said, record),
        "year": year and int(year[0]),
        "language": _first(fields.get("language", [])),
        "timezone": _first(fields.get("timezone", [])),
        "line": record.line or 1,
    }
    return {key: value for key, value in row.items() if value}


def _event_name(said: str, record: Record) -> str:
    city = record.get("city")
    # devopsdays call their events "2017-ponyville".
    if isinstance(city, str) and city and re.fullmatch(r"\d{4}-[\w-]+", said):
        return f"devopsdays {city} {said[:4]}"
    return said


class _Names:
    """The names of people, rooms and tracks by the ids that the file gives them."""

    def __init__(self, groups: Iterable[_Group]) -> None:
        self.by_field: dict[str, dict[str, dict[str, Any]]] = {}
        for group in groups:
            target = "speakers" if group.holds == "people" else _match_label(group.label)
            if group.holds == "talks" or not target:
                continue
            known = self.by_field.setdefault(target, {})
            for key, record in group.records:
                person = _read_person(record, key)
                person.setdefault("name", _title(_fields(record)))
                if "id" in person and person["name"]:
                    known.setdefault(str(person["id"]), person)

    def find(self, field_name: str, identifier: Any) -> dict[str, Any] | None:
        for target in (field_name, "tags" if field_name == "track" else field_name):
            if found := self.by_field.get(target, {}).get(str(identifier)):
                return found
        return None


# Talks.


def _read_talks(group: _Group, names: _Names, name: str) -> Iterator[dict[str, Any]]:
    labels = [one.casefold().removesuffix("s") for one in (group.label, PurePath(name).stem)]
    kind = next((one for one in labels if normalise(one) in _KINDS), None)
    for key, record in group.records:
        fields = _fields(record)
        title = _title(fields)
        if not title:
            if "abstract" in fields or "speakers" in fields:
                what = f"{name}, line {record.line}: a record without a title; it was left out"
                warnings.warn(what, KcdWarning, stacklevel=2)
            continue
        row = _read_talk(record, names)
        if kind:
            row.setdefault("kind", kind)
        if key:
            row.setdefault("id", key)
        yield {
            **{one: group.around[one] for one in _INHERITED if one in group.around},
            **row,
            **_times(fields, group.around),
            "title": title,
            "line": record.line or 1,
        }


def _read_talk(record: Record, names: _Names) -> dict[str, Any]:
    fields = _fields(record)
    row: dict[str, Any] = {
        one: _first(fields.get(one, []))
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
    return {one: value for one, value in row.items() if _is_said(value)}


def _is_true(value: Any) -> bool:
    return value is True or str(value).casefold() in ("true", "yes")


def _resolve(field_name: str, fields: _Fields, names: _Names) -> Any:
    """Take a field's value, or the names that its ids stand for."""
    value = _first(fields.get(field_name, []))
    references = _first(fields.get(f"{field_name}_ids", []))
    for given, is_reference in ((value, False), (references, True)):
        if not _is_said(given):
            continue
        items = given if isinstance(given, list) else [given]
        found = [names.find(field_name, item) for item in items]
        texts = [one["name"] if one else str(item) for one, item in zip(found, items, strict=True)]
        if not is_reference or any(found):
            return texts if isinstance(given, list) else texts[0]
    return None


def _abstract(fields: _Fields) -> list[str]:
    """Collect all prose, in order, without what another part repeats."""
    values = (_flat(value) for _, value in fields.get("abstract", []))
    parts = list(chain.from_iterable(one if isinstance(one, list) else [one] for one in values))
    texts = [str(part).strip() for part in parts if isinstance(part, (str, int))]
    return [
        text
        for at, text in enumerate(texts)
        if text and text not in texts[:at] and not any(text in one and text != one for one in texts)
    ]


def _speakers(fields: _Fields, names: _Names) -> dict[str, Any]:
    """Read who speaks: names, records with names, or ids of people."""
    candidates = [
        _people_of(value, names, is_reference=one != "speakers")
        for one in ("speakers", "speaker_ids", "speakers_ids")
        for _, value in fields.get(one, [])
    ]
    named = [people for people, _ in candidates if people]
    identified = [ids for _, ids in candidates if ids]
    if "title" in fields and not named:
        found = _first(fields.get("name", []))
        named = [[found]] if isinstance(found, str) and not _SLUG.fullmatch(found) else []
    # Those that say more than the mere name.
    named.sort(key=lambda people: not isinstance(people[0], dict))
    return {
        "speakers": named[0] if named else None,
        "speaker_ids": identified[0] if identified and not named else None,
    }


def _people_of(value: Any, names: _Names, *, is_reference: bool) -> tuple[list[Any], list[Any]]:
    if isinstance(value, Record) and not _person_name(_fields(value)) and not value.get("id"):
        # {"1": {...}, "2": {...}}
        value = list(value.values())
    people: list[Any] = []
    ids: list[Any] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Record):
            person = _read_person(one)
            found = names.find("speakers", person.get("id")) or {}
            person = {**found, **person}
            (people if person.get("name") else ids).append(
                person if person.get("name") else person.get("id")
            )
        elif isinstance(one, (str, int)) and not isinstance(one, bool) and _is_said(one):
            if str(one).casefold() in ("true", "false"):
                continue
            if found := names.find("speakers", one):
                people.append(found)
            elif is_reference or isinstance(one, int) or _SLUG.fullmatch(one):
                ids.append(one)
            else:
                people.append(one)
    return people, [one for one in ids if _is_said(one)]


def _times(fields: _Fields, around: dict[str, Any]) -> dict[str, Any]:
    """Read start, end and duration; a day and a time that stand apart are joined."""
    day = _first(fields.get("day", [])) or around.get("day")
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
    duration = _first(fields.get("duration", []))
    said = _SPREADSHEET_TIME.search(str(duration))
    row = {"start": start, "end": end, "duration": said[1] or said[2] if said else duration}
    return {one: value for one, value in row.items() if _is_said(value)}


def _best_time(found: list[tuple[str, Any]]) -> Any:
    """Take the value with a date, else the first; spreadsheets' day zero is no date."""
    values = [_flat(value) for _, value in found]
    said = [
        _moment(str(value))
        for value in values
        if isinstance(value, (str, int)) and not _SPREADSHEET_TIME.search(str(value))
    ]
    return next((one for one in said if not isinstance(one, str) or _DATE.search(one)), None) or (
        said[0] if said else None
    )


def _moment(text: str) -> str | datetime:
    """Read what JavaScript prints ("Fri Mar 10 2023 12:00:00 GMT+0900 (...)")."""
    said = _JAVASCRIPT.match(text)
    return datetime.strptime(said[1], "%b %d %Y %H:%M:%S GMT%z") if said else text
