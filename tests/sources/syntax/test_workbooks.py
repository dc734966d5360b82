"""Workbooks that would take gigabytes are refused before the library opens them."""

import struct
import zipfile
from io import BytesIO

import pytest

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.formats import tables
from kcdanalysis.sources.syntax import workbooks

pytest.importorskip("python_calamine")
openpyxl = pytest.importorskip("openpyxl")

NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
MANIFEST = """<manifest:manifest
xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry
manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
</manifest:manifest>"""
ROWS = """<row r="1"><c r="A1" t="inlineStr"><is><t>Title</t></is></c>
<c t="inlineStr"><is><t>Speakers</t></is></c></row>
<row><c t="inlineStr"><is><t>eBPF</t></is></c></row>"""
SHEET = f"<worksheet {NAMES}><sheetData>{ROWS}{{}}</sheetData>{{}}</worksheet>"
TOO_MUCH = "a.xlsx: too many or too distant cells; save it as .csv"


def excel(rows="", more="", texts=(), parts=()):
    """A workbook of one sheet, with rows below those of a talk."""
    empty = BytesIO()
    openpyxl.Workbook().save(empty)
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    new = {
        "xl/worksheets/sheet1.xml": SHEET.format(rows, more),
        "xl/sharedStrings.xml": f"<sst {NAMES}>{shared}</sst>",
        **dict(parts),
    }
    packed = BytesIO()
    with zipfile.ZipFile(empty) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        for name in old.namelist():
            if name not in new:
                book.writestr(name, old.read(name))
        for name, content in new.items():
            book.writestr(name, content)
    return packed.getvalue()


def open_document(rows):
    content = f"""<office:document-content xmlns:office="urn:o" xmlns:table="urn:t"
xmlns:text="urn:x"><office:body><office:spreadsheet><table:table table:name="a">{rows}
</table:table></office:spreadsheet></office:body></office:document-content>"""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", content)
        book.writestr("META-INF/manifest.xml", MANIFEST)
    return packed.getvalue()


def cell(text, **repeated):
    more = "".join(f' table:number-{name}-repeated="{n}"' for name, n in repeated.items())
    value = f"<text:p>{text}</text:p>"
    return f'<table:table-cell{more} office:value-type="string">{value}</table:table-cell>'


def row(cells, n=1):
    return f'<table:table-row table:number-rows-repeated="{n}">{cells}</table:table-row>'


def titles(data):
    return [entry.get("title") for entry in tables.parse(data, "a.xlsx")]


def test_honest_workbooks_are_read():
    shared = '<row r="4"><c r="A4" t="s"><v>1</v></c></row>'
    assert titles(excel(shared, texts=["one", "Cost"])) == ["eBPF", "Cost"]
    # Cells without a value are no cells, however far away they are.
    assert titles(excel('<row r="1048576"><c r="XFD1048576" s="0"/></row>')) == ["eBPF"]
    few = '<row r="200000"><c r="A200000" t="s"><v>0</v></c></row>'
    assert titles(excel(few, texts=["Cost"])) == ["eBPF", "Cost"]
    empty = row('<table:table-cell table:number-columns-repeated="16384"/>', 1_048_570)
    head = row(cell("Title") + cell("Speakers"))
    assert titles(open_document(head + row(cell("eBPF")) + empty)) == ["eBPF"]


HEAD = row(cell("Title"))
FILLED = '<row><c t="inlineStr"><is><t>x</t></is></c></row>'


@pytest.mark.parametrize(
    "data",
    [
        excel('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        excel('<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>'),
        excel('<row r="5"><c r="ZZZZZZZZZZZZ5"><v>1</v></c></row>'),
        excel('<row r="600000"><c r="A600000"><v>1</v></c></row>'),
        excel(
            "".join(f'<row><c t="s"><v>{number % 2}</v></c></row>' for number in range(4000)),
            texts=["x", "y" * 60_000],
        ),
        excel(
            FILLED * 6000,
            "<mergeCells>" + '<mergeCell ref="B1:B6000"/>' * 700 + "</mergeCells>",
        ),
        open_document(HEAD + row(cell("a"), 5_000_000)),
        open_document(HEAD + row(cell("a", columns=5_000_000))),
        open_document(HEAD + row(cell("a" * 1000, columns=400), 400)),
        open_document(row("", 600_000) + HEAD),
    ],
)
def test_what_a_library_would_make_room_for_is_refused(data):
    with pytest.raises(KcdError) as error:
        titles(data)
    assert str(error.value) == TOO_MUCH


def test_a_bomb_is_refused_while_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(workbooks, "_SMALL", 1_000_000)
    data = excel("<!--" + " " * 2_000_000 + "-->")
    with pytest.raises(KcdError) as error:
        titles(data)
    assert str(error.value) == TOO_MUCH
    # The directory of the archive may state another size.
    size = struct.pack("<L", 2_000_000 + len(SHEET.format("<!---->", "")))
    lying = data.replace(size, struct.pack("<L", 100))
    assert lying != data
    with pytest.raises(KcdError) as error:
        titles(lying)
    assert str(error.value) == TOO_MUCH


def test_many_sheets_that_are_one_part_count_as_many():
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 40))
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    workbook = f'<workbook {NAMES} xmlns:r="{relations}"><sheets>{sheets}</sheets></workbook>'
    far = '<row r="200000"><c r="A200000"><v>1</v></c></row>'
    with pytest.raises(KcdError) as error:
        titles(excel(far, parts={"xl/workbook.xml": workbook}))
    assert str(error.value) == TOO_MUCH


def test_a_binary_workbook_is_not_opened():
    with pytest.raises(KcdError, match=r"^a\.xlsx: a binary workbook; save it as \.xlsx$"):
        titles(excel(parts={"xl/workbook.bin": "x"}))


@pytest.mark.parametrize("codes", [[0] * 20_000, [0, 1] * 20_000])
def test_a_text_that_the_rows_of_parquet_share_counts_in_each(codes):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    long = pyarrow.DictionaryArray.from_arrays(codes, ["x" * 6_000, "eBPF"])
    data = BytesIO()
    parquet.write_table(pyarrow.table({"title": long, "speakers": ["Ada"] * len(codes)}), data)
    assert len(data.getvalue()) < 10_000
    with pytest.raises(KcdError) as error:
        list(tables.parse(data.getvalue(), "a.xlsx"))
    assert str(error.value) == TOO_MUCH
