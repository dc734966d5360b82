"""The map of talks as plain SVG: marks and labels with their places."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from kcdanalysis.figures.lettering import shorten_text, text_width
from kcdanalysis.figures.placement import Label, place_labels
from kcdanalysis.figures.style import house_style

#: Width and height of the map, in its own units; labels are so large at full width.
SIZE = (600, 420)
LABEL_SIZE = 13.0

_PAD = 26.0
_LABEL_WIDTH = 150.0
_LINE = 15.0
_MOST_LABELS = 16
_FEW_TALKS = 60

# The markers of `topic_mark`, as lines from the middle, for a radius of 1.
_CORNERS: dict[str, list[tuple[float, float]]] = {
    "s": [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
    "^": [(0, -1.1), (1.1, 0.9), (-1.1, 0.9)],
    "v": [(0, 1.1), (1.1, -0.9), (-1.1, -0.9)],
    "D": [(0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)],
    "P": [
        (-0.4, -1.1), (0.4, -1.1), (0.4, -0.4), (1.1, -0.4), (1.1, 0.4), (0.4, 0.4),
        (0.4, 1.1), (-0.4, 1.1), (-0.4, 0.4), (-1.1, 0.4), (-1.1, -0.4), (-0.4, -0.4),
    ],
}  # fmt: skip
_TURN = np.array([[1, 1], [-1, 1]]) / np.sqrt(2)
_CORNERS["X"] = [tuple(corner) for corner in np.array(_CORNERS["P"]) @ _TURN]


class MapLabel(NamedTuple):
    """The label of a topic: its lines of text, around their middle."""

    topic: int
    x: float
    y: float
    lines: list[str]


def has_map(places: pd.DataFrame) -> bool:
    """Tell whether the talks stand in more than one place."""
    return len(places) > 1 and bool((places[["x", "y"]].nunique() > 1).any())


def map_points(places: pd.DataFrame) -> np.ndarray:
    """Turn the places of `talk_map` into those of the drawing, by one scale for both axes."""
    points = places[["x", "y"]].to_numpy(dtype=float) * (1, -1)  # SVG counts down
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.array(SIZE, dtype=float)
    scale = np.min((room - 2 * _PAD) / np.maximum(high - low, 1e-9))
    return np.asarray((room / 2 + (points - (low + high) / 2) * scale).round(1))


def map_labels(places: pd.DataFrame, points: np.ndarray) -> list[MapLabel]:
    """Place the labels of the largest topics, none over another; one without room is left out."""
    topics = places["topic"].dropna()
    labels = []
    with house_style():
        for topic in topics.value_counts(sort=True).index.sort_values()[:_MOST_LABELS]:
            here = places["topic"].eq(topic).fillna(False).to_numpy(dtype=bool)
            name = places.loc[here, "label"].iloc[0]
            lines = shorten_text(str(name), _LABEL_WIDTH, LABEL_SIZE, lines=2)
            width = max(text_width(line, LABEL_SIZE, "bold") for line in lines)
            size = np.array([width + 8, _LINE * len(lines) + 4])
            labels.append(Label(lines, np.median(points[here], axis=0), size, int(topic)))
        # Among many talks the labels lie on top of them.
        few = points if len(points) <= _FEW_TALKS else points[:0]
        spots = place_labels(labels, few, np.array(SIZE, dtype=float))
    return [
        MapLabel(int(label.topic or 0), round(spot[0], 1), round(spot[1], 1), label.lines)
        for label, spot in zip(labels, spots, strict=True)
        if spot is not None
    ]


def mark_path(marker: str, x: float, y: float, radius: float) -> str:
    """Draw a marker of `topic_mark` as the path of an SVG.

    >>> mark_path("s", 10, 20, 4)
    'M10 20m-3.4-3.4h6.8v6.8h-6.8z'
    """
    start = f"M{_number(x)} {_number(y)}"
    if marker not in _CORNERS:
        radius = radius / 2 if marker == "." else radius
        size, back = _number(radius), _number(2 * radius)
        return f"{start}m-{size} 0a{size} {size} 0 1 0 {back} 0a{size} {size} 0 1 0-{back} 0z"
    corners = np.round(np.array(_CORNERS[marker]) * radius, 1)
    steps = np.diff(corners, axis=0)
    return f"{start}m{_pair(corners[0])}{''.join(map(_step, steps))}z"


def _step(way: np.ndarray) -> str:
    across, down = way.round(1)
    if down == 0:
        return f"h{_number(across)}"
    return f"v{_number(down)}" if across == 0 else f"l{_pair(way)}"


def _pair(way: np.ndarray) -> str:
    across, down = (_number(value) for value in way)
    return f"{across}{'' if down.startswith('-') else ' '}{down}"


def _number(value: float) -> str:
    return f"{round(float(value), 1) + 0.0:g}"
