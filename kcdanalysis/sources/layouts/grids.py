"""A table of times by rooms or days, in which every cell is an entry of the programme."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kcdanalysis.sources.layouts.columns import ABOVE, SAMPLE, name_columns, names_at, read_times
from kcdanalysis.sources.values.cells import (
    TIME,
    Row,
    cell_text,
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
        clocks = [cell_text(cells[0]) for cells in below if cells]
        if (
            (first in ("time", "start", "day") or not header[0])
            and sum(map(bool, header[1:])) > 1
            and set(others) <= {None, "room", "track", "day"}
            and share(TIME.fullmatch, clocks) > 0.6
            and not any(_holds_names(below, number) for number in range(1, len(header)))
        ):
            return at
    return -1


def read_grid(rows: Sequence[Row], day: str = "") -> Iterator[tuple[dict[str, Any], int]]:
    """Read a table of times by rooms or days: each cell is an entry; yields its column, too.

    >>> grid = [Row(1, ["", "Red room", "Blue room"]), Row(2, ["9:00", "Kernels", "-"])]
    >>> next(read_grid(grid))
    ({'line': 2, 'title': 'Kernels', 'start': '9:00'}, 1)
    """
    header, clock = names_at(rows, 0), ""
    for row in rows[1:]:
        texts = [cell_text(cell) for cell in row.cells]
        clock = texts[0] or clock
        talks = {at: text for at, text in enumerate(texts) if at and _NOTHING.sub("", text)}
        # An entry in every room, or only in the first, is for all.
        is_shared = len(set(talks.values())) == 1 and (len(talks) > 1 or 1 in talks)
        for at, text in list(talks.items())[: 1 if is_shared else None]:
            place = header[at] if at < len(header) else ""
            names_day = is_day(place)
            entry = {"line": row.line, **read_cell(text)}
            entry |= read_times({"day": [place if names_day else day], "time": [clock]})
            if place and not names_day and not is_shared:
                entry["track" if "track" in place.casefold() else "room"] = place
            yield entry, at


def read_cell(text: str) -> dict[str, Any]:
    """Read a cell of a grid: a title, and below it speakers or prose."""
    title, *rest = [line.strip() for line in text.splitlines() if line.strip()]
    speakers = [line for line in rest if names_people(line)]
    prose = [line for line in rest if line not in speakers]
    entry = {"title": title, "speakers": joined(speakers or [None]), "abstract": "\n".join(prose)}
    return {key: value for key, value in entry.items() if value}


def _holds_names(rows: Iterable[Sequence[Any]], number: int) -> bool:
    column = [cell_text(cells[number]) for cells in rows if number < len(cells)]
    return share(names_people, column) > 0.5
