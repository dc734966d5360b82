"""All figures of a programme in one folder, and whether those there are up to date."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import pandas as pd

from kcdanalysis import figures as fig
from kcdanalysis.figures.style import house_style
from kcdanalysis.publishing.saving import SavedFigure, save_figure, write_gallery
from kcdanalysis.summaries import (
    compare_events,
    distinctive_words,
    event_name,
    group_talks,
    programme_profile,
    talk_map,
    theme_cooccurrence,
    theme_matrix,
    theme_shares,
    theme_trend,
    topic_summary,
    track_agreement,
    track_index,
    trend_tests,
)
from kcdanalysis.summaries.trend import FEWEST_EDITIONS
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.topics.finding import Topics


def draw_gallery(
    themes: ThemeAssignments,
    topics: Topics,
    folder: str | Path,
    *,
    style: Any = None,
    palette: Sequence[str] | None = None,
    also: Sequence[str] = ("png@2x",),
) -> list[Path]:
    """Draw every figure of a programme, with numbers, words and a README that shows them.

    Parameters
    ----------
    themes : ThemeAssignments
    topics : Topics
    folder : str or Path
        Where to; it is made if need be.
    style, palette
        As for `house_style`.
    also : sequence of str
        As for `save_figure`.

    Returns
    -------
    list of Path
        The files that were written.
    """
    looks = {"style": style, "palette": palette, "also": also}
    return _draw(_of_programme(themes, topics), folder, event_name(themes.talks), looks)


def draw_comparison(
    themes: ThemeAssignments,
    by: str,
    folder: str | Path,
    *,
    against: Any = None,
    style: Any = None,
    palette: Sequence[str] | None = None,
    also: Sequence[str] = ("png@2x",),
) -> list[Path]:
    """Draw what sets events apart: themes, words and, of three editions or more, the trend.

    Parameters
    ----------
    themes : ThemeAssignments
    by, against
        As for `compare_events`.
    folder, style, palette, also
        As for `draw_gallery`.

    Returns
    -------
    list of Path
        The files that were written.
    """
    looks = {"style": style, "palette": palette, "also": also}
    return _draw(_of_groups(themes, by, against), folder, "", looks)


def stale_files(
    themes: ThemeAssignments, topics: Topics, folder: str | Path, **options: Any
) -> list[str]:
    """Name the files of a gallery that are missing or would be other ones if drawn now.

    Takes what `draw_gallery` takes.
    """
    with TemporaryDirectory() as fresh:
        return [
            path.name
            for path in draw_gallery(themes, topics, fresh, **options)
            if not (Path(folder) / path.name).is_file()
            or (Path(folder) / path.name).read_bytes() != path.read_bytes()
        ]


class _Drawing(NamedTuple):
    """A figure to be drawn: the tables that plot_* and describe_* take, and the numbers kept."""

    figure: str
    tables: tuple[pd.DataFrame, ...]
    numbers: pd.DataFrame
    options: Mapping[str, Any] = MappingProxyType({})


def draw_some(
    themes: ThemeAssignments, topics: Topics, folder: str | Path, names: Collection[str]
) -> list[SavedFigure]:
    """Draw the figures of a gallery that have these names, such as "theme-shares"."""
    looks = {"style": None, "palette": None, "also": ()}
    wanted = (one for one in _of_programme(themes, topics) if _file_name(one.figure) in names)
    return list(_save(wanted, folder, event_name(themes.talks), looks))


def _draw(
    drawings: Iterable[_Drawing], folder: str | Path, event: str, looks: dict[str, Any]
) -> list[Path]:
    written = [path for saved in _save(drawings, folder, event, looks) for path in saved.paths]
    return [*written, write_gallery(folder)]


def _save(
    drawings: Iterable[_Drawing], folder: str | Path, event: str, looks: dict[str, Any]
) -> Iterator[SavedFigure]:
    with house_style(looks["style"], palette=looks["palette"]):
        for figure, tables, numbers, options in drawings:
            named = options if figure == "comparison" else {"event": event, **options}
            ax = getattr(fig, f"plot_{figure}")(*tables, **named)
            words = getattr(fig, f"describe_{figure}")(*tables, **named)
            yield save_figure(
                ax, Path(folder) / _file_name(figure), numbers=numbers, also=looks["also"],
                **vars(words),
            )  # fmt: skip
            plt.close(ax.get_figure(root=True))


def _file_name(figure: str) -> str:
    return figure.replace("_", "-")


def _of_programme(themes: ThemeAssignments, topics: Topics) -> Iterator[_Drawing]:
    shares, matrix, pairs = theme_shares(themes), theme_matrix(themes), theme_cooccurrence(themes)
    yield _Drawing("theme_shares", (shares,), shares)
    # A score of nothing is no number to look up.
    yield _Drawing("theme_matrix", (matrix,), matrix[matrix["score"] > 0])
    yield _Drawing("theme_cooccurrence", (pairs,), pairs)
    yield _Drawing("theme_network", (pairs,), pairs)
    summary, places = topic_summary(topics), talk_map(topics)
    yield _Drawing("topics", (summary,), summary, {"verdict": topics.verdict})
    if len(topics.numbers):
        yield _Drawing("topic_number", (topics.numbers,), topics.numbers)
    yield _Drawing("talk_map", (places,), places)
    profile = programme_profile(themes.talks)
    # A programme that says the same of all its talks has no profile.
    if (profile["share"] < 1).any():
        yield _Drawing("programme_profile", (profile,), profile)
    has_tracks = themes.talks["track"].nunique() > 1
    if has_tracks:
        agreement, index = track_agreement(themes), track_index(themes)
        yield _Drawing("track_agreement", (agreement,), agreement, {"index": index})
    if themes.talks["event"].notna().any() and group_talks(themes.talks, "event").nunique() > 1:
        yield from _of_groups(themes, "event", None)
    elif has_tracks:
        yield from _words(themes.talks, "track")


def _of_groups(themes: ThemeAssignments, by: str, against: Any) -> Iterator[_Drawing]:
    comparison = compare_events(themes, by, against=against)
    yield _Drawing("comparison", (comparison,), comparison)
    yield from _words(themes.talks, by)
    if by in ("event", "year") and group_talks(themes.talks, by).nunique() >= FEWEST_EDITIONS:
        trend, tests = theme_trend(themes, by), trend_tests(themes, by)
        told = tests.rename(columns={"low": "change_low", "high": "change_high"})
        told = told[["theme", "change", "change_low", "change_high", "p_adjusted", "verdict"]]
        yield _Drawing("theme_trend", (trend, tests), trend.merge(told, "left", on="theme"))


def _words(talks: pd.DataFrame, by: str) -> Iterator[_Drawing]:
    words = distinctive_words(talks, by)
    if len(words):
        yield _Drawing("distinctive_words", (words,), words)
