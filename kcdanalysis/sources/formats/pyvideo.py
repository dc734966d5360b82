"""Records of pyvideo.org: a JSON file a talk, and one about the event ("category.json")."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from kcdanalysis.sources.rows import EVENT, RawRow, given, raw_row
from kcdanalysis.sources.syntax.documents import Record, objects, pick, text_of
from kcdanalysis.sources.syntax.json_reader import read_json

EXPECTED = 'a pyvideo file is a JSON object with "title", "speakers", "recorded" and "videos"'
EXAMPLE = '{"recorded": "2023-06-22", "speakers": ["Ada"], "title": "eBPF", "videos": []}'

_EVENT = "category.json"
_KEYS = ("copyright_text", "recorded", "related_urls", "thumbnail_url", "videos", "speakers")


def sniff(name: str, head: str) -> bool:
    """Whether this is the record of a talk or of an event."""
    if not head.lstrip().startswith("{"):
        return False
    if PurePath(name).name.casefold() == _EVENT:
        return '"title"' in head
    # The keys are in alphabetical order: a long description may hide the last ones.
    keys = [key for key in _KEYS if f'"{key}"' in head]
    return len(keys) >= 3 or (keys == ["copyright_text"] and '"description"' in head)


def parse(data: bytes, name: str) -> Iterator[RawRow]:
    """Read the one talk, or the event, of a file."""
    record = read_json(data, name)
    if not isinstance(record, Record):
        return
    title = text_of(record.get("title"))
    if PurePath(name).name.casefold() == _EVENT:
        yield raw_row(kind=EVENT, event=title, line=record.line)
    elif title:
        yield _read_talk(record, PurePath(name).stem)


def _read_talk(record: Record, stem: str) -> RawRow:
    seconds, recorded = record.get("duration"), text_of(record.get("recorded")) or ""
    related = [
        link for link in objects(record.get("related_urls")) if "talk" in str(link.get("label"))
    ]
    # The talk's own page in the programme, else its video.
    links = [text_of(link.get("url")) for link in [*related, *objects(record.get("videos"))]]
    row = given(
        # Older files name their event themselves.
        **pick(record, event="category", title="title", language="language"),
        id=stem,
        speakers=_texts(record.get("speakers")),
        abstract=_texts([record.get("summary"), record.get("description")]),
        tags=_texts(record.get("tags")),
        duration=round(seconds / 60) if isinstance(seconds, int) and seconds > 0 else None,
        url=next(filter(None, links), None),
        line=record.line,
    )
    # Most files state the day of the recording alone.
    return raw_row(row, given(**{"start" if ":" in recorded else "day": recorded}))


def _texts(values: Any) -> list[str]:
    return list(filter(None, map(text_of, values))) if isinstance(values, list) else []
