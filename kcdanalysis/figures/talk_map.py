"""The map of talks, near ones alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from kcdanalysis.figures.panel import (
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
from kcdanalysis.figures.placement import Label, leader_points, place_labels
from kcdanalysis.figures.tables import check_table
from kcdanalysis.figures.words import (
    Description,
    alt_text,
    count,
    join_sentences,
    of_total,
    short,
    talks_of,
)
from kcdanalysis.lettering import shorten_text, text_width, wrap_text
from kcdanalysis.style import GREY, topic_mark

# What a map can hold; it says what it leaves out.
_MOST_TALK_LABELS = 25
_MOST_TOPIC_LABELS = 16

# Around the text of a topic's label: its mark and the box.
_TOPIC_PADDING = np.array([20.0, 4.0])
# Titles of talks have two lines of this width, by the size of the text.
_TITLE_WIDTH = 14.0


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
    height = inner_width() * (0.6 if n_talks <= 6 else 0.8)
    room = np.array([inner_width(), height]) if ax is None else axes_size(ax)
    points = _scale(
        places[["x", "y"]].to_numpy(dtype=float), room, pad=(80 if few else 30) * body_size() / 9
    )
    labels = _map_labels(places, points, with_talks=few)
    # Among many talks the labels of topics lie on top of them.
    spots = place_labels(labels, points if few else points[:0], room)
    ax = make_panel(
        ax,
        PanelText(_map_title(event), _map_message(places), _map_note(places, spots)).unless(
            title, message, note
        ),
        height=height,
    )
    for topic, group in places.groupby("topic", dropna=False):
        marker, colour = topic_mark(None if pd.isna(topic) else int(topic))
        ax.plot(
            *points[group.index].T, marker, color=colour, markeredgecolor=paper(),
            markersize=7 if few else 5 if n_talks <= 500 else 3, markeredgewidth=0.6 if few else 0,
            alpha=0.9 if n_talks <= 500 else 0.5, rasterized=n_talks > 1000,
        )  # fmt: skip
    _write_labels(ax, labels, spots)
    ax.set(xlim=(0, room[0]), ylim=(0, room[1]), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return ax


def describe_talk_map(places: pd.DataFrame, *, event: str = "") -> Description:
    """Put `plot_talk_map` into words."""
    topics = _topic_sizes(places)
    return Description(
        title=_map_title(event),
        caption=(
            f"The {talks_of(len(places), event)}, near each other where their words are alike. "
            "Only distances have a meaning, the axes have none, and two dimensions keep the "
            "distances in part."
        ),
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


def _map_labels(places: pd.DataFrame, points: np.ndarray, *, with_talks: bool) -> list[Label]:
    labels = []
    for row in _topic_sizes(places).head(_MOST_TOPIC_LABELS).itertuples():
        lines = wrap_text(f"{short(row.label)} ({row.n:,})", 13 * body_size(), body_size(), "bold")
        middle = np.median(
            points[places["topic"].eq(row.topic).fillna(False).to_numpy(dtype=bool)], axis=0
        )
        width = max(text_width(line, body_size(), "bold") for line in lines)
        size = np.array([width, block_height(lines)]) + _TOPIC_PADDING
        labels.append(Label(lines, middle, size, int(row.topic)))
    for title, point in zip(places["title"], points, strict=True) if with_talks else ():
        lines = shorten_text(title, _TITLE_WIDTH * small_size(), small_size(), lines=2)
        width = max(text_width(line, small_size()) for line in lines)
        labels.append(Label(lines, point, np.array([width, block_height(lines, small_size())])))
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
        write(ax, "\n".join(label.lines), at, (0, 0), ha=align, size=small_size(), zorder=4)


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
    ax.plot(corner[0] + 8, middle, marker, color=colour, markersize=6, zorder=6)
    write(ax, "\n".join(label.lines), (corner[0] + 15, middle), (0, 0), weight="bold", zorder=6)


def _is_shortened(title: str) -> bool:
    return len(wrap_text(title, _TITLE_WIDTH * small_size(), small_size())) > 2


def _map_title(event: str) -> str:
    return f"A map of the talks of {short(event, 60)}" if event else "A map of the talks"


def _map_message(places: pd.DataFrame) -> str:
    n_topics, without = len(_topic_sizes(places)), int(places["topic"].isna().sum())
    grey = f"; {count(without, 'talk')} in no topic, in grey" if without else ""
    return f"{count(len(places) - without, 'talk')} in {count(n_topics, 'topic')}{grey}."


def _map_note(places: pd.DataFrame, spots: Sequence[Any]) -> str:
    n_topics, left_out = len(_topic_sizes(places)), sum(spot is None for spot in spots)
    few = len(places) <= _MOST_TALK_LABELS
    many_topics = n_topics > _MOST_TOPIC_LABELS
    return join_sentences(
        "Talks are near each other where their words are alike. The axes have no meaning, and "
        "two dimensions keep the distances in part.",
        "Long titles are shortened." if few and any(map(_is_shortened, places["title"])) else "",
        f"{of_total(_MOST_TOPIC_LABELS, n_topics)} topics named, the largest."
        if many_topics
        else "",
        f"{count(left_out, 'label')} left out for want of room." if left_out else "",
    )
