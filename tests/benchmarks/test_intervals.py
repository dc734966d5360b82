"""The benchmark of intervals runs, and what it measures is roughly what is promised."""

import sys

import numpy as np

from benchmarks import intervals


def test_intervals_of_a_few_programmes_hold_about_what_they_promise():
    held = [intervals.shares_held(50, seed) for seed in range(12)]
    assert 0.9 <= np.mean(held) <= 1
    weighted = [intervals.shares_held(16, seed, "duration") for seed in range(12)]
    drawn = [intervals.bootstrap_held(16, seed) for seed in range(12)]
    assert np.mean(drawn) < 0.88 < np.mean(weighted), "why weights are not bootstrapped"


def test_equal_events_and_unchanging_themes_are_seldom_told_apart():
    assert sum(intervals.equal_events(50, seed, 2) for seed in range(8)) <= 1
    held, claims = zip(*(intervals.changes(16, seed, 0.0) for seed in range(8)), strict=True)
    assert np.mean(held) > 0.9 and sum(claims) <= 1


def test_the_table_is_printed(monkeypatch, capsys):
    monkeypatch.setattr(intervals, "SIZES", (8,))
    monkeypatch.setattr(sys, "argv", ["intervals", "--runs", "1"])
    intervals.main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "| what | talks | per cent |" and len(lines) == 2 + 10
