"""Gaps of a programme beside a reference, and what its shares depend on."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from kcdanalysis.errors import KcdError
from kcdanalysis.summaries.comparison import compare_counts
from kcdanalysis.summaries.counts import is_known, theme_labels
from kcdanalysis.summaries.shares import theme_shares
from kcdanalysis.themes.assignment import ThemeAssignments, assign_themes, check_threshold
from kcdanalysis.themes.lexicon import Theme

#: The thresholds of `theme_sensitivity`, as factors of the actual one.
THRESHOLD_FACTORS = (0.5, 0.75, 1.25, 1.5, 2.0)


def theme_gaps(
    assignments: ThemeAssignments, reference: ThemeAssignments | pd.DataFrame
) -> pd.DataFrame:
    """Find the themes with fewer talks than in a reference.

    Parameters
    ----------
    assignments : ThemeAssignments
        The themes of the programme.
    reference : ThemeAssignments or DataFrame
        Another event or last year, or its published numbers (theme, n and n_talks, as
        `theme_shares` returns them).

    Returns
    -------
    DataFrame
        The largest gap first: theme, label, n, n_talks, share, expected (share), n_expected
        (talks), difference (share less expected), low, high (its interval), confidence (of
        that interval; all together hold at 95 %), reading ("gap", "slight gap", "no gap",
        "absent" from both, or "cannot tell").

    Raises
    ------
    KcdError
        If the reference has none of these themes, or no talks.

    Notes
    -----
    Readings follow from the adjusted interval, as the verdicts of `compare_events` do: "no
    gap" is surely at most 5 points and a factor of 1.5 less, and not what chance may hide.

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
    if isinstance(reference, ThemeAssignments):
        if reference.lexicon != assignments.lexicon:
            # The lexicon of the reference may have further themes.
            assignments = assign_themes(
                assignments.talks, lexicon=reference.lexicon, threshold=assignments.threshold
            )
            names = theme_labels(assignments)
        reference = theme_shares(reference)
    if missing := {"theme", "n", "n_talks"} - set(reference.columns):
        raise KcdError(
            f"the reference has no column {min(missing)!r}; give what theme_shares returns"
        )
    reference = reference[reference["theme"].isin(list(names)) & (reference["n_talks"] > 0)]
    n_talks = int(is_known(assignments).sum())
    if reference.empty or not n_talks:
        raise KcdError(
            "the reference has no theme of these talks, or there are no talks; give one that"
            " was made with the same lexicon"
        )
    themes = reference["theme"].astype("str").tolist()
    table = pd.DataFrame(
        {
            "theme": themes,
            "label": [names[theme] for theme in themes],
            "n": assignments.labels[themes].sum().to_numpy(dtype=int),
            "n_talks": n_talks,
            "n_against": reference["n"].to_numpy(),
            "n_talks_against": reference["n_talks"].to_numpy(),
        }
    )
    table = compare_counts(table, ("more", "less", "as much"))
    readings = {"less": "gap", "slightly less": "slight gap", "slightly more": "no gap",
                "more": "no gap", "as much": "no gap"}  # fmt: skip
    table["reading"] = table["verdict"].replace(readings)
    table["n_expected"] = table["share_against"] * n_talks
    table = table.rename(columns={"share_against": "expected"}).sort_values(
        "difference", kind="stable", ignore_index=True
    )
    columns = "theme label n n_talks share expected n_expected difference low high confidence"
    return table[[*columns.split(), "reading"]]


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
    Leaving out one part at a time is a jackknife (Tukey 1958). The themes are assigned again
    without each term; terms without which no score differs are not listed.

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> talks = as_talks([{"title": "Cats"}, {"title": "Kittens"}])
    >>> themes = assign_themes(talks, lexicon={"cats": {"terms": ["cats", "kittens"]}})
    >>> table = theme_sensitivity(themes, thresholds=[100])
    >>> table[["variant", "value", "n"]].values.tolist()
    [['as is', '4', 2], ['threshold', '100', 0], ['without term', 'cats', 1], \
['without term', 'kittens', 1]]
    """
    names, threshold = theme_labels(assignments), assignments.threshold
    if thresholds is None:
        thresholds = [threshold * factor for factor in THRESHOLD_FACTORS]
    for value in (thresholds := list(thresholds)):
        check_threshold(value)
    points = assignments.points.round(6)
    without = _without_each_term(assignments)
    rows: list[tuple[str, str, str, int]] = []
    for theme in names:
        total = points[theme]
        rows.append((theme, "as is", f"{threshold:g}", (total >= threshold).sum()))
        rows += [(theme, "threshold", f"{value:g}", (total >= value).sum()) for value in thresholds]
        rows += [(theme, "without term", term, n) for n, term in sorted(without[theme])]
    table = pd.DataFrame(rows, columns=["theme", "variant", "value", "n"])
    table.insert(1, "label", table["theme"].map(names))
    n_talks = int(is_known(assignments).sum())
    return table.assign(n_talks=n_talks, share=table["n"] / max(n_talks, 1))


def _without_each_term(assignments: ThemeAssignments) -> dict[str, list[tuple[int, str]]]:
    """The talks of each theme without each of the terms that change a score, and that term."""
    variants: dict[str, Theme] = {}
    omitted: dict[str, tuple[str, str]] = {}
    for theme, entry in assignments.lexicon.items():
        for term in dict.fromkeys((*entry.terms, *entry.title_terms, *entry.hints)):
            kept = [
                tuple(phrase for phrase in phrases if phrase != term)
                for phrases in (entry.terms, entry.title_terms, entry.hints)
            ]
            # Themes do not depend on each other: one assignment serves all variants.
            name = f"{len(variants)}"
            variants[name] = replace(entry, terms=kept[0], title_terms=kept[1], hints=kept[2])
            omitted[name] = theme, term
    varied = assign_themes(
        assignments.talks, lexicon=variants, threshold=assignments.threshold,
        expand=not assignments.learned.empty,
    )  # fmt: skip
    found: dict[str, list[tuple[int, str]]] = {theme: [] for theme in assignments.lexicon}
    for name, (theme, term) in omitted.items():
        if not np.allclose(varied.scores[name], assignments.scores[theme], atol=1e-9):
            found[theme].append((int(varied.labels[name].sum()), term))
    return found
