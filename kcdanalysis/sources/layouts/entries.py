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

#: Of these a talk has several, which stand in one column or in many.
_LISTS = ("speakers", "abstract", "tags", "organisations", "takeaways")
_SINGLE = (
    *("id", "title", "track", "level", "room", "url", "language", "event"),
    *("year", "kind", "duration", "timezone"),
)


def as_entry(fields: Sequence[str | None], row: Row, codes: Sequence[str] = ()) -> dict[str, Any]:
    """Make an entry of a row: what its cells say, by field, as published."""
    said: dict[str, list[Any]] = {}
    spoken: dict[str, str] = {}
    for field, value, code in zip_longest(fields, row.cells[: len(fields)], codes):
        if field is None or is_missing(value):
            continue
        # Of parallel columns, "title_ja" and "title_en", one language is enough.
        if code and spoken.setdefault(field, code) != code:
            continue
        said.setdefault(field, []).append(clean_cell(value))
    entry: dict[str, Any] = {"line": row.line}
    entry |= {field: cell_text(said[field][0]) for field in _SINGLE if field in said}
    entry |= {field: joined(said[field]) for field in _LISTS if field in said}
    entry |= read_times(said)
    names = [*said.get("first_name", [])[:1], *said.get("last_name", [])[:1]]
    if names and "speakers" not in entry:
        entry["speakers"] = " ".join(map(cell_text, names))
    urls = said.get("speaker_urls", [])
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
    if "speaker_ids" in said:
        entry["speaker_ids"] = said["speaker_ids"]
    return entry


def is_fit(entry: Mapping[str, Any], row: Row, width: int, where: str) -> bool:
    """Say whether a row is an entry; warn of what it has too much or too little."""
    title = entry.get("title")
    if not title or URL.fullmatch(title):
        said = sum(not is_missing(cell) for cell in row.cells)
        problem = f"no title (a row with {said} of {width} cells filled); the row was left out"
        warn_of(where, row.line, problem)
        return False
    extra = [cell for cell in row.cells[width:] if not is_missing(cell)]
    if extra:
        problem = (
            f"{len(row.cells)} cells where the header has {width}; what stands behind the last "
            "was left out; put cells with a comma into quotes"
        )
        warn_of(where, row.line, problem)
    return True


def read_times(said: Mapping[str, list[Any]]) -> dict[str, str]:
    """Make start and end of what the columns say: both, or a day and a time or two."""
    first = {field: cell_text(values[0]) for field, values in said.items()}
    day, start, end = first.get("day", ""), first.get("start", ""), first.get("end", "")
    if re.fullmatch(r"\d{4}-\d\d-\d\dT.*", day):
        # The cell of a sheet holds both, though the column is called a date.
        day, start = day[:10], start or day
    found = TIME.fullmatch(first.get("time", ""))
    if found:
        start, end = start or found[1].strip(), end or (found[2] or "").strip()
    else:
        start = start or first.get("time", "")
    times = {"start": _at(day, start) or day, "end": _at(day, end)}
    # A bare number is a day of the conference, not of the calendar.
    return {key: value for key, value in times.items() if value and not value.isdecimal()}


def _at(day: str, clock: str) -> str:
    """Put a day before a time that has none of its own.

    >>> _at("2023-06-15", "09:00"), _at("Friday", "9 AM"), _at("Friday", "2023-06-15T09:00")
    ('2023-06-15T09:00', 'Friday 9 AM', '2023-06-15T09:00')
    """
    if not day or day.isdecimal() or not TIME.fullmatch(clock):
        return clock
    known = re.fullmatch(r"(\d\d?)[:.](\d\d(?::\d\d)?)", clock)
    if known and re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        return f"{day}T{known[1]:0>2}:{known[2]}"
    return f"{day} {clock}"
