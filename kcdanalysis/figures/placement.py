"""Places for the points and the labels of a map; no label covers another.

Lengths are in points.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

# The distance from which on a line leads to a label, the points of the line that are
# checked, and how often each label may move.
_LEADER_FROM = 12.0
_STEPS = 16
# The cost of a point that a label of a topic covers.
_HIDDEN = 4.0
_ROUNDS = 4


class Label(NamedTuple):
    """Text to be placed near a point of the map; lengths in points."""

    lines: list[str]
    anchor: np.ndarray
    size: np.ndarray
    topic: int | None = None  # topics' labels carry their mark
    is_whole: bool = True


def scale_points(places: np.ndarray, room: np.ndarray, margin: np.ndarray) -> np.ndarray:
    """Move places into a room, by one scale for both axes."""
    low, high = places.min(axis=0), places.max(axis=0)
    inside = np.maximum(room - 2 * margin, 1.0)
    scale = np.min(inside / np.maximum(high - low, 1e-9))
    return np.asarray(room / 2 + (places - (low + high) / 2) * scale)


def place_labels(
    labels: Sequence[Label],
    marks: np.ndarray,
    room: np.ndarray,
    points: np.ndarray | None = None,
    seed: int = 0,
) -> list[Any]:
    """Find a place for each label near its point, or None where there is none.

    No label covers one of the `marks`; those of topics cover `points` only if they must.
    First each label in turn takes the best place that is left, then each moves to a
    better one that others have left. Which is first decides much: a seed other than 0 shuffles
    them.
    """
    places: dict[int, np.ndarray] = {}
    texts: dict[int, np.ndarray] = {-1: _boxes(marks, np.array([9.0, 9.0]))}
    lines: dict[int, np.ndarray] = {-1: np.empty((0, 4))}
    shuffled = np.random.default_rng(seed).permutation(len(labels)) if seed else range(len(labels))
    order = sorted(map(int, shuffled), key=lambda at: labels[at].topic is not None)
    for at in order * _ROUNDS:
        label, size = labels[at], labels[at].size + 3
        taken = np.vstack([box for other, box in texts.items() if other != at])
        crossing = np.vstack([box for other, box in lines.items() if other != at])
        tries = _around(label)
        boxes = _boxes(tries, size)
        inside = (boxes[:, :2] >= 0).all(axis=1) & (boxes[:, 2:] <= room).all(axis=1)
        possible = tries[inside & ~_overlaps(boxes, taken)]
        if len(possible):
            costs = _costs(label, possible, marks, taken, crossing)
            if label.topic is not None and points is not None:
                costs = costs + _HIDDEN * _covered(possible, size, points)
            best = possible[np.argmin(costs)]
            places[at], texts[at] = best, _boxes(best[None], size)
            lines[at] = _boxes(leader_points(label, best[None])[0], np.ones(2))
    return [places.get(at) for at in range(len(labels))]


def count_crossings(labels: Sequence[Label], places: Sequence[Any]) -> int:
    """Count the labels that the line to another one runs through."""
    placed = [pair for pair in zip(labels, places, strict=True) if pair[1] is not None]
    n_crossed = 0
    for at, (label, place) in enumerate(placed):
        line = _boxes(leader_points(label, place[None])[0], np.ones(2))
        others = [_boxes(p[None], other.size) for n, (other, p) in enumerate(placed) if n != at]
        n_crossed += sum(bool(_overlaps(box, line)[0]) for box in others)
    return n_crossed


def leader_points(label: Label, places: np.ndarray) -> np.ndarray:
    """Points on the line from a talk's mark to its label, for each place.

    A label right beside its mark needs no line; its points are far off the map.
    """
    edge = _to_edge(label.anchor, label, places)
    length = np.linalg.norm(edge, axis=1)[:, None, None]
    start = np.minimum(6 / np.maximum(length, 1), 1)
    parts = start + (0.97 - start) * np.linspace(0, 1, _STEPS)[:, None]
    drawn = (length >= _LEADER_FROM) & (label.topic is None)
    return np.asarray(np.where(drawn, label.anchor + edge[:, None] * parts, -1e6))


def _covered(places: np.ndarray, size: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Count the points below a label, for each place."""
    apart = np.abs(points[None] - places[:, None]) <= size / 2
    return np.asarray(apart.all(axis=2).sum(axis=1))


def _around(label: Label) -> np.ndarray:
    """Centres to try: on the point itself, then on rectangles around it."""
    steps = np.linspace(-1, 1, 9)
    sides = [(step, side) for step in steps for side in (-1.0, 1.0)]
    edge = np.array([*(side[::-1] for side in sides), *sides])
    reaches = (6, 10, 16, 24, 34, 46, 60, 76, 94, 114, 136, 160, 186, 214, 244)
    rings = [label.anchor + edge * (reach + label.size / 2) for reach in reaches]
    return np.vstack([label.anchor[None], *rings])


def _costs(
    label: Label, places: np.ndarray, marks: np.ndarray, taken: np.ndarray, lines: np.ndarray
) -> np.ndarray:
    """The cost of places for a label: far, not level with its mark, crossed by lines, ambiguous."""
    gaps = np.linalg.norm(_to_edge(label.anchor, label, places), axis=1)
    slant = np.abs((places - label.anchor) / (label.size / 2)).min(axis=1)
    crossed = _overlaps(_boxes(places, label.size), lines)
    far = gaps >= _LEADER_FROM
    if label.topic is not None:
        return np.asarray(gaps / 2 + 60 * crossed)
    leaders = leader_points(label, places[far])
    hits = np.zeros(len(places), dtype=bool)
    hits[far] = (
        _overlaps(_boxes(leaders.reshape(-1, 2), np.ones(2)), taken).reshape(-1, _STEPS).any(axis=1)
    )
    # A label without a line that is nearer to another mark than to its own misleads.
    others = np.linalg.norm(_to_edge(marks[:, None], label, places[None]), axis=2)
    ambiguous = ((others <= gaps + 2).sum(axis=0) > 1) & ~far
    crossing = crossed.astype(int) + hits
    return np.asarray(gaps + 4 * slant + 60 * crossing + 15 * ambiguous + 8 * far)


def _to_edge(points: np.ndarray, label: Label, places: np.ndarray) -> np.ndarray:
    """The vectors from points to the nearest edge of a label."""
    half = label.size / 2
    return np.asarray(np.clip(points, places - half, places + half) - points)


def _boxes(centres: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Rectangles as rows of left, bottom, right, top."""
    return np.hstack([centres - size / 2, centres + size / 2])


def _overlaps(boxes: np.ndarray, taken: np.ndarray) -> np.ndarray:
    """Whether each box overlaps one that is taken."""
    left, bottom, right, top = boxes.T[:, :, None]
    x, y, x_end, y_end = taken.T
    return np.asarray(((left < x_end) & (right > x) & (bottom < y_end) & (top > y)).any(axis=1))
