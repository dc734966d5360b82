"""Tables in a page: their entries become cards, with what the headers say of them."""

import re
from collections.abc import Iterator, Sequence
from copy import copy

from bs4 import Tag

from kcdanalysis.sources.layouts.cards import place_kind, text_of
from kcdanalysis.sources.layouts.columns import lists_talks, name_columns
from kcdanalysis.sources.layouts.grids import day_in, read_grid
from kcdanalysis.sources.layouts.page_times import day_of, leading_date, only_clock, says_when
from kcdanalysis.sources.rows import given
from kcdanalysis.sources.syntax.html_reader import tags_in
from kcdanalysis.sources.values.cells import names_people, share
from kcdanalysis.sources.values.fields import match_field
from kcdanalysis.sources.values.kinds import kind_in

#: A broken `colspan` may state any number; no schedule has more columns.
_MAX_SPAN, _MAX_WIDTH = 100, 300
#: A table with a column below no room in which more of the cells name people has a talk a row.
_MOST = 0.5
#: Rows of fewer elements are no grid.
_FEWEST = 3

#: Fields of which a text tells by itself that it is one.
_TESTS = {"speakers": names_people, "kind": kind_in}
_TIME = re.compile(r"\d:\d\d")

#: The cells of a table, each at all rows and columns that it covers, and their texts.
_Cells = Sequence[Sequence[Tag | None]]
_Texts = Sequence[Sequence[str]]
#: A card, and the values that its row or column gives it.
_Entry = tuple[Tag, dict[str, str]]


def split_tables(root: Tag) -> dict[int, dict[str, str]]:
    """Replace the rows of each table by its entries; returns what is known of each by its id."""
    known = {}
    for table in filter(_is_table, tags_in(root)):
        rows = _rows(table) if table.name == "table" else _children(table)
        if entries := list(_read_table(rows)):
            for row in rows:
                row.extract()
            table.extend(card for card, _ in entries)
            known.update({id(card): values for card, values in entries})
    return known


def _is_table(tag: Tag) -> bool:
    """Whether this is a table, or rows of other elements with a time first, below a header."""
    if tag.name == "table":
        # A table of one row may stand in a cell; others are the content of a layout.
        return all(len(_rows(inner)) < 2 for inner in tag.find_all("table"))
    rows = [_children(row) for row in _children(tag)]
    is_wide = len(rows) >= _FEWEST and len(rows[0]) >= _FEWEST
    return is_wide and all(row and only_clock(text_of(row[0])) for row in rows[1:])


def _read_table(rows: Sequence[Tag]) -> Iterator[_Entry]:
    grid = _expand(rows)
    cells = [[tag for tag, _ in row] for row in grid]
    texts = [[text for _, text in row] for row in grid]
    at = next((at for at, row in enumerate(texts) if len({*row}) > 1), len(texts))
    # A row of an entry is no header: "9:00", "Until 9:00".
    if at >= len(texts) - 1 or only_clock(texts[at][0]) or _TIME.search(texts[at][0]):
        if fields := _fields_by_content(texts):
            yield from _read_list(cells, texts, fields)
        return
    # "Saturday, 4 May 2024" above the names of the columns
    above = next(filter(None, map(day_in, texts[:at][::-1])), "")
    is_double = cells[at][0] is cells[at + 1][0] or texts[at][0] == texts[at + 1][0] == ""
    if is_double and len({*texts[at][1:]}) == 1 and at < len(texts) - 2:
        # "Track" or the day above the names of all tracks.
        above = day_of(texts[at][1]) or above
        at += 1
    # "4 May 2024 (Saturday), Harbour Hall"
    header = texts[at] = [leading_date(text) or text for text in texts[at]]
    day = day_of(header[0]) or above
    # Above the times there may be the date, nothing, or a word that is not known.
    is_timed = not match_field(header[0]) and any(only_clock(row[0]) for row in texts[at + 1 :])
    header = ["Time", *header[1:]] if day or is_timed else header
    if lists_talks(header):
        yield from _read_list(cells[at + 1 :], texts[at + 1 :], name_columns(header), day)
    elif any(header[1:]) and not any(
        not room and share(names_people, column) > _MOST
        for room, *column in zip(header, *texts[at + 1 :], strict=True)
    ):
        for card, values in _read_grid(cells[at:], texts[at:]):
            yield card, given(day=above) | values


def _rows(table: Tag) -> list[Tag]:
    return [row for row in tags_in(table, ("tr",)) if row.find_parent("table") is table]


def _children(tag: Tag) -> list[Tag]:
    return [child for child in tag.children if isinstance(child, Tag)]


def _expand(table: Sequence[Tag]) -> list[list[tuple[Tag | None, str]]]:
    """Repeat each cell with its text at all rows and columns that it covers."""
    rows = [_children(row) for row in table]
    width = max((sum(max(1, _span(cell, "colspan")) for cell in row) for row in rows), default=0)
    width = min(width, _MAX_WIDTH)
    grid: list[list[tuple[Tag | None, str]]] = [[(None, "")] * width for _ in rows]
    for top, row in enumerate(rows):
        free = [at for at in range(width) if grid[top][at][0] is None]
        for tag in row:
            # Where nothing states a span, one cell beside the time is for all rooms.
            is_wide = tag is row[-1] and len(row) == 2 and tag.name != "td"
            columns = free[: width if is_wide else _span(tag, "colspan") or width]
            free, text = free[len(columns) :], text_of(tag)
            for line in grid[top : top + (_span(tag, "rowspan") or len(rows))]:
                for at in columns:
                    line[at] = tag, text
    return grid


def _span(tag: Tag, name: str) -> int:
    text = str(tag.get(name, "1"))
    return min(int(text), _MAX_SPAN) if text.isdecimal() else 1


def _fields_by_content(texts: _Texts) -> list[str | None]:
    """Tell names and kinds from titles, in a table without a header and with a time first."""
    rows = [row for row in texts if len({*row}) == len(row) >= _FEWEST and only_clock(row[0])]
    columns = [*zip(*rows, strict=True)][1:] if len(rows) > 1 else []
    fields: list[str | None] = [
        next((field for field, test in _TESTS.items() if share(test, column) > _MOST), "title")
        for column in columns
    ]
    if fields == ["title"] * 2 and len({*columns[0]}) < 0.8 * len({*columns[1]}):
        # "Full paper", again and again before the titles
        fields[0] = "kind"
    return ["time", *fields] if fields and len({*fields}) == len(fields) else []


def _read_list(
    cells: _Cells, texts: _Texts, fields: Sequence[str | None], day: str = ""
) -> Iterator[_Entry]:
    """Read a table with one row for each talk: the cells become the parts of a card."""
    for row, names in zip(cells, texts, strict=True):
        parts = {field: cell for field, cell in zip(fields[::-1], row[::-1], strict=True) if field}
        timed = [cell for field, cell in zip(fields, row, strict=True) if field == "time" and cell]
        if clocks := [cell for cell in timed if only_clock(text_of(cell))]:
            # "Morning" may stand before the time, in a column of the same header.
            parts["time"] = clocks[0]
        title, dated = parts.pop("title"), parts.pop("day", None)
        if not title or re.fullmatch(r"\([^()]*\)|", text_of(title)):
            # "10:00", "Break", and nothing or "(all)" for its title
            title = parts.pop("kind", title)
        day = (text_of(dated) if dated else day_in(names)) or day
        if title and text_of(title) and len({*names}) > 1:
            card = Tag(name="tr", sourceline=title.sourceline)
            card.append(copy(title))
            for field, cell in reversed(parts.items()):
                if cell and cell is not title:
                    part = copy(cell)
                    part["class"] = field
                    card.append(part)
            yield card, given(day=day)


def _read_grid(cells: _Cells, texts: _Texts) -> Iterator[_Entry]:
    """Read a table of times by rooms, tracks or days: each cell is an entry, or several."""
    others = {row[0] for row in texts if not only_clock(row[0])}
    if len(others) < len(texts):
        others = {text for text in others if not says_when(text)}
    keys = [[cell and id(cell) for cell in row] for row in cells]
    for at, column, values in read_grid(texts, keys):
        cell = cells[at][column]
        if cell and values.get("start", "") not in others:
            place = values.pop("room", "")
            # A cell for all rooms may state more columns than are free.
            if place and _span(cell, "colspan") in range(max(2, len(texts[0]) - 1)):
                # "Workshops"; one lab is a room.
                is_kind = place.endswith("s") and kind_in(place)
                kind = "track" if is_kind else place_kind(place.split(", ")[0])
                # A single column may have any header: "Event".
                if kind or len(texts[0]) > 2 or place_kind(f"1 {place}"):
                    values[kind or "room"] = place
            yield copy(cell), values
