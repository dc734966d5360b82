"""pretalx: submissions, slots, speakers and the like of its API, and its widget's schedule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kcdanalysis.sources.rows import NAME, SLOT, RawRow, given, raw_row
from kcdanalysis.sources.syntax.documents import Record, first_text, objects, section, text
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.syntax.markup import distinct

EXPECTED = 'pretalx gives its talks a "code" and a "title", below "results", "talks" or days'
EXAMPLE = '{"results": [{"code": "ABCDEF", "title": "eBPF", "submission_type": "Talk"}]}'

_TALKS = re.compile(r'"talks"\s*:\s*\[')
_CONFERENCE = re.compile(r'"conference"\s*:\s*\{')
#: One of these distinguishes pretalx from others that also give talks a code.
_PRETALX_KEYS = ("content_locale", "slot_type", "event_start", "submission_type", "is_featured")
#: Keys of what the API lists apart from the submissions.
_PARTS = [
    {"code", "name", "biography"},
    {"code", "name", "submissions"},
    {"submission", "room", "start"},
    {"name", "speaker_info"},
    {"name", "requires_access_code"},
    {"tag", "is_public"},
]
#: The lists of a document, and the keys by which the API's other lists are recognised.
_LISTS = {"rooms": "room", "tracks": "track", "submission_types": "kind", "tags": "tags"}
_LISTED_BY = {
    "speaker_info": "room",
    "default_duration": "kind",
    "requires_access_code": "track",
    "is_public": "tags",
}
_LEVEL = re.compile(r"level|expertise|experience|audience|niveau|public visé", re.IGNORECASE)
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
    return any(part <= keys for part in _PARTS)


def parse(data: bytes, name: str, *, language: str | None = None) -> Iterator[RawRow]:
    """Read the entries, and the speakers, slots and names that are listed apart from them.

    Texts in several languages are read in `language`, by default the event's main one.
    """
    document = read_json(data, name, repair=False)
    root = document if isinstance(document, Record) else Record()
    event = section(root, "event") or root
    language = language or text(root.get("locale")) or text(event.get("locale"))
    about = {
        "event": text(event.get("name"), language),
        "timezone": text(event.get("timezone")) or text(root.get("timezone")),
    }
    for record, listed in _records(document):
        if kind := _LISTS.get(listed) or _kind_of_list(record):
            yield from _name_row(record, kind, language)
        elif "title" in record:
            yield raw_row(about, _entry(record, language), line=record.line)
        elif "name" in record:
            yield from _person_row(record, language)
        else:
            yield from _slot_rows(record, about, language)


def _records(document: Any) -> Iterator[tuple[Record, str]]:
    """Yield each talk, slot, person and named thing with the key of its list, in order.

    Exports group them by page, day, minute and room, or key them by code.
    """
    stack: list[tuple[str, Any]] = [("", document)]
    while stack:
        listed, value = stack.pop()
        if isinstance(value, list):
            stack += [(listed, child) for child in reversed(value)]
        elif isinstance(value, Record):
            if listed in _LISTS or _is_known(value):
                yield value, listed
            else:
                stack += [(key, child) for key, child in reversed(value.items())]


def _is_known(record: Record) -> bool:
    keys = record.keys()
    return (
        ("title" in keys and not keys.isdisjoint(("code", "id", "start", "slot")))
        or {"code", "name"} <= keys
        or {"submission", "start"} <= keys
        or bool(_kind_of_list(record))
    )


def _kind_of_list(record: Record) -> str | None:
    if "name" not in record and "tag" not in record:
        return None
    return next((kind for key, kind in _LISTED_BY.items() if key in record), None)


def _entry(entry: Record, language: str | None) -> dict[str, Any]:
    slots = entry.get("slots")
    slot = slots[0] if isinstance(slots, list) and slots else entry.get("slot")
    slot = slot if isinstance(slot, Record) else entry
    speakers = entry.get("speakers")
    persons = speakers if isinstance(speakers, list) else []
    named = [given(name=text(each), id=text(each.get("code"))) for each in objects(persons)]
    row = {
        "id": first_text(entry, "code", "id"),
        "title": text(entry.get("title"), language),
        "speakers": [speaker for speaker in named if "name" in speaker],
        "speaker_ids": [code for each in persons if (code := _code(each))],
        "abstract": distinct(*(text(entry.get(k), language) for k in ("abstract", "description"))),
        "state": text(entry.get("state")),
        "level": text(entry.get("level")) or _answer(entry, _LEVEL, language),
        "language": text(entry.get("content_locale")),
        "start": text(slot.get("start")),
        "end": text(slot.get("end")),
        "duration": text(entry.get("duration")),
        "url": text(entry.get("website_url")),
    }
    types = [entry.get(key) for key in ("submission_type", "session_type", "slot_type")]
    kind = next((each for each in types if each is not None), None)
    # Without a code an entry was never submitted; pretalx has only such breaks.
    if kind is None and not entry.get("code"):
        kind = "break"
    values = {"track": entry.get("track"), "kind": kind, "room": slot.get("room")}
    return row | _with_references(values, entry.get("tags"), language)


def _with_references(
    values: dict[str, Any], tags: Any = None, language: str | None = None
) -> dict[str, Any]:
    """Return values as they are, and references to those that are given by number."""
    numbers: dict[str, Any] = {
        key: f"{key} {value}" for key, value in values.items() if _is_number(value)
    }
    row = {key: text(value, language) for key, value in values.items() if key not in numbers}
    tags = tags if isinstance(tags, list) else []
    if tags and all(map(_is_number, tags)):
        numbers["tags"] = [f"tags {tag}" for tag in tags]
    else:
        words = (text(_tag_or_name(tag), language) for tag in tags if not _is_number(tag))
        row["tags"] = list(filter(None, words))
    return {**row, **given(references=numbers)}


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _tag_or_name(value: Any) -> Any:
    return value.get("tag", value) if isinstance(value, Record) else value


def _code(speaker: Any) -> str | None:
    """Return the code of a speaker whose name is elsewhere."""
    if not isinstance(speaker, Record):
        return text(speaker)
    return None if text(speaker) else text(speaker.get("code"))


def _slot_rows(slot: Record, about: dict[str, Any], language: str | None) -> Iterator[RawRow]:
    """Read a slot of the API: of a submission, or a break with a description."""
    submission = slot.get("submission")
    times = {
        "start": text(slot.get("start")),
        "end": text(slot.get("end")),
        **_with_references({"room": slot.get("room")}, language=language),
        "line": slot.line,
    }
    times.pop("tags", None)
    if isinstance(submission, Record):
        yield raw_row(about, _entry(Record({**submission, "slot": slot}), language), times)
    elif code := text(submission):
        yield raw_row(times, kind=SLOT, id=code)
    elif title := text(slot.get("description"), language):
        yield raw_row(about, times, kind=text(slot.get("slot_type")) or "break", title=title)


def _name_row(record: Record, kind: str, language: str | None) -> Iterator[RawRow]:
    if name := text(_tag_or_name(record), language):
        key = text(record.get("id"))
        yield raw_row(kind=NAME, id=f"{kind} {key}", name=name, line=record.line)


def _person_row(person: Record, language: str | None) -> Iterator[RawRow]:
    code, name = text(person.get("code")), text(person.get("name"), language)
    if code and name:
        company = first_text(person, "company", "organisation", "affiliation")
        yield raw_row(
            kind="person",
            id=code,
            name=name,
            url=first_text(person, "website_url", "url", "linkedin_url", "homepage"),
            organisation=company or _answer(person, _COMPANY, language),
            line=person.line,
        )


def _answer(record: Record, question: re.Pattern[str], language: str | None) -> str | None:
    """Return the answer to the first question that matches: the event's option, or a text."""
    answers = record.get("answers")
    for answer in objects(answers) if isinstance(answers, list) else ():
        asked = section(answer, "question").get("question")
        texts = asked.values() if isinstance(asked, Record) else [asked]
        if question.search(" ".join(each for each in texts if isinstance(each, str))):
            options = objects(answer.get("options"))
            chosen = text(options[0].get("answer"), language) if options else None
            return chosen or text(answer.get("answer"), language)
    return None
