"""What structured programmes say, read plainly: the oracle of `benchmarks.sources`.

Each function knows one published file format and reads it with json, ElementTree or csv
alone, without a line of the package and without a guess. A record is a dictionary with
those of `title`, `id`, `names`, `links` ("name url" of each speaker with a link), `start`
(UTC), `local` (a start without a time zone), `minutes`, `room`, `track`, `language`, `state`
that the file states.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import yaml

Record = dict[str, Any]
Reading = Callable[[Path], Iterable[Record]]

_STATES = {"Accepted": "accepted", "accepted": "accepted", "confirmed": "accepted"}


def schedule_xml(path: Path) -> Iterator[Record]:
    """schedule.xml of frab, Pentabarf and pretalx."""
    root = ElementTree.parse(path).getroot()
    zone = root.findtext("conference/time_zone_name")
    for day in root.iter("day"):
        for event in day.iter("event"):
            start = event.findtext("date") or f"{day.get('date')}T{event.findtext('start')}"
            yield {
                "title": event.findtext("title"),
                "id": event.get("id"),
                "names": [person.text for person in event.iterfind("persons/person")],
                **_start(start, zone),
                "minutes": _clock_minutes(event.findtext("duration")),
                "room": event.findtext("room"),
                "track": event.findtext("track"),
                "language": event.findtext("language"),
            }


def schedule_json(path: Path) -> Iterator[Record]:
    """schedule.json of frab and pretalx."""
    conference = json.loads(path.read_text("utf-8"))["schedule"]["conference"]
    for day in conference["days"]:
        for events in day["rooms"].values():
            for event in events:
                yield {
                    "title": event["title"],
                    "id": event["id"],
                    "names": [
                        person.get("public_name")
                        or person.get("full_public_name")
                        or person["name"]
                        for person in event["persons"]
                    ],
                    **_start(event["date"], conference.get("time_zone_name")),
                    "minutes": _clock_minutes(event["duration"]),
                    "room": event["room"],
                    "track": event["track"],
                    "language": event["language"],
                }


def sessionize(path: Path) -> Iterator[Record]:
    """Any view of Sessionize: groups, grid, or everything with ids."""
    document = json.loads(path.read_text("utf-8-sig"))
    people, rooms, groups = {}, {}, [document]
    if isinstance(document, dict):
        people = {person["id"]: person["fullName"] for person in document["speakers"]}
        rooms = {room["id"]: room["name"] for room in document["rooms"]}
    else:
        groups = [group for part in document for group in part.get("rooms", [part])]
    for group in groups:
        for session in group["sessions"]:
            yield {
                "title": session["title"],
                "id": session.get("id"),
                "names": [
                    person["name"] if isinstance(person, dict) else people[person]
                    for person in session["speakers"]
                ],
                **_start(session["startsAt"], None),
                "minutes": _between(session["startsAt"], session["endsAt"]),
                "room": session.get("room") or rooms.get(session["roomId"]),
                "state": _STATES.get(session.get("status")),
            }


def pretalx_api(path: Path) -> Iterator[Record]:
    """Submissions of pretalx's API, nested by day, minute and room."""
    document = json.loads(path.read_text("utf-8"))
    for part in ("schedule", "sprints"):
        for day in document[part].values():
            for minute in day.values():
                for talk in minute.values():
                    slot = talk["slot"]
                    yield {
                        "title": talk["title"],
                        "id": talk["code"],
                        "names": [person["name"] for person in talk["speakers"]],
                        **_start(slot["start"], None),
                        "minutes": _between(slot["start"], slot["end"]),
                        "room": slot["room"]["en"] if slot["room"] else None,
                        "language": talk["content_locale"],
                        "state": _STATES[talk["state"]],
                    }


def icalendar(path: Path) -> Iterator[Record]:
    """Events of a calendar whose lines end and fold as RFC 5545 says."""
    text = re.sub(rb"\r*\n[ \t]", b"", path.read_bytes()).decode("utf-8")
    for event in re.findall(r"(?s)BEGIN:VEVENT(.*?)END:VEVENT", text):
        lines = {
            name: (options, value)
            for name, options, value in re.findall(
                r"(?m)^([A-Z-]+)((?:;[^:\n]*)?):(.*?)\r*$", event
            )
        }
        if "SUMMARY" not in lines or "DTSTART" not in lines:
            continue
        (zone, start), (_, end) = lines["DTSTART"], lines.get("DTEND", lines["DTSTART"])
        named = re.search("TZID=([^;:]+)", zone)
        yield {
            "title": _unescape(lines["SUMMARY"][1]),
            "id": lines["UID"][1] if "UID" in lines else None,
            **_start(start, named and named[1]),
            "minutes": _between(start, end) if "DTEND" in lines else None,
            "room": _unescape(lines["LOCATION"][1]) if "LOCATION" in lines else None,
        }


def table(columns: dict[str, str], delimiter: str = ",") -> Callable[[Path], Iterator[Record]]:
    """A CSV file whose columns are named here; several people in a cell stand between "; "."""

    def read(path: Path) -> Iterator[Record]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file, delimiter=delimiter):
                record: Record = {ours: row[theirs] for ours, theirs in columns.items()}
                yield (
                    record | {"names": record["names"].split("; ")} if "names" in record else record
                )

    return read


def oscon(path: Path) -> Iterator[Record]:
    """O'Reilly's feed: events, speakers and venues by serial; its texts are escaped for HTML."""
    schedule = json.loads(path.read_text("utf-8"))["Schedule"]
    people = {person["serial"]: unescape(person["name"]) for person in schedule["speakers"]}
    links = {person["serial"]: person["url"] for person in schedule["speakers"]}
    rooms = {venue["serial"]: unescape(venue["name"]) for venue in schedule["venues"]}
    for event in schedule["events"]:
        serials = [serial for serial in event.get("speakers", []) if serial in people]
        yield {
            "title": event["name"],
            "id": event["serial"],
            "names": [people[serial] for serial in serials],
            "links": [f"{people[serial]} {links[serial]}" for serial in serials if links[serial]],
            **_start(event["time_start"].replace(" ", "T"), None),
            "minutes": _between(event["time_start"], event["time_stop"]),
            "room": rooms.get(event["venue_serial"]),
        }


def monacaug(path: Path) -> Iterator[Record]:
    """A list of records with one person each."""
    for session in json.loads(path.read_text("utf-8")):
        yield {"title": session["title"], "names": [session["name"]]}


def rubykaigi(path: Path) -> Iterator[Record]:
    """Presentations in YAML, whose speakers stand in the file beside it."""
    groups = yaml.safe_load((path.parent / "speakers.yml").read_text("utf-8"))
    people = {key: person["name"] for group in groups.values() for key, person in group.items()}
    for key, talk in yaml.safe_load(path.read_text("utf-8")).items():
        yield {
            "id": key,
            "title": talk["title"],
            "names": [people[person["id"]] for person in talk["speakers"]],
            "language": talk["language"].lower(),
        }


def pyvideo(path: Path) -> Iterator[Record]:
    """A folder of records of pyvideo.org, a file a talk."""
    for file in sorted(path.rglob("videos/*.json")):
        record = json.loads(file.read_text("utf-8"))
        yield {"title": record["title"], "names": record.get("speakers", [])}


#: What of the samples can be read so: a pattern below their folder, what `read_programme`
#: is given ("" for the file itself, ".." for its folder), and the plain reading.
READINGS: list[tuple[str, str, Reading]] = [
    ("schedule-xml/31c3/schedule.xml", "", schedule_xml),
    ("schedule-xml/fosdem-2024/*.xml", "", schedule_xml),
    ("schedule-json/pretalx-*.json", "", schedule_json),
    ("schedule-json/frab-camp2019.json", "", schedule_json),
    ("sessionize/all-view/sessionize.json", "", sessionize),
    ("sessionize/grid-view/*.json", "", sessionize),
    ("sessionize/sessions-view/sessions.json", "", sessionize),
    ("pretalx/api/schedule.json", "", pretalx_api),
    ("ics/sched-kubecon-eu-2026-day/*.ics", "", icalendar),
    ("ics/railsconf-2017/*.ics", "", icalendar),
    ("ics/jres_2022.ics", "", icalendar),
    (
        "csv/pyconjp-2019-csv/data/sessions.csv",
        "",
        table({"title": "title", "id": "id", "names": "name", "room": "room"}),
    ),
    (
        "csv/devopsdays-history-csv/devopsdaysthemes.csv",
        "",
        table({"title": "titulo"}),
    ),
    ("json/oscon-2014-json/**/data/osconfeed.json", "", oscon),
    ("json/monacaug-2019-json/_data/sessions.json", "", monacaug),
    ("yaml/rubykaigi/presentations.yml", "..", rubykaigi),
    ("pyvideo/pycon-us-2018", "", pyvideo),
    ("pyvideo/pycon-fr-2018", "", pyvideo),
]


def _start(text: str | None, zone: str | None) -> Record:
    """The start in UTC where the file states a zone, else the local time that it states."""
    moment = _moment(text)
    if moment is None:
        return {}
    if moment.tzinfo is None and zone:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    if moment.tzinfo is None:
        return {"local": moment}
    return {"start": moment.astimezone(UTC)}


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    compact = re.fullmatch(r"(\d{8}T\d{6})(Z?)", text)
    if compact:
        moment = datetime.strptime(compact[1], "%Y%m%dT%H%M%S")
        return moment.replace(tzinfo=UTC) if compact[2] else moment
    return datetime.fromisoformat(re.sub(r"T(\d):", r"T0\1:", text))


def _between(start: str | None, end: str | None) -> int | None:
    first, last = _moment(start), _moment(end)
    if first is None or last is None:
        return None
    return round((last - first).total_seconds() / 60)


def _clock_minutes(text: str | None) -> int | None:
    if not text:
        return None
    hours, minutes = text.split(":")[:2]
    return 60 * int(hours) + int(minutes)


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)
