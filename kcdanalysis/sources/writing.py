"""The Talks frame as a file that `read_programme` reads back unchanged."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from kcdanalysis.errors import KcdError, needs_extra
from kcdanalysis.files import write_file
from kcdanalysis.sources.values.cells import FORMULA, without_formula
from kcdanalysis.talks import COLUMNS
from kcdanalysis.words.wording import as_json

#: The capacity of a cell in UTF-16 units, and up to where its numbers are exact.
_CELL = 32_767
_EXACT = 2**53
#: What XML cannot hold is written _xHHHH_, and so is text that looks like it (ECMA-376,
#: ST_Xstring). A carriage return would come back as a newline. An x after U+FFFE or U+FFFF,
#: whose escapes readers leave alone, would form an escape with their last underscore.
_NOT_IN_XML = re.compile(
    r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)|(?<=[\ufffe\uffff])x(?=[0-9A-Fa-f]{4}_)"
)
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def write_talks(talks: pd.DataFrame, path: str | Path, *, force: bool = False) -> None:
    """Write the Talks frame to a file in the format that its suffix names.

    Parameters
    ----------
    talks : DataFrame
        A frame made by `as_talks`, or read by `read_talks`.
    path : path
        Ends with .csv, .tsv, .jsonl, .parquet or .xlsx.
    force : bool
        Replace a file that kcdanalysis did not write, or that was edited since.

    Raises
    ------
    KcdError
        If the suffix is unknown, the frame is not a Talks frame, or the file cannot be
        written or must not be replaced.
    """
    write_file(path, talks_bytes(talks, Path(path).suffix), force=force)


def talks_bytes(talks: pd.DataFrame, suffix: str, *, formulas: bool = True) -> bytes:
    r"""Convert the Talks frame to bytes; the same frame always gives the same bytes.

    Cells such as "=1+1" are written as they are. In .xlsx they are text that no program
    evaluates. CSV cannot express that: without `formulas`, they have an apostrophe before them,
    which `read_talks` takes away.

    >>> from kcdanalysis.talks import as_talks
    >>> talks = as_talks([{"title": 'The "R" in R&D', "year": 2023}])
    >>> talks_bytes(talks, ".csv").decode().splitlines()[1]
    '2023/the-r-in-r-d,,2023,"The ""R"" in R&D",,,,,,,,talk,,,,,,,,,,'
    """
    write = _WRITERS.get(suffix.lower())
    if write is None:
        name = suffix or "no suffix"
        raise KcdError(f"{name}: talks are written as {', '.join(_WRITERS)}; take one of these")
    if list(talks.columns) != list(COLUMNS):
        raise KcdError("not a Talks frame: columns are missing or added; make it with as_talks")
    return write(talks, formulas)


def count_formulas(talks: pd.DataFrame) -> int:
    """Count the cells that a spreadsheet would run as formulas."""
    cells = (cell for row in _rows(talks) for cell in row)
    return sum(isinstance(cell, str) and bool(FORMULA.match(cell)) for cell in cells)


def _rows(talks: pd.DataFrame) -> Iterator[list[str | int | None]]:
    """Yield the names of the columns, and then the values of each talk."""
    yield list(COLUMNS)
    for row in talks.itertuples(index=False):
        yield [_value(value) for value in row]


def _value(value: Any) -> str | int | None:
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, str):
        # None of these files can hold half a surrogate pair, of an emoji that was cut in two.
        return value.encode("utf-8", errors="replace").decode("utf-8")
    return int(value)


def _delimited(talks: pd.DataFrame, formulas: bool, delimiter: str = ",") -> bytes:
    # The csv module leaves a lone carriage return unquoted, and reads it as the end of a row.
    special = re.compile(f'["\r\n{delimiter}]')

    def cell(value: str | int | None) -> str:
        text = "" if value is None else str(value)
        text = without_formula(text, keep=formulas) if isinstance(value, str) else text
        return '"' + text.replace('"', '""') + '"' if special.search(text) else text

    lines = [delimiter.join(map(cell, row)) for row in _rows(talks)]
    return "".join(f"{line}\n" for line in lines).encode()


def _json_lines(talks: pd.DataFrame, _: bool) -> bytes:
    header, *rows = _rows(talks)
    records = (dict(zip(header, row, strict=True)) for row in rows)
    return "".join(as_json(one) + "\n" for one in records).encode()


def _parquet(talks: pd.DataFrame, _: bool) -> bytes:
    buffer = io.BytesIO()
    try:
        talks.to_parquet(buffer, engine="pyarrow", index=False)
    except ImportError:
        raise needs_extra(".parquet", "readers") from None
    return buffer.getvalue()


# XlsxWriter is not used: it cannot write text that looks like two overlapping escapes
# ("_x0041_x0042_") so that it is read back unchanged, and writes "<r>...</r>" as raw XML.


def _xlsx(talks: pd.DataFrame, _: bool) -> bytes:
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Font
    except ImportError:
        raise needs_extra(".xlsx", "readers") from None
    workbook = Workbook()
    sheet = workbook.active
    sheet.title, sheet.freeze_panes = "talks", "A2"
    for number, row in enumerate(_rows(talks), start=1):
        for column, (name, value) in enumerate(zip(COLUMNS, row, strict=True), start=1):
            if value is not None:
                _fill(sheet.cell(number, column), value, f"talk {row[0]}: {name}")
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return _without_dates(buffer.getvalue())


def _fill(cell: Any, value: str | int, what: str) -> None:
    """Fill a cell of a sheet; everything but small numbers is text, whatever it looks like."""
    if isinstance(value, int) and abs(value) < _EXACT:
        cell.value = value
        return
    text = _NOT_IN_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", str(value))
    length = len(text.encode("utf-16-le")) // 2
    if length > _CELL:
        raise KcdError(
            f"{what} has {length:,} characters and a cell of .xlsx holds {_CELL:,}; "
            "write .csv, .jsonl or .parquet"
        )
    cell.value = text
    cell.data_type = "s"
    # Without this, the text would become a formula once somebody edits the cell.
    cell.quotePrefix = bool(FORMULA.match(text))


def _without_dates(data: bytes) -> bytes:
    """Repack a workbook without the time of writing, so that its bytes stay the same."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as dated, zipfile.ZipFile(buffer, "w") as packed:
        for name in dated.namelist():
            content = dated.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"1980-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system = 3
            packed.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


_WRITERS: dict[str, Callable[[pd.DataFrame, bool], bytes]] = {
    ".csv": _delimited,
    ".tsv": lambda talks, formulas: _delimited(talks, formulas, "\t"),
    ".jsonl": _json_lines,
    ".parquet": _parquet,
    ".xlsx": _xlsx,
}
