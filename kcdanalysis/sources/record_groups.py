"""The groups of records in a JSON or YAML document: which hold talks, which people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from pathlib import PurePath
from typing import Any

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.documents import Record
from kcdanalysis.sources.fields import match_field, normalise, split_language

#: What only talks have besides a title; a mere name needs one of the first four.
_PROGRAMME = ("speakers", "speaker_ids", "start", "time", "duration")
_PROSE = ("abstract", "takeaways", "room")
#: What an entry takes over from the mapping around its list.
INHERITED = ("event", "year", "language", "timezone", "track", "room")
_AROUND = (*INHERITED, "day", "start", "end", "time")
#: What else may hold the talks of a block.
_HOLDERS = ("items", "children", "entries", "subevents", "slots", "program", "programme", "agenda")
_EVENT_KEYS = frozenset({"city", "startdate", "enddate", "datestart", "dateend"})
_REFERENCE = re.compile(r"(.+?)[ _-]*(?:ids?|serials?|slugs?|codes?|refs?|keys?)", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?\.\d\d?\.\d{4}|\d\d?/\d\d?/\d{4}")
_YEAR = re.compile(r"(?:19|20)\d\d")


# Finding the groups of records.


@dataclass
class Group:
    """Records that stand side by side, what they are called, and what stands around them."""

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
    """Walks through a document, once through each of its parts."""

    name: str
    seen: set[int] = field(default_factory=set)

    def walk_event(self, record: Record) -> Iterator[Group]:
        # Its start is no talk's.
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

    def _walk_children(self, record: Record, label: str, around: dict[str, Any]) -> Iterator[Group]:
        is_entry = _is_entry(fields_of(record))
        around = around if is_entry else _context("", record, around)
        for key, value in record.items():
            # What else belongs to a talk (slides, videos) may have a title, too.
            if not is_entry or match_label(key) in ("title", "event") or key in _HOLDERS:
                said = _key_context(key)
                is_name = said is None and not key.isdecimal()
                yield from self.walk(value, key if is_name else label, {**around, **(said or {})})

    def _group(
        self, label: str, records: list[tuple[str, Record]], around: dict[str, Any]
    ) -> Group:
        group = Group(label, records, around)
        group.holds = _holds(group, PurePath(self.name).stem)
        return group


def _records_of(node: Any) -> list[tuple[str, Record]]:
    """Take the records of a list, or of a mapping by id."""
    pairs = list(node.items()) if isinstance(node, dict) else [("", value) for value in node]
    records = [(str(key), value) for key, value in pairs if isinstance(value, Record) and value]
    if not records or len(records) < len(pairs):
        # Lists may hold a stray null; a mapping by id is nothing else.
        return records if isinstance(node, list) else []
    if isinstance(node, dict) and not any(title_of(fields_of(record)) for _, record in records):
        return []
    return records


def _holds(group: Group, stem: str) -> str:
    """Tell what a group holds: "talks", "people", or "" for anything else."""
    fields = [fields_of(record) for _, record in group.records]
    labels = {match_label(group.label), match_label(stem)}
    if match_label(group.label) == "speakers":
        return "people" if any(person_name(one) for one in fields) else ""
    # What is called "talks" may say no more than their titles.
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
Fields = dict[str, list[tuple[str, Any]]]


def fields_of(record: Record) -> Fields:
    """Sort the keys of a record by our fields."""
    cached: Fields | None = record.fields
    if cached is None:
        cached = {}
        for key, value in record.items():
            field_name = _match_key(key)
            if field_name and is_said(value):
                cached.setdefault(field_name, []).append((key, value))
        # The key that is called just as we call it goes first; prose keeps its order.
        for field_name in cached.keys() - {"abstract"}:
            cached[field_name].sort(key=lambda pair: normalise(pair[0]) != field_name)
        record.fields = cached
    return cached


@lru_cache(maxsize=10_000)
def _match_key(key: str) -> str | None:
    """Match a key; ids by which a record refers to others are of the kind "…_ids"."""
    found = match_field(key)
    if found and found != "id":
        return found
    reference = _REFERENCE.fullmatch(key) if not found else None
    target = match_label(reference[1]) if reference else None
    return f"{target}_ids" if target and target not in ("title", "id") else found


@lru_cache(maxsize=1_000)
def match_label(label: str) -> str | None:
    """Match what a group is called: the plural of a field."""
    return match_field(label) or match_field(label.removesuffix("s"))


def choose_languages(document: Any, language: str | None = None) -> None:
    """Keep one of the languages in which records say the same: "title_ja", {"fr": ..., "en": ...}.

    The one asked for, else the talk's own, else English, else the first that says something.
    """
    waiting, seen = [document], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Record):
            _choose_in(node, language)
        waiting += (
            node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        )


def _choose_in(record: Record, language: str | None) -> None:
    own = str(language or record.get("language") or record.get("lang") or "")[:2].casefold()
    parallel: dict[str, dict[str, Any]] = {}
    for key, value in list(record.items()):
        base, code = split_language(key)
        if code and match_field(base):
            parallel.setdefault(base, {})[code] = record.pop(key)
        elif isinstance(value, dict):
            record[key] = _choose(value, own)
    for base, values in parallel.items():
        if not is_said(record.get(base)):
            record[base] = _choose(values, own)


def _choose(values: dict[str, Any], own: str) -> Any:
    """Choose a text from a mapping of languages; other mappings stay."""
    codes = {key: key[:2].casefold() for key in values}
    if not values or not all(split_language(f"text_{code}")[1] for code in codes.values()):
        return values
    if not all(isinstance(value, (str, type(None))) for value in values.values()):
        return values
    said = [key for key in values if is_said(values[key])]
    ranked = sorted(said, key=lambda key: (codes[key] != own, codes[key] != "en"))
    return values[ranked[0]] if ranked else None


def is_said(value: Any) -> bool:
    """Say whether a value is more than nothing."""
    return bool(value.strip()) if isinstance(value, str) else value not in (None, [], {})


def first(found: list[tuple[str, Any]]) -> Any:
    """Take the first value, flat."""
    return next((flat(value) for _, value in found), None)


def flat(value: Any) -> Any:
    """Make one text (or a list of texts) of a value; {"name": ...} is its name."""
    if isinstance(value, dict):
        names = ("name", "title", "label", "value", "text", "en")
        return next((flat(value[key]) for key in names if is_said(value.get(key))), None)
    if isinstance(value, list):
        return [one for one in map(flat, value) if isinstance(one, str) and is_said(one)]
    if value is None or isinstance(value, bool):
        return None
    return value if isinstance(value, int) else str(value)


def title_of(fields: Fields) -> str | None:
    """Take the title; where there is none, the name."""
    texts = (flat(value) for _, value in fields.get("title", fields.get("name", [])))
    return next((str(one) for one in texts if isinstance(one, (str, int))), None)


# People and events.


def person_name(fields: Fields) -> str | None:
    """Join the parts of a name; a surname may stand beside "name"."""
    parts = [first(fields.get(one, [])) for one in ("first_name", "name", "last_name")]
    if fields.get("first_name") and fields.get("last_name"):
        parts[1] = None
    if not any(parts):
        parts = [first(fields.get("speakers", []))]
    return " ".join(str(part) for part in parts if part and not isinstance(part, list)) or None


def is_event(record: Record) -> bool:
    """Say whether a file is about an event: its name beside its dates or its city."""
    fields, keys = fields_of(record), {normalise(key) for key in record}
    is_talk = any(one in fields and _is_names(fields[one]) for one in ("speakers", "speaker_ids"))
    return bool(keys & _EVENT_KEYS and (title_of(fields) or "event" in fields)) and not is_talk


def _is_names(found: list[tuple[str, Any]]) -> bool:
    """Say whether speakers are those of one talk, and no list of all with their biographies."""
    return not any(
        isinstance(one, Record) and "bio" in fields_of(one)
        for _, value in found
        for one in (value if isinstance(value, list) else [value])
    )


def read_event(record: Record, name: str) -> dict[str, Any]:
    """Make the row of an event."""
    fields = fields_of(record)
    said = str(first(fields.get("event", [])) or title_of(fields))
    dates = (first(fields.get(one, [])) for one in ("year", "start", "day"))
    year = next(filter(None, (_YEAR.search(str(date)) for date in (*dates, said))), None)
    row = {
        "kind": "event",
        "id": PurePath(name).stem,
        "event": _event_name(said, record),
        "year": year and int(year[0]),
        "language": first(fields.get("language", [])),
        "timezone": first(fields.get("timezone", [])),
        "line": record.line,
    }
    return {key: value for key, value in row.items() if value}


def _event_name(said: str, record: Record) -> str:
    city = record.get("city")
    # devopsdays call their events "2017-ponyville".
    if isinstance(city, str) and city and re.fullmatch(r"\d{4}-[\w-]+", said):
        return f"devopsdays {city} {said[:4]}"
    return said
