"""The explorer: one page that holds a programme, its themes and its topics, and needs no network.

Plain HTML and SVG with one small script and no charting library: such a library is ten times
as large as the talks of an event, and HTML can be read, printed and searched without scripts.
The script only hides, shows, counts and sorts. Every word of a programme is escaped text, and
a content security policy forbids the network and all other scripts.
"""

import json
import re
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from kcdanalysis import __version__
from kcdanalysis.figures import page_colours
from kcdanalysis.files import write_file
from kcdanalysis.publishing.escaping import web_address
from kcdanalysis.publishing.facets import Facet, event_comparison, find_facets, map_drawing
from kcdanalysis.publishing.pages import check_results, fill_page, policy, shipped_text
from kcdanalysis.summaries import event_name, talk_map
from kcdanalysis.summaries.topics import nearest_talks
from kcdanalysis.talks import TEXT_COLUMNS, local_time
from kcdanalysis.themes.assignment import ThemeAssignments
from kcdanalysis.themes.scoring import scoring_rule
from kcdanalysis.topics.finding import Topics
from kcdanalysis.words.tokens import is_phrase, singular, singulars, tokenize_parts
from kcdanalysis.words.translation import _, language_in_use, nsaid
from kcdanalysis.words.wording import count, labelled

# Texts of up to this many characters stand in the page as they are, for readers without
# scripts; more are compressed, so that the page of 5,000 talks is smaller than 8 MB.
_MOST_TEXT = 700_000

#: A text in parts: plain text, and marked text with the classes of its mark.
Parts = list[str | tuple[str, str]]


def build_explorer(
    themes: ThemeAssignments,
    topics: Topics,
    path: str | Path,
    *,
    title: str | None = None,
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
    title : str, optional
        Of the page; by default the name of the event.
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
    return write_file(path, explorer_page(themes, topics, title), force=force, sources=sources)


def explorer_page(themes: ThemeAssignments, topics: Topics, title: str | None = None) -> str:
    """Return the page of `build_explorer`; the same results give the same page."""
    check_results(themes, topics)
    talks = themes.talks
    texts = _texts(themes)
    facets = [facet for facet in find_facets(themes, topics) if facet.values]
    style = page_colours() + shipped_text("page.css") + shipped_text("explorer.css")
    script = _said_in(shipped_text("explorer.js"))
    n_talks = count(len(talks), "talk")
    is_several = talks["event"].nunique() > 1
    several = _("Talks of several events") if is_several else _("The talks")
    values = {
        "policy": policy(style, script),
        "style": Markup(style),
        "script": Markup(script),
        "title": title or event_name(talks) or several,
        "n_talks": n_talks,
        "counts": ", ".join([n_talks, *(facet.n for facet in facets)]),
        "facets": facets,
        "compare": event_comparison(themes),
        "map": map_drawing(talk_map(topics)),
        "has_speakers": talks["speakers"].notna().any(),
        "talks": _rows(themes, topics, facets, texts),
        "packed": _packed(texts),
        "lexicon": [(_(theme.label), theme) for theme in themes.lexicon.values()],
        "lang": language_in_use(),
        "rule": scoring_rule(themes.threshold, themes.mentioned),
        "version": __version__,
    }
    return fill_page(shipped_text("explorer.html"), values, name="explorer.html", is_html=True)


def _said_in(script: str) -> str:
    """Translate what a script says by _ and ngettext; a field of a text is ${field} there."""

    def said(text: str) -> str:
        return re.sub(r"{(\w+)}", r"${\1}", text)

    def of_one(call: re.Match[str]) -> str:
        return f"{call[1]}{said(_(call[2].replace('${', '{')))}{call[1]}"

    def of_number(call: re.Match[str]) -> str:
        one, many = (call[at].replace("${", "{") for at in (1, 2))
        texts = (said(nsaid(one, many, n)) for n in (1, 2))
        return "(isOne({}) ? `{}` : `{}`)".format(call[3], *texts)

    script = re.sub(r"\bngettext\(`([^`]*)`, `([^`]*)`, (\w+)\)", of_number, script)
    return re.sub(r'\b_\((["`])([^"`]*)\1\)', of_one, script)


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
    near = nearest_talks(topics)
    nearest = near["nearest_id"].map(places).groupby(near["talk_id"]).agg(" ".join)
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
            "nearest": nearest.get(talk.talk_id, ""),
            "cells": [
                ", ".join(facet.values[value].label for value in values)
                for facet, values in zip(facets, of_talk, strict=True)
            ],
        }


def _points(themes: ThemeAssignments) -> dict[str, str]:
    """Points of the themes in each talk, as "3:8.2 0:1.4:x"; x is below the threshold."""
    points = themes.evidence.groupby(["talk_id", "theme"], sort=False)["points"].sum()
    points = points.sort_values(ascending=False, kind="stable")
    places = {theme: place for place, theme in enumerate(themes.lexicon)}
    texts = [
        f"{places[theme]}:{value:.1f}{'' if themes.labels.at[talk, theme] else ':x'}"
        for (talk, theme), value in points.items()
    ]
    return pd.Series(texts, points.index, dtype=object).groupby(level=0).agg(" ".join).to_dict()


def _facts(talk: Any, has_languages: bool) -> Iterator[str]:
    """What is known of a talk besides its text; its language if there are several."""
    if talk.kind != "talk":
        yield _(str(talk.kind))
    if pd.notna(talk.start):
        yield local_time(talk.start, talk.timezone)
    if pd.notna(talk.duration):
        yield count(talk.duration, "minute")
    yield from filter(None, map(_text, (talk.room, talk.level, talk.tags)))
    if has_languages and _text(talk.language):
        yield labelled(_("language"), talk.language)


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


class Mark(NamedTuple):
    """A part of a text that is evidence for themes."""

    start: int
    end: int
    themes: tuple[str, ...]


def find_marks(text: str, evidence: pd.DataFrame) -> list[Mark]:
    """Find the terms of the evidence in a field of a talk; those that overlap share a mark.

    >>> rows = pd.DataFrame({"theme": ["ebpf"], "term": ["eBPF"], "count": [2]})
    >>> find_marks("eBPF is not BPF, ebpf is.", rows)
    [Mark(start=0, end=4, themes=('ebpf',)), Mark(start=17, end=21, themes=('ebpf',))]
    """
    if evidence.empty:
        return []
    tokens = tokenize_parts(text)
    words = [singular(token.text) for token in tokens]
    positions: dict[str, list[int]] = {}
    for position, word in enumerate(words):
        positions.setdefault(word, []).append(position)
    found: list[Mark] = []
    taken: dict[str, set[int]] = {}
    terms = zip(evidence["theme"], evidence["term"], evidence["count"], strict=True)
    forms = [(theme, term, n, singulars(term)) for theme, term, n in terms]
    # The longest terms first, and each word once per theme, as they were counted.
    for theme, term, n, form in sorted(forms, key=lambda entry: -len(entry[3])):
        taken_here = taken.setdefault(theme, set())
        places = [
            (tokens[at].start, tokens[at + len(form) - 1].end, at)
            for at in positions.get(form[0], ())
            if tuple(words[at : at + len(form)]) == form
            and taken_here.isdisjoint(range(at, at + len(form)))
            and is_phrase(text, tokens[at : at + len(form)])
        ]
        # There are more than were counted if the rule excludes some: within an excluded phrase,
        # or "flux" where Flux is a name. Those spelled like the term come first.
        places.sort(key=lambda place: text[place[0] : place[1]] != term)
        for start, end, at in places[:n]:
            taken_here.update(range(at, at + len(form)))
            found.append(Mark(start, end, (theme,)))
    marks: list[Mark] = []
    for mark in sorted(found):
        if marks and mark.start < marks[-1].end:
            last = marks.pop()
            themes = tuple(dict.fromkeys([*last.themes, *mark.themes]))
            mark = Mark(last.start, max(last.end, mark.end), themes)
        marks.append(mark)
    return marks


def split_text(text: str, marks: Iterable[Mark], classes: Mapping[str, str]) -> Parts:
    """Split text into its marks and what is between them.

    >>> split_text("a <b>", [Mark(2, 5, ("x", "y"))], {"x": "t0", "y": "t1"})
    ['a ', ('<b>', 't0 t1')]
    """
    parts: Parts = []
    position = 0
    for mark in marks:
        names = " ".join(classes[theme] for theme in mark.themes)
        parts += [text[position : mark.start], (text[mark.start : mark.end], names)]
        position = mark.end
    return [part for part in [*parts, text[position:]] if part]


def parts_as_html(parts: Parts) -> Markup:
    """Write parts as HTML, with marks as elements; the text is escaped.

    >>> parts_as_html(["a ", ("<b>", "t0")])
    Markup('a <mark class="t0">&lt;b&gt;</mark>')
    """
    mark = Markup('<mark class="{1}">{0}</mark>').format
    return Markup("").join(part if isinstance(part, str) else mark(*part) for part in parts)
