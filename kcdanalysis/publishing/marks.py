"""Evidence in a text: where its terms stand, and the text with these marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup, escape

from kcdanalysis.words.tokens import is_phrase, singular, singulars, tokenize_parts


class Mark(NamedTuple):
    """A part of a text that is evidence for themes."""

    start: int
    end: int
    themes: tuple[str, ...]


def find_marks(text: str, evidence: pd.DataFrame) -> list[Mark]:
    """Find where the terms of the evidence stand in a text.

    Parameters
    ----------
    text : str
        One field of a talk.
    evidence : DataFrame
        The rows of `ThemeAssignments.evidence` for that talk and field.

    Returns
    -------
    list of Mark
        In order and without overlap: terms that overlap share one mark.

    Examples
    --------
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
    marks: list[Mark] = []
    taken: dict[str, set[int]] = {}
    terms = zip(evidence["theme"], evidence["term"], evidence["count"], strict=True)
    forms = [(theme, term, count, singulars(term)) for theme, term, count in terms]
    # The longest terms first, and each word once per theme, as they were counted.
    for theme, term, count, form in sorted(forms, key=lambda entry: -len(entry[3])):
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
        for start, end, at in places[:count]:
            taken_here.update(range(at, at + len(form)))
            marks.append(Mark(start, end, (theme,)))
    return _merge(sorted(marks))


def _merge(marks: list[Mark]) -> list[Mark]:
    merged: list[Mark] = []
    for mark in marks:
        if merged and mark.start < merged[-1].end:
            last = merged.pop()
            themes = tuple(dict.fromkeys([*last.themes, *mark.themes]))
            mark = Mark(last.start, max(last.end, mark.end), themes)
        merged.append(mark)
    return merged


#: A text in parts: plain text, and marked text with the classes of its mark.
Parts = list[str | tuple[str, str]]


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
    mark = Markup('<mark class="{1}">{0}</mark>')
    return Markup("").join(
        escape(part) if isinstance(part, str) else mark.format(*part) for part in parts
    )
