"""The schedule of a page, as tables or in other markup, and the page of one talk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from bs4 import BeautifulSoup, Tag

from kcdanalysis.sources.layouts.cards import (
    HEADINGS,
    Card,
    as_people,
    people_of,
    place_kind,
    text_of,
)
from kcdanalysis.sources.layouts.columns import has_titles, name_columns
from kcdanalysis.sources.layouts.page_entries import Page
from kcdanalysis.sources.layouts.page_times import Clock, day_of, read_clock
from kcdanalysis.sources.rows import given

#: A single time on a page is not a schedule.
_FEW = 2


class Cell(NamedTuple):
    """A cell of a table, with the rows and columns that it covers."""

    tag: Tag
    top: int
    left: int
    rows: int
    columns: int

    @property
    def text(self) -> str:
        """The text of the cell on one line."""
        return text_of(self.tag)


Grid = list[list[Cell | None]]


def read_schedule(soup: BeautifulSoup) -> list[dict[str, Any]]:
    """Read the entries of a schedule; none if the page has none."""
    page = Page(soup)
    found: list[tuple[int, dict[str, Any]]] = []
    for table in page.root.find_all("table"):
        entries = list(_read_table(page, table)) if not table.find("table") else []
        if entries:
            found += [(page.order[id(table)], entry) for entry in entries]
            page.forget(table)
    found += page.entries()
    entries = [entry for _, entry in sorted(found, key=lambda pair: pair[0])]
    # Pages repeat their programme for small screens.
    distinct = {str({**entry, "line": 0}): entry for entry in reversed(entries)}
    return list(distinct.values())[::-1] if len(distinct) >= _FEW else []


def read_talk(soup: BeautifulSoup) -> dict[str, Any]:
    """Read the one talk of a page by its main heading; empty if it has none."""
    page = Page(soup)
    card = Card([page.root])
    titles = [tag for tag in card.tags if tag.name == "h1" and text_of(tag)] or [
        tag for tag in card.titles()[:1] if tag.name in HEADINGS
    ]
    clock = next((clock for clock in page.times.values() if clock.start), Clock())
    return card.read(titles[0] if titles else None, clock, is_page=True)


def _read_table(page: Page, table: Tag) -> Iterator[dict[str, Any]]:
    grid = _expand(table)
    if len(grid) < _FEW or len(grid[0]) < _FEW:
        return
    caption = table.find("caption")
    day = day_of(text_of(caption)) if caption else ""
    texts = [[cell.text if cell else "" for cell in row] for row in grid]
    at = next((n for n, row in enumerate(texts) if len(set(row)) > 1 and not _clock(row[0])), -1)
    if at < 0:
        return
    header = texts[at]
    if has_titles(header) and len(set(name_columns(header)) - {None}) > 1:
        yield from _read_list(page, grid[at + 1 :], name_columns(header), day)
        return
    if sum(bool(_clock(text)) for text in header[1:]) > len(header) // 2:
        grid, texts = (
            [list(row) for row in zip(*grid, strict=True)],
            [list(row) for row in zip(*texts, strict=True)],
        )
        header, at = texts[0], 0
        grid = [
            [cell and Cell(cell.tag, cell.left, cell.top, cell.columns, cell.rows) for cell in row]
            for row in grid
        ]
    clocks = [bool(_clock(row[0])) for row in texts[at + 1 :] if row[0]]
    if any(header[1:]) and sum(clocks) > len(clocks) / 2:
        yield from _read_grid(page, grid, texts, at, day)


def _clock(text: str) -> Clock | None:
    """Read a cell that holds a time and nothing else."""
    clock = read_clock(text)
    return clock if clock and not clock.rest else None


def _expand(table: Tag) -> Grid:
    """Write the cells of a table to each row and column that they cover."""
    rows = [row.find_all(["td", "th"], recursive=False) for row in table.find_all("tr")]
    width = max((sum(max(1, _span(cell, "colspan")) for cell in row) for row in rows), default=0)
    grid: Grid = [[None] * width for _ in rows]
    for top, row in enumerate(rows):
        free = [at for at in range(width) if grid[top][at] is None]
        for tag in row:
            columns = free[: _span(tag, "colspan") or width]
            free = free[len(columns) :]
            height = max(1, min(_span(tag, "rowspan") or len(rows), len(rows) - top))
            for line in grid[top : top + height]:
                for at in columns:
                    line[at] = Cell(tag, top, columns[0], height, _span(tag, "colspan") or width)
    return grid


def _span(tag: Tag, name: str) -> int:
    text = str(tag.get(name, "1"))
    return min(int(text), 100) if text.isdecimal() else 1


def _read_list(
    page: Page, grid: Grid, fields: list[str | None], day: str
) -> Iterator[dict[str, Any]]:
    """Read a table of a row a talk."""
    for row in grid:
        cells = {
            field: cell
            for field, cell in zip(reversed(fields), reversed(row), strict=True)
            if field and cell
        }
        title = cells.pop("title", None)
        texts = {cell.text for cell in row if cell}
        if len(texts) == 1 and day_of(*texts):
            day = day_of(*texts)
        if not title or not title.text or len(texts) < _FEW:
            continue
        for entry in page.read([title.tag]):
            entry["day"] = day or entry.get("day")
            for field, cell in cells.items():
                clock = read_clock(cell.text)
                if field == "speakers":
                    entry |= given(speakers=as_people(people_of(cell.tag)))
                elif field in ("time", "start") and clock:
                    entry |= given(start=clock.start, end=clock.end, day=clock.day)
                elif field in (
                    "day",
                    "end",
                    "room",
                    "track",
                    "level",
                    "kind",
                    "language",
                    "abstract",
                ):
                    entry |= given(**{field: cell.text})
            yield entry


def _read_grid(
    page: Page, grid: Grid, texts: list[list[str]], at: int, day: str
) -> Iterator[dict[str, Any]]:
    """Read a table of times by rooms, tracks or days: each cell is an entry, or several."""
    header, clock = texts[at], None
    # Where cells cover several rows, each row is a step of time.
    is_raster = any(cell and cell.rows > 1 for row in grid[at + 1 :] for cell in row[1:])
    for number in range(at + 1, len(grid)):
        row = grid[number]
        clock = _clock(texts[number][0]) or (None if texts[number][0] else clock)
        if len(set(texts[number])) == 1 and day_of(texts[number][0]):
            day = day_of(texts[number][0])
        if not clock:
            continue
        for column, cell in enumerate(row):
            if not column or not cell or not cell.text or (cell.top, cell.left) != (number, column):
                continue
            after = texts[number + cell.rows][0] if number + cell.rows < len(texts) else ""
            next_clock = _clock(after) if is_raster and not clock.end else None
            end = next_clock.start if next_clock else clock.end
            for entry in page.read([cell.tag], clock._replace(end=end)):
                if not entry.get("title"):
                    continue
                if day:
                    entry["day"] = day
                places = list(filter(None, dict.fromkeys(header[column : column + cell.columns])))
                days = [text for text in places if day_of(text)]
                if places and not days and 1 in (cell.columns, cell.columns < len(header) - 1):
                    entry[place_kind(places[0]) or "room"] = ", ".join(places)
                yield from [entry | {"day": each} for each in days] or [entry]
