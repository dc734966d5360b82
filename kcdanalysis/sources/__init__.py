"""Programmes in any format that we know, read into the Talks frame.

A format is one module with two functions and two constants::

    sniff(name: str, head: str) -> bool
        Is this ours? `name` is the file's name, `head` its first 8,000 characters
        (of a binary file, its bytes as Latin-1).
    parse(data: bytes, name: str) -> Iterable[dict]
        The entries as published, in order, as raw rows; every heading or record that
        is no talk is a row too. `cleaning` makes them rows of the Talks frame, and
        says which keys it knows. A parser may also take `columns` or `language`.
    EXPECTED: str
        What a file without talks should have had, in words.
    EXAMPLE: str
        The shortest programme of one talk, "eBPF".

Adding one touches its new module, one line of `SOURCES`, and one sample in the tests.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

from kcdanalysis.errors import KcdError, UnreadableWarning
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
from kcdanalysis.sources.places import File, Source, find_files
from kcdanalysis.sources.syntax.markup import decode
from kcdanalysis.talks import TALK_KINDS, as_talks, only_talks

#: A format's name to its module, from the most specific to the most general: the first
#: whose `sniff` says yes reads.
SOURCES: dict[str, ModuleType] = {
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
    "recap": recap,
    "records": records,
    "tables": tables,
}

_HEAD = 8_000


def read_programme(
    source: Source | Iterable[Source],
    *,
    source_format: str | None = None,
    columns: Mapping[str, str] | None = None,
    language: str | None = None,
    keep: str | Path | None = None,
) -> pd.DataFrame:
    """Read every entry of one or several programmes, talks and breaks alike.

    Parameters
    ----------
    source : path, pattern, "-", address, or a list of these
        A file; a folder, with all programmes in it and below; a pattern such as
        ``"2023/*.ics"``; "-" for standard input; or an http(s) address, which is fetched
        (extra `web`). Files of one call are joined: speakers.yml beside talks.yml
        gives the names of the speakers.
    source_format : str, optional
        A key of `SOURCES`; by default the format is told from the content.
    columns : mapping, optional
        For tables, which of their columns is which of ours: {"title": "Talk name"}.
    language : str, optional
        The one to take ("en") where a source gives its texts in several.
    keep : path, optional
        A folder; what is fetched from an address is kept there as it came.

    Returns
    -------
    DataFrame
        The Talks frame; `kind` tells talks from breaks and other entries.

    Raises
    ------
    KcdError
        If no talk could be read.

    Warns
    -----
    UnreadableWarning
        For each file that could not be read, where others could.
    KcdWarning
        For what was merged or left out.
    """
    if source_format is not None and source_format not in SOURCES:
        raise KcdError(f"{source_format}: no such format; use one of {', '.join(SOURCES)}")
    sources = [source] if isinstance(source, (str, Path)) else list(source)
    options = {"columns": columns, "language": language}
    rows: list[dict[str, Any]] = []
    problems: list[str] = []
    for file in chain.from_iterable(find_files(one, keep) for one in sources):
        try:
            rows += _parse(file, source_format, options)
        except KcdError as error:
            problems.append(str(error))
    entries = clean_rows(rows)
    if not any(row["kind"] in TALK_KINDS for row in entries):
        places = ", ".join(map(str, sources))
        raise KcdError(problems[0] if problems else f"{places}: no programme found")
    for problem in problems:
        warnings.warn(problem, UnreadableWarning, stacklevel=2)
    return as_talks(entries)


def read_talks(source: Source | Iterable[Source], **options: Any) -> pd.DataFrame:
    """Read the talks of one or several programmes; breaks and other entries are left out.

    Takes what `read_programme` takes, which keeps every entry.
    """
    return only_talks(read_programme(source, **options))


def source_formats() -> pd.DataFrame:
    """List the formats that can be read: format, what it is, what it is known by, an example.

    >>> source_formats()["format"].tolist()[0]
    'schedule-xml'
    """
    return pd.DataFrame(
        [
            (name, str(module.__doc__).strip().split("\n")[0], module.EXPECTED, module.EXAMPLE)
            for name, module in SOURCES.items()
        ],
        columns=["format", "what", "known_by", "example"],
    )


def identify(name: str, data: bytes) -> str:
    r"""Name the format of a programme by its content: a key of `SOURCES`.

    >>> identify("notes.md", b"# KCD\n### Talk: eBPF\n#### Summary\nKernel.")
    'recap'
    """
    if not data.strip():
        raise KcdError(f"{name}: the file is empty; give a file with a programme in it")
    is_binary = b"\0" in data[:_HEAD]
    head = data[:_HEAD].decode("latin-1") if is_binary else decode(data, name)[:_HEAD]
    for format_name, module in SOURCES.items():
        if module.sniff(name, head):
            return format_name
    if is_binary:
        raise KcdError(f"{name}: a binary file; give the programme as text")
    raise KcdError(f"{name}: no programme that we can read; see 'kcdanalysis formats'")


def _parse(file: File, source_format: str | None, options: dict[str, Any]) -> list[dict[str, Any]]:
    """The raw rows of one file; none for a file in a folder that is no programme."""
    try:
        module = SOURCES[source_format or identify(file.name, file.data)]
    except KcdError:
        if file.is_found:
            return []
        raise
    known = inspect.signature(module.parse).parameters
    taken = {name: value for name, value in options.items() if name in known}
    rows = [{"source": file.name, **row} for row in module.parse(file.data, file.name, **taken)]
    if not rows and not file.is_found:
        raise KcdError(f"{file.name}: no talks found; {module.EXPECTED}")
    return rows
