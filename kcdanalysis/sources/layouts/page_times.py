"""Times and days in the text of a page: what a line of text tells of a schedule."""

import re
from contextlib import suppress
from typing import NamedTuple

from kcdanalysis.sources.rows import RawRow, given
from kcdanalysis.sources.values.fields import match_field
from kcdanalysis.sources.values.labels import find_year, words
from kcdanalysis.sources.values.times import (
    DAY_WORDS,
    UNTIL,
    read_moment,
    western,
    with_half,
)
from kcdanalysis.sources.values.vocabulary import WORDS, all_words

#: What is longer states no day, and a date that begins a line ends before.
_LONGEST = 200
_HALF = r"[ap]\.?\s?m\b\.?|uhr\b|matin|après-midi|h(?![a-z])"
#: Django writes "midi" and "noon" for 12:00; "00:00:00" counts down to the event.
_CLOCK = (
    rf"(?!00:00:00)(?:(?:[01]?\d|2[0-4])(?:(?:[:.h]|\s?h\s|\s?uhr\s)\d\d(?::\d\d)?(?!\d|\.\d))?(?:\s*(?:{_HALF}))?"
    r"|(?<![\w-])(?:noon|midi)\b)"
)
_TO = rf"\s*(?:[-–—~〜～→]|\b(?:{UNTIL})\b)\s*(?:(?:approx|ca|circa|etwa)\b\.?\s*)?"
_TIME = re.compile(rf"(?<![\w:.,/+-])({_CLOCK})(?:{_TO}({_CLOCK}))?(?![\w/])", re.IGNORECASE)
_ZONE = re.compile(r"[\s(]*\b(UTC|GMT|WIB|WITA|[A-Z]{1,3}[SD]?T|[A-Z][a-z]+/[A-Z][A-Za-z_]+)\b\)?")
#: A number alone is not a time, and "3.12" may be a version.
_SURE = re.compile(
    rf"\d[:h]\d\d|\d\s*(?:{_HALF})|noon|midi|\d\.[0-5]\d{_TO}\d\d?\.[0-5]\d", re.IGNORECASE
)
#: What other languages write for "Uhr".
_HOURS = re.compile(r"(?<=\d[:.h]\d\d)\s*(?:uur|hrs?|hs|ч)\b\.?", re.IGNORECASE)
#: "10: 45 - 11:15"
_SPACED = re.compile(r"\b(\d\d?) ?: ?([0-5]\d)(?=\s?[-–—~]\s?\d|$)")
#: "21:00 - open end", "21:00+"
_OPEN_END = re.compile(
    r"^\W*(?:open[ -]?end|ende offen|bis ende|onwards?)\b|^ ?\+(?!\d)", re.IGNORECASE
)
#: "um 9 Uhr", "a las 9:30"
_AT = re.compile(
    r"(?:^|(?<=\W))(?:at|after|from|um|ab|nach|à|dès|a las?|alle|ore|às|kl\.?|ca\.?|approx\.?)$",
    re.IGNORECASE,
)
#: Pictures, bullets and other signs before a date.
_SIGNS = re.compile(r"^[^\w(]+")
_DATED = re.compile(r".{0,40}?(?<!\d)(?:19|20)\d\d(?:-\d\d?-\d\d?|年\d{1,2}月\d{1,2}日)?(?!\d)")
#: A deadline is anywhere on Earth, and no talk.
_DEADLINE = re.compile(r"[\s(]*(?:AoE|anywhere on earth)\b", re.IGNORECASE)
_EDGE = " \t\n\u00a0:;,|·•–—-()[]"

_NAME = "|".join(all_words("months", "weekdays"))
_DATE = re.compile(
    rf"(?:\b(?:{_NAME}|{'|'.join(WORDS['dates'])})\b|\d+(?:st|nd|rd|th|er|º|ª)?\b|[\s.,/|–-])+",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(all_words('weekdays'))})\b", re.IGNORECASE)
_NAMED = re.compile(rf"\b(?:{_NAME})\b|\d{{4}}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d", re.IGNORECASE)
#: What may stand behind the number of a day.
_MARKS = " :,.|()–-"
_NUMBERED = re.compile(
    rf"(?:{DAY_WORDS})\s*\d\b[{re.escape(_MARKS)}]*|\d(?:st|nd|rd|th|er|e|\.)?\s(?:{DAY_WORDS})$",
    re.IGNORECASE,
)
#: "Agenda – 6 June 2024"
_OF_PAGES = "|".join(sorted(WORDS["agenda"] - WORDS["dates"] - {"jour"}))
_PAGE = re.compile(
    rf"^(?:(?:{_OF_PAGES})\b[\s:–—-]*+)++(?:(?:am|vom|for|on|of)\s+)?", re.IGNORECASE
)


class Clock(NamedTuple):
    """A time that a line begins with, and what stands beside it."""

    start: str = ""
    end: str = ""
    day: str = ""
    timezone: str = ""
    rest: str = ""

    def values(self) -> dict[str, str]:
        """Return what a row states; a weekday alone may have its date beside it."""
        day = self.day if re.search(r"\d", self.day) else ""
        return given(start=self.start, end=self.end, timezone=self.timezone, day=day)


def read_clock(text: str) -> Clock | None:
    """Read the time that a line begins with, alone or after a day or a label.

    >>> read_clock("Fri 11:30 - 12:15pm CEST: Tides")
    Clock(start='11:30am', end='12:15pm', day='Fri', timezone='CEST', rest='Tides')
    >>> read_clock("We meet at 9:00"), read_clock("3.12 and more"), read_clock("10-12")
    (None, None, None)
    """
    text = _HOURS.sub(" Uhr", _SPACED.sub(r"\1:\2", " ".join(western(text).split())))
    is_time = re.fullmatch(r"\d\d?\.\d\d", text)
    found = next((each for each in _TIME.finditer(text) if is_time or _SURE.search(each[0])), None)
    if not found or _DEADLINE.match(text, found.end()):
        return None
    before = _AT.sub("", text[: found.start()].strip(_EDGE + "@")).strip(_EDGE)
    label = match_field(before)
    is_label = label in ("time", "start") or not re.search(r"\w", before)
    if not is_label and not _is_date(before):
        return None
    start, end = found[1].strip(), (found[2] or "").strip()
    start = with_half(start, end)
    rest = _OPEN_END.sub("", text[found.end() :])
    zone = _ZONE.match(rest)
    rest = rest[zone.end() :] if zone else rest
    bare = rest.lstrip(_EDGE).rstrip()
    # "10:00 - [poster] Tides"
    is_note = rest.rstrip()[: -len(bare)].endswith(("[", "("))
    rest = rest.rstrip()[-len(bare) - 1 :] if bare and is_note else bare
    return Clock(start, end, "" if is_label else before, zone[1] if zone else "", rest)


def day_of(text: str) -> str:
    """Return the day that a short line names, without "Day 1" before a date; "" for other text.

    >>> day_of("Saturday, May 4th"), day_of("Day 1 | 4 May 2023"), day_of("Day 2: Workshops")
    ('Saturday, May 4th', '4 May 2023', 'Day 2')
    >>> day_of("Monday blues"), day_of("2024"), day_of("March of the penguins")
    ('', '', '')
    """
    if len(text) > _LONGEST:
        return ""
    text = _SIGNS.sub("", " ".join(western(text).split()))
    numbered = _NUMBERED.match(text)
    rest = text[numbered.end() :] if numbered else text
    rest = " ".join(re.sub("[()]", " ", rest).split())
    # "Date: 4 May", "4 May 2024 Day 1"
    label, mark, value = rest.partition(":")
    rest = value.strip() if mark and match_field(label) == "day" else _PAGE.sub("", rest)
    # "November" and "So" alone are no days.
    if _is_date(rest) and (re.search(r"\d", rest) or (len(rest) > 5 and _WEEKDAY.search(rest))):
        return rest
    # "Day 1 reflections" may be a title.
    is_alone = numbered and (not rest or numbered[0].rstrip()[-1] in _MARKS)
    return numbered[0].strip(_MARKS) if numbered and is_alone and len(text) < 50 else ""


def says_when(text: str) -> bool:
    """Whether a text stands instead of a time: "Evening", "All day", "Until 18:00"."""
    said = [word for word in words(text) if not word.isdecimal()]
    return bool(said) and WORDS["moments"].issuperset(said) and not only_clock(text)


def has_date(day: str) -> bool:
    """Whether a day is more than "Saturday" or "Day 1"."""
    return bool(re.search(r"\d", day)) and not _NUMBERED.fullmatch(day)


def leading_date(text: str) -> str:
    """Return the date with its year that a line begins with, perhaps behind a label; else "".

    >>> leading_date("4 May 2023, Quay"), leading_date("Date: 4 May 2023"), leading_date("In 2023")
    ('4 May 2023', '4 May 2023', '')
    """
    text = _SIGNS.sub("", text[:_LONGEST])
    label, *value = re.split(r"(?<!\s)\s*[:：]\s*|(?<!\s)\s+-+\s+", text, maxsplit=1)
    text = value[0] if value and match_field(label) in ("day", "start", "time") else text
    return day_of(dated[0]) if (dated := _DATED.match(text)) else ""


def complete_day(row: RawRow) -> None:
    """Add the year of the event to a day without one: it stands once, in the title."""
    day, year = str(row.get("day") or ""), row.get("year")
    if day and year and not find_year(day):
        with suppress(ValueError):
            read_moment(f"{day} {year}")
            row["day"] = f"{day} {year}"


def _is_date(text: str) -> bool:
    return len(text) < 50 and bool(_DATE.fullmatch(text) and _NAMED.search(text))


def only_clock(text: str) -> Clock | None:
    """Read a text that is a time and nothing else."""
    clock = read_clock(text)
    return clock if clock and not clock.rest else None


def without_clock(text: str) -> str:
    """Return what stands behind the time that a line begins with, else the line."""
    clock = read_clock(text)
    return clock.rest if clock else text
