"""Numbers in sentences: shares, differences of shares, and the groups they are of."""

from __future__ import annotations

from typing import Any

# How the groups of a column are called in "more eBPF than ...": one of them, and the others.
_PLACES = {
    "event": ("at {}", "at the other events"),
    "year": ("in {}", "in the other years"),
    "track": ("in the track {}", "in the other tracks"),
    "room": ("in the room {}", "in the other rooms"),
    "time_of_day": ("in the {} part of the day", "in the rest of the day"),
}


def group_place(by: str, group: Any) -> str:
    """Say where a group is, as in "more eBPF than ...".

    >>> group_place("year", 2024), group_place("level", "beginner")
    ('in 2024', 'in beginner')
    """
    return _PLACES.get(by, ("in {}", ""))[0].format(group)


def other_places(by: str) -> str:
    """Say where all other groups are.

    >>> other_places("year"), other_places("level")
    ('in the other years', 'elsewhere')
    """
    return _PLACES.get(by, ("", "elsewhere"))[1]
