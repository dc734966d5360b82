import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcdanalysis.sources.values.fields import FIELDS, match_field, normalise, split_language


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Title", "title"),
        ("Title of Talk", "title"),
        ("Talk Title (required)", "title"),
        ("Título de la charla", "title"),
        ("Titre de la conférence", "title"),
        ("題名", "title"),
        ("Thema/Folien", "title"),
        ("Slides/Video", None),
        ("speaker_names", "speakers"),
        ("Your Name", "speakers"),
        ("Sprecher:innen", "speakers"),
        ("Referent:in", "speakers"),
        ("Intervenant(e)s", "speakers"),
        ("Orateur(rice)", "speakers"),
        ("Name of the talk", "title"),
        ("presenter_slugs", "speaker_ids"),
        ("Summary of Talk", "abstract"),
        ("Talk Length", "duration"),
        ("Intended Audience", "level"),
        ("startTime", "start"),
        ("time_start", "start"),
        ("event_type", "kind"),
        ("lang_of_talk", "language"),
        ("ano", "year"),
        ("Speaker Bio", "bio"),
        ("name", "name"),
        ("e-mail", None),
        ("Timestamp", None),
        ("lang_of_slide", None),
        ("Have you ever given a talk before?", None),
        ("", None),
    ],
)
def test_names_are_matched(name, field):
    assert match_field(name) == field


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("title_ja", ("title", "ja")),
        ("Abstract (FR)", ("abstract", "fr")),
        ("beschreibungDeutsch", ("beschreibung", "de")),
        ("speaker_id", ("speaker_id", "")),
        ("en", ("en", "")),
        ("", ("", "")),
    ],
)
def test_languages_are_split_off(name, parts):
    assert split_language(name) == parts


def test_no_name_stands_for_two_fields():
    known: dict[str, set[str]] = {}
    for field, lines in FIELDS.items():
        for name in ", ".join(lines).split(", "):
            known.setdefault(normalise(name), set()).add(field)
    assert {name: fields for name, fields in known.items() if len(fields) > 1} == {}


@given(st.text())
def test_any_name_is_a_field_or_none(name):
    assert match_field(name) is None or match_field(name) in FIELDS
    assert isinstance(split_language(name), tuple)


def test_prose_is_no_name():
    assert match_field("your " * 100 + "title") is None
    assert match_field("your " * 5 + "title") == "title"
