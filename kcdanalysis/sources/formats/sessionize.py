"""Sessionize's JSON: the views All, Sessions, GridSmart and Speakers, and objects keyed by id."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kcdanalysis.errors import warn_of
from kcdanalysis.sources.layouts.record_rows import read_people, read_person
from kcdanalysis.sources.rows import PERSON, RawRow, raw_row
from kcdanalysis.sources.syntax.documents import Record, objects, pick, text_of, walk
from kcdanalysis.sources.syntax.json_reader import read_json
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
#: What a session has besides a title, and what only a person has.
_SESSION, _PERSON = {"speakers", "startsAt", "isServiceSession"}, {"fullName", "firstName"}
#: What the title of a category says about its items.
_CATEGORIES = word_sets("categories")


def sniff(name: str, head: str) -> bool:
    """Whether this is JSON with keys that only Sessionize has."""
    return head.lstrip().startswith(("{", "[")) and bool(_MARKS.search(head))


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read sessions, in programme order, and people from any of Sessionize's views."""
    view = read_json(data, name)
    root = view if isinstance(view, Record) else Record()
    rooms = {str(room.get("id")): text_of(room) for room in objects(root.get("rooms"))}
    categories = {
        str(item.get("id")): (category.get("title"), item)
        for category in objects(root.get("categories"))
        for item in objects(category.get("items"))
    }
    found = list(walk(view, _is_session))
    if any("rooms" in path[0] for *_, path in found if len(path) > 1):
        # A grid lists the sessions of a day room by room, some of them in every room.
        found.sort(
            key=lambda each: (
                each[2][0].line if each[2] else 0,
                text_of(each[0].get("startsAt")) or "",
            )
        )
    seen = set()
    for session, label, path in found:
        group = path[-1] if path else root
        row, labels = pick(session, **_KEYS), _labels(session, categories)
        if row["id"] and (row["id"], row["start"]) in seen:
            continue
        seen.add((row["id"], row["start"]))
        if not row["title"]:
            warn_of(name, session.line, "a session without a title; left out")
            continue
        service = "Service session" if session.get("isServiceSession") is True else None
        plenum = "Plenum" if session.get("isPlenumSession") is True else None
        place = None if plenum or "groupName" in group else text_of(group.get("name"))
        track = None if group.get("groupId") is None else text_of(group.get("groupName"))
        yield raw_row(
            row,
            labels,
            read_people(session.get("speakers")),
            # A record without an id is keyed by it.
            id=row["id"] or (label if group.get(label) is session else None),
            track=labels["track"] or track,
            room=row["room"] or rooms.get(str(session.get("roomId"))) or place,
            kind=service or labels["kind"] or plenum,
            line=session.line,
        )
    for person, *_ in walk(view, _is_person):
        yield raw_row(read_person(person), kind=PERSON)


def _is_person(item: Record, _: str) -> bool:
    return "title" not in item and bool(_PERSON & item.keys())


def _is_session(item: Record, label: str) -> bool:
    # The slots of a grid repeat its sessions, one below each "session".
    return label != "session" and "title" in item and bool(_SESSION & item.keys())


def _labels(session: Record, categories: Mapping[str, tuple[Any, Record]]) -> dict[str, Any]:
    """Sort the items of a session's categories by what their category is about."""
    labels = [
        (category.get("name") or category.get("title"), item)
        for category in objects(session.get("categories"))
        for item in objects(category.get("categoryItems"))
    ]
    ids = session.get("categoryItems")
    keys = map(str, ids if isinstance(ids, list) else ())
    labels += [categories[key] for key in keys if key in categories]
    by_title: dict[str, list[str]] = {}
    for title, item in labels:
        by_title.setdefault(text_of(title) or "", []).extend(filter(None, [text_of(item)]))
    items: dict[str, list[str]] = {role: [] for role in (*_CATEGORIES, "tags")}
    for title, names in by_title.items():
        role = first_match(re.findall(r"[^\W_]+", title.casefold()), _CATEGORIES)
        # A talk may have several topics, but only one track.
        items["tags" if role == "track" and len(names) > 1 else role or "tags"] += names
    return {
        role: names if role == "tags" else ", ".join(names) or None for role, names in items.items()
    }
