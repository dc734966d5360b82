from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.preprocessing import normalize

from kcdanalysis.topics.clustering import neighbours, unit_rows
from kcdanalysis.topics.number import broader_topics, silhouette, topic_numbers


@given(st.integers(0, 10**6), st.integers(2, 8))
def test_the_silhouette_is_that_of_all_pairs(seed, n_topics):
    rng = np.random.default_rng(seed)
    points = normalize(rng.normal(size=(30, 4)))
    topic = np.append(rng.integers(0, n_topics, 28), [0, 1])
    expected = silhouette_score(points, topic, metric="cosine")
    np.testing.assert_allclose(silhouette(points, topic), expected, atol=1e-9)


def test_numbers_near_the_root_of_the_number_of_talks_are_tried():
    points = normalize(np.random.default_rng(0).normal(size=(100, 6)))
    table = topic_numbers(points, neighbours(points))
    assert table["n_topics"].tolist() == [4, 5, 6, 7, 8, 10, 12, 14, 17, 20, 24]


def test_many_topics_have_a_second_level_of_their_own_kind():
    rng = np.random.default_rng(0)
    # Four directions, and four topics about each.
    upper = np.repeat(np.eye(4), 4, axis=0)
    centres = np.hstack([upper, 0.4 * np.eye(16)])
    topic = np.repeat(np.arange(16), 6)
    points = unit_rows(centres[topic] + 0.02 * rng.standard_normal((96, 20)))
    broader = broader_topics(points, topic)
    assert adjusted_rand_score(broader, np.repeat(np.arange(4), 4)) == 1.0
    assert broader_topics(points[:72], topic[:72]) is None


def test_the_number_of_topics_that_is_tried_grows_without_a_jump():
    tried = []
    for n_talks in range(24, 40):
        points = unit_rows(np.random.default_rng(0).standard_normal((n_talks, 12)))
        tried.append(topic_numbers(points, neighbours(points))["n_topics"])
    most = [numbers.max() for numbers in tried]
    assert all(0 <= later - sooner <= 2 for sooner, later in pairwise(most))
    least = [numbers.min() for numbers in tried]
    assert all(0 <= later - sooner <= 1 for sooner, later in pairwise(least))
