"""Recap articles in Markdown and like markup: headings are talks, with who spoke and what."""

import re
from collections.abc import Iterator
from itertools import pairwise

from kcdanalysis.sources.formats.markdown_tables import read_programmes
from kcdanalysis.sources.layouts.article import read_article
from kcdanalysis.sources.layouts.outline import outline, sections_of
from kcdanalysis.sources.layouts.page_times import complete_day, day_of, leading_date, read_clock
from kcdanalysis.sources.layouts.titles import find_bylines
from kcdanalysis.sources.rows import RawRow, given, raw_row
from kcdanalysis.sources.syntax.encoding import decode
from kcdanalysis.sources.syntax.front_matter import read_header, split_header
from kcdanalysis.sources.syntax.markup import block_text, parse_markdown, read_blocks
from kcdanalysis.sources.syntax.other_markup import as_markdown
from kcdanalysis.sources.values.fields import match_field
from kcdanalysis.sources.values.labels import words
from kcdanalysis.sources.values.vocabulary import WORDS
from kcdanalysis.talks import TALK_KINDS

EXPECTED = (
    'a recap has a heading a talk, such as "## Talk: its title", or one with '
    '"Speaker", "Summary" or "Key takeaways" below it'
)
EXAMPLE = "# KCD Zurich 2023\n## Talk: eBPF\nSpeaker: Ada"

#: An agenda has more lines with a time.
_FEW = 3
#: The deepest level of headings in Markdown.
_DEEPEST = 6
#: What a bullet begins with, and no bold text.
_MARKER = re.compile(r"^\s*(?:[-*•+]\s+)?(?:\[[xX]\]\s+)?")
#: Headings as many wrote them before 2017: "##Fog", "##Fog##".
_TIGHT = re.compile(r"^(#{1,6})(?=[^\s#])(.*)$", re.MULTILINE)
#: What may stand around a day in a page, and the element that holds all of its talks.
_TAGS = re.compile(r"</?(?:summary|b|strong)>", re.IGNORECASE)
_DETAILS = re.compile(r"\s*</?details>\s*", re.IGNORECASE)
_HEADING = re.compile(r"^#+(?= )", re.MULTILINE)
#: A table: a header, a rule and rows.
_TABLE = re.compile(
    r"^[^|\n]*+\|.*\n(?=[^|\n]*+\|)(?=[^\n-]*+-)[-|: \t]++$(?:\n[^|\n]*+\|.*)*+", re.MULTILINE
)
#: Markup and calendars, whose texts may contain headings. Other formats are asked before this one.
_MARKUP = re.compile(r"\s*(?:<\?|<!doctype|<html|<schedule|begin:)", re.IGNORECASE)


def sniff(name: str, head: str) -> bool:
    """Whether this is an article: text with headings, or a list of names."""
    body = _with_blanks(split_header(as_markdown(head, name))[2], name)
    has_headings = _with_headings(body) != body or any(
        block.level and block.lines for block in read_blocks(parse_markdown(body))
    )
    is_text = has_headings or _lists_names(body)
    return is_text and not _MARKUP.match(body) and not name.endswith((".ts", ".tsx", ".js", ".jsx"))


def _lists_names(body: str) -> bool:
    """Whether the text is a list of bullets, or of lines above others, that name people."""
    blocks = read_blocks(parse_markdown(body))
    lines = [block.lines[0] for block in blocks if block.depth == 1]
    below = [block.lines[1:] for block in blocks if not block.depth]
    bylines = find_bylines(lines, below, "")
    named = sum(bool(bylines.split(line).speakers) for line in lines)
    listed = sum(bool(each and bylines.people_below(each)) for each in below)
    # "These are the talks that I liked:"
    is_announced = any(
        one.depth < following.depth and not WORDS["lists"].isdisjoint(words(block_text(one)))
        for one, following in pairwise(blocks)
    )
    is_list = 2 * named > len(lines) and (is_announced or len(lines) > len(below))
    return max(named, listed) > 1 and (is_list or 2 * listed > len(below))


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the talks, breaks and other headings of a recap."""
    header, body = read_header(as_markdown(decode(data, name), name), name)
    body = _with_blanks(body, name)
    programme, body = read_programmes(header, body, name)
    blocks = read_blocks(parse_markdown(_with_headings(body), name))
    about = {}
    for row in read_article(blocks, header, name):
        complete_day(row)
        yield row
        about = {"event": row.get("event"), "year": row.get("year")}
    for entry in programme:
        yield raw_row(about, given(**entry))


def _with_blanks(body: str, name: str) -> str:
    """Put a blank behind the marks of headings where none has one; "#kubecon" is a hashtag."""
    is_tight = name.lower().endswith((".md", ".markdown")) and not _HEADING.search(body)
    if not is_tight or len(_TIGHT.findall(body)) < 3:
        return body
    # "#C#" is about C#.
    return _TIGHT.sub(lambda line: f"{line[1]} {line[2].removesuffix(line[1].rjust(2))}", body)


def _with_headings(body: str) -> str:
    """Make headings of the days and times of an agenda of lines, bullets or rows."""
    lines = body.split("\n")
    # A table without a rule below its header is none in Markdown.
    others = _TABLE.sub(lambda table: "\n" * table[0].count("\n"), body).split("\n")
    bare = ["" if line[:1] == "#" else _TAGS.sub("", line) for line in others]
    texts = [_MARKER.sub("", line).strip(" |") for line in bare]
    said = [re.sub(r"\*\*?|(?<!\w)__?|__?(?!\w)", "", text) for text in texts]
    days = [bool(day_of(text.rstrip(":"))) for text in said]
    # "Time: 19:00 (doors at 18:30)" is no entry.
    timed = [
        bool((clock := read_clock(text)) and clock.rest) and not match_field(text.partition(":")[0])
        for text in said
    ]
    dated = [bool(leading_date(text) and not day) for text, day in zip(said, days, strict=True)]
    if sum(dated) >= _FEW:
        timed = [any(each) for each in zip(timed, dated, strict=True)]
    level = 1 + max((len(mark[0]) for mark in _HEADING.finditer(body)), default=1)
    # Most lines of other texts say something else, but those of an agenda in a text do not.

    def is_dense(span: slice) -> bool:
        return 2 * sum(timed[span]) + 2 * sum(days[span]) >= sum(map(bool, texts[span]))

    is_agenda = sum(timed) >= _FEW
    if is_agenda and not is_dense(slice(len(lines))):
        span = slice(timed.index(True), len(timed) - timed[::-1].index(True))
        if is_agenda := is_dense(span):
            # Unless headings say that they are talks
            sections = outline(sections_of(read_blocks(parse_markdown(body))), bare=False)
            is_agenda = not any(section.place in TALK_KINDS for section in sections)
    if not is_agenda:
        return body
    level = min(level, _DEEPEST - 1)
    for at, text in enumerate(texts):
        if timed[at] or days[at]:
            lines[at] = f"{'#' * (level + timed[at])} {text}"
        elif _DETAILS.fullmatch(lines[at]):
            lines[at] = ""
        elif lines[at].lstrip()[:1].isalnum():
            # What is indented below a heading is code.
            lines[at] = lines[at].lstrip()
    return "\n".join(lines)
