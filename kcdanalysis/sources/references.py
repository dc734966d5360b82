"""Rows that complete other rows: a slot of a talk, the name behind a number.

Some systems publish talks, slots, rooms, tracks and speakers in separate files that refer to
each other. A format hands over rows of kind SLOT (``id`` is that of the talk) and NAME
(``id`` is what ``references`` of another row hold); `resolve` joins them.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from kcdanalysis.errors import KcdWarning, warn_of
from kcdanalysis.sources.rows import NAME, SLOT

_Row = Mapping[str, Any]


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
            found = [_nearest(entry, targets[NAME].get(each)).get("name") for each in _list(value)]
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


def _list(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def _nearest(row: _Row, candidates: list[_Row] | None) -> _Row:
    """Return the candidate of the same file, else of the nearest folder."""
    parts = set(PurePosixPath(str(row.get("source") or "")).parts)

    def nearness(other: _Row) -> int:
        return len(parts & set(PurePosixPath(str(other.get("source") or "")).parts))

    return max(candidates or (), key=nearness, default={})
