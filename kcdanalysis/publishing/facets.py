"""The map of the explorer, and what it filters talks by: themes, topics, tracks and events."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from kcdanalysis.figures.colours import LIGHT, topic_mark
from kcdanalysis.figures.lettering import shorten_text, text_width
from kcdanalysis.figures.placement import Label, placements, scale_points
from kcdanalysis.figures.style import house_style
from kcdanalysis.summaries import (
    NO_THEME,
    NO_TOPIC_LABEL,
    UNKNOWN,
    compare_events,
    editions,
    is_theme,
    length_caveat,
    theme_shares,
    topic_summary,
)
from kcdanalysis.summaries.comparison import CLAIMS, other_place
from kcdanalysis.summaries.counts import is_known
from kcdanalysis.summaries.shares import by_frequency
from kcdanalysis.summaries.topics import broader_summary
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.topics.finding import Topics
from kcdanalysis.words.translation import _, retold
from kcdanalysis.words.wording import count, interval, join_sentences, left_out, percent

# Width and height of the map, in its own units, and the size of its labels.
_SIZE = np.array([600.0, 420.0])
_LABEL_SIZE, _LABEL_WIDTH, _LINE_HEIGHT = 13.0, 150.0, 15.0
_MARGIN = np.array([26.0, 26.0])
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


class Value(NamedTuple):
    """One value of a facet, with the number of its talks; lengths of bars are 0 to 100."""

    id: str
    label: str
    n: int
    bar: float
    text: str = ""
    low: float | None = None
    high: float | None = None
    mark: str = ""
    colour: str = ""
    verdict: str = ""


class Facet(NamedTuple):
    """What talks can be filtered by, and the places of the values that each talk has."""

    name: str
    title: str
    note: str
    values: list[Value]
    of_talk: dict[str, list[int]]

    @property
    def n(self) -> str:
        """The number of its values, in words."""
        nothing = ("", NO_THEME, UNKNOWN)
        n = sum(value.id not in nothing for value in self.values)
        return {
            "theme": count(n, "theme"), "topic": count(n, "topic"), "group": count(n, "group"),
            "track": count(n, "track"), "event": count(n, "event"),
        }[self.name]  # fmt: skip


def find_facets(themes: ThemeAssignments, topics: Topics) -> Iterator[Facet]:
    """Yield all facets of the talks; those that do not tell talks apart have no values."""
    talks = themes.talks
    yield _theme_facet(themes)
    yield _topic_facet(topics)
    yield _broader_facet(topics)
    yield _column_facet("track", _("Tracks"), _("no track"), talks, talks["track"])
    yield _column_facet("event", _("Events"), _("no event"), talks, editions(talks))


def _theme_facet(themes: ThemeAssignments) -> Facet:
    shares = theme_shares(themes)
    rows = by_frequency(shares)
    longest = rows.loc[is_theme(rows["theme"]), "high"].max()
    values = [_share(row, longest) for row in rows.itertuples()]
    places = {value.id: at for at, value in enumerate(values)}
    without = is_known(themes).map({True: NO_THEME, False: UNKNOWN}).map(places)
    of_talk = {
        talk: [at for theme, at in places.items() if has.get(theme, False)] or [without[talk]]
        for talk, has in themes.labels.to_dict("index").items()
    }
    absent = shares.loc[(shares["n"] == 0) & is_theme(shares["theme"]), "label"]
    unknown = shares[shares["theme"] == UNKNOWN]
    note = join_sentences(
        _("Share of the talks, with its 95% interval. A talk can have several themes or none."),
        *(left_out(row.n, row.n_talks) for row in unknown.itertuples()),
        len(absent) > 0 and _("Not found: {names}.", names=", ".join(absent)),
    )
    return Facet("theme", _("Themes"), note, values, of_talk)


def _topic_facet(topics: Topics) -> Facet:
    table = topic_summary(topics)
    table = table[table["reading"] == "holds"]
    note = join_sentences(_("Groups found by clustering."), retold(topics.verdict))
    labels = dict(zip(table["topic"], table["label"], strict=True))
    facet = _group_facet("topic", _("Topics"), note, topics.groups, labels)
    values = [
        value._replace(mark=mark_path(topic, 7, 7, 5), colour=topic_class(topic))
        for value, topic in zip(facet.values, labels, strict=False)
    ]
    return facet._replace(values=values + facet.values[len(labels) :])


def _broader_facet(topics: Topics) -> Facet:
    table = broader_summary(topics)
    labels = dict(zip(table["broader"], table["label"], strict=True))
    groups = topics.groups.map(topics.broader.set_index("topic")["broader"])
    note = _("Broader groups of the topics that hold.")
    return _group_facet("group", _("Broader topics"), note, groups, labels)


def _column_facet(
    name: str, title: str, without: str, talks: pd.DataFrame, column: pd.Series
) -> Facet:
    """Facet by a column of the talks, the most frequent value first."""
    groups = column.astype("str").replace("", np.nan).set_axis(talks["talk_id"])
    counts = groups.value_counts(sort=False).sort_values(ascending=False, kind="stable")
    labels = dict(zip(counts.index, counts.index, strict=True))
    return _group_facet(name, title, "", groups, labels, without=("", without))


def _group_facet(
    name: str,
    title: str,
    note: str,
    groups: pd.Series,
    labels: Mapping[Any, str],
    without: tuple[str, str] | None = None,
) -> Facet:
    """Facet by the group that each talk is in; `without` is the last value, of those in none."""
    without = without or ("none", _(NO_TOPIC_LABEL))
    counts, n_without = groups.value_counts(), int(groups.isna().sum())
    named = [(str(group), label, int(counts[group])) for group, label in labels.items()]
    named += [(*without, n_without)] if n_without else []
    most = max((n for *_, n in named), default=0)
    values = [Value(group, label, n, 100 * n / most) for group, label, n in named]
    place = {group: at for at, group in enumerate(labels)}
    of_talk = {talk: [place.get(group, len(labels))] for talk, group in groups.items()}
    return Facet(name, title, note, values if len(values) > 1 else [], of_talk)


def event_comparison(themes: ThemeAssignments) -> dict[str, Any] | None:
    """Shares of themes by event, the most frequent theme first; None for one event."""
    n_talks = editions(themes.talks).dropna().value_counts(sort=False)
    if len(n_talks) < 2:
        return None
    shares = theme_shares(themes, by="event").dropna(subset="event")
    longest = shares.loc[(shares["n"] > 0) & is_theme(shares["theme"]), "high"].max()
    differences = compare_events(themes)
    verdicts = {
        (row.theme, row.event): _(
            "{verdict} than {place}",
            verdict=_(row.verdict),
            place=other_place("event", row.against),
        )
        for row in differences[differences["verdict"].isin(CLAIMS)].itertuples()
    }
    cells = {
        (row.theme, row.event): _share(row, longest, verdicts.get((row.theme, row.event), ""))
        for row in shares.itertuples()
    }
    return {
        "caveat": length_caveat(themes.talks),
        "events": [(event, count(int(n), "talk")) for event, n in n_talks.items()],
        "rows": [
            (row.theme, row.label, [cells[row.theme, event] for event in n_talks.index])
            for row in by_frequency(theme_shares(themes)).itertuples()
        ],
    }


def _share(row: Any, longest: float, verdict: str = "") -> Value:
    """A share with its interval as a bar; talks without a theme have no bar to dwarf the others."""
    text = f"{percent(row.share)} ({interval(row.low, row.high)})"
    if row.theme in (NO_THEME, UNKNOWN):
        return Value(row.theme, row.label, row.n, 0.0, text.removesuffix(" ()"))
    bar, low, high = (100 * end / longest for end in (row.share, row.low, row.high))
    return Value(row.theme, row.label, row.n, bar, text, low, high, verdict=verdict)


def topic_class(topic: Any) -> str:
    """Return the class of a topic's colour in the page."""
    return "none" if pd.isna(topic) else f"c{int(topic) % len(LIGHT.cycle)}"


def map_drawing(places: pd.DataFrame) -> dict[str, Any] | None:
    """Draw the places of `talk_map` as SVG; None if all talks have the same place.

    The template gets the size, the number and path of each mark by the class of its colour,
    and the topic of each label with its lines as (x, y, text).
    """
    if len(places) < 2 or not (places[["x", "y"]].nunique() > 1).any():
        return None
    # In SVG, y grows downwards.
    points = places[["x", "y"]].to_numpy(dtype=float) * (1, -1)
    points = scale_points(points, _SIZE, _MARGIN).round(1)
    radius = next(radius for most, radius in _RADII.items() if len(places) <= most)
    groups: dict[str, list[tuple[int, str]]] = {}
    for at, (topic, (x, y)) in enumerate(zip(places["topic"], points, strict=True)):
        groups.setdefault(topic_class(topic), []).append((at, mark_path(topic, x, y, radius)))
    labels = _map_labels(places, points)
    return {"size": _SIZE.astype(int).tolist(), "groups": sorted(groups.items()), "labels": labels}


def _map_labels(places: pd.DataFrame, points: np.ndarray) -> list[dict[str, Any]]:
    """Place the labels of the largest topics without overlap; those without room are left out."""
    largest = places["topic"].dropna().value_counts().index.sort_values()[:_MOST_LABELS]
    labels = []
    with house_style():
        for topic in largest:
            in_topic = places["topic"].eq(topic).fillna(False).to_numpy(dtype=bool)
            name = str(places.loc[in_topic, "label"].iloc[0])
            lines = shorten_text(name, _LABEL_WIDTH, _LABEL_SIZE, lines=2)
            width = max(text_width(line, _LABEL_SIZE, "bold") for line in lines)
            size = np.array([width + 8, _LINE_HEIGHT * len(lines) + 4])
            labels.append(Label(lines, np.median(points[in_topic], axis=0), size, int(topic)))
        obstacles = points if len(points) <= _FEW_TALKS else points[:0]
        positions = next(placements(labels, obstacles, _SIZE))
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
