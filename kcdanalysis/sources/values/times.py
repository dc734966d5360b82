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
_MAX_MINUTES = 50_000
#: Earlier years are placeholders: spreadsheets write 1899 for "no date".
_FIRST_YEAR = 1970
# The parser would complete a text without these from today's date.
_DATED = re.compile(r"\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2}")


def utc_time(value: Any, timezone: str | None = None) -> datetime | None:
    """Read a date and time and convert it to UTC; None if it cannot be read.

    Parameters
    ----------
    value : datetime, date or str
    timezone : str, optional
        The zone of a time without an offset; by default UTC.

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
    """Read a duration in minutes; None if it cannot be read.

    >>> [minutes(value) for value in ("00:30", "1:00:00", "PT45M", "1h 30", "25 min", 20, "long")]
    [30, 60, 45, 90, 25, 20, None]
    """
    length = _minutes(value)
    return length if length and 0 < length < _MAX_MINUTES else None


def year_of(date: str | None) -> int | None:
    """Take the year of a date in ISO 8601.

    >>> year_of("2021-05-06"), year_of("May"), year_of(None)
    (2021, None, None)
    """
    year = (date or "")[:4]
    return int(year) if len(year) == 4 and year.isdecimal() else None


def _minutes(value: Any) -> int | None:
    if isinstance(value, timedelta):
        return round(value.total_seconds() / 60)
    if isinstance(value, (int, float)):
        return round(value) if isfinite(value) else None
    text = str(value).strip()
    if match := _CLOCK.fullmatch(text):
        return int(match[1]) * 60 + int(match[2])
    if len(text) > 1 and (match := _ISO.fullmatch(text)):
        days, hours, mins, _ = (int(part or 0) for part in match.groups())
        return (days * 24 + hours) * 60 + mins
    if text and (match := _WORDS.fullmatch(text)):
        in_hours = float((match[1] or "0").replace(",", "."))
        return round(in_hours * 60) + int(match[2] or 0)
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
