"""Whether the texts of a figure can be read: measured by matplotlib's renderer."""

from itertools import combinations

import matplotlib as mpl
import numpy as np
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D


def written(ax):
    """The texts of a figure that are seen, with the outline of each in pixels."""
    figure = ax.get_figure()
    renderer = figure.canvas.get_renderer()
    figure.draw_without_rendering()
    texts = [
        text for text in figure.findobj(mpl.text.Text) if text.get_text() and text.get_visible()
    ]
    # Ticks past the limits of an axis are there, but not drawn.
    unseen = {
        tick.label1
        for axis in (ax.xaxis, ax.yaxis)
        for tick in axis.get_major_ticks()
        if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
    }
    return [(text, outline(text, renderer)) for text in texts if text not in unseen]


def outline(text, renderer):
    """The rectangle around a text, turned as the text is."""
    turned, angle = text.get_window_extent(renderer), text.get_rotation()
    box = turned
    if angle:
        text.set_rotation(0)
        box = text.get_window_extent(renderer)
        text.set_rotation(angle)
    half = np.array([box.width, box.height]) / 2 - 0.5
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) * half
    middle = [(turned.x0 + turned.x1) / 2, (turned.y0 + turned.y1) / 2]
    return Outline(Affine2D().rotate_deg(angle).translate(*middle).transform(corners), closed=True)


def assert_readable(ax, least=8.5):
    """No text overlaps another, leaves the canvas or is too small to read."""
    texts = written(ax)
    canvas = ax.get_figure().bbox
    for text, box in texts:
        x, y = box.vertices.T
        assert min(x) >= 0 and max(x) <= canvas.width, f"cut: {text.get_text()!r}"
        assert min(y) >= 0 and max(y) <= canvas.height, f"cut: {text.get_text()!r}"
        assert text.get_fontsize() >= least
    for label in ax.get_yticklabels():
        assert label.get_window_extent().x1 <= ax.bbox.x0, f"over marks: {label.get_text()!r}"
    boxes = np.array([[*box.vertices.min(axis=0), *box.vertices.max(axis=0)] for _, box in texts])
    for (a, (one, box)), (b, (other, other_box)) in combinations(enumerate(texts), 2):
        near = (boxes[a, :2] < boxes[b, 2:]).all() and (boxes[b, :2] < boxes[a, 2:]).all()
        if near:
            assert not box.intersects_path(other_box, filled=True), (
                f"{one.get_text()!r} overlaps {other.get_text()!r}"
            )
