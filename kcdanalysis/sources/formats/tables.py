"""Tables: CSV and its like, Excel and OpenDocument sheets, Parquet."""

import csv
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import PurePath
from typing import Any
from xml.sax import SAXException

from defusedxml.common import DefusedXmlException

from kcdanalysis.errors import KcdError, KcdWarning, needs_extra, warn_of
from kcdanalysis.sources.layouts.columns import (
    field_of_sheet,
    is_ours,
    lists_talks,
    read_ours,
    read_rows,
)
from kcdanalysis.sources.layouts.grids import (
    find_grid,
    read_entries,
    with_speakers,
)
from kcdanalysis.sources.rows import RawRow, raw_row
from kcdanalysis.sources.syntax.documents import Record
from kcdanalysis.sources.syntax.encoding import decode
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.syntax.workbooks import MAX_CELLS, MAX_TEXT, check_workbook, too_much
from kcdanalysis.sources.values.cells import Row, clean_cell, with_formula

EXPECTED = "a table has a column for the titles of talks, and a row for each talk"
EXAMPLE = "Title,Speakers\neBPF,Ada"

_TEXT_SUFFIXES = (".csv", ".tsv", ".tab", ".psv")
_SHEET_SUFFIXES = (".xlsx", ".xlsm", ".ods")
_SHEET_MARKS = ("xl/", "application/vnd.oasis.opendocument.spreadsheet")
_DELIMITERS = ",;\t|"
_HEAD = 8_000
#: So many rows of Parquet are read at a time.
_BATCH = 1_000
#: A large file of Parquet unpacks to so many times its bytes at most.
_UNPACKED = 10
#: The start of files in other formats that contain commas, too.
_OTHER = re.compile(r"[<{\[]|BEGIN:|---|\+\+\+|%YAML|#{1,6} |```")
#: The line below the header of a table in Markdown.
_RULE = re.compile(
    r"^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*+)+\|?[ \t]*$", re.MULTILINE
)
#: The first column of the delimited text that we write.
_OURS = b"talk_id"
#: Excel's declaration of the delimiter.
_SEP = re.compile(r"\Asep=(.)\r?\n", re.IGNORECASE)
#: Escapes of characters that XML cannot hold; the library does not decode them.
_NO_CHARACTER = re.compile("_x(FFF[EF])_", re.IGNORECASE)


def sniff(name: str, head: str) -> bool:
    """Whether this is a table, by its first bytes, or the shape of its first lines."""
    suffix = PurePath(name).suffix.lower()
    if head.startswith("PK\x03\x04"):
        return any(mark in head for mark in _SHEET_MARKS) or suffix in _SHEET_SUFFIXES
    text = head.removeprefix("\ufeff").lstrip("\r\n")
    return head.startswith("PAR1") or _is_ours(text) or _is_delimited(suffix, text)


def parse(data: bytes, name: str, columns: Mapping[str, str] | None = None) -> Iterator[RawRow]:
    """Read the entries of a table; `columns` names those that the header does not."""
    # Our own files may contain any character, even those rare in text.
    is_ours = data.startswith(_OURS)
    if data.startswith(b"PAR1"):
        yield from _read_table(_read_parquet(data, name), name, columns)
    elif data.startswith(b"PK\x03\x04"):
        yield from _read_workbook(data, name, columns)
    elif _is_ours(text := data.decode(errors="replace") if is_ours else decode(data, name)):
        records = read_json(text, name)
        yield from read_ours(records if isinstance(records, list) else [records], name)
    else:
        rows = _read_delimited(text, name)
        if is_ours:
            rows = [Row(row.line, list(map(with_formula, row.cells))) for row in rows]
        yield from _read_table(rows, name, columns)


def _read_table(
    rows: Sequence[Row], where: str, columns: Mapping[str, str] | None
) -> Iterator[RawRow]:
    """Read a table of talks, or one of times by rooms."""
    pairs = [(row, texts) for row in rows if any((texts := row.cleaned()).cells)]
    if not pairs:
        raise KcdError(f"{where}: the table is empty; give one with a row for each talk")
    rows = [texts for _, texts in pairs]
    if is_ours(rows[0].cells):
        names = rows[0].cells
        records = [Record(zip(names, row.cells, strict=False), row.line) for row, _ in pairs[1:]]
        yield from read_ours(records, where)
    # Below the header of a list, no row is that of a grid.
    elif not columns and (grid := find_grid(rows[:1] if lists_talks(rows[0].cells) else rows)) >= 0:
        yield from map(raw_row, with_speakers([entry for entry, *_ in read_entries(rows[grid:])]))
    else:
        yield from read_rows(rows, where, columns)


def _is_delimited(suffix: str, head: str) -> bool:
    if not head.strip() or _OTHER.match(head) or _RULE.search(head):
        return False
    rows = [row.cleaned() for row in _read_cells(head, _delimiter(head))]
    # The head may end inside a row.
    rows = rows[:-1] if len(head) >= _HEAD - 10 and len(rows) > 1 else rows
    if (rows and is_ours(rows[0].cells)) or suffix in _TEXT_SUFFIXES:
        return True
    width, share = _width(rows)
    if share > 0.9 and width > 2 and len(rows) > 2:
        return True
    is_table = share > 0.6 and width > 1 and len(rows) > 1
    return is_table and (lists_talks(rows[0].cells) or find_grid(rows) >= 0)


def _delimiter(text: str) -> str:
    """Find the delimiter: the one that gives a header, or most rows of the same width."""
    if declared := _SEP.match(text):
        return declared[1]

    def fit(delimiter: str) -> tuple[bool, float, int]:
        rows = _read_cells(text[:_HEAD], delimiter)
        width, share = _width(rows)
        return any(lists_talks(row.cells) for row in rows[:10]), share if width > 1 else 0.0, width

    return max(_DELIMITERS, key=fit)


def _width(rows: Sequence[Row]) -> tuple[int, float]:
    """Return the most common number of cells, and the share of rows that have it."""
    widths = Counter(len(row.cells) for row in rows)
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    return width, count / max(1, len(rows))


def _read_delimited(text: str, name: str) -> list[Row]:
    """Read delimited text; a quote that is never closed does not cost the rows below it."""
    delimiter = _delimiter(text)
    lines = list(io.StringIO(_SEP.sub("\n", text), newline=""))
    rows = _read_cells("".join(lines), delimiter)
    while rows and _is_open(lines[rows[-1].line - 1 :], delimiter):
        line = rows[-1].line
        below = _read_cells("".join(lines[line:]), delimiter, line + 1)
        width, _ = _width(rows[:-1])
        is_swallowed = sum(len(row.cells) == width for row in below) * 2 > len(below) and width > 1
        problem = "the rows below were read without it" if is_swallowed else "it may be cut off"
        warn_of(name, line, f"a quote that is never closed; {problem}")
        if not is_swallowed:
            break
        rows = [*rows[:-1], *_read_cells(lines[line - 1], delimiter, line), *below]
    return rows


def _is_open(lines: Sequence[str], delimiter: str) -> bool:
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _read_cells(text: str, delimiter: str, first: int = 1) -> list[Row]:
    """Read delimited text with the csv module, and the line where each row starts."""
    rows, before = [], 0
    # An abstract may be longer than the module's limit, which is global.
    limit = csv.field_size_limit(max(len(text), 131_072))
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for cells in reader:
            if cells:
                rows.append(Row(first + before, cells))
            before = reader.line_num
    finally:
        csv.field_size_limit(limit)
    return rows


def _is_ours(text: str) -> bool:
    """Whether a text is JSON Lines that `write_talks` wrote; others are not tables."""
    first_line = text.partition("\n")[0]
    return first_line.startswith("{") and '"talk_id":' in first_line


def _read_parquet(data: bytes, name: str) -> list[Row]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise needs_extra(name, "readers") from None
    try:
        file = parquet.ParquetFile(io.BytesIO(data))
        sizes = [file.metadata.row_group(at).total_byte_size for at in range(file.num_row_groups)]
        n_cells = file.metadata.num_rows * file.metadata.num_columns
        most = max(MAX_TEXT, _UNPACKED * len(data))
        if n_cells > max(MAX_CELLS, len(data)) or sum(sizes) > most:
            raise too_much(name)
        rows, n_text = [Row(0, file.schema_arrow.names)], 0
        paths = [file.schema.column(at).path for at in range(len(file.schema))]
        # As a dictionary, a text that many rows share takes no room before it is counted.
        file = parquet.ParquetFile(io.BytesIO(data), read_dictionary=paths)
        for batch in file.iter_batches(_BATCH):
            n_text += sum(map(_length, batch.columns))
            if n_text > most:
                raise too_much(name)
            columns = [column.to_pylist() for column in batch.columns]
            rows += [Row(at, [*c]) for at, c in enumerate(zip(*columns, strict=True), len(rows))]
    except (pyarrow.ArrowException, OSError, ValueError, TypeError, OverflowError) as error:
        reason = str(error).split("\n")[0].split(". ")[0].rstrip(".")
        raise KcdError(f"{name}: broken Parquet ({reason}); export the table again") from None
    return rows


def _length(column: Any) -> int:
    """The bytes of a column, in which a dictionary counts as the texts that its rows have."""
    from pyarrow import compute, types

    if types.is_list(column.type):
        return _length(column.flatten())
    if not types.is_dictionary(column.type):
        return int(column.nbytes)
    lengths = compute.binary_length(column.dictionary)
    return compute.sum(lengths.take(column.indices)).as_py() or 0


def _read_workbook(data: bytes, name: str, columns: Mapping[str, str] | None) -> Iterator[RawRow]:
    """Read every sheet that holds a programme; the others are named in a warning."""
    sheets = [(title, rows) for title, rows in _read_sheets(data, name) if rows]
    if not sheets:
        raise KcdError(f"{name}: every sheet is empty; give a table with a row for each talk")
    programmes, problems = [], []
    for title, rows in sheets:
        where = f"{name}, sheet {title!r}" if len(sheets) > 1 else name
        try:
            programmes.append((title, list(_read_table(rows, where, columns))))
        except KcdError as error:
            problems.append(error)
    if not programmes:
        raise problems[0]
    n_programmes = sum(any(row.get("title") for row in rows) for _, rows in programmes)
    for title, entries in programmes:
        # Each sheet may hold a day, a room or a track.
        field = field_of_sheet(title) if n_programmes > 1 else None
        for entry in entries:
            yield raw_row({field: title} if field else {}, entry)
    for problem in problems:
        warnings.warn(f"{problem}; the sheet was left out", KcdWarning, stacklevel=2)


def _read_sheets(data: bytes, name: str) -> list[tuple[str, list[Row]]]:
    try:
        from python_calamine import CalamineError, CalamineWorkbook, ZipError
    except ImportError:
        raise needs_extra(name, "readers") from None
    try:
        check_workbook(data, name)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = map(workbook.get_sheet_by_name, workbook.sheet_names)
        return [(sheet.name, _sheet_rows(sheet, name)) for sheet in sheets]
    # A damaged archive raises many types; an encrypted one, RuntimeError.
    except (
        *(zipfile.BadZipFile, zlib.error, SAXException, DefusedXmlException, struct.error),
        *(OSError, EOFError, ValueError, RuntimeError, CalamineError, ZipError),
    ) as error:
        reason = str(error).split("\n")[0].removeprefix("<unknown>:") or type(error).__name__
        problem = f"a broken workbook ({reason}); save it again as .xlsx"
        raise KcdError(f"{name}: {problem}") from None


def _sheet_rows(sheet: Any, name: str) -> list[Row]:
    rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    # A cell that is merged down a column, a day or a room, belongs to each row beside it.
    merged = sheet.merged_cell_ranges or ()
    if sum(min(bottom, len(rows)) - top for (top, _), (bottom, _) in merged) > MAX_CELLS:
        raise too_much(name)
    for (top, left), (bottom, _) in merged:
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and not clean_cell(row[left]):
                row[left] = rows[top][left]
    return [row for row in map(Row, count(1), rows) if any(row.cleaned().cells)]


def _cell(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return _NO_CHARACTER.sub(lambda match: chr(int(match[1], 16)), value)
