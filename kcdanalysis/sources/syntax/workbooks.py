"""What a workbook unpacks to, measured before a library makes room for it."""

import re
import zipfile
from functools import reduce
from io import BytesIO
from typing import Any
from xml.sax.handler import ContentHandler

from defusedxml.sax import make_parser

from kcdanalysis.errors import KcdError

#: A sheet has room for each cell up to its last row and column, empty or not.
MAX_CELLS = 4_000_000
#: A few cells may be far away, but not so far that hardly any of the room is filled.
_ANYWHERE, _FILLED = 500_000, 0.01
#: Texts that many cells share are copied into each of them.
MAX_TEXT = 100_000_000
#: The most bytes that are unpacked: of a small file, of any, and beside those that are packed;
#: sheets are packed to a tenth, bombs to a thousandth.
_SMALL, _LARGE, _RATIO = 20_000_000, 200_000_000, 100
#: The parts that are read; shared texts come before the sheets that use them.
_TEXTS = "xl/sharedStrings.xml"
_PART = re.compile(r"content\.xml|_rels/.*|xl/.*\.(?:xml|rels)")
_BINARY = "xl/workbook.bin"
_PIECE = 1 << 16
_CELL = re.compile("([A-Za-z]+)([0-9]+)")
_CELLS = ("table-cell", "covered-table-cell")
_MAX_DIGITS = 12


def check_workbook(data: bytes, name: str) -> None:
    """Refuse a workbook with broken XML or of excessive size; the library may hang on it."""
    limit = min(_LARGE, max(_SMALL, _RATIO * len(data)))
    counter = _Counter(name)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if _BINARY in archive.namelist():
            raise KcdError(f"{name}: a binary workbook; save it as .xlsx")
        parts = [part for part in archive.infolist() if _PART.fullmatch(part.filename)]
        for part in sorted(parts, key=lambda part: part.filename != _TEXTS):
            # The size that the archive states may be less than what comes.
            part.file_size = limit + 2 * _PIECE
            parser = make_parser()
            parser.setContentHandler(counter)
            with archive.open(part) as content:
                while piece := content.read(_PIECE):
                    limit -= len(piece)
                    if limit < 0:
                        raise too_much(name)
                    parser.feed(piece)
            parser.close()
        # Sheets that are one part of the archive are copies of it.
        if counter.n_sheets > sum("sheets/" in part.filename for part in parts):
            raise too_much(name)


def too_much(name: str) -> KcdError:
    """Make the error for a workbook or another table that is too large."""
    return KcdError(f"{name}: too many or too distant cells; save it as .csv")


class _Counter(ContentHandler):
    """Counts the cells that the sheets of Excel and OpenDocument span, and their text."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.n_cells = self.n_text = self.n_sheets = 0
        #: The lengths of the texts that cells of Excel share.
        self.lengths: list[int] = []
        self._begin_sheet()

    def _begin_sheet(self) -> None:
        #: Where the cell starts, how often it and its row are repeated, and the last cell.
        self.row = self.column = self.last_row = self.last_column = 0
        self.rows = self.columns = 1
        self.n_filled = 0
        self.kind, self.text, self.length, self.is_filled = "", "", 0, False

    def startElement(self, tag: str, attrs: Any) -> None:  # noqa: N802
        """Note where a row or a cell is."""
        tag = tag.rpartition(":")[2]
        if tag == "c":
            place = _CELL.fullmatch(attrs.get("r", ""))
            # A, B, ..., Z, AA, ...
            letters = place[1].upper() if place else ""
            number = reduce(lambda left, letter: left * 26 + ord(letter) - 64, letters, 0)
            self.column = number or self.column + 1
            self.row = int(place[2]) if place else self.row
            self.kind = attrs.get("t", "")
        elif tag == "row":
            self.row, self.column = int(attrs.get("r") or self.row + 1), 0
        elif tag == "sheet":
            self.n_sheets += "sheetId" in attrs
        elif tag in ("v", "is"):
            self.text = ""
            self._fill(self.row, self.column)
        elif tag == "si":
            self.length = 0
        elif tag == "table-row":
            self.rows, self.column = int(attrs.get("table:number-rows-repeated", 1)), 0
        elif tag in _CELLS:
            self.columns = int(attrs.get("table:number-columns-repeated", 1))
            self.length, self.is_filled = 0, "office:value-type" in attrs
        elif tag == "table":
            self._begin_sheet()

    def characters(self, content: str) -> None:
        """Count the text of a cell."""
        self.length += len(content)
        if self.kind == "s" and len(self.text) < _MAX_DIGITS:
            self.text += content

    def endElement(self, tag: str) -> None:  # noqa: N802
        """Add the text of a cell, or the cells of a sheet."""
        tag = tag.rpartition(":")[2]
        if tag == "si":
            self.lengths.append(self.length)
        elif tag == "v" and self.kind == "s" and self.text.strip().isdecimal():
            number = int(self.text)
            self._add(self.lengths[number] if number < len(self.lengths) else 0)
        elif tag in _CELLS:
            if self.is_filled or self.length:
                self._fill(self.row + self.rows, self.column + self.columns)
                self._add(self.length * self.rows * self.columns)
            self.column += self.columns
        elif tag == "table-row":
            self.row += self.rows
        elif tag in ("table", "worksheet"):
            n_cells = self.last_row * self.last_column
            if n_cells > _ANYWHERE and self.n_filled < _FILLED * n_cells:
                raise too_much(self.name)
            self.n_cells += n_cells
            self._begin_sheet()

    def _fill(self, row: int, column: int) -> None:
        self.last_row, self.last_column = max(row, self.last_row), max(column, self.last_column)
        self.n_filled += self.rows * self.columns
        if self.n_cells + self.last_row * self.last_column > MAX_CELLS:
            raise too_much(self.name)

    def _add(self, length: int) -> None:
        self.n_text += length
        if self.n_text > MAX_TEXT:
            raise too_much(self.name)
