import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import damaged, rows_unless_refused

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.formats import schedule_xml

HERE = Path(__file__).parent.parent / "schedule_xml"
FRAB = (HERE / "frab.xml").read_bytes()


def rows(data, name="schedule.xml"):
    return list(schedule_xml.parse(data, name))


def event(fields, *, conference="", day="date='2021-05-06'"):
    return (
        f"<schedule><conference>{conference}</conference><day {day}><room name='Pier 1'>"
        f"<event id='1'>{fields}</event></room></day></schedule>"
    ).encode()


def test_frab_events_with_all_that_is_said_about_them():
    first, lunch, last = rows(FRAB)
    assert {key: value for key, value in first.items() if key != "abstract"} == {
        "event": "Harbour Days 2021",
        "state": None,
        "timezone": "Europe/Berlin",
        "id": "101",
        "title": "Cranes that steer themselves",
        "speakers": [
            {"name": "Ada Example", "id": "11"},
            {"name": "Bo Muster", "id": "BM7", "url": "https://harbour.example/people/12"},
        ],
        "track": "Machines",
        "kind": "lecture",
        "language": "en",
        "room": "Pier 1",
        "url": "https://harbour.example/talks/101",
        "start": "2021-05-06T09:30:00+02:00",
        "end": None,
        "duration": "00:45",
        "line": 20,
    }
    assert first["abstract"][0] == "What a control loop owes to the wind"
    assert first["abstract"][1].startswith("<p>A crane that swings")
    assert len(first["abstract"]) == 2
    assert (lunch["title"], lunch["speakers"], lunch["abstract"]) == ("Lunch on the quay", [], [])
    assert (lunch["id"], lunch["room"]) == ("5f0c7f0e-0000-4000-8000-000000000102", "Pier 1")
    assert (lunch["track"], lunch["language"], lunch["line"]) == (None, None, 47)
    assert last["title"] == "„Knoten“ & Netze: ein Nachmittag am Kai"
    # What another part contains is left out later.
    assert last["abstract"] == [
        "Knoten, die halten",
        "Knoten, die halten, und solche, die es nicht tun.",
        "Knoten, die halten, und solche, die es nicht tun. Bitte ein Seil mitbringen.",
    ]
    assert last["speakers"] == [{"name": "Çağla Beispiel", "id": "13"}]


def test_pentabarf_knows_times_of_day_only_and_an_old_encoding():
    first, night = rows((HERE / "pentabarf.xml").read_bytes())
    assert (first["day"], first["start"], first["room"]) == ("2012-02-04", "9:15", "Lighthouse")
    assert (night["day"], night["start"], night["room"]) == ("2012-02-05", "00:15", "Lighthouse")
    assert night["speakers"] == [{"name": "Dana Example"}]
    assert "café" in night["abstract"][0]
    assert (night["event"], night["timezone"]) == ("Harbour Days", None)


@pytest.mark.parametrize(
    ("fields", "day", "start"),
    [
        ("<start>9:30</start>", "2021-05-06", "9:30"),
        # As FOSDEM has it, the day changes when the first talk begins.
        ("<start>03:00</start>", "2021-05-06", "03:00"),
        ("<start>02:55</start>", "2021-05-07", "02:55"),
        ("<date>2021-05-07</date><start>01:00</start>", "2021-05-07", "01:00"),
        ("<date>2021-05-07T10:00:00Z</date><start>11:00</start>", None, "2021-05-07T10:00:00Z"),
        ("", "2021-05-06", None),
        ("<date>soon</date><start>02:00</start>", "soon", "02:00"),
    ],
)
def test_day_and_start_of_an_event(fields, day, start):
    (row,) = rows(event(fields, conference="<day_change>03:00:00</day_change>"))
    assert (row.get("day"), row["start"]) == (day, start)


@pytest.mark.parametrize(
    ("end", "day"),
    [("2021-05-07T04:00:00+02:00", "2021-05-07"), ("2021-05-06T23:00:00+02:00", "2021-05-06")],
)
def test_a_day_that_ends_after_midnight(end, day):
    (row,) = rows(event("<start>00:30</start>", day=f"date='2021-05-06' end='{end}'"))
    assert (row["day"], row["start"]) == (day, "00:30")


def test_names_links_state_and_no_licence_for_a_room():
    (row,) = rows(
        event(
            "<title>Fog</title><room> </room><state>confirmed</state><persons>"
            "<person id='4' url='https://a.example'>Jane E. Doe</person><person id='5'/>"
            "<person>Bo, the Great &amp; Co (she/her)</person></persons>"
            "<recording><license>CC BY</license></recording>"
            "<links><link href='https://b.example'>Slides</link></links>"
        )
    )
    assert row["speakers"] == [
        {"name": "Jane E. Doe", "id": "4", "url": "https://a.example"},
        {"name": "Bo, the Great & Co (she/her)"},
    ]
    assert (row["room"], row["state"], row["url"]) == ("Pier 1", "confirmed", None)


@pytest.mark.parametrize(
    "person", ["<persons><person>Ada</person></persons>", "<person name='Ada'/>"]
)
def test_persons_as_they_come(person):
    assert rows(event(person))[0]["speakers"] == [{"name": "Ada"}]


def test_events_outside_of_rooms_and_days_are_read():
    data = b"<schedule>\n<event id='3'><title>Fog</title></event></schedule>"
    (row,) = rows(data)
    assert (row["title"], row["id"], row["line"], row["room"]) == ("Fog", "3", 2, None)


def test_days_rooms_and_events_without_a_name_are_read():
    fog, salt = b"<event><title>Fog</title></event>", b"<event><title>Salt</title></event>"
    day = b"<day><room>" + fog + salt + b"</room></day>"
    found = rows(b"<schedule>" + 2 * day + b"</schedule>")
    assert [row["title"] for row in found] == ["Fog", "Salt"] * 2


def test_an_untitled_event_is_handed_over_with_its_line():
    (row,) = rows(
        b"<schedule><day>\n\n<room><event><title> </title></event></room></day></schedule>"
    )
    assert (row["title"], row["line"]) == (None, 3)


TEMPLATE = (
    b"---\nlayout: null\n---\n<?xml version='1.0'?>\n<schedule>\n<version>{{ now }}</version>"
)
BOMB = b"<?xml version='1.0'?>\n<!DOCTYPE s [\n<!ENTITY a 'aaaa'>]>\n<schedule><day/></schedule>"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            TEMPLATE,
            "schedule.xml, line 1: a template, not XML; give the file that is made from it",
        ),
        (
            FRAB[:1500],
            "schedule.xml, line 37: the XML ends too early; get the whole file",
        ),
        (
            b"<schedule><event><title>On {{ braces }}</event></schedule>",
            "schedule.xml, line 1: broken XML (mismatched tag); correct it or export the schedule"
            " again",
        ),
        (
            b"<schedule>\n<day>\n</room></schedule>",
            "schedule.xml, line 3: broken XML (mismatched tag); correct it or export the schedule"
            " again",
        ),
        (
            BOMB,
            "schedule.xml, line 3: declares entities, which are not read as they may be an attack;"
            " remove the DOCTYPE",
        ),
        (
            b"<?xml version='1.0' encoding='klingon'?><schedule/>",
            "schedule.xml, line 1: unknown encoding: klingon; save it as UTF-8",
        ),
        (
            b"<?xml version='1.0' encoding='shift_jis'?><schedule/>",
            "schedule.xml, line 1: multi-byte encodings are not supported; save it as UTF-8",
        ),
    ],
)
def test_what_is_no_schedule_is_refused_with_its_line(data, message):
    with pytest.raises(KcdError) as caught:
        rows(data)
    assert str(caught.value) == message


@given(
    st.binary()
    | st.binary().map(lambda data: b"<schedule><event>" + data)
    | damaged([FRAB], st.binary(max_size=4))
)
def test_whatever_comes_is_read_or_refused(data):
    for row in rows_unless_refused(schedule_xml, data, "schedule.xml"):
        assert row["title"] is None or row["title"].strip()
        assert 1 <= row["line"] <= data.count(b"\n") + data.count(b"\r") + 1


# Schedules as published, where they lie beside the project.


@pytest.mark.parametrize(
    ("path", "entries", "abstracts", "speakers"),
    [("31c3/schedule.xml", 138, 134, 138), ("fosdem-2024/2024.xml", 874, 874, 869)],
)
def test_published_schedules(shared, path, entries, abstracts, speakers):
    data = (shared / "samples/schedule-xml" / path).read_bytes()
    found = rows(data)
    assert len(found) == entries
    assert sum(bool(row["abstract"]) for row in found) == pytest.approx(abstracts, rel=0.02)
    assert sum(bool(row["speakers"]) for row in found) == speakers
    assert all(row["title"] and row["event"] and row["room"] and row["start"] for row in found)
    lines = data.split(b"\n")
    assert all(b"<event " in lines[row["line"] - 1] for row in found)


def test_a_published_template_is_refused(shared):
    data = (shared / "samples/schedule-xml/not-xml/schedule.xml").read_bytes()
    assert schedule_xml.sniff("schedule.xml", data[:8_000].decode())
    with pytest.raises(KcdError, match=r"^schedule\.xml, line 1: a template, not XML; "):
        rows(data)


def test_only_schedules_are_taken(shared, taken_by):
    assert taken_by(schedule_xml) == set((shared / "samples/schedule-xml").rglob("*.xml"))


def test_reading_takes_at_most_twenty_times_what_parsing_takes(shared):
    data = (shared / "samples/schedule-xml/fosdem-2024/2024.xml").read_bytes()
    assert _fastest(rows, data) <= 20 * _fastest(ElementTree.fromstring, data)


def _fastest(function, data):
    def once():
        start = time.perf_counter()
        function(data)
        return time.perf_counter() - start

    return min(once() for _ in range(3))


def test_the_schedule_of_another_system_is_left_to_the_reader_of_records():
    entry = "<entry id='7'><start>0930</start><title>Tides</title><speakers/></entry>"
    text = f"<schedule><day date='2014-07-21'>{entry}</day></schedule>"
    assert not schedule_xml.sniff("schedule.xml", text)
    assert schedule_xml.sniff("schedule.xml", text.replace("entry", "event"))
