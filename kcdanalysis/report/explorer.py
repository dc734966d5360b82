"""The explorer: one page that holds a programme, its themes and its topics, and needs no network.

Plain HTML and SVG with one small script, and no charting library: bars, points and a table
are all that is drawn, a library that draws them is ten times as large as all talks of an
event, and what stands in the page as HTML is read, printed and searched without any script.
The script only hides and shows, counts and sorts. Every word of a programme reaches the page
as text, escaped; a content security policy forbids the network and all other scripts.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from kcdanalysis import __version__
from kcdanalysis.errors import KcdError
from kcdanalysis.figures.words import count
from kcdanalysis.report.drawing import SIZE, has_map, map_labels, map_points, mark_path
from kcdanalysis.report.links import web_address
from kcdanalysis.report.marks import Parts, find_marks, parts_as_html, split_text
from kcdanalysis.report.nearest import nearest_talks
from kcdanalysis.report.pages import fill_page, policy, shipped_text
from kcdanalysis.report.prose import rule
from kcdanalysis.style import house_style, topic_mark
from kcdanalysis.summaries import (
    NO_THEME,
    NO_TOPIC_LABEL,
    editions,
    event_name,
    talk_map,
    theme_shares,
    topic_summary,
)
from kcdanalysis.summaries.sentences import percent
from kcdanalysis.talks import TEXT_COLUMNS
from kcdanalysis.themes import ThemeAssignments
from kcdanalysis.topics import Topics

_NEAREST = 5
# Marks are smaller where there are more talks than this.
_RADII = {60: 6.5, 500: 5.0, float("inf"): 3.5}
# So many characters of texts stand in the page as they are, for readers without scripts; more
# are compressed, so that the page of 5,000 talks has less than 8 MB.
_MOST_TEXT = 700_000
# Shapes go round in sevens, so that the pair of both is repeated late.
_N_COLOURS = 6


def build_explorer(themes: ThemeAssignments, topics: Topics, path: str | Path) -> Path:
    """Write one page to explore a programme: map, themes, topics, talks and evidence.

    Parameters
    ----------
    themes : ThemeAssignments
    topics : Topics
        Of the same talks.
    path : str or Path
        The .html file. It is opened in a browser from the disk or any server, and
        fetches nothing.

    Returns
    -------
    Path

    Raises
    ------
    KcdError
        If themes and topics are of other talks, or the file cannot be written.
    """
    page = explorer_page(themes, topics)
    try:
        Path(path).write_bytes(page.encode())
    except OSError as error:
        raise KcdError(f"{path}: cannot be written ({error.strerror})") from None
    return Path(path)


def explorer_page(themes: ThemeAssignments, topics: Topics) -> str:
    """Give the page of `build_explorer`; the same results give the same page."""
    talks = themes.talks
    if not len(talks):
        raise KcdError("no talks to explore; read a programme that has some")
    if list(talks["talk_id"]) != list(topics.talks["talk_id"]):
        raise KcdError("themes and topics are of other talks; make both from the same ones")
    texts = _texts(themes)
    facets = [facet for facet in _facets(themes, topics) if facet.values]
    style = _colours() + shipped_text("explorer.css")
    script = shipped_text("explorer.js")
    return fill_page(
        "explorer.html",
        policy=policy(style, script),
        style=Markup(style),
        script=Markup(script),
        title=event_name(talks) or "Talks of several events",
        n_talks=count(len(talks), "talk"),
        counts=", ".join([count(len(talks), "talk"), *(facet.n for facet in facets)]),
        facets=facets,
        compare=_comparison(themes),
        map=_map(topics),
        talks=_rows(themes, topics, facets, texts),
        packed=_packed(texts),
        lexicon=list(themes.lexicon.values()),
        rule=rule(themes),
        version=__version__,
    )


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


def _facets(themes: ThemeAssignments, topics: Topics) -> Iterator[Facet]:
    yield _theme_facet(themes)
    yield _topic_facet(topics)
    talks = themes.talks
    yield _column_facet("track", "Tracks", talks, talks["track"])
    yield _column_facet("event", "Events", talks, editions(talks))


def _theme_facet(themes: ThemeAssignments) -> Facet:
    shares = theme_shares(themes)
    rows = _by_frequency(shares)
    # The talks without a theme would be the longest bar and dwarf the others: they have none.
    full = rows.loc[rows["theme"] != NO_THEME, "high"].max() / 100
    values = [
        Value(row.theme, row.label, row.n, _share(row), 0)
        if row.theme == NO_THEME
        else Value(
            row.theme, row.label, row.n, _share(row),
            bar=row.share / full, low=row.low / full, high=row.high / full,
        )
        for row in rows.itertuples()
    ]  # fmt: skip
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
        marker, _ = topic_mark(row.topic)
        known = "" if row.reading == "cannot tell" else f" {row.stability:.2f}"
        values.append(
            Value(
                id=str(row.topic), label=row.label, n=row.n_talks, text=f"{row.reading}{known}",
                bar=100 * row.n_talks / most, mark=mark_path(marker, 7, 7, 5),
                colour=_topic_class(row.topic),
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


def _comparison(themes: ThemeAssignments) -> dict[str, Any] | None:
    """Shares of themes by event, the most frequent theme first; None for one event."""
    names = editions(themes.talks).fillna("")
    named = [name for name in names.unique() if name]
    if len(named) < 2:
        return None
    shares = theme_shares(themes, by="event").dropna(subset="event")
    overall = _by_frequency(theme_shares(themes))
    cells = {(row.theme, row.event): row for row in shares.itertuples()}
    full = shares.loc[shares["n"] > 0, "high"].max() / 100
    return {
        "events": [(name, count(int(names.eq(name).sum()), "talk")) for name in named],
        "rows": [
            (row.theme, row.label, [_cell(cells[row.theme, name], full) for name in named])
            for row in overall.itertuples()
        ],
    }


def _by_frequency(shares: pd.DataFrame) -> pd.DataFrame:
    """The themes that talks have, the most frequent first, and the talks without one last."""
    rows = shares[shares["n"] > 0]
    is_none = rows["theme"] == NO_THEME
    named = rows[~is_none].sort_values("n", ascending=False, kind="stable")
    return pd.concat([named, rows[is_none]])


def _cell(row: Any, full: float) -> Value:
    return Value(
        row.theme, row.event, row.n, _share(row),
        bar=row.share / full, low=row.low / full, high=row.high / full,
    )  # fmt: skip


def _share(row: Any) -> str:
    return f"{percent(row.share)} ({percent(row.low)} to {percent(row.high)})"


def _map(topics: Topics) -> dict[str, Any] | None:
    places = talk_map(topics)
    if not has_map(places):
        return None
    points = map_points(places)
    radius = next(radius for most, radius in _RADII.items() if len(places) <= most)
    groups: dict[str, list[tuple[int, str]]] = {}
    for at, (topic, point) in enumerate(zip(places["topic"], points, strict=True)):
        marker, _ = topic_mark(topic)
        path = mark_path(marker, point[0], point[1], radius)
        groups.setdefault(_topic_class(topic), []).append((at, path))
    return {"size": SIZE, "groups": sorted(groups.items()), "labels": map_labels(places, points)}


def _texts(themes: ThemeAssignments) -> list[dict[str, Parts]]:
    """Title, abstract and takeaways of each talk, in parts."""
    evidence: dict[tuple[str, str], pd.DataFrame] = {}
    groups = themes.evidence.groupby(["talk_id", "field"], sort=False)
    for key, places in groups.indices.items():
        evidence[key] = themes.evidence.iloc[places]
    texts = []
    for talk in themes.talks.itertuples(index=False):
        has = themes.labels.loc[talk.talk_id]
        classes = {
            theme: f"t{place}{'' if has[theme] else ' x'}"
            for place, theme in enumerate(themes.lexicon)
        }
        texts.append(
            {
                name: _parts(getattr(talk, name), evidence.get((talk.talk_id, name)), classes)
                for name in TEXT_COLUMNS
            }
        )
    return texts


def _packed(texts: list[dict[str, Parts]]) -> str:
    """The texts of many talks, compressed and as base64; "" where they stand in the table."""
    text = json.dumps(
        [[one["abstract"], _with_bullets(one["takeaways"])] for one in texts],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    if len(text) < _MOST_TEXT:
        return ""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return b64encode(deflate.compress(text.encode()) + deflate.flush()).decode()


def _parts(text: Any, evidence: pd.DataFrame | None, classes: dict[str, str]) -> Parts:
    if not isinstance(text, str):
        return []
    return split_text(text, [] if evidence is None else find_marks(text, evidence), classes)


def _rows(
    themes: ThemeAssignments, topics: Topics, facets: list[Facet], texts: list[dict[str, Parts]]
) -> Iterator[dict[str, Any]]:
    """What the table holds of each talk."""
    talks = themes.talks
    at = {talk: place for place, talk in enumerate(talks["talk_id"])}
    nearest: dict[str, list[str]] = {}
    for row in nearest_talks(topics, n=_NEAREST).itertuples():
        nearest.setdefault(row.talk_id, []).append(str(at[row.nearest_id]))
    points = _points(themes)
    has_languages = talks["language"].nunique() > 1
    for talk, text in zip(talks.itertuples(index=False), texts, strict=True):
        has = [facet.of_talk[talk.talk_id] for facet in facets]
        yield {
            "at": at[talk.talk_id],
            "id": talk.talk_id,
            "title": parts_as_html(text["title"]),
            "abstract": parts_as_html(text["abstract"]),
            "takeaways": parts_as_html(_with_bullets(text["takeaways"])),
            "speakers": _known(talk.speakers),
            "facts": " · ".join(_facts(talk, has_languages)),
            "url": web_address(talk.url),
            "of": "|".join(" ".join(map(str, places)) for places in has),
            "points": points.get(talk.talk_id, ""),
            "nearest": " ".join(nearest.get(talk.talk_id, [])),
            "cells": [
                ", ".join(facet.values[place].label for place in places)
                for facet, places in zip(facets, has, strict=True)
            ],
        }


def _with_bullets(parts: Parts) -> Parts:
    """Takeaways as a reader knows them: each line with a dot."""
    dotted: Parts = []
    starts = True
    for part in parts:
        text = part if isinstance(part, str) else part[0]
        if isinstance(part, str):
            text = re.sub(r"(?m)^( *)(?=\S)" if starts else r"(?m)(?<=\n)( *)(?=\S)", r"\1• ", text)
            dotted.append(text)
        else:
            if starts:
                dotted.append("• ")
            dotted.append(part)
        starts = text.rstrip(" ").endswith("\n")
    return dotted


def _points(themes: ThemeAssignments) -> dict[str, str]:
    """Points of the themes in each talk, most first, and which are too few: "3:8.2 0:1.4:x"."""
    points = themes.evidence.groupby(["talk_id", "theme"], sort=False)["points"].sum()
    places = {theme: place for place, theme in enumerate(themes.lexicon)}
    found: dict[str, list[str]] = {}
    for (talk, theme), value in points.sort_values(ascending=False, kind="stable").items():
        few = "" if themes.labels.at[talk, theme] else ":x"
        found.setdefault(talk, []).append(f"{places[theme]}:{value:.1f}{few}")
    return {talk: " ".join(pairs) for talk, pairs in found.items()}


def _facts(talk: Any, has_languages: bool) -> Iterator[str]:
    """What is known of a talk beside its text; its language where there are several."""
    if talk.kind != "talk":
        yield str(talk.kind)
    if pd.notna(talk.start):
        yield f"{talk.start:%Y-%m-%d %H:%M} UTC"
    if pd.notna(talk.duration):
        yield f"{talk.duration} minutes"
    yield from filter(None, map(_known, (talk.room, talk.level, talk.tags)))
    if has_languages and _known(talk.language):
        yield f"language: {talk.language}"


def _known(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _topic_class(topic: Any) -> str:
    return "none" if pd.isna(topic) else f"c{int(topic) % _N_COLOURS}"


def _colours() -> str:
    """The colours of topics, as in the figures; lighter ones where the page is dark."""
    with house_style():
        colours = [topic_mark(number)[1] for number in range(_N_COLOURS)]
    rules = [f".c{at}{{--topic:{colour}}}" for at, colour in enumerate(colours)]
    return "\n".join(rules) + "\n"
