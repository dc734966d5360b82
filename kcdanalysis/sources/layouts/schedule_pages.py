"""The schedule of a web page, by the times in its tables and other markup; the page of a talk.

An entry is the largest element that holds one time. Where a time is an element of its own, the
entry extends to the next time; where an entry holds several titles, it is several entries.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from kcdanalysis.sources.layouts.cards import (
    HEADINGS,
    Card,
    nodes_in,
    place_kind,
    text_of,
)
from kcdanalysis.sources.layouts.columns import has_titles, name_columns
from kcdanalysis.sources.layouts.page_times import Clock, day_of, only_clock, read_clock
from kcdanalysis.sources.values.fields import match_field

#: A single time on a page is not a schedule.
_FEW = 2
_NO_CONTENT = "script style template noscript svg form select nav iframe".split()
#: Elements to which the following elements belong; others contain all that belongs to them.
_OPEN = frozenset(HEADINGS) | frozenset("p dt b strong span time em i a".split())
_JOINER = re.compile(r"[\s–—→-]*(?:to|bis|until|à|a|end:?|ende:?)?\s*", re.IGNORECASE)


def read_schedule(page: Page) -> list[dict[str, Any]]:
    """Read the entries of a schedule; none if the page has none."""
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


def read_talk(page: Page) -> dict[str, Any]:
    """Read the one talk of a page by its main heading; empty if it has none."""
    card = Card([page.root])
    titles = [tag for tag in card.tags if tag.name == "h1" and text_of(tag)] or [
        tag for tag in card.titles()[:1] if tag.name in HEADINGS
    ]
    clock = next((clock for clock in page.times.values() if clock.start), Clock())
    return card.read(titles[0] if titles else None, clock, is_page=True)


class Page:
    """The content of a page, with the times and days in it."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.root = soup.body or soup
        labels = _panel_labels(self.root)
        _remove_frame(self.root)
        self.order: dict[int, int] = {}
        self.times: dict[int, Clock] = {}
        self._counts: Counter[int] = Counter()
        self._contexts: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._dated: set[int] = set()
        last: PageElement | None = None
        for at, node in enumerate([self.root, *self.root.descendants]):
            self.order[id(node)] = at
            clock = None
            if isinstance(node, Tag):
                self._note_context(node, at, labels)
                clock = _attribute_time(node)
            elif type(node) is not NavigableString or not node.strip():
                continue
            elif not any(id(each) in self.times for each in islice(node.parents, 8)):
                clock = read_clock(node)
                last = last if clock or _JOINER.fullmatch(node) else None
            if clock and last is not None and self._is_end(last, node, clock):
                begin, end = self.times[id(last)], clock.start or clock.end
                zone = clock.timezone or begin.timezone
                self.times[id(last)] = begin._replace(end=end, timezone=zone)
                self.times[id(node)] = Clock()
            elif clock and clock.start:
                self.times[id(node)], last = clock, None if clock.rest else node
                self._counts.update(id(each) for each in (node, *node.parents))

    def _is_end(self, last: PageElement, node: PageElement, clock: Clock) -> bool:
        """Whether a time is the end of the one before it: they stand side by side."""
        begin, near = self.times[id(last)], [id(each) for each in islice(last.parents, 2)]
        has_end = begin.end or (clock.end and clock.start) or begin.start == clock.start
        return not has_end and any(id(each) in near for each in islice(node.parents, 2))

    def _note_context(self, tag: Tag, at: int, labels: dict[str, str]) -> None:
        texts = [
            str(value)
            for name, value in tag.attrs.items()
            if name in ("id", "datetime", "aria-label") or name.startswith("data-")
        ]
        if len(list(islice(tag.descendants, 9))) < 9:
            texts.append(text_of(tag))
        if day := labels.get(str(tag.get("id"))) or next(filter(None, map(day_of, texts)), ""):
            # "Saturday" inside an element with the date 2024-05-04 adds nothing.
            is_in_date = any(id(each) in self._dated for each in islice(tag.parents, 3))
            if re.search(r"\d", day) or not is_in_date:
                self._dated.add(id(tag))
                self._contexts["day"].append((at, day))
        elif tag.name in HEADINGS and (kind := place_kind(text_of(tag))):
            self._contexts[kind].append((at, text_of(tag)))

    def forget(self, tag: Tag) -> None:
        """Leave out an element whose entries have been read."""
        number = self._counts.pop(id(tag), 0)
        self._counts.subtract({id(each): number for each in tag.parents})

    def entries(self) -> list[tuple[int, dict[str, Any]]]:
        """Read the entries of the page that have a time, each with its position."""
        return [
            (self.order[id(group[0])], entry)
            for group in _split([self.root], self._counts)
            for entry in self.read(group)
            if entry.get("title") and entry.get("start")
        ]

    def read(
        self, nodes: list[PageElement], clock: Clock | None = None
    ) -> Iterator[dict[str, Any]]:
        """Read the entries of a group of nodes: several if it has several titles."""
        times = (self.times.get(id(each), Clock()) for each in nodes_in(nodes))
        clock = next((time for time in times if time.start), clock)
        card = Card(nodes)
        titles = card.titles()
        if len(titles) > 1:
            counts = Counter(id(each) for tag in titles for each in (tag, *tag.parents))
            for group in _split(nodes, counts):
                yield from self.read(group, clock)
            return
        entry = card.read(titles[0] if titles else None, clock or Clock())
        end = max(self.order[id(each)] for each in nodes_in(nodes))
        for name, known in self._contexts.items():
            # In the entry, or the nearest above it.
            if at := bisect_left(known, (end + 1, "")):
                entry.setdefault(name, known[at - 1][1])
        yield entry


def _split(nodes: Iterable[PageElement], counts: Counter[int]) -> Iterator[list[PageElement]]:
    """Split a part of the page into groups of nodes that hold one time or title each."""
    group: list[PageElement] = []
    for node in nodes:
        number = counts[id(node)]
        if group and (number or not _continues(group[0], node)):
            yield group
            group = []
        if number > 1 and isinstance(node, Tag):
            yield from _split(list(node.children), counts)
        elif number == 1 or group:
            group.append(node)
    if group:
        yield group


def _continues(start: PageElement, node: PageElement) -> bool:
    """Whether a node without a time belongs to the entry that another begins."""
    if not isinstance(start, Tag) or not isinstance(node, Tag):
        return True
    if only_clock(start.get_text(" - ", strip=True)):
        return True
    if node.name in HEADINGS:
        return start.name in HEADINGS and node.name > start.name
    return start.name in _OPEN


def _attribute_time(tag: Tag) -> Clock | None:
    """Read the time in `datetime`, or in data attributes called "start", "end"."""
    found = {}
    for name, value in tag.attrs.items():
        text = str(value)
        if re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", text) or read_clock(text):
            field = match_field(name[5:]) if name.startswith("data-") else None
            found["start" if name == "datetime" or field == "time" else field] = text
    return Clock(found["start"], found.get("end", "")) if "start" in found else None


def _panel_labels(root: Tag) -> dict[str, str]:
    """Map the ids of the panels of days to the texts of their tabs."""
    return {
        str(tag[name]).lstrip("#"): day
        for name in ("href", "data-target", "data-bs-target", "aria-controls")
        for tag in root.find_all(True, {name: re.compile("" if name == "aria-controls" else "^#")})
        if (day := day_of(text_of(tag)))
    }


def _remove_frame(root: Tag) -> None:
    """Remove navigation, forms, and the header and footer of the page."""
    for tag in root.find_all(_NO_CONTENT):
        tag.decompose()
    for tag in root.find_all(["header", "footer", "aside", "button"]):
        is_card = tag.find_parent(["article", "li", "section", "main", "a", *HEADINGS]) is not None
        if not is_card and (tag.name != "header" or len(root.find_all("h1")) != 1):
            tag.decompose()


#: The cells of a table, each at all rows and columns that it covers.
_Grid = Sequence[Sequence[Tag | None]]


def _read_table(page: Page, table: Tag) -> Iterator[dict[str, Any]]:
    grid = _expand(table)
    names = [_texts(row) for row in grid]
    clocks = [[bool(only_clock(text)) for text in row] for row in names]
    at = next((n for n, row in enumerate(names) if len(set(row)) > 1 and not clocks[n][0]), -1)
    if at < 0 or len(grid) < _FEW:
        return
    fields = name_columns(names[at])
    if has_titles(names[at]) and len(set(fields) - {None}) > 1:
        yield from _read_list(page, grid[at + 1 :], fields)
    elif sum(clocks[at][1:]) > len(names[at][1:]) / 2:
        # Rooms by times.
        yield from _read_grid(page, list(zip(*grid, strict=True)), 0)
    elif any(names[at][1:]):
        yield from _read_grid(page, grid, at)


def _texts(row: Iterable[Tag | None]) -> list[str]:
    return [text_of(cell) if cell else "" for cell in row]


def _expand(table: Tag) -> _Grid:
    rows = [row.find_all(["td", "th"], recursive=False) for row in table.find_all("tr")]
    width = max((sum(max(1, _span(cell, "colspan")) for cell in row) for row in rows), default=0)
    grid: list[list[Tag | None]] = [[None] * width for _ in rows]
    for top, row in enumerate(rows):
        free = [at for at in range(width) if grid[top][at] is None]
        for tag in row:
            columns = free[: _span(tag, "colspan") or width]
            free = free[len(columns) :]
            for line in grid[top : top + (_span(tag, "rowspan") or len(rows))]:
                for at in columns:
                    line[at] = tag
    return grid


def _span(tag: Tag, name: str) -> int:
    text = str(tag.get(name, "1"))
    return min(int(text), 100) if text.isdecimal() else 1


def _read_list(page: Page, grid: _Grid, fields: list[str | None]) -> Iterator[dict[str, Any]]:
    """Read a table with one row for each talk: the cells become the parts of a card."""
    for row in grid:
        cells: dict[str, Tag] = {}
        for field, cell in zip(fields, row, strict=True):
            if field and cell:
                cells.setdefault(field, cell)
        title = cells.pop("title", None)
        if not title or not text_of(title) or len(set(_texts(row))) < _FEW:
            continue
        for field, cell in cells.items():
            cell["class"] = "speakers" if field == "person" else field
        yield from page.read([title, *cells.values()])


def _read_grid(page: Page, grid: _Grid, at: int) -> Iterator[dict[str, Any]]:
    """Read a table of times by rooms, tracks or days: each cell is an entry, or several."""
    (header, *names), body = map(_texts, grid[at:]), grid[at + 1 :]
    clocks = [only_clock(row[0]) for row in names]
    if sum(map(bool, clocks)) <= sum(bool(row[0]) for row in names) / 2:
        return
    # Where cells cover several rows, each row is a step of time.
    pairs = [pair for rows in pairwise(body) for pair in zip(*rows, strict=True)]
    is_raster = any(above and above is below for above, below in pairs)
    seen = {id(cell) for row in grid[: at + 1] for cell in row}
    clock: Clock | None = None
    for number, row in enumerate(body):
        clock = clocks[number] or (None if names[number][0] else clock)
        for column, cell in enumerate(row):
            if not clock or not cell or not names[number][column] or id(cell) in seen:
                continue
            seen.add(id(cell))
            if not column:
                continue
            height = sum(line[column] is cell for line in body)
            after = (clocks[number + height :] or [None])[0] if is_raster else None
            end = clock.end or (after.start if after else "")
            columns = [n for n, other in enumerate(row) if other is cell]
            # A cell for all rooms may state more columns than are free.
            width = max(len(columns), _span(cell, "colspan"))
            places = list(filter(None, dict.fromkeys(header[n] for n in columns)))
            days = [text for text in places if day_of(text)]
            for entry in page.read([cell], clock._replace(end=end)):
                if not entry.get("title"):
                    continue
                if places and not days and (width == 1 or width < len(header) - 1):
                    entry[place_kind(places[0]) or "room"] = ", ".join(places)
                yield from [entry | {"day": each} for each in days] or [entry]
