"""The schedule.xml of frab, Pentabarf, pretalx, FOSDEM and the CCC."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers.expat import errors

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.layouts.frab import conference_row, day_and_start, event_row
from kcdanalysis.sources.rows import RawRow, raw_row
from kcdanalysis.sources.syntax.documents import Record

EXPECTED = "a schedule.xml has <event> elements below <day> and <room>"
EXAMPLE = '<schedule><day><room name="A"><event><title>eBPF</title></event></room></day></schedule>'

_SCHEDULE = re.compile(r"<schedule[\s>]")
_INSIDE = re.compile(r"<(?:conference|day|version|generator|event)[\s>]")
_CUT = (errors.XML_ERROR_NO_ELEMENTS, errors.XML_ERROR_UNCLOSED_TOKEN)
_LINE = "line"


def sniff(name: str, head: str) -> bool:
    """Whether this is a schedule: its root element and what is below it."""
    root = _SCHEDULE.search(head)
    return bool(root and _INSIDE.search(head, root.end()))


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the events of a schedule, day by day and room by room."""
    root = _read_tree(data, name)
    about = {child.tag: child.text for child in root.find("conference") or ()}
    for day in list(root.iter("day")) or [root]:
        for parent in day.iter():
            for element in parent.findall("event"):
                event = _record(element, parent.get("name"))
                times = day_and_start(event, day.attrib, about.get("day_change"))
                yield raw_row(conference_row(about), event_row(event), times)


class _WithLines(TreeBuilder):
    """Builds the tree and adds to each event the line where it starts."""

    parser: Any

    def start(self, tag: str, attributes: dict[str, str], /) -> Element:
        if tag == "event":
            attributes = {**attributes, _LINE: str(self.parser.parser.CurrentLineNumber)}
        return super().start(tag, attributes)


def _read_tree(data: bytes, name: str) -> Element:
    builder = _WithLines()
    parser = builder.parser = DefusedXMLParser(target=builder)
    try:
        parser.feed(data)
        root = parser.close()
    except ParseError as error:
        raise KcdError(_broken(error, data, name)) from None
    except DefusedXmlException:
        line = parser.parser.CurrentLineNumber
        problem = "declares entities, which are not read as they may be an attack"
        raise KcdError(f"{name}, line {line}: {problem}; remove the DOCTYPE") from None
    except (LookupError, ValueError) as error:
        raise KcdError(f"{name}, line 1: {error}; save it as UTF-8") from None
    finally:
        # Breaks a reference cycle that would keep the tree until the next collection.
        del builder.parser
    return root


def _broken(error: ParseError, data: bytes, name: str) -> str:
    where = f"{name}, line {error.position[0]}"
    # Further down, a talk may be about templates.
    head = data.partition(b"<event")[0]
    if b"{{" in head or b"{%" in head:
        return f"{where}: a template, not XML; give the file that is made from it"
    problem = str(error).split(":")[0]
    if problem in _CUT:
        return f"{where}: the XML ends too early; get the whole file"
    return f"{where}: broken XML ({problem}); correct it or export the schedule again"


def _record(event: Element, room: str | None) -> Record:
    """Give an event the keys that it has in JSON."""
    # Elements without text are empty, or lists of links.
    texts = {child.tag: child.text for child in event if (child.text or "").strip()}
    persons = [
        Record({**person.attrib, "public_name": person.text or person.get("name")})
        for person in event.iter("person")
    ]
    line = int(event.attrib.pop(_LINE))
    return Record({"room": room, **event.attrib, **texts, "persons": persons}, line)
