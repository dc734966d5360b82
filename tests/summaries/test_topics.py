"""Tables of topics: the nearest talks, highest cosine first, ties by id."""

import numpy as np
import pytest

import kcdanalysis as kcd
from kcdanalysis.summaries.topics import nearest_talks


@pytest.fixture(scope="module")
def topics(root):
    return kcd.find_topics(kcd.read_talks(root / "data" / "kcd-zurich-2023.md"))


def test_the_nearest_talks_have_the_highest_cosine(topics):
    table = nearest_talks(topics, n=3)
    ids = topics.talks["talk_id"].tolist()
    cosines = topics.vectors @ topics.vectors.T
    np.fill_diagonal(cosines, -1)
    for talk, neighbours in table.groupby("talk_id", sort=False):
        row = cosines[ids.index(talk)]
        assert neighbours["rank"].tolist() == [1, 2, 3]
        assert neighbours["similarity"].tolist() == pytest.approx(sorted(row)[:-4:-1], abs=1e-4)
        shown = [row[ids.index(other)] for other in neighbours["nearest_id"]]
        assert neighbours["similarity"].tolist() == pytest.approx(shown, abs=1e-4)
    assert table["talk_id"].unique().tolist() == ids


def test_talks_in_one_topic_are_not_compared():
    talks = kcd.as_talks([{"title": title} for title in ("eBPF", "Cost", "Security")])
    table = nearest_talks(kcd.find_topics(talks))
    assert table.empty and list(table) == ["talk_id", "rank", "nearest_id", "similarity"]
