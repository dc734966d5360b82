"""Rows that complete other rows: slots, names behind numbers, persons and events.

Some systems publish talks, slots, rooms, tracks and speakers in separate files that refer to
each other. A format hands over rows of kind SLOT (``id`` is that of the talk) and NAME
(``id`` is what ``references`` of another row hold); `resolve` joins them.
"""

import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from kcdanalysis.errors import KcdWarning, warn_of
from kcdanalysis.sources.rows import EVENT, NAME, PERSON, SLOT
from kcdanalysis.talks import slug

_Row = Mapping[str, Any]
#: What a row takes over from its event.
_OF_EVENT = ("event", "year", "language", "timezone")


def resolve(rows: Iterable[_Row]) -> Iterator[dict[str, Any]]:
    """Join slots and names to the rows that refer to them.

    >>> talk = {"id": "A", "title": "eBPF", "references": {"room": "room 5"}}
    >>> slot = {"kind": SLOT, "id": "A", "start": "2023-06-15T09:00"}
    >>> list(resolve([talk, slot, {"kind": NAME, "id": "room 5", "name": "Pier"}]))
    [{'id': 'A', 'title': 'eBPF', 'start': '2023-06-15T09:00', 'room': 'Pier'}]

    Warns
    -----
    KcdWarning
        For slots of unknown talks, and for each file with numbers that nothing names.
    """
    targets: dict[Any, dict[str, list[_Row]]] = {SLOT: defaultdict(list), NAME: defaultdict(list)}
    entries: list[_Row] = []
    for row in rows:
        targeted = targets.get(str(row.get("kind")))
        kept = entries if targeted is None else targeted[str(row.get("id"))]
        kept.append(row)
    unnamed: dict[str, set[str]] = defaultdict(set)
    known = {str(row.get("id")) for row in entries}
    for entry in entries:
        slot = _nearest(entry, targets[SLOT].get(str(entry.get("id"))))
        missing = [key for key in slot if key != "kind" and entry.get(key) is None]
        row = {**entry, **{key: slot[key] for key in missing}}
        row.pop("references", None)
        references = {**slot.get("references", {}), **entry.get("references", {})}
        for key, value in references.items():
            found = [
                _nearest(entry, targets[NAME].get(each)).get("name") for each in as_list(value)
            ]
            names = [name for name in found if name]
            if len(names) < len(found):
                unnamed[str(entry.get("source"))].add(key)
            row[key] = names if isinstance(value, list) else next(iter(names), None)
        yield row
    for key, slots in targets[SLOT].items():
        if key not in known:
            problem = f"a slot of {key!r}, which no file lists; left out"
            warn_of(str(slots[0].get("source")), slots[0].get("line") or 1, problem)
    for source, keys in unnamed.items():
        problem = f"{', '.join(sorted(keys))}: numbers without a name; add the file that lists them"
        warnings.warn(f"{source}: {problem}", KcdWarning, stacklevel=2)


def join_people(rows: Iterable[_Row]) -> Iterator[dict[str, Any]]:
    """Complete entries with the names of their speakers and the facts of their event.

    Rows of persons and events end here, and rows that are `as_written` stay as they are.
    """
    people: dict[str, list[_Row]] = defaultdict(list)
    events: list[_Row] = []
    entries: list[_Row] = []
    for row in rows:
        if row.get("kind") == PERSON:
            for key in {str(row.get("id")), slug(str(row.get("name") or ""))}:
                people[key].append(row)
        else:
            (events if row.get("kind") == EVENT else entries).append(row)
    for row in entries:
        if row.get("as_written"):
            yield dict(row)
            continue
        event = _nearest(row, events)
        about = {key: row.get(key) or event.get(key) for key in _OF_EVENT}
        speakers = row.get("speakers") or []
        if not isinstance(speakers, str):
            listed = [_complete(row, speaker, people) for speaker in as_list(speakers) if speaker]
            ids = map(str, row.get("speaker_ids") or ())
            speakers = listed or [_person(row, key, people) for key in ids]
        yield {**row, **about, "speakers": speakers}


def _complete(row: _Row, speaker: Any, people: Mapping[str, list[_Row]]) -> Any:
    """Add the link and the organisation of a person with the same id."""
    if not isinstance(speaker, dict) or str(speaker.get("id")) not in people:
        return speaker
    person = _nearest(row, people[str(speaker["id"])])
    return {**person, **{key: value for key, value in speaker.items() if value}}


def _person(row: _Row, key: str, people: Mapping[str, list[_Row]]) -> _Row:
    person = _nearest(row, people.get(key) or people.get(slug(key)))
    if not person and any(map(str.isdigit, key)):
        warnings.warn(
            f"{place(row)}: no file lists the speaker {key!r}; left out", KcdWarning, stacklevel=2
        )
        return {}
    # An unknown id of letters alone is often a name with hyphens.
    return person or {"name": key.replace("-", " ").replace("_", " ").title()}


def place(row: _Row) -> str:
    """Return the file and line of a row, for messages."""
    return f"{row.get('source')}, line {row['line']}" if row.get("line") else f"{row.get('source')}"


def as_list(value: Any) -> list[Any]:
    """Return a list as it is, and a single value as a list of one."""
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _nearest(row: _Row, candidates: list[_Row] | None) -> _Row:
    """Return the candidate of the nearest file, or the one named like a folder of the row."""

    def parts(each: _Row) -> tuple[str, ...]:
        return PurePosixPath(str(each.get("source") or "")).parts

    # data/events/2017-x.yml describes content/events/2017-x/... .
    return max(
        candidates or (),
        key=lambda one: (str(one.get("id")) in parts(row), len({*parts(row)} & {*parts(one)})),
        default={},
    )
