"""How themes rise and fall over the editions of an event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import norm
from scipy.stats import t as student

from kcdanalysis.errors import KcdError
from kcdanalysis.summaries.groups import group_order, group_talks
from kcdanalysis.summaries.intervals import ALPHA, CONFIDENCE, SMALL, adjust
from kcdanalysis.summaries.shares import as_themes, theme_labels, theme_shares
from kcdanalysis.talks import talk_text
from kcdanalysis.words.wording import points

if TYPE_CHECKING:
    from kcdanalysis.themes.assignment import ThemeAssignments


#: Two editions differ by their committees' whims or by a trend: nobody can tell.
FEWEST_EDITIONS = 3


def theme_trend(assignments: ThemeAssignments, by: str = "year") -> pd.DataFrame:
    """Give the shares of themes in each edition, with a gap where one is missing.

    Parameters
    ----------
    assignments : ThemeAssignments
        Of the talks of all editions together.
    by : str
        "year", or "event" for editions that are not one a year.

    Returns
    -------
    DataFrame
        The rows of `theme_shares` in order of time, talks without a year left out. A
        year in which there was no edition, between two in which there was, has rows
        too, with n_talks 0 and its share missing; where editions are two years apart
        throughout, nothing is missing.

    Raises
    ------
    KcdError
        If there are not two editions.
    """
    table = theme_shares(assignments, by).dropna(subset=by)
    editions = _editions(table[by], by)
    if not pd.api.types.is_integer_dtype(table[by].dtype):
        return table.reset_index(drop=True)
    years = np.sort(np.asarray(editions, dtype=int))
    missing = sorted({*range(years[0], years[-1], np.gcd.reduce(np.diff(years)))} - {*years})
    themes = table[["theme", "label"]].drop_duplicates()
    gaps = [themes.assign(**{by: year}, n=0, n_talks=0, share=np.nan) for year in missing]
    whole = pd.concat([table, *gaps], ignore_index=True)[table.columns].astype(table.dtypes)
    return whole.sort_values(by, kind="stable", ignore_index=True)


def trend_tests(assignments: ThemeAssignments, by: str = "year") -> pd.DataFrame:
    """Say which themes rise, which fall, and of which too few talks are known to tell.

    Parameters
    ----------
    assignments, by
        As for `theme_trend`.

    Returns
    -------
    DataFrame
        One row a theme in the order of the lexicon: theme, label, n (of all editions),
        n_editions, share, first and last (edition with a talk of the theme, missing where
        there is none), change (of the share from the first edition to the last, along
        a straight line, among talks of like length), low, high (its 95 % interval), p,
        p_adjusted, verdict ("rising", "falling", "steady" or "cannot tell"), sentence.

    Notes
    -----
    The Cochran-Armitage test (P. Armitage, "Tests for Linear Trends in Proportions and
    Frequencies", Biometrics 11, 1955, 375-386) within fifths of the talks by the length
    of their texts (N. Mantel, "Chi-Square Tests with One Degree of Freedom", JASA 58,
    1963, 690-700): where abstracts grow over the years, every theme would else seem to
    rise. Where the editions differ from the line by more than chance, as by what a
    committee likes, the variance is enlarged as much: D. A. Williams, "Extra-Binomial
    Variation in Logistic Linear Models", Applied Statistics 31 (1982), 144-148, with one
    variance for all themes; the test takes a theme's own where that is larger. Of two editions
    nobody can tell a trend. Corrected for the number of themes (Benjamini and Hochberg
    1995). "steady" is where the change is surely small, as for `compare_events`: its
    interval lies within 0.2 standard deviations of the share.
    """
    groups = group_talks(assignments.talks, by).dropna()
    editions = _editions(groups, by)
    order = groups.map(dict(zip(editions, range(len(editions)), strict=True))).to_numpy(dtype=int)
    time = _time(editions, by)[order]
    stratum = _strata(assignments.talks.set_index("talk_id").loc[groups.index])
    fits = {
        theme: _fit(assignments.labels[theme].loc[groups.index].to_numpy(dtype=bool), time, stratum)
        for theme in assignments.labels
    }
    whims, free = _whims(fits.values())
    law = student(free) if free else norm
    rows = []
    for theme, label in theme_labels(assignments).items():
        fit = fits[theme]
        said = sorted(order[fit.has])
        common = 1 + whims * fit.chance
        reach = float(law.ppf(0.5 + CONFIDENCE / 2)) * fit.error * np.sqrt(common)
        # The test is more careful than the interval.
        error = fit.error * np.sqrt(max(common, fit.scatter))
        rows.append(
            {
                "theme": theme,
                "label": label,
                "n": int(fit.has.sum()),
                "n_editions": len(editions),
                "share": fit.has.mean(),
                "first": editions[said[0]] if said else pd.NA,
                "last": editions[said[-1]] if said else pd.NA,
                "change": fit.slope,
                "low": max(fit.slope - reach, -1.0),
                "high": min(fit.slope + reach, 1.0),
                "p": float(2 * law.sf(abs(fit.slope) / error)),
            }
        )
    table = pd.DataFrame(rows).astype({"first": groups.dtype, "last": groups.dtype})
    table["theme"] = as_themes(table["theme"], fits)
    table["p_adjusted"] = adjust(table["p"].to_numpy())
    table["verdict"] = [_verdict(row) for row in table.itertuples()]
    table["sentence"] = [_sentence(row, editions[0], editions[-1]) for row in table.itertuples()]
    return table


def _editions(groups: pd.Series, by: str) -> list[Any]:
    order = group_order(groups)
    if len(order) < 2:
        raise KcdError(f"all talks are of one {by}; give two editions or more for a trend")
    return order


def _time(editions: list[Any], by: str) -> np.ndarray:
    """When the editions were, from 0 to 1: by their years, else by their order."""
    places = editions if by == "year" else range(len(editions))
    time = np.array(list(places), dtype=float)
    return np.asarray((time - time[0]) / (time[-1] - time[0]))


def _strata(talks: pd.DataFrame) -> np.ndarray:
    """Fifths of the talks by the number of their words; fewer parts of few talks."""
    words = talk_text(talks).str.split().str.len().to_numpy()
    n_parts = min(5, max(1, len(words) // 50))
    ends = np.quantile(words, np.arange(1, n_parts) / n_parts)
    return np.searchsorted(ends, words)


class _Fit(NamedTuple):
    """A straight line through the editions, and how they lie about it."""

    has: np.ndarray
    slope: float  # over the whole time
    error: float  # its standard error, were chance alone at work
    scatter: float  # how much more the editions differ from the line than by chance, 1
    chance: float  # mean variance of the number of talks in an edition, by chance alone
    free: int


def _fit(has: np.ndarray, time: np.ndarray, stratum: np.ndarray) -> _Fit:
    size = np.maximum(np.bincount(stratum), 1)
    share = (np.bincount(stratum, has) / size)[stratum]
    apart = time - (np.bincount(stratum, time) / size)[stratum]
    spread = float((apart**2).sum())
    variance = share * (1 - share)
    if not spread or not (apart**2 * variance).any():
        # Shares of nothing and of all may vary as if one talk were the other way.
        least = (1 / (len(has) + 2)) * (1 - 1 / (len(has) + 2))
        return _Fit(has, 0.0, float(np.sqrt(least / spread)) if spread else 1.0, 1.0, 0.0, 0)
    slope = float((apart * has).sum() / spread)
    error = float(np.sqrt((apart**2 * variance).sum())) / spread
    edition = np.unique(time, return_inverse=True)[1]
    rest = np.bincount(edition, has - share - slope * apart)
    chance = np.bincount(edition, variance)
    free = max(int((chance > 0).sum()) - 2, 0)
    squares = float((rest**2 / np.where(chance > 0, chance, np.inf)).sum())
    return _Fit(has, slope, error, squares / free if free else 1.0, float(chance.mean()), free)


def _whims(fits: Iterable[_Fit]) -> tuple[float, int]:
    """How much the editions differ for no reason: variance of the log-odds, and its freedom.

    One figure for all themes, by the method of moments, since the few editions of one
    theme tell too little.
    """
    fits = list(fits)
    free = sum(fit.free for fit in fits)
    weight = sum(fit.free * fit.chance for fit in fits)
    excess = sum(fit.free * (fit.scatter - 1) for fit in fits)
    return max(excess / weight, 0.0) if weight else 0.0, free


def _verdict(row: Any) -> str:
    if row.p_adjusted <= ALPHA and row.n_editions >= FEWEST_EDITIONS:
        return "rising" if row.change > 0 else "falling"
    deviation = np.sqrt(row.share * (1 - row.share))
    return "steady" if max(-row.low, row.high) <= SMALL * deviation else "cannot tell"


def _sentence(row: Any, start: Any, end: Any) -> str:
    if not row.n:
        return f"{row.label}: in no talk"
    few = "few editions" if row.n_editions < FEWEST_EDITIONS else "few talks or editions"
    told = {
        "rising": f"{row.label} is rising",
        "falling": f"{row.label} is falling",
        "steady": f"{row.label} is steady",
        "cannot tell": f"too {few} to tell for {row.label}",
    }[row.verdict]
    seen = [
        *([f"first in {row.first}"] if row.first != start else []),
        *([f"last in {row.last}"] if row.last != end else []),
    ]
    change = f"{points(row.change, row.low, row.high)}, from {start} to {end}"
    return "; ".join([f"{told}: {change}", *seen])
