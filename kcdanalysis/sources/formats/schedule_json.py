"""The schedule.json of frab, pretalx and the CCC's hub, and frab's single event."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from kcdanalysis.sources.layouts.frab import conference_row, day_and_start, event_row
from kcdanalysis.sources.layouts.record_rows import unwrap
from kcdanalysis.sources.rows import NAME, RawRow, raw_row
from kcdanalysis.sources.syntax.documents import Record, objects, pick, records, section, text_of
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
    return bool(_SCHEDULE.search(head) and _CONFERENCE.search(head)) or _is_frab_event(head)


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the events of a schedule: day by day and room by room, or as listed."""
    document = read_json(data, name)
    defaults = document if isinstance(document, Record) else Record()
    defaults = section(defaults, "schedule", "conference", "defaults")
    # {"en": "..."} is a text, and no object.
    document = unwrap(document, text_of(defaults.get("language")))
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
    for row in rows:
        yield raw_row(conference_row(conference), row)


def _is_frab_event(keys: str | Mapping[str, Any]) -> bool:
    return "event_classifiers" in keys or ("recording_license" in keys and "type" in keys)


def _single_row(event: Record) -> dict[str, Any]:
    row, seconds = event_row(event), event.get("duration")
    # Only this export counts in seconds.
    if isinstance(seconds, int) and 0 <= seconds < 10**7:
        row["duration"] = timedelta(seconds=seconds)
    return row


def _day_rows(conference: Record, name: str) -> Iterator[dict[str, Any]]:
    day_change = text_of(conference.get("day_change"))
    # "day_start" and "day_end" of a day are those of frab.
    for day in records(conference, "days", name):
        rooms = section(day, "rooms")
        span = {"date": day.get("date"), "end": day.get("day_end") or day.get("end")}
        for room in rooms:
            for event in records(rooms, room, name):
                times = day_and_start(event, span, day_change)
                yield {**event_row(Record({"room": room, **event}, event.line)), **times}


def _hub_rows(schedule: Record, conference: Record, name: str) -> Iterator[dict[str, Any]]:
    for field in ("track", "room"):
        for place in records(conference, f"{field}s", name):
            for key in filter(None, (text_of(place.get(key)) for key in ("slug", "guid"))):
                yield {"kind": NAME, "id": f"{field} {key}", "name": text_of(place)}
    urls = {text_of(each.get("guid")): each.get("url") for each in objects(schedule.get("persons"))}
    for event in records(schedule, "events", name):
        everybody = records(event, "participants", name)
        speakers = [each for each in everybody if each.get("role", "SPEAKER") == "SPEAKER"]
        persons = [
            Record({**each, "url": urls.get(text_of(each.get("guid")))})
            for each in speakers or everybody
        ]
        # A track or room is a name, or a record of one or of an id.
        places = {
            field: text_of(value) or pick(value, id="slug guid")["id"]
            for field in ("track", "room")
            if isinstance(value := event.get(field), (str, Record))
        }
        yield event_row(Record({**event, "persons": persons, **places}, event.line))
