import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcdanalysis.errors import KcdError
from kcdanalysis.talks import COLUMNS, as_talks, count_entries, only_talks, slug, talk_text

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


@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=1))
def test_ids_are_unique(titles):
    talks = as_talks([{"title": title} for title in titles])
    assert talks["talk_id"].is_unique
    assert talks["title"].tolist() == [title.strip() for title in titles]


def test_ids_stay_unique_beside_given_ones():
    rows = [{"title": "A"}, {"title": "A"}, {"title": "b", "talk_id": "event/a-2"}]
    assert as_talks(rows)["talk_id"].is_unique


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"title": ""}, "row 1: a talk without a title; give it one or take the row out"),
        (
            {"abstract": "x", "source": "kcd.md", "line": 7},
            "kcd.md, line 7: a talk without a title; give it one or take the row out",
        ),
        (
            {"title": "A", "kind": "rave"},
            "column kind: 'rave' is no kind of entry (one of talk, keynote, workshop, panel, "
            "lightning, break, other); mend the value or leave it empty",
        ),
        (
            {"title": "A", "year": "MMXXIII"},
            "column year: Unable to parse string 'MMXXIII'; mend the value or leave it empty",
        ),
    ],
)
def test_mistakes_are_one_sentence(row, message):
    with pytest.raises(KcdError) as error:
        as_talks([row])
    assert str(error.value) == message


def test_counting_and_keeping_talks():
    programme = as_talks(
        [{"title": "A"}, {"title": "B", "kind": "keynote"}, {"title": "C", "kind": "break"}]
    )
    assert count_entries(programme) == "3 entries: 1 talk, 1 keynote, 1 break"
    assert only_talks(programme)["title"].tolist() == ["A", "B"]


def test_talk_text_joins_what_is_there():
    talks = as_talks([{"title": "A", "takeaways": ["b", "c"]}, {"title": "D", "abstract": "e"}])
    assert talk_text(talks).tolist() == ["A\nb; c", "D\ne"]


def test_slug_is_ascii():
    assert slug("Körbächer & Co: 100%") == "korbacher-co-100"
