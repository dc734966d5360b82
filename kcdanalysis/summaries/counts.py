"""Counts of talks by group, length of text and theme: what every summary of themes is made of.

Counts of several files, added up, are the counts of their talks together.
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

#: The row of the talks without a theme; and that of talks in a language that the lexicon does
#: not cover, which are no part of the talks that all other rows count.
NO_THEME, UNKNOWN = NOT_THEMES
NO_THEME_LABEL, UNKNOWN_LABEL = N_("no theme"), N_("cannot tell")

#: The least words of a text in each class of lengths; fixed, so that counts add up.
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
        Themes; or such counts of several files, one below the other (`pd.concat`), which are
        added up. All summaries that take themes to count take counts as well.
    by, weights
        As for `theme_shares`, and so are the errors.

    Returns
    -------
    DataFrame
        One row a group, length and theme: `by`, of ("group", or "all" for the talks of any
        group, each counted once), words (the least of the class of lengths), theme, label, n
        (talks with it), n_talks, weight (their sum), weight_with (of those with the theme),
        squares (sum of the squared weights). After the themes "none" (talks without one) and
        "unknown" (of all talks those whose themes the lexicon cannot tell).

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
    """Count a part of the talks as `theme_counts` does; none need have a group or a weight."""
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
    """Bring the counts of several files into one order of groups and themes."""
    names = counts.loc[is_theme(counts["theme"]), "theme"].astype("str").unique()
    counts = counts.assign(theme=as_themes(counts["theme"], names))
    of_themes = counts[is_theme(counts["theme"])]
    blocks = of_themes.groupby(keys[:-1], dropna=False, observed=True)["theme"]
    if (blocks.nunique() < len(names)).any():
        raise KcdError("these counts are of different lexicons; count all files with the same one")
    return counts.sort_values(keys, kind="stable", ignore_index=True)


def is_theme(themes: pd.Series) -> pd.Series:
    """Whether rows are of themes, and not of the talks without one."""
    return ~themes.astype("str").isin([NO_THEME, UNKNOWN])


def is_known(assignments: ThemeAssignments) -> pd.Series:
    """Whether the lexicon can tell the themes of each talk, by talk_id."""
    ids = assignments.labels.index
    return pd.Series(~ids.isin(assignments.uncovered.get("talk_id", [])), index=ids)


def add_counts(counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Add up the counts with the same keys, in the order in which these appear."""
    groups = counts.groupby(keys, sort=False, dropna=False, observed=True)
    return groups[_SUMS].sum().reset_index()


def theme_labels(assignments: ThemeAssignments) -> dict[str, str]:
    """Give the printed name of each theme, in the order of the lexicon."""
    if not hasattr(assignments, "lexicon"):
        kind = type(assignments).__name__
        raise KcdError(f"themes are expected and not a {kind}; give the result of assign_themes")
    return {theme: _(assignments.lexicon[theme].label) for theme in assignments.labels.columns}


def as_themes(themes: Iterable[str], names: Iterable[str]) -> pd.Categorical:
    """A column of themes; its categories, the whole lexicon in order, keep colours the same."""
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
    # Unknown talks are a part of all talks; of the known ones are all other shares.
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
    """The least number of words of the class of lengths that each talk is in."""
    texts = talks[[name for name in TEXT_COLUMNS if name in talks]].astype(object).to_numpy()
    numbers = [sum(len(text.split()) for text in row if isinstance(text, str)) for row in texts]
    return length_class(pd.Series(numbers, index=talks["talk_id"], dtype=int), WORDS)


def length_class(words: pd.Series, least: Sequence[int]) -> pd.Series:
    """The class of lengths of each number of words, as its least number of words."""
    return pd.Series(np.array(least)[np.searchsorted(least, words, side="right") - 1], words.index)


def _weights(talks: pd.DataFrame, column: str | None) -> pd.Series:
    """The weight of each talk; NaN where it has none."""
    if column is None:
        return pd.Series(1.0, index=talks["talk_id"])
    if column not in talks or not pd.api.types.is_numeric_dtype(talks[column].dtype):
        raise KcdError(f"the talks have no numbers in {column!r}; weight them by 'duration'")
    return talks.set_index("talk_id")[column].astype(float)
