"""Dates, times, durations and time zones as sources write them; a ValueError says why not."""

import re
import warnings
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from math import nan
from textwrap import shorten
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.parser import isoparse, parse, parserinfo
from dateutil.tz import tzoffset

from kcdanalysis.sources.values.vocabulary import WORDS, word_sets

#: Spreadsheets write 1899 for "no date".
_YEARS = range(1971, 2101)
#: No entry of a programme is longer than five weeks.
_MAX_MINUTES = 50_000
_MAX_OFFSET = 14 * 60
#: Larger epoch times are in milliseconds: as seconds they are after the year 5000.
_MILLISECONDS = 1e11

#: A longer text is not a date, a time or a duration.
_LONGEST = 100

#: Days, hours and minutes of a duration: "PT1H30M", "1:30:00", "1.5 h", "90 minutes".
_DURATIONS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"()(\d{1,3}):(\d{2})(?::\d{2})?",
        r"P(?=T?\d)(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:[\d.]+S)?)?",
        r"(?=\d)()(?:(\d+(?:[.,]\d+)?)\s*(?:h(?:(?:ou)?rs?|eures?|oras?|\.)?|or[ae]|std\.?|stunden?))?"
        r"\s*(?:(\d+)(?:\.0+)?\s*(?:m(?:in(?:s|ute[ns]?|uti|uto?s?)?)?\.?|'|’|′)?)?",
    )
]
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d\d?):?(\d\d)?")
#: What a time of day has, and a date has not.
TIME_OF_DAY = re.compile(r"\d\s*(?:[:h時]|uhr|[ap]\.?m\b)|\dT\d|^\d{10,}$", re.IGNORECASE)
_DOTTED = re.compile(r"\b\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})\b")
#: `isoparse` completes a year or month to a date.
_ISO_MONTH = re.compile(r"\d{4}(?:-?\d{2})?")

_MONTHS = word_sets("months")
#: Words before the number of a day.
DAY_WORDS = "|".join(sorted(WORDS["numbered_days"]))
#: Written forms that dateutil does not know, with those that it knows.
_FORMS = [
    (re.compile(pattern, re.IGNORECASE), form)
    for pattern, form in (
        # "Day 1 - 13 March 2026", "Day 1 (13 March 2026)"
        (rf"^(?:{DAY_WORDS}) \d\d?\s?[-–—:|(]\s?(?=[^()]*\b\d\d?\b)([^()]+)\)?$", r"\1"),
        (r"\b(\d{1,2})(?:[:.](\d{2}))?\s*uhr\b(?:\s+(\d{2})(?![\d.:/]))?", r"\1:\2\3"),
        (r"(?<![\d.])(\d{1,2})\.(\d{2})(?=\s*[ap]\.?m\b|$)", r"\1:\2"),
        # "14:00 PM"
        (r"\b(1[3-9]|2[0-3])([:.]\d{2})\s*[ap]\.?m\b\.?", r"\1\2"),
        (r"\b(0?\d|1[0-2])(:\d{2})?\s*matin\b", r"\1\2 AM"),
        (r"\b(0?\d|1[0-2])(:\d{2})?\s*après-midi\b", r"\1\2 PM"),
        (r"\b(?:from|ab|dès|desde|am|à|a)\s+(?=\d|las\b)", ""),
        # The first of several days: "4-5 May 2024", "May 4-5, 2024", "2024-05-04 - 2024-05-05"
        (r"(?<![\d:.])(\d\d?)\s?[-–—&]\s?\d\d?(?=\.?\s[^\W\d]{3,12}\.?,?\s\d{4}\b)", r"\1"),
        (r"(?<=[^\W\d]{3})(\.?\s\d\d?)\s?[-–—&]\s?\d\d?(?=,?\s\d{4}\b)", r"\1"),
        (r"^(\d{4}-\d\d-\d\d)\s*[-–—/]\s*\d{4}-\d\d-\d\d$", r"\1"),
        # JavaScript writes GMT+0900 for nine hours east, which POSIX calls GMT-9.
        (r"\b(?:GMT|UTC)(?=[+-]\d)", ""),
        (r"(\d\.\d{1,2}\.)\s+(?=\d\d)", r"\1"),
        (r"\b(\d{1,2})(?:er|º|ª|°|\.(?=\s))", r"\1"),
        (r"\((?:GMT|UTC)?([+-]\d\d?)\)", r"\1:00"),
        (r"(?<!\s)\s*\([^()]*\)", ""),
        (r"(\d{1,2})時(?:(\d{1,2})分)?", r"\1:\2"),
        (r"(\d{1,2}):(?!\d)", r"\1:00"),
    )
]
#: "7 March 2019, Bologna"
_PLACE = re.compile(r"(?<=\d), [^\W\d_]\D*?(?=$|\. \w+ \d)")
_EASTERN_DATE = re.compile(r"(\d{4})[年년]\s?(\d{1,2})[月월]\s?(\d{1,2})[日일]")
_EASTERN_WEEKDAY = re.compile(
    "[（(][日月火水木金土일월화수목금토](?:曜日?|요일)?(?:[・･/]?祝)?[)）]"
)
#: Words between two times.
UNTIL = "|".join(sorted(WORDS["until"]))
_TIME = r"\d{1,2}(?:[:.h]\d{2}(?::\d{2})?(?:\s*(?:[ap]\.?m\.?|uhr|h))?|\s*(?:[ap]\.?m\.?|uhr|h))"
#: "10:00 - 10:45"; behind a date in ISO 8601, a hyphen alone begins an offset.
_RANGE = re.compile(
    rf"(.*?(?:{_TIME})(?:\s[A-Z]{{3,4}}|\s\([A-Z+:\d-]+\))?)(?:\s*(?:[‐-―−~〜～→]|--+)\s*|\s+(?:-|{UNTIL})\s+"
    rf"|(?<!\d{{4}}-\d\d-\d\dT\d\d:\d\d)(?<!:\d\d:\d\d)\s*-\s*)({_TIME}(?:\s+[A-Z]{{3,4}})?)(?:\s?\([^()]*\))?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{4}")
_ANY_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_HALF = re.compile(r"(?<=\d)\s*([ap])\.?\s?m\b\.?", re.IGNORECASE)
_OTHER_HALF = str.maketrans("apAP", "paPA")
#: Offsets in hours of the abbreviations that stand for one zone in practice.
_ABBREVIATIONS = {
    "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2,
    "EEST": 3, "EST": -5, "EDT": -4, "CDT": -5, "MDT": -6, "PST": -8, "PDT": -7, "JST": 9,
    "WIB": 7, "WITA": 8,
}  # fmt: skip
_SECONDS = {name: 3600 * hours for name, hours in _ABBREVIATIONS.items()}


class _Dates(parserinfo):  # type: ignore[misc]
    """The months and weekdays of the vocabulary, in order."""

    MONTHS = list(map(tuple, _MONTHS.values()))  # noqa: RUF012
    WEEKDAYS = list(map(tuple, word_sets("weekdays").values()))  # noqa: RUF012
    JUMP = [*parserinfo.JUMP, *WORDS["dates"]]  # noqa: RUF012


_MONTH_FIRST, _DAY_FIRST = _Dates(), _Dates(dayfirst=True)
#: A text that gives different dates with these two defaults is not a full date.
_DEFAULTS = (datetime(2000, 1, 1), datetime(2001, 2, 2))


def read_moment(value: Any, day: Any = None) -> datetime:
    """Read a date, perhaps with a time, or a time of `day`; a number is an epoch time."""
    try:
        moment = _moment(value)
    except ValueError:
        if day in (None, ""):
            raise
        text = re.sub("^(?i:noon|midi)$", "12:00", " ".join(str(value).split()))
        clock = re.sub(r"^([01]\d|2[0-3])([0-5]\d)$", r"\1:\2", text)
        if clock.isdecimal() or not re.search(r"\d", clock):
            raise ValueError(f"{clock!r} is not a time of day") from None
        moment = _moment(f"{_moment(day):%Y-%m-%d} {clock}")
    if moment.year not in _YEARS:
        raise ValueError(f"the year {moment.year} in {str(value)!r} is out of range")
    return moment


def split_range(value: Any) -> tuple[Any, Any]:
    """Split "10:00 - 10:45" into start and end; other values have no end."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    match = _RANGE.fullmatch(text) if len(text) <= _LONGEST else None
    # "2023-06-15 10:00-10:45" is a range, and "2023-06-15 17:00-07:00" has an offset.
    is_offset = match and text[match.end(1)] == "-" and not _HALF.search(match[2])
    if match and is_offset and _YEAR.search(match[1]) and match[2] <= match[1][-5:]:
        return value, None
    return (with_half(match[1], match[2]), match[2]) if match else (value, None)


def with_half(start: str, end: str) -> str:
    """Complete the start of a range by "am" or "pm", if only its end states one."""
    half, hours = _HALF.search(end), re.findall(r"(\d+)(?:[:.h]\d+)*\D*$", start)
    if not half or not hours or _HALF.search(start):
        return start
    # In "11:30 - 12:15pm" the start is in the morning.
    is_same = int(hours[0]) % 12 <= int(re.findall(r"\d+", end)[0]) % 12
    letter = half[1] if is_same else half[1].translate(_OTHER_HALF)
    return start + half[0].replace(half[1], letter, 1)


def western(text: str) -> str:
    """Write East Asian dates with slashes, without the day of the week in brackets, and times."""
    text = re.sub("(?<=\\d)：(?=\\d)", ":", text)
    return _EASTERN_WEEKDAY.sub(" ", _EASTERN_DATE.sub(r"\1/\2/\3 ", text))


def read_zone(name: Any) -> tzinfo:
    """Read a time zone: a name such as "Europe/Zurich", or an offset such as "+02:00"."""
    text = name.strip() if isinstance(name, str) else ""
    if offset := _OFFSET.fullmatch(text):
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        if minutes > _MAX_OFFSET:
            raise ValueError(f"the offset {name!r} is out of range")
        return tzoffset(None, (minutes if offset[1] == "+" else -minutes) * 60)
    if text.upper() in _SECONDS:
        return tzoffset(None, _SECONDS[text.upper()])
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is not a time zone") from None


#: What spreadsheets write in front of a length of time: the day from which they count.
_SHEET_DAY = re.compile(r"(?:[a-z]{3} )?dec 30 1899 (\d\d:\d\d):\d\d gmt.*", re.IGNORECASE)
#: No talk takes more hours.
_RECORDED, _MAX_HOURS = re.compile(r"\d\d:\d\d"), 12


def read_minutes(value: Any) -> int:
    """Read a duration in minutes, of at most five weeks."""
    minutes = nan
    # A time of day in a column of durations is "00:45:00", too.
    text = _SHEET_DAY.sub(r"\1", " ".join(str(value).split()))[: _LONGEST + 1]
    if isinstance(value, timedelta):
        minutes = value.total_seconds() / 60
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        minutes = value
    elif match := next(filter(None, (each.fullmatch(text) for each in _DURATIONS)), None):
        days, hours, rest = (float((part or "0").replace(",", ".")) for part in match.groups())
        minutes = (days * 24 + hours) * 60 + rest
        # "46:44" is the length of a recording.
        if _RECORDED.fullmatch(text) and hours > _MAX_HOURS:
            minutes /= 60
    if not 0 <= minutes <= _MAX_MINUTES:
        raise ValueError(f"{shorten(str(value), _LONGEST)!r} is not a duration")
    return round(minutes)


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    text = " ".join(str(value).split())
    if isinstance(value, (int, float)) or re.fullmatch(r"\d{10}(?:\d{3})?", text):
        number = float(value)
        with suppress(ValueError, OverflowError, OSError):
            moment = datetime.fromtimestamp(number / (1000 if number > _MILLISECONDS else 1), UTC)
            if moment.year in _YEARS:
                return moment
        raise ValueError(f"{number:g} is not a date")
    try:
        moment = isoparse(text)
        moment.utcoffset()
    except (ValueError, OverflowError):
        # A cache of long texts would keep them for ever.
        is_long = len(text) > _LONGEST
        found = f"{shorten(text, _LONGEST)!r} is not a date" if is_long else _parsed(text)
        if isinstance(found, str):
            raise ValueError(found) from None
        return found
    if _ISO_MONTH.fullmatch(text):
        raise ValueError(f"no day, month and year in {text!r}")
    return moment


#: Talks of a programme share their days and times, and reading one takes a third of its row.
@lru_cache(maxsize=10_000)
def _parsed(text: str) -> datetime | str:
    """Read a date in words; returns the reason if it is none, since a cache keeps no errors."""
    written = western(text)
    for pattern, form in _FORMS:
        written = pattern.sub(form, written)
    # With slashes, only a day above 12 shows the order.
    info = _DAY_FIRST if _DOTTED.search(text) else _MONTH_FIRST
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            first, second = (
                parse(written, parserinfo=info, default=default, tzinfos=_SECONDS)
                for default in _DEFAULTS
            )
    except (ValueError, ArithmeticError, TypeError, AttributeError):
        bare = _PLACE.sub("", text)
        found = _parsed(bare) if bare != text else ""
        return found if isinstance(found, datetime) else f"{text!r} is not a date"
    # A year is no time of day: "4 May 2024 2030"
    has_time = first.time() == time() or TIME_OF_DAY.search(written)
    if not has_time and any(int(year) != first.year for year in _ANY_YEAR.findall(written)):
        return f"{text!r} is not a date"
    if first != second:
        return f"no day, month and year in {text!r}"
    try:
        first.utcoffset()
    except ValueError:
        return f"the offset in {text!r} is out of range"
    return first
