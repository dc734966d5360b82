"""iCalendar: an event an entry, even if the calendar is partly broken."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kcdanalysis.errors import needs_extra, warn_of
from kcdanalysis.sources.rows import RawRow, raw_row
from kcdanalysis.sources.syntax.encoding import decode
from kcdanalysis.sources.values.labels import find_role
from kcdanalysis.sources.values.people import is_name

EXPECTED = "a calendar has events (BEGIN:VEVENT), each with a SUMMARY"
EXAMPLE = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:eBPF\nEND:VEVENT\nEND:VCALENDAR"

#: These end a text with unescaped line breaks; other words before a colon do not.
_PROPERTIES = frozenset(
    b"ATTACH ATTENDEE BEGIN CATEGORIES CLASS COLOR COMMENT CONFERENCE CONTACT CREATED DESCRIPTION"
    b" DTEND DTSTAMP DTSTART DURATION END EXDATE EXRULE GEO IMAGE LAST-MODIFIED LOCATION ORGANIZER"
    b" PRIORITY RDATE RECURRENCE-ID RELATED-TO REQUEST-STATUS RESOURCES RRULE SEQUENCE STATUS"
    b" STYLED-DESCRIPTION SUMMARY TRANSP UID URL".split()
)
_PROPERTY = re.compile(rb"([A-Za-z][A-Za-z0-9-]*)[;:]")

# Patterns of titles that a calendar may use throughout.
_TRACK = re.compile(r"(?P<title>.*\S)\s*\((?P<track>[^()]+)\)")
_NUMBER = re.compile(r"\d+\s+-\s+(?P<title>.+)")
_SPEAKERS = re.compile(r"(?P<title>.*\S)(?:\s|(?<=[?!]))-\s+(?P<people>\S.*)")

_AND = re.compile(r"\s*(?:;|&|\band\b)\s*")
_POSITION = re.compile(
    r"\b(?:maintainer|manager|engineer|lead|director|officer|chair|evangelist|advocate)s?\b",
    re.IGNORECASE,
)
#: The indentation of text copied from a web page: the biographies below an abstract.
_DEEP = re.compile(r"^ {8,}\S", re.MULTILINE)


def sniff(name: str, head: str) -> bool:
    """Whether this is a calendar."""
    return head.lstrip("\ufeff \r\n\t")[:12].upper() in ("BEGIN:VCALEN", "BEGIN:VEVENT")


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the events of a calendar; a broken event does not affect the others."""
    decode(re.sub(rb"\r*\n[ \t]", b"", data), name)
    calendar, events = _split(data)
    rows = [row for event in events if (row := _read_event(event, name))]
    about = _about(calendar)
    _take_tracks(rows)
    _take_numbers(rows)
    _take_speakers(rows, only_names="pretalx" in calendar.get("PRODID", "").casefold())
    _take_organisers(rows)
    # Some exports give the same identifier to all events.
    uses = Counter(row["id"] for row in rows)
    for row in rows:
        yield raw_row(about, row, id=row["id"] if uses[row["id"]] == 1 else None)


# Unfolded lines, and the events that they belong to.


@dataclass
class _Event:
    """The lines of one event without its alarms; `line` is where it starts."""

    line: int
    lines: list[bytes] = field(default_factory=list)


def _split(data: bytes) -> tuple[dict[str, str], list[_Event]]:
    """Split a calendar into its own properties and its events, even if these have no end."""
    calendar: dict[str, str] = {}
    events: list[_Event] = []
    inside, nested = False, b""
    for number, line in _unfold(data):
        word, _, value = line.strip().upper().partition(b":")
        if (word, value) == (b"BEGIN", b"VEVENT"):
            inside, nested = True, b""
            events.append(_Event(number))
        elif word == b"END":
            inside, nested = inside and value not in (b"VEVENT", b"VCALENDAR"), b""
        elif word == b"BEGIN":
            nested = value
        elif inside and not nested:
            events[-1].lines.append(line)
        elif not inside:
            key, _, text = decode(line, "").partition(":")
            calendar.setdefault(key.partition(";")[0].upper(), text.replace("\\,", ",").strip())
    return calendar, events


def _unfold(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Unfold lines, as bytes: a fold may split a character."""
    start, whole = 0, b""
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        line = raw.rstrip(b"\r")
        match = _PROPERTY.match(line)
        is_known = match and (match[1].upper() in _PROPERTIES or line[:2].upper() == b"X-")
        text = whole[:7].upper()
        if line[:1] in (b" ", b"\t"):
            whole += line[1:]
        elif is_known or (match and text != b"DESCRIP") or text not in (b"DESCRIP", b"SUMMARY"):
            yield start, whole
            start, whole = number, line
        else:
            # A text with unescaped line breaks.
            whole += rb"\n" + line
    yield start, whole


def _about(calendar: dict[str, str]) -> dict[str, Any]:
    """Return the event and the time zone of a calendar."""
    event = calendar.get("X-WR-CALNAME") or calendar.get("NAME")
    # Sched gives its calendars a short code as a name, and names the event only here.
    maker = re.match(r"-//sched\.com (.+)//", calendar.get("PRODID", ""), re.IGNORECASE)
    zones = (calendar.get(key) for key in ("X-WR-TIMEZONE", "TZID", "VTIMEZONE"))
    return {
        "event": maker[1] if maker else event or None,
        "timezone": next(filter(None, zones), None),
    }


# One event.


def _read_event(event: _Event, name: str) -> dict[str, Any] | None:
    values = _Values(event, name)
    title = values.text("SUMMARY")
    if not title:
        warn_of(name, event.line, "an event without a SUMMARY; left out")
        return None
    abstract, speakers = _read_description(values.text("DESCRIPTION") or "")
    categories = values.categories()
    return {
        "id": values.text("UID"),
        "title": title,
        "speakers": values.names("ATTENDEE") or speakers,
        "organiser": ("; ".join(values.names("ORGANIZER")), values.text("ORGANIZER") or ""),
        "abstract": abstract or None,
        # A calendar has no other property for "Keynotes" or "Registration".
        "track": categories[0] if len(categories) == 1 else None,
        "kind": categories[0] if len(categories) == 1 else None,
        "tags": categories if len(categories) > 1 else [],
        "room": values.text("LOCATION"),
        "start": values.time("DTSTART"),
        "end": values.time("DTEND"),
        "duration": values.time("DURATION"),
        "url": values.text("URL"),
        "line": event.line,
    }


class _Values:
    """The properties of an event as the library reads them; it skips broken ones."""

    def __init__(self, event: _Event, name: str) -> None:
        try:
            from icalendar import Event
        except ImportError:
            raise needs_extra(name, "readers") from None
        lines = [b"BEGIN:VEVENT", *event.lines, b"END:VEVENT"]
        self._event = Event.from_ical(decode(b"\n".join(lines), name))

    def all(self, key: str) -> list[Any]:
        """Return every value of a property."""
        value = self._event.get(key, [])
        return value if isinstance(value, list) else [value]

    def text(self, key: str) -> str | None:
        """Return the first value as text."""
        return next((text for one in self.all(key) if (text := str(one).strip())), None)

    def time(self, key: str) -> Any:
        """Return a date, time or duration; as published if it cannot be read."""
        return next((_part(one, "dt") or str(one) for one in self.all(key)), None)

    def categories(self) -> list[str]:
        """Return the categories of all lines."""
        values = [one for value in self.all("CATEGORIES") for one in _part(value, "cats") or []]
        return [text for one in values if (text := str(one).strip())]

    def names(self, key: str) -> list[str]:
        """Return the names of people, which are in a parameter."""
        values = ((_part(one, "params") or {}).get("CN", "") for one in self.all(key))
        # An unquoted comma makes a parameter a list.
        names = (", ".join(map(str.strip, one)) if isinstance(one, list) else one for one in values)
        return [name.strip() for name in names if name.strip()]


def _part(value: Any, name: str) -> Any:
    try:
        return getattr(value, name, None)
    except ValueError:  # a value that the library could not read
        return None


def _read_description(text: str) -> tuple[str, list[str]]:
    r"""Split the people off a description: labelled, or with biographies below it.

    >>> _read_description("Fog.\nSpeakers: Ada Example, Bo Muster")
    ('Fog.', ['Ada Example, Bo Muster'])
    """
    deep = _DEEP.search(text)
    if deep and text[: deep.start()].strip():
        names = [line.strip() for line in text[deep.start() :].split("\n")]
        names = [line for line in names if _is_person(line)]
        if names:
            return text[: deep.start()].strip(), list(dict.fromkeys(names))
    lines, speakers = [], []
    for line in text.split("\n"):
        role, end = find_role(line)
        if role == "speakers" and line[end:].strip():
            speakers.append(line[end:].strip())
        else:
            lines.append(line)
    return "\n".join(lines).strip(), speakers


def _is_person(text: str) -> bool:
    return is_name(text) and not _POSITION.search(text)


# What only all titles together show: a track, number or speaker in most of them.


def _take_tracks(rows: list[dict[str, Any]]) -> None:
    """Split "Title (Track)", if most titles have one of a few tracks."""
    found = [(row, match) for row in rows if (match := _TRACK.fullmatch(row["title"]))]
    tracks = {match["track"] for _, match in found}
    if 2 * len(found) > len(rows) and 2 * len(tracks) <= len(found):
        for row, match in found:
            row["title"] = match["title"]
            row["track"] = row["track"] or match["track"]
            row["kind"] = row["kind"] or match["track"]


def _take_numbers(rows: list[dict[str, Any]]) -> None:
    """Remove the number of "12 - Title", if most titles have one."""
    found = [(row, match) for row in rows if (match := _NUMBER.fullmatch(row["title"]))]
    if 2 * len(found) > len(rows):
        for row, match in found:
            row["title"] = match["title"]


def _take_speakers(rows: list[dict[str, Any]], *, only_names: bool) -> None:
    """Split "Title - Speaker, Company & Speaker", if most titles have speakers."""
    matches = [(row, _SPEAKERS.fullmatch(row["title"])) for row in rows]
    found = [
        (row, match["title"], people)
        for row, match in matches
        if match and (people := _read_people(match["people"], only_names=only_names))
    ]
    if 2 * len(found) > len(rows):
        for row, title, people in found:
            row["title"] = title
            row["speakers"] = row["speakers"] or people


def _read_people(text: str, *, only_names: bool) -> list[str]:
    """Read the names; a company follows a comma unless there are only names.

    >>> _read_people("Ada Example, Tides Inc & Bo Muster", only_names=False)
    ['Ada Example', 'Bo Muster']
    """
    parts = [re.split(r",\s*", part) for part in _AND.split(text)]
    names = [name for part in parts for name in (part if only_names else part[:1])]
    is_first_a_name = bool(names) and _is_person(names[0])
    return [name for name in names if _is_person(name)] if is_first_a_name else []


def _take_organisers(rows: list[dict[str, Any]]) -> None:
    """Use the organiser as the speaker, if nearly every event has a different one."""
    names_at = defaultdict(set)
    for row in rows:
        names_at[row["organiser"][1]].add(row["organiser"][0])
    names = {name for names in names_at.values() for name in names if name}
    for row in rows:
        name, address = row.pop("organiser")
        # A shared address is the organiser's, who has entries as well.
        host = address.rpartition("@")[2].casefold()
        is_own = any(len(word) > 3 and word in host for word in name.casefold().split())
        if 2 * len(names) > len(rows) > 1 and not (is_own and len(names_at[address]) > 1):
            row["speakers"] = row["speakers"] or [name] * bool(name)
