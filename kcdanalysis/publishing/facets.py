"""What the talks of the explorer are filtered by: themes, topics, tracks and events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from kcdanalysis.figures.colours import LIGHT, topic_mark
from kcdanalysis.publishing.drawing import mark_path
from kcdanalysis.summaries import (
    NO_THEME,
    NO_TOPIC_LABEL,
    compare_events,
    editions,
    length_caveat,
    theme_shares,
    topic_summary,
)
from kcdanalysis.summaries.comparison import OTHERS
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.topics.finding import Topics
from kcdanalysis.words.wording import count, percent


class Value(NamedTuple):
    """One value of a facet, with the talks that have it; lengths of bars are 0 to 100."""

    id: str
    label: str
    n: int
    text: str
    bar: float
    low: float | None = None
    high: float | None = None
    mark: str = ""
    colour: str = ""
    verdict: str = ""


@dataclass(frozen=True)
class Facet:
    """What talks can be filtered by, and which of its values each talk has."""

    name: str
    title: str
    note: str
    values: list[Value]
    of_talk: dict[str, list[int]] = field(repr=False)

    @property
    def n(self) -> str:
        """How many values there are, in words."""
        n = sum(value.id not in ("", NO_THEME) for value in self.values)
        return count(n, self.name)


def find_facets(themes: ThemeAssignments, topics: Topics) -> Iterator[Facet]:
    """Give every facet of the talks; those that tell nothing have no values."""
    yield _theme_facet(themes)
    yield _topic_facet(topics)
    talks = themes.talks
    yield _column_facet("track", "Tracks", talks, talks["track"])
    yield _column_facet("event", "Events", talks, editions(talks))


def _theme_facet(themes: ThemeAssignments) -> Facet:
    shares = theme_shares(themes)
    rows = _by_frequency(shares)
    full = rows.loc[rows["theme"] != NO_THEME, "high"].max() / 100
    values = [_cell(row, full) for row in rows.itertuples()]
    at = {value.id: place for place, value in enumerate(values)}
    of_talk = {
        talk: [place for theme, place in at.items() if theme != NO_THEME and has[theme]]
        or [at[NO_THEME]]
        for talk, has in themes.labels.to_dict("index").items()
    }
    absent = shares.loc[(shares["n"] == 0) & (shares["theme"] != NO_THEME), "label"]
    note = "Share of the talks, with its 95% interval. A talk can have several themes or none."
    if len(absent):
        note += f" In no talk: {', '.join(absent)}."
    return Facet("theme", "Themes", note, values, of_talk)


def _topic_facet(topics: Topics) -> Facet:
    table = topic_summary(topics)
    most = table["n_talks"].max()
    values = []
    for row in table.itertuples():
        known = "" if row.reading == "cannot tell" else f" {row.stability:.2f}"
        values.append(
            Value(
                id=str(row.topic), label=row.label, n=row.n_talks, text=f"{row.reading}{known}",
                bar=100 * row.n_talks / most, mark=mark_path(topic_mark(row.topic).marker, 7, 7, 5),
                colour=topic_class(row.topic),
            )
        )  # fmt: skip
    has = topics.assignments["topic"]
    if has.isna().any():
        n = int(has.isna().sum())
        values.append(Value("none", NO_TOPIC_LABEL, n, "", 100 * n / most))
    places = has.fillna(len(table)).astype(int)
    of_talk = {talk: [at] for talk, at in zip(topics.assignments["talk_id"], places, strict=True)}
    note = f"{topics.verdict} Groups that clustering found, and how surely each comes back."
    # One topic alone tells nothing.
    return Facet("topic", "Topics", note, values if len(values) > 1 else [], of_talk)


def _column_facet(name: str, title: str, talks: pd.DataFrame, labels: pd.Series) -> Facet:
    """Facet by a column of the talks; none where all have the same value."""
    named = labels.astype("str").fillna("")
    counts = named[named != ""].value_counts(sort=False)
    counts = counts.sort_values(ascending=False, kind="stable")
    without = int((named == "").sum())
    if len(counts) + bool(without) < 2 or counts.empty:
        return Facet(name, title, "", [], {})
    most = max(counts.max(), without)
    values = [Value(label, label, int(n), "", 100 * n / most) for label, n in counts.items()]
    if without:
        values.append(Value("", f"no {name}", without, "", 100 * without / most))
    at = {value.id: place for place, value in enumerate(values)}
    of_talk = {talk: [at[label]] for talk, label in zip(talks["talk_id"], named, strict=True)}
    return Facet(name, title, "", values, of_talk)


def event_comparison(themes: ThemeAssignments) -> dict[str, Any] | None:
    """Shares of themes by event, the most frequent theme first; None for one event."""
    names = editions(themes.talks).fillna("")
    named = [name for name in names.unique() if name]
    if len(named) < 2:
        return None
    shares = theme_shares(themes, by="event").dropna(subset="event")
    overall = _by_frequency(theme_shares(themes))
    cells = {(row.theme, row.event): row for row in shares.itertuples()}
    full = shares.loc[(shares["n"] > 0) & (shares["theme"] != NO_THEME), "high"].max() / 100
    differences = compare_events(themes)
    claimed = differences[differences["verdict"].isin(["more", "less"])]
    verdicts = {
        (row.theme, row.event): f"{row.verdict} than at"
        f" {'the others' if row.against == OTHERS else row.against}"
        for row in claimed.itertuples()
    }
    return {
        "caveat": length_caveat(themes.talks),
        "events": [(name, count(int(names.eq(name).sum()), "talk")) for name in named],
        "rows": [
            (
                row.theme,
                row.label,
                [
                    _cell(cells[row.theme, name], full, verdicts.get((row.theme, name), ""))
                    for name in named
                ],
            )
            for row in overall.itertuples()
        ],
    }


def _by_frequency(shares: pd.DataFrame) -> pd.DataFrame:
    """The themes that talks have, the most frequent first, and the talks without one last."""
    rows = shares[shares["n"] > 0]
    is_none = rows["theme"] == NO_THEME
    named = rows[~is_none].sort_values("n", ascending=False, kind="stable")
    return pd.concat([named, rows[is_none]])


def _cell(row: Any, full: float, verdict: str = "") -> Value:
    """Show a share as a bar; the talks without a theme would dwarf the others, and have none."""
    if row.theme == NO_THEME:
        return Value(row.theme, row.label, row.n, _share(row), 0.0)
    bar, low, high = row.share / full, row.low / full, row.high / full
    return Value(row.theme, row.label, row.n, _share(row), bar, low, high, verdict=verdict)


def _share(row: Any) -> str:
    return f"{percent(row.share)} ({percent(row.low)} to {percent(row.high)})"


def topic_class(topic: Any) -> str:
    """Name the class of a topic's colour in the page."""
    return "none" if pd.isna(topic) else f"c{int(topic) % len(LIGHT.cycle)}"
