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
        tags="bpf, TBA",
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
    assert clean(start="Monday 9:00AM", duration="00:30")[["duration"]].tolist() == [30]


def test_the_year_of_the_event_goes_before_the_date():
    assert clean(event="devopsdays 2018", start="2017-09-01")["year"] == 2018


def test_speakers_lose_their_companies():
    talk = clean(speakers=["Ada Example (Acme)", {"name": "Bo Muster", "url": "https://x.example"}])
    assert talk["speakers"] == "Ada Example; Bo Muster"
    assert talk["speaker_urls"] == "; https://x.example"
    assert talk["organisations"] == "Acme"


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
        {"kind": "person", "id": "ada", "name": "Ada Old", "source": "site/2017-a/people/ada.md"},
        {"kind": "person", "id": "ada", "name": "Ada New", "source": "site/2018-b/people/ada.md"},
        {"kind": "event", "id": "2017-a", "event": "Days 2017", "source": "site/data/2017-a.yml"},
        {"kind": "event", "id": "2018-b", "event": "Days 2018", "source": "site/data/2018-b.yml"},
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


def test_breaks_and_repetitions_at_another_time_stay():
    lunch = {"title": "Lunch"}
    talk = {"title": "A", "speakers": "Ada Example"}
    rows = [lunch, lunch, {**talk, "start": "2023-06-15"}, {**talk, "start": "2023-06-16"}]
    assert len(clean_rows(rows)) == 4


def test_an_entry_without_a_title_is_named():
    with pytest.warns(KcdWarning, match=r"x\.csv, line 3: an entry without a title was left out"):
        assert clean_rows([{"title": "", "abstract": "b", "source": "x.csv", "line": 3}]) == []


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
