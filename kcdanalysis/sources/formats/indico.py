"""The event export of Indico, as JSON: contributions of an event, or its timetable."""

from collections.abc import Iterator
from typing import Any

from kcdanalysis.sources.layouts.record_rows import read_person
from kcdanalysis.sources.rows import RawRow, raw_row
from kcdanalysis.sources.syntax.documents import (
    Record,
    objects,
    pick,
    records,
    section,
    text_of,
    walk,
)
from kcdanalysis.sources.syntax.json_reader import read_json

EXPECTED = 'an export of Indico has "results" with "contributions" (ask for detail=contributions)'
EXAMPLE = '{"results": [{"_type": "Conference", "contributions": [{"title": "eBPF"}]}]}'

_PEOPLE = ("speakers", "primaryauthors", "presenters")
#: The entries of a timetable that hold no others.
_ENTRIES = ("Contribution", "Break")
#: Our fields with Indico's keys for them.
_KEYS = {
    "id": "friendly_id contributionId id", "title": "title", "abstract": "description",
    "track": "track session", "kind": "type", "room": "roomFullname room", "duration": "duration",
    "url": "url",
}  # fmt: skip


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
    if isinstance(results := answer.get("results"), Record):
        # A timetable: by event, day, session.
        for entry, _, path in walk(results, lambda each, _: each.get("entryType") in _ENTRIES):
            session = text_of(path[-2].get("title")) if len(path) > 1 else None
            kind = "break" if entry["entryType"] == "Break" else None
            yield raw_row(_read_talk(entry), track=session, kind=kind)
        return
    for event in records(answer, "results", name):
        for part in (event, *records(event, "sessions", name)):
            for talk in records(part, "contributions", name):
                yield raw_row(_read_talk(talk), event=event.get("title"))


def _read_talk(talk: Record) -> dict[str, Any]:
    people = next(filter(None, (objects(talk.get(key)) for key in _PEOPLE)), [])
    start, end = section(talk, "startDate"), section(talk, "endDate")
    return {
        **pick(talk, **_KEYS),
        # Indico writes full names as "Muster, Bo".
        "speakers": [
            read_person(Record({**each, "name": " ".join(reversed(name.split(", ", 1)))}))
            for each in people
            for name in [str(each.get("fullName") or each.get("name") or "")]
        ],
        "tags": talk.get("keywords"),
        **pick(start, day="date", start="time", timezone="tz"),
        "end": " ".join(filter(None, pick(end, day="date", time="time").values())),
        "line": talk.line,
    }
