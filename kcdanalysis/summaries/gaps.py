"""Gaps of a programme beside a reference."""

import pandas as pd

from kcdanalysis.errors import KcdError
from kcdanalysis.summaries.comparison import compare_counts
from kcdanalysis.summaries.counts import is_known, theme_labels
from kcdanalysis.summaries.shares import theme_shares
from kcdanalysis.themes.assignment import ThemeAssignments, assign_themes


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
