import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import ward
from scipy.sparse import csr_matrix
from sklearn.cluster import AgglomerativeClustering
from sklearn.preprocessing import normalize

from kcdanalysis.topics import clustering
from kcdanalysis.topics.clustering import (
    cluster,
    latent_space,
    lsa,
    neighbours,
    project,
    smooth,
)


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


def features(n_talks, n_terms=400, seed=0):
    rng = np.random.default_rng(seed)
    drawn = rng.random((n_talks, n_terms))
    return normalize(csr_matrix(np.where(rng.random(drawn.shape) < 0.05, drawn, 0.0)))


def dense_smoothing(similar):
    """Talks mixed with their neighbours, twice, by the matrix of all their cosines."""
    ranking = similar.round(9) - 1e-12 * np.arange(len(similar))
    np.fill_diagonal(ranking, -np.inf)
    near = np.zeros_like(similar)
    for talk, nearest in enumerate(np.argsort(-ranking, axis=1)[:, : clustering.N_NEIGHBOURS]):
        near[talk, nearest] = similar[talk, nearest]
    near /= np.maximum(near.sum(axis=1, keepdims=True), 1e-12)
    mixing = (1 - clustering.SMOOTHING) * np.eye(len(similar)) + clustering.SMOOTHING * near
    mixed = mixing @ mixing @ similar @ mixing.T @ mixing.T
    lengths = np.sqrt(mixed.diagonal())
    return mixed / lengths / lengths[:, None]


def test_factored_smoothing_is_that_of_all_pairs(monkeypatch):
    monkeypatch.setattr(clustering, "_BLOCK", 7)
    talks = features(60)
    points = latent_space(talks)
    similar = (talks @ talks.T).toarray()
    np.testing.assert_allclose(points @ points.T, similar, atol=1e-9)
    smoothed = smooth(points, neighbours(points))
    expected = dense_smoothing(similar)
    np.testing.assert_allclose(smoothed @ smoothed.T, expected, atol=1e-9)
    values = np.linalg.eigvalsh(expected)[::-1]
    np.testing.assert_allclose((lsa(smoothed, 5) ** 2).sum(axis=0), values[:6], atol=1e-9)


def test_many_talks_are_placed_as_by_the_exact_decomposition(monkeypatch):
    monkeypatch.setattr(clustering, "MAX_RANK", 20)
    # Twelve subjects of their own words.
    subjects = np.kron(np.eye(12), np.ones((10, 8)))
    talks = csr_matrix(normalize(subjects + features(120, 96).toarray()))
    points = latent_space(talks)
    left, sizes, _ = np.linalg.svd(talks.toarray(), full_matrices=False)
    exact = left[:, :12] * sizes[:12]
    np.testing.assert_allclose(points[:, -12:] @ points[:, -12:].T, exact @ exact.T, atol=0.02)


def test_other_talks_are_placed_as_the_first():
    talks = features(30)
    points = latent_space(talks)
    np.testing.assert_allclose(project(talks, talks, points), points, atol=1e-9)
    placed = lsa(points, 4)
    np.testing.assert_allclose(project(points, points, placed), placed, atol=1e-9)
