"""iCalendar: an event an entry, even if the calendar is partly broken."""

import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from itertools import accumulate, chain
from typing import Any

from kcdanalysis.errors import needs_extra, warn_of
from kcdanalysis.sources.rows import RawRow, raw_row
from kcdanalysis.sources.syntax.encoding import decode
from kcdanalysis.sources.values.kinds import title_kind
from kcdanalysis.sources.values.labels import find_role
from kcdanalysis.sources.values.people import is_name

EXPECTED = "a calendar has events (BEGIN:VEVENT), each with a SUMMARY"
EXAMPLE = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:eBPF\nEND:VEVENT\nEND:VCALENDAR"

#: These end a text with unescaped line breaks; other words before a colon do not.
_PROPERTIES = frozenset(
    "ATTACH ATTENDEE BEGIN CATEGORIES CLASS COLOR COMMENT CONFERENCE CONTACT CREATED DESCRIPTION"
    " DTEND DTSTAMP DTSTART DURATION END EXDATE EXRULE GEO IMAGE LAST-MODIFIED LOCATION ORGANIZER"
    " PRIORITY RDATE RECURRENCE-ID RELATED-TO REQUEST-STATUS RESOURCES RRULE SEQUENCE STATUS"
    " STYLED-DESCRIPTION SUMMARY TRANSP UID URL".split()
)
_PROPERTY = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[;:]")
#: What a time zone that nobody defines is called: the library opens the file of its name.
_NAMED_ZONE = re.compile(r";TZID=[^:;]*", re.IGNORECASE)
#: The rules of two centuries have a tenth of these characters; the library is slow with more.
_MAX_ZONE = 50_000
_TEXTS = ("SUMMARY", "DESCRIPTION", "CATEGORIES", "LOCATION", "ATTENDEE", "ORGANIZER", "STATUS")
_NOT_PERSONS = ("ROOM", "RESOURCE", "GROUP")
#: "Title - Ada Example, Acme & Bo Muster", as Sched and pretalx write it.
_SPEAKERS = re.compile(r"(?P<title>.*\S)(?:\s|(?<=[?!]))-\s+(?P<people>\S.*)")
_AND = re.compile(r"(?<!\s)\s*(?:;|&|\band\b)\s*")
_LINE_END, _TAG = re.compile(r"\n|(?<=<br>)|(?<=<br/>)|(?<=</p>)"), re.compile(r"<[^<>]*>")
_POSITION = re.compile(r"\b(?:maintainer|manager|engineer|lead|director|chair)s?\b", re.IGNORECASE)


def sniff(name: str, head: str) -> bool:
    """Whether this is a calendar."""
    return head.lstrip("\ufeff \r\n\t<!-")[:12].upper() in ("BEGIN:VCALEN", "BEGIN:VEVENT")


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the events of a calendar; a broken event does not affect the others."""
    properties, zones, events = _split(_read_lines(data, name))
    components = _read_components(zones, events, name)
    pairs = zip(events, components, strict=True)
    rows = [row for event, read in pairs if (row := _read_event(event, read, name))]
    _take_speakers(rows, "pretalx" in properties.get("PRODID", "").casefold())
    _take_organisers(rows)
    # Sched gives its calendars a short code as a name, and names the event only here.
    maker = re.match(r"-//sched\.com (.+)//", properties.get("PRODID", ""), re.IGNORECASE)
    event = (maker and maker[1]) or properties.get("X-WR-CALNAME") or properties.get("NAME")
    named = (properties.get(key) for key in ("X-WR-TIMEZONE", "TZID", "VTIMEZONE"))
    timezone = next(filter(None, named), None)
    # Some exports give the same identifier to all events.
    uses = Counter(row["id"] for row in rows)
    for row in rows:
        # The event itself, in a calendar of its talks.
        if row["day"] and row["title"] == event:
            row["kind"] = "other"
        row["id"] = row["id"] if uses[row["id"]] == 1 else None
        row["timezone"] = row["timezone"] or timezone
        yield raw_row(row, event=event or None)


# Numbered lines, and the components that they belong to.

_Lines = list[tuple[int, str]]


def _read_lines(data: bytes, name: str) -> _Lines:
    """Undo the folding of lines, as bytes, since it may split a character, and decode them."""
    folded = re.split(rb"(?<!\r)\r*\n(?![ \t])", data)
    numbers = accumulate((1 + part.count(b"\n") for part in folded), initial=1)
    text = decode(re.sub(rb"(?<!\r)\r*\n[ \t]", b"", b"\n".join(folded)), name)
    lines: _Lines = []
    for number, line in zip(numbers, text.split("\n"), strict=False):
        match, before = _PROPERTY.match(line), lines[-1][1][:7].upper() if lines else ""
        is_known = match and (match[1].upper() in _PROPERTIES or line[:2].upper() == "X-")
        if before not in ("DESCRIP", "SUMMARY") or is_known or (match and before == "SUMMARY"):
            lines.append((number, line.rstrip("\r")))
        else:
            # A text with unescaped line breaks.
            lines[-1] = (lines[-1][0], lines[-1][1] + "\\n" + line.rstrip("\r"))
    return lines


def _split(lines: _Lines) -> tuple[dict[str, str], list[_Lines], list[_Lines]]:
    """Split a calendar into its properties, time zones and events, even if these have no end."""
    properties: dict[str, str] = {}
    components: dict[str, list[_Lines]] = {"VTIMEZONE": [], "VEVENT": []}
    inside = nested = ""
    for number, line in lines:
        word, _, value = line.strip().upper().partition(":")
        if word == "BEGIN" and value in components:
            inside, nested = value, ""
            components[inside].append([(number, f"BEGIN:{inside}")])
        elif word == "END" and value in (*components, "VCALENDAR"):
            inside = ""
        elif not inside:
            key, _, text = line.partition(":")
            text = text.replace("\\,", ",").strip()
            properties.setdefault(key.partition(";")[0].upper(), text)
        elif inside == "VEVENT" and word in ("BEGIN", "END"):
            # An alarm; its lines are left out.
            nested = value if word == "BEGIN" else ""
        elif not nested:
            components[inside][-1].append((number, line))
    return properties, components["VTIMEZONE"], components["VEVENT"]


def _read_components(zones: list[_Lines], events: list[_Lines], name: str) -> list[Any]:
    """Read the events with the library, which remembers the time zones that it has read."""
    try:
        import icalendar
    except ImportError:
        raise needs_extra(name, "readers") from None
    # A zone that is left out is unknown where an event uses it, which is said there.
    zones = [zone for zone in zones if sum(len(line) for _, line in zone) <= _MAX_ZONE]

    def read(lines: _Lines) -> Any:
        """Read a component; one without a SUMMARY, which is left out, if it is broken."""
        text = "\n".join([*(line for _, line in lines), lines[0][1].replace("BEGIN", "END")])
        with suppress(ValueError, IndexError):
            try:
                return icalendar.Event.from_ical(text)
            except OSError:
                return icalendar.Event.from_ical(_NAMED_ZONE.sub(";TZID=unknown", text))
        return icalendar.Event()

    # It forgets those of other calendars.
    icalendar.use_zoneinfo()  # type: ignore[no-untyped-call]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [read(component) for component in (*zones, *events)][len(zones) :]


def _read_event(lines: _Lines, component: Any, name: str) -> dict[str, Any] | None:
    line = lines[0][0]
    title = _text(component, "SUMMARY")
    if not title:
        warn_of(name, line, "an event without a SUMMARY; left out")
        return None
    for key, problem in component.errors:
        if key is None or key in _TEXTS:
            starts = (at for at, text in lines if key and text.upper().startswith(key))
            at = next(starts, line)
            warn_of(name, at, f"{key or 'a line'}: {problem}; left out")
    if "RRULE" in component or "RDATE" in component:
        warn_of(name, line, f"{title!r} is repeated; only its first time is read")
    abstract, speakers = _read_description(_text(component, "DESCRIPTION") or "")
    organisers = _names(component, "ORGANIZER")
    lists = (_part(value, "cats") or () for value in _all(component, "CATEGORIES"))
    categories = [text for value in chain.from_iterable(lists) if (text := str(value).strip())]
    # As published if they cannot be read; cleaning says so.
    start, end, duration = (
        next((_part(each, "dt") or str(each) for each in _all(component, key)), None)
        for key in ("DTSTART", "DTEND", "DURATION")
    )
    zone = getattr(getattr(start, "tzinfo", None), "key", None)
    if isinstance(start, datetime) and not start.tzinfo:
        unknown = (_part(_all(component, "DTSTART")[0], "params") or {}).get("TZID")
        if unknown:
            warn_of(name, line, f"unknown time zone {unknown!r}; the time is kept as local time")
    # An event of whole days has no times.
    is_day = isinstance(start, date) and not isinstance(start, datetime)
    return {
        "id": _text(component, "UID"),
        "title": title,
        "speakers": _names(component, "ATTENDEE") or speakers,
        "organiser": (next(iter(organisers), None), _text(component, "ORGANIZER") or ""),
        "abstract": abstract or None,
        # A calendar has no other property for "Keynotes" or "Registration".
        "track": categories[0] if len(categories) == 1 else None,
        "kind": categories[0] if len(categories) == 1 else None,
        "tags": categories if len(categories) > 1 else [],
        "state": _text(component, "STATUS"),
        "room": _text(component, "LOCATION"),
        "day": start if is_day else None,
        "start": None if is_day else start,
        "end": None if is_day else end,
        "duration": None if is_day else duration,
        # Times in UTC may be those of a calendar for another zone.
        "timezone": zone if zone != "UTC" else None,
        "url": _text(component, "URL"),
        "line": line,
    }


def _all(component: Any, key: str) -> list[Any]:
    value = component.get(key, [])
    return value if isinstance(value, list) else [value]


def _text(component: Any, key: str) -> str | None:
    return next((text for each in _all(component, key) if (text := str(each).strip())), None)


def _part(value: Any, name: str) -> Any:
    """Return a part of a value; None for a value that the library could not read."""
    with suppress(ValueError):
        return getattr(value, name, None)


def _names(component: Any, key: str) -> list[str]:
    """Return the names of people, which are in a parameter."""
    names = []
    for value in _all(component, key):
        parameters = _part(value, "params") or {}
        name = parameters.get("CN", "")
        # An unquoted comma makes a parameter a list.
        name = ", ".join(map(str.strip, name)) if isinstance(name, list) else name.strip()
        if name and parameters.get("CUTYPE", "").upper() not in _NOT_PERSONS:
            names.append(name)
    return names


def _read_description(text: str) -> tuple[str, str | None]:
    """Split labelled lines with people off a description."""
    speakers: list[str] = []
    prose: list[str] = []
    for line in _LINE_END.split(text):
        bare = _TAG.sub("", line)
        role, end = find_role(bare)
        names = bare[end:].strip() if role == "speakers" else ""
        (speakers if names else prose).append(names or line)
    return "\n".join(prose).strip(), "; ".join(speakers) or None


def _take_speakers(rows: list[dict[str, Any]], is_pretalx: bool) -> None:
    """Take "Talk:" off titles, and split "Title - Speaker & Speaker", if most have some."""
    found = []
    for row in rows:
        role, start = find_role(row["title"])
        row["title"] = (row["title"][start:] if role == "talk" else "") or row["title"]
        if match := _SPEAKERS.fullmatch(row["title"]):
            title, people = match.groups()
            # pretalx writes names alone, with commas between them.
            names = people.split(", ") if is_pretalx else _read_people(people)
            found += [(row, title, names)] if names else []
    if 2 * len(found) > sum(not title_kind(row["title"])[0] for row in rows):
        for row, title, names in found:
            row["title"] = title
            row["speakers"] = row["speakers"] or names


def _read_people(text: str) -> list[str]:
    """Read the names, each before its position and company; none if the first is not a name."""
    first, *others = [part.split(",")[0].strip() for part in _AND.split(text)]
    names = [first, *(name for name in others if is_name(name) and not _POSITION.search(name))]
    return names if is_name(first) else []


def _take_organisers(rows: list[dict[str, Any]]) -> None:
    """Use the organiser as the speaker, if most events have a different one."""
    names_at = defaultdict(set)
    for row in rows:
        names_at[row["organiser"][1]].add(row["organiser"][0])
    is_speaker = 2 * len(set().union(*names_at.values()) - {None}) > len(rows) > 1
    for row in rows:
        name, address = row.pop("organiser")
        # An address that speakers share is that of the organiser, who has entries as well.
        host = address.rpartition("@")[2].casefold() if len(names_at[address]) > 1 else ""
        is_host = any(len(word) > 3 and word in host for word in (name or "").casefold().split())
        if is_speaker and name and not is_host:
            # A calendar has one organiser, who may be several persons.
            row["speakers"] = row["speakers"] or (name if ", " in name else [name])
