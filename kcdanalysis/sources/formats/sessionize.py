"""Sessionize's JSON: the views All, Sessions, GridSmart and Speakers, and objects keyed by id."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kcdanalysis.errors import warn_of
from kcdanalysis.sources.rows import RawRow, raw_row
from kcdanalysis.sources.syntax.documents import Record, first_text, objects, person, text
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.values.labels import words
from kcdanalysis.sources.values.vocabulary import first_match, word_sets

EXPECTED = 'an export of Sessionize has "sessions" with a "title" and "speakers"'
EXAMPLE = '[{"sessions": [{"title": "eBPF", "isServiceSession": false}]}]'

#: Keys that no other export has.
_MARKS = re.compile(
    r'"(?:isServiceSession|isPlenumSession|isTopSpeaker|tagLine|hasOnlyPlenumSessions)"\s*:'
)
#: What the title of a category says about its items.
_CATEGORIES = word_sets("categories")


def sniff(name: str, head: str) -> bool:
    """Whether this is JSON with keys that only Sessionize has."""
    return head.lstrip().startswith(("{", "[")) and bool(_MARKS.search(head))


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read sessions, in programme order, and people from any of Sessionize's views."""
    view = read_json(data, name)
    lists = _Lists(view if isinstance(view, Record) else Record())
    seen = set()
    for session, group in _sessions(view):
        # A grid repeats what takes place in every room.
        if "id" in session and _key(session) in seen:
            continue
        seen.add(_key(session))
        if text(session.get("title")):
            yield raw_row(lists.read_session(session, group))
        else:
            warn_of(name, session.line, "a session without a title; left out")
    if not lists.speakers:
        yield from (
            raw_row(person(item), kind="person") for item in objects(view) if _is_person(item)
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
            name = text(item.get("groupName")) if item.get("groupId") is not None else None
            sessions = filter(_is_session, objects(item.get("sessions")))
            yield from ((session, {"track": name}) for session in sessions)


def _grid(day: Record) -> list[tuple[Record, dict[str, Any]]]:
    """Return the sessions of one day, room by room, in the order of time."""
    sessions = [
        (session, {} if session.get("isPlenumSession") else {"room": text(room.get("name"))})
        for room in objects(day["rooms"])
        for session in filter(_is_session, objects(room.get("sessions")))
    ]
    return sorted(sessions, key=lambda pair: text(pair[0].get("startsAt")) or "")


def _is_session(item: Record) -> bool:
    return "title" in item and bool({"speakers", "startsAt", "isServiceSession"} & set(item))


def _is_person(item: Record) -> bool:
    return "title" not in item and bool({"fullName", "firstName"} & set(item))


# One session, and the lists that its ids refer to.


class _Lists:
    """What a view lists apart from the sessions: people, rooms, items of categories."""

    def __init__(self, view: Record) -> None:
        self.speakers = {_key(item): person(item) for item in objects(view.get("speakers"))}
        self.rooms = {_key(item): text(item) for item in objects(view.get("rooms"))}
        self.categories = {
            _key(item): (text(category.get("title")), text(item))
            for category in objects(view.get("categories"))
            for item in objects(category.get("items"))
        }

    def read_session(self, session: Record, group: Mapping[str, Any]) -> dict[str, Any]:
        """Make the row of a session."""
        service = "Service session" if session.get("isServiceSession") is True else None
        plenum = "Plenum" if session.get("isPlenumSession") is True else None
        room = text(session.get("room")) or self.rooms.get(str(session.get("roomId")))
        labels = self._labels(session)
        return {
            "id": session.get("id") and _key(session),
            "title": text(session["title"]),
            **self._people(session),
            "abstract": text(session.get("description")),
            **labels,
            "track": labels["track"] or group.get("track"),
            "room": room or group.get("room"),
            "kind": service or labels["kind"] or plenum,
            "state": text(session.get("status")),
            "start": text(session.get("startsAt")),
            "end": text(session.get("endsAt")),
            "line": session.line,
        }

    def _people(self, session: Record) -> dict[str, list[Any]]:
        people: dict[str, list[Any]] = {"speakers": [], "speaker_ids": []}
        for item in _list(session.get("speakers")):
            someone = person(item if isinstance(item, Record) else {"id": item})
            someone = self.speakers.get(someone.get("id", "")) or someone
            if "name" in someone:
                people["speakers"].append(someone)
            elif "id" in someone:
                people["speaker_ids"].append(someone["id"])
        return people

    def _labels(self, session: Record) -> dict[str, Any]:
        """Sort the items of a session's categories by what their category is about."""
        labels = [
            (first_text(category, "name", "title"), text(item))
            for category in objects(session.get("categories"))
            for item in objects(category.get("categoryItems"))
        ]
        keys = map(str, _list(session.get("categoryItems")))
        labels += [self.categories[key] for key in keys if key in self.categories]
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


def _key(item: Mapping[str, Any]) -> str:
    return str(item.get("id"))
