"""Sessionize's JSON: the views All, Sessions, GridSmart and Speakers, and objects keyed by id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kcdanalysis.errors import warn_of
from kcdanalysis.sources.syntax.documents import Record, text
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.syntax.markup import decode
from kcdanalysis.sources.values.labels import words

EXPECTED = 'an export of Sessionize has "sessions" with a "title" and "speakers"'
EXAMPLE = '[{"sessions": [{"title": "eBPF", "isServiceSession": false}]}]'

#: Keys that no other export has.
_MARKS = re.compile(
    r'"(?:isServiceSession|isPlenumSession|isTopSpeaker|tagLine|hasOnlyPlenumSessions)"\s*:'
)

#: What the title of a category says about its items; the first role in this order counts.
_ROLES = {
    "level": "level levels niveau nivel livello difficulty expertise experience schwierigkeit",
    "language": "language languages sprache langue idioma lingua taal",
    "kind": "format formats type types kind duration length formato dauer art",
    "track": "track tracks topic topics theme themes category categories stream area thema themen"
    " thème sujet tema traccia kategorie catégorie",
}
#: What a question asks for if its answer is prose about the talk.
_QUESTIONS = {
    "takeaways": "takeaway takeaways aways learn learnings lernen retenir aprender",
    "abstract": "abstract summary description outline pitch zusammenfassung résumé resumen",
}
_PROSE = 5  # words; shorter answers are addresses, yes or no


def sniff(name: str, head: str) -> bool:
    """Say whether this is JSON with the keys that only Sessionize uses."""
    return head.lstrip().startswith(("{", "[")) and bool(_MARKS.search(head))


def parse(data: bytes, name: str) -> Iterator[dict[str, Any]]:
    """Read sessions, in programme order, and people from any of Sessionize's views.

    Raises
    ------
    KcdError
        If the file is no JSON.
    """
    view = read_json(decode(data, name), name)
    tables = _Tables(view if isinstance(view, Record) else Record())
    seen = set()
    for session, about in _sessions(view):
        # A grid repeats what takes place in every room.
        if "id" in session and _key(session) in seen:
            continue
        seen.add(_key(session))
        if text(session.get("title")):
            yield tables.read_session(session, about)
        else:
            warn_of(name, session.line, "a session without a title; left out")
    if not tables.speakers:
        yield from map(_person, filter(_is_person, _items(view)))


# Where a view keeps its sessions.


def _sessions(view: Any) -> Iterator[tuple[Record, dict[str, Any]]]:
    """Give each session with what is known from where it stands."""
    if isinstance(view, Record) and "sessions" in view and not _is_person(view):
        view = [view]
    for item in _items(view):
        if _is_session(item):
            yield item, {}
        elif isinstance(item.get("rooms"), (list, dict)) and "sessions" not in item:
            yield from _grid(item)
        elif not _is_person(item):
            about = (
                {"track": text(item.get("groupName"))} if item.get("groupId") is not None else {}
            )
            yield from ((one, about) for one in _items(item.get("sessions")) if _is_session(one))


def _grid(day: Record) -> list[tuple[Record, dict[str, Any]]]:
    """Give the sessions of one day, room beside room, in the order of time."""
    found = [
        (session, {} if session.get("isPlenumSession") else {"room": text(room.get("name"))})
        for room in _items(day["rooms"])
        for session in _items(room.get("sessions"))
        if _is_session(session)
    ]
    return sorted(found, key=lambda pair: text(pair[0].get("startsAt")) or "")


def _is_session(item: Record) -> bool:
    return "title" in item and bool({"speakers", "startsAt", "isServiceSession"} & set(item))


def _is_person(item: Record) -> bool:
    return "title" not in item and bool({"fullName", "firstName"} & set(item))


# One session, and the tables that its ids point into.


class _Tables:
    """What a view lists apart from the sessions: people, rooms, items of categories, questions."""

    def __init__(self, view: Record) -> None:
        self.speakers = {_key(one): _person(one) for one in _items(view.get("speakers"))}
        self.rooms = {_key(one): text(one.get("name")) for one in _items(view.get("rooms"))}
        self.questions = {_key(one): one.get("question") for one in _items(view.get("questions"))}
        self.categories = {
            _key(item): (text(category.get("title")), text(item.get("name")))
            for category in _items(view.get("categories"))
            for item in _items(category.get("items"))
        }

    def read_session(self, session: Record, about: Mapping[str, Any]) -> dict[str, Any]:
        """Make the row of a session."""
        said = self._answers(session)
        service = "Service session" if session.get("isServiceSession") is True else None
        plenum = "Plenum" if session.get("isPlenumSession") is True else None
        room = text(session.get("room")) or self.rooms.get(str(session.get("roomId")))
        labels = self._labels(session)
        return {
            "id": session.get("id") and _key(session),
            "title": text(session["title"]),
            **self._people(session),
            "abstract": said["abstract"],
            "takeaways": said["takeaways"],
            **labels,
            "track": labels["track"] or about.get("track"),
            "room": room or about.get("room"),
            "kind": service or labels["kind"] or plenum,
            "start": text(session.get("startsAt")),
            "end": text(session.get("endsAt")),
            "line": session.line,
        }

    def _people(self, session: Record) -> dict[str, list[Any]]:
        people: dict[str, list[Any]] = {"speakers": [], "speaker_ids": []}
        for one in _list(session.get("speakers")):
            name = text(one.get("name") or one.get("fullName")) if isinstance(one, Record) else ""
            key = _key(one) if isinstance(one, Record) else str(one)
            if name or key in self.speakers:
                known = self.speakers.get(key, {"id": key, "name": name})
                people["speakers"].append({k: v for k, v in known.items() if k != "kind"})
            else:
                people["speaker_ids"].append(key)
        return people

    def _labels(self, session: Record) -> dict[str, Any]:
        """Sort the items of a session's categories by what their category is about."""
        found: dict[str, list[str]] = {**{role: [] for role in _ROLES}, "tags": []}
        for title, names in self._categories(session):
            role = _role(title or "", _ROLES)
            # A talk may be about several topics, but stands in one track.
            found["tags" if role == "track" and len(names) > 1 else role or "tags"] += names
        tags = found.pop("tags")
        return {"tags": tags, **{role: ", ".join(names) or None for role, names in found.items()}}

    def _categories(self, session: Record) -> list[tuple[str | None, list[str]]]:
        named = [
            (text(one.get("name") or one.get("title")), _names(one.get("categoryItems")))
            for one in _items(session.get("categories"))
        ]
        by_title: dict[str | None, list[str]] = {}
        for key in map(str, _list(session.get("categoryItems"))):
            title, name = self.categories.get(key, (None, None))
            by_title.setdefault(title, []).extend([name] if name else [])
        return [*named, *by_title.items()]

    def _answers(self, session: Record) -> dict[str, list[str]]:
        """Collect the description, and the answers that are prose about the talk."""
        description = text(session.get("description"))
        said: dict[str, list[str]] = {
            "abstract": [description] if description else [],
            "takeaways": [],
        }
        for one in _items(session.get("questionAnswers")):
            asked = one.get("question") or self.questions.get(str(one.get("questionId")))
            answer = text(one.get("answer") or one.get("answerValue")) or ""
            role = _role(text(asked) or "", _QUESTIONS)
            if role and len(answer.split()) > _PROSE:
                said[role].append(answer)
        return said


def _role(title: str, roles: Mapping[str, str]) -> str:
    """Tell by its words what a category or question is about.

    >>> _role("Session format", _ROLES), _role("T-shirt size", _ROLES)
    ('kind', '')
    """
    said = set(words(title))
    return next((role for role, known in roles.items() if said & set(known.split())), "")


def _person(item: Record) -> dict[str, Any]:
    parts = (text(item.get(key)) for key in ("firstName", "lastName"))
    links = (text(link.get("url")) for link in _items(item.get("links")))
    return {
        "kind": "person",
        "id": _key(item),
        "name": text(item.get("fullName")) or " ".join(filter(None, parts)) or None,
        "url": next(filter(None, links), None),
    }


# JSON of any shape.


def _items(value: Any) -> list[Record]:
    """Give the objects of a list, or of an object keyed by id."""
    if isinstance(value, dict):
        for key, one in value.items():
            if isinstance(one, Record):
                one.setdefault("id", key)
        value = list(value.values())
    return [one for one in _list(value) if isinstance(one, Record)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _names(items: Any) -> list[str]:
    return [name for one in _items(items) if (name := text(one.get("name")))]


def _key(item: Record) -> str:
    return str(item.get("id"))
