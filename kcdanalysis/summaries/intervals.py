"""Intervals and tests of shares and their differences.

Talks are regarded as a sample of those that could have been given. Tests of several themes
are corrected for their number by `scipy.stats.false_discovery_control`: Y. Benjamini and
Y. Hochberg, "Controlling the False Discovery Rate", JRSS B 57 (1995), 289-300.
`python -m benchmarks.intervals` measures the coverage of the intervals and the rate of
false claims.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import fisher_exact, norm

#: Cohen's h of a small effect.
SMALL = 0.2

#: The coverage of intervals, and the error rate of tests.
CONFIDENCE = 0.95
ALPHA = 1 - CONFIDENCE
_Z = norm.ppf(0.5 + CONFIDENCE / 2)

Numbers = NDArray[np.float64]


def share_interval(share: ArrayLike, n: ArrayLike) -> tuple[Numbers, Numbers]:
    """Compute the 95 % interval of shares among `n` talks; NaN where n is 0.

    Notes
    -----
    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical
    Inference", JASA 22 (1927), 209-212. `n` may be an effective size (`effective_size`).

    >>> [round(float(end), 3) for end in share_interval(0.25, 16)]
    [0.102, 0.495]
    """
    share, n = np.asarray(share, dtype=float), np.asarray(n, dtype=float)
    n = np.where(n > 0, n, np.nan)
    centre = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * np.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    # A rounding error must not exclude a share of 0 or 1.
    low = np.where(share == 0, 0.0 * n, centre - half)
    high = np.where(share == 1, 1.0 + 0.0 * n, centre + half)
    return np.clip(low, 0, 1), np.clip(high, 0, 1)


def effective_size(weights: Numbers) -> float:
    """Compute the number of equal talks with the information of these weighted ones.

    Notes
    -----
    L. Kish, "Survey Sampling" (1965), 8.2. For weighted shares of few talks, Wilson's
    interval with it covers better than a bootstrap: `python -m benchmarks.intervals`.

    >>> effective_size(np.array([30.0, 30.0])), round(effective_size(np.array([10.0, 90.0])), 2)
    (2.0, 1.22)
    """
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def difference_interval(
    share: ArrayLike, n: ArrayLike, other: ArrayLike, n_other: ArrayLike
) -> tuple[Numbers, Numbers]:
    """Compute the 95 % interval of `share - other`, shares of different talks.

    Notes
    -----
    R. G. Newcombe, "Interval Estimation for the Difference between Independent
    Proportions", Statistics in Medicine 17 (1998), 873-890, method 10.

    >>> [round(float(end), 3) for end in difference_interval(56 / 70, 70, 48 / 80, 80)]
    [0.052, 0.334]
    """
    share, other = np.asarray(share, dtype=float), np.asarray(other, dtype=float)
    (low, high), (low_other, high_other) = share_interval(share, n), share_interval(other, n_other)
    below = np.sqrt((share - low) ** 2 + (high_other - other) ** 2)
    above = np.sqrt((high - share) ** 2 + (other - low_other) ** 2)
    return share - other - below, share - other + above


def difference_test(n_with: Any, n: Any, n_with_other: Any, n_other: Any) -> Numbers:
    """Test whether two groups of talks have the same share: p-values of Fisher's exact test.

    Notes
    -----
    R. A. Fisher, "The Logic of Inductive Inference", JRSS 98 (1935), 39-82. Its error
    rate is never too high, however few the talks are.
    """
    tables = zip(*np.broadcast_arrays(n_with, n, n_with_other, n_other), strict=True)
    p = [fisher_exact([[a, n - a], [b, m - b]]).pvalue if n and m else 1.0 for a, n, b, m in tables]
    return np.array(p, dtype=float)


def effect_size(share: ArrayLike, other: ArrayLike) -> Numbers:
    """Compute Cohen's h of two shares: 0.2 is small, 0.5 medium, 0.8 large.

    Notes
    -----
    J. Cohen, "Statistical Power Analysis for the Behavioral Sciences" (1988), ch. 6.

    >>> round(float(effect_size(0.5, 0.25)), 2)
    0.52
    """
    share, other = np.asarray(share, dtype=float), np.asarray(other, dtype=float)
    return np.asarray(2 * np.arcsin(np.sqrt(share)) - 2 * np.arcsin(np.sqrt(other)))


def is_small(effect: ArrayLike, n: ArrayLike, n_other: ArrayLike) -> NDArray[np.bool_]:
    """Whether Cohen's h is small with confidence: its 95 % interval lies within 0.2 of zero.

    Its standard error depends on the numbers of talks alone (Cohen 1988, 6.2).

    >>> is_small([0.05, 0.05], [1000, 100], [1000, 100]).tolist()
    [True, False]
    """
    with np.errstate(divide="ignore"):
        error = np.sqrt(np.divide(1, n) + np.divide(1, n_other))
    return np.asarray(np.abs(effect) + _Z * error <= SMALL)
