"""Trends of themes over the editions of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import expit, stdtr, stdtrit

from kcdanalysis.summaries.counts import add_counts, is_theme, theme_counts
from kcdanalysis.summaries.groups import several_groups
from kcdanalysis.summaries.intervals import (
    CONFIDENCE,
    MARGIN_FACTOR,
    MARGIN_POINTS,
    adjusted_confidence,
    is_absent,
    none_of,
    read_claims,
    within,
)
from kcdanalysis.summaries.shares import theme_shares
from kcdanalysis.words.translation import N_, _
from kcdanalysis.words.wording import labelled, points

if TYPE_CHECKING:
    from kcdanalysis.themes.assignment import ThemeAssignments

#: The verdicts that claim a trend, and all possible verdicts.
TRENDS = (N_("rising"), N_("falling"), N_("slightly rising"), N_("slightly falling"))
TREND_VERDICTS = (*TRENDS, N_("steady"), "absent", "cannot tell")
_CLAIMED = {
    "rising": N_("{label} is rising"),
    "falling": N_("{label} is falling"),
    "slightly rising": N_("{label} is slightly rising"),
    "slightly falling": N_("{label} is slightly falling"),
    "steady": N_("{label} is steady, {within}"),
    "cannot tell": N_("cannot tell for {label}"),
}

#: Two editions cannot distinguish a trend from overdispersion.
FEWEST_EDITIONS = 3

#: The prior for how editions differ for no reason: the standard deviation of the log-odds, and
#: the degrees of freedom of the prior. In 249 themes of 35 conferences over 4 to 17 editions
#: they were 0.18 (0.24 at FOSDEM) and 30; fewer degrees of freedom are assumed, since another
#: event may differ.
USUAL_DEVIATION, USUAL_DEGREES = 0.2, 10


def theme_trend(assignments: ThemeAssignments | pd.DataFrame, by: str = "year") -> pd.DataFrame:
    """Compute the shares of themes in each edition, with gaps for missing editions.

    Parameters
    ----------
    assignments : ThemeAssignments or DataFrame
        As for `theme_shares`.
    by : str
        "year", or "event" if editions are not annual.

    Returns
    -------
    DataFrame
        The rows of `theme_shares` in order of time, without talks of unknown year. A year
        without an edition between two others has rows with n_talks 0 and a share of NaN.

    Raises
    ------
    KcdError
        If there are fewer than two editions.
    """
    table = theme_shares(assignments, by).dropna(subset=by)
    editions = several_groups(table[by])
    if not pd.api.types.is_integer_dtype(table[by].dtype):
        return table.reset_index(drop=True)
    years = np.sort(np.asarray(editions, dtype=int))
    missing = sorted({*range(years[0], years[-1], np.gcd.reduce(np.diff(years)))} - {*years})
    themes = table[["theme", "label"]].drop_duplicates()
    gaps = [themes.assign(**{by: year}, n=0, n_talks=0, share=np.nan) for year in missing]
    whole = pd.concat([table, *gaps], ignore_index=True)[table.columns].astype(table.dtypes)
    return whole.sort_values(by, kind="stable", ignore_index=True)


def trend_tests(assignments: ThemeAssignments | pd.DataFrame, by: str = "year") -> pd.DataFrame:
    """Test which themes rise, which fall, and for which there are too few talks.

    Parameters
    ----------
    assignments, by
        As for `theme_trend`.

    Returns
    -------
    DataFrame
        One row per theme in the order of the lexicon: theme, label, n (of all editions),
        n_talks, n_editions, share, first and last (edition with a talk of the theme, missing
        if there is none), change (of the share from the first edition to the last, along a
        straight line, among talks of similar length) with low, high, confidence and p as in
        `compare_events`, verdict ("rising", "falling", "slightly rising", "slightly falling",
        "steady", "absent" or "cannot tell"), fragile (each edition that, if left out, makes
        the trend uncertain; joined by "; "), sentence.

    Notes
    -----
    The score test of a binomial regression on time, with a stratum for each length class:
    otherwise every theme seems to rise if abstracts grow longer over the years. It is the test
    of Cochran and Armitage (P. Armitage, Biometrics 11, 1955, 375-386) within strata
    (N. Mantel, JASA 58, 1963, 690-700). Editions may differ for no reason: the variance is
    multiplied by the overdispersion of the theme about its logistic line (Pearson's
    chi-squared of the editions), shrunk towards the usual value (`USUAL_DEVIATION`) and at least
    1: G. K. Smyth, Statistical Applications in Genetics and Molecular Biology 3 (2004), 3.
    Two editions are not enough for a trend.
    """
    counts = theme_counts(assignments, by)
    counts = counts[is_theme(counts["theme"]) & (counts["of"] == "group")].dropna(subset=by)
    editions = several_groups(counts[by])
    table = add_counts(counts, ["theme", "label"])[["theme", "label", "n", "n_talks"]]
    # The time of each edition from 0 to 1, by year or else by order.
    time = np.array(editions if by == "year" else range(len(editions)), dtype=float)
    time = (time - time[0]) / (time[-1] - time[0])
    n, n_talks = _cells(counts, by, table["theme"], editions)
    confidence = adjusted_confidence(len(table))
    lines = [fit_line(of_theme, n_talks, time) for of_theme in n]
    ends = pd.DataFrame([line.interval(confidence) for line in lines], columns=["low", "high"])
    found = [[editions[at] for at in np.flatnonzero(each)] or [pd.NA] for each in n.sum(axis=1)]
    table = table.assign(
        n_editions=len(editions),
        share=table["n"] / table["n_talks"].clip(lower=1),
        first=pd.Series([which[0] for which in found], dtype=counts[by].dtype),
        last=pd.Series([which[-1] for which in found], dtype=counts[by].dtype),
        change=[line.change for line in lines],
        **ends,
        confidence=confidence,
        p=[line.p for line in lines],
    )
    absent = is_absent(table["n"], table["n_talks"], confidence)
    alike = [line.is_steady(confidence) for line in lines]
    words = ("rising", "falling", "steady")
    verdict = read_claims(table["low"], table["high"], alike, absent, words)
    if len(editions) < FEWEST_EDITIONS:
        verdict = np.where(absent, verdict, "cannot tell")
    table["verdict"] = verdict
    table["fragile"] = [
        "; ".join(map(str, _carrying(n[at], n_talks, time, editions))) if claim in TRENDS else ""
        for at, claim in enumerate(verdict)
    ]
    table["sentence"] = [_sentence(row, editions[0], editions[-1]) for row in table.itertuples()]
    return table


def _cells(
    counts: pd.DataFrame, by: str, themes: pd.Series, editions: list[Any]
) -> tuple[np.ndarray, np.ndarray]:
    """The talks with each theme by length class and edition, and all talks by these."""
    keys = ["theme", "words", by]
    cells = counts.astype({"theme": "object", by: "object"}).groupby(keys)[["n", "n_talks"]].sum()
    lengths = sorted(counts["words"].unique())
    index = pd.MultiIndex.from_product([themes.astype("object"), lengths, editions])
    cells = cells.reindex(index, fill_value=0).to_numpy(dtype=float)
    n, n_talks = cells.T.reshape(2, len(themes), len(lengths), len(editions))
    return n, n_talks[0]


class Line(NamedTuple):
    """A straight line through the shares of a theme."""

    share: float
    change: float  # over the whole time
    error: float  # its standard error
    share_error: float
    degrees: int

    @property
    def p(self) -> float:
        """The p-value of no change."""
        return float(2 * stdtr(self.degrees, -abs(self.change) / self.error))

    def interval(self, confidence: float) -> tuple[float, float]:
        """The interval of the change."""
        half = stdtrit(self.degrees, 0.5 + confidence / 2) * self.error
        return max(self.change - half, -1.0), min(self.change + half, 1.0)

    def is_steady(self, confidence: float) -> bool:
        """Whether the interval of the change is within both margins; the factor is last/first."""
        # Along a line about the mean share, last / first < f is change < relative * share.
        relative = 2 * (MARGIN_FACTOR - 1) / (MARGIN_FACTOR + 1)
        error = np.hypot(self.error, relative * self.share_error)
        t = stdtrit(self.degrees, 0.5 + confidence / 2)
        most = max(np.abs(self.interval(confidence)))
        return bool(most < MARGIN_POINTS and abs(self.change) + t * error < relative * self.share)


def fit_line(n: np.ndarray, n_talks: np.ndarray, time: np.ndarray) -> Line:
    """Fit a line to the talks with a theme; rows are length classes, columns editions."""
    size = n_talks.sum(axis=1, keepdims=True)
    share = n.sum(axis=1, keepdims=True) / np.maximum(size, 1)
    centred = time - (n_talks @ time)[:, None] / np.maximum(size, 1)
    spread = float((n_talks * centred**2).sum())
    degrees = USUAL_DEGREES + max(int((n_talks.sum(axis=0) > 0).sum()) - 2, 0)
    total, mean = n_talks.sum(), n.sum() / max(n_talks.sum(), 1)
    score = float((n_talks * centred**2 * share * (1 - share)).sum())
    if not score:
        # The variance of a share of 0 or 1 is computed as if one talk were different.
        least = (1 / (total + 2)) * (1 - 1 / (total + 2))
        error = np.sqrt(least / spread) if spread else 1.0
        return Line(mean, 0.0, float(error), float(np.sqrt(least / max(total, 1))), degrees)
    expected = n_talks * logistic_line(n, n_talks, time)
    variance = (expected * (1 - expected / np.maximum(n_talks, 1))).sum(axis=0)
    residual = (n - expected).sum(axis=0)
    # A fitted share of 0 has no variance.
    chi_squared = float((residual**2 / np.where(variance > 1e-6, variance, np.inf)).sum())
    usual = 1 + USUAL_DEVIATION**2 * variance.mean()
    dispersion = max((USUAL_DEGREES * usual + chi_squared) / degrees, 1.0)
    within = float((n_talks * share * (1 - share)).sum())
    return Line(
        share=float(mean),
        change=float((centred * n).sum()) / spread,
        error=np.sqrt(dispersion * score) / spread,
        share_error=np.sqrt(dispersion * within) / total,
        degrees=degrees,
    )


def logistic_line(n: np.ndarray, n_talks: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Fitted shares of a logistic regression on time, with an intercept for each row."""
    n_rows, n_columns = n.shape
    design = np.column_stack(
        [np.repeat(np.eye(n_rows), n_columns, axis=0), np.tile(time - time.mean(), n_rows)]
    )
    size, slopes = n_talks.ravel(), np.zeros(n_rows + 1)
    # Newton's method in bounded steps: if a theme begins in the last edition, it diverges.
    for _step in range(25):
        share = expit(design @ slopes)
        information = (design.T * (size * share * (1 - share))) @ design
        gradient = design.T @ (n.ravel() - size * share)
        step = np.linalg.solve(information + 1e-9 * np.eye(n_rows + 1), gradient)
        longest = np.abs(design @ step).max()
        slopes += step * min(1.0, 2 / max(longest, 1e-9))
        if longest < 1e-9:
            break
    return np.asarray(expit(design @ slopes).reshape(n.shape))


def _carrying(
    n: np.ndarray, n_talks: np.ndarray, time: np.ndarray, editions: list[Any]
) -> list[Any]:
    """The editions without which the 95% interval of the change includes both signs."""
    carrying = []
    for at, edition in enumerate(editions):
        kept = np.arange(len(editions)) != at
        low, high = fit_line(n[:, kept], n_talks[:, kept], time[kept]).interval(CONFIDENCE)
        if low <= 0 <= high:
            carrying.append(edition)
    return carrying


def _sentence(row: Any, start: Any, end: Any) -> str:
    if not row.n:
        return none_of(row.label, row.n_talks, row.confidence)
    claim = _CLAIMED[row.verdict]
    if row.verdict == "cannot tell" and row.n_editions < FEWEST_EDITIONS:
        claim = N_("two editions are too few to tell for {label}")
    change = points(row.change, row.low, row.high)
    time = _("{change}, from {start} to {end}", change=change, start=start, end=end)
    fragile = _(" or ").join(row.fragile.split("; "))
    more = [
        _("first in {edition}", edition=row.first) if row.first != start else "",
        _("last in {edition}", edition=row.last) if row.last != end else "",
        _("may be chance without {editions}", editions=fragile) if fragile else "",
    ]
    text = labelled(_(claim, label=row.label, within=within()), time)
    return "; ".join([text, *filter(None, more)])
