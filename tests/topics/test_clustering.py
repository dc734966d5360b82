import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import ward
from sklearn.cluster import AgglomerativeClustering

from kcdanalysis.topics.clustering import cluster


def first_merges(points, n_groups):
    """The groups after the first merges of the tree, numbered by their first point."""
    group = list(range(len(points)))
    for number, (left, right) in enumerate(ward(points)[: len(points) - n_groups, :2]):
        group = [len(points) + number if g in (left, right) else g for g in group]
    return pd.factorize(np.array(group))[0]


@given(st.integers(2, 40), st.integers(0, 10**6), st.data())
def test_groups_of_ward_are_those_of_scipy_even_with_ties(n_talks, seed, data):
    n_groups = data.draw(st.integers(1, n_talks))
    points = np.random.default_rng(seed).integers(-2, 3, (n_talks, 3)).astype(float)
    groups = AgglomerativeClustering(n_groups, linkage="ward").fit_predict(points)
    assert pd.factorize(groups)[0].tolist() == first_merges(points, n_groups).tolist()


def test_clear_groups_are_found():
    points = np.repeat(np.eye(3), [4, 2, 3], axis=0)
    points[:, 1] += np.linspace(0, 0.1, 9)
    topic = cluster(points, 3)
    assert len(set(topic)) == 3
    assert all(len(set(part)) == 1 for part in np.split(topic, [4, 6]))
