"""What the talks of the explorer are filtered by: themes, topics, tracks and events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from kcdanalysis.publishing.drawing import mark_path, topic_class
from kcdanalysis.summaries import (
    NO_THEME,
    NO_TOPIC_LABEL,
    compare_events,
    editions,
    length_caveat,
    theme_shares,
    topic_summary,
)
from kcdanalysis.summaries.comparison import CLAIMS, other_place
from kcdanalysis.summaries.shares import by_frequency
from kcdanalysis.summaries.topics import describe_stability
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.topics.finding import Topics
from kcdanalysis.words.wording import count, interval, percent


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


@dataclass(frozen=True)
class Facet:
    """What talks can be filtered by, and which of its values each talk has, by their places."""

    name: str
    title: str
    note: str
    values: list[Value]
    of_talk: dict[str, list[int]] = field(repr=False)

    @property
    def n(self) -> str:
        """The number of its values, in words."""
        return count(sum(value.id not in ("", NO_THEME) for value in self.values), self.name)


def find_facets(themes: ThemeAssignments, topics: Topics) -> Iterator[Facet]:
    """Yield all facets of the talks; those that do not tell talks apart have no values."""
    talks = themes.talks
    yield _theme_facet(themes)
    yield _topic_facet(topics)
    yield _column_facet("track", "Tracks", talks, talks["track"])
    yield _column_facet("event", "Events", talks, editions(talks))


def _theme_facet(themes: ThemeAssignments) -> Facet:
    shares = theme_shares(themes)
    rows = by_frequency(shares)
    longest = rows.loc[rows["theme"] != NO_THEME, "high"].max()
    values = [_share(row, longest) for row in rows.itertuples()]
    of_talk = {
        talk: [at for at, value in enumerate(values) if has.get(value.id, False)]
        or [len(values) - 1]  # the talks without a theme come last
        for talk, has in themes.labels.to_dict("index").items()
    }
    absent = shares.loc[(shares["n"] == 0) & (shares["theme"] != NO_THEME), "label"]
    note = "Share of the talks, with its 95% interval. A talk can have several themes or none."
    if len(absent):
        note += f" Not found: {', '.join(absent)}."
    return Facet("theme", "Themes", note, values, of_talk)


def _topic_facet(topics: Topics) -> Facet:
    table = topic_summary(topics)
    most = table["n_talks"].max()
    values = [
        Value(
            id=str(row.topic), label=row.label, n=row.n_talks, bar=100 * row.n_talks / most,
            text=describe_stability(row.stability), mark=mark_path(row.topic, 7, 7, 5),
            colour=topic_class(row.topic),
        )
        for row in table.itertuples()
    ]  # fmt: skip
    topic = topics.assignments["topic"]
    n_without = int(topic.isna().sum())
    if n_without:
        values.append(Value("none", NO_TOPIC_LABEL, n_without, 100 * n_without / most))
    places = topic.fillna(len(table)).astype(int)
    of_talk = {talk: [at] for talk, at in zip(topics.assignments["talk_id"], places, strict=True)}
    note = f"Groups found by clustering, with their stability. {topics.verdict}"
    return Facet("topic", "Topics", note, values if len(values) > 1 else [], of_talk)


def _column_facet(name: str, title: str, talks: pd.DataFrame, column: pd.Series) -> Facet:
    """Facet by a column of the talks, the most frequent value first and "" last."""
    labels = column.astype("str").fillna("")
    counts = labels.value_counts(sort=False).sort_values(ascending=False, kind="stable")
    counts = counts.sort_index(key=lambda ids: ids == "", kind="stable")
    if len(counts) < 2:
        return Facet(name, title, "", [], {})
    values = [
        Value(label, label or f"no {name}", int(n), 100 * n / counts.max())
        for label, n in counts.items()
    ]
    places = labels.map({label: at for at, label in enumerate(counts.index)})
    of_talk = {talk: [at] for talk, at in zip(talks["talk_id"], places, strict=True)}
    return Facet(name, title, "", values, of_talk)


def event_comparison(themes: ThemeAssignments) -> dict[str, Any] | None:
    """Shares of themes by event, the most frequent theme first; None for one event."""
    n_talks = editions(themes.talks).dropna().value_counts(sort=False)
    if len(n_talks) < 2:
        return None
    shares = theme_shares(themes, by="event").dropna(subset="event")
    longest = shares.loc[(shares["n"] > 0) & (shares["theme"] != NO_THEME), "high"].max()
    differences = compare_events(themes)
    verdicts = {
        (row.theme, row.event): f"{row.verdict} than " + other_place("event", row.against)
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
    if row.theme == NO_THEME:
        return Value(row.theme, row.label, row.n, 0.0, text)
    bar, low, high = (100 * end / longest for end in (row.share, row.low, row.high))
    return Value(row.theme, row.label, row.n, bar, text, low, high, verdict=verdict)
