"""A row of a table as an entry of the programme."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from kcdanalysis.errors import warn_of
from kcdanalysis.sources.syntax.markup import distinct
from kcdanalysis.sources.values.cells import (
    TIME,
    URL,
    Row,
    cell_text,
    clean_cell,
    is_missing,
    joined,
    names_people,
)

#: Fields with several values, in one column or in many.
_LISTS = ("speakers", "abstract", "tags", "organisations", "takeaways")
_SINGLE = (
    *("id", "title", "track", "level", "room", "url", "language", "event"),
    *("year", "kind", "duration", "timezone"),
)


def as_entry(fields: Sequence[str | None], row: Row, codes: Sequence[str] = ()) -> dict[str, Any]:
    """Convert a row to an entry: the contents of its cells by field, as published."""
    cells: dict[str, list[Any]] = {}
    languages: dict[str, str] = {}
    for field, value, code in zip_longest(fields, row.cells[: len(fields)], codes):
        if field is None or is_missing(value):
            continue
        # Of parallel columns ("title_ja", "title_en"), the first language is read.
        if code and languages.setdefault(field, code) != code:
            continue
        cells.setdefault(field, []).append(clean_cell(value))
    entry: dict[str, Any] = {"line": row.line}
    entry |= {field: cell_text(cells[field][0]) for field in _SINGLE if field in cells}
    entry |= {field: joined(cells[field]) for field in _LISTS if field in cells}
    entry |= read_times(cells)
    names = [*cells.get("first_name", [])[:1], *cells.get("last_name", [])[:1]]
    if names and "speakers" not in entry:
        entry["speakers"] = " ".join(map(cell_text, names))
    urls = cells.get("speaker_urls", [])
    if (
        len(urls) == 1
        and isinstance(entry.get("speakers"), str)
        and names_people(entry["speakers"])
    ):
        entry["speakers"] = [{"name": entry["speakers"], "url": urls[0]}]
    if isinstance(entry.get("abstract"), list):
        entry["abstract"] = distinct(*map(cell_text, entry["abstract"]))
    for field in ("year", "duration"):
        if str(entry.get(field)).isascii() and str(entry.get(field)).isdecimal():
            entry[field] = int(entry[field])
    if "speaker_ids" in cells:
        entry["speaker_ids"] = cells["speaker_ids"]
    return entry


def is_fit(entry: Mapping[str, Any], row: Row, width: int, where: str) -> bool:
    """Whether a row is an entry; warns of missing and surplus cells."""
    title = entry.get("title")
    if not title or URL.fullmatch(title):
        filled = sum(not is_missing(cell) for cell in row.cells)
        problem = f"no title (a row with {filled} of {width} cells filled); the row was left out"
        warn_of(where, row.line, problem)
        return False
    extra = [cell for cell in row.cells[width:] if not is_missing(cell)]
    if extra:
        problem = (
            f"{len(row.cells)} cells where the header has {width}; the surplus cells "
            "were left out; quote cells that contain a comma"
        )
        warn_of(where, row.line, problem)
    return True


def read_times(cells: Mapping[str, list[Any]]) -> dict[str, str]:
    """Read start and end from their columns, or from a day and one or two times."""
    first = {field: cell_text(values[0]) for field, values in cells.items()}
    day, start, end = first.get("day", ""), first.get("start", ""), first.get("end", "")
    if re.fullmatch(r"\d{4}-\d\d-\d\dT.*", day):
        # The cell of a sheet holds both, although the column is called a date.
        day, start = day[:10], start or day
    found = TIME.fullmatch(first.get("time", ""))
    if found:
        start, end = start or found[1].strip(), end or (found[2] or "").strip()
    else:
        start = start or first.get("time", "")
    times = {"start": _at(day, start) or day, "end": _at(day, end)}
    # A number is a day of the conference, not of the calendar.
    return {key: value for key, value in times.items() if value and not value.isdecimal()}


def _at(day: str, clock: str) -> str:
    """Add a day to a time that has none.

    >>> _at("2023-06-15", "09:00"), _at("Friday", "9 AM"), _at("Friday", "2023-06-15T09:00")
    ('2023-06-15T09:00', 'Friday 9 AM', '2023-06-15T09:00')
    """
    if not day or day.isdecimal() or not TIME.fullmatch(clock):
        return clock
    known = re.fullmatch(r"(\d\d?)[:.](\d\d(?::\d\d)?)", clock)
    if known and re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        return f"{day}T{known[1]:0>2}:{known[2]}"
    return f"{day} {clock}"
