"""Records of pyvideo.org: a JSON file a talk, and one about the event ("category.json")."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from kcdanalysis.sources.syntax.documents import Record, text
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.syntax.markup import decode

EXPECTED = 'a pyvideo file is a JSON object with "title", "speakers", "recorded" and "videos"'
EXAMPLE = '{"recorded": "2023-06-22", "speakers": ["Ada"], "title": "eBPF", "videos": []}'

_KEYS = ("copyright_text", "recorded", "related_urls", "thumbnail_url", "videos", "speakers")


def sniff(name: str, head: str) -> bool:
    """Say whether this is a talk's record, or an event's."""
    if not head.lstrip().startswith("{"):
        return False
    if PurePath(name).name.casefold() == "category.json":
        return '"title"' in head
    # The keys stand in the order of the alphabet: a long description may hide the last ones.
    said = [key for key in _KEYS if f'"{key}"' in head]
    return len(said) >= 3 or (said == ["copyright_text"] and '"description"' in head)


def parse(data: bytes, name: str) -> Iterator[dict[str, Any]]:
    """Read the one talk, or the event, of a file.

    Raises
    ------
    KcdError
        If the JSON is broken.
    """
    record = read_json(decode(data, name), name)
    if not isinstance(record, Record):
        return
    if PurePath(name).name.casefold() == "category.json":
        yield {
            "kind": "event",
            "event": text(record.get("title")),
            "line": record.line,
        }
    elif text(record.get("title")):
        yield _read_talk(record, name)


def _read_talk(record: Record, name: str) -> dict[str, Any]:
    prose = [text(record.get(key)) for key in ("summary", "description")]
    seconds = record.get("duration")
    speakers, tags = record.get("speakers"), record.get("tags")
    row = {
        "id": PurePath(name).stem,
        "title": text(record.get("title")),
        "speakers": [one for one in speakers if one] if isinstance(speakers, list) else None,
        "abstract": [part for part in prose if part],
        "tags": [one for one in tags if one] if isinstance(tags, list) else None,
        "language": text(record.get("language")),
        "start": text(record.get("recorded")),
        "duration": round(seconds / 60) if isinstance(seconds, int) and seconds > 0 else None,
        "url": _url(record),
        "line": record.line,
    }
    return {key: value for key, value in row.items() if value}


def _url(record: Record) -> str | None:
    """Take the talk's own page in the programme, else its video."""
    own = [link for link in _records(record, "related_urls") if "talk" in str(link.get("label"))]
    links = [*own, *_records(record, "videos")]
    return next((url for url in (text(link.get("url")) for link in links) if url), None)


def _records(record: Record, key: str) -> list[Record]:
    values = record.get(key)
    return [one for one in values if isinstance(one, Record)] if isinstance(values, list) else []
