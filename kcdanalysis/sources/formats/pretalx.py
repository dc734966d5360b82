"""pretalx: submissions, slots, speakers and the like of its API, and its widget's schedule."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kcdanalysis.sources.layouts.record_rows import read_people, read_person, unwrap
from kcdanalysis.sources.rows import NAME, PERSON, SLOT, RawRow, given, raw_row
from kcdanalysis.sources.syntax.documents import Record, objects, pick, section, text_of, walk
from kcdanalysis.sources.syntax.json_reader import read_json

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
#: Our fields with pretalx's keys for them.
_KEYS = {
    "id": "code id", "title": "title", "state": "state", "language": "content_locale",
    "duration": "duration", "url": "website_url",
}  # fmt: skip
_PROSE = ("abstract", "description")
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
    """Read the entries, and the speakers, slots and names that are listed apart from them."""
    document = read_json(data, name)
    root = document if isinstance(document, Record) else Record()
    main = text_of(root.get("locale")) or text_of(section(root, "event").get("locale"))
    document = unwrap(document, language or main)
    root = document if isinstance(document, Record) else Record()
    about = pick(section(root, "event") or root, event="name", timezone="timezone")
    about["timezone"] = about["timezone"] or text_of(root.get("timezone"))
    for record, listed, _ in walk(document, _is_row):
        row = _entry(record) if "title" in record else _part(record, listed)
        if row:
            yield raw_row({} if row.get("kind") in (PERSON, SLOT, NAME) else about, row)


def _is_row(record: Record, listed: str) -> bool:
    """Whether a record is a talk, slot, person or name; exports group them in many ways."""
    keys = record.keys()
    is_talk = "title" in keys and bool(keys & {"code", "id", "start", "slot"})
    is_part = keys >= {"code", "name"} or keys >= {"submission", "start"}
    return is_talk or is_part or listed in _LISTS or bool(keys & _MARKS.keys())


def _entry(entry: Record) -> RawRow:
    slots = entry.get("slots")
    slot = slots[0] if isinstance(slots, list) and slots else entry.get("slot")
    slot = slot if isinstance(slot, Record) else entry
    # Without a code an entry was never submitted; pretalx has only such breaks.
    types = (*(entry.get(f"{of}_type") for of in ("submission", "session", "slot")), "break")
    kind = next(each for each in types if each is not None)
    return raw_row(
        pick(entry, **_KEYS),
        pick(slot, start="start", end="end"),
        read_people(entry.get("speakers")),
        _names(
            track=entry.get("track"),
            kind=None if kind == "break" and entry.get("code") else kind,
            room=slot.get("room") or slot.get("rooms"),
            tags=entry.get("tags") if isinstance(entry.get("tags"), list) else [],
        ),
        abstract=[each for key in _PROSE if (each := text_of(entry.get(key)))],
        level=text_of(entry.get("level")) or _answer(entry, _LEVEL),
        line=entry.line,
    )


def _names(**values: Any) -> dict[str, Any]:
    """Return names as they are, and references to those that are given by number."""
    row: dict[str, Any] = {}
    references: dict[str, Any] = {}
    for key, value in values.items():
        items = value if isinstance(value, list) else [value]
        names = [text for item in items if type(item) is not int and (text := text_of(item))]
        numbers = [f"{key} {item}" for item in items if type(item) is int]
        found = names or numbers
        part = references if numbers and not names else row
        part[key] = found if isinstance(value, list) else next(iter(found), None)
    return {**row, **given(references=references)}


def _part(record: Record, listed: str) -> Mapping[str, Any] | None:
    """Read a person, a slot, or the name behind a number."""
    row = pick(record, id="code", name="name tag")
    field = _LISTS.get(listed) or next((_MARKS[key] for key in record if key in _MARKS), None)
    if field:
        identifier = f"{field} {text_of(record.get('id'))}"
        return {"kind": NAME, "id": identifier, "name": row["name"], "line": record.line}
    if "submission" not in record:
        stated = given(**{each: read_person(record).get(each) for each in ("url", "organisation")})
        row |= {"kind": PERSON, "organisation": _answer(record, _COMPANY), **stated}
        return {**row, "line": record.line} if row["id"] and row["name"] else None
    submission = record["submission"]
    about = _names(room=record.get("room"))
    slot = {**pick(record, start="start", end="end"), **about, "line": record.line}
    if isinstance(submission, Record):
        return raw_row(_entry(submission), slot)
    if code := text_of(submission):
        return {**slot, "kind": SLOT, "id": code}
    # A break has a description only.
    title = text_of(record.get("description"))
    return {**slot, "kind": text_of(record.get("slot_type")) or "break", "title": title}


def _answer(record: Record, question: re.Pattern[str]) -> str | None:
    """Return the answer to the first question that matches: the event's option, or a text."""
    for answer in objects(record.get("answers")):
        if question.search(text_of(section(answer, "question").get("question")) or ""):
            options = objects(answer.get("options"))
            chosen = text_of(options[0].get("answer")) if options else None
            return chosen or text_of(answer.get("answer"))
    return None
