"""Where programmes come from, and which format reads them."""

import pytest

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources import read_programme


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("pretalks", "; did you mean 'pretalx'?"),
        ("wav", "; use one of schedule-xml, schedule-json, sessionize, pretalx, indico,"),
    ],
)
def test_an_unknown_format_is_named_with_a_hint(tmp_path, name, hint):
    with pytest.raises(KcdError) as error:
        read_programme(tmp_path / "talks.csv", source_format=name)
    assert str(error.value).startswith(f"{name}: no such format{hint}")


def test_a_source_without_a_name_is_not_the_current_folder():
    with pytest.raises(KcdError) as error:
        read_programme("")
    assert str(error.value) == (
        "'' is not the name of a file; name the programme, or . for this folder"
    )


def test_many_warnings_of_one_kind_are_summarised(tmp_path):
    rows = "".join(f",Ada,{n}\n" for n in range(50))
    (tmp_path / "talks-1.csv").write_text(f"Title,Speakers,Room\neBPF,Bo,1\n{rows}")
    (tmp_path / "talks-2.csv").write_text("Title,Speakers,Room\nGo,Bo,1\n,Ada,2\n")
    with pytest.warns(KcdWarning) as caught:
        read_programme(tmp_path)
    messages = [str(warning.message).removeprefix(f"{tmp_path}/") for warning in caught]
    problem = "no title (a row with 2 of 3 cells filled); the row was left out"
    lines = [f"talks-1.csv, line {n}: {problem}" for n in range(3, 23)]
    summary = f"30 more warnings are not shown, all of them like: {tmp_path}/{lines[0]}"
    assert messages == [*lines, f"talks-2.csv, line 3: {problem}", summary]


def test_a_folder_without_files_is_refused(tmp_path):
    with pytest.raises(KcdError) as error:
        read_programme(tmp_path)
    assert str(error.value) == (
        f"{tmp_path}: no files in this folder; name the one with the programme"
    )


def test_the_licence_in_a_folder_is_no_programme(tmp_path, recwarn):
    (tmp_path / "talks.yml").write_text("- title: Tides\n  speakers: [Ada Example]\n")
    (tmp_path / "LICENSE").write_text("title: Terms\nspeakers: [all\n  and: nobody: else\n")
    assert read_programme(tmp_path)["title"].tolist() == ["Tides"]
    assert read_programme(str(tmp_path / "*"))["title"].tolist() == ["Tides"]
    assert not recwarn.list


def test_a_programme_of_breaks_alone_is_refused(tmp_path):
    path = tmp_path / "talks.yml"
    path.write_text("- title: Lunch\n  start: '12:00'\n")
    with pytest.raises(KcdError) as error, pytest.warns(KcdWarning):
        read_programme(path)
    assert str(error.value) == (
        f"{path}: no talks found; give the file that lists their titles and who gives them"
    )


def test_a_pattern_without_a_match_is_refused(tmp_path):
    with pytest.raises(KcdError) as error:
        read_programme(f"{tmp_path}/*.ics")
    assert str(error.value) == (
        f"{tmp_path}/*.ics: no file matches; check the pattern and the folder"
    )
