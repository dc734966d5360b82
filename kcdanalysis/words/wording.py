"""Numbers and names in sentences: counts, shares, differences of shares, lists."""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from kcdanalysis.errors import shown

#: Characters that change the direction of the text after them.
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def as_json(value: Any, indent: int | None = None) -> str:
    r"""Write JSON in which what a terminal would obey is escaped, and nothing else.

    >>> print(as_json(["é", "\x9b2J", "\u202e"]))
    ["é", "\u009b2J", "\u202e"]
    """
    return shown(json.dumps(value, ensure_ascii=False, indent=indent), "\n", r"\u{:04x}")


def as_toml(text: str) -> str:
    r"""Escape what a terminal would obey in TOML of basic strings, which are like those of JSON.

    >>> print(as_toml('a = "é\x9b2J"'))
    a = "é\u009b2J"
    """
    # TOML does not hold bytes that are no text.
    return shown(text.encode(errors="replace").decode(), "\n", r"\u{:04x}")


def join_sentences(*sentences: str | bool) -> str:
    """Join sentences; False and empty ones are left out."""
    return " ".join(sentence for sentence in sentences if isinstance(sentence, str) and sentence)


def join_names(names: Sequence[str]) -> str:
    """Name several things in a sentence."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def list_names(labels: Iterable[str]) -> str:
    """Name several things between commas."""
    return ", ".join(short(label) for label in labels)


def one_line(text: Any) -> str:
    r"""Put text on one line, without invisible characters.

    >>> one_line("a\n\tb\x00")
    'a b'
    """
    visible = (
        " "
        if letter in _DIRECTIONS or unicodedata.category(letter) in ("Cc", "Cs", "Cn")
        else letter
        for letter in str(text)
    )
    return " ".join("".join(visible).split())


def short(text: str, length: int = 40) -> str:
    """Put text on one line of so many characters at most."""
    text = one_line(text)
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def count(number: int, noun: str) -> str:
    """Count things, one or many."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def talks_of(n_talks: int, event: str = "") -> str:
    """Count the talks, of an event if it has a name."""
    talks = count(n_talks, "talk")
    return f"{talks} of {short(event, 60)}" if event else talks


def of_total(number: int, total: int) -> str:
    """Print a part and the whole."""
    return f"{number:,} of {total:,}"


def left_out(number: int, total: int) -> str:
    """Say that the themes of talks cannot be told; "" if there are none.

    >>> left_out(3, 19)
    'Left out: 3 of 19 talks, in a language that the lexicon does not cover.'
    """
    reason = "in a language that the lexicon does not cover"
    return f"Left out: {of_total(number, total)} talks, {reason}." if number else ""


def percent(share: float) -> str:
    """Print a share, where something small is not nothing.

    >>> percent(0.3125), percent(0.004), percent(0)
    ('31%', '<1%', '0%')
    """
    return "<1%" if 0 < share < 0.005 else f"{int(100 * share + 0.5)}%"


def interval(low: float, high: float) -> str:
    """Print the interval of a share; "" where it is not known.

    >>> interval(0.102, 0.495)
    '10% to 50%'
    """
    return "" if low != low else f"{percent(low)} to {percent(high)}"


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


def _number(value: float, digits: int) -> str:
    text = f"{100 * value:.{digits}f}"
    # No "-0", and a minus that is as wide as a plus.
    return (text if float(text) else f"{0:.{digits}f}").replace("-", "−")
