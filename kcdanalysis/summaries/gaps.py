"""Gaps of a programme, and the robustness of the shares of its themes.

`theme_gaps` compares the themes with a reference. `talks_without_theme` and
`words_without_theme` describe the talks that no theme covers. `theme_sensitivity` and
`theme_ranges` vary the threshold and the lexicon.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from kcdanalysis.errors import KcdError
from kcdanalysis.summaries.distinctive import distinctive_words
from kcdanalysis.summaries.intervals import (
    ALPHA,
    adjust,
    difference_interval,
    difference_test,
    share_interval,
)
from kcdanalysis.summaries.shares import theme_labels
from kcdanalysis.themes.assignment import ThemeAssignments, assign_themes, check_threshold
from kcdanalysis.words.tokens import singulars, variants

#: The thresholds of `theme_sensitivity`, as factors of the actual one.
THRESHOLD_FACTORS = (0.5, 0.75, 1.25, 1.5, 2.0)

#: With fewer expected talks, no gap can be significant.
MIN_EXPECTED = 3.0


def theme_gaps(
    assignments: ThemeAssignments, reference: ThemeAssignments | pd.DataFrame | None = None
) -> pd.DataFrame:
    """Find the themes with fewer talks than expected.

    Parameters
    ----------
    assignments : ThemeAssignments
        The themes of the programme.
    reference : ThemeAssignments or DataFrame, optional
        The expectation: another event or last year, or its published numbers (theme, n and
        n_talks, as `theme_shares` returns them). Without a reference, all themes are
        expected to be equally frequent.

    Returns
    -------
    DataFrame
        The largest gap first: theme, label, n, n_talks, share, expected (share), n_expected
        (talks), difference (share less expected), low and high (its 95 % interval),
        p_adjusted, reading ("gap", "may be chance", "too few to tell", "no gap").

    Raises
    ------
    KcdError
        If the reference has none of these themes, or no talks.

    Notes
    -----
    With a reference, Newcombe's interval and Fisher's exact test, corrected for the number
    of themes (`kcdanalysis.summaries.intervals`); without, Wilson's interval of the share.
    "Too few to tell": fewer than three talks are expected.

    Examples
    --------
    >>> lexicon = {"cats": ["cats"], "dogs": ["dogs"]}
    >>> this, last = (
    ...     assign_themes([{"title": title} for title in titles], lexicon=lexicon)
    ...     for titles in (["Cats"] * 20, ["Cats", "Dogs"] * 10)
    ... )
    >>> theme_gaps(this, last)[["theme", "n", "n_expected", "reading"]].values.tolist()
    [['dogs', 0, 10.0, 'gap'], ['cats', 20, 10.0, 'no gap']]
    """
    names = theme_labels(assignments)
    expected = _expected(assignments, reference)
    # The lexicon of the reference may have further themes.
    if isinstance(reference, ThemeAssignments) and reference.lexicon != assignments.lexicon:
        assignments = assign_themes(
            assignments.talks, lexicon=reference.lexicon, threshold=assignments.threshold
        )
        names = theme_labels(assignments)
    expected = expected[expected.index.isin(list(names))]
    n_talks = len(assignments.labels)
    if expected.empty or not n_talks:
        raise KcdError(
            "the reference has no theme of these talks, or there are no talks; give one that"
            " was made with the same lexicon"
        )
    table = pd.DataFrame({"theme": expected.index, "label": expected.index.map(names)})
    table["n"] = assignments.labels[expected.index].sum().to_numpy(dtype=int)
    table["n_talks"] = n_talks
    table["share"] = table["n"] / n_talks
    table["expected"] = (expected["n"] / expected["n_talks"]).to_numpy(dtype=float)
    table["n_expected"] = table["expected"] * n_talks
    table["difference"] = table["share"] - table["expected"]
    if reference is None:
        low, high = share_interval(table["share"], n_talks)
        table["low"], table["high"] = low - table["expected"], high - table["expected"]
        table["p_adjusted"] = np.nan
        is_gap = table["high"] < 0
    else:
        n_reference = expected["n_talks"].to_numpy(dtype=float)
        table["low"], table["high"] = difference_interval(
            table["share"], n_talks, table["expected"], n_reference
        )
        table["p_adjusted"] = adjust(
            difference_test(table["n"], n_talks, expected["n"], expected["n_talks"])
        )
        is_gap = (table["p_adjusted"] <= ALPHA) & (table["high"] < 0)
    table["reading"] = np.select(
        [table["difference"] >= 0, is_gap, table["n_expected"] < MIN_EXPECTED],
        ["no gap", "gap", "too few to tell"],
        "may be chance",
    )
    return table.sort_values("difference", kind="stable", ignore_index=True)


def _expected(
    assignments: ThemeAssignments, reference: ThemeAssignments | pd.DataFrame | None
) -> pd.DataFrame:
    """The number of talks of each theme (n) and of all (n_talks) in the reference."""
    if isinstance(reference, pd.DataFrame):
        missing = {"theme", "n", "n_talks"} - set(reference.columns)
        if missing:
            raise KcdError(
                f"the reference has no column {min(missing)!r}; give what theme_shares returns"
            )
        numbers = reference.set_index("theme")[["n", "n_talks"]]
        return numbers[numbers["n_talks"] > 0]
    labels = (assignments if reference is None else reference).labels
    if not len(labels):
        raise KcdError("the reference has no talks; give one that has some")
    n = labels.sum().astype(float)
    if reference is None:
        n[:] = n.mean()
    return pd.DataFrame({"n": n, "n_talks": len(labels)})


def talks_without_theme(assignments: ThemeAssignments) -> pd.DataFrame:
    """List the talks without a theme, with the nearest theme.

    Returns
    -------
    DataFrame
        In the order of the programme: talk_id, title, line, nearest (label of the theme
        with the most points; missing if none has any), points (of that theme).

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> talks = as_talks([{"title": "Cats"}, {"title": "Dogs", "abstract": "And cats."}])
    >>> themes = assign_themes(talks, lexicon={"c": {"label": "Cats", "terms": ["cats"]}})
    >>> talks_without_theme(themes)[["title", "nearest"]].values.tolist()
    [['Dogs', 'Cats']]
    """
    names = theme_labels(assignments)
    without = ~assignments.labels.any(axis=1)
    scores = assignments.scores[without]
    best = scores.max(axis=1)
    points = assignments.threshold * best / (1 - best)
    nearest = [names[theme] for theme in scores.idxmax(axis=1)] if len(scores) else []
    table = assignments.talks.loc[without.to_numpy(), ["talk_id", "title", "line"]]
    table = table.assign(nearest=nearest, points=points.to_numpy(dtype=float))
    table["nearest"] = table["nearest"].where(table["points"] > 0)
    return table.reset_index(drop=True)


def words_without_theme(assignments: ThemeAssignments, *, n: int = 10) -> pd.DataFrame:
    """Find the words that distinguish the talks without a theme.

    Parameters
    ----------
    assignments : ThemeAssignments
    n : int
        The most words.

    Returns
    -------
    DataFrame
        As for `distinctive_words`: rank, word, n (talks without a theme with the word),
        n_talks (without a theme), n_others, n_talks_others (with one), log_odds, z,
        p_adjusted, reading. Empty if all talks have a theme, or none has.
    """
    theme_labels(assignments)
    has_theme = assignments.labels.any(axis=1)
    if has_theme.nunique() < 2:
        columns = ["rank", "word", "n", "n_talks", "n_others", "n_talks_others"]
        return pd.DataFrame(columns=[*columns, "log_odds", "z", "p_adjusted", "reading"])
    talks = assignments.talks.assign(theme=np.where(has_theme, "with", "without"))
    words = distinctive_words(talks, "theme", n=n)
    return words[words["theme"] == "without"].drop(columns="theme").reset_index(drop=True)


def theme_sensitivity(
    assignments: ThemeAssignments, *, thresholds: Iterable[float] | None = None
) -> pd.DataFrame:
    """Count the talks of each theme with other thresholds, and without each of its terms.

    Parameters
    ----------
    assignments : ThemeAssignments
    thresholds : iterable of float, optional
        Points; by default half to twice the actual threshold.

    Returns
    -------
    DataFrame
        One row a theme and variant: theme, label, variant ("as is", "threshold" or
        "without term"), value (the points, or the term as talks write it), n, n_talks,
        share. The terms with the largest effect come first.

    Notes
    -----
    Leaving out one part at a time is a jackknife (Tukey 1958). The weight of the theme and
    its other mentions stay: a hint inside a term does not count instead of it.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> talks = as_talks([{"title": "Cats"}, {"title": "Kittens"}])
    >>> themes = assign_themes(talks, lexicon={"cats": {"terms": ["cats", "kittens"]}})
    >>> table = theme_sensitivity(themes, thresholds=[100])
    >>> table[["variant", "value", "n"]].values.tolist()
    [['as is', '4', 2], ['threshold', '100', 0], ['without term', 'Cats', 1], \
['without term', 'Kittens', 1]]
    """
    names = theme_labels(assignments)
    threshold, scores = assignments.threshold, assignments.scores
    if thresholds is None:
        thresholds = [threshold * factor for factor in THRESHOLD_FACTORS]
    thresholds = list(thresholds)
    for value in thresholds:
        check_threshold(value)
    points = (threshold * scores / (1 - scores)).round(6)
    evidence = _by_term(assignments)
    rows: list[tuple[str, str, str, int]] = []
    for theme in names:
        total = points[theme]
        rows.append((theme, "as is", f"{threshold:g}", int((total >= threshold).sum())))
        for value in thresholds:
            rows.append((theme, "threshold", f"{value:g}", int((total >= value).sum())))
        without = []
        of_theme = evidence[evidence["theme"] == theme]
        for _, mentions in of_theme.groupby("form", sort=False):
            lost = mentions.groupby("talk_id")["points"].sum()
            remaining = total.sub(lost, fill_value=0.0).round(6)
            term = str(mentions["term"].mode().iloc[0])
            without.append((int((remaining >= threshold).sum()), term))
        rows += [(theme, "without term", term, n) for n, term in sorted(without)]
    table = pd.DataFrame(rows, columns=["theme", "variant", "value", "n"])
    table.insert(1, "label", table["theme"].map(names))
    table["n_talks"] = len(scores)
    return table.assign(share=table["n"] / max(len(scores), 1))


def theme_ranges(sensitivity: pd.DataFrame | ThemeAssignments) -> pd.DataFrame:
    """Summarise `theme_sensitivity`: what holds for each theme in all variants.

    Parameters
    ----------
    sensitivity : DataFrame or ThemeAssignments
        What `theme_sensitivity` returns, or what it takes.

    Returns
    -------
    DataFrame
        One row a theme: theme, label, n, lowest, highest (talks in any variant), n_talks,
        dearest (the term with the largest effect), ahead_of (labels of the themes with
        fewer talks in every variant, joined by "; ").

    Examples
    --------
    >>> talks = [{"title": title} for title in ["Cats", "Cats", "Kittens", "Dogs"]]
    >>> themes = assign_themes(talks, lexicon={"cats": ["cats", "kittens"], "dogs": ["dogs"]})
    >>> theme_ranges(themes)[["theme", "n", "lowest", "highest", "dearest"]].values.tolist()
    [['cats', 3, 0, 3, 'Cats'], ['dogs', 1, 0, 1, 'Dogs']]
    """
    if not isinstance(sensitivity, pd.DataFrame):
        sensitivity = theme_sensitivity(sensitivity)
    rows = []
    variants_of = dict(tuple(sensitivity.groupby("theme", sort=False)))
    for theme, rows_of_theme in variants_of.items():
        terms = rows_of_theme.loc[rows_of_theme["variant"] == "without term", "value"]
        ahead = [
            other["label"].iloc[0]
            for name, other in variants_of.items()
            if name != theme and _is_ahead(rows_of_theme, other)
        ]
        first, n = rows_of_theme.iloc[0], rows_of_theme["n"]
        counts = first["n"], n.min(), n.max(), first["n_talks"]
        dearest = terms.iloc[0] if len(terms) else None
        rows.append((theme, first["label"], *counts, dearest, "; ".join(ahead)))
    names = ["theme", "label", "n", "lowest", "highest", "n_talks", "dearest", "ahead_of"]
    return pd.DataFrame(rows, columns=names)


def _is_ahead(ours: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether a theme has more talks at each threshold, and without any one of its terms."""
    is_term = ours["variant"] == "without term"
    same = ours[~is_term].merge(other, on=["variant", "value"], suffixes=("", "_other"))
    without_terms = ours.loc[is_term, "n"]
    return bool((same["n"] > same["n_other"]).all() and (without_terms > other["n"].iloc[0]).all())


def _by_term(assignments: ThemeAssignments) -> pd.DataFrame:
    """The evidence with the lexicon's term of each row, as its number in the theme."""
    forms = {
        (theme, form): number
        for theme, entry in assignments.lexicon.items()
        for number, phrase in enumerate((*entry.terms, *entry.title_terms, *entry.hints))
        for form in variants(phrase)
    }
    evidence = assignments.evidence
    form = [
        forms.get((theme, singulars(term)), term)
        for theme, term in zip(evidence["theme"], evidence["term"], strict=True)
    ]
    return evidence.assign(form=pd.Series(form, index=evidence.index, dtype=object))
