"""Tables of themes: their shares, their pairs, and every talk with every theme."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kcdanalysis.errors import KcdError
from kcdanalysis.summaries.groups import group_talks
from kcdanalysis.summaries.intervals import effective_size, share_interval

if TYPE_CHECKING:
    from kcdanalysis.themes.assignment import ThemeAssignments

#: The row of the talks without a theme.
NO_THEME, NO_THEME_LABEL = "none", "no theme"


def theme_shares(
    assignments: ThemeAssignments, by: str | None = None, *, weights: str | None = None
) -> pd.DataFrame:
    """Count the talks of each theme, and compute their shares with intervals.

    Parameters
    ----------
    assignments : ThemeAssignments
    by : str, optional
        Group the talks by "event", "year", "track", "kind", "level", "language", "room",
        "tags", any other column, or "time_of_day"; see `group_talks`. Each group has a
        block of rows; talks without a group come last.
    weights : str, optional
        A column of numbers, as "duration": shares are then parts of its sum ("of the
        minutes") and not of the talks. Talks without a number are left out.

    Returns
    -------
    DataFrame
        One row a theme in the order of the lexicon, then one for the talks
        without a theme: theme, label, n (talks with it), n_talks (all), share
        (0 to 1), low and high (95 % interval); before these `by`, if given.

    Raises
    ------
    KcdError
        If the talks have no such column, or no value in it.

    Notes
    -----
    The interval is Wilson's: E. B. Wilson, "Probable Inference, the Law of
    Succession, and Statistical Inference", JASA 22 (1927), 209-212. It regards the talks
    as a sample of those that could have been given. With weights, it is for the effective
    sample size (Kish 1965), which has a better coverage than a bootstrap for few talks
    (`python -m benchmarks.intervals`).

    Examples
    --------
    >>> from kcdanalysis.talks import as_talks
    >>> from kcdanalysis.themes.assignment import assign_themes
    >>> talks = as_talks([{"title": "eBPF for Security"}, {"title": "Cats"}])
    >>> themes = assign_themes(talks, lexicon={"ebpf": {"label": "eBPF", "terms": ["eBPF"]}})
    >>> print(theme_shares(themes).round(2).to_string(index=False))
    theme    label  n  n_talks  share  low  high
     ebpf     eBPF  1        2    0.5 0.09  0.91
     none no theme  1        2    0.5 0.09  0.91
    """
    names, labels = theme_labels(assignments), assignments.labels
    weight = _weights(assignments.talks, weights)
    labels = labels[weight.reindex(labels.index).notna().to_numpy()]
    if by is None:
        return _shares(labels, names, weight)
    groups = group_talks(assignments.talks, by)
    groups = groups[groups.index.isin(labels.index)]
    blocks = labels.loc[groups.index].groupby(pd.Index(groups), dropna=False, observed=True)
    tables = {value: _shares(block, names, weight) for value, block in blocks}
    tables = tables or {None: _shares(labels, names, weight)[:0]}
    table = pd.concat(tables, names=[by]).reset_index(by).reset_index(drop=True)
    return table.astype({by: groups.dtype})


def theme_cooccurrence(assignments: ThemeAssignments) -> pd.DataFrame:
    """Count the talks of each pair of themes.

    Returns
    -------
    DataFrame
        One row a pair, the most frequent first, ties in the order of the
        lexicon: theme_a, label_a, theme_b, label_b, n_both, n_a, n_b, n_talks,
        jaccard (n_both by the talks with either), lift (n_both by its expectation for
        independent themes). Both are NaN where a theme has no talk.

    Notes
    -----
    Jaccard: P. Jaccard, "The Distribution of the Flora in the Alpine Zone", New
    Phytologist 11 (1912), 37-50. Lift: S. Brin, R. Motwani, J. D. Ullman and
    S. Tsur, "Dynamic Itemset Counting and Implication Rules for Market Basket
    Data", SIGMOD (1997), 255-264, who call it interest. In a few talks lift is
    large by chance alone: read it beside n_both.
    """
    names, has_theme = theme_labels(assignments), assignments.labels.to_numpy(dtype=int)
    both, n_talks = has_theme.T @ has_theme, len(has_theme)
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
    """List every talk with every theme.

    Returns
    -------
    DataFrame
        Talks in the order of the programme, themes in that of the lexicon:
        talk_id, title, theme, label, score (0 to 1), assigned (bool).
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
        }
    )


def by_frequency(shares: pd.DataFrame) -> pd.DataFrame:
    """Return the themes that occur, the most frequent first, and the talks without one last.

    >>> shares = pd.DataFrame({"theme": ["a", "b", "c", "none"], "n": [0, 1, 2, 5]})
    >>> by_frequency(shares)["theme"].tolist()
    ['c', 'b', 'none']
    """
    rows = shares[shares["n"] > 0].sort_values("n", ascending=False, kind="stable")
    is_none = rows["theme"] == NO_THEME
    return pd.concat([rows[~is_none], rows[is_none]])


def theme_labels(assignments: ThemeAssignments) -> dict[str, str]:
    """Give the printed name of each theme, in the order of the lexicon."""
    if not hasattr(assignments, "lexicon"):
        kind = type(assignments).__name__
        raise KcdError(f"themes are expected and not a {kind}; give the result of assign_themes")
    return {theme: assignments.lexicon[theme].label for theme in assignments.labels.columns}


def as_themes(themes: Iterable[str], names: Iterable[str]) -> pd.Categorical:
    """Make a column of themes: its categories are all themes of the lexicon, in order.

    So a table that was filtered or sorted still says which place in the lexicon a theme
    has, and figures give it the same colour.
    """
    return pd.Categorical(list(themes), categories=list(dict.fromkeys([*names, NO_THEME])))


def _weights(talks: pd.DataFrame, column: str | None) -> pd.Series:
    """The weight of each talk; NaN where it has none."""
    if column is None:
        return pd.Series(1.0, index=talks["talk_id"])
    if column not in talks or not pd.api.types.is_numeric_dtype(talks[column].dtype):
        raise KcdError(f"the talks have no numbers in {column!r}; weight them by 'duration'")
    if talks[column].isna().all():
        raise KcdError(f"no talk has a value for {column}; leave the weights out")
    return talks.set_index("talk_id")[column].astype(float)


def _shares(labels: pd.DataFrame, names: dict[str, str], weight: pd.Series) -> pd.DataFrame:
    """One block of `theme_shares`."""
    has_theme = labels.to_numpy(dtype=bool)
    has = np.column_stack([has_theme, ~has_theme.any(axis=1)])
    w = weight.reindex(labels.index).to_numpy(dtype=float)
    table = pd.DataFrame(
        {
            "theme": as_themes([*names, NO_THEME], names),
            "label": [*names.values(), NO_THEME_LABEL],
            "n": has.sum(axis=0),
            "n_talks": len(labels),
            "share": (w @ has) / w.sum() if w.sum() else np.nan,
        }
    )
    table["low"], table["high"] = share_interval(table["share"], effective_size(w))
    return table
