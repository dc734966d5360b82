from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcdanalysis.errors import KcdWarning
from kcdanalysis.sources.cleaning import clean_rows
from kcdanalysis.sources.rows import raw_row
from kcdanalysis.talks import as_talks


def clean(**row):
    return as_talks(clean_rows([{"title": "eBPF", "source": "kcd.csv", **row}])).loc[0]


def test_markup_placeholders_and_no_track_go():
    talk = clean(
        title="<em>eBPF</em> &amp; you",
        abstract="<p>Why?</p><ul><li>fast</li></ul>",
        track="No Track",
        room="-",
        tags="bpf, TBA, No items found.",
    )
    assert talk["title"] == "eBPF & you"
    assert talk["abstract"] == "Why?\n- fast"
    assert talk[["track", "room"]].isna().all()
    assert talk["tags"] == "bpf"


def test_parts_of_an_abstract_are_joined_once():
    talk = clean(abstract=["A subtitle", "A subtitle and more.", "", "Another."])
    assert talk["abstract"] == "A subtitle and more.\n\nAnother."


def test_times_and_durations_in_any_form():
    talk = clean(start="2023-06-15 10:00", end="2023-06-15 10:45", timezone="Europe/Zurich")
    assert talk["start"].isoformat() == "2023-06-15T08:00:00+00:00"
    assert (talk["duration"], talk["year"]) == (45, 2023)
    assert clean(duration="00:30")["duration"] == 30
    assert clean(day="15.06.2023", start="9:00 – 9.45 Uhr")[["start", "duration"]].tolist() == [
        pd.Timestamp("2023-06-15T09:00Z"),
        45,
    ]
    night = clean(day=date(2023, 6, 15), start="23h30", end="0h15", timezone="+02:00")
    assert night[["start", "duration"]].tolist() == [pd.Timestamp("2023-06-15T21:30Z"), 45]
    assert clean(day="15 juin 2023")["start"] == pd.Timestamp("2023-06-15T00:00Z")


@pytest.mark.parametrize(
    ("row", "start", "timezone"),
    [
        ({"start": "2023-06-15 10:00"}, "2023-06-15T10:00Z", None),
        ({"start": "2023-06-15 10:00", "timezone": "Europe/Zurich"}, "08:00", "Europe/Zurich"),
        ({"start": "2023-06-15T10:00+02:00"}, "2023-06-15T08:00Z", "+02:00"),
        ({"start": "2023-06-15T10:00Z", "timezone": "America/Lima"}, "10:00", "America/Lima"),
        ({"start": 1686816000}, "2023-06-15T08:00Z", "UTC"),
        ({"timezone": "Europe/Zurich"}, None, None),
        ({"start": "2023-06-15 10:00", "timezone": "CEST"}, "08:00", "+02:00"),
        ({"start": "2023-06-15 10:00", "timezone": "UTC+2"}, "08:00", "+02:00"),
        ({"start": "2023-06-15 10:00", "timezone": "+5:30"}, "04:30", "+05:30"),
        ({"start": "2023-06-15T10:00Z", "timezone": "PDT"}, "10:00", "-07:00"),
        ({"start": "2023-06-15 10:00", "timezone": "GMT"}, "10:00", "UTC"),
        ({"start": "2023-06-15 10:00", "timezone": " Asia/Tokyo "}, "01:00", "Asia/Tokyo"),
    ],
)
def test_without_a_zone_a_start_is_the_local_time_and_its_zone_is_missing(row, start, timezone):
    talk = clean(**row)
    expected = pd.NaT if start is None else pd.Timestamp(f"2023-06-15T{start[-6:].strip('TZ')}Z")
    assert talk["start"] is expected or talk["start"] == expected
    assert (None if pd.isna(talk["timezone"]) else talk["timezone"]) == timezone


def test_a_time_zone_for_the_rows_that_state_none():
    rows = [
        {"title": "A", "start": "2023-06-15 10:00"},
        {"title": "B", "start": "2023-06-15 10:00", "timezone": "UTC"},
    ]
    talks = as_talks(clean_rows(rows, "Europe/Zurich"))
    assert talks["timezone"].tolist() == ["Europe/Zurich", "UTC"]
    assert talks["start"].dt.hour.tolist() == [8, 10]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"start": "Monday 9:00AM"}, "no day, month and year in 'Monday 9:00AM'; the start is"),
        ({"start": "10:00", "day": "Friday"}, "no day, month and year in 'Friday'; the start is"),
        ({"start": "2023-06-15", "timezone": "Mars/Phobos"}, "'Mars/Phobos' is not a time zone;"),
        ({"start": "2023-06-15", "timezone": 5}, "5 is not a time zone; the timezone is"),
        ({"start": "2023-06-15T10:00+25:00"}, "the offset in '2023-06-15T10:00+25:00' is out of"),
        ({"duration": "long"}, "'long' is not a duration; the duration is"),
        ({"state": "perhaps"}, "'perhaps' is not a known state; the state is"),
        (
            {"start": "2023-06-15 10:00", "end": "2022-06-15 11:00"},
            "the end 2022-06-15 11:00 is before the start; the duration is",
        ),
    ],
)
def test_what_cannot_be_read_is_left_empty_with_its_line(row, reason):
    with pytest.warns(KcdWarning) as caught:
        clean_rows([{"title": "eBPF", "source": "kcd.csv", "line": 7, **row}])
    assert len(caught) == 1
    assert str(caught[0].message).startswith(f"kcd.csv, line 7: {reason}")


def test_many_unreadable_values_are_one_warning():
    rows = [{"title": f"A{n}", "source": "x.csv", "line": n, "start": "9:00"} for n in range(2, 9)]
    with pytest.warns(KcdWarning) as caught:
        clean_rows(rows)
    assert [str(each.message) for each in caught] == [
        "x.csv: 7 values of start are left empty (line 2: no day, month and year in '9:00'; "
        "line 3: no day, month and year in '9:00'; line 4: no day, month and year in '9:00'; ...)"
    ]


@pytest.mark.parametrize(
    ("row", "minutes"),
    [
        ({"start": "9:30 - 10:10"}, 40),
        ({"start": "09:30--10:10"}, 40),
        ({"start": "11:50 to 12:15 PM"}, 25),
        ({"start": "1:30 to 1:55 PM", "day": "Day 1"}, 25),
        ({"start": "1315", "end": "1400", "day": "Monday"}, 45),
        ({"start": "23:30", "end": "0:15"}, 45),
        ({"start": "9:30", "end": "10:10", "duration": "30"}, 30),
        ({"start": "9:30", "end": "soon"}, None),
    ],
)
def test_two_times_tell_how_long_a_talk_takes_on_whatever_day(row, minutes):
    with pytest.warns(KcdWarning, match="the start is left empty"):
        talk = clean(**row)
    assert pd.isna(talk["start"])
    assert (None if pd.isna(talk["duration"]) else talk["duration"]) == minutes


@pytest.mark.parametrize(
    ("track", "kind"),
    [("Keynote", "keynote"), ("Tutorials", "workshop"), ("Talks on Workshops", "talk")],
)
def test_a_track_that_is_a_kind_says_it(track, kind):
    assert clean(track=track, speakers="Ada Example")["kind"] == kind
    assert clean(track=track, title="Closing remarks")["kind"] == "other"


#: The lines of a source, and the speakers and organisations of one of them.
LINES = [
    # Two lines name an organisation that can be no person, so "Grey Owl" is another.
    (["Ada Example, Acme", "Cy Roe, Crane Ltd", "Bo Muster, Grey Owl"], "Bo Muster", "Grey Owl"),
    (["Ada Example, Cy Roe", "Di Doe, Ed Fox", "Bo Muster, Grey Owl"], "Bo Muster; Grey Owl", None),
    (
        ["Ada Example, Acme", "Cy Roe, Crane Ltd", "Ed Fox, Grey Owl & Bo Muster, Red Hat"],
        "Ed Fox; Bo Muster",
        "Grey Owl; Red Hat",
    ),
]


@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
@pytest.mark.parametrize(("lines", "speakers", "organisations"), LINES)
def test_the_other_lines_tell_what_stands_behind_a_comma(lines, speakers, organisations):
    rows = [{"title": f"A{at}", "speakers": line} for at, line in enumerate(lines)]
    last = as_talks(clean_rows(rows)).iloc[-1]
    assert last["speakers"] == speakers
    assert (None if pd.isna(last["organisations"]) else last["organisations"]) == organisations


def test_where_the_other_lines_do_not_tell_a_warning_says_so():
    lines = ["Ada Example, Acme", "Bo Muster, Grey Owl", "Cy Roe, Ed Fox"]
    rows = [{"title": line, "source": "x.csv", "speakers": line} for line in lines]
    with pytest.warns(KcdWarning) as caught:
        clean_rows(rows)
    assert [str(each.message) for each in caught] == [
        "x.csv: 2 lines such as 'Bo Muster, Grey Owl' may name an organisation, not a second person"
    ]


STATES = {
    "confirmed": "accepted", "Accepted": "accepted", "CONFIRMED": "accepted",
    "Accept_Queue": "submitted", "Nominated": "submitted", "TENTATIVE": "submitted",
    "Waitlisted": "submitted", "Declined": "rejected", "canceled": "cancelled",
    "CANCELLED": "cancelled", "withdrawn": "withdrawn", "rejecting": "rejected",
    "Abgelehnt": "rejected", "accepté": "accepted", "": None,
}  # fmt: skip


@pytest.mark.parametrize("label", STATES)
def test_states_of_known_systems(label):
    state = clean(state=label)["state"]
    assert (None if pd.isna(state) else state) == STATES[label]


def test_the_year_of_the_event_goes_before_the_date():
    assert clean(event="devopsdays 2018", start="2017-09-01")["year"] == 2018


def test_names_that_are_data_are_kept_to_the_letter():
    talk = clean(
        speakers=["Ada  Example (Acme)", {"name": "Doe, Bo & Cy", "url": "https://x.example"}, "-"]
    )
    assert talk["speakers"] == "Ada Example (Acme); Doe, Bo & Cy"
    assert talk["speaker_urls"] == "; https://x.example"
    assert pd.isna(talk["organisations"])


def test_links_and_organisations_stay_with_their_names():
    talk = clean(
        speakers=["TBA", "Ada Example", "Bo Muster"],
        speaker_urls=["https://a.example", "https://b.example", "https://c.example"],
        organisations=["Acme", "", "Initech"],
    )
    assert talk[["speakers", "speaker_urls", "organisations"]].tolist() == [
        "Ada Example; Bo Muster",
        "https://b.example; https://c.example",
        "; Initech",
    ]
    talk = clean(speakers="Ada Example, Bo Muster (Initech)", organisations="Acme, Other")
    assert talk["organisations"] == "Acme; Initech"
    assert (
        clean(speakers="Ada Example", organisations="Acme; Labs")["organisations"] == "Acme, Labs"
    )
    assert clean(organisations="Acme")["organisations"] == "Acme"


def test_organisations_that_cannot_be_aligned_are_left_empty_with_a_warning():
    speakers = ["Ada Example", "Bo Muster", "Cy Sample"]
    message = r"line 3: 2 organisations for 3 speakers; the organisations are left empty$"
    with pytest.warns(KcdWarning, match=message):
        talk = clean(speakers=speakers, organisations="Acme; Initech", line=3)
    assert pd.isna(talk["organisations"])
    message = r"line 3: 1 speaker urls for 3 speakers; the speaker urls are left empty$"
    with pytest.warns(KcdWarning, match=message):
        talk = clean(speakers=speakers, speaker_urls=["https://a.example"], line=3)
    assert pd.isna(talk["speaker_urls"])


@pytest.mark.parametrize("organisations", ["Acme, Inc", ["Acme, Inc"]])
def test_one_organisation_may_be_that_of_several_speakers(organisations):
    talk = clean(speakers=["Ada Example", "Bo Muster", "Cy Sample"], organisations=organisations)
    assert talk["organisations"] == "Acme, Inc"


@pytest.mark.parametrize("day", [{"day": "15.06.2023"}, {"start": "2023-06-15"}])
def test_a_day_without_a_time_stays_that_day_and_has_no_zone(day):
    talk = clean(**day, end="11:00", timezone="Europe/Zurich")
    assert talk["start"] == pd.Timestamp("2023-06-15T00:00Z")
    assert talk[["timezone", "duration"]].isna().all()


def test_a_start_at_midnight_is_a_time():
    night = clean(day="15.06.2023", start="0:00", timezone="Europe/Zurich")
    assert str(night["start"]) == "2023-06-14 22:00:00+00:00"
    assert night["timezone"] == "Europe/Zurich"


def test_languages_are_read_or_guessed_among_those_of_the_event():
    rows = [
        {"title": "A", "language": "Deutsch"},
        {"title": "B", "abstract": "Wie wir die Daten mit der Maschine und dem Netz lesen"},
        {"title": "C", "abstract": "How we read the data with the machine and with the net"},
    ]
    assert as_talks(clean_rows(rows))["language"].fillna("").tolist() == ["de", "de", ""]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"title": "Lunch"}, "break"),
        ({"title": "Lunch", "speakers": "Ada Example"}, "talk"),
        ({"title": "Coffee break", "kind": "talk"}, "break"),
        ({"title": "Opening", "kind": "Lecture"}, "other"),
        ({"title": "Panel: Who pays?", "speakers": "Ada Example"}, "panel"),
        ({"title": "Nets", "kind": "Workshop (90 min)", "speakers": "Ada Example"}, "workshop"),
        ({"title": "Nets", "kind": "Service session"}, "other"),
        ({"title": "Registration and coffee"}, "break"),
        ({"title": "Breaking changes in Go"}, "talk"),
        ({"title": "Session types in Rust"}, "talk"),
    ],
)
def test_kinds_are_told_from_label_and_title(row, kind):
    assert clean(**row)["kind"] == kind


def test_numbers_of_talks_are_no_titles():
    assert clean(title="Talk 3: eBPF")["title"] == "eBPF"


def test_persons_and_events_are_joined_by_their_place():
    rows = [
        {"title": "A", "speaker_ids": ["ada"], "source": "site/2018-b/talks/a.md"},
        {"title": "B", "speaker_ids": ["ada", "bo-muster"], "source": "site/2017-a/talks/b.md"},
        {
            "kind": "person row",
            "id": "ada",
            "name": "Ada Old",
            "source": "site/2017-a/people/ada.md",
        },
        {
            "kind": "person row",
            "id": "ada",
            "name": "Ada New",
            "source": "site/2018-b/people/ada.md",
        },
        {
            "kind": "event row",
            "id": "2017-a",
            "event": "Days 2017",
            "source": "site/data/2017-a.yml",
        },
        {
            "kind": "event row",
            "id": "2018-b",
            "event": "Days 2018",
            "source": "site/data/2018-b.yml",
        },
    ]
    talks = as_talks(clean_rows(rows))
    assert talks[["event", "speakers"]].values.tolist() == [
        ["Days 2018", "Ada New"],
        ["Days 2017", "Ada Old; Bo Muster"],
    ]


def test_what_stands_twice_is_kept_once_and_said():
    row = {"title": "A", "speakers": "Ada Example", "source": "x.csv", "line": 2}
    with pytest.warns(KcdWarning) as said:
        rows = clean_rows([row, {**row, "line": 9, "abstract": "Text."}])
    assert [one["abstract"] for one in rows] == ["Text."]
    assert [str(one.message) for one in said] == [
        "x.csv: merged duplicates: 'A' (also in x.csv, line 2)"
    ]


def test_a_talk_that_one_of_two_sources_has_without_its_time_is_kept_once():
    row = {"title": "A", "speakers": "Ada Example", "source": "a.json"}
    timed = [{**row, "start": f"2023-06-{day}", "source": "b.csv"} for day in (15, 16)]
    for rows in ([row, *timed], [*timed, row]):
        with pytest.warns(KcdWarning, match="merged duplicates: 'A'"):
            starts = [one["start"].day for one in clean_rows(rows)]
        assert starts == [15, 16]
    # In one source or in different years, they are two entries.
    assert len(clean_rows([{**row, "year": 2022}, timed[0]])) == 2
    assert len(clean_rows([{**row, "source": "b.csv"}, timed[0]])) == 2


def test_breaks_and_repetitions_at_another_time_stay():
    lunch = {"title": "Lunch"}
    talk = {"title": "A", "speakers": "Ada Example"}
    rows = [lunch, lunch, {**talk, "start": "2023-06-15"}, {**talk, "start": "2023-06-16"}]
    assert len(clean_rows(rows)) == 4
    # The times of day differ, though no day is known.
    times = [{**talk, "start": time, "source": "x.csv"} for time in ("13:30", "18:30")]
    with pytest.warns(KcdWarning) as said:
        assert len(clean_rows(times)) == 2
    assert len(said) == 2 and all("the start is left empty" in str(one.message) for one in said)


def test_an_entry_without_a_title_is_named():
    with pytest.warns(KcdWarning, match=r"x\.csv, line 3: an entry without a title was left out"):
        assert clean_rows([{"title": "", "abstract": "b", "source": "x.csv", "line": 3}]) == []
    with pytest.warns(KcdWarning, match=r"x\.csv, line 3: an entry without a title was left out"):
        rows = [{"title": "-", "source": "x.csv", "line": 3}, {"title": "?", "speakers": ["Ada"]}]
        assert [row["title"] for row in clean_rows(rows)] == ["?"]
    with pytest.warns(KcdWarning) as said:
        clean_rows([{"title": "-", "source": "x.csv", "line": line} for line in range(3, 9)])
    message = "x.csv: 6 entries without a title were left out (lines 3, 4, 5, ...); add titles"
    assert [str(one.message) for one in said] == [message]


def test_a_length_that_the_end_tells_need_not_be_understood(recwarn):
    times = {"start": "2023-06-15 09:00", "end": "2023-06-15 09:40", "duration": "a while"}
    assert clean_rows([{"title": "Tides", **times}])[0]["duration"] == 40
    assert not recwarn.list


def test_a_sentence_is_no_name():
    text = "How we moved forty old services in a year Ada Example English Medium In this talk"
    rows = [{"title": "Tides", "speakers": text, "source": "x.csv", "line": 3}]
    problem = (
        "x.csv, line 3: a text of 81 characters is no list of names; the speakers are left empty"
    )
    with pytest.warns(KcdWarning) as said:
        assert clean_rows(rows)[0]["speakers"] == []
    assert [str(one.message) for one in said] == [problem]
    # Data is taken to the letter.
    assert clean_rows([{"title": "Tides", "speakers": [text]}])[0]["speakers"] == [text]


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["title", "abstract", "speakers", "kind", "start", "duration", "tags"]),
            st.none() | st.text() | st.lists(st.text()),
        )
    )
)
@pytest.mark.filterwarnings("ignore::kcdanalysis.errors.KcdWarning")
def test_anything_can_be_cleaned_and_becomes_talks(rows):
    talks = as_talks(clean_rows(rows))
    assert len(talks) <= len(rows)
    assert talks["title"].notna().all()


def test_a_raw_row_has_no_other_keys():
    assert raw_row({"event": "KCD"}, {"title": "eBPF"}, line=3) == {
        "event": "KCD",
        "title": "eBPF",
        "line": 3,
    }
    with pytest.raises(TypeError, match=r"^a raw row has no abstrakt$"):
        raw_row(title="eBPF", abstrakt="Kernel.")


def test_text_that_was_encoded_twice_is_mended_and_said():
    def damaged(text):
        return "".join(
            bytes([byte]).decode("latin-1" if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else "cp1252")
            for byte in text.encode()
        )

    sound = {"title": "Für alle – “Ångström”", "abstract": "À propos.", "speakers": ["José Núñez"]}
    row = {key: [damaged(one) for one in value] if isinstance(value, list) else damaged(value)
           for key, value in sound.items()}  # fmt: skip
    with pytest.warns(KcdWarning) as caught:
        (mended,) = clean_rows([raw_row(row, source="a.csv")])
    assert {key: mended[key] for key in sound} == sound
    assert [str(one.message) for one in caught] == [
        "a.csv: 3 texts with letters in the wrong encoding, now mended ('Für alle – “Ångström”');"
        " save the source as UTF-8"
    ]
    # Text that is right, or only damaged in part, stays as it is.
    for title in ("NÃO", "Ärger in Zürich", "É »", "fÃ¼r Zürich", "日本"):
        (kept,) = clean_rows([raw_row(title=title, source="a.csv")])
        assert kept["title"] == title


def test_minutes_in_the_name_of_a_type():
    kinds = ["Talk (30 min)", "Workshop - 90 minutes", "Talk 2", None]
    rows = clean_rows([{"title": f"T{n}", "kind": kind} for n, kind in enumerate(kinds)])
    assert [row["duration"] for row in rows] == [30, 90, None, None]
    (row,) = clean_rows([{"title": "T", "kind": "Talk (30 min)", "duration": "25"}])
    assert row["duration"] == 25


@pytest.mark.filterwarnings("ignore:.* taken as month/day")
@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (["7/6/2024", "25/6/2024"], ["2024-06-07", "2024-06-25"]),
        (["7-6-2024", "25-6-2024"], ["2024-06-07", "2024-06-25"]),
        (["7/6/2024", "6/25/2024"], ["2024-07-06", "2024-06-25"]),
        (["7/6/2024", "9/7/2024"], ["2024-07-06", "2024-09-07"]),
    ],
)
def test_one_date_shows_the_order_of_all_in_a_source(dates, days):
    rows = clean_rows([{"title": f"T{date}", "source": "a.csv", "start": date} for date in dates])
    assert [f"{row['start']:%Y-%m-%d}" for row in rows] == days
    other = {"title": "T", "source": "b.csv", "start": "7/6/2024 9:00"}
    *_, row = clean_rows([{"title": "S", "source": "a.csv", "start": "25/6/2024"}, other])
    assert f"{row['start']:%Y-%m-%d}" == "2024-07-06"


def test_the_language_of_a_source_tells_the_order_of_its_only_date():
    row = {"title": "Como as marés do porto não são iguais para todos", "start": "8/5/2017"}
    assert f"{clean_rows([row])[0]['start']:%Y-%m-%d}" == "2017-05-08"
    english = row | {"title": "How the tides of the harbour are not the same for all of us"}
    with pytest.warns(KcdWarning, match="the dates are taken as month/day, such as 8/5/2017"):
        (found,) = clean_rows([english])
    assert f"{found['start']:%Y-%m-%d}" == "2017-08-05"


@pytest.mark.parametrize("nobody", ["A definir", "Por confirmar", "À venir", "Noch offen", "Todos"])
def test_nobody_in_other_languages(nobody):
    assert pd.isna(clean(speakers=nobody)["speakers"])


def test_files_of_one_event_complete_each_other():
    times = {"Boats": "2023-05-04 10:00", "Cars": "2023-05-04 11:00"}
    calendar = [
        {"source": "a.ics", "event": "Harbour", "title": title, "start": start, "abstract": "Text."}
        for title, start in times.items()
    ]
    table = [
        {"source": "b.csv", "title": title, "start": start, "speakers": ["Ada"]}
        for title, start in times.items()
    ]
    with pytest.warns(KcdWarning, match="merged duplicates"):
        rows = clean_rows([*calendar, *table])
    assert [(row["title"], row["event"], row["speakers"]) for row in rows] == [
        ("Boats", "Harbour", ["Ada"]),
        ("Cars", "Harbour", ["Ada"]),
    ]
    # Files of two years are of two events.
    old = [{**row, "source": f"2022-{row['source']}", "event": "Old"} for row in calendar]
    assert len(clean_rows([*old, *({**row, "source": "2023.csv"} for row in table)])) == 4


def test_a_number_of_thousands_of_digits_is_no_duration():
    rows = [{"title": "Go", "source": "a.json", "duration": each} for each in ("9" * 5_000, 30)]
    with pytest.warns(KcdWarning, match=r"is not a duration; the duration is left empty$"):
        assert [row["duration"] for row in clean_rows(rows)] == [None, 30]


def test_a_note_in_place_of_the_speaker_of_a_break():
    lunch = clean(title="Lunch", speakers="Get ready for the soup!")
    assert lunch["kind"] == "break" and pd.isna(lunch["speakers"])
    # A handle is no note.
    assert clean(title="Opening Ceremony", speakers=["jinxx"])["speakers"] == "jinxx"


def test_upright_lines_between_names():
    assert clean(speakers="Ada Example|Bo Muster |Cy Roe")["speakers"].count(";") == 2


def test_a_track_that_is_a_kind_may_be_counted():
    assert clean(track="Lightning talks 2", speakers="Ada Example")["kind"] == "lightning"


def test_a_text_in_a_list_is_one_person_or_nobody():
    talk = clean(speakers=["Ada Example & Bo Muster", "All speakers"])
    assert talk["speakers"] == "Ada Example & Bo Muster"


def test_a_subtitle_may_only_say_who_speaks():
    talk = clean(abstract=["by Ada Example (Acme)", "A tale."])
    assert talk[["speakers", "organisations"]].tolist() == ["Ada Example", "Acme"]
    assert talk["abstract"] == "A tale."
    assert clean(abstract=["by the sea"])["abstract"] == "by the sea"
    assert clean(abstract="por Ada Example")["speakers"] == "Ada Example"


def test_what_an_abstract_sets_in_backticks_is_text():
    talk = clean(abstract="We `pip install ropes` with `PEP 484`_, `knots <https://b.example>`_.")
    assert talk["abstract"] == "We pip install ropes with PEP 484, knots."


def test_a_zone_behind_a_range_and_a_link_that_leads_nowhere():
    talk = clean(day="2026-10-26", start="14:30 - 16:00 (GMT+1)", url="#")
    assert talk[["start", "timezone", "duration"]].tolist() == [
        pd.Timestamp("2026-10-26 13:30", tz="UTC"),
        "+01:00",
        90,
    ]
    assert pd.isna(talk["url"]) and pd.isna(clean(url="#ada")["url"])
    assert pd.isna(clean(day="2026-10-26", start="14:30 - 16:00 (Hall A)")["timezone"])


def test_the_same_talk_on_days_of_no_year_is_two_entries():
    days = ("April 3", "April 4")
    rows = [{"title": "Tides", "speakers": ["Ada"], "day": day, "start": "10:00"} for day in days]
    with pytest.warns(KcdWarning, match="no day, month and year"):
        assert len(clean_rows(rows)) == 2


def test_durations_in_other_units():
    for lengths, minutes in (
        ([7_200_000, 3_600_000], [120, 60]),
        ([1800, 600], [30, 10]),
        ([1440, 45], [1440, 45]),
    ):
        rows = [{"title": str(each), "source": "a.json", "duration": each} for each in lengths]
        assert [row["duration"] for row in clean_rows(rows)] == minutes
    (row,) = clean_rows([{"title": "Boats", "source": "a.csv", "kind": "Workshop (2 hours)"}])
    assert row["duration"] == 120


@pytest.mark.parametrize(
    ("durations", "minutes"),
    [
        (["1800", 2700, "5400"], [30, 45, 90]),
        ([1_800_000, "2700000", 172_800_000], [30, 45, 2880]),
        # A workshop of two days, in minutes.
        (["30", 45, 2880], [30, 45, 2880]),
    ],
)
def test_durations_of_which_one_is_longer_than_a_day_are_in_seconds(durations, minutes):
    rows = [{"title": f"Go {n}", "source": "a.json", "duration": n} for n in durations]
    assert [row["duration"] for row in clean_rows(rows)] == minutes


def test_durations_that_are_fractions_of_an_hour():
    rows = [{"title": each, "duration": each, "source": "a.csv"} for each in ("0.5", "1", "1,75")]
    assert [row["duration"] for row in clean_rows(rows)] == [30, 60, 105]
