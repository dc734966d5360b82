"""What pretalx gives out: submissions and speakers of its API, and its widget's schedule."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from kcdanalysis.errors import KcdWarning
from kcdanalysis.sources.rows import RawRow, given, raw_row
from kcdanalysis.sources.syntax.documents import (
    Record,
    first_text,
    names_by,
    objects,
    section,
    text,
)
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.syntax.markup import distinct
from kcdanalysis.sources.values.times import year_of

EXPECTED = 'pretalx gives its talks a "code" and a "title", below "results", "talks" or days'
EXAMPLE = '{"results": [{"code": "ABCDEF", "title": "eBPF", "submission_type": "Talk"}]}'

_TALKS = re.compile(r'"talks"\s*:\s*\[')
_CONFERENCE = re.compile(r'"conference"\s*:\s*\{')
#: One of these distinguishes pretalx from others that also give talks a code.
_PRETALX_KEYS = ("content_locale", "slot_type", "event_start", "submission_type", "is_featured")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LEVEL = re.compile(r"level|expertise|experience|audience|niveau|public visé", re.IGNORECASE)
_COMPANY = re.compile(r"company|organi[sz]ation|affiliation|entreprise|firma", re.IGNORECASE)
#: States of proposals that are not in the programme.
_NOT_IN_PROGRAMME = frozenset("rejected withdrawn canceled cancelled deleted draft".split())

Path = tuple[str, ...]


def sniff(name: str, head: str) -> bool:
    """Whether this is from pretalx, by combinations of keys that only pretalx has."""
    if not head.lstrip().startswith(("{", "[", "/*", "//")) or _CONFERENCE.search(head):
        return False
    keys = set(re.findall(r'"(\w+)"\s*:', head))
    if "title" in keys:
        return (
            {"code", "submission_type"} <= keys
            or {"code", "session_type", "website_url"} <= keys
            or bool(_TALKS.search(head) and keys.intersection(_PRETALX_KEYS))
        )
    return {"code", "name", "avatar"} <= keys and bool({"biography", "submissions"} & keys)


def parse(data: bytes, name: str, *, language: str | None = None) -> Iterator[RawRow]:
    """Read the entries, and the speakers that are listed apart from them.

    Texts in several languages are read in `language`, by default the event's main one.
    """
    document = read_json(data, name)
    root = document if isinstance(document, Record) else Record()
    language = language or text(root.get("locale")) or text(section(root, "event").get("locale"))
    about = _event(root, language)
    names = {
        key: names_by(objects(root.get(key)), "id", "code", language=language)
        for key in ("tracks", "rooms", "speakers")
    }
    left_out: Counter[str] = Counter()
    for path, entry in _entries(document):
        state = (text(entry.get("state")) or "").lower()
        if not _is_entry(entry):
            yield from _person_rows(entry, language)
        elif state in _NOT_IN_PROGRAMME:
            left_out[state] += 1
        else:
            yield raw_row(about, _row(entry, path, names, language))
    if left_out:
        counts = ", ".join(f"{count} {state}" for state, count in left_out.items())
        problem = f"submissions that are not in the programme were left out ({counts})"
        warnings.warn(f"{name}: {problem}", KcdWarning, stacklevel=2)


def _entries(document: Any) -> Iterator[tuple[Path, Record]]:
    """Yield each talk, break and person with the keys that lead to it, in order.

    Exports group them by page, day, minute and room, or key them by code.
    """
    stack: list[tuple[Path, Any]] = [((), document)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, Record) and (_is_entry(value) or {"code", "name"} <= value.keys()):
            yield path, value
        elif isinstance(value, Record):
            stack += [((*path, key), child) for key, child in reversed(value.items())]
        elif isinstance(value, list):
            stack += [(path, child) for child in reversed(value)]


def _is_entry(record: Record) -> bool:
    return "title" in record and not record.keys().isdisjoint(("code", "id", "start", "slot"))


def _event(root: Record, language: str | None) -> dict[str, Any]:
    event = section(root, "event") or root
    return {
        "event": text(event.get("name"), language),
        "year": year_of(first_text(event, "event_start", "date_from")),
        "timezone": text(event.get("timezone")) or text(root.get("timezone")),
    }


def _row(
    entry: Record, path: Path, names: dict[str, dict[str, str]], language: str | None
) -> dict[str, Any]:
    slot = _slot(entry)
    speakers, codes = _speakers(entry, names["speakers"], language)
    prose = [text(entry.get(key), language) for key in ("abstract", "description")]
    duration = text(entry.get("duration"))
    is_number = duration and duration.isdecimal() and len(duration) <= 5
    return {
        "id": first_text(entry, "code", "id"),
        "title": text(entry.get("title"), language),
        "speakers": speakers,
        "speaker_ids": codes,
        "abstract": distinct(*prose),
        "track": _named(entry.get("track"), names["tracks"], language),
        "tags": _tags(entry, language),
        "kind": _kind(entry, language),
        "level": text(entry.get("level")) or _answer(entry, _LEVEL, language),
        "language": text(entry.get("content_locale")),
        "room": _named(slot.get("room"), names["rooms"], language),
        "start": text(slot.get("start")) or _start_by_path(path),
        "end": text(slot.get("end")),
        "duration": int(duration) if duration and is_number else duration,
        "url": text(entry.get("website_url")),
        "line": entry.line,
    }


def _person_rows(person: Record, language: str | None) -> Iterator[RawRow]:
    code, name = text(person.get("code")), text(person.get("name"), language)
    company = first_text(person, "company", "organisation", "affiliation")
    url = first_text(person, "website_url", "url", "linkedin_url", "linkedin", "homepage")
    if code and name:
        yield raw_row(
            kind="person",
            id=code,
            name=name,
            url=url,
            organisation=company or _answer(person, _COMPANY, language),
            line=person.line,
        )


def _slot(entry: Record) -> Record:
    """Return the object with room and times: the (first) slot, or the entry itself."""
    slots = entry.get("slots")
    slot = slots[0] if isinstance(slots, list) and slots else entry.get("slot")
    return slot if isinstance(slot, Record) else entry


def _speakers(
    entry: Record, names: dict[str, str], language: str | None
) -> tuple[list[dict[str, str]], list[str]]:
    """Return the speakers with names, and the codes of those whose names are elsewhere."""
    named, codes = [], []
    speakers = entry.get("speakers")
    for person in speakers if isinstance(speakers, list) else ():
        is_record = isinstance(person, Record)
        code = text(person.get("code") if is_record else person)
        name = (text(person, language) if is_record else None) or names.get(code or "")
        if name:
            named.append(given(name=name, id=code))
        elif code:
            codes.append(code)
    return named, codes


def _named(value: Any, names: dict[str, str], language: str | None) -> str | None:
    """Return a name as it is, or find it by its number; an unknown number is left out."""
    return names.get(str(value)) if isinstance(value, int) else text(value, language)


def _kind(entry: Record, language: str | None) -> str | None:
    for key in ("submission_type", "session_type", "slot_type"):
        # Newer versions give the number of a type that is listed elsewhere.
        if not isinstance(entry.get(key), int) and text(entry.get(key), language):
            return text(entry.get(key), language)
    # Without a code an entry was never submitted; pretalx has only such breaks.
    return None if entry.get("code") else "break"


def _tags(entry: Record, language: str | None) -> list[str]:
    tags = entry.get("tags")
    # Newer versions give objects, or the numbers of tags that are listed elsewhere.
    words = [
        tag.get("tag") if isinstance(tag, Record) and "tag" in tag else tag
        for tag in (tags if isinstance(tags, list) else ())
    ]
    return [name for tag in words if not isinstance(tag, int) and (name := text(tag, language))]


def _answer(record: Record, question: re.Pattern[str], language: str | None) -> str | None:
    """Return the answer to the first question that matches: the event's option, or a text."""
    answers = record.get("answers")
    for answer in objects(answers) if isinstance(answers, list) else ():
        asked = section(answer, "question").get("question")
        texts = asked.values() if isinstance(asked, Record) else [asked]
        if question.search(" ".join(each for each in texts if isinstance(each, str))):
            options = answer.get("options")
            option = options[0] if isinstance(options, list) and options else None
            chosen = text(option.get("answer"), language) if isinstance(option, Record) else None
            return chosen or text(answer.get("answer"))
    return None


def _start_by_path(path: Path) -> str | None:
    """Return the start of an entry below "2024-11-02" and "510", the minutes since midnight."""
    for day, minute in pairwise(path):
        if _DAY.fullmatch(day) and minute.isdecimal() and len(minute) <= 4 and int(minute) < 1440:
            return f"{day}T{int(minute) // 60:02}:{int(minute) % 60:02}"
    return None
