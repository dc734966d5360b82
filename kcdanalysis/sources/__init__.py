"""Programmes in any known format, read into the Talks frame.

A format is one module with two functions and two constants::

    sniff(name: str, head: str) -> bool
        Whether this module reads the file. `name` is the file's name, `head` its first
        8,000 characters (of a binary file, its bytes as Latin-1).
    parse(data: bytes, name: str) -> Iterator[RawRow]
        The entries as published, in order, as raw rows (see `rows`). A heading or record
        that is not a talk is a row, too. Raises `KcdError` if the file is broken. A
        parser may also take `columns` or `language`.
    EXPECTED: str
        What a file without talks should have had, in words.
    EXAMPLE: str
        The shortest programme of one talk, "eBPF".

To add a format, add its module, one line in `FORMATS`, and one sample in the tests.
"""

import inspect
import json
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain, islice
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, overload

import pandas as pd

from kcdanalysis.errors import KcdError, KcdWarning, UnreadableWarning, did_you_mean, few_warnings
from kcdanalysis.sources.batches import parts_of_file
from kcdanalysis.sources.cleaning import clean_rows
from kcdanalysis.sources.formats import (
    ics,
    indico,
    markdown_tables,
    pretalx,
    pyvideo,
    recap,
    records,
    schedule_json,
    schedule_xml,
    sessionize,
    tables,
    talk_pages,
    webpage,
)
from kcdanalysis.sources.layouts.boilerplate import set_boilerplate_aside
from kcdanalysis.sources.layouts.page_links import join_pages
from kcdanalysis.sources.places import File, Source, find_files
from kcdanalysis.sources.rows import RawRow, raw_row
from kcdanalysis.sources.syntax.encoding import decode
from kcdanalysis.sources.values.times import read_zone
from kcdanalysis.talks import KINDS, STATES, TALK_KINDS, as_talks, only_talks
from kcdanalysis.words.wording import count, join_names

#: The formats by name, from the most specific to the most general: the first whose
#: `sniff` accepts a file reads it.
FORMATS: dict[str, ModuleType] = {
    "schedule-xml": schedule_xml,
    "schedule-json": schedule_json,
    "sessionize": sessionize,
    "pretalx": pretalx,
    "indico": indico,
    "pyvideo": pyvideo,
    "ics": ics,
    "webpage": webpage,
    "talk-pages": talk_pages,
    "markdown-tables": markdown_tables,
    "records": records,
    "tables": tables,
    "recap": recap,
}
#: Those of parsed JSON.
_OF_DATA = ("schedule-json", "sessionize", "pretalx", "indico", "pyvideo", "records")

_HEAD = 8_000
#: More pages without a talk are counted, not named.
_NAMED = 5
_NO_TALKS = "no talks found; give the file that lists their titles and who gives them"


class _NoTalksError(KcdError):
    """A source was read and has no talks."""


def read_programme(
    source: Source | Iterable[Source | File],
    *,
    source_format: str | None = None,
    columns: Mapping[str, str] | None = None,
    language: str | None = None,
    timezone: str | None = None,
    states: Literal["all"] | None = None,
    keep: str | Path | None = None,
    max_size: int | None = None,
) -> pd.DataFrame:
    """Read all entries of one or several programmes, both talks and breaks.

    Parameters
    ----------
    source : path, pattern, "-", address, or a list of these
        A file; a folder, with all programmes in and below it; a pattern such as
        ``"2023/*.ics"``; "-" for standard input; or an http(s) address, which is fetched
        (extra `web`). Files of one call are joined: speakers.yml beside talks.yml
        gives the names of the speakers.
    source_format : str, optional
        A key of `FORMATS`; by default it is detected from the content.
    columns : mapping, optional
        For tables, our columns with the source's names for them: {"title": "Talk name"}.
    language : str, optional
        The language to read ("en") if a source gives its texts in several.
    timezone : str, optional
        The time zone of programmes that state none ("Europe/Zurich", "+02:00"). Without
        it, their starts stay the local times that they print, and `timezone` is missing.
    states : "all", optional
        Keep entries that are submitted, rejected, withdrawn or cancelled, too; by
        default those that are accepted, or whose source does not say.
    keep : path, optional
        A folder where files fetched from an address are kept unchanged; no file in it is
        overwritten.
    max_size : int, optional
        The most bytes of one file, 50 MB by default.

    Returns
    -------
    DataFrame
        The Talks frame; `kind` distinguishes talks from breaks and other entries.

    Raises
    ------
    KcdError
        If no talk could be read, or an option does not apply to the format.

    Warns
    -----
    UnreadableWarning
        For each file that could not be read, if others could.
    KcdWarning
        For values that could not be read, and entries that were merged or left out.
    """
    if source_format is not None and source_format not in FORMATS:
        hint = did_you_mean(source_format, FORMATS) or f"; use one of {', '.join(FORMATS)}"
        raise KcdError(f"{source_format}: no such format{hint}")
    if states not in (None, "all"):
        raise KcdError(f"states is {states!r}; use 'all', or leave it out")
    try:
        if timezone:
            read_zone(timezone)
    except ValueError as error:
        raise KcdError(f"timezone: {error}; use one such as Europe/Zurich or +02:00") from None
    sources = [source] if isinstance(source, (str, Path)) else list(source)
    places = ", ".join(one.name if isinstance(one, File) else str(one) for one in sources)
    options = {"columns": columns, "language": language}
    with few_warnings():
        files = chain.from_iterable(find_files(one, keep, max_size) for one in sources)
        rows, problems = _read_files(files, source_format, options)
        entries = clean_rows(set_boilerplate_aside(rows), timezone)
        del rows  # those of a large file need much room
    if not states:
        entries = _only_programme(entries, places)
    if not any(row["kind"] in TALK_KINDS for row in entries):
        raise KcdError(problems[0]) if problems else _NoTalksError(f"{places}: {_NO_TALKS}")
    for problem in problems:
        warnings.warn(problem, UnreadableWarning, stacklevel=2)
    # Two files of ours may give one id to different talks, if neither names its event.
    taken: set[Any] = set()
    for row in entries:
        if row.get("talk_id") in taken:
            row["talk_id"] = None
        taken.add(row.get("talk_id"))
    return as_talks(entries)


def _read_files(
    files: Iterable[File], source_format: str | None, options: Mapping[str, Any]
) -> tuple[list[RawRow], list[str]]:
    """Read the rows of all files, and say which files could not be read."""
    rows: list[RawRow] = []
    problems: list[str] = []
    formats: set[str] = set()
    for file in files:
        try:
            name = source_format or identify(file.name, file.data)
        except KcdError as error:
            # A folder holds other files besides programmes.
            problems += [] if file.is_found else [str(error)]
            continue
        formats.add(name)
        try:
            rows += _parse(file, name, options)
        except KcdError as error:
            problems.append(str(error))
    rows, (empty, n_pages) = join_pages(rows)
    if empty:
        problems.append(_nothing_in(empty, n_pages))
    _check_options(options, formats)
    return rows, problems


@overload
def read_talks(
    source: Source | Iterable[Source], *, batches: None = None, **options: Any
) -> pd.DataFrame: ...
@overload
def read_talks(source: Source, *, batches: int, **options: Any) -> Iterator[pd.DataFrame]: ...
def read_talks(
    source: Source | Iterable[Source], *, batches: int | None = None, **options: Any
) -> pd.DataFrame | Iterator[pd.DataFrame]:
    """Read the talks of one or several programmes, without breaks and other entries.

    Parameters
    ----------
    source, **options
        As for `read_programme`, which keeps every entry.
    batches : int, optional
        Read one large file of Parquet or JSON Lines so many rows at a time, and give an
        iterator of Talks frames: memory does not grow with the file. Each batch is read as a
        file of its own: duplicates are found, missing languages are guessed, and ids are
        made unique within a batch. Talks that `write_talks` wrote keep their ids.
    """
    if batches is None:
        return only_talks(read_programme(source, **options))
    if not isinstance(source, (str, Path)):
        raise KcdError("batches are of one file; name one, and not several")
    return _read_batches(source, batches, options)


def _read_batches(path: Source, size: int, options: Mapping[str, Any]) -> Iterator[pd.DataFrame]:
    has_talks, problem = False, None
    for file in parts_of_file(path, size):
        try:
            yield only_talks(read_programme([file], **options))
            has_talks = True
        except _NoTalksError as error:
            # Others may have talks.
            problem = error
    if problem and not has_talks:
        raise problem


def count_entries(programme: pd.DataFrame) -> str:
    """Say how many entries of each kind a programme has.

    >>> count_entries(as_talks([{"title": "A"}, {"title": "Lunch", "kind": "break"}]))
    '2 entries: 1 talk, 1 break'
    """
    counts = programme["kind"].value_counts().reindex(KINDS, fill_value=0)
    nouns = {"lightning": "lightning talk"}
    parts = [
        f"{number} other" if kind == "other" else count(number, nouns.get(kind, kind))
        for kind, number in counts[counts > 0].items()
    ]
    total = f"{len(programme):,} {'entry' if len(programme) == 1 else 'entries'}"
    return ": ".join(filter(None, [total, ", ".join(parts)]))


def source_formats() -> pd.DataFrame:
    """List the known formats: name, description, how a file is recognised, and an example.

    >>> source_formats()["format"].tolist()[0]
    'schedule-xml'
    """
    return pd.DataFrame(
        [
            (name, str(module.__doc__).strip().split("\n")[0], module.EXPECTED, module.EXAMPLE)
            for name, module in FORMATS.items()
        ],
        columns=["format", "what", "known_by", "example"],
    )


def identify(name: str, data: bytes) -> str:
    r"""Detect the format of a programme by its content; returns a key of `FORMATS`.

    >>> identify("notes.md", b"# KCD\n### Talk: eBPF\n#### Summary\nKernel.")
    'recap'
    """
    if not data.strip():
        raise KcdError(f"{name}: the file is empty; give a file with a programme in it")
    try:
        head, is_binary = decode(data, "")[:_HEAD], False
    except KcdError:
        head, is_binary = data[:_HEAD].decode("latin-1"), True
    for format_name, module in FORMATS.items():
        if module.sniff(name, head):
            return format_name
    if is_binary:
        raise KcdError(f"{name}: a binary file; give the programme as text")
    raise KcdError(f"{name}: the format is unknown; see 'kcdanalysis formats'")


def read_embedded(document: Any, name: str) -> list[RawRow]:
    """Read the JSON in a page by the format that it is in; no rows if it is no programme."""
    head = "".join(islice(json.JSONEncoder().iterencode(document), _HEAD))[:_HEAD]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            known = (FORMATS[one] for one in _OF_DATA if FORMATS[one].sniff(name, head))
            rows = [row for module in islice(known, 1) for row in module.parse(document, name)]
        except (KcdError, RecursionError):
            return []
    # Menus and articles of a site have titles and texts, too.
    if sum(bool(row.get("speakers") or row.get("start")) for row in rows) <= len(rows) / 2:
        return []
    for warning in caught:
        warnings.warn(warning.message, stacklevel=2)
    return rows


def _nothing_in(pages: list[str], n_pages: int) -> str:
    if n_pages == 1:
        return f"{pages[0]}: no talks found; {webpage.EXPECTED}"
    rest = [f"{len(pages) - _NAMED} more"] if len(pages) > _NAMED else []
    names = join_names([*sorted(pages)[:_NAMED], *rest])
    return f"{len(pages)} of {n_pages} pages gave no talk: {names}"


@cache
def _options(name: str) -> list[str]:
    """List the options of a format's `parse`."""
    return list(inspect.signature(FORMATS[name].parse).parameters)


def _check_options(options: Mapping[str, Any], formats: Iterable[str]) -> None:
    """Refuse an option that none of the formats of the files has."""
    for name in (name for name, value in options.items() if value and formats):
        if not any(name in _options(each) for each in formats):
            known = ", ".join(each for each in FORMATS if name in _options(each))
            read_as = ", ".join(sorted(formats))
            raise KcdError(f"{name} does not apply to {read_as}, but to {known}; leave it out")


def _only_programme(entries: list[dict[str, Any]], places: str) -> list[dict[str, Any]]:
    """Leave out the entries that are submitted, rejected, withdrawn or cancelled."""
    kept = [row for row in entries if row.get("state") in (None, "accepted")]
    states = Counter(row["state"] for row in entries if row.get("state") not in (None, "accepted"))
    if states:
        counts = ", ".join(f"{states[name]} {name}" for name in STATES if states[name])
        problem = f"{places}: entries that are not in the programme were left out ({counts})"
        advice = "read them with states='all' (--states all)"
        if not kept:
            raise _NoTalksError(f"{problem}, and no others are there; {advice}")
        warnings.warn(f"{problem}; {advice}", KcdWarning, stacklevel=3)
    return kept


def _parse(file: File, name: str, options: Mapping[str, Any]) -> list[RawRow]:
    """Read the raw rows of one file."""
    options = {**options, "read_data": read_embedded}
    known = {key: value for key, value in options.items() if key in _options(name)}
    rows = []
    for row in FORMATS[name].parse(file.data, file.name, **known):
        # Talks that we wrote have the source and the line of the programme that they are of.
        if isinstance(line := row.get("line"), int) and "source" not in row:
            row["line"] = line + file.n_before
        rows.append(raw_row({"source": file.name}, row))
    if not rows and not file.is_found:
        raise KcdError(f"{file.name}: no talks found; {FORMATS[name].EXPECTED}")
    return rows
