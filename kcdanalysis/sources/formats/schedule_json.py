"""The schedule.json of frab, pretalx and the CCC's hub, and frab's single event."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from kcdanalysis.sources.layouts.frab import clock_start, conference_row, event_row
from kcdanalysis.sources.rows import RawRow, raw_row
from kcdanalysis.sources.syntax.documents import Record, names_by, records, section, text
from kcdanalysis.sources.syntax.json_reader import read_json

EXPECTED = (
    'a schedule.json has "schedule" with days and their rooms below "conference", '
    'or with a list of "events"'
)
EXAMPLE = '{"schedule": {"conference": {"days": [{"rooms": {"A": [{"title": "eBPF"}]}}]}}}'

_SCHEDULE = re.compile(r'"schedule"\s*:\s*\{')
_CONFERENCE = re.compile(r'"conference"\s*:\s*\{')


def sniff(name: str, head: str) -> bool:
    """Whether this is a schedule, or one event as frab exports it."""
    if not head.lstrip().startswith(("{", "/*", "//")):
        return False
    if _SCHEDULE.search(head):
        return bool(_CONFERENCE.search(head))
    return _is_frab_event(head)


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the events of a schedule: day by day and room by room, or as listed."""
    document = read_json(data, name)
    if not isinstance(document, Record):
        return
    schedule = section(document, "schedule")
    conference = section(schedule, "conference")
    rows: Iterable[dict[str, Any]]
    if _is_frab_event(document):
        rows = [_single_row(document)]
    elif "events" in schedule:
        rows = _hub_rows(schedule, conference, name)
    else:
        rows = _day_rows(conference, name)
    for row in rows:
        yield raw_row(conference_row(conference), row)


def _is_frab_event(keys: str | Mapping[str, Any]) -> bool:
    return "event_classifiers" in keys or ("recording_license" in keys and "type" in keys)


def _single_row(event: Record) -> dict[str, Any]:
    row = {**event_row(event), "line": event.line}
    seconds = event.get("duration")
    # Only this export counts in seconds.
    if isinstance(seconds, int) and 0 <= seconds < 10**7:
        row["duration"] = timedelta(seconds=seconds)
    return row


def _day_rows(conference: Record, name: str) -> Iterator[dict[str, Any]]:
    day_change = text(conference.get("day_change"))
    for day in records(conference, "days", name):
        rooms = section(day, "rooms")
        for room in rooms:
            for event in records(rooms, room, name):
                event_date = text(event.get("date")) or text(day.get("date"))
                start = clock_start(event_date, text(event.get("start")), day_change)
                row = event_row({"room": room, **event})
                yield {**row, "start": start, "line": event.line}


def _hub_rows(schedule: Record, conference: Record, name: str) -> Iterator[dict[str, Any]]:
    language = text(section(conference, "defaults").get("language"))
    tracks, rooms = (
        names_by(records(conference, key, name), "slug", "guid", language=language)
        for key in ("tracks", "rooms")
    )
    urls = {text(each.get("guid")): each.get("url") for each in records(schedule, "persons", name)}
    for event in records(schedule, "events", name):
        everybody = list(records(event, "participants", name))
        speakers = [one for one in everybody if one.get("role", "SPEAKER") == "SPEAKER"]
        joined = {
            "persons": [
                {**person, "url": urls.get(text(person.get("guid")))}
                for person in speakers or everybody
            ],
            "track": _name(event.get("track"), tracks, language),
            "room": _name(event.get("room"), rooms, language),
        }
        yield {**event_row({**event, **joined}, language), "line": event.line}


def _name(value: Any, names: dict[str, str], language: str | None) -> str | None:
    """Return the name of a track or room, given as text, name, slug or guid."""
    if not isinstance(value, Record) or "name" in value:
        return text(value, language)
    identifiers = [text(value.get("slug")), text(value.get("guid"))]
    named = [names[each] for each in identifiers if each in names]
    return next(filter(None, [*named, *identifiers]), None)
