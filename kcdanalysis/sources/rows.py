"""The raw row that every format yields: the contract between formats and cleaning.

A row is an entry of the programme as published: `cleaning` removes markup and reads times,
kinds and names. Keys without a value may be left out. Rows of persons and events (``kind`` is
"person" or "event") complete the entries that refer to them.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypedDict, cast

#: The kinds of rows that are not entries of the programme; see `references` for the last two.
PERSON, EVENT, SLOT, NAME = "person", "event", "slot row", "name row"


class Speaker(TypedDict, total=False):
    """A speaker whose link, organisation or id the source gives apart from the name."""

    name: str
    url: str
    organisation: str
    id: str


class RawRow(TypedDict, total=False):
    """Every key that `cleaning` knows; `source` is added when the file is read.

    Attributes
    ----------
    id : str
        Of the entry in its source; of a person, what `speaker_ids` refer to; of an event,
        the folder or file name of its talks.
    kind : str
        The source's own label ("Lecture"), or "person" or "event".
    title, abstract, takeaways : str
        May contain HTML, Markdown or reStructuredText; several parts are a list.
    speakers : str or list
        "Ada Example (Acme) and Bo Muster", names, or `Speaker` records.
    speaker_ids : list of str
        Ids of persons, of whom another row or file gives the names.
    speaker_urls : list of str
        Aligned with speakers that are a list of names.
    start, end, duration : str, datetime, timedelta or int
        As published; a time without an offset is in `timezone`.
    day : str or date
        The day of `start` and `end`, where these are times of day.
    state : str
        As published ("confirmed"); missing where the source does not say.
    event, year, language, timezone
        Where missing, those of the nearest event row.
    name, url, organisation
        Of a person.
    references : dict
        Keys of this row with the ids of the rows of kind NAME that hold their values.
    page : str
        The address of a web page, "" if it gives none: the row is a talk only if the page of
        a schedule refers to it, or if it has speakers.
    as_written : bool
        The other keys are the columns of a Talks frame that `write_talks` wrote; they are
        not cleaned.
    """

    as_written: bool
    page: str
    talk_id: str
    id: str | None
    kind: str | None
    title: str | None
    name: str | None
    speakers: str | list[str] | list[Speaker] | None
    speaker_ids: list[str]
    speaker_urls: str | list[str] | None
    organisation: str | None
    organisations: str | list[str] | None
    abstract: str | list[str] | None
    takeaways: str | list[str] | None
    track: str | None
    tags: str | list[str] | None
    level: str | None
    language: str | None
    room: str | None
    state: str | None
    day: str | date | None
    start: str | date | datetime | None
    end: str | date | datetime | None
    duration: str | int | timedelta | None
    timezone: str | None
    url: str | None
    event: str | None
    year: int | str | None
    references: dict[str, str | list[str]]
    source: str
    line: int | None


_KEYS = frozenset(RawRow.__annotations__)


def raw_row(*parts: Mapping[str, Any], **values: Any) -> RawRow:
    """Join parts of a row, later ones over earlier ones.

    Raises
    ------
    TypeError
        If a key is unknown: a mistake of the format, not of the user.

    Examples
    --------
    >>> raw_row({"event": "KCD"}, {"title": "eBPF"}, line=3)
    {'event': 'KCD', 'title': 'eBPF', 'line': 3}
    """
    row: dict[str, Any] = {}
    for part in (*parts, values):
        # Of a name and a reference to one, the later one counts.
        references = {**row.get("references", {}), **part.get("references", {})}
        kept = {key: each for key, each in references.items() if part.get(key) is None}
        row = {key: each for key, each in row.items() if key not in part.get("references", {})}
        row |= {key: each for key, each in part.items() if key != "references"}
        row["references"] = kept
    if not row["references"]:
        del row["references"]
    if unknown := row.keys() - _KEYS:
        raise TypeError(f"a raw row has no {', '.join(sorted(unknown))}")
    return cast(RawRow, row)


def given(**values: Any) -> dict[str, Any]:
    """Return the values that are not empty."""
    return {key: value for key, value in values.items() if value}
