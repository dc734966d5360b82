"""The fields of a table's columns, by the names in its header, and where that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kcdanalysis.errors import KcdError
from kcdanalysis.sources.values.cells import DATE, URL, Row, cell_text
from kcdanalysis.sources.values.fields import FIELDS, match_field, normalise, split_language
from kcdanalysis.sources.values.vocabulary import word_sets

#: Above the header there may be a title, a date, a note.
ABOVE = 10
SAMPLE = 300
#: The words of a question in a form, with the field that it asks for.
_ASKS_FOR = {
    word: field for field, field_words in word_sets("questions").items() for word in field_words
}
_TOPICS = ("topic", "topics")


def name_columns(header: Iterable[str]) -> list[str | None]:
    """Match each column to a field by its header; None if there is no match.

    >>> name_columns(["Name", "What is the title of your talk?", "Datum", "E-mail"])
    ['speakers', 'title', 'day', None]
    """
    header = list(header)
    fields = [match_field(name) or match_field(split_language(name)[0]) for name in header]
    for at, name in enumerate(header):
        asked = _asked(name) if fields[at] is None else None
        fields[at] = asked if asked and asked not in fields else fields[at]
    # A column of names, or of topics, is the title if no other column is.
    stand_ins = [at for at, name in enumerate(header) if normalise(name) in _TOPICS]
    stand_ins += [at for at, field in enumerate(fields) if field == "name"]
    if "title" not in fields and stand_ins:
        fields[stand_ins[0]] = "title"
    return ["speakers" if field == "name" else field for field in fields]


def has_titles(header: Iterable[str]) -> bool:
    """Whether a header names titles explicitly."""
    return any(match_field(name) == "title" or normalise(name) in _TOPICS for name in header)


def _asked(question: str) -> str | None:
    words = re.findall(r"[^\W\d_]+", question.casefold())
    # Questions about the person share many of these words; few titles do.
    if len(words) < 4 or {"yourself", "bio", "biography", "email", "mail", "ever"} & set(words):
        return None
    return next((_ASKS_FOR[word] for word in words if word in _ASKS_FOR), None)


def find_header(rows: Sequence[Row], columns: Mapping[str, str]) -> int:
    """Find the row that names the columns: the first with the most known names."""
    named = [normalise(str(name)) for name in columns.values() if not str(name).isdecimal()]
    best, known = -1, 0
    for at in range(min(ABOVE, len(rows))):
        header = names_at(rows, at)
        if not are_labels(header):
            continue
        names = {normalise(name) for name in header}
        fields = _unrepeated_fields(header, rows[at + 1 : at + 1 + SAMPLE])
        count = len(fields) + 100 * sum(name in names for name in named)
        # Below the first row, one known word is not enough.
        if count > known and (count > 1 or (at == 0 and (columns or "title" in fields))):
            best, known = at, count
    return best


def _unrepeated_fields(header: Sequence[str], below: Sequence[Row]) -> set[str]:
    """Return the fields of a header whose names are not cells below: "Talk" may be a kind."""
    return {
        field
        for at, field in enumerate(name_columns(header))
        if field
        and not any(at < len(row.cells) and cell_text(row.cells[at]) == header[at] for row in below)
    }


def names_at(rows: Sequence[Row], at: int) -> list[str]:
    """Return the names of the columns in a row.

    A number, as in "1 | 2 | 3" below "Speakers", is replaced by the name above it.
    """
    above = [cell_text(cell) for cell in rows[at - 1].cells] if at else []
    names = []
    for number, cell in enumerate(rows[at].cells):
        name = cell_text(cell)
        if name.isdecimal() and sum(map(bool, above)) > 1:
            name = next(filter(None, reversed(above[: number + 1])), name)
        names.append(name)
    return names


def are_labels(cells: Iterable[str]) -> bool:
    """Whether cells may name columns, unlike dates, times, URLs and prose."""
    names = [cell for cell in cells if cell]
    data = (URL, DATE, re.compile(r"\d{1,2}[:.h]\d{2}.*"))
    return bool(names) and not any(
        len(cell) > 250 or any(shape.fullmatch(cell) for shape in data) for cell in names
    )


def choose_column(ours: str, theirs: str, header: Sequence[str], width: int, where: str) -> int:
    """Find the column that the user named, by its header or its number."""
    if ours not in FIELDS:
        raise KcdError(f"columns: {ours!r} is no column of ours; take one of {', '.join(FIELDS)}")
    for convert in (str, normalise):
        names = [convert(name) for name in header]
        if convert(str(theirs)) in names:
            return names.index(convert(str(theirs)))
    if str(theirs).isdecimal() and 1 <= int(theirs) <= width:
        return int(theirs) - 1
    known = listed(header) if header else f"numbered 1 to {width}, without a header"
    raise KcdError(f"{where}: no column {str(theirs)!r}; the columns are {known}")


def listed(header: Iterable[str]) -> str:
    """List the names of columns for a message."""
    names = [name if len(name) <= 60 else f"{name[:57]}..." for name in header if name]
    return ", ".join(names[:40]) + (", ..." if len(names) > 40 else "")
