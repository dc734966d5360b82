import re
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from kcdanalysis.errors import KcdError
from kcdanalysis.figures import topic_number

NUMBERS = pd.DataFrame(
    {
        "n_topics": [3, 4, 6],
        "silhouette": [0.2, 0.35, 0.3],
        "modularity": [0.4, 0.5, 0.31],
        "score": [0.47, 2.0, 0.67],
    }
)


@pytest.fixture
def ax():
    yield topic_number(NUMBERS, event="KCD").plot()
    plt.close("all")


def test_the_lines_are_the_numbers(ax):
    drawn = [line.get_xydata() for line in ax.lines[:2]]
    np.testing.assert_array_equal(drawn[0], NUMBERS[["n_topics", "silhouette"]])
    np.testing.assert_array_equal(drawn[1], NUMBERS[["n_topics", "modularity"]])
    assert ax.lines[2].get_xdata()[0] == 4


def test_lines_differ_in_more_than_colour_and_have_their_names_apart(ax):
    assert len({(line.get_linestyle(), line.get_marker()) for line in ax.lines[:2]}) == 2
    texts = [text for text in ax.texts if text.get_text()]
    assert {"silhouette 0.30", "modularity 0.31", "taken: 4"} <= {t.get_text() for t in texts}
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in texts if re.search(r"\d\d$", text.get_text())]
    assert len(boxes) == 2
    assert not boxes[0].overlaps(boxes[1])


def test_it_is_put_into_words():
    said = topic_number(NUMBERS, event="KCD")
    assert said.title == "How the number of groups of KCD was chosen"
    assert said.caption.startswith("4 topics: the largest sum of silhouette and modularity")
    assert said.alt == (
        "Line chart of silhouette and modularity for 3 numbers of topics from 3 to 6. "
        "Taken: 4, with silhouette 0.35 and modularity 0.50."
    )


@pytest.mark.parametrize("most", [3, 30, 900])
def test_numbers_on_the_axis_do_not_overlap(most):
    tried = np.unique(np.geomspace(2, most, 12).round().astype(int))
    table = pd.DataFrame({"n_topics": tried, "silhouette": 0.1, "modularity": 0.1, "score": 0.0})
    ax = topic_number(table).plot()
    ax.figure.draw_without_rendering()
    boxes = [label.get_window_extent() for label in ax.get_xticklabels()]
    assert len(boxes) >= 2
    assert not any(a.overlaps(b) for a, b in pairwise(boxes))
    plt.close("all")


def test_a_number_that_was_given_has_no_figure():
    with pytest.raises(KcdError, match="find_topics with n_topics='auto'"):
        topic_number(NUMBERS.head(0))
