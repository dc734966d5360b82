"""The raw row that every format yields: the contract between formats and cleaning.

A row is an entry of the programme as published: `cleaning` removes markup and reads times,
kinds and names. Keys without a value may be left out. Rows of kind PERSON and EVENT complete
the entries that refer to them.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypedDict, cast

#: The kinds of rows that are not entries of the programme, see `references`; no label of a source.
PERSON, EVENT, SLOT, NAME = "person row", "event row", "slot row", "name row"


class Speaker(TypedDict, total=False):
    """A speaker whose link, organisation or id the source gives apart from the name."""

    name: str
    url: str
    organisation: str
    id: str
    #: See `people.Speaker`.
    beside: str


class RawRow(TypedDict, total=False):
    """Every key that `cleaning` knows; `source` is added when the file is read."""

    #: The other keys are columns that `write_talks` wrote; they are not cleaned.
    as_written: bool
    #: The address of a web page, "" if it gives none: the row is a talk only if the page of a
    #: schedule refers to it, or if it has speakers.
    page: str
    talk_id: str
    #: Of the entry in its source; of a person, what `speaker_ids` refer to; of a slot, its entry;
    #: of a name, the field and the id ("room 5"); of an event, the folder or file of its talks.
    id: str | None
    #: The source's own label ("Lecture"), or PERSON, EVENT, SLOT or NAME.
    kind: str | None
    title: str | None
    #: Of a person, or what a row of kind NAME names.
    name: str | None
    #: "Ada Example (Acme) and Bo Muster", names, or `Speaker` records.
    speakers: str | list[str] | list[Speaker] | None
    #: Ids of persons, of whom another row or file gives the names.
    speaker_ids: list[str]
    #: Links and organisations in the order of the speakers.
    speaker_urls: str | list[str] | None
    organisations: str | list[str] | None
    #: Of a person.
    organisation: str | None
    #: May contain HTML, Markdown or reStructuredText; several parts are a list.
    abstract: str | list[str] | None
    takeaways: str | list[str] | None
    #: A name, or the id of a row of kind NAME, or several of these.
    track: str | list[str] | None
    tags: str | list[str] | None
    level: str | list[str] | None
    room: str | list[str] | None
    #: As published ("confirmed"); missing where the source does not say.
    state: str | None
    #: The day of `start` and `end`, where these are times of day.
    day: str | date | None
    #: As published; a time without an offset is in `timezone`.
    start: str | date | datetime | None
    end: str | date | datetime | None
    duration: str | int | timedelta | None
    url: str | None
    #: Where missing, those of the nearest event row.
    event: str | None
    year: int | str | None
    language: str | None
    timezone: str | None
    #: Keys of this row with the ids of the rows of kind NAME that hold their values.
    references: dict[str, str | list[str]]
    source: str
    line: int | None


_KEYS = frozenset(RawRow.__annotations__)


def raw_row(*parts: Mapping[str, Any], **values: Any) -> RawRow:
    """Join parts of a row, later ones over earlier ones.

    >>> raw_row({"event": "KCD"}, {"title": "eBPF"}, line=3)
    {'event': 'KCD', 'title': 'eBPF', 'line': 3}
    """
    row: dict[str, Any] = {}
    references: dict[str, Any] = {}
    for part in (*parts, values):
        # Of a name and a reference to one, the later one counts.
        new = part.get("references", {})
        references = {key: one for key, one in references.items() if not part.get(key)} | new
        row = {key: one for key, one in row.items() if key not in new} | dict(part)
    row.pop("references", None)
    row |= given(references=references)
    # A mistake of the format, not of the user.
    if unknown := row.keys() - _KEYS:
        raise TypeError(f"a raw row has no {', '.join(sorted(unknown))}")
    return cast(RawRow, row)


def given(**values: Any) -> dict[str, Any]:
    """Return the values that are not empty."""
    return {key: value for key, value in values.items() if value}
