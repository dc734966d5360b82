"""Trends of themes over the editions of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control, norm
from scipy.stats import t as student

from kcdanalysis.summaries.groups import several_groups
from kcdanalysis.summaries.intervals import ALPHA, CONFIDENCE, SMALL
from kcdanalysis.summaries.shares import as_themes, theme_labels, theme_shares
from kcdanalysis.talks import talk_text
from kcdanalysis.words.wording import points

if TYPE_CHECKING:
    from kcdanalysis.themes.assignment import ThemeAssignments

#: Two editions cannot distinguish a trend from overdispersion.
FEWEST_EDITIONS = 3


def theme_trend(assignments: ThemeAssignments, by: str = "year") -> pd.DataFrame:
    """Compute the shares of themes in each edition, with a gap for a missing one.

    Parameters
    ----------
    assignments : ThemeAssignments
    by : str
        "year", or "event" if editions are not annual.

    Returns
    -------
    DataFrame
        The rows of `theme_shares` in order of time, without talks of unknown year. A year
        without an edition between two editions has rows with n_talks 0 and a share of
        NaN; if all editions are two years apart, no year is missing.

    Raises
    ------
    KcdError
        If there are not two editions.
    """
    table = theme_shares(assignments, by).dropna(subset=by)
    _, editions = several_groups(assignments.talks, by)
    if not pd.api.types.is_integer_dtype(table[by].dtype):
        return table.reset_index(drop=True)
    years = np.sort(np.asarray(editions, dtype=int))
    missing = sorted({*range(years[0], years[-1], np.gcd.reduce(np.diff(years)))} - {*years})
    themes = table[["theme", "label"]].drop_duplicates()
    gaps = [themes.assign(**{by: year}, n=0, n_talks=0, share=np.nan) for year in missing]
    whole = pd.concat([table, *gaps], ignore_index=True)[table.columns].astype(table.dtypes)
    return whole.sort_values(by, kind="stable", ignore_index=True)


def trend_tests(assignments: ThemeAssignments, by: str = "year") -> pd.DataFrame:
    """Test which themes rise, which fall, and for which there are too few talks.

    Parameters
    ----------
    assignments, by
        As for `theme_trend`.

    Returns
    -------
    DataFrame
        One row a theme in the order of the lexicon: theme, label, n (of all editions),
        n_editions, share, first and last (edition with a talk of the theme, missing if
        there is none), change (of the share from the first edition to the last, along a
        straight line, among talks of similar length), low, high (its 95 % interval), p,
        p_adjusted, verdict ("rising", "falling", "steady" or "cannot tell"), sentence.

    Notes
    -----
    The Cochran-Armitage test (P. Armitage, "Tests for Linear Trends in Proportions and
    Frequencies", Biometrics 11, 1955, 375-386) within fifths of the talks by the length
    of their texts (N. Mantel, "Chi-Square Tests with One Degree of Freedom", JASA 58,
    1963, 690-700): otherwise every theme seems to rise where abstracts grow longer over
    the years. Overdispersion of the editions about the line enlarges the variance: D. A.
    Williams, "Extra-Binomial Variation in Logistic Linear Models", Applied Statistics 31
    (1982), 144-148, with one variance for all themes; the test uses that of the theme if
    it is larger. Two editions are not enough for a trend. Corrected for the number of
    themes (Benjamini and Hochberg 1995). "steady" requires that the interval of the change
    lies within 0.2 standard deviations of the share, as for `compare_events`.
    """
    names = theme_labels(assignments)
    groups, editions = several_groups(assignments.talks, by)
    order = pd.Categorical(groups, categories=editions).codes
    # The time of each talk from 0 to 1, by year or else by the order of the editions.
    time = (groups.to_numpy() if by == "year" else order).astype(float)
    time = (time - time.min()) / (time.max() - time.min())
    stratum = _strata(assignments.talks.set_index("talk_id").loc[groups.index])
    labels = assignments.labels.loc[groups.index].astype(bool)
    fits = pd.DataFrame([_fit(labels[theme].to_numpy(), time, stratum) for theme in names])
    overdispersion, degrees = _overdispersion(fits)
    distribution = student(degrees) if degrees else norm
    inflation = 1 + overdispersion * fits["variance"]
    half = distribution.ppf(0.5 + CONFIDENCE / 2) * fits["error"] * np.sqrt(inflation)
    # The test is more conservative than the interval.
    error = fits["error"] * np.sqrt(np.maximum(inflation, fits["dispersion"]))
    places = [order[labels[theme]] for theme in names]
    first = [editions[at.min()] if len(at) else pd.NA for at in places]
    last = [editions[at.max()] if len(at) else pd.NA for at in places]
    table = pd.DataFrame(
        {
            "theme": as_themes(names, names),
            "label": list(names.values()),
            "n": [len(at) for at in places],
            "n_editions": len(editions),
            "share": labels.mean().to_numpy(),
            "first": pd.Series(first, dtype=groups.dtype),
            "last": pd.Series(last, dtype=groups.dtype),
            "change": fits["change"],
            "low": (fits["change"] - half).clip(lower=-1.0),
            "high": (fits["change"] + half).clip(upper=1.0),
            "p": 2 * distribution.sf(fits["change"].abs() / error),
        }
    )
    table["p_adjusted"] = false_discovery_control(table["p"])
    table["verdict"] = [_verdict(row) for row in table.itertuples()]
    table["sentence"] = [_sentence(row, editions[0], editions[-1]) for row in table.itertuples()]
    return table


def _strata(talks: pd.DataFrame) -> np.ndarray:
    """Fifths of the talks by the number of their words; fewer strata for few talks."""
    words = talk_text(talks).str.split().str.len().to_numpy()
    n_parts = min(5, max(1, len(words) // 50))
    ends = np.quantile(words, np.arange(1, n_parts) / n_parts)
    return np.searchsorted(ends, words)


class _Fit(NamedTuple):
    """A straight line through the shares of a theme."""

    change: float  # over the whole time
    error: float  # its binomial standard error
    dispersion: float  # of the editions about the line; 1 for binomial variation
    variance: float  # mean binomial variance of the number of talks in an edition
    degrees: int  # degrees of freedom of the dispersion


def _fit(has_theme: np.ndarray, time: np.ndarray, stratum: np.ndarray) -> _Fit:
    size = np.maximum(np.bincount(stratum), 1)
    share = (np.bincount(stratum, has_theme) / size)[stratum]
    centred = time - (np.bincount(stratum, time) / size)[stratum]
    spread = float((centred**2).sum())
    variance = share * (1 - share)
    if not spread or not (centred**2 * variance).any():
        # A share of 0 or 1 varies as if one talk were different.
        least = (1 / (len(has_theme) + 2)) * (1 - 1 / (len(has_theme) + 2))
        return _Fit(0.0, float(np.sqrt(least / spread)) if spread else 1.0, 1.0, 0.0, 0)
    change = float((centred * has_theme).sum() / spread)
    error = float(np.sqrt((centred**2 * variance).sum())) / spread
    edition = np.unique(time, return_inverse=True)[1]
    residual = np.bincount(edition, has_theme - share - change * centred)
    expected = np.bincount(edition, variance)
    degrees = max(int((expected > 0).sum()) - 2, 0)
    chi_squared = float((residual**2 / np.where(expected > 0, expected, np.inf)).sum())
    dispersion = chi_squared / degrees if degrees else 1.0
    return _Fit(change, error, dispersion, float(expected.mean()), degrees)


def _overdispersion(fits: pd.DataFrame) -> tuple[float, int]:
    """Estimate the extra-binomial variance of the log-odds, and its degrees of freedom.

    One estimate for all themes, by the method of moments, since the few editions of one
    theme are too few.
    """
    weight = (fits["degrees"] * fits["variance"]).sum()
    excess = (fits["degrees"] * (fits["dispersion"] - 1)).sum()
    return max(excess / weight, 0.0) if weight else 0.0, int(fits["degrees"].sum())


def _verdict(row: Any) -> str:
    if row.p_adjusted <= ALPHA and row.n_editions >= FEWEST_EDITIONS:
        return "rising" if row.change > 0 else "falling"
    deviation = np.sqrt(row.share * (1 - row.share))
    return "steady" if max(-row.low, row.high) <= SMALL * deviation else "cannot tell"


def _sentence(row: Any, start: Any, end: Any) -> str:
    if not row.n:
        return f"{row.label}: in no talk"
    few = "few editions" if row.n_editions < FEWEST_EDITIONS else "few talks or editions"
    is_known = row.verdict != "cannot tell"
    claim = f"{row.label} is {row.verdict}" if is_known else f"too {few} to tell for {row.label}"
    change = f"{claim}: {points(row.change, row.low, row.high)}, from {start} to {end}"
    appearance = [
        *([f"first in {row.first}"] if row.first != start else []),
        *([f"last in {row.last}"] if row.last != end else []),
    ]
    return "; ".join([change, *appearance])
