"""Where programmes come from, and which format reads them."""

import pytest

from kcdanalysis.errors import KcdError
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


def test_a_folder_without_files_is_refused(tmp_path):
    with pytest.raises(KcdError) as error:
        read_programme(tmp_path)
    assert str(error.value) == (
        f"{tmp_path}: no files in this folder; name the one with the programme"
    )


def test_a_pattern_without_a_match_is_refused(tmp_path):
    with pytest.raises(KcdError) as error:
        read_programme(f"{tmp_path}/*.ics")
    assert str(error.value) == (
        f"{tmp_path}/*.ics: no file matches; check the pattern and the folder"
    )
