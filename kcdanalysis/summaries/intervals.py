"""Intervals of shares and their differences, and the claims that follow from them.

Talks are regarded as a sample of those that could have been given. A table of several
comparisons is adjusted for their number (Bonferroni): the confidence of each interval is such
that all of them cover the true values in 95 of 100 tables; every verdict follows from its
interval. `python -m benchmarks.intervals` measures the coverage and the rate of false claims.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr, betaincinv, ndtri

from kcdanalysis.words.translation import N_, _, number
from kcdanalysis.words.wording import percent

#: The confidence of intervals, and the error rate of tests.
CONFIDENCE = 0.95
ALPHA = 1 - CONFIDENCE

#: Two shares are "about as much" within both margins: 5 points, so that frequent themes differ
#: by at most 1 talk in 20, and a factor of 1.5, so that a rare theme has not nearly doubled.
MARGIN_POINTS, MARGIN_FACTOR = 0.05, 1.5

#: A theme is absent if it is in no talk and the interval of its share is below this.
ABSENT = 0.01

Numbers = NDArray[np.float64]
Booleans = NDArray[np.bool_]


def within() -> str:
    """Say which shares are "about as much".

    >>> within()
    'within 5 points and a factor of 1.5'
    """
    ends = {"points": number(100 * MARGIN_POINTS), "factor": number(MARGIN_FACTOR, 1)}
    return _("within {points} points and a factor of {factor}", **ends)


def adjusted_confidence(n_comparisons: int) -> float:
    """The confidence of each of several intervals that jointly have a confidence of 95%.

    C. E. Bonferroni (1936), as in O. J. Dunn, JASA 56 (1961), 52-64. Independence is not needed.
    """
    return 1 - ALPHA / max(n_comparisons, 1)


def share_interval(
    share: ArrayLike, n: ArrayLike, confidence: float = CONFIDENCE
) -> tuple[Numbers, Numbers]:
    """The interval of shares among `n` talks, or an effective size; NaN where n is 0.

    E. B. Wilson, JASA 22 (1927), 209-212. SciPy has it only for a single integer count.

    >>> [round(float(end), 3) for end in share_interval(0.25, 16)]
    [0.102, 0.495]
    """
    share, n = np.asarray(share, dtype=float), np.asarray(n, dtype=float)
    n, z = np.where(n > 0, n, np.nan), ndtri(0.5 + confidence / 2)
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    # A rounding error must not exclude a share of 0 or 1.
    low = np.where(share == 0, 0.0 * n, centre - half)
    high = np.where(share == 1, 1.0 + 0.0 * n, centre + half)
    return np.clip(low, 0, 1), np.clip(high, 0, 1)


def exact_interval(n_with: ArrayLike, n: ArrayLike, confidence: float) -> tuple[Numbers, Numbers]:
    """An interval of shares whose coverage is never below its confidence, unlike Wilson's.

    C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), 404-413.
    """
    n_with, n = np.asarray(n_with, dtype=float), np.asarray(n, dtype=float)
    rest, tail = n - n_with, (1 - confidence) / 2
    low = betaincinv(np.maximum(n_with, 0.5), rest + 1, tail)
    high = betaincinv(n_with + 1, np.maximum(rest, 0.5), 1 - tail)
    return np.where(n_with > 0, low, 0.0), np.where(rest > 0, high, 1.0)


def effective_size(weight: ArrayLike, squares: ArrayLike) -> Numbers:
    """The number of equal talks with the information of weighted ones, from sums of weights.

    L. Kish, "Survey Sampling" (1965), 8.2. For weighted shares of few talks, Wilson's interval
    with it has better coverage than a bootstrap: `python -m benchmarks.intervals`.

    >>> effective_size([60, 100], [1800, 8200]).round(2).tolist()
    [2.0, 1.22]
    """
    weight, squares = np.asarray(weight, dtype=float), np.asarray(squares, dtype=float)
    return np.divide(weight**2, squares, out=np.zeros_like(weight), where=squares > 0)


def difference_interval(
    share: ArrayLike,
    n: ArrayLike,
    other: ArrayLike,
    n_other: ArrayLike,
    confidence: float = CONFIDENCE,
    *,
    factor: float = 1.0,
) -> tuple[Numbers, Numbers]:
    """The interval of `share - factor * other`, shares of different talks.

    R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10, with Jeffreys intervals
    instead of Wilson's, which undercover at the high confidence that many comparisons need
    (P. J. Laud, Pharmaceutical Statistics 16 (2017), 334-348). The factor: G. Y. Zou and
    A. Donner, Statistics in Medicine 27 (2008), 1693-1702.

    >>> [round(float(end), 3) for end in difference_interval(56 / 70, 70, 48 / 80, 80)]
    [0.054, 0.336]
    """
    share, other = np.asarray(share, dtype=float), np.asarray(other, dtype=float)
    low, high = _jeffreys(share, n, confidence)
    low_other, high_other = _jeffreys(other, n_other, confidence)
    below = np.sqrt((share - low) ** 2 + factor**2 * (high_other - other) ** 2)
    above = np.sqrt((high - share) ** 2 + factor**2 * (other - low_other) ** 2)
    return share - factor * other - below, share - factor * other + above


def _jeffreys(share: Numbers, n: ArrayLike, confidence: float) -> tuple[Numbers, Numbers]:
    """L. D. Brown, T. T. Cai and A. DasGupta, Statistical Science 16 (2001), 101-133, 3.1.2."""
    n, tail = np.asarray(n, dtype=float), (1 - confidence) / 2
    a, b = share * n + 0.5, (1 - share) * n + 0.5
    low, high = betaincinv(a, b, tail), betaincinv(a, b, 1 - tail)
    return np.where(share <= 0, 0.0, low), np.where(share >= 1, 1.0, high)


def difference_test(n_with: Any, n: Any, n_with_other: Any, n_other: Any) -> Numbers:
    """Whether two groups of talks have the same share: p-values of Fisher's exact test (1935)."""
    from scipy.stats import fisher_exact

    tables = zip(*np.broadcast_arrays(n_with, n, n_with_other, n_other), strict=True)
    p = [fisher_exact([[a, n - a], [b, m - b]]).pvalue if n and m else 1.0 for a, n, b, m in tables]
    return np.array(p, dtype=float)


def paired_test(n_only: ArrayLike, n_only_other: ArrayLike) -> Numbers:
    """Exact p-values for two themes being equally frequent, by talks with only one of them.

    Q. McNemar, Psychometrika 12 (1947), 153-157, with the exact binomial distribution.
    """
    one, other = np.asarray(n_only), np.asarray(n_only_other)
    return np.minimum(1.0, 2 * bdtr(np.minimum(one, other), one + other, 0.5))


def is_alike(
    share: ArrayLike, n: ArrayLike, other: ArrayLike, n_other: ArrayLike, confidence: float
) -> Booleans:
    """Whether the intervals show that two shares differ by less than both margins.

    >>> is_alike([0.10, 0.004, 0.084], 6000, [0.11, 0.001, 0.059], 6000, 0.95).tolist()
    [True, False, False]
    """
    low, high = difference_interval(share, n, other, n_other, confidence)
    # a / b < 1.5 is a - 1.5 b < 0.
    _, excess = difference_interval(share, n, other, n_other, confidence, factor=MARGIN_FACTOR)
    _, deficit = difference_interval(other, n_other, share, n, confidence, factor=MARGIN_FACTOR)
    within = np.maximum(-low, high) < MARGIN_POINTS
    return np.asarray(within & (excess < 0) & (deficit < 0))


def is_absent(n_with: ArrayLike, n: ArrayLike, confidence: float) -> Booleans:
    """Whether a theme is in no talk, and the interval of its share is below 1%."""
    none = np.asarray(n_with) == 0
    return np.asarray(none & (share_interval(0.0 * none, n, confidence)[1] < ABSENT))


def none_of(label: str, n_talks: int, confidence: float) -> str:
    """Say that a theme is in no talk, and how frequent it may still be.

    >>> none_of("AI", 20, 0.95)
    'too few talks to tell for AI: in none of 20, which leaves up to 16%'
    """
    if is_absent(0, n_talks, confidence):
        text = N_("{label} is absent: in none of {n} talks, so in less than {share} of such talks")
        most = ABSENT
    else:
        text = N_("too few talks to tell for {label}: in none of {n}, which leaves up to {share}")
        most = float(share_interval(0.0, n_talks, confidence)[1])
    return _(text, label=label, n=number(n_talks), share=percent(most))


def read_claims(
    low: ArrayLike, high: ArrayLike, alike: ArrayLike, absent: ArrayLike, words: Sequence[str]
) -> NDArray[np.str_]:
    """Derive verdicts from intervals; `words` are those for more, less and as much.

    A difference that excludes zero and is within the margins is "slightly" more or less.

    >>> few, words = [False] * 4, ["more", "less", "as much"]
    >>> read_claims([0.1, 0.01, -0.01, -0.2], [0.3, 0.02, 0.02, 0.1], [False, True, True, False],
    ...             few, words).tolist()
    ['more', 'slightly more', 'as much', 'cannot tell']
    """
    above, below, small = np.asarray(low) > 0, np.asarray(high) < 0, np.asarray(alike, dtype=bool)
    more, less, as_much = words
    claims = {
        "absent": np.asarray(absent), f"slightly {more}": above & small,
        f"slightly {less}": below & small, more: above, less: below, as_much: small,
    }  # fmt: skip
    return np.select([*claims.values()], [*claims], "cannot tell")
