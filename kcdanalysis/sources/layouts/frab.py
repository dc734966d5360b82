"""Events in the vocabulary of frab, which pretalx, FOSDEM and the CCC share.

Their schedule.xml and schedule.json use the same names, so one function makes the row.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from kcdanalysis.sources.layouts.record_rows import read_person
from kcdanalysis.sources.syntax.documents import Record, pick, text_of

#: Our fields with frab's keys for them.
_KEYS = {
    "id": "id code guid", "title": "title", "track": "track", "kind": "type", "state": "state",
    "language": "language", "room": "room", "url": "public_url url", "start": "start",
    "end": "end", "duration": "duration",
}  # fmt: skip
_PROSE = ("subtitle", "abstract", "description")


def conference_row(conference: Mapping[str, Any]) -> dict[str, Any]:
    """Make the part of a row that describes the conference.

    >>> conference_row({"title": "Harbour Days", "time_zone_name": "Europe/Berlin"})
    {'event': 'Harbour Days', 'timezone': 'Europe/Berlin'}
    """
    return pick(conference, event="title acronym", timezone="time_zone_name")


def event_row(event: Record) -> dict[str, Any]:
    """Make the row of an event: a record with the keys of frab's JSON export."""
    persons = event.get("persons") or event.get("speakers")
    people = map(read_person, persons) if isinstance(persons, list) else ()
    return {
        **pick(event, **_KEYS),
        "abstract": [each for key in _PROSE if (each := text_of(event.get(key)))],
        "speakers": [person for person in people if "name" in person],
        "line": event.line,
    }


def day_and_start(
    event: Mapping[str, Any], day: Mapping[str, Any], day_change: str | None
) -> dict[str, str | None]:
    """Return the date and the time of an event that is listed below a day.

    A time before the day ends, at `day_change` or at its own `end` after midnight, belongs
    to the next date.

    >>> may_6 = {"date": "2021-05-06", "end": "2021-05-07T04:00:00+02:00"}
    >>> day_and_start({"start": "00:15"}, may_6, None)
    {'day': '2021-05-07', 'start': '00:15'}
    >>> day_and_start({"date": "2021-05-06T10:00:00+02:00"}, may_6, None)
    {'start': '2021-05-06T10:00:00+02:00'}
    """
    own_date, start = text_of(event.get("date")), text_of(event.get("start"))
    moments = [value for value in (own_date, start) if value and ":" in value and "-" in value]
    if moments:
        return {"start": moments[0]}
    date_of_day, end = text_of(day.get("date")), text_of(day.get("end")) or ""
    if own_date or not date_of_day or not start:
        return {"day": own_date or date_of_day, "start": start}
    if not day_change and end[:10] > date_of_day:
        day_change = end[11:16]
    if start.zfill(5) < (day_change or "")[:5].zfill(5):
        # Cleaning reports an invalid date.
        with suppress(ValueError, OverflowError):
            date_of_day = (date.fromisoformat(date_of_day) + timedelta(days=1)).isoformat()
    return {"day": date_of_day, "start": start}
