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


def percent(share: float) -> str:
    """Print a share, where something small is not nothing.

    >>> percent(0.3125), percent(0.004), percent(0)
    ('31%', '<1%', '0%')
    """
    return "<1%" if 0 < share < 0.005 else f"{int(100 * share + 0.5)}%"


def points(difference: float, low: float, high: float) -> str:
    """Print a difference of shares in percentage points, with its interval.

    >>> points(0.114, 0.04, 0.18)
    '+11 points, 4 to 18'
    >>> points(-0.012, -0.025, 0.001)
    '−1.2 points, −2.5 to 0.1'
    """
    # Where whole points would hide what there is, tenths are printed.
    digits = 1 if high - low < 0.1 else 0
    middle = _number(difference, digits)
    sign = "" if middle.startswith("−") or float(middle) == 0 else "+"
    noun = "point" if middle.lstrip("−") == "1" else "points"
    return f"{sign}{middle} {noun}, {_number(low, digits)} to {_number(high, digits)}"


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


def _number(value: float, digits: int) -> str:
    text = f"{100 * value:.{digits}f}"
    # No "-0", and a minus that is as wide as a plus.
    return (text if float(text) else f"{0:.{digits}f}").replace("-", "−")
