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
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from kcdanalysis import __version__
from kcdanalysis.errors import KcdError
from kcdanalysis.figures.style import house_style, topic_mark
from kcdanalysis.publishing.drawing import SIZE, has_map, map_labels, map_points, mark_path
from kcdanalysis.publishing.facets import (
    N_COLOURS,
    Facet,
    event_comparison,
    find_facets,
    topic_class,
)
from kcdanalysis.publishing.links import web_address
from kcdanalysis.publishing.marks import Parts, find_marks, parts_as_html, split_text
from kcdanalysis.publishing.nearest import nearest_talks
from kcdanalysis.publishing.pages import fill_page, policy, shipped_text
from kcdanalysis.summaries import (
    event_name,
    talk_map,
)
from kcdanalysis.talks import TEXT_COLUMNS
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.themes.evidence import scoring_rule
from kcdanalysis.topics.finding import Topics
from kcdanalysis.words.wording import count

_NEAREST = 5
# Marks are smaller where there are more talks than this.
_RADII = {60: 6.5, 500: 5.0, float("inf"): 3.5}
# So many characters of texts stand in the page as they are, for readers without scripts; more
# are compressed, so that the page of 5,000 talks has less than 8 MB.
_MOST_TEXT = 700_000


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
    facets = [facet for facet in find_facets(themes, topics) if facet.values]
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
        compare=event_comparison(themes),
        map=_map(topics),
        talks=_rows(themes, topics, facets, texts),
        packed=_packed(texts),
        lexicon=list(themes.lexicon.values()),
        rule=scoring_rule(themes.threshold),
        version=__version__,
    )


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
        groups.setdefault(topic_class(topic), []).append((at, path))
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


def _colours() -> str:
    """The colours of topics, as in the figures; lighter ones where the page is dark."""
    with house_style():
        colours = [topic_mark(number)[1] for number in range(N_COLOURS)]
    rules = [f".c{at}{{--topic:{colour}}}" for at, colour in enumerate(colours)]
    return "\n".join(rules) + "\n"
