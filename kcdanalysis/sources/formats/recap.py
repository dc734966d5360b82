"""Recap articles in Markdown or reStructuredText: headings are talks, with who spoke and what."""

import re
from collections.abc import Iterator

from kcdanalysis.sources.layouts.article import read_article
from kcdanalysis.sources.layouts.page_times import day_of, read_clock
from kcdanalysis.sources.rows import RawRow
from kcdanalysis.sources.syntax.encoding import decode
from kcdanalysis.sources.syntax.front_matter import read_header, split_header
from kcdanalysis.sources.syntax.markup import parse_markdown, read_blocks
from kcdanalysis.sources.values.labels import find_role, names_talk

EXPECTED = (
    'a recap has a heading a talk, such as "## Talk: its title", or one with '
    '"Speaker", "Summary" or "Key takeaways" below it'
)
EXAMPLE = "# KCD Zurich 2023\n## Talk: eBPF\nSpeaker: Ada"

#: An agenda has more lines with a time.
_FEW = 3
#: The line below a heading of reStructuredText, or above it, too.
_UNDERLINE = re.compile(r"([=~^\"'`*+#.:_-])\1{2,}\s*+")
_HEADING = re.compile(r"^#+(?= )", re.MULTILINE)
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
    has_headings = _with_headings(body) != body or any(
        block.level and block.lines for block in read_blocks(parse_markdown(body))
    )
    return (is_labelled or has_headings) and not _MARKUP.match(body)


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the talks, breaks and other headings of a recap."""
    text = decode(data, name)
    header, body = read_header(_without_rest(text) if name.endswith(".rst") else text, name)
    yield from read_article(read_blocks(parse_markdown(_with_headings(body), name)), header, name)


def _without_rest(text: str) -> str:
    """Write the headings and paragraphs of reStructuredText as those of Markdown."""
    lines, styles = text.split("\n"), []
    rules = [bool(_UNDERLINE.fullmatch(line)) for line in lines]
    for at, line in enumerate(lines):
        above = lines[at - 1].strip() if at else ""
        if rules[at]:
            if above and len(above) <= len(line.rstrip()):
                # A line above the heading, too, makes another level.
                style = line[0], at > 1 and rules[at - 2]
                styles += [style] if style not in styles else []
                lines[at - 1] = f"{'#' * (styles.index(style) + 1)} {above}"
            lines[at] = ""
        elif not line.lstrip().startswith(("-", "*", "+")):
            lines[at] = "" if line.startswith(".. ") else line.lstrip()
    return "\n".join(lines)


def _with_headings(body: str) -> str:
    """Make headings of the days and times of an agenda of lines or bullets."""
    lines = body.split("\n")
    texts = ["" if line.startswith("#") else line.strip().lstrip("-*• ") for line in lines]
    timed = [bool((clock := read_clock(text)) and clock.rest) for text in texts]
    # Most lines of other texts say something else.
    if sum(timed) < _FEW or 2 * sum(timed) < sum(map(bool, texts)):
        return body
    level = 1 + max((len(mark[0]) for mark in _HEADING.finditer(body)), default=2)
    for at, text in enumerate(texts):
        if timed[at] or day_of(text):
            lines[at] = f"{'#' * (level if timed[at] else level - 1)} {text}"
    return "\n".join(lines)
