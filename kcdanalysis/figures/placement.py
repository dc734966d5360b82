"""Places for the points and the labels of a map; no label covers another.

Lengths are in points.
"""

from collections.abc import Iterator, Sequence
from itertools import count
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


def placements(
    labels: Sequence[Label], marks: np.ndarray, room: np.ndarray, points: np.ndarray | None = None
) -> Iterator[list[Any]]:
    """Find places for labels near their points, or None where there is none, again and again.

    No label covers one of the `marks`; those of topics cover `points` only if they must.
    Which label is first decides much: each answer has another order.
    """
    tries = [_tries(label, marks, room, points) for label in labels]
    for seed in count():
        shuffled = np.random.default_rng(seed).permutation(len(labels))
        order = list(map(int, shuffled)) if seed else list(range(len(labels)))
        yield _placed(labels, tries, sorted(order, key=lambda at: labels[at].topic is not None))


def _placed(
    labels: Sequence[Label], tries: Sequence[tuple[np.ndarray, ...]], order: list[int]
) -> list[Any]:
    """Let each label in turn take the best place left, then a better one that others have left."""
    places: list[Any] = [None] * len(labels)
    # What is not placed is nowhere: NaN overlaps nothing.
    texts = np.full((len(labels), 4), np.nan)
    lines = np.full((len(labels), _STEPS, 4), np.nan)
    for at in order * _ROUNDS:
        near, boxes, leaders, hits, costs = tries[at]
        texts[at] = lines[at] = np.nan
        free = np.flatnonzero(~_overlaps(boxes, texts))
        if len(free):
            tight = _boxes(near[free], labels[at].size)
            crossing = _overlaps(tight, lines.reshape(-1, 4)).astype(int)
            crossing += hits[free] | _any_overlaps(leaders[free], texts)
            close, *others = costs[:, free]
            best = free[np.argmin(sum(others, close + 60 * crossing))]
            places[at], texts[at], lines[at] = near[best], boxes[best], leaders[best]
    return places


def _tries(
    label: Label, marks: np.ndarray, room: np.ndarray, points: np.ndarray | None
) -> tuple[np.ndarray, ...]:
    """Places for a label beside the marks: their boxes, lines, whether these hit marks, costs."""
    places, taken = _around(label), _boxes(marks, np.array([9.0, 9.0]))
    boxes = _boxes(places, label.size + 3)
    inside = (boxes[:, :2] >= 0).all(axis=1) & (boxes[:, 2:] <= room).all(axis=1)
    inside &= ~_overlaps(boxes, taken)
    places, boxes = places[inside], boxes[inside]
    leaders = _boxes(leader_points(label, places).reshape(-1, 2), np.ones(2))
    leaders = leaders.reshape(-1, _STEPS, 4)
    gaps = np.linalg.norm(_to_edge(label.anchor, label, places), axis=1)
    far, none = gaps >= _LEADER_FROM, np.zeros(len(places))
    if label.topic is not None:
        points = places[:0] if points is None else points
        covered = (np.abs(points - places[:, None]) <= (label.size + 3) / 2).all(axis=2).sum(axis=1)
        costs = [gaps / 2, _HIDDEN * covered, none]
    else:
        # Not level with its mark.
        slant = np.abs((places - label.anchor) / (label.size / 2)).min(axis=1)
        # A label without a line that is nearer to another mark than to its own misleads.
        others = np.linalg.norm(_to_edge(marks[:, None], label, places[None]), axis=2)
        ambiguous = ((others <= gaps + 2).sum(axis=0) > 1) & ~far
        costs = [gaps + 4 * slant, 15 * ambiguous, 8 * far]
    return places, boxes, leaders, _any_overlaps(leaders, taken), np.array(costs)


def count_crossings(labels: Sequence[Label], places: Sequence[Any]) -> int:
    """Count the labels that the line to another one runs through."""
    placed = [pair for pair in zip(labels, places, strict=True) if pair[1] is not None]
    boxes = np.array([_boxes(place[None], label.size)[0] for label, place in placed])
    n_crossed = 0
    for at, (label, place) in enumerate(placed):
        line = _boxes(leader_points(label, place[None])[0], np.ones(2))
        n_crossed += int(_overlaps(np.delete(boxes, at, axis=0), line).sum())
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


def _around(label: Label) -> np.ndarray:
    """Centres to try: on the point itself, then on rectangles around it."""
    sides = np.array([(step, side) for step in np.linspace(-1, 1, 9) for side in (-1.0, 1.0)])
    edge = np.vstack([sides[:, ::-1], sides])
    reaches = (6, 10, 16, 24, 34, 46, 60, 76, 94, 114, 136, 160, 186, 214, 244)
    rings = [label.anchor + edge * (reach + label.size / 2) for reach in reaches]
    return np.vstack([label.anchor[None], *rings])


def _to_edge(points: np.ndarray, label: Label, places: np.ndarray) -> np.ndarray:
    """The vectors from points to the nearest edge of a label."""
    half = label.size / 2
    return np.asarray(np.clip(points, places - half, places + half) - points)


def _boxes(centres: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Rectangles as rows of left, bottom, right, top."""
    return np.hstack([centres - size / 2, centres + size / 2])


def _any_overlaps(lines: np.ndarray, taken: np.ndarray) -> np.ndarray:
    """Whether any box on each line overlaps one that is taken."""
    hits = _overlaps(lines.reshape(-1, 4), taken).reshape(-1, _STEPS)
    return np.asarray(hits.any(axis=1))


def _overlaps(boxes: np.ndarray, taken: np.ndarray) -> np.ndarray:
    """Whether each box overlaps one that is taken."""
    left, bottom, right, top = boxes.T[:, :, None]
    x, y, x_end, y_end = taken.T
    return np.asarray(((left < x_end) & (right > x) & (bottom < y_end) & (top > y)).any(axis=1))
