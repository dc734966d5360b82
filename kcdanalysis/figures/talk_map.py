"""The map of talks, near ones alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from kcdanalysis.figures.canvas import (
    PanelText,
    axes_size,
    block_height,
    body_size,
    inner_width,
    make_panel,
    paper,
    small_size,
    write,
)
from kcdanalysis.figures.lettering import shorten_text, text_width, wrap_text
from kcdanalysis.figures.placement import Label, count_crossings, leader_points, place_labels
from kcdanalysis.figures.style import GREY, topic_fill, topic_mark
from kcdanalysis.figures.tables import check_table, of_rounded_numbers
from kcdanalysis.figures.words import Description, alt_text
from kcdanalysis.summaries.topics import MANY_TALKS
from kcdanalysis.words.wording import count, join_sentences, of_total, short, talks_of

# What a map can hold; it says what it leaves out.
_MOST_TALK_LABELS = 25
_MOST_TOPIC_LABELS = 16

# Heights, by the width, and lines of titles that are tried one after the other.
_TRIES = ((0.8, 4), (0.8, 3), (1.0, 4), (1.0, 3), (0.8, 2), (1.2, 3), (1.2, 2), (1.5, 2))

# Around the text of a topic's label: its mark and the box.
_TOPIC_PADDING = np.array([20.0, 4.0])
# Titles of talks have two lines of this width, by the size of the text.
_TITLE_WIDTH = 14.0


@of_rounded_numbers
def plot_talk_map(
    places: pd.DataFrame,
    *,
    event: str = "",
    title: str | None = None,
    message: str | None = None,
    note: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the talks as points, near ones alike; each topic has a shape and a colour.

    Up to 25 talks carry their titles, the 16 largest topics their labels.

    Parameters
    ----------
    places : DataFrame
        What `talk_map` returns.
    event, title, message, note, ax
        As for `plot_theme_shares`.
    """
    check_table(places, ("talk_id", "title", "topic", "label", "x", "y"), "talk_map")
    places = places.reset_index(drop=True)
    n_talks, few = len(places), len(places) <= _MOST_TALK_LABELS
    room, points, labels, spots = _laid_out(places, None if ax is None else axes_size(ax))
    ax = make_panel(
        ax,
        PanelText(_map_title(event), _map_message(places), _map_note(places, labels, spots)).unless(
            title, message, note
        ),
        height=room[1],
    )
    for topic, group in places.groupby("topic", dropna=False):
        number = None if pd.isna(topic) else int(topic)
        marker, colour = topic_mark(number)
        fill = topic_fill(number)
        edge, width = (paper(), 0.6 if few else 0) if fill == "full" else (colour, 0.8)
        ax.plot(
            *points[group.index].T, marker, color=colour, fillstyle=fill,
            markerfacecoloralt=paper(), markeredgecolor=edge, markeredgewidth=width,
            markersize=7 if few else 5 if n_talks <= 500 else 3,
            alpha=0.9 if n_talks <= 500 else 0.6, rasterized=n_talks > 1000,
        )  # fmt: skip
    _write_labels(ax, labels, spots)
    ax.set(xlim=(0, room[0]), ylim=(0, room[1]), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return ax


@of_rounded_numbers
def describe_talk_map(places: pd.DataFrame, *, event: str = "") -> Description:
    """Put `plot_talk_map` into words."""
    topics = _topic_sizes(places)
    return Description(
        title=_map_title(event),
        caption=(f"The {talks_of(len(places), event)}. {_meaning(len(places))}"),
        alt=alt_text(
            f"Map of {talks_of(len(places), event)} in {count(len(topics), 'topic')}; "
            "talks with like words are near each other.",
            *(f"{short(row.label)}: {row.n:,}." for row in topics.itertuples()),
        ),
        details=pd.DataFrame({"Talk": places["title"], "Topic": places["label"]}).sort_values(
            "Topic", kind="stable"
        ),
    )


def _topic_sizes(places: pd.DataFrame) -> pd.DataFrame:
    """Count the talks of each topic, the largest topic first."""
    sizes = places.dropna(subset="topic").groupby(["topic", "label"]).size().rename("n")
    return sizes.reset_index().sort_values("n", ascending=False, kind="stable")


def _laid_out(
    places: pd.DataFrame, given: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, list[Label], list[Any]]:
    """Room, points, labels and their places.

    Of few talks, titles are first tried whole and then shorter, and the map higher, until
    nothing is left out and no line runs through a title; of many, labels of topics keep
    off the points where they can.
    """
    few = len(places) <= _MOST_TALK_LABELS
    pad = (9.0 if few else 3.5) * body_size()
    where = places[["x", "y"]].to_numpy(dtype=float)
    base = 0.6 if len(places) <= 6 else 0.8
    tries = (
        [(base, 4), (base, 3), (1.0, 4), (1.0, 3), (base, 2), (1.2, 3), (1.2, 2), (1.5, 2)]
        if few
        else [(base, 2)]
    )
    best: tuple[np.ndarray, np.ndarray, list[Label], list[Any]] | None = None
    fewest = np.inf
    for height, lines in tries:
        width = inner_width()
        room = np.array([width, height * width]) if given is None else given
        points = _scale(where, room, pad)
        labels = _map_labels(places, points, lines=lines if few else 0)
        spots = place_labels(labels, points if few else points[:0], room, points)
        # What is left out is worse than what is crossed.
        faults = 10 * sum(spot is None for spot in spots) + count_crossings(labels, spots)
        if faults < fewest:
            best, fewest = (room, points, labels, spots), faults
        if not faults:
            break
    assert best is not None
    return best


def _map_labels(places: pd.DataFrame, points: np.ndarray, *, lines: int) -> list[Label]:
    """Labels of the largest topics, and of all talks in so many lines at most if any."""
    labels = []
    for row in _topic_sizes(places).head(_MOST_TOPIC_LABELS).itertuples():
        named = wrap_text(f"{short(row.label)} ({row.n:,})", 13 * body_size(), body_size(), "bold")
        middle = np.median(
            points[places["topic"].eq(row.topic).fillna(False).to_numpy(dtype=bool)], axis=0
        )
        width = max(text_width(line, body_size(), "bold") for line in named)
        size = np.array([width, block_height(named)]) + _TOPIC_PADDING
        labels.append(Label(named, middle, size, int(row.topic)))
    for title, point in zip(places["title"], points, strict=True) if lines else ():
        room = _TITLE_WIDTH * small_size()
        shown = shorten_text(title, room, small_size(), lines=lines)
        width = max(text_width(line, small_size()) for line in shown)
        size = np.array([width, block_height(shown, small_size())])
        labels.append(Label(shown, point, size, is_whole=shown[-1][-1] != "…"))
    return labels


def _scale(places: np.ndarray, room: np.ndarray, pad: float) -> np.ndarray:
    """Turn places into points of the room, by one scale for both axes."""
    low, high = places.min(axis=0), places.max(axis=0)
    inside = np.maximum(room - 2 * np.array([pad, pad / 2]), 1.0)
    scale = np.min(inside / np.maximum(high - low, 1e-9))
    return np.asarray(room / 2 + (places - (low + high) / 2) * scale)


def _write_labels(ax: Axes, labels: Sequence[Label], places: Sequence[Any]) -> None:
    for label, place in zip(labels, places, strict=True):
        if place is None:
            continue
        if label.topic is not None:
            _write_topic(ax, label, place - label.size / 2)
            continue
        line = leader_points(label, place[None])[0]
        if line[0, 0] >= 0:
            ax.plot(*line[[0, -1]].T, color=GREY, linewidth=0.6, zorder=1)
        # Lines of text start or end at the mark, where it is beside them.
        aside = np.sign(label.anchor[0] - place[0])
        if abs(label.anchor[0] - place[0]) < label.size[0] / 2:
            aside = 0
        at = (place[0] + aside * label.size[0] / 2, place[1])
        align = {-1: "left", 0: "center", 1: "right"}[int(aside)]
        write(
            ax, "\n".join(label.lines), at, (0, 0), ha=align, size=small_size(), zorder=4,
            bbox={"color": paper(), "alpha": 0.85, "pad": 0.4},
        )  # fmt: skip


def _write_topic(ax: Axes, label: Label, corner: np.ndarray) -> None:
    """Write in a box, so that the mark in it is not taken for a talk."""
    marker, colour = topic_mark(label.topic)
    width, height = label.size
    box = FancyBboxPatch(
        (corner[0], corner[1]), width, height, boxstyle="round,pad=0,rounding_size=3",
        facecolor=paper(), edgecolor=colour, linewidth=0.9, alpha=0.92, zorder=5,
    )  # fmt: skip
    ax.add_patch(box)
    middle = corner[1] + height / 2
    ax.plot(
        corner[0] + 8, middle, marker, color=colour, markersize=6, zorder=6,
        fillstyle=topic_fill(label.topic), markerfacecoloralt=paper(),
    )  # fmt: skip
    write(ax, "\n".join(label.lines), (corner[0] + 15, middle), (0, 0), weight="bold", zorder=6)


def _map_title(event: str) -> str:
    return f"A map of the talks of {short(event, 60)}" if event else "A map of the talks"


def _map_message(places: pd.DataFrame) -> str:
    n_topics, without = len(_topic_sizes(places)), int(places["topic"].isna().sum())
    grey = f"; {count(without, 'talk')} in no topic, in grey" if without else ""
    return f"{count(len(places) - without, 'talk')} in {count(n_topics, 'topic')}{grey}."


def _map_note(places: pd.DataFrame, labels: Sequence[Label], spots: Sequence[Any]) -> str:
    n_topics, left_out = len(_topic_sizes(places)), sum(spot is None for spot in spots)
    many_topics = n_topics > _MOST_TOPIC_LABELS
    return join_sentences(
        _meaning(len(places)),
        "" if all(label.is_whole for label in labels) else "Long titles are shortened.",
        f"{of_total(_MOST_TOPIC_LABELS, n_topics)} topics named, the largest."
        if many_topics
        else "",
        f"{count(left_out, 'label')} left out for want of room." if left_out else "",
    )


def _meaning(n_talks: int) -> str:
    """What distances say."""
    if n_talks < MANY_TALKS:
        return (
            "Talks are near each other where their words are alike. The axes have no meaning, and "
            "two dimensions keep the distances in part."
        )
    return (
        "Talks are near each other where their words are alike (t-SNE). The axes have no meaning, "
        "nor has how far groups are apart."
    )
