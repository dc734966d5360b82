import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import kcdanalysis
from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources import _only_programme, count_entries, places, read_talks
from kcdanalysis.sources.checks import check_talks
from kcdanalysis.talks import as_talks


@pytest.mark.parametrize(
    ("kinds", "text"),
    [
        (["talk", "keynote", "break"], "3 entries: 1 talk, 1 keynote, 1 break"),
        (["lightning", "lightning", "other"], "3 entries: 2 lightning talks, 1 other"),
        (["talk"], "1 entry: 1 talk"),
        ([], "0 entries"),
    ],
)
def test_entries_are_counted_by_kind(kinds, text):
    assert count_entries(as_talks([{"title": "A", "kind": kind} for kind in kinds])) == text


def test_any_rows_with_a_title_are_checked():
    rows = pd.DataFrame({"title": ["eBPF"], "speakers": ["Liz Rice"]})
    assert check_talks(rows)["code"].tolist() == ["missing-abstract"]


CALENDAR = """\
BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:eBPF
DTSTART:20230615T100000
END:VEVENT
END:VCALENDAR
"""
STATES = "title,state\nA,confirmed\nB,rejected\nC,\nD,Withdrawn\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_time_zone_is_the_default_of_programmes_that_state_none(here):
    (here / "kcd.ics").write_text(CALENDAR)
    assert str(read_talks("kcd.ics")["start"][0]) == "2023-06-15 10:00:00+00:00"
    talk = read_talks("kcd.ics", timezone="Europe/Zurich").loc[0]
    assert (str(talk["start"]), talk["timezone"]) == ("2023-06-15 08:00:00+00:00", "Europe/Zurich")
    with pytest.raises(KcdError) as error:
        read_talks("kcd.ics", timezone="Zurich")
    assert str(error.value) == (
        "timezone: 'Zurich' is not a time zone; use one such as Europe/Zurich or +02:00"
    )


def test_talks_that_are_not_in_the_programme_are_left_out_with_a_count():
    rows = [{"title": title, "state": state} for title, state in
            (("A", "accepted"), ("B", "rejected"), ("C", None), ("D", "withdrawn"))]  # fmt: skip
    with pytest.warns(KcdWarning) as caught:
        assert [row["title"] for row in _only_programme(rows, "x.csv")] == ["A", "C"]
    assert [str(each.message) for each in caught] == [
        "x.csv: entries that are not in the programme were left out (1 rejected, 1 withdrawn); "
        "read them with states='all' (--states all)"
    ]
    with pytest.raises(KcdError, match=r"left out \(1 rejected\), and no others are there; read"):
        _only_programme(rows[1:2], "x.csv")
    with pytest.raises(KcdError, match=r"^states is 'any'; use 'all', or leave it out$"):
        read_talks("x.csv", states="any")


def test_an_option_that_does_not_apply_is_refused(here):
    (here / "kcd.ics").write_text(CALENDAR)
    (here / "kcd.csv").write_text("Name,Who\nBoats,Ada Example\n")
    with pytest.raises(KcdError) as error:
        read_talks("kcd.ics", columns={"title": "Name"})
    assert str(error.value).startswith("columns does not apply to ics, but to ")
    assert "tables" in str(error.value)
    # One of the files may be a table.
    assert len(read_talks(["kcd.ics", "kcd.csv"], columns={"title": "Name"})) == 2


def test_a_source_is_the_path_as_given(here):
    for folder in ("a", "b"):
        (here / folder).mkdir()
        (here / folder / "talks.csv").write_text(f"title,speakers\nOn {folder},Ada Example\n")
    sources = {"a/talks.csv", "b/talks.csv"}
    for given in (["a/talks.csv", "b/talks.csv"], ["a", "b"], "*/talks.csv", "."):
        assert set(read_talks(given)["source"]) == sources
    assert read_talks(here / "a")["source"].tolist() == [f"{here}/a/talks.csv"]


def test_what_is_kept_never_replaces_a_file(here, monkeypatch):
    answers = iter([CALENDAR, CALENDAR.replace("eBPF", "Wasm"), CALENDAR])
    monkeypatch.setattr(places, "_fetch", lambda *_: next(answers).encode())
    for _ in range(3):
        read_talks("https://example.org/kcd.ics", keep="kept")
    assert sorted(path.name for path in (here / "kept").iterdir()) == ["kcd-2.ics", "kcd.ics"]
    assert "Wasm" in (here / "kept" / "kcd-2.ics").read_text()


_CLOCK = """
import datetime, sys, pandas
class Instances(type):
    def __instancecheck__(cls, value): return isinstance(value, cls.__mro__[1])
class Date(datetime.date, metaclass=Instances):
    today = classmethod(lambda cls: datetime.date(2041, 7, 31))
class Datetime(datetime.datetime, metaclass=Instances):
    now = classmethod(lambda cls, tz=None: REAL(2041, 7, 31, 23, 59, tzinfo=tz))
    today = utcnow = now
REAL, datetime.date, datetime.datetime = datetime.datetime, Date, Datetime
from kcdanalysis.sources import read_programme
import warnings; warnings.simplefilter("ignore")
for source in sys.argv[1:]:
    print(read_programme(source).to_csv(index=False))
"""


def test_a_run_in_another_year_gives_the_same_tables(here):
    (here / "kcd.ics").write_text(CALENDAR)
    rows = [
        "title,start",
        *(f"{text},{text}" for text in ("9:00", "Friday", "15 June", "June 2023")),
    ]
    (here / "kcd.csv").write_text("\n".join([*rows, "Full,15 June 2023"]))
    root = str(Path(kcdanalysis.__file__).parents[1])
    tables = [
        subprocess.run(
            [sys.executable, "-c", _CLOCK.replace("2041", year), "kcd.ics", "kcd.csv"],
            capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": root},
        ).stdout
        for year in ("2041", "1985")
    ]  # fmt: skip
    assert tables[0] == tables[1]
    assert re.findall(r"\d{4}-\d\d-\d\d ", tables[0]) == ["2023-06-15 ", "2023-06-15 "]
