"""Feeds of talks (RSS 2.0), as sites of recordings publish them: an item a talk."""

from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.rows import RawRow, raw_row

EXPECTED = "a feed has items (<item>), each with a <title>"
EXAMPLE = '<rss version="2.0"><channel><item><title>eBPF</title></item></channel></rss>'

_AUTHORS = (
    "{http://www.itunes.com/dtds/podcast-1.0.dtd}author",
    "{http://purl.org/dc/elements/1.1/}creator",
)


def sniff(name: str, head: str) -> bool:
    """Whether this is a feed."""
    return "<rss" in head[:1_000]


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the items of a feed; when they were published is not when they took place."""
    try:
        root = fromstring(data)
    except (ParseError, DefusedXmlException) as error:
        raise KcdError(f"{name}: broken XML ({error}); save the feed again") from None
    event = root.findtext("channel/title")
    for item in root.iter("item"):
        yield raw_row(
            event=event,
            title=item.findtext("title"),
            abstract=item.findtext("description"),
            speakers=next(filter(None, map(item.findtext, _AUTHORS)), None),
            tags=[tag.text for tag in item.findall("category") if tag.text],
            url=item.findtext("link"),
        )
