"""The schedule.xml of frab, Pentabarf, pretalx, FOSDEM and the CCC."""

import re
from collections.abc import Iterator
from typing import Any

from kcdanalysis.sources.formats.schedule_json import read_event
from kcdanalysis.sources.rows import RawRow
from kcdanalysis.sources.syntax.documents import Record, objects, section
from kcdanalysis.sources.syntax.xml_reader import read_xml

EXPECTED = "a schedule.xml has <event> elements below <day> and <room>"
EXAMPLE = '<schedule><day><room name="A"><event><title>eBPF</title></event></room></day></schedule>'

_SCHEDULE = re.compile(r"<schedule[\s>]")
_INSIDE = re.compile(r"<(?:conference|day|version|generator|event)[\s>]")


def sniff(name: str, head: str) -> bool:
    """Whether this is a schedule: its root element and what is below it."""
    root = _SCHEDULE.search(head)
    return bool(root and _INSIDE.search(head, root.end()))


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the events of a schedule, day by day and room by room."""
    root = read_xml(data, name)
    root = root if isinstance(root, Record) else Record({"event": root})
    for day in _elements(root, "day") or [root]:
        for room in (day, *_elements(day, "room")):
            for event in _elements(room, "event"):
                # Elements without text are empty.
                stated = {key: value for key, value in event.items() if value is not None}
                people = [*_list(event.get("persons")), *_list(event.get("person"))]
                known = {"room": room.get("name"), **stated, "persons": people}
                yield read_event(Record(known, event.line), section(root, "conference"), day)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _elements(parent: Record, tag: str) -> list[Record]:
    return objects(_list(parent.get(tag)))
