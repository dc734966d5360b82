"""A table of any origin: which column is what, and its rows as entries of the programme."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources.layouts.column_contents import is_label_row, tell_columns
from kcdanalysis.sources.layouts.column_names import (
    choose_column,
    find_header,
    listed,
    name_columns,
    names_at,
)
from kcdanalysis.sources.layouts.entries import as_entry, is_fit
from kcdanalysis.sources.layouts.grids import find_grid, read_grid
from kcdanalysis.sources.rows import RawRow, raw_row
from kcdanalysis.sources.values.cells import Row, cell_text, is_day, is_missing, share
from kcdanalysis.sources.values.fields import split_language
from kcdanalysis.talks import COLUMNS


def read_table(
    rows: Sequence[Row], where: str, columns: Mapping[str, str] | None = None
) -> Iterator[RawRow]:
    """Read the entries of a table, with a header near the top or without one.

    Parameters
    ----------
    rows : sequence of Row
    where : str
        The file, and the sheet if there are several, for messages.
    columns : mapping, optional
        Our column to the name in the header, or to the number of the column, where the
        header is not understood.

    Raises
    ------
    KcdError
        If no column holds titles, or a named column is not there.

    Examples
    --------
    >>> table = [Row(1, ["Wer", "Titel"]), Row(2, ["Ada Example", "Kernels"])]
    >>> list(read_table(table, "talks.csv"))
    [{'line': 2, 'title': 'Kernels'}]
    >>> next(read_table(table, "talks.csv", {"speakers": "Wer"}))
    {'line': 2, 'title': 'Kernels', 'speakers': 'Ada Example'}
    """
    rows = [row for row in rows if any(not is_missing(cell) for cell in row.cells)]
    if not rows:
        raise KcdError(f"{where}: the table is empty; give one with a row for each talk")
    if is_ours(rows[0].cells):
        yield from map(_as_written, rows[1:])
        return
    if not columns and (grid := find_grid(rows)) >= 0:
        yield from (raw_row(entry) for entry, _ in read_grid(rows[grid:]))
        return
    at, fields = _find_columns(rows, where, columns or {})
    codes = [split_language(name)[1] for name in (names_at(rows, at) if at >= 0 else [])]
    for row in rows[at + 1 :]:
        entry = as_entry(fields, row, codes)
        if is_fit(entry, row, len(fields), where):
            yield raw_row(entry)


def is_ours(header: Sequence[Any]) -> bool:
    """Whether this is the header of a Talks frame, as `write_talks` writes it."""
    return list(header) == list(COLUMNS)


def _as_written(row: Row) -> RawRow:
    cells = dict(zip_longest(COLUMNS, row.cells[: len(COLUMNS)]))
    values = {name: None if is_missing(value) else value for name, value in cells.items()}
    return raw_row({"as_written": True}, values)


def _find_columns(
    rows: Sequence[Row], where: str, columns: Mapping[str, str]
) -> tuple[int, list[str | None]]:
    """Find the row of the header (-1 for none) and the field of each column."""
    at = find_header(rows, columns)
    header = names_at(rows, at) if at >= 0 else []
    fields = name_columns(header)
    if "title" not in fields and "title" not in columns:
        if sum(map(bool, fields)) > 1:
            raise KcdError(_no_titles(where, header))
        if at < 0 and is_label_row(rows):
            at, header = 0, names_at(rows, 0)
        fields = tell_columns(rows[at + 1 :])
        # Any list has short texts; only other columns show that they are titles.
        if "title" not in fields or len(set(fields) - {None}) < 2:
            raise KcdError(_no_titles(where, header or names_at(rows, 0)))
        guesses = ", ".join(f"{number} {field}" for number, field in enumerate(fields, 1) if field)
        problem = f"no known header; the columns were identified by their content ({guesses})"
        warnings.warn(f"{where}: {problem}", KcdWarning, stacklevel=2)
    fields = [_or_day(field, number, rows[at + 1 :]) for number, field in enumerate(fields)]
    width = max(len(row.cells) for row in rows)
    if at < 0 and columns:
        fields += [None] * (width - len(fields))
    for ours, theirs in columns.items():
        chosen = choose_column(ours, theirs, header, len(fields) or width, where)
        fields = [None if field == ours else field for field in fields]
        fields[chosen] = ours
    return at, fields


def _or_day(field: str | None, number: int, rows: Iterable[Row]) -> str | None:
    """Distinguish the German day ("Tag") from tags by the cells below."""
    if field != "tags":
        return field
    values = [cell_text(row.cells[number]) for row in rows if number < len(row.cells)]
    return "day" if share(is_day, values) > 0.6 else field


def _no_titles(where: str, header: Iterable[str]) -> str:
    return (
        f"{where}: no column holds the titles of talks; the columns are {listed(header)}; "
        'name it with --columns title="..."'
    )
