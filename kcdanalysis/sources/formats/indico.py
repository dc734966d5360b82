"""The event export of Indico, as JSON: contributions, and the timetable's breaks if it has any."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kcdanalysis.sources.syntax.documents import Record, records
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.syntax.markup import decode

EXPECTED = 'an export of Indico has "results" with "contributions" (ask for detail=contributions)'
EXAMPLE = '{"results": [{"_type": "Conference", "contributions": [{"title": "eBPF"}]}]}'

_PEOPLE = ("speakers", "primaryauthors")


def sniff(name: str, head: str) -> bool:
    """Say whether this is an export of Indico: its answers name their own type."""
    return head.lstrip().startswith("{") and (
        '"HTTPAPIResult"' in head or ('"results"' in head and '"Conference"' in head)
    )


def parse(data: bytes, name: str) -> Iterator[dict[str, Any]]:
    """Read the contributions of every event of an export, those of its sessions too.

    Raises
    ------
    KcdError
        If the JSON is broken.
    """
    answer = read_json(decode(data, name), name)
    if not isinstance(answer, Record):
        return
    for event in records(answer, "results", name):
        for part in (event, *records(event, "sessions", name)):
            for talk in records(part, "contributions", name):
                yield {"event": event.get("title"), **_read_talk(talk, name)}


def _read_talk(talk: Record, name: str) -> dict[str, Any]:
    start = talk.get("startDate")
    when = start if isinstance(start, Record) else {}
    return {
        "id": talk.get("friendly_id") or talk.get("id"),
        "title": talk.get("title"),
        "abstract": talk.get("description"),
        "speakers": next(filter(None, (_read_people(talk, key, name) for key in _PEOPLE)), None),
        "track": talk.get("track"),
        "tags": talk.get("keywords"),
        "kind": talk.get("type"),
        "room": talk.get("roomFullname") or talk.get("room"),
        "start": f"{when['date']}T{when.get('time', '')}" if when.get("date") else None,
        "timezone": when.get("tz"),
        "duration": talk.get("duration"),
        "url": talk.get("url"),
        "line": talk.line,
    }


def _read_people(talk: Record, key: str, name: str) -> list[dict[str, Any]]:
    return [
        {
            "name": f"{one.get('first_name') or ''} {one.get('last_name') or ''}".strip()
            or one.get("fullName"),
            "organisation": one.get("affiliation"),
        }
        for one in records(talk, key, name)
    ]
