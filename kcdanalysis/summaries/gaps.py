"""What a programme lacked, and how far the shares of its themes can be trusted.

`theme_gaps` compares with a reference, `talks_without_theme` and `words_without_theme`
look at what no theme covers, and `theme_sensitivity` asks whether the numbers hold with
another threshold or another lexicon.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from kcdanalysis.errors import KcdError
from kcdanalysis.summaries.distinctive import distinctive_words
from kcdanalysis.summaries.intervals import (
    CONFIDENCE,
    adjust,
    difference_interval,
    difference_test,
    share_interval,
)
from kcdanalysis.summaries.shares import theme_labels
from kcdanalysis.themes.assignment import ThemeAssignments, assign_themes
from kcdanalysis.words.tokens import singulars, variants

#: Thresholds that `theme_sensitivity` tries, as parts of the one that was used.
THRESHOLD_FACTORS = (0.5, 0.75, 1.25, 1.5, 2.0)

#: Fewer expected talks than this can hardly be missed.
FEWEST_EXPECTED = 3.0


def theme_gaps(
    assignments: ThemeAssignments, reference: ThemeAssignments | pd.DataFrame | None = None
) -> pd.DataFrame:
    """Find the themes that got fewer talks than expected.

    Parameters
    ----------
    assignments : ThemeAssignments
        The programme that is asked about.
    reference : ThemeAssignments or DataFrame, optional
        What to expect: another event or last year, or its published numbers (theme, n and
        n_talks, as `theme_shares` gives them). Without, the themes of the lexicon are
        expected to be equally frequent.

    Returns
    -------
    DataFrame
        The widest gap first: theme, label, n, n_talks, share, expected (share), n_expected
        (talks), difference (share less expected), low and high (its 95 % interval),
        p_adjusted, reading ("gap", "may be chance", "too few to tell", "no gap").

    Raises
    ------
    KcdError
        If the reference has none of these themes, or no talks.

    Notes
    -----
    With another event, Newcombe's interval and Fisher's exact test, corrected for the
    number of themes (`kcdanalysis.summaries.intervals`); without, Wilson's interval of the
    share. "Too few to tell": fewer than three talks were to be expected.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> lexicon = {"cats": {"terms": ["cats"]}, "dogs": {"terms": ["dogs"]}}
    >>> this, last = (
    ...     assign_themes(as_talks([{"title": title} for title in titles]), lexicon=lexicon)
    ...     for titles in (["Cats"] * 20, ["Cats", "Dogs"] * 10)
    ... )
    >>> theme_gaps(this, last)[["theme", "n", "n_expected", "reading"]].values.tolist()
    [['dogs', 0, 10.0, 'gap'], ['cats', 20, 10.0, 'no gap']]
    """
    expected = _expected(assignments, reference)
    # A theme that this lexicon lacks is looked for by that of the reference.
    if isinstance(reference, ThemeAssignments) and reference.lexicon != assignments.lexicon:
        assignments = assign_themes(
            assignments.talks, lexicon=reference.lexicon, threshold=assignments.threshold
        )
    names = theme_labels(assignments)
    known = [theme for theme in expected.index if theme in names]
    if not known or not len(assignments.talks):
        raise KcdError(
            "the reference has no theme of these talks, or there are no talks; give one that"
            " was made with the same lexicon"
        )
    expected = expected.loc[known]
    table = pd.DataFrame({"theme": known, "label": [names[theme] for theme in known]})
    table["n"] = assignments.labels[known].sum().to_numpy(dtype=int)
    table["n_talks"] = n_talks = len(assignments.labels)
    table["share"] = table["n"] / n_talks
    table["expected"] = (expected["n"] / expected["n_talks"]).to_numpy(dtype=float)
    table["n_expected"] = table["expected"] * n_talks
    table["difference"] = table["share"] - table["expected"]
    if reference is None:
        low, high = share_interval(table["share"], table["n_talks"])
        table["low"], table["high"] = low - table["expected"], high - table["expected"]
        table["p_adjusted"] = np.nan
        is_sure = table["high"] < 0
    else:
        n_reference = expected["n_talks"].to_numpy(dtype=float)
        table["low"], table["high"] = difference_interval(
            table["share"], table["n_talks"], table["expected"], n_reference
        )
        table["p_adjusted"] = adjust(
            difference_test(table["n"], table["n_talks"], expected["n"], expected["n_talks"])
        )
        is_sure = (table["p_adjusted"] <= 1 - CONFIDENCE) & (table["high"] < 0)
    table["reading"] = np.select(
        [table["difference"] >= 0, is_sure, table["n_expected"] < FEWEST_EXPECTED],
        ["no gap", "gap", "too few to tell"],
        "may be chance",
    )
    return table.sort_values("difference", kind="stable", ignore_index=True)


def _expected(
    assignments: ThemeAssignments, reference: ThemeAssignments | pd.DataFrame | None
) -> pd.DataFrame:
    """Talks of each theme (n) of all (n_talks) in the reference."""
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
    """List the talks that no theme was found in, with what came nearest.

    Returns
    -------
    DataFrame
        In the order of the programme: talk_id, title, line, nearest (label of the theme
        with the most points; missing where none has any), points (of it).

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
    """Find what the talks without a theme have in common: words that set them apart.

    Parameters
    ----------
    assignments : ThemeAssignments
    n : int
        How many words at most.

    Returns
    -------
    DataFrame
        As `distinctive_words` gives it: rank, word, n (talks without a theme that say it),
        n_talks (without a theme), n_others, n_talks_others (with one), log_odds, z,
        p_adjusted, reading. Empty where all talks have a theme, or none has.
    """
    has_theme = np.where(assignments.labels.any(axis=1), "with", "without")
    talks = assignments.talks.assign(theme=has_theme)
    if talks["theme"].nunique() < 2:
        columns = ["rank", "word", "n", "n_talks", "n_others", "n_talks_others"]
        return pd.DataFrame(columns=[*columns, "log_odds", "z", "p_adjusted", "reading"])
    words = distinctive_words(talks, "theme", n=n)
    return words[words["theme"] == "without"].drop(columns="theme").reset_index(drop=True)


def theme_sensitivity(
    assignments: ThemeAssignments, *, thresholds: Iterable[float] | None = None
) -> pd.DataFrame:
    """Ask how many talks each theme has with other thresholds, and without each term.

    Parameters
    ----------
    assignments : ThemeAssignments
    thresholds : iterable of float, optional
        Points; by default half to twice what was used.

    Returns
    -------
    DataFrame
        One row a theme and variant: theme, label, variant ("as is", "threshold" or
        "without term"), value (the points, or the term as talks write it), n, n_talks,
        share. Terms come by what they cost, the dearest first.

    Notes
    -----
    Leaving out one part at a time is a jackknife (Tukey 1958). The weight of a theme stays,
    and so do its other terms: what a term hides, as a hint inside it, does not come up.

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
    used = assignments.threshold
    scores = assignments.scores
    points = (used * scores / (1 - scores)).round(6)
    tried = [used * factor for factor in THRESHOLD_FACTORS] if thresholds is None else thresholds
    rows: list[tuple[str, str, str, int]] = []
    evidence = _by_term(assignments)
    for theme in names:
        total = points[theme]
        rows.append((theme, "as is", f"{used:g}", int((total >= used).sum())))
        for one in tried:
            rows.append((theme, "threshold", f"{one:g}", int((total >= one).sum())))
        own = evidence[evidence["theme"] == theme]
        costs = []
        for _, said in own.groupby("form", sort=False):
            less = total.sub(said.groupby("talk_id")["points"].sum(), fill_value=0.0).round(6)
            term = said["term"].mode().iloc[0]
            costs.append((int((less >= used).sum()), str(term)))
        rows += [(theme, "without term", term, count) for count, term in sorted(costs)]
    table = pd.DataFrame(rows, columns=["theme", "variant", "value", "n"])
    table.insert(1, "label", table["theme"].map(names))
    table["n_talks"] = len(scores)
    return table.assign(share=table["n"] / max(len(scores), 1))


def theme_ranges(sensitivity: pd.DataFrame) -> pd.DataFrame:
    """Say what holds for each theme in all variants that `theme_sensitivity` tried.

    Returns
    -------
    DataFrame
        One row a theme: theme, label, n, lowest, highest (talks in any variant), n_talks,
        dearest (the term that most talks need), ahead_of (labels of the themes that have
        fewer talks in every variant, joined by "; ").

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> talks = as_talks([{"title": title} for title in ["Cats", "Cats", "Kittens", "Dogs"]])
    >>> lexicon = {"cats": {"terms": ["cats", "kittens"]}, "dogs": {"terms": ["dogs"]}}
    >>> table = theme_ranges(theme_sensitivity(assign_themes(talks, lexicon=lexicon)))
    >>> table[["theme", "n", "lowest", "highest", "dearest"]].values.tolist()
    [['cats', 3, 1, 3, 'Cats'], ['dogs', 1, 0, 1, 'Dogs']]
    """
    rows = []
    themes = dict(tuple(sensitivity.groupby("theme", sort=False)))
    for theme, own in themes.items():
        terms = own[own["variant"] == "without term"]
        ahead = [
            other["label"].iloc[0]
            for name, other in themes.items()
            if name != theme and _is_ahead(own, other)
        ]
        first = own.iloc[0]
        dearest = terms["value"].iloc[0] if len(terms) else None
        counts = first["n"], own["n"].min(), own["n"].max(), first["n_talks"]
        rows.append((theme, first["label"], *counts, dearest, "; ".join(ahead)))
    names = ["theme", "label", "n", "lowest", "highest", "n_talks", "dearest", "ahead_of"]
    return pd.DataFrame(rows, columns=names)


def _is_ahead(own: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether a theme has more talks at each threshold, and without any one of its terms."""
    at = ["variant", "value"]
    same = own[own["variant"] != "without term"].merge(other, on=at, suffixes=("", "_other"))
    fewest = own.loc[own["variant"] == "without term", "n"].min() if len(own) > len(same) else None
    as_is = other["n"].iloc[0]
    return bool((same["n"] > same["n_other"]).all() and (fewest is None or fewest > as_is))


def _by_term(assignments: ThemeAssignments) -> pd.DataFrame:
    """The evidence with the form of the lexicon's term that each row stands for."""
    forms = {
        (theme, form): number
        for theme, entry in assignments.lexicon.items()
        for number, phrase in enumerate((*entry.terms, *entry.hints))
        for form in variants(phrase)
    }
    evidence = assignments.evidence
    form = [
        forms.get((theme, singulars(term)), term)
        for theme, term in zip(evidence["theme"], evidence["term"], strict=True)
    ]
    return evidence.assign(form=pd.Series(form, index=evidence.index, dtype=object))
