"""The schedule.json of frab, pretalx and the CCC's hub, and frab's single event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from kcdanalysis.sources.layouts.frab import clock_start, conference_row, event_row
from kcdanalysis.sources.syntax.documents import Record, records, section, text
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.syntax.markup import decode

EXPECTED = (
    'a schedule.json has "schedule" with days and their rooms below "conference", '
    'or with a list of "events"'
)
EXAMPLE = '{"schedule": {"conference": {"days": [{"rooms": {"A": [{"title": "eBPF"}]}}]}}}'

_SCHEDULE = re.compile(r'"schedule"\s*:\s*\{')
_CONFERENCE = re.compile(r'"conference"\s*:\s*\{')


def sniff(name: str, head: str) -> bool:
    """Say whether this is a schedule, or one event as frab exports it."""
    if not head.lstrip().startswith(("{", "/*", "//")):
        return False
    if _SCHEDULE.search(head):
        return bool(_CONFERENCE.search(head))
    return _is_frab_event(head)


def parse(data: bytes, name: str) -> Iterator[dict[str, Any]]:
    """Read the events of a schedule: day by day and room by room, or as listed."""
    document = read_json(decode(data, name), name, mend=False)
    if not isinstance(document, Record):
        return
    schedule = section(document, "schedule")
    conference = section(schedule, "conference")
    if _is_frab_event(document):
        rows = iter([_single_row(document)])
    elif "events" in schedule:
        rows = _hub_rows(schedule, conference, name)
    else:
        rows = _day_rows(conference, name)
    shared = conference_row(conference)
    for row in rows:
        yield {**shared, **row}


def _is_frab_event(keys: str | Mapping[str, Any]) -> bool:
    return "event_classifiers" in keys or ("recording_license" in keys and "type" in keys)


def _single_row(event: Record) -> dict[str, Any]:
    row = {**event_row(event), "line": event.line}
    seconds = event.get("duration")
    # Only here frab counts in seconds.
    if isinstance(seconds, int) and 0 <= seconds < 10**7:
        row["duration"] = timedelta(seconds=seconds)
    return row


def _day_rows(conference: Record, name: str) -> Iterator[dict[str, Any]]:
    for day in records(conference, "days", name):
        rooms = section(day, "rooms")
        for room in rooms:
            for event in records(rooms, room, name):
                start = clock_start(
                    text(event.get("date")) or text(day.get("date")),
                    text(event.get("start")),
                    text(conference.get("day_change")),
                )
                yield {
                    **event_row({"room": room, **event}),
                    "start": start,
                    "line": event.line,
                }


def _hub_rows(schedule: Record, conference: Record, name: str) -> Iterator[dict[str, Any]]:
    language = text(section(conference, "defaults").get("language"))
    tracks = _names(conference, "tracks", language, name)
    rooms = _names(conference, "rooms", language, name)
    urls = {text(each.get("guid")): each.get("url") for each in records(schedule, "persons", name)}
    for event in records(schedule, "events", name):
        persons = [
            {**each, "url": urls.get(text(each.get("guid")))}
            for each in _speakers(records(event, "participants", name))
        ]
        joined = {
            "persons": persons,
            "track": _name(event.get("track"), tracks, language),
            "room": _name(event.get("room"), rooms, language),
        }
        yield {**event_row({**event, **joined}, language), "line": event.line}


def _speakers(participants: Iterator[Record]) -> list[Record]:
    """Those who speak; everybody where nobody is said to."""
    everybody = list(participants)
    return [each for each in everybody if each.get("role", "SPEAKER") == "SPEAKER"] or everybody


def _names(parent: Record, key: str, language: str | None, name: str) -> dict[str, str | None]:
    return {
        identifier: text(each, language)
        for each in records(parent, key, name)
        for identifier in (text(each.get("slug")), text(each.get("guid")))
        if identifier
    }


def _name(value: Any, names: dict[str, str | None], language: str | None) -> str | None:
    """The name of a track or room, which may be a text, a name, a slug or a guid."""
    if not isinstance(value, Record) or "name" in value:
        return text(value, language)
    identifiers = (text(value.get("slug")), text(value.get("guid")))
    named = [names[each] for each in identifiers if each in names]
    return next(filter(None, [*named, *identifiers]), None)
