import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import rows_unless_refused

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources.formats import ics

pytest.importorskip("icalendar")


def rows(*events, head=(), name="talks.ics"):
    lines = ["BEGIN:VCALENDAR", *head]
    for event in events:
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    return list(ics.parse("\r\n".join([*lines, "END:VCALENDAR", ""]).encode(), name))


def only_row(*event, head=()):
    (row,) = rows(event, head=head)
    return row


def sample(root, name):
    return list(ics.parse((root / "tests/sources/ics" / name).read_bytes(), name))


# What is recognised.


@pytest.mark.parametrize(
    "head",
    ["BEGIN:VCALENDAR\r\n", "\n begin:vcalendar", "BEGIN:VEVENT\nUID:1", "<!--\nBEGIN:VCALENDAR"],
)
def test_calendars_are_recognised(head):
    assert ics.sniff("any.name", head)


@pytest.mark.parametrize("head", ["", "# BEGIN:VCALENDAR", "{}", "BEGIN:VCARD\nFN:Ada Example"])
def test_other_files_are_not(head):
    assert not ics.sniff("talks.ics", head)


# The samples.


def test_sched(root):
    badge, cranes = sample(root, "sched.ics")
    assert (badge["kind"], badge["room"]) == ("REGISTRATION", "Entrance C, Quayville")
    assert cranes["title"] == "Cranes, Slow and Fast"
    assert cranes["speakers"] == "Ada Example, Bo Muster"
    assert cranes["abstract"].endswith("<li>fast ones</li></ul>")
    assert cranes["track"] == "LIFTING + LOWERING"
    assert (cranes["event"], cranes["timezone"]) == ("Harbour Days 2024", "UTC")
    assert cranes["start"] == datetime(2024, 5, 6, 8, tzinfo=UTC)
    assert cranes["url"].endswith("/5c0ffee2")
    assert (badge["line"], cranes["line"]) == (8, 20)


def test_descriptions_and_titles_are_kept_as_they_are(root):
    found = sample(root, "tracks-in-titles.ics")
    assert [row["title"] for row in found][2:4] == [
        "Barnacles (the small ones) (Biology)",
        "Panel: Better Buoys (Main Events)",
    ]
    assert {row["track"] for row in found} == {row["speakers"] for row in found} == {None}
    assert found[3]["duration"] == timedelta(minutes=40)


def test_malformed(root):
    with pytest.warns(KcdWarning, match="line 44: an event without a SUMMARY; left out"):
        found = sample(root, "malformed.ics")
    assert [row["title"] for row in found] == [
        "Apertura",
        "Nebbia – una storia",
        "Reti e nodi",
        "Senza fine",
    ]
    # One identifier for all is none.
    assert {row["id"] for row in found} == {None}
    speakers = [row["speakers"] for row in found]
    assert speakers == [None, ["Ada Esempio"], "Bo Prova, Cleo Prova", None]
    assert found[2]["abstract"] == ("Le reti sono fatte di nodi.\nNota: i nodi no.\n\nE basta.")
    assert (found[3]["start"], found[0]["timezone"]) == ("domani", "Europe/Rome")


def test_folded_inside_a_letter(root):
    first, *_ = found = sample(root, "folded-in-a-letter.ics")
    assert [row["title"] for row in found] == [
        "12 - Phares : été comme hiver",
        "7 - Grues à l’œuvre",
        "Pause",
    ]
    assert first["abstract"] == "Un phare éclaire, même sans bateau… \nEt la nuit, il tourne."
    assert first["event"] == "Rencontres du Port 2022"
    assert first["start"].utcoffset() == timedelta(hours=2)


# What only all titles together tell.


def test_speakers_behind_most_titles():
    titles = [
        "Tides - A Study in Salt - Ada Example\\, Salt Inc",
        "Fog?- Bo Muster\\, Maps Inc & Cleo Beispiel\\, Harbour",
        "Salt - and pepper",
        "Opening - Dee Sample\\, Chair & Core Maintainer\\, Fog",
    ]
    found = rows(*[[f"UID:{at}", f"SUMMARY:{title}"] for at, title in enumerate(titles)])
    assert [(row["title"], row["speakers"]) for row in found] == [
        ("Tides - A Study in Salt", ["Ada Example"]),
        ("Fog?", ["Bo Muster", "Cleo Beispiel"]),
        ("Salt - and pepper", None),
        ("Opening", ["Dee Sample"]),
    ]


def test_breaks_have_no_speakers_in_their_titles():
    titles = ["Registration", "Talk: Tides - Ada Example", "Coffee break", "Lunch"]
    found = [(row["title"], row["speakers"]) for row in rows(*([f"SUMMARY:{t}"] for t in titles))]
    assert found == [
        ("Registration", None),
        ("Tides", ["Ada Example"]),
        ("Coffee break", None),
        ("Lunch", None),
    ]
    assert only_row("SUMMARY:Keynote: Tides")["title"] == "Keynote: Tides"


def test_pretalx_has_names_alone_behind_its_titles():
    head = ["PRODID:-//pretalx//harbour//EN"]
    assert only_row("SUMMARY:Fog - Ada Example\\, Bo Muster", head=head)["speakers"] == [
        "Ada Example",
        "Bo Muster",
    ]


def test_a_dash_or_bracket_in_few_titles_is_part_of_them():
    titles = ["Salt - Lessons Learned", "Fog (again)", "12 - a number", "Tides", "Knots", "Ropes"]
    found = rows(*[[f"SUMMARY:{title}"] for title in titles])
    assert [row["title"] for row in found] == titles
    assert not any(row["speakers"] or row["track"] for row in found)


def test_one_organiser_of_all_is_no_speaker():
    events = [["ORGANIZER;CN=Ada Example:mailto:a@b.example", f"SUMMARY:{at}"] for at in "ABC"]
    assert [row["speakers"] for row in rows(*events)] == [None, None, None]


def test_attendees_with_names_are_speakers():
    row = only_row(
        'ATTENDEE;ROLE=CHAIR;CN="Ada Example":invalid:nomail',
        "ATTENDEE:mailto:nobody@example.org",
        "SUMMARY:Fog",
    )
    assert row["speakers"] == ["Ada Example"]


def test_several_categories_are_tags():
    row = only_row("CATEGORIES:Fog,Salt\\, dry", "CATEGORIES:Rope", "SUMMARY:A")
    assert (row["tags"], row["track"], row["kind"]) == (["Fog", "Salt, dry", "Rope"], None, None)


# Times and states.

ZONE = [
    *("BEGIN:VTIMEZONE", "TZID:Harbour time", "BEGIN:STANDARD", "DTSTART:20200101T000000"),
    *("TZOFFSETFROM:+0100", "TZOFFSETTO:+0330", "END:STANDARD", "END:VTIMEZONE"),
]


def test_a_calendar_defines_its_own_time_zone():
    event = ["DTSTART;TZID=Harbour time:20230615T100000", "SUMMARY:Fog"]
    row = only_row(*event, head=ZONE)
    assert row["start"].utcoffset() == timedelta(hours=3, minutes=30)
    # Another calendar does not know it.
    with pytest.warns(KcdWarning) as caught:
        row = only_row(*event)
    assert row["start"] == datetime(2023, 6, 15, 10)
    assert [str(one.message) for one in caught] == [
        "talks.ics, line 2: unknown time zone 'Harbour time'; the time is kept as local time"
    ]


def test_a_broken_time_zone_does_not_cost_the_events():
    event = ["DTSTART;TZID=Europe/Berlin:20230615T100000", "SUMMARY:Fog"]
    row = only_row(*event, head=["BEGIN:VTIMEZONE", "TZID:X", "BEGIN:DAYLIGHT", "DTSTART:soon"])
    assert row["start"].isoformat() == "2023-06-15T10:00:00+02:00"


@pytest.mark.parametrize(
    ("lines", "start", "zone"),
    [
        ("DTSTART:20230615T100000Z", "2023-06-15T10:00:00+00:00", "Europe/Rome"),
        ("DTSTART:20230615T100000", "2023-06-15T10:00:00", "Europe/Rome"),
        ("DTSTART;TZID=America/Lima:20230615T100000", "2023-06-15T10:00:00-05:00", "America/Lima"),
        (
            "DTSTART;TZID=W. Europe Standard Time:20230615T100000",
            "2023-06-15T10:00:00+02:00",
            "Europe/Berlin",
        ),
    ],
)
def test_zones_of_times_and_of_the_calendar(lines, start, zone):
    row = only_row(lines, "SUMMARY:Fog", head=["X-WR-TIMEZONE:Europe/Rome"])
    assert (row["start"].isoformat(), row["timezone"]) == (start, zone)


def test_a_floating_time_has_no_zone():
    row = only_row("DTSTART:20230615T100000", "DTEND:20230615T104500", "SUMMARY:Fog")
    assert (row["start"], row["timezone"]) == (datetime(2023, 6, 15, 10), None)
    assert (row["end"], row["day"]) == (datetime(2023, 6, 15, 10, 45), None)


def test_a_whole_day_has_no_start():
    row = only_row("DTSTART;VALUE=DATE:20230615", "DTEND;VALUE=DATE:20230617", "SUMMARY:Fog")
    assert (row["day"], row["start"], row["end"]) == (date(2023, 6, 15), None, None)


@pytest.mark.parametrize("state", ["CONFIRMED", "TENTATIVE", "CANCELLED", None])
def test_status(state):
    lines = [f"STATUS:{state}"] if state else []
    assert only_row(*lines, "SUMMARY:Fog")["state"] == state


def test_what_the_library_refuses_is_said_with_its_line():
    with pytest.warns(KcdWarning) as caught:
        row = only_row(
            *("SUMMARY:Fog", "GEO:nowhere", "DTSTART:soon", "no property", "UID:7"),
            *("RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20230616T100000Z"),
        )
    assert (row["start"], row["id"]) == ("soon", "7")
    assert [str(one.message) for one in caught] == [
        "talks.ics, line 2: a line: Content line could not be parsed into parts: 'no property': "
        "Invalid content line; left out",
        "talks.ics, line 2: 'Fog' is repeated; only its first time is read",
    ]


def test_attendees_are_persons_to_the_letter():
    row = only_row(
        'ATTENDEE;CN="Doe, Jane E. (she/her)":mailto:jane@example.org',
        "ATTENDEE;CUTYPE=ROOM;CN=Pier 1:mailto:pier@example.org",
        "ATTENDEE;CN=Bo & Co:mailto:bo@example.org",
        "SUMMARY:Fog",
    )
    assert row["speakers"] == ["Doe, Jane E. (she/her)", "Bo & Co"]


# One bad event never costs the others.


@pytest.mark.parametrize(
    "bad",
    [
        ["SUMMARY", " folded"],
        ["DTSTART:99999999T999999", "GEO:;", "RRULE:FREQ=FOO", "SUMMARY:"],
        ["BEGIN:VALARM", "SUMMARY:Alarm"],
        ["END:VALARM"],
        ["\u2028:;;=", "CATEGORIES;X"],
        [],
    ],
)
def test_bad_event(bad):
    with pytest.warns(
        KcdWarning, match=r"^talks\.ics, line 5: an event without a SUMMARY; left out"
    ):
        found = rows(["SUMMARY:A"], bad, ["SUMMARY:B"])
    assert [row["title"] for row in found] == ["A", "B"]


def test_an_alarm_says_nothing_of_its_event():
    assert only_row("BEGIN:VALARM", "SUMMARY:Beep", "END:VALARM", "SUMMARY:A")["title"] == "A"


def test_missing_library_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(KcdError, match=r"^talks\.ics: needs the extra 'readers'; pip install"):
        rows(["SUMMARY:A"])


def test_bytes_that_are_no_text():
    with pytest.raises(KcdError, match=r"^talks\.ics: a binary file"):
        list(ics.parse(b"BEGIN:VCALENDAR\n\0", "talks.ics"))


LINES = st.sampled_from(
    [
        "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM", "END:VCALENDAR", "", " folded",
        "SUMMARY:Fog (A)", "SUMMARY;LANGUAGE=en:12 - Fog", "SUMMARY", "DESCRIPTION:Salt\\n",
        "Note: x", "DTSTART;TZID=Mars/Phobos:20240101T100000", "DTSTART:0",
        "DTEND;VALUE=DATE:20240102",
        "DURATION:P", "CATEGORIES:a,b", "CATEGORIES", "ORGANIZER;CN=A,B;X:MAILTO:a@b",
        "ATTENDEE;CN=:", "UID:1", "URL:http://[", "X-WR-CALNAME:Harbour",
        "DTSTART;TZID=\u00e9;X=\"", "LOCATION:\\",
    ]
)  # fmt: skip


@given(
    st.lists(LINES | st.text(max_size=8), max_size=25).map("\r\n".join).map(str.encode)
    | st.binary(max_size=80).map(lambda data: b"BEGIN:VEVENT\nSUMMARY:A\n" + data)
)
def test_whatever_comes_is_read_or_refused(data):
    found = rows_unless_refused(ics, data, "talks.ics")
    assert all(isinstance(row["title"], str) and row["title"] for row in found)
    lines = [row["line"] for row in found]
    assert lines == sorted(set(lines))


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1), st.integers(9, 74))
def test_folding_is_undone_wherever_it_cuts(text, width):
    # A letter of UTF-8 may be cut in two.
    data = f"SUMMARY:A{text}".replace("\\", "/").encode()
    folded = b"\r\n ".join(data[at : at + width] for at in range(0, len(data), width))
    (row,) = ics.parse(b"BEGIN:VEVENT\r\n" + folded + b"\r\nEND:VEVENT", "talks.ics")
    assert row["title"] == f"A{text}".replace("\\", "/")


# Calendars as published, where they lie beside the project.


@pytest.mark.parametrize(
    ("path", "entries", "abstracts", "speakers"),
    [
        ("sched-kubecon-eu-2026-day/20260323.ics", 94, 84, 54),
        # Organisers are the speakers here.
        ("moca24-malformed/schedule.ics", 88, 81, 83),
        ("railsconf-2017/RC2017_all_events.ics", 113, 85, 0),
        ("jres_2022.ics", 120, 97, 0),
    ],
)
def test_published_calendars(shared, path, entries, abstracts, speakers):
    data = (shared / "samples/ics" / path).read_bytes()
    assert ics.sniff("any.name", data[:8_000].decode(errors="replace"))
    found = list(ics.parse(data, path))
    counts = Counter(key for row in found for key in ("abstract", "speakers", "start") if row[key])
    assert (len(found), counts["start"]) == (entries, entries)
    assert (counts["abstract"], counts["speakers"]) == (abstracts, speakers)
    begins = [number for number, line in enumerate(data.split(b"\n"), 1) if b"BEGIN:VEV" in line]
    assert [row["line"] for row in found] == begins


def test_other_published_formats_are_not_taken(taken_by):
    assert {path.suffix for path in taken_by(ics)} == {".ics"}


@pytest.mark.parametrize("zone", ["Europe", "Europe/" + "<b>" * 200])
def test_a_zone_that_is_no_file_of_a_zone_loses_no_event(zone):
    lines = ["BEGIN:VEVENT", "SUMMARY:eBPF", f"DTSTART;TZID={zone}:20230615T100000", "END:VEVENT"]
    calendar = "\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR", ""]).encode()
    with pytest.warns(KcdWarning, match=r"line 2: unknown time zone 'unknown'; the time is kept"):
        [row] = ics.parse(calendar, "a.ics")
    assert (row["title"], str(row["start"])) == ("eBPF", "2023-06-15 10:00:00")


def test_a_day_that_is_called_as_the_calendar_is_the_event_itself():
    days = ["DTSTART;VALUE=DATE:20240302", "UID:1", "SUMMARY:Dock Days"]
    talk = ["DTSTART:20240302T100000Z", "UID:2", "SUMMARY:Dock Days"]
    found = rows(days, talk, head=["X-WR-CALNAME:Dock Days"])
    assert [row.get("kind") for row in found] == ["other", None]


def test_the_speakers_of_a_description_in_html():
    row = only_row("SUMMARY:Tides", r"DESCRIPTION:<p>Salt.</p><br><b>Speaker:</b> Ada Example")
    assert row["speakers"] == "Ada Example"
