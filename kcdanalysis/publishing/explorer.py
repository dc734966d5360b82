"""The explorer: one page that holds a programme, its themes and its topics, and needs no network.

Plain HTML and SVG with one small script and no charting library: such a library is ten times
as large as the talks of an event, and HTML can be read, printed and searched without scripts.
The script only hides, shows, counts and sorts. Every word of a programme is escaped text, and
a content security policy forbids the network and all other scripts.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from kcdanalysis import __version__
from kcdanalysis.figures import page_colours
from kcdanalysis.files import write_file
from kcdanalysis.publishing.drawing import map_drawing
from kcdanalysis.publishing.escaping import web_address
from kcdanalysis.publishing.facets import Facet, event_comparison, find_facets
from kcdanalysis.publishing.marks import Parts, find_marks, parts_as_html, split_text
from kcdanalysis.publishing.pages import check_results, fill_page, policy, shipped_text
from kcdanalysis.summaries import event_name, talk_map
from kcdanalysis.summaries.nearest import nearest_talks
from kcdanalysis.talks import TEXT_COLUMNS
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.themes.scoring import scoring_rule
from kcdanalysis.topics.finding import Topics
from kcdanalysis.words.wording import count

# Texts of up to this many characters stand in the page as they are, for readers without
# scripts; more are compressed, so that the page of 5,000 talks is smaller than 8 MB.
_MOST_TEXT = 700_000


def build_explorer(
    themes: ThemeAssignments,
    topics: Topics,
    path: str | Path,
    *,
    force: bool = False,
    sources: Iterable[Any] = (),
) -> Path:
    """Write one page to explore a programme: map, themes, topics, talks and evidence.

    Parameters
    ----------
    themes : ThemeAssignments
    topics : Topics
        Of the same talks.
    path : str or Path
        The .html file. It works from the disk or any server, and loads nothing.
    force, sources
        As for `build_report`.

    Returns
    -------
    Path

    Raises
    ------
    KcdError
        If themes and topics are of different talks, the file is not ours or was edited,
        or it cannot be written.
    """
    return write_file(path, explorer_page(themes, topics), force=force, sources=sources)


def explorer_page(themes: ThemeAssignments, topics: Topics) -> str:
    """Return the page of `build_explorer`; the same results give the same page."""
    check_results(themes, topics)
    talks = themes.talks
    texts = _texts(themes)
    facets = [facet for facet in find_facets(themes, topics) if facet.values]
    style = page_colours() + shipped_text("page.css") + shipped_text("explorer.css")
    script = shipped_text("explorer.js")
    n_talks = count(len(talks), "talk")
    values = {
        "policy": policy(style, script),
        "style": Markup(style),
        "script": Markup(script),
        "title": event_name(talks) or "Talks of several events",
        "n_talks": n_talks,
        "counts": ", ".join([n_talks, *(facet.n for facet in facets)]),
        "facets": facets,
        "compare": event_comparison(themes),
        "map": map_drawing(talk_map(topics)),
        "talks": _rows(themes, topics, facets, texts),
        "packed": _packed(texts),
        "lexicon": list(themes.lexicon.values()),
        "rule": scoring_rule(themes.threshold, themes.mentioned),
        "version": __version__,
    }
    return fill_page(shipped_text("explorer.html"), values, name="explorer.html", is_html=True)


def _texts(themes: ThemeAssignments) -> list[dict[str, Parts]]:
    """Title, abstract and takeaways of each talk, split at the evidence in them."""
    rows = themes.evidence.groupby(["talk_id", "field"], sort=False).indices
    texts = []
    for talk, has in zip(themes.talks.to_dict("records"), themes.labels.to_numpy(), strict=True):
        classes = {
            theme: f"t{at}" if has[at] else f"t{at} x" for at, theme in enumerate(themes.lexicon)
        }
        parts: dict[str, Parts] = {}
        for name in TEXT_COLUMNS:
            text = _text(talk[name])
            if name == "takeaways":
                text = re.sub(r"(?m)^( *)(?=\S)", r"\1• ", text)
            evidence = themes.evidence.iloc[rows.get((talk["talk_id"], name), [])]
            parts[name] = split_text(text, find_marks(text, evidence), classes)
        texts.append(parts)
    return texts


def _packed(texts: list[dict[str, Parts]]) -> str:
    """The texts of many talks, compressed and as base64; "" if they stand in the table."""
    pairs = [[text["abstract"], text["takeaways"]] for text in texts]
    content = json.dumps(pairs, ensure_ascii=False, separators=(",", ":"))
    if len(content) < _MOST_TEXT:
        return ""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return b64encode(deflate.compress(content.encode()) + deflate.flush()).decode()


def _rows(
    themes: ThemeAssignments, topics: Topics, facets: list[Facet], texts: list[dict[str, Parts]]
) -> Iterator[dict[str, Any]]:
    """The rows of the table of talks."""
    talks = themes.talks
    places = {talk: str(place) for place, talk in enumerate(talks["talk_id"])}
    nearest: dict[str, list[str]] = {}
    for row in nearest_talks(topics).itertuples():
        nearest.setdefault(row.talk_id, []).append(places[row.nearest_id])
    points = _points(themes)
    has_languages = talks["language"].nunique() > 1
    for talk, text in zip(talks.itertuples(index=False), texts, strict=True):
        of_talk = [facet.of_talk[talk.talk_id] for facet in facets]
        yield {
            **{name: parts_as_html(parts) for name, parts in text.items()},
            "at": places[talk.talk_id],
            "id": talk.talk_id,
            "speakers": _text(talk.speakers),
            "facts": " · ".join(_facts(talk, has_languages)),
            "url": web_address(talk.url),
            "of": "|".join(" ".join(map(str, values)) for values in of_talk),
            "points": points.get(talk.talk_id, ""),
            "nearest": " ".join(nearest.get(talk.talk_id, [])),
            "cells": [
                ", ".join(facet.values[value].label for value in values)
                for facet, values in zip(facets, of_talk, strict=True)
            ],
        }


def _points(themes: ThemeAssignments) -> dict[str, str]:
    """Points of the themes in each talk, as "3:8.2 0:1.4:x"; x is below the threshold."""
    points = themes.evidence.groupby(["talk_id", "theme"], sort=False)["points"].sum()
    places = {theme: place for place, theme in enumerate(themes.lexicon)}
    of_talk: dict[str, list[str]] = {}
    for (talk, theme), value in points.sort_values(ascending=False, kind="stable").items():
        weak = "" if themes.labels.at[talk, theme] else ":x"
        of_talk.setdefault(talk, []).append(f"{places[theme]}:{value:.1f}{weak}")
    return {talk: " ".join(pairs) for talk, pairs in of_talk.items()}


def _facts(talk: Any, has_languages: bool) -> Iterator[str]:
    """What is known of a talk besides its text; its language if there are several."""
    if talk.kind != "talk":
        yield str(talk.kind)
    if pd.notna(talk.start):
        yield f"{talk.start:%Y-%m-%d %H:%M} UTC"
    if pd.notna(talk.duration):
        yield count(talk.duration, "minute")
    yield from filter(None, map(_text, (talk.room, talk.level, talk.tags)))
    if has_languages and _text(talk.language):
        yield f"language: {talk.language}"


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)
