"""Counts of talks by group, length of text and theme: the basis of all summaries of themes.

The counts of several files add up to the counts of all their talks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kcdanalysis.errors import KcdError
from kcdanalysis.summaries.groups import check_groups, groups_of
from kcdanalysis.talks import TEXT_COLUMNS
from kcdanalysis.themes.lexicon import NOT_THEMES
from kcdanalysis.words.translation import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kcdanalysis.themes.assignment import ThemeAssignments

#: The row for talks without a theme; and that for talks in a language that the lexicon does not
#: cover, which all other rows leave out.
NO_THEME, UNKNOWN = NOT_THEMES
NO_THEME_LABEL, UNKNOWN_LABEL = N_("no theme"), N_("cannot tell")

#: The fewest words of a text in each length class; fixed, so that counts add up.
WORDS = (0, 25, 50, 100, 200, 400)

_SUMS = ["n", "n_talks", "weight", "weight_with", "squares"]


def theme_counts(
    assignments: ThemeAssignments | pd.DataFrame,
    by: str | None = None,
    *,
    weights: str | None = None,
) -> pd.DataFrame:
    """Count the talks by group, length of their texts, and theme.

    Parameters
    ----------
    assignments : ThemeAssignments or DataFrame
        Themes; or the counts of several files, concatenated (`pd.concat`), which are added
        up. All summaries that count themes also accept counts.
    by, weights
        As for `theme_shares`, which raises the same errors.

    Returns
    -------
    DataFrame
        One row per group, length and theme: `by`, of ("group", or "all" for the talks of any
        group, each counted once), words (the fewest of the length class), theme, label, n
        (talks with it), n_talks, weight (their sum), weight_with (of those with the theme),
        squares (sum of the squared weights). After the themes come "none" (talks without one)
        and "unknown" (talks in a language that the lexicon does not cover, among all talks).

    """
    keys = [*([by] if by else []), "of", "words", "theme", "label"]
    if isinstance(assignments, pd.DataFrame) and "talk_id" not in assignments:
        if missing := {*keys, *_SUMS} - set(assignments.columns):
            raise KcdError(
                f"these counts have no column {min(missing)!r}; give what theme_counts returns"
                f"{f' with by={by!r}' if by in missing else ''}"
            )
        return _in_order(add_counts(assignments, keys), [key for key in keys if key != "label"])
    counts = count_part(assignments, by, weights=weights)
    if weights and len(assignments.talks) and not counts["weight"].any():
        raise KcdError(f"no talk has a value for {weights}; leave the weights out")
    if by is not None:
        check_groups(counts[by])
    return counts


def count_part(
    assignments: ThemeAssignments, by: str | None = None, *, weights: str | None = None
) -> pd.DataFrame:
    """Count a part of the talks like `theme_counts`; talks may lack a group or a weight."""
    names, labels = theme_labels(assignments), _categories(assignments)
    weight = _weights(assignments.talks, weights).reindex(labels.index)
    words = _words(assignments.talks)
    known = labels.index[weight.notna()]
    if by is None:
        members, tables = known, []
    else:
        groups = groups_of(assignments.talks, by)
        groups = groups[groups.index.isin(known)]
        members = groups.dropna().index.unique()
        part = pd.DataFrame({by: groups, "of": "group", "words": words[groups.index]})
        tables = [_sums(part, labels, weight, names)]
    part = pd.DataFrame({"of": "all", "words": words[members]}, members)
    return pd.concat([*tables, _sums(part, labels, weight, names)], ignore_index=True)


def _in_order(counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Sort the counts of several files by group and theme."""
    names = counts.loc[is_theme(counts["theme"]), "theme"].astype("str").unique()
    counts = counts.assign(theme=as_themes(counts["theme"], names))
    of_themes = counts[is_theme(counts["theme"])]
    blocks = of_themes.groupby(keys[:-1], dropna=False, observed=True)["theme"]
    if (blocks.nunique() < len(names)).any():
        raise KcdError("these counts are of different lexicons; count all files with the same one")
    return counts.sort_values(keys, kind="stable", ignore_index=True)


def is_theme(themes: pd.Series) -> pd.Series:
    """Whether rows are for themes, and not for talks without one."""
    return ~themes.astype("str").isin([NO_THEME, UNKNOWN])


def is_known(assignments: ThemeAssignments) -> pd.Series:
    """Whether the lexicon covers the language of each talk, by talk_id."""
    ids = assignments.labels.index
    return pd.Series(~ids.isin(assignments.uncovered.get("talk_id", [])), index=ids)


def add_counts(counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Add up the counts with the same keys, in the order in which these appear."""
    groups = counts.groupby(keys, sort=False, dropna=False, observed=True)
    return groups[_SUMS].sum().reset_index()


def theme_labels(assignments: ThemeAssignments) -> dict[str, str]:
    """Return the printed name of each theme, in the order of the lexicon."""
    if not hasattr(assignments, "lexicon"):
        kind = type(assignments).__name__
        raise KcdError(f"expected themes, not a {kind}; give the result of assign_themes")
    return {theme: _(assignments.lexicon[theme].label) for theme in assignments.labels.columns}


def as_themes(themes: Iterable[str], names: Iterable[str]) -> pd.Categorical:
    """A column of themes with the whole lexicon as categories, so that colours do not change."""
    categories = dict.fromkeys([*names, NO_THEME, UNKNOWN])
    return pd.Categorical(list(themes), categories=list(categories))


def _categories(assignments: ThemeAssignments) -> pd.DataFrame:
    """Talks by themes, no theme and unknown."""
    labels, known = assignments.labels, is_known(assignments)
    without = known & ~labels.any(axis=1)
    return labels.assign(**{NO_THEME: without, UNKNOWN: ~known}).astype(float)


def _sums(
    keys: pd.DataFrame, labels: pd.DataFrame, weight: pd.Series, names: dict[str, str]
) -> pd.DataFrame:
    """Add up the talks with the same keys; a talk of several groups is in each."""
    has = labels.loc[keys.index].to_numpy()
    w = weight[keys.index].to_numpy(dtype=float)[:, None]
    # The share of unknown talks is among all talks; all other shares are among the known ones.
    of = np.column_stack([np.tile(1 - has[:, -1:], has.shape[1] - 1), np.ones(len(has))])
    parts = keys.groupby(list(keys), dropna=False, observed=True)
    part, rows = parts.ngroup().to_numpy(), parts.size().reset_index()[list(keys)]
    themes = [*names, NO_THEME, UNKNOWN]
    table = rows.loc[rows.index.repeat(len(themes))].reset_index(drop=True).astype(keys.dtypes)
    table["theme"] = as_themes(themes * len(rows), names)
    table["label"] = [*names.values(), _(NO_THEME_LABEL), _(UNKNOWN_LABEL)] * len(rows)
    for name, values in zip(_SUMS, (has, of, of * w, has * w, of * w**2), strict=True):
        sums = np.zeros((len(rows), len(themes)))
        np.add.at(sums, part, values)
        table[name] = sums.ravel()
    return table.astype({"n": int, "n_talks": int})


def _words(talks: pd.DataFrame) -> pd.Series:
    """The length class of each talk, as its fewest words."""
    texts = talks[[name for name in TEXT_COLUMNS if name in talks]].astype(object).to_numpy()
    numbers = [sum(len(text.split()) for text in row if isinstance(text, str)) for row in texts]
    return length_class(pd.Series(numbers, index=talks["talk_id"], dtype=int), WORDS)


def length_class(words: pd.Series, least: Sequence[int]) -> pd.Series:
    """The length class of each number of words, as the fewest words of the class."""
    return pd.Series(np.array(least)[np.searchsorted(least, words, side="right") - 1], words.index)


def _weights(talks: pd.DataFrame, column: str | None) -> pd.Series:
    """The weight of each talk; NaN where it has none."""
    if column is None:
        return pd.Series(1.0, index=talks["talk_id"])
    if column not in talks or not pd.api.types.is_numeric_dtype(talks[column].dtype):
        raise KcdError(f"the talks have no numbers in {column!r}; weight them by 'duration'")
    return talks.set_index("talk_id")[column].astype(float)
