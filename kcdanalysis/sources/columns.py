"""A table of any origin: which column is what, and its rows as entries of the programme."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from itertools import zip_longest
from typing import Any, NamedTuple

from kcdanalysis.errors import KcdError, KcdWarning
from kcdanalysis.sources.fields import FIELDS, match_field, normalise, split_language
from kcdanalysis.sources.labels import find_role
from kcdanalysis.sources.markup import Run
from kcdanalysis.sources.people import are_names
from kcdanalysis.talks import COLUMNS, KINDS

#: Above the header there may be a title, a date, a note.
_ABOVE = 10
_SAMPLE = 300
#: The words that tell what a question in a form asks for.
_ASKED = {
    "title": "title titel titre título titulo titolo",
    "abstract": "abstract description summary describe beschreibung zusammenfassung résumé resumen"
    " descripción riassunto",
    "takeaways": "takeaways takeaway learn lernen retenir aprender",
    "level": "level audience niveau zielgruppe nivel",
    "track": "track category",
    "language": "language sprache langue idioma",
    "duration": "long length duration lange dauer durée",
    "kind": "format type",
    "speakers": "speaker speakers name names",
}
_ASKS_FOR = {word: field for field, words in _ASKED.items() for word in words.split()}
_TOPICS = ("topic", "topics")
#: Of these a talk has several, which stand in one column or in many.
_LISTS = ("speakers", "abstract", "tags", "organisations", "takeaways")
_SINGLE = (
    *("id", "title", "track", "level", "room", "url", "language", "event"),
    *("year", "kind", "duration", "timezone"),
)

_URL = re.compile(r"(?:https?://|www\.)\S+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"[\d.,]+")
_DATE = re.compile(r"(?:\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{2,4})(?:[T ,].*)?")
_CLOCK = r"\d{1,2}(?:[:.h]\d{2}(?::\d{2})?)?\s*(?:[AaPp]\.?[Mm]\.?|Uhr|h)?"
_TIME = re.compile(rf"({_CLOCK})(?:\s*(?:[-–—~]|to|bis|until|a|à)\s*({_CLOCK}))?")
_LANGUAGE = re.compile(r"[A-Za-z]{2}(?:-[A-Za-z]{2})?")
_NOTHING = re.compile(r"[\s\-–—_.^\"〃]+")
_DAY = re.compile(
    r"\d{4}-\d\d|\d\d?[./]\d\d?\b|(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?\b|day \d"
    r"|(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|tag \d)\b"
    r"|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|jour \d)\b"
    r"|(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo|día \d)\b",
    re.IGNORECASE,
)
#: The shapes that need no header, from the narrowest to the widest.
_SHAPES = {"url": _URL, "year": _YEAR, "language": _LANGUAGE, "start": _DATE, "time": _TIME}


class Row(NamedTuple):
    """A row of a table: the line or row of the file where it starts, and its cells."""

    line: int
    cells: Sequence[Any]


def read_table(
    rows: Sequence[Row], where: str, columns: Mapping[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    """Read the entries of a table whose header is anywhere near its top, or nowhere.

    Parameters
    ----------
    rows : sequence of Row
    where : str
        The file, and the sheet if there are several, for messages.
    columns : mapping, optional
        Our column to the name in the header, or to the number of the column,
        where the table says it in words that we do not know.

    Raises
    ------
    KcdError
        If no column holds titles, or a named column is not there.

    Examples
    --------
    >>> table = [Row(1, ["Wer", "Titel"]), Row(2, ["Ada Example", "Kernels"])]
    >>> list(read_table(table, "talks.csv"))
    [{'line': 2, 'title': 'Kernels'}]
    >>> next(read_table(table, "talks.csv", {"speakers": "Wer"}))
    {'line': 2, 'title': 'Kernels', 'speakers': 'Ada Example'}
    """
    rows = [row for row in rows if any(not is_missing(cell) for cell in row.cells)]
    if not rows:
        raise KcdError(f"{where}: the table is empty; give one with a row for each talk")
    if is_ours(rows[0].cells):
        yield from map(as_written, rows[1:])
        return
    if not columns and (grid := find_grid(rows)) >= 0:
        yield from (entry for entry, _ in read_grid(rows[grid:]))
        return
    at, fields = _find_columns(rows, where, columns or {})
    codes = [split_language(name)[1] for name in (_header(rows, at) if at >= 0 else [])]
    for row in rows[at + 1 :]:
        entry = as_entry(fields, row, codes)
        if is_fit(entry, row, len(fields), where):
            yield entry


def is_ours(header: Sequence[Any]) -> bool:
    """Say whether this is the header of a Talks frame, as `write_talks` writes it."""
    return list(header) == list(COLUMNS)


def as_written(row: Row) -> dict[str, Any]:
    """Give a row of a Talks frame as it was written; "_talks" says to leave it alone."""
    cells = dict(zip_longest(COLUMNS, row.cells[: len(COLUMNS)]))
    return {"_talks": True} | {
        name: None if is_missing(value) else value for name, value in cells.items()
    }


def is_missing(value: Any) -> bool:
    """Say whether a cell holds nothing: blank, an empty list, or a number that is none."""
    if isinstance(value, (str, list, dict)):
        return not (value.strip() if isinstance(value, str) else value)
    return value is None or value != value


# The columns.


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


def _find_columns(
    rows: Sequence[Row], where: str, columns: Mapping[str, str]
) -> tuple[int, list[str | None]]:
    """Find the row of the header (-1 for none) and the field of each column."""
    at = _find_header(rows, columns)
    header = _header(rows, at) if at >= 0 else []
    fields = name_columns(header)
    if "title" not in fields and "title" not in columns:
        if sum(map(bool, fields)) > 1:
            raise KcdError(_no_titles(where, header))
        if at < 0 and _is_label_row(rows):
            at, header = 0, _header(rows, 0)
        fields = _tell_columns(rows[at + 1 :])
        # Any list has short texts; that they are titles must show in what stands beside.
        if "title" not in fields or len(set(fields) - {None}) < 2:
            raise KcdError(_no_titles(where, header or _header(rows, 0)))
        told = ", ".join(f"{number} {field}" for number, field in enumerate(fields, 1) if field)
        problem = f"no header that we know; the columns were told by what is in them ({told})"
        warnings.warn(f"{where}: {problem}", KcdWarning, stacklevel=2)
    fields = [_or_day(field, number, rows[at + 1 :]) for number, field in enumerate(fields)]
    width = max(len(row.cells) for row in rows)
    if at < 0 and columns:
        fields += [None] * (width - len(fields))
    for ours, theirs in columns.items():
        chosen = _choose(ours, theirs, header, len(fields) or width, where)
        fields = [None if field == ours else field for field in fields]
        fields[chosen] = ours
    return at, fields


def _or_day(field: str | None, number: int, rows: Iterable[Row]) -> str | None:
    """Tell the German day ("Tag") from tags by what stands below."""
    if field != "tags":
        return field
    values = [_text(row.cells[number]) for row in rows if number < len(row.cells)]
    return "day" if _share(is_day, values) > 0.6 else field


def _no_titles(where: str, header: Iterable[str]) -> str:
    return (
        f"{where}: no column holds the titles of talks; the columns are {_listed(header)}; "
        'say which with --columns title="..."'
    )


def _listed(header: Iterable[str]) -> str:
    names = [name if len(name) <= 60 else f"{name[:57]}..." for name in header if name]
    return ", ".join(names[:40]) + (", ..." if len(names) > 40 else "")


def _choose(ours: str, theirs: str, header: Sequence[str], width: int, where: str) -> int:
    """Find the column that a caller named, by its header or its number."""
    if ours not in FIELDS:
        raise KcdError(f"columns: {ours!r} is no column of ours; take one of {', '.join(FIELDS)}")
    for spell in (str, normalise):
        spelled = [spell(name) for name in header]
        if spell(str(theirs)) in spelled:
            return spelled.index(spell(str(theirs)))
    if str(theirs).isdecimal() and 1 <= int(theirs) <= width:
        return int(theirs) - 1
    known = _listed(header) if header else f"numbered 1 to {width}, without a header"
    raise KcdError(f"{where}: no column {str(theirs)!r}; the columns are {known}")


def _find_header(rows: Sequence[Row], columns: Mapping[str, str]) -> int:
    """Find the row that names the columns: the first with the most names that we know."""
    named = [normalise(str(name)) for name in columns.values() if not str(name).isdecimal()]
    best, known = -1, 0
    for at in range(min(_ABOVE, len(rows))):
        header = _header(rows, at)
        if not _are_labels(header):
            continue
        said = {normalise(name) for name in header}
        fields = _fields_said_once(header, rows[at + 1 : at + 1 + _SAMPLE])
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
        and not any(at < len(row.cells) and _text(row.cells[at]) == header[at] for row in below)
    }


def _header(rows: Sequence[Row], at: int) -> list[str]:
    """Give the names of the columns.

    A mere number, as in "1 | 2 | 3" below "Speakers", is told by what stands above it.
    """
    above = [_text(cell) for cell in rows[at - 1].cells] if at else []
    names = []
    for number, cell in enumerate(rows[at].cells):
        name = _text(cell)
        if name.isdecimal() and sum(map(bool, above)) > 1:
            name = next(filter(None, reversed(above[: number + 1])), name)
        names.append(name)
    return names


def _are_labels(cells: Iterable[str]) -> bool:
    """Say whether cells may name columns: unlike dates, times, addresses and prose."""
    said = [cell for cell in cells if cell]
    data = (_URL, _DATE, re.compile(r"\d{1,2}[:.h]\d{2}.*"))
    return bool(said) and not any(
        len(cell) > 250 or any(shape.fullmatch(cell) for shape in data) for cell in said
    )


def _is_label_row(rows: Sequence[Row]) -> bool:
    """Say whether the first row names the columns in words that we do not know."""
    first, rest = [_text(cell) for cell in rows[0].cells], rows[1 : 1 + _SAMPLE]
    if not rest or not _are_labels(first):
        return False
    below = zip_longest(*([_text(cell) for cell in row.cells] for row in rest), fillvalue="")
    return any(
        label and _shape(values) and not _SHAPES[_shape(values)].fullmatch(label)
        for label, values in zip(first, below, strict=False)
    )


# The columns of a table without a header are told by what stands in them.


def _shape(values: Iterable[str]) -> str:
    return next((name for name, one in _SHAPES.items() if _share(one.fullmatch, values) > 0.8), "")


def _share(test: Callable[[str], Any], values: Iterable[str]) -> float:
    said = [value for value in values if value]
    return sum(1 for value in said if test(value)) / len(said) if said else 0.0


def _tell_columns(rows: Sequence[Row]) -> list[str | None]:
    """Tell the columns by content: titles short, abstracts long, names, dates, addresses."""
    sample = rows[:: max(1, len(rows) // _SAMPLE)]
    table = [[_text(cell) for cell in row.cells] for row in sample]
    columns = [[value for value in column if value] for column in zip_longest(*table, fillvalue="")]
    fields: list[str | None] = [_shape(values) or None for values in columns]
    texts = {
        at: values
        for at, values in enumerate(columns)
        if values and not fields[at] and _share(_NUMBER.fullmatch, values) < 0.5
    }
    distinct = {at: len(set(values)) / len(values) for at, values in texts.items()}
    length = {
        at: sum(len(value.split()) + len(value) / 6 for value in values) / len(values) / 2
        for at, values in texts.items()
    }
    names = {at: _share(_are_names, values) for at, values in texts.items()}
    is_list = len(texts) == 1

    def take(field: str, fits: Callable[[int], float]) -> None:
        best = max(texts, key=fits, default=None)
        if best is not None and fits(best) > 0 and (field == "title" or not is_list):
            fields[best] = field
            del texts[best]

    take("abstract", lambda at: length[at] if length[at] > 20 else 0)
    take("kind", lambda at: _share(_is_kind, texts[at]) > 0.8)
    take("speakers", lambda at: names[at] if names[at] > 0.4 and distinct[at] > 0.2 else 0)
    take("title", lambda at: distinct[at] * min(length[at], 12) if distinct[at] > 0.4 else 0)
    # What many talks share is the edition they were part of, or the track.
    take("event" if "year" in fields else "track", lambda at: distinct[at] < 0.4)
    return fields


def _is_kind(text: str) -> bool:
    role, rest = find_role(text)
    return role in KINDS and rest == len(text)


def _are_names(text: str) -> bool:
    return are_names([Run(text)])


# The rows.


def as_entry(fields: Sequence[str | None], row: Row, codes: Sequence[str] = ()) -> dict[str, Any]:
    """Make an entry of a row: what its cells say, by field, as published."""
    said: dict[str, list[Any]] = {}
    spoken: dict[str, str] = {}
    for field, value, code in zip_longest(fields, row.cells[: len(fields)], codes):
        if field is None or is_missing(value):
            continue
        # Of parallel columns, "title_ja" and "title_en", one language is enough.
        if code and spoken.setdefault(field, code) != code:
            continue
        said.setdefault(field, []).append(_clean(value))
    entry: dict[str, Any] = {"line": row.line}
    entry |= {field: _text(said[field][0]) for field in _SINGLE if field in said}
    entry |= {field: _joined(said[field]) for field in _LISTS if field in said}
    entry |= _times(said)
    names = [*said.get("first_name", [])[:1], *said.get("last_name", [])[:1]]
    if names and "speakers" not in entry:
        entry["speakers"] = " ".join(map(_text, names))
    urls = said.get("speaker_urls", [])
    if len(urls) == 1 and isinstance(entry.get("speakers"), str) and _are_names(entry["speakers"]):
        entry["speakers"] = [{"name": entry["speakers"], "url": urls[0]}]
    if "abstract" in entry:
        entry["abstract"] = _without_repeats(entry["abstract"])
    for field in ("year", "duration"):
        if str(entry.get(field)).isascii() and str(entry.get(field)).isdecimal():
            entry[field] = int(entry[field])
    if "speaker_ids" in said:
        entry["speaker_ids"] = said["speaker_ids"]
    return entry


def find_grid(rows: Sequence[Row]) -> int:
    """Find the header of a table of times by rooms or days; -1 where there is none."""
    for at in range(min(_ABOVE, len(rows) - 1)):
        header = _header(rows, at)
        first, *others = name_columns(header)
        below = [row.cells for row in rows[at + 1 : at + 1 + _SAMPLE]]
        clocks = [_text(cells[0]) for cells in below if cells]
        if (
            (first in ("time", "start", "day") or not header[0])
            and sum(map(bool, header[1:])) > 1
            and set(others) <= {None, "room", "track", "day"}
            and _share(_TIME.fullmatch, clocks) > 0.6
            and not any(_holds_names(below, number) for number in range(1, len(header)))
        ):
            return at
    return -1


def _holds_names(rows: Iterable[Sequence[Any]], number: int) -> bool:
    return _share(_are_names, [_text(cells[number]) for cells in rows if number < len(cells)]) > 0.5


def read_grid(rows: Sequence[Row], day: str = "") -> Iterator[tuple[dict[str, Any], int]]:
    """Read a table of times by rooms or days: every cell is an entry; gives its column, too.

    >>> grid = [Row(1, ["", "Red room", "Blue room"]), Row(2, ["9:00", "Kernels", "-"])]
    >>> next(read_grid(grid))
    ({'line': 2, 'title': 'Kernels', 'start': '9:00'}, 1)
    """
    header, clock = _header(rows, 0), ""
    for row in rows[1:]:
        texts = [_text(cell) for cell in row.cells]
        clock = texts[0] or clock
        talks = {at: text for at, text in enumerate(texts) if at and _NOTHING.sub("", text)}
        # What stands in every room, or in the first alone, is for all.
        is_shared = len(set(talks.values())) == 1 and (len(talks) > 1 or 1 in talks)
        for at, text in list(talks.items())[: 1 if is_shared else None]:
            place = header[at] if at < len(header) else ""
            names_day = is_day(place)
            entry = {"line": row.line, **read_cell(text)}
            entry |= _times({"day": [place if names_day else day], "time": [clock]})
            if place and not names_day and not is_shared:
                entry["track" if "track" in place.casefold() else "room"] = place
            yield entry, at


def is_day(text: str) -> bool:
    """Say whether a heading is a day: "Monday", "Day 2", "15.6.2023".

    >>> is_day("Tuesday, 26 September"), is_day("Day 2"), is_day("Daytime room")
    (True, True, False)
    """
    return bool(_DAY.match(text))


def read_cell(text: str) -> dict[str, Any]:
    """Read a cell of a grid: a title, and below it who speaks, or more about it."""
    title, *rest = [line.strip() for line in text.splitlines() if line.strip()]
    speakers = [line for line in rest if _are_names(line)]
    prose = [line for line in rest if line not in speakers]
    entry = {"title": title, "speakers": _joined(speakers or [None]), "abstract": "\n".join(prose)}
    return {key: value for key, value in entry.items() if value}


def is_fit(entry: Mapping[str, Any], row: Row, width: int, where: str) -> bool:
    """Say whether a row is an entry; warn of what it has too much or too little."""
    title = entry.get("title")
    if not title or _URL.fullmatch(title):
        said = sum(not is_missing(cell) for cell in row.cells)
        problem = f"no title (a row with {said} of {width} cells filled); the row was left out"
        warnings.warn(f"{where}, line {row.line}: {problem}", KcdWarning, stacklevel=2)
        return False
    extra = [cell for cell in row.cells[width:] if not is_missing(cell)]
    if extra:
        problem = (
            f"{len(row.cells)} cells where the header has {width}; what stands behind the last "
            "was left out; put cells with a comma into quotes"
        )
        warnings.warn(f"{where}, line {row.line}: {problem}", KcdWarning, stacklevel=2)
    return True


def _text(value: Any) -> str:
    """Write a cell as text: whole numbers without a point, dates as in ISO 8601."""
    if is_missing(value):
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat() if value.tzinfo is None else value.isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value).strip()


def _clean(value: Any) -> Any:
    """Make text of all but lists of people and the like, which have a structure to keep."""
    if isinstance(value, dict):
        return _person(value)
    if isinstance(value, (list, tuple)):
        return [_clean(one) for one in value if not is_missing(one)]
    return _text(value)


def _person(record: Mapping[Any, Any]) -> dict[str, str]:
    fields = {match_field(str(key)): _text(value) for key, value in record.items()}
    parts = [fields.get("first_name"), fields.get("last_name")]
    name = fields.get("name") or fields.get("speakers") or " ".join(filter(None, parts))
    person = {
        "name": name or fields.get("title", ""),
        "url": fields.get("url"),
        "organisation": fields.get("organisations"),
        "id": fields.get("id"),
    }
    return {key: value for key, value in person.items() if value}


def _joined(values: list[Any]) -> Any:
    """Give one value as it is, and several as one list."""
    if len(values) == 1:
        return values[0]
    return [one for value in values for one in (value if isinstance(value, list) else [value])]


def _without_repeats(prose: Any) -> Any:
    if not isinstance(prose, list):
        return prose
    parts = list(dict.fromkeys(map(_text, prose)))
    return [one for one in parts if not any(one != other and one in other for other in parts)]


def _times(said: Mapping[str, list[Any]]) -> dict[str, str]:
    """Make start and end of what the columns say: both, or a day and a time or two."""
    first = {field: _text(values[0]) for field, values in said.items()}
    day, start, end = first.get("day", ""), first.get("start", ""), first.get("end", "")
    if re.fullmatch(r"\d{4}-\d\d-\d\dT.*", day):
        # The cell of a sheet holds both, though the column is called a date.
        day, start = day[:10], start or day
    found = _TIME.fullmatch(first.get("time", ""))
    if found:
        start, end = start or found[1].strip(), end or (found[2] or "").strip()
    else:
        start = start or first.get("time", "")
    times = {"start": _at(day, start) or day, "end": _at(day, end)}
    # A bare number is a day of the conference, not of the calendar.
    return {key: value for key, value in times.items() if value and not value.isdecimal()}


def _at(day: str, clock: str) -> str:
    """Put a day before a time that has none of its own.

    >>> _at("2023-06-15", "09:00"), _at("Friday", "9 AM"), _at("Friday", "2023-06-15T09:00")
    ('2023-06-15T09:00', 'Friday 9 AM', '2023-06-15T09:00')
    """
    if not day or day.isdecimal() or not _TIME.fullmatch(clock):
        return clock
    known = re.fullmatch(r"(\d\d?)[:.](\d\d(?::\d\d)?)", clock)
    if known and re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        return f"{day}T{known[1]:0>2}:{known[2]}"
    return f"{day} {clock}"
