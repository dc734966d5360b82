"""Times and durations as sources write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.parser import ParserError, isoparse
from dateutil.parser import parse as parse_date

_CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?")
_ISO = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", re.IGNORECASE)
_WORDS = re.compile(
    r"(?:(\d+(?:[.,]\d+)?)\s*h\w*\.?)?\s*(?:(\d+)\s*(?:m\w*\.?|'|’)?)?", re.IGNORECASE
)
#: No talk is longer than a few weeks.
_MOST_MINUTES = 50_000
#: No conference published its programme before; spreadsheets write 1899 for "no date".
_FIRST_YEAR = 1970
# A text without these is no full date, and a parser would fill it in with today's.
_DATED = re.compile(r"\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2}")


def utc_time(value: Any, timezone: str | None = None) -> datetime | None:
    """Read a moment and give it in UTC; None where it is none.

    Parameters
    ----------
    value : datetime, date or str
    timezone : str, optional
        The zone of a time that does not say its own; by default UTC.

    >>> utc_time("2023-06-15T10:00:00+02:00").isoformat()
    '2023-06-15T08:00:00+00:00'
    >>> utc_time("15 June 2023, 10:00", "Europe/Zurich").isoformat()
    '2023-06-15T08:00:00+00:00'
    >>> utc_time("Sat Dec 30 1899") is None
    True
    """
    moment = _moment(value)
    if moment is None or moment.year < _FIRST_YEAR:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_zone(timezone))
    return moment.astimezone(UTC)


def minutes(value: Any) -> int | None:
    """Read a duration in minutes; None where it is none.

    >>> [minutes(value) for value in ("00:30", "1:00:00", "PT45M", "1h 30", "25 min", 20, "long")]
    [30, 60, 45, 90, 25, 20, None]
    """
    found = _minutes(value)
    return found if found and 0 < found < _MOST_MINUTES else None


def _minutes(value: Any) -> int | None:
    if isinstance(value, timedelta):
        return round(value.total_seconds() / 60)
    if isinstance(value, (int, float)):
        return round(value) if isfinite(value) else None
    text = str(value).strip()
    if found := _CLOCK.fullmatch(text):
        return int(found[1]) * 60 + int(found[2])
    if len(text) > 1 and (found := _ISO.fullmatch(text)):
        days, hours, mins, _ = (int(part or 0) for part in found.groups())
        return (days * 24 + hours) * 60 + mins
    if text and (found := _WORDS.fullmatch(text)):
        in_hours = float((found[1] or "0").replace(",", "."))
        return round(in_hours * 60) + int(found[2] or 0)
    return None


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    text = str(value).strip()
    try:
        return isoparse(text)
    except (ValueError, OverflowError):
        pass
    try:
        return parse_date(text) if _DATED.search(text) else None
    except (ParserError, OverflowError, ValueError):
        return None


def _zone(name: str | None) -> Any:
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
