"""The map of talks: similar ones near each other."""

from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from kcdanalysis import summaries
from kcdanalysis.figures import canvas
from kcdanalysis.figures.canvas import Layout, Room
from kcdanalysis.figures.colours import GREY, topic_mark
from kcdanalysis.figures.figure import figure
from kcdanalysis.figures.lettering import shorten_text, text_width, wrap_text
from kcdanalysis.figures.placement import (
    Label,
    count_crossings,
    leader_points,
    placements,
    scale_points,
)
from kcdanalysis.summaries.topics import MANY_TALKS
from kcdanalysis.words.translation import N_, _, ngettext, number
from kcdanalysis.words.wording import count, join_sentences, said_of, short, talks_of

#: Up to so many talks have their titles.
MOST_TITLES = 25
# The most labels of topics, and the width of a map for each, by the size of the text.
_MOST_TOPIC_LABELS, _TOPIC_WIDTH = 16, 3.3
# Around the text of a topic's label: its mark and the box.
_TOPIC_PADDING = np.array([20.0, 4.0])
# So many orders of whole titles are tried, where each finds a place but a line runs through one.
_ORDERS = 8
# A label that is left out is as bad as so many that are crossed.
_LEFT_OUT = 10
# Width of the titles of talks, and of a map that has no room for them, by the size of the text.
_TITLE_WIDTH, _NARROW = 14.0, 44.0
_MEANING = N_(
    "Talks are near each other where their words are alike. The axes have no meaning, and "
    "two dimensions keep only part of the distances."
)
_MEANING_OF_MANY = N_(
    "Talks are near each other where their words are alike (t-SNE). The axes have no meaning, "
    "nor has how far groups are apart."
)


@figure("talk_id title topic label x y", topics=[summaries.talk_map])
def talk_map(places: pd.DataFrame, *, event: str, room: Room) -> Layout:
    """Draw the talks as points, similar ones near each other; topics have shapes and colours.

    Up to 25 talks have their titles, or where the figure is narrow, numbers and a list of the
    titles; the largest topics have their labels, up to 16.
    """
    n_talks = len(places)
    sizes = places.dropna(subset="topic").groupby(["topic", "label"]).size().rename("n")
    sizes = sizes.reset_index().sort_values("n", ascending=False, kind="stable")
    is_narrow = room.axes is None and room.width < _NARROW * canvas.body_size()
    is_listed = is_narrow and n_talks <= MOST_TITLES
    # In the list those of a topic are together, from the top down.
    places = places.sort_values(["topic", "y"], ascending=[True, False]) if is_listed else places
    places = places.reset_index(drop=True)
    indent = 2 * canvas.body_size()
    titles = [wrap_text(title, room.beside(indent), canvas.small_size())
              for title in places["title"] if is_listed]  # fmt: skip
    places["name"] = [f"{at}" for at in range(1, n_talks + 1)] if is_listed else places["title"]
    size, points, labels, spots = _place_labels(places, sizes, room, is_listed)
    n_named = sum(label.topic is not None for label in labels)
    heights = [canvas.block_height(lines, canvas.small_size()) + 2 for lines in titles]

    def draw(ax: Axes) -> None:
        _draw_points(ax, places, points)
        look = {"va": "top", "size": canvas.small_size()}
        for name, lines, top in zip(places["name"], titles, np.cumsum([0, *heights]), strict=False):
            canvas.write(ax, name, (indent - 5, -top), (0, 0), ha="right", **look)
            canvas.write(ax, "\n".join(lines), (indent, -top), (0, 0), **look)
        for label, spot in zip(labels, spots, strict=True):
            if spot is not None:
                (_write_label if label.topic is None else _write_topic)(ax, label, spot)
        canvas.bare_axes(ax, (0, size[0]), (-sum(heights), size[1]))

    n_without, n_left_out = int(places["topic"].isna().sum()), sum(spot is None for spot in spots)
    message = _message(n_talks, n_without, len(sizes))
    meaning = _(_MEANING if n_talks < MANY_TALKS else _MEANING_OF_MANY)
    return Layout(
        title=canvas.heading(event, "A map of the talks of {event}", "A map of the talks"),
        message=message,
        note=join_sentences(
            meaning,
            is_listed and _("The numbers are those of the list."),
            not all(label.is_whole for label in labels) and _("Long titles are shortened."),
            n_named < len(sizes)
            and _("{n} of {total} topics named, the largest.", n=n_named, total=len(sizes)),
            n_left_out > 0
            and ngettext(
                "{n} label left out for want of room.",
                "{n} labels left out for want of room.",
                n_left_out,
            ),
        ),
        caption=join_sentences(
            _("A mark for each of the {talks}.", talks=talks_of(n_talks, event)), meaning
        ),
        alt=(
            _(
                "Map of {talks}; talks with similar words are near each other.",
                talks=talks_of(n_talks, event),
            ),
            message,
            *(said_of(short(row.label), number(row.n)) for row in sizes.itertuples()),
        ),
        details=canvas.columns(
            places.sort_values("label", kind="stable"), title="Talk", label="Topic"
        ),
        draw=draw,
        height=size[1] + sum(heights),
    )


def _message(n_talks: int, n_without: int, n_topics: int) -> str:
    """How many talks are in a group."""
    if n_without == n_talks:
        text = N_("No group holds: all {talks} are in grey.")
        return _(text, talks=count(n_talks, "talk"))
    text = N_("{talks} in {topics}.")
    if n_without:
        text = N_("{talks} in {topics}; {others} in no group, in grey.")
    return _(
        text,
        talks=count(n_talks - n_without, "talk"),
        topics=count(n_topics, "topic"),
        others=count(n_without, "talk"),
    )


def _place_labels(
    places: pd.DataFrame, sizes: pd.DataFrame, room: Room, is_listed: bool
) -> tuple[np.ndarray, np.ndarray, list[Label], list[Any]]:
    """Size of the map, points of the talks, labels and where these are.

    Of few talks, titles are first tried whole and then shorter, and the map higher, until
    nothing is left out and no line runs through a title; of many, labels of topics avoid
    the points where possible.
    """
    few = len(places) <= MOST_TITLES
    margin = (9.0 if few and not is_listed else 3.5) * canvas.body_size() * np.array([1, 0.5])
    most = min(int(room.beside() // (_TOPIC_WIDTH * canvas.body_size())), _MOST_TOPIC_LABELS)
    base, width = 0.6 if len(places) <= 6 else 0.8, room.beside()
    tries = [(base, 4), (base, 3), (1.0, 4), (1.0, 3), (base, 2), (1.2, 3), (1.2, 2), (1.5, 2)]
    best: Any = None
    fewest = np.inf
    for height, lines in tries if few else [(base, 0)]:
        size = np.array(room.axes or (width, height * width))
        points = scale_points(places[["x", "y"]].to_numpy(dtype=float), size, margin)
        labels = _labels(places, sizes.head(most), points, lines)
        answers = placements(labels, points if few else points[:0], size, points)
        for spots in islice(answers, _ORDERS if best is None and few else 1):
            faults = _LEFT_OUT * sum(spot is None for spot in spots)
            faults += count_crossings(labels, spots)
            if faults < fewest:
                best, fewest = (size, points, labels, spots), faults
            if not faults:
                return best
            if faults >= _LEFT_OUT:
                break
    return best


def _labels(
    places: pd.DataFrame, topics: pd.DataFrame, points: np.ndarray, lines: int
) -> list[Label]:
    """Labels of topics, and of all talks in at most so many lines."""
    labels, body, small = [], canvas.body_size(), canvas.small_size()
    for row in topics.itertuples():
        text = wrap_text(canvas.counted(row), 13 * body, body, "bold")
        is_here = places["topic"].eq(row.topic).fillna(False).to_numpy(dtype=bool)
        size = np.array([canvas.widest([text], "bold"), canvas.block_height(text)])
        middle = np.median(points[is_here], axis=0)
        labels.append(Label(text, middle, size + _TOPIC_PADDING, int(row.topic)))
    for title, point in zip(places["name"], points, strict=True) if lines else ():
        text = shorten_text(title, _TITLE_WIDTH * small, small, lines=lines)
        width = max(text_width(line, small) for line in text)
        size = np.array([width, canvas.block_height(text, small)])
        labels.append(Label(text, point, size, is_whole=text[-1][-1] != "…"))
    return labels


def _draw_points(ax: Axes, places: pd.DataFrame, points: np.ndarray) -> None:
    n_talks, few = len(places), len(places) <= MOST_TITLES
    for topic, group in places.groupby("topic", dropna=False):
        mark = topic_mark(None if pd.isna(topic) else int(topic))
        is_full = mark.fill == "full"
        edge, width = (canvas.paper(), 0.6 if few else 0) if is_full else (mark.colour, 0.8)
        ax.plot(
            *points[group.index].T, mark.marker, color=mark.colour, fillstyle=mark.fill,
            markerfacecoloralt=canvas.paper(), markeredgecolor=edge, markeredgewidth=width,
            markersize=7 if few else 5 if n_talks <= 500 else 3,
            alpha=0.9 if n_talks <= 500 else 0.6, rasterized=n_talks > 1000,
        )  # fmt: skip


def _write_label(ax: Axes, label: Label, place: np.ndarray) -> None:
    """Write the title of a talk, with a line to its mark unless it is right beside."""
    line = leader_points(label, place[None])[0]
    if line[0, 0] >= 0:
        ax.plot(*line[[0, -1]].T, color=GREY, linewidth=0.6, zorder=1)
    # Lines of text start or end at the mark if they are beside it.
    aside, half = label.anchor[0] - place[0], label.size[0] / 2
    side = 0 if abs(aside) < half else np.sign(aside)
    align = {-1: "left", 0: "center", 1: "right"}[int(side)]
    canvas.write(
        ax, "\n".join(label.lines), (place[0] + side * half, place[1]), (0, 0), ha=align,
        size=canvas.small_size(), zorder=4,
        bbox={"color": canvas.paper(), "alpha": 0.85, "pad": 0.4},
    )  # fmt: skip


def _write_topic(ax: Axes, label: Label, place: np.ndarray) -> None:
    """Write in a box, so that the mark in it is not taken for a talk."""
    mark, (left, below) = topic_mark(label.topic), place - label.size / 2
    box = FancyBboxPatch(
        (left, below), label.size[0], label.size[1], boxstyle="round,pad=0,rounding_size=3",
        facecolor=canvas.paper(), edgecolor=mark.colour, linewidth=0.9, alpha=0.92, zorder=5,
    )  # fmt: skip
    ax.add_patch(box)
    middle = below + label.size[1] / 2
    ax.plot(
        left + 8, middle, mark.marker, color=mark.colour, markersize=6, zorder=6,
        fillstyle=mark.fill, markerfacecoloralt=canvas.paper(),
    )  # fmt: skip
    text = "\n".join(label.lines)
    canvas.write(ax, text, (left + 15, middle), (0, 0), weight="bold", zorder=6)
