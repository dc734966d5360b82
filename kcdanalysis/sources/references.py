"""Rows that complete other rows: slots, names behind ids, persons and events.

Some systems publish talks, slots, rooms, tracks and speakers in separate lists or files that
refer to each other. A format hands over rows of kind SLOT (``id`` is that of the talk), NAME
(``id`` is the field and the id, "room 5"), PERSON and EVENT; `resolve` joins them.
"""

import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from kcdanalysis.errors import KcdWarning, warn_of
from kcdanalysis.sources.rows import EVENT, NAME, PERSON, SLOT, RawRow, Speaker, raw_row
from kcdanalysis.sources.values.cells import YEAR
from kcdanalysis.sources.values.people import split_speakers
from kcdanalysis.talks import slug

_Row = Mapping[str, Any]
#: Rows by what others refer to them with, and by their file and id: the first of each.
_Targets = dict[str, dict[tuple[Any, Any], _Row]]
#: What a row takes over from its event.
_OF_EVENT = ("event", "year", "language", "timezone")
#: What an entry takes over from its slots.
_OF_SLOT = RawRow.__annotations__.keys() - {"kind", "title", "id"}
#: What an entry says of its own talk.
_PROSE = {"speakers", "speaker_ids", "abstract"}
_WHEN = {"start", "day"}
#: "speaker-ada-example"
_ROLE = re.compile(r"^(?:speaker|person)[-_](?=[^\W\d_])")
#: The fields that may hold ids in place of names; those of the first list have one text.
_SINGLE, _LISTS = ("track", "room", "kind", "level"), ("tags", "organisations")


def resolve(rows: Iterable[_Row]) -> Iterator[dict[str, Any]]:
    """Join to each entry its slots, names, speakers and event; several times give several rows.

    Warns of slots and speakers that no file lists, and of each file with ids that nothing names.

    >>> talk = {"id": "A", "title": "eBPF", "references": {"room": "room 5"}, "event": "KCD"}
    >>> slot = {"kind": SLOT, "id": "A", "start": "2023-06-15T09:00"}
    >>> [row] = resolve([talk, slot, {"kind": NAME, "id": "room 5", "name": "Pier"}])
    >>> row["title"], row["start"], row["room"]
    ('eBPF', '2023-06-15T09:00', 'Pier')
    """
    rows = list(rows)
    titles = {str(row["id"]): str(row["title"]) for row in rows if row.get("id") and "title" in row}
    untimed = {title_key(row): row.get("source") for row in rows if not _says(row, _WHEN)}
    targets: dict[str, _Targets] = {NAME: {}, PERSON: {}, EVENT: {}}
    slots: dict[str, dict[Any, list[_Row]]] = {}
    entries: list[_Row] = []
    for row in rows:
        title = str(row.get("title"))
        if titles.get(title, title) != title and not _says(row, _PROSE):
            # A schedule that calls its talks by their ids.
            row = {**row, "kind": SLOT, "id": title}
        elif (
            "title" in row
            and _says(row, _WHEN)
            and not row.get("as_written")
            and not _says(row, _PROSE)
            and may_be_of_one_event(row.get("source"), untimed.get(title_key(row)))
        ):
            # One that calls talks of another file by their titles.
            row = {**row, "kind": SLOT, "id": title_key(row)}
        kind, key = str(row.get("kind")), str(row.get("id"))
        if kind == SLOT:
            slots.setdefault(key, {}).setdefault(row.get("source"), []).append(row)
        elif kind in targets:
            name = str(row.get("name") or "")
            named = {PERSON: {key, slug(name), name.casefold()}, EVENT: {EVENT}}
            for each in named.get(kind, {key}):
                # Of those that are equally near, the first counts.
                targets[kind].setdefault(each, {}).setdefault((row.get("source"), key), row)
        else:
            entries.append(row)
    unnamed: dict[str, set[str]] = defaultdict(set)
    event_of: dict[Any, _Row] = {}
    seen: set[tuple[str, Any]] = set()
    for entry in entries:
        key, source = str(entry.get("id")), entry.get("source")
        if source not in event_of:
            event_of[source] = _nearest(entry, targets[EVENT].get(EVENT))
        by_source = slots.get(key) or slots.get(title_key(entry), {})
        nearest = _nearest(entry, {name: each[0] for name, each in by_source.items()})
        near = by_source.get(nearest.get("source"), [])
        # Talks of one file that share an id do not each take place at all times.
        for slot in _join_slots(entry, near[:1] if (key, source) in seen else near):
            stated = {key: value for key, value in entry.items() if value or key not in slot}
            row = {**raw_row(slot, stated)}
            if missing := _insert_names(row, targets[NAME]):
                unnamed[str(source)] |= missing
            if not row.get("as_written"):
                row |= {key: row.get(key) or event_of[source].get(key) for key in _OF_EVENT}
                row["speakers"] = _join_speakers(row, targets[PERSON])
                row.pop("speaker_ids", None)
            yield row
        seen.add((key, source))
    known = {key for key, _ in seen} | set(map(title_key, entries))
    for key in (key for key in slots if key not in known):
        source, (first, *_) = next(iter(slots[key].items()))
        problem = f"a slot of {key!r}, which no file lists; left out"
        warn_of(str(source), first.get("line") or 1, problem)
    for source, keys in unnamed.items():
        problem = f"{', '.join(sorted(keys))}: ids without a name; add the file that lists them"
        warnings.warn(f"{source}: {problem}", KcdWarning, stacklevel=2)


def _says(row: _Row, fields: set[str]) -> bool:
    return any(row.get(field) for field in fields)


def may_be_of_one_event(source: Any, other: Any) -> bool:
    """Whether two files may be of one event: other years in their names tell that they are not."""
    years = {tuple(YEAR.findall(str(each))) for each in (source, other)}
    return other is not None and other != source and len(years) == 1


def title_key(row: _Row) -> str:
    """Return what entries share that have the same title."""
    return f"title {' '.join(str(row.get('title')).split()).casefold()}"


def _join_slots(entry: _Row, slots: list[_Row]) -> list[dict[str, Any]]:
    """Return what slots say about an entry, once for each of its times."""
    timed = [slot for slot in slots if _says(slot, _WHEN)]
    # Rooms, tracks and speakers may list their talks, too.
    others = (slot for slot in slots if not _says(slot, _WHEN))
    around = {key: value for slot in others for key, value in slot.items()}
    around["speakers"] = [each for slot in slots for each in slot.get("speakers") or []]
    times = timed[:1] if entry.get("start") else timed
    return [
        {key: each for key, each in {**around, **slot}.items() if each and key in _OF_SLOT}
        for slot in times or [{}]
    ]


def _insert_names(row: dict[str, Any], names: _Targets) -> set[str]:
    """Replace ids by names, in place; returns the fields with references to nothing."""
    references = row.pop("references", {})
    missing = set()
    if "start" in references:
        times = _nearest(row, names.get(references["start"]))
        row |= {key: times[key] for key in ("start", "end", "day", "duration") if times.get(key)}
        missing |= set() if times else {"start"}
    for field in () if row.get("as_written") else (*_SINGLE, *_LISTS):
        texts = []
        for value in as_list(references.get(field, row.get(field) or ())):
            key = value if field in references else f"{field} {value}"
            name = _nearest(row, names.get(key)).get("name")
            if name or field not in references:
                texts.append(str(name or value))
            else:
                missing.add(field)
        if field in references or texts:
            is_list = field in _LISTS and not isinstance(row.get(field), str)
            row[field] = texts if is_list else ", ".join(texts) or None
    return missing


def _join_speakers(row: _Row, people: _Targets) -> Any:
    """Join what a row says of its speakers to the persons that their ids refer to."""
    speakers, ids = row.get("speakers") or [], list(map(str, row.get("speaker_ids") or ()))
    if speakers and not any(isinstance(each, dict) for each in speakers):
        # Ids beside names are those of the same people.
        ids = []
        if isinstance(speakers, str):
            names = [one.name for one in split_speakers(speakers)] if people else []
            if not names or any(name.casefold() not in people for name in names):
                return speakers
            speakers = names
    listed = [_complete(row, speaker, people) for speaker in speakers if speaker]
    named = [speaker.get("id") for speaker in listed if isinstance(speaker, dict)]
    return listed + [_person(row, key, people) for key in ids if key not in named]


def _complete(row: _Row, speaker: Any, people: _Targets) -> Any:
    """Add the link and the organisation of a person with the same id or name."""
    stated = speaker if isinstance(speaker, dict) else {"id": speaker, "name": speaker}
    keys = str(stated.get("id")), str(stated.get("name")).casefold()
    known = _known(row, next(filter(None, map(people.get, keys)), None))
    if stated is not speaker:
        return known or speaker
    return known | {key: value for key, value in speaker.items() if value}


def _person(row: _Row, key: str, people: _Targets) -> _Row:
    person = _known(row, people.get(key) or people.get(slug(key)))
    if not person and (key.isupper() or any(map(str.isdigit, key))):
        problem = f"no file lists the speaker {key!r}; left out"
        warnings.warn(f"{place(row)}: {problem}", KcdWarning, stacklevel=2)
        return {}
    # An unknown id of letters alone, but for a code in capitals, is often a name with hyphens.
    return person or {"name": _ROLE.sub("", key).replace("-", " ").replace("_", " ").title()}


def _known(row: _Row, candidates: dict[Any, _Row] | None) -> dict[str, Any]:
    person = _nearest(row, candidates)
    return {key: person[key] for key in Speaker.__annotations__ if person.get(key)}


def place(row: _Row) -> str:
    """Return the file and line of a row, for messages."""
    return f"{row.get('source')}, line {row['line']}" if row.get("line") else f"{row.get('source')}"


def as_list(value: Any) -> list[Any]:
    """Return a list as it is, and a single value as a list of one."""
    return list(value) if isinstance(value, (list, tuple)) else [value]


@lru_cache(maxsize=10_000)
def _parts(source: Any) -> frozenset[str]:
    return frozenset(PurePosixPath(str(source or "")).parts)


def _nearest(row: _Row, candidates: Mapping[Any, _Row] | None) -> _Row:
    """Return the candidate of the nearest file, or the one named like a folder of the row."""
    parts = _parts(row.get("source"))
    # data/events/2017-x.yml describes content/events/2017-x/... .
    return max(
        (candidates or {}).values(),
        key=lambda one: (str(one.get("id")) in parts, len(parts & _parts(one.get("source")))),
        default={},
    )
