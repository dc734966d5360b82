"""All figures of a programme in one folder, and whether those there are up to date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis import figures as fig
from kcdanalysis.style import house_style, save_figure, write_gallery
from kcdanalysis.summaries import (
    event_name,
    talk_map,
    theme_cooccurrence,
    theme_matrix,
    theme_shares,
    topic_summary,
)
from kcdanalysis.themes import ThemeAssignments
from kcdanalysis.topics import Topics


def draw_gallery(themes: ThemeAssignments, topics: Topics, folder: str | Path) -> list[Path]:
    """Draw every figure of a programme, with numbers, words and a README that shows them.

    Parameters
    ----------
    themes : ThemeAssignments
    topics : Topics
    folder : str or Path
        Where to; it is made if need be.

    Returns
    -------
    list of Path
        The files that were written.
    """
    written: list[Path] = []
    with house_style():
        for name, numbers, ax, words in _drawings(themes, topics):
            saved = save_figure(ax, Path(folder) / name, numbers=numbers, **vars(words))
            written += saved.paths
            plt.close(ax.get_figure(root=True))
    return [*written, write_gallery(folder)]


def stale_files(themes: ThemeAssignments, topics: Topics, folder: str | Path) -> list[str]:
    """Name the files of a gallery that are missing or would be other ones if drawn now."""
    with TemporaryDirectory() as fresh:
        return [
            path.name
            for path in draw_gallery(themes, topics, fresh)
            if not (Path(folder) / path.name).is_file()
            or (Path(folder) / path.name).read_bytes() != path.read_bytes()
        ]


def _drawings(
    themes: ThemeAssignments, topics: Topics
) -> Iterator[tuple[str, pd.DataFrame, Axes, fig.Description]]:
    event = event_name(themes.talks)
    shares, matrix, pairs = theme_shares(themes), theme_matrix(themes), theme_cooccurrence(themes)
    summary, places = topic_summary(topics), talk_map(topics)
    yield (
        "theme-shares", shares,
        fig.plot_theme_shares(shares, event=event),
        fig.describe_theme_shares(shares, event=event),
    )  # fmt: skip
    yield (
        # A score of nothing is no number to look up.
        "theme-matrix", matrix[matrix["score"] > 0],
        fig.plot_theme_matrix(matrix, event=event),
        fig.describe_theme_matrix(matrix, event=event),
    )  # fmt: skip
    yield (
        "theme-cooccurrence", pairs,
        fig.plot_theme_cooccurrence(pairs, event=event),
        fig.describe_theme_cooccurrence(pairs, event=event),
    )  # fmt: skip
    yield (
        "topics", summary,
        fig.plot_topics(summary, verdict=topics.verdict, event=event),
        fig.describe_topics(summary, verdict=topics.verdict, event=event),
    )  # fmt: skip
    yield (
        "talk-map", places,
        fig.plot_talk_map(places, event=event),
        fig.describe_talk_map(places, event=event),
    )  # fmt: skip
