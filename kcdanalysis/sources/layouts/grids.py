"""A table of times by rooms or days, in which every cell is an entry of the programme."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import Any

from kcdanalysis.sources.layouts.columns import ABOVE, SAMPLE, name_columns, names_at
from kcdanalysis.sources.layouts.page_times import Clock, day_of, only_clock
from kcdanalysis.sources.layouts.titles import find_bylines
from kcdanalysis.sources.rows import given
from kcdanalysis.sources.syntax.markup import Line, Run, raw
from kcdanalysis.sources.values.cells import (
    TIME,
    Row,
    is_day,
    joined,
    names_people,
    share,
)

#: So many cells of a wide table show whether they name people.
_SAMPLE_CELLS = 30_000
_NOTHING = re.compile(r"[\s\-–—_.^\"〃]+")


def find_grid(rows: Sequence[Row]) -> int:
    """Find the header of a table of times by rooms or days; -1 if there is none."""
    for at in range(min(ABOVE, len(rows) - 1)):
        header = names_at(rows, at)
        first, *others = name_columns(header)
        n_rows = min(SAMPLE, _SAMPLE_CELLS // max(1, len(header)))
        below = [row.cells for row in rows[at + 1 : at + 1 + n_rows]]
        clocks, *columns = (list(map(str, cells)) for cells in zip_longest(*below, fillvalue=""))
        if (
            (first in ("time", "start", "day") or not header[0])
            and sum(map(bool, header[1:])) > 1
            and set(others) <= {None, "room", "track", "day"}
            and share(TIME.fullmatch, clocks) > 0.6
            and not any(share(names_people, column) > 0.5 for column in columns)
            # Below a time, no row is a header.
            and not any(TIME.fullmatch(str(row.cells[0])) for row in rows[:at])
        ):
            return at
    return -1


def read_entries(rows: Sequence[Row], day: str = "") -> Iterator[tuple[dict[str, Any], int, int]]:
    """Read the entries of a grid of text below its header, each with its row and column."""
    texts = [names_at(rows, 0), *(list(map(str, row.cells)) for row in rows[1:])]
    keys = [list(_keys(at, row)) for at, row in enumerate(texts)]
    for at, column, values in read_grid(texts, keys, day):
        yield {"line": rows[at].line, **read_cell(texts[at][column]), **values}, at, column


def with_speakers(
    entries: Sequence[dict[str, Any]], lines: Sequence[Line] = ()
) -> Iterator[dict[str, Any]]:
    """Split titles such as "Kernels (Ada Example)", where no line below names the speakers.

    The lines are the titles with their links, where they have any.
    """
    lines = lines or [[Run(entry["title"])] for entry in entries]
    bylines = find_bylines(lines, [], " ".join(map(raw, lines)))
    for entry, line in zip(entries, lines, strict=True):
        title = bylines.split(line)
        if title.speakers and not entry.get("speakers"):
            people = [given(**person._asdict()) for person in title.speakers]
            entry = {**entry, "title": title.text.rstrip(" ,;"), "speakers": people}
        yield entry


def _keys(at: int, row: Sequence[str]) -> Iterator[Hashable]:
    """Tell cells apart: the same text in all rooms, or one in the first room alone, is for all."""
    talks = {column: text for column, text in enumerate(row) if column and _has_text(text)}
    is_shared = len({*talks.values()}) == 1 and (len(talks) > 1 or 1 in talks)
    for column in range(len(row)):
        yield at, min(column, 1) if is_shared else column


def read_grid(
    texts: Sequence[Sequence[str]], keys: Sequence[Sequence[Hashable]], day: str = ""
) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Find the entries below a header: the row and the column of each, and what these say of it.

    A cell over several rows or columns has its key at each of them.
    """
    header, clock = texts[0], Clock()
    # A text that is no time is handed on as it is.
    clocks = [only_clock(row[0]) or Clock(row[0]) for row in texts]
    last = {key: at for at, row in enumerate(keys) for key in row}
    # Where cells cover several rows, each row is a step of time.
    pairs = (pair for rows in pairwise(keys[1:]) for pair in zip(*rows, strict=False))
    is_raster = any(above and above == below for above, below in pairs)
    seen = {None, *keys[0], *(row[0] for row in keys)}
    for at, row in enumerate(keys):
        if stated := day_in(texts[at]):
            day = stated
            continue
        clock = clocks[at] if texts[at][0] else clock
        columns_of = defaultdict(list)
        for column, key in enumerate(row[: len(header)]):
            columns_of[key].append(column)
        for column, key in enumerate(row):
            if key in seen or not _has_text(texts[at][column]):
                continue
            seen.add(key)
            until = clocks[last[key] + 1].start if is_raster and last[key] + 1 < len(keys) else ""
            # A cell over several times ends with the last one.
            ended = clocks[last[key]] if last[key] > at else clock
            columns = columns_of[key]
            places = list(filter(None, dict.fromkeys(header[n] for n in columns)))
            days = [place for place in places if day_of(place) or is_day(place)]
            values = clock._replace(end=ended.end or until).values()
            if places and not days and (len(columns) == 1 or len(columns) < len(header) - 1):
                field = "track" if "track" in places[0].casefold() else "room"
                values[field] = ", ".join(places)
            for each in days or [day]:
                yield at, column, values | given(day=each)


def day_in(row: Sequence[str]) -> str:
    """Return the day if a row states that and nothing else."""
    return day_of(row[0]) if len({*row} - {""}) == 1 else ""


def _has_text(text: str) -> bool:
    return bool(_NOTHING.sub("", text))


def read_cell(text: str) -> dict[str, Any]:
    """Read a cell of a grid: a title, and below it speakers or prose."""
    title, *rest = [line.strip() for line in text.splitlines() if line.strip()]
    speakers = [line for line in rest if names_people(line)]
    prose = [line for line in rest if line not in speakers]
    entry = {"title": title, "speakers": joined(speakers or [None]), "abstract": "\n".join(prose)}
    return {key: value for key, value in entry.items() if value}
