"""What the lines of one entry of a page say."""

import pytest

from kcdanalysis.sources.layouts.cards import _kind


@pytest.mark.parametrize(
    ("text", "kind"), [("Workshop", "workshop"), ("Long talk", "talk"), ("Tides", ""), ("–", "")]
)
def test_the_kind_that_a_line_states(text, kind):
    assert _kind(text) == kind
