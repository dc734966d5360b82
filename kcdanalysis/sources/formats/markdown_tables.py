"""Agenda tables in Markdown: a row a talk, or times by rooms; a heading above is the track."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kcdanalysis.errors import warn_of
from kcdanalysis.sources.layouts.columns import has_titles, is_fit, name_columns, read_row
from kcdanalysis.sources.layouts.grids import find_grid, read_cell, read_grid
from kcdanalysis.sources.rows import RawRow, raw_row
from kcdanalysis.sources.syntax.encoding import decode
from kcdanalysis.sources.syntax.front_matter import read_header, split_header
from kcdanalysis.sources.syntax.markup import read_blocks
from kcdanalysis.sources.values.cells import Row, is_day
from kcdanalysis.sources.values.labels import LABELS, find_role, find_year, words
from kcdanalysis.sources.values.people import read_people
from kcdanalysis.sources.values.vocabulary import WORDS
from kcdanalysis.talks import TALK_KINDS

EXPECTED = (
    "a table in Markdown has a column for the titles of talks, or times in its first column "
    "and a room above each other"
)
EXAMPLE = "| Time | Talk | Speaker |\n| --- | --- | --- |\n| 9:00 | eBPF | Ada |"


class _Cell(NamedTuple):
    text: str
    url: str
    token: Token


@dataclass
class _Table:
    """A table with the headings above it, the outermost first."""

    headings: list[str]
    rows: list[tuple[int, list[_Cell]]] = field(default_factory=list)

    @property
    def texts(self) -> list[Row]:
        return [Row(line, [cell.text for cell in cells]) for line, cells in self.rows]

    @property
    def fields(self) -> list[str | None]:
        return name_columns(cell.text for cell in self.rows[0][1])

    @property
    def is_programme(self) -> bool:
        header = [cell.text for cell in self.rows[0][1]]
        is_list = has_titles(header) and len(header) > 1
        return len(self.rows) > 1 and (is_list or find_grid(self.texts) == 0)


def sniff(name: str, head: str) -> bool:
    """Whether this is a page with a programme as a table, not an article with a table."""
    if not re.search(r"^[ |:]*-+[-| :]*\|[-| :]*$", head, re.MULTILINE):
        return False
    # Calendars and HTML pages are not Markdown, whatever they contain.
    if re.match(r"\s*(?:[<{\[]|BEGIN:)", head):
        return False
    tokens = _parse(split_header(head)[2])
    return any(table.is_programme for table in _tables(tokens)) and not _is_article(tokens)


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the entries of all agenda tables of a page."""
    header, body = read_header(decode(data, name), name)
    tokens = _parse(body)
    about = _about(header, tokens)
    for table in _tables(tokens):
        if table.is_programme:
            table.headings = [text for text in table.headings if text != _page_title(tokens)]
            yield from (raw_row(about, entry) for entry in _read_programme(table, name))
            continue
        line, cells = table.rows[0]
        columns = ", ".join(cell.text for cell in cells if cell.text)
        problem = f"a table without titles of talks (its columns: {columns}); it was left out"
        warn_of(name, line, problem)


def _parse(body: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(body)


def _about(header: dict[str, Any], tokens: Sequence[Token]) -> dict[str, Any]:
    """Return the event and its year from the header, or from the page's title."""
    titles = [header.get("event"), header.get("title"), _page_title(tokens)]
    events = (_without_agenda(text) for text in titles if isinstance(text, str))
    event = next(filter(None, events), None)
    texts = (header.get("year"), event, header.get("date"))
    return {"event": event, "year": find_year(*(str(text) for text in texts if text))}


def _page_title(tokens: Sequence[Token]) -> str:
    """Return the only heading of the first level: it is the page's title, not a track."""
    starts = [at for at, one in enumerate(tokens) if one.type == "heading_open" and one.tag == "h1"]
    return _text(tokens[starts[0] + 1]) if len(starts) == 1 else ""


def _without_agenda(title: str) -> str:
    """Remove the words at the end of a title that tell what the page is.

    >>> _without_agenda("KCD Zurich 2024 - Agenda"), _without_agenda("Our Schedule")
    ('KCD Zurich 2024', '')
    """
    parts = title.split()
    while parts and set(words(parts[-1])) <= WORDS["agenda"]:
        parts.pop()
    return " ".join(parts)


def _is_article(tokens: Sequence[Token]) -> bool:
    """Whether talks have their own headings, or labels such as "Summary" below them."""
    labels = 0
    for at, token in enumerate(tokens[:-2]):
        text = _text(tokens[at + 1]) if tokens[at + 1].type == "inline" else ""
        role, rest = find_role(text)
        if token.type == "heading_open":
            # Right above a table, "Session 1: Security" is a track.
            is_above_table = tokens[at + 3 : at + 4] and tokens[at + 3].type == "table_open"
            if role in TALK_KINDS and rest < len(text) and not is_above_table:
                return True
            labels += role in LABELS
        elif token.type == "paragraph_open" and role in LABELS:
            labels += _is_bold(tokens[at + 1]) or (role == "speakers" and rest < len(text))
    return labels > 1


def _tables(tokens: Sequence[Token]) -> list[_Table]:
    """Find the tables, each with the headings above it."""
    tables: list[_Table] = []
    headings: dict[int, str] = {}
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            headings = _below(headings, int(token.tag[1]), _text(tokens[at + 1]))
        # A line in bold is a heading as well.
        elif token.type == "paragraph_open" and _is_bold(tokens[at + 1], alone=True):
            headings = _below(headings, 7, _text(tokens[at + 1]))
        elif token.type == "table_open":
            tables.append(_Table(list(headings.values())))
        elif token.type == "tr_open":
            tables[-1].rows.append(((token.map or [0])[0] + 1, []))
        elif token.type in ("th_open", "td_open"):
            tables[-1].rows[-1][1].append(_cell(tokens[at + 1]))
    return tables


def _below(headings: dict[int, str], level: int, text: str) -> dict[int, str]:
    return {**{above: heading for above, heading in headings.items() if above < level}, level: text}


def _is_bold(inline: Token, *, alone: bool = False) -> bool:
    children = [one for one in inline.children or [] if one.content or one.nesting]
    is_bold = bool(children) and children[0].type == "strong_open"
    return is_bold and (not alone or children[-1].type == "strong_close")


def _cell(inline: Token) -> _Cell:
    links = [one for one in inline.children or [] if one.type == "link_open"]
    return _Cell(_text(inline), str(links[0].attrs["href"]) if links else "", inline)


def _text(inline: Token) -> str:
    r"""Convert a cell or heading to text, and each `<br>` to a line end."""
    pieces = []
    for one in inline.children or []:
        is_break = one.type.endswith("break") or one.content.lower().startswith("<br")
        if is_break:
            pieces.append("\n")
        elif one.type in ("text", "code_inline"):
            pieces.append(one.content)
    return "".join(pieces).strip()


def _read_programme(table: _Table, name: str) -> Iterator[dict[str, Any]]:
    day = next(filter(is_day, reversed(table.headings)), "")
    tracks = [text for text in table.headings if _without_agenda(text) and not is_day(text)]
    about = {"track": tracks[-1]} if tracks else {}
    if "title" not in table.fields:
        cells = dict(table.rows)
        for entry, at in read_grid(table.texts, day):
            url = cells[entry["line"]][at].url
            yield about | entry | ({"url": url} if url else {})
        return
    for line, row in table.rows[1:]:
        entry = _read_row(table.fields, line, row, day)
        if is_fit(entry, Row(line, [cell.text for cell in row]), len(row), name):
            yield about | entry


def _read_row(
    fields: Sequence[str | None], line: int, row: Sequence[_Cell], day: str
) -> dict[str, Any]:
    # The day above the table belongs to the times in it.
    texts = [cell.text for cell in row]
    entry = read_row([*fields, "day"], Row(line, [*texts, day]))
    by_field = dict(zip(reversed(fields), reversed(row), strict=False))
    if "\n" in (entry.get("title") or ""):
        entry = {**read_cell(entry["title"]), **entry, **{"title": entry["title"].split("\n")[0]}}
    if (names := by_field.get("speakers") or by_field.get("person")) and names.url:
        lines = [run for block in read_blocks([names.token]) for one in block.lines for run in one]
        entry["speakers"] = [
            {"name": name} | ({"url": url} if url else {}) for name, url in read_people(lines)
        ]
    # The title's link first, then that of a column of links, then any other.
    own = [by_field.get("title"), by_field.get("url")]
    others = [cell for at, cell in zip(fields, row, strict=False) if at is None]
    urls = [cell.url for cell in (*own, *others) if cell and cell.url]
    return entry | ({"url": urls[0]} if urls else {})
