"""A grid of times by rooms gives the same entries as text, Markdown and HTML."""

import csv
import io

import pytest

from kcdanalysis.errors import KcdWarning
from kcdanalysis.sources.formats import markdown_tables, tables, webpage

HEADER = ["Time", "Red room", "Track B", "Blue room"]
DAYS = {
    "Monday, 5 June 2023": [
        ["09:00 - 09:30", "Opening", "", ""],
        ["09:30", "Kernels at sea", "Boats", "Knots"],
        ["10:15 am", "-", "Ropes", ""],
        ["11:00", "Lunch", "Lunch", "Lunch"],
    ],
    "Tuesday, 6 June 2023": [["9:00 Uhr", "Tides", "", "Fog"], ["", "Nets", "", ""]],
}
FOUND = [
    ("Opening", "Monday, 5 June 2023", "09:00", "09:30", None, None),
    ("Kernels at sea", "Monday, 5 June 2023", "09:30", None, "Red room", None),
    ("Boats", "Monday, 5 June 2023", "09:30", None, None, "Track B"),
    ("Knots", "Monday, 5 June 2023", "09:30", None, "Blue room", None),
    ("Ropes", "Monday, 5 June 2023", "10:15 am", None, None, "Track B"),
    ("Lunch", "Monday, 5 June 2023", "11:00", None, None, None),
    ("Tides", "Tuesday, 6 June 2023", "9:00 Uhr", None, "Red room", None),
    ("Fog", "Tuesday, 6 June 2023", "9:00 Uhr", None, "Blue room", None),
    ("Nets", "Tuesday, 6 June 2023", "9:00 Uhr", None, None, None),
]
ROWS = [row for day, rows in DAYS.items() for row in ([day, "", "", ""], *rows)]


def as_csv():
    file = io.StringIO()
    csv.writer(file).writerows([HEADER, *ROWS])
    return tables, file.getvalue()


def as_markdown():
    lines = ["| " + " | ".join(row) + " |" for row in (HEADER, ["---"] * 4, *ROWS)]
    return markdown_tables, "# Harbour Days\n\n" + "\n".join(lines) + "\n"


def as_html():
    """In HTML, a cell says itself that it is for all rooms."""
    lines = []
    for first, *cells in [HEADER, *ROWS]:
        texts = [cell for cell in cells if cell]
        if len({*texts}) == 1 and (len(texts) > 1 or cells[0]):
            cells = [texts[0]]
        spans = [f'<td colspan="{4 - len(cells)}">{cell}</td>' for cell in cells]
        lines.append(f"<tr><td>{first}</td>{''.join(spans)}</tr>")
    return webpage, f"<!doctype html><html><table>{''.join(lines)}</table></html>"


@pytest.mark.parametrize("write", [as_csv, as_markdown, as_html])
def test_a_grid_with_rows_of_days_and_entries_for_all(write):
    module, text = write()
    keys = ("title", "day", "start", "end", "room", "track")
    rows = [row for row in module.parse(text.encode(), "agenda") if row.get("title")]
    assert [tuple(row.get(key) for key in keys) for row in rows] == FOUND


@pytest.mark.parametrize("write", [as_csv, as_markdown])
def test_days_above_the_columns_all_have_a_shared_entry(write, monkeypatch):
    monkeypatch.setitem(globals(), "HEADER", ["Time", "Monday", "Tuesday", "Day 3"])
    monkeypatch.setitem(globals(), "ROWS", [["9:00", "Tides", "Fog", "-"], ["10:00", *["Tea"] * 3]])
    module, text = write()
    rows = [(row["title"], row["day"], row["start"]) for row in module.parse(text.encode(), "a")]
    assert rows == [
        ("Tides", "Monday", "9:00"),
        ("Fog", "Tuesday", "9:00"),
        ("Tea", "Monday", "10:00"),
        ("Tea", "Tuesday", "10:00"),
        ("Tea", "Day 3", "10:00"),
    ]


def test_a_list_without_a_header_is_no_grid():
    rows = ["9:00;Tides;Ada Example;", ";Session 1;;Chair: Bo", "9:30;Fog;Cy Roe;", "10:00;Tea;;"]
    with pytest.warns(KcdWarning, match="1 time, 2 title, 3 speakers"):
        found = list(tables.parse("\n".join(rows).encode(), "plan.csv"))
    assert [row.get("start") for row in found] == ["9:00", None, "9:30", "10:00"]
