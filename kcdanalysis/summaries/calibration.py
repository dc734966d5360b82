"""How often themes are right, judged by labels that people gave to talks."""

from contextlib import suppress
from io import StringIO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcdanalysis.errors import KcdError, did_you_mean
from kcdanalysis.files import read_text
from kcdanalysis.summaries.intervals import share_interval
from kcdanalysis.themes.assignment import ThemeAssignments

#: The precision that the suggested threshold reaches.
PRECISION = 0.95

#: The name of the row for all themes together.
TOGETHER = "all"

_COLUMNS = ["theme", "n_labelled", "n_about", "n_right"]
_MOST_COLUMNS = 1_000


def read_labels(path: str) -> pd.DataFrame:
    """Read a table of talks and their themes, one pair a row; a talk may have no theme."""
    text, labels = read_text(path), pd.DataFrame()
    # The time that pandas takes grows with the square of the number of columns.
    if text.partition("\n")[0].count(",") < _MOST_COLUMNS:
        with suppress(pd.errors.ParserError, pd.errors.EmptyDataError):
            labels = pd.read_csv(StringIO(text), dtype="str")
    if not len(labels) or not {"talk", "theme"} <= set(labels.columns):
        raise KcdError(
            f"{path}, line 1: no columns talk and theme; write them there, and below them a title"
            " and a theme of your lexicon in each line"
        )
    return labels


def theme_precision(assignments: ThemeAssignments, labels: pd.DataFrame) -> pd.DataFrame:
    """Compare the themes of talks with labels that people gave them.

    Parameters
    ----------
    assignments : ThemeAssignments
        Talks without labels are left out.
    labels : DataFrame
        talk (talk_id or title) and theme (id or label), one pair a row; a talk without any
        theme has a row without one.

    Returns
    -------
    DataFrame
        One row per labelled theme, and one for all of them together: theme, n_labelled,
        n_about (talks that the rule grades "about"), n_right (both), precision and recall with
        their 95% intervals (`_low`, `_high`; Wilson 1927), threshold (the fewest points from
        which on 95% are right; NaN if there are none).

    Raises
    ------
    KcdError
        If a talk or theme of the labels does not exist.
    """
    talks, lexicon = assignments.talks, assignments.lexicon
    ids = dict(zip(talks["title"].str.casefold(), talks["talk_id"], strict=True))
    ids |= {name: name for name in talks["talk_id"]}
    names = {theme.label.casefold(): name for name, theme in lexicon.items()}
    names |= {name.casefold(): name for name in lexicon}
    known = labels.fillna("").astype(str).apply(lambda column: column.str.strip())
    talk = _look_up(known["talk"], ids, "talk")
    has_theme = known["theme"] != ""
    theme = _look_up(known.loc[has_theme, "theme"], names, "theme of the lexicon")
    labelled = talk.unique()
    columns = [name for name in lexicon if name in set(theme)]
    pairs = pd.crosstab(talk[has_theme], theme)
    truth = pairs.reindex(index=labelled, columns=columns, fill_value=0).to_numpy() > 0
    points = assignments.points.loc[labelled, columns].to_numpy(dtype=float).round(6)
    about = assignments.labels.loc[labelled, columns].to_numpy()
    parts = [(name, slice(at, at + 1)) for at, name in enumerate(columns)]
    rows = []
    for name, part in [*parts, (TOGETHER, slice(None))]:
        given, found = truth[:, part].ravel(), about[:, part].ravel()
        counts = int(given.sum()), int(found.sum()), int((given & found).sum())
        rows.append((name, *counts, _threshold(points[:, part].ravel(), given)))
    table = pd.DataFrame(rows, columns=[*_COLUMNS, "threshold"])
    for share, total in (("precision", "n_about"), ("recall", "n_labelled")):
        table[share] = table["n_right"] / table[total].replace(0, np.nan)
        table[f"{share}_low"], table[f"{share}_high"] = share_interval(table[share], table[total])
    table["threshold"] = table.pop("threshold")
    return table


def _look_up(values: pd.Series, known: dict[str, str], what: str) -> pd.Series:
    found = values.map(known).fillna(values.str.casefold().map(known))
    if found.isna().any():
        at = found.index[found.isna()][0]
        near = did_you_mean(values[at], known)
        raise KcdError(
            f"line {at + 2} of the labels: no {what} is called {values[at]!r}; correct it{near}"
        )
    return found


def _threshold(points: NDArray[np.float64], given: NDArray[np.bool_]) -> float:
    """The fewest points from which on the precision is at least `PRECISION`."""
    order = np.argsort(-points, kind="stable")
    points, right = points[order], np.cumsum(given[order])
    # Equal points are decided together, and 0 points mean no theme.
    is_last = np.append(points[:-1] > points[1:], True) & (points > 0)
    enough = is_last & (right >= PRECISION * np.arange(1, len(points) + 1))
    return float(points[enough][-1]) if enough.any() else np.nan
