"""Recap articles in Markdown: a heading a talk, and below it who spoke and what was said."""

import re
from collections.abc import Iterator

from kcdanalysis.sources.layouts.article import read_article
from kcdanalysis.sources.layouts.outline import markdown_sections
from kcdanalysis.sources.rows import RawRow
from kcdanalysis.sources.syntax.encoding import decode
from kcdanalysis.sources.syntax.front_matter import read_header, split_header
from kcdanalysis.sources.values.labels import find_role, names_talk

EXPECTED = (
    'a recap has a heading a talk, such as "## Talk: its title", or one with '
    '"Speaker", "Summary" or "Key takeaways" below it'
)
EXAMPLE = "# KCD Zurich 2023\n## Talk: eBPF\nSpeaker: Ada"

#: Markup and calendars, whose texts may contain headings. Other formats are asked before this one.
_MARKUP = re.compile(r"\s*(?:<\?|<!doctype|<html|<schedule|begin:)", re.IGNORECASE)


def sniff(name: str, head: str) -> bool:
    """Whether this is an article: text with headings, or lines "Talk: ..." and "Speaker: ..."."""
    body = split_header(head)[2]
    # Data may have the same keys, in quotes.
    lines = [line for line in body.split("\n") if line.lstrip(" *_")[:1].isalpha()]
    is_labelled = sum(map(names_talk, lines)) > 1 and any(
        find_role(line)[0] == "speakers" for line in lines
    )
    has_headings = any(section.text for section in markdown_sections(body))
    return (is_labelled or has_headings) and not _MARKUP.match(body)


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the talks, breaks and other headings of a recap."""
    header, body = read_header(decode(data, name), name)
    yield from read_article(markdown_sections(body, name), header, name)
