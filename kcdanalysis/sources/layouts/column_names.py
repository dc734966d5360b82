"""Which column of a table is what, by the names in its header, wherever that stands."""

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
#: The words that tell what a question in a form asks for.
_ASKS_FOR = {
    word: field for field, field_words in word_sets("questions").items() for word in field_words
}
_TOPICS = ("topic", "topics")


def name_columns(header: Iterable[str]) -> list[str | None]:
    """Tell the field of each column by its header; None for those that are none of ours.

    >>> name_columns(["Name", "What is the title of your talk?", "Datum", "E-mail"])
    ['speakers', 'title', 'day', None]
    """
    header = list(header)
    fields = [match_field(name) or match_field(split_language(name)[0]) for name in header]
    for at, name in enumerate(header):
        asked = _asked(name) if fields[at] is None else None
        fields[at] = asked if asked and asked not in fields else fields[at]
    # A table of names, or of topics, is one of talks if nothing else in it is the title.
    stand_ins = [at for at, name in enumerate(header) if normalise(name) in _TOPICS]
    stand_ins += [at for at, field in enumerate(fields) if field == "name"]
    if "title" not in fields and stand_ins:
        fields[stand_ins[0]] = "title"
    return ["speakers" if field == "name" else field for field in fields]


def has_titles(header: Iterable[str]) -> bool:
    """Say whether a header names titles as such, and not merely names of anything."""
    return any(match_field(name) == "title" or normalise(name) in _TOPICS for name in header)


def _asked(question: str) -> str | None:
    words = re.findall(r"[^\W\d_]+", question.casefold())
    # Questions about the person have many of the same words; few titles do.
    if len(words) < 4 or {"yourself", "bio", "biography", "email", "mail", "ever"} & set(words):
        return None
    return next((_ASKS_FOR[word] for word in words if word in _ASKS_FOR), None)


def find_header(rows: Sequence[Row], columns: Mapping[str, str]) -> int:
    """Find the row that names the columns: the first with the most names that we know."""
    named = [normalise(str(name)) for name in columns.values() if not str(name).isdecimal()]
    best, known = -1, 0
    for at in range(min(ABOVE, len(rows))):
        header = names_at(rows, at)
        if not are_labels(header):
            continue
        said = {normalise(name) for name in header}
        fields = _fields_said_once(header, rows[at + 1 : at + 1 + SAMPLE])
        count = len(fields) + 100 * sum(name in said for name in named)
        # Below the first row, one word that we know says nothing.
        if count > known and (count > 1 or (at == 0 and (columns or "title" in fields))):
            best, known = at, count
    return best


def _fields_said_once(header: Sequence[str], below: Sequence[Row]) -> set[str]:
    """Give the fields of a header, save those by words that stand below as well.

    So does "Talk" in a column of kinds.
    """
    return {
        field
        for at, field in enumerate(name_columns(header))
        if field
        and not any(at < len(row.cells) and cell_text(row.cells[at]) == header[at] for row in below)
    }


def names_at(rows: Sequence[Row], at: int) -> list[str]:
    """Give the names of the columns in a row.

    A mere number, as in "1 | 2 | 3" below "Speakers", is told by what stands above it.
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
    """Say whether cells may name columns: unlike dates, times, addresses and prose."""
    said = [cell for cell in cells if cell]
    data = (URL, DATE, re.compile(r"\d{1,2}[:.h]\d{2}.*"))
    return bool(said) and not any(
        len(cell) > 250 or any(shape.fullmatch(cell) for shape in data) for cell in said
    )


def choose_column(ours: str, theirs: str, header: Sequence[str], width: int, where: str) -> int:
    """Find the column that a caller named, by its header or its number."""
    if ours not in FIELDS:
        raise KcdError(f"columns: {ours!r} is no column of ours; take one of {', '.join(FIELDS)}")
    for spell in (str, normalise):
        spelled = [spell(name) for name in header]
        if spell(str(theirs)) in spelled:
            return spelled.index(spell(str(theirs)))
    if str(theirs).isdecimal() and 1 <= int(theirs) <= width:
        return int(theirs) - 1
    known = listed(header) if header else f"numbered 1 to {width}, without a header"
    raise KcdError(f"{where}: no column {str(theirs)!r}; the columns are {known}")


def listed(header: Iterable[str]) -> str:
    """Write the names of columns for a message."""
    names = [name if len(name) <= 60 else f"{name[:57]}..." for name in header if name]
    return ", ".join(names[:40]) + (", ..." if len(names) > 40 else "")
