from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kcdanalysis.errors import KcdError
from kcdanalysis.talks import (
    COLUMNS,
    as_talks,
    ensure_talks,
    local_time,
    only_talks,
    slug,
    talk_text,
)

ROW = {
    "title": " eBPF for Security ",
    "event": "KCD Zurich",
    "year": 2023,
    "speakers": ["Liz Rice", "Ada Example"],
    "tags": [],
    "abstract": "  ",
    "start": "2023-06-15T10:00:00+02:00",
    "duration": 30,
}


def test_columns_and_dtypes_are_always_the_same():
    for rows in ([], [ROW], [{"title": "A"}], pd.DataFrame([ROW])):
        talks = as_talks(rows)
        assert list(talks.columns) == list(COLUMNS)
        assert [str(dtype) for dtype in talks.dtypes] == [
            str(pd.Series(dtype=dtype).dtype) for dtype in COLUMNS.values()
        ]


def test_values_are_cleaned_and_blank_is_missing():
    talk = as_talks([ROW]).loc[0]
    assert talk["title"] == "eBPF for Security"
    assert talk["speakers"] == "Liz Rice; Ada Example"
    assert talk["talk_id"] == "kcd-zurich-2023/ebpf-for-security"
    assert talk["start"] == pd.Timestamp("2023-06-15T08:00Z")
    assert talk[["abstract", "tags", "track"]].isna().all()


def test_the_frame_is_a_fixed_point():
    talks = as_talks([ROW, {"title": "Lunch", "kind": "break"}])
    pd.testing.assert_frame_equal(as_talks(talks), talks)


@given(st.lists(st.text(min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=12))
@settings(max_examples=15)
def test_ids_are_unique(titles):
    talks = as_talks([{"title": title} for title in titles])
    assert talks["talk_id"].is_unique
    assert talks["title"].tolist() == [title.strip() for title in titles]


def test_ids_stay_unique_beside_given_ones():
    rows = [{"title": "A"}, {"title": "A"}, {"title": "b", "talk_id": "event/a-2"}]
    assert as_talks(rows)["talk_id"].tolist() == ["event/a", "event/a-3", "event/a-2"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"title": ""}], "row 1: a talk without a title; add a title or remove the row"),
        (
            [{"title": "A"}, {"abstract": "x", "source": "kcd.md", "line": 7}],
            "kcd.md, line 7: a talk without a title; add a title or remove the row",
        ),
        (
            [{"title": "A", "kind": "rave"}],
            "column kind: 'rave' is not one of talk, keynote, workshop, panel, lightning, break, "
            "other; correct it or leave it empty",
        ),
        (
            [{"title": "A", "year": "MMXXIII"}],
            "column year: Unable to parse string 'MMXXIII'; correct it or leave it empty",
        ),
        (
            [{"title": "A", "talk_id": "x"}, {"title": "B", "talk_id": "x", "line": 3}],
            "talk_id 'x' is given twice, in row 1 and in line 3; "
            "give each talk an id of its own, or leave out the column",
        ),
        *(
            (
                wrong,
                "talks must be a DataFrame or a list of mappings, such as [{'title': 'eBPF'}]; "
                "a file is read with read_talks",
            )
            for wrong in ({"title": "A"}, "talks.csv", ["A", "B"], 5, None)
        ),
        (
            pd.DataFrame({"Titles": ["A"], "Room": ["B"]}),
            "no column 'title'; name the one with the titles: columns={'title': 'Talk name'}; "
            "the columns are Titles, Room; did you mean 'Titles'?",
        ),
    ],
)
def test_mistakes_are_one_sentence(rows, message):
    for make in (as_talks, ensure_talks):
        with pytest.raises(KcdError) as error:
            make(rows)
        assert str(error.value) == message


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            {"title": "Talk nam"},
            "no column 'Talk nam'; the columns are Talk name, Who; did you mean 'Talk name'?",
        ),
        (
            {"titel": "Talk name"},
            f"columns: 'titel' is not a column of the Talks frame; use {', '.join(COLUMNS)}; "
            "did you mean 'title'?",
        ),
    ],
)
def test_columns_that_are_not_there_are_named(columns, message):
    frame = pd.DataFrame({"Talk name": ["A"], "Who": ["Ada"]})
    with pytest.raises(KcdError) as error:
        as_talks(frame, columns=columns)
    assert str(error.value) == message


def test_columns_can_be_renamed():
    rows = [{"Talk name": "A", "Who": ["Ada", "Bo"], "title": "not this"}]
    talks = as_talks(rows, columns={"title": "Talk name", "speakers": "Who"})
    assert talks.loc[0, ["title", "speakers"]].tolist() == ["A", "Ada; Bo"]


def test_a_talks_frame_passes_unchanged_and_other_rows_become_one():
    talks = as_talks([ROW, {"title": "Lunch"}]).assign(city="Zurich").iloc[1:]
    assert ensure_talks(talks) is talks
    assert ensure_talks(SimpleNamespace(talks=talks)) is talks
    plain = pd.DataFrame({"title": ["A", "A"]})
    assert ensure_talks(plain)["talk_id"].tolist() == ["event/a", "event/a-2"]
    twice = pd.concat([as_talks([ROW]), as_talks([ROW])])
    with pytest.raises(KcdError, match="ebpf-for-security' is given twice, in row 1 and in row 2"):
        ensure_talks(twice)


def test_only_talks_keeps_only_talks():
    programme = as_talks(
        [{"title": "A"}, {"title": "B", "kind": "keynote"}, {"title": "C", "kind": "break"}]
    )
    assert only_talks(programme)["title"].tolist() == ["A", "B"]


def test_talk_text_joins_what_is_there():
    talks = as_talks([{"title": "A", "takeaways": ["b", "c"]}, {"title": "D", "abstract": "e"}])
    assert talk_text(talks).tolist() == ["A\nb; c", "D\ne"]


def test_slug_is_ascii():
    assert slug("Körbächer & Co: 100%") == "korbacher-co-100"


def test_ids_of_one_title_do_not_depend_on_the_order_or_the_line():
    rows = [
        {"title": "Yoga", "start": "2023-06-15T09:00Z", "room": "A", "line": 4},
        {"title": "Yoga", "start": "2023-06-16T09:00Z", "room": "A", "line": 9},
        {"title": "Yoga", "start": "2023-06-16T09:00Z", "room": "B"},
        {"title": "\N{WOMAN}\N{ROCKET}", "line": 7},
        {"title": "eBPF"},
    ]
    ids = as_talks(rows)["talk_id"].tolist()
    assert ids == [
        "event/yoga-20230615-0900",
        "event/yoga-20230616-0900-a",
        "event/yoga-20230616-0900-b",
        "event/1f469-1f680",
        "event/ebpf",
    ]
    moved = as_talks([{**row, "line": 99} for row in reversed(rows)])["talk_id"].tolist()
    assert moved == ids[::-1]


def test_times_are_written_as_visitors_read_them():
    start = pd.Timestamp("2023-01-05 23:30", tz="UTC")
    assert local_time(start, "Asia/Tokyo") == "2023-01-06 08:30 (Asia/Tokyo)"
    assert local_time(start, "-03:30") == "2023-01-05 20:00 (-03:30)"
    assert local_time(start, None) == "2023-01-05 23:30"


@pytest.mark.parametrize("zone", ["Mars/Base", "Mars" * 100])
def test_an_unknown_time_zone_is_refused(zone):
    with pytest.raises(KcdError, match=f"column timezone: '{zone}' is not a time zone such as"):
        as_talks([{"title": "A", "timezone": zone}])


def test_lone_surrogates_are_replaced():
    talks = as_talks([{"title": "Go \ud800", "speakers": ["Ada \udfff", "Bo"], "tags": ["\ud800"]}])
    assert talks.loc[0, ["title", "speakers", "tags"]].tolist() == ["Go ?", "Ada ?; Bo", "?"]
