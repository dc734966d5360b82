"""All figures: what each needs, and when it applies.

A new figure is one module, and its import and entry here.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from kcdanalysis import summaries
from kcdanalysis.errors import KcdError
from kcdanalysis.figures.clashes import theme_clashes
from kcdanalysis.figures.comparisons import comparison, theme_selection, theme_targets
from kcdanalysis.figures.distinctive import distinctive_words
from kcdanalysis.figures.figure import Figure, FigureFunction
from kcdanalysis.figures.maps import talk_map
from kcdanalysis.figures.matrix import theme_matrix
from kcdanalysis.figures.pairs import theme_cooccurrence, theme_network
from kcdanalysis.figures.profile import programme_profile
from kcdanalysis.figures.shares import theme_shares
from kcdanalysis.figures.topic_charts import topic_number, topics
from kcdanalysis.figures.tracks import track_agreement
from kcdanalysis.figures.trend import theme_trend
from kcdanalysis.summaries.counts import is_known
from kcdanalysis.summaries.trend import FEWEST_EDITIONS
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.topics.finding import Topics


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

    @property
    def talks(self) -> pd.DataFrame:
        """The talks of all results."""
        return self.themes.talks

    @cached_property
    def has_themes(self) -> bool:
        """Whether any talk has a theme."""
        return bool(self.themes.labels.any(axis=None))

    @cached_property
    def n_groups(self) -> int:
        """The number of groups that are compared."""
        return summaries.group_talks(self.talks, self.by).nunique() if self.by else 0

    @cached_property
    def has_editions(self) -> bool:
        """Whether the groups are a series: years, or the editions of one event."""
        names = self.talks["event"].str.replace(r"\b\d{4}\b", "", regex=True).str.strip()
        return self.by == "year" or (self.by == "event" and names.nunique() == 1)

    @cached_property
    def n_tracks(self) -> int:
        """The number of tracks with a talk whose themes the lexicon can tell."""
        return self.talks.loc[is_known(self.themes).to_numpy(), "track"].nunique()

    @cached_property
    def words(self) -> pd.DataFrame:
        """The words that distinguish the groups, or else the tracks."""
        if not self.n_groups and self.talks["track"].nunique() < 2:
            return pd.DataFrame()
        return summaries.distinctive_words(self.talks, self.by or "track")

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """The pairs of themes."""
        return summaries.theme_cooccurrence(self.themes)

    @cached_property
    def selection(self) -> pd.DataFrame:
        """The part of the proposals that was accepted; without rows if there was no choice."""
        try:
            return summaries.theme_selection(self.themes)
        except KcdError:  # no states, or nothing was chosen
            return pd.DataFrame()

    @cached_property
    def clashes(self) -> pd.DataFrame:
        """The talks of one theme that run at the same time."""
        return summaries.theme_clashes(self.themes)

    @cached_property
    def profile(self) -> pd.DataFrame:
        """The profile of the programme."""
        return summaries.programme_profile(self.talks)


@dataclass(frozen=True)
class FigureKind:
    """A figure of a gallery: its function, what it needs, and when it applies."""

    draw: FigureFunction
    #: "themes", "topics", "talks" or "comparison".
    needs: str
    #: Takes the tables from the results; by default the figure is made of topics or themes.
    tables: Callable[[Results], tuple[Any, ...]] | None = None
    #: Whether these results have something to draw.
    applies: Callable[[Results], Any] = lambda results: True
    #: The heading in a post; "" if a post does not show the figure.
    heading: str = ""
    #: What to say in the place of a figure that has nothing to draw.
    otherwise: str = ""

    def is_possible(self, results: Results) -> bool:
        """Whether the results have what the figure needs, and something to draw."""
        has = {"topics": results.topics is not None, "comparison": results.n_groups > 1}
        return bool(has.get(self.needs, True) and self.applies(results))

    def make(self, results: Results) -> Figure:
        """Make the figure."""
        result = results.topics if self.needs == "topics" else results.themes
        tables = self.tables(results) if self.tables else (result,)
        return self.draw(*tables, event=results.event)


_KINDS = [
    FigureKind(
        theme_shares, "themes", applies=lambda r: r.has_themes, heading="What it was about",
        otherwise="No talk has a theme of the lexicon.",
    ),
    # A post has a table of the talks instead.
    FigureKind(theme_matrix, "themes", applies=lambda r: r.has_themes),
    FigureKind(
        theme_cooccurrence, "themes", lambda r: (r.pairs,), lambda r: r.pairs["n_both"].any(),
        heading="What goes together", otherwise="No talk has two themes of the lexicon.",
    ),
    FigureKind(
        theme_network, "themes", lambda r: (r.pairs,), lambda r: r.pairs["n_both"].any()
    ),
    FigureKind(
        theme_clashes, "themes", lambda r: (r.clashes,), applies=lambda r: len(r.clashes),
        heading="At the same time",
    ),
    FigureKind(
        theme_selection, "themes", lambda r: (r.selection,), applies=lambda r: len(r.selection),
        heading="What was accepted",
    ),
    FigureKind(
        theme_targets, "themes", lambda r: (summaries.theme_targets(r.themes, r.targets),),
        applies=lambda r: r.targets, heading="Targets",
    ),
    FigureKind(
        topics, "topics", applies=lambda r: r.topics.topics["holds"].any(),
        heading="Groups of talks", otherwise="No group of talks holds.",
    ),
    FigureKind(topic_number, "topics", applies=lambda r: len(r.topics.numbers) > 1),
    # Of a single topic the talks were not compared.
    FigureKind(
        talk_map, "topics", applies=lambda r: len(r.topics.topics) > 1,
        heading="A map of the talks", otherwise="There are too few talks for a map.",
    ),
    # Where all talks have the same of everything, there is nothing to see.
    FigureKind(
        programme_profile, "talks", lambda r: (r.profile,),
        applies=lambda r: (r.profile["share"] < 1).any(),
    ),
    FigureKind(track_agreement, "themes", applies=lambda r: r.n_tracks > 1),
    FigureKind(
        comparison, "comparison",
        lambda r: (summaries.compare_events(r.themes, r.by, against=r.against),),
        lambda r: r.has_themes,
        heading="How the events differ",
    ),
    FigureKind(
        distinctive_words, "talks", lambda r: (r.words,),
        applies=lambda r: len(r.words) > 0 and (r.words["reading"] == "clear").any(),
    ),
    FigureKind(
        theme_trend, "comparison",
        lambda r: (summaries.theme_trend(r.themes, r.by), summaries.trend_tests(r.themes, r.by)),
        lambda r: (
            r.has_themes and r.has_editions and r.n_groups >= FEWEST_EDITIONS
        ),
        heading="How themes rise and fall",
    ),
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
    results = replace(_results(themes, topics, event), targets=targets or {})
    kinds = (kind for name, kind in FIGURES.items() if name in names)
    return [kind.make(results) for kind in kinds if kind.is_possible(results)]


def not_drawn(themes: ThemeAssignments, topics: Topics | None = None) -> list[str]:
    """Say in a sentence each why figures of a programme are not drawn."""
    results = _results(themes, topics)
    kinds = [kind for kind in _KINDS if kind.otherwise and not kind.is_possible(results)]
    return [kind.otherwise for kind in kinds if kind.needs == "themes" or topics is not None]


def _results(themes: ThemeAssignments, topics: Topics | None, event: str | None = None) -> Results:
    talks = themes.talks
    is_named = bool(talks["event"].notna().any())
    several = is_named and summaries.group_talks(talks, "event").nunique() > 1
    name = summaries.event_name(talks) if event is None else event
    return Results(themes, topics, by="event" if several else "", event=name)


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
    results = Results(themes, by=by, against=against)
    # Of proposals, which were chosen.
    first = "theme-selection" if by == "state" and against is None else "comparison"
    names = (first, "distinctive-words", "theme-trend")
    return [FIGURES[name].make(results) for name in names if FIGURES[name].is_possible(results)]
