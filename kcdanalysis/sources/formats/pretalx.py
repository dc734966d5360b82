"""What pretalx gives out: submissions and speakers of its API, and its widget's schedule."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from kcdanalysis.errors import KcdWarning
from kcdanalysis.sources.syntax.documents import Record, section, text
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.syntax.markup import decode, distinct

EXPECTED = 'pretalx gives its talks a "code" and a "title", below "results", "talks" or days'
EXAMPLE = '{"results": [{"code": "ABCDEF", "title": "eBPF", "submission_type": "Talk"}]}'

_TALKS = re.compile(r'"talks"\s*:\s*\[')
_CONFERENCE = re.compile(r'"conference"\s*:\s*\{')
#: Keys of which one tells pretalx from others that also give talks a code.
_OURS = ("content_locale", "slot_type", "event_start", "submission_type", "is_featured")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LEVEL = re.compile(r"level|expertise|experience|audience|niveau|public visé", re.IGNORECASE)
_COMPANY = re.compile(r"company|organi[sz]ation|affiliation|entreprise|firma", re.IGNORECASE)
#: Proposals that are in no programme (any more).
_NOT_IN_PROGRAMME = frozenset("rejected withdrawn canceled cancelled deleted draft".split())

Path = tuple[str, ...]


def sniff(name: str, head: str) -> bool:
    """Say whether this comes from pretalx, by keys that nobody else puts together."""
    if not head.lstrip().startswith(("{", "[", "/*", "//")) or _CONFERENCE.search(head):
        return False
    keys = set(re.findall(r'"(\w+)"\s*:', head))
    if "title" in keys:
        return (
            {"code", "submission_type"} <= keys
            or {"code", "session_type", "website_url"} <= keys
            or bool(_TALKS.search(head) and keys.intersection(_OURS))
        )
    return {"code", "name", "avatar"} <= keys and bool({"biography", "submissions"} & keys)


def parse(data: bytes, name: str, *, language: str | None = None) -> Iterator[dict[str, Any]]:
    """Read the entries, and the speakers that stand apart from them.

    Parameters
    ----------
    data, name
        The file.
    language
        Which of the texts in several languages to take: by default the event's
        main language where it is stated, else English, else the first.
    """
    document = read_json(decode(data, name), name, mend=False)
    root = document if isinstance(document, Record) else Record()
    language = language or _main_language(root)
    shared = _event(root, language)
    names = {key: _names(root.get(key), language) for key in ("tracks", "rooms", "speakers")}
    left_out: Counter[str] = Counter()
    for path, entry in _entries(document):
        state = (text(entry.get("state")) or "").lower()
        if not _is_entry(entry):
            yield from _person_rows(entry, language)
        elif state in _NOT_IN_PROGRAMME:
            left_out[state] += 1
        else:
            yield {**shared, **_row(entry, path, names, language)}
    if left_out:
        counts = ", ".join(f"{count} {state}" for state, count in left_out.items())
        warnings.warn(
            f"{name}: submissions that are not in the programme were left out ({counts})",
            KcdWarning,
            stacklevel=2,
        )


def _entries(document: Any) -> Iterator[tuple[Path, Record]]:
    """Every talk, break and person with the keys that lead to it, in the order of the file.

    Downloads put them into pages, days, minutes and rooms, or below their codes.
    """
    waiting: list[tuple[Path, Any]] = [((), document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Record) and (_is_entry(value) or {"code", "name"} <= value.keys()):
            yield path, value
        elif isinstance(value, Record):
            waiting += [((*path, key), child) for key, child in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [(path, child) for child in reversed(value)]


def _is_entry(record: Record) -> bool:
    return "title" in record and not record.keys().isdisjoint(("code", "id", "start", "slot"))


def _main_language(root: Record) -> str | None:
    return text(root.get("locale")) or text(section(root, "event").get("locale"))


def _event(root: Record, language: str | None) -> dict[str, Any]:
    event = section(root, "event") or root
    year = (text(event.get("event_start")) or text(event.get("date_from")) or "")[:4]
    return {
        "event": text(event.get("name"), language),
        "year": int(year) if year.isdecimal() and len(year) == 4 else None,
        "timezone": text(event.get("timezone")) or text(root.get("timezone")),
    }


def _names(values: Any, language: str | None) -> dict[str, str]:
    """The names of tracks, rooms or speakers by their id or code."""
    listed = values.values() if isinstance(values, Record) else values
    if not isinstance(values, (Record, list)):
        return {}
    named = [(each, text(each, language)) for each in listed if isinstance(each, Record)]
    return {
        str(each[key]): each_name
        for each, each_name in named
        for key in ("id", "code")
        if key in each and each_name
    }


def _row(
    entry: Record, path: Path, names: dict[str, dict[str, str]], language: str | None
) -> dict[str, Any]:
    slot = _slot(entry)
    known, unknown = _speakers(entry, names["speakers"], language)
    return {
        "id": text(entry.get("code")) or text(entry.get("id")),
        "title": text(entry.get("title"), language),
        "speakers": known,
        "speaker_ids": unknown,
        "abstract": distinct(
            text(entry.get("abstract"), language), text(entry.get("description"), language)
        ),
        "track": _named(entry.get("track"), names["tracks"], language),
        "tags": _tags(entry.get("tags"), language),
        "kind": _kind(entry, language),
        "level": text(entry.get("level")) or _answer(entry, _LEVEL, language),
        "language": text(entry.get("content_locale")),
        "room": _named(slot.get("room"), names["rooms"], language),
        "start": text(slot.get("start")) or _start_by_path(path),
        "end": text(slot.get("end")),
        "duration": _minutes(entry.get("duration")),
        "url": text(entry.get("website_url")),
        "line": entry.line,
    }


def _person_rows(person: Record, language: str | None) -> Iterator[dict[str, Any]]:
    code, person_name = text(person.get("code")), text(person.get("name"), language)
    company = _first(person, "company", "organisation", "affiliation")
    if code and person_name:
        yield {
            "kind": "person",
            "id": code,
            "name": person_name,
            "url": _first(person, "website_url", "url", "linkedin_url", "linkedin", "homepage"),
            "organisation": company or _answer(person, _COMPANY, language),
            "line": person.line,
        }


def _slot(entry: Record) -> Record:
    """Where and when: in the entry itself, in its slot, or in the first of several."""
    slots = entry.get("slots")
    first = slots[0] if isinstance(slots, list) and slots else entry.get("slot")
    return first if isinstance(first, Record) else entry


def _speakers(
    entry: Record, names: dict[str, str], language: str | None
) -> tuple[list[dict[str, str]], list[str]]:
    """Speakers with their names, and the codes of those whose names stand elsewhere."""
    known, unknown = [], []
    given = entry.get("speakers")
    for person in given if isinstance(given, list) else ():
        code = text(person.get("code")) if isinstance(person, Record) else text(person)
        person_name = text(person, language) if isinstance(person, Record) else None
        person_name = person_name or names.get(code or "")
        if person_name:
            known.append({"name": person_name, **({"id": code} if code else {})})
        elif code:
            unknown.append(code)
    return known, unknown


def _named(value: Any, names: dict[str, str], language: str | None) -> str | None:
    """A name as it stands, or found by its number; a number that nobody named is no name."""
    if isinstance(value, int):
        return names.get(str(value))
    return text(value, language)


def _kind(entry: Record, language: str | None) -> str | None:
    for key in ("submission_type", "session_type", "slot_type"):
        # Newer versions give the number of a type that stands elsewhere.
        if not isinstance(entry.get(key), int) and text(entry.get(key), language):
            return text(entry.get(key), language)
    # What has no code was never submitted: pretalx knows only breaks of that sort.
    return None if entry.get("code") else "break"


def _tags(tags: Any, language: str | None) -> list[str]:
    given = tags if isinstance(tags, list) else []
    # Newer versions give objects, or the numbers of tags that stand elsewhere.
    words = [tag.get("tag") if isinstance(tag, Record) and "tag" in tag else tag for tag in given]
    return [found for tag in words if not isinstance(tag, int) and (found := text(tag, language))]


def _answer(record: Record, question: re.Pattern[str], language: str | None) -> str | None:
    """The answer to the first question of that sort, in the event's words where it offers some."""
    answers = record.get("answers")
    for answer in answers if isinstance(answers, list) else ():
        if isinstance(answer, Record):
            asked = section(answer, "question").get("question")
            if question.search(" ".join(_all_texts(asked))):
                return _option(answer, language) or text(answer.get("answer"))
    return None


def _all_texts(value: Any) -> list[str]:
    values = value.values() if isinstance(value, Record) else [value]
    return [each for each in values if isinstance(each, str)]


def _option(answer: Record, language: str | None) -> str | None:
    options = answer.get("options")
    first = options[0] if isinstance(options, list) and options else None
    return text(first.get("answer"), language) if isinstance(first, Record) else None


def _first(record: Record, *keys: str) -> str | None:
    return next(filter(None, (text(record.get(key)) for key in keys)), None)


def _start_by_path(path: Path) -> str | None:
    """The start of an entry below "2024-11-02" and "510", the minutes since midnight."""
    for day, minute in pairwise(path):
        if _DAY.fullmatch(day) and minute.isdecimal() and len(minute) <= 4 and int(minute) < 1440:
            return f"{day}T{int(minute) // 60:02}:{int(minute) % 60:02}"
    return None


def _minutes(duration: Any) -> int | str | None:
    said = text(duration)
    return int(said) if said and said.isdecimal() and len(said) <= 5 else said
