"""All figures of a programme in one folder, and whether those there are up to date."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

from kcdanalysis import figures as fig
from kcdanalysis.publishing import save_figure, write_gallery
from kcdanalysis.style import house_style
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
    written: list[Path] = []
    with house_style(style, palette=palette):
        for name, numbers, ax, words in drawings(themes, topics):
            saved = save_figure(ax, Path(folder) / name, numbers=numbers, also=also, **vars(words))
            written += saved.paths
            plt.close(ax.get_figure(root=True))
    return [*written, write_gallery(folder)]


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


def drawings(
    themes: ThemeAssignments, topics: Topics, only: Container[str] | None = None
) -> Iterator[tuple[str, pd.DataFrame, Axes, fig.Description]]:
    """Draw each figure of a programme in turn: its name, numbers, axes and words.

    Parameters
    ----------
    themes : ThemeAssignments
    topics : Topics
    only : container of str, optional
        The names of those to draw.
    """
    event = event_name(themes.talks)
    verdict = {"verdict": topics.verdict}
    drawings: list[tuple[str, pd.DataFrame, Any, Any, dict[str, str]]] = [
        (
            "theme-shares", theme_shares(themes),
            fig.plot_theme_shares, fig.describe_theme_shares, {},
        ),
        (
            "theme-matrix", theme_matrix(themes),
            fig.plot_theme_matrix, fig.describe_theme_matrix, {},
        ),
        (
            "theme-cooccurrence", theme_cooccurrence(themes),
            fig.plot_theme_cooccurrence, fig.describe_theme_cooccurrence, {},
        ),
        ("topics", topic_summary(topics), fig.plot_topics, fig.describe_topics, verdict),
        ("talk-map", talk_map(topics), fig.plot_talk_map, fig.describe_talk_map, {}),
    ]  # fmt: skip
    if len(topics.numbers):
        drawings.insert(
            -1,
            ("topic-number", topics.numbers, fig.plot_topic_number, fig.describe_topic_number, {}),
        )
    for name, table, plot, describe, words in drawings:
        if only is not None and name not in only:
            continue
        # A score of nothing is no number to look up.
        numbers = table[table["score"] > 0] if name == "theme-matrix" else table
        drawn = plot(table, event=event, **words)
        yield name, numbers, drawn, describe(table, event=event, **words)
