"""The benchmark of intervals runs, and what it measures is roughly what is promised."""

import sys

import numpy as np
import pytest

from benchmarks import intervals

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def table():
    # Programmes are few here, so that only gross faults are seen.
    rng = np.random.default_rng(2)
    rows = [
        *intervals.shares(rng, 60),
        *intervals.differences(rng, 60),
        *intervals.margins(rng, 60),
        *intervals.gaps(rng, 20),
        *intervals.targets(rng, 60),
    ]
    return {(row["what"], row["talks"]): row["per cent"] for row in rows}


def test_intervals_of_a_few_programmes_hold_about_what_they_promise(table):
    for size in intervals.SIZES:
        assert 90 <= table["share, interval holds it", size] <= 99
    minutes, drawn = "share of minutes, interval holds it", "the same by a bootstrap (not ours)"
    assert table[drawn, 16] < 80 < table[minutes, 16], "why weights are not bootstrapped"
    for sizes in ("16 and 16", "200 and 200", "10 and 200"):
        assert 92 <= table["difference, one interval of 95%", sizes] <= 99
        assert table["all 16 adjusted intervals hold", sizes] >= 88


def test_what_is_false_is_seldom_claimed(table):
    false = {key: value for key, value in table.items() if ", any " in key[0]}
    assert len(false) == 6 + 9 + 3 + 3 + 12 + 4 and max(false.values()) <= 12
    assert table["power: 10% against 20%, one of 16 themes, more", "800 and 800"] == 100
    unchanged = np.full((6, 5, 4), 0.2)
    rng = np.random.default_rng(3)
    assert not intervals.any_of(intervals.changes(rng, 50, unchanged), intervals.TRENDS).any()


def test_the_table_is_printed(monkeypatch, capsys):
    monkeypatch.setattr(intervals, "SIZES", (8,))
    monkeypatch.setattr(intervals, "trends", lambda rng, n_runs: iter(()))
    monkeypatch.setattr(sys, "argv", ["intervals", "--runs", "1"])
    intervals.main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "| what | talks | per cent | target |" and len(lines) > 20
