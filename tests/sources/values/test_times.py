"""Times and durations: the values of what sources write, and a reason for what is none."""

from datetime import UTC, datetime

import pytest

from kcdanalysis.sources.layouts.page_times import day_of
from kcdanalysis.sources.values.times import read_minutes, read_moment, read_zone, split_range

MOMENTS = {
    "05.06.2023": "2023-06-05T00:00:00",
    "Montag, 01.11. 2004": "2004-11-01T00:00:00",
    "12.5.23": "2023-05-12T00:00:00",
    "15.06.2023, 9.30 Uhr": "2023-06-15T09:30:00",
    "Donnerstag, 15. Juni 2023, 9:00 Uhr": "2023-06-15T09:00:00",
    "1er juin 2023 à 9h30": "2023-06-01T09:30:00",
    "samedi 24 février 2024": "2024-02-24T00:00:00",
    "15. Juni 2023 um 10 Uhr 30": "2023-06-15T10:30:00",
    "9:00 Uhr 15.06.2023": "2023-06-15T09:00:00",
    "9 Uhr 15.06.2023": "2023-06-15T09:00:00",
    "15 June 2023 at 10.15 am": "2023-06-15T10:15:00",
    "15 de junio de 2023 a las 10:00": "2023-06-15T10:00:00",
    "15 giugno 2023 ore 10:30": "2023-06-15T10:30:00",
    "15 de junho de 2023": "2023-06-15T00:00:00",
    "Mar 4 2023": "2023-03-04T00:00:00",
    "15th June 2023 9am": "2023-06-15T09:00:00",
    "6/15/2023": "2023-06-15T00:00:00",
    "15/06/2023": "2023-06-15T00:00:00",
    "7/9/2011 22:04:11": "2011-07-09T22:04:11",
    "2023-06-15": "2023-06-15T00:00:00",
    "2023-06-15T10:00:00+02:00": "2023-06-15T10:00:00+02:00",
    "20230615T100000Z": "2023-06-15T10:00:00+00:00",
    "March 4, 2023 10:00 CET": "2023-03-04T10:00:00+01:00",
    "15 giugno 2023, Bologna. Ore 9:30": "2023-06-15T09:30:00",
    "June 15, 2023, St. Louis, MO": "2023-06-15T00:00:00",
    "15-16 June 2023": "2023-06-15T00:00:00",
    "15 & 16 juin 2023": "2023-06-15T00:00:00",
    "June 15 - 16, 2023": "2023-06-15T00:00:00",
    "15–17 June 2023 9:00": "2023-06-15T09:00:00",
    "2023-06-15 - 2023-06-16": "2023-06-15T00:00:00",
    "Thu 15 June 2023 1030": "2023-06-15T10:30:00",
    "Thursday 6/15 2023": "2023-06-15T00:00:00",
    "Day 1 - Friday, June 15, 2023": "2023-06-15T00:00:00",
    "Tag 2 (15.06.2023)": "2023-06-15T00:00:00",
    "Fri Mar 10 2023 12:00:00 GMT+0900 (日本標準時)": "2023-03-10T12:00:00+09:00",
}


@pytest.mark.parametrize("text", MOMENTS)
def test_a_date_is_read_as_it_is_written(text):
    assert read_moment(text).isoformat() == MOMENTS[text]


@pytest.mark.parametrize("value", [1686816000, 1686816000.0, 1686816000000, "1686816000"])
def test_epoch_seconds_and_milliseconds(value):
    assert read_moment(value) == datetime(2023, 6, 15, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Friday 9 AM", "no day, month and year in 'Friday 9 AM'"),
        ("10:00", "no day, month and year"),
        ("June 15", "no day, month and year"),
        ("June 2023", "no day, month and year"),
        ("2023", "no day, month and year"),
        ("Sat Dec 30 1899", "the year 1899"),
        ("2023-06-15T25:00", "is not a date"),
        ("2023-06-15T10:00:00+25:00", "offset in .* is out of range"),
        ("soon", "is not a date"),
        # The year must not become a time of day.
        ("15/16 June 2023", "is not a date"),
        ("15 June 2023 2024", "is not a date"),
        (f"15 June 2023 10:{'9' * 30}", "is not a date"),
        (12, "is not a date"),
    ],
)
def test_what_is_no_full_date_says_why(text, reason):
    with pytest.raises(ValueError, match=reason):
        read_moment(text)


DURATIONS = {
    "Sat Dec 30 1899 01:10:00 GMT+0900 (Japan Standard Time)": 70,
    "00:30": 30, "1:00:00": 60, "PT45M": 45, "PT1H30M": 90, "P1D": 1440, "1h30": 90, "1h30m": 90,
    "1h 30": 90, "1.5h": 90, "1,5 h": 90, "90'": 90, "25 min": 25, "30 Minuten": 30,
    "2 Stunden": 120, "2 heures": 120, "1 hour 30 minutes": 90, "45": 45,
    "46:44": 47,
}  # fmt: skip


@pytest.mark.parametrize("text", DURATIONS)
def test_a_duration_is_read_in_minutes(text):
    assert read_minutes(text) == DURATIONS[text]


@pytest.mark.parametrize("value", ["long", -5, "T", "", True, float("nan"), 10**6])
def test_what_is_no_duration_is_refused(value):
    with pytest.raises(ValueError, match="is not a duration"):
        read_minutes(value)


@pytest.mark.parametrize(
    ("name", "hours"),
    [("Europe/Zurich", 2), ("+02:00", 2), ("UTC-3", -3), ("CEST", 2)],
)
def test_time_zones(name, hours):
    offset = read_zone(name).utcoffset(datetime(2023, 6, 15))
    assert offset.total_seconds() == hours * 3600


@pytest.mark.parametrize("name", [5, None, "", "+25:00", "Mars/Phobos", "../../etc/passwd"])
def test_what_is_no_time_zone_is_refused(name):
    with pytest.raises(ValueError, match=r"time zone|out of range"):
        read_zone(name)


def test_a_range_behind_a_date_and_a_blank():
    assert split_range("2024-06-07 10:00-10:30") == ("2024-06-07 10:00", "10:30")
    assert split_range("2024-06-07 17:00-07:00") == ("2024-06-07 17:00-07:00", None)
    assert split_range("2024-06-07 - 10:00am-10:40am") == ("2024-06-07 - 10:00am", "10:40am")
    assert split_range("2024-06-07T10:00-10:30") == ("2024-06-07T10:00-10:30", None)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("9:45-10:15", "9:45", "10:15"),
        ("23:00-01:00", "23:00", "01:00"),
        ("10:00〜10:30", "10:00", "10:30"),
        ("10:00 − 10:30", "10:00", "10:30"),
        ("10:00-10:30 (30 min)", "10:00", "10:30"),
        ("10:00 AM EST - 10:30 AM EST", "10:00 AM EST", "10:30 AM EST"),
    ],
)
def test_ranges_as_they_are_written(text, start, end):
    assert split_range(text) == (start, end)


def test_a_duration_in_mins():
    assert read_minutes("45 mins") == 45


def test_a_time_of_day_with_a_zone_or_a_word_before_it():
    assert f"{read_moment('14:00 PM', '2024-05-04'):%H:%M}" == "14:00"
    assert f"{read_moment('15 marzec 2018')} {read_moment('the 6th of July 2024')}" == (
        "2018-03-15 00:00:00 2024-07-06 00:00:00"
    )
    assert read_moment("2:30 PM EDT", "4/22/2020").isoformat() == "2020-04-22T14:30:00-04:00"
    assert read_moment("From 08:00", "4/22/2020").isoformat() == "2020-04-22T08:00:00"
    assert read_moment("Noon", "4/22/2020").isoformat() == "2020-04-22T12:00:00"


@pytest.mark.parametrize(
    "text",
    ["PIATEK 5 kwietnia 2019 r.", "Pátek 5. dubna 2019", "fredag 5 april 2019", "Piatok 5.4.2019"],
)
def test_days_of_more_languages_also_without_accents(text):
    assert f"{read_moment(day_of(text)):%Y-%m-%d}" == "2019-04-05"


def test_october_in_polish():
    for month in ("października", "pazdziernika"):
        assert f"{read_moment(f'5 {month} 2019'):%Y-%m-%d}" == "2019-10-05"


def test_times_with_an_offset_in_brackets():
    text = "May 4, 2023 10:00 AM (GMT+2) → 10:45 AM"
    start, end = split_range(text)
    assert (read_moment(start).isoformat(), end) == ("2023-05-04T10:00:00+02:00", "10:45 AM")
