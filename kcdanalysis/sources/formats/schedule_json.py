"""The schedule.json of frab, pretalx and the CCC's hub, and frab's single event."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from kcdanalysis.sources.layouts.record_rows import read_person, unwrap
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
#: Our fields with frab's keys for them, in JSON and in XML.
_KEYS = {
    "id": "id code guid", "title": "title", "track": "track", "kind": "type", "state": "state",
    "language": "language", "room": "room", "url": "public_url url", "start": "start",
    "end": "end", "duration": "duration",
}  # fmt: skip
_PROSE = ("subtitle", "abstract", "description")


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
    about = section(schedule, "conference")
    if _is_frab_event(document):
        # Only this export counts in seconds.
        seconds = document.get("duration")
        row = read_event(document, about)
        if isinstance(seconds, int) and 0 <= seconds < 10**7:
            row["duration"] = timedelta(seconds=seconds)
        yield row
    elif "events" in schedule:
        yield from _read_hub(schedule, about, name)
    for day in records(about, "days", name):
        rooms = section(day, "rooms")
        for room in rooms:
            for event in records(rooms, room, name):
                yield read_event(Record({"room": room, **event}, event.line), about, day)


def _is_frab_event(keys: str | Mapping[str, Any]) -> bool:
    return "event_classifiers" in keys or ("recording_license" in keys and "type" in keys)


def _read_hub(schedule: Record, about: Record, name: str) -> Iterator[RawRow]:
    """Read the hub's list of events, and the names behind its ids."""
    for field in ("track", "room"):
        for place in records(about, f"{field}s", name):
            for key in filter(None, pick(place, slug="slug", guid="guid").values()):
                yield raw_row(kind=NAME, id=f"{field} {key}", name=text_of(place))
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
        yield read_event(Record({**event, "persons": persons, **places}, event.line), about)


def read_event(event: Record, about: Mapping[str, Any], day: Mapping[str, Any] = {}) -> RawRow:
    """Read an event with the keys of frab's JSON; `day` is that below which it is listed."""
    persons = event.get("persons") or event.get("speakers")
    people = map(read_person, persons) if isinstance(persons, list) else ()
    return raw_row(
        pick(about, event="title acronym", timezone="time_zone_name"),
        pick(event, **_KEYS),
        _day_and_start(event, day, text_of(about.get("day_change"))),
        abstract=[each for key in _PROSE if (each := text_of(event.get(key)))],
        speakers=[person for person in people if "name" in person],
        line=event.line,
    )


def _day_and_start(
    event: Mapping[str, Any], day: Mapping[str, Any], day_change: str | None
) -> dict[str, str | None]:
    """Return the date and time of an event; before the day ends, these are of the next date."""
    own, start = text_of(event.get("date")), text_of(event.get("start"))
    for moment in (own, start):
        if moment and ":" in moment and "-" in moment:
            return {"start": moment}
    # "day_start" and "day_end" of a day are those of frab.
    below = pick(day, date="date", end="day_end end")
    if own or not below["date"] or not start:
        return {"day": own or below["date"], "start": start}
    if not day_change and (below["end"] or "")[:10] > below["date"]:
        day_change = str(below["end"])[11:16]
    if start.zfill(5) < (day_change or "")[:5].zfill(5):
        # Cleaning reports an invalid date.
        with suppress(ValueError, OverflowError):
            next_day = date.fromisoformat(below["date"]) + timedelta(days=1)
            return {"day": next_day.isoformat(), "start": start}
    return {"day": below["date"], "start": start}
