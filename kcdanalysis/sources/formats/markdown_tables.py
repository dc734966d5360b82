"""Agenda tables in Markdown: a row a talk, or times by rooms; a heading above is the track."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from markdown_it.token import Token

from kcdanalysis.errors import warn_of
from kcdanalysis.sources.layouts.columns import is_fit, lists_talks, name_columns, read_row
from kcdanalysis.sources.layouts.grids import find_grid, read_cell, read_entries, with_speakers
from kcdanalysis.sources.layouts.outline import container_of, outline, sections_of
from kcdanalysis.sources.layouts.page_times import leading_date, only_clock
from kcdanalysis.sources.layouts.titles import event_of
from kcdanalysis.sources.rows import RawRow, given, raw_row
from kcdanalysis.sources.syntax.documents import Record
from kcdanalysis.sources.syntax.encoding import decode
from kcdanalysis.sources.syntax.front_matter import read_header, split_header
from kcdanalysis.sources.syntax.markup import flat, parse_markdown, plain, read_blocks
from kcdanalysis.sources.syntax.other_markup import as_markdown
from kcdanalysis.sources.values.cells import Row
from kcdanalysis.sources.values.kinds import kind_in
from kcdanalysis.sources.values.labels import find_year
from kcdanalysis.sources.values.people import read_people

EXPECTED = (
    "a table in Markdown has a column for the titles of talks, or times in its first column "
    "and a room above each other"
)
EXAMPLE = "| Time | Talk | Speaker |\n| --- | --- | --- |\n| 9:00 | eBPF | Ada |"

#: The line below the header of a table.
_RULE = re.compile(r"^(?=[^\n-]*-)(?=[^\n|]*\|)[-| :]+$", re.MULTILINE)


#: What begins a line inside a cell.
_NEW_LINE = re.compile(r"<(?:br|p|div|li)\b", re.IGNORECASE)
#: A row that is commented out would end the table.
_COMMENT = re.compile(r"(\|[ \t]*\n)<!--[^\n]*?-->[ \t]*(?=\n[ \t]*\|)")


class _Table(NamedTuple):
    """A table with the headings above it, the outermost first, and its rows as text and tokens."""

    headings: list[str]
    rows: list[Row]
    cells: list[list[Token]]

    @property
    def is_programme(self) -> bool:
        return len(self.rows) > 1 and (lists_talks(self.rows[0].cells) or find_grid(self.rows) == 0)


def sniff(name: str, head: str) -> bool:
    """Whether this is a page with a programme as a table, not an article with a table."""
    head = as_markdown(head, name)
    # Calendars and HTML pages are not Markdown, whatever they contain.
    if re.match(r"\s*(?:[<{\[]|BEGIN:)", head) or not _RULE.search(head):
        return False
    body = split_header(head)[2]
    _, tables = _read_tables(body)
    text = _without(tables, body)
    sections = outline(sections_of(read_blocks(parse_markdown(text))), bare=False)
    # With nothing but a table below, "Session 1: Security" is a track.
    is_article = sum(len(section.labels()) for section in sections) > 1 or any(
        section.is_titled and (section.blocks or section.parts) for section in sections
    )
    return any(table.is_programme for table in tables) and not is_article


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the entries of all agenda tables of a page."""
    header, body = read_header(as_markdown(decode(data, name), name), name)
    title, tables = _read_tables(body)
    yield from _entries(header, body, title, tables, name)


def read_programmes(header: Record, body: str, name: str) -> tuple[list[RawRow], str]:
    """Read the programmes in the tables of an article, and return its text without them."""
    if "|" not in body:
        return [], body
    title, tables = _read_tables(body)
    tables = [table for table in tables if table.is_programme]
    rows = list(_entries(header, body, title, tables, name))
    return rows, _without(tables, body) if tables else body


def _without(tables: list[_Table], body: str) -> str:
    """Remove tables from a text, and the headings right above, whose lines stay empty."""
    lines = body.split("\n")
    for table in tables:
        first = table.rows[0].line - 1
        for at in range(first, table.rows[-1].line):
            lines[at] = ""
        above = next((at for at in range(first - 1, -1, -1) if lines[at].strip()), first)
        if lines[above].startswith(("##", "**")):
            lines[above] = ""
    return "\n".join(lines)


def _entries(
    header: Record, body: str, title: str, tables: list[_Table], name: str
) -> Iterator[RawRow]:
    titles = [header.get("event"), header.get("title"), title]
    event = next(filter(None, (event_of(one) for one in titles if isinstance(one, str))), None)
    # "**When:** 4 May 2023, 10:00"
    first = min((table.rows[0].line for table in tables), default=1)
    above = read_blocks(parse_markdown("\n".join(body.split("\n")[: first - 1])))
    lines = [plain(line) for block in above if not block.level for line in block.lines]
    lines += [text for text in (*titles, header.get("description")) if isinstance(text, str)]
    date = next(filter(None, map(leading_date, lines)), "")
    years = (header.get("year"), event, date, header.get("date"))
    year = find_year(*(str(one) for one in years if one))
    for table in tables:
        if table.is_programme:
            about = _read_headings([text for text in table.headings if text != title])
            for entry in _read_programme(table, about.get("day", ""), name):
                day = given(day=entry.get("start") and date)
                yield raw_row({"event": event, "year": year}, day, about, entry)
            continue
        columns = ", ".join(filter(None, table.rows[0].cells))
        problem = f"a table without titles of talks (its columns: {columns}); it was left out"
        warn_of(name, table.rows[0].line, problem)


def _read_tables(body: str) -> tuple[str, list[_Table]]:
    """Read the page's title, which is its only heading of the first level, and its tables."""
    tables: list[_Table] = []
    headings: dict[int, str] = {}
    titles = []
    tokens = parse_markdown(_COMMENT.sub(r"\1|", body))
    for at, token in enumerate(tokens):
        # A line in bold is a heading, too.
        if token.type == "heading_open" or (
            token.type == "paragraph_open" and _is_bold(tokens[at + 1])
        ):
            level, text = int(token.tag[1:] or 7), _text(tokens[at + 1])
            headings = {key: above for key, above in headings.items() if key < level}
            headings[level] = text
            titles += [text] if level == 1 else []
        elif token.type == "table_open":
            tables.append(_Table(list(headings.values()), [], []))
        elif token.type == "tr_open":
            tables[-1].rows.append(Row((token.map or [0])[0] + 1, []))
            tables[-1].cells.append([])
        elif token.type in ("th_open", "td_open"):
            tables[-1].rows[-1].cells.append(_text(tokens[at + 1]))
            tables[-1].cells[-1].append(tokens[at + 1])
        elif token.type == "tr_close" and not any(tables[-1].rows[-1].cells):
            tables[-1].rows.pop()
            tables[-1].cells.pop()
    # Of a table of empty cells, nothing is left.
    return titles[0] if len(titles) == 1 else "", [table for table in tables if table.rows]


def _is_bold(inline: Token) -> bool:
    types = [one.type for one in inline.children or [] if one.content or one.nesting]
    return types[:1] == ["strong_open"] and types[-1] == "strong_close"


def _text(inline: Token) -> str:
    """Return a cell or heading as text, with a line end for each `<br>`."""
    pieces = []
    for one in inline.children or []:
        is_break = one.type.endswith("break") or _NEW_LINE.match(one.content)
        text = one.content if one.type in ("text", "code_inline") else ""
        pieces.append("\n" if is_break else text)
    return "".join(pieces).strip()


def _url(inline: Token | None) -> str:
    links = (one for one in (inline and inline.children) or [] if one.type == "link_open")
    urls = (str(link.attrs["href"]) for link in links)
    # "#fog" is in the same file.
    return next((url for url in urls if not url.startswith("#")), "")


def _read_headings(headings: Sequence[str]) -> dict[str, Any]:
    """Read the innermost year, day, time and track that headings state."""
    day = track = ""
    # "2023", "November 2023"
    year = find_year(
        *(text for text in headings if (container_of(text) or [""])[0] in ("day", "year"))
    )
    times: dict[str, str] = {}
    for text in headings:
        kind, value = container_of(text) or ("track", text)
        if kind == "day":
            day = value
        if clock := only_clock(text):
            times = clock.values()
        # "Attended sessions" is no subject, and "Workshops" is a kind.
        elif kind not in ("day", "year") and event_of(text) and (kind or kind_in(text)):
            track = text
    return given(track=track, year=year, **{"day": day, **times})


def _read_programme(table: _Table, day: str, name: str) -> Iterator[dict[str, Any]]:
    header, *rows = table.rows
    fields = name_columns(header.cells)
    if "title" not in fields:
        found = list(read_entries(table.rows, day))
        cells = [table.cells[at][column] for _, at, column in found]
        lines = [next((each.lines[0] for each in read_blocks([cell])), []) for cell in cells]
        entries = with_speakers([entry for entry, *_ in found], lines)
        for entry, cell in zip(entries, cells, strict=True):
            yield entry | given(url=_url(cell))
        return
    for row, tokens in zip(rows, table.cells[1:], strict=True):
        entry = read_row(fields, row)
        if is_fit(entry, row, len(row.cells), name):
            in_title = read_cell(entry.pop("title"))
            yield in_title | entry | _read_links(fields, tokens)


def _read_links(fields: Sequence[str | None], cells: Sequence[Token]) -> dict[str, Any]:
    """Read the links of a row, which the text of its cells lacks."""
    by_field = dict(zip(reversed(fields), reversed(cells), strict=False))
    names = by_field.get("speakers") or by_field.get("person")
    people = read_people(flat(read_blocks([names]))) if names and _url(names) else []
    # The title's link first, then that of a column of links, then any other.
    others = [cell for field, cell in zip(fields, cells, strict=False) if field is None]
    urls = map(_url, (by_field.get("title"), by_field.get("url"), *others))
    speakers = [given(**person._asdict()) for person in people]
    return given(speakers=speakers, url=next(filter(None, urls), ""))
