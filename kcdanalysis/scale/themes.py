"""Themes of talks that come in parts, and their counts."""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.scale.parts import Parts, is_dask, join_results, map_parts, then
from kcdanalysis.summaries.counts import count_part
from kcdanalysis.summaries.counts import theme_counts as counts_of
from kcdanalysis.summaries.groups import check_groups, ordered_editions
from kcdanalysis.talks import COLUMNS, ensure_talks
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.themes.assignment import assign_themes as assign
from kcdanalysis.themes.lexicon import LexiconSource, read_lexicon
from kcdanalysis.themes.scoring import ABOUT, MENTIONED


@dataclass(frozen=True)
class ThemesInParts:
    """Themes of talks that come in parts.

    Attributes
    ----------
    parts : iterable of ThemeAssignments
        Those of each part; with Dask, delayed values.
    labels, scores, evidence : Dask DataFrame
        As in `ThemeAssignments`, with the partitions of the talks; labels and scores have
        the index of the talks. None for batches of a file, which can be iterated only once.
    """

    parts: Iterable[Any]
    labels: Any = None
    scores: Any = None
    evidence: Any = None


def assign_themes(
    talks: Parts,
    *,
    lexicon: LexiconSource | None = None,
    threshold: float = ABOUT,
    mentioned: float = MENTIONED,
) -> ThemesInParts:
    """Assign themes to talks that come in parts.

    Parameters
    ----------
    talks : Dask DataFrame, or iterable of DataFrame
        Parts of a Talks frame, with the talk_id in a column.
    lexicon, threshold, mentioned
        As for `kcdanalysis.assign_themes`; terms cannot be learned from parts.

    Returns
    -------
    ThemesInParts
        Nothing is computed until it is needed.

    Examples
    --------
    >>> from kcdanalysis.summaries import theme_shares
    >>> from kcdanalysis.talks import as_talks
    >>> batches = (as_talks([{"title": title}]) for title in ("Cats", "Dogs"))
    >>> themes = assign_themes(batches, lexicon={"cats": ["cats"]})
    >>> theme_shares(theme_counts(themes))[["theme", "n", "n_talks"]].values.tolist()
    [['cats', 1, 2], ['none', 1, 2]]
    """
    options = {"lexicon": read_lexicon(lexicon), "threshold": threshold, "mentioned": mentioned}
    work = partial(_assign, options=options)
    parts = map_parts(work, talks)
    if not is_dask(talks):
        return ThemesInParts(parts)
    from dask import dataframe

    empty, tables = work(talks._meta), {}
    for name in ("labels", "scores", "evidence"):
        take = partial(_table, name=name)
        tables[name] = dataframe.from_delayed(
            list(then(take, parts)),
            meta=take(empty),
            divisions=None if name == "evidence" else talks.divisions,
            verify_meta=False,
        )
    return ThemesInParts(parts, **tables)


def _assign(part: pd.DataFrame, options: dict[str, Any]) -> ThemeAssignments:
    talks = ensure_talks(part).set_axis(part.index)
    with warnings.catch_warnings():
        # A part of the talks cannot show whether the lexicon fits.
        warnings.simplefilter("ignore", KcdWarning)
        return assign(talks, **options)


def _table(found: ThemeAssignments, name: str) -> pd.DataFrame:
    table: pd.DataFrame = getattr(found, name)
    return table if name == "evidence" else table.set_axis(found.talks.index)


def theme_counts(
    themes: ThemesInParts, by: str | None = None, *, weights: str | None = None
) -> pd.DataFrame:
    """Count talks by group, length of text and theme, and add up the counts of all parts.

    Takes and returns what `kcdanalysis.summaries.theme_counts` does; pass the result to
    `theme_shares`, `compare_events`, `theme_trend` or `trend_tests` instead of themes.

    Raises
    ------
    KcdError
        If there are no talks, or none has a group.
    """

    def join(results: list[tuple[pd.DataFrame, pd.DataFrame]]) -> tuple[pd.DataFrame, pd.DataFrame]:
        counts, editions = map(pd.concat, zip(*results, strict=True))
        return counts_of(counts, by), _first_of(editions)

    counted = then(partial(_count, by=by, weights=weights), themes.parts)
    counts, editions = join_results(counted, join)
    if counts.empty:
        raise KcdError("no talks to count; give parts with at least one")
    if by is None:
        return counts
    check_groups(counts[by])
    # Each part knows only the order of its own groups.
    dtype = COLUMNS.get(by)
    if by == "event":
        dtype = ordered_editions(editions).dtype
    if isinstance(dtype, pd.CategoricalDtype):
        present = dtype.categories[dtype.categories.isin(counts[by])]
        counts[by] = counts[by].astype(pd.CategoricalDtype(present, dtype.ordered))
        counts = counts_of(counts, by)
    return counts


def _count(
    found: ThemeAssignments, by: str | None, weights: str | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    return count_part(found, by, weights=weights), _first_of(found.talks)


def _first_of(talks: pd.DataFrame) -> pd.DataFrame:
    """The editions of talks, with the first start of each."""
    columns = ["event", "year", "start"]
    return talks[columns].groupby(columns[:2], dropna=False, as_index=False).min()
