"""Tables of themes: their shares, their pairs, and every talk with every theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kcdanalysis.summaries.counts import (
    NO_THEME,
    NO_THEME_LABEL,
    UNKNOWN,
    UNKNOWN_LABEL,
    add_counts,
    as_themes,
    is_known,
    is_theme,
    theme_counts,
    theme_labels,
)
from kcdanalysis.summaries.intervals import effective_size, share_interval
from kcdanalysis.words.translation import _

if TYPE_CHECKING:
    from kcdanalysis.themes.assignment import ThemeAssignments


def theme_shares(
    assignments: ThemeAssignments | pd.DataFrame,
    by: str | None = None,
    *,
    weights: str | None = None,
) -> pd.DataFrame:
    """Count the talks of each theme, and compute their shares with intervals.

    Parameters
    ----------
    assignments : ThemeAssignments or DataFrame
        Themes, or the counts of several files (`theme_counts`).
    by : str, optional
        Group the talks by a column (`group_talks`); talks without a group come last.
    weights : str, optional
        A numeric column such as "duration": shares are then parts of its sum ("of the
        minutes") and not of the talks. Talks without a value are left out.

    Returns
    -------
    DataFrame
        One row per theme in the order of the lexicon, then one for the talks without a theme
        ("none"): theme, label, n (talks with it), n_talks (all), share (0 to 1), low and high
        (95% interval); first `by`, if given. Talks in a language that the lexicon does not
        cover are left out, except for a last row ("unknown") with their share of all talks.

    Raises
    ------
    KcdError
        If the talks have no such column, or no values in it.

    Notes
    -----
    The interval is Wilson's (1927); with weights, of the effective sample size (Kish 1965). It
    regards the talks as a sample of those that could have been given.

    Examples
    --------
    >>> from kcdanalysis.themes.assignment import assign_themes
    >>> themes = assign_themes([{"title": "eBPF"}, {"title": "Cats"}], lexicon={"ebpf": ["eBPF"]})
    >>> print(theme_shares(themes).round(2).to_string(index=False))
    theme    label  n  n_talks  share  low  high
     ebpf     ebpf  1        2    0.5 0.09  0.91
     none no theme  1        2    0.5 0.09  0.91
    """
    counts = theme_counts(assignments, by, weights=weights)
    groups = [] if by is None else [by]
    counts = counts[counts["of"] == ("group" if groups else "all")]
    table = add_counts(counts, [*groups, "theme", "label"])
    if table.empty and not groups:
        # Without talks, the count of each theme is 0.
        names = {
            **theme_labels(assignments),
            NO_THEME: _(NO_THEME_LABEL),
            UNKNOWN: _(UNKNOWN_LABEL),
        }
        table = pd.DataFrame({"theme": as_themes(names, names), "label": names.values()})
        table = table.assign(n=0, n_talks=0, weight=0.0, weight_with=0.0, squares=0.0)
    weight = table["weight"]
    table["share"] = table["weight_with"] / weight.where(weight > 0)
    size = effective_size(weight, table["squares"])
    table["low"], table["high"] = share_interval(table["share"], size)
    is_unknown = table["theme"] == UNKNOWN
    table.loc[is_unknown, ["low", "high"]] = np.nan
    if not table.loc[is_unknown, "n"].any():
        table = table[~is_unknown].reset_index(drop=True)
    return table[[*groups, "theme", "label", "n", "n_talks", "share", "low", "high"]]


def theme_cooccurrence(assignments: ThemeAssignments) -> pd.DataFrame:
    """Count the talks of each pair of themes.

    Returns
    -------
    DataFrame
        One row per pair, the most frequent first, ties in the order of the
        lexicon: theme_a, label_a, theme_b, label_b, n_both, n_a, n_b, n_talks,
        jaccard (n_both over the talks with either), lift (n_both over its expectation for
        independent themes). Both are NaN if a theme has no talk. n_talks is as in
        `theme_shares`.

    Notes
    -----
    Lift: S. Brin et al., "Dynamic Itemset Counting and Implication Rules", SIGMOD (1997),
    255-264. With few talks it is large by chance alone: read it together with n_both.
    """
    names, has_theme = theme_labels(assignments), assignments.labels.to_numpy(dtype=int)
    both, n_talks = has_theme.T @ has_theme, int(is_known(assignments).sum())
    a, b = np.triu_indices(len(names), 1)
    themes, labels = as_themes(names, names), np.array(list(names.values()), dtype=object)
    n_both, n_a, n_b = both[a, b], both[a, a], both[b, b]
    with np.errstate(divide="ignore", invalid="ignore"):
        jaccard, lift = n_both / (n_a + n_b - n_both), n_both / (n_a * n_b / n_talks)
    pairs = pd.DataFrame(
        {
            "theme_a": themes[a], "label_a": labels[a], "theme_b": themes[b], "label_b": labels[b],
            "n_both": n_both, "n_a": n_a, "n_b": n_b, "n_talks": n_talks,
            "jaccard": jaccard, "lift": lift,
        }
    )  # fmt: skip
    order = ["n_both", "jaccard"]
    return pairs.sort_values(order, ascending=False, kind="stable", ignore_index=True)


def theme_matrix(assignments: ThemeAssignments) -> pd.DataFrame:
    """List every talk (in programme order) with every theme (in the order of the lexicon).

    Returns
    -------
    DataFrame
        talk_id, title, theme, label, score (0 to 1), assigned (bool), known (False for talks
        in a language that the lexicon does not cover).
    """
    names, labels, scores = theme_labels(assignments), assignments.labels, assignments.scores
    titles = assignments.talks.set_index("talk_id")["title"].reindex(labels.index)
    return pd.DataFrame(
        {
            "talk_id": labels.index.repeat(len(names)),
            "title": titles.repeat(len(names)).to_numpy(),
            "theme": as_themes([*names] * len(labels), names),
            "label": [*names.values()] * len(labels),
            "score": scores.to_numpy(dtype=float).ravel(),
            "assigned": labels.to_numpy(dtype=bool).ravel(),
            "known": is_known(assignments).to_numpy().repeat(len(names)),
        }
    )


def by_frequency(shares: pd.DataFrame) -> pd.DataFrame:
    """Return the themes that occur: the most frequent first, and talks without one last."""
    rows = shares[shares["n"] > 0].sort_values("n", ascending=False, kind="stable")
    parts = (is_theme(rows["theme"]), rows["theme"] == NO_THEME, rows["theme"] == UNKNOWN)
    return pd.concat([rows[part] for part in parts])


def misfit_sentences(assignments: ThemeAssignments) -> str:
    """Say why the lexicon may not fit, without the advice for its author; "" if it fits."""
    return " ".join(f"{why[0].upper()}{why[1:]}." for why, _ in assignments.misfit_findings)
