"""Agenda tables in Markdown are programmes; articles that have a table are not."""

import re
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources import read_programme
from kcdanalysis.sources.formats import markdown_tables

HERE = Path(__file__).parent / "markdown_tables"
AGENDA = "| Time | Title | Speaker |\n|---|---|---|\n| 9:00 | Boats | Ada Example |\n"
GRID = "| | Red | Blue |\n|-|-|-|\n| 9:00 | Boats | Cars |\n| 10:00 | Tests | - |\n"


def parse(text, name="agenda.md"):
    return list(markdown_tables.parse(text.encode(), name))


def sample(name):
    return parse((HERE / name).read_text(encoding="utf-8"), name)


def test_a_heading_above_is_the_track_and_a_link_the_url():
    with pytest.warns(KcdWarning) as caught:
        rows = sample("tracks.md")
    about = {"event": "Example Days 2023", "year": 2023}
    assert rows == [
        {
            **about,
            "track": "Boats",
            "line": 12,
            "title": "Kernels | and boats - Ada Example",
            "url": "https://video.example/1",
        },
        {
            **about,
            "track": "Boats",
            "line": 13,
            "title": "Gardening",
            "speakers": "Bo Muster",
            "url": "https://conference.example/gardening",
        },
        {
            **about,
            "track": "Boats",
            "line": 14,
            "title": "A row without a first bar",
            "url": "https://video.example/3",
        },
        {
            **about,
            "track": "Wild track",
            "line": 26,
            "title": "kubectl get boats for all",
            "start": "9:00",
            "speakers": [
                {"name": "Cleo Sample", "url": "https://cleo.example", "beside": "Dora Probe"},
                {"name": "Dora Probe", "url": "https://dora.example"},
            ],
        },
        {**about, "track": "Wild track", "line": 27, "title": "Lunch", "start": "9:30"},
    ]
    assert [str(one.message) for one in caught] == [
        "tracks.md, line 18: a table without titles of talks (its columns: Sign, Meaning); "
        "it was left out"
    ]


def test_times_by_rooms():
    rows = sample("grid.md")
    found = [
        (row["line"], row["title"], row.get("room"), row["day"], row["start"].split(" - ")[0])
        for row in rows
    ]
    assert found == [
        (7, "Opening", None, "Day 1", "09:00"),
        (8, "Kernels", "Red room", "Day 1", "09:30"),
        (8, "Gardening", "Blue room", "Day 1", "09:30"),
        (9, "Coffee", None, "Day 1", "10:00"),
        (10, "Caches", "Red room", "Day 1", "10:00"),
        (10, "Queues", None, "Day 1", "10:00"),
        (16, "Boats", "Red room", "Day 2", "09:00"),
        (16, "Tests", "Blue room", "Day 2", "09:00"),
    ]
    assert rows[1]["url"] == "https://conference.example/kernels"
    assert (rows[2]["speakers"], rows[2]["abstract"]) == ("Bo Muster", "How to grow a team.")
    assert rows[5]["track"] == "Track C"
    assert {row["event"] for row in rows} == {"Example Days 2024"}


def test_days_may_stand_above_the_columns():
    rows = parse("| Time | Monday | Tuesday |\n|-|-|-|\n| 9:00 | Boats | Cars |\n")
    assert [(row["title"], row["day"], row["start"]) for row in rows] == [
        ("Boats", "Monday", "9:00"),
        ("Cars", "Tuesday", "9:00"),
    ]


def test_the_day_above_goes_before_the_times():
    (row,) = parse(f"# Example Days\n## 2023-06-15\n### Boats\n{AGENDA}")
    assert (row["day"], row["start"], row["track"]) == ("2023-06-15", "9:00", "Boats")


def test_a_column_of_speakers_goes_before_the_names_below_a_title():
    row = "| 9:00 | Boats<br>Ada Example<br>How they float. | {} |\n"
    rows = parse(AGENDA.partition("| 9:00")[0] + row.format("Bo Muster") + row.format(""))
    assert [(one["title"], one["speakers"], one["abstract"]) for one in rows] == [
        ("Boats", "Bo Muster", "How they float."),
        ("Boats", "Ada Example", "How they float."),
    ]


def test_a_row_without_a_title_is_named():
    with pytest.warns(KcdWarning) as caught:
        rows = parse(f"{AGENDA}| 9:30 | | Bo Muster |\n")
    assert len(rows) == 1
    assert str(caught[0].message) == (
        "agenda.md, line 4: no title (a row with 2 of 3 cells filled); the row was left out"
    )


def test_broken_front_matter_is_named():
    with pytest.raises(KcdError, match=r"^agenda\.md, line [23]: broken front matter"):
        parse(f"---\nevent: [\n---\n{AGENDA}")


@pytest.mark.parametrize(
    "text",
    [
        AGENDA,
        GRID,
        f"# Agenda\n\nCome early.\n\n{AGENDA}",
        f"# Days\n## Overview\nWelcome.\n## Session 1: Boats\n{AGENDA}",
        f"---\ntitle: Agenda\n---\n## Day 1\n{GRID}",
        f"## Talks\n**Speakers are asked to come early.**\n\n{AGENDA}",
    ],
)
def test_agendas_are_recognised(text):
    assert markdown_tables.sniff("agenda.md", text)


@pytest.mark.parametrize(
    "text",
    [
        # Articles that have a table as well.
        f"# Example Days - Feedback\n{AGENDA}\n## Talk 1: Boats\n### Summary\nBoats float.\n",
        f"# Days\n{AGENDA}\n## Boats\n### Summary\nOf boats.\n### Key takeaways\n- Float.\n",
        f"# Days\n{GRID}\n## Boats\n**Speaker:** Ada Example\n\n**Summary**\n\nBoats float.\n",
        "# Notes\n## Talk: Boats\n| Tool | Price |\n|---|---|\n| Oar | 10 |\n",
        # Tables of other things, and no tables.
        "| Title | Price |\n|---|---|\n",
        "| Name | Description |\n|---|---|\n| Oar | Moves boats. |\n",
        "| Tool | Price |\n|---|---|\n| Oar | 10 |\n",
        "# Boats\n\nTime | and | tide\n",
        "Title,Speaker\n---,---\nBoats,Ada Example\n",
        f"BEGIN:VCALENDAR\n{AGENDA}",
        f"<html><p>\n\n{AGENDA}",
        "",
    ],
)
def test_other_pages_are_not(text):
    assert not markdown_tables.sniff("article.md", text)


@settings(max_examples=150)
@given(st.text(st.sampled_from("|-: \n#*[]()ab9<>`\\Time Title"), max_size=150))
def test_any_text_gives_rows_or_a_sentence(text):
    markdown_tables.sniff("agenda.md", text)
    check(text)


@settings(max_examples=60)
@given(st.sampled_from(["tracks.md", "grid.md"]), st.integers(0, 900), st.text(max_size=3))
def test_damaged_samples_give_rows_or_a_sentence(name, at, text):
    whole = (HERE / name).read_text(encoding="utf-8")
    check(whole[:at] + text + whole[at + len(text) :])


def check(text):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", KcdWarning)
        try:
            rows = list(markdown_tables.parse(text.encode("utf-8", "replace"), "agenda.md"))
        except KcdError:
            return
    assert all(isinstance(row["title"], str) and row["line"] > 0 for row in rows)


def test_a_published_page_of_tables(shared):
    file = shared / "samples/markdown-tables/kubecon-na-2019-mdtables/README.md"
    rows = parse(file.read_text(encoding="utf-8"), file.name)
    # One more than rows that begin with a bar: line 366 has none.
    assert len(rows) == 373
    assert len({row["track"] for row in rows}) == 23
    assert all(row["url"].startswith("https://") for row in rows)


def test_pages_of_tables_and_nothing_else_are_recognised(shared):
    files = [path for path in shared.rglob("*") if path.suffix not in (".parquet", ".xlsx", ".ods")]
    texts = {path: path.read_text("utf-8", "replace")[:8_000] for path in files if path.is_file()}
    found = [path for path, text in texts.items() if markdown_tables.sniff(path.name, text)]
    assert [path.parent.name for path in found] == ["kubecon-na-2019-mdtables"]


def test_days_and_speakers_of_agendas(tmp_path):
    text = """\
# KCD Zurich 2023

## 15 June 2023

| Time | Talk | Speaker |
|---|---|---|
| 9:00 - 9:30 | **Tides for all** | Ada Example (Acme) |
| 10:00 | [Go](https://kcd.example/go) | [Bo Muster](https://bo.example), Cy Roe |

## Freitag, 16. Juni 2023

| Time | Main hall | Blue room |
|---|---|---|
| 9:00 | Clusters at sea (Cy Roe) | [Kernels](https://kcd.example/k) - Flo Gee |
| 9:30 | Coffee | Coffee |
| 10:00 | Nets for fish<br>Ed Foo | Ropes - Ada Example |
"""
    (tmp_path / "agenda.md").write_text(text, "utf-8")
    talks = read_programme(tmp_path / "agenda.md").astype(object).fillna("")
    values = [
        [f"{row.start:%d %H:%M}", row.duration, row.title, row.speakers, row.room, row.url]
        for row in talks.itertuples()
    ]
    assert values == [
        ["15 09:00", 30, "Tides for all", "Ada Example", "", ""],
        ["15 10:00", "", "Go", "Bo Muster; Cy Roe", "", "https://kcd.example/go"],
        ["16 09:00", "", "Clusters at sea", "Cy Roe", "Main hall", ""],
        ["16 09:00", "", "Kernels", "Flo Gee", "Blue room", "https://kcd.example/k"],
        ["16 09:30", "", "Coffee", "", "", ""],
        ["16 10:00", "", "Nets for fish", "Ed Foo", "Main hall", ""],
        ["16 10:00", "", "Ropes", "Ada Example", "Blue room", ""],
    ]
    assert talks["speaker_urls"].tolist()[1] == "https://bo.example; "
    assert set(talks["track"]) == {""}


@pytest.mark.parametrize(
    "day", ["Friday (7 June 2024)", "Day 1: Friday, 7 June 2024", "7 June 2024"]
)
def test_a_heading_with_a_date_gives_the_day(day):
    rows = parse(f"# Schedule of DockConf 2024\n\n## {day}\n\n{GRID}")
    assert {(row["event"], row.get("track")) for row in rows} == {("DockConf 2024", None)}
    assert {re.sub(r"^Friday,? ", "", row["day"]) for row in rows} == {"7 June 2024"}


def test_entries_called_session_make_no_article():
    text = "| Time | Activity |\n|---|---|\n| 9:00 | [Session 1: Tides](t.md) |\n| 10:00 | Tea |\n"
    assert markdown_tables.sniff("schedule.md", f"# Day 1\n\n{text}")
    assert [(row["title"], row["start"]) for row in parse(f"# Day 1\n\n{text}")] == [
        ("Session 1: Tides", "9:00"),
        ("Tea", "10:00"),
    ]


def test_a_heading_that_is_a_time_is_that_of_the_talks_below():
    text = f"## 10:35 - 11:20\n\n{AGENDA.replace('Time', 'Room').replace('9:00', 'Pier')}"
    (row,) = parse(text)
    assert (row["start"], row["end"], row["room"]) == ("10:35", "11:20", "Pier")
    assert "track" not in row


@pytest.mark.parametrize("column", ["Event", "What", "Description"])
def test_beside_times_an_event_is_a_title(column):
    text = f"# Workshop\n\n| Time | {column} |\n|---|---|\n| 9:00 | Boats |\n| 10:00 | Lunch |\n"
    assert markdown_tables.sniff("agenda.md", text)
    assert [(row["title"], row["start"]) for row in parse(text)] == [
        ("Boats", "9:00"),
        ("Lunch", "10:00"),
    ]


def test_the_day_above_the_table_and_a_row_that_is_commented_out():
    table = AGENDA + "<!-- | 9:30 | Cars | Bo Muster | -->\n| 10:00 | Fog | All speakers |\n"
    rows = parse(f"# Quay workshop\n\n**When:** Monday 13 July 2026, 9:00\n\n{table}")
    assert [(row["title"], row["day"], row["start"]) for row in rows] == [
        ("Boats", "Monday 13 July 2026", "9:00"),
        ("Fog", "Monday 13 July 2026", "10:00"),
    ]


def test_columns_in_japanese():
    table = "| 開始時間 | 終了時間 | セッション |\n|-|-|-|\n| 9:00 | 9:20 | 霧 |\n"
    assert markdown_tables.sniff("a.md", table)
    assert [row["title"] for row in parse(table)] == ["霧"]


def test_a_table_of_empty_cells_is_left_out():
    empty = "| | |\n|---|---|\n| | |\n\n"
    assert markdown_tables.sniff("agenda.md", empty + AGENDA)
    assert [row["title"] for row in parse(empty + AGENDA)] == ["Boats"]
    assert parse(empty) == []


def test_a_heading_that_only_announces_a_table_is_no_track():
    table = "| Session | Length |\n|---|---|\n| [Fog](#fog) | 30 |\n"
    [fog, salt] = parse(f"# KCD 2023\n## Attended sessions list\n{table}\n## Workshops\n{table}")
    assert ("track" in fog, salt["track"], fog.get("url")) == (False, "Workshops", None)


def test_paragraphs_in_a_cell_are_lines():
    table = "| Ora | Presentatore | Titolo |\n|-|-|-|\n| 9:00 | Ada | <p>Fog</p><p>White.</p> |\n"
    (row,) = parse(table)
    assert (row["title"], row["abstract"], row["speakers"]) == ("Fog", "White.", "Ada")


def test_a_date_in_the_description_of_the_page():
    header = "---\ntitle: Quay Meetup\ndate: 2022-11-14\ndescription: 2023-02-05 Quay Meetup\n---\n"
    (row,) = parse(header + AGENDA)
    assert (row["day"], row["year"]) == ("2023-02-05", 2023)


def test_the_year_above_a_table_is_no_track():
    table = "| Speaker | Topic |\n|---|---|\n| Ada Example | Fog |\n"
    found = parse(f"# Quay Meetup\n## November 2022\n{table}\n## 2023\n{table}")
    assert [(row["year"], "track" in row) for row in found] == [(2022, False), (2023, False)]


def test_tables_with_commas_in_restructured_text():
    text = (
        'Meetings\n========\n\n2023\n----\n\n.. csv-table::\n  :header: "Date", "Who", "Topic"\n\n'
    )
    text += '  "2023-05-04", "Ada Example", "Fog, and nets"\n  "2023-06-01", "Bo Muster", "Salt"\n'
    rows = [row for row in markdown_tables.parse(text.encode(), "a.rst") if row.get("title")]
    assert [(row["title"], row["speakers"], row["line"]) for row in rows] == [
        ("Fog, and nets", "Ada Example", 10),
        ("Salt", "Bo Muster", 11),
    ]
