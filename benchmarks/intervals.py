"""Whether intervals hold what they promise and chance is seldom called a finding.

    python -m benchmarks.intervals [--runs N]

Programmes are made up with known shares of themes, so that it is known what is true:
how often the 95 % interval of a share, of a difference and of a change over the editions
holds it, and in how many comparisons of equal events (or trends of unchanging themes)
any theme at all is said to differ.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kcdanalysis.summaries import compare_events, theme_shares, trend_tests
from kcdanalysis.summaries.printing import as_markdown
from kcdanalysis.talks import as_talks
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.themes.lexicon import Theme

SIZES = (16, 50, 200, 1000)
N_THEMES = 16
LENGTHS = (5, 20, 30, 45, 90)
YEARS = (2018, 2019, 2021, 2022, 2023)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=300, help="programmes of each kind")
    print(as_markdown(pd.DataFrame(rows(parser.parse_args().runs)).round(1)), end="")


def rows(n_runs: int) -> Iterator[dict[str, object]]:
    """Measure everything; percentages."""
    for size in SIZES:
        yield row(
            "share, interval holds it", size, [shares_held(size, run) for run in seeds(n_runs)]
        )
    for size in SIZES[:3]:
        held = [shares_held(size, run, "duration") for run in seeds(n_runs)]
        yield row("share of minutes, interval holds it", size, held)
    for size in SIZES[:3]:
        held = [bootstrap_held(size, run) for run in seeds(n_runs)]
        yield row("the same by a bootstrap (not ours)", size, held)
    for size in SIZES:
        held = [differences_held(size, run) for run in seeds(n_runs)]
        yield row("difference, interval holds it", size, held)
    for size in SIZES:
        claims = [equal_events(size, run, 2) for run in seeds(n_runs)]
        yield row("equal events, any difference claimed", size, claims)
    for size in SIZES[:3]:
        claims = [equal_events(size, run, 5) for run in seeds(n_runs)]
        yield row("five equal events, any difference claimed", size, claims)
    for size in SIZES[:3]:
        held, claims = zip(*(changes(size, run, 0.0) for run in seeds(n_runs)), strict=True)
        yield row("change over five editions, interval holds it", size, held)
        yield row("no change, any trend claimed", size, claims)
    for size in SIZES[:3]:
        held, claims = zip(*(changes(size, run, 0.3) for run in seeds(n_runs)), strict=True)
        yield row("whims of committees over five editions, interval holds it", size, held)
        yield row("no change but whims of committees, any trend claimed", size, claims)


def row(name: str, size: int, values: object) -> dict[str, object]:
    """A row of the table."""
    return {"what": name, "talks": size, "per cent": 100 * float(np.mean(values))}


def seeds(n_runs: int) -> range:
    """One for each programme."""
    return range(n_runs)


def true_shares(rng: np.random.Generator) -> np.ndarray:
    """Shares of themes as programmes have them: a few large, most small."""
    return rng.choice([0.05, 0.08, 0.12, 0.2, 0.3, 0.45], N_THEMES)


def programme(
    rng: np.random.Generator, shares: np.ndarray, years: tuple[int, ...] = (2023,)
) -> ThemeAssignments:
    """Talks of each year that have each theme with these probabilities (talks x themes)."""
    n_talks = len(shares)
    talks = _talks(n_talks, years)
    talks = talks.assign(duration=pd.array(rng.choice(LENGTHS, n_talks), dtype="Int64"))
    names = [f"t{at}" for at in range(shares.shape[1])]
    labels = pd.DataFrame(rng.random(shares.shape) < shares, talks["talk_id"], names)
    lexicon = {name: Theme(name, (name,)) for name in names}
    return ThemeAssignments(talks, labels * 1.0, labels, pd.DataFrame(), lexicon, 4.0)


_MADE: dict[tuple[int, tuple[int, ...]], pd.DataFrame] = {}


def _talks(n_talks: int, years: tuple[int, ...]) -> pd.DataFrame:
    if (n_talks, years) not in _MADE:
        made = [{"title": f"Talk {at}", "year": years[at % len(years)]} for at in range(n_talks)]
        _MADE[n_talks, years] = as_talks(made)
    return _MADE[n_talks, years]


def shares_held(size: int, seed: int, weights: str | None = None) -> float:
    """Part of the themes whose interval holds the true share."""
    rng = np.random.default_rng((1, size, seed))
    truth = true_shares(rng)
    table = theme_shares(programme(rng, np.tile(truth, (size, 1))), weights=weights)
    table = table.iloc[:N_THEMES]
    return float(((table["low"] <= truth) & (truth <= table["high"])).mean())


def bootstrap_held(size: int, seed: int) -> float:
    """As `shares_held` with weights, by the percentiles of 500 bootstrap draws of talks."""
    rng = np.random.default_rng((1, size, seed))
    truth = true_shares(rng)
    found = programme(rng, np.tile(truth, (size, 1)))
    weights = found.talks["duration"].to_numpy(dtype=float)
    drawn = rng.multinomial(size, np.full(size, 1 / size), size=500) * weights
    shares = drawn @ found.labels.to_numpy() / drawn.sum(axis=1, keepdims=True)
    low, high = np.quantile(shares, [0.025, 0.975], axis=0)
    return float(((low <= truth) & (truth <= high)).mean())


def differences_held(size: int, seed: int) -> float:
    """Part of the themes whose interval holds the true difference of two events."""
    rng = np.random.default_rng((2, size, seed))
    old, new = true_shares(rng), true_shares(rng)
    shares = np.where(np.arange(2 * size)[:, None] % 2, new, old)
    table = compare_events(programme(rng, shares, (2022, 2023)), "year")
    truth = new - old
    return float(((table["low"] <= truth) & (truth <= table["high"])).mean())


def equal_events(size: int, seed: int, n_events: int) -> bool:
    """Whether any theme of equal events is said to be more or less in one."""
    rng = np.random.default_rng((3, size, seed, n_events))
    shares = np.tile(true_shares(rng), (n_events * size, 1))
    table = compare_events(programme(rng, shares, YEARS[:n_events]), "year")
    return bool(table["verdict"].isin(["more", "less"]).any())


def changes(size: int, seed: int, whims: float) -> tuple[float, bool]:
    """Part of the intervals that hold a change of nothing, and whether any trend is claimed.

    `whims` is how much the editions differ without a trend: the standard deviation of
    the logarithm of the odds.
    """
    rng = np.random.default_rng((4, size, seed, int(10 * whims)))
    share = true_shares(rng)
    odds = share / (1 - share) * np.exp(rng.normal(0, whims, (len(YEARS), N_THEMES)))
    shares = np.tile(odds / (1 + odds), (size, 1))
    table = trend_tests(programme(rng, shares, YEARS))
    held = (table["low"] <= 0) & (table["high"] >= 0)
    return float(held.mean()), bool(table["verdict"].isin(["rising", "falling"]).any())


if __name__ == "__main__":
    main()
