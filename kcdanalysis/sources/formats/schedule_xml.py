"""The schedule.xml of frab, Pentabarf, pretalx, FOSDEM and the CCC."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from kcdanalysis.sources.formats.schedule_json import read_event
from kcdanalysis.sources.rows import RawRow
from kcdanalysis.sources.syntax.documents import Record
from kcdanalysis.sources.syntax.xml_reader import line_of, read_tree

EXPECTED = "a schedule.xml has <event> elements below <day> and <room>"
EXAMPLE = '<schedule><day><room name="A"><event><title>eBPF</title></event></room></day></schedule>'

_SCHEDULE = re.compile(r"<schedule[\s>]")
_INSIDE = re.compile(r"<(?:conference|day|version|generator|event)[\s>]")
#: What other systems call an event.
_OTHER = re.compile(r"<(?:entry|session|talk|presentation|slot|item)[\s>]")


def sniff(name: str, head: str) -> bool:
    """Whether this is a schedule: its root element and what is below it."""
    root = _SCHEDULE.search(head)
    is_other = _OTHER.search(head) and "<event" not in head
    return bool(root and _INSIDE.search(head, root.end()) and not is_other)


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the events of a schedule, day by day and room by room."""
    root = read_tree(data, name)
    about = {child.tag: child.text for child in root.find("conference") or ()}
    for day in list(root.iter("day")) or [root]:
        for parent in day.iter():
            for element in parent.findall("event"):
                yield read_event(_record(element, parent.get("name")), about, day.attrib)


def _record(event: Element, room: str | None) -> Record:
    """Give an event the keys that it has in JSON."""
    # Elements without text are empty, or lists of links.
    texts = {child.tag: child.text for child in event if (child.text or "").strip()}
    persons = [
        Record({**person.attrib, "public_name": person.text or person.get("name")})
        for person in event.iter("person")
    ]
    line = line_of(event)
    return Record({"room": room, **event.attrib, **texts, "persons": persons}, line)
