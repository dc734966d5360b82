"""Sessionize's JSON: the views All, Sessions, GridSmart and Speakers, and objects keyed by id."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kcdanalysis.errors import warn_of
from kcdanalysis.sources.layouts.record_rows import read_person
from kcdanalysis.sources.rows import PERSON, RawRow, raw_row
from kcdanalysis.sources.syntax.documents import Record, objects, pick, text_of
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.values.labels import words
from kcdanalysis.sources.values.vocabulary import first_match, word_sets

EXPECTED = 'an export of Sessionize has "sessions" with a "title" and "speakers"'
EXAMPLE = '[{"sessions": [{"title": "eBPF", "isServiceSession": false}]}]'

#: Keys that no other export has.
_MARKS = re.compile(
    r'"(?:isServiceSession|isPlenumSession|isTopSpeaker|tagLine|hasOnlyPlenumSessions)"\s*:'
)
#: Our fields with Sessionize's keys for them.
_KEYS = {
    "id": "id", "title": "title", "abstract": "description", "room": "room", "state": "status",
    "start": "startsAt", "end": "endsAt",
}  # fmt: skip
#: The title of a category, and an item of it.
_Label = tuple[str | None, str | None]
#: What the title of a category says about its items.
_CATEGORIES = word_sets("categories")


def sniff(name: str, head: str) -> bool:
    """Whether this is JSON with keys that only Sessionize has."""
    return head.lstrip().startswith(("{", "[")) and bool(_MARKS.search(head))


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read sessions, in programme order, and people from any of Sessionize's views."""
    view = read_json(data, name)
    root = view if isinstance(view, Record) else Record()
    people = {
        person.get("id"): person for person in map(read_person, objects(root.get("speakers")))
    }
    rooms = {_key(room): text_of(room) for room in objects(root.get("rooms"))}
    categories = {
        _key(item): (text_of(category.get("title")), text_of(item))
        for category in objects(root.get("categories"))
        for item in objects(category.get("items"))
    }
    seen = set()
    for session, group in _sessions(view):
        # A grid repeats what takes place in every room.
        if "id" in session and _key(session) in seen:
            continue
        seen.add(_key(session))
        row = pick(session, **_KEYS)
        if not row["title"]:
            warn_of(name, session.line, "a session without a title; left out")
            continue
        labels = _labels(session, categories)
        service = "Service session" if session.get("isServiceSession") is True else None
        plenum = "Plenum" if session.get("isPlenumSession") is True else None
        yield raw_row(
            row,
            labels,
            _people(session, people),
            track=labels["track"] or group.get("track"),
            room=row["room"] or rooms.get(str(session.get("roomId"))) or group.get("room"),
            kind=service or labels["kind"] or plenum,
            line=session.line,
        )
    if not people:
        yield from (
            raw_row(read_person(item), kind=PERSON) for item in objects(view) if _is_person(item)
        )


# Where a view keeps its sessions.


def _sessions(view: Any) -> Iterator[tuple[Record, dict[str, Any]]]:
    """Yield each session with the track or room that its group gives."""
    if isinstance(view, Record) and "sessions" in view and not _is_person(view):
        view = [view]
    for item in objects(view):
        if _is_session(item):
            yield item, {}
        elif isinstance(item.get("rooms"), (list, dict)) and "sessions" not in item:
            yield from _grid(item)
        elif not _is_person(item):
            name = text_of(item.get("groupName")) if item.get("groupId") is not None else None
            sessions = filter(_is_session, objects(item.get("sessions")))
            yield from ((session, {"track": name}) for session in sessions)


def _grid(day: Record) -> list[tuple[Record, dict[str, Any]]]:
    """Return the sessions of one day, room by room, in the order of time."""
    sessions = [
        (session, {} if session.get("isPlenumSession") else {"room": text_of(room.get("name"))})
        for room in objects(day["rooms"])
        for session in filter(_is_session, objects(room.get("sessions")))
    ]
    return sorted(sessions, key=lambda pair: text_of(pair[0].get("startsAt")) or "")


def _is_session(item: Record) -> bool:
    return "title" in item and bool({"speakers", "startsAt", "isServiceSession"} & set(item))


def _is_person(item: Record) -> bool:
    return "title" not in item and bool({"fullName", "firstName"} & set(item))


# What the ids of a session refer to.


def _people(session: Record, people: Mapping[Any, Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {"speakers": [], "speaker_ids": []}
    for item in _list(session.get("speakers")):
        person = read_person(item if isinstance(item, Record) else Record({"id": item}))
        person = people.get(person.get("id")) or person
        if "name" in person:
            found["speakers"].append(person)
        elif "id" in person:
            found["speaker_ids"].append(person["id"])
    return found


def _labels(session: Record, categories: Mapping[str, _Label]) -> dict[str, Any]:
    """Sort the items of a session's categories by what their category is about."""
    labels = [
        (pick(category, title="name title")["title"], text_of(item))
        for category in objects(session.get("categories"))
        for item in objects(category.get("categoryItems"))
    ]
    keys = map(str, _list(session.get("categoryItems")))
    labels += [categories[key] for key in keys if key in categories]
    by_title: dict[str | None, list[str]] = {}
    for title, name in labels:
        by_title.setdefault(title, []).extend([name] if name else [])
    items: dict[str, list[str]] = {**{role: [] for role in _CATEGORIES}, "tags": []}
    for title, names in by_title.items():
        role = first_match(words(title or ""), _CATEGORIES)
        # A talk may have several topics, but only one track.
        items["tags" if role == "track" and len(names) > 1 else role or "tags"] += names
    tags = items.pop("tags")
    return {"tags": tags, **{role: ", ".join(names) or None for role, names in items.items()}}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _key(item: Record) -> str:
    return str(item.get("id"))
