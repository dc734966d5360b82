"""What `write_talks` writes comes back unchanged, byte for byte the same each time."""

import builtins
import io
import re
import zipfile
from datetime import UTC, datetime

import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.formats import tables
from kcdanalysis.sources.writing import talks_bytes, write_talks
from kcdanalysis.talks import KINDS, STATES, as_talks

SUFFIXES = (".csv", ".tsv", ".jsonl", ".parquet", ".xlsx")

AWKWARD = (
    *("=1+1", "+41 44", "-1", "@sum", "'quoted", '"', '"a", "b"', "a,b;c\td|e", "a\nb", "a\rb"),
    *("a\r\nb", "0012", "1.10", "NO", "TRUE", "NA", "nan", "null", "None", "#N/A", "1e5"),
    *("2023-06-15", "👩🏽‍💻 emoji", "שלום עולם", "\u202eright to left", "nul\0nul", "bell\x07"),
    *(
        "_x0041_",
        "_x005F_",
        "_x005f_x0041_",
        "_x0041_x0042_",
        "_x41_",
        "\ufffe",
        "\ufffex0000_",
        "<r>a</r>",
    ),
    *("a\x85b\u2028c",),
    *("sep=;", "{}", "[]", "<b>&amp;</b>", "\ufeffmark", "\x1b[0m", "a  b", "a\x1fb"),
)
texts = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.lists(st.sampled_from([*AWKWARD, ",", "\n", '"', "\t", "_", "x0041_"]), max_size=4).map(
        "".join
    ),
)
titles = texts.filter(str.strip)
small = st.integers(0, 9_999)
rows = st.fixed_dictionaries(
    {"title": titles},
    optional={
        "talk_id": texts,
        "event": texts,
        "year": small,
        "speakers": st.lists(titles, max_size=3),
        "speaker_urls": texts,
        "organisations": texts,
        "abstract": texts,
        "takeaways": texts,
        "track": texts,
        "tags": st.lists(titles, max_size=3),
        "kind": st.sampled_from(KINDS),
        "state": st.one_of(st.none(), st.sampled_from(STATES)),
        "level": texts,
        "language": texts,
        "room": texts,
        "start": st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
        "duration": small,
        "url": texts,
        "source": texts,
        "line": small,
    },
)


def read(data: bytes, suffix: str) -> pd.DataFrame:
    entries = list(tables.parse(data, f"talks{suffix}"))
    assert all(entry["as_written"] for entry in entries)
    return as_talks(entries)


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=15)
@given(st.lists(rows, max_size=5))
@example([{"title": text, "abstract": text, "event": text} for text in AWKWARD])
@example([])
def test_talks_come_back_unchanged(suffix, entries):
    # No talk_id may be given twice.
    talks = as_talks(
        {**entry, **({"talk_id": f"{entry['talk_id']}{at}"} if entry.get("talk_id") else {})}
        for at, entry in enumerate(entries)
    )
    data = talks_bytes(talks, suffix)
    if entries or suffix != ".jsonl":
        pd.testing.assert_frame_equal(read(data, suffix), talks)
    assert talks_bytes(talks, suffix) == data


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_start_keeps_its_nanoseconds_and_an_abstract_its_length(suffix):
    start = pd.Timestamp("2023-06-15T09:00:00.123456789Z")
    talks = as_talks([{"title": "Kernels", "start": start, "abstract": "word " * 6_000}])
    pd.testing.assert_frame_equal(read(talks_bytes(talks, suffix), suffix), talks)


@pytest.mark.parametrize("suffix", (".csv", ".tsv", ".jsonl", ".parquet"))
def test_abstracts_may_be_longer_than_the_csv_module_allows(suffix):
    talks = as_talks([{"title": "Kernels", "abstract": "word " * 60_000}])
    pd.testing.assert_frame_equal(read(talks_bytes(talks, suffix), suffix), talks)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_was_written_is_recognised(suffix):
    data = talks_bytes(as_talks([{"title": "Kernels"}]), suffix)
    head = data[:8_000].decode("latin-1")
    assert tables.sniff(f"talks{suffix}", head)
    # By its content alone; one line of JSON Lines might be any JSON.
    assert tables.sniff("standard input", head) or suffix == ".jsonl"


def test_cells_that_look_like_formulas_are_text_in_a_sheet():
    talks = as_talks([{"title": text} for text in ("=1+1", "+1", "-1", "@x", "#N/A", "Kernels")])
    sheet = openpyxl.load_workbook(io.BytesIO(talks_bytes(talks, ".xlsx"))).active
    cells = [sheet.cell(row, 4) for row in range(2, 8)]
    assert [cell.data_type for cell in cells] == ["s"] * 6
    assert [cell.quotePrefix for cell in cells] == [True] * 4 + [False] * 2
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(talks_bytes(talks, ".xlsx"))).read(
        "xl/worksheets/sheet1.xml"
    )


def test_cells_that_look_like_formulas_stay_as_they_are_in_csv():
    assert b"\nevent/1-1,,,=1+1," in talks_bytes(as_talks([{"title": "=1+1"}]), ".csv")


def test_a_sheet_escapes_as_the_format_says():
    talks = as_talks([{"title": "a\0b\rc_x0041_"}])
    sheet = zipfile.ZipFile(io.BytesIO(talks_bytes(talks, ".xlsx"))).read(
        "xl/worksheets/sheet1.xml"
    )
    assert b"a_x0000_b_x000D_c_x005F_x0041_" in sheet


def test_a_sheet_has_the_same_bytes_at_any_time():
    talks = as_talks([{"title": "Kernels"}])
    before = talks_bytes(talks, ".xlsx")
    times = [info.date_time for info in zipfile.ZipFile(io.BytesIO(before)).infolist()]
    assert set(times) == {(1980, 1, 1, 0, 0, 0)}
    core = zipfile.ZipFile(io.BytesIO(before)).read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"1980-01-01T00:00:00Z"}


def test_write_talks_writes_the_bytes(tmp_path):
    talks = as_talks([{"title": "Kernels"}])
    write_talks(talks, tmp_path / "talks.CSV")
    assert (tmp_path / "talks.CSV").read_bytes() == talks_bytes(talks, ".csv")


def test_another_suffix_is_refused(tmp_path):
    talks = as_talks([{"title": "Kernels"}])
    with pytest.raises(KcdError) as error:
        write_talks(talks, tmp_path / "talks.doc")
    assert str(error.value) == (
        ".doc: talks are written as .csv, .tsv, .jsonl, .parquet, .xlsx; take one of these"
    )
    with pytest.raises(KcdError, match=r"^no suffix: talks are written as"):
        write_talks(talks, tmp_path / "talks")


def test_a_frame_of_other_columns_is_refused():
    with pytest.raises(KcdError) as error:
        talks_bytes(pd.DataFrame({"title": ["Kernels"]}), ".csv")
    assert str(error.value) == (
        "not a Talks frame: columns are missing or added; make it with as_talks"
    )


def test_a_missing_folder_is_made(tmp_path):
    write_talks(as_talks([{"title": "Kernels"}]), tmp_path / "new" / "talks.csv")
    assert (tmp_path / "new" / "talks.csv").read_bytes().startswith(b"talk_id,event,")


def test_a_file_of_somebody_else_is_replaced_only_by_force(tmp_path):
    talks, path = as_talks([{"title": "Kernels"}]), tmp_path / "talks.csv"
    path.write_text("mine")
    with pytest.raises(KcdError) as error:
        write_talks(talks, path)
    assert str(error.value) == (
        f"{path}: exists, and kcdanalysis did not write it or it was edited since; "
        "write elsewhere, or replace it with --force (in Python: force=True)"
    )
    assert path.read_text() == "mine"
    write_talks(talks, path, force=True)
    assert path.read_bytes() == talks_bytes(talks, ".csv")


def test_a_text_too_long_for_a_cell_is_refused_and_never_cut():
    talks = as_talks([{"title": "Kernels", "abstract": "x" * 32_768}])
    with pytest.raises(KcdError) as error:
        talks_bytes(talks, ".xlsx")
    assert str(error.value) == (
        "talk event/kernels: abstract has 32,768 characters and a cell of .xlsx holds 32,767; "
        "write .csv, .jsonl or .parquet"
    )


@pytest.mark.parametrize(("suffix", "module"), ((".xlsx", "openpyxl"), (".parquet", "pyarrow")))
def test_a_missing_library_is_named_by_its_extra(monkeypatch, suffix, module):
    whole = builtins.__import__

    def without(name, *args, **kwargs):
        if name.split(".")[0] == module:
            raise ImportError(name)
        return whole(name, *args, **kwargs)

    talks = as_talks([{"title": "Kernels"}])
    if module == "pyarrow":
        monkeypatch.setattr(pd.DataFrame, "to_parquet", lambda *_, **__: without("pyarrow"))
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(KcdError) as error:
        talks_bytes(talks, suffix)
    assert str(error.value) == (
        f"{suffix}: needs the extra 'readers'; pip install 'kcdanalysis[readers]'"
    )
