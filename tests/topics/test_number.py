import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import normalize

from kcdanalysis.topics.clustering import neighbours
from kcdanalysis.topics.number import silhouette, topic_numbers


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
