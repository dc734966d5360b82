"""The fields of a table's columns by their content, if there is no header."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest

from kcdanalysis.sources.layouts.column_names import SAMPLE, are_labels
from kcdanalysis.sources.values.cells import DATE, TIME, URL, Row, cell_text, names_people, share
from kcdanalysis.sources.values.labels import find_role
from kcdanalysis.talks import KINDS

_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"[\d.,]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2}(?:-[A-Za-z]{2})?")
#: Patterns that identify a field, from the narrowest to the widest.
_SHAPES = {"url": URL, "year": _YEAR, "language": _LANGUAGE, "start": DATE, "time": TIME}


def tell_columns(rows: Sequence[Row]) -> list[str | None]:
    """Identify the columns by content: short titles, long abstracts, names, dates, URLs."""
    sample = rows[:: max(1, len(rows) // SAMPLE)]
    table = [[cell_text(cell) for cell in row.cells] for row in sample]
    columns = [[value for value in column if value] for column in zip_longest(*table, fillvalue="")]
    fields: list[str | None] = [_shape(values) or None for values in columns]
    texts = {
        at: values
        for at, values in enumerate(columns)
        if values and not fields[at] and share(_NUMBER.fullmatch, values) < 0.5
    }
    distinct = {at: len(set(values)) / len(values) for at, values in texts.items()}
    length = {
        at: sum(len(value.split()) + len(value) / 6 for value in values) / len(values) / 2
        for at, values in texts.items()
    }
    names = {at: share(names_people, values) for at, values in texts.items()}
    is_list = len(texts) == 1

    def take(field: str, fits: Callable[[int], float]) -> None:
        best = max(texts, key=fits, default=None)
        if best is not None and fits(best) > 0 and (field == "title" or not is_list):
            fields[best] = field
            del texts[best]

    take("abstract", lambda at: length[at] if length[at] > 20 else 0)
    take("kind", lambda at: share(_is_kind, texts[at]) > 0.8)
    take("speakers", lambda at: names[at] if names[at] > 0.4 and distinct[at] > 0.2 else 0)
    take("title", lambda at: distinct[at] * min(length[at], 12) if distinct[at] > 0.4 else 0)
    # A value that many talks share is the edition or the track.
    take("event" if "year" in fields else "track", lambda at: distinct[at] < 0.4)
    return fields


def is_label_row(rows: Sequence[Row]) -> bool:
    """Whether the first row names the columns in unknown words."""
    first, rest = [cell_text(cell) for cell in rows[0].cells], rows[1 : 1 + SAMPLE]
    if not rest or not are_labels(first):
        return False
    below = zip_longest(*([cell_text(cell) for cell in row.cells] for row in rest), fillvalue="")
    return any(
        label and _shape(values) and not _SHAPES[_shape(values)].fullmatch(label)
        for label, values in zip(first, below, strict=False)
    )


def _shape(values: Iterable[str]) -> str:
    return next((name for name, one in _SHAPES.items() if share(one.fullmatch, values) > 0.8), "")


def _is_kind(text: str) -> bool:
    role, rest = find_role(text)
    return role in KINDS and rest == len(text)
