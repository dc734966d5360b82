"""Records: lists, feeds and mappings by id in JSON, YAML or XML, whatever their keys are called.

Talks are recognised by their fields, anywhere in the file: a list of records, or a mapping
by id, holds talks if some of them have a title and something that only an entry of a
programme has, such as speakers, an abstract, a start. What stands around them (day, room,
track, slot) is theirs, too. Records with biographies, or in a list called "speakers", are
people. Others (rooms, tracks) only resolve the ids by which talks refer to them.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from kcdanalysis.errors import warn_of
from kcdanalysis.sources.layouts.record_rows import (
    PLACES,
    Fields,
    fields_of,
    first,
    is_identifier,
    items_of,
    match_label,
    person_name,
    read_person,
    read_place,
    read_talk,
    title_of,
    unwrap,
)
from kcdanalysis.sources.layouts.titles import event_of
from kcdanalysis.sources.rows import EVENT, NAME, PERSON, SLOT, RawRow, given, raw_row
from kcdanalysis.sources.syntax.documents import Record, objects, text_of
from kcdanalysis.sources.syntax.encoding import decode
from kcdanalysis.sources.syntax.front_matter import keys_inside, read_header, split_header
from kcdanalysis.sources.syntax.json_reader import read_json
from kcdanalysis.sources.syntax.xml_reader import read_xml
from kcdanalysis.sources.syntax.yaml_reader import read_yaml
from kcdanalysis.sources.values.cells import YEAR, is_day
from kcdanalysis.sources.values.fields import match_field, normalise
from kcdanalysis.sources.values.labels import find_year, lead
from kcdanalysis.sources.values.vocabulary import WORDS
from kcdanalysis.talks import slug

EXPECTED = (
    "JSON, YAML or XML needs a list of records with a title, and with speakers, an abstract or a "
    "start"
)
EXAMPLE = "- title: eBPF\n  speakers: [Ada]"

YAML_SUFFIXES = (".yml", ".yaml")
#: What a type of TypeScript holds, with others inside.
_BRACES = r"\{(?:[^{}]|\{[^{}]*\})*\};?"
#: What stands above the data in JavaScript and TypeScript: comments, imports, types, an
#: assignment, a function.
_SCRIPT = re.compile(
    r"\A(?:\s|//.*|/\*(?s:.*?)\*/|import\b[^;'\"]*['\"].*|(?:export\s)?type\s[^\n{]*;"
    rf"|(?:export\s)?(?:interface|type)\s[^{{}}]*{_BRACES}|[|&]\s*{_BRACES}"
    r"|(?:export\s)?(?:const|let|var)\s+[\w$]+(?:\s*:\s*\w+)?\s*=\s*(?:'[^'\n]*'|\"[^\"\n]*\"|\d+)\s*;"
    r"|export default\b|(?:export\s)?(?:const|let|var)\s+[\w$]+\s*:[^=\n]*=|[\w.$ ]+\s*[=(]"
    r"|\(?\)\s*(?:=>\s*\(?|\{\s*return\b))*"
)
_TYPE = re.compile(rf"^(?:export\s)?(?:interface|type)\s[^{{}}\n]*{_BRACES}", re.MULTILINE)
_JSON = re.compile(r"""[\[{\s]*(?:\{\s*["'\w]|\[\s*[{"\[])""")
#: The root of XML, and its names; feeds of articles have titles and authors, too.
_ROOT = re.compile(
    r"\s*(?:(?><\?[^>]*>|<!--.*?-->)\s*+)*+<(?!(?:rss|feed|rdf|html|svg|urlset|opml)\b)[a-z][\w.:-]*[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_XML_KEY = re.compile(r"<([a-zA-Z][\w.-]*)|(?<=\s)([a-zA-Z][\w.-]*)=[\"']")
_FENCE = re.compile(r"^---\s*$", re.MULTILINE)
#: The key of a list in YAML or TOML.
_LIST = re.compile(r"^(?:\[\[)?([\w -]{1,60})(?::|\]\])[ \t]{0,9}$", re.MULTILINE)
_TOML_KEY = re.compile(r"^[ \t]*+([\w-]+)[ \t]*+=", re.MULTILINE)
#: Lines of YAML: blank, comments, keys, list items, indented text, brackets.
_YAML_LINE = re.compile(r"\s*(?:#.*)?$|---|\s*-(?:\s|$)|[\"'\w][^:]*:(?:\s|$)|\s+\S|[\[{}\]]")
_COUNTED = re.compile(r"(?<=[^\W\d_])[\W_]*\d{1,3}$|(?<=\w)\W+\w$")
_BULLETS = re.compile(r"^([ \t]*+)-[ \t](?![^\n]*:(?:\s|$))[^\n|>&]*\n\1[ \t]+-[ \t]", re.MULTILINE)
_NESTED_KEY = re.compile(
    r"^[ \t]*+(?:(?<=[ \t])|-[ \t]++)[\"'\w][\w .\"'-]*:(?:\s|$)", re.MULTILINE
)

#: What a row with a start of its own does not take over.
_SPAN = ("start", "end")
_KINDS = frozenset({"workshop", "tutorial", "keynote", "panel", "lightningtalk", "break"})
_TIMES = frozenset({"start", "time", "duration"})
#: What only talks have besides a title; without a title, one of these is required.
_PROGRAMME = _TIMES | {"time_ids", "speakers", "speaker_ids"}
#: An entry with any of these misses its title.
_SAID = _PROGRAMME | {"abstract"}
_PROSE = frozenset({"abstract", "takeaways", "room"})
#: What lists of other things than talks are called; the type of such a thing may also be a place.
_NO_TALKS = frozenset({"kind", "level", "language", "tags"})
#: What the header of a page has, beside the list of talks.
_OF_HEADER = frozenset({"title", "abstract"})
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{4}")
_CLOCK = re.compile(r"\d\d?[:h]\d\d")


def sniff(name: str, head: str) -> bool:
    """Whether this is JSON, JSON Lines or YAML with records in it."""
    if '"talk_id":' in head.partition("\n")[0]:
        return False  # a table that `write_talks` wrote as JSON Lines
    if _JSON.match(_SCRIPT.sub("", head, count=1)):
        return bool(re.search(r"""["'\w]\s*:""", head))
    suffix = PurePath(name).suffix.casefold()
    if _ROOT.match(head) or suffix == ".toml":
        keys = _TOML_KEY.findall(head) if suffix == ".toml" else _XML_KEY.findall(head)
        fields = set(map(match_field, map("".join, keys)))
        return "title" in fields and not fields.isdisjoint(_PROGRAMME)
    is_named = suffix in YAML_SUFFIXES
    if not is_named and header_lists_talks(head):
        return True
    has_header = not is_named and len(_FENCE.findall(head)) > 1
    if has_header or head.lstrip().startswith(("<", "+++", "BEGIN:")):
        return False
    lines = head.split("\n")
    # The last line may be cut.
    is_yaml = all(map(_YAML_LINE.match, lines[:-1] or lines))
    # "- Ada Example: eBPF" is a bullet: items of data have several keys, and none below a text.
    is_flat = all(line[:1] in "-#" or not line.strip() for line in lines)
    if not is_named and (is_flat or _BULLETS.search(head)):
        return False
    return is_yaml and (len(_NESTED_KEY.findall(head)) > 1 or (is_named and ":" in head))


def header_lists_talks(head: str) -> bool:
    """Whether the header of a page holds a list of talks: with speakers, or called so."""
    fields = set(map(match_field, keys_inside(head)))
    is_called_so = "title" in map(match_label, _LIST.findall(head))
    return "title" in fields and ("speakers" in fields or is_called_so)


def parse(data: bytes, name: str, language: str | None = None) -> Iterator[RawRow]:
    """Read the people and the entries; `language` is chosen of texts in several languages."""
    text = decode(data, name) if isinstance(data, bytes) else ""
    # A YAML list can also start with a bracket.
    suffix = PurePath(name).suffix.casefold()
    stem = PurePath(name).stem
    if suffix == ".toml":
        text = f"+++\n{text}\n+++\n"
    if suffix not in YAML_SUFFIXES and split_header(text)[0]:
        header = read_header(text, name)[0]
        # The date is that of the page.
        title, date = str(header.pop("title", "")), str(header.pop("date", ""))
        event = text_of(header.get("event")) or event_of(title)
        yield raw_row(kind=EVENT, event=event, year=find_year(event, title, date), id=stem)
        document = header
    elif _ROOT.match(text):
        document = read_xml(data, name)
    elif not text or (
        suffix not in YAML_SUFFIXES and _SCRIPT.sub("", text, count=1)[:1] in ("[", "{")
    ):
        script = _SCRIPT.sub("", text, count=1)
        above = text.removesuffix(script)
        script = "\n" * above.count("\n") + script
        if above.strip():
            # Between the data, too.
            script = _TYPE.sub(lambda match: "\n" * match[0].count("\n"), script)
        document = read_json(script or data, name, is_script=bool(above.strip()))
    else:
        document = read_yaml(text, name)
    document = unwrap(document, language)
    about = document.get("event", document) if isinstance(document, Record) else None
    if isinstance(about, Record) and _is_event(about):
        yield raw_row(_read_event(about), kind=EVENT, id=stem, line=about.line)
    for row in _read_group(document, stem, None):
        if "title" in row or row.get("kind") in (PERSON, NAME, SLOT):
            yield row
        else:
            warn_of(name, row.get("line") or 1, "a record without a title; it was left out")


# What rows take over from the records and keys around them, None at the root of the document.
_Around = dict[str, Any]


def _read_group(node: Any, label: str, around: _Around | None) -> Iterator[RawRow]:
    """Read a list or mapping of records, or a single one, in order."""
    is_list = isinstance(node, list)
    if is_list and all(isinstance(row, list) and len(objects(row)) == len(row) for row in node):
        # The rows of a slot, each a list of what is at the same time
        node = [each for row in node for each in row]
    pairs = [("", value) for value in _listed(node)]
    if isinstance(node, Record) and _is_by_id(node):
        pairs = [(key, record) for key, value in node.items() for record in _listed(value)]
    found = [fields_of(value) for _, value in pairs if isinstance(value, Record)]
    # A list called "talks", or like a room, may have only titles.
    is_called_so = is_list and match_label(label) == "title" and all(map(title_of, found))
    is_called_so |= (around or {}).get("room") == label and all("title" in each for each in found)
    # A title with a type is a talk if there is a time above it.
    beside_title = _PROGRAMME | ({"kind"} if around and "start" in around else set())
    if is_list and match_label(label) in _NO_TALKS:
        default = "thing"
    elif is_called_so or any(
        title_of(fields)
        and not fields.keys().isdisjoint(beside_title | (_PROSE if "title" in fields else set()))
        for fields in found
    ):
        default = "talk"
    else:
        default = "person" if any(_is_person(fields, label) for fields in found) else "thing"
    for key, value in pairs:
        if is_list and isinstance(value, Record) and _is_by_id(value):
            # "const speakers = { ada: {...} }" beside "const talks = [...]"
            yield from _read_group(value, label, around)
        elif isinstance(value, Record):
            beside = around
            if isinstance(node, Record) and isinstance(node.get(key), list):
                # {"2023": [talks]}
                beside = (around or {}) | _said_by_key(key, None, around or {})
            is_root = around is None and len(pairs) == 1 and not key
            yield from _read_record(value, key, label, default, beside, is_root=is_root)
        elif isinstance(value, list):
            yield from _read_group(value, label, around)


def _read_record(
    record: Record, key: str, label: str, kind: str, around: _Around | None, *, is_root: bool
) -> Iterator[RawRow]:
    """Read a record and what it holds; `kind` is that of most records beside it."""
    if not record:  # a broken file may have thousands
        return
    fields, field = fields_of(record), match_label(label)
    own = match_label(text_of(first(fields, "kind")) or "")
    is_event = (around is None or field == "event") and field != "speakers" and _is_event(record)
    if is_event or own in _NO_TALKS | PLACES:
        kind = "thing"
    elif _is_person(fields, label) or (kind == "person" and person_name(fields)):
        kind = "person"
    elif kind == "talk" and _is_session(fields):
        kind = "thing"
    elif kind == "talk" and not title_of(fields):
        # An entry misses its title, unless this is a slot that holds or names its talks.
        holds = any(isinstance(value, (dict, list)) for value in record.values())
        is_slot = holds and {"abstract", "speakers"}.isdisjoint(fields)
        kind = "thing" if is_slot or _SAID.isdisjoint(fields) else kind
    around = around or {}
    # On a day, events are sessions.
    field = "track" if field == "event" and "day" in around else field
    said = _said_by_record(record, field, kind)
    if is_root and (title := title_of(fields)) and said.get("track") == title:
        # What all talks of a file have above them is their event, or says nothing.
        said = given(**{"event": event_of(title), **said, "track": None})
    inner = around | _said_by_key(key, None, around) | said
    if not title_of(fields) and "start" in inner:
        yield from _read_cells(record, inner)
    times = {each: inner.pop(each) for each in _SPAN if each in inner and kind == "talk"}
    inside: list[RawRow] = []
    named = {name for name, child in record.items() if _is_named_talk(name, child)}
    has_list = any(isinstance(child, list) and objects(child) for child in record.values())
    for name, child in record.items():
        if not isinstance(child, (Record, list)):
            continue
        is_generic, means = name.casefold() in WORDS["containers"], match_label(name)
        is_name = not is_generic and (not means or " " in name)
        beside = inner | _said_by_key(name, field or "", inner) if is_name else inner
        if name in named and len(named) > 1 and "start" in inner and "room" not in inner:
            # {"time": "10:00", "attic": {"title": ...}, "cellar": {"title": ...}}
            beside = inner | {"room": name}
        is_talk = means == "title" or (name.casefold() in _KINDS and isinstance(child, Record))
        if (
            (is_root and has_list and name in named)
            and isinstance(child, Record)
            and fields_of(child).keys() <= _OF_HEADER
        ):
            # {"header": {"title": ..., "description": ...}, "items": [...]}
            continue
        holds_talks = is_generic or is_talk or kind == "thing"
        if means == "time" and not any(title_of(fields_of(each)) for each in objects(child)):
            # Times to which talks refer
            is_generic = False
        # {"presentations": [{"title": ...}]}
        is_part = name.casefold().removesuffix("s") in WORDS["session_parts"]
        rows = _read_group(child, "talks" if is_part else label if is_generic else name, beside)
        # Other parts of a talk (slides, videos) may have a title, too.
        inside += [row for row in rows if holds_talks or "title" not in row]
    n_talks = sum("title" in row for row in inside)
    if not n_talks and kind == "talk":
        yield _read_entry(record, key, label, around)
        return
    # A record that holds talks is a day, a room or a block, and neither a talk nor a person.
    if kind == "thing" or not n_talks:
        yield from _read_thing(record, key, label, kind, inner)
    for row in inside if n_talks or kind == "thing" else ():
        # The time of a block with several talks is not that of each of them.
        is_timed = n_talks == 1 or row.get("room") != inner.get("room")
        yield _join(times, row) if times and is_timed else row


def _join(around: _Around, row: Mapping[str, Any], at: int = 0, n_talks: int = 1) -> RawRow:
    """Complete a row, that of talk `at` of a slot, by what stands around it."""
    around = {key: value for key, value in around.items() if "start" not in row or key not in _SPAN}
    for field in PLACES:
        # A day lists all its tracks, and a slot one talk of each, in the same order.
        if isinstance(names := around.get(field), list):
            around[field] = names[at] if len(names) == n_talks else None
    return raw_row(around, row)


def _read_entry(record: Record, key: str, label: str, around: _Around) -> RawRow:
    # {"rooms": {"Main": ...}}; below a day, a key is a room if it looks like a name.
    field = match_label(label) if match_label(label) in PLACES else _counted_place(key)
    is_room = " " in key and "day" in around
    stated = given(**{field or ("room" if is_room else "id"): key})
    said = _said_by_key(key, None, around)
    if around.get("year") == key or not {*_SPAN, "day"}.isdisjoint(said):
        # {"2023": [talks]}, {"2023-06-22": [talks]}
        stated = said
    if (kind := label.casefold().removesuffix("s")) in _KINDS:
        stated["kind"] = kind
    return raw_row(_join(stated | around, read_talk(record)), line=record.line)


def _read_thing(
    record: Record, key: str, label: str, kind: str, inner: _Around
) -> Iterator[RawRow]:
    """Read a person, a slot, or a room or the like: what talks refer to, or what refers to them."""
    fields, line = fields_of(record), record.line
    identifier = text_of(first(fields, "id")) or key
    field = match_label(label) or match_label(text_of(first(fields, "kind")) or "")
    lists = fields.get("title_ids", [])
    if match_label(label) == "title" and isinstance(record.get("items"), list):
        lists = [*lists, [each for each in record["items"] if is_identifier(each)]]
    talks = [str(each) for value in lists for each in items_of(value)]
    if kind == "person" and (person := read_person(record)).get("name"):
        yield raw_row(person, kind=PERSON, id=identifier or slug(person["name"]), line=line)
    elif (title := title_of(fields)) and field and identifier:
        yield raw_row(kind=NAME, id=f"{field} {identifier}", name=title, line=line)
    elif field == "time" and identifier and (times := read_place(record)):
        spans = {each: times[each] for each in (*_SPAN, "day") if each in times}
        spans |= given(duration=first(fields, "duration"))
        yield raw_row(spans, kind=NAME, id=f"start {identifier}", line=line)
    if _is_session(fields):
        # The time of a session with several talks is not that of each of them.
        inner = {each: inner[each] for each in inner if each not in _SPAN} | {"track": title}
    for at, talk in enumerate(talks):
        yield _join(inner, {"kind": SLOT, "id": talk, "line": line}, at, len(talks))


def _read_cells(record: Record, around: _Around) -> Iterator[RawRow]:
    """Read the texts of a slot by their rooms: {"Track 1": "Lunch", "Track 2": "Lunch"}."""
    around = {key: around[key] for key in around if key not in PLACES}
    keys_of: dict[str, list[str]] = {}
    for key, text in record.items():
        if text and _counted_place(key) and isinstance(text, str) and not is_identifier(text):
            keys_of.setdefault(text, []).append(key)
    for text, (key, *others) in keys_of.items():
        place = {} if others else {str(_counted_place(key)): key}
        yield raw_row(around, place, title=text, line=record.line)


def _listed(value: Any) -> list[Any]:
    """Return the values of a key, which may be repeated."""
    return value if isinstance(value, list) else [value]


def _is_named_talk(name: str, child: Any) -> bool:
    """Whether a key that is no label holds what may be a talk: a record with a title."""
    if not isinstance(child, Record) or match_label(name):
        return False
    is_known = name.casefold() in _KINDS or name.casefold() in WORDS["containers"]
    return not is_known and "title" in fields_of(child)


def _is_by_id(record: Record) -> bool:
    values = [child for value in record.values() for child in _listed(value)]
    return (
        all(isinstance(value, Record) for value in values)
        and not any(match_label(key) or key.casefold() in WORDS["containers"] for key in record)
        and any(title_of(fields_of(value)) for value in values)
    )


def _is_session(fields: Fields) -> bool:
    """Whether an entry with a title names several talks by their ids."""
    ids = [each for value in fields.get("title_ids", []) for each in items_of(value)]
    return bool(title_of(fields)) and len(ids) > 1 and {"abstract", "speakers"}.isdisjoint(fields)


def _is_person(fields: Fields, label: str) -> bool:
    is_entry = not _TIMES.isdisjoint(fields) and not {"title", "speakers"}.isdisjoint(fields)
    if not person_name(fields) or is_entry:
        return False
    # {"name": ..., "title": "CTO", "bio": ..., "talk": {"title": ...}}
    has_talk = any(title_of(fields_of(one)) for one in objects(fields.get("title")))
    kind = text_of(first(fields, "kind")) or ""
    if ("bio" in fields and has_talk) or "speakers" in (match_label(label), match_label(kind)):
        return True
    if not _PROGRAMME.isdisjoint(fields):
        return False
    # A title beside a name may be a job; talks with a speaker's name have an abstract.
    if "title" in fields:
        return "last_name" in fields and "abstract" not in fields
    return not {"last_name", "bio", "organisations"}.isdisjoint(fields)


def _is_event(record: Record) -> bool:
    """Whether a record is about an event: its name beside its dates or its city."""
    fields, keys = fields_of(record), {normalise(key) for key in record}
    # Speakers are those of one talk, unless they have biographies.
    people = [item for value in fields.get("speakers", []) for item in items_of(value)]
    bios = ("bio" in fields_of(each) for each in people if isinstance(each, Record))
    is_talk = sum(bios) < len(people)
    # The start of a talk or a block has a time, and its end is on the same day.
    start, end = str(first(fields, "start")), str(first(fields, "end"))
    is_long = _DATE.match(start) and _DATE.match(end) and start[:10] != end[:10]
    is_dated = bool(keys & WORDS["event_keys"]) and (is_long or ":" not in start)
    return is_dated and bool(title_of(fields) or "event" in fields) and not is_talk


def _said_by_key(key: str, field: str | None, around: _Around) -> _Around:
    """Read a key that is no label: that of a record (`field` is None), or of a group in it."""
    for stated, shape in (("year", YEAR), ("start", _CLOCK), ("day", _DATE)):
        if shape.fullmatch(key[:10]):
            return {stated: key}
    # {"Hall A": {"title": ...}}
    place = field if field in PLACES or field is None else _counted_place(key)
    if place in PLACES:
        return {place: key}
    if match_label(key.rstrip(" 0123456789")) == "day" or is_day(key):
        return {"day": around.get("day", key)}
    # "breaks" and "commonSessions" are no rooms.
    ending = re.split(r"[\W_]|(?<=[a-z])(?=[A-Z])", key)[-1]
    is_list = (
        match_label(ending) == "title"
        or ending.casefold().removesuffix("s") in _KINDS
        or ending.casefold() in WORDS["containers"]
    )
    is_room = field is not None and "day" in around and "room" not in around and not is_list
    return {"room": key} if is_room else {}


def _counted_place(key: str) -> str | None:
    """Return what a key names that is a room or a track: "Hall B", "Track 2"."""
    place = match_label(_COUNTED.sub("", key)) if _COUNTED.search(key) else None
    return place if place in PLACES else None


def _said_by_record(record: Record, field: str | None, kind: str) -> _Around:
    """Read what a record in a list called `field` says of the talks in it."""
    if kind == "person":
        # People who give the ids of their talks.
        return {"speakers": [read_person(record)]}
    if _is_event(record):
        return _read_event(record)
    said, fields = read_place(record), fields_of(record)
    title = title_of(fields)
    if title and field not in PLACES and is_day(title[lead(title) :].partition(" (")[0]):
        # "March 13, 2026 (online)"
        said.setdefault("day", title[lead(title) :])
    elif title and field in (*PLACES, "event"):
        said[field] = title
    elif title and ("day" not in said or "end" in said):
        # A day, too, may have a name.
        own = ["title", "name"][: 1 + (not _TIMES.isdisjoint(fields))]
        is_session = any(isinstance(one, str) for each in own for one in fields.get(each, []))
        said.update(given(track=said.get("track") or (title if is_session else None)))
    return said


def _read_event(record: Record) -> dict[str, Any]:
    """Read the name and the year of an event, and what its talks have in common."""
    fields = fields_of(record)
    event = str(first(fields, "event") or title_of(fields))
    dates = [first(fields, field) for field in ("year", "start", "day")]
    year = next(filter(None, (YEAR.search(str(date)) for date in (*dates, event))), None)
    city = text_of(record.get("city"))
    # devopsdays call their events "2017-ponyville".
    if city and re.fullmatch(r"\d{4}-[\w-]+", event):
        event = f"devopsdays {city} {event[:4]}"
    return given(
        event=event,
        year=year and int(year[0]),
        language=text_of(first(fields, "language")),
        timezone=text_of(first(fields, "timezone")),
    )
