"""pretalx: submissions, slots, speakers and the like of its API, and its widget's schedule."""

import re
from collections.abc import Iterator
from typing import Any

from kcdanalysis.sources.layouts.record_rows import unwrap
from kcdanalysis.sources.rows import NAME, PERSON, SLOT, RawRow, given, raw_row
from kcdanalysis.sources.syntax.documents import Record, first_text, objects, person, section, text
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.syntax.markup import distinct

EXPECTED = 'pretalx gives its talks a "code" and a "title", below "results", "talks" or days'
EXAMPLE = '{"results": [{"code": "ABCDEF", "title": "eBPF", "submission_type": "Talk"}]}'

_TALKS = re.compile(r'"talks"\s*:\s*\[')
_CONFERENCE = re.compile(r'"conference"\s*:\s*\{')
#: One of these distinguishes pretalx from others that also give talks a code.
_PRETALX_KEYS = ("content_locale", "slot_type", "event_start", "submission_type", "is_featured")
#: Keys of a speaker or slot in the API's lists of these.
_PARTS = ({"code", "name", "biography"}, {"code", "name", "submissions"}, {"submission", "start"})
#: What names are for, by the key of their list or by a key that each of them has.
_LISTS = {"rooms": "room", "tracks": "track", "submission_types": "kind", "tags": "tags"}
_MARKS = {
    "speaker_info": "room",
    "default_duration": "kind",
    "requires_access_code": "track",
    "is_public": "tags",
}
_LEVEL = re.compile(
    r"level|expertise|experience|audience|nive(?:au|l)|livello|public visé", re.IGNORECASE
)
_COMPANY = re.compile(r"company|organi[sz]ation|affiliation|entreprise|firma", re.IGNORECASE)


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
    return any(part <= keys for part in _PARTS) or bool(_MARKS.keys() & keys)


def parse(data: bytes, name: str, *, language: str | None = None) -> Iterator[RawRow]:
    """Read the entries, and the speakers, slots and names that are listed apart from them.

    Texts in several languages are read in `language`, by default the event's main one.
    """
    document = read_json(data, name)
    root = document if isinstance(document, Record) else Record()
    main = first_text(root, "locale") or text(section(root, "event").get("locale"))
    document = unwrap(document, language or main)
    root = document if isinstance(document, Record) else Record()
    event = section(root, "event") or root
    about = {
        "event": text(event.get("name")),
        "timezone": text(event.get("timezone")) or text(root.get("timezone")),
    }
    for record, listed in _records(document):
        row = _entry(record) if "title" in record else _part(record, listed)
        if row:
            yield raw_row({} if row.get("kind") in (PERSON, SLOT, NAME) else about, row)


def _records(document: Any) -> Iterator[tuple[Record, str]]:
    """Yield each talk, slot, person and name with the key of its list, in order.

    Exports group them by page, day, minute and room, or key them by code.
    """
    stack: list[tuple[str, Any]] = [("", document)]
    while stack:
        listed, value = stack.pop()
        if isinstance(value, list):
            stack += [(listed, child) for child in reversed(value)]
        elif isinstance(value, Record):
            keys = value.keys()
            is_talk = "title" in keys and keys & {"code", "id", "start", "slot"}
            is_part = keys >= {"code", "name"} or keys >= {"submission", "start"}
            if is_talk or is_part or listed in _LISTS or keys & _MARKS.keys():
                yield value, listed
            else:
                stack += [(key, child) for key, child in reversed(value.items())]


def _entry(entry: Record) -> dict[str, Any]:
    slots = entry.get("slots")
    slot = slots[0] if isinstance(slots, list) and slots else entry.get("slot")
    slot = slot if isinstance(slot, Record) else entry
    speakers = entry.get("speakers")
    persons = speakers if isinstance(speakers, list) else []
    named = [person(each) for each in objects(persons)]
    codes = [None if isinstance(each, Record) else text(each) for each in persons]
    codes += [each["id"] for each in named if "name" not in each and "id" in each]
    # Without a code an entry was never submitted; pretalx has only such breaks.
    types = (*(entry.get(f"{of}_type") for of in ("submission", "session", "slot")), "break")
    kinds = [each for each in types if each is not None]
    return {
        "id": first_text(entry, "code", "id"),
        "title": text(entry.get("title")),
        "speakers": [speaker for speaker in named if "name" in speaker],
        "speaker_ids": list(filter(None, codes)),
        "abstract": distinct(*(text(entry.get(key)) for key in ("abstract", "description"))),
        "state": text(entry.get("state")),
        "level": text(entry.get("level")) or _answer(entry, _LEVEL),
        "language": text(entry.get("content_locale")),
        "start": text(slot.get("start")),
        "end": text(slot.get("end")),
        "duration": text(entry.get("duration")),
        "url": text(entry.get("website_url")),
        "line": entry.line,
        **_names(
            track=entry.get("track"),
            kind=None if kinds[0] == "break" and entry.get("code") else kinds[0],
            room=slot.get("room"),
            tags=entry.get("tags") if isinstance(entry.get("tags"), list) else [],
        ),
    }


def _names(**values: Any) -> dict[str, Any]:
    """Return names as they are, and references to those that are given by number."""
    row: dict[str, Any] = {}
    references: dict[str, Any] = {}
    for key, value in values.items():
        items = value if isinstance(value, list) else [value]
        numbers = [f"{key} {item}" for item in items if type(item) is int]
        texts = [None if type(item) is int else _name(item) for item in items]
        names = list(filter(None, texts))
        if numbers and not names:
            references[key] = numbers if isinstance(value, list) else numbers[0]
        else:
            row[key] = names if isinstance(value, list) else next(iter(names), None)
    return {**row, **given(references=references)}


def _name(value: Any) -> str | None:
    """Return a name, or that of a tag."""
    return text(value.get("tag", value) if isinstance(value, Record) else value)


def _part(record: Record, listed: str) -> dict[str, Any] | None:
    """Read a person, a slot, or the name behind a number."""
    marks = (kind for key, kind in _MARKS.items() if key in record)
    code, name = text(record.get("code")), _name(record)
    if kind := _LISTS.get(listed) or next(marks, None):
        identifier = f"{kind} {text(record.get('id'))}"
        return {"kind": NAME, "id": identifier, "name": name, "line": record.line}
    if "submission" not in record:
        company = _answer(record, _COMPANY)
        person = {"kind": PERSON, "id": code, "name": name, "organisation": company}
        return {**person, "line": record.line} if code and name else None
    submission = record["submission"]
    times = {key: text(record.get(key)) for key in ("start", "end")}
    slot = {**times, **_names(room=record.get("room")), "line": record.line}
    if isinstance(submission, Record):
        return {**_entry(submission), **slot}
    if code := text(submission):
        return {**slot, "kind": SLOT, "id": code}
    # A break has a description only.
    title = text(record.get("description"))
    return {**slot, "kind": text(record.get("slot_type")) or "break", "title": title}


def _answer(record: Record, question: re.Pattern[str]) -> str | None:
    """Return the answer to the first question that matches: the event's option, or a text."""
    answers = record.get("answers")
    for answer in objects(answers) if isinstance(answers, list) else ():
        if question.search(text(section(answer, "question").get("question")) or ""):
            options = objects(answer.get("options"))
            chosen = text(options[0].get("answer")) if options else None
            return chosen or text(answer.get("answer"))
    return None
