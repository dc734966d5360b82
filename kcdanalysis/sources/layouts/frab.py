"""Events in the vocabulary of frab, which pretalx, FOSDEM and the CCC share.

Their schedule.xml and schedule.json use the same names, so one function makes the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from kcdanalysis.sources.rows import given
from kcdanalysis.sources.syntax.documents import first_text, text
from kcdanalysis.sources.syntax.markup import distinct
from kcdanalysis.sources.values.times import year_of

_NAMES = ("public_name", "name", "full_public_name", "full_name")


def conference_row(conference: Mapping[str, Any]) -> dict[str, Any]:
    """Make the part of a row that describes the conference.

    >>> conference_row({"title": "Harbour Days", "start": "2021-05-06"})
    {'event': 'Harbour Days', 'year': 2021, 'timezone': None}
    """
    return {
        "event": first_text(conference, "title", "acronym"),
        "year": year_of(text(conference.get("start"))),
        "timezone": text(conference.get("time_zone_name")),
    }


def event_row(event: Mapping[str, Any], language: str | None = None) -> dict[str, Any]:
    """Make the row of an event: a mapping with the keys of frab's JSON export."""
    prose = [text(event.get(key), language) for key in ("subtitle", "abstract", "description")]
    return {
        "id": first_text(event, "id", "code", "guid"),
        "title": text(event.get("title"), language),
        "speakers": people(event.get("persons") or event.get("speakers")),
        "abstract": distinct(*prose),
        "track": text(event.get("track"), language),
        "kind": text(event.get("type"), language),
        "language": text(event.get("language")),
        "room": text(event.get("room"), language),
        "url": first_text(event, "public_url", "url"),
        "start": text(event.get("start")),
        "end": text(event.get("end")),
        "duration": text(event.get("duration")),
    }


def people(persons: Any) -> list[dict[str, str]]:
    """Make the speakers of a row from a list of persons or names.

    >>> people([{"code": "X7", "public_name": "Ada Example", "url": ""}, "Bo Muster"])
    [{'name': 'Ada Example', 'id': 'X7'}, {'name': 'Bo Muster'}]
    """
    speakers = [_person(each) for each in persons] if isinstance(persons, list) else []
    return [speaker for speaker in speakers if "name" in speaker]


def _person(person: Any) -> dict[str, str]:
    if not isinstance(person, Mapping):
        return given(name=text(person))
    return given(
        name=first_text(person, *_NAMES),
        id=first_text(person, "code", "guid", "id"),
        url=first_text(person, "public_url", "url"),
    )


def clock_start(event_date: str | None, time: str | None, day_change: str | None) -> str | None:
    """Join a day and a time; a time before the day changes belongs to the next date.

    >>> clock_start("2021-05-06", "00:15", "04:00"), clock_start("2021-05-06", None, None)
    ('2021-05-07T00:15', '2021-05-06')
    """
    if not event_date or not time or "T" in event_date:
        return event_date
    if day_change and time.zfill(5) < day_change:
        # An invalid date is reported later, by whoever needs the date.
        with suppress(ValueError, OverflowError):
            event_date = (date.fromisoformat(event_date) + timedelta(days=1)).isoformat()
    return f"{event_date}T{time.zfill(5)}"
