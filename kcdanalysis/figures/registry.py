"""All figures: what each needs, and when it applies.

A new figure is one module, and its import and entry here.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from kcdanalysis import summaries
from kcdanalysis.errors import KcdError
from kcdanalysis.figures.clashes import theme_clashes
from kcdanalysis.figures.comparisons import comparison, theme_selection, theme_targets
from kcdanalysis.figures.distinctive import distinctive_words
from kcdanalysis.figures.figure import Figure, FigureFunction
from kcdanalysis.figures.maps import MOST_TITLES, talk_map
from kcdanalysis.figures.matrix import theme_matrix
from kcdanalysis.figures.pairs import theme_cooccurrence, theme_network
from kcdanalysis.figures.profile import programme_profile
from kcdanalysis.figures.shares import theme_shares
from kcdanalysis.figures.topic_charts import topic_number, topics
from kcdanalysis.figures.tracks import track_agreement
from kcdanalysis.figures.trend import theme_trend
from kcdanalysis.summaries.comparison import CLAIMS
from kcdanalysis.summaries.counts import is_known
from kcdanalysis.summaries.trend import FEWEST_EDITIONS
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.topics.finding import Topics
from kcdanalysis.words.translation import N_, _


@dataclass(frozen=True)
class Results:
    """What figures are made from: the results of the same talks, and what to compare."""

    themes: ThemeAssignments
    topics: Any = None  # Topics, or None if they were not looked for
    #: As for `compare_events`; "" for no comparison.
    by: str = ""
    against: Any = None
    #: The name of the event, for titles.
    event: str = ""
    #: As for `theme_targets`.
    targets: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def has_themes(self) -> bool:
        """Whether any talk has a theme."""
        return bool(self.themes.labels.any(axis=None))

    @cached_property
    def has_groups(self) -> bool:
        """Whether any of several topics holds."""
        return len(self.topics.topics) > 1 and bool(self.topics.topics["holds"].any())

    @cached_property
    def n_groups(self) -> int:
        """The number of groups that are compared."""
        return summaries.group_talks(self.themes.talks, self.by).nunique() if self.by else 0


@dataclass(frozen=True)
class FigureKind:
    """A figure of a gallery: its function, what it needs, and when it applies."""

    draw: FigureFunction
    #: "themes", "topics", "talks" or "comparison".
    needs: str
    #: Gives its tables or the result to make them of; nothing where there is nothing to draw.
    tables: Callable[[Results], Any]
    #: The heading in a post; "" if a post does not show the figure.
    heading: str = ""
    #: What to say in the place of a figure that has nothing to draw.
    otherwise: str = ""

    def is_of(self, results: Results) -> bool:
        """Whether there is what the figure needs."""
        has = {"topics": results.topics is not None, "comparison": results.n_groups > 1}
        return has.get(self.needs, True)

    def make(self, results: Results) -> Figure | None:
        """Make the figure, or None if there is nothing to draw."""
        tables = self.is_of(results) and self.tables(results)
        return self.draw(*tables, event=results.event) if tables else None


def _some(table: pd.DataFrame, is_drawn: Callable[[pd.DataFrame], Any]) -> list[pd.DataFrame]:
    return [table] if is_drawn(table).any() else []


def _selection(results: Results) -> list[pd.DataFrame]:
    try:
        selection = summaries.theme_selection(results.themes)
    except KcdError:  # no states, or nothing was chosen
        return []
    return _some(selection, lambda t: t["n_talks"] > 0)


def _pairs(results: Results) -> list[pd.DataFrame]:
    """Pairs of themes, unless all have one talk or there is a single pair: words say as much."""
    pairs = summaries.theme_cooccurrence(results.themes)
    return _some(pairs, lambda t: t["n_both"] > 1) if (pairs["n_both"] > 0).sum() > 1 else []


def _map(results: Results) -> list[Topics]:
    """The talks if they were compared, and have groups or titles to read."""
    has_titles = len(results.topics.topics) > 1 and len(results.topics.talks) <= MOST_TITLES
    return [results.topics] if results.has_groups or has_titles else []


def _comparison(results: Results) -> list[pd.DataFrame]:
    """Of several groups, only what differs is drawn."""
    table = summaries.compare_events(results.themes, results.by, against=results.against)
    return _some(table, lambda t: t["verdict"].isin(CLAIMS) | (results.n_groups == 2))


def _words(results: Results) -> list[pd.DataFrame]:
    """The words that distinguish the groups, or else the tracks."""
    talks = results.themes.talks
    if not results.n_groups and talks["track"].nunique() < 2:
        return []
    words = summaries.distinctive_words(talks, results.by or "track")
    return _some(words, lambda t: t["reading"] == "clear")


def _trend(results: Results) -> list[pd.DataFrame]:
    """Of a series: years, or the editions of one event."""
    themes, by = results.themes, results.by
    names = themes.talks["event"].str.replace(r"\b\d{4}\b", "", regex=True).str.strip()
    is_series = by == "year" or (by == "event" and names.nunique() == 1)
    if not (results.has_themes and is_series and results.n_groups >= FEWEST_EDITIONS):
        return []
    return [summaries.theme_trend(themes, by), summaries.trend_tests(themes, by)]


_KINDS = [
    FigureKind(
        theme_shares, "themes", lambda r: r.has_themes and [r.themes],
        N_("What it was about"), otherwise=N_("No talk has a theme of the lexicon."),
    ),
    # A post has a table of the talks instead.
    FigureKind(theme_matrix, "themes", lambda r: r.has_themes and [r.themes]),
    FigureKind(
        theme_cooccurrence, "themes", _pairs, N_("What goes together"),
        otherwise=N_("Too few talks have two themes to draw which go together."),
    ),
    FigureKind(theme_network, "themes", _pairs),
    FigureKind(
        theme_clashes, "themes",
        lambda r: _some(summaries.theme_clashes(r.themes), lambda t: t["theme"].notna()),
        N_("At the same time"),
    ),
    FigureKind(theme_selection, "themes", _selection, N_("What was accepted")),
    FigureKind(
        theme_targets, "themes",
        lambda r: r.targets and [summaries.theme_targets(r.themes, r.targets)], N_("Targets"),
    ),
    FigureKind(
        topics, "topics", lambda r: r.has_groups and [r.topics],
        N_("Groups of talks"), otherwise=N_("No group of talks holds."),
    ),
    FigureKind(
        topic_number, "topics",
        lambda r: r.has_groups and len(r.topics.numbers) > 1 and [r.topics],
    ),
    FigureKind(talk_map, "topics", _map, N_("A map of the talks")),
    # Where all talks have the same of everything, there is nothing to see.
    FigureKind(
        programme_profile, "talks",
        lambda r: _some(summaries.programme_profile(r.themes.talks), lambda t: t["share"] < 1),
    ),
    FigureKind(
        track_agreement, "themes",
        lambda r: r.has_themes
        and r.themes.talks["track"][is_known(r.themes).to_numpy()].nunique() > 1
        and [r.themes],
    ),
    FigureKind(
        comparison, "comparison", lambda r: r.has_themes and _comparison(r),
        N_("How the events differ"),
        otherwise=N_("No difference between the groups is statistically significant."),
    ),
    FigureKind(distinctive_words, "talks", _words),
    FigureKind(theme_trend, "comparison", _trend, N_("How themes rise and fall")),
]  # fmt: skip

#: All figures by their names, in the order of a gallery.
FIGURES = {kind.draw.__name__.replace("_", "-"): kind for kind in _KINDS}


def draw_all(
    themes: ThemeAssignments,
    topics: Topics | None = None,
    *,
    event: str | None = None,
    targets: Mapping[str, float] | None = None,
    names: Collection[str] = tuple(FIGURES),
) -> list[Figure]:
    """Make the figures of a programme; of several events, the comparison as well.

    Parameters
    ----------
    themes : ThemeAssignments
    topics : Topics, optional
        Of the same talks.
    event : str, optional
        The name of the event, for titles; by default that of the talks.
    targets : mapping of str to float, optional
        As for `theme_targets`.
    names : collection of str
        The wanted figures, such as "theme-shares"; those that have nothing to draw are
        left out.
    """
    return _made(_results(themes, topics, event, targets), names)


def not_drawn(
    figures: Iterable[Figure],
    themes: ThemeAssignments,
    topics: Topics | None = None,
    *,
    by: str = "",
    against: Any = None,
) -> list[str]:
    """Say why figures are not among those of `draw_all`, or with `by` of `draw_differences`."""
    results, names = _results(themes, topics), tuple(FIGURES)
    if by:
        results, names = _compared(themes, by, against)
    missing = {*names} - {figure.name for figure in figures}
    kinds = [kind for name, kind in FIGURES.items() if name in missing and kind.is_of(results)]
    return [_(kind.otherwise) for kind in kinds if kind.otherwise]


def _results(
    themes: ThemeAssignments,
    topics: Topics | None,
    event: str | None = None,
    targets: Mapping[str, float] | None = None,
) -> Results:
    talks = themes.talks
    is_named = bool(talks["event"].notna().any())
    several = is_named and summaries.group_talks(talks, "event").nunique() > 1
    name = summaries.event_name(talks) if event is None else event
    by = "event" if several else ""
    return Results(themes, topics, by=by, event=name, targets=targets or {})


def _made(results: Results, names: Collection[str]) -> list[Figure]:
    figures = [kind.make(results) for name, kind in FIGURES.items() if name in names]
    return [figure for figure in figures if figure is not None]


def draw_differences(themes: ThemeAssignments, by: str, *, against: Any = None) -> list[Figure]:
    """Make the figures that compare groups of talks: themes, words and, of editions, the trend.

    Parameters
    ----------
    themes : ThemeAssignments
    by, against
        As for `compare_events`.
    """
    # Refuses what cannot be compared.
    summaries.compare_events(themes, by, against=against)
    return _made(*_compared(themes, by, against))


def _compared(themes: ThemeAssignments, by: str, against: Any) -> tuple[Results, tuple[str, ...]]:
    """What is compared, and the figures of that."""
    # Of proposals, which were chosen.
    first = "theme-selection" if by == "state" and against is None else "comparison"
    results = Results(themes, by=by, against=against)
    return results, (first, "distinctive-words", "theme-trend")
