"""Tables: the columns are found, every value stays the text that it was."""

import io
import json
import warnings
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources import read_programme
from kcdanalysis.sources.formats import tables
from kcdanalysis.sources.writing import talks_bytes
from kcdanalysis.talks import COLUMNS, as_talks

HERE = Path(__file__).parent.parent / "tables"


def parse(text, name="talks.csv", columns=None):
    data = text.encode() if isinstance(text, str) else text
    return list(tables.parse(data, name, columns))


def sample(name):
    """The rows of a sample of ours, and what was warned of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        rows = parse((HERE / name).read_bytes(), name)
    assert all(one.category is KcdWarning for one in caught)
    return rows, [str(one.message) for one in caught]


def head(path):
    data = path.read_bytes()[:8_000]
    binary = data.startswith((b"PK", b"PAR1"))
    return data.decode("latin-1") if binary else data.decode("utf-8-sig", errors="replace")


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# Our samples.


def test_a_form_with_questions_and_cut_rows():
    rows, warned = sample("form.csv")
    assert rows == [
        {
            "line": 2,
            "title": "Kernels for the curious",
            "duration": "30 minutes",
            "speakers": "Ada Example",
            "abstract": 'First line, with a comma.\n\nSecond paragraph with "quotes".',
        },
        {
            "line": 5,
            "title": "=SUM(talks), or: version 1.10",
            "duration": "45 minutes",
            "speakers": "Bo Muster and Cleo Sample",
            "abstract": "Sheets are no databases.",
        },
        {"line": 6, "title": "0012", "speakers": "Dora Probe"},
    ]
    assert warned == [
        "form.csv, line 8: no title (a row with 1 of 7 cells filled); the row was left out",
        "form.csv, line 9: no title (a row with 1 of 7 cells filled); the row was left out",
    ]


def test_windows_encoding_semicolons_and_a_german_header():
    rows, _ = sample("windows.csv")
    assert rows[0] == {
        "line": 2,
        "title": "Bücher – ein Rückblick",
        "room": "Großer Saal",
        "speakers": "Jürgen Müller",
        "abstract": "Was wir lasen.",
        "day": "15.06.2023",
        "start": "09:00 - 09:30",
    }
    assert [row["title"] for row in rows[1:]] == ["Kaffeepause", "Fragen; und Antworten"]


def test_parallel_languages_give_one():
    rows, _ = sample("parallel.tsv")
    assert [row["title"] for row in rows] == ["Boats", "庭"]
    assert rows[0]["speakers"] == ["Ada Example"]
    assert (rows[0]["day"], rows[0]["start"]) == ("2023-06-15", "9:00-9:45")


def test_parquet():
    rows, _ = sample("talks.parquet")
    assert rows == [
        {
            "line": 1,
            "title": "Kernels",
            "duration": "30",
            "speakers": ["Ada Example"],
            "abstract": "Of boats.",
            "start": "2023-06-15T09:00:00",
        },
        {"line": 2, "title": "Gardening", "speakers": ["Bo Muster", "Cleo Sample"]},
    ]


def test_a_workbook_with_a_title_line_merged_cells_and_another_sheet():
    rows, warned = sample("title-line.xlsx")
    assert [row["title"] for row in rows] == ["Opening", "1.10", "404", "=1+1 and other sums"]
    assert rows[1] == {
        "line": 4,
        "id": "1002",
        "title": "1.10",
        "room": "Red room",
        "speakers": "Bo Muster; Cleo Sample",
        "abstract": "A version, and no number",
        "day": "2023-06-15",
        "start": "09:30:00",
    }
    assert [row["line"] for row in rows] == [3, 4, 5, 7]
    assert (rows[2]["day"], rows[2]["start"]) == ("2023-06-15", "10:15:00")
    assert warned == [
        "title-line.xlsx, sheet 'Budget': no column holds the titles of talks; the columns are "
        'Item, Cost; name it with --columns title="..."; the sheet was left out'
    ]


def test_an_opendocument_sheet():
    rows, _ = sample("title-line.ods")
    assert rows == [
        {
            "line": 3,
            "title": "Eröffnung",
            "room": "Saal",
            "speakers": "Ada Example",
            "abstract": "Warum wir hier sind.",
            "day": "2023-06-15",
            "start": "09:00:00",
        },
        {
            "line": 4,
            "title": "0012",
            "room": "Saal",
            "speakers": "Bo Muster; Cleo Sample",
            "day": "2023-06-15",
            "start": "09:30:00",
        },
    ]


@pytest.mark.parametrize("path", sorted(HERE.glob("*")), ids=lambda path: path.name)
def test_our_samples_are_recognised(path):
    if not path.name.endswith(".csv.csv") and path.suffix != ".csv":
        assert tables.sniff("standard input", head(path))
    assert tables.sniff(path.name, head(path))


# Persons, times and states in columns of their own.


def test_columns_of_one_person_each_are_kept_to_the_letter():
    text = 'Title,Speaker 1,Speaker 2\nBoats,Jane E. Doe,"Doe & Sons, Jr."\nCars,E. W. Dijkstra,\n'
    assert [row["speakers"] for row in parse(text)] == [
        ["Jane E. Doe", "Doe & Sons, Jr."],
        ["E. W. Dijkstra"],
    ]
    text = "Speaker 1 first name,Speaker 1 last name,Talk title,Speaker 2 first name,"
    text += "Speaker 2 last name\nAda,Example,Boats,Bo,y Muster\nCy,,Cars,,\n"
    assert [row["speakers"] for row in parse(text)] == [["Ada Example", "Bo y Muster"], ["Cy"]]


def test_columns_that_only_seem_to_name_a_field():
    text = "What is the title of your talk?,Tell us about yourself in a short description,Day 1,"
    row = parse(f"{text}Day 2,Year\nBoats,I sail.,yes,no,spring 2023\n")[0]
    assert row == {"line": 2, "title": "Boats"}


def test_names_that_stand_for_several_persons_are_prose():
    text = "Title,Speakers,Company\nBoats,Ada Example and Bo Muster (Acme),Acme\n"
    row = parse(text)[0]
    assert (row["speakers"], row["organisations"]) == ("Ada Example and Bo Muster (Acme)", "Acme")
    row = parse("Title,Speaker,Co-Speaker\nBoats,Ada Example,Bo Muster\n")[0]
    assert row["speakers"] == "Ada Example; Bo Muster"


def test_rows_of_one_talk_for_each_of_its_speakers_are_one_entry():
    text = "Session Id,Title,Status,Scheduled At,Scheduled Duration,Owner,FirstName,LastName\n"
    text += "9,Boats,Accepted,2 May 2024 09:00,45,Ada Example,Ada,Example\n"
    text += "9,Boats,Accepted,2 May 2024 09:00,45,Ada Example,Bo,Muster\n"
    text += "10,Cars,Declined,,45,Bo Muster,Bo,Muster\n"
    assert parse(text) == [
        {
            "line": 2,
            "id": "9",
            "title": "Boats",
            "state": "Accepted",
            "duration": "45",
            "speakers": ["Ada Example", "Bo Muster"],
            "start": "2 May 2024 09:00",
        },
        {
            "line": 4,
            "id": "10",
            "title": "Cars",
            "state": "Declined",
            "duration": "45",
            "speakers": ["Bo Muster"],
        },
    ]


@pytest.mark.parametrize(
    ("header", "cells", "times"),
    [
        ("Date,Time", "15.06.2023,09:00", {"day": "15.06.2023", "start": "09:00"}),
        ("Date,Start,End", "2023-06-15,9:00,9:45", ("2023-06-15", "9:00", "9:45")),
        ("Start date,Start time", "2023-06-15,9:00 AM", {"day": "2023-06-15", "start": "9:00 AM"}),
        (
            "Start,End",
            "2023-06-15 09:00,2023-06-15 09:45",
            (None, "2023-06-15 09:00", "2023-06-15 09:45"),
        ),
        ("Day,Time", "2,10:00", {"start": "10:00"}),
        ("Date,Room", "2023-06-15,Red", {"day": "2023-06-15"}),
    ],
)
def test_days_and_times_as_published(header, cells, times):
    row = parse(f"Title,{header}\nBoats,{cells}\n")[0]
    if isinstance(times, tuple):
        times = dict(zip(("day", "start", "end"), times, strict=True))
        times = {key: value for key, value in times.items() if value}
    assert {key: row[key] for key in ("day", "start", "end") if key in row} == times


@pytest.mark.parametrize("name", ["Status", "State", "Decision", "Proposal state", "Statut"])
def test_a_column_of_states(name):
    rows = parse(f"Title,Speaker,{name}\nBoats,Ada Example,confirmed\nCars,Bo Muster,\n")
    assert [row.get("state") for row in rows] == ["confirmed", None]


def test_real_dates_and_times_in_the_cells_of_a_sheet():
    header = ["Day", "Start", "Length", "Title", "Speaker"]
    rows = [
        [date(2023, 6, 15), time(9, 30), 45, "Boats", "Ada Example"],
        [None, datetime(2023, 6, 16, 14, 0), timedelta(minutes=90), "Cars", "Bo Muster"],
    ]
    boats, cars = parse(workbook(Talks=[header, *rows]), "talks.xlsx")
    assert (boats["day"], boats["start"], boats["duration"]) == ("2023-06-15", "09:30:00", "45")
    assert (cars.get("day"), cars["start"]) == (None, "2023-06-16T14:00:00")
    assert cars["duration"] == "1:30:00"


def test_sheets_are_days_rooms_or_tracks():
    header = ["Title", "Speaker", "Room"]
    sheets = {
        "Saturday": [header, ["Boats", "Ada Example", "Red"]],
        "Room 2": [["Title", "Speaker"], ["Cars", "Bo Muster"]],
        "Security": [header, ["Locks", "Cy Roe", "Blue"]],
        "Sheet1": [header, ["Tests", "Dee Sample", "Red"]],
    }
    found = parse(workbook(**sheets), "talks.xlsx")
    assert [(row.get("day"), row.get("room"), row.get("track")) for row in found] == [
        ("Saturday", "Red", None),
        (None, "Room 2", None),
        (None, "Blue", "Security"),
        (None, "Red", None),
    ]


def test_a_header_of_two_rows_with_merged_cells():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Harbour Days 2023", None, None, None],
        ["Title", "Speaker", None, "Room"],
        [None, "First name", "Last name", None],
        ["Boats", "Ada", "Example", "Red"],
        ["Cars", "Bo", "Muster", None],
    ):
        sheet.append(row)
    for cells in ("A1:D1", "A2:A3", "B2:C2", "D2:D3", "D4:D5"):
        sheet.merge_cells(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    rows = parse(buffer.getvalue(), "talks.xlsx")
    assert [(row["line"], row["title"], row["speakers"], row["room"]) for row in rows] == [
        (4, "Boats", ["Ada Example"], "Red"),
        (5, "Cars", ["Bo Muster"], "Red"),
    ]


# Texts.


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter(delimiter):
    text = delimiter.join(("Title", "Speaker", "Level")) + "\n"
    text += delimiter.join(
        ("Boats, cars; trains" if delimiter not in ",;" else "Boats", "A B", "1")
    )
    rows = parse(text)
    assert rows[0]["speakers"] == "A B"
    assert rows[0]["title"].startswith("Boats")
    assert tables.sniff("standard input", text)


def test_excel_says_its_delimiter():
    text = "sep=;\r\nTitle;Speaker\r\nBoats, cars, trains;Ada Example\r\n"
    assert parse(text)[0] == {"line": 3, "title": "Boats, cars, trains", "speakers": "Ada Example"}


def test_utf_16_as_excel_saves_unicode_text():
    assert parse("Title\tSpeaker\nBöte\tAda Example\n".encode("utf-16"))[0]["title"] == "Böte"


def test_text_stays_text():
    row = parse("title,level,room,id\n1.10,NO,TRUE,0012\n")[0]
    assert (row["title"], row["level"], row["room"], row["id"]) == ("1.10", "NO", "TRUE", "0012")


def test_the_header_may_stand_below_a_title_and_a_note():
    text = "Example Days 2023,,\n,,\nas of 1 June,,\nTitle,Speaker,Room\nBoats,Ada Example,Red\n"
    assert parse(text) == [{"line": 5, "title": "Boats", "room": "Red", "speakers": "Ada Example"}]


def test_first_and_last_names_and_links_of_speakers():
    row = parse("Title,First name,Last name\nBoats,Ada,de la Example\n")[0]
    assert row["speakers"] == ["Ada de la Example"]
    row = parse("Title,Speaker,Speaker URL\nBoats,Ada Example,https://ada.example\n")[0]
    assert (row["speakers"], row["speaker_urls"]) == (["Ada Example"], ["https://ada.example"])
    # Whose link it is, is not known.
    row = parse('Title,Speaker,Speaker URL\nBoats,"Ada, Bo",https://ada.example\n')[0]
    assert (row["speakers"], "speaker_urls" in row) == ("Ada, Bo", False)


def test_several_columns_of_prose_are_kept_apart():
    row = parse('Title,Abstract,Description\nBoats,Short.,"Short. And long."\nCars,One.,Two.\n')
    assert row[0]["abstract"] == ["Short.", "Short. And long."]
    assert row[1]["abstract"] == ["One.", "Two."]


def test_rows_without_an_id_that_differ_in_the_speaker_are_one_entry():
    head = "slot,date,time,title,presenter,coauthor,presenter_affiliation\n"
    title = "Tides of the Northern Sea"
    text = f"Di D,24.09.2024,14:00-15:30 Uhr,{title},Ada Example,NA,Acme\n"
    text += f"Di D,24.09.2024,14:00-15:30 Uhr,{title},Bo Muster,NA,Grey Owl\n"
    text += f"Di D,24.09.2024,16:00-17:30 Uhr,{title},Cy Roe,NA,\n"
    tides, later = parse(head + text)
    assert [one["name"] for one in tides["speakers"]] == ["Ada Example", "Bo Muster"]
    assert tides["organisations"] == ["Acme", "Grey Owl"]
    # A slot is no time if another column is.
    assert (tides["day"], tides["start"]) == ("24.09.2024", "14:00-15:30 Uhr")
    assert later["start"] == "16:00-17:30 Uhr"
    assert len(parse("title,speaker\nTBA,Ada Example\nTBA,Bo Muster\n")) == 2


def test_times_by_rooms():
    text = "Time,Red room,Blue room\n09:00,Opening,\n10:00,Kernels,Boats\n11:00,Lunch,Lunch\n"
    assert [(row["title"], row.get("room")) for row in parse(text)] == [
        ("Opening", None),
        ("Kernels", "Red room"),
        ("Boats", "Blue room"),
        ("Lunch", None),
    ]


def test_a_row_with_too_many_cells_is_kept_and_named():
    with pytest.warns(KcdWarning) as caught:
        rows = parse("Title,Speaker\nBoats, cars and trains,Ada Example\nTests,Bo Muster\n")
    assert [row["title"] for row in rows] == ["Boats", "Tests"]
    assert str(caught[0].message) == (
        "talks.csv, line 2: 3 cells where the header has 2; the surplus cells were "
        "left out; quote cells that contain a comma"
    )


def test_a_quote_that_is_never_closed_costs_no_other_row():
    text = (
        'Title,Speaker\nBoats,Ada Example\n"Cars,Bo Muster\nTests,Cleo Sample\nCaches,Dora Probe\n'
    )
    with pytest.warns(KcdWarning) as caught:
        titles = [row["title"] for row in parse(text)]
    assert (titles[0], titles[-2:]) == ("Boats", ["Tests", "Caches"])
    assert str(caught[0].message) == (
        "talks.csv, line 3: a quote that is never closed; the rows below were read without it"
    )


def test_an_abstract_cut_off_at_the_end_is_kept_and_named():
    text = 'Title,Speaker,Abstract\nBoats,Ada Example,Of boats.\nCars,Bo Muster,"Once\n\nupon a'
    with pytest.warns(KcdWarning) as caught:
        rows = parse(text)
    assert rows[1]["abstract"] == "Once\n\nupon a"
    assert [str(one.message) for one in caught] == [
        "talks.csv, line 3: a quote that is never closed; it may be cut off"
    ]


# Columns that the caller names.


@pytest.mark.parametrize("chosen", [{"title": "Was"}, {"title": "was"}, {"title": "2"}])
def test_a_caller_may_name_columns(chosen):
    assert parse("Raum,Was\nRed,Boats\nBlue,Cars\n", columns=chosen)[0] == {
        "line": 2,
        "title": "Boats",
        "room": "Red",
    }


def test_a_caller_may_number_columns_where_there_is_no_header():
    rows = parse("a1,Boats\nb2,Cars\n", columns={"title": "2", "id": "1"})
    assert rows == [
        {"line": 1, "id": "a1", "title": "Boats"},
        {"line": 2, "id": "b2", "title": "Cars"},
    ]


def test_a_named_column_takes_the_place_of_the_one_we_know():
    row = parse("Title,Working title,Speaker\nX,Boats,A B\n", columns={"title": "Working title"})[0]
    assert row["title"] == "Boats"


def test_wrong_names_are_refused_with_the_header():
    with pytest.raises(KcdError) as error:
        parse("Title,Who\nBoats,Ada\n", columns={"speakers": "Whom"})
    assert str(error.value) == "talks.csv: no column 'Whom'; the columns are Title, Who"
    with pytest.raises(KcdError) as error:
        parse("a1,Boats\nb2,Cars\n", columns={"title": "3"})
    assert str(error.value) == (
        "talks.csv: no column '3'; the columns are numbered 1 to 2, without a header"
    )
    with pytest.raises(
        KcdError, match=r"^columns: 'heading' is not one of our columns; use id, title, "
    ):
        parse("Title,Who\nBoats,Ada\n", columns={"heading": "Who"})


# What cannot be read.


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (
            b"Year,Event,Link\n2020,Here,https://a.example\n",
            "events.csv",
            "events.csv: no column holds the titles of talks; the columns are Year, Event, Link; "
            'name it with --columns title="..."',
        ),
        (
            b"\n\n",
            "talks.csv",
            "talks.csv: the table is empty; give one with a row for each talk",
        ),
        (b"a\0b,c\n", "talks.csv", "talks.csv: a binary file; give the programme as text"),
        (
            workbook(One=[], Two=[]),
            "talks.xlsx",
            "talks.xlsx: every sheet is empty; give a table with a row for each talk",
        ),
    ],
)
def test_what_holds_no_talks_is_refused(data, name, message):
    with pytest.raises(KcdError) as error:
        parse(data, name)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04 and no more", r"^talks: a broken workbook \(.+\); save it again as \.xlsx$"),
        (b"PAR1 and no more", r"^talks: broken Parquet \(.+\); export the table again$"),
    ],
)
def test_broken_files_are_refused(data, message):
    with pytest.raises(KcdError, match=message):
        parse(data, "talks")


def repacked(name, part, change):
    """A sample workbook with one part of its archive changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(HERE / name) as whole, zipfile.ZipFile(buffer, "w") as broken:
        for each in whole.namelist():
            content = whole.read(each)
            broken.writestr(each, change(content) if each == part else content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "part"),
    [("title-line.ods", "content.xml"), ("title-line.xlsx", "xl/worksheets/sheet1.xml")],
)
def test_a_good_archive_with_broken_xml_is_refused(name, part):
    # On this the library would read for ever.
    data = repacked(name, part, lambda content: content[:-30])
    with pytest.raises(KcdError, match=r"a broken workbook \(\d+:\d+: .+\); save it again as"):
        parse(data, name)


def test_entities_are_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    data = repacked("title-line.ods", "content.xml", lambda _: bomb)
    with pytest.raises(KcdError, match=r"a broken workbook \(EntitiesForbidden"):
        parse(data, "title-line.ods")


@pytest.mark.parametrize("name", ["title-line.xlsx", "title-line.ods", "talks.parquet"])
def test_a_missing_library_is_named_by_its_extra(monkeypatch, name):
    for module in ("python_calamine", "pyarrow"):
        monkeypatch.setitem(__import__("sys").modules, module, None)
    with pytest.raises(KcdError) as error:
        parse((HERE / name).read_bytes(), name)
    assert str(error.value) == (
        f"{name}: needs the extra 'readers'; pip install 'kcdanalysis[readers]'"
    )


def test_several_sheets_are_read_in_order():
    header = ["Title", "Speaker"]
    rows = parse(
        workbook(Monday=[header, ["Boats", "A B"]], Tuesday=[header, ["Cars", "C D"]]), "talks.xlsx"
    )
    assert [(row["line"], row["title"]) for row in rows] == [(2, "Boats"), (2, "Cars")]


# What we wrote.


def test_what_we_wrote_is_passed_through_untouched():
    talks = as_talks([{"title": "Kernels", "abstract": "<b>raw</b>"}])
    (row,) = parse(talks_bytes(talks, ".csv"))
    assert list(row) == ["as_written", *COLUMNS]
    assert row["as_written"] is True
    assert (row["abstract"], row["room"], row["kind"]) == ("<b>raw</b>", None, "talk")


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".xlsx"])
def test_a_table_of_ours_that_was_edited_comes_back(suffix):
    talks = as_talks(
        [
            {
                "title": "Kernels, and tides",
                "speakers": ["E. Doe", "A & B"],
                "source": "p/a.md",
                "line": 7,
            }
        ]
    )
    whole = parse(talks_bytes(talks, suffix), f"talks{suffix}")[0]
    names = ["notes", "title", "talk_id", "line", "source", "speakers"]
    edited = talks.assign(notes="good")[names]
    texts = {".csv": edited.to_csv(index=False), ".tsv": edited.to_csv(index=False, sep="\t")}
    data = texts.get(suffix, "").encode()
    if suffix == ".jsonl":
        data = edited.to_json(orient="records", lines=True).encode()
    if suffix == ".xlsx":
        data = workbook(talks=[names, *edited.values.tolist()])
    with pytest.warns(KcdWarning) as caught:
        (row,) = parse(data, f"talks{suffix}")
    kept = ["talk_id", "title", "speakers", "source"]
    assert [row[key] for key in kept] == [whole[key] for key in kept]
    assert (str(row["line"]), row["as_written"], row["abstract"]) == ("7", True, None)
    assert [str(one.message) for one in caught] == [
        f"talks{suffix}: columns that are not of the Talks frame were left out: notes"
    ]


def test_a_table_of_ours_without_the_columns_of_its_source_is_its_own_source():
    (row,) = parse("title,talk_id\nKernels,days/kernels\n")
    assert "source" not in row
    assert (row["talk_id"], row["line"]) == ("days/kernels", 2)


def test_a_table_of_ours_without_a_kind_holds_talks(tmp_path):
    (tmp_path / "a.csv").write_text("talk_id,title\nday/go,Go\n")
    talks = read_programme(tmp_path / "a.csv")
    assert talks[["talk_id", "kind", "line"]].to_numpy().tolist() == [["day/go", "talk", 2]]


@pytest.mark.parametrize("value", [{"a": [1]}, ["B", None], [["B"]], True, 1e300, 7])
@pytest.mark.parametrize("name", ["talk_id", "speakers", "kind", "event", "start", "year", "tags"])
def test_a_table_of_ours_may_hold_any_type(name, value, tmp_path):
    record = {"talk_id": "day/go", "title": "Go", "speakers": "Bo", name: value}
    (tmp_path / "a.jsonl").write_text(json.dumps(record), "utf-8")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        talks = read_programme(tmp_path / "a.jsonl")
    assert talks["title"].tolist() == ["Go"]
    assert all(f"a.jsonl: 1 value of {name} unknown" in str(one.message) for one in caught)


def test_values_of_a_table_of_ours_that_do_not_fit_are_left_out(tmp_path):
    header = "talk_id,title,line,year,start,kind,state,duration,timezone\n"
    path = tmp_path / "a.csv"
    path.write_text(f"{header}a,Go,x,2023?,soon,lecture,odd,45min,Mars\nb,Bees,7,2023,,,,,\n")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        talks = read_programme(path)
    values = "year '2023?' kind 'lecture' state 'odd' start 'soon' timezone 'Mars' duration '45min'"
    words = f"{values} line 'x'".split()
    assert [str(one.message).removeprefix(f"{path}: 1 value of ") for one in caught] == [
        f"{name} unknown to that column, and not taken (line 2: {value})"
        for name, value in zip(words[::2], words[1::2], strict=True)
    ]
    assert talks["title"].tolist() == ["Go", "Bees"]
    assert talks["kind"].tolist() == ["talk", "talk"]
    assert talks[["year", "line"]].to_numpy(dtype=object).tolist()[1] == [2023, 7]


def test_columns_beyond_the_thousandth_are_left_out_with_a_warning():
    text = f"Title{',Room' * 1_500}\nGo{',Pier' * 1_500}\n"
    with pytest.warns(KcdWarning, match="line 2: 1501 cells where the header has 1000"):
        (row,) = parse(text)
    assert row["title"] == "Go"


# Anything at all.


def only_rows(data, name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", KcdWarning)
        try:
            rows = list(tables.parse(data, name))
        except KcdError:
            return
    assert all(isinstance(row, dict) for row in rows)
    assert all(row["title"] is None or isinstance(row["title"], str) for row in rows)


@given(st.binary(max_size=200), st.sampled_from(["t.csv", "t.jsonl", "t.xlsx", "t.parquet", "t"]))
@example(b'a,"', "t.csv")
@example(b'{"title": [1]}', "t.jsonl")
@example(b'{"title": {"a": 1}}\n{"title": true, "year": 1e400}', "t.jsonl")
def test_any_bytes_give_rows_or_a_sentence(data, name):
    only_rows(data, name)
    tables.sniff(name, data.decode("latin-1"))


@given(st.text(st.sampled_from(',;\t|"\n\r aA1:-./Title Speaker'), max_size=120))
def test_any_text_gives_rows_or_a_sentence(text):
    only_rows(text.encode(), "t.csv")
    tables.sniff("t", text)


@pytest.mark.parametrize("path", sorted(HERE.glob("*[!v]")), ids=lambda path: path.name)
@settings(max_examples=60)
@given(data=st.data())
def test_damaged_samples_give_rows_or_a_sentence(path, data):
    whole = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    only_rows(bytes(whole[: data.draw(st.integers(1, len(whole)))]), path.name)
    only_rows(bytes(whole), path.name)


# Files as published.


@pytest.mark.parametrize(
    ("path", "entries", "abstracts", "speakers", "warned"),
    [
        # The list counts the two rows that were cut at the end; they have no titles.
        ("csv/ploneconf-csv/data/talks.redacted.csv", 69, 69, 69, 2),
        # Two lightning sessions have a short abstract and no long one.
        ("csv/pyconjp-2019-csv/data/sessions.csv", 94, 94, 92, 0),
        ("csv/pythonwebconf-2022-csv/data/talks.csv", 8, 0, 8, 0),
        # One row lacks the cell of its speakers, and so holds its address as its title.
        ("csv/devopsdays-history-csv/talks_program.csv", 3_775, 0, 3_673, 2),
        ("csv/devopsdays-history-csv/devopsdaysthemes.csv", 6, 0, 6, 0),
        ("schedule-table/schedule-example.xlsx", 13, 10, 13, 0),
        ("schedule-table/schedule-example.ods", 13, 10, 13, 0),
    ],
)
def test_published_tables(shared, path, entries, abstracts, speakers, warned):
    file = shared / "samples" / path
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        rows = parse(file.read_bytes(), file.name)
    counts = [sum(bool(row.get(key)) for row in rows) for key in ("title", "abstract", "speakers")]
    assert (*counts, len(caught)) == (entries, abstracts, speakers, warned)


def test_published_lists_of_events_are_refused(shared):
    file = shared / "samples/csv/devopsdays-history-csv/DevopsDaysEventos.csv"
    with pytest.raises(KcdError, match=r"^x\.csv: no column holds .* Ano, Evento, Link, haveSite"):
        parse(file.read_bytes(), "x.csv")


def test_tables_and_nothing_else_are_recognised(shared):
    samples = shared / "samples"
    files = [path for path in samples.rglob("*") if path.is_file()]
    found = {path for path in files if tables.sniff(path.name, head(path))}
    assert found == {path for path in files if path.suffix in (".csv", ".xlsx", ".ods")}
    unnamed = {path for path in files if tables.sniff("standard input", head(path))}
    assert unnamed == found


def test_columns_without_a_header_are_told_by_content():
    rows, warned = sample("no-header.csv")
    assert [row["title"] for row in rows][:2] == [
        "Kernels, boats and the long way home",
        "Gardening for platform teams",
    ]
    assert rows[1] == {
        "line": 2,
        "title": "Gardening for platform teams",
        "speakers": "Bo Muster, Cleo Sample",
        "event": "Musterstadt - Nowhere",
        "year": "2022",
        "url": "https://conference.example/2022/program/bo",
    }
    assert len(rows) == 6
    assert warned == [
        "no-header.csv: no known header; the columns were identified by their content "
        "(1 year, 2 event, 3 speakers, 4 title, 5 url)",
        "no-header.csv, line 7: no title (a row with 4 of 5 cells filled); the row was left out",
    ]


def test_numbers_of_meetings_are_no_times():
    text = "1,Ada Example,Tides of the sea\n1,Bo Muster,Fog\n2,Cy Roe,Ropes\n3,Di Lee,Quays\n"
    with pytest.warns(KcdWarning, match=r"\(1 number, 2 speakers, 3 title\)$"):
        rows = parse(text)
    assert [row.get("start") for row in rows] == [None] * 4


def test_a_kind_called_talk_is_no_header():
    text = "".join(
        f"https://conference.example/{n},Talk,How we grew {n} boats in one garden,{name} Example\n"
        for n, name in enumerate(("Ada", "Bo", "Cleo"))
    )
    with pytest.warns(KcdWarning, match=r"\(1 url, 2 track, 3 title, 4 speakers\)$"):
        rows = parse(text)
    assert rows[1]["title"] == "How we grew 1 boats in one garden"


def test_a_moment_where_a_table_of_ours_has_a_name_is_a_text():
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    moment = pyarrow.array([1_700_000_000_000_000_000]).cast(pyarrow.timestamp("ns"))
    table = pyarrow.table({"talk_id": ["a"], "title": ["Fog"], "speakers": moment, "start": moment})
    data = io.BytesIO()
    parquet.write_table(table, data)
    (row,) = tables.parse(data.getvalue(), "talks.parquet")
    assert row["speakers"] == "2023-11-14T22:13:20"
    assert row["start"].isoformat() == row["speakers"]


def test_a_parquet_file_may_unpack_to_ten_times_its_size(monkeypatch):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    def written(abstracts):
        data = io.BytesIO()
        table = {"title": [f"Fog {n}" for n in range(len(abstracts))], "abstract": abstracts}
        parquet.write_table(pyarrow.table(table), data)
        return data.getvalue()

    monkeypatch.setattr(tables, "MAX_TEXT", 1_000)
    large = written([str(n) * 10 for n in range(2_000)])
    assert len(list(tables.parse(large, "talks.parquet"))) == 2_000
    with pytest.raises(KcdError, match=r"^talks\.parquet: too many or too distant cells; save it"):
        list(tables.parse(written(["fog " * 100] * 2_000), "talks.parquet"))


def test_a_grid_names_its_speakers_in_brackets():
    text = "Zeit;Saal 1;Saal 2\n9:00;Ketten (Ada Example);Bojen (Bo Muster)\n10:00;Pause;Pause\n"
    rows = list(tables.parse(text.encode(), "plan.csv"))
    assert [(row["title"], row.get("speakers")) for row in rows] == [
        ("Ketten", [{"name": "Ada Example"}]),
        ("Bojen", [{"name": "Bo Muster"}]),
        ("Pause", None),
    ]


def test_questions_as_names_of_columns():
    (row,) = tables.parse(
        b"When,What,Who,How long\n2024-06-07 9:00,Ropes,Ada Example,1h30\n", "a.csv"
    )
    assert (row["title"], row["speakers"], row["duration"]) == ("Ropes", "Ada Example", "1h30")


@pytest.mark.parametrize(
    ("header", "talks"),
    [
        ("time,title1,speaker1,title2,speaker2", "Tides/Ada Example Fog/Bo Muster"),
        ("Time,Title,Speaker,Title,Speaker", "Tides/Ada Example Fog/Bo Muster"),
        ("Time,Talk 1,Speaker 1,Talk 2,Speaker 2", "Tides/Ada Example Fog/Bo Muster"),
        # Two languages, or the title of a person, are no second talk.
        ("Time,Title (English),Speaker,Title (Dutch),Note", "Tides/Ada Example"),
        ("Time,Title,Speaker,Note,Speaker title", "Tides/Ada Example"),
        ("Time,Title,Speaker,Title,Company,,", "Tides/Ada Example"),
    ],
)
def test_several_talks_in_a_row(header, talks):
    found = parse(f"{header}\n9:00,Tides,Ada Example,Fog,Bo Muster\n".encode())
    assert " ".join(f"{row['title']}/{row['speakers']}" for row in found) == talks
    assert {row["start"] for row in found} == {"9:00"}


def test_what_stands_before_counted_talks_is_their_track():
    found = parse("Session,Talk 1,Talk 2\nMorning,Tides,Fog\nEvening,Salt,\n")
    assert [(row["track"], row["title"]) for row in found] == [
        ("Morning", "Tides"),
        ("Morning", "Fog"),
        ("Evening", "Salt"),
    ]


@pytest.mark.parametrize(
    ("table", "title"),
    [
        ("Name,Title,Talk title\nAda Example,Captain,Tides\n", "Tides"),
        ("Name,Title,Name,Title,Talk title\nAda Example,Captain,Bo Muster,Cook,Tides\n", "Tides"),
        ("Title,Speaker,Session title\nTides,Ada Example,Water\n", "Tides"),
        ("Speaker,Title,Session title\nAda Example,Tides,Water\n", "Tides"),
    ],
)
def test_the_title_of_a_person_or_a_session_is_not_that_of_the_talk(table, title):
    (row,) = parse(table)
    assert (row["title"], "Ada Example" in row["speakers"]) == (title, True)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Session,Title,Authors", "Morning,Tides,Ada Example"),
        ("Title,Session,Speaker", "Tides,Morning,Ada Example"),
        ("Session title,Talk title,Speaker", "Morning,Tides,Ada Example"),
        ("Session,Paper title,Author names", "Morning,Tides,Ada Example"),
    ],
)
def test_a_session_beside_a_title_is_a_track(header, cells):
    (row,) = parse(f"{header}\n{cells}\n")
    assert (row["title"], row["track"], row["speakers"]) == ("Tides", "Morning", "Ada Example")


def test_a_title_behind_a_speaker_and_a_session_is_a_position():
    (row,) = parse("Session,Speaker,Title,Company\nTides,Ada Example,Captain,Acme\n")
    assert row["title"] == "Tides"


def test_names_and_affiliations_of_authors():
    (row,) = parse("Title,Author Names,Author Affiliations\nTides,Ada Example;Bo Muster,A;B\n")
    assert (row["speakers"], row["organisations"]) == ("Ada Example;Bo Muster", "A;B")


def test_rows_of_one_paper_for_each_of_its_authors():
    text = "paper,title,first,last,affiliation\n7,Boats,Ada,Example,Acme\n7,Boats,Bo,Muster,\n"
    (row,) = parse(text)
    assert (row["id"], row["speakers"]) == ("7", ["Ada Example", "Bo Muster"])
    assert row["organisations"] == ["Acme", ""]


@pytest.mark.parametrize(
    "header",
    [
        "Titre;Heure début;Heure fin;Société",
        "Título;Hora inicio;Hora fin;Organização",
        "Titolo;Ora inizio;Ora fine;Azienda",
        "Titel;Begintijd;Eindtijd;Organisatie",
        "Titel;Von;Bis;Firma",
        "Session Title;Session Start Time;Session End Time;Speakers Company",
    ],
)
def test_times_and_employers_in_languages(header):
    (row,) = parse(f"{header}\nBoats;9:00;9:45;Acme\n")
    assert (row["start"], row["end"], row["organisations"]) == ("9:00", "9:45", "Acme")


def test_tables_that_refer_to_each_other(tmp_path):
    files = {
        "talks": "id,title,abstract,speaker_id\n1,Boats,Text.,7\n",
        "speakers": "id,name,company,bio\n7,Ada Example,Acme,Sails.\n",
    }
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text)
    (row,) = read_programme(tmp_path).to_dict("records")
    found = row["title"], row["speakers"], row["organisations"]
    assert found == ("Boats", "Ada Example", "Acme")


def test_a_sheet_of_speakers_completes_the_talks(tmp_path):
    talks = [["Title", "Speakers", "Start"], ["Boats", "Ada Example, Bo Muster", "10:00"]]
    people = [["Name", "Company", "Title", "Bio"], ["Ada Example", "Acme", "CTO", "Sails."]]
    people.append(["Bo Muster", "Grey Owl", "Dev", "Rows."])
    (tmp_path / "talks.xlsx").write_bytes(workbook(Sessions=talks, Speakers=people))
    with pytest.warns(KcdWarning, match="no day, month and year"):
        (row,) = read_programme(tmp_path / "talks.xlsx").to_dict("records")
    assert (row["title"], row["organisations"]) == ("Boats", "Acme; Grey Owl")


def test_a_column_of_speakers_with_their_affiliations():
    for name in ("Speaker(s) + affiliation", "Speaker / Company", "Name und Firma"):
        (row,) = parse(f"Time,Title,{name}\n10:00,Boats,Ada Example (Acme)\n")
        assert (row["speakers"], "organisations" in row) == ("Ada Example (Acme)", False)


def test_a_day_that_is_named_once_holds_for_the_rows_below():
    text = "Date,Time,Title\n4 May 2023,10:00,Boats\n,11:00,Cars\n5 May 2023,10:00,Planes\n"
    assert [row["day"] for row in parse(text)] == ["4 May 2023", "4 May 2023", "5 May 2023"]


def test_the_times_of_a_talk_are_not_those_of_its_session():
    text = "Session,Session start,Title,Presentation start,Presentation end\n"
    (row,) = parse(f"{text}Sea,10:00,Boats,10:20,10:40\n")
    assert (row["track"], row["start"], row["end"]) == ("Sea", "10:20", "10:40")


@pytest.mark.parametrize(
    "header",
    [
        "セッションタイトル,スピーカー名,日時,会場",
        "Título de la charla,Nombre del ponente,Fecha y hora,Auditorio",
        "Título da palestra,Nome do palestrante,Data e hora,Auditório",
        "Titel des Vortrags,Vor- und Nachname,Datum und Uhrzeit,Saal",
        "Titre du talk,Nom du conférencier,Créneau,Salle",
        "Titel,Naam spreker,Datum en tijd,Locatie",
    ],
)
def test_headers_in_languages(header):
    (row,) = parse(f"{header}\nBoats,Ada Example,2023-05-04 10:00,Red\n")
    found = row["title"], row["speakers"], row["start"], row["room"]
    assert found == ("Boats", ["Ada Example"], "2023-05-04 10:00", "Red") or found[1] == (
        "Ada Example"
    )


def test_an_employer_or_an_organisation():
    (row,) = parse("Título,Empresa u organización\nBoats,Acme\n")
    assert row["organisations"] == "Acme"


def test_utf_16_without_a_mark_in_another_alphabet():
    text = "タイトル,登壇者,会場\n船の話,山田太郎,赤\n"
    for encoding in ("utf-16-le", "utf-16-be"):
        (row,) = parse(text.encode(encoding))
        assert (row["title"], row["speakers"], row["room"]) == ("船の話", "山田太郎", "赤")


def test_who_leads_a_panel_is_not_one_of_its_speakers():
    (row,) = parse("Title,Speakers,Moderators\nBoats,Ada Example,Cy Roe\n")
    assert row["speakers"] == "Ada Example"


def test_a_track_beside_a_category_and_lists_in_cells():
    header = "Title,Speakers,Tags,Category,Track\n"
    rows = parse(
        header
        + """Tides,"['Ada Example', 'Bo Muster']","[""sea"", ""moon""]",dev,Quay 1\n"""
        + "Cranes,Cy Sample,[iron,web,\n"
    )
    assert [row["track"] for row in rows] == ["Quay 1", "web"]
    assert [row["speakers"] for row in rows] == [["Ada Example", "Bo Muster"], "Cy Sample"]
    assert [row["tags"] for row in rows] == [["sea", "moon"], "[iron"]


def test_a_link_between_a_biography_and_the_title_is_that_of_the_speaker():
    [row] = parse("name,bio,twitter,url,title\nAda Example,Sails.,ada,https://ada.example,Boats\n")
    assert ("url" in row, row["speaker_urls"]) == (False, ["https://ada.example"])


def test_a_link_beside_a_social_network_is_that_of_the_speaker():
    [row] = parse("name,bio,twitter,url,title\nAda Example,Sails.,ada,https://ada.example,Boats\n")
    assert ("url" in row, row["speaker_urls"]) == (False, ["https://ada.example"])
