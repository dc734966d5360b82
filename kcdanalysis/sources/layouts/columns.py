"""The columns of a table of any origin, and its rows as entries of the programme."""

import re
import warnings
from ast import literal_eval
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import zip_longest
from textwrap import shorten
from typing import Any

import pandas as pd

from kcdanalysis.errors import KcdError, KcdWarning, warn_of
from kcdanalysis.sources.layouts.page_times import day_of
from kcdanalysis.sources.rows import PERSON, RawRow, given, raw_row
from kcdanalysis.sources.syntax.documents import Record
from kcdanalysis.sources.values.cells import (
    DATE,
    URL,
    YEAR,
    Row,
    clean_cell,
    is_day,
    joined,
    share,
)
from kcdanalysis.sources.values.fields import FIELDS, match_field, normalise, split_language
from kcdanalysis.sources.values.labels import words
from kcdanalysis.sources.values.people import split_speakers
from kcdanalysis.sources.values.vocabulary import WORDS, word_sets
from kcdanalysis.talks import COLUMNS, LIST_COLUMNS, as_column
from kcdanalysis.words.wording import count

#: Above the header there may be a title, a date, a note.
ABOVE = 10
SAMPLE = 300
#: So many values that do not fit their column are named.
_SHOWN = 5
#: No programme has more columns; what is beyond them is left out, with a warning.
MAX_COLUMNS = 1_000
#: The words of a question in a form, with the field that it asks for.
_ASKS_FOR = {word: field for field, known in word_sets("questions").items() for word in known}
_ABOUT_PERSONS = {"yourself", "bio", "biography", "email", "mail", "ever"}
_TITLES = word_sets("questions")["title"]
_TALK = word_sets("headings")["talk"] - _TITLES
_OF_PERSONS = ("name", "last_name", "organisations")
_TOPICS = ("topic", "topics")
_WHAT = ("what", "was", "quoi", "qué")
#: Columns that are the ids of talks if they have numbers.
_NUMBERED = ("#", "№", "paper", "Paper", "submission", "Submission")
#: What a column of a person, and so before the title, says.
_OF_SPEAKERS = {"location": None, "url": "speaker_urls", "website": "speaker_urls"}
_COUNT = re.compile(r"(?<=[^\W\d_])[\s_#.-]*\d+$")
_ID = re.compile(r"(?<=\w)[ _-]?(?:ids?|IDs?|Ids?)$")
_NUMBER = re.compile(r"#?\b\d+(?:st|nd|rd|th)?\b\s*")
_LISTS = ("abstract", "tags", "organisations", "takeaways")
_PLURAL = ("tags", "speakers", "organisations")
_SINGLE = (
    *("id", "title", "track", "level", "room", "url", "language", "event", "state"),
    *("year", "kind", "duration", "timezone"),
)
#: Of several columns of a field, the one with its own name goes first.
_OWN = ("track", "room", "level", "kind", "state", "url")
#: Names of sheets that Excel gives, or that are those of the whole workbook.
_ANY_SHEET = re.compile(
    r"(?:sheet|tabelle|feuil|hoja|foglio)\w*\s*\d|.*(?:talks|sessions|program|schedule|agenda)",
    re.IGNORECASE,
)
_SEVERAL_PERSONS = re.compile(r"[,;&/\n(]| (?:and|und|et|y|e) ")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}.*")
_HAS_TIME = re.compile(r"\d[:h]\d\d|\d\s?(?:[ap]\.?m\b|uhr)", re.IGNORECASE)
_PERSONS = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: [\w.'’-]+){1,4}(?:(?:,| and| &) .+)?")
#: What identifies the field of a column without a header, from the narrowest to the widest.
_SHAPES = {"url": URL, "year": YEAR, "start": DATE, "time": _CLOCK, "number": re.compile(r"\d+")}
#: The share of the cells that have to look alike.
_MOST = 0.8


def read_rows(
    rows: Sequence[Row], where: str, columns: Mapping[str, str] | None = None
) -> Iterator[RawRow]:
    """Read the entries of a table; `columns` gives our columns the names or numbers of its own."""
    if not columns and (listed := _read_list(rows, where)):
        yield from listed
        return
    rows = rows if columns else _one_talk_a_row(rows)
    at, fields = _find_columns(rows, where, columns or {})
    header = names_at(rows, at) if at >= 0 else []
    codes = [split_language(name)[1] for name in header]
    # "Category" beside "Track"
    own = [n for n, name in enumerate(header) if fields[n] in _OWN and normalise(name) == fields[n]]
    entries: list[dict[str, Any]] = [{}]
    day = next(filter(None, map(_day_alone, reversed(rows[: max(at, 0)]))), "")
    for row in rows[at + 1 :]:
        if "day" not in fields and (stated := _day_alone(row)):
            # "Day 2 - Friday 5 May 2023" above the rows of a day
            day = stated
            continue
        entry = read_row(fields, row, codes)
        entry |= {str(fields[n]): str(row.cells[n]) for n in own if any(row.cells[n : n + 1])}
        # A sheet may name a day only beside its first talk.
        day = entry.get("day", day)
        if day and "start" in entry and not DATE.match(entry["start"]):
            entry["day"] = day
        if not is_fit(entry, row, len(fields), where):
            continue
        last = entries[-1]
        is_same = "id" in entry and all(entry.get(k) == last.get(k) for k in ("id", "title"))
        if _differ_in_speakers(last, entry):
            is_same = True
            for one in (last, entry):
                people = split_speakers(one["speakers"])
                one["speakers"] = [given(**person._asdict()) for person in people]
        if is_same and all(isinstance(one.get("speakers"), list) for one in (last, entry)):
            # Some exports have a row for each speaker of a talk.
            if any(employers := [*_employers(last), *_employers(entry)]):
                last["organisations"] = employers
            last["speakers"] = [*last["speakers"], *entry["speakers"]]
        else:
            entries.append(entry)
    yield from map(raw_row, entries[1:])


def _read_list(rows: Sequence[Row], where: str) -> list[RawRow]:
    """Read a table of speakers, by the name of its file or sheet."""
    what = match_field(re.split(r"[/\\]|, sheet ", where)[-1].strip("'").partition(".")[0])
    names = [str(name) for name in rows[0].cells[:MAX_COLUMNS]]
    fields = [match_field(name) for name in names]
    is_about = not {"bio", "organisations"}.isdisjoint(fields)
    # "Title" may be a position, and "Talk title" is none.
    of_talks = {"abstract", "start", "time", "duration", "room"} & {*fields}
    of_talks |= {name for name in names if match_field(name) == "title" != normalise(name)}
    if what != "speakers" or not is_about or of_talks:
        return []
    people = []
    for row in rows[1:]:
        of = {field: str(text) for field, text in zip(fields, row.cells, strict=False) if text}
        parts = filter(None, (of.get("first_name"), of.get("last_name")))
        if name := of.get("name") or of.get("speakers") or " ".join(parts):
            person = given(name=name, url=of.get("url"), organisation=of.get("organisations"))
            people.append(raw_row(person, kind=PERSON, id=of.get("id", name), line=row.line))
    return people


def _day_alone(row: Row) -> str:
    """Return the date in a row that holds nothing else, "" for none."""
    texts = [str(cell) for cell in row.cells if cell]
    day = day_of(texts[0]) if len(texts) == 1 else ""
    return day if re.search(r"\d{4}|\d[./]\d", day) else ""


def _differ_in_speakers(last: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    """Whether two rows are one talk without an id: a long title, and all but the speaker alike."""
    keys = (last.keys() | entry.keys()) - {"line", "speakers", "organisations"}
    is_long = len(entry["title"].split()) > 3 and "id" not in entry
    has_both = bool(last.get("speakers") and entry.get("speakers"))
    return is_long and has_both and all(last.get(key) == entry.get(key) for key in keys)


def _employers(entry: Mapping[str, Any]) -> list[str]:
    """Return the organisation of each speaker of an entry, "" where it is not stated."""
    stated, n_speakers = entry.get("organisations", ""), len(entry["speakers"])
    employers = stated if isinstance(stated, list) else [stated]
    return employers if len(employers) == n_speakers else [""] * n_speakers


def is_ours(header: Sequence[Any]) -> bool:
    """Whether this is the header of a table that `write_talks` wrote, even if it was edited."""
    return {"talk_id", "title"} <= {str(cell).strip() for cell in header}


def read_ours(records: Sequence[Record], where: str) -> Iterator[RawRow]:
    """Read the records of a table that `write_talks` wrote; their values stay as they are."""
    names = list(dict.fromkeys(name for record in records for name in record))
    if unknown := [name for name in names if name and name not in COLUMNS]:
        problem = f"columns that are not of the Talks frame were left out: {_listed(unknown)}"
        warnings.warn(f"{where}: {problem}", KcdWarning, stacklevel=2)
    rows = []
    for record in records:
        cells: dict[str, Any] = {**dict.fromkeys(COLUMNS), "kind": "talk"}
        if "source" not in names:
            del cells["source"]
            cells["line"] = record.line
        for name, value in record.items():
            if name in COLUMNS and (cell := clean_cell(value)):
                # Parquet, JSON and sheets may give any type.
                cells[name] = cell if name in LIST_COLUMNS else str(cell)
                if name == "start" and isinstance(value, datetime):
                    cells[name] = value
        rows.append(cells)
    _leave_out_misfits(rows, [record.line for record in records], where)
    for cells in rows:
        yield raw_row({"as_written": True}, cells)


def _leave_out_misfits(rows: list[dict[str, Any]], lines: list[int], where: str) -> None:
    """Leave values out that do not fit their column, with a warning."""
    for name, dtype in COLUMNS.items():
        values = pd.Series([cells.get(name) for cells in rows], dtype=object, name=name)
        with suppress(KcdError):
            as_column(values, dtype)
            continue
        problems = []
        for at, cells in enumerate(rows):
            try:
                as_column(values[at : at + 1], dtype)
            except KcdError:
                problems.append(f"line {lines[at]}: {shorten(str(values[at]), 60)!r}")
                cells[name] = "talk" if name == "kind" else None
        shown = "; ".join(problems[:_SHOWN]) + "; ..." * (len(problems) > _SHOWN)
        left = f"{count(len(problems), 'value')} of {name} unknown to that column, and not taken"
        warnings.warn(f"{where}: {left} ({shown})", KcdWarning, stacklevel=3)


def field_of_sheet(title: str) -> str | None:
    """Return what the title of one of several sheets is: a day, a room, a track, or nothing."""
    if is_day(title) or _ANY_SHEET.match(title):
        return "day" if is_day(title) else None
    return "room" if match_field(re.sub(r"\W*+\w?(?<!\d)\d*$", "", title)) == "room" else "track"


def _one_talk_a_row(rows: Sequence[Row]) -> Sequence[Row]:
    """Split rows with several talks in each: "title1, speaker1, title2, speaker2"."""
    for at, row in enumerate(rows[:ABOVE]):
        names = [_COUNT.sub("", str(cell)) for cell in row.cells[:MAX_COLUMNS]]
        titles = Counter(name for name in names if match_field(name) == "title")
        title, n_talks = titles.most_common(1)[0] if titles else ("", 0)
        if n_talks < 2:
            continue
        columns: dict[str, list[int]] = defaultdict(list)
        for n, name in enumerate(names):
            columns[name or str(n)].append(n)
        parts = list(zip(*(each for each in columns.values() if len(each) == n_talks), strict=True))
        first, last = columns[title][0], columns[title][-1]
        is_alone = len(parts[0]) == 1 and last - first >= n_talks
        if is_alone or (len(titles) > 1 and title == row.cells[first]):
            # "Title, Speaker, Title, Company": some are the titles of persons.
            continue
        around = [n for n in range(len(names)) if not any(n in part for part in parts)]
        # "Session, Talk 1, Talk 2": what is not counted is around the talks.
        head = ["track" if names[n] in titles else names[n] for n in around]
        split = [*rows[:at], Row(row.line, [*head, *(names[n] for n in parts[0])])]
        for line, cells in rows[at + 1 :]:
            cells = [*cells, *[""] * (len(names) - len(cells))]
            talks = [[cells[n] for n in part] for part in parts]
            for talk in list(filter(any, talks)) or talks[:1]:
                split.append(Row(line, [*(cells[n] for n in around), *talk, *cells[len(names) :]]))
        return split
    return rows


def name_columns(header: Iterable[str]) -> list[str | None]:
    """Match each column to a field by its header; None if there is no match."""
    header = list(header)
    fields = [_field(name) for name in header]
    for at, name in enumerate(header):
        asked = _asked(name) if fields[at] is None else None
        fields[at] = asked if asked and asked not in fields else fields[at]
    titles = [at for at, field in enumerate(fields) if field == "title"]
    if any(not _TALK.isdisjoint(words(header[at])) for at in titles):
        # "Name, Title, Talk title": the first one is that of the person.
        for at in titles:
            if normalise(header[at]) in _TITLES and at and fields[at - 1] in _OF_PERSONS:
                fields[at] = None
    # "Session, Title": a session holds several talks. Behind a speaker, "Title" may be a position.
    in_sessions = [at for at in titles if fields[at] and "session" in words(header[at])]
    others = (at for at in titles if fields[at] and at not in in_sessions)
    if any(
        normalise(header[at]) not in _TITLES or fields[at - 1 : at] != ["speakers"] for at in others
    ):
        for at in in_sessions:
            fields[at] = "track"
    for at in _columns_of_others(header, fields):
        fields[at] = None
    # A column of topics, or of names, is the title if no other column is.
    stand_ins = [at for at, name in enumerate(header) if normalise(name) in _TOPICS]
    stand_ins += [at for at, field in enumerate(fields) if field == "name"]
    stand_ins += [at for at, name in enumerate(header) if normalise(name) in _WHAT]
    # In "Time | Event", the event is what happens then.
    for wanted in ("event", "abstract") if {"time", "start"} & {*fields} else ():
        stand_ins += [at for at, field in enumerate(fields) if field == wanted]
    if "title" not in fields and stand_ins:
        fields[stand_ins[0]] = "title"
    # PaperCall: "name, location, bio, url, title"
    n_before = fields.index("title") if {"bio", "title"} <= {*fields} else 0
    for at, name in enumerate(header[:n_before]):
        fields[at] = _OF_SPEAKERS.get(normalise(name), fields[at])
    return ["person" if field == "name" else field for field in fields]


def _columns_of_others(header: Sequence[str], fields: Sequence[str | None]) -> set[int]:
    """Find the columns of who leads a panel with speakers, and of sessions with several talks."""
    leading = {at for at, name in enumerate(header) if normalise(name) in WORDS["hosts"]}
    others = leading if fields.count("speakers") > len(leading) else set()
    # "Session start" beside "Presentation start"
    for field in ("start", "end", "time", "id"):
        said = {at: set(words(header[at])) for at, each in enumerate(fields) if each == field}
        if any(WORDS["session_parts"] & each for each in said.values()):
            others |= {at for at, each in said.items() if "session" in each}
    return others


def _field(name: str) -> str | None:
    if field := match_field(name) or match_field(split_language(name)[0]):
        return field
    if (what := _ID.sub("", name)) != name and match_field(what) in ("room", "track", "kind"):
        return f"{match_field(what)}_ids"
    # "Speaker 1", "Company of speaker 2"; "Day 1" is not one of several days of a talk.
    field = match_field(_NUMBER.sub(" ", name))
    if field in ("speakers", "name"):
        return "person"
    return field if field in ("first_name", "last_name", "organisations") else None


def lists_talks(header: Sequence[str]) -> bool:
    """Whether a header is that of a list of talks: it names their titles, and something else."""
    has_titles = any(match_field(name) == "title" or normalise(name) in _TOPICS for name in header)
    fields = name_columns(header)
    # "Time | Event"
    is_known = not {"time", "start"}.isdisjoint(fields) and all(
        field or not name for field, name in zip(fields, header, strict=True)
    )
    return (has_titles or ("title" in fields and is_known)) and sum(map(bool, header)) > 1


def _asked(question: str) -> str | None:
    asked = re.findall(r"[^\W\d_]+", question.casefold())
    # Questions about the person share many of these words; few titles do.
    if len(asked) < 4 or _ABOUT_PERSONS & set(asked):
        return None
    return next((_ASKS_FOR[word] for word in asked if word in _ASKS_FOR), None)


def _find_header(rows: Sequence[Row], columns: Mapping[str, str]) -> int:
    """Find the row that names the columns: the first with the most known names."""
    named = {normalise(str(name)) for name in columns.values() if not str(name).isdecimal()}
    best, known = -1, 0
    for at in range(min(ABOVE, len(rows))):
        header = names_at(rows, at)
        fields = set(name_columns(header)) - {None}
        count = len(fields) + 100 * len(named & set(map(normalise, header)))
        # Below the first row, one known word is not enough.
        is_enough = count > 1 or (at == 0 and (columns or "title" in fields))
        # A link, a date or a time cannot name a column.
        has_values = any(shape.fullmatch(name) for shape in (URL, DATE, _CLOCK) for name in header)
        if count > known and is_enough and not has_values:
            best, known = at, count
    return best


def names_at(rows: Sequence[Row], at: int) -> list[str]:
    """Return the names of the columns in a row; that of "1 | 2 | 3" is above it."""
    above = list(map(str, rows[at - 1].cells[:MAX_COLUMNS])) if at else []
    is_named = sum(map(bool, above)) > 1
    names, last = [], ""
    for cell, over in zip_longest(rows[at].cells[:MAX_COLUMNS], above, fillvalue=""):
        name, last = str(cell), over or last
        names.append(last or name if name.isdecimal() and is_named else name)
    return names[: len(rows[at].cells)]


def _find_columns(
    rows: Sequence[Row], where: str, columns: Mapping[str, str]
) -> tuple[int, list[str | None]]:
    """Find the row of the header (-1 for none) and the field of each column."""
    at = _find_header(rows, columns)
    header = names_at(rows, at) if at >= 0 else []
    fields = name_columns(header)
    if "title" not in fields and "title" not in columns:
        fields = _columns_by_content(rows) if at < 0 else []
        if "title" not in fields:
            raise KcdError(
                f"{where}: no column holds the titles of talks; the columns are "
                f'{_listed(header or names_at(rows, 0))}; name it with --columns title="..."'
            )
        guesses = ", ".join(f"{number} {field}" for number, field in enumerate(fields, 1) if field)
        problem = f"no known header; the columns were identified by their content ({guesses})"
        warnings.warn(f"{where}: {problem}", KcdWarning, stacklevel=2)
    for number, field in enumerate(fields):
        # In German, "Tag" is a day.
        values = [str(row.cells[number]) for row in rows[at + 1 :] if number < len(row.cells)]
        is_numbered = at >= 0 and header[number] in _NUMBERED and all(map(str.isdecimal, values))
        if is_numbered and "id" not in fields:
            fields[number] = "id"
        if field == "tags" and share(is_day, values) > _MOST:
            fields[number] = "day"
    if at < 0:
        fields += [None] * (max(len(row.cells) for row in rows) - len(fields))
    for ours, theirs in columns.items():
        chosen = _choose_column(ours, str(theirs), header, len(fields), where)
        fields = [None if field == ours else field for field in fields]
        fields[chosen] = ours
    return at, fields


def _columns_by_content(rows: Sequence[Row]) -> list[str | None]:
    """Identify the columns of a table without a header: links, years, dates, names, titles."""
    sample = rows[:: max(1, len(rows) // SAMPLE)]
    table = zip_longest(*(row.cells[:MAX_COLUMNS] for row in sample), fillvalue="")
    columns = [[str(cell) for cell in column if cell] for column in table]
    fields: list[str | None] = []
    for column in columns:
        shapes = (name for name, one in _SHAPES.items() if share(one.fullmatch, column) > _MOST)
        fields.append(next(shapes, None))
    names = {}
    for at in (at for at, column in enumerate(columns) if column and fields[at] is None):
        if len(set(columns[at])) < len(columns[at]) / 2:
            # A value that many talks share is the edition or the track.
            fields[at] = "event" if "year" in fields else "track"
        else:
            names[at] = share(_PERSONS.fullmatch, columns[at])
    likely = sorted(names, key=lambda at: names[at])
    if len(likely) > 1 and names[likely[-1]] > _MOST:
        fullest = max(likely[:-1], key=lambda at: len(columns[at]))
        fields[fullest], fields[likely[-1]] = "title", "speakers"
    return fields


def _choose_column(ours: str, theirs: str, header: Sequence[str], width: int, where: str) -> int:
    """Find the column that the user named, by its header or its number."""
    if ours not in FIELDS:
        raise KcdError(f"columns: {ours!r} is not one of our columns; use {', '.join(FIELDS)}")
    for convert in (str, normalise):
        names = [convert(name) for name in header]
        if convert(theirs) in names:
            return names.index(convert(theirs))
    if theirs.isdecimal() and 1 <= int(theirs) <= width:
        return int(theirs) - 1
    known = _listed(header) if header else f"numbered 1 to {width}, without a header"
    raise KcdError(f"{where}: no column {theirs!r}; the columns are {known}")


def _listed(header: Iterable[str]) -> str:
    names = [name if len(name) <= 60 else f"{name[:57]}..." for name in header if name]
    return ", ".join(names[:40]) + (", ..." if len(names) > 40 else "")


def read_row(fields: Sequence[str | None], row: Row, codes: Sequence[str] = ()) -> dict[str, Any]:
    """Convert a row to an entry: the contents of its cells by field, as published."""
    cells: dict[str, list[Any]] = {}
    languages: dict[str, str] = {}
    for field, value, code in zip_longest(fields, row.cells[: len(fields)], codes):
        # Of parallel columns ("title_ja", "title_en"), the first language is read.
        if field and value and (not code or languages.setdefault(field, code) == code):
            cells.setdefault(field, []).append(_listed_in(value) if field in _PLURAL else value)
    entry: dict[str, Any] = {"line": row.line}
    entry |= {field: str(cells[field][0]) for field in _SINGLE if field in cells}
    entry |= {field: joined(cells[field]) for field in _LISTS if field in cells}
    if not entry.get("year", "0").isdecimal():
        del entry["year"]
    references = {
        field: [f"{field} {value}" for value in cells[f"{field}_ids"]]
        for field in ("room", "track", "kind")
        if f"{field}_ids" in cells and field not in cells
    }
    entry |= given(references=references)
    return entry | _speakers(cells) | _read_times(cells)


def _listed_in(cell: Any) -> Any:
    """Return the texts of a list that a program wrote into a cell: '["Ada", "Bo"]'."""
    if isinstance(cell, str) and cell[:1] == "[" and cell[-1:] == "]":
        with suppress(ValueError, SyntaxError, MemoryError, RecursionError):
            items = literal_eval(cell)
            if isinstance(items, list) and all(isinstance(item, str) for item in items):
                return list(map(str.strip, items))
    return cell


def _speakers(texts: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Return speakers as prose; lists, and columns of one person each, are lists."""
    values, persons, urls = (texts.get(key, []) for key in ("speakers", "person", "speaker_urls"))
    prose = "; ".join(value for value in values if isinstance(value, str))
    # The names of the talk's owner, or of who filled in the form, are often in parts.
    parts = zip_longest(texts.get("first_name", []), texts.get("last_name", []), fillvalue="")
    in_parts = [f"{first} {last}".strip() for first, last in parts]
    if in_parts and not persons and not _SEVERAL_PERSONS.search(prose):
        values, persons = [], in_parts
    # In a cell for one person, these can only stand between several.
    persons = [name for cell in persons for name in re.split(r"[;\n]", str(cell)) if name.strip()]
    is_one_name = len(values) == len(urls) == 1 and not _SEVERAL_PERSONS.search(prose)
    entry: dict[str, Any] = {}
    if persons or is_one_name or any(not isinstance(value, str) for value in values):
        entry["speakers"] = joined([*values, persons])
    elif prose:
        entry["speakers"] = prose
    if not entry and "speaker_ids" in texts:
        entry["speaker_ids"] = re.findall(r"[^\s,;]+", " ".join(map(str, texts["speaker_ids"])))
    if isinstance(entry.get("speakers"), list) and len(entry["speakers"]) == len(urls):
        entry["speaker_urls"] = urls
    return entry


def _read_times(cells: Mapping[str, list[Any]]) -> dict[str, str]:
    """Return the day and the times of day, which may be in columns of their own."""
    days, starts, ends = (
        [str(value) for field in fields for value in cells.get(field, [])]
        for fields in (["day"], ["start", "time"], ["end"])
    )
    # "Start date" beside "Start time"; a date with a time in a column of days.
    dates = [text for text in starts if DATE.fullmatch(text) and not _HAS_TIME.search(text)]
    starts = [text for text in starts or filter(_HAS_TIME.search, days) if text not in dates]
    # A number is a day of the conference, not of the calendar.
    days = [re.sub(r"(?<=\d)T.*", "", day) for day in (*days, *dates) if not day.isdecimal()]
    # A slot "Di D" beside a time
    starts.sort(key=lambda text: not re.search(r"\d", text))
    found = {"day": days, "start": starts, "end": [end for end in ends if end not in days]}
    return {key: values[0] for key, values in found.items() if values}


def is_fit(entry: Mapping[str, Any], row: Row, width: int, where: str) -> bool:
    """Whether a row is an entry; warns of missing and surplus cells."""
    title = entry.get("title")
    if not title or URL.fullmatch(title):
        filled = sum(map(bool, row.cells))
        problem = f"no title (a row with {filled} of {width} cells filled); the row was left out"
        warn_of(where, row.line, problem)
        return False
    if any(row.cells[width:]):
        problem = f"{len(row.cells)} cells where the header has {width}; the surplus cells"
        warn_of(where, row.line, f"{problem} were left out; quote cells that contain a comma")
    return True
