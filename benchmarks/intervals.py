"""Whether intervals hold what they promise and chance is seldom called a finding.

    python -m benchmarks.intervals [--runs N]

Programmes are made up with known shares of sixteen themes, so that it is known what is true:
how often intervals hold it, one by one and all of a programme together; in how many programmes
any theme at all gets a verdict that is false; and how often a real difference is found.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from math import comb
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import binom, norm

from benchmarks.usual_shares import USUAL_DEVIATION as BETWEEN_EVENTS
from benchmarks.usual_shares import design_effect
from kcdanalysis.summaries.comparison import CLAIMS, compare_counts
from kcdanalysis.summaries.intervals import (
    ALPHA,
    MARGIN_FACTOR,
    MARGIN_POINTS,
    adjusted_confidence,
    difference_interval,
    effective_size,
    exact_interval,
    paired_test,
    read_claims,
    share_interval,
)
from kcdanalysis.summaries.printing import as_markdown
from kcdanalysis.summaries.trend import TRENDS, USUAL_DEVIATION, fit_line

N_THEMES = 16
SIZES = (16, 50, 200, 1000)
LENGTHS = np.array([5, 20, 30, 45, 90])
#: A few themes are frequent, and most are rare.
SHARES = (0.02, 0.05, 0.08, 0.12, 0.2, 0.3, 0.45)
#: How much editions differ for no reason: nothing, as usual, and more than is usual.
DEVIATIONS = (0.0, 0.2, 0.3)
HELD, TOGETHER, RARE, POWER = "93 to 97", "at least 95", "at most 5", ""

Row = dict[str, Any]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=500, help="programmes of each kind")
    print(as_markdown(pd.DataFrame(rows(parser.parse_args().runs)).round(1)), end="")


def rows(n_runs: int) -> Iterator[Row]:
    """Measure everything; percentages. Trends are slower: half of the programmes."""
    rng = np.random.default_rng(1)
    yield from shares(rng, n_runs)
    yield from differences(rng, n_runs)
    yield from margins(rng, n_runs)
    yield from gaps(rng, n_runs)
    yield from targets(rng, n_runs)
    yield from trends(rng, max(n_runs // 2, 1))


def row(what: str, size: Any, found: Any, target: str) -> Row:
    """A row of the table."""
    return {
        "what": what, "talks": size, "per cent": 100 * float(np.mean(found)), "target": target,
    }  # fmt: skip


def shares(rng: np.random.Generator, n_runs: int) -> Iterator[Row]:
    """Shares of talks, and of minutes."""
    for size in SIZES:
        n_shares = 5 * n_runs
        truth = rng.choice(SHARES, (n_shares, 1))
        has = rng.random((n_shares, size)) < truth
        low, high = share_interval(has.mean(axis=1, keepdims=True), size)
        yield row("share, interval holds it", size, (low <= truth) & (truth <= high), HELD)
        minutes = rng.choice(LENGTHS, (n_shares, size))
        share = (minutes * has).sum(axis=1, keepdims=True) / minutes.sum(axis=1, keepdims=True)
        kish = effective_size(minutes.sum(axis=1), (minutes**2).sum(axis=1))[:, None]
        low, high = share_interval(share, kish)
        is_held = (low <= truth) & (truth <= high)
        yield row("share of minutes, interval holds it", size, is_held, HELD)
        drawn = [
            np.quantile(w @ has[at] / w.sum(axis=1), [0.025, 0.975])
            for at in range(min(n_runs, 400))
            for w in [rng.multinomial(size, np.full(size, 1 / size), 300) * minutes[at]]
        ]
        low, high = np.transpose(drawn)
        is_held = (low <= truth[: len(low), 0]) & (truth[: len(low), 0] <= high)
        yield row("the same by a bootstrap (not ours)", size, is_held, "")


def count_talks(rng: np.random.Generator, size: int, shares: np.ndarray) -> np.ndarray:
    """The talks with each theme, of so many with these shares."""
    return rng.binomial(size, shares)


def verdicts(n: np.ndarray, n_talks: Any, against: np.ndarray, n_talks_against: Any) -> Any:
    """The comparison of each programme (rows) by theme, as printed, by name."""
    columns = (
        np.broadcast_to(of, n.shape).ravel() for of in (n, n_talks, against, n_talks_against)
    )
    names = ("n", "n_talks", "n_against", "n_talks_against")
    words = ("more", "less", "as much")
    table = compare_counts(pd.DataFrame(dict(zip(names, columns, strict=True))), words, n.shape[1])
    return {name: table[name].to_numpy().reshape(n.shape) for name in ("low", "high", "verdict")}


def any_of(table: Any, claims: tuple[str, ...]) -> np.ndarray:
    """Whether any theme of a programme has one of these verdicts."""
    return np.asarray(np.isin(table["verdict"].astype(str), claims).any(axis=1))


def differences(rng: np.random.Generator, n_runs: int) -> Iterator[Row]:
    """Two groups of talks: intervals, and claims where nothing differs."""
    for size, other in ((16, 16), (50, 50), (200, 200), (1000, 1000), (10, 200), (30, 2000)):
        sizes = f"{size} and {other}"
        old, new = rng.choice(SHARES, (2, n_runs, N_THEMES))
        n, against = count_talks(rng, size, new), count_talks(rng, other, old)
        low, high = difference_interval(n / size, size, against / other, other)
        is_held = (low <= new - old) & (new - old <= high)
        yield row("difference, one interval of 95%", sizes, is_held, HELD)
        table = verdicts(n, size, against, other)
        is_held = (table["low"] <= new - old) & (new - old <= table["high"])
        yield row("all 16 adjusted intervals hold", sizes, is_held.all(axis=1), TOGETHER)
        rates = np.array([rate_of_claims(size, other, share) for share in SHARES])
        mixed, worst = (1 - (1 - rate) ** N_THEMES for rate in (rates.mean(), rates.max()))
        yield row("equal groups, any difference claimed (exact)", sizes, mixed, RARE)
        yield row("the same, all themes of the worst share (exact)", sizes, worst, "")
    for size in SIZES[:3]:
        # A talk has up to five of six tags, and its themes depend on each other.
        ours, n_ours, others, n_others = [], [], [], []
        for _ in range(n_runs):
            has = correlated(rng, 2 * size, rng.choice(SHARES, N_THEMES))
            tags = rng.random((6, 2 * size)).argsort(axis=0) < rng.integers(1, 6, 2 * size)
            ours.append((tags @ has).ravel())
            others.append((~tags @ has).ravel())
            n_ours.append(np.repeat(tags.sum(axis=1), N_THEMES))
            n_others.append(np.repeat((~tags).sum(axis=1), N_THEMES))
        table = verdicts(*map(np.array, (ours, n_ours, others, n_others)))
        claimed = any_of(table, CLAIMS)
        yield row("equal tags, correlated themes, any claimed", 2 * size, claimed, RARE)
        yield from planned(rng, n_runs, size)
    for size in (200, 800):
        # Of the sixteen themes only the first differs.
        old = rng.choice(SHARES, (n_runs, N_THEMES))
        for start, claim in ((0.1, "more"), (0.2, "as much")):
            old[:, 0], n_new = (
                start,
                count_talks(rng, size, np.c_[np.full(n_runs, 0.2), old[:, 1:]]),
            )
            table = verdicts(n_new, size, count_talks(rng, size, old), size)
            what = f"power: {start:.0%} against 20%, one of 16 themes, {claim}"
            yield row(what, f"{size} and {size}", table["verdict"][:, 0] == claim, POWER)


def rate_of_claims(size: int, other: int, share: float) -> float:
    """How often two groups with one share get one of sixteen differences, by adding up."""
    n, against = np.meshgrid(np.arange(size + 1), np.arange(other + 1), indexing="ij")
    chance = binom.pmf(n, size, share) * binom.pmf(against, other, share)
    is_possible = chance > 1e-12
    groups = (n[is_possible] / size, size, against[is_possible] / other, other)
    low, high = difference_interval(*groups, adjusted_confidence(N_THEMES))
    return float(chance[is_possible][(low > 0) | (high < 0)].sum())


def planned(rng: np.random.Generator, n_runs: int, size: int) -> Iterator[Row]:
    """Proposals accepted whatever their theme; and themes that are as frequent as each other."""
    cut, less = [], []
    for _ in range(n_runs):
        has = correlated(rng, size, rng.choice(SHARES, N_THEMES)).astype(bool)
        chosen = rng.random(size) < 0.4
        of, of_others = has.sum(axis=0), (~has).sum(axis=0)
        groups = (has[chosen].sum(axis=0), of, (~has)[chosen].sum(axis=0), of_others)
        cut.append(any_of(verdicts(*(group[None] for group in groups)), CLAIMS)[0])
        equal = rng.random((size, N_THEMES)) < 0.2
        counts = equal.sum(axis=0)
        first, rest = equal[:, counts.argmax()], equal[:, counts < counts.max()]
        p = paired_test((~rest)[first].sum(axis=0), rest[~first].sum(axis=0))
        less.append((p * comb(N_THEMES, 2) <= ALPHA).any())
    yield row("equal acceptance, correlated themes, any cut or favoured", size, cut, RARE)
    yield row("themes of 20%, any called less frequent than the first", size, less, RARE)


def correlated(rng: np.random.Generator, n_talks: int, shares: np.ndarray) -> np.ndarray:
    """Themes of talks, of which some talks have many: half of the variance is common."""
    common, own = rng.normal(size=(n_talks, 1)), rng.normal(size=(n_talks, len(shares)))
    return np.asarray(norm.cdf(np.sqrt(0.5) * (common + own)) < shares).astype(int)


def margins(rng: np.random.Generator, n_runs: int) -> Iterator[Row]:
    """Claims of no difference where there is one, by just the margin."""
    old = np.tile(np.array([0.02, 0.05, 0.1, 0.3] * 4), (n_runs, 1))
    new = np.minimum(old * MARGIN_FACTOR, old + MARGIN_POINTS)
    small = ("as much", "slightly more", "slightly less", "less")
    for size in (200, 1000, 5000):
        table = verdicts(count_talks(rng, size, new), size, count_talks(rng, size, old), size)
        sizes = f"{size} and {size}"
        yield row(
            "just beyond the margin, any as much or slightly", sizes, any_of(table, small), RARE
        )
        rare = np.full_like(old, 0.01)
        table = verdicts(count_talks(rng, size, rare), size, count_talks(rng, size, rare), size)
        yield row("themes of 1%, any absent", sizes, any_of(table, ("absent",)), RARE)


def gaps(rng: np.random.Generator, n_runs: int) -> Iterator[Row]:
    """Programmes beside what is usual at events that differ: gaps claimed where there are none."""
    for n_events, of_event in ((5, 140), (75, 45), (210, 45)):
        usual = np.tile(rng.choice(SHARES, (n_runs, 1, N_THEMES)), (1, n_events, 1))
        usual[:, :, 0] = 0.2
        events = differ(rng, usual, BETWEEN_EVENTS)
        n = rng.binomial(of_event, events)
        n_talks = np.full((1, n_events), of_event)
        effects = np.array(
            [
                [design_effect(of[None], n_talks) for of in programme]
                for programme in n.transpose(0, 2, 1)
            ]
        )
        size = n_events * of_event / effects
        share = n.sum(axis=1) / (n_events * of_event)
        # The mean of all events of the kind, of which these are a few.
        equal = differ(rng, np.repeat(usual[:, :1], 2000, axis=1), BETWEEN_EVENTS).mean(axis=1)
        for n_new in SIZES:
            sizes = f"{n_new}, {n_events} events × {of_event}"
            ours = count_talks(rng, n_new, equal)
            claimed = any_of(verdicts(ours, n_new, share * size, size), ("less", "slightly less"))
            yield row("themes as usual, any gap claimed", sizes, claimed, RARE)
            ours[:, 0] = 0
            found = verdicts(ours, n_new, share * size, size)["verdict"][:, 0] == "less"
            yield row("power: none of what 20% are usually about, a gap", sizes, found, POWER)


def targets(rng: np.random.Generator, n_runs: int) -> Iterator[Row]:
    """Programmes of events that just meet their targets, one of which may seem missed."""
    for size in SIZES:
        least = rng.choice(SHARES, (8 * n_runs, 3))
        low, high = exact_interval(count_talks(rng, size, least), size, adjusted_confidence(3))
        claimed = (least < low) | (high < least)
        yield row("three targets just met, any over or under", size, claimed.any(axis=1), RARE)


def trends(rng: np.random.Generator, n_runs: int) -> Iterator[Row]:
    """Editions: intervals of changes, and trends claimed where there is none."""
    for size, n_editions in ((16, 5), (50, 3), (50, 5), (200, 5), (50, 12), (200, 12)):
        sizes = f"{n_editions} × {size}"
        old, new = rng.choice(SHARES, (2, n_runs, 1, N_THEMES))
        line = old + (new - old) * np.linspace(0, 1, n_editions)[:, None]
        table = changes(rng, size, differ(rng, line, USUAL_DEVIATION))
        is_held = (table["low"] <= (new - old)[:, 0]) & ((new - old)[:, 0] <= table["high"])
        yield row(
            "changes, editions differ as usual, all 16 adjusted intervals hold",
            sizes,
            is_held.all(axis=1),
            TOGETHER,
        )
        is_held = (table["one low"] <= (new - old)[:, 0]) & ((new - old)[:, 0] <= table["one high"])
        yield row("change, editions differ as usual, one interval of 95%", sizes, is_held, HELD)
        for deviation in DEVIATIONS:
            drawn = differ(rng, np.tile(old, (1, n_editions, 1)), deviation)
            claimed = any_of(changes(rng, size, drawn), TRENDS)
            what = f"no trend, editions differ by {deviation} in log-odds, any claimed"
            yield row(what, sizes, claimed, RARE)
        rise = np.tile(old, (1, n_editions, 1))
        rise[:, :, 0] = np.linspace(0.1, 0.2, n_editions)
        found = changes(rng, size, rise)["verdict"][:, 0] == "rising"
        yield row("power: 10% to 20%, one of 16 themes, rising", sizes, found, POWER)
    old = np.array([0.02, 0.05, 0.1, 0.3] * 4)
    new = np.minimum(old * MARGIN_FACTOR, old + MARGIN_POINTS)
    line = np.tile(old + (new - old) * np.linspace(0, 1, 12)[:, None], (n_runs, 1, 1))
    small = ("steady", "slightly rising", "slightly falling", "falling")
    for size in (50, 1000):
        claimed = any_of(changes(rng, size, line), small)
        yield row("change just beyond the margin, any steady", f"12 × {size}", claimed, RARE)
    # Texts grow over the years, and longer texts name more themes.
    long = np.linspace(0.2, 0.8, 5)[:, None]
    flat = np.tile(rng.choice(SHARES, (n_runs, 1, N_THEMES)), (1, 5, 1))
    claimed = any_of(changes(rng, 200, flat, long, flat * 2), TRENDS)
    yield row("longer texts from year to year, any trend claimed", "5 × 200", claimed, RARE)


def differ(rng: np.random.Generator, shares: np.ndarray, deviation: float) -> np.ndarray:
    """Shares that differ for no reason, by so much in the log-odds."""
    odds = shares / (1 - shares) * np.exp(rng.normal(0, deviation, shares.shape))
    return np.asarray(odds / (1 + odds))


def changes(
    rng: np.random.Generator, size: int, shares: np.ndarray, long: Any = None, longer: Any = None
) -> Any:
    """The trends of programmes x editions x themes, as printed; `long` of the texts are longer."""
    n_editions, confidence = shares.shape[1], adjusted_confidence(N_THEMES)
    time = np.linspace(0, 1, n_editions)
    parts = [(np.full(n_editions, size), shares)]
    if long is not None:
        n_long = (size * long[:, 0]).astype(int)
        parts = [(size - n_long, shares), (n_long, longer)]
    n_talks = np.array([part for part, _ in parts], dtype=float)
    n = np.array([rng.binomial(part[:, None], share) for part, share in parts], dtype=float)
    ends = np.array(
        [
            [(*line.interval(confidence), *line.interval(0.95), line.is_steady(confidence))
             for line in (fit_line(of.T, n_talks, time) for of in programme)]
            for programme in n.transpose(1, 3, 2, 0)
        ]
    )  # fmt: skip
    low, high, one_low, one_high, steady = ends.transpose(2, 0, 1)
    words = ("rising", "falling", "steady")
    verdict = read_claims(low, high, steady > 0, np.zeros_like(steady, dtype=bool), words)
    return {"low": low, "high": high, "one low": one_low, "one high": one_high, "verdict": verdict}


if __name__ == "__main__":
    main()
