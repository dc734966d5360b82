"""Events in the words of frab, which Pentabarf began and pretalx, FOSDEM and the CCC kept.

Their schedule.xml and schedule.json name the same things alike, so one function makes
the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from kcdanalysis.sources.syntax.documents import text
from kcdanalysis.sources.syntax.markup import distinct

_NAMES = ("public_name", "name", "full_public_name", "full_name")


def conference_row(conference: Mapping[str, Any]) -> dict[str, Any]:
    """Make what every row of a schedule says about its conference.

    >>> conference_row({"title": "Harbour Days", "start": "2021-05-06"})
    {'event': 'Harbour Days', 'year': 2021, 'timezone': None}
    """
    year = (text(conference.get("start")) or "")[:4]
    return {
        "event": text(conference.get("title")) or text(conference.get("acronym")),
        "year": int(year) if year.isdecimal() and len(year) == 4 else None,
        "timezone": text(conference.get("time_zone_name")),
    }


def event_row(event: Mapping[str, Any], language: str | None = None) -> dict[str, Any]:
    """Make the row of an event: a dict with the names that frab's JSON export has."""
    prose = [text(event.get(key), language) for key in ("subtitle", "abstract", "description")]
    persons = event.get("persons") or event.get("speakers")
    return {
        "id": text(event.get("id")) or text(event.get("code")) or text(event.get("guid")),
        "title": text(event.get("title"), language),
        "speakers": people(persons),
        "abstract": distinct(*prose),
        "track": text(event.get("track"), language),
        "kind": text(event.get("type"), language),
        "language": text(event.get("language")),
        "room": text(event.get("room"), language),
        "url": text(event.get("public_url")) or text(event.get("url")),
        "start": text(event.get("start")),
        "end": text(event.get("end")),
        "duration": text(event.get("duration")),
    }


def people(persons: Any) -> list[dict[str, str]]:
    """Make the speakers of a row out of a list of persons or names.

    >>> people([{"code": "X7", "public_name": "Ada Example", "url": ""}, "Bo Muster"])
    [{'name': 'Ada Example', 'id': 'X7'}, {'name': 'Bo Muster'}]
    """
    found = [_person(each) for each in persons] if isinstance(persons, list) else []
    return [each for each in found if "name" in each]


def clock_start(event_date: str | None, time: str | None, day_change: str | None) -> str | None:
    """Join a day and a time of day; a time before the day changes belongs to the next date.

    >>> clock_start("2021-05-06", "00:15", "04:00"), clock_start("2021-05-06", None, None)
    ('2021-05-07T00:15', '2021-05-06')
    """
    if not event_date or not time or "T" in event_date:
        return event_date
    if day_change and time.zfill(5) < day_change:
        # A date that is none is reported by whoever needs the date.
        with suppress(ValueError, OverflowError):
            event_date = (date.fromisoformat(event_date) + timedelta(days=1)).isoformat()
    return f"{event_date}T{time.zfill(5)}"


def _person(person: Any) -> dict[str, str]:
    if not isinstance(person, Mapping):
        name = text(person)
        return {"name": name} if name else {}
    said = {
        "name": _first(person, *_NAMES),
        "id": _first(person, "code", "guid", "id"),
        "url": _first(person, "public_url", "url"),
    }
    return {key: value for key, value in said.items() if value}


def _first(person: Mapping[str, Any], *keys: str) -> str | None:
    return next(filter(None, (text(person.get(key)) for key in keys)), None)
