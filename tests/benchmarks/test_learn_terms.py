import numpy as np
import pytest
from scipy.linalg import eigh

from benchmarks import learn_terms
from benchmarks.learn_terms import learn_map


@pytest.fixture
def events():
    """Talks of two events with five tracks each, whose directions have other strengths."""
    rng = np.random.default_rng(0)
    track = np.arange(200) % 5
    return [
        ((rng.normal(size=(5, 6)) * [3, 2, 1, 1, 1, 1])[track] + rng.normal(size=(200, 6)), track)
        for _ in range(2)
    ]


def spreads(events, turned=None):
    """The covariances within and between tracks, in loops over tracks."""
    turned = np.eye(6) if turned is None else turned
    within, between = np.zeros((6, 6)), np.zeros((6, 6))
    for vectors, track in events:
        unit = vectors / np.linalg.norm(vectors, axis=1)[:, None]
        unit = (unit - unit.mean(axis=0)) @ turned
        for number in range(5):
            own = unit[track == number]
            within += len(own) * np.cov(own.T, bias=True)
            between += len(own) * np.outer(own.mean(axis=0), own.mean(axis=0))
    return within, between


def test_talks_of_a_track_differ_alike_in_all_directions(events, monkeypatch):
    monkeypatch.setattr(learn_terms, "POWER", 0.0)
    within, _ = spreads(events, learn_map(events, shrinkage=0.0).astype(float))
    np.testing.assert_allclose(within / within[0, 0], np.eye(6), atol=0.01)


def test_directions_count_by_what_is_between_tracks(events):
    within, between = spreads(events)
    values = eigh(between, within, eigvals_only=True)
    mapped, _ = spreads(events, learn_map(events, shrinkage=0.0).astype(float))
    expected = np.sqrt(values)
    sizes = mapped.diagonal()
    np.testing.assert_allclose(sizes / sizes.sum(), expected / expected.sum(), atol=0.01)
