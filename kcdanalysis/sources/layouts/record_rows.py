"""Rows from the records of JSON, YAML and front matter, whatever their keys are called."""

import re
from functools import lru_cache
from itertools import islice
from typing import Any

from kcdanalysis.sources.rows import given, raw_row
from kcdanalysis.sources.syntax.documents import (
    Record,
    has_value,
    objects,
    pick,
    section,
    text_of,
    value_of,
)
from kcdanalysis.sources.values.fields import match_field, normalise, split_language
from kcdanalysis.sources.values.kinds import kind_in
from kcdanalysis.sources.values.vocabulary import WORDS, phrase_lists
from kcdanalysis.talks import slug
from kcdanalysis.words.languages import language_code

_REFERENCE = re.compile(
    r"(.+?)(?<![ _-])[ _-]*(?:ids?|serials?|slugs?|codes?|refs?|keys?)", re.IGNORECASE
)
#: What "Speaker 2" and "co-speaker" have besides "speaker".
_FURTHER = re.compile(
    r"(?<=.)(?<![\s_\d-])[\s_-]*\d+$|^(?:co|second|third)(?:[\s_-]+|(?=[A-Z])|(?=facilitator))"
)
_LOCALE = re.compile(rf"(?:{'|'.join(phrase_lists('languages'))})(?:[-_][A-Za-z]{{2,8}})?")
#: Keys of a record that only wraps a value: OpenReview, Firestore, MongoDB.
_WRAPPED = re.compile(r"(?:[a-z]+V|v)alues?|\$\w+")
#: Any code of a language, beside one that is known.
_CODE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,8})?")
#: An identifier rather than a name: no space, and no capital letter, except in Airtable.
_IDENTIFIER = re.compile(r"[a-z0-9_]+(?:[-.][a-z0-9_]+)*|rec[A-Za-z0-9]{14}")
_AIRTABLE = re.compile(r"rec[A-Za-z0-9]{14}")
_LINK = re.compile(r"[/.#?]")
_BESIDE_DATA = frozenset({"data", "links", "meta"})
_CLOCK = re.compile(r"\d[:.h]\d\d|\d\s?[ap]m", re.IGNORECASE)
_TIMES = ("start", "end", "time")
PLACES = frozenset({"room", "track"})
#: What WordPress says of a page.
_OF_PAGE = ("date", "author", "status")
#: "BoatML 2024 poster"
_PRESENTED = re.compile(r"(?<=\d{4})\s+(?:oral|poster|spotlight)$", re.IGNORECASE)
_NO_OFFSET = re.compile(r"[^+Z]+:[^+Z]+")
#: What the record of a room has not.
_OF_TALKS = frozenset({"title_ids", "speakers", "speaker_ids", "start", "time", "duration"})
_SEVERAL = ("speakers", "organisations", "tags")
_SPAN = frozenset({*_TIMES, "day", "duration", "timezone"})
#: Our fields with the values that a record has for them, in order.
Fields = dict[str, list[Any]]


#: A record of more keys is a mapping by id.
_MAX_KEYS = 1_000


def unwrap(value: Any, language: str | None = None, spoken: str = "") -> Any:
    """Remove the wrappers of services, and choose a language: `language`, that spoken, English."""
    if isinstance(value, list):
        return [unwrap(child, language, spoken) for child in _with_header(value)]
    if not isinstance(value, Record) or not value:
        return value
    stated = (str(value[key]) for key in value if match_field(key) == "language" and value[key])
    spoken = language or language_code(next(stated, "")) or spoken
    if all(map(_CODE.fullmatch, value)) and any(map(_LOCALE.fullmatch, value)):
        return unwrap(_choose(value, spoken), language, spoken)
    if (held := _held(value)) is not value:
        return unwrap(held, language, spoken)
    record = Record(line=value.line)
    parallel: dict[str, dict[str, Any]] = {}
    if "id" in (about := section(value, "sys")):
        kind = text_of(section(about, "contentType", "sys").get("id"))
        record.update(given(id=about["id"], type=kind))
    for key, child in value.items():
        base, code = split_language(key)
        child = unwrap(child, language, spoken)
        if code and match_field(base):
            parallel.setdefault(base, {})[code] = child
        elif key.casefold() in WORDS["wrappers"] and isinstance(child, Record):
            record.update({**child, **given(id=record.get("id"))})
        elif key in ("edges", "nodes") or (key == "data" and value.keys() <= _BESIDE_DATA):
            return child
        else:
            record[key] = child
    for base, texts in parallel.items():
        if not has_value(record.get(base)):
            record[base] = _choose(texts, spoken)
    return record


def _held(value: Record) -> Any:
    """Return what a record of a service stands for: a value, an id; else the record."""
    if len(value) == 1 and _WRAPPED.fullmatch(next(iter(value))):
        return next(iter(value.values()))
    columns, rows = value.get("columns"), value.get("data")
    if isinstance(columns, list) and isinstance(rows, list):
        # pandas
        return [columns, *rows]
    if "_ref" in value:
        # Sanity
        return value["_ref"]
    # In Contentful, what refers to a record has nothing else.
    return section(value, "sys").get("id", value) if len(value) == 1 else value


def _with_header(rows: list[Any]) -> list[Any]:
    """Return the rows of a table with a header as records: [["Title", "Who"], ["eBPF", "Ada"]]."""
    header = rows[0] if rows and all(isinstance(row, list) for row in rows) else ()
    is_header = len(header) > 1 and all(isinstance(name, str) for name in header)
    if is_header and "title" in map(match_field, header):
        return [Record(zip(header, row, strict=False)) for row in rows[1:]]
    return rows


def _choose(texts: dict[str, Any], spoken: str) -> Any:
    """Choose a value from a mapping of languages."""
    filled = [key for key in texts if has_value(texts[key])]
    codes = (spoken[:2].casefold(), "en")
    best = min(filled, key=lambda key: [key[:2] != code for code in codes], default="")
    return texts.get(best)


def fields_of(record: Record) -> Fields:
    """Sort the values of a record by our fields; the key with our own name goes first."""
    if record.fields is None:
        record.fields = {}
        hidden = _OF_PAGE if "date_gmt" in record else ()
        keys = (key for key in islice(record, _MAX_KEYS) if key not in hidden)
        for key in sorted(keys, key=_order):
            field, value = _field_and_value(record, key)
            if field and has_value(value):
                _add_value(record.fields, key, field, value)
            elif isinstance(value, Record):
                # {"schedule": {"date": ..., "start_time": ...}}
                inner = fields_of(value)
                record.fields = {**(inner if inner.keys() <= _SPAN else {}), **record.fields}
        hosts = [record[key] for key in record if normalise(key) in WORDS["hosts"]]
        for field in ("speakers", "speaker_ids"):
            others = [each for each in record.fields.get(field, ()) if each not in hosts]
            # Who leads a panel is not one of its speakers.
            record.fields |= {field: others} if others else {}
        _stand_in(record.fields, record)
    known: Fields = record.fields
    return known


def _order(key: str) -> tuple[bool, bool]:
    """Sort the keys of a field: prose keeps its order, and "Speaker 2" comes last."""
    return bool(_FURTHER.search(key)), normalise(key) != _match_key(key) != "abstract"


def _field_and_value(record: Record, key: str) -> tuple[str | None, Any]:
    """Match a key to a field, with regard to its value and to what else the record has."""
    field, value = _match_key(key), record[key]
    if match_label(key) == "title" and isinstance(value, list) and all(map(is_identifier, value)):
        field = "title_ids"
    if key in ("venue", "venueid") and not {"venueid", "pages"}.isdisjoint(record):
        # Of a paper, it is the event and no room: OpenReview, DBLP.
        field = "event" if key == "venue" else None
        value = _PRESENTED.sub("", value) if isinstance(value, str) else value
    if key == "categories" and "tags" in record and len(items_of(value)) == 1:
        field = "track"
    if key == "category" and kind_in(str(value)):
        field = "kind"
    if field in PLACES and all(_AIRTABLE.fullmatch(str(one)) for one in items_of(value)):
        # Beside the ids, Airtable has the names.
        field = f"{field}_ids"
    if field in _SEVERAL and isinstance(value, Record) and {*map(match_label, value)} == {field}:
        # {"authors": {"author": [...]}}, {"people": {"moderator": ..., "participant": [...]}}
        value = [item for part in value.values() for item in items_of(part)]
    if field == "time" and isinstance(value, list) and all(isinstance(one, str) for one in value):
        # {"times": ["9:00", "9:45"]}
        value = " - ".join(value)
    if field in ("start", "end") and "utc" in key.casefold() and _NO_OFFSET.fullmatch(str(value)):
        value = f"{value}Z"
    return field, value


def _stand_in(fields: Fields, record: Record) -> None:
    """Take what is the title of a record that has no other, and the track that is none."""
    texts = {key.casefold(): value for key, value in record.items() if isinstance(value, str)}
    has_title = not {"title", "name"}.isdisjoint(fields)
    # Behind a topic and its speaker, the title is a position.
    order = [key for key in texts if key in ("topic", "speaker", "title")]
    if texts.get("topic") and ("title" not in fields or order == ["topic", "speaker", "title"]):
        fields |= {"title": [texts["topic"]], "tags": []}
    elif not has_title and "event" in texts and _CLOCK.search(str(first(fields, "time", "start"))):
        fields |= {"title": fields.pop("event")}
    elif not has_title and texts.get("summary") and "start" in fields:
        # Google's calendar
        title = texts["summary"]
        others = [each for each in fields.get("abstract", ()) if each != title]
        fields |= {"title": [title], "abstract": others}
    elif not has_title and "label" in texts:
        fields |= {"name": [texts["label"]]}
    given_titles = fields.get("title", ())
    titles = [key for key in record if _match_key(key) == "title" and record[key] in given_titles]
    in_sessions = [key for key in titles if "session" in key.casefold()]
    if 0 < len(in_sessions) < len(titles) and isinstance(record[in_sessions[0]], str):
        # {"session": "Morning", "title": ..., "authors": ...}
        fields["title"] = [record[key] for key in titles if key not in in_sessions]
        fields.setdefault("track", [record[in_sessions[0]]])
    elif titles == ["session"] and "name" in fields and "speakers" in fields:
        # {"session": "Morning", "name": ..., "authors": [...]}
        fields["track"] = fields.get("track", fields["title"])
        fields["title"] = fields.pop("name")
    for kind in fields.get("kind", ()) if "end" not in fields else ():
        # {"format": {"name": "Quickie", "duration": 20}}
        if isinstance(kind, Record) and "duration" in fields_of(kind):
            fields.setdefault("duration", fields_of(kind)["duration"])


def _add_value(fields: Fields, key: str, field: str, value: Any) -> None:
    items = items_of(value)
    inner = [fields_of(item) for item in items if isinstance(item, Record)]
    # {"room": {"id": 1, "title": "Main"}}
    is_name = isinstance(value, Record) and _OF_TALKS.isdisjoint(fields_of(value))
    holds_talks = not is_name and any(not {"title", "title_ids"}.isdisjoint(each) for each in inner)
    # {"day1": true}, {"public": true}
    is_flag = str(value).casefold() in ("true", "false")
    # "data" is also what Spanish and Portuguese call a date. The key of a list of talks may be
    # the name of their room.
    if not items or is_flag or (field == "day" and inner) or (field == "room" and holds_talks):
        return
    if field == "speakers" and "affiliation" in key.casefold():
        # Names with brackets are a line to be split.
        value = "; ".join(map(str, items))
    if field in _TIMES and inner:
        # {"start": {"date": ..., "time": ...}}, {"slot": {"start": ..., "room": ...}}
        for part, values in () if holds_talks or len(items) > 1 else inner[0].items():
            is_same = part == "time" or (part == "start" and field == "end")
            fields.setdefault(field if is_same else part, values)
    elif _FURTHER.search(key):
        # "Speaker 1", "Speaker 2"
        known = [item for part in fields.get(field, ()) for item in items_of(part)]
        fields[field] = [[*known, *items]]
    else:
        fields.setdefault(field, []).append(value)


@lru_cache(maxsize=10_000)
def _match_key(key: str) -> str | None:
    """Match a key; the fields of ids that refer to other records end with "_ids"."""
    key = _FURTHER.sub("", key)
    reference = _REFERENCE.fullmatch(key)
    target = match_label(reference[1]) if reference else None
    if target == "abstract":
        # "contentIds" of a session
        return "title_ids"
    if target in (None, "id"):
        label = match_label(key)
        return label if label in ("kind", "level", "time") else match_field(key)
    return f"{target.removesuffix('s')}_ids"


@lru_cache(maxsize=1_000)
def match_label(label: str) -> str | None:
    """Match the label of a group: the plural of a field."""
    return match_field(label) or match_field(label.removesuffix("s"))


def items_of(value: Any) -> list[Any]:
    """Return the items of a list, of a mapping by id, or of a set such as {"ada": true}."""
    if isinstance(value, Record) and value:
        if all(isinstance(child, bool) for child in value.values()):
            return [key for key, child in value.items() if child]
        if all(isinstance(child, Record) for child in value.values()):
            return list(value.values())
    return [item for item in value if has_value(item)] if isinstance(value, list) else [value]


def first(fields: Fields, *names: str) -> Any:
    """Return the first value of some fields, as text, number or date."""
    values = (value_of(value) for name in names for value in fields.get(name, []))
    return next(filter(has_value, values), None)


def title_of(fields: Fields) -> str | None:
    """Return the title, else the name."""
    return text_of(first(fields, "title" if "title" in fields else "name"))


def person_name(fields: Fields) -> str | None:
    """Join the parts of a name; "name" may be combined with a surname."""
    parts = [text_of(first(fields, part)) for part in ("first_name", "name", "last_name")]
    # {"name": {"givenname": "Ada", "surname": "Example"}}
    inner = next(filter(None, objects(fields.get("name"))), None)
    parts[1] = parts[1] or (person_name(fields_of(inner)) if inner else None)
    if parts[0] and parts[2]:
        parts[1] = None
    # A list of speakers is no name.
    listed = [value for value in fields.get("speakers", []) if not isinstance(value, list)]
    other = text_of(first({"speakers": listed}, "speakers")) or ""
    return " ".join(filter(None, parts)) or (None if other.isdecimal() else other)


def is_identifier(value: Any) -> bool:
    """Whether a value refers to a record elsewhere, rather than naming a person."""
    return isinstance(value, int) or bool(_IDENTIFIER.fullmatch(str(value)))


def read_person(value: Any) -> dict[str, Any]:
    """Read a person: name, link, organisation, and the id by which talks refer to it."""
    if not isinstance(value, Record):
        return given(name=text_of(value))
    fields = fields_of(value)
    # Where people have a code besides their number, other files refer to them by it.
    stated = pick(value, id="code guid", name="public_name", url="public_url")
    text = pick(value, text="text #text __text _")["text"]
    links = (text_of(link.get("url")) for link in objects(value.get("links")))
    return given(
        id=stated["id"] or text_of(first(fields, "id", "speaker_ids")),
        name=stated["name"] or person_name(fields) or text,
        url=stated["url"] or _url(fields) or next(filter(None, links), None),
        organisation=next(iter(_texts(fields.get("organisations", []), "organisations")), None),
    )


def read_people(items: Any, *, may_be_names: bool = False) -> dict[str, list[Any]]:
    """Read people, each a record with a name, or an id; a text that is no id may be a name."""
    people: dict[str, list[Any]] = {"speakers": [], "speaker_ids": []}
    for item in items if isinstance(items, list) else ():
        person = read_person(item) if isinstance(item, Record) else {"id": text_of(item)}
        identifier = person.get("id")
        if "name" in person:
            people["speakers"].append(person)
        elif may_be_names and not isinstance(item, Record) and not is_identifier(item):
            people["speakers"] += [identifier] * bool(identifier)
        elif identifier and identifier.casefold() not in ("true", "false"):
            people["speaker_ids"].append(identifier)
    return people


def _url(fields: Fields) -> str | None:
    links = (link for value in fields.get("url", []) for link in items_of(value))
    return next(filter(None, map(text_of, links)), None)


def read_place(record: Record) -> dict[str, Any]:
    """Read when and where something takes place, and at which event."""
    fields = fields_of(record)
    names = _names(fields, "track", "room")
    if slot := text_of(first(fields, "time_ids")):
        names["references"] = {**names.get("references", {}), "start": f"start {slot}"}
    return given(
        **{field: text_of(first(fields, field)) for field in ("language", "event")},
        **{field: first(fields, field) for field in ("year", "timezone")},
        **names,
        day=_dated(fields, "day") or first(fields, "day"),
        start=_dated(fields, "start", "time"),
        end=_dated(fields, "end"),
    )


def read_talk(record: Record) -> dict[str, Any]:
    """Read an entry of a programme from its own record."""
    fields, url = fields_of(record), _url(fields_of(record))
    flags = {
        normalise(key) for key, value in record.items() if str(value).casefold() in ("true", "yes")
    }
    row = given(
        **_names(fields, "level", "tags", "organisations", "kind"),
        id=text_of(first(fields, "id", "title_ids")),
        title=title_of(fields),
        # "page_name" is no link.
        url=url if url and _LINK.search(url) else None,
        # HotCRP: {"decision": 1, "status": "accepted"}
        state=min(_texts(fields.get("state", [])), key=str.isdecimal, default=None)
        or min(flags & WORDS["state_flags"], default=None),
        duration=first(fields, "duration"),
        **_speakers(fields),
        **{
            # All texts, in order.
            field: [text for value in fields.get(field, []) for text in _texts(value)]
            for field in ("abstract", "takeaways")
        },
    )
    # {"lightning": true}, {"isBreak": true}
    kinds = {each.removeprefix("is") for each in flags} & WORDS["kind_flags"]
    kind = "service session" if flags & WORDS["service_flags"] else min(kinds, default=None)
    return {**raw_row(read_place(record), row, given(kind=kind))}


def _dated(fields: Fields, *names: str) -> Any:
    """Return the first time with a year, else the first with a number."""
    times = [value_of(value) for name in names for value in fields.get(name, [])]
    shapes = (r"\d{4}", r"\d")
    return next((time for each in shapes for time in times if re.search(each, str(time))), None)


def _names(fields: Fields, *names: str) -> dict[str, Any]:
    """Return the names of some fields, or references to the rows that hold them."""
    row: dict[str, Any] = {}
    references = {}
    for field in names:
        for value in (*fields.get(field, ()), *fields.get(f"{field.removesuffix('s')}_ids", ())):
            # A "stream" may be a link, and no track.
            items = [item for item in items_of(value) if not str(item).startswith("https://")]
            texts = _texts(items, field)
            ids = [text_of(item.get("id") if isinstance(item, Record) else item) for item in items]
            are_ids = isinstance(value, list) and all(isinstance(one, int) for one in value)
            if texts and value in fields.get(field, ()) and not are_ids:
                # A line of tags is split when it is cleaned.
                row[field] = texts if items != [value] else texts[0]
            elif any(ids):
                references[field] = [f"{field} {each}" for each in ids if each]
            if field in row or field in references:
                break
    return {**row, **given(references=references)}


def _texts(value: Any, field: str = "") -> list[str]:
    """Return all texts; a record may have its name at the key that it is in: "track_name"."""
    texts: list[str | None] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, list) and any(isinstance(one, Record) for one in item):
            texts.append(", ".join(_texts(item, field)))
        elif isinstance(item, Record) and not text_of(item):
            inner = [each for each in item.values() if each and not isinstance(each, str)]
            # {"description": {"short": ..., "long": ...}}
            all_texts = item.values() if not field and not inner else ()
            texts += all_texts or [text_of(first(fields_of(item), field))]
        else:
            texts.append(text_of(item))
    return list(filter(None, texts))


def _speakers(fields: Fields) -> dict[str, Any]:
    """Read the speakers: a line of names, a list of names or records, or ids of people."""
    lists: list[Any] = []
    identifiers: list[str] = []
    for field in ("speakers", "speaker_ids"):
        for value in fields.get(field, []):
            people = read_people(items_of(value), may_be_names=field == "speakers")
            names = people["speakers"]
            lists += [names[0] if isinstance(value, str) else names] if names else []
            identifiers = identifiers or people["speaker_ids"]
    name = text_of(first(fields, "name"))
    # The slug of a title is no person.
    if name and not {"title", "bio"}.isdisjoint(fields) and not identifiers:
        lists += [name] * (name != slug(title_of(fields) or ""))
    # Records before mere names.
    lists.sort(key=lambda people: not isinstance(people[0], dict))
    speakers = next(iter(lists), None)
    urls = [text_of(url) for value in fields.get("speaker_urls", []) for url in items_of(value)]
    n_speakers = len(speakers) if isinstance(speakers, list) else bool(speakers)
    return given(
        speakers=speakers,
        speaker_ids=identifiers,
        speaker_urls=urls if len(urls) == n_speakers else None,
    )
