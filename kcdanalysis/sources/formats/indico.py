"""The event export of Indico, as JSON: contributions, and the timetable's breaks if it has any."""

from collections.abc import Iterator
from typing import Any

from kcdanalysis.sources.rows import RawRow, raw_row
from kcdanalysis.sources.syntax.documents import Record, objects, person, records, section
from kcdanalysis.sources.syntax.json_reader import read_json

EXPECTED = 'an export of Indico has "results" with "contributions" (ask for detail=contributions)'
EXAMPLE = '{"results": [{"_type": "Conference", "contributions": [{"title": "eBPF"}]}]}'

_PEOPLE = ("speakers", "primaryauthors")


def sniff(name: str, head: str) -> bool:
    """Whether this is an export of Indico, which names its own type."""
    return head.lstrip().startswith("{") and (
        '"HTTPAPIResult"' in head or ('"results"' in head and '"Conference"' in head)
    )


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the contributions of every event of an export, including those of its sessions."""
    answer = read_json(data, name)
    if not isinstance(answer, Record):
        return
    for event in records(answer, "results", name):
        for part in (event, *records(event, "sessions", name)):
            for talk in records(part, "contributions", name):
                yield raw_row(_read_talk(talk), event=event.get("title"))


def _read_talk(talk: Record) -> dict[str, Any]:
    people = next(filter(None, (objects(talk.get(key)) for key in _PEOPLE)), [])
    start, end = section(talk, "startDate"), section(talk, "endDate")
    return {
        "id": talk.get("friendly_id") or talk.get("id"),
        "title": talk.get("title"),
        "abstract": talk.get("description"),
        "speakers": [person({**each, "fullName": _first_last(each)}) for each in people],
        "track": talk.get("track") or talk.get("session"),
        "tags": talk.get("keywords"),
        "kind": talk.get("type"),
        "room": talk.get("roomFullname") or talk.get("room"),
        "day": start.get("date"),
        "start": start.get("time"),
        "end": end.get("time") if end.get("date") == start.get("date") else None,
        "timezone": start.get("tz"),
        "duration": talk.get("duration"),
        "url": talk.get("url"),
        "line": talk.line,
    }


def _first_last(someone: Record) -> str:
    """Return a full name, which Indico writes "Muster, Bo"."""
    return " ".join(reversed(str(someone.get("fullName") or "").split(", ", 1)))
