"""What the lines of one entry of a page say."""

import pytest
from bs4 import BeautifulSoup

from kcdanalysis.sources.layouts.cards import _kind, people_of


@pytest.mark.parametrize(
    ("text", "kind"), [("Workshop", "workshop"), ("Long talk", "talk"), ("Tides", ""), ("–", "")]
)
def test_the_kind_that_a_line_states(text, kind):
    assert _kind(text) == kind


@pytest.mark.parametrize("text", ["Ada Example", ": Ada Example", "Keynote speaker: Ada Example"])
def test_people_stand_behind_a_label_or_none(text):
    assert people_of(BeautifulSoup(f"<p>{text}</p>", "html.parser").p) == ["Ada Example"]


def test_a_picture_of_a_person_is_no_name():
    html = """<div class="speakers"><a href="/speakers/ada"><img></a><a href="/speakers/ada">Ada
    Example</a></div>"""
    assert people_of(BeautifulSoup(html, "html.parser").div) == [{"name": "Ada Example"}]
