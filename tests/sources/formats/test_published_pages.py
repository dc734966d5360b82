"""Pages as published beside a plain reading of their markup, where they lie beside the project."""

import json
from itertools import takewhile

import pytest
from bs4 import BeautifulSoup

from kcdanalysis.errors import KcdWarning
from kcdanalysis.sources import read_programme


@pytest.fixture
def folder(shared):
    path = shared / "samples/html-pages"
    if not path.is_dir():
        pytest.skip("no published pages beside the project")
    return path


def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def text(tag):
    return " ".join(tag.get_text(" ").split()) if tag else ""


def cells(table, *columns):
    """Write each row of a Talks frame as texts; "" for what is missing."""
    return [
        tuple("" if value != value else str(value) for value in row)
        for row in table[list(columns)].fillna("").itertuples(index=False)
    ]


def times(table):
    return [None if start != start else f"{start:%Y-%m-%d %H:%M}" for start in table["start"]]


@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
def test_cards_of_the_schedule_and_data_in_the_pages_of_talks(folder):
    table = read_programme(folder / "cloudnativebern-2024")
    page = folder / "cloudnativebern-2024/sessions/612998.html"
    script = json.loads(soup(page).find("script", type="application/json").string)
    sessions = json.loads(script["body"])[0]["sessions"]
    cards = soup(folder / "cloudnativebern-2024/schedule.html").select("main .card")
    # The plain reading of the schedule: a card's heading, persons, and time with place.
    assert [text(card.h4) for card in cards] == [" ".join(one["title"].split()) for one in sessions]
    expected = [
        (
            " ".join(one["title"].split()),
            "; ".join(person["name"] for person in one["speakers"]),
            one["room"],
        )
        for one in sessions
    ]
    assert cells(table, "title", "speakers", "room") == expected
    assert times(table) == [one["startsAt"][:16].replace("T", " ") for one in sessions]
    for card, one in zip(cards, sessions, strict=True):
        *names, when = [text(section) for section in card.find_all("section")]
        assert names == [person["name"] for person in one["speakers"]]
        assert when.startswith(f"{one['startsAt'][11:16]} - {one['endsAt'][11:16]}")
    abstracts = [len(one["description"] or "") > 0 for one in sessions]
    assert [bool(row) for (row,) in cells(table, "abstract")] == abstracts
    assert table["kind"].tolist()[:4] == ["break", "other", "talk", "break"]
    welcome = table[table["title"].isin(["Welcome Session", "Closing Session"])]
    assert set(welcome["kind"]) == {"other"} and len(welcome) == 2


def test_cards_alone(folder):
    with pytest.warns(KcdWarning, match="21 values of start are left empty"):
        table = read_programme(folder / "cloudnativebern-2024/schedule.html")
    cards = soup(folder / "cloudnativebern-2024/schedule.html").select("main .card")
    expected = []
    for card in cards:
        *names, when = [text(section) for section in card.find_all("section")]
        expected.append((text(card.h4), "; ".join(names), " ".join(when.split()[3:])))
    assert cells(table, "title", "speakers", "room") == expected
    assert len(expected) == 21


@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
def test_lines_of_time_talk_and_place_in_tabs(folder):
    path = folder / "causal-islands-2023/schedule.html"
    table = read_programme(path)
    expected = []
    for line in soup(path).select(".cell-line"):
        title, speaker = line.select_one(".schedule-session"), line.select_one(".schedule-speaker")
        expected.append((text(title), text(line.select_one(".schedule-place"))))
        if speaker and "/" not in text(speaker):
            assert cells(table[table["title"] == text(title)], "speakers") == [(text(speaker),)]
    assert cells(table, "title", "room") == expected
    assert len(expected) == 31


@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
def test_grid_of_cells_over_several_rows_joined_with_the_pages_of_talks(folder):
    table = read_programme(folder / "pyconfr-2012")
    slots = [
        slot
        for slot in soup(folder / "pyconfr-2012/index.html").select("td.slot")
        if slot.find(class_="title")
    ]
    assert [title for (title,) in cells(table, "title")] == [
        text(slot.find(class_="title")) for slot in slots
    ]
    n_pages = 0
    for (title, names, level, track, abstract), slot in zip(
        cells(table, "title", "speakers", "level", "track", "abstract"), slots, strict=True
    ):
        link = slot.find(class_="title").a
        if not link:
            continue
        number = link["href"].split("/")[1]
        body = soup(folder / f"pyconfr-2012/presentation/{number}.html").select_one("#body")
        n_pages += 1
        assert title == text(body.h1)
        speakers = [text(one) for one in body.select(".speakers a") if text(one) != "?"]
        # One page adds an employer, and one names a person twice.
        assert names.split("; ") == list(dict.fromkeys(one.split(" (")[0] for one in speakers))
        labels = {text(dt): text(dt.find_next("dd")) for dt in body.select("dl dt")}
        assert (level, track) == (labels["Audience level:"], labels["Category:"])
        words = text(body.select_one(".description")).split()
        plain = [*takewhile(str.isalpha, words)][:5]
        assert abstract.startswith(" ".join(plain))
    assert n_pages == 40
    rooms = [room for (room,) in cells(table, "room")]
    assert {*rooms} == {"", "Agora", "Classe Numérique", "L'atelier"}
    by_title = dict(
        zip(table["title"], zip(times(table), table["duration"], rooms, strict=True), strict=True)
    )
    assert by_title["logging : standard, simple et versatile"] == (
        "2012-09-15 10:00",
        60,
        "L'atelier",
    )
    assert by_title["REST in SPORE"] == ("2012-09-15 16:00", 30, "Classe Numérique")
    assert by_title["Faire des tests en python"] == ("2012-09-16 14:00", 90, "L'atelier")
    assert by_title["Je configure mes serveurs avec fabric et fabtools"][0] == "2012-09-15 12:00"
    # Thursday and Friday have no page of a talk that tells their date.
    assert times(table).count(None) == 7
