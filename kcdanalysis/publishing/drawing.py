"""The map of talks as plain SVG: marks and labels with their places."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kcdanalysis.figures.colours import LIGHT, topic_mark
from kcdanalysis.figures.lettering import shorten_text, text_width
from kcdanalysis.figures.placement import Label, place_labels
from kcdanalysis.figures.style import house_style

# Width and height of the map, in its own units, and the size of its labels.
_SIZE = np.array([600.0, 420.0])
_LABEL_SIZE, _LABEL_WIDTH, _LINE_HEIGHT = 13.0, 150.0, 15.0
_MARGIN = 26.0
_MOST_LABELS = 16
# With more talks than this, labels may lie on marks.
_FEW_TALKS = 60
# Marks are smaller if there are more talks than this.
_RADII = {60: 6.5, 500: 5.0, float("inf"): 3.5}

# The marks of `topic_mark`, as corners around the middle, for a radius of 1.
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
_ROTATION = np.array([[1, 1], [-1, 1]]) / np.sqrt(2)
_CORNERS["X"] = [tuple(corner) for corner in np.array(_CORNERS["P"]) @ _ROTATION]


def topic_class(topic: Any) -> str:
    """Return the class of a topic's colour in the page."""
    return "none" if pd.isna(topic) else f"c{int(topic) % len(LIGHT.cycle)}"


def map_drawing(places: pd.DataFrame) -> dict[str, Any] | None:
    """Draw the places of `talk_map`; None if all talks have the same place.

    Returns
    -------
    dict, optional
        size; groups: for each class of colour the number and path of its marks; labels:
        the topic of each, and its lines as (x, y, text).
    """
    if len(places) < 2 or not (places[["x", "y"]].nunique() > 1).any():
        return None
    points = _map_points(places)
    radius = next(radius for most, radius in _RADII.items() if len(places) <= most)
    groups: dict[str, list[tuple[int, str]]] = {}
    for at, (topic, (x, y)) in enumerate(zip(places["topic"], points, strict=True)):
        groups.setdefault(topic_class(topic), []).append((at, mark_path(topic, x, y, radius)))
    labels = list(_map_labels(places, points))
    return {"size": _SIZE.astype(int).tolist(), "groups": sorted(groups.items()), "labels": labels}


def _map_points(places: pd.DataFrame) -> np.ndarray:
    """Scale places to the size of the map, both axes by the same factor."""
    points = places[["x", "y"]].to_numpy(dtype=float) * (1, -1)  # y grows downwards in SVG
    low, high = points.min(axis=0), points.max(axis=0)
    scale = np.min((_SIZE - 2 * _MARGIN) / np.maximum(high - low, 1e-9))
    return np.asarray((_SIZE / 2 + (points - (low + high) / 2) * scale).round(1))


def _map_labels(places: pd.DataFrame, points: np.ndarray) -> list[dict[str, Any]]:
    """Place the labels of the largest topics without overlap; those without room are left out."""
    topics = places["topic"].dropna()
    labels = []
    with house_style():
        for topic in topics.value_counts(sort=True).index.sort_values()[:_MOST_LABELS]:
            in_topic = places["topic"].eq(topic).fillna(False).to_numpy(dtype=bool)
            name = str(places.loc[in_topic, "label"].iloc[0])
            lines = shorten_text(name, _LABEL_WIDTH, _LABEL_SIZE, lines=2)
            width = max(text_width(line, _LABEL_SIZE, "bold") for line in lines)
            size = np.array([width + 8, _LINE_HEIGHT * len(lines) + 4])
            labels.append(Label(lines, np.median(points[in_topic], axis=0), size, int(topic)))
        obstacles = points if len(points) <= _FEW_TALKS else points[:0]
        positions = place_labels(labels, obstacles, _SIZE)
    return [
        {"topic": label.topic, "lines": _text_lines(label.lines, *position)}
        for label, position in zip(labels, positions, strict=True)
        if position is not None
    ]


def _text_lines(lines: list[str], x: float, y: float) -> list[tuple[float, float, str]]:
    """Set lines of text around their middle."""
    first = round(y, 1) + 4 - _LINE_HEIGHT * (len(lines) - 1) / 2
    return [
        (round(x, 1), round(first + _LINE_HEIGHT * at, 1), line) for at, line in enumerate(lines)
    ]


def mark_path(topic: Any, x: float, y: float, radius: float) -> str:
    """Draw the mark of a topic (`topic_mark`) as the path of an SVG.

    >>> mark_path(1, 10, 20, 4)
    'M10 20m-3.4 -3.4 6.8 0 0 6.8 -6.8 0z'
    """
    marker = topic_mark(topic).marker
    start = f"M{_number(x)} {_number(y)}"
    if marker not in _CORNERS:
        radius = radius / 2 if marker == "." else radius
        size, back = _number(radius), _number(2 * radius)
        return f"{start}m-{size} 0a{size} {size} 0 1 0 {back} 0a{size} {size} 0 1 0-{back} 0z"
    corners = np.round(np.array(_CORNERS[marker]) * radius, 1)
    steps = [corners[0], *np.diff(corners, axis=0)]
    return f"{start}m{' '.join(_number(value) for step in steps for value in step)}z"


def _number(value: float) -> str:
    return f"{round(float(value), 1) + 0.0:g}"
