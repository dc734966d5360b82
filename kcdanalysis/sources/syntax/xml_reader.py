"""XML as a tree that knows its lines, and as records like those of JSON."""

from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, tostring
from xml.parsers.expat import errors

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.syntax.documents import MAX_DEPTH, Record
from kcdanalysis.sources.syntax.markup import BLOCKS

_CUT = (errors.XML_ERROR_NO_ELEMENTS, errors.XML_ERROR_UNCLOSED_TOKEN)
_LINE = "line of the file"


class _WithLines(TreeBuilder):
    """Builds the tree and adds to each element the line where it starts."""

    parser: Any

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name, self.depth = name, 0

    def start(self, tag: str, attributes: dict[str, str], /) -> Element:
        line = self.parser.parser.CurrentLineNumber
        self.depth += 1
        if self.depth > MAX_DEPTH:
            problem = "nested too deeply for a programme; export it again"
            raise KcdError(f"{self.name}, line {line}: {problem}")
        return super().start(tag.rpartition("}")[2], {**attributes, _LINE: str(line)})

    def end(self, tag: str, /) -> Element:
        self.depth -= 1
        return super().end(tag.rpartition("}")[2])


def read_tree(data: bytes, name: str) -> Element:
    """Parse XML; `line_of` tells the line of an element and takes it out of the attributes."""
    builder = _WithLines(name)
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


def line_of(element: Element) -> int:
    """Return the line of an element; what remains in its attributes is what the file has."""
    return int(element.attrib.pop(_LINE, 1))


def read_xml(data: bytes, name: str) -> Any:
    """Read XML as records: attributes and elements are keys, and repeated elements are lists."""
    return _value(read_tree(data, name))


def _value(element: Element) -> Any:
    line, children = line_of(element), list(element)
    tags = {child.tag for child in children}
    text = (element.text or "").strip()
    if tags & BLOCKS and (text or tags <= BLOCKS):
        # Text with markup, as JSON would hold it.
        return text + "".join(tostring(child, encoding="unicode") for child in children)
    values = [(child.tag, _value(child)) for child in children]
    # "<speakers><speaker>Ada</speaker></speakers>"
    is_list = len(children) > 1 or any(element.tag.startswith(tag[:-1]) for tag in tags)
    if len(tags) == 1 and is_list and not element.attrib:
        return [value for _, value in values]
    if not children and not element.attrib:
        return text or None
    record = Record(element.attrib, line)
    if text and not children:
        values = [("name", text)]
    for key, value in values:
        if isinstance(known := record.get(key), list):
            known.append(value)
        else:
            record[key] = [known, value] if key in record else value
    return record


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
