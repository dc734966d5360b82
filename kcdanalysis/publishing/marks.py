"""Where the evidence stands in a text: places to mark, and the text with its marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup, escape

from kcdanalysis.words.tokens import is_phrase, singular, singulars, tokenize_parts


class Mark(NamedTuple):
    """A part of a text that speaks for themes."""

    start: int
    end: int
    themes: tuple[str, ...]


def find_marks(text: str, evidence: pd.DataFrame) -> list[Mark]:
    """Find where the terms of the evidence stand in the text that it was found in.

    Parameters
    ----------
    text : str
        One field of a talk.
    evidence : DataFrame
        The rows of `ThemeAssignments.evidence` for that talk and field.

    Returns
    -------
    list of Mark
        In order, none inside another: where terms of several themes overlap, one
        mark holds them all.

    Examples
    --------
    >>> rows = pd.DataFrame({"theme": ["ebpf"], "term": ["eBPF"], "count": [2]})
    >>> find_marks("eBPF is not BPF, ebpf is.", rows)
    [Mark(start=0, end=4, themes=('ebpf',)), Mark(start=17, end=21, themes=('ebpf',))]
    """
    tokens = tokenize_parts(text)
    words = [singular(token.text) for token in tokens]
    standing: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        standing.setdefault(word, []).append(at)
    places: list[tuple[int, int, str]] = []
    busy: dict[str, set[int]] = {}
    terms = zip(evidence["theme"], evidence["term"], evidence["count"], strict=True)
    forms = [(theme, term, count, singulars(term)) for theme, term, count in terms]
    # The longest first, and each word once for each theme, as it was counted.
    for theme, term, n_counted, form in sorted(forms, key=lambda entry: -len(entry[3])):
        taken = busy.setdefault(theme, set())
        found = [
            (tokens[at].start, tokens[at + len(form) - 1].end, at)
            for at in standing.get(form[0], ())
            if tuple(words[at : at + len(form)]) == form
            and taken.isdisjoint(range(at, at + len(form)))
            and is_phrase(text, tokens[at : at + len(form)])
        ]
        # More stand there than were counted where the rule leaves some out: in a phrase that
        # the lexicon excludes, or "flux" where Flux is a name. Those spelled as the term go first.
        found.sort(key=lambda place: text[place[0] : place[1]] != term)
        for start, end, at in found[:n_counted]:
            taken.update(range(at, at + len(form)))
            places.append((start, end, theme))
    return _join(sorted(places))


#: A text in parts: what is plain, and what is marked with the classes of its mark.
Parts = list[str | tuple[str, str]]


def split_text(text: str, marks: Iterable[Mark], classes: Mapping[str, str]) -> Parts:
    """Split text into its marks and what is between them.

    >>> split_text("a <b>", [Mark(2, 5, ("x", "y"))], {"x": "t0", "y": "t1"})
    ['a ', ('<b>', 't0 t1')]
    """
    parts: Parts = []
    at = 0
    for mark in marks:
        names = " ".join(classes[theme] for theme in mark.themes)
        parts += [text[at : mark.start], (text[mark.start : mark.end], names)]
        at = mark.end
    return [part for part in [*parts, text[at:]] if part]


def parts_as_html(parts: Parts) -> Markup:
    """Write parts as HTML, with marks as elements; the text itself is never markup.

    >>> parts_as_html(["a ", ("<b>", "t0")])
    Markup('a <mark class="t0">&lt;b&gt;</mark>')
    """
    mark = Markup('<mark class="{1}">{0}</mark>')
    return Markup("").join(
        escape(part) if isinstance(part, str) else mark.format(*part) for part in parts
    )


def _join(places: list[tuple[int, int, str]]) -> list[Mark]:
    marks: list[Mark] = []
    for start, end, theme in places:
        if marks and start < marks[-1].end:
            last = marks.pop()
            marks.append(
                Mark(last.start, max(end, last.end), tuple(dict.fromkeys([*last.themes, theme])))
            )
        else:
            marks.append(Mark(start, end, (theme,)))
    return marks
